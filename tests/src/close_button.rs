//! The close button of a window, on a display without a window manager.

use std::collections::VecDeque;

use anyhow::{Context, Result, bail};
use x11rb::{
    connection::Connection,
    protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, Window},
    rust_connection::RustConnection,
};

/// Tells every window of a process that can be closed to close, as its title bar's button would.
pub(crate) fn press(display: &str, process: u32) -> Result<()> {
    let (connection, screen) = x11rb::connect(Some(display)).context("the display cannot be reached")?;
    let atom =
        |name: &str| -> Result<u32> { Ok(connection.intern_atom(false, name.as_bytes())?.reply()?.atom) };
    let (protocols, delete, owner) = (atom("WM_PROTOCOLS")?, atom("WM_DELETE_WINDOW")?, atom("_NET_WM_PID")?);
    let root = connection.setup().roots.get(screen).context("the display has no screen")?.root;
    let mut closed = 0;
    for window in windows_below(&connection, root)? {
        // A window can go away while it is asked.
        let owners = numbers(&connection, window, owner).unwrap_or_default();
        let understood = numbers(&connection, window, protocols).unwrap_or_default();
        if owners.contains(&process) && understood.contains(&delete) {
            let message =
                ClientMessageEvent::new(32, window, protocols, [delete, x11rb::CURRENT_TIME, 0, 0, 0]);
            connection.send_event(false, window, EventMask::NO_EVENT, message)?.check()?;
            closed += 1;
        }
    }
    if closed == 0 {
        bail!("process {process} has no window that can be closed");
    }
    Ok(())
}

pub(crate) fn windows_below(connection: &RustConnection, root: Window) -> Result<Vec<Window>> {
    let mut found = Vec::new();
    let mut next = VecDeque::from([root]);
    while let Some(window) = next.pop_front() {
        if let Ok(tree) = connection.query_tree(window)?.reply() {
            found.extend(&tree.children);
            next.extend(tree.children);
        }
    }
    Ok(found)
}

/// A property that is a list of 32-bit numbers.
pub(crate) fn numbers(connection: &RustConnection, window: Window, property: u32) -> Result<Vec<u32>> {
    let answer = connection.get_property(false, window, property, AtomEnum::ANY, 0, 64)?.reply()?;
    Ok(answer.value32().map(Iterator::collect).unwrap_or_default())
}
