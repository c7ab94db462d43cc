//! The preferences file: what costs nothing to lose. The plugin that writes it does not write atomically, so a broken
//! file is expected; it is set aside, and the window says so.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tauri_plugin_store::{Store, StoreBuilder};

use crate::transfer::{Preferences, PresentationPlan};

const PREFERENCES: &str = "preferences";
const WINDOW: &str = "window";
/// Behind it comes the id of a merchant.
const PRESENTATION: &str = "presentation:";
const SUITES: &str = "suites";

pub(crate) struct PreferenceFile {
    store: Arc<Store<tauri::Wry>>,
}

/// Where the window was, in physical pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WindowPlace {
    pub(crate) x: i32,
    pub(crate) y: i32,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) maximized: bool,
}

impl PreferenceFile {
    /// Opens the file; answers the new name of a broken one.
    pub(crate) fn open(
        app: &tauri::AppHandle,
        path: &Path,
    ) -> Result<(Self, Option<PathBuf>), tauri_plugin_store::Error> {
        let set_aside = set_aside_if_broken(path)?;
        let store = StoreBuilder::new(app, path).build()?;
        Ok((Self { store }, set_aside))
    }

    pub(crate) fn current(&self) -> Preferences {
        let stored = self.store.get(PREFERENCES).and_then(|value| serde_json::from_value(value).ok());
        stored.unwrap_or_default()
    }

    pub(crate) fn set(&self, preferences: Preferences) -> Result<(), String> {
        let value = serde_json::to_value(preferences).map_err(|error| error.to_string())?;
        self.store.set(PREFERENCES, value);
        Ok(())
    }

    pub(crate) fn window(&self) -> Option<WindowPlace> {
        self.store.get(WINDOW).and_then(|value| serde_json::from_value(value).ok())
    }

    pub(crate) fn set_window(&self, place: WindowPlace) {
        if let Ok(value) = serde_json::to_value(place) {
            self.store.set(WINDOW, value);
        }
    }

    /// How a merchant is presented.
    pub(crate) fn presentation(&self, merchant_id: &str) -> PresentationPlan {
        let stored = self.store.get(format!("{PRESENTATION}{merchant_id}"));
        stored.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default()
    }

    pub(crate) fn set_presentation(&self, merchant_id: &str, plan: &PresentationPlan) -> Result<(), String> {
        let value = serde_json::to_value(plan).map_err(|error| error.to_string())?;
        self.store.set(format!("{PRESENTATION}{merchant_id}"), value);
        Ok(())
    }

    /// A merchant that is gone is not presented any more.
    pub(crate) fn forget_presentation(&self, merchant_id: &str) {
        self.store.delete(format!("{PRESENTATION}{merchant_id}"));
    }

    /// The paths of the suites that were opened.
    pub(crate) fn suites(&self) -> Vec<String> {
        self.store.get(SUITES).and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default()
    }

    pub(crate) fn set_suites(&self, paths: &[String]) -> Result<(), String> {
        let value = serde_json::to_value(paths).map_err(|error| error.to_string())?;
        self.store.set(SUITES, value);
        Ok(())
    }

    pub(crate) fn save(&self) {
        if let Err(error) = self.store.save() {
            tracing::warn!(%error, "the preferences could not be saved");
        }
    }
}

/// Renames a file that is not an object of JSON, or whose preferences cannot be read.
fn set_aside_if_broken(path: &Path) -> std::io::Result<Option<PathBuf>> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let read: Option<serde_json::Map<String, serde_json::Value>> = serde_json::from_slice(&bytes).ok();
    let readable = read.is_some_and(|entries| {
        entries.get(PREFERENCES).is_none_or(|value| Preferences::deserialize(value).is_ok())
    });
    if readable {
        return Ok(None);
    }
    let aside = path.with_extension("broken.json");
    std::fs::rename(path, &aside)?;
    Ok(Some(aside))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_file_is_renamed_and_a_good_one_left_alone() {
        let folder = std::env::temp_dir().join(format!("sofia-preferences-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("preferences.json");
        let table = [
            (r#"{"preferences":{"theme":"dark"}}"#.as_bytes(), false),
            (r#"{"preferences":{"theme":"dark","unknown":1}}"#.as_bytes(), false),
            ("{}".as_bytes(), false),
            (r#"{"preferences":{"theme":"plaid"}}"#.as_bytes(), true),
            (r#"{"preferences":{"theme":"da"#.as_bytes(), true),
            (b"", true),
            (b"\xff\xfe{}", true),
        ];
        for (text, broken) in table {
            std::fs::write(&path, text).unwrap();
            let aside = set_aside_if_broken(&path).unwrap();
            assert_eq!(aside.is_some(), broken, "{text:?}");
            if let Some(aside) = aside {
                assert_eq!(std::fs::read(aside).unwrap(), text);
            }
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
