//! How a test fails and how it is skipped.

use std::{fmt, io::Write, panic::Location};

/// What every test returns. `?` on any error prints the error and the line of the test at once, so that it is
/// still seen when something that is dropped afterwards panics with a finding of its own.
pub type TestResult = Result<(), Failure>;

/// A test that failed through `?`.
pub struct Failure {
    message: String,
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    #[track_caller]
    fn from(error: E) -> Self {
        let message = format!("{}: {:#}", Location::caller(), error.into());
        say(&format!("failed at {message}\n"));
        Self { message }
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

/// Ends a test that cannot run here: says so where a passing test's output is not swallowed. With
/// `SOFIA_TESTS_NO_SKIP` set, as on the build machine, it fails instead.
pub fn skip(reason: &str) -> TestResult {
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    if std::env::var_os("SOFIA_TESTS_NO_SKIP").is_some() {
        return Err(Failure::from(anyhow::anyhow!("{test} may not be skipped here: {reason}")));
    }
    say(&format!("skipped: {test}, because {reason}\n"));
    Ok(())
}

/// Writes past the capture of the test runner, which only sees the `print` macros.
fn say(text: &str) {
    // A closed standard error is no reason to fail a test.
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Skips the test unless all the programs of a list are on the path.
#[macro_export]
macro_rules! needs {
    ($programs:expr) => {
        if let Some(missing) = $crate::programs::missing(&$programs) {
            return $crate::failure::skip(&format!("{missing} is not installed"));
        }
    };
}
