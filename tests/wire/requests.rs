//! What goes over the wire, to the letter.

use agent_graph::client::SIMULATED_HEADER;
use sofia_tests::{
    Script, Server, TestResult,
    server::{CLOSE, HEALTH, INIT, INVOKE, INVOKE_SYNC, Request, SESSION},
    shop::{AGENT, BUSINESS, line, message},
};

use crate::support::{CUSTOMER, KEY, PATIENT, ask, client, identity, invocation};

/// One request of every kind, each answered with cookies and a marker.
async fn one_of_each(server: &Server) -> anyhow::Result<Vec<Request>> {
    let cookie = ("set-cookie", "tracker=1; Path=/; Max-Age=9999");
    let json = ("content-type", "application/json");
    let client = client(&server.base_url(), PATIENT)?;
    for _ in 0..2 {
        let init = format!(r#"{{"response":{{"sessionId":"{SESSION}"}}}}"#);
        let answers = [
            (HEALTH, r#"{"response":{"healthy":true}}"#.to_owned()),
            (INIT, init),
            (INVOKE, line(&[message("Oi")])),
            (INVOKE_SYNC, line(&[message("Oi")])),
            (CLOSE, "{}".to_owned()),
        ];
        for (path, body) in answers {
            server.answer(path, Script::answer(200, &[cookie, json], body));
        }
        client.health(&identity()).await?;
        client.init(&identity()).await?;
        anyhow::ensure!(ask(&client, SESSION).await?.outcome() == "Complete");
        client.invoke_sync(&invocation(SESSION)).await?;
        client.close(&identity(), SESSION).await?;
    }
    Ok(server.requests())
}

#[tokio::test]
async fn a_request_carries_the_headers_that_we_mean_and_no_others() -> TestResult {
    let server = Server::start()?;
    let length = |request: &Request| request.body.len().to_string();
    for request in one_of_each(&server).await? {
        let mut found: Vec<(&str, &str)> =
            request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        found.sort_unstable();
        let (host, length) = (server.address().to_string(), length(&request));
        let agent = format!("sofia-desk/{}", env!("CARGO_PKG_VERSION"));
        let expected = [
            ("accept", "application/json"),
            ("accept-encoding", "identity"),
            ("content-length", length.as_str()),
            ("content-type", "application/json"),
            ("host", host.as_str()),
            ("user-agent", agent.as_str()),
            // Lower case on the wire, as the reference has it.
            ("x-api-key", KEY),
        ];
        assert_eq!(found, expected, "{}", request.path);
    }
    Ok(())
}

#[tokio::test]
async fn the_key_stands_in_its_header_and_nowhere_else() -> TestResult {
    let server = Server::start()?;
    let requests = one_of_each(&server).await?;
    assert_eq!(requests.len(), 10);
    for request in requests {
        assert!(!request.path.contains(KEY) && !request.path.contains('?'), "{}", request.path);
        assert!(!String::from_utf8_lossy(&request.body).contains(KEY), "{}", request.path);
        assert_eq!(request.method, "POST");
        let with_key = request.headers.iter().filter(|(_, value)| value.contains(KEY)).count();
        assert_eq!(with_key, 1, "{}", request.path);
    }
    Ok(())
}

#[tokio::test]
async fn bodies_are_those_of_the_reference_and_what_was_announced_is_what_is_sent() -> TestResult {
    let server = Server::start()?;
    let who = format!(r#""businessId":"{BUSINESS}","clientKey":"{CUSTOMER}""#);
    let said = r#"{"messageEvent":{"role":"USER","content":{"textContent":{"text":"tem vestido azul até 200 reais?"}}}}"#;
    let invoke = format!(r#"{{{who},"sessionId":"{SESSION}","agentId":"{AGENT}","inputEvents":[{said}]}}"#);
    for request in one_of_each(&server).await? {
        let expected = match request.path.as_str() {
            INIT | HEALTH => format!("{{{who}}}"),
            CLOSE => format!(r#"{{{who},"sessionId":"{SESSION}"}}"#),
            _ => invoke.clone(),
        };
        assert_eq!(request.body, expected.as_bytes(), "{}", request.path);
    }
    let announced = client(&server.base_url(), PATIENT)?.invocation(&invocation(SESSION))?;
    assert_eq!(announced.body, invoke.as_bytes());
    assert_eq!(announced.url.as_str(), format!("{}{INVOKE}", server.base_url()));
    let shown = format!("{announced:?}");
    assert!(!shown.contains(KEY) && !shown.contains("x-api-key"), "{shown}");
    Ok(())
}

#[tokio::test]
async fn an_address_with_a_path_keeps_it_before_the_call() -> TestResult {
    let server = Server::start()?;
    let path = format!("/gateway/sofia{INVOKE}");
    server.answer(&path, Script::ndjson([line(&[message("Oi")])]));
    let reading = ask(&client(&format!("{}/gateway/sofia/", server.base_url()), PATIENT)?, SESSION).await?;
    assert_eq!(reading.outcome(), "Complete");
    Ok(())
}

#[tokio::test]
async fn localhost_is_this_machine_by_its_name_too() -> TestResult {
    let server = Server::start()?;
    server.answer(INVOKE, Script::ndjson([line(&[message("Oi")])]));
    let named = format!("http://localhost:{}", server.address().port());
    assert_eq!(ask(&client(&named, PATIENT)?, SESSION).await?.outcome(), "Complete");
    Ok(())
}

#[tokio::test]
async fn a_simulator_is_known_by_its_header() -> TestResult {
    let server = Server::start()?;
    let client = client(&server.base_url(), PATIENT)?;
    for marker in [true, false] {
        let headers: &[(&str, &str)] = if marker { &[(SIMULATED_HEADER, "1")] } else { &[] };
        server.answer(INIT, Script::answer(200, headers, r#"{"response":{"sessionId":"s"}}"#));
        server.answer(INVOKE, Script::answer(200, headers, line(&[message("Oi")])));
        assert_eq!(client.init(&identity()).await?.simulated, marker);
        let reading = ask(&client, SESSION).await?;
        assert_eq!(reading.head.map(|head| head.simulated), Some(marker));
    }
    Ok(())
}
