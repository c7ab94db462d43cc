//! The way of somebody who keeps questions in a spreadsheet and judges the answers: stopped and gone on with, judged, played
//! again, judged anew.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use sofia_tests::{
    Script, Server, TestResult,
    bounds::{LATER, SOON},
    needs,
    pages::NewMerchant,
    server::{CLOSE, INIT, INVOKE},
    shop::{line, message},
    window::Window,
};

use crate::checks::{Ended, ended_run};
use crate::{KEY, NEEDS, desktop};

/// As a spreadsheet of Brazil writes it; the first row has two expectations on its one line.
const SUITE: &str = "pergunta;esperado;esperado 2\n\
    Vocês trocam peças?;icontains: trocamos;It says how long a customer has\n\
    Qual é o prazo?;icontains: dias;\n\
    Tem loja física?;icontains: loja;\n\
    Aceitam pix?;icontains: pix;\n";
const EXCHANGE: &str = "Vocês trocam peças?";
const TERM: &str = "Qual é o prazo?";
const SHOP: &str = "Tem loja física?";
const PIX: &str = "Aceitam pix?";

/// What the agent says of exchanges, at the moment.
type Said = Arc<Mutex<String>>;

fn set(said: &Said, text: &str) {
    *said.lock().unwrap_or_else(PoisonError::into_inner) = text.to_owned();
}

/// An agent that knows four answers. It does not come to the third when it is asked for the first time.
fn agent(said: &Said) -> Result<Server> {
    let server = Server::with_session()?;
    let said = Arc::clone(said);
    let kept_waiting = Mutex::new(false);
    server.allow_by(INVOKE, move |request| {
        let texts = request.texts().unwrap_or_default();
        let answer = match texts.first().map(String::as_str) {
            Some(EXCHANGE) => said.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            Some(TERM) => "Entregamos em 3 dias.".to_owned(),
            Some(SHOP) => {
                let waited = &mut *kept_waiting.lock().unwrap_or_else(PoisonError::into_inner);
                if !std::mem::replace(waited, true) {
                    return Script::never_answers();
                }
                "Temos uma loja em Recife.".to_owned()
            }
            Some(PIX) => "Sim, aceitamos pix.".to_owned(),
            _ => "Não entendi.".to_owned(),
        };
        Script::ndjson([line(&[message(&answer)])])
    });
    Ok(server)
}

/// How often each question was asked.
fn asked(server: &Server) -> Result<BTreeMap<String, usize>> {
    let mut counts = BTreeMap::new();
    for request in server.requests_to(INVOKE) {
        *counts.entry(request.texts()?.pop().context("nothing was said")?).or_default() += 1;
    }
    Ok(counts)
}

/// Calls of any kind that cost the agent something.
fn calls(server: &Server) -> usize {
    [INIT, INVOKE, CLOSE].iter().map(|path| server.requests_to(path).len()).sum()
}

/// Shows what was said in the test of the exchange.
async fn open_exchange(window: &Window) -> Result<()> {
    window.click_css(&format!("[data-testid=suite-result][data-test='{EXCHANGE}']")).await?;
    window.wait_text("test-detail", EXCHANGE).await
}

