//! A start that cannot be: it says why in the person's language, and touches nothing.

use std::{fs, process::Stdio};

use anyhow::Context;
use rusqlite::Connection;
use sofia_tests::{
    TestResult,
    bounds::{LATER, wait_for},
    needs,
    processes::OwnedChild,
    programs,
    services::output_file,
};

use crate::{NEEDS, desktop};

#[test]
fn a_history_of_a_newer_version_is_refused_in_the_language_of_the_person_and_left_as_it_is() -> TestResult {
    needs!(NEEDS);
    let table = [
        ("pt_BR.UTF-8", None, "foi gravado por uma versão mais nova"),
        ("pt_BR.UTF-8", Some("es"), "fue escrito por una versión más nueva"),
        ("C.UTF-8", None, "was written by a newer version"),
    ];
    for (locale, chosen, expected) in table {
        let mut environment = desktop()?;
        environment.set("LANG", locale);
        let database = environment.data().join("sofia.db");
        Connection::open(&database)?.execute_batch("CREATE TABLE future (x); PRAGMA user_version = 99")?;
        let before = fs::read(&database)?;
        if let Some(language) = chosen {
            let preferences = format!(r#"{{"preferences":{{"language":"{language}"}}}}"#);
            fs::write(environment.data().join("preferences.json"), preferences)?;
        }
        let (path, output) = output_file(&environment.logs(), "refused.log")?;
        let mut command = environment.command(programs::sofia_desk()?);
        command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
        // It shows a dialog and would wait for a person; dropping it ends it.
        let window = OwnedChild::spawn("sofia-desk", &mut command)?;
        let said = wait_for("the reason", LATER, || {
            fs::read_to_string(&path).ok().filter(|said| said.contains("sofia.db"))
        });
        let said = said.with_context(|| fs::read_to_string(&path).unwrap_or_default())?;
        assert!(said.contains(expected) && said.contains(&database.display().to_string()), "{said}");
        drop(window);
        assert!(fs::read(&database)? == before, "it was written to");
    }
    Ok(())
}
