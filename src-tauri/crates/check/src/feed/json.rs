//! Products in JSON: an array, objects one to a line, or Shopify's `products.json`.
//!
//! The elements are cut out by their brackets and read one by one with the wire's own reader, which keeps numbers as
//! the characters that came: `59.90` stays `59.90`.

mod cut;
mod element;

use std::io;

use agent_graph::json::Object;

use super::column::{Correction, Mapping};
use super::finding::{Finding, Problem};
use super::record::{Record, Records, Step, Wanted};
use super::text::{Buffer, Encodings, decode};
use cut::{Cutter, Next};
use element::Reading;

/// Members of an object that hold the products, in the formats and in shops' own exports.
const HOLDERS: [&str; 6] = ["products", "items", "data", "entries", "offers", "resources"];

/// Members of an object that hold an object that holds the products.
const WRAPPERS: [&str; 5] = ["data", "catalog", "feed", "result", "response"];

/// The array of products that an object holds, if it is no product itself.
fn held<'a>(object: &Object<'a>) -> Option<&'a str> {
    HOLDERS.iter().find_map(|name| object.get(name)).filter(|value| value.starts_with('['))
}

/// Whether a text that begins as an object has its products one to a line. A single line may also be an object that holds
/// them all.
pub(crate) fn is_lines(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(LINES_TO_TELL).collect();
    match lines.as_slice() {
        [only] => Object::read(only).is_some_and(|object| {
            held(&object).is_none() && !WRAPPERS.iter().any(|name| object.object(name).is_some())
        }),
        // In an object that is laid out over several lines, those inside are indented.
        lines => lines.iter().any(|line| line.starts_with('{') && Object::read(line).is_some()),
    }
}

/// How many lines are looked at: some of them may be broken.
const LINES_TO_TELL: usize = 10;

/// How the objects of a file stand in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// In an array, which may be a member of an object.
    Array,
    /// One to a line.
    Lines,
}

pub(crate) struct JsonItems {
    cutter: Cutter,
    reading: Reading,
    encodings: Encodings,
    /// Variants of the product that was read last.
    ready: std::collections::VecDeque<Record>,
}

impl JsonItems {
    pub(crate) fn open(
        buffer: Buffer,
        standing: Standing,
        corrections: &[Correction],
        wanted: Wanted,
    ) -> io::Result<Self> {
        Ok(Self {
            cutter: Cutter::open(buffer, standing)?,
            reading: Reading::new(corrections, wanted),
            encodings: Encodings::default(),
            ready: std::collections::VecDeque::new(),
        })
    }
}

impl Records for JsonItems {
    fn next(&mut self, record: &mut Record) -> io::Result<Step> {
        loop {
            if let Some(ready) = self.ready.pop_front() {
                *record = ready;
                return Ok(Step::Row);
            }
            match self.cutter.next()? {
                Next::End => return Ok(Step::End),
                Next::Bad(line, problem) => return Ok(Step::Bad(Finding { line, id: None, problem })),
                Next::Element { length } => {
                    let line = self.cutter.line();
                    let bytes = self.cutter.bytes(length);
                    if self.reading.wanted() == Wanted::Prices {
                        self.encodings.note(bytes);
                    }
                    let (text, other_encoding) = decode(bytes);
                    let problem = self.reading.read(&text, line, other_encoding, &mut self.ready).err();
                    self.cutter.take(length, matches!(problem, Some(Problem::NotJson { .. })));
                    if let Some(problem) = problem {
                        return Ok(Step::Bad(Finding { line, id: None, problem }));
                    }
                }
            }
        }
    }

    fn mapping(&self) -> &Mapping {
        self.reading.mapping()
    }

    fn encodings(&self) -> Encodings {
        self.encodings
    }
}
