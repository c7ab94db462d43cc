//! A row as it stands in the file, whatever the format: values by field, not yet understood.

use std::io;

use super::column::{Field, Mapping};
use super::finding::Finding;
use super::text::Encodings;

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Value {
    pub field: Field,
    pub text: String,
    /// It is a number that a program wrote, where a point can only stand before decimals.
    pub exact: bool,
}

/// One row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Record {
    /// Where it begins, from 1.
    pub line: u64,
    pub values: Vec<Value>,
    /// It is no UTF-8.
    pub other_encoding: bool,
    /// What was wrong with it and did not keep it from being read.
    pub problems: Vec<super::finding::Problem>,
}

impl Record {
    pub(crate) fn clear(&mut self, line: u64) {
        self.line = line;
        self.values.clear();
        self.problems.clear();
        self.other_encoding = false;
    }

    pub(crate) fn push(&mut self, field: Field, text: impl Into<String>) {
        self.values.push(Value { field, text: text.into(), exact: false });
    }

    /// The first value of a field that is not empty.
    pub(crate) fn value(&self, field: Field) -> Option<&Value> {
        self.values.iter().find(|value| value.field == field && !value.text.trim().is_empty())
    }

    pub(crate) fn text(&self, field: Field) -> Option<&str> {
        self.value(field).map(|value| value.text.trim())
    }

    /// All values of a field that are not empty.
    pub(crate) fn texts(&self, field: Field) -> impl Iterator<Item = &str> {
        let of_field = self.values.iter().filter(move |value| value.field == field);
        of_field.map(|value| value.text.trim()).filter(|text| !text.is_empty())
    }
}

/// What comes next in a file.
#[derive(Debug)]
pub(crate) enum Step {
    /// A row, in the record that was handed in.
    Row,
    /// Something that is no row.
    Bad(Finding),
    /// Nothing more.
    End,
}

/// Which values are wanted: a survey looks at prices only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    All,
    Prices,
}

impl Wanted {
    pub(crate) fn includes(self, field: Field) -> bool {
        self == Self::All || field.is_price() || field == Field::Currency
    }
}

/// A reader of some format.
pub(crate) trait Records {
    /// Reads on into a record, whose values it replaces.
    fn next(&mut self, record: &mut Record) -> io::Result<Step>;

    /// The columns that were seen so far.
    fn mapping(&self) -> &Mapping;

    /// How the rows that were seen so far are encoded.
    fn encodings(&self) -> Encodings;

    /// The cells of the first rows, as they came, where rows have cells.
    fn samples(&self) -> &[Vec<String>] {
        &[]
    }
}
