//! Tables whose first row names the columns: pasted from a spreadsheet, as CSV or in markdown.

use super::Onboarding;
use super::label::{self, Field, Strength};

/// What separates columns, the unmistakable ones first.
const SEPARATORS: [&str; 5] = ["\t", "|", ";", ",", "  "];

/// A header is short; a long line is looked at as prose alone.
const MAX_HEADER: usize = 1000;

/// Takes the tables out of the lines and hands what stands between them to `prose`, in the order of the text.
/// Returns the lines that are part of no table.
pub(super) fn read<'a>(
    lines: &[&'a str],
    found: &mut Onboarding,
    mut prose: impl FnMut(&[&'a str], &mut Onboarding),
) -> Vec<&'a str> {
    let mut outside = Vec::with_capacity(lines.len());
    let mut from = 0;
    let mut at = 0;
    while at < lines.len() {
        let Some(header) = Header::new(lines[at]) else {
            at += 1;
            continue;
        };
        prose(&lines[from..at], found);
        outside.extend_from_slice(&lines[from..at]);
        at += 1;
        // Only the first row with a value counts: another row is another merchant, whose values must not be mixed in.
        let mut is_filled = false;
        while let Some(row) = lines.get(at).and_then(|line| header.row(line)) {
            if is_filled {
                header.note(&row, found);
            } else {
                is_filled = header.put(&row, found);
            }
            at += 1;
        }
        from = at;
    }
    prose(&lines[from..], found);
    outside.extend_from_slice(&lines[from..]);
    outside
}

struct Header {
    separator: &'static str,
    columns: Vec<Option<Field>>,
}

impl Header {
    /// A row is a header when at least two of its cells are labels and nothing else, of different fields.
    fn new(line: &str) -> Option<Self> {
        if line.len() > MAX_HEADER {
            return None;
        }
        SEPARATORS.into_iter().filter(|separator| line.contains(separator)).find_map(|separator| {
            let names: Vec<_> = cells(line, separator).into_iter().map(label::exact).collect();
            let is_certain = names.iter().flatten().any(|(_, strength)| *strength == Strength::Certain);
            let columns: Vec<Option<Field>> = names.iter().map(|name| Some(name.as_ref()?.0)).collect();
            let labels: Vec<Field> = columns.iter().copied().flatten().collect();
            let is_distinct = labels.iter().enumerate().all(|(at, field)| !labels[..at].contains(field));
            (labels.len() >= 2 && is_distinct && is_certain).then_some(Self { separator, columns })
        })
    }

    /// The cells of a row below the header, or none where the table has ended.
    fn row<'a>(&self, line: &'a str) -> Option<Vec<&'a str>> {
        if !line.contains(self.separator) {
            return None;
        }
        let row = cells(line, self.separator);
        // A spreadsheet leaves out what is empty at the end; where spaces separate, nothing may be missing.
        let fits = if self.separator == "  " {
            row.len() == self.columns.len()
        } else {
            row.len() <= self.columns.len() + 1
        };
        fits.then_some(row)
    }

    fn put(&self, row: &[&str], found: &mut Onboarding) -> bool {
        let mut is_filled = false;
        for (field, cell) in self.values(row) {
            found.put(field, true, cell);
            is_filled = true;
        }
        is_filled
    }

    /// That there are further rows is told, and nothing is taken from them.
    fn note(&self, row: &[&str], found: &mut Onboarding) {
        for (field, cell) in self.values(row) {
            found.note(field, true, cell);
        }
    }

    fn values<'a>(&self, row: &[&'a str]) -> impl Iterator<Item = (Field, &'a str)> {
        self.columns.iter().zip(row).filter_map(|(column, cell)| {
            let is_value = label::exact(cell).is_none() && cell.contains(char::is_alphanumeric);
            column.filter(|_| is_value).map(|field| (field, *cell))
        })
    }
}

/// The cells of a row, without the quotes around them. A separator between double quotes is part of its cell.
fn cells<'a>(line: &'a str, separator: &str) -> Vec<&'a str> {
    // Markdown also has a bar at both ends.
    let line =
        if separator == "|" { line.trim().trim_start_matches('|').trim_end_matches('|') } else { line };
    let mut cells = Vec::new();
    let mut start = 0;
    let mut is_quoted = false;
    for (at, character) in line.char_indices() {
        if character == '"' {
            is_quoted = !is_quoted;
        }
        if !is_quoted && at >= start && line[at..].starts_with(separator) {
            cells.push(&line[start..at]);
            start = at + separator.len();
        }
    }
    cells.push(&line[start..]);
    if separator == "  " {
        cells.retain(|cell| !cell.trim().is_empty());
    }
    cells
        .into_iter()
        .map(|cell| cell.trim().trim_matches(|character: char| "\"'`".contains(character)).trim())
        .collect()
}
