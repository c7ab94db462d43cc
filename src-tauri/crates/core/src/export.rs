//! Conversations on their way to somebody else: as a recording, a document, a page, a table, or JSON.
//!
//! Whatever the form, no key is in it ([`redact`]), and personal data can be taken out. A file appears whole or not at
//! all, and a conversation goes through memory a turn at a time.

mod csv;
mod html;
mod json;
mod labels;
mod markdown;
mod personal;
mod phones;
mod pictures;
mod recording;
mod redact;
mod transcript;
mod whatsapp;

use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use rusqlite::Connection;

pub use labels::Language;
pub use personal::{Masked, PersonalKind};
pub use pictures::{Picture, Pictures};

pub(crate) use redact::Redactor;

use crate::atomic_file::file_error;
use crate::error::Error;
use crate::history::{failed, held, held_turn, read_conversation, turn_ids};
use crate::recording::{RecordedConversation, RecordedTurn};

/// A time by the clock of the system, with its distance from UTC: `2025-07-05 13:19:26-03:00`.
pub fn moment(at_ms: i64) -> String {
    transcript::moment(at_ms, &TimeZone::system())
}

/// A form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExportFormat {
    /// Without loss, to be read in again: `*.sofia.ndjson`.
    Recording,
    /// For a ticket or a wiki.
    Markdown,
    /// One page that looks like the window and needs no network.
    Html,
    /// One row for each answer, with its rating: for those who keep the knowledge base.
    Csv,
    /// For programs: everything, with the events as they came.
    Json,
}

impl ExportFormat {
    /// All of them, in the order in which a list should offer them.
    pub const ALL: [Self; 5] = [Self::Recording, Self::Markdown, Self::Html, Self::Csv, Self::Json];

    /// Its name on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Recording => "recording",
            Self::Markdown => "md",
            Self::Html => "html",
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    /// What the name of such a file ends in.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Recording => crate::recording::EXTENSION,
            Self::Markdown => "md",
            Self::Html => "html",
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }
}

/// How conversations go out.
#[derive(Debug, Clone)]
pub struct ExportOptions {
    /// The form.
    pub format: ExportFormat,
    /// Take the customer's id, phone numbers and e-mail addresses out.
    pub mask: bool,
    /// What a document's own words are in. A recording, a table and JSON have none.
    pub language: Language,
    /// Whose clock a document shows.
    pub zone: TimeZone,
    /// Begin a table with a byte order mark, without which Excel takes accents for noise.
    pub byte_order_mark: bool,
    /// Where a page gets its pictures. A document, a table and JSON have none.
    pub pictures: Pictures,
}

impl ExportOptions {
    /// A form as people mostly want it: nothing taken out, in English, by the clock of the system.
    pub fn of(format: ExportFormat) -> Self {
        Self {
            format,
            mask: false,
            language: Language::English,
            zone: TimeZone::system(),
            byte_order_mark: true,
            pictures: Pictures::default(),
        }
    }
}

/// What went out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Exported {
    /// Conversations.
    pub conversations: u64,
    /// Messages that were sent.
    pub turns: u64,
    /// Lines that came.
    pub lines: u64,
    /// Bytes that were written.
    pub bytes: u64,
}

/// How far an export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportProgress {
    /// Conversations that are done.
    pub done: usize,
    /// Conversations in all.
    pub of: usize,
}

/// Where an export goes.
pub(crate) struct Writing<'a> {
    out: &'a mut dyn Write,
    path: PathBuf,
    bytes: u64,
}

impl<'a> Writing<'a> {
    pub(crate) fn to(out: &'a mut dyn Write, path: &Path) -> Self {
        Self { out, path: path.to_path_buf(), bytes: 0 }
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.bytes += bytes.len() as u64;
        self.out.write_all(bytes).map_err(|source| file_error(&self.path, source))
    }
}

/// One form of an export. Conversations come one after the other, each with its turns in order.
trait Sheet {
    fn begin(&mut self, out: &mut Writing<'_>) -> Result<(), Error>;
    /// Whose the next conversation is, by the id that the merchant has here.
    fn merchant(&mut self, _id: &str) {}
    fn conversation(
        &mut self,
        conversation: &RecordedConversation,
        out: &mut Writing<'_>,
    ) -> Result<(), Error>;
    fn turn(&mut self, turn: &RecordedTurn, out: &mut Writing<'_>) -> Result<(), Error>;
    fn conversation_over(&mut self, out: &mut Writing<'_>) -> Result<(), Error>;
    fn end(&mut self, _out: &mut Writing<'_>) -> Result<(), Error> {
        Ok(())
    }
}

fn sheet(options: &ExportOptions) -> Box<dyn Sheet> {
    match options.format {
        ExportFormat::Recording => Box::new(recording::RecordingSheet::default()),
        ExportFormat::Markdown => Box::new(markdown::MarkdownSheet::new(options)),
        ExportFormat::Html => Box::new(html::HtmlSheet::new(options)),
        ExportFormat::Csv => Box::new(csv::CsvSheet::new(options)),
        ExportFormat::Json => Box::new(json::JsonSheet::default()),
    }
}

/// Writes conversations, all of them as they were at one and the same moment. `on_progress` may end it.
pub(crate) fn export(
    connection: &Connection,
    ids: &[String],
    options: &ExportOptions,
    redactor: &mut Redactor,
    out: &mut Writing<'_>,
    on_progress: &mut dyn FnMut(ExportProgress) -> ControlFlow<()>,
) -> Result<Exported, Error> {
    let snapshot = connection.unchecked_transaction().map_err(failed(connection))?;
    let mut sheet = sheet(options);
    let mut exported = Exported::default();
    sheet.begin(out)?;
    for (done, id) in ids.iter().enumerate() {
        if on_progress(ExportProgress { done, of: ids.len() }).is_break() {
            return Err(Error::Cancelled);
        }
        sheet.merchant(&read_conversation(&snapshot, id)?.merchant_id);
        sheet.conversation(&redactor.conversation(held(&snapshot, id)?), out)?;
        exported.conversations += 1;
        for turn_id in turn_ids(&snapshot, id)? {
            let turn = redactor.turn(held_turn(&snapshot, turn_id)?);
            exported.turns += 1;
            exported.lines += turn.lines.len() as u64;
            sheet.turn(&turn, out)?;
        }
        sheet.conversation_over(out)?;
    }
    sheet.end(out)?;
    // Nobody needs to be told that all is done: the answer says it.
    exported.bytes = out.bytes;
    Ok(exported)
}

/// What would be taken out of conversations.
pub(crate) fn would_mask(
    connection: &Connection,
    ids: &[String],
    mut redactor: Redactor,
) -> Result<Vec<Masked>, Error> {
    let snapshot = connection.unchecked_transaction().map_err(failed(connection))?;
    for id in ids {
        redactor.conversation(held(&snapshot, id)?);
        for turn_id in turn_ids(&snapshot, id)? {
            redactor.turn(held_turn(&snapshot, turn_id)?);
        }
    }
    Ok(redactor.into_list())
}

#[cfg(test)]
mod tests;
