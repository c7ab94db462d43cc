//! What a person does in the window, in one step each.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::json;

use crate::{
    Server,
    bounds::{LATER, SOON},
    shop::{AGENT, BUSINESS},
    window::{Window, within},
};

/// The fields of a merchant that a test adds.
#[derive(Debug, Clone, Copy)]
pub struct NewMerchant<'a> {
    pub name: &'a str,
    pub base_url: &'a str,
    pub key: &'a str,
}

/// The pictures in sight; the others are not fetched before they are scrolled to.
const PICTURES: &str = "
    const pictures = [...document.querySelectorAll('[data-testid=remote-image]')].filter((picture) => {
        const box = picture.getBoundingClientRect();
        const middle = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        return picture.contains(middle);
    });";

/// A row of the event list: one line of the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// The line's id in the history.
    pub line: i64,
    /// Its number in the body, from 1.
    pub seq: u64,
    pub kind: String,
}

/// What the inspector says about the bytes of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineBytes {
    pub bytes: u64,
    /// Lower-case hexadecimal digits.
    pub sha256: String,
}

impl LineBytes {
    /// What the inspector is to say about these bytes.
    pub fn of(line: &[u8]) -> Self {
        use sha2::{Digest, Sha256};
        Self { bytes: line.len() as u64, sha256: crate::canary::hex(&Sha256::digest(line)) }
    }
}

impl Window {
    /// Waits until the first frame is there with what it needs.
    pub async fn wait_ready(&self) -> Result<()> {
        self.wait_until("the window to be ready", LATER, async || {
            Ok((self.count_css("[data-testid=app][data-ready=true]").await? > 0).then_some(()))
        })
        .await
    }

    /// Begins a conversation with the demo merchant: from the first screen, or from the list.
    pub async fn talk_to_demo_merchant(&self) -> Result<()> {
        self.wait_ready().await?;
        if self.count("first-run").await? > 0 {
            self.click("first-run-demo").await?;
        } else {
            self.choose_merchant("imulated").await?;
        }
        self.wait_state("live").await
    }

    /// Opens the form for a new merchant and fills it, without saving.
    pub async fn fill_merchant_form(&self, merchant: NewMerchant<'_>) -> Result<()> {
        self.wait_ready().await?;
        self.click("merchant-add").await?;
        self.wait_for("merchant-form").await?;
        self.fill("merchant-name", merchant.name).await?;
        self.fill("merchant-base-url", merchant.base_url).await?;
        self.fill("merchant-business-id", BUSINESS).await?;
        self.fill("merchant-agent-id", AGENT).await?;
        self.fill("merchant-api-key", merchant.key).await
    }

    /// Saves the merchant form, which closes when all went well.
    pub async fn save_merchant(&self) -> Result<()> {
        self.click("merchant-save").await?;
        self.wait_gone("merchant-form").await
    }

    /// Adds a merchant that the server plays, with the key in the keychain, and begins a conversation with it.
    pub async fn talk_to_new_merchant(&self, name: &str, server: &Server, key: &str) -> Result<()> {
        self.fill_merchant_form(NewMerchant { name, base_url: &server.base_url(), key }).await?;
        self.save_merchant().await?;
        self.choose_merchant(name).await?;
        self.wait_state("live").await
    }

    /// Begins a conversation with a merchant of the list, and waits until it is the one that is shown.
    pub async fn choose_merchant(&self, name: &str) -> Result<()> {
        self.click_containing("merchant-item", "button", name).await?;
        let before = self.shown_conversation().await?;
        self.click("conversation-new").await?;
        self.wait_until("a conversation of its own", SOON, async || {
            let shown = self.shown_conversation().await?;
            Ok((shown.is_some() && shown != before).then_some(()))
        })
        .await
    }

    /// The id of the conversation on the screen.
    async fn shown_conversation(&self) -> Result<Option<String>> {
        let id = "return document.querySelector('[data-testid=conversation-item]:has([aria-current])')\
             ?.dataset.conversationId ?? null";
        Ok(serde_json::from_value(self.execute(id, Vec::new()).await?)?)
    }

    /// Opens the form of a merchant of the list.
    pub async fn edit_merchant(&self, name: &str) -> Result<()> {
        self.choose_from_menu(name, "merchant-edit").await?;
        self.wait_for("merchant-form").await.map(drop)
    }

