//! Rows of cells: CSV and TSV, as they are rather than as they should be.
//!
//! A quote that does not close makes a reader by the book swallow the file to its end. Here a row is first cut and then
//! split: where a quoted cell runs on over the line's end and what follows shows that it was never meant to, only the
//! first line is taken, with its quote as a plain character, and reading goes on behind it.

use std::io;

use super::column::{Correction, Field, Mapping};
use super::finding::{Finding, Problem};
use super::record::{Record, Records, Step, Wanted};
use super::text::{Buffer, Encodings, decode};

/// A row of a product is far smaller.
const LONGEST_ROW: usize = 1024 * 1024;

/// Over how many lines a quoted cell may run.
const MOST_LINES: usize = 1000;

/// What remains of that in a file whose quotes turn out not to close, so that each does not cost a thousand lines.
const FEWEST_LINES: usize = 16;

const QUOTE: u8 = b'"';

/// Rows whose cells are kept to be shown.
const SAMPLES: usize = 5;

/// How the rows of a file are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Layout {
    pub delimiter: u8,
    /// What ends a line: a line feed, or a carriage return in files of old Macs.
    pub terminator: u8,
    /// Lines before the header.
    pub skipped: usize,
}

pub(crate) struct Delimited {
    buffer: Buffer,
    layout: Layout,
    /// The number of the line that comes next.
    line: u64,
    mapping: Mapping,
    fields: Vec<Option<Field>>,
    cells: Vec<Cell>,
    most_lines: usize,
    wanted: Wanted,
    encodings: Encodings,
    samples: Vec<Vec<String>>,
}

/// A row that was cut off the buffer but not consumed.
struct Cut {
    content: usize,
    next: usize,
    lines: u64,
    unclosed: bool,
}

impl Delimited {
    /// Reads the header.
    pub(crate) fn open(
        buffer: Buffer,
        layout: Layout,
        corrections: &[Correction],
        wanted: Wanted,
    ) -> io::Result<Self> {
        let mut rows = Self {
            buffer,
            layout,
            line: 1,
            mapping: Mapping::default(),
            fields: Vec::new(),
            cells: Vec::new(),
            most_lines: MOST_LINES,
            wanted,
            encodings: Encodings::default(),
            samples: Vec::new(),
        };
        rows.buffer.skip_byte_order_mark()?;
        for _ in 0..layout.skipped {
            rows.buffer.skip_line(layout.terminator)?;
            rows.line += 1;
        }
        if let Some(Ok(cut)) = rows.cut()? {
            let bytes = &rows.buffer.available()[..cut.content];
            split(bytes, layout.delimiter, &mut rows.cells);
            let names: Vec<String> = rows.cells.iter().map(|cell| cell.text(bytes).0).collect();
            rows.mapping = Mapping::of_header(names.iter().map(String::as_str), corrections);
            rows.fields = rows.mapping.columns().iter().map(|column| column.field).collect();
            rows.buffer.consume(cut.next);
            rows.line += cut.lines;
        }
        Ok(rows)
    }

    /// Cuts the next row off. `Err(limit)` inside where it is too long.
    fn cut(&mut self) -> io::Result<Option<Result<Cut, usize>>> {
        let Layout { delimiter, terminator, .. } = self.layout;
        let first = match self.buffer.line(0, terminator, LONGEST_ROW)? {
            None => return Ok(None),
            Some(Err(limit)) => return Ok(Some(Err(limit))),
            Some(Ok(first)) => first,
        };
        let whole = |end: super::text::LineEnd, lines| Cut {
            content: end.content,
            next: end.next,
            lines,
            unclosed: false,
        };
        let only_first = Cut { unclosed: true, ..whole(first, 1) };
        let mut scan = Scan::default();
        let mut end = first;
        let mut lines = 1;
        loop {
            scan.line(&self.buffer.available()[..end.content], delimiter);
            if scan.stray && self.is_whole_row(first.content) {
                return Ok(Some(Ok(only_first)));
            }
            if !scan.quoted {
                return Ok(Some(Ok(whole(end, lines))));
            }
            let patient = lines < self.most_lines as u64 && end.next < LONGEST_ROW;
            let next = if patient { self.buffer.line(end.next, terminator, LONGEST_ROW)? } else { None };
            let Some(Ok(next)) = next else {
                self.most_lines = (self.most_lines / 2).max(FEWEST_LINES);
                return Ok(Some(Ok(only_first)));
            };
            end = next;
            lines += 1;
        }
    }

