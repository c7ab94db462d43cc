//! The pieces that the page is made of.

use std::fmt::Write as _;

use agent_graph::event::Product;

use super::super::labels::Labels;
use super::super::whatsapp::{escaped, link};
use crate::words::price_words;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Customer,
    Sofia,
    Notice,
}

/// A bubble. Its words are HTML already.
#[derive(Debug)]
pub(super) struct Bubble<'a> {
    side: Side,
    words: String,
    class: &'a str,
    time: &'a str,
}

impl<'a> Bubble<'a> {
    pub(super) fn new(side: Side, words: String) -> Self {
        Self { side, words, class: "", time: "" }
    }

    pub(super) fn class(self, class: &'a str) -> Self {
        Self { class, ..self }
    }

    pub(super) fn at(self, time: &'a str) -> Self {
        Self { time, ..self }
    }

    pub(super) fn write(self, text: &mut String) {
        if self.words.is_empty() {
            return;
        }
        let side = match self.side {
            Side::Customer => "customer",
            Side::Sofia => "sofia",
            Side::Notice => "notice",
        };
        let time =
            if self.time.is_empty() { String::new() } else { format!("<time>{}</time>", escaped(self.time)) };
        // Writing into a string cannot fail.
        writeln!(text, "<div class=\"bubble {side} {}\" dir=\"auto\">{}{time}</div>", self.class, self.words)
            .ok();
    }
}

/// A card. Without a picture at hand, the beginning of the title keeps its place.
pub(super) fn product(text: &mut String, product: &Product, picture: Option<&str>, labels: &Labels) {
    let title = product.title.as_deref().or(product.product_id.as_deref()).unwrap_or_default();
    let picture = match picture {
        Some(data) => format!("<img class=\"picture\" src=\"{data}\" alt=\"\">"),
        None => {
            let initial: String = title.chars().next().map(String::from).unwrap_or_default();
            format!("<div class=\"picture\" aria-hidden=\"true\">{}</div>", escaped(&initial))
        }
    };
    let facets: String = product
        .facets
        .iter()
        .map(|(name, value)| format!("<div><dt>{}</dt><dd>{}</dd></div>", escaped(name), escaped(value)))
        .collect();
    let facets = if facets.is_empty() { facets } else { format!("<dl>{facets}</dl>") };
    let url = product.url.as_deref().filter(|url| !url.is_empty());
    let url = url.map(|url| format!("<p class=\"open\">{}</p>", link(url, labels.link))).unwrap_or_default();
    // Writing into a string cannot fail.
    write!(
        text,
        "<div class=\"product\">{picture}<div class=\"words\"><b>{}</b><span class=\"price\">{}</span></div>{facets}{url}</div>",
        escaped(title),
        escaped(&price_words(product))
    )
    .ok();
}

/// A line of the wire, folded.
pub(super) fn line(text: &mut String, place: &str, kind: &str, json: &str, bytes: usize, labels: &Labels) {
    // Writing into a string cannot fail.
    writeln!(
        text,
        "<details><summary><span class=\"place\">{}</span><span class=\"kind\">{}</span><span class=\"size\">{bytes} {}</span></summary><pre>{}</pre></details>",
        escaped(place),
        escaped(kind),
        labels.bytes,
        escaped(json)
    )
    .ok();
}
