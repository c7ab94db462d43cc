//! Where a feed's bytes come from: a file or memory, unpacked, and brought to UTF-8 where the encoding is one that can
//! be told from the start.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::bufread::MultiGzDecoder;

/// What is looked at to tell the format and the encoding.
pub(crate) const HEAD: usize = 64 * 1024;

const READ_AHEAD: usize = 128 * 1024;

/// A feed, before it is read.
#[derive(Debug, Clone)]
pub struct Source(Place);

#[derive(Debug, Clone)]
enum Place {
    File(PathBuf),
    Memory(Arc<[u8]>),
}

/// How the bytes of a feed become characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Decoding {
    /// UTF-8, or Windows-1252 wherever it is none: decided row by row.
    #[default]
    ByRow,
    /// All of it by one encoding.
    Whole(&'static Encoding),
}

impl Source {
    /// A file, which must stay as it is while it is read: it is read twice.
    pub fn file(path: impl AsRef<Path>) -> Self {
        Self(Place::File(path.as_ref().to_owned()))
    }

    /// Bytes that are in memory already.
    pub fn bytes(bytes: impl Into<Arc<[u8]>>) -> Self {
        Self(Place::Memory(bytes.into()))
    }

    /// How many bytes it has as it is, packed or not.
    pub(crate) fn len(&self) -> io::Result<u64> {
        match &self.0 {
            Place::File(path) => Ok(path.metadata()?.len()),
            Place::Memory(bytes) => Ok(bytes.len() as u64),
        }
    }

    /// Its first bytes, unpacked.
    pub(crate) fn head(&self) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        self.unpacked(&Counter::default())?.take(HEAD as u64).read_to_end(&mut head)?;
        Ok(head)
    }

    /// Its first bytes as they are.
    pub(crate) fn raw_head(&self) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        self.raw()?.take(4).read_to_end(&mut head)?;
        Ok(head)
    }

    /// All of it, unpacked and decoded. `counter` counts the bytes as they are, for the progress.
    pub(crate) fn open(&self, decoding: Decoding, counter: &Counter) -> io::Result<Box<dyn Read + Send>> {
        let unpacked = self.unpacked(counter)?;
        Ok(match decoding {
            Decoding::ByRow => unpacked,
            Decoding::Whole(encoding) => {
                Box::new(DecodeReaderBytesBuilder::new().encoding(Some(encoding)).build(unpacked))
            }
        })
    }

    fn raw(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(match &self.0 {
            Place::File(path) => Box::new(File::open(path)?),
            Place::Memory(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
        })
    }

    fn unpacked(&self, counter: &Counter) -> io::Result<Box<dyn Read + Send>> {
        let packed = self.raw_head()?.starts_with(&[0x1F, 0x8B]);
        let counted = Counting { inner: self.raw()?, counter: counter.clone() };
        if packed {
            let buffered = BufReader::with_capacity(READ_AHEAD, counted);
            Ok(Box::new(MultiGzDecoder::new(buffered)))
        } else {
            Ok(Box::new(counted))
        }
    }
}

/// Bytes read so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counter(Arc<AtomicU64>);

impl Counter {
    pub(crate) fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

struct Counting {
    inner: Box<dyn Read + Send>,
    counter: Counter,
}

impl Read for Counting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.counter.0.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// The encoding of a text by its first bytes, where it is not UTF-8 or a relative of Latin-1, which [`Decoding::ByRow`]
/// reads.
pub(crate) fn decoding_of(head: &[u8]) -> Decoding {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return if encoding == encoding_rs::UTF_8 { Decoding::ByRow } else { Decoding::Whole(encoding) };
    }
    // UTF-16 without a mark: half of the bytes of any Western text are zero.
    let zeros = |from: usize| head.iter().skip(from).step_by(2).take(512).filter(|byte| **byte == 0).count();
    let looked_at = head.len().min(1024) / 2;
    if looked_at > 8 {
        if zeros(1) * 10 > looked_at * 7 {
            return Decoding::Whole(UTF_16LE);
        }
        if zeros(0) * 10 > looked_at * 7 {
            return Decoding::Whole(UTF_16BE);
        }
    }
    match declared(head) {
        Some(encoding) if ![encoding_rs::UTF_8, encoding_rs::WINDOWS_1252].contains(&encoding) => {
            Decoding::Whole(encoding)
        }
        _ => Decoding::ByRow,
    }
}

/// `<?xml … encoding="…"?>`
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let declaration = head.strip_prefix(b"<?xml")?;
    let end = memchr::memchr(b'>', declaration)?;
    let declaration = std::str::from_utf8(&declaration[..end]).ok()?;
    let (_, behind) = declaration.split_once("encoding")?;
    let label = behind.trim_start().strip_prefix('=')?.trim_start();
    let (label, _) = ['"', '\''].iter().find_map(|quote| label.strip_prefix(*quote)?.split_once(*quote))?;
    // A declaration in ASCII that claims UTF-16 has been recoded since.
    Encoding::for_label(label.as_bytes()).map(|encoding| encoding.output_encoding())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declared_encoding_stands_in_quotes_and_anything_else_declares_none() {
        let whole = |head: &str| match decoding_of(head.as_bytes()) {
            Decoding::Whole(encoding) => encoding.name(),
            Decoding::ByRow => "",
        };
        let table = [
            (r#"<?xml version="1.0" encoding="ISO-8859-2"?>"#, "ISO-8859-2"),
            ("<?xml version='1.0' encoding = 'shift_jis' ?>", "Shift_JIS"),
            (r#"<?xml version="1.0" encoding="UTF-8"?>"#, ""),
            ("<?xml version=“1.0” encoding=“ISO-8859-2”?>", ""),
            ("<?xml version=\"1.0\" encoding=ISO-8859-2?>", ""),
            ("<?xml version=\"1.0\" encoding=\"ISO-8859-2?>", ""),
            ("<?xml version=\"1.0\" encoding=", ""),
            ("<?xml encoding=?>", ""),
        ];
        for (head, expected) in table {
            assert_eq!(whole(head), expected, "{head}");
        }
    }
}
