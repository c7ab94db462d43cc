//! Test suites: files in git, opened and listed here, changed in an editor.

use std::path::{Path, PathBuf};

use crate::checking::Files;
use crate::choosing;
use crate::convert;
use crate::host::Host;
use crate::transfer::*;

const EXTENSIONS: [&str; 4] = ["yaml", "yml", "csv", "tsv"];

pub(super) async fn suites_list(host: &Host, (): ()) -> Result<Vec<Suite>, ErrorReport> {
    let (folder, opened) = (Files::of(host.engine.folder()).suites(), host.preferences.suites());
    blocking(move || Ok(list(&folder, &opened))).await
}

/// Asks for suite files and puts them on the list; `None` where the person has changed their mind.
pub(super) async fn suites_open(host: &Host, (): ()) -> Result<Option<Vec<Suite>>, ErrorReport> {
    let kind = ("YAML, CSV", EXTENSIONS.as_slice());
    let Some(path) = choosing::file_to_read(host, kind, "*.*").await? else { return Ok(None) };
    let path = path.display().to_string();
    let mut opened = host.preferences.suites();
    opened.retain(|known| *known != path);
    opened.push(path);
    host.preferences.set_suites(&opened).map_err(|reason| ErrorReport::internal(&reason))?;
    suites_list(host, ()).await.map(Some)
}

/// Takes a suite off the list. Its file stays.
pub(super) async fn suite_close(host: &Host, input: SuitePath) -> Result<Vec<Suite>, ErrorReport> {
    let mut opened = host.preferences.suites();
    opened.retain(|known| *known != input.path);
    host.preferences.set_suites(&opened).map_err(|reason| ErrorReport::internal(&reason))?;
    suites_list(host, ()).await
}

/// Opens a suite in the program that the system has for such files.
pub(super) async fn suite_edit(host: &Host, input: SuitePath) -> Result<(), ErrorReport> {
    let known = suites_list(host, ()).await?.into_iter().any(|suite| suite.path == input.path);
    if !known {
        return Err(ErrorReport::internal("this suite is not open"));
    }
    tauri_plugin_opener::open_path(&input.path, None::<&str>)
        .map_err(|error| ErrorReport::internal(&error.to_string()))
}

fn list(folder: &Path, opened: &[String]) -> Vec<Suite> {
    let is_suite = |path: &PathBuf| {
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension))
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut own: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_suite).collect();
    own.sort_unstable();
    let others = opened.iter().map(PathBuf::from).filter(|path| !own.contains(path));
    let others: Vec<PathBuf> = others.collect();
    let own = own.iter().map(|path| read(path, true));
    own.chain(others.iter().map(|path| read(path, false))).collect()
}

fn read(path: &Path, in_folder: bool) -> Suite {
    let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let path_text = path.display().to_string();
    match sofia_check::suite::read(path) {
        Ok(suite) => Suite {
            path: path_text,
            name: suite.name,
            merchant: suite.merchant,
            tests: suite.tests.iter().map(convert::suite_test).collect(),
            faults: Vec::new(),
            in_folder,
        },
        Err(errors) => Suite {
            path: path_text,
            name: file_name,
            merchant: None,
            tests: Vec::new(),
            faults: errors.iter().map(convert::suite_fault).collect(),
            in_folder,
        },
    }
}

/// Work with files, on a thread where waiting does no harm.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ErrorReport> + Send + 'static,
) -> Result<T, ErrorReport> {
    tokio::task::spawn_blocking(work).await.map_err(|error| ErrorReport::internal(&error.to_string()))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_has_the_suites_of_the_folder_first_and_says_what_is_wrong_with_one() {
        let folder = std::env::temp_dir().join(format!("sofia-suites-{}", std::process::id()));
        let own = folder.join("suites");
        std::fs::create_dir_all(&own).unwrap();
        let good = "name: Acme\ntests:\n  - name: hi\n    turns:\n      - say: oi\n        assert: [{type: icontains, value: oi}]\n";
        std::fs::write(own.join("acme.yaml"), good).unwrap();
        std::fs::write(own.join("notes.txt"), "no suite").unwrap();
        let broken = folder.join("broken.yaml");
        std::fs::write(&broken, "name: Broken\ntests:\n  - nam: hi\n").unwrap();
        let opened = [broken.display().to_string(), own.join("acme.yaml").display().to_string()];

        let listed = list(&own, &opened);
        let names: Vec<&str> = listed.iter().map(|suite| suite.name.as_str()).collect();
        assert_eq!(names, ["Acme", "broken.yaml"]);
        assert!(listed[0].in_folder && listed[0].faults.is_empty() && listed[0].tests.len() == 1);
        assert!(!listed[1].in_folder && listed[1].tests.is_empty());
        assert_eq!(listed[1].faults[0].line, 3);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
