//! Putting tests into a suite file that is there already, without touching anything else in it: comments, order and
//! layout stay as a person has written them.

use std::io;
use std::path::{Path, PathBuf};

use sofia_core::AtomicFile;
use sofia_core::data_folder::HeldLock;

use super::yaml::{flow, suite_text, tests_text};
use super::{SuiteDraft, TestDraft};
use crate::suite::{self, Suite, SuiteError};

/// Why tests cannot be put into a file.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Something is wrong with what is in it already.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Suite(Vec<SuiteError>),
    /// Its form is one that cannot be added to without disturbing it.
    #[error("{}: the tests of this file cannot be added to; write them to a file of their own", .0.display())]
    Form(PathBuf),
    /// The file cannot be read or written.
    #[error("{}: {error}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's words.
        error: io::Error,
    },
}

/// Adds a draft's tests to a file, or makes the file. Names that are taken get a number. It answers the names.
pub fn append_to_file(path: &Path, draft: &SuiteDraft) -> Result<Vec<String>, AppendError> {
    let unusable = |error| AppendError::File { path: path.to_owned(), error };
    let _held = HeldLock::wait_beside(path).map_err(unusable)?;
    let before = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(unusable(error)),
    };
    let (text, names) = append(path, &before, draft)?;
    AtomicFile::write(path, text.as_bytes()).map_err(unusable)?;
    Ok(names)
}

/// The text of a suite with a draft's tests added, and the names that they got. What is there must be readable, and is
/// afterwards what it was.
pub fn append(path: &Path, before: &str, draft: &SuiteDraft) -> Result<(String, Vec<String>), AppendError> {
    if before.trim().is_empty() {
        let mut draft = draft.clone();
        name_apart(&mut draft.tests, &[]);
        let text = suite_text(&draft);
        let suite = suite::read_text(path, &text).map_err(AppendError::Suite)?;
        return Ok((text, suite.tests.into_iter().map(|test| test.name).collect()));
    }
    let was = read(path, before)?;
    let mut tests = draft.tests.clone();
    name_apart(&mut tests, &was.tests.iter().map(|test| test.name.as_str()).collect::<Vec<_>>());
    let form = || AppendError::Form(path.to_owned());
    let text = placed(before, &tests).ok_or_else(form)?;
    let is = suite::read_text(path, &text).map_err(|_unreadable| form())?;
    if !is_what_it_was(&was, &is, tests.len()) {
        return Err(form());
    }
    Ok((text, tests.into_iter().map(|test| test.name).collect()))
}

/// What is in the file; a file with a head and no test yet is one too.
fn read(path: &Path, text: &str) -> Result<Suite, AppendError> {
    match suite::read_text(path, text) {
        Ok(suite) => Ok(suite),
        Err(errors) => match errors.as_slice() {
            [only] if only.is_empty_suite() => Ok(Suite::default()),
            _ => Err(AppendError::Suite(errors)),
        },
    }
}

fn name_apart(tests: &mut [TestDraft], taken: &[&str]) {
    let mut names: Vec<String> = taken.iter().map(|name| (*name).to_owned()).collect();
    for test in tests {
        let plain = test.name.clone();
        for number in 2.. {
            if !names.contains(&test.name) {
                break;
            }
            test.name = format!("{plain} ({number})");
        }
        names.push(test.name.clone());
    }
}

/// Whether the old tests are untouched and the new ones stand behind them.
fn is_what_it_was(was: &Suite, is: &Suite, added: usize) -> bool {
    let same = |(one, other): (&suite::Test, &suite::Test)| {
        one.name == other.name
            && one.tags == other.tags
            && one.repeat == other.repeat
            && one.turns.len() == other.turns.len()
            && one.turns.iter().zip(&other.turns).all(|(one, other)| {
                let texts = |turn: &suite::Turn| -> Vec<String> {
                    turn.assertions.iter().map(|asserted| asserted.text.clone()).collect()
                };
                one.action == other.action && texts(one) == texts(other)
            })
    };
    is.tests.len() == was.tests.len() + added && was.tests.iter().zip(&is.tests).all(same)
}

