//! Redirects: never followed, since the key would go along.

use agent_graph::{Delivery, Error};
use sofia_tests::{
    Script, Server, TestResult,
    server::{CLOSE, HEALTH, INIT, INVOKE, INVOKE_SYNC, SESSION},
};

use crate::support::{PATIENT, ask, client, identity, invocation};

#[tokio::test]
async fn the_server_that_a_redirect_points_at_sees_nothing() -> TestResult {
    let (first, second) = (Server::start()?, Server::start()?);
    let client = client(&first.base_url(), PATIENT)?;
    for code in [301, 302, 303, 307, 308] {
        for path in [INIT, INVOKE, INVOKE_SYNC, CLOSE, HEALTH] {
            let location = format!("{}{path}", second.base_url());
            first.answer(path, Script::redirect(code, &location));
            let error = match path {
                INIT => client.init(&identity()).await.err(),
                INVOKE => ask(&client, SESSION).await?.end.outcome.err(),
                INVOKE_SYNC => client.invoke_sync(&invocation(SESSION)).await.err(),
                CLOSE => client.close(&identity(), SESSION).await.err(),
                _ => client.health(&identity()).await.err(),
            };
            let Some(Error::Redirect(refusal)) = &error else {
                return Err(anyhow::anyhow!("{code} of {path} ended as {error:?}").into());
            };
            assert_eq!((refusal.http_status, refusal.location.as_ref()), (code, Some(&location)));
            assert_eq!(error.map(|error| error.delivery()), Some(Delivery::Refused), "{code} of {path}");
        }
        assert_eq!(first.requests_to(INVOKE).len(), 1, "{code}: asked again");
        first.forget();
    }
    assert_eq!((second.connections(), second.requests().len()), (0, 0));
    Ok(())
}

#[tokio::test]
async fn a_redirect_to_the_same_server_is_not_followed_either() -> TestResult {
    for location in [INVOKE, "/elsewhere", "", "https://api.connectly.ai/", "\u{0}not a place"] {
        let server = Server::start()?;
        let header = location.replace('\u{0}', "");
        server.answer(INVOKE, Script::redirect(308, &header));
        let reading = ask(&client(&server.base_url(), PATIENT)?, SESSION).await?;
        assert_eq!(reading.outcome(), "Redirect", "{location:?}");
        assert_eq!(server.requests().len(), 1, "{location:?}");
    }
    Ok(())
}