    /// Takes a merchant off the list, with the question that comes before.
    pub async fn remove_merchant(&self, name: &str) -> Result<()> {
        self.choose_from_menu(name, "merchant-remove").await?;
        self.click("merchant-remove-confirm").await?;
        self.wait_gone("merchant-remove-confirm").await
    }

    async fn choose_from_menu(&self, name: &str, choice: &str) -> Result<()> {
        self.click_containing("merchant-item", "[data-testid=merchant-menu]", name).await?;
        // Every merchant has its menu in the page; only the one that was opened shows.
        self.click_css(&format!("[role=menu]:popover-open [data-testid={choice}]")).await
    }

    /// Clicks `inner` in the first part of this name that shows the text.
    pub async fn click_containing(&self, id: &str, inner: &str, text: &str) -> Result<()> {
        let what = format!("{id} with {text:?} to be clickable");
        let selector = format!("[data-testid=\"{id}\"]");
        self.wait_until(&what, SOON, async || {
            for element in self.find_all(&selector).await? {
                // Also what is scrolled away for the moment: the click brings it into view.
                let said = within("read", element.prop("textContent")).await?;
                if said.is_some_and(|said| said.contains(text)) {
                    // Some of what is in a row shows only under the pointer.
                    self.hover(&element).await?;
                    let inner = within("find", element.find(fantoccini::Locator::Css(inner))).await?;
                    return within("click", inner.click()).await.map(Some);
                }
            }
            Ok(None)
        })
        .await
    }

    /// Waits until the open conversation is in this state (`live`, `answering`, `closed`, …).
    pub async fn wait_state(&self, state: &str) -> Result<()> {
        let selector = format!("[data-testid=conversation-state][data-state=\"{state}\"]");
        self.wait_for_css(&selector).await.map(drop)
    }

    /// Writes as the customer and sends.
    pub async fn say(&self, text: &str) -> Result<()> {
        self.fill("composer", text).await?;
        self.click("send").await
    }

    /// Writes as the customer, sends, and waits for the end of the answer, whichever it is.
    pub async fn say_and_wait(&self, text: &str) -> Result<()> {
        let before = self.count("turn").await?;
        self.say(text).await?;
        self.wait_turn_ended(before + 1).await.map(drop)
    }

    /// Scrolls a presentation to the end of its answer: what is below the edge the presenter's key shows first.
    pub async fn read_to_end(&self) -> Result<()> {
        let script = "const list = document.querySelector('[data-testid=message-list]'); \
                      list.scrollTo({ top: list.scrollHeight, behavior: 'instant' }); \
                      return list.scrollHeight - list.scrollTop - list.clientHeight < 1";
        self.wait_until("the end of the answer", SOON, async || {
            Ok((self.execute(script, Vec::new()).await?.as_bool() == Some(true)).then_some(()))
        })
        .await
    }

    /// Waits until this many turns have ended; gives the state of the last one.
    pub async fn wait_turn_ended(&self, turns: usize) -> Result<String> {
        self.wait_until(&format!("the end of turn {turns}"), LATER, async || {
            let states = self.turn_states().await?;
            let ended = states.len() >= turns
                && states.iter().all(|state| !matches!(state.as_str(), "waiting" | "streaming"));
            Ok(states.last().cloned().filter(|_| ended))
        })
        .await
    }

    /// Waits until the pictures in sight have been drawn. Why some could not be, by the name of each reason.
    pub async fn pictures_drawn(&self, bound: Duration) -> Result<Vec<String>> {
        let coming = format!(
            "{PICTURES} return pictures.filter(({{ dataset }}) => dataset.state === 'loading').length"
        );
        self.wait_until("the pictures in sight", bound, async || {
            Ok((self.execute(&coming, Vec::new()).await? == 0).then_some(()))
        })
        .await?;
        // One that has come is decoded beside the page, and the page may still be drawing what its DOM already says.
        let drawn = format!(
            "{PICTURES} const done = arguments[0];
             const reasons = pictures.flatMap((picture) =>
                 picture.querySelector('[data-testid=media-failed]')?.dataset.reason ?? []);
             Promise.allSettled(pictures.map((picture) => picture.querySelector('img')?.decode())).then(() =>
                 requestAnimationFrame(() => requestAnimationFrame(() => done(reasons))));"
        );
        Ok(serde_json::from_value(self.execute_async(&drawn, Vec::new()).await?)?)
    }

