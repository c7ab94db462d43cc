//! From the entries of an assertion to its meaning: the table of all kinds, with the parameters of each.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::fault::AssertionFault;
use super::raw::RawAssertion;
use super::template::Variables;
use crate::assertion::{
    Asserted, Assertion, Count, EventCount, HandoverParameters, OneOrMany, Recommends, RegexText, Scalar,
    WordCount, what_is_wrong,
};
use crate::drafting::AssertionDraft;
use crate::truth;

/// One kind of assertion.
pub(super) struct Kind {
    pub name: &'static str,
    pub about: &'static str,
    pub build: fn(Value) -> Result<Assertion, Problem>,
    pub schema: fn(&mut SchemaGenerator) -> Schema,
}

/// What is wrong, and with which entry.
pub(super) struct Problem {
    pub entry: Option<String>,
    pub message: String,
}

impl From<String> for Problem {
    fn from(message: String) -> Self {
        Self { entry: None, message }
    }
}

macro_rules! parameters {
    ($($(#[$about:meta])* $name:ident { $($(#[$meta:meta])* $field:ident: $type:ty),* $(,)? })*) => {$(
        $(#[$about])*
        #[derive(Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        #[allow(clippy::empty_structs_with_brackets, reason = "some kinds have no parameters")]
        struct $name { $($(#[$meta])* $field: $type),* }
    )*};
}

parameters! {
    Anything { value: Value }
    One { value: Scalar }
    Text { value: String }
    Many { value: OneOrMany }
    Pattern { value: RegexText }
    Distance {
        value: String,
        /// Edits at most; 5 where it is not said, as in promptfoo.
        threshold: Option<usize>,
    }
    Words { value: WordCount }
    Nothing {}
    Milliseconds {
        /// Milliseconds at most.
        threshold: f64,
    }
    Truth {
        /// Findings that do not fail the assertion.
        #[serde(default)]
        allow: Vec<String>,
    }
    Labels {
        /// Texts that must be in the labels, whatever the case.
        value: Option<OneOrMany>,
        /// At least so many.
        min: Option<usize>,
        /// At most so many.
        max: Option<usize>,
        /// Exactly so many.
        count: Option<usize>,
    }
    Kinds {
        /// Keys of events: `messageEvent`, or `message` for short.
        value: Vec<String>,
    }
    Languages {
        /// A code of ISO 639, such as `pt`, or several.
        value: OneOrMany,
    }
    Limits {
        /// Rules that may be broken.
        #[serde(default)]
        allow: Vec<String>,
    }
    Expression {
        /// A jq expression; its last output decides.
        value: String,
    }
}

fn read<P: DeserializeOwned>(value: Value) -> Result<P, Problem> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        // The parameters as a whole have the path `.`.
        let path = error.path().to_string().trim_start_matches('.').to_owned();
        let inner = error.into_inner().to_string();
        // An unknown entry is named in the message, and the path ends above it.
        let unknown =
            inner.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next()).map(str::to_owned);
        let entry = unknown
            .or_else(|| path.split(['.', '[']).next().map(str::to_owned))
            .filter(|entry| !entry.is_empty() && entry != "?");
        let message = if path.contains(['.', '[']) { format!("{path}: {inner}") } else { inner };
        Problem { entry, message }
    })
}

fn schema<P: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    P::json_schema(generator)
}

fn not_empty(values: Vec<String>) -> Result<Vec<String>, Problem> {
    if values.is_empty() || values.iter().any(String::is_empty) {
        // Every text contains the empty one, so the assertion would say nothing.
        return Err(Problem { entry: Some("value".to_owned()), message: "it is empty".to_owned() });
    }
    Ok(values)
}

fn scalar_not_empty(value: Scalar) -> Result<Scalar, Problem> {
    not_empty(vec![value.to_string()]).map(|_| value)
}

fn labels(parameters: Labels) -> Result<(Vec<String>, Count), Problem> {
    let Labels { value, min, max, count } = parameters;
    let value = value.map_or_else(|| Ok(Vec::new()), |value| not_empty(value.values()))?;
    Ok((value, Count { min, max, count }))
}

fn known<T>(
    names: &[String],
    entry: &str,
    read: impl Fn(&str) -> Option<T>,
    all: &str,
) -> Result<Vec<T>, Problem> {
    let one = |name: &String| {
        read(name).ok_or_else(|| Problem {
            entry: Some(entry.to_owned()),
            message: format!("{name:?} is none of {all}"),
        })
    };
    names.iter().map(one).collect()
}

