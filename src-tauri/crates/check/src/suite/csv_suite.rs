//! Suites in a spreadsheet: a question and what is expected in each row.
//!
//! A cell below `expected` is an assertion where it begins with the name of one and a colon (`icontains: azul`), as in
//! promptfoo; anything else is for a person to judge. Rows with the same name, one behind the other, are the turns of one
//! test. What other columns hold are variables.

use std::path::Path;

use serde_json::{Map, Value};

use super::assertions::{build, kind_of, likeness, unknown_kind};
use super::compile::name_of;
use super::fault::AssertionFault;
use super::raw::{Entry, RawAssertion};
use super::template::Variables;
use super::{Action, Place, Suite, SuiteError, Test, Turn};
use crate::assertion::Asserted;

const QUESTION: [&str; 7] = ["question", "say", "message", "pergunta", "pregunta", "mensagem", "mensaje"];
const EXPECTED: [&str; 4] = ["expected", "expectation", "esperado", "resposta esperada"];

/// What a column is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Role {
    Question,
    Expected,
    Name,
    Tags,
    Repeat,
    MinPass,
    Variable(String),
}

fn role(header: &str) -> Role {
    let name = header.trim().trim_start_matches('\u{FEFF}').to_lowercase();
    // `expected`, `expected 2`, `__expected`, `__expected1`.
    let plain = name.trim_start_matches('_').trim_end_matches(|last: char| last.is_ascii_digit()).trim();
    if QUESTION.contains(&plain) {
        Role::Question
    } else if EXPECTED.contains(&plain) {
        Role::Expected
    } else {
        match plain {
            "name" | "test" | "nome" | "nombre" => Role::Name,
            "tags" | "tag" => Role::Tags,
            "repeat" => Role::Repeat,
            "min_pass" | "min pass" => Role::MinPass,
            _ => Role::Variable(header.trim().to_owned()),
        }
    }
}

pub(super) fn read(file: &Path, text: &str) -> Result<Suite, Vec<SuiteError>> {
    let header = text.trim_start_matches('\u{FEFF}').lines().next().unwrap_or_default();
    let delimiter = [b'\t', b';', b',']
        .into_iter()
        .max_by_key(|delimiter| header.matches(char::from(*delimiter)).count());
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter.unwrap_or(b','))
        .flexible(true)
        .from_reader(text.as_bytes());
    let unreadable = |error: &csv::Error| {
        let line = error.position().map_or(1, csv::Position::line);
        SuiteError::new(file, line, format!("it is no CSV: {error}"))
    };
    let roles: Vec<Role> = match reader.headers() {
        Ok(headers) => headers.iter().map(role).collect(),
        Err(error) => return Err(vec![unreadable(&error)]),
    };
    if !roles.contains(&Role::Question) {
        return Err(vec![SuiteError::new(file, 1, "no column is called question")]);
    }
    let mut suite = Suite { name: name_of(file), merchant: None, file: file.to_owned(), tests: Vec::new() };
    let mut errors = Vec::new();
    for record in reader.records() {
        match record {
            Err(error) => errors.push(unreadable(&error)),
            Ok(record) => row(file, &roles, &record, &mut suite.tests, &mut errors),
        }
    }
    if suite.tests.is_empty() && errors.is_empty() {
        errors.push(SuiteError::new(file, 1, "there is no test in it"));
    }
    if errors.is_empty() { Ok(suite) } else { Err(errors) }
}