/// The text with the tests in it; `None` where the place for them is not found.
fn placed(before: &str, tests: &[TestDraft]) -> Option<String> {
    let newline = if before.contains("\r\n") { "\r\n" } else { "\n" };
    let lines: Vec<&str> = before.split_inclusive('\n').collect();
    let has_setup = lines.iter().any(|line| key(line, "setup").is_some());
    let Some(at) = lines.iter().position(|line| key(line, "tests").is_some()) else {
        let mut text = before.to_owned();
        if !text.ends_with('\n') {
            text.push_str(newline);
        }
        let tests = format!("tests:\n{}", tests_text(tests, 2, has_setup));
        return Some(text + &tests.replace('\n', newline));
    };
    let rest = key(lines[at], "tests")?;
    if rest.starts_with('[') {
        return in_brackets(before, &lines, at, tests, has_setup);
    }
    if !rest.is_empty() && !rest.starts_with('#') {
        return None;
    }
    let is_item = |line: &&str| line.trim_start().starts_with('-');
    let behind = &lines[at + 1..];
    let indent = behind.iter().find(|line| !is_nothing(line)).filter(|line| is_item(line));
    let indent = indent.map_or(2, |line| line.len() - line.trim_start().len());
    // The next key of the suite, or the end.
    let is_key =
        |line: &&str| line.starts_with(|first: char| !first.is_whitespace() && first != '#' && first != '-');
    let end = behind.iter().position(|line| is_key(line) || line.starts_with("---")).unwrap_or(behind.len());
    // Empty lines and comments at its end belong to what follows.
    let last = behind[..end].iter().rposition(|line| !is_nothing(line)).map_or(0, |last| last + 1);
    let split: usize = lines[..=at + last].iter().map(|line| line.len()).sum();
    let (head, tail) = before.split_at(split);
    let gap = if head.ends_with('\n') { "" } else { newline };
    Some(format!("{head}{gap}{}{tail}", tests_text(tests, indent, has_setup).replace('\n', newline)))
}

/// What stands behind a key of the suite itself.
fn key<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let rest = line.strip_prefix(name).or_else(|| {
        let quoted = line.strip_prefix(['"', '\''])?;
        quoted.strip_prefix(name)?.strip_prefix(['"', '\''])
    })?;
    Some(rest.trim_start().strip_prefix(':')?.trim())
}

/// An empty line or a comment that is not indented.
fn is_nothing(line: &str) -> bool {
    line.trim().is_empty() || line.starts_with('#')
}

/// Before the bracket that ends the tests.
fn in_brackets(
    before: &str,
    lines: &[&str],
    at: usize,
    tests: &[TestDraft],
    has_setup: bool,
) -> Option<String> {
    let start = lines[..at].iter().map(|line| line.len()).sum::<usize>() + lines[at].find('[')?;
    let (mut depth, mut quote, mut escaped, mut comment) = (0_usize, None, false, false);
    let mut previous = ' ';
    let mut last = '[';
    for (offset, character) in before[start..].char_indices() {
        let was = std::mem::replace(&mut previous, character);
        if comment {
            comment = character != '\n';
            continue;
        }
        match quote {
            Some('"') if escaped => escaped = false,
            Some('"') if character == '\\' => escaped = true,
            Some(open) if character == open => quote = None,
            Some(_) => {}
            None => match character {
                // Inside of a word they are what they are.
                '"' | '\'' if !was.is_alphanumeric() => quote = Some(character),
                '#' if was.is_whitespace() => {
                    comment = true;
                    continue;
                }
                '[' | '{' => depth += 1,
                ']' | '}' => {
                    depth -= 1;
                    if depth == 0 {
                        let end = start + offset;
                        let comma = if matches!(last, '[' | ',') { "" } else { ", " };
                        let tests: Vec<String> = tests.iter().map(|test| flow(test, has_setup)).collect();
                        return Some(format!(
                            "{}{comma}{}{}",
                            &before[..end],
                            tests.join(", "),
                            &before[end..]
                        ));
                    }
                }
                _ => {}
            },
        }
        if !character.is_whitespace() {
            last = character;
        }
    }
    None
}
