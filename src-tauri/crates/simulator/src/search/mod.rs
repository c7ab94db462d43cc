//! Finding products for a sentence: what is asked for, within which limits, in three languages.
//!
//! No model and no database: an inverted index in memory, words folded until accents, plural and gender make no
//! difference, and hand-written words for what people say instead.

mod colour;
mod index;
mod lexicon;
mod limits;
mod reading;
mod text;
mod wish;

pub(crate) use colour::Colour;
pub(crate) use index::{Found, Shelf};
pub(crate) use reading::Sentence;
pub(crate) use text::{Language, fold};
pub(crate) use wish::Wish;

#[cfg(test)]
mod tests;
