//! Whatever a customer can send, sent from the window: what the server saw, to the character.

use anyhow::{Context, Result};
use fantoccini::actions::{InputSource, KeyAction, KeyActions, MouseActions, PointerAction};
use sofia_tests::{
    Environment, Script, Server, TestResult,
    bounds::SOON,
    history,
    input_events::{EVERY_KIND, WELCOME, sent_in},
    needs,
    server::INVOKE,
    shop::{line, message},
    window::{Window, within},
};

use crate::{KEY, NEEDS, desktop};

/// Keys that are no characters, as WebDriver names them.
const TAB: char = '\u{e004}';
const ENTER: char = '\u{e007}';
const ARROW_UP: char = '\u{e013}';

async fn talking(server: &Server) -> Result<(Environment, Window)> {
    server.allow(INVOKE, Script::ndjson([line(&[message("Anotado!")])]));
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_new_merchant("Loja Acme", server, KEY).await?;
    Ok((environment, window))
}

async fn choose(window: &Window, kind: &str) -> Result<()> {
    window.click("composer-more").await?;
    window.click_css(&format!("[role=menu]:popover-open [data-testid=more-{kind}]")).await?;
    window.wait_for(&format!("sending-{kind}")).await.map(drop)
}

/// Types where the focus is, key by key, as a person does: also into what lies in a shadow root.
async fn type_keys(window: &Window, keys: &str) -> Result<()> {
    let actions = keys.chars().fold(KeyActions::new("keyboard".to_owned()), |actions, value| {
        actions.then(KeyAction::Down { value }).then(KeyAction::Up { value })
    });
    within("type", window.client().perform_actions(actions)).await
}

/// Brings the pointer over the middle of a part, which shows what is hidden without it.
async fn point_at(window: &Window, selector: &str) -> Result<()> {
    window.wait_for_css(selector).await?;
    let middle = "const box = document.querySelector(arguments[0]).getBoundingClientRect(); \
                  return [box.x + box.width / 2, box.y + box.height / 2]";
    let [x, y]: [f64; 2] = serde_json::from_value(window.execute(middle, vec![selector.into()]).await?)?;
    let pointer = MouseActions::new("mouse".to_owned()).then(PointerAction::MoveTo { duration: None, x, y });
    within("point", window.client().perform_actions(pointer)).await
}

/// Waits until a part holds a text. The driver leaves out what does not fit into its line.
async fn says(window: &Window, id: &str, text: &str) -> Result<()> {
    let all = format!("return document.querySelector('[data-testid={id}]')?.textContent ?? ''");
    window
        .wait_until(&format!("{id} to hold {text:?}"), SOON, async || {
            let held = window.execute(&all, Vec::new()).await?;
            Ok(held.as_str().is_some_and(|held| held.contains(text)).then_some(()))
        })
        .await
}

/// What the server was sent in each call so far.
fn sent(server: &Server) -> Vec<String> {
    server.requests_to(INVOKE).iter().map(|request| sent_in(&request.body)).collect()
}

