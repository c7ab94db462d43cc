//! The real window, driven over WebDriver: what a person sees, what is stored, what leaves the machine.

mod accessibility;
mod canary;
mod checks;
mod checks_feed;
mod checks_person;
mod failures;
mod first_run;
mod full_disk;
mod habits;
mod history;
mod history_playback;
mod images;
mod inspector;
mod isolation;
mod keyboard;
mod low_window;
mod merchants;
mod naughty;
mod page_ended;
mod presentation;
mod reading;
mod refused;
mod restart;
mod sending;
mod side_by_side;
mod upkeep;
mod wire;

use anyhow::Result;
use sofia_tests::Environment;

/// What these tests need from the system.
const NEEDS: [&str; 6] =
    ["WebKitWebDriver", "Xvfb", "dbus-daemon", "dbus-send", "gnome-keyring-daemon", "secret-tool"];

const KEY: &str = "test-key-0123456789";

/// A desktop of one's own, with an open keychain.
fn desktop() -> Result<Environment> {
    let mut environment = Environment::with_keychain()?;
    environment.start_display(1400, 900)?;
    Ok(environment)
}
