//! Lines out of bytes: split at 0x0A and at nothing else, every other byte kept.
//!
//! A chunk of the network ends anywhere, in the middle of a character too; the framer joins what belongs together
//! and copies only the lines that lie across a boundary.

use bytes::{Bytes, BytesMut};

/// A longer line is cut here and ends the answer. The largest answers seen are far below; the bound keeps a
/// server that never breaks a line from filling the memory.
pub const MAX_LINE_BYTES: usize = 16 * 1024 * 1024;

/// How a line ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineEnd {
    /// With a line feed, which is not part of the line.
    Terminated,
    /// With the end of the answer.
    Unterminated,
    /// At the bound; what followed was not read.
    TooLong,
}

/// The bytes of one line, without its line feed; a carriage return stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawLine {
    /// The bytes as they came.
    pub bytes: Bytes,
    /// How it ended.
    pub end: LineEnd,
}

/// The line went over the bound. It has been handed out, cut, and nothing more may be pushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineTooLong;

/// Joins chunks and cuts them into lines.
#[derive(Debug)]
pub struct LineFramer {
    partial: BytesMut,
    limit: usize,
}

impl Default for LineFramer {
    fn default() -> Self {
        Self::with_limit(MAX_LINE_BYTES)
    }
}

impl LineFramer {
    /// A framer with another bound than [`MAX_LINE_BYTES`].
    pub fn with_limit(limit: usize) -> Self {
        Self { partial: BytesMut::new(), limit }
    }

    /// Takes the next chunk and appends every line that it completes.
    pub fn push(&mut self, chunk: &Bytes, lines: &mut Vec<RawLine>) -> Result<(), LineTooLong> {
        let mut start = 0;
        for feed in memchr::memchr_iter(b'\n', chunk) {
            self.complete(chunk, start, feed, lines)?;
            start = feed + 1;
        }
        let rest = chunk.len() - start;
        if self.partial.len() + rest > self.limit {
            return Err(self.cut(&chunk[start..], lines));
        }
        self.partial.extend_from_slice(&chunk[start..]);
        Ok(())
    }

    /// The last line, where the answer did not end with a line feed.
    pub fn finish(self) -> Option<RawLine> {
        (!self.partial.is_empty())
            .then(|| RawLine { bytes: self.partial.freeze(), end: LineEnd::Unterminated })
    }

    fn complete(
        &mut self,
        chunk: &Bytes,
        start: usize,
        feed: usize,
        lines: &mut Vec<RawLine>,
    ) -> Result<(), LineTooLong> {
        if self.partial.len() + (feed - start) > self.limit {
            return Err(self.cut(&chunk[start..feed], lines));
        }
        let bytes = if self.partial.is_empty() {
            chunk.slice(start..feed)
        } else {
            self.partial.extend_from_slice(&chunk[start..feed]);
            self.partial.split().freeze()
        };
        lines.push(RawLine { bytes, end: LineEnd::Terminated });
        Ok(())
    }

    fn cut(&mut self, rest: &[u8], lines: &mut Vec<RawLine>) -> LineTooLong {
        let room = self.limit - self.partial.len();
        self.partial.extend_from_slice(&rest[..room]);
        lines.push(RawLine { bytes: self.partial.split().freeze(), end: LineEnd::TooLong });
        LineTooLong
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Chunks, and the lines that they make.
    type Case<'a> = (&'a [&'a [u8]], &'a [(&'a [u8], LineEnd)]);

    /// The lines, and whether none was over the bound.
    type Framed = (Vec<(Vec<u8>, LineEnd)>, bool);

    fn framed(chunks: &[&[u8]], limit: usize) -> Framed {
        let mut framer = LineFramer::with_limit(limit);
        let mut lines = Vec::new();
        let mut whole = true;
        for chunk in chunks {
            if framer.push(&Bytes::copy_from_slice(chunk), &mut lines).is_err() {
                whole = false;
                break;
            }
        }
        if whole {
            lines.extend(framer.finish());
        }
        (lines.into_iter().map(|line| (line.bytes.to_vec(), line.end)).collect(), whole)
    }

    #[test]
    fn lines_are_split_at_the_line_feed_and_nothing_else() {
        use LineEnd::{Terminated, TooLong, Unterminated};
        let table: &[Case<'_>] = &[
            (&[b"a\nb\n"], &[(b"a", Terminated), (b"b", Terminated)]),
            (&[b"a\r\nb\r\n"], &[(b"a\r", Terminated), (b"b\r", Terminated)]),
            (&[b"a\rb\n"], &[(b"a\rb", Terminated)]),
            (&["a\u{2028}b\u{85}c\n".as_bytes()], &[("a\u{2028}b\u{85}c".as_bytes(), Terminated)]),
            (&[b"\n\na\n"], &[(b"", Terminated), (b"", Terminated), (b"a", Terminated)]),
            (&[b"a\nb"], &[(b"a", Terminated), (b"b", Unterminated)]),
            (&[b""], &[]),
            (&[b"\n"], &[(b"", Terminated)]),
            (&[b"\xC3", b"\xA9\n"], &[("é".as_bytes(), Terminated)]),
            (&[b"\xff\xfe\0\n"], &[(b"\xff\xfe\0", Terminated)]),
            (&[b"12345678\nx"], &[(b"12345678", Terminated), (b"x", Unterminated)]),
            (&[b"123456789\nx"], &[(b"12345678", TooLong)]),
            (&[b"1234", b"56789"], &[(b"12345678", TooLong)]),
            (&[b"12345678"], &[(b"12345678", Unterminated)]),
        ];
        for (chunks, expected) in table {
            let expected: Vec<_> = expected.iter().map(|(bytes, end)| (bytes.to_vec(), *end)).collect();
            assert_eq!(framed(chunks, 8).0, expected, "{chunks:?}");
        }
    }

    proptest! {
        #[test]
        fn however_it_is_cut_into_chunks_every_byte_comes_out_in_order(
            body in proptest::collection::vec(prop_oneof![Just(b'\n'), any::<u8>()], 0..400),
            cuts in proptest::collection::vec(0usize..400, 0..12),
        ) {
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(body.len())).collect();
            cuts.extend([0, body.len()]);
            cuts.sort_unstable();
            let chunks: Vec<&[u8]> = cuts.windows(2).map(|pair| &body[pair[0]..pair[1]]).collect();
            let (lines, _) = framed(&chunks, 1000);
            let mut joined = Vec::new();
            for (bytes, end) in &lines {
                joined.extend_from_slice(bytes);
                if *end == LineEnd::Terminated {
                    joined.push(b'\n');
                }
            }
            prop_assert_eq!(joined, body.clone());
            prop_assert_eq!(lines, framed(&[&body], 1000).0);
        }
    }
}
