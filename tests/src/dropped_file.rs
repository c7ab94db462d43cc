//! A file that is dragged onto a window and let go, as a file manager does it: the driver of the web view knows no way
//! for it. The protocol is XDND, <https://freedesktop.org/wiki/Specifications/XDND/>.

use std::{path::Path, thread, time::Instant};

use anyhow::{Context, Result, bail};
use x11rb::{
    CURRENT_TIME,
    connection::Connection,
    protocol::{
        Event,
        xproto::{
            AtomEnum, ClientMessageEvent, ConnectionExt as _, CreateWindowAux, EventMask, PropMode,
            SELECTION_NOTIFY_EVENT, SelectionNotifyEvent, SelectionRequestEvent, Window, WindowClass,
        },
    },
    rust_connection::RustConnection,
    wrapper::ConnectionExt as _,
};

use crate::{
    bounds::{GLANCE, SOON},
    close_button::{numbers, windows_below},
};

/// The version of the protocol that is spoken.
const VERSION: u32 = 5;

/// Drags a file onto the middle of a process's window, waits until the window takes it, and lets it go.
pub(crate) fn drop_on(display: &str, process: u32, file: &Path) -> Result<()> {
    let drag = Drag::begin(display, process, file)?;
    drag.tell(drag.atoms.enter, [VERSION << 24, drag.atoms.uri_list, 0, 0])?;
    // The window asks what is dragged before it says whether it takes that, so it is told the place again until then.
    let begin = Instant::now();
    while !drag.point_and_look()? {
        if begin.elapsed() > SOON {
            bail!("the window did not take {} in {SOON:?}", file.display());
        }
        thread::sleep(GLANCE);
    }
    drag.tell(drag.atoms.drop, [0, CURRENT_TIME, 0, 0])?;
    while !drag.look(|drag, message| message.type_ == drag.atoms.finished)? {
        if begin.elapsed() > SOON {
            bail!("the window did not finish with {} in {SOON:?}", file.display());
        }
        thread::sleep(GLANCE);
    }
    Ok(())
}

struct Atoms {
    aware: u32,
    selection: u32,
    enter: u32,
    position: u32,
    status: u32,
    drop: u32,
    finished: u32,
    copy: u32,
    uri_list: u32,
}

impl Atoms {
    fn of(connection: &RustConnection) -> Result<Self> {
        let atom =
            |name: &str| -> Result<u32> { Ok(connection.intern_atom(false, name.as_bytes())?.reply()?.atom) };
        Ok(Self {
            aware: atom("XdndAware")?,
            selection: atom("XdndSelection")?,
            enter: atom("XdndEnter")?,
            position: atom("XdndPosition")?,
            status: atom("XdndStatus")?,
            drop: atom("XdndDrop")?,
            finished: atom("XdndFinished")?,
            copy: atom("XdndActionCopy")?,
            uri_list: atom("text/uri-list")?,
        })
    }
}

struct Drag {
    connection: RustConnection,
    atoms: Atoms,
    source: Window,
    target: Window,
    /// The middle of the target, on the screen: x and y in one number.
    place: u32,
    uri: String,
}

impl Drag {
    fn begin(display: &str, process: u32, file: &Path) -> Result<Self> {
        let (connection, screen) = x11rb::connect(Some(display)).context("the display cannot be reached")?;
        let atoms = Atoms::of(&connection)?;
        let root = connection.setup().roots.get(screen).context("the display has no screen")?.root;
        let target = target_of(&connection, &atoms, root, process)?;
        let size = connection.get_geometry(target)?.reply()?;
        let corner = connection.translate_coordinates(target, root, 0, 0)?.reply()?;
        let middle = |corner: i16, size: u16| -> Result<u32> {
            Ok(u32::try_from(i32::from(corner) + i32::from(size) / 2)?)
        };
        let place = middle(corner.dst_x, size.width)? << 16 | middle(corner.dst_y, size.height)?;
        let source = connection.generate_id()?;
        connection.create_window(
            0,
            source,
            root,
            0,
            0,
            1,
            1,
            0,
            WindowClass::INPUT_ONLY,
            0,
            &CreateWindowAux::new(),
        )?;
        connection.set_selection_owner(source, atoms.selection, CURRENT_TIME)?.check()?;
        let uri = uri_of(file.to_str().context("the path is no text")?);
        Ok(Self { connection, atoms, source, target, place, uri })
    }

    /// Tells the target something, of which the first number is always the source.
    fn tell(&self, kind: u32, [one, two, three, four]: [u32; 4]) -> Result<()> {
        let message = ClientMessageEvent::new(32, self.target, kind, [self.source, one, two, three, four]);
        self.connection.send_event(false, self.target, EventMask::NO_EVENT, message)?.check()?;
        Ok(())
    }

    /// Says where the pointer is; answers whether the target takes what is dragged.
    fn point_and_look(&self) -> Result<bool> {
        self.tell(self.atoms.position, [0, self.place, CURRENT_TIME, self.atoms.copy])?;
        self.look(|drag, message| message.type_ == drag.atoms.status && message.data.as_data32()[1] & 1 == 1)
    }

    /// Answers what has been asked, and whether the target has told what is waited for.
    fn look(&self, wanted: impl Fn(&Self, &ClientMessageEvent) -> bool) -> Result<bool> {
        let mut told = false;
        while let Some(event) = self.connection.poll_for_event()? {
            match event {
                Event::SelectionRequest(request) => self.hand_over(&request)?,
                Event::ClientMessage(message) => told |= wanted(self, &message),
                _ => {}
            }
        }
        Ok(told)
    }

    fn hand_over(&self, request: &SelectionRequestEvent) -> Result<()> {
        let known = request.target == self.atoms.uri_list;
        if known {
            self.connection
                .change_property8(
                    PropMode::REPLACE,
                    request.requestor,
                    request.property,
                    request.target,
                    self.uri.as_bytes(),
                )?
                .check()?;
        }
        let notice = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: request.time,
            requestor: request.requestor,
            selection: request.selection,
            target: request.target,
            property: if known { request.property } else { AtomEnum::NONE.into() },
        };
        self.connection.send_event(false, request.requestor, EventMask::NO_EVENT, notice)?.check()?;
        Ok(())
    }
}

/// A list of one address, in which whatever could be anything else than a path is escaped.
fn uri_of(path: &str) -> String {
    let escaped = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    format!("file://{}\r\n", path.bytes().map(escaped).collect::<String>())
}

/// The window of a process onto which something can be dragged.
fn target_of(connection: &RustConnection, atoms: &Atoms, root: Window, process: u32) -> Result<Window> {
    let owner = connection.intern_atom(false, b"_NET_WM_PID")?.reply()?.atom;
    for window in windows_below(connection, root)? {
        // A window can go away while it is asked.
        let owners = numbers(connection, window, owner).unwrap_or_default();
        let aware = numbers(connection, window, atoms.aware).unwrap_or_default();
        if owners.contains(&process) && !aware.is_empty() {
            return Ok(window);
        }
    }
    bail!("process {process} has no window onto which something can be dragged")
}
