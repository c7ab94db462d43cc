//! What people have said of answers that only a person can judge.
//!
//! It stands in a file beside the suite, so that it goes with the suite into git and holds in CI too: `acme.yaml` has
//! `acme.yaml.opinions.json`. An opinion is of one answer against one text, and holds as long as a customer would see the
//! same: the words, the pictures and sounds, the products, the choices. Times and ids of messages change nothing.

mod seen;

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sofia_core::AtomicFile;
use sofia_core::data_folder::HeldLock;

use crate::answer::Answer;
pub use seen::identity;

/// What a person has said of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// The text that the answer was judged against.
    pub expected: String,
    /// Which answer: [`identity`].
    pub answer: String,
    /// Whether the answer is as expected.
    pub holds: bool,
    /// Why, or empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// When; milliseconds since 1970, UTC.
    pub at: i64,
    /// The beginning of the answer, for those who read the file.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
}

/// The file's content.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OpinionsFile {
    opinions: Vec<Opinion>,
}

/// How much of an answer's words is kept for those who read the file.
const WORDS_KEPT: usize = 120;

/// The file of opinions cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpinionsError {
    /// It cannot be read or written.
    #[error("{}: {error}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's words.
        error: io::Error,
    },
    /// It is no such file.
    #[error("{}: this is no file of opinions: {error}", .path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: serde_json::Error,
    },
}

/// The opinions of some suites.
#[derive(Debug, Clone, Default)]
pub struct Opinions {
    known: HashMap<(String, String), Opinion>,
}

impl Opinions {
    /// Reads what stands beside these suites. A suite without such a file has no opinions.
    pub fn beside(suites: &[&Path]) -> Result<Self, OpinionsError> {
        let mut opinions = Self::default();
        for suite in suites {
            for opinion in read(&file_of(suite))?.opinions {
                opinions.known.insert((opinion.expected.clone(), opinion.answer.clone()), opinion);
            }
        }
        Ok(opinions)
    }

    /// What was said of an answer against a text.
    pub fn of(&self, expected: &str, answer: &Answer) -> Option<&Opinion> {
        if self.known.is_empty() {
            return None;
        }
        self.known.get(&(expected.to_owned(), identity(answer)))
    }
}

/// Where the opinions of a suite stand.
pub fn file_of(suite: &Path) -> PathBuf {
    let mut name = suite.as_os_str().to_owned();
    name.push(".opinions.json");
    PathBuf::from(name)
}

/// Keeps what a person says of an answer, in place of what was said of it before; with `None` it is taken back. Where no
/// note is given, the one that is there stays.
pub fn say(
    suite: &Path,
    expected: &str,
    answer: &Answer,
    said: Option<(bool, &str)>,
) -> Result<(), OpinionsError> {
    let path = file_of(suite);
    // Of two that are said at the same time, both must be there.
    let _held =
        HeldLock::wait_beside(&path).map_err(|error| OpinionsError::File { path: path.clone(), error })?;
    let mut file = read(&path)?;
    let identity = identity(answer);
    let is_it = |known: &Opinion| known.expected == expected && known.answer == identity;
    let noted = file.opinions.iter().rfind(|known| is_it(known)).map(|known| known.note.clone());
    file.opinions.retain(|known| !is_it(known));
    if let Some((holds, note)) = said {
        let note = if note.is_empty() { noted.unwrap_or_default() } else { note.to_owned() };
        file.opinions.push(Opinion {
            expected: expected.to_owned(),
            answer: identity,
            holds,
            note,
            at: crate::clock::now_ms(),
            words: answer.text().chars().take(WORDS_KEPT).collect(),
        });
    }
    write(&path, &file)
}

fn read(path: &Path) -> Result<OpinionsFile, OpinionsError> {
    match std::fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .map_err(|error| OpinionsError::Format { path: path.to_owned(), error }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(OpinionsFile::default()),
        Err(error) => Err(OpinionsError::File { path: path.to_owned(), error }),
    }
}

fn write(path: &Path, file: &OpinionsFile) -> Result<(), OpinionsError> {
    let mut text = serde_json::to_vec_pretty(file)
        .map_err(|error| OpinionsError::Format { path: path.to_owned(), error })?;
    text.push(b'\n');
    AtomicFile::write(path, &text).map_err(|error| OpinionsError::File { path: path.to_owned(), error })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn answer(text: &str, created_at: &str, price: &str) -> Answer {
        let mut answer = Answer::default();
        let message = format!(
            r#"{{"messageEvent":{{"role":"ASSISTANT","content":{{"textContent":{{"text":"{text}"}}}},"createdAt":"{created_at}"}}}}"#
        );
        let products = format!(
            r#"{{"recommendationEvent":{{"products":[{{"productId":"A","title":"Vestido","price":{price}}}]}}}}"#
        );
        answer.take_line(message.as_bytes(), 1, Duration::from_millis(1));
        answer.take_line(products.as_bytes(), 2, Duration::from_millis(2));
        answer
    }

    #[test]
    fn an_opinion_holds_as_long_as_a_customer_sees_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let suite = folder.path().join("acme.yaml");
        let first = answer("Temos sim", "2026-01-01", "10");
        say(&suite, "It is friendly", &first, Some((true, "warm"))).unwrap();
        let opinions = || Opinions::beside(&[&suite]).unwrap();
        let holds =
            |expected: &str, answer: &Answer| opinions().of(expected, answer).map(|known| known.holds);
        assert_eq!(holds("It is friendly", &first), Some(true));
        assert_eq!(holds("It is friendly", &answer("Temos sim", "2027-12-31", "10")), Some(true));
        assert_eq!(holds("It is friendly", &answer("Temos", "2026-01-01", "10")), None);
        assert_eq!(holds("It is friendly", &answer("Temos sim", "2026-01-01", "11")), None);
        assert_eq!(holds("It is short", &first), None);
        say(&suite, "It is friendly", &first, Some((false, ""))).unwrap();
        assert_eq!(holds("It is friendly", &first), Some(false));
        assert_eq!(
            opinions().of("It is friendly", &first).unwrap().note,
            "warm",
            "a note that is not given stays"
        );
        say(&suite, "It is friendly", &first, None).unwrap();
        assert_eq!(holds("It is friendly", &first), None);
    }

    #[test]
    fn a_file_that_holds_something_else_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let suite = folder.path().join("acme.yaml");
        std::fs::write(file_of(&suite), "[1]").unwrap();
        let refused = say(&suite, "x", &Answer::default(), Some((true, "")));
        assert!(matches!(refused, Err(OpinionsError::Format { .. })), "{refused:?}");
        assert_eq!(std::fs::read_to_string(file_of(&suite)).unwrap(), "[1]");
    }

    #[test]
    fn of_what_is_said_at_the_same_time_nothing_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let suite = folder.path().join("s.yaml");
        let asked: Vec<String> = (0..20).map(|number| format!("It says {number}")).collect();
        std::thread::scope(|scope| {
            for expected in &asked {
                scope.spawn(|| say(&suite, expected, &Answer::default(), Some((true, ""))).unwrap());
            }
        });
        let opinions = Opinions::beside(&[&suite]).unwrap();
        for expected in &asked {
            assert!(opinions.of(expected, &Answer::default()).is_some(), "{expected}");
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
