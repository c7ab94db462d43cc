//! Characters of a row, and the buffer that rows are cut from.

use std::borrow::Cow;
use std::io::{self, Read};

use encoding_rs::WINDOWS_1252;

/// The text of some bytes, and whether they are no UTF-8 and were read as Windows-1252.
pub(crate) fn decode(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), false),
        Err(_other_encoding) => (WINDOWS_1252.decode_without_bom_handling(bytes).0, true),
    }
}

/// How the rows of a file are encoded, counted while they are surveyed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Encodings {
    pub utf8: u64,
    pub other: u64,
}

impl Encodings {
    pub(crate) fn note(&mut self, bytes: &[u8]) {
        if bytes.is_ascii() {
            return;
        }
        match std::str::from_utf8(bytes) {
            Ok(_) => self.utf8 += 1,
            Err(_other_encoding) => self.other += 1,
        }
    }

    /// Whether a row that is no UTF-8 differs from the rest of the file.
    pub(crate) fn are_mixed(self) -> bool {
        self.utf8 > 0 && self.other > 0
    }
}

/// Bytes from a reader, as one slice that grows on demand: what is cut into rows can be looked at again until it is
/// consumed.
pub(crate) struct Buffer {
    inner: Box<dyn Read + Send>,
    bytes: Vec<u8>,
    start: usize,
    filled: usize,
    ended: bool,
}

const PIECE: usize = 128 * 1024;

impl Buffer {
    pub(crate) fn new(inner: Box<dyn Read + Send>) -> Self {
        Self { inner, bytes: Vec::new(), start: 0, filled: 0, ended: false }
    }

    /// What is there and not consumed.
    pub(crate) fn available(&self) -> &[u8] {
        &self.bytes[self.start..self.filled]
    }

    /// Reads on; false at the end.
    pub(crate) fn more(&mut self) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        if self.start > 0 && (self.start == self.filled || self.filled + PIECE > self.bytes.len()) {
            self.bytes.copy_within(self.start..self.filled, 0);
            self.filled -= self.start;
            self.start = 0;
        }
        if self.filled + PIECE > self.bytes.len() {
            self.bytes.resize((self.filled + PIECE).max(self.bytes.len()), 0);
        }
        loop {
            match self.inner.read(&mut self.bytes[self.filled..]) {
                Ok(0) => {
                    self.ended = true;
                    return Ok(false);
                }
                Ok(read) => {
                    self.filled += read;
                    return Ok(true);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// At the start of a file.
    pub(crate) fn skip_byte_order_mark(&mut self) -> io::Result<()> {
        const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
        while self.available().len() < BYTE_ORDER_MARK.len() && self.more()? {}
        if self.available().starts_with(BYTE_ORDER_MARK) {
            self.consume(BYTE_ORDER_MARK.len());
        }
        Ok(())
    }

    pub(crate) fn consume(&mut self, count: usize) {
        self.start = (self.start + count).min(self.filled);
    }
}

/// A line of a buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LineEnd {
    /// Behind its last character.
    pub content: usize,
    /// Where the next begins.
    pub next: usize,
}

impl Buffer {
    /// The end of the line that begins `from` bytes ahead; `None` where nothing is left. `Err(limit)` inside where it
    /// is longer than `limit`.
    pub(crate) fn line(
        &mut self,
        from: usize,
        terminator: u8,
        limit: usize,
    ) -> io::Result<Option<Result<LineEnd, usize>>> {
        let mut searched = from;
        loop {
            if let Some(at) = memchr::memchr(terminator, self.available().get(searched..).unwrap_or_default())
            {
                let end = searched + at;
                return Ok(Some(Ok(self.end(from, end, end + 1))));
            }
            searched = self.available().len().max(from);
            if searched - from > limit {
                return Ok(Some(Err(limit)));
            }
            if !self.more()? {
                let end = self.available().len();
                return Ok((end > from).then(|| Ok(self.end(from, end, end))));
            }
        }
    }

    fn end(&self, from: usize, end: usize, next: usize) -> LineEnd {
        let carriage_return = end > from && self.available()[end - 1] == b'\r';
        LineEnd { content: end - usize::from(carriage_return), next }
    }

    /// Drops everything up to and with the next terminator; answers whether there was one.
    pub(crate) fn skip_line(&mut self, terminator: u8) -> io::Result<bool> {
        loop {
            match memchr::memchr(terminator, self.available()) {
                Some(at) => {
                    self.consume(at + 1);
                    return Ok(true);
                }
                None => self.consume(self.available().len()),
            }
            if !self.more()? {
                return Ok(false);
            }
        }
    }
}
