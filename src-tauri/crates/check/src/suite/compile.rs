//! From the structure of a file to the tests: includes, set-ups, variables and examples.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use agent_graph::InputEvent;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use serde_saphyr::Spanned;

use super::assertions::build;
use super::fault::Fault;
use super::raw::{RawClick, RawSuite, RawTest, RawTurn};
use super::template::Variables;
use super::{Action, Click, Place, Suite, SuiteError, Target, Test, Turn};
use crate::assertion::Scalar;

/// How deep files may include each other.
const DEEPEST_INCLUDE: usize = 8;

/// More tests than that are a mistake in a table.
const MOST_TESTS: usize = 100_000;

const MOST_REPEATS: u32 = 1000;

/// For no set-up, where the suite has one for all tests.
const NO_SETUP: &str = "none";

pub(super) fn read(file: &Path, text: &str) -> Result<Suite, Vec<SuiteError>> {
    let mut reading = Reading::default();
    let raw = reading.open(file, text, 0);
    let Some(raw) = raw else { return Err(reading.errors) };
    let mut suite = Suite {
        name: raw.name.clone().unwrap_or_else(|| name_of(file)),
        merchant: raw.merchant.clone(),
        file: file.to_owned(),
        tests: Vec::new(),
    };
    reading.tests(file, &raw, &mut suite.tests);
    reading.names_are_unique(&suite.tests);
    if suite.tests.is_empty() && reading.errors.is_empty() {
        reading.errors.push(SuiteError::new(file, 1, super::NO_TEST));
    }
    if reading.errors.is_empty() { Ok(suite) } else { Err(reading.errors) }
}

/// A suite without a name is called as its file.
pub(super) fn name_of(file: &Path) -> String {
    file.file_stem().map_or_else(|| "suite".to_owned(), |stem| stem.to_string_lossy().into_owned())
}

/// What was read so far, of all files.
#[derive(Default)]
struct Reading {
    errors: Vec<SuiteError>,
    /// Files that are being read, to notice those that include themselves.
    open: Vec<PathBuf>,
    /// What included files bring, the innermost first.
    included: Vec<(PathBuf, RawSuite)>,
    setups: BTreeMap<String, (PathBuf, Vec<Spanned<RawTurn>>)>,
    variables: Map<String, Value>,
}

impl Reading {
    /// Reads a file's structure, and first everything that it includes.
    fn open(&mut self, file: &Path, text: &str, depth: usize) -> Option<RawSuite> {
        let raw = match parse(text) {
            Ok(raw) => raw,
            Err((line, message)) => {
                self.errors.push(SuiteError::new(file, line, message));
                return None;
            }
        };
        self.open.push(canonical(file));
        for include in &raw.include {
            self.include(file, include, depth);
        }
        self.open.pop();
        for (name, turns) in &raw.setups {
            self.setups.insert(name.clone(), (file.to_owned(), turns.clone()));
        }
        self.variables.extend(raw.variables.clone());
        Some(raw)
    }

    fn include(&mut self, file: &Path, include: &Spanned<String>, depth: usize) {
        let line = include.referenced.line();
        let path = file.parent().unwrap_or_else(|| Path::new("")).join(&include.value);
        if self.open.contains(&canonical(&path)) {
            self.errors.push(SuiteError::new(file, line, format!("{} includes itself", include.value)));
        } else if depth >= DEEPEST_INCLUDE {
            self.errors.push(SuiteError::new(
                file,
                line,
                format!("more than {DEEPEST_INCLUDE} files include each other"),
            ));
        } else if !self.included.iter().any(|(known, _)| canonical(known) == canonical(&path)) {
            match std::fs::read_to_string(&path) {
                Ok(text) => {
                    if let Some(raw) = self.open(&path, &text, depth + 1) {
                        self.included.push((path, raw));
                    }
                }
                Err(error) => {
                    self.errors.push(SuiteError::new(
                        file,
                        line,
                        format!("{} cannot be read: {error}", include.value),
                    ));
                }
            }
        }
    }

    /// The tests of all files, included ones first.
    fn tests(&mut self, file: &Path, raw: &RawSuite, tests: &mut Vec<Test>) {
        let included = std::mem::take(&mut self.included);
        let variables = self.variables.clone();
        for (path, suite) in included.iter().map(|(path, suite)| (path.as_path(), suite)).chain([(file, raw)])
        {
            for test in &suite.tests {
                self.test(path, suite, test, &variables, tests);
            }
        }
    }

