//! Standard error: what a person is told beside the answer.
//!
//! What servers say is shown on one line and without control characters, which could move the cursor or worse. Should
//! an answer repeat the key of the environment, it is masked here.

use std::io::Write as _;

use agent_graph::ApiKey;
use sofia_core::credentials::KEY_VARIABLE;
use sofia_core::problem::Answer;
use sofia_core::{Problem, ProblemCode};

use crate::exit::{Failure, Said};
use crate::text::one_line;

/// What is shown of a body. `--raw` and the window have the rest.
const BODY_SHOWN: usize = 2_000;

/// Shorter words than this are no keys, and masking them would riddle every sentence.
const SHORTEST_KEY: usize = 6;

/// Says a sentence.
pub(crate) fn say(sentence: &str) {
    let line = masked(&one_line(sentence), environment_key().as_ref().map(ApiKey::expose));
    // Where standard error is gone, there is nobody left to tell.
    writeln!(std::io::stderr(), "{line}").ok();
}

/// Says why a run failed.
pub(crate) fn failure(failure: &Failure) {
    match &failure.said {
        Said::Words(words) => say(&capitalised(words)),
        Said::Lines(lines) => lines.iter().for_each(|line| say(line)),
        Said::Problem(problem) => self::problem(problem),
    }
}

/// Says what is wrong, and on a second line what the server answered.
pub(crate) fn problem(problem: &Problem) {
    say(&sentence(problem));
    if let Some(answer) = &problem.answer {
        say(&answered(answer));
    }
}

/// The sentence of a problem, where the engine's own one names a place in the window with the place in the command
/// instead.
pub(crate) fn sentence(problem: &Problem) -> String {
    let param = |name: &str| problem.params.get(name).map_or("", String::as_str);
    let merchant = param("merchant");
    let replace = format!("`sofia merchants key {}`", quoted(merchant));
    match problem.code {
        ProblemCode::KeyMissing => {
            format!("No API key is stored for {merchant}. Store one with {replace}, or set {KEY_VARIABLE}.")
        }
        ProblemCode::KeyRefused => key_refused(merchant, param("status")),
        ProblemCode::KeyForAnotherOrigin => format!(
            "The stored key of {merchant} belongs to {}, and the address has changed. Store it again with {replace}.",
            param("origin")
        ),
        ProblemCode::KeychainUnavailable
        | ProblemCode::KeychainLocked
        | ProblemCode::KeychainTimeout
        | ProblemCode::KeychainCancelled => format!(
            "{}. Unlock or start the system's keychain and try again, or set {KEY_VARIABLE}.",
            param("reason")
        ),
        _ => problem.message.clone(),
    }
}

/// The server did not take the key: which one that was, and where to put another.
pub(crate) fn key_refused(merchant: &str, status: &str) -> String {
    match environment_key() {
        Some(_) => {
            format!("The API key in {KEY_VARIABLE} was refused ({status}). Set it to the key of {merchant}.")
        }
        None => format!(
            "The API key was refused ({status}). Replace it with `sofia merchants key {}`.",
            quoted(merchant)
        ),
    }
}

/// A word as a shell reads it.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:@".contains(c);
    if !word.is_empty() && !word.starts_with('-') && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

fn answered(answer: &Answer) -> String {
    let status =
        answer.http_status.map_or_else(|| "The server".to_owned(), |status| format!("HTTP {status}"));
    let body = one_line(&answer.body);
    let body = body.trim();
    if body.is_empty() {
        return format!("{status}, with an empty body.");
    }
    match body.char_indices().nth(BODY_SHOWN) {
        Some((end, _)) => format!("{status}: {} …", &body[..end]),
        None => format!("{status}: {body}"),
    }
}

fn masked(line: &str, key: Option<&str>) -> String {
    match key.filter(|key| key.len() >= SHORTEST_KEY) {
        Some(key) => line.replace(key, "•••"),
        None => line.to_owned(),
    }
}

/// The key of the environment, read to keep it out of what is said and for nothing else.
fn environment_key() -> Option<ApiKey> {
    std::env::var(KEY_VARIABLE).ok().and_then(|value| ApiKey::new(&value).ok())
}

/// Our own words come from errors too, which begin small. A file keeps its name.
fn capitalised(sentence: &str) -> String {
    if sentence.split_whitespace().next().is_some_and(|first| first.contains(['.', '/', '\\', ':'])) {
        return sentence.to_owned();
    }
    let mut characters = sentence.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_one_short_line_without_control_characters() {
        let answer = |body: &str| Answer {
            http_status: Some(502),
            grpc_code: None,
            body: body.to_owned(),
            content_type: None,
            location: None,
            retry_after: None,
        };
        let table = [
            ("", "HTTP 502, with an empty body.".to_owned()),
            ("<html>\n  <b>\u{1b}[31mno</b>\r\n", "HTTP 502: <html> <b>\u{FFFD}[31mno</b>".to_owned()),
            (&"é".repeat(BODY_SHOWN + 1), format!("HTTP 502: {} …", "é".repeat(BODY_SHOWN))),
        ];
        for (body, expected) in table {
            assert_eq!(answered(&answer(body)), expected);
        }
    }

    #[test]
    fn a_sentence_begins_large_and_a_file_keeps_its_name() {
        let table = [
            ("no test matches", "No test matches"),
            ("suite.yaml:2: unknown field", "suite.yaml:2: unknown field"),
            ("./feed: it is empty", "./feed: it is empty"),
            ("feed: it is empty", "feed: it is empty"),
            ("", ""),
        ];
        for (sentence, expected) in table {
            assert_eq!(capitalised(sentence), expected);
        }
    }

    #[test]
    fn a_key_that_an_answer_repeats_is_masked() {
        assert_eq!(masked("no such key: sk-canary", Some("sk-canary")), "no such key: •••");
        assert_eq!(masked("a cat", Some("a")), "a cat");
        assert_eq!(masked("a cat", None), "a cat");
    }

    #[test]
    fn a_word_reaches_a_shell_as_one_word() {
        let table = [
            ("Acme", "Acme"),
            ("Moda Aurora", "'Moda Aurora'"),
            ("Zoe's", r"'Zoe'\''s'"),
            ("$(id)", "'$(id)'"),
            ("", "''"),
            ("-x", "'-x'"),
        ];
        for (word, expected) in table {
            assert_eq!(quoted(word), expected);
        }
    }
}
