//! What every subcommand needs: the engine, patience with its keychain, and standard output.

use std::io::{ErrorKind, IsTerminal as _, Write as _, stderr, stdin, stdout};
use std::time::Duration;

use agent_graph::Timeouts;
use sofia_core::credentials::{KEY_VARIABLE, KeychainError};
use sofia_core::data_folder::{DATA_DIR_VARIABLE, DataFolder};
use sofia_core::{Engine, EngineOptions, Error};

use crate::exit::{Exit, Failure, Said};
use crate::notices;

/// How long a keychain may take where no terminal says that a person is there. The system may still be showing a
/// dialog, but a script must not stand for the two minutes that a person gets.
const KEYCHAIN_WITHOUT_TERMINAL: Duration = Duration::from_secs(30);

/// Opens the data folder.
pub(crate) fn engine(timeouts: Timeouts) -> Result<Engine, Failure> {
    let options = EngineOptions { timeouts, key_from_environment: true };
    let opened = DataFolder::locate().map_err(Error::from).and_then(|folder| Engine::open(folder, options));
    let engine = opened.map_err(|error| match error {
        // The only key that is read here is that of the environment.
        Error::KeyInvalid(reason) => {
            Failure::usage(format!("The value of {KEY_VARIABLE} cannot be an API key: {reason}."))
        }
        Error::DataFolder(reason) => Failure {
            exit: Exit::Other,
            said: Said::Words(format!(
                "{reason}. Correct its permissions, or set {DATA_DIR_VARIABLE} to another folder."
            )),
        },
        error => error.into(),
    })?;
    if let Some(path) = engine.damaged_database() {
        notices::say(&format!(
            "The history was damaged. It was set aside as {} and a fresh one was begun.",
            path.display()
        ));
    }
    Ok(engine)
}

/// Waits for something that may ask the keychain.
pub(crate) async fn with_keychain<T>(engine: &Engine, asking: impl Future<Output = T>) -> T {
    tokio::pin!(asking);
    if !stdin().is_terminal() && !stderr().is_terminal() {
        let bounded = tokio::time::timeout(KEYCHAIN_WITHOUT_TERMINAL, &mut asking);
        if let Ok(answer) = bounded.await {
            return answer;
        }
        engine.cancel_keychain();
    }
    asking.await
}

/// Nobody but [`with_keychain`] cancels, so what was cancelled has taken too long.
pub(crate) fn keychain_failure(error: Error) -> Error {
    match error {
        Error::Keychain(KeychainError::Cancelled) => {
            KeychainError::TimedOut { after: KEYCHAIN_WITHOUT_TERMINAL }.into()
        }
        error => error,
    }
}

/// Prints to standard output at once. A reader that has gone wants no more, which is no error.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(unwritable(error)),
        _ => Ok(()),
    }
}

/// Standard output failed for another reason than that its reader has gone.
pub(crate) fn unwritable(error: std::io::Error) -> Failure {
    anyhow::Error::new(error).context("standard output cannot be written").into()
}
