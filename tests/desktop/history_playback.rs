//! Going back into a conversation, and playing one again where there is no network, in the real window.

use anyhow::{Context, Result};
use serde_json::Value;
use sofia_tests::{
    Environment, Script, Server, TestResult,
    bounds::SOON,
    command::Sofia,
    input_events::sent_in,
    needs,
    pages::LineBytes,
    server::INVOKE,
    shop::{AGENT, BUSINESS, line, message, recommendation},
    window::{Window, within},
};

use crate::{KEY, NEEDS, desktop};

/// So far apart are two lines of the recording: nobody waits that long.
const FAR_US: u64 = 120_000_000;

fn said(role: &str, text: &str) -> String {
    format!(r#"{{"messageEvent":{{"role":"{role}","content":{{"textContent":{{"text":"{text}"}}}}}}}}"#)
}

fn sent(server: &Server) -> Vec<String> {
    server.requests_to(INVOKE).iter().map(|request| sent_in(&request.body)).collect()
}

/// Brings the pointer to what a selector finds, opens the menu that shows there, and chooses from it.
async fn choose(window: &Window, place: &str, menu: &str, choice: &str) -> Result<()> {
    let what = format!("{choice} in {menu}");
    window
        .wait_until(&what, SOON, async || {
            let Some(part) = window.find_all(place).await?.into_iter().next_back() else { return Ok(None) };
            window.hover(&part).await?;
            let button = within("find", part.find(fantoccini::Locator::Css(menu))).await?;
            within("click", button.click()).await.map(Some)
        })
        .await?;
    window.click_css(&format!("[role=menu]:popover-open [data-testid={choice}]")).await
}

/// At the last message of Sofia's.
async fn branch_at_answer(window: &Window, choice: &str) -> Result<()> {
    let answers = "[data-testid=message-list] [data-testid=message][data-role=sofia][tabindex]";
    choose(window, answers, "[data-testid=message-menu]", choice).await
}

async fn composer_holds(window: &Window, expected: &str) -> Result<()> {
    window
        .wait_until(&format!("the composer to hold {expected:?}"), SOON, async || {
            let field = window.by_test_id("composer").await?;
            let held = within("read", field.prop("value")).await?;
            Ok((held.as_deref() == Some(expected)).then_some(()))
        })
        .await
}

async fn verdicts(window: &Window, expected: &[&str]) -> Result<()> {
    let read = "return [...document.querySelectorAll('[data-testid=beside-row]')] \
                .map((row) => row.dataset.verdict)";
    window
        .wait_until(&format!("rows that are {expected:?}"), SOON, async || {
            let found: Vec<String> = serde_json::from_value(window.execute(read, Vec::new()).await?)?;
            Ok((found == expected).then_some(()))
        })
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_is_gone_back_into_as_context_and_asked_again_and_seen_beside_its_branch() -> TestResult
{
    needs!(NEEDS);
    let server = Server::with_session()?;
    for answer in ["Olá!", "Temos sim."] {
        server.answer(INVOKE, Script::ndjson([line(&[message(answer)])]));
    }
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_new_merchant("Loja Acme", &server, KEY).await?;
    window.say_and_wait("oi").await?;
    window.say_and_wait("tem vestido?").await?;

    // Behind an answer, with all that was said as context.
    branch_at_answer(&window, "branch-here").await?;
    window.wait_for("branch-strip").await?;
    window.wait_text("branch-context", "Temos sim.").await?;
    window.wait_state("live").await?;
    server.answer(INVOKE, Script::ndjson([line(&[message("Em preto também.")])]));
    window.say_and_wait("e em preto?").await?;
    let context = [
        said("USER", "oi"),
        said("ASSISTANT", "Olá!"),
        said("USER", "tem vestido?"),
        said("ASSISTANT", "Temos sim."),
        said("USER", "e em preto?"),
    ];
    assert_eq!(sent(&server)[2..], [context.join(",")]);
    window.click("branch-compare").await?;
    window.wait_for("beside-shared").await?;
    verdicts(&window, &["only"]).await?;
    window.click("beside-close").await?;
    window.wait_gone("beside").await?;

    // Before the customer's words, which are taken up to be said otherwise.
    window.click("branch-origin").await?;
    window.wait_gone("branch-strip").await?;
    choose(&window, "[data-testid=sent-event]", "[data-testid=sent-menu]", "branch-here").await?;
    window.wait_for("branch-strip").await?;
    composer_holds(&window, "tem vestido?").await?;
    window.wait_text("branch-context", "Olá!").await?;
    assert_eq!(sent(&server).len(), 3, "nothing goes out by itself");

    // All of it asked again, one by one.
    window.click("branch-origin").await?;
    window.wait_gone("branch-strip").await?;
    for answer in ["Olá!", "Acabaram."] {
        server.answer(INVOKE, Script::ndjson([line(&[message(answer)])]));
    }
    branch_at_answer(&window, "branch-reask").await?;
    window.wait_for("branch-strip").await?;
    window.wait_answer("Acabaram.").await?;
    window.wait_for("composer").await?;
    assert_eq!(sent(&server)[3..], [said("USER", "oi"), said("USER", "tem vestido?")]);
    window.click("branch-compare").await?;
    verdicts(&window, &["same", "different"]).await?;

    // Beside the other branch of the same conversation, with what that one was told.
    window.click_css("[data-testid=beside-head]:first-of-type [data-testid=beside-choose]").await?;
    window.click_css("[role=menu]:popover-open [data-testid=beside-member]:nth-of-type(2)").await?;
    verdicts(&window, &["same", "different", "only"]).await?;
    window.has_no_reports().await?;
    Ok(())
}

/// A recording of one answer in two lines, made elsewhere, whose lines are far apart.
fn recording() -> Result<String> {
    let server = Server::with_session()?;
    server.answer(
        INVOKE,
        Script::ndjson([
            line(&[message("Temos dois:")]),
            line(&[recommendation(&["Vestido azul"]), message("Gostou?")]),
        ]),
    );
    let elsewhere = Environment::new()?;
    let run = |arguments: &[&str]| Sofia::new(&elsewhere, arguments).key(KEY).run();
    let url = server.base_url();
    let add =
        ["merchants", "add", "Loja", "--base-url", &url, "--business-id", BUSINESS, "--agent-id", AGENT];
    run(&add)?.exits(0);
    run(&["ask", "tem vestido?", "--merchant", "Loja"])?.exits(0);
    let listed: Value = serde_json::from_slice(&run(&["conversations", "--json"])?.exits(0).stdout)?;
    let id = listed[0]["id"].as_str().context("no id")?.to_owned();
    let path = elsewhere.root().join("held.sofia.ndjson");
    let file = path.to_str().context("the path is no text")?;
    run(&["export", &id, "--format", "recording", "-o", file])?.exits(0);
    let lines: Vec<String> = std::fs::read_to_string(&path)?
        .lines()
        .map(|text| {
            let mut value: Value = serde_json::from_str(text)?;
            put_far(&mut value);
            Ok(value.to_string())
        })
        .collect::<Result<_>>()?;
    Ok(lines.join("\n") + "\n")
}

/// Moves the second line of an answer away from the first.
fn put_far(value: &mut Value) {
    let Some(object) = value.as_object_mut() else { return };
    if object.get("seq") == Some(&Value::from(2)) {
        object.insert("offset_us".to_owned(), Value::from(FAR_US));
    }
    for member in object.values_mut() {
        put_far(member);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_plays_with_its_own_timing_where_there_is_no_server_and_is_not_stored_anew() -> TestResult
{
    needs!(NEEDS);
    // The server is gone when this has returned.
    let recording = recording()?;
    let environment = desktop()?;
    let file = environment.root().join("held.sofia.ndjson");
    std::fs::write(&file, recording)?;
    let path = file.to_str().context("the path is no text")?;
    Sofia::new(&environment, &["import", path]).run()?.exits(0);

    let window = Window::start(&environment).await?;
    window.wait_ready().await?;
    window.click("conversations-everybody").await?;
    window.open_conversation(0).await?;
    window.wait_answer("Gostou?").await?;
    let stored = sofia_tests::history::lines(&environment.data())?;

    window.click("conversation-play").await?;
    window.wait_for("playback-mark").await?;
    window.wait_for_css("[data-testid=playback-bar][data-playing=true]").await?;
    // The first line comes by its own time; the second is far away.
    window.wait_answer("Temos dois:").await?;
    assert_eq!(window.turn_states().await?, ["streaming"]);
    assert_eq!(window.messages("sofia").await?.len(), 1);
    assert_eq!(window.wait_event_rows(1).await?.len(), 1, "the inspector is in step");
    assert_eq!(window.messages("customer").await?, ["tem vestido?"]);
    for offered in ["composer", "sent-again", "retry", "rating", "conversation-restart"] {
        assert_eq!(window.count(offered).await?, 0, "{offered} is there");
    }

    window.click("playback-toggle").await?;
    window.wait_for_css("[data-testid=playback-bar][data-playing=false]").await?;
    window.click("playback-step").await?;
    window.wait_answer("Gostou?").await?;
    window.wait_for_css("[data-testid=playback-bar][data-over=true]").await?;
    assert_eq!(window.turn_states().await?, ["complete"]);
    assert_eq!(window.wait_event_rows(2).await?.len(), 2);

    // Once more, and all at once.
    window.click("playback-again").await?;
    window.wait_for_css("[data-testid=playback-bar][data-over=false]").await?;
    window.click_css("[data-testid=playback-speed] label:last-of-type").await?;
    window.wait_for_css("[data-testid=playback-bar][data-over=true]").await?;
    window.wait_answer("Gostou?").await?;

    // The same before an audience, under the name that the recording gives: this machine knows no such merchant.
    window.click("presentation-open").await?;
    window.wait_focused("[data-testid=presentation]").await?;
    window.wait_answer("Temos dois:").await?;
    assert!(window.visible_text().await?.contains("Loja"));
    assert_eq!(window.messages("sofia").await?.len(), 1);
    window.press("0").await?;
    window.wait_answer("Gostou?").await?;
    assert_eq!(window.count("playback-mark").await?, 1);
    window.press("Escape").await?;
    window.wait_gone("presentation").await?;

    window.click("playback-leave").await?;
    window.wait_for("conversation-state").await?;
    assert_eq!(window.count("playback-mark").await?, 0);
    assert_eq!(sofia_tests::history::lines(&environment.data())?, stored, "playing writes nothing");
    window.has_no_reports().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bare_lines_of_an_answer_are_dropped_on_the_window_and_play_where_there_is_no_server()
-> TestResult {
    needs!(NEEDS);
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.wait_ready().await?;
    let lines = [
        line(&[message("Veio do curl.")]),
        String::new(),
        "no JSON at all".to_owned(),
        line(&[recommendation(&["Vestido azul"]), message("Gostou?")]),
    ];
    let file = environment.root().join("resposta nº 1.out");
    std::fs::write(&file, lines.join("\n"))?;
    window.drop_file(&file).await?;
    window.wait_answer("Gostou?").await?;
    let rows = window.wait_event_rows(lines.len()).await?;
    assert_eq!(window.inspect(&rows[2]).await?, LineBytes::of(lines[2].as_bytes()));
    let stored = sofia_tests::history::lines(&environment.data())?;
    assert_eq!(stored.len(), lines.len());

    window.click("conversation-play").await?;
    window.wait_for("playback-mark").await?;
    window.wait_for_css("[data-testid=playback-bar][data-over=true]").await?;
    window.wait_answer("Gostou?").await?;
    assert_eq!(window.messages("sofia").await?.len(), 3);
    assert_eq!(window.wait_event_rows(lines.len()).await?.len(), lines.len());
    assert_eq!(sofia_tests::history::lines(&environment.data())?, stored, "playing writes nothing");

    // What is no recording is refused with its name, and nothing comes of it.
    let picture = environment.root().join("foto.png");
    std::fs::write(&picture, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")?;
    window.drop_file(&picture).await?;
    window.wait_text("toast", "foto.png").await?;
    assert_eq!(window.count("conversation-item").await?, 1);
    window.has_no_reports().await?;
    Ok(())
}

/// Writes into the chat that is presented: the first letter takes the keyboard there.
async fn present(window: &Window, words: &str) -> Result<()> {
    window.type_text(words).await?;
    window.press("Enter").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_presentation_that_does_not_go_on_goes_on_with_what_was_answered_before() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    for answer in ["Olá!", "Temos sim, em azul."] {
        server.answer(INVOKE, Script::ndjson([line(&[message(answer)])]));
    }
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_new_merchant("Loja Acme", &server, KEY).await?;
    window.say_and_wait("Oi!").await?;
    window.say_and_wait("Tem vestido?").await?;

    server.answer(INVOKE, Script::ndjson([line(&[message("Olá!")])]));
    server.answer(INVOKE, Script::status(503, ""));
    window.press("F11").await?;
    window.wait_for("presentation-prepare").await?;
    window.click("presentation-start-unchecked").await?;
    window.wait_focused("[data-testid=presentation]").await?;
    present(&window, "Oi!").await?;
    window.wait_answer("Olá!").await?;
    present(&window, "tem  vestido?").await?;
    window.wait_for("presentation-trouble").await?;
    window.wait_for("presentation-playback").await?;
    window.press("End").await?;
    window.wait_answer("Temos sim, em azul.").await?;
    window.wait_gone("presentation-trouble").await?;
    window.wait_for("playback-mark").await?;
    assert_eq!(window.messages("sofia").await?, ["Olá!", "Temos sim, em azul."]);
    assert_eq!(window.messages("customer").await?, ["Oi!", "Tem vestido?"], "as it was recorded");
    let asked = server.requests_to(INVOKE).len();
    assert_eq!(asked, 4, "a recording asks nobody");

    // Afterwards the window has the conversation as it is.
    window.press("Escape").await?;
    window.wait_gone("presentation").await?;
    window.wait_for("conversation-state").await?;
    assert_eq!(window.turn_states().await?, ["complete", "failed"]);
    assert_eq!(window.count("playback-mark").await?, 0);
    assert_eq!(server.requests_to(INVOKE).len(), asked);
    Ok(())
}
