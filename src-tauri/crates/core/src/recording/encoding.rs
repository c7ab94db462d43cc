//! The text of a file: UTF-8, with or without a byte order mark, or UTF-16, as some systems write it.

use std::borrow::Cow;

/// How a file is written, where that is not plain UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Plain,
    MarkedUtf8,
    Utf16,
}

/// How two bytes become a unit of UTF-16.
type Units = fn([u8; 2]) -> u16;

/// The bytes of a file as UTF-8, as far as it is text at all. Bytes that are no text stay as they are.
pub(super) fn plain(bytes: &[u8]) -> Result<(Cow<'_, [u8]>, Encoding), String> {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return Ok((Cow::Borrowed(rest), Encoding::MarkedUtf8));
    }
    let (units, rest): (Units, &[u8]) = match bytes {
        [0xFF, 0xFE, rest @ ..] => (u16::from_le_bytes, rest),
        [0xFE, 0xFF, rest @ ..] => (u16::from_be_bytes, rest),
        // A JSON object in UTF-16 without a mark: every other byte of its beginning is nothing.
        [b'{', 0, b'"', 0, ..] => (u16::from_le_bytes, bytes),
        [0, b'{', 0, b'"', ..] => (u16::from_be_bytes, bytes),
        _ => return Ok((Cow::Borrowed(bytes), Encoding::Plain)),
    };
    let pairs = rest.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return Err("it is UTF-16, and ends in the middle of a character".to_owned());
    }
    let units = pairs.map(|pair| units([pair[0], pair[1]]));
    let text: Result<String, _> = char::decode_utf16(units).collect();
    let text = text.map_err(|error| format!("it is UTF-16 with a broken character in it ({error})"))?;
    Ok((Cow::Owned(text.into_bytes()), Encoding::Utf16))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_of_a_text_is_that_text() {
        let text = "{\"a\":\"é👗\"}\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let table = [
            (text.as_bytes().to_vec(), Encoding::Plain),
            ([b"\xEF\xBB\xBF", text.as_bytes()].concat(), Encoding::MarkedUtf8),
            ([b"\xFF\xFE".as_slice(), &little].concat(), Encoding::Utf16),
            ([b"\xFE\xFF".as_slice(), &big].concat(), Encoding::Utf16),
            (little.clone(), Encoding::Utf16),
            (big, Encoding::Utf16),
        ];
        for (bytes, encoding) in table {
            let (found, as_what) = plain(&bytes).unwrap();
            assert_eq!((found.as_ref(), as_what), (text.as_bytes(), encoding));
        }
        assert!(plain(&[b"\xFF\xFE".as_slice(), &little[..little.len() - 1]].concat()).is_err());
        assert!(plain(b"\xFF\xFE\x00\xD8\x00\x00").is_err());
        assert_eq!(plain(b"\xff\x00\xfe").unwrap().1, Encoding::Plain);
    }
}
