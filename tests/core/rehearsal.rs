//! The check before a presentation.

use std::cell::RefCell;

use sofia_core::{Error, KeyChange, RehearsalPart, StepResult};
use sofia_tests::{
    Script, Server, Step, TestResult,
    server::{CLOSE, HEALTH, INIT, INVOKE, SESSION, refused_address},
    shop::{self, AGENT},
};

use crate::support::{KEY, Shop, bounded, draft, held};

/// What the check says, step by step, and whether all is ready.
async fn rehearse(shop: &Shop, merchant: &str, prompt: &str) -> Result<(bool, Vec<String>), Error> {
    let told = RefCell::new(Vec::new());
    let ready = shop
        .engine
        .rehearse(merchant, prompt, |step| {
            let part = match step.part {
                RehearsalPart::Key => "key",
                RehearsalPart::Health => "health",
                RehearsalPart::Init => "init",
                RehearsalPart::Answer => "answer",
            };
            told.borrow_mut().extend(match step.result {
                StepResult::Running => None,
                StepResult::Passed { .. } => Some(format!("{part} passed")),
                StepResult::Failed { problem, .. } => Some(format!("{part} {:?}", problem.code)),
                StepResult::Skipped => Some(format!("{part} skipped")),
            });
        })
        .await?;
    Ok((ready, told.into_inner()))
}

fn server(health: Script, init: Script, answer: Option<Script>) -> anyhow::Result<Server> {
    let server = Server::start()?;
    server.answer(HEALTH, health);
    server.answer(INIT, init);
    if let Some(answer) = answer {
        server.answer(INVOKE, answer);
        server.answer(CLOSE, Script::close_ok());
    }
    Ok(server)
}

#[tokio::test]
async fn ready_is_what_has_given_a_first_event() -> TestResult {
    let said = || Script::ndjson([shop::line(&[shop::message("Oi!")])]);
    let init = || Script::init_ok(SESSION);
    let table = [
        (
            server(Script::health_ok(), init(), Some(said()))?,
            true,
            vec!["key passed", "health passed", "init passed", "answer passed"],
        ),
        (
            // Lines before the first event are none, and a health check that does not exist decides nothing.
            server(
                Script::grpc_error(501, 12, "no"),
                init(),
                Some(Script::ndjson([String::new(), shop::line(&[]), shop::line(&[shop::handover("x")])])),
            )?,
            true,
            vec!["key passed", "health ServerFailed", "init passed", "answer passed"],
        ),
        (
            server(Script::health_ok(), init(), Some(Script::ndjson([shop::error_line(14, "no model")])))?,
            false,
            vec!["key passed", "health passed", "init passed", "answer ErrorLine"],
        ),
        (
            server(Script::health_ok(), init(), Some(Script::ndjson([shop::line(&[])])))?,
            false,
            vec!["key passed", "health passed", "init passed", "answer EmptyAnswer"],
        ),
        (
            server(Script::health_ok(), init(), Some(Script::grpc_error(404, 5, "no such agent")))?,
            false,
            vec!["key passed", "health passed", "init passed", "answer NotFound"],
        ),
        (
            server(Script::health_ok(), Script::grpc_error(401, 16, "no"), None)?,
            false,
            vec!["key passed", "health passed", "init KeyRefused", "answer skipped"],
        ),
    ];
    for (server, is_ready, expected) in table {
        let shop = Shop::at(&server).await?;
        let (ready, told) = rehearse(&shop, &shop.merchant.id, "tem vestido azul?").await?;
        assert_eq!(told, expected);
        assert_eq!(ready, is_ready, "{told:?}");
        assert!(server.requests().iter().all(|request| request.header("x-api-key") == Some(KEY)));
        assert_eq!(shop.engine.conversations(Default::default()).await?, [], "it leaves no conversation");
    }
    Ok(())
}

#[tokio::test]
async fn the_answer_is_not_waited_for_and_the_session_is_closed() -> TestResult {
    let first = shop::line(&[shop::message("Temos sim!")]);
    let endless = Script::stream([Step::line(first.as_bytes()), Step::HoldOpen]);
    let server = server(Script::health_ok(), Script::init_ok(SESSION), Some(endless))?;
    let shop = Shop::at(&server).await?;
    let (ready, _) = bounded("the check", rehearse(&shop, &shop.merchant.id, "tem vestido azul?")).await??;
    assert!(ready);
    let asked = &server.requests_to(INVOKE)[0];
    assert_eq!(asked.texts()?, ["tem vestido azul?"]);
    assert_eq!(asked.json()?["agentId"], AGENT);
    let closed = &server.requests_to(CLOSE)[0].json()?;
    assert_eq!(closed["sessionId"], SESSION);
    assert_eq!(closed["clientKey"], asked.json()?["clientKey"]);
    Ok(())
}

#[tokio::test]
async fn a_missing_key_and_a_network_that_is_away_are_told_where_they_are_met() -> TestResult {
    let server = Server::start()?;
    let shop = Shop::at(&server).await?;
    let keyless = shop.engine.add_merchant(draft("Sem chave", &server.base_url()), KeyChange::Keep).await?;
    let (ready, told) = rehearse(&shop, &keyless.merchant.id, "oi").await?;
    assert!(!ready);
    assert_eq!(told, ["key KeyMissing", "health skipped", "init skipped", "answer skipped"]);

    let away = draft("Fora", &format!("http://{}", refused_address()?));
    let away = shop.engine.add_merchant(away, held()?).await?.merchant;
    let (ready, told) = rehearse(&shop, &away.id, "oi").await?;
    assert!(!ready);
    assert_eq!(told, ["key passed", "health Unreachable", "init Unreachable", "answer skipped"]);

    let empty = rehearse(&shop, &away.id, "  ").await;
    assert!(matches!(empty, Err(Error::InputInvalid { .. })), "{empty:?}");
    Ok(())
}