    fn is_whole_row(&mut self, content: usize) -> bool {
        split(&self.buffer.available()[..content], self.layout.delimiter, &mut self.cells);
        self.cells.len() == self.fields.len()
    }

    /// Fills the record with a row's cells, or says why they are none.
    fn fill(&mut self, cut: &Cut, record: &mut Record) -> Option<Problem> {
        let bytes = &self.buffer.available()[..cut.content];
        split(bytes, self.layout.delimiter, &mut self.cells);
        let (expected, found) = (self.fields.len(), self.cells.len());
        if cut.unclosed {
            if found != expected {
                return Some(Problem::QuoteBrokeRow);
            }
            record.problems.push(Problem::QuoteNotClosed);
        }
        let beyond = self.cells.iter().skip(expected);
        if beyond.into_iter().any(|cell| !bytes[cell.start..cell.end].trim_ascii().is_empty()) {
            return Some(Problem::TooManyCells { expected, found });
        }
        if found < expected {
            let needed = [Field::Title, Field::Price];
            let cut_off = self.fields[found..].iter().flatten().any(|field| needed.contains(field));
            if cut_off && self.wanted == Wanted::All {
                record.problems.push(Problem::TooFewCells { expected, found });
            }
        }
        if self.wanted == Wanted::Prices {
            self.encodings.note(bytes);
        } else if self.samples.len() < SAMPLES {
            self.samples.push(self.cells.iter().map(|cell| cell.text(bytes).0).collect());
        }
        for (cell, field) in self.cells.iter().zip(&self.fields) {
            let Some(field) = field.filter(|field| self.wanted.includes(*field)) else { continue };
            if cell.start < cell.end {
                let (text, other_encoding) = cell.text(bytes);
                record.other_encoding |= other_encoding;
                record.push(field, text);
            }
        }
        None
    }
}

impl Records for Delimited {
    fn next(&mut self, record: &mut Record) -> io::Result<Step> {
        loop {
            let line = self.line;
            record.clear(line);
            let cut = match self.cut()? {
                None => return Ok(Step::End),
                Some(Err(limit)) => {
                    self.buffer.skip_line(self.layout.terminator)?;
                    self.line += 1;
                    return Ok(Step::Bad(Finding { line, id: None, problem: Problem::TooLong { limit } }));
                }
                Some(Ok(cut)) => cut,
            };
            let blank = self.buffer.available()[..cut.content].trim_ascii().is_empty();
            let problem = if blank { None } else { self.fill(&cut, record) };
            self.buffer.consume(cut.next);
            self.line += cut.lines;
            match problem {
                Some(problem) => return Ok(Step::Bad(Finding { line, id: None, problem })),
                None if blank => {}
                None => return Ok(Step::Row),
            }
        }
    }

    fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    fn encodings(&self) -> Encodings {
        self.encodings
    }

    fn samples(&self) -> &[Vec<String>] {
        &self.samples
    }
}

/// How far a row was looked through for quotes.
#[derive(Debug, Default)]
struct Scan {
    at: usize,
    /// Inside of a quoted cell.
    quoted: bool,
    /// A quote stood in the middle of a cell that was opened on an earlier line: it was hardly meant to reach so far.
    stray: bool,
}

impl Scan {
    /// Goes on to the end of a line. A quoted cell that is open at its end goes on in the next.
    fn line(&mut self, bytes: &[u8], delimiter: u8) {
        let mut opened_here = !self.quoted;
        loop {
            if self.quoted {
                match quote_end(bytes, self.at, delimiter) {
                    QuoteEnd::Closed { next, stray, .. } => {
                        self.stray |= stray && !opened_here;
                        self.quoted = false;
                        self.at = next;
                    }
                    QuoteEnd::Open { stray } => {
                        self.stray |= stray && !opened_here;
                        self.at = bytes.len();
                        return;
                    }
                }
            } else if bytes.get(self.at) == Some(&QUOTE) {
                self.quoted = true;
                opened_here = true;
                self.at += 1;
                continue;
            }
            match memchr::memchr(delimiter, bytes.get(self.at..).unwrap_or_default()) {
                Some(found) => self.at += found + 1,
                None => {
                    self.at = bytes.len();
                    return;
                }
            }
        }
    }
}

