//! Products in XML: RSS items and Atom entries, with whatever prefix the namespace has.
//!
//! The file is cut into items first and each is read by itself, so that one that is no XML costs itself alone.

use std::io;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::column::{Correction, Field, Mapping};
use super::finding::{Finding, Problem};
use super::record::{Record, Records, Step, Value, Wanted};
use super::text::{Buffer, Encodings, decode};
use crate::feed::html;

/// An item with a long description and a hundred pictures is far smaller.
const LONGEST_ITEM: usize = 4 * 1024 * 1024;

/// The elements that are one product. The formats prescribe the first two.
const ITEMS: [&[u8]; 4] = [b"item", b"entry", b"product", b"offer"];

pub(crate) struct XmlItems {
    buffer: Buffer,
    line: u64,
    mapping: Mapping,
    corrections: Vec<Correction>,
    wanted: Wanted,
    encodings: Encodings,
    /// The name of this file's items, once one was found.
    name: Option<&'static [u8]>,
}

/// What was found in the buffer, by its offset.
enum Found {
    Item { end: usize },
    Unclosed { next: usize },
    TooLong,
    EndsEarly,
}

impl XmlItems {
    pub(crate) fn open(buffer: Buffer, corrections: &[Correction], wanted: Wanted) -> Self {
        Self {
            buffer,
            line: 1,
            mapping: Mapping::default(),
            corrections: corrections.to_vec(),
            wanted,
            encodings: Encodings::default(),
            name: None,
        }
    }

    fn consume(&mut self, count: usize) {
        let passed = self.buffer.available().get(..count).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', passed).count() as u64;
        self.buffer.consume(count);
    }

    /// The offset of a byte string at or behind `from`, reading on as far as `limit`.
    fn find(&mut self, from: usize, wanted: &[u8], limit: usize) -> io::Result<Option<usize>> {
        let mut searched = from;
        loop {
            let available = self.buffer.available();
            if let Some(at) = memchr::memmem::find(available.get(searched..).unwrap_or_default(), wanted) {
                return Ok(Some(searched + at));
            }
            searched = available.len().saturating_sub(wanted.len()).max(from);
            if available.len() > limit || !self.buffer.more()? {
                return Ok(None);
            }
        }
    }

    /// Whether the markup at an offset has this name, read on far enough to tell.
    fn name_at(&mut self, at: usize, name: &[u8]) -> io::Result<bool> {
        while self.buffer.available().len() < at + name.len() + MARKUP {
            if !self.buffer.more()? {
                break;
            }
        }
        let rest = self.buffer.available().get(at..).unwrap_or_default();
        let ends = |byte: Option<&u8>| {
            byte.is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'))
        };
        Ok(rest.starts_with(name) && ends(rest.get(name.len())))
    }

    /// Behind a comment or a CDATA section that begins at an offset, if one does.
    fn behind_section(&mut self, at: usize) -> io::Result<Option<usize>> {
        for (opening, closing) in [(b"<!--".as_slice(), b"-->".as_slice()), (b"<![CDATA[", b"]]>")] {
            while self.buffer.available().len() < at + opening.len() && self.buffer.more()? {}
            if self.buffer.available().get(at..).is_some_and(|rest| rest.starts_with(opening)) {
                let end = self.find(at + opening.len(), closing, at + LONGEST_ITEM)?;
                return Ok(Some(end.map_or(at + opening.len(), |end| end + closing.len())));
            }
        }
        Ok(None)
    }

    /// Drops everything before the next item; false where there is none.
    fn skip_to_item(&mut self) -> io::Result<bool> {
        loop {
            let Some(at) = self.find(0, b"<", LONGEST_ITEM)? else {
                let all = self.buffer.available().len();
                if all <= LONGEST_ITEM {
                    return Ok(false);
                }
                self.consume(all);
                continue;
            };
            self.consume(at);
            if let Some(behind) = self.behind_section(0)? {
                self.consume(behind);
                continue;
            }
            let names: Vec<&'static [u8]> = self.name.map_or_else(|| ITEMS.to_vec(), |name| vec![name]);
            for name in names {
                if self.name_at(1, name)? {
                    self.name = Some(name);
                    return Ok(true);
                }
            }
            self.consume(1);
        }
    }

    /// The end of the item at the buffer's start.
    fn item_end(&mut self, name: &[u8]) -> io::Result<Found> {
        let mut at = 1;
        loop {
            let Some(found) = self.find(at, b"<", LONGEST_ITEM)? else {
                let too_long = self.buffer.available().len() > LONGEST_ITEM;
                return Ok(if too_long { Found::TooLong } else { Found::EndsEarly });
            };
            if found > LONGEST_ITEM {
                return Ok(Found::TooLong);
            }
            if let Some(behind) = self.behind_section(found)? {
                at = behind;
            } else if self.name_at(found + 1, name)? {
                return Ok(Found::Unclosed { next: found });
            } else {
                let closing = self.buffer.available().get(found + 1) == Some(&b'/');
                if closing && self.name_at(found + 2, name)? {
                    let end = self.find(found, b">", LONGEST_ITEM)?;
                    return Ok(end.map_or(Found::EndsEarly, |end| Found::Item { end: end + 1 }));
                }
                at = found + 1;
            }
        }
    }

