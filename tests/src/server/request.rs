//! A request as it came, to the letter.

use anyhow::{Context, Result};
use bytes::Bytes;

/// One request. Header names keep the case in which they came.
#[derive(Debug, Clone)]
pub struct Request {
    /// Its number on its path, from 0.
    pub ordinal: usize,
    pub method: String,
    /// As in the request line, with a query if there was one.
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Bytes,
}

impl Request {
    /// The first header of this name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The body, which must be JSON.
    pub fn json(&self) -> Result<serde_json::Value> {
        serde_json::from_slice(&self.body)
            .with_context(|| format!("the body sent to {} is no JSON: {:?}", self.path, self.body))
    }

    /// The texts of the messages in `inputEvents`.
    pub fn texts(&self) -> Result<Vec<String>> {
        let body = self.json()?;
        let events = body["inputEvents"].as_array().context("no inputEvents in the request")?;
        let text = |event: &serde_json::Value| {
            event["messageEvent"]["content"]["textContent"]["text"].as_str().map(str::to_owned)
        };
        Ok(events.iter().filter_map(text).collect())
    }
}
