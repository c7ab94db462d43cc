use serde_json::json;
use sofia_tests::{
    Script, Server, TestResult,
    server::{CLOSE, INIT, INVOKE, SESSION},
    shop::{AGENT, BUSINESS, handover, line, message, recommendation, suggestions, unknown},
};

use crate::{KEY, ask, shop_at};

#[test]
fn raw_prints_the_bytes_of_the_body_and_nothing_else() -> TestResult {
    let fine = line(&[message("Olá 👗")]);
    let bodies: Vec<Vec<u8>> = vec![
        format!("{fine}\n").into_bytes(),
        fine.clone().into_bytes(),
        [b"\xef\xbb\xbf", fine.as_bytes(), b"\r\n\r\n\n", fine.as_bytes(), b"\r\n"].concat(),
        [b"no json\n\xff\xfe\x00\n".as_slice(), fine.as_bytes(), b"\n{\"__proto__\":1.10}"].concat(),
        b"\n".to_vec(),
    ];
    for body in bodies {
        let server = Server::with_session()?;
        server.answer(INVOKE, Script::split(&body, &[1, body.len() / 2]));
        let environment = shop_at(&server.base_url())?;
        let outcome = ask(&environment, &["--raw"]).run()?;
        assert_eq!(outcome.stdout, body, "{}", String::from_utf8_lossy(&body));
    }
    Ok(())
}

#[test]
fn json_prints_one_object_per_event_with_its_place_and_time() -> TestResult {
    let server = Server::with_session()?;
    server.answer(
        INVOKE,
        Script::ndjson([
            line(&[message("Temos!"), recommendation(&["Vestido midi", "Vestido longo"])]),
            String::new(),
            line(&[]),
            line(&[unknown()]),
        ]),
    );
    let environment = shop_at(&server.base_url())?;
    let events = ask(&environment, &["--json"]).run()?.exits(0).json_lines()?;

    let places: Vec<_> = events
        .iter()
        .map(|event| (event["seq"].clone(), event["index"].clone(), event["kind"].clone()))
        .collect();
    assert_eq!(
        places,
        [
            (json!(1), json!(0), json!("messageEvent")),
            (json!(1), json!(1), json!("recommendationEvent")),
            (json!(4), json!(0), json!("loyaltyPointsEvent")),
        ]
    );
    let text = |event: &serde_json::Value| event["event"].to_string();
    assert!(text(&events[0]).contains("Temos!") && text(&events[1]).contains("Vestido longo"));
    for event in &events {
        assert!(event["offset_ms"].as_f64().is_some_and(|offset| offset >= 0.0), "{event}");
        assert_eq!(event.as_object().map(serde_json::Map::len), Some(5), "{event}");
    }
    Ok(())
}

#[test]
fn plain_output_is_for_reading() -> TestResult {
    let server = Server::with_session()?;
    server.answer(
        INVOKE,
        Script::ndjson([
            line(&[message("Temos três vestidos."), recommendation(&["Vestido midi", "Vestido longo"])]),
            line(&[suggestions(&["Tem em preto?"]), handover("wants a person"), unknown()]),
        ]),
    );
    let environment = shop_at(&server.base_url())?;
    let text = ask(&environment, &[]).run()?.exits(0).text();
    for part in
        ["Temos três vestidos.", "Vestido midi", "Vestido longo", "Tem em preto?", "loyaltyPointsEvent"]
    {
        assert!(text.contains(part), "{part:?} is not in {text:?}");
    }
    Ok(())
}

#[test]
fn an_ask_is_init_invoke_and_close_with_the_key_in_a_header_of_each() -> TestResult {
    let server = Server::start()?;
    server.answer(INIT, Script::init_ok(SESSION));
    server.answer(INVOKE, Script::ndjson([line(&[message("Temos!")])]));
    server.answer(CLOSE, Script::close_ok());
    let environment = shop_at(&server.base_url())?;
    ask(&environment, &["--customer", "cliente-7"]).run()?.exits(0);

    let requests = server.requests();
    let paths: Vec<&str> = requests.iter().map(|request| request.path.as_str()).collect();
    assert_eq!(paths, [INIT, INVOKE, CLOSE]);
    for request in &requests {
        let body = request.json()?;
        assert_eq!(request.method, "POST");
        assert_eq!(request.header("x-api-key"), Some(KEY));
        assert_eq!(request.header("content-type"), Some("application/json"));
        assert_eq!((&body["businessId"], &body["clientKey"]), (&json!(BUSINESS), &json!("cliente-7")));
    }
    let invoke = requests[1].json()?;
    assert_eq!((&invoke["sessionId"], &invoke["agentId"]), (&json!(SESSION), &json!(AGENT)));
    assert_eq!(
        invoke["inputEvents"],
        json!([{"messageEvent": {"role": "USER", "content": {"textContent": {"text": "tem vestido azul?"}}}}])
    );
    assert_eq!(requests[2].json()?["sessionId"], SESSION);
    Ok(())
}
