//! Which of the tests are played, and how often.

use std::collections::HashSet;
use std::str::FromStr;

use crate::suite::Test;

/// The suite's name and the test's.
pub type TestName = (String, String);

/// Which of the tests are played.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Only tests with one of these tags; all where there are none.
    pub tags: Vec<String>,
    /// Only tests whose name contains this, whatever the case.
    pub filter: Option<String>,
    /// Only these: for playing again what failed.
    pub only: Option<HashSet<TestName>>,
    /// How often each is played, whatever the suite says.
    pub repeat: Option<u32>,
    /// Only a part of the tests.
    pub shard: Option<Shard>,
}

impl Choice {
    pub(super) fn has(&self, suite: &str, test: &Test) -> bool {
        let tagged = self.tags.is_empty() || self.tags.iter().any(|tag| test.tags.contains(tag));
        let named = self
            .filter
            .as_ref()
            .is_none_or(|wanted| test.name.to_lowercase().contains(&wanted.to_lowercase()));
        let listed =
            self.only.as_ref().is_none_or(|only| only.contains(&(suite.to_owned(), test.name.clone())));
        tagged && named && listed
    }
}

/// A part of the tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// From 1.
    pub part: usize,
    /// How many there are.
    pub parts: usize,
}

impl Shard {
    /// Whether the test at this place, from 0, is of this part. One after the other goes to the next part: neighbours,
    /// which are alike, are shared out.
    pub fn has(self, place: usize) -> bool {
        place % self.parts == self.part - 1
    }
}

/// A text that names no part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it must look like 3/8")]
pub struct NotAShard;

impl FromStr for Shard {
    type Err = NotAShard;

    fn from_str(text: &str) -> Result<Self, NotAShard> {
        let (part, parts) = text.split_once('/').ok_or(NotAShard)?;
        let number = |text: &str| text.parse::<usize>().map_err(|_no_number| NotAShard);
        let shard = Self { part: number(part)?, parts: number(parts)? };
        if (1..=shard.parts).contains(&shard.part) { Ok(shard) } else { Err(NotAShard) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_one_of_its_parts() {
        let table = [
            ("1/1", Some((1, 1))),
            ("3/8", Some((3, 8))),
            ("0/8", None),
            ("9/8", None),
            ("3", None),
            ("a/b", None),
        ];
        for (text, expected) in table {
            assert_eq!(text.parse::<Shard>().ok().map(|shard| (shard.part, shard.parts)), expected, "{text}");
        }
    }

    #[test]
    fn every_test_is_of_exactly_one_part() {
        for parts in 1..6 {
            for place in 0..20 {
                let of = (1..=parts).filter(|part| Shard { part: *part, parts }.has(place)).count();
                assert_eq!(of, 1, "{place} of {parts}");
            }
        }
    }
}
