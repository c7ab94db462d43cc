//! `sofia export` and `sofia import`: conversations in files.

use std::io::{IsTerminal as _, Read as _, stdout};
use std::path::{Path, PathBuf};

use agent_graph::Timeouts;
use anyhow::Context as _;
use clap::{Args, ValueEnum};
use serde_json::json;
use sofia_core::data_folder::DataFolder;
use sofia_core::export::{ExportFormat, ExportOptions, Language, Masked, PersonalKind, Picture, Pictures};
use sofia_core::history::ListFilter;
use sofia_core::recording::Notice;
use sofia_core::{Cancel, Engine, Error, Imported};
use sofia_media::{Cache, CacheBounds, Media};

use crate::exit::{Exit, Failure};
use crate::history;
use crate::notices::say;
use crate::open::{self, print};
use crate::text::one_line;

pub(crate) const EXPORT_NOTES: &str = "\
An id may be shortened to its beginning, as long as no other begins so.
A file appears whole or not at all, and takes the place of one that is there.
No form holds an API key.

  recording  without loss, for `sofia import` and `sofia simulate --from`
  md         Markdown, for a ticket or a wiki
  html       one page that looks like the window and needs no network; it has
             the pictures that the window has shown
  csv        one row for each answer, with its rating, for a spreadsheet
  json       everything, with the events as they came

Examples:
  sofia export 7c9e6679 --format html -o answer.html --mask
  sofia export --all --format csv -o answers.csv";

pub(crate) const IMPORT_NOTES: &str = "\
A file is judged by what is in it: a recording, or the bare lines of an answer
as `curl -N … > file` leaves them. All of it is taken in or nothing. The
merchant need not be known here. A conversation that is here already, to the
byte, is named and left out; --again takes it in once more.

Examples:
  sofia import answer.sofia.ndjson
  curl -N … | sofia import -";

/// What `sofia export` takes.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The conversations. `sofia conversations` lists them.
    #[arg(value_name = "ID", required_unless_present = "all", conflicts_with = "all")]
    pub ids: Vec<String>,
    /// All conversations, the oldest first.
    #[arg(long)]
    pub all: bool,
    /// The form. Without it, the ending of the file decides, and without that it is a recording.
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Form>,
    /// The file. Without it, or with `-`, standard output.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Take the customer's id, phone numbers and e-mail addresses out, and say which.
    #[arg(long)]
    pub mask: bool,
    /// Only list what --mask would take out; nothing is written.
    #[arg(long, conflicts_with = "output")]
    pub preview_mask: bool,
    /// The language of a document's own words.
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    pub language: DocumentLanguage,
    /// Leave out the byte order mark that a spreadsheet needs to read accents.
    #[arg(long)]
    pub no_bom: bool,
}

/// A form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    Recording,
    #[value(alias = "markdown")]
    Md,
    Html,
    Csv,
    Json,
}

impl From<Form> for ExportFormat {
    fn from(form: Form) -> Self {
        match form {
            Form::Recording => Self::Recording,
            Form::Md => Self::Markdown,
            Form::Html => Self::Html,
            Form::Csv => Self::Csv,
            Form::Json => Self::Json,
        }
    }
}

/// A language of the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DocumentLanguage {
    En,
    #[value(name = "pt-BR", alias = "pt", alias = "pt-br")]
    PtBr,
    Es,
}

impl From<DocumentLanguage> for Language {
    fn from(language: DocumentLanguage) -> Self {
        match language {
            DocumentLanguage::En => Self::English,
            DocumentLanguage::PtBr => Self::Portuguese,
            DocumentLanguage::Es => Self::Spanish,
        }
    }
}

/// What `sofia import` takes.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The file, or `-` for standard input.
    pub file: PathBuf,
    /// Take in also what is here already.
    #[arg(long)]
    pub again: bool,
    /// Print one JSON array of the conversations that were taken in, as `sofia conversations --json` does.
    #[arg(long)]
    pub json: bool,
}

pub(crate) async fn export(arguments: Export) -> Result<Exit, Failure> {
    let engine = open::engine(Timeouts::default())?;
    let ids = if arguments.all { every_id(&engine).await? } else { found(&engine, &arguments.ids).await? };
    if arguments.preview_mask {
        return preview(&engine.would_mask(&ids).await?);
    }
    let path = arguments.output.as_deref().filter(|path| *path != Path::new("-"));
    let format = arguments.format.map(ExportFormat::from).or_else(|| path.and_then(format_of));
    let options = ExportOptions {
        mask: arguments.mask,
        language: arguments.language.into(),
        byte_order_mark: !arguments.no_bom,
        pictures: pictures(engine.folder()),
        ..ExportOptions::of(format.unwrap_or(ExportFormat::Recording))
    };
    let masked = if arguments.mask { engine.would_mask(&ids).await? } else { Vec::new() };
    match path {
        Some(path) => {
            let exported = engine.export(&ids, options, path, Cancel::default(), |_| {}).await?;
            say(&format!("{} written to {}.", counted(exported.conversations), path.display()));
        }
        None => {
            let written = engine.export_to(&ids, options, stdout()).await;
            match written {
                // Whoever reads standard output wants no more.
                Err(Error::File { source, .. }) if source.kind() == std::io::ErrorKind::BrokenPipe => {}
                written => {
                    written?;
                }
            }
        }
    }
    for masked in &masked {
        say(&format!("{} stands for {} ({}×).", masked.replacement, masked.value, masked.count));
    }
    Ok(Exit::Fine)
}

