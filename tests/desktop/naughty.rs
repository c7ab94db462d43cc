//! The big list of naughty strings through every field of the window, both ways: unchanged and without effect.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use sofia_tests::{
    Script, Server, TestResult,
    bounds::LATER,
    failure::skip,
    needs,
    pages::LineBytes,
    server::{INIT, INVOKE},
    shop::{line, message, recommendation, suggestions},
    window::Window,
};

use crate::{KEY, NEEDS, desktop};

const PAGE: &str = include_str!("naughty.js");

/// So many strings go into one message and one answer.
const TOGETHER: usize = 52;

/// So many strings go through a field in one script.
const SCRIPTED: usize = 64;

/// What the merchant's form and the customer's key have room for.
const NAME_ROOM: usize = 80;
const KEY_ROOM: usize = 200;

/// Beside the checkout; it is no part of the repository.
fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpora/naughty-strings/blns.json")
}

/// Calls one of the page's functions (`naughty.js`) and gives its answer.
async fn ask(window: &Window, function: &str, arguments: Vec<Value>) -> Result<Value> {
    let script = format!(
        "const done = arguments[arguments.length - 1];
         Promise.resolve(naughty.{function}(...[...arguments].slice(0, -1)))
             .then((answer) => done({{ answer: answer ?? null }}), (error) => done({{ failed: String(error) }}));"
    );
    let said = window.execute_async(&script, arguments).await?;
    said.get("answer").cloned().with_context(|| format!("{function}: {said}"))
}

async fn nothing_happened(window: &Window, where_to: &str) -> Result<()> {
    let alarms = ask(window, "alarms", Vec::new()).await?;
    ensure!(alarms == json!([]), "{where_to}: {alarms:#}");
    window.has_no_reports().await.context(where_to.to_owned())
}

/// Every string through one field, in which it must stand as it is.
async fn through(window: &Window, field: &str, strings: &[String]) -> Result<()> {
    window.wait_for(field).await?;
    // The driver gives no script more than some seconds.
    for some in strings.chunks(SCRIPTED) {
        let changed = ask(window, "through", vec![json!(field), json!(some)]).await?;
        ensure!(changed == json!([]), "{field} changes {changed:#}");
    }
    nothing_happened(window, field).await
}

/// What was filled in is thrown away after a question only.
async fn leave_form(window: &Window) -> Result<()> {
    window.press("Escape").await?;
    window
        .wait_until("the form to go", LATER, async || {
            if window.count("merchant-throw-away").await? > 0 {
                window.click("merchant-throw-away").await?;
            }
            Ok((window.count("merchant-form").await? == 0).then_some(()))
        })
        .await
}

async fn texts(window: &Window, selector: &str) -> Result<Vec<String>> {
    Ok(serde_json::from_value(ask(window, "texts", vec![json!(selector)]).await?)?)
}

/// What messages show, without marks.
async fn shown(window: &Window, selector: &str) -> Result<Vec<String>> {
    let texts: Vec<String> = serde_json::from_value(ask(window, "messages", vec![json!(selector)]).await?)?;
    Ok(texts.iter().map(|text| without_marks(text)).collect())
}

/// What is left of a text when WhatsApp's marks and all space are taken out: they are shown as form.
fn without_marks(text: &str) -> String {
    let mut left = String::new();
    for line in text.lines() {
        let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let rest = match line.split_at(digits) {
            (number, item) if (1..=3).contains(&number.len()) => item.strip_prefix(". ").unwrap_or(line),
            _ => ["> ", "* ", "- "].iter().find_map(|mark| line.strip_prefix(mark)).unwrap_or(line),
        };
        left.extend(rest.chars().filter(|c| !matches!(c, '*' | '_' | '~' | '`') && !c.is_whitespace()));
    }
    left
}

/// As JavaScript sees it, to which a byte order mark is space.
fn says_something(text: &str) -> bool {
    text.chars().any(|c| !c.is_whitespace() && c != '\u{feff}')
}

