//! The language of the search field: words, phrases, beginnings of words, and filters.
//!
//! There is no wrong query. What is no filter is looked for as it stands, and a filter whose value has no meaning is
//! looked for as a text, and named in [`Query::literal`], so that a front can say so.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::kind::plain_kind;

/// More words than this are a text that was pasted by mistake; the rest of it narrows nothing down any more.
const MOST_TERMS: usize = 32;

/// A query, understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// What has to occur, each of them.
    pub terms: Vec<Term>,
    /// `merchant:` parts of the name of a merchant, of which one has to fit.
    pub merchants: Vec<String>,
    /// `kind:` kinds or keys of events, of which one has to fit, in lower case, without accents and without anything but
    /// letters and digits.
    pub kinds: Vec<String>,
    /// `has:` what the answer has to hold, all of it.
    pub has: Vec<Has>,
    /// `tag:` tags that the conversation has to have, all of them.
    pub tags: Vec<String>,
    /// `rated:` how the answer has to be rated.
    pub rated: Option<Rated>,
    /// `after:` the earliest time; milliseconds since 1970, UTC.
    pub from: Option<i64>,
    /// `before:` the first time that is too late; milliseconds since 1970, UTC.
    pub until: Option<i64>,
    /// What looks like a filter and is none.
    pub literal: Vec<String>,
}

/// A word or a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// As it was typed.
    pub text: String,
    /// Its last word is the beginning of a word.
    pub prefix: bool,
}

/// How an answer is rated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rated {
    /// Good.
    Good,
    /// Bad.
    Bad,
    /// The one or the other.
    Any,
}

/// What an answer, or for the last two a conversation, can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each name says it")]
pub enum Has {
    Handover,
    Error,
    Products,
    Suggestions,
    Image,
    Audio,
    Location,
    List,
    Buttons,
    Unknown,
    Note,
    Rating,
}

impl Has {
    /// All of them, in the order in which a list should offer them.
    pub const ALL: [Self; 12] = [
        Self::Handover,
        Self::Error,
        Self::Products,
        Self::Suggestions,
        Self::Image,
        Self::Audio,
        Self::Location,
        Self::List,
        Self::Buttons,
        Self::Unknown,
        Self::Note,
        Self::Rating,
    ];

    /// The word behind `has:`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Handover => "handover",
            Self::Error => "error",
            Self::Products => "products",
            Self::Suggestions => "suggestions",
            Self::Image => "image",
            Self::Audio => "audio",
            Self::Location => "location",
            Self::List => "list",
            Self::Buttons => "buttons",
            Self::Unknown => "unknown",
            Self::Note => "note",
            Self::Rating => "rating",
        }
    }

    fn of(word: &str) -> Option<Self> {
        let plural = |has: &Self| format!("{}s", has.word()) == word || has.word() == format!("{word}s");
        Self::ALL.into_iter().find(|has| has.word() == word).or_else(|| Self::ALL.into_iter().find(plural))
    }
}

/// What a query is read against: dates are those of a place.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// The time now; milliseconds since 1970, UTC.
    pub now: i64,
    /// Where a day begins.
    pub zone: TimeZone,
}

impl Query {
    /// Whether it says nothing at all.
    pub fn is_empty(&self) -> bool {
        *self == Self { literal: self.literal.clone(), ..Self::default() }
    }

    /// Reads what was typed. `after:` takes its day in, `before:` leaves its day out. A day may be a month or a year
    /// too, or `today` or `yesterday`. The last word is the beginning of one, since it may not be typed to its end.
    pub fn read(text: &str, calendar: &Calendar) -> Self {
        let mut query = Self::default();
        let tokens = tokens(text);
        let last = tokens.len().saturating_sub(1);
        for (at, token) in tokens.into_iter().enumerate() {
            match &token.filter {
                Some(name) if query.take(name, &token.text, calendar) => {}
                Some(name) => {
                    let text = format!("{name}:{}", token.text);
                    query.literal.push(text.clone());
                    query.push(Term { text, prefix: at == last });
                }
                None => {
                    let starred = !token.quoted && token.text.ends_with('*');
                    let text = if starred { token.text.trim_end_matches('*').to_owned() } else { token.text };
                    query.push(Term { text, prefix: starred || (at == last && !token.closed) });
                }
            }
        }
        query
    }

