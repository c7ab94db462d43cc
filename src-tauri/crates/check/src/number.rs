//! Numbers as people and programs write them: `1.299,90`, `1,299.90`, `1 299,90`, `1'299.90`, `12,99,999.50`, `59.-`.
//!
//! A number with one separator and three digits behind it can mean two things, and this module says so instead of
//! guessing: who knows the currency and the other rows decides ([`crate::price`]). Values are decimal and exact.

use rust_decimal::Decimal;

/// A character that separates thousands in one country and cents in the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// `.`
    Point,
    /// `,`
    Comma,
}

impl Mark {
    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Point => Self::Comma,
            Self::Comma => Self::Point,
        }
    }
}

/// A number, read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// It can mean one thing only.
    Sure {
        /// The value.
        value: Decimal,
        /// What stands before its decimals, where it shows.
        decimal: Option<Mark>,
        /// What groups its thousands, where it shows and is a mark.
        group: Option<Mark>,
    },
    /// One mark with three digits behind it: `1.299`.
    Doubtful {
        /// The mark.
        mark: Mark,
        /// What it means where the mark groups thousands: 1299.
        grouped: Decimal,
        /// What it means where the mark stands before decimals: 1.299.
        fraction: Decimal,
    },
}

impl Number {
    /// A number that a program wrote, where a point can only stand before decimals: `1.299` of JSON.
    pub fn exact(text: &str) -> Result<Self, NumberError> {
        let value = Decimal::from_str_exact(text)
            .or_else(|_not_plain| Decimal::from_scientific(text))
            .map_err(|_unreadable| NumberError::NotANumber)?;
        Ok(Self::sure(value.normalize()))
    }

    pub(crate) fn sure(value: Decimal) -> Self {
        Self::Sure { value, decimal: None, group: None }
    }

    /// Whether this is a reading of it.
    pub fn can_mean(&self, expected: Decimal) -> bool {
        match self {
            Self::Sure { value, .. } => *value == expected,
            Self::Doubtful { grouped, fraction, .. } => *grouped == expected || *fraction == expected,
        }
    }

    /// The same number below zero.
    pub(crate) fn negated(self) -> Self {
        match self {
            Self::Sure { value, decimal, group } => Self::Sure { value: -value, decimal, group },
            Self::Doubtful { mark, grouped, fraction } => {
                Self::Doubtful { mark, grouped: -grouped, fraction: -fraction }
            }
        }
    }
}

/// Why a text is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// There is nothing.
    #[error("it is empty")]
    Empty,
    /// It holds something that no number has, or no digit.
    #[error("it is not a number")]
    NotANumber,
    /// Its separators stand where no country puts them: `1.2.3`, `12,34`, with a group of two.
    #[error("its separators are out of place")]
    Separators,
    /// It has more digits than can be kept exactly (28).
    #[error("it has too many digits")]
    TooLong,
}

/// No price has more characters; what is longer is not looked at.
const LONGEST: usize = 64;

/// Reads a number. White space, a sign on either side and accounting's parentheses are understood.
pub fn read_number(text: &str) -> Result<Number, NumberError> {
    let text = trim(text);
    if text.is_empty() {
        return Err(NumberError::Empty);
    }
    if text.len() > LONGEST {
        return Err(NumberError::TooLong);
    }
    let (negative, text) = sign(text);
    let number = match scientific(text) {
        Some(value) => Number::sure(value),
        None => parts(text)?.number()?,
    };
    Ok(if negative { number.negated() } else { number })
}

/// Without white space at the ends, and without the characters that are there but not seen: marks of direction and
/// byte order, zero-width spaces.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(|character: char| character.is_whitespace() || is_invisible(character))
}

pub(crate) fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{AD}')
}

/// Hyphens, dashes and the minus sign.
pub(crate) fn is_dash(character: char) -> bool {
    matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}')
}

/// Takes the sign off: in front, behind, or accounting's parentheses. A dash behind a separator stands for cents that
/// are not there (`59,-`) and is no sign.
pub(crate) fn sign(text: &str) -> (bool, &str) {
    if let Some(inner) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        return (true, trim(inner));
    }
    if let Some(rest) = text.strip_prefix(is_dash) {
        return (true, trim(rest));
    }
    if let Some(rest) = text.strip_prefix('+') {
        return (false, trim(rest));
    }
    let body = text.trim_end_matches(is_dash);
    if body.len() < text.len() {
        return match body.strip_suffix(['.', ',']) {
            Some(whole) => (false, whole),
            None => (true, trim(body)),
        };
    }
    (false, text)
}

/// `1.5e3`, which programs write.
fn scientific(text: &str) -> Option<Decimal> {
    let (mantissa, exponent) = text.split_once(['e', 'E'])?;
    let plain = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    (plain(mantissa) && plain(exponent)).then(|| Decimal::from_scientific(text).ok()).flatten()
}

/// What stands between two runs of digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Separator {
    Mark(Mark),
    Space,
    Apostrophe,
}

/// Runs of digits, and what is between them: always one run more than separators. The first and the last run may be
/// empty.
struct Parts {
    digits: Vec<String>,
    separators: Vec<Separator>,
}

