//! Which format a file is of, by what is in it.

use std::fmt;
use std::io;
use std::str::FromStr;

use super::column::{Correction, Field, Mapping};
use super::delimited::Layout;
use super::json::{Standing, is_lines};
use super::source::{Counter, Decoding, HEAD, Source, decoding_of};
use super::{FeedError, text};
use std::io::Read as _;

/// The formats that a person can name with `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Tab-separated, Google's or Meta's columns.
    Tsv,
    /// Comma- or semicolon-separated, Google's or Meta's columns.
    Csv,
    /// Shopify's product export.
    ShopifyCsv,
    /// RSS items or Atom entries.
    Xml,
    /// An array of objects, or an object with one.
    Json,
    /// An object on each line.
    JsonLines,
}

impl Format {
    const ALL: [Self; 6] = [Self::Tsv, Self::Csv, Self::ShopifyCsv, Self::Xml, Self::Json, Self::JsonLines];

    /// The names of all.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::ALL.into_iter().map(Self::name)
    }

    /// The name to use on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tsv => "tsv",
            Self::Csv => "csv",
            Self::ShopifyCsv => "shopify-csv",
            Self::Xml => "xml",
            Self::Json => "json",
            Self::JsonLines => "jsonl",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = FormatError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|format| format.name() == text);
        found.ok_or_else(|| FormatError(text.to_owned()))
    }
}

/// A name of no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no format {0:?}")]
pub struct FormatError(String);

/// How a file is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Delimited(Layout),
    Xml,
    Json(Standing),
}

/// What was found out about a file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Detected {
    pub format: Format,
    pub shape: Shape,
    pub decoding: Decoding,
    pub packed: bool,
}

impl Detected {
    /// Whether products can be told apart by these columns. In formats without a header, a row that has no id is told.
    pub(crate) fn names_products(&self, mapping: &Mapping) -> bool {
        !matches!(self.shape, Shape::Delimited(_)) || mapping.names_products()
    }
}

/// Looks at a file's beginning.
pub(crate) fn detect(
    source: &Source,
    wanted: Option<Format>,
    corrections: &[Correction],
) -> Result<Detected, FeedError> {
    let raw = source.raw_head()?;
    if raw.starts_with(b"PK") || raw.starts_with(b"%PDF") || raw.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(FeedError::NotText);
    }
    let decoding = decoding_of(&source.head()?);
    let mut head = Vec::new();
    source.open(decoding, &Counter::default())?.take(HEAD as u64).read_to_end(&mut head).map_err(broken)?;
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head);
    let (text, _) = text::decode(head);
    if text.trim().is_empty() {
        return Err(FeedError::Empty);
    }
    if is_no_text(&text) {
        return Err(FeedError::NotText);
    }
    let (format, shape) = match wanted {
        Some(format) => (format, forced(format, &text, corrections)),
        None => guessed(&text, corrections)?,
    };
    Ok(Detected { format, shape, decoding, packed: raw.starts_with(&[0x1F, 0x8B]) })
}

/// Whether bytes that were read as characters are none. A feed may have a stray control character, and a program has many.
fn is_no_text(text: &str) -> bool {
    const FEW: usize = 4;
    let is_strange = |character: &char| matches!(character, '\0'..='\u{8}' | '\u{E}'..='\u{1A}' | '\u{1C}'..='\u{1F}' | '\u{7F}' | '\u{FFFD}');
    let strange = text.chars().filter(is_strange).count();
    strange > FEW && strange * 100 > text.chars().count()
}

fn broken(error: io::Error) -> FeedError {
    FeedError::Read(error)
}

fn guessed(text: &str, corrections: &[Correction]) -> Result<(Format, Shape), FeedError> {
    match text.trim_start().chars().next() {
        Some('<') => {
            let lower = text.trim_start().to_ascii_lowercase();
            if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
                return Err(FeedError::WebPage);
            }
            Ok((Format::Xml, Shape::Xml))
        }
        Some('[') => Ok((Format::Json, Shape::Json(Standing::Array))),
        Some('{') => Ok(if is_lines(text) {
            (Format::JsonLines, Shape::Json(Standing::Lines))
        } else {
            (Format::Json, Shape::Json(Standing::Array))
        }),
        _ => {
            let (layout, mapping) = layout_of(text, b"\t,;|", corrections);
            let format = if is_shopify(&mapping) {
                Format::ShopifyCsv
            } else if layout.delimiter == b'\t' {
                Format::Tsv
            } else {
                Format::Csv
            };
            Ok((format, Shape::Delimited(layout)))
        }
    }
}

fn forced(format: Format, text: &str, corrections: &[Correction]) -> Shape {
    match format {
        Format::Tsv => Shape::Delimited(layout_of(text, b"\t", corrections).0),
        Format::Csv | Format::ShopifyCsv => Shape::Delimited(layout_of(text, b",;|\t", corrections).0),
        Format::Xml => Shape::Xml,
        Format::Json => Shape::Json(Standing::Array),
        Format::JsonLines => Shape::Json(Standing::Lines),
    }
}

/// How many lines may stand before the header: a title, an export's date.
const MOST_BEFORE_HEADER: usize = 10;

/// The delimiter and the header line that make most sense: those by which most columns are recognised.
fn layout_of(text: &str, delimiters: &[u8], corrections: &[Correction]) -> (Layout, Mapping) {
    let terminator = if text.contains('\n') || !text.contains('\r') { b'\n' } else { b'\r' };
    let lines = text.split(char::from(terminator)).take(MOST_BEFORE_HEADER).enumerate();
    let mut best = (Layout { delimiter: delimiters[0], terminator, skipped: 0 }, Mapping::default());
    let mut most = (0, 0);
    for (skipped, line) in lines {
        for &delimiter in delimiters {
            let names: Vec<&str> =
                line.split(char::from(delimiter)).map(|name| name.trim().trim_matches('"')).collect();
            let mapping = Mapping::of_header(names.iter().copied(), corrections);
            // A first line that says nothing is still the likeliest header.
            let cells = if skipped == 0 { names.len() } else { 0 };
            let sense = (mapping.recognised(), cells);
            if sense > most && (skipped == 0 || mapping.recognised() > 1) {
                most = sense;
                best = (Layout { delimiter, terminator, skipped }, mapping);
            }
        }
    }
    best
}

fn is_shopify(mapping: &Mapping) -> bool {
    let has = |field| mapping.has(field);
    has(Field::Handle)
        && !has(Field::Id)
        && (has(Field::OptionName(1)) || has(Field::OptionValue(1)) || has(Field::Price))
}