enum QuoteEnd {
    /// The closing quote's place, and where the delimiter or the row's end behind it is.
    Closed {
        quote: usize,
        next: usize,
        stray: bool,
    },
    Open {
        stray: bool,
    },
}

/// The end of a quoted cell. A quote closes it only before a delimiter or the row's end; two are one in the text, and
/// any other is itself: `"5" screen"`.
fn quote_end(bytes: &[u8], from: usize, delimiter: u8) -> QuoteEnd {
    let mut at = from;
    let mut stray = false;
    while let Some(found) = memchr::memchr(QUOTE, bytes.get(at..).unwrap_or_default()) {
        let quote = at + found;
        let behind = bytes[quote + 1..]
            .iter()
            .position(|byte| *byte != b' ')
            .map_or(bytes.len(), |skip| quote + 1 + skip);
        if behind == bytes.len() || bytes[behind] == delimiter {
            return QuoteEnd::Closed { quote, next: behind, stray };
        }
        if bytes[quote + 1] == QUOTE {
            at = quote + 2;
        } else {
            stray = true;
            at = quote + 1;
        }
    }
    QuoteEnd::Open { stray }
}

/// A cell's place in its row, without the quotes around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cell {
    start: usize,
    end: usize,
    quoted: bool,
}

impl Cell {
    fn text(self, row: &[u8]) -> (String, bool) {
        let (text, other_encoding) = decode(&row[self.start..self.end]);
        let text =
            if self.quoted && text.contains("\"\"") { text.replace("\"\"", "\"") } else { text.into_owned() };
        (text, other_encoding)
    }
}

/// Splits a row into its cells. A quote that does not close inside of the row is a character like any other.
fn split(row: &[u8], delimiter: u8, cells: &mut Vec<Cell>) {
    cells.clear();
    let mut at = 0;
    loop {
        let closed = match row.get(at) {
            Some(&QUOTE) => quote_end(row, at + 1, delimiter),
            _ => QuoteEnd::Open { stray: false },
        };
        let next = match closed {
            QuoteEnd::Closed { quote, next, .. } => {
                cells.push(Cell { start: at + 1, end: quote, quoted: true });
                next
            }
            QuoteEnd::Open { .. } => {
                let rest = row.get(at..).unwrap_or_default();
                let end = memchr::memchr(delimiter, rest).map_or(row.len(), |found| at + found);
                cells.push(Cell { start: at, end, quoted: false });
                end
            }
        };
        if next >= row.len() {
            return;
        }
        at = next + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(row: &str) -> Vec<String> {
        let mut cells = Vec::new();
        split(row.as_bytes(), b',', &mut cells);
        cells.into_iter().map(|cell| cell.text(row.as_bytes()).0).collect()
    }

    #[test]
    fn a_row_is_split_as_shops_write_it() {
        let table: &[(&str, &[&str])] = &[
            ("a,b,c", &["a", "b", "c"]),
            ("a,,", &["a", "", ""]),
            ("", &[""]),
            (r#""a,b",c"#, &["a,b", "c"]),
            (r#""say ""hi""",c"#, &[r#"say "hi""#, "c"]),
            (r#""","""",x"#, &["", "\"", "x"]),
            (r#""5" screen, flat",c"#, &[r#"5" screen, flat"#, "c"]),
            (r#"12" ruler,c"#, &[r#"12" ruler"#, "c"]),
            (r#""a" ,"b""#, &["a", "b"]),
            (r#""open,b"#, &[r#""open"#, "b"]),
            ("\"two\nlines\",b", &["two\nlines", "b"]),
        ];
        for (row, expected) in table {
            assert_eq!(cells(row), *expected, "{row}");
        }
    }
}
