//! Currencies: ISO 4217 codes, and the signs and words by which people mean them.

mod table;

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use crate::number::Mark;
use table::{CODES, SIGNS, WORDS};

/// A currency of ISO 4217.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency(&'static CurrencyRow);

/// A line of the table.
#[derive(PartialEq, Eq, Hash, PartialOrd, Ord)]
struct CurrencyRow {
    code: &'static str,
    /// How many decimals its prices have at most.
    decimals: u32,
    /// Whether its countries write a comma before them.
    comma: bool,
}

impl Currency {
    /// The currency of a code, in any case.
    pub fn of_code(code: &str) -> Option<Self> {
        let upper = <[u8; 3]>::try_from(code.as_bytes()).ok()?.map(|letter| letter.to_ascii_uppercase());
        let at = CODES.binary_search_by(|row| row.code.as_bytes().cmp(upper.as_slice())).ok()?;
        Some(Self(&CODES[at]))
    }

    /// `BRL`
    pub fn code(self) -> &'static str {
        self.0.code
    }

    /// How many decimals its prices have at most.
    pub fn decimals(self) -> u32 {
        self.0.decimals
    }

    /// What usually stands before the decimals.
    pub fn decimal_mark(self) -> Mark {
        if self.0.comma { Mark::Comma } else { Mark::Point }
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

/// What a sign or a word says of the currency: one, or one of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidates(Vec<Currency>);

impl Candidates {
    pub(crate) fn one(currency: Currency) -> Self {
        Self(vec![currency])
    }

    fn of(codes: &[&str]) -> Self {
        Self(codes.iter().filter_map(|code| Currency::of_code(code)).collect())
    }

    /// The currency, where it can be only one.
    pub fn only(&self) -> Option<Currency> {
        match self.0.as_slice() {
            [currency] => Some(*currency),
            _ => None,
        }
    }

    /// All that it can be, the likeliest first.
    pub fn all(&self) -> &[Currency] {
        &self.0
    }

    /// What both can be; `None` where they contradict each other.
    pub(crate) fn and(self, other: &Self) -> Option<Self> {
        let both: Vec<Currency> = self.0.into_iter().filter(|currency| other.0.contains(currency)).collect();
        (!both.is_empty()).then_some(Self(both))
    }

    /// The currency meant, given which one the shop sells in.
    pub fn given(&self, usual: Option<Currency>) -> Option<Currency> {
        usual.filter(|usual| self.0.contains(usual)).or_else(|| self.0.first().copied())
    }
}

/// Reads what stands before or behind a number: a code, a sign, a word. `None` where it is none of these.
pub fn read_currency(text: &str) -> Option<Candidates> {
    // What most feeds write. No sign is a code.
    if let Some(currency) = Currency::of_code(text) {
        return Some(Candidates::one(currency));
    }
    let lower = text.to_lowercase();
    let tokens: Vec<&str> = lower.split_whitespace().collect();
    let joined = tokens.concat();
    if let Some(candidates) = one_token(&joined) {
        return Some(candidates);
    }
    let mut all: Option<Candidates> = None;
    for token in tokens {
        let candidates = one_token(token)?;
        all = Some(match all {
            Some(before) => before.and(&candidates)?,
            None => candidates,
        });
    }
    all
}

/// Signs and words, for finding them at once: a feed has some millions. None of them is a code.
static LISTED: LazyLock<HashMap<&str, &[&str]>> =
    LazyLock::new(|| SIGNS.iter().chain(WORDS).copied().collect());

fn one_token(token: &str) -> Option<Candidates> {
    let as_is = |token: &str| {
        let code = || Currency::of_code(token).map(Candidates::one);
        LISTED.get(token).map(|codes| Candidates::of(codes)).or_else(code)
    };
    as_is(token).or_else(|| as_is(token.strip_suffix('.')?)).or_else(|| code_and_sign(token))
}

/// `mxn$`, `$mxn`: a code and a sign that stick together.
fn code_and_sign(token: &str) -> Option<Candidates> {
    let split = |at: usize| {
        let (left, right) = (token.get(..at)?, token.get(at..)?);
        let (code, sign) = if at == 3 { (left, right) } else { (right, left) };
        let code = Candidates::one(Currency::of_code(code)?);
        let (_, codes) = SIGNS.iter().find(|(name, _)| *name == sign)?;
        code.and(&Candidates::of(codes))
    };
    split(3).or_else(|| split(token.len().checked_sub(3)?))
}

/// Whether something is a sign or a word of money: for finding prices in running text, where an abbreviation such as
/// `L` or `Q` says nothing by itself.
pub(crate) fn in_running_text(name: &str, usual: Option<Currency>) -> bool {
    // `a R$` is no peso of Argentina.
    if name.contains(char::is_whitespace) {
        return false;
    }
    let Some(candidates) = read_currency(name) else { return false };
    let is_sign = name.chars().any(|character| !character.is_alphanumeric() && character != '.');
    let letters = name.trim_end_matches('.').chars().count();
    let own = usual.is_some_and(|usual| candidates.all().contains(&usual));
    let code =
        Currency::of_code(name).is_some() && name.chars().all(|character| character.is_ascii_uppercase());
    is_sign
        || code
        || (own && letters > 1)
        || (letters > 3 && !WEIGHTS.contains(&name.to_lowercase().as_str()))
}

/// Words that are more often something else: a weight, the sun.
const WEIGHTS: [&str; 5] = ["pound", "pounds", "libra", "libras", "real"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_complete_in_itself() {
        assert!(CODES.windows(2).all(|pair| pair[0].code < pair[1].code));
        assert_eq!(LISTED.len(), SIGNS.len() + WORDS.len(), "a name is listed once");
        for (name, codes) in SIGNS.iter().chain(WORDS) {
            assert_eq!(Candidates::of(codes).all().len(), codes.len(), "{name}");
            assert_eq!(*name, name.to_lowercase(), "names are compared in lower case");
            assert_eq!(Currency::of_code(name), None, "{name} is a code");
        }
    }

    #[test]
    fn a_sign_a_code_and_a_word_name_a_currency() {
        let table = [
            ("R$", Some("BRL")),
            ("r $", Some("BRL")),
            ("BRL", Some("BRL")),
            ("brl", Some("BRL")),
            ("reais", Some("BRL")),
            ("US$", Some("USD")),
            ("USD $", Some("USD")),
            ("MXN$", Some("MXN")),
            ("$ MXN", Some("MXN")),
            ("S/.", Some("PEN")),
            ("Gs.", Some("PYG")),
            ("€", Some("EUR")),
            ("zł", Some("PLN")),
            ("R$ USD", None),
            ("each", None),
            ("XXQ", None),
            ("", None),
        ];
        for (text, expected) in table {
            let read = read_currency(text).and_then(|candidates| candidates.only());
            assert_eq!(read.map(Currency::code), expected, "{text}");
        }
    }

    #[test]
    fn a_sign_of_many_countries_means_the_shops_own() {
        let dollar = read_currency("$").unwrap();
        assert_eq!(dollar.only(), None);
        assert_eq!(dollar.given(Currency::of_code("MXN")).unwrap().code(), "MXN");
        assert_eq!(dollar.given(Currency::of_code("EUR")).unwrap().code(), "USD");
        assert_eq!(dollar.given(None).unwrap().code(), "USD");
    }
}
