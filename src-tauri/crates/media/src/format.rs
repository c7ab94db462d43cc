//! What bytes are, by their first ones and by nothing else, and how large a picture they announce.

use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// A phone's photograph passes. Decoded it takes 4 bytes each, so the page spends at most 160 MB on one.
const MOST_PIXELS: u64 = 40_000_000;

/// What something is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A picture.
    Image,
    /// A recording.
    Audio,
}

/// A format that is shown or played. SVG is none: it is a document that can load and run things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names are those of the formats")]
pub enum Format {
    Png,
    Jpeg,
    Gif,
    WebP,
    Mp3,
    Aac,
    Mp4,
    Ogg,
    Wav,
    Amr,
}

impl Format {
    /// The format of these bytes. The first kilobyte of a file is enough.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let at = |offset: usize, mark: &[u8]| bytes.get(offset..).is_some_and(|rest| rest.starts_with(mark));
        let riff = at(0, b"RIFF");
        match () {
            () if at(0, b"\x89PNG\r\n\x1a\n") => Some(Self::Png),
            () if at(0, b"\xff\xd8\xff") => Some(Self::Jpeg),
            () if at(0, b"GIF87a") || at(0, b"GIF89a") => Some(Self::Gif),
            () if riff && at(8, b"WEBP") => Some(Self::WebP),
            () if riff && at(8, b"WAVE") => Some(Self::Wav),
            () if at(0, b"OggS") => Some(Self::Ogg),
            () if at(0, b"#!AMR") => Some(Self::Amr),
            () if at(4, b"ftyp") => Some(Self::Mp4),
            () if at(0, b"ID3") => Some(Self::Mp3),
            () => Self::of_frame(bytes),
        }
    }

    /// MP3 and AAC without a container begin with a frame: twelve bits set, then the version and the layer.
    fn of_frame(bytes: &[u8]) -> Option<Self> {
        let [0xff, second, third, ..] = *bytes else { return None };
        if second & 0xf6 == 0xf0 {
            return Some(Self::Aac);
        }
        // The third layer, a version, a bit rate and a sample rate that exist.
        let frame =
            second & 0xe6 == 0xe2 && second & 0x18 != 0x08 && third >> 4 != 0xf && third & 0x0c != 0x0c;
        frame.then_some(Self::Mp3)
    }

    /// What it is for.
    pub fn kind(self) -> Kind {
        match self {
            Self::Png | Self::Jpeg | Self::Gif | Self::WebP => Kind::Image,
            Self::Mp3 | Self::Aac | Self::Mp4 | Self::Ogg | Self::Wav | Self::Amr => Kind::Audio,
        }
    }

    /// Its registered media type.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::WebP => "image/webp",
            Self::Mp3 => "audio/mpeg",
            Self::Aac => "audio/aac",
            Self::Mp4 => "audio/mp4",
            Self::Ogg => "audio/ogg",
            Self::Wav => "audio/wav",
            Self::Amr => "audio/amr",
        }
    }
}

/// Takes a file for what it is wanted for. A picture's size is read from its header, so that no bomb is ever decoded.
pub(crate) fn admit(bytes: &[u8], kind: Kind, declared: Option<&str>) -> Result<Format, Failure> {
    let wrong = || Failure::WrongType { declared: declared.map(str::to_owned) };
    let format = Format::of(bytes).filter(|format| format.kind() == kind).ok_or_else(wrong)?;
    if kind == Kind::Image {
        let (width, height) = size(bytes, format).ok_or_else(wrong)?;
        if u64::from(width) * u64::from(height) > MOST_PIXELS {
            return Err(Failure::TooManyPixels { width, height });
        }
    }
    Ok(format)
}

/// What picture these bytes are, held to the same bounds as one that was fetched.
pub fn picture(bytes: &[u8]) -> Result<Format, Failure> {
    admit(bytes, Kind::Image, None)
}

fn size(bytes: &[u8], format: Format) -> Option<(u32, u32)> {
    let size = imagesize::blob_size(bytes).ok()?;
    let (mut width, mut height) = (u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?);
    if format == Format::Gif
        && let Some((first_width, first_height)) = first_frame(bytes)
    {
        // A decoder makes the canvas as large as the first frame, whatever the header says.
        (width, height) = (width.max(first_width), height.max(first_height));
    }
    (width > 0 && height > 0).then_some((width, height))
}

