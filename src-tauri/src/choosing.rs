//! Which file a person means, asked with a dialog of the system.
//!
//! A dialog of the system is out of reach for whoever drives the window over WebDriver. There, and nowhere else, a folder
//! may stand for the person: [`STAND_IN`].

use std::path::{Path, PathBuf};

use tauri_plugin_dialog::{DialogExt, FilePath};

use crate::host::Host;
use crate::transfer::ErrorReport;

/// Names the folder that stands for the person's choice: what is saved goes there under the name that is suggested, and
/// the one file in its folder `open` is the one that is opened.
const STAND_IN: &str = "SOFIA_CHOSEN_FILES";

/// Set by whoever drives the window; Tauri goes by it too.
const AUTOMATION: &str = "TAURI_WEBVIEW_AUTOMATION";

/// What kind of file is asked for: what the dialog calls it, and the endings of such names.
pub(crate) type Kind<'a> = (&'a str, &'a [&'a str]);

/// A file to write to, or `None` where the person has changed their mind.
pub(crate) async fn file_to_write(
    host: &Host,
    suggested: &str,
    (label, endings): Kind<'_>,
) -> Result<Option<PathBuf>, ErrorReport> {
    if let Some(folder) = stand_in() {
        return Ok(Some(folder.join(suggested)));
    }
    let dialog = host.app.dialog().file().set_file_name(suggested).add_filter(label, endings);
    chosen(move || dialog.blocking_save_file()).await
}

/// A file to read, or `None` where the person has changed their mind. Files of other names can be chosen too.
pub(crate) async fn file_to_read(
    host: &Host,
    (label, endings): Kind<'_>,
    others: &str,
) -> Result<Option<PathBuf>, ErrorReport> {
    if let Some(folder) = stand_in() {
        return Ok(only_file_in(&folder.join("open")));
    }
    let dialog = host.app.dialog().file().add_filter(label, endings).add_filter(others, &["*"]);
    chosen(move || dialog.blocking_pick_file()).await
}

/// A folder to write into, or `None` where the person has changed their mind.
pub(crate) async fn folder(host: &Host) -> Result<Option<PathBuf>, ErrorReport> {
    if let Some(folder) = stand_in() {
        return Ok(Some(folder));
    }
    let dialog = host.app.dialog().file();
    chosen(move || dialog.blocking_pick_folder()).await
}

/// Asks with a dialog of the system, on a thread where waiting does no harm.
async fn chosen(
    ask: impl FnOnce() -> Option<FilePath> + Send + 'static,
) -> Result<Option<PathBuf>, ErrorReport> {
    let internal = |reason: String| ErrorReport::internal(&reason);
    let answer = tokio::task::spawn_blocking(ask).await.map_err(|error| internal(error.to_string()))?;
    answer.map(|path| path.into_path().map_err(|error| internal(error.to_string()))).transpose()
}

fn stand_in() -> Option<PathBuf> {
    std::env::var_os(AUTOMATION)?;
    std::env::var_os(STAND_IN).map(PathBuf::from)
}

fn only_file_in(folder: &Path) -> Option<PathBuf> {
    std::fs::read_dir(folder).ok()?.flatten().next().map(|entry| entry.path())
}
