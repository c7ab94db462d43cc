//! Files that a person drops on the window: recordings, or the bare lines of an answer. They are taken in as if they had
//! been chosen; the page itself never learns of a path.

use std::path::PathBuf;
use std::sync::Arc;

use tauri::{AppHandle, Manager};

use crate::host::Host;
use crate::importing;
use crate::transfer::ApplicationChange;

/// More were dropped by mistake.
const MOST_FILES: usize = 50;

/// Takes dropped files in, one after the other, and tells the window of each. A presentation shows nothing of it.
pub(crate) fn dropped(app: &AppHandle, mut paths: Vec<PathBuf>) {
    let Some(host) = app.try_state::<Host>() else { return };
    if host.presenting.before().is_some() {
        return;
    }
    let (engine, watchers) = (host.engine.clone(), host.watchers.clone());
    let left_out = Arc::clone(&host.left_out);
    paths.truncate(MOST_FILES);
    tauri::async_runtime::spawn(async move {
        for path in paths {
            watchers.tell(&match importing::take_in(&engine, &left_out, &path).await {
                Ok(imported) => ApplicationChange::Imported { imported },
                Err(error) => ApplicationChange::ImportRefused { error },
            });
        }
    });
}
