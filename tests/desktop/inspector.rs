//! The inspector in the real window: what a person looks for, looks at, measures, compares and takes along.

use anyhow::Result;
use serde_json::json;
use sofia_core::request_text;
use sofia_tests::{
    Environment, Gate, Script, Server, Step, TestResult,
    bounds::{LATER, SOON},
    needs,
    pages::LineBytes,
    server::INVOKE,
    shop::{handover, line, message, recommendation, suggestions},
    window::Window,
};

use crate::{KEY, NEEDS, desktop};

/// A window in a live conversation with a merchant that the server plays.
async fn talking(environment: &Environment, server: &Server) -> Result<Window> {
    let window = Window::start(environment).await?;
    window.talk_to_new_merchant("Loja Acme", server, KEY).await?;
    Ok(window)
}

/// The numbers of the rows that the list shows.
async fn shown(window: &Window) -> Result<Vec<u64>> {
    Ok(window.event_rows().await?.into_iter().map(|row| row.seq).collect())
}

async fn wait_shown(window: &Window, expected: &[u64]) -> Result<()> {
    let what = format!("the rows {expected:?}");
    window.wait_until(&what, LATER, async || Ok((shown(window).await? == expected).then_some(()))).await
}

async fn filter(window: &Window, text: &str) -> Result<()> {
    window.fill("event-filter", text).await
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_are_filtered_by_text_and_by_jq_and_an_endless_expression_hurts_nobody() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    let lines = [
        line(&[message("Temos três vestidos")]),
        line(&[recommendation(&["Vestido azul", "Saia"])]),
        String::new(),
        line(&[suggestions(&["Tem em preto?"]), handover("wants a person")]),
    ];
    server.answer(INVOKE, Script::ndjson(&lines));
    let environment = desktop()?;
    let window = talking(&environment, &server).await?;
    window.say_and_wait("oi").await?;
    wait_shown(&window, &[1, 2, 3, 4]).await?;

    filter(&window, "vestido").await?;
    assert_eq!(window.attribute("event-filter", "data-form").await?.as_deref(), Some("text"));
    wait_shown(&window, &[1, 2]).await?;

    filter(&window, r#".kind == "agentHandoverEvent""#).await?;
    assert_eq!(window.attribute("event-filter", "data-form").await?.as_deref(), Some("jq"));
    wait_shown(&window, &[4]).await?;

    filter(&window, ".event.recommendationEvent.products[]?.title").await?;
    wait_shown(&window, &[2]).await?;
    wait_content(&window, "event-result", r#""Vestido azul""#).await?;
    wait_content(&window, "event-result", r#""Saia""#).await?;

    filter(&window, ".kind == nothing").await?;
    wait_content(&window, "filter-problem", "There is no function nothing.").await?;
    assert_eq!(window.attribute("filter-problem", "data-at").await?.as_deref(), Some("9"));
    wait_shown(&window, &[1, 2, 3, 4]).await?;

    filter(&window, "last(range(1e12))").await?;
    window.click("filter-form").await?;
    window
        .wait_until("the expression to be stopped", LATER, async || {
            let said = contents(&window, "filter-problem").await?;
            Ok(said
                .iter()
                .any(|text| text.contains("On line #1 the expression took more than 2 s"))
                .then_some(()))
        })
        .await?;
    // The window and the conversation go on as if nothing had been.
    filter(&window, ".seq > 3").await?;
    wait_shown(&window, &[4]).await?;
    server.answer(INVOKE, Script::ndjson([line(&[message("ainda aqui")])]));
    filter(&window, "").await?;
    window.say_and_wait("e agora?").await?;
    window.wait_answer("ainda aqui").await?;

    // What is chosen in the list comes into sight in the conversation, also where that is at its end, and it stays there.
    let long: Vec<_> = (0..30).map(|number| message(&format!("mais {number}"))).collect();
    server.answer(INVOKE, Script::ndjson([line(&long)]));
    window.say_and_wait("conte mais").await?;
    window.wait_answer("mais 29").await?;
    let in_sight = r"const list = document.querySelector('[data-testid=message-list]').getBoundingClientRect();
        const card = document.querySelector('[data-testid=product-card]').getBoundingClientRect();
        const seen = card.bottom > list.top && card.top < list.bottom;
        const done = arguments[arguments.length - 1];
        requestAnimationFrame(() => requestAnimationFrame(() => done(seen)));";
    let wait_card = async |seen: bool| {
        let what = format!("the card to be in sight: {seen}");
        window
            .wait_until(&what, LATER, async || {
                let found = window.execute_async(in_sight, Vec::new()).await?;
                Ok((found == json!(seen)).then_some(()))
            })
            .await
    };
    wait_card(false).await?;
    filter(&window, r#".kind == "recommendationEvent""#).await?;
    wait_shown(&window, &[2]).await?;
    window.click_css("[data-testid=event-row][data-kind=recommendationEvent]").await?;
    // A list that goes back to its end does so a frame or two later.
    for _ in 0..3 {
        wait_card(true).await?;
    }
    window.has_no_reports().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_no_text_are_a_dump_and_large_values_are_held_back_until_asked_for() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    let broken = b"Cabe\xe7alho de um proxy, longo demais para uma linha\xff".to_vec();
    let long = line(&[message(&"vestido azul, ".repeat(400_000))]).into_bytes();
    server.answer(INVOKE, Script::ndjson([broken.clone(), long.clone()]));
    let environment = desktop()?;
    let window = talking(&environment, &server).await?;
    window.say_and_wait("oi").await?;
    let rows = window.wait_event_rows(2).await?;

    assert_eq!(window.inspect(&rows[0]).await?, LineBytes::of(&broken));
    assert_eq!(window.attribute("event-raw", "data-form").await?.as_deref(), Some("hex"));
    let digits: String = broken.iter().map(|byte| format!("{byte:02x}")).collect();
    let dump = "return [...document.querySelectorAll('[data-testid=event-hex] .bytes')] \
                .map((row) => row.textContent.replaceAll(/\\s/g, '')).join('')";
    window
        .wait_until("every byte in the dump", SOON, async || {
            Ok((window.execute(dump, Vec::new()).await? == digits.as_str()).then_some(()))
        })
        .await?;
    let marked = "return [...document.querySelectorAll('[data-testid=event-hex] .bytes .invalid')] \
                  .map((cell) => cell.textContent)";
    assert_eq!(window.execute(marked, Vec::new()).await?, json!(["e7", "ff"]));

    // As text each of them stands as what it is; that is how the next line is shown too.
    click_hidden(&window, "raw-as-text").await?;
    let text = "return document.querySelector('[data-testid=event-raw] [data-json-editor]') \
                ?.shadowRoot?.querySelector('.cm-content')?.textContent ?? ''";
    let expected = "Cabee7alho de um proxy, longo demais para uma linhaff";
    window
        .wait_until("the line as text", SOON, async || {
            Ok((window.execute(text, Vec::new()).await? == expected).then_some(()))
        })
        .await?;

    // Any other line is a dump for those who want it.
    assert_eq!(window.inspect(&rows[1]).await?, LineBytes::of(&long));
    click_hidden(&window, "raw-as-hex").await?;
    wait_content(&window, "event-hex", r#"{"result""#.get(..8).unwrap_or_default()).await?;
    let height = "return document.querySelector('[data-testid=event-hex]').scrollHeight";
    assert!(window.execute(height, Vec::new()).await?.as_u64() > Some(5_000_000));
    assert!(
        window.count_css("[data-testid=event-hex] .row").await? < 200,
        "only what is on the screen is in the page"
    );

    // In the tree and in the formatted line the long value shows its beginning.
    window.click("inspector-detail-tab-tree").await?;
    window
        .wait_until("the tree to say how much there is", SOON, async || {
            let said = contents(&window, "event-tree").await?;
            Ok(said.iter().any(|text| text.contains("show all 5.6 MB")).then_some(()))
        })
        .await?;
    // The rows still find their places when they are first shown, so a click may meet one that has moved.
    window
        .wait_until("the whole value", SOON, async || {
            if window.count("tree-value").await? == 0 {
                window.click_css("[data-testid=event-tree] [role=treeitem] button").await?;
                return Ok(None);
            }
            Ok(Some(()))
        })
        .await?;
    wait_content(&window, "tree-value", ".content.textContent.text").await?;
    assert_eq!(window.attribute("long-text", "data-length").await?.as_deref(), Some("5600002"));
    window.click("inspector-detail-tab-pretty").await?;
    let held = "return document.querySelector('[data-testid=event-pretty] [data-json-editor]') \
                ?.shadowRoot?.querySelector('.cm-held')?.textContent ?? ''";
    window
        .wait_until("the formatted line to hold the rest back", LATER, async || {
            Ok((window.execute(held, Vec::new()).await? == "show all 5.6 MB").then_some(()))
        })
        .await?;
    window.has_no_reports().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_turn_is_drawn_step_by_step_and_a_step_leads_to_its_line() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    let gate = Gate::new();
    server.answer(
        INVOKE,
        Script::stream([
            Step::line(line(&[message("primeiro")]).as_bytes()),
            Step::WaitFor(gate.clone()),
            Step::line(line(&[message("segundo")]).as_bytes()),
            Step::LastChunk,
        ]),
    );
    let environment = desktop()?;
    let window = talking(&environment, &server).await?;
    window.say("oi").await?;
    window.wait_answer("primeiro").await?;
    window.click("inspector-tab-timing").await?;
    let steps = "return [...document.querySelectorAll('[data-testid=waterfall-row]')] \
                 .map((row) => row.dataset.seq ?? row.dataset.step)";
    let drawn =
        async || anyhow::Ok(serde_json::from_value::<Vec<String>>(window.execute(steps, Vec::new()).await?)?);
    window
        .wait_until("the first line in the waterfall", SOON, async || {
            Ok(drawn().await?.last().is_some_and(|last| last == "1").then_some(()))
        })
        .await?;
    gate.open();
    window.wait_turn_ended(1).await?;
    window
        .wait_until("the end in the waterfall", SOON, async || {
            Ok(drawn().await?.ends_with(&["1".into(), "2".into(), "end".into()]).then_some(()))
        })
        .await?;
    assert_eq!(drawn().await?.iter().filter(|step| *step == "wait").count(), 1);
    let selected = "[data-testid=waterfall-row][data-seq='2'][aria-selected=true]";
    window
        .wait_until("the step to be chosen", SOON, async || {
            // The end of the answer may just be drawn under the pointer.
            window.click_css("[data-testid=waterfall-row][data-seq='2']").await?;
            Ok((window.count_css(selected).await? > 0).then_some(()))
        })
        .await?;
    wait_content(&window, "waterfall-figures", "#2 message").await?;
    window.click("inspector-tab-events").await?;
    window.wait_for_css("[data-testid=event-row][data-seq='2'][aria-selected=true]").await?;
    window.has_no_reports().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_turns_are_pinned_and_what_differs_is_shown() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    server
        .answer(INVOKE, Script::ndjson([line(&[message("Olá"), recommendation(&["Vestido azul", "Saia"])])]));
    server
        .answer(INVOKE, Script::ndjson([line(&[message("Olá de novo"), recommendation(&["Vestido azul"])])]));
    let environment = desktop()?;
    let window = talking(&environment, &server).await?;
    window.say_and_wait("vestido?").await?;
    window.wait_event_rows(1).await?;
    choose_from_turn_menu(&window, "turn-pin").await?;
    window.say_and_wait("e agora?").await?;
    window.wait_event_rows(2).await?;
    choose_from_turn_menu(&window, "turn-compare").await?;
    window.wait_for("compare").await?;
    wait_content(&window, "compare-removed", "Saia").await?;
    wait_content(&window, "compare-removed-line", "\"text\": \"Olá\"").await?;
    wait_content(&window, "compare-added-line", "\"text\": \"Olá de novo\"").await?;
    assert_eq!(window.count("compare-added").await?, 0);
    window.has_no_reports().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_copied_to_be_run_elsewhere_without_its_key() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::ndjson([line(&[message("Olá")])]));
    let environment = desktop()?;
    let window = talking(&environment, &server).await?;
    window.say_and_wait("d'água \"azul\" $HOME").await?;
    window.click("inspector-tab-request").await?;
    window.wait_text("request-view", INVOKE).await?;
    let sent = server.requests_to(INVOKE);
    let (url, body) = (format!("{}{INVOKE}", server.base_url()), String::from_utf8(sent[0].body.to_vec())?);
    let value = "return document.querySelector('[data-testid=composer]').value";
    for (button, expected) in [
        ("copy-curl", request_text::curl(&url, &body)),
        ("copy-python", request_text::python(&url, &body)),
        ("copy-httpie", request_text::httpie(&url, &body)),
        ("copy-body", body.clone()),
    ] {
        assert!(!expected.contains(KEY));
        window.click(button).await?;
        window
            .wait_for_css(&format!(
                "[data-testid={button}] .lucide-check, [data-testid={button}] .lucide-icon.lucide-check"
            ))
            .await?;
        window.click("composer").await?;
        window.press("Ctrl+A").await?;
        window.press("Ctrl+V").await?;
        window
            .wait_until(&format!("what {button} has copied"), SOON, async || {
                Ok((window.execute(value, Vec::new()).await? == expected.as_str()).then_some(()))
            })
            .await?;
    }
    // The call that opened the session is kept beside it.
    click_hidden(&window, "request-call-init").await?;
    wait_content(&window, "session-call-answer", "sessionId").await?;
    assert!(!window.visible_text().await?.contains(KEY));
    window.has_no_reports().await?;
    Ok(())
}

/// A radio button lies under its label, where no pointer reaches it.
async fn click_hidden(window: &Window, id: &str) -> Result<()> {
    window.wait_for(id).await?;
    window.click_css(&format!("label:has(> [data-testid={id}])")).await
}

async fn choose_from_turn_menu(window: &Window, choice: &str) -> Result<()> {
    window.click("turn-menu").await?;
    window.click_css(&format!("[role=menu]:popover-open [data-testid={choice}]")).await
}

/// What the parts of this name hold, also where it is scrolled out of sight or cut.
async fn contents(window: &Window, id: &str) -> Result<Vec<String>> {
    let script = "return [...document.querySelectorAll(`[data-testid=\"${arguments[0]}\"]`)] \
                  .map((part) => part.textContent)";
    Ok(serde_json::from_value(window.execute(script, vec![json!(id)]).await?)?)
}

async fn wait_content(window: &Window, id: &str, text: &str) -> Result<()> {
    let what = format!("{id} to hold {text:?}");
    window
        .wait_until(&what, LATER, async || {
            Ok(contents(window, id).await?.iter().any(|held| held.contains(text)).then_some(()))
        })
        .await
}
