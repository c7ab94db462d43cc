//! The parameters of assertions, as they stand in a suite.

use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;

/// A text or a number.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Scalar {
    /// A text.
    Text(String),
    /// A number, which is compared as text.
    Number(serde_json::Number),
}

impl fmt::Display for Scalar {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => formatter.write_str(text),
            Self::Number(number) => write!(formatter, "{number}"),
        }
    }
}

/// One value, or a list of them; a text with commas is a list too, as in promptfoo.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum OneOrMany {
    /// One.
    One(Scalar),
    /// A list.
    Many(Vec<Scalar>),
}

impl OneOrMany {
    /// The values; a text is cut at its commas, outside of quotes.
    pub(crate) fn cut(&self) -> Vec<String> {
        match self {
            Self::One(Scalar::Text(text)) => cut_at_commas(text),
            other => other.values(),
        }
    }

    /// The values, each as it is.
    pub(crate) fn values(&self) -> Vec<String> {
        match self {
            Self::One(one) => vec![one.to_string()],
            Self::Many(many) => many.iter().map(Scalar::to_string).collect(),
        }
    }
}

/// `a, "b, c"` are two values.
fn cut_at_commas(text: &str) -> Vec<String> {
    let mut values = vec![String::new()];
    let mut quoted = false;
    for character in text.chars() {
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => values.push(String::new()),
            character => {
                if let Some(value) = values.last_mut() {
                    value.push(character);
                }
            }
        }
    }
    values.into_iter().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()).collect()
}

/// A regular expression, compiled.
#[derive(Debug, Clone)]
pub struct RegexText(pub(crate) regex::Regex);

impl PartialEq for RegexText {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl<'de> Deserialize<'de> for RegexText {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // The library bounds its own time: it never looks back.
        regex::Regex::new(&text).map(Self).map_err(|error| {
            serde::de::Error::custom(format!("no regular expression: {}", what_is_wrong(&error)))
        })
    }
}

/// What is wrong with a regular expression, on one line: the library draws the place below the pattern, which is nothing
/// for a list of findings.
pub(crate) fn what_is_wrong(error: &regex::Error) -> String {
    let text = error.to_string();
    let last = text.lines().last().unwrap_or_default().trim();
    last.strip_prefix("error: ").unwrap_or(last).to_owned()
}

impl JsonSchema for RegexText {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Regex".into()
    }

    fn json_schema(_generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "regex" })
    }
}

/// How many words: a number, or limits.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum WordCount {
    /// Exactly so many.
    Exact(u64),
    /// Within limits.
    Within {
        /// At least so many.
        min: Option<u64>,
        /// At most so many.
        max: Option<u64>,
    },
}

/// How many there are to be; without any of these, at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
pub struct Count {
    /// At least so many.
    pub min: Option<usize>,
    /// At most so many.
    pub max: Option<usize>,
    /// Exactly so many.
    pub count: Option<usize>,
}

impl Count {
    pub(crate) fn is_met(self, found: usize) -> bool {
        let least = self.min.unwrap_or(usize::from(self.max.is_none() && self.count.is_none()));
        found >= least
            && self.max.is_none_or(|max| found <= max)
            && self.count.is_none_or(|count| found == count)
    }
}

impl fmt::Display for Count {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.count, self.min, self.max) {
            (Some(count), _, _) => write!(formatter, "exactly {count}"),
            (None, Some(min), Some(max)) => write!(formatter, "{min} to {max}"),
            (None, None, Some(max)) => write!(formatter, "at most {max}"),
            (None, min, None) => write!(formatter, "at least {}", min.unwrap_or(1)),
        }
    }
}

/// Limits of a price, both included.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// At least.
    #[schemars(with = "Option<f64>")]
    pub min: Option<crate::assertion::numbers::Amount>,
    /// At most.
    #[schemars(with = "Option<f64>")]
    pub max: Option<crate::assertion::numbers::Amount>,
}

/// A currency's code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurrencyCode(pub(crate) crate::currency::Currency);

impl<'de> Deserialize<'de> for CurrencyCode {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let currency = crate::currency::Currency::of_code(&text);
        currency
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom(format!("{text:?} is no currency's code, as BRL is")))
    }
}

impl JsonSchema for CurrencyCode {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Currency".into()
    }

    fn json_schema(_generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[A-Za-z]{3}$" })
    }
}

/// In which order products are to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Arrangement {
    /// The cheapest first.
    PriceAscending,
    /// The dearest first.
    PriceDescending,
    /// By the alphabet.
    Title,
}

/// In which order products are to be.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Order {
    /// By what they cost or are called.
    By(Arrangement),
    /// These ids, one after the other; others may stand between.
    Ids(Vec<String>),
}

/// `recommends`: which products are recommended. What is said of a title, a price, a currency and by jq holds for each of
/// them, or for one at least with `match: any`.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recommends {
    /// At least so many; 1 where nothing else is said.
    pub min: Option<usize>,
    /// At most so many.
    pub max: Option<usize>,
    /// Exactly so many.
    pub count: Option<usize>,
    /// All of these are among them, by `productId`.
    #[serde(default)]
    pub ids: Vec<String>,
    /// A regular expression for their titles, whatever the case.
    pub title: Option<String>,
    /// Their prices.
    pub price: Option<Range>,
    /// Their currency.
    pub currency: Option<CurrencyCode>,
    /// Their order.
    pub order: Option<Order>,
    /// A jq expression over a product as it came.
    pub jq: Option<String>,
    /// Whether all of them are to be so, or any.
    #[serde(default, rename = "match")]
    pub matching: Matching,
}

/// Of how many products something is to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Matching {
    /// Each.
    #[default]
    All,
    /// One at least.
    Any,
}

/// Which handover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HandoverWord {
    /// `agentHandoverEvent`
    Agent,
    /// `storefrontHandoverEvent`
    Storefront,
    /// `orderStatusHandoverEvent`
    OrderStatus,
    /// `locationQueryHandoverEvent`
    LocationQuery,
    /// `leadgenHandoverEvent`
    Leadgen,
    /// `onelivDoctorHandoverEvent`
    OnelivDoctor,
}

/// `handover`: whether the conversation is handed over.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandoverParameters {
    /// To whom; to anybody where it is not said.
    pub kind: Option<HandoverWord>,
    /// A text in the reason, in either language, whatever the case.
    pub reason: Option<String>,
}

/// Keys of events, in any spelling: `messageEvent`, `message_event`, `message`.
pub type Kinds = Vec<String>;

/// `event-count`: how many events there are.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventCount {
    /// Of which kind; of any where it is not said.
    pub kind: Option<String>,
    /// At least so many.
    pub min: Option<usize>,
    /// At most so many.
    pub max: Option<usize>,
    /// Exactly so many.
    pub count: Option<usize>,
}
