//! Running other programs, and saying which.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, bail};

/// A program to run. What it is and what it was given is printed before it starts.
#[derive(Debug)]
pub(crate) struct Program {
    command: Command,
    shown: String,
    input: bool,
}

impl Program {
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        let shown = quoted(program.as_ref());
        Self { command: Command::new(program), shown, input: false }
    }

    /// The cargo that started this tool.
    pub(crate) fn cargo() -> Self {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
        Self { command: Command::new(cargo), shown: String::from("cargo"), input: false }
    }

    /// npm, which is a batch file on Windows.
    pub(crate) fn npm() -> Self {
        Self::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
    }

    pub(crate) fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.shown.push(' ');
        self.shown.push_str(&quoted(argument.as_ref()));
        self.command.arg(argument);
        self
    }

    pub(crate) fn args<I: IntoIterator<Item: AsRef<OsStr>>>(self, arguments: I) -> Self {
        arguments.into_iter().fold(self, Self::arg)
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn within(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// The program may read from the terminal; without this its input is empty.
    pub(crate) fn with_input(mut self) -> Self {
        self.input = true;
        self
    }

    /// Runs in the foreground and gives the exit code; a death by signal counts as 1.
    pub(crate) fn code(mut self) -> Result<u8> {
        println!("$ {}", self.shown);
        if !self.input {
            self.command.stdin(Stdio::null());
        }
        let status = self.command.status().with_context(|| format!("`{}` did not start", self.shown))?;
        Ok(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
    }

    /// Runs in the foreground; anything but success is an error.
    pub(crate) fn run(self) -> Result<()> {
        let shown = self.shown.clone();
        match self.code()? {
            0 => Ok(()),
            code => bail!("`{shown}` ended with {code}"),
        }
    }

    /// Runs unseen and gives whatever came, success or not.
    pub(crate) fn output(mut self) -> Result<Output> {
        self.command.stdin(Stdio::null()).output().with_context(|| format!("`{}` did not start", self.shown))
    }

    /// Runs unseen and gives the standard output; anything but success is an error that holds the rest.
    pub(crate) fn read(self) -> Result<String> {
        let shown = self.shown.clone();
        let output = self.output()?;
        if !output.status.success() {
            let reason = String::from_utf8_lossy(&output.stderr);
            bail!("`{shown}` failed: {}", reason.trim());
        }
        String::from_utf8(output.stdout).with_context(|| format!("`{shown}` did not print UTF-8"))
    }

    /// Runs unseen and says whether it succeeded; a program that is not there did not.
    pub(crate) fn succeeds(self) -> bool {
        self.output().is_ok_and(|output| output.status.success())
    }

    /// Runs unseen and gives what it printed, with whether it succeeded.
    pub(crate) fn transcript(self) -> (bool, String) {
        let mut text = format!("$ {}\n", self.shown);
        match self.output() {
            Ok(output) => {
                text.push_str(&String::from_utf8_lossy(&output.stdout));
                text.push_str(&String::from_utf8_lossy(&output.stderr));
                (output.status.success(), text)
            }
            Err(error) => (false, format!("{text}{error:#}\n")),
        }
    }
}

/// Whether a program of this name is in one of the folders of `PATH`.
pub(crate) fn is_on_path(program: &str) -> bool {
    let Some(path) = std::env::var_os("PATH") else { return false };
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn quoted(argument: &OsStr) -> String {
    let text = argument.to_string_lossy();
    let plain = |c: char| c.is_alphanumeric() || "-_./=:,@+%~".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.into_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_can_be_pasted_into_a_shell() {
        let program = Program::new("apt-get").args(["install", "two words", "it's"]);
        assert_eq!(program.shown, r"apt-get install 'two words' 'it'\''s'");
    }

    #[test]
    fn a_program_that_is_not_there_does_not_succeed() {
        assert!(!Program::new("no-such-program-anywhere").succeeds());
        assert!(!is_on_path("no-such-program-anywhere"));
    }
}