/// Where the first frame of a GIF ends, from the canvas's corner.
fn first_frame(bytes: &[u8]) -> Option<(u32, u32)> {
    let packed = *bytes.get(10)?;
    let colours = if packed & 0x80 == 0 { 0 } else { 3 << ((packed & 7) + 1) };
    let mut at = 13 + colours;
    loop {
        match *bytes.get(at)? {
            // An extension: its label, then blocks, each with its length before it, until an empty one.
            0x21 => {
                at += 2;
                loop {
                    let length = usize::from(*bytes.get(at)?);
                    at += 1 + length;
                    if length == 0 {
                        break;
                    }
                }
            }
            0x2c => {
                let number = |offset: usize| {
                    let pair = bytes.get(at + offset..at + offset + 2)?;
                    Some(u32::from(u16::from_le_bytes([pair[0], pair[1]])))
                };
                return Some((number(1)? + number(5)?, number(3)? + number(7)?));
            }
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        file.extend(width.to_be_bytes());
        file.extend(height.to_be_bytes());
        file.extend([8, 6, 0, 0, 0, 0, 0, 0, 0]);
        file
    }

    fn gif(canvas: (u16, u16), frame: (u16, u16, u16, u16)) -> Vec<u8> {
        let mut file = b"GIF89a".to_vec();
        file.extend(canvas.0.to_le_bytes());
        file.extend(canvas.1.to_le_bytes());
        // Two colours, then an extension of two blocks, then the frame.
        file.extend([0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x21, 0xf9, 4, 0, 0, 0, 0, 1, 7, 0, 0x2c]);
        for number in [frame.0, frame.1, frame.2, frame.3] {
            file.extend(number.to_le_bytes());
        }
        file
    }

    #[test]
    fn a_format_is_known_by_its_first_bytes() {
        let table: [(&[u8], Option<Format>); 24] = [
            (b"\x89PNG\r\n\x1a\n....", Some(Format::Png)),
            (b"\xff\xd8\xff\xe0..JFIF", Some(Format::Jpeg)),
            (b"GIF87a....", Some(Format::Gif)),
            (b"GIF89a....", Some(Format::Gif)),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Some(Format::WebP)),
            (b"RIFF\x10\0\0\0WAVEfmt ", Some(Format::Wav)),
            (b"RIFF\x10\0\0\0AVI LIST", None),
            (b"OggS\0\x02......OpusHead", Some(Format::Ogg)),
            (b"#!AMR\n...", Some(Format::Amr)),
            (b"#!AMR-WB\n...", Some(Format::Amr)),
            (b"\0\0\0\x20ftypM4A ....", Some(Format::Mp4)),
            (b"ID3\x04\0\0\0", Some(Format::Mp3)),
            (b"\xff\xfb\x90\x64", Some(Format::Mp3)),
            (b"\xff\xf3\x40\xc4", Some(Format::Mp3)),
            (b"\xff\xf1\x50\x80", Some(Format::Aac)),
            (b"\xff\xf9\x50\x80", Some(Format::Aac)),
            (b"\xff\xfb\xff\x64", None),
            (b"\xff\xff\xff\xff", None),
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", None),
            (b"<?xml version=\"1.0\"?><svg/>", None),
            (b"<!doctype html><title>Not found</title>", None),
            (b"%PDF-1.7", None),
            (b"\x89PN", None),
            (b"", None),
        ];
        for (bytes, expected) in table {
            assert_eq!(Format::of(bytes), expected, "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn a_picture_that_announces_too_many_pixels_is_refused_by_its_header() {
        let admitted = |bytes: &[u8]| admit(bytes, Kind::Image, None);
        assert_eq!(admitted(&png(600, 600)), Ok(Format::Png));
        assert_eq!(admitted(&png(8_000, 5_000)), Ok(Format::Png));
        for (width, height) in [(10_000, 10_000), (8_000, 5_001), (u32::MAX, u32::MAX), (1, 40_000_001)] {
            let refused = Err(Failure::TooManyPixels { width, height });
            assert_eq!(admitted(&png(width, height)), refused);
        }
        assert_eq!(admitted(&gif((20, 20), (0, 0, 20, 20))), Ok(Format::Gif));
        let refused = Err(Failure::TooManyPixels { width: 65_545, height: 65_535 });
        assert_eq!(admitted(&gif((20, 20), (10, 0, 65_535, 65_535))), refused);
    }

    #[test]
    fn what_is_cut_in_its_header_or_of_the_other_kind_is_the_wrong_type() {
        let wrong = Err(Failure::WrongType { declared: Some("image/png".to_owned()) });
        let admitted = |bytes: &[u8], kind| admit(bytes, kind, Some("image/png"));
        assert_eq!(admitted(&png(10, 10)[..18], Kind::Image), wrong);
        assert_eq!(admitted(&png(0, 10), Kind::Image), wrong);
        assert_eq!(admitted(&png(10, 10), Kind::Audio), wrong);
        assert_eq!(admitted(b"ID3\x04\0\0\0", Kind::Image), wrong);
        assert_eq!(admitted(b"ID3\x04\0\0\0", Kind::Audio), Ok(Format::Mp3));
    }
}
