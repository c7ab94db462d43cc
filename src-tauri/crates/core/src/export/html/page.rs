//! The pieces that the page is made of.

use std::fmt::Write as _;

use super::super::labels::Labels;
use super::super::whatsapp::escaped;

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
