//! The window by key presses alone, as somebody uses it who has no pointer.

use anyhow::{Context, Result, bail};
use fantoccini::{
    actions::{InputSource, KeyAction, KeyActions},
    key::Key,
};
use serde_json::{Value, json};

use crate::{
    bounds::SOON,
    window::{Window, within},
};

/// What has the focus, also inside an open shadow root.
const FOCUSED: &str = "
    let focused = document.activeElement;
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;";

/// So many presses of Tab go all the way round any view.
const WAY_ROUND: usize = 120;

impl Window {
    /// Presses a chord such as `Ctrl+Shift+R`, `Enter` or `F6`, to whatever has the focus.
    pub async fn press(&self, chord: &str) -> Result<()> {
        let mut keys = KeyActions::new("keyboard".to_owned());
        let codes = chord.split('+').map(code).collect::<Result<Vec<char>>>()?;
        for &value in &codes {
            keys = keys.then(KeyAction::Down { value });
        }
        for &value in codes.iter().rev() {
            keys = keys.then(KeyAction::Up { value });
        }
        within("press", self.client().perform_actions(keys)).await.with_context(|| chord.to_owned())
    }

    /// Types a text, key by key, into whatever has the focus.
    pub async fn type_text(&self, text: &str) -> Result<()> {
        let mut keys = KeyActions::new("keyboard".to_owned());
        for value in text.chars() {
            keys = keys.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        }
        within("type", self.client().perform_actions(keys)).await
    }

    /// Asks something about what has the focus: an expression of JavaScript over `focused`.
    pub async fn focused(&self, expression: &str) -> Result<Value> {
        self.execute(&format!("{FOCUSED} return {expression};"), Vec::new()).await
    }

    /// Whether the focus is on, or in, what a CSS selector names.
    pub async fn is_focused(&self, selector: &str) -> Result<bool> {
        let script = format!("{FOCUSED} return !!focused?.closest(arguments[0]);");
        Ok(self.execute(&script, vec![json!(selector)]).await?.as_bool() == Some(true))
    }

    /// Waits until the focus is on, or in, what a CSS selector names.
    pub async fn wait_focused(&self, selector: &str) -> Result<()> {
        self.wait_until(&format!("the focus on {selector}"), SOON, async || {
            Ok(self.is_focused(selector).await?.then_some(()))
        })
        .await
    }

    /// Presses Tab until the focus is on what a CSS selector names.
    pub async fn tab_to(&self, selector: &str) -> Result<()> {
        for _ in 0..WAY_ROUND {
            if self.is_focused(selector).await? {
                return Ok(());
            }
            self.press("Tab").await?;
        }
        let at = self.focused("focused?.outerHTML.slice(0, 300)").await?;
        bail!("{WAY_ROUND} times Tab did not lead to {selector}; the focus is at {at}");
    }
}

fn code(name: &str) -> Result<char> {
    let key = match name {
        "Ctrl" => Key::Control,
        "Shift" => Key::Shift,
        "Alt" => Key::Alt,
        "Enter" => Key::Enter,
        "Escape" => Key::Escape,
        "Tab" => Key::Tab,
        "Backspace" => Key::Backspace,
        "Up" => Key::Up,
        "Down" => Key::Down,
        "Left" => Key::Left,
        "Right" => Key::Right,
        "Home" => Key::Home,
        "End" => Key::End,
        "PageDown" => Key::PageDown,
        "PageUp" => Key::PageUp,
        "Delete" => Key::Delete,
        "F2" => Key::F2,
        "F3" => Key::F3,
        "F6" => Key::F6,
        "F11" => Key::F11,
        _ => {
            let mut characters = name.chars();
            return match (characters.next(), characters.next()) {
                (Some(single), None) => Ok(single),
                _ => bail!("no key is called {name:?}"),
            };
        }
    };
    Ok(char::from(key))
}
