//! Assertions: what a test says of an answer. Names that promptfoo has mean the same here.
//!
//! `not-` before a name turns its verdict around. What cannot be decided (no catalog, a jq expression that fails) is an
//! error, and stays one under `not-`.

mod events;
mod numbers;
mod parameters;
mod phrase;
mod recommends;
mod text;
mod verdict;

use agent_graph::ResponseEvent;
use serde_json::Value;

pub(crate) use parameters::what_is_wrong;
pub use parameters::{
    Arrangement, Count, CurrencyCode, EventCount, HandoverParameters, HandoverWord, Kinds, OneOrMany, Order,
    Range, Recommends, RegexText, Scalar, WordCount,
};
pub use phrase::{Phrase, PhraseCode, PhraseValue};
pub(crate) use recommends::amount as product_amount;
pub(crate) use text::{certain_language, certain_language_among, language_of};
pub use verdict::{Judgement, Said, Verdict, VerdictStatus};

use numbers::Moment;

use crate::answer::Answer;
use crate::jq::JqRunner;
use crate::truth::{CatalogError, Truth};

/// What is asserted.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "each is documented by the schema of its parameters")]
pub enum Assertion {
    Equals {
        value: Value,
    },
    Contains {
        value: Scalar,
    },
    Icontains {
        value: Scalar,
    },
    ContainsAll {
        value: Vec<String>,
    },
    ContainsAny {
        value: Vec<String>,
    },
    IcontainsAll {
        value: Vec<String>,
    },
    IcontainsAny {
        value: Vec<String>,
    },
    StartsWith {
        value: String,
    },
    Regex {
        value: RegexText,
    },
    Levenshtein {
        value: String,
        threshold: usize,
    },
    WordCount(WordCount),
    IsJson,
    Latency {
        threshold: f64,
    },
    FirstEvent {
        threshold: f64,
    },
    Complete {
        threshold: f64,
    },
    Recommends(Box<Recommends>),
    CatalogTruth {
        allow: Vec<crate::truth::Kind>,
    },
    Suggests {
        value: Vec<String>,
        count: Count,
    },
    Handover(HandoverParameters),
    ListRow {
        value: Vec<String>,
        count: Count,
    },
    ReplyButton {
        value: Vec<String>,
        count: Count,
    },
    EventOrder {
        value: Vec<String>,
    },
    EventCount(EventCount),
    Language {
        value: Vec<String>,
    },
    WhatsappLimits {
        allow: Vec<String>,
    },
    Jq {
        value: String,
    },
    NoUnknownEvent,
    /// A person's judgement of the answer against a free text.
    Human {
        value: String,
    },
}

/// An assertion as it stands in a suite.
#[derive(Debug, Clone, PartialEq)]
pub struct Asserted {
    /// What is asserted.
    pub assertion: Assertion,
    /// `not-`
    pub negated: bool,
    /// As it is written, for the report: `{type: not-contains, value: foo}`.
    pub text: String,
    /// The line in the suite.
    pub line: u64,
}

/// What a person has said of an answer against a text: whether it holds, if anything was said.
pub type Person<'a> = dyn Fn(&str, &Answer) -> Option<bool> + Sync + 'a;

/// What an answer is judged with.
pub struct Judging<'a> {
    /// The answer.
    pub answer: &'a Answer,
    /// What the catalog says of it; `None` where there is no catalog.
    pub truth: Option<&'a Result<Truth, CatalogError>>,
    /// Runs jq.
    pub jq: &'a mut JqRunner,
    /// What a person has said of this very answer, if anyone has.
    pub person: Option<&'a Person<'a>>,
}

impl std::fmt::Debug for Judging<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Judging").field("answer", &self.answer).finish_non_exhaustive()
    }
}

impl Asserted {
    /// Judges one answer.
    pub async fn judge(&self, judging: &mut Judging<'_>) -> Verdict {
        let judgement = self.assertion.judge(judging).await;
        Verdict::of(self, judgement)
    }
}

impl Assertion {
    /// Whether it needs a catalog.
    pub fn needs_catalog(&self) -> bool {
        matches!(self, Self::CatalogTruth { .. })
    }

    /// The jq expressions in it.
    pub fn expressions(&self) -> Vec<&str> {
        match self {
            Self::Jq { value } => vec![value],
            Self::Recommends(recommends) => recommends.jq.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        }
    }

