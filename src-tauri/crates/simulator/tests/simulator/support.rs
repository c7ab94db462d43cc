//! A server in this process and a client that speaks to it over a real socket.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use sofia_simulator::{BUSINESS_ID, MERCHANTS, Settings, Simulator};
use tokio::{io::AsyncWriteExt, net::TcpStream};

pub(crate) const ANY_PORT: &str = "127.0.0.1:0";

/// How long a test waits for something that should happen at once.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) fn any_port() -> SocketAddr {
    ANY_PORT.parse().unwrap()
}

/// Settings without any waiting.
pub(crate) fn hurried() -> Settings {
    Settings { first_event: Duration::ZERO, gap: Duration::ZERO, ..Settings::default() }
}

pub(crate) fn agent_of(slug: &str) -> &'static str {
    MERCHANTS.iter().find(|merchant| merchant.slug == slug).unwrap().agent_id
}

pub(crate) async fn start(settings: Settings) -> Simulator {
    Simulator::start(any_port(), settings).await.unwrap()
}

pub(crate) fn url_of(simulator: &Simulator, call: &str) -> String {
    format!("{}/external/v1/ai/agent_graph/{call}", simulator.base_url())
}

pub(crate) fn user(text: &str) -> Value {
    json!({ "messageEvent": { "role": "USER", "content": { "textContent": { "text": text } } } })
}

pub(crate) fn assistant(text: &str) -> Value {
    json!({ "messageEvent": { "role": "ASSISTANT", "content": { "textContent": { "text": text } } } })
}

/// Waits for a condition, with a bound.
pub(crate) async fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !condition() {
        assert!(begun.elapsed() < PATIENCE, "{what} did not happen");
        tokio::task::yield_now().await;
    }
}

/// One session of one customer with one merchant.
pub(crate) struct Conversation<'a> {
    pub(crate) simulator: &'a Simulator,
    pub(crate) session_id: String,
    agent_id: &'static str,
    client: reqwest::Client,
}

impl<'a> Conversation<'a> {
    pub(crate) async fn open(simulator: &'a Simulator, slug: &str) -> Self {
        let client = reqwest::Client::new();
        let body = json!({ "businessId": BUSINESS_ID, "clientKey": "tester" });
        let request = client.post(url_of(simulator, "init")).header("x-api-key", simulator.key()).json(&body);
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        let session_id = answer["response"]["sessionId"].as_str().unwrap().to_owned();
        Self { simulator, session_id, agent_id: agent_of(slug), client }
    }

    pub(crate) fn body(&self, input: &[Value]) -> Value {
        json!({
            "businessId": BUSINESS_ID,
            "clientKey": "tester",
            "sessionId": self.session_id,
            "agentId": self.agent_id,
            "inputEvents": input,
        })
    }

    pub(crate) async fn post(&self, call: &str, input: &[Value]) -> reqwest::Response {
        let request =
            self.client.post(url_of(self.simulator, call)).header("x-api-key", self.simulator.key());
        request.json(&self.body(input)).send().await.unwrap()
    }

    /// The lines of a whole answer as they came.
    pub(crate) async fn lines_for(&self, input: &[Value]) -> Vec<String> {
        let response = self.post("invoke", input).await;
        assert_eq!(response.status(), 200);
        response.text().await.unwrap().split_terminator('\n').map(str::to_owned).collect()
    }

    /// The events of a whole answer, line by line.
    pub(crate) async fn send(&self, input: &[Value]) -> Vec<Vec<Value>> {
        let lines = self.lines_for(input).await;
        let events = |line: &String| {
            let line: Value = serde_json::from_str(line).unwrap();
            assert_eq!(line["result"]["response"]["sessionId"], Value::String(self.session_id.clone()));
            line["result"]["response"]["responseEvents"].as_array().unwrap().clone()
        };
        lines.iter().map(events).collect()
    }

    pub(crate) async fn say(&self, text: &str) -> Vec<Value> {
        self.send(&[user(text)]).await.concat()
    }

    /// A raw connection with the request for an answer already sent.
    pub(crate) async fn connect(&self, text: &str) -> TcpStream {
        let body = self.body(&[user(text)]).to_string();
        let address = self.simulator.base_url().replace("http://", "");
        let mut stream = TcpStream::connect(&address).await.unwrap();
        let head = format!(
            "POST /external/v1/ai/agent_graph/invoke HTTP/1.1\r\nHost: {address}\r\nx-api-key: {}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            self.simulator.key(),
            body.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(body.as_bytes()).await.unwrap();
        stream
    }
}

/// The events under one key.
pub(crate) fn of_kind<'a>(events: &'a [Value], key: &str) -> Vec<&'a Value> {
    events.iter().filter_map(|event| event.get(key)).collect()
}

pub(crate) fn products(events: &[Value]) -> Vec<Value> {
    of_kind(events, "recommendationEvent")
        .iter()
        .flat_map(|event| event["products"].as_array().unwrap().clone())
        .collect()
}

pub(crate) fn texts(events: &[Value]) -> Vec<String> {
    of_kind(events, "messageEvent")
        .iter()
        .filter_map(|event| event["content"]["textContent"]["text"].as_str().map(str::to_owned))
        .collect()
}
