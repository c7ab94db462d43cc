//! A suite as it stands in its file: the structure, and on which line everything is.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};
use serde_saphyr::Spanned;

use crate::assertion::Scalar;

/// A suite of tests for a merchant's shopping assistant.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSuite {
    /// What it is called; the file's name otherwise.
    pub name: Option<String>,
    /// Whose agent it is for. `--merchant` goes before it.
    pub merchant: Option<String>,
    /// How often each test is played. 1 where it is not said.
    #[schemars(range(min = 1, max = 1000))]
    pub repeat: Option<u32>,
    /// The share of the repeats that must pass. 1.0 where it is not said.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub min_pass: Option<f64>,
    /// Tags of every test of this file.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Further suites, by their paths from this file: their tests, variables and set-ups.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub include: Vec<Spanned<String>>,
    /// Values for `{{name}}` in texts and assertions.
    #[serde(default)]
    pub variables: Map<String, Value>,
    /// Turns that tests begin with, by name.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Vec<RawTurn>>")]
    pub setups: BTreeMap<String, Vec<Spanned<RawTurn>>>,
    /// The set-up that every test of this file begins with.
    #[schemars(with = "Option<String>")]
    pub setup: Option<Spanned<String>>,
    /// The tests.
    #[serde(default, deserialize_with = "nothing_is_none")]
    #[schemars(with = "Vec<RawTest>")]
    pub tests: Vec<Spanned<RawTest>>,
}

/// `tests:` with nothing behind it: a file that somebody has just begun.
fn nothing_is_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Spanned<RawTest>>, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// A test.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTest {
    /// Unique within the suite. It may hold variables.
    pub name: String,
    /// For choosing some of the tests.
    #[serde(default)]
    pub tags: Vec<String>,
    /// How often it is played.
    #[schemars(range(min = 1, max = 1000))]
    pub repeat: Option<u32>,
    /// The share of the repeats that must pass.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub min_pass: Option<f64>,
    /// The set-up that it begins with; `none` for no set-up.
    #[schemars(with = "Option<String>")]
    pub setup: Option<Spanned<String>>,
    /// Values for `{{name}}`, before those of the suite.
    #[serde(default)]
    pub variables: Map<String, Value>,
    /// A table: the test is played once for each row of variables.
    #[serde(default)]
    pub examples: Vec<Map<String, Value>>,
    /// What the customer does, and what is asserted of the answers.
    #[schemars(with = "Vec<RawTurn>")]
    pub turns: Vec<Spanned<RawTurn>>,
}

/// A turn: exactly one of `say`, `event` and `click`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTurn {
    /// Input events that are sent in front of it, in one request: what the agent is to know, such as a welcome.
    #[serde(default)]
    pub context: Vec<Map<String, Value>>,
    /// What the customer says.
    pub say: Option<Scalar>,
    /// An input event of the API, as it goes over the wire.
    pub event: Option<Map<String, Value>>,
    /// A suggestion, a row or a button of the answer before, by its label.
    pub click: Option<RawClick>,
    /// What is asserted of the answer.
    #[serde(default)]
    #[schemars(with = "Vec<super::schema::AssertionSchema>")]
    pub assert: Vec<RawAssertion>,
}

/// What is clicked: exactly one.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawClick {
    /// A suggested question.
    pub suggestion: Option<Scalar>,
    /// A row of a list.
    pub row: Option<Scalar>,
    /// A reply button.
    pub button: Option<Scalar>,
}

/// An assertion: its entries as they came, with their lines.
#[derive(Debug, Clone, Default)]
pub(super) struct RawAssertion {
    pub entries: Vec<Entry>,
}

/// One entry.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub name: String,
    pub value: Value,
    pub line: u64,
}

impl RawAssertion {
    /// The line on which it begins.
    pub(super) fn line(&self) -> u64 {
        self.entries.first().map_or(0, |entry| entry.line)
    }

    /// The line of an entry; of the assertion where it has no such entry.
    pub(super) fn line_of(&self, name: &str) -> u64 {
        self.entries.iter().find(|entry| entry.name == name).map_or_else(|| self.line(), |entry| entry.line)
    }
}

impl<'de> Deserialize<'de> for RawAssertion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = RawAssertion;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an assertion, such as {type: icontains, value: azul}")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawAssertion, A::Error> {
                let mut entries = Vec::new();
                while let Some(name) = map.next_key::<Spanned<String>>()? {
                    let line = name.referenced.line();
                    entries.push(Entry { name: name.value, value: map.next_value()?, line });
                }
                Ok(RawAssertion { entries })
            }
        }
        deserializer.deserialize_map(Entries)
    }
}