/// Says of the answer whether it holds, and waits for what comes of it.
async fn judge(window: &Window, button: &str, status: &str) -> Result<()> {
    // A verdict that passed is folded.
    let unfold = "document.querySelectorAll('[data-testid=test-detail] details').forEach((part) => (part.open = true))";
    window.execute(unfold, Vec::new()).await?;
    window.click(button).await?;
    let result = format!("[data-testid=suite-result][data-test='{EXCHANGE}'][data-status={status}]");
    window.wait_for_css(&result).await?;
    let pressed = format!("[data-testid={button}][aria-pressed=true]");
    window
        .wait_until("the word to be shown", SOON, async || {
            Ok((window.count_css(&pressed).await? > 0).then_some(()))
        })
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_persons_word_holds_until_the_answer_changes_and_saved_answers_are_judged_without_a_call()
-> TestResult {
    needs!(NEEDS);
    let said = Said::default();
    set(&said, "Trocamos em até 30 dias.");
    let server = agent(&said)?;
    let environment = desktop()?;
    let folder = environment.data().join("suites");
    std::fs::create_dir_all(&folder)?;
    let suite = folder.join("perguntas.csv");
    std::fs::write(&suite, SUITE)?;
    let window = Window::start(&environment).await?;
    window.fill_merchant_form(NewMerchant { name: "Loja", base_url: &server.base_url(), key: KEY }).await?;
    window.save_merchant().await?;

    // One after the other, and the third is not answered: the run is stopped there, and goes on later.
    window.press("Ctrl+t").await?;
    window.wait_count("test", 4).await?;
    window.fill("run-concurrency", "1").await?;
    window.click("suite-run").await?;
    window.wait_count("suite-result", 2).await?;
    server.asked(INVOKE, 3).await?;
    open_exchange(&window).await?;
    window.wait_for_css("[data-testid=judge-holds]:disabled").await?;
    window.click("run-stop").await?;
    let stopped = "[data-testid=suite-progress][data-state=stopped]";
    window
        .wait_until("the run to be stopped", LATER, async || {
            Ok((window.count_css(stopped).await? > 0).then_some(()))
        })
        .await?;
    assert_eq!(window.count("suite-result").await?, 2);
    // What is not closed in time on a slow machine is said.
    let not_closed = window.count_css("[data-testid=run-not-closed]").await?;
    assert_eq!(server.requests_to(INIT).len(), 3);
    assert!(server.requests_to(CLOSE).len() == 3 || not_closed > 0);
    window.click("run-resume").await?;
    let Ended { id: first, statuses } = ended_run(&window, None).await?;
    assert_eq!(statuses, ["open", "passed", "passed", "passed"]);
    let once = |question: &str| (question.to_owned(), 1);
    let expected = BTreeMap::from([once(EXCHANGE), once(TERM), (SHOP.to_owned(), 2), once(PIX)]);
    assert_eq!(asked(&server)?, expected, "what had ended is not asked again");

    // A person's word, kept beside the suite, holds in the next run.
    open_exchange(&window).await?;
    judge(&window, "judge-holds", "passed").await?;
    let opinions = std::fs::read_to_string(folder.join("perguntas.csv.opinions.json"))?;
    assert!(
        opinions.contains("It says how long a customer has") && opinions.contains("30 dias"),
        "{opinions}"
    );
    window.click("run-baseline").await?;
    window.click("run-again").await?;
    let Ended { id: second, statuses } = ended_run(&window, Some(&first)).await?;
    assert_eq!(statuses, ["passed"; 4]);
    window.wait_for_css("[data-testid=compare][data-regressions='0']").await?;

    // Another answer is another question; what was said by mistake is taken back.
    set(&said, "Trocamos peças sem uso.");
    window.click("run-again").await?;
    let Ended { id: third, statuses } = ended_run(&window, Some(&second)).await?;
    assert_eq!(statuses, ["open", "passed", "passed", "passed"]);
    open_exchange(&window).await?;
    judge(&window, "judge-holds", "passed").await?;
    judge(&window, "judge-fails", "failed").await?;

    // The spreadsheet asks for something else now: the saved answers are judged by it, and nobody is called.
    std::fs::write(&suite, SUITE.replace("icontains: dias", "icontains: horas"))?;
    let before = calls(&server);
    window.click("run-rejudge").await?;
    let Ended { id: fourth, statuses } = ended_run(&window, Some(&third)).await?;
    assert_eq!(statuses, ["failed", "failed", "passed", "passed"]);
    window.wait_for_css("[data-testid=compare][data-regressions='2']").await?;
    window.click_css("[data-testid=compare] summary").await?;
    window.wait_text("regression", TERM).await?;
    window.click_containing("suite-result", ".words", TERM).await?;
    window.wait_text("verdict", "horas").await?;
    assert_eq!(calls(&server), before, "somebody was called");

    // Each is a run of its own, and what was judged anew says so.
    window.click("run-back").await?;
    window.wait_count("run", 4).await?;
    let listed = window.execute(
        "return [...document.querySelectorAll('[data-testid=run]')].map((run) => run.dataset.runId)",
        Vec::new(),
    );
    let listed: Vec<String> = serde_json::from_value(listed.await?)?;
    assert_eq!(listed, [fourth, third, second, first]);
    assert_eq!(window.texts("run").await?.iter().filter(|run| run.contains("judged anew")).count(), 1);
    window.has_no_reports().await?;
    Ok(())
}