    /// How each turn stands, from the first.
    pub async fn turn_states(&self) -> Result<Vec<String>> {
        let states = self
            .execute(
                "return [...document.querySelectorAll('[data-testid=turn]')].map((turn) => turn.dataset.state ?? '')",
                Vec::new(),
            )
            .await?;
        Ok(serde_json::from_value(states)?)
    }

    /// The selector of a part of the last turn.
    pub fn in_last_turn(id: &str) -> String {
        format!("[data-testid=turn]:last-of-type [data-testid=\"{id}\"]")
    }

    /// What the bubbles of one side say, in order.
    pub async fn messages(&self, role: &str) -> Result<Vec<String>> {
        // One call for all: there may be hundreds. What only a screen reader is told is left out, and the time of a
        // bubble too.
        let texts = self
            .execute(
                "return [...document.querySelectorAll('[data-testid=message]')] \
                 .filter((message) => message.dataset.role === arguments[0]) \
                 .map((message) => [...message.children] \
                   .filter((part) => !part.classList.contains('visually-hidden')) \
                   .map((part) => { \
                     const copy = part.cloneNode(true); \
                     for (const time of copy.querySelectorAll('time')) time.remove(); \
                     return copy.textContent.trim(); \
                   }).join('\\n').trim())",
                vec![json!(role)],
            )
            .await?;
        Ok(serde_json::from_value(texts)?)
    }

    /// Waits until Sofia has said this.
    pub async fn wait_answer(&self, text: &str) -> Result<()> {
        let what = format!("Sofia to say {text:?}");
        self.wait_until(&what, SOON, async || {
            Ok(self.messages("sofia").await?.iter().any(|said| said.contains(text)).then_some(()))
        })
        .await
    }

    /// The rows of the event list that are in the page, in the order of the wire.
    pub async fn event_rows(&self) -> Result<Vec<EventRow>> {
        self.open_inspector().await?;
        let found = self
            .execute(
                "return [...document.querySelectorAll('[data-testid=event-row]')] \
                 .map((row) => [Number(row.dataset.lineId), Number(row.dataset.seq), row.dataset.kind ?? ''])",
                Vec::new(),
            )
            .await?;
        let rows: Vec<(i64, u64, String)> = serde_json::from_value(found)?;
        let mut rows: Vec<EventRow> =
            rows.into_iter().map(|(line, seq, kind)| EventRow { line, seq, kind }).collect();
        rows.sort_by_key(|row| row.line);
        rows.dedup();
        Ok(rows)
    }

    /// Waits until the event list has this many rows.
    pub async fn wait_event_rows(&self, count: usize) -> Result<Vec<EventRow>> {
        self.wait_until(&format!("{count} rows in the event list"), SOON, async || {
            Ok(Some(self.event_rows().await?).filter(|rows| rows.len() >= count))
        })
        .await
    }

    /// Chooses a line in the event list and reads what the raw view says about its bytes.
    pub async fn inspect(&self, row: &EventRow) -> Result<LineBytes> {
        self.click_css(&format!("[data-testid=event-row][data-line-id=\"{}\"]", row.line)).await?;
        self.click("inspector-detail-tab-raw").await?;
        let what = format!("the raw view of line {}", row.line);
        let shown = format!("[data-testid=event-raw][data-line-id=\"{}\"][data-sha256]", row.line);
        self.wait_until(&what, SOON, async || Ok((self.count_css(&shown).await? > 0).then_some(()))).await?;
        let bytes = self.css_attribute(&shown, "data-bytes").await?.context("no data-bytes")?;
        let sha256 = self.css_attribute(&shown, "data-sha256").await?.context("no data-sha256")?;
        Ok(LineBytes { bytes: bytes.parse().context("data-bytes is no number")?, sha256 })
    }

    async fn open_inspector(&self) -> Result<()> {
        if self.count("inspector").await? == 0 {
            self.click("inspector-toggle").await?;
            self.wait_for("inspector").await?;
        }
        Ok(())
    }

    /// Opens a conversation of the list, from its top.
    pub async fn open_conversation(&self, index: usize) -> Result<()> {
        self.wait_ready().await?;
        self.wait_count("conversation-item", index + 1).await?;
        let selector = "[data-testid=conversation-item] > button";
        let rows = self.find_all(selector).await?;
        let row = rows.get(index).context("the conversation went away")?;
        within("click", row.click()).await?;
        self.wait_for("conversation-state").await.map(drop)
    }
}