/// The part that the focus is on is chosen by the dialog itself, as soon as it shows.
async fn focused(window: &Window, id: &str) -> Result<()> {
    window.wait_for_css(&format!("[data-testid=\"{id}\"]:focus")).await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_the_more_menu_reaches_the_server_as_the_reference_shows_it() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    let (_environment, window) = talking(&server).await?;
    window.say_and_wait("Ola").await?;

    let forms: [(&str, &[(&str, &str)]); 5] = [
        ("audio", &[("url", "https://cdn.example/a.ogg")]),
        ("image", &[("url", "https://cdn.example/a.png"), ("caption", "este")]),
        (
            "location",
            &[
                ("latitude", "25,41914"),
                ("longitude", "-49.26545"),
                ("name", "Loja"),
                ("address", "Rua XV, 100"),
            ],
        ),
        ("button", &[("id", "button-id"), ("title", "Button Title")]),
        ("list", &[("id", "list-item-id"), ("title", "Option Title"), ("description", "Option Description")]),
    ];
    for (turns, (kind, fields)) in (2..).zip(forms) {
        choose(&window, kind).await?;
        for (name, value) in fields {
            window.fill(&format!("sending-{name}"), value).await?;
        }
        window.click("sending-send").await?;
        window.wait_gone(&format!("sending-{kind}")).await?;
        window.wait_turn_ended(turns).await?;
    }

    choose(&window, "form").await?;
    focused(&window, "form-row-name").await?;
    type_keys(&window, &format!("name{TAB}Ana")).await?;
    window.click("form-row-add").await?;
    focused(&window, "form-row-name").await?;
    // Enter sends a form.
    type_keys(&window, &format!("email{TAB}ana@example.com{ENTER}")).await?;
    window.wait_gone("sending-form").await?;
    window.wait_turn_ended(7).await?;

    choose(&window, "store").await?;
    for (name, value) in [
        ("storeId", "22473"),
        ("name", "Centro"),
        ("cpName", "Retirada Centro"),
        ("city", "Curitiba"),
        ("state", "PR"),
    ] {
        window.fill(&format!("sending-{name}"), value).await?;
    }
    window.click("sending-send").await?;
    window.wait_gone("sending-store").await?;
    window.wait_turn_ended(8).await?;

    assert_eq!(sent(&server), EVERY_KIND);
    let kinds = window
        .execute(
            "return [...document.querySelectorAll('[data-testid=sent-event] [data-testid=message]')] \
             .map((message) => message.dataset.role + ' ' + message.dataset.kind)",
            Vec::new(),
        )
        .await?;
    let expected = [
        "customer messageEvent",
        "customer messageEvent",
        "customer messageEvent",
        "customer messageEvent",
        "customer buttonResponseEvent",
        "customer listReplyEvent",
        "customer filledFormResponseEvent",
        "customer storeEvent",
    ];
    let kinds: Vec<String> = serde_json::from_value(kinds)?;
    // Rows that are scrolled out of sight need not be in the page.
    assert!(!kinds.is_empty() && expected.ends_with(&kinds.iter().map(String::as_str).collect::<Vec<_>>()));
    window.has_no_reports().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn raw_events_are_checked_while_they_are_written_and_sent_to_the_character() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    let (_environment, window) = talking(&server).await?;
    choose(&window, "raw").await?;
    let editor = |good: bool| format!("[data-testid=raw-editor][data-good={good}]:focus");
    window.wait_for_css("[data-testid=raw-editor]:focus").await?;

    let written = r#"[{"storeEvent":{"storeId":7}},{"newEvent":{"price":1.10}}]"#;
    type_keys(&window, written).await?;
    window.wait_for_css(&editor(false)).await?;
    window.wait_for_css("[data-testid=raw-finding][data-word=notText]").await?;
    window.wait_for_css("[data-testid=raw-finding][data-word=unknown]").await?;
    window.click("sending-send").await?;
    assert!(sent(&server).is_empty(), "what is wrong is not sent");

    // The number is selected by then, so that it is written over.
    type_keys(&window, "\"7\"").await?;
    window.wait_for_css(&editor(true)).await?;
    window.click("sending-send").await?;
    window.wait_gone("sending-raw").await?;
    window.wait_turn_ended(1).await?;
    assert_eq!(sent(&server), [r#"{"storeEvent":{"storeId":"7"}},{"newEvent":{"price":1.10}}"#]);
    window.has_no_reports().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_welcome_goes_along_once_and_begins_every_later_conversation_where_it_is_remembered() -> TestResult
{
    needs!(NEEDS);
    let server = Server::with_session()?;
    let (_environment, window) = talking(&server).await?;
    choose(&window, "context").await?;
    window.fill("context-text", "Oi! Posso ajudar?").await?;
    window.click("context-remember").await?;
    window.click("context-put").await?;
    window.wait_gone("sending-context").await?;
    says(&window, "context-strip", "Oi! Posso ajudar?").await?;
    window.say_and_wait("Ola").await?;
    window.wait_gone("context-strip").await?;
    window.say_and_wait("Ola").await?;
    let with_welcome = format!("{WELCOME},{}", EVERY_KIND[0]);
    assert_eq!(sent(&server), [with_welcome.as_str(), EVERY_KIND[0]]);
    let context = "[data-testid=sent-event][data-context=true] [data-testid=message]";
    assert_eq!(window.css_attribute(context, "data-role").await?.as_deref(), Some("sofia"));

    window.click("conversation-new").await?;
    says(&window, "context-strip", "Oi! Posso ajudar?").await?;
    window.wait_state("live").await?;
    window.say_and_wait("Ola").await?;
    assert_eq!(sent(&server).last(), Some(&with_welcome));
    window.has_no_reports().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_earlier_message_is_sent_again_or_taken_up_again() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    let (_environment, window) = talking(&server).await?;
    window.say_and_wait("Ola").await?;

    point_at(&window, "[data-testid=sent-event] [data-testid=message]").await?;
    window.click("sent-menu").await?;
    window.click_css("[role=menu]:popover-open [data-testid=sent-again]").await?;
    window.wait_turn_ended(2).await?;

    window.click("composer").await?;
    type_keys(&window, &ARROW_UP.to_string()).await?;
    let holds = async |expected: &str| {
        let what = format!("the composer to hold {expected:?}");
        window
            .wait_until(&what, SOON, async || {
                let field = window.by_test_id("composer").await?;
                let held = within("read", field.prop("value")).await?;
                Ok((held.as_deref() == Some(expected)).then_some(()))
            })
            .await
    };
    holds("Ola").await?;
    type_keys(&window, &ENTER.to_string()).await?;
    window.wait_turn_ended(3).await?;
    assert_eq!(sent(&server), [EVERY_KIND[0]; 3]);

    // What is edited goes over what was begun, and *undo* brings that back.
    window.fill("composer", "e o fre").await?;
    point_at(&window, "[data-testid=sent-event] [data-testid=message]").await?;
    window.click("sent-menu").await?;
    window.click_css("[role=menu]:popover-open [data-testid=sent-edit]").await?;
    holds("Ola").await?;
    window.execute("return document.execCommand('undo')", Vec::new()).await?;
    holds("e o fre").await?;
    window.has_no_reports().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_outlives_a_killed_window_and_goes_on_in_the_next_session() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    let (environment, window) = talking(&server).await?;
    window.say_and_wait("Ola").await?;
    window.fill("composer", "e qual o frete?").await?;
    window
        .wait_until("the draft to be kept", SOON, async || {
            let drafts = history::drafts(&environment.data())?;
            Ok(drafts.iter().any(|draft| draft.contains("e qual o frete?")).then_some(()))
        })
        .await?;
    window.kill().await?;

    let window = Window::start(&environment).await?;
    window.open_conversation(0).await?;
    says(&window, "draft-kept", "e qual o frete?").await?;
    window.click("session-same-customer").await?;
    window.wait_state("live").await?;
    let field = window.wait_for("composer").await?;
    let held = within("read", field.prop("value")).await?.context("no value")?;
    assert_eq!(held, "e qual o frete?");
    window.has_no_reports().await?;
    Ok(())
}