fn parts(text: &str) -> Result<Parts, NumberError> {
    let mut parts = Parts { digits: vec![String::new()], separators: Vec::new() };
    for character in text.chars() {
        if let Some(digit) = digit(character) {
            if let Some(run) = parts.digits.last_mut() {
                run.push(digit);
            }
            continue;
        }
        let separator = match character {
            '.' | '\u{B7}' | '\u{FF0E}' => Separator::Mark(Mark::Point),
            ',' | '\u{FF0C}' => Separator::Mark(Mark::Comma),
            '\'' | '\u{2018}' | '\u{2019}' | '\u{2BC}' | '`' | '\u{B4}' => Separator::Apostrophe,
            '_' => Separator::Space,
            character if character.is_whitespace() => Separator::Space,
            character if is_invisible(character) => continue,
            _ => return Err(NumberError::NotANumber),
        };
        parts.separators.push(separator);
        parts.digits.push(String::new());
    }
    if parts.digits.iter().all(String::is_empty) {
        return Err(NumberError::NotANumber);
    }
    Ok(parts)
}

/// ASCII digits, and those of full width.
pub(crate) fn digit(character: char) -> Option<char> {
    match character {
        '0'..='9' => Some(character),
        '\u{FF10}'..='\u{FF19}' => char::from_digit(u32::from(character) - 0xFF10, 10),
        _ => None,
    }
}

impl Parts {
    fn number(&self) -> Result<Number, NumberError> {
        let last = self.separators.len().checked_sub(1);
        match self.decimal_place()? {
            Place::None => {
                let group = self.check_groups(&self.digits, &self.separators)?;
                Ok(Number::Sure { value: decimal(&self.digits.concat(), "")?, decimal: None, group })
            }
            Place::Last(mark) => {
                let end = last.ok_or(NumberError::Separators)?;
                let group = self.check_groups(&self.digits[..=end], &self.separators[..end])?;
                let (whole, fraction) = (self.digits[..=end].concat(), &self.digits[end + 1]);
                let shown = mark.filter(|_| !fraction.is_empty());
                Ok(Number::Sure { value: decimal(&whole, fraction)?, decimal: shown, group })
            }
            Place::Doubtful(mark) => Ok(Number::Doubtful {
                mark,
                grouped: decimal(&self.digits.concat(), "")?,
                fraction: decimal(&self.digits[0], &self.digits[1])?,
            }),
        }
    }

    /// Where the decimals begin, if anywhere.
    fn decimal_place(&self) -> Result<Place, NumberError> {
        let count = |wanted| {
            self.separators.iter().filter(|separator| **separator == Separator::Mark(wanted)).count()
        };
        let behind = self.digits.last().map_or(0, String::len);
        let Some(last) = self.separators.last() else { return Ok(Place::None) };
        match (count(Mark::Point), count(Mark::Comma), last) {
            // `59'90` is how Spain wrote cents by hand; in front of three digits it groups.
            (0, 0, Separator::Apostrophe) if self.separators.len() == 1 && matches!(behind, 1 | 2) => {
                Ok(Place::Last(None))
            }
            (0, 0, _) => Ok(Place::None),
            (1, 0, Separator::Mark(mark)) | (0, 1, Separator::Mark(mark)) => {
                let first = self.digits[0].as_str();
                let may_group = self.separators.len() == 1 && behind == 3 && (1..=3).contains(&first.len());
                // No country writes a leading zero before a group.
                let doubtful = may_group && !first.starts_with('0');
                Ok(if doubtful { Place::Doubtful(*mark) } else { Place::Last(Some(*mark)) })
            }
            (points, commas, Separator::Mark(mark)) if points > 0 && commas > 0 => {
                let alone = count(*mark) == 1;
                if alone { Ok(Place::Last(Some(*mark))) } else { Err(NumberError::Separators) }
            }
            (points, commas, _) if points > 0 && commas > 0 => Err(NumberError::Separators),
            _ => Ok(Place::None),
        }
    }

    /// Whether the groups are those of some country: threes, or India's twos before a three. Answers the mark that
    /// groups, where it is one.
    fn check_groups(&self, digits: &[String], separators: &[Separator]) -> Result<Option<Mark>, NumberError> {
        let Some(first) = separators.first() else { return Ok(None) };
        let lengths: Vec<usize> = digits.iter().map(String::len).collect();
        let [leading, middle @ .., last] = lengths.as_slice() else { return Err(NumberError::Separators) };
        let alike = separators.iter().all(|separator| separator == first);
        let threes = (1..=3).contains(leading) && middle.iter().all(|length| *length == 3);
        let indian = (1..=2).contains(leading)
            && middle.iter().all(|length| *length == 2)
            && matches!(first, Separator::Mark(Mark::Comma) | Separator::Space);
        if !alike || *last != 3 || !(threes || indian) {
            return Err(NumberError::Separators);
        }
        Ok(match first {
            Separator::Mark(mark) => Some(*mark),
            Separator::Space | Separator::Apostrophe => None,
        })
    }
}

enum Place {
    None,
    /// Behind the last separator; the mark, where it is one.
    Last(Option<Mark>),
    Doubtful(Mark),
}

fn decimal(whole: &str, fraction: &str) -> Result<Decimal, NumberError> {
    let whole = if whole.is_empty() { "0" } else { whole };
    let text = if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") };
    Decimal::from_str_exact(&text).map(|value| value.normalize()).map_err(|_too_long| NumberError::TooLong)
}
