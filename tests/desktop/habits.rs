//! What the whole window does: finding, panes, zoom, the words at its edge, and the focus.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use sofia_tests::{
    Gate, Script, Server, Step, TestResult,
    bounds::{LATER, SOON},
    history::repeat_newest_turn,
    needs,
    pages::NewMerchant,
    server::INVOKE,
    shop::{line, message, recommendation},
    window::Window,
};
use tiny_skia::{Pixmap, PremultipliedColorU8};

use crate::{KEY, NEEDS, desktop};

/// From so many turns on the list draws only those near the screen.
const MANY: usize = 120;

/// A number that the page computes.
async fn number(window: &Window, expression: &str) -> Result<f64> {
    let said = window.execute(&format!("return {expression};"), Vec::new()).await?;
    said.as_f64().ok_or_else(|| anyhow::anyhow!("{expression} is {said}"))
}

async fn wait_number(window: &Window, expression: &str, wanted: f64) -> Result<()> {
    window
        .wait_until(&format!("{expression} to be {wanted}"), SOON, async || {
            Ok(((number(window, expression).await? - wanted).abs() < 1.5).then_some(()))
        })
        .await
}

/// How many points of a part of the window have the colour of a token.
async fn painted(window: &Window, selector: &str, token: &str) -> Result<usize> {
    let script = "
        const { left, top, right, bottom } = document.querySelector(arguments[0]).getBoundingClientRect();
        const colour = getComputedStyle(document.documentElement).getPropertyValue(arguments[1]);
        return [[left, top, right, bottom].map((at) => Math.round(Math.max(0, at))), colour.trim().slice(1)];";
    let said = window.execute(script, vec![json!(selector), json!(token)]).await?;
    let ([left, top, right, bottom], colour): ([usize; 4], String) = serde_json::from_value(said)?;
    let [_, red, green, blue] = u32::from_str_radix(&colour, 16)?.to_be_bytes();
    let picture = Pixmap::decode_png(&window.client().screenshot().await?)?;
    let same =
        |point: &PremultipliedColorU8| (point.red(), point.green(), point.blue()) == (red, green, blue);
    let rows = picture.pixels().chunks(picture.width() as usize).take(bottom).skip(top);
    Ok(rows.flat_map(|row| row.iter().take(right).skip(left)).filter(|point| same(point)).count())
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_found_and_marked_where_they_stand_also_in_turns_that_are_not_drawn() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    let card = "Cupuaçu batido na hora com banana, granola, leite condensado, morango e mel na tigela grande";
    server.answer(INVOKE, Script::ndjson([line(&[message("Açaí? *Temos* sim."), recommendation(&[card])])]));
    server.answer(INVOKE, Script::ndjson([line(&[message("Temos!")])]));
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_new_merchant("Loja Acme", &server, KEY).await?;
    window.say_and_wait("tem açaí?").await?;
    window.say_and_wait("e o sabor da casa?").await?;
    // Nobody waits for a hundred answers: they are in the history, and the conversation is opened anew.
    repeat_newest_turn(&environment.data(), MANY - 2)?;
    window.choose_merchant("Loja Acme").await?;
    window.open_conversation(1).await?;
    window.wait_state("live").await?;
    window.wait_answer("Temos!").await?;
    window.wait_gone("earlier-messages").await?;
    let drawn = number(&window, "document.querySelectorAll('[data-testid=turn]').length").await?;
    assert!(drawn < MANY as f64, "{drawn} turns are drawn: the test needs some that are not");
    assert_eq!(window.messages("customer").await?.iter().filter(|said| said.contains("açaí")).count(), 0);

    window.press("Ctrl+f").await?;
    window.wait_focused("[data-testid=find-field]").await?;
    window.type_text("ACAI").await?;
    let at = |index: usize| format!("[data-testid=find-count][data-count='2'][data-index='{index}']");
    window.wait_for_css(&at(2)).await?;
    // The newest place: in Sofia's answer of the first turn, which is drawn now, and in sight.
    let marked = "
        const highlight = CSS.highlights.get('found-here');
        const [range] = highlight === undefined ? [] : [...highlight];
        if (range === undefined) return null;
        const list = document.querySelector('[data-testid=message-list]').getBoundingClientRect();
        const box = range.getBoundingClientRect();
        const side = range.startContainer.parentElement.closest('[data-role]').dataset.role;
        return { text: range.toString(), side, inSight: box.top >= list.top && box.bottom <= list.bottom,
                 others: CSS.highlights.get('found').size };";
    let wait_marked = async |text: &str, side: &str| {
        let wanted = json!({"text": text, "side": side, "inSight": true, "others": 2});
        window
            .wait_until(&format!("{wanted}"), SOON, async || {
                Ok((window.execute(marked, Vec::new()).await? == wanted).then_some(()))
            })
            .await
    };
    wait_marked("Açaí", "sofia").await?;
    window.press("Enter").await?;
    window.wait_for_css(&at(1)).await?;
    wait_marked("açaí", "customer").await?;
    window.press("Shift+Enter").await?;
    window.wait_for_css(&at(2)).await?;
    wait_marked("Açaí", "sofia").await?;

    // A long title is cut where nothing is looked for; what is found in it is in sight, and is painted. An engine may
    // hold a mark that it does not paint.
    let title = "[data-testid=product-card] .title";
    assert_eq!(painted(&window, title, "--found-here").await?, 0);
    window.press("Ctrl+a").await?;
    window.type_text("tigela").await?;
    window.wait_for_css(&at(2)).await?;
    let whole = "
        const [range] = CSS.highlights.get('found-here') ?? [];
        const title = document.querySelector(arguments[0]);
        return range !== undefined && title.contains(range.startContainer) &&
            range.getBoundingClientRect().bottom <= title.getBoundingClientRect().bottom + 1;";
    window
        .wait_until("the end of the title to be painted as found", SOON, async || {
            let shown = window.execute(whole, vec![json!(title)]).await? == true;
            Ok((shown && painted(&window, title, "--found-here").await? > 100).then_some(()))
        })
        .await?;

    // Words over the edge of a mark are words.
    window.press("Ctrl+a").await?;
    window.type_text("? temos s").await?;
    window.wait_for_css("[data-testid=find-count][data-count='1']").await?;
    window.press("Escape").await?;
    window.wait_gone("find").await?;
    assert_eq!(window.execute("return CSS.highlights.size", Vec::new()).await?, json!(0));
    window
        .wait_until("no mark to be painted any more", SOON, async || {
            let here = painted(&window, "[data-testid=message-list]", "--found-here").await?;
            Ok((here == 0).then_some(()))
        })
        .await?;
    window.wait_focused("[data-testid=composer]").await?;
    window.has_no_reports().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn panes_are_sized_folded_and_put_back_and_the_window_comes_back_as_it_was_left() -> TestResult {
    needs!(NEEDS);
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.resize(1300, 800).await?;
    window.talk_to_demo_merchant().await?;
    let rail = "document.getElementById('rail').offsetWidth";
    let usual = number(&window, rail).await?;
    window.tab_to("[role=separator][aria-controls=rail]").await?;
    window.press("Right").await?;
    wait_number(&window, rail, usual + 16.0).await?;
    window.press("Home").await?;
    wait_number(&window, rail, 190.0).await?;
    window.press("End").await?;
    wait_number(&window, rail, 380.0).await?;
    window
        .execute(
            "document.querySelector('[role=separator][aria-controls=rail]')\
             .dispatchEvent(new MouseEvent('dblclick', { bubbles: true }))",
            Vec::new(),
        )
        .await?;
    wait_number(&window, rail, usual).await?;
    let inspector = "document.getElementById('inspector').offsetWidth";
    window.tab_to("[role=separator][aria-controls=inspector]").await?;
    window.press("End").await?;
    // However wide the inspector is wanted, the conversation keeps its room.
    let conversation = "document.querySelector('main').offsetWidth";
    wait_number(&window, conversation, 380.0).await?;
    window.press("Home").await?;
    wait_number(&window, inspector, 320.0).await?;
    window.press("Enter").await?;
    window.wait_gone("inspector").await?;
    // The border had the focus and is gone with the pane.
    window.wait_focused("[data-pane]").await?;
    window.tab_to("[role=separator][aria-controls=rail]").await?;
    window.press("Left").await?;
    wait_number(&window, rail, usual - 16.0).await?;
    let unzoomed = number(&window, "innerWidth").await?;
    window.press("Ctrl+=").await?;
    wait_number(&window, "innerWidth", unzoomed / 1.1).await?;
    let (width, height) = (number(&window, "innerWidth").await?, number(&window, "innerHeight").await?);
    // What was chosen is written when it rests.
    let file = environment.data().join("preferences.json");
    window
        .wait_until("the preferences to be written", SOON, async || {
            let written: Value =
                serde_json::from_slice(&std::fs::read(&file).unwrap_or_default()).unwrap_or_default();
            Ok((written["preferences"]["zoom"] == 110).then_some(()))
        })
        .await?;
    window.close().await?;

    let window = Window::start(&environment).await?;
    window.wait_ready().await?;
    wait_number(&window, "innerWidth", width).await?;
    wait_number(&window, "innerHeight", height).await?;
    wait_number(&window, rail, usual - 16.0).await?;
    // By its key: the driver's pointer does not reckon with the zoom.
    window.press("Ctrl+1").await?;
    window.wait_for("conversation-state").await?;
    assert_eq!(window.count("inspector").await?, 0);
    window.press("Ctrl+i").await?;
    window.wait_for("inspector").await?;
    wait_number(&window, inspector, 320.0).await?;
    window.has_no_reports().await?;
    Ok(())
}

/// What lies outside the window, or is wider than it.
const OUT_OF_SIGHT: &str = "
    const out = [];
    for (const id of ['composer', 'send', 'conversation-state', 'search-open', 'status-keychain']) {
        const part = document.querySelector(`[data-testid=\"${id}\"]`);
        if (part === null) continue;
        const { left, right, top, bottom, width } = part.getBoundingClientRect();
        if (left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1 || width < 8)
            out.push(`${id}: ${[left, top, right, bottom].map(Math.round)} in ${innerWidth}x${innerHeight}`);
    }
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
    if (scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1) out.push('the page scrolls');
    return out;";

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_in_sight_at_every_zoom_and_every_width() -> TestResult {
    needs!(NEEDS);
    let mut environment = sofia_tests::Environment::with_keychain()?;
    environment.start_display(1700, 1050)?;
    let window = Window::start(&environment).await?;
    window.talk_to_demo_merchant().await?;
    window.say_and_wait("vestido azul até 200 reais").await?;
    for (key, times, zoom) in [("Ctrl+-", 4, 0.6), ("Ctrl+0", 1, 1.0), ("Ctrl+=", 5, 2.0)] {
        window.press("Ctrl+0").await?;
        for _ in 0..times {
            window.press(key).await?;
        }
        for (width, height) in [(1600, 1000), (1100, 700), (880, 700), (720, 560)] {
            window.resize(width, height).await?;
            wait_number(&window, "innerWidth", f64::from(width) / zoom).await?;
            window
                .wait_until(&format!("all to be in sight at {zoom}, {width} wide"), SOON, async || {
                    let out = window.execute(OUT_OF_SIGHT, Vec::new()).await?;
                    ensure!(out == json!([]), "{out}");
                    Ok(Some(()))
                })
                .await?;
        }
    }
    window.has_no_reports().await?;
    Ok(())
}

/// What a toast lies over of that which a person reads or uses.
const COVERED: &str = "
    const toasts = [...document.querySelectorAll('[data-testid=toast]')].map((toast) => toast.getBoundingClientRect());
    const parts = document.querySelectorAll(
        '[data-testid=composer], [data-testid=send], [data-testid=message], [data-testid=event-row], header, h1, h2, fieldset, footer');
    // What a dialog lies over cannot be used meanwhile, so there the dialog alone counts.
    const layer = document.querySelector('dialog[open]') ?? document.body;
    const seen = [...parts].filter((part) =>
        layer.contains(part) && part.checkVisibility() && part.closest('[data-testid=toast]') === null);
    return seen.filter((part) => {
        const box = part.getBoundingClientRect();
        const list = part.closest('[data-testid=message-list]')?.getBoundingClientRect();
        const [top, bottom] = [Math.max(box.top, list?.top ?? 0), Math.min(box.bottom, list?.bottom ?? innerHeight)];
        return toasts.some((toast) => toast.left < box.right && toast.right > box.left &&
            toast.top < bottom && toast.bottom > top);
    }).map((part) => part.dataset.testid ?? part.tagName);";

#[tokio::test(flavor = "multi_thread")]
async fn toasts_hide_nothing_wherever_the_window_has_room_for_them() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    server.allow(INVOKE, Script::ndjson([line(&[message("Temos!"), recommendation(&["Vestido midi"])])]));
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_new_merchant("Loja Acme", &server, KEY).await?;
    window.say_and_wait("tem vestido azul?").await?;
    // A merchant without a key: each wish to talk to it is refused.
    window
        .fill_merchant_form(NewMerchant { name: "Sem Chave", base_url: &server.base_url(), key: "" })
        .await?;
    window.click("merchant-save").await?;
    window.wait_gone("merchant-form").await?;
    window.click_containing("merchant-item", "button", "Sem Chave").await?;
    window.click("conversation-new").await?;
    window.wait_for("toast").await?;
    let covers_nothing = async |state: &str| -> Result<()> {
        let covered = window.execute(COVERED, Vec::new()).await?;
        ensure!(window.count("toast").await? > 0, "{state}: there is no toast");
        ensure!(covered == json!([]), "{state}: {covered} lies under a toast");
        Ok(())
    };
    covers_nothing("three panes").await?;
    window.press("Ctrl+i").await?;
    window.wait_gone("inspector").await?;
    covers_nothing("no inspector").await?;
    for width in [1100, 880, 720] {
        window.resize(width, 700).await?;
        wait_number(&window, "innerWidth", f64::from(width)).await?;
        covers_nothing(&format!("{width} wide")).await?;
    }
    window.resize(1100, 700).await?;
    window.tab_to("[role=separator][aria-controls=rail]").await?;
    window.press("Enter").await?;
    window
        .wait_until("the list to be folded", SOON, async || {
            Ok((window.count("merchant-list").await? == 0).then_some(()))
        })
        .await?;
    covers_nothing("a folded list").await?;
    // A dialog tells only what came while it is open; those before wait behind it.
    window.press("Ctrl+,").await?;
    window.wait_for("settings").await?;
    window.wait_gone("toast").await?;
    let picture = environment.root().join("foto.png");
    std::fs::write(&picture, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")?;
    window.drop_file(&picture).await?;
    window.wait_for_css("[data-testid=settings] [data-testid=toast]").await?;
    window.wait_text("toast", "foto.png").await?;
    assert_eq!(window.count("toast").await?, 1);
    covers_nothing("a dialog").await?;
    // What the system draws is dressed like the page at once: the list of a choice is the system's own.
    for (theme, dark) in [("dark", true), ("light", false)] {
        window.click_css(&format!("[data-testid=settings-theme] label:has([value={theme}])")).await?;
        let system = "return matchMedia('(prefers-color-scheme: dark)').matches";
        window
            .wait_until(&format!("the system to be {theme}"), SOON, async || {
                Ok((window.execute(system, Vec::new()).await? == dark).then_some(()))
            })
            .await?;
    }
    window.press("Escape").await?;
    window.wait_gone("settings").await?;
    // Refusals stay; what was merely said goes by itself in between.
    window.wait_text("toast", "Sem Chave").await?;
    window.wait_text("toast", "foto.png").await?;
    window
        .wait_until("the toasts to be dismissed", SOON, async || {
            let buttons = window.find_all("[data-testid=toast] .icon-button").await?;
            if let Some(button) = buttons.into_iter().next() {
                button.click().await?;
            }
            Ok((window.count("toast").await? == 0).then_some(()))
        })
        .await?;
    window.has_no_reports().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_read_out_in_pieces_and_the_focus_stays_near_what_had_it() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    let gate = Gate::new();
    let mut steps: Vec<Step> =
        (0..200).map(|part| Step::line(line(&[message(&format!("parte {part}"))]).as_bytes())).collect();
    steps.extend([Step::WaitFor(gate.clone()), Step::LastChunk]);
    server.answer(INVOKE, Script::stream(steps));
    server.answer(INVOKE, Script::stream([Step::line(line(&[message("ainda")]).as_bytes()), Step::HoldOpen]));
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_new_merchant("Loja Acme", &server, KEY).await?;
    window
        .execute(
            "window.told = []; const teller = document.querySelector('[data-testid=announcer]');
             new MutationObserver(() => told.push(teller.textContent.trim()))
                 .observe(teller, { childList: true, characterData: true, subtree: true });",
            Vec::new(),
        )
        .await?;
    window.say("tem vestido azul?").await?;
    window.wait_for_css("[data-testid=message-list][aria-busy=true]").await?;
    window.wait_answer("parte 199").await?;
    gate.open();
    window.wait_turn_ended(1).await?;
    window.wait_for_css("[data-testid=message-list][aria-busy=false]").await?;
    let told = window
        .wait_until("the end to be told", LATER, async || {
            let told = window.execute("return told", Vec::new()).await?;
            let told: Vec<String> = serde_json::from_value(told)?;
            Ok(told.last().is_some_and(|last| last.contains("complete")).then_some(told))
        })
        .await?;
    assert!(told.len() <= 10, "200 events are told in {} pieces", told.len());
    assert!(told.concat().contains("parte 0"), "{told:?}");

    // The button that stopped the answer is gone; whoever pressed it is where the next message is written.
    window.say("e depois?").await?;
    window.wait_answer("ainda").await?;
    window.click("composer").await?;
    window.tab_to("[data-testid=stop]").await?;
    window.press("Enter").await?;
    window.wait_turn_ended(2).await?;
    window.wait_focused("[data-testid=composer]").await?;
    // The same where a menu, a dialog or a pane goes away.
    window.tab_to("[data-testid=inspector-toggle]").await?;
    window.press("F6").await?;
    window.wait_focused("[data-testid=inspector]").await?;
    window.press("Ctrl+i").await?;
    window.wait_gone("inspector").await?;
    window.wait_focused("[data-pane]").await?;
    window.has_no_reports().await?;
    Ok(())
}