    async fn judge(&self, judging: &mut Judging<'_>) -> Judgement {
        let answer = judging.answer;
        match self {
            Self::Equals { value } => text::equals(answer, value),
            Self::Contains { value } => text::contains(answer, &value.to_string(), false),
            Self::Icontains { value } => text::contains(answer, &value.to_string(), true),
            Self::ContainsAll { value } => text::contains_all(answer, value, false),
            Self::IcontainsAll { value } => text::contains_all(answer, value, true),
            Self::ContainsAny { value } => text::contains_any(answer, value, false),
            Self::IcontainsAny { value } => text::contains_any(answer, value, true),
            Self::StartsWith { value } => text::starts_with(answer, value),
            Self::Regex { value } => text::regex(answer, value),
            Self::Levenshtein { value, threshold } => text::levenshtein(answer, value, *threshold),
            Self::WordCount(count) => text::word_count(answer, count),
            Self::IsJson => text::is_json(answer),
            Self::Language { value } => text::language(answer, value),
            Self::Latency { threshold } | Self::Complete { threshold } => {
                numbers::within(answer.complete, *threshold, &Moment::Complete)
            }
            Self::FirstEvent { threshold } => {
                numbers::within(answer.first_event(), *threshold, &Moment::FirstEvent)
            }
            Self::Recommends(recommends) => recommends::judge(recommends, answer, judging.jq).await,
            Self::CatalogTruth { allow } => truth(judging.truth, allow),
            Self::Suggests { value, count } => {
                numbers::labels(PhraseCode::Suggestions, &answer.suggestions(), value, *count)
            }
            Self::ListRow { value, count } => {
                let rows: Vec<&str> = answer.list_rows().into_iter().map(|row| row.title.as_str()).collect();
                numbers::labels(PhraseCode::Rows, &rows, value, *count)
            }
            Self::ReplyButton { value, count } => {
                let buttons: Vec<&str> =
                    answer.reply_buttons().into_iter().map(|button| button.text.as_str()).collect();
                numbers::labels(PhraseCode::Buttons, &buttons, value, *count)
            }
            Self::Handover(parameters) => events::handover(answer, parameters),
            Self::EventOrder { value } => events::order(answer, value),
            Self::EventCount(count) => events::count(answer, count),
            Self::WhatsappLimits { allow } => events::whatsapp_limits(answer, allow),
            Self::NoUnknownEvent => events::no_unknown(answer),
            Self::Jq { value } => match judging.jq.run(value, &answer.events_json()).await {
                Ok(outcome) => Judgement::of(
                    outcome.passed,
                    Phrase::of(PhraseCode::JqTrue, format!("{value:?} to be true of the events"))
                        .with("value", value),
                    numbers::outputs(&outcome.outputs),
                ),
                Err(failure) => Judgement::error(Phrase::failure(failure)),
            },
            Self::Human { value } => {
                let expected = Phrase::of(PhraseCode::Human, value).with("value", value);
                let found = numbers::as_it_is(&answer.text());
                match judging.person.and_then(|person| person(value, answer)) {
                    Some(passed) => Judgement::of(passed, expected, found),
                    None => Judgement::open(expected, found),
                }
            }
        }
    }
}

fn truth(truth: Option<&Result<Truth, CatalogError>>, allow: &[crate::truth::Kind]) -> Judgement {
    let truth = match truth {
        None => {
            return Judgement::error(Phrase::of(
                PhraseCode::NoCatalog,
                "there is no catalog to hold the answer against: name its feed with --catalog",
            ));
        }
        Some(Err(error)) => return Judgement::error(Phrase::failure(error)),
        Some(Ok(truth)) => truth,
    };
    let findings: Vec<Phrase> = truth
        .findings
        .iter()
        .filter(|finding| !allow.contains(&finding.kind))
        .map(crate::truth::Finding::phrase)
        .collect();
    let cards = truth.cards.len();
    let holds = findings.is_empty();
    let found = if holds {
        Phrase::of(PhraseCode::NoFinding, format!("no finding on {cards} products")).with("count", cards)
    } else {
        Phrase::all(findings, "; ")
    };
    Judgement::of(holds, Phrase::of(PhraseCode::CatalogSays, "what the catalog says"), found)
}

/// Whether an event is one that we do not know.
pub(crate) fn is_unknown(event: &ResponseEvent) -> bool {
    matches!(event, ResponseEvent::Unknown(_))
}

#[cfg(test)]
mod tests;