/// What the window has fetched and kept; nothing is fetched for a file.
fn pictures(folder: &DataFolder) -> Pictures {
    let cache = Cache::new(folder.media(), CacheBounds::default());
    Pictures::kept(move |merchant_id, address| {
        let Media { format, bytes } = cache.kept_picture(merchant_id, address)?;
        Some(Picture { content_type: format.content_type(), bytes })
    })
}

async fn every_id(engine: &Engine) -> Result<Vec<String>, Failure> {
    let all = engine.conversations(ListFilter { limit: u32::MAX, ..ListFilter::default() }).await?;
    Ok(all.into_iter().rev().map(|conversation| conversation.id).collect())
}

async fn found(engine: &Engine, beginnings: &[String]) -> Result<Vec<String>, Failure> {
    let mut ids: Vec<String> = Vec::new();
    for beginning in beginnings {
        let conversation = history::conversation(engine, beginning).await?;
        if !ids.contains(&conversation.id) {
            ids.push(conversation.id);
        }
    }
    Ok(ids)
}

/// The form that a file's name asks for.
fn format_of(path: &Path) -> Option<ExportFormat> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    let longest_first = [
        (".ndjson", ExportFormat::Recording),
        (".markdown", ExportFormat::Markdown),
        (".md", ExportFormat::Markdown),
        (".html", ExportFormat::Html),
        (".htm", ExportFormat::Html),
        (".csv", ExportFormat::Csv),
        (".json", ExportFormat::Json),
    ];
    longest_first.into_iter().find(|(ending, _)| name.ends_with(ending)).map(|(_, format)| format)
}

fn preview(masked: &[Masked]) -> Result<Exit, Failure> {
    for masked in masked {
        let kind = match masked.kind {
            PersonalKind::Customer => "customer",
            PersonalKind::Phone => "phone",
            PersonalKind::Email => "email",
        };
        let line =
            [kind, &masked.replacement, &masked.count.to_string(), &one_line(&masked.value)].join("\t");
        print(&format!("{line}\n"))?;
    }
    if masked.is_empty() {
        say("No customer's id, phone number or e-mail address was found.");
    }
    Ok(Exit::Fine)
}

pub(crate) async fn import(arguments: Import) -> Result<Exit, Failure> {
    let engine = open::engine(Timeouts::default())?;
    let imported = if arguments.file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).context("standard input cannot be read")?;
        engine.import_bytes(&bytes, "standard input", arguments.again).await?
    } else {
        engine.import(&arguments.file, arguments.again).await.map_err(not_imported)?
    };
    for notice in &imported.notices {
        say(sentence_of(*notice));
    }
    report(&imported, arguments.json)?;
    Ok(Exit::Fine)
}

/// A file that is not there or cannot be opened is no fault of ours.
fn not_imported(error: Error) -> Failure {
    match error {
        Error::File { path, source } => {
            Failure::of_file(format!("{} cannot be read: {source}. Nothing was imported.", path.display()))
        }
        error => error.into(),
    }
}

/// What is unusual about a file, for a person.
pub(crate) fn sentence_of(notice: Notice) -> &'static str {
    match notice {
        Notice::ByteOrderMark => "The file began with a byte order mark, which was left out.",
        Notice::Utf16 => {
            "The file was UTF-16, as `>` writes it in PowerShell. What came over the wire was not, so its bytes are not those."
        }
        Notice::Capture => {
            "The file is the bare lines of an answer: what was asked, and when what came, is not known."
        }
    }
}

fn report(imported: &Imported, as_json: bool) -> Result<(), Failure> {
    if as_json {
        let objects: Vec<_> = imported.conversations.iter().map(history::object).collect();
        return print(&format!("{:#}\n", json!(objects)));
    }
    for known in &imported.known {
        say(&format!("“{}” is already there as {}.", one_line(known.called()), known.id));
    }
    if !imported.known.is_empty() {
        say("What is already there was left out; --again takes it in once more.");
    }
    for conversation in &imported.conversations {
        print(&format!("{}\n", conversation.id))?;
    }
    if stdout().is_terminal() || imported.conversations.len() != 1 {
        say(&format!("{} taken in.", counted(imported.conversations.len() as u64)));
    }
    Ok(())
}

fn counted(conversations: u64) -> String {
    if conversations == 1 { "1 conversation".to_owned() } else { format!("{conversations} conversations") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_of_a_name_decides_the_form() {
        let table = [
            ("a.sofia.ndjson", Some(ExportFormat::Recording)),
            ("A.HTML", Some(ExportFormat::Html)),
            ("a.b.csv", Some(ExportFormat::Csv)),
            ("a.json", Some(ExportFormat::Json)),
            ("a.md", Some(ExportFormat::Markdown)),
            ("a", None),
        ];
        for (name, expected) in table {
            assert_eq!(format_of(Path::new(name)), expected, "{name}");
        }
    }
}
