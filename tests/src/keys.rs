//! Key presses as the display's own keyboard makes them: for a page that its driver has lost.

use anyhow::{Context, Result, bail};
use x11rb::{
    connection::Connection,
    protocol::{
        xproto::{ConnectionExt, InputFocus, KEY_PRESS_EVENT, KEY_RELEASE_EVENT, MapState},
        xtest::ConnectionExt as _,
    },
};

use crate::{
    close_button::{numbers, windows_below},
    window::Window,
};

impl Window {
    /// Presses a chord such as `Ctrl+n` on the display's keyboard, with the focus on the window as a whole.
    pub fn press_on_display(&self, chord: &str) -> Result<()> {
        let display = self.display();
        let (connection, screen) = x11rb::connect(Some(display)).context("the display cannot be reached")?;
        let setup = connection.setup();
        let root = setup.roots.get(screen).context("the display has no screen")?.root;
        let owner = connection.intern_atom(false, b"_NET_WM_PID")?.reply()?.atom;
        let own = windows_below(&connection, root)?.into_iter().find(|&window| {
            let owners = numbers(&connection, window, owner).unwrap_or_default();
            let shown = connection.get_window_attributes(window).map(|asked| asked.reply());
            // The toolkit has windows of its own that nobody sees.
            owners.contains(&self.process())
                && shown.is_ok_and(|shown| shown.is_ok_and(|shown| shown.map_state == MapState::VIEWABLE))
        });
        let own = own.context("the application has no window")?;
        connection.set_input_focus(InputFocus::PARENT, own, x11rb::CURRENT_TIME)?.check()?;

        let (first, count) = (setup.min_keycode, setup.max_keycode - setup.min_keycode + 1);
        let mapping = connection.get_keyboard_mapping(first, count)?.reply()?;
        let per_key = usize::from(mapping.keysyms_per_keycode);
        let keycode = |symbol: u32| -> Result<u8> {
            let found = mapping.keysyms.chunks(per_key).position(|symbols| symbols.first() == Some(&symbol));
            let found = found.with_context(|| format!("no key for {symbol:#x}"))?;
            Ok(first + u8::try_from(found)?)
        };
        let keys = chord.split('+').map(|name| keycode(symbol(name)?)).collect::<Result<Vec<u8>>>()?;
        for &key in &keys {
            connection.xtest_fake_input(KEY_PRESS_EVENT, key, 0, root, 0, 0, 0)?.check()?;
        }
        for &key in keys.iter().rev() {
            connection.xtest_fake_input(KEY_RELEASE_EVENT, key, 0, root, 0, 0, 0)?.check()?;
        }
        Ok(())
    }
}

/// The number that X has for what a key writes.
fn symbol(name: &str) -> Result<u32> {
    Ok(match name {
        "Ctrl" => 0xffe3,
        "PageDown" => 0xff56,
        _ => match name.as_bytes() {
            [letter] => u32::from(*letter),
            _ => bail!("no key is called {name}"),
        },
    })
}