fn row(
    file: &Path,
    roles: &[Role],
    record: &csv::StringRecord,
    tests: &mut Vec<Test>,
    errors: &mut Vec<SuiteError>,
) {
    let line = record.position().map_or(1, csv::Position::line);
    let place = Place { file: file.to_owned(), line };
    let cells = || roles.iter().zip(record.iter().map(str::trim)).filter(|(_, cell)| !cell.is_empty());
    let cell = |wanted: &Role| cells().find(|(role, _)| *role == wanted).map(|(_, cell)| cell);
    let mut wrong = |message: String| errors.push(SuiteError { place: place.clone(), message });
    let variables: Map<String, Value> = cells()
        .filter_map(|(role, cell)| match role {
            Role::Variable(name) => Some((name.clone(), Value::String(cell.to_owned()))),
            _ => None,
        })
        .collect();
    let scopes = [&variables];
    let variables = Variables::new(&scopes);
    let Some(question) = cell(&Role::Question) else {
        if cells().next().is_some() {
            wrong("the question is empty".to_owned());
        }
        return;
    };
    let question = match variables.fill(question) {
        Ok(question) => question,
        Err(fault) => return wrong(fault.to_string()),
    };
    let mut assertions = Vec::new();
    for (_, text) in cells().filter(|(role, _)| **role == Role::Expected) {
        match assertion(text, line, variables) {
            Ok(asserted) => assertions.push(asserted),
            // All of a row stands on one line.
            Err(fault) => wrong(fault.message),
        }
    }
    let turn = Turn {
        context: Vec::new(),
        action: Action::Say(question.clone()),
        assertions,
        is_setup: false,
        place: place.clone(),
    };
    let name = cell(&Role::Name);
    if let (Some(name), Some(last)) = (name, tests.last_mut())
        && last.name == name
    {
        last.turns.push(turn);
        return;
    }
    let number = |role: &Role| cell(role).map(|text| text.replace(',', ".").parse::<f64>());
    let repeat = match number(&Role::Repeat) {
        None => 1,
        Some(Ok(repeat)) if (1.0..=1000.0).contains(&repeat) => repeat as u32,
        Some(_) => return wrong("repeat must be a number from 1 to 1000".to_owned()),
    };
    let min_pass = match number(&Role::MinPass) {
        None => 1.0,
        Some(Ok(share)) if (0.0..=1.0).contains(&share) => share,
        Some(_) => return wrong("min_pass must be a number from 0.0 to 1.0".to_owned()),
    };
    let tags = cell(&Role::Tags).map_or_else(Vec::new, |tags| {
        tags.split([',', ';']).map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect()
    });
    let mut name = name.map_or(question, str::to_owned);
    if tests.iter().any(|test| test.name == name) {
        name = format!("{name} (line {line})");
    }
    tests.push(Test { name, tags, repeat, min_pass, turns: vec![turn], place });
}

/// Whether a word before a colon is so near to the name of an assertion that it was meant to be it. `Tem:` is not.
fn is_slip(word: &str) -> bool {
    likeness(word).is_some_and(|(edits, kind)| edits <= 2 && edits * 3 <= kind.len())
}

/// `icontains: azul`, or a free text.
fn assertion(text: &str, line: u64, variables: Variables<'_>) -> Result<Asserted, AssertionFault> {
    let named = text.split_once(':').map_or((text, ""), |(name, value)| (name.trim(), value.trim()));
    let (name, value) = match kind_of(named.0) {
        Some((kind, _)) if kind.name != "human" => named,
        // A slip of the fingers would make a question for a person of what a program was to judge, and no run red.
        None if text.contains(':') && is_slip(named.0) => {
            return Err(AssertionFault::new(line, unknown_kind(named.0)));
        }
        _ => ("human", text),
    };
    let mut entries = vec![("type", Value::String(name.to_owned()))];
    if let Ok(Value::Object(parameters)) = serde_json::from_str::<Value>(value) {
        return built(
            parameters.iter().map(|(name, value)| (name.as_str(), value.clone())).chain(entries),
            line,
            variables,
        );
    }
    if !value.is_empty() {
        let bare = ["first-event", "complete", "latency"]
            .iter()
            .any(|kind| name.trim_start_matches("not-") == *kind);
        let number = value.parse::<f64>().ok().and_then(serde_json::Number::from_f64);
        match (number, name.trim_start_matches("not-")) {
            (Some(number), _) if bare => entries.push(("threshold", Value::Number(number))),
            (Some(_), "word-count") => {
                entries.push(("value", serde_json::from_str(value).unwrap_or_default()));
            }
            (_, "event-order") => {
                let kinds = value.split(',').map(|kind| Value::String(kind.trim().to_owned())).collect();
                entries.push(("value", Value::Array(kinds)));
            }
            (Some(_), "recommends") => entries.push(("min", serde_json::from_str(value).unwrap_or_default())),
            (_, "handover") => entries.push(("kind", Value::String(value.to_owned()))),
            _ => entries.push(("value", Value::String(value.to_owned()))),
        }
    }
    built(entries, line, variables)
}

fn built<'a>(
    entries: impl IntoIterator<Item = (&'a str, Value)>,
    line: u64,
    variables: Variables<'_>,
) -> Result<Asserted, AssertionFault> {
    let entry = |(name, value): (&str, Value)| Entry { name: name.to_owned(), value, line };
    let raw = RawAssertion { entries: entries.into_iter().map(entry).collect() };
    build(&raw, variables)
}