#[tokio::test(flavor = "multi_thread")]
async fn naughty_strings_pass_through_every_field_and_every_answer_unchanged_and_inert() -> TestResult {
    needs!(NEEDS);
    if !corpus().is_file() {
        return skip(&format!("{} is missing", corpus().display()));
    }
    let strings: Vec<String> = serde_json::from_slice(&std::fs::read(corpus())?)?;
    assert_eq!(strings.len(), 515);
    let server = Server::with_session()?;
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_new_merchant("Loja Acme", &server, KEY).await?;
    window.execute(PAGE, Vec::new()).await?;

    // Both ways, some at a time: as the customer's message, as text, titles and suggestions of the answer.
    let mut lines = Vec::new();
    for (turn, some) in strings.chunks(TOGETHER).enumerate() {
        let said: Vec<Value> = some.iter().map(|text| message(text)).collect();
        let all: Vec<&str> = some.iter().map(String::as_str).collect();
        let answer = [line(&said), line(&[recommendation(&all), suggestions(&all)])];
        server.answer(INVOKE, Script::ndjson(&answer));
        lines.extend(answer);

        let words = some.join("\n");
        ask(&window, "fill", vec![json!("composer"), json!(words)]).await?;
        window.click("send").await?;
        window.wait_turn_ended(turn + 1).await?;
        let sent = server.requests_to(INVOKE).pop().context("nothing was sent")?.json()?;
        let text = &sent["inputEvents"][0]["messageEvent"]["content"]["textContent"]["text"];
        assert_eq!(text.as_str(), Some(words.as_str()));

        let last = |part: &str| format!("[data-testid=turn]:last-of-type {part}");
        assert_eq!(texts(&window, &last("[data-testid=suggestion]")).await?, some, "as suggestions");
        let cards = texts(&window, &last("[data-testid=product-card]")).await?;
        assert_eq!(cards.len(), some.len());
        for (card, title) in cards.iter().zip(some) {
            assert!(card.contains(title.as_str()), "{title:?} as a title: {card:?}");
        }
        let bubbles = shown(&window, &last("[data-role=sofia][data-kind=messageEvent]")).await?;
        assert_eq!(bubbles.len(), some.len());
        for (bubble, text) in bubbles.iter().zip(some).filter(|(_, text)| says_something(text)) {
            assert_eq!(*bubble, without_marks(text), "as a message");
        }
        let own = shown(&window, &last("[data-role=customer]")).await?;
        assert_eq!(own, [without_marks(&words)], "as what the customer said");
        nothing_happened(&window, "the conversation").await?;
    }
    // And to the byte in the inspector.
    let rows = window.wait_event_rows(3).await?;
    let row = rows.last().context("no rows")?;
    assert_eq!(window.inspect(row).await?, LineBytes::of(lines.last().context("no lines")?.as_bytes()));
    for tab in ["tree", "pretty"] {
        window.click(&format!("inspector-detail-tab-{tab}")).await?;
        window.wait_for_css(&format!("[data-testid=event-{tab}]")).await?;
    }
    nothing_happened(&window, "the inspector").await?;

    // The fields around the conversation.
    through(&window, "composer", &strings).await?;
    through(&window, "event-filter", &strings).await?;
    window.press("Ctrl+f").await?;
    through(&window, "find-field", &strings).await?;
    window.press("Escape").await?;
    window.press("Ctrl+k").await?;
    through(&window, "search", &strings).await?;
    window.press("Escape").await?;
    window.wait_gone("palette").await?;

    // The customer's key, with as many as there is room for.
    window.click("customer-key").await?;
    through(&window, "customer-key-input", &strings).await?;
    let fits = |room: usize| {
        let usable = strings.iter().map(|text| text.trim()).filter(move |text| {
            !text.is_empty() && text.chars().count() <= room && !text.chars().any(char::is_control)
        });
        usable.map(str::to_owned).collect::<Vec<_>>()
    };
    let customer: String = fits(KEY_ROOM).join(" ").chars().take(KEY_ROOM).collect();
    ask(&window, "fill", vec![json!("customer-key-input"), json!(customer)]).await?;
    window.wait_focused("[data-testid=customer-key-input]").await?;
    window.press("Enter").await?;
    window
        .wait_until("a session of that customer", LATER, async || {
            Ok((server.requests_to(INIT).len() == 2).then_some(()))
        })
        .await?;
    let began = server.requests_to(INIT).pop().context("no session")?.json()?;
    assert_eq!(began["clientKey"].as_str(), Some(customer.trim()));

    // The form of a merchant, and its name wherever it is shown.
    window.edit_merchant("Loja Acme").await?;
    for field in ["merchant-name", "merchant-base-url", "merchant-business-id", "merchant-agent-id"] {
        through(&window, field, &strings).await?;
    }
    leave_form(&window).await?;
    window.click("merchant-add").await?;
    through(&window, "merchant-api-key", &strings).await?;
    ask(&window, "fill", vec![json!("merchant-paste"), json!(strings.join("\n"))]).await?;
    window
        .wait_until("the paste to be taken", LATER, async || {
            Ok(window
                .find_all("[data-testid=merchant-pasted], [data-testid=merchant-pasted-nothing]")
                .await?
                .into_iter()
                .next())
        })
        .await?;
    nothing_happened(&window, "the pasted text").await?;
    leave_form(&window).await?;
    let item = "[data-testid=merchant-item]:has([aria-current])";
    let id = window.css_attribute(item, "data-merchant-id").await?.context("no merchant")?;
    let draft = json!({
        "baseUrl": server.base_url(),
        "businessId": sofia_tests::shop::BUSINESS,
        "agentId": sofia_tests::shop::AGENT,
        "colour": "#5b4be0",
    });
    for some in fits(NAME_ROOM).chunks(SCRIPTED) {
        let changed = ask(&window, "names", vec![json!(id), json!(draft), json!(some)]).await?;
        assert_eq!(changed, json!([]), "as a merchant's name");
    }
    nothing_happened(&window, "the merchant's name").await?;
    Ok(())
}

#[test]
fn marks_are_form_and_everything_else_is_text() {
    for (text, left) in [
        ("*oi* _tudo_ ~bem~ `sim`", "oitudobemsim"),
        ("> citado\n- um\n12. doze", "citadoumdoze"),
        ("1234. não", "1234.não"),
        ("<b>não</b>", "<b>não</b>"),
    ] {
        assert_eq!(without_marks(text), left);
    }
}
