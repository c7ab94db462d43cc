//! What is refused, and the shape in which it is.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sofia_simulator::{BUSINESS_ID, Settings, Simulator, StartError};

use crate::support::{Conversation, any_port, hurried, start, url_of, user};

async fn post(simulator: &Simulator, call: &str, key: Option<&str>, body: String) -> (StatusCode, Value) {
    let mut request = reqwest::Client::new().post(url_of(simulator, call)).body(body);
    if let Some(key) = key {
        request = request.header("x-api-key", key);
    }
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["x-sofia-simulated"], "1");
    (response.status(), response.json().await.unwrap())
}

fn known() -> String {
    json!({ "businessId": BUSINESS_ID, "clientKey": "tester" }).to_string()
}

#[tokio::test]
async fn every_call_needs_the_right_key() {
    let simulator = start(hurried()).await;
    for call in ["init", "invoke", "invoke_sync", "close", "health"] {
        for key in [None, Some("wrong"), Some("")] {
            let (status, body) = post(&simulator, call, key, known()).await;
            assert_eq!((status.as_u16(), &body["code"]), (401, &json!(16)), "{call} {key:?}");
            assert!(body["message"].is_string() && body["details"] == json!([]));
        }
    }
}

#[tokio::test]
async fn health_is_true_and_close_ends_the_session_for_good() {
    let simulator = start(hurried()).await;
    let (_, health) = post(&simulator, "health", Some(simulator.key()), known()).await;
    assert_eq!(health, json!({ "response": { "healthy": true } }));
    let conversation = Conversation::open(&simulator, "fashion").await;
    assert_eq!(simulator.counters().sessions_open, 1);
    let closed: Value = conversation.post("close", &[]).await.json().await.unwrap();
    assert_eq!(closed, json!({ "result": { "response": {} }, "error": null }));
    assert_eq!(simulator.counters().sessions_open, 0);
    for call in ["invoke", "invoke_sync", "close"] {
        let response = conversation.post(call, &[user("oi")]).await;
        assert_eq!(response.status(), 404, "{call}");
        assert_eq!(response.json::<Value>().await.unwrap()["code"], 5);
    }
}

#[tokio::test]
async fn a_request_that_makes_no_sense_is_refused_with_its_grpc_code() {
    let simulator = start(hurried()).await;
    let conversation = Conversation::open(&simulator, "fashion").await;
    let body = |change: &dyn Fn(&mut Value)| {
        let mut body = conversation.body(&[user("oi")]);
        change(&mut body);
        body.to_string()
    };
    for (what, sent, expected) in [
        ("broken JSON", "{".to_owned(), (400, 3)),
        ("empty body", String::new(), (400, 3)),
        ("no events", body(&|body| body["inputEvents"] = json!([])), (400, 3)),
        ("unknown event", body(&|body| body["inputEvents"] = json!([{ "danceEvent": {} }])), (400, 3)),
        ("events that are no list", body(&|body| body["inputEvents"] = json!("oi")), (400, 3)),
        ("no client key", body(&|body| body["clientKey"] = json!("")), (400, 3)),
        ("no session", body(&|body| body["sessionId"] = Value::Null), (400, 3)),
        ("unknown session", body(&|body| body["sessionId"] = json!("nobody")), (404, 5)),
        ("unknown agent", body(&|body| body["agentId"] = json!("nobody")), (404, 5)),
        ("unknown business", body(&|body| body["businessId"] = json!("nobody")), (404, 5)),
        ("another customer's session", body(&|body| body["clientKey"] = json!("other")), (404, 5)),
    ] {
        let (status, answer) = post(&simulator, "invoke", Some(simulator.key()), sent).await;
        assert_eq!((status.as_u16(), answer["code"].as_u64().unwrap()), expected, "{what}: {answer}");
    }
    assert_eq!(simulator.counters().turns_started, 0);
}

#[tokio::test]
async fn unknown_paths_and_methods_are_answered_as_a_gateway_would() {
    let simulator = start(hurried()).await;
    let (status, body) = post(&simulator, "dance", Some(simulator.key()), known()).await;
    assert_eq!((status.as_u16(), &body["code"]), (404, &json!(5)));
    let client = reqwest::Client::new();
    for (method, url, expected) in [
        (Method::GET, url_of(&simulator, "invoke"), (501, 12)),
        (Method::GET, simulator.base_url(), (404, 5)),
    ] {
        let response = client.request(method, url).send().await.unwrap();
        assert_eq!(response.headers()["x-sofia-simulated"], "1");
        let status = response.status().as_u16();
        let body: Value = response.json().await.unwrap();
        assert_eq!((status, body["code"].as_u64().unwrap()), expected);
    }
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let simulator = start(hurried()).await;
    let (status, _) = post(&simulator, "init", Some(simulator.key()), " ".repeat(4 * 1024 * 1024 + 1)).await;
    assert_eq!(status, 413);
}

#[tokio::test]
async fn a_request_in_snake_case_is_understood() {
    let simulator = start(hurried()).await;
    let session = Conversation::open(&simulator, "fashion").await.session_id;
    let body = json!({
        "business_id": BUSINESS_ID, "client_key": "tester", "session_id": session,
        "input_events": [{ "message_event": { "role": "USER", "content": { "text_content": { "text": "surpresa" } } } }],
    });
    let (status, answer) = post(&simulator, "invoke_sync", Some(simulator.key()), body.to_string()).await;
    assert_eq!(status, 200, "{answer}");
}

#[tokio::test]
async fn only_loopback_is_listened_on_and_a_taken_port_says_what_to_do() {
    for address in ["0.0.0.0:0", "192.0.2.1:0", "[::]:0"] {
        let refused = Simulator::start(address.parse().unwrap(), hurried()).await;
        assert!(matches!(refused, Err(StartError::NotLoopback(_))), "{address}");
    }
    let first = start(hurried()).await;
    let address = first.base_url().replace("http://", "").parse().unwrap();
    let refused = Simulator::start(address, hurried()).await.unwrap_err();
    assert!(
        matches!(refused, StartError::PortInUse { .. }) && refused.to_string().contains("--port"),
        "{refused}"
    );
    first.stop().await;
    Simulator::start(address, hurried()).await.expect("a stopped simulator frees its port");
    for key in ["", "two words", "línea"] {
        let settings = Settings { key: key.to_owned(), ..hurried() };
        let refused = Simulator::start(any_port(), settings).await;
        assert!(matches!(refused, Err(StartError::UnusableKey)), "{key:?}");
    }
}

#[tokio::test]
async fn debug_output_never_shows_the_key_which_no_setting_changes() {
    let simulator = start(hurried()).await;
    assert!(!format!("{simulator:?}").contains(simulator.key()));
    simulator.set_settings(|settings| settings.key = "other".to_owned());
    let (status, _) = post(&simulator, "health", Some(simulator.key()), known()).await;
    assert_eq!(status, 200);
}