macro_rules! kinds {
    ($($name:literal, $about:literal, $parameters:ty, $build:expr;)*) => {
        &[$(Kind {
            name: $name,
            about: $about,
            build: |value| {
                let build: fn($parameters) -> Result<Assertion, Problem> = $build;
                build(read::<$parameters>(value)?)
            },
            schema: schema::<$parameters>,
        }),*]
    };
}

/// Every kind. The names down to `latency` are promptfoo's.
pub(super) static KINDS: &[Kind] = kinds! {
    "equals", "The text is this, or JSON with this content.", Anything,
        |p| Ok(Assertion::Equals { value: p.value });
    "contains", "The text contains this.", One,
        |p| Ok(Assertion::Contains { value: scalar_not_empty(p.value)? });
    "icontains", "The text contains this, whatever the case.", One,
        |p| Ok(Assertion::Icontains { value: scalar_not_empty(p.value)? });
    "contains-all", "The text contains all of these.", Many,
        |p| Ok(Assertion::ContainsAll { value: not_empty(p.value.cut())? });
    "contains-any", "The text contains one of these.", Many,
        |p| Ok(Assertion::ContainsAny { value: not_empty(p.value.cut())? });
    "icontains-all", "The text contains all of these, whatever the case.", Many,
        |p| Ok(Assertion::IcontainsAll { value: not_empty(p.value.cut())? });
    "icontains-any", "The text contains one of these, whatever the case.", Many,
        |p| Ok(Assertion::IcontainsAny { value: not_empty(p.value.cut())? });
    "starts-with", "The text begins with this.", Text,
        |p| Ok(Assertion::StartsWith { value: p.value });
    "regex", "The regular expression matches somewhere in the text.", Pattern,
        |p| Ok(Assertion::Regex { value: p.value });
    "levenshtein", "The text is at most so many edits away.", Distance,
        |p| Ok(Assertion::Levenshtein { value: p.value, threshold: p.threshold.unwrap_or(5) });
    "word-count", "The text has so many words.", Words, |p| word_count(p.value);
    "is-json", "The text is JSON.", Nothing, |_| Ok(Assertion::IsJson);
    "latency", "The answer is complete within so many milliseconds.", Milliseconds,
        |p| Ok(Assertion::Latency { threshold: p.threshold });
    "first-event", "The first event comes within so many milliseconds.", Milliseconds,
        |p| Ok(Assertion::FirstEvent { threshold: p.threshold });
    "complete", "The answer is complete within so many milliseconds.", Milliseconds,
        |p| Ok(Assertion::Complete { threshold: p.threshold });
    "recommends", "Products are recommended.", Recommends, recommends;
    "catalog-truth", "What is said of products is what the merchant's catalog says.", Truth,
        |p| Ok(Assertion::CatalogTruth {
            allow: known(&p.allow, "allow", |name| name.parse().ok(), &truth::Kind::ALL.map(truth::Kind::name).join(", "))?,
        });
    "suggests", "Questions are suggested.", Labels,
        |p| labels(p).map(|(value, count)| Assertion::Suggests { value, count });
    "handover", "The conversation is handed over.", HandoverParameters, |p| Ok(Assertion::Handover(p));
    "list-row", "A list has rows.", Labels,
        |p| labels(p).map(|(value, count)| Assertion::ListRow { value, count });
    "reply-button", "There are reply buttons.", Labels,
        |p| labels(p).map(|(value, count)| Assertion::ReplyButton { value, count });
    "event-order", "Events of these kinds come in this order.", Kinds,
        |p| Ok(Assertion::EventOrder { value: not_empty(p.value)? });
    "event-count", "There are so many events.", EventCount, |p| Ok(Assertion::EventCount(p));
    "language", "The text is in this language.", Languages, |p| languages(&p.value.values());
    "whatsapp-limits", "WhatsApp would take the messages as they are.", Limits, |p| limits(&p.allow);
    "jq", "The expression is true of the events, which come as one array.", Expression,
        |p| Ok(Assertion::Jq { value: p.value });
    "no-unknown-event", "Every event and line is one that we know.", Nothing, |_| Ok(Assertion::NoUnknownEvent);
    "human", "A person judges the answer against this text; the verdict holds as long as the answer stays the same.", Text,
        |p| Ok(Assertion::Human { value: p.value });
};