    fn push(&mut self, term: Term) {
        // A term without a letter or a digit is not in the index, and would find nothing with anything beside it.
        if term.text.chars().any(char::is_alphanumeric) && self.terms.len() < MOST_TERMS {
            self.terms.push(term);
        }
    }

    /// Takes a filter, if it is one.
    fn take(&mut self, name: &str, value: &str, calendar: &Calendar) -> bool {
        let value = value.trim();
        let lower = value.to_lowercase();
        if value.is_empty() {
            // Somebody is about to type the value.
            return true;
        }
        match name {
            "merchant" => self.merchants.push(value.to_owned()),
            "tag" => self.tags.push(value.trim_start_matches('#').to_owned()),
            "kind" => match plain_kind(value) {
                // Without a letter it would stand for every kind.
                kind if kind.is_empty() => return false,
                kind => self.kinds.push(kind),
            },
            "has" => match Has::of(&lower) {
                Some(has) => self.has.push(has),
                None => return false,
            },
            "rated" => match lower.as_str() {
                "good" => self.rated = Some(Rated::Good),
                "bad" => self.rated = Some(Rated::Bad),
                "any" => self.rated = Some(Rated::Any),
                _ => return false,
            },
            "after" => match calendar.beginning(&lower) {
                Some(from) => self.from = Some(self.from.map_or(from, |known| known.max(from))),
                None => return false,
            },
            "before" => match calendar.beginning(&lower) {
                Some(until) => self.until = Some(self.until.map_or(until, |known| known.min(until))),
                None => return false,
            },
            _ => return false,
        }
        true
    }
}

impl Calendar {
    /// The system's own time and place.
    pub(crate) fn here() -> Self {
        Self { now: crate::clock::now_ms(), zone: TimeZone::system() }
    }

    /// When a minute, a day, a month or a year begins.
    fn beginning(&self, text: &str) -> Option<i64> {
        let midnight = |date: Date| self.instant(date.at(0, 0, 0, 0));
        let today =
            || Some(Timestamp::from_millisecond(self.now).ok()?.to_zoned_datetime(self.zone.clone()).date());
        match text {
            "today" => return midnight(today()?),
            "yesterday" => return midnight(today()?.yesterday().ok()?),
            _ => {}
        }
        if text.contains(['t', ' ']) {
            return self.instant(text.to_uppercase().parse::<DateTime>().ok()?);
        }
        let mut parts = text.split(['-', '/', '.']);
        let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
        let mut next = || match parts.next() {
            Some(part) => part.parse::<i8>().ok(),
            None => Some(1),
        };
        let (month, day) = (next()?, next()?);
        if parts.next().is_some() { None } else { midnight(Date::new(year, month, day).ok()?) }
    }

    fn instant(&self, time: DateTime) -> Option<i64> {
        Some(time.to_zoned_datetime(self.zone.clone()).ok()?.timestamp().as_millisecond())
    }
}

#[derive(Debug)]
struct Token {
    filter: Option<String>,
    text: String,
    quoted: bool,
    /// A phrase whose end was typed.
    closed: bool,
}