    fn read(&mut self, length: usize, record: &mut Record) -> Option<Problem> {
        let bytes = self.buffer.available().get(..length).unwrap_or_default();
        if self.wanted == Wanted::Prices {
            self.encodings.note(bytes);
        }
        let (text, other_encoding) = decode(bytes);
        record.other_encoding = other_encoding;
        let mut item = Item {
            mapping: &mut self.mapping,
            corrections: &self.corrections,
            wanted: self.wanted,
            record,
            prefixed: Vec::new(),
        };
        item.read(&text).err().map(|error| Problem::NotXml { reason: error.to_string() })
    }
}

/// Room for what ends a name.
const MARKUP: usize = 3;

impl Records for XmlItems {
    fn next(&mut self, record: &mut Record) -> io::Result<Step> {
        if !self.skip_to_item()? {
            return Ok(Step::End);
        }
        let line = self.line;
        record.clear(line);
        let bad = |problem| Ok(Step::Bad(Finding { line, id: None, problem }));
        let name = self.name.unwrap_or(ITEMS[0]);
        match self.item_end(name)? {
            Found::Item { end } => {
                let problem = self.read(end, record);
                self.consume(end);
                problem.map_or(Ok(Step::Row), bad)
            }
            Found::Unclosed { next } => {
                self.consume(next);
                bad(Problem::NotXml { reason: "the element is not closed".to_owned() })
            }
            Found::TooLong => {
                self.consume(LONGEST_ITEM);
                bad(Problem::TooLong { limit: LONGEST_ITEM })
            }
            Found::EndsEarly => {
                self.consume(self.buffer.available().len());
                bad(Problem::EndsEarly)
            }
        }
    }

    fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    fn encodings(&self) -> Encodings {
        self.encodings
    }
}

/// One item that is being read.
struct Item<'a> {
    mapping: &'a mut Mapping,
    corrections: &'a [Correction],
    wanted: Wanted,
    record: &'a mut Record,
    /// Fields that an element with a prefix has filled: `g:title` goes before the channel's own `title`.
    prefixed: Vec<Field>,
}

impl Item<'_> {
    fn read(&mut self, text: &str) -> Result<(), quick_xml::Error> {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        // The item itself is the first level, its children the second.
        let mut depth = 0usize;
        let mut open: Option<(Field, bool, String)> = None;
        loop {
            match reader.read_event()? {
                Event::Start(start) => {
                    depth += 1;
                    if depth == 2 {
                        open = self.field(&start).map(|(field, prefixed)| (field, prefixed, address(&start)));
                    }
                }
                Event::Empty(start) if depth == 1 => {
                    if let Some((field, prefixed)) = self.field(&start) {
                        self.put(field, prefixed, address(&start));
                    }
                }
                Event::End(_) => {
                    if depth == 2
                        && let Some((field, prefixed, text)) = open.take()
                    {
                        self.put(field, prefixed, text);
                    }
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return Ok(());
                    }
                }
                Event::Text(text) => append(&mut open, depth, &text),
                Event::CData(text) => append(&mut open, depth, &text),
                Event::GeneralRef(name) => match html::character(&name) {
                    Some(character) => append(&mut open, depth, character.encode_utf8(&mut [0; 4])),
                    None => append(&mut open, depth, &format!("&{};", &*name)),
                },
                Event::Eof => return Ok(()),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
    }

    fn field(&mut self, start: &BytesStart<'_>) -> Option<(Field, bool)> {
        let name = start.name();
        let name: &str = name.as_ref();
        let (prefixed, local) = name.split_once(':').map_or((false, name), |(_, local)| (true, local));
        let field = match local {
            // Atom's own names.
            "summary" | "content" if !prefixed => Field::Description,
            local => self.mapping.field(local, self.corrections)?,
        };
        self.wanted.includes(field).then_some((field, prefixed))
    }

    fn put(&mut self, field: Field, prefixed: bool, text: String) {
        if text.trim().is_empty() {
            return;
        }
        let known = self.record.values.iter().any(|value| value.field == field);
        if known && !field.repeats() {
            if !prefixed || self.prefixed.contains(&field) {
                return;
            }
            self.record.values.retain(|value| value.field != field);
        }
        if prefixed {
            self.prefixed.push(field);
        }
        self.record.values.push(Value { field, text, exact: false });
    }
}

/// Text counts where it stands in a child of the item. Deeper, it is part of something else (the price of a shipping),
/// unless it is a description that was not escaped.
fn append(open: &mut Option<(Field, bool, String)>, depth: usize, text: &str) {
    if let Some((field, _, collected)) = open
        && (depth == 2 || (depth > 2 && *field == Field::Description))
    {
        collected.push_str(text);
    }
}

/// `<link href="…"/>` of Atom.
fn address(start: &BytesStart<'_>) -> String {
    let href = start.try_get_attribute("href").ok().flatten();
    href.map(|href| html::decode(&href.value).into_owned()).unwrap_or_default()
}
