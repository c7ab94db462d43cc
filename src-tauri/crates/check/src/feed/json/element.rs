//! One product of a JSON feed: Google's and Meta's names, or Shopify's, whose variants become rows of their own.

use std::collections::VecDeque;

use agent_graph::json::{self, Object, elements, scalar};

use crate::feed::column::{Correction, Field, Mapping};
use crate::feed::finding::Problem;
use crate::feed::record::{Record, Value, Wanted};

pub(super) struct Reading {
    mapping: Mapping,
    corrections: Vec<Correction>,
    wanted: Wanted,
}

/// Members that hold the number of a price.
const AMOUNTS: [&str; 2] = ["value", "amount"];

/// Members that hold its currency.
const CURRENCIES: [&str; 3] = ["currency", "currencyCode", "code"];

/// Members that hold the address of a picture.
const ADDRESSES: [&str; 3] = ["src", "url", "link"];

impl Reading {
    pub(super) fn new(corrections: &[Correction], wanted: Wanted) -> Self {
        Self { mapping: Mapping::default(), corrections: corrections.to_vec(), wanted }
    }

    pub(super) fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    pub(super) fn wanted(&self) -> Wanted {
        self.wanted
    }

    /// Reads one element into as many rows as it has products or variants.
    pub(super) fn read(
        &mut self,
        text: &str,
        line: u64,
        other_encoding: bool,
        rows: &mut VecDeque<Record>,
    ) -> Result<(), Problem> {
        json::check(text).map_err(|fault| Problem::NotJson { reason: fault.words })?;
        let object = Object::read(text).ok_or(Problem::NotAnObject)?;
        // A page of `products.json` on a line of its own.
        if let Some(products) = super::held(&object) {
            for product in elements(products) {
                self.product(&Object::read(product).ok_or(Problem::NotAnObject)?, line, other_encoding, rows);
            }
            return Ok(());
        }
        self.product(&object, line, other_encoding, rows);
        Ok(())
    }

    fn product(&mut self, object: &Object<'_>, line: u64, other_encoding: bool, rows: &mut VecDeque<Record>) {
        let variants = object.get("variants").filter(|variants| variants.starts_with('['));
        let mut product = Record { line, other_encoding, ..Record::default() };
        for (name, value) in object.present() {
            match (name, variants) {
                ("variants", Some(_)) => {}
                ("id", Some(_)) => self.put(&mut product, Field::ItemGroup, value),
                ("options", Some(_)) => self.options(&mut product, value),
                _ => {
                    if let Some(field) = self.mapping.field(name, &self.corrections) {
                        self.put(&mut product, field, value);
                    }
                }
            }
        }
        let variants: Vec<Object<'_>> =
            variants.map(elements).unwrap_or_default().into_iter().filter_map(Object::read).collect();
        if variants.is_empty() {
            rows.push_back(product);
            return;
        }
        for variant in variants {
            let mut row = Record { line, other_encoding, ..Record::default() };
            for (name, value) in variant.present() {
                // A variant's title repeats its options.
                if name == "title" {
                    continue;
                }
                if name == "featured_image" {
                    self.put(&mut row, Field::ImageLink, value);
                } else if let Some(field) = self.mapping.field(name, &self.corrections) {
                    self.put(&mut row, field, value);
                }
            }
            let missing = product.values.iter().filter(|value| row.value(value.field).is_none());
            let missing: Vec<Value> = missing.cloned().collect();
            row.values.extend(missing);
            rows.push_back(row);
        }
    }

    fn put(&self, row: &mut Record, field: Field, value: &str) {
        if !self.wanted.includes(field) {
            return;
        }
        let exact = !value.starts_with('"');
        if let Some(text) = scalar(value) {
            row.values.push(Value { field, text, exact });
            return;
        }
        if let Some(object) = Object::read(value) {
            self.put_object(row, field, &object);
            return;
        }
        for element in elements(value) {
            let text = match Object::read(element) {
                Some(object) => ADDRESSES.iter().find_map(|name| object.text(name)),
                None => scalar(element),
            };
            let Some(text) = text else { continue };
            let first = row.value(field).is_none();
            match field {
                Field::ImageLink if !first => row.push(Field::AdditionalImages, text),
                field if first || field.repeats() => row.push(field, text),
                _ => {}
            }
        }
    }

    fn put_object(&self, row: &mut Record, field: Field, object: &Object<'_>) {
        if field.is_price() {
            let amount = AMOUNTS.iter().find_map(|name| object.get(name));
            if let Some((amount, text)) = amount.and_then(|amount| Some((amount, scalar(amount)?))) {
                row.values.push(Value { field, text, exact: !amount.starts_with('"') });
            }
            if let Some(currency) = CURRENCIES.iter().find_map(|name| object.text(name)) {
                row.push(Field::Currency, currency);
            }
        } else if let Some(address) = ADDRESSES.iter().find_map(|name| object.text(name)) {
            row.push(field, address);
        }
    }

    /// `[{"name":"Tamanho","position":1},…]`, or names alone.
    fn options(&self, row: &mut Record, value: &str) {
        if self.wanted != Wanted::All {
            return;
        }
        for (place, option) in (1u8..=3).zip(elements(value)) {
            let name = Object::read(option).and_then(|option| option.text("name")).or_else(|| scalar(option));
            if let Some(name) = name {
                row.push(Field::OptionName(place), name);
            }
        }
    }
}
