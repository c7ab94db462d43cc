//! A planted key, looked for everywhere.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use sofia_tests::{
    Environment, Script, Server, TestResult,
    canary::Canary,
    failure, needs, secrets,
    server::INVOKE,
    shop::{line, message},
    window::Window,
};

use crate::{NEEDS, desktop};

const ANSWER: &str = "temos um vestido turquesa";

/// Records every result of a command and every message of a channel from now on: Tauri hands all of them to the page
/// through one table of callbacks, which the page can reach.
const LISTEN: &str = "
    const callbacks = window.__TAURI_INTERNALS__.callbacks;
    window.crossed = [];
    callbacks.get = function (id) {
        const callback = Map.prototype.get.call(this, id);
        return callback && ((data) => {
            window.crossed.push(data instanceof ArrayBuffer ? new TextDecoder().decode(data) : JSON.stringify(data));
            return callback(data);
        });
    };";

/// What a script in the page could lay its hands on: the document with the values of its fields, its stores, and what
/// crossed.
const EVERYTHING: &str = "
    const done = arguments[arguments.length - 1];
    (async () => {
        const fields = [...document.querySelectorAll('input, textarea')].map((field) => field.value);
        const names = (await indexedDB.databases()).map(({ name }) => name);
        const stores = [localStorage, sessionStorage].map((store) => JSON.stringify({ ...store }));
        return [document.documentElement.outerHTML, fields, names, stores, document.cookie, window.crossed ?? []];
    })().then((all) => done(JSON.stringify(all)), (error) => done('failed: ' + error));";

/// Calls a command as a script in the page could.
const CALL: &str = "
    const [command, input, done] = arguments;
    window.__TAURI_INTERNALS__.invoke(command, { input }).then(
        (answer) => done({ answer }), (error) => done({ error }));";

async fn everything(window: &Window) -> Result<String> {
    let all = window.execute_async(EVERYTHING, Vec::new()).await?;
    let all = all.as_str().context("the page said nothing")?.to_owned();
    ensure!(!all.starts_with("failed"), "{all}");
    Ok(all)
}

async fn call(window: &Window, command: &str, input: Value) -> Result<Value> {
    let said = window.execute_async(CALL, vec![json!(command), input]).await?;
    ensure!(said.get("answer").is_some(), "{command}: {said}");
    Ok(said["answer"].clone())
}

/// Fails if a file of the environment holds the canary; the answer that was stored must be found, or the search is
/// worth nothing.
fn no_file_has(canary: &Canary, environment: &Environment) -> Result<()> {
    let (found, files) = canary.search_files(environment.root())?;
    ensure!(found.is_empty(), "{found:?}");
    let (control, _) = Canary::of(ANSWER).search_files(&environment.data())?;
    ensure!(files > 0 && !control.is_empty(), "the answer is stored, and the search does not find it");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_in_no_file_no_log_and_nothing_that_crossed_to_the_window() -> TestResult {
    needs!(NEEDS);
    let canary = Canary::new("window");
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::ndjson([line(&[message(ANSWER)])]));
    server.answer(INVOKE, Script::grpc_error(401, 16, "unknown key"));
    server.answer(INVOKE, Script::cut("{\"result\""));
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.wait_ready().await?;
    window.execute(LISTEN, Vec::new()).await?;
    window.talk_to_new_merchant("Loja Acme", &server, canary.text()).await?;
    assert_eq!(secrets::all(&environment)?, [canary.text()]);
    for question in ["tem vestido azul?", "e agora?", "e depois?"] {
        window.say_and_wait(question).await?;
    }
    assert!(server.requests_to(INVOKE).iter().all(|sent| sent.header("x-api-key") == Some(canary.text())));

    // What shows the request and the merchant is where a key would be.
    window.click("inspector-tab-request").await?;
    window.wait_for("request-view").await?;
    window.click("copy-curl").await?;
    window.edit_merchant("Loja Acme").await?;
    window.click("merchant-test").await?;
    window.wait_for_css("[data-testid=merchant-test-result]:not([data-state=running])").await?;
    let seen = everything(&window).await?;
    assert!(seen.contains(ANSWER), "what crossed is recorded");
    canary.is_absent_from("what the page holds and what crossed to it", &seen)?;
    no_file_has(&canary, &environment)?;
    window.kill().await?;
    no_file_has(&canary, &environment)?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stored_key_never_reaches_the_memory_of_the_page() -> TestResult {
    needs!(NEEDS);
    let canary = Canary::new("memory");
    let server = Server::with_session()?;
    server.allow(INVOKE, Script::ndjson([line(&[message(ANSWER)])]));
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    // Here it is typed, so this page has had it; the next one has not.
    window.talk_to_new_merchant("Loja Acme", &server, canary.text()).await?;
    window.say_and_wait("tem vestido azul?").await?;
    window.close().await?;

    let window = Window::start(&environment).await?;
    window.wait_ready().await?;
    window.choose_merchant("Loja Acme").await?;
    window.wait_state("live").await?;
    window.say_and_wait("e em preto?").await?;
    assert_eq!(server.requests_to(INVOKE)[1].header("x-api-key"), Some(canary.text()));

    // Everything that any command tells a script in the page.
    let overview = call(&window, "overview", Value::Null).await?;
    let merchants = overview["merchants"].as_array().context("no merchants")?.clone();
    let ours =
        merchants.iter().find(|merchant| merchant["name"] == "Loja Acme").context("no merchant")?.clone();
    let mut told = vec![overview];
    told.push(call(&window, "conversations_list", json!({"merchantId": null, "limit": 100})).await?);
    told.push(call(&window, "merchant_reach", json!({"id": ours["id"]})).await?);
    let turns = window
        .execute("return [...document.querySelectorAll('[data-testid=turn]')].map((turn) => Number(turn.dataset.turnId))", Vec::new())
        .await?;
    for turn in turns.as_array().context("no turns")? {
        told.push(call(&window, "turn_request", json!({"id": turn})).await?);
    }
    for row in window.wait_event_rows(1).await? {
        told.push(call(&window, "line_raw", json!({"id": row.line})).await?);
    }
    told.push(call(&window, "merchant_duplicate", json!({"id": ours["id"]})).await?);
    canary.is_absent_from("what the commands tell", Value::Array(told).to_string())?;
    canary.is_absent_from("the page", everything(&window).await?)?;

    let mut control = Vec::new();
    for process in window.web_processes() {
        let searched = canary.search_memory(process);
        let found = match searched {
            Ok(found) => found,
            Err(error) => return failure::skip(&format!("{error:#}")),
        };
        assert!(found.is_empty(), "{found:?}");
        control.extend(Canary::of(ANSWER).search_memory(process)?);
    }
    assert!(!control.is_empty(), "the answer is in the page's memory, and the search does not find it");
    window.close().await?;
    no_file_has(&canary, &environment)?;
    Ok(())
}