fn word_count(count: WordCount) -> Result<Assertion, Problem> {
    let wrong = |message: &str| Err(Problem { entry: Some("value".to_owned()), message: message.to_owned() });
    match count {
        WordCount::Within { min: None, max: None } => wrong("it needs min, max or both"),
        WordCount::Within { min: Some(min), max: Some(max) } if min > max => wrong("min is above max"),
        count => Ok(Assertion::WordCount(count)),
    }
}

fn recommends(parameters: Recommends) -> Result<Assertion, Problem> {
    if let Some(title) = &parameters.title
        && let Err(error) = regex::Regex::new(title)
    {
        return Err(Problem {
            entry: Some("title".to_owned()),
            message: format!("no regular expression: {}", what_is_wrong(&error)),
        });
    }
    Ok(Assertion::Recommends(Box::new(parameters)))
}

fn languages(codes: &[String]) -> Result<Assertion, Problem> {
    let value = known(
        codes,
        "value",
        |code| crate::assertion::language_of(code).map(|_| code.to_owned()),
        "the languages that are told apart (pt, es, en, fr, …)",
    )?;
    Ok(Assertion::Language { value: not_empty(value)? })
}

fn limits(allow: &[String]) -> Result<Assertion, Problem> {
    let names = sofia_core::whatsapp_limits::LimitRule::ALL.map(|rule| rule.name());
    let is_known = |name: &str| names.contains(&name.replace('_', "-").as_str()).then(|| name.to_owned());
    Ok(Assertion::WhatsappLimits { allow: known(allow, "allow", is_known, &names.join(", "))? })
}

/// The kind of a name, and whether it is turned around.
pub(super) fn kind_of(name: &str) -> Option<(&'static Kind, bool)> {
    let plain = |name: &str| KINDS.iter().find(|kind| kind.name == name);
    plain(name)
        .map(|kind| (kind, false))
        .or_else(|| plain(name.strip_prefix("not-")?).map(|kind| (kind, true)))
}

/// Gives an assertion its meaning.
pub(super) fn build(raw: &RawAssertion, variables: Variables<'_>) -> Result<Asserted, AssertionFault> {
    let wrong = AssertionFault::new;
    let mut entries = Vec::new();
    let mut name = None;
    for entry in &raw.entries {
        let value =
            variables.fill_value(&entry.value).map_err(|fault| wrong(entry.line, fault.to_string()))?;
        if entry.name == "type" {
            let Value::String(text) = value else { return Err(wrong(entry.line, "type is no text".into())) };
            name = Some((text, entry.line));
        } else {
            entries.push((entry.name.clone(), value));
        }
    }
    let (name, line) = name.ok_or_else(|| wrong(raw.line(), "an assertion needs a type".into()))?;
    let (kind, negated) = kind_of(&name).ok_or_else(|| wrong(line, unknown_kind(&name)))?;
    let draft = AssertionDraft { name, entries };
    let (text, AssertionDraft { name, entries }) = (draft.text(), draft);
    let assertion =
        (kind.build)(Value::Object(entries.into_iter().collect::<Map<_, _>>())).map_err(|problem| {
            let line = problem.entry.as_deref().map_or(line, |entry| raw.line_of(entry));
            wrong(line, format!("{name}: {}", problem.message))
        })?;
    Ok(Asserted { assertion, negated, text, line: raw.line() })
}

/// The kind that is nearest to a name, and how many edits away.
pub(super) fn likeness(name: &str) -> Option<(usize, &'static str)> {
    let plain = name.strip_prefix("not-").unwrap_or(name);
    KINDS.iter().map(|kind| (strsim::osa_distance(kind.name, plain), kind.name)).min()
}

/// The kind that was perhaps meant.
pub(super) fn unknown_kind(name: &str) -> String {
    match likeness(name) {
        Some((distance, nearest)) if distance <= 3 => {
            format!("there is no assertion {name:?}; did you mean {nearest:?}?")
        }
        _ => format!(
            "there is no assertion {name:?}; there are: {}",
            KINDS.iter().map(|kind| kind.name).collect::<Vec<_>>().join(", ")
        ),
    }
}