/// The names of all filters.
const FILTERS: [&str; 7] = ["merchant", "kind", "has", "tag", "rated", "before", "after"];

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let named = FILTERS.iter().find_map(|name| {
            let head = rest.get(..name.len())?;
            let value = rest.get(name.len()..)?.strip_prefix(':')?;
            head.eq_ignore_ascii_case(name).then_some((*name, value))
        });
        let (filter, value) = match named {
            Some((name, value)) => (Some(name.to_owned()), value),
            None => (None, rest),
        };
        let (token, behind) = match value.strip_prefix('"') {
            Some(phrase) => {
                let (text, behind, closed) = match phrase.split_once('"') {
                    Some((text, behind)) => (text, behind, true),
                    None => (phrase, "", false),
                };
                (Token { filter, text: text.to_owned(), quoted: true, closed }, behind)
            }
            None => {
                let end = value.find(char::is_whitespace).unwrap_or(value.len());
                let (text, behind) = value.split_at(end);
                (Token { filter, text: text.to_owned(), quoted: false, closed: false }, behind)
            }
        };
        tokens.push(token);
        rest = behind.trim_start();
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Query {
        // Noon of 5 July 2025 in São Paulo.
        let zone = TimeZone::fixed(jiff::tz::offset(-3));
        Query::read(text, &Calendar { now: 1_751_727_600_000, zone })
    }

    fn terms(text: &str) -> Vec<(String, bool)> {
        read(text).terms.into_iter().map(|term| (term.text, term.prefix)).collect()
    }

    fn expected(terms: &[(&str, bool)]) -> Vec<(String, bool)> {
        terms.iter().map(|(text, prefix)| ((*text).to_owned(), *prefix)).collect()
    }

    #[test]
    fn words_phrases_and_beginnings_are_told_apart() {
        let table: [(&str, &[(&str, bool)]); 12] = [
            ("vestido", &[("vestido", true)]),
            ("vestido azul", &[("vestido", false), ("azul", true)]),
            ("vest* azul", &[("vest", true), ("azul", true)]),
            (r#""vestido azul""#, &[("vestido azul", false)]),
            (r#""vestido az"#, &[("vestido az", true)]),
            (r#""vestido azul" longo"#, &[("vestido azul", false), ("longo", true)]),
            (r#""vest*" x"#, &[("vest*", false), ("x", true)]),
            ("NOT (a OR b)", &[("NOT", false), ("(a", false), ("OR", false), ("b)", true)]),
            ("a:b nosuch:filter", &[("a:b", false), ("nosuch:filter", true)]),
            ("* \" ** !!! 👗", &[]),
            ("", &[]),
            ("c++ 189,90", &[("c++", false), ("189,90", true)]),
        ];
        for (text, wanted) in table {
            assert_eq!(terms(text), expected(wanted), "{text}");
        }
        assert_eq!(read(&"a ".repeat(100)).terms.len(), MOST_TERMS);
    }

    #[test]
    fn filters_are_read_and_what_has_no_meaning_is_looked_for() {
        let query = read(
            r#"azul merchant:"Moda Aurora" KIND:message_event has:Product has:handovers rated:bad tag:#frete"#,
        );
        assert_eq!(query.merchants, ["Moda Aurora"]);
        assert_eq!(query.kinds, ["messageevent"]);
        assert_eq!(query.has, [Has::Products, Has::Handover]);
        assert_eq!((query.rated, query.tags.as_slice()), (Some(Rated::Bad), &["frete".to_owned()][..]));
        assert_eq!(query.terms.len(), 1);
        assert!(query.literal.is_empty());

        let query = read("rated:meh has:wings before:soon");
        assert_eq!(query.literal, ["rated:meh", "has:wings", "before:soon"]);
        assert_eq!(query.terms.len(), 3);
        assert!(read("has: merchant:").is_empty() && !read("has:note").is_empty());
    }

    #[test]
    fn dates_are_those_of_the_place() {
        let day = |text: &str| read(&format!("after:{text}")).from;
        let hour = 3_600_000;
        let fifth = 1_751_727_600_000 - 12 * hour;
        let table = [
            ("2025-07-05", Some(fifth)),
            ("2025/7/5", Some(fifth)),
            ("today", Some(fifth)),
            ("Yesterday", Some(fifth - 24 * hour)),
            ("2025-07", Some(fifth - 4 * 24 * hour)),
            ("2025", Some(1_735_700_400_000)),
            ("2025-07-05T09:30", Some(fifth + 9 * hour + hour / 2)),
            ("2025-13", None),
            ("2025-02-30", None),
            ("05-07-2025", None),
            ("9999999", None),
        ];
        for (text, expected) in table {
            assert_eq!(day(text), expected, "{text}");
        }
        let both = read("before:2025-07-06 after:2025-07-05 after:2025-07-01");
        assert_eq!((both.from, both.until), (Some(fifth), Some(fifth + 24 * hour)));
    }
}
