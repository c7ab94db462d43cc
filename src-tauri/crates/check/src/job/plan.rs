//! From files to the tests that are played.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use sofia_core::jq::Jq;

use super::choice::Choice;
use super::error::JobError;
use crate::jq::JqRunner;
use crate::opinions::Opinions;
use crate::run::Planned;
use crate::suite::{self, Place, Suite};

/// The tests that are played, and the suites that they are of.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The suites, in the order in which they were named. Their tests are no longer in them: see [`Plan::tests`].
    pub suites: Vec<Suite>,
    /// The tests that were chosen, in the order of the suites.
    pub tests: Vec<Planned>,
    /// How often each is played, where that was said whatever the suites say.
    pub repeat: Option<u32>,
}

impl Plan {
    /// Reads suites and chooses among their tests. The error has all that is wrong with the files.
    pub fn read(files: &[PathBuf], choice: &Choice) -> Result<Self, JobError> {
        let (mut suites, mut errors) = (Vec::new(), Vec::new());
        for file in files {
            match suite::read(file) {
                Ok(suite) => suites.push(suite),
                Err(wrong) => errors.extend(wrong),
            }
        }
        if errors.is_empty() { Self::of(suites, choice) } else { Err(JobError::Suites(errors)) }
    }

    /// Chooses among the tests of suites that were read. Results are told apart by the names of the suite and of the test, so
    /// that no two may have the same, in whatever files they stand.
    pub fn of(suites: Vec<Suite>, choice: &Choice) -> Result<Self, JobError> {
        let (mut suites, mut tests) = (suites, Vec::new());
        for suite in &mut suites {
            // They are moved and not copied: ten thousand tests are held once.
            for mut test in std::mem::take(&mut suite.tests) {
                if choice.has(&suite.name, &test) {
                    test.repeat = choice.repeat.unwrap_or(test.repeat);
                    tests.push(Planned { suite: suite.name.clone(), test });
                }
            }
        }
        if tests.is_empty() {
            return Err(JobError::NothingChosen);
        }
        names_are_unique(&tests)?;
        if let Some(shard) = choice.shard {
            let mine = tests.into_iter().enumerate().filter(|(place, _)| shard.has(*place));
            tests = mine.map(|(_, planned)| planned).collect();
        }
        Ok(Self { suites, tests, repeat: choice.repeat })
    }

    /// The names of the suites, each once.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for suite in &self.suites {
            if !names.contains(&suite.name) {
                names.push(suite.name.clone());
            }
        }
        names
    }

    /// The merchants that the suites name, each once.
    pub fn merchants(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for name in self.suites.iter().filter_map(|suite| suite.merchant.as_deref()) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// The files of the suites and of the tests that they include, each once.
    pub fn files(&self) -> Vec<&Path> {
        let own = self.suites.iter().map(|suite| suite.file.as_path());
        let of_tests = self.tests.iter().map(|planned| planned.test.place.file.as_path());
        let mut files: Vec<&Path> = own.chain(of_tests).collect();
        files.sort_unstable();
        files.dedup();
        files
    }

    /// An expression that cannot be compiled is a mistake in a suite, and found here, before anything is sent.
    pub async fn expressions_compile(&self, jq: &Jq) -> Result<(), JobError> {
        let mut runner = JqRunner::new(jq.clone());
        let mut checked: Vec<&str> = Vec::new();
        for turn in self.tests.iter().flat_map(|planned| &planned.test.turns) {
            for asserted in &turn.assertions {
                for expression in asserted.assertion.expressions() {
                    if checked.contains(&expression) {
                        continue;
                    }
                    checked.push(expression);
                    if let Err(failure) = runner.check(expression).await {
                        let place = Place { line: asserted.line, ..turn.place.clone() };
                        return Err(JobError::Expression { place, failure });
                    }
                }
            }
        }
        Ok(())
    }

    /// What people have said of answers to these suites.
    pub fn opinions(&self) -> Result<Opinions, JobError> {
        Ok(Opinions::beside(&self.files())?)
    }
}

fn names_are_unique(tests: &[Planned]) -> Result<(), JobError> {
    let mut places = HashMap::new();
    for Planned { suite, test } in tests {
        if let Some(one) = places.insert((suite, &test.name), &test.place) {
            return Err(JobError::Alike {
                suite: suite.clone(),
                test: test.name.clone(),
                one: Box::new(one.clone()),
                other: Box::new(test.place.clone()),
            });
        }
    }
    Ok(())
}
