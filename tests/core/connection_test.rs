//! *Test connection* and the health check.

use std::cell::RefCell;

use sofia_core::{ConnectionCall, Error, ProblemCode, StepResult};
use sofia_tests::{
    Script, Server, TestResult,
    server::{CLOSE, HEALTH, INIT, SESSION, refused_address},
};

use crate::support::{KEY, Shop, draft, held, key};

/// What a test of the connection says, step by step: the call, and how it ended.
async fn steps(shop: &Shop, base_url: &str, stored: Option<&str>) -> Result<(bool, Vec<String>), Error> {
    let told = RefCell::new(Vec::new());
    let given = if stored.is_none() { key().ok() } else { None };
    let passed = shop
        .engine
        .test_connection(draft("Teste", base_url), given, stored, |step| {
            let call = match step.call {
                ConnectionCall::Health => "health",
                ConnectionCall::Init => "init",
                ConnectionCall::Close => "close",
            };
            told.borrow_mut().push(match step.result {
                StepResult::Running => format!("{call}…"),
                StepResult::Passed { .. } => format!("{call} passed"),
                StepResult::Failed { problem, .. } => format!("{call} {:?}", problem.code),
                StepResult::Skipped => format!("{call} skipped"),
            });
        })
        .await?;
    Ok((passed, told.into_inner()))
}

#[tokio::test]
async fn each_step_is_told_as_it_begins_and_as_it_ends() -> TestResult {
    let good =
        || vec![(HEALTH, Script::health_ok()), (INIT, Script::init_ok(SESSION)), (CLOSE, Script::close_ok())];
    let refused = || Script::grpc_error(401, 16, "no");
    let table = [
        (good(), true, vec!["health…", "health passed", "init…", "init passed", "close…", "close passed"]),
        (
            vec![(HEALTH, refused()), (INIT, refused())],
            false,
            vec!["health…", "health KeyRefused", "init…", "init KeyRefused", "close skipped"],
        ),
        (
            vec![
                (HEALTH, Script::status(200, r#"{"response":{"healthy":false}}"#)),
                good().remove(1),
                good().remove(2),
            ],
            false,
            vec!["health…", "health Unhealthy", "init…", "init passed", "close…", "close passed"],
        ),
        (
            vec![good().remove(0), good().remove(1), (CLOSE, Script::grpc_error(500, 13, "no"))],
            false,
            vec!["health…", "health passed", "init…", "init passed", "close…", "close ServerFailed"],
        ),
        (
            vec![good().remove(0), (INIT, Script::grpc_error(404, 5, "no such business"))],
            false,
            vec!["health…", "health passed", "init…", "init NotFound", "close skipped"],
        ),
    ];
    for (script, passes, expected) in table {
        let server = Server::start()?;
        for (path, answer) in script {
            server.answer(path, answer);
        }
        let shop = Shop::at(&server).await?;
        let (passed, told) = steps(&shop, &server.base_url(), None).await?;
        assert_eq!(told, expected);
        assert_eq!(passed, passes, "{told:?}");
        assert!(server.requests().iter().all(|request| request.header("x-api-key") == Some(KEY)));
        assert_eq!(shop.engine.conversations(Default::default()).await?, [], "a test leaves no conversation");
    }
    Ok(())
}

#[tokio::test]
async fn a_merchant_that_cannot_be_reached_fails_at_every_step() -> TestResult {
    let server = Server::start()?;
    let shop = Shop::at(&server).await?;
    let (passed, told) = steps(&shop, &format!("http://{}", refused_address()?), None).await?;
    assert!(!passed);
    assert_eq!(told, ["health…", "health Unreachable", "init…", "init Unreachable", "close skipped"]);
    Ok(())
}

#[tokio::test]
async fn a_draft_is_tested_before_it_has_a_name_and_saved_only_with_one() -> TestResult {
    let server = Server::with_session()?;
    server.answer(HEALTH, Script::health_ok());
    server.answer(CLOSE, Script::close_ok());
    let shop = Shop::at(&server).await?;
    let unnamed = || draft("  ", &server.base_url());
    assert!(shop.engine.test_connection(unnamed(), key().ok(), None, |_| {}).await?);
    let saved = shop.engine.add_merchant(unnamed(), held()?).await;
    assert!(matches!(saved, Err(Error::FieldEmpty { field: "name" })), "{saved:?}");
    server.answer(HEALTH, Script::grpc_error(401, 16, "no"));
    server.answer(INIT, Script::grpc_error(401, 16, "no"));
    let told = RefCell::new(Vec::new());
    let on_step = |step: sofia_core::ConnectionStep| {
        if let StepResult::Failed { problem, .. } = step.result {
            told.borrow_mut().push(problem.params["merchant"].clone());
        }
    };
    assert!(!shop.engine.test_connection(unnamed(), key().ok(), None, on_step).await?);
    assert_eq!(told.into_inner(), ["", ""], "the window has words for a merchant without a name");
    Ok(())
}

#[tokio::test]
async fn a_stored_key_is_tested_with_its_own_origin_only() -> TestResult {
    let (server, elsewhere) = (Server::with_session()?, Server::start()?);
    let shop = Shop::at(&server).await?;
    let id = shop.merchant.id.clone();
    assert!(steps(&shop, &server.base_url(), Some(&id)).await?.0);
    let refused = steps(&shop, &elsewhere.base_url(), Some(&id)).await;
    assert!(matches!(refused, Err(Error::KeyMissing { .. })), "{refused:?}");
    assert_eq!(elsewhere.connections(), 0, "the key goes nowhere else");
    let wrong = steps(&shop, "http://api.example.com", None).await;
    assert!(matches!(wrong, Err(Error::Address(_))), "{wrong:?}");
    let without = shop.engine.test_connection(draft("T", &server.base_url()), None, None, |_| {}).await;
    assert!(matches!(without, Err(Error::KeyMissing { .. })), "{without:?}");
    Ok(())
}

#[tokio::test]
async fn health_is_reached_refused_or_out_of_reach() -> TestResult {
    let server = Server::start()?;
    let shop = Shop::at(&server).await?;
    let table = [
        (Script::health_ok(), (true, true, None)),
        (Script::status(200, "{}"), (true, false, None)),
        (Script::grpc_error(401, 16, "no"), (true, false, Some(ProblemCode::KeyRefused))),
        (Script::grpc_error(501, 12, "no"), (true, false, Some(ProblemCode::ServerFailed))),
        (Script::redirect(301, "https://elsewhere.example/"), (true, false, Some(ProblemCode::Redirected))),
        (Script::closes_unanswered(), (false, false, Some(ProblemCode::NoAnswer))),
    ];
    for (script, expected) in table {
        server.answer(HEALTH, script);
        let reach = shop.engine.reach(&shop.merchant.id).await?;
        let found = (reach.reachable, reach.healthy, reach.problem.map(|problem| problem.code));
        assert_eq!(found, expected);
        assert_eq!(reach.host, server.address().to_string());
    }
    let away = draft("Fora", &format!("http://{}", refused_address()?));
    let away = shop.engine.add_merchant(away, held()?).await?.merchant;
    let reach = shop.engine.reach(&away.id).await?;
    assert!(!reach.reachable && !reach.healthy);
    assert_eq!(reach.problem.map(|problem| problem.code), Some(ProblemCode::Unreachable));
    Ok(())
}
