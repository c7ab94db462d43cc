//! What a window says in its title bar, on a display without a window manager to draw one.

use anyhow::{Context, Result, bail};
use x11rb::{
    connection::Connection,
    protocol::xproto::{AtomEnum, ConnectionExt, MapState},
};

use crate::close_button::{numbers, windows_below};

/// The title of the window of a process that can be closed, which is the one that people see.
pub(crate) fn read(display: &str, process: u32) -> Result<String> {
    let (connection, screen) = x11rb::connect(Some(display)).context("the display cannot be reached")?;
    let atom =
        |name: &str| -> Result<u32> { Ok(connection.intern_atom(false, name.as_bytes())?.reply()?.atom) };
    let (protocols, delete, owner) = (atom("WM_PROTOCOLS")?, atom("WM_DELETE_WINDOW")?, atom("_NET_WM_PID")?);
    let name = atom("_NET_WM_NAME")?;
    let root = connection.setup().roots.get(screen).context("the display has no screen")?.root;
    for window in windows_below(&connection, root)? {
        // A window can go away while it is asked.
        let owners = numbers(&connection, window, owner).unwrap_or_default();
        let understood = numbers(&connection, window, protocols).unwrap_or_default();
        // GTK has windows that are never shown.
        let shown = connection.get_window_attributes(window)?.reply();
        // A tooltip has all that a window has, but no title of its own.
        let shown = shown.is_ok_and(|attributes| {
            attributes.map_state == MapState::VIEWABLE && !attributes.override_redirect
        });
        if shown && owners.contains(&process) && understood.contains(&delete) {
            let title = connection.get_property(false, window, name, AtomEnum::ANY, 0, 1024)?.reply()?.value;
            return String::from_utf8(title).context("the title is no UTF-8");
        }
    }
    bail!("process {process} has no window")
}