    fn test(
        &mut self,
        file: &Path,
        suite: &RawSuite,
        test: &Spanned<RawTest>,
        shared: &Map<String, Value>,
        tests: &mut Vec<Test>,
    ) {
        let (line, raw) = (test.referenced.line(), &test.value);
        let repeat = raw.repeat.or(suite.repeat).unwrap_or(1);
        let min_pass = raw.min_pass.or(suite.min_pass).unwrap_or(1.0);
        let mut wrong = |message: String| self.errors.push(SuiteError::new(file, line, message));
        if !(1..=MOST_REPEATS).contains(&repeat) {
            wrong(format!("repeat is {repeat}, and must be from 1 to {MOST_REPEATS}"));
        }
        if !(0.0..=1.0).contains(&min_pass) {
            wrong(format!("min_pass is {min_pass}, and must be from 0.0 to 1.0"));
        }
        if raw.turns.is_empty() {
            wrong("it has no turns".to_owned());
        }
        let setup = raw.setup.as_ref().or(suite.setup.as_ref()).filter(|setup| setup.value != NO_SETUP);
        let setup = setup.and_then(|setup| match self.setups.get(&setup.value) {
            Some(turns) => Some(turns.clone()),
            None => {
                let message = format!("there is no set-up {:?}", setup.value);
                self.errors.push(SuiteError::new(file, setup.referenced.line(), message));
                None
            }
        });
        let tags: Vec<String> = suite.tags.iter().chain(&raw.tags).cloned().collect();
        let none = [Map::new()];
        let examples = if raw.examples.is_empty() { none.as_slice() } else { &raw.examples };
        for example in examples {
            if tests.len() >= MOST_TESTS {
                self.errors.push(SuiteError::new(
                    file,
                    line,
                    format!("there are more than {MOST_TESTS} tests"),
                ));
                return;
            }
            let scopes = [example, &raw.variables, shared];
            let variables = Variables::new(&scopes);
            let place = Place { file: file.to_owned(), line };
            let name = self.or_error(&place, variables.fill(&raw.name)).unwrap_or_default();
            let name = if name == raw.name && !example.is_empty() {
                format!("{name} [{}]", row(example))
            } else {
                name
            };
            let mut turns = Vec::new();
            for (file, source, is_setup) in setup
                .iter()
                .map(|(file, turns)| (file.as_path(), turns, true))
                .chain([(file, &raw.turns, false)])
            {
                turns.extend(source.iter().filter_map(|turn| self.turn(file, turn, variables, is_setup)));
            }
            if let Some(first) = turns.first().filter(|turn| matches!(turn.action, Action::Click(_))) {
                let place = first.place.clone();
                self.errors
                    .push(SuiteError { place, message: "a test cannot begin with a click".to_owned() });
            }
            tests.push(Test { name, tags: tags.clone(), repeat, min_pass, turns, place });
        }
    }

    fn turn(
        &mut self,
        file: &Path,
        turn: &Spanned<RawTurn>,
        variables: Variables<'_>,
        is_setup: bool,
    ) -> Option<Turn> {
        let place = Place { file: file.to_owned(), line: turn.referenced.line() };
        let mut assertions = Vec::new();
        for raw in &turn.value.assert {
            match build(raw, variables) {
                Ok(asserted) => assertions.push(asserted),
                Err(fault) => self.errors.push(SuiteError::new(file, fault.line, fault.message)),
            }
        }
        let context = turn.value.context.iter().map(|event| one_event(event, variables));
        let context = self.or_error(&place, context.collect::<Result<_, _>>())?;
        let action = self.or_error(&place, action(&turn.value, variables))?;
        Some(Turn { context, action, assertions, is_setup, place })
    }

    fn or_error<T>(&mut self, place: &Place, outcome: Result<T, Fault>) -> Option<T> {
        let wrong = |fault: Fault| SuiteError { place: place.clone(), message: fault.to_string() };
        outcome.map_err(|fault| self.errors.push(wrong(fault))).ok()
    }

    fn names_are_unique(&mut self, tests: &[Test]) {
        let mut first: HashMap<&str, &Place> = HashMap::new();
        for test in tests {
            match first.get(test.name.as_str()) {
                Some(place) => self.errors.push(SuiteError {
                    place: test.place.clone(),
                    message: format!("{:?} is the name of a test already, on line {}", test.name, place.line),
                }),
                None => {
                    first.insert(&test.name, &test.place);
                }
            }
        }
    }
}

fn parse(text: &str) -> Result<RawSuite, (u64, String)> {
    let options = serde_saphyr::options! { with_snippet: false };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let line = error.location().map_or(1, |location| location.line());
        let message = error.to_string();
        // The place is said before the message.
        let message = message.split(" at line ").next().unwrap_or_default().to_owned();
        (line, message)
    })
}

fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_not_there| path.to_owned())
}

fn row(example: &Map<String, Value>) -> String {
    let value = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    example.values().map(value).collect::<Vec<_>>().join(", ")
}

fn action(turn: &RawTurn, variables: Variables<'_>) -> Result<Action, Fault> {
    match (&turn.say, &turn.event, &turn.click) {
        (Some(say), None, None) => {
            let text = variables.fill(&say.to_string())?;
            if text.trim().is_empty() { Err(Fault::SayEmpty) } else { Ok(Action::Say(text)) }
        }
        (None, Some(event), None) => {
            let event = one_event(event, variables)?;
            Ok(Action::Event(InputEvent::Raw(RawValue::from_string(event)?)))
        }
        (None, None, Some(click)) => clicked(click, variables).map(Action::Click),
        _ => Err(Fault::Action),
    }
}

/// An event as JSON.
fn one_event(event: &Map<String, Value>, variables: Variables<'_>) -> Result<String, Fault> {
    if event.len() != 1 {
        return Err(Fault::EventKeys);
    }
    Ok(variables.fill_value(&Value::Object(event.clone()))?.to_string())
}

fn clicked(click: &RawClick, variables: Variables<'_>) -> Result<Click, Fault> {
    let given: [(Target, &Option<Scalar>); 3] =
        [(Target::Suggestion, &click.suggestion), (Target::Row, &click.row), (Target::Button, &click.button)];
    let mut given = given.into_iter().filter_map(|(target, label)| Some((target, label.as_ref()?)));
    match (given.next(), given.next()) {
        (Some((target, label)), None) => Ok(Click { target, label: variables.fill(&label.to_string())? }),
        _ => Err(Fault::Click),
    }
}
