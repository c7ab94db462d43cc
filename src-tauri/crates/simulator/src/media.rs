//! The merchants' own recording and picture, made here: a message that points at them must not point at nothing.
//!
//! They need no key, as a shop's pictures need none, and they say nothing but what anyone may see.

use axum::{
    body::Bytes,
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};

use crate::{merchants::MERCHANTS, refusal::Refusal};

/// Samples per second of the recording, of 16 bits on one channel.
const SAMPLE_RATE: u32 = 8_000;
/// Width and height of the picture, in pixels.
const WIDTH: u32 = 320;
const HEIGHT: u32 = 240;

/// `/media/{slug}/voice.wav` and `/media/{slug}/window.png`.
pub(crate) async fn media(Path((slug, name)): Path<(String, String)>) -> Result<Response, Refusal> {
    let merchant = MERCHANTS.iter().position(|merchant| merchant.slug == slug);
    match (merchant, name.as_str()) {
        (Some(at), "voice.wav") => Ok(answer("audio/wav", recording(at))),
        (Some(at), "window.png") => Ok(answer("image/png", picture(at))),
        _ => Err(Refusal::not_found("Not Found")),
    }
}

fn answer(kind: &'static str, bytes: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, kind)], Bytes::from(bytes)).into_response()
}

/// Three soft tones, another chord for each merchant, as a WAV file.
fn recording(merchant: usize) -> Vec<u8> {
    let base = [262.0, 294.0, 330.0][merchant % 3];
    let mut samples = Vec::new();
    for step in [1.0_f32, 1.25, 1.5] {
        let length = SAMPLE_RATE / 3;
        for at in 0..length {
            let time = at as f32 / SAMPLE_RATE as f32;
            // Each tone fades out, so that none ends with a click.
            let loudness = 1.0 - at as f32 / length as f32;
            let wave = (time * base * step * std::f32::consts::TAU).sin();
            samples.extend_from_slice(&((wave * loudness * 9_000.0) as i16).to_le_bytes());
        }
    }
    let size = samples.len() as u32;
    let mut file = Vec::with_capacity(samples.len() + 44);
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&(size + 36).to_le_bytes());
    file.extend_from_slice(b"WAVEfmt ");
    for field in [16_u32, 0x0001_0001, SAMPLE_RATE, SAMPLE_RATE * 2, 0x0010_0002] {
        file.extend_from_slice(&field.to_le_bytes());
    }
    file.extend_from_slice(b"data");
    file.extend_from_slice(&size.to_le_bytes());
    file.extend_from_slice(&samples);
    file
}

/// A shop window in the merchant's colours: sky, wall, pane and three things on show, as an uncompressed PNG.
fn picture(merchant: usize) -> Vec<u8> {
    let (wall, thing) =
        [([196, 90, 64], [28, 52, 110]), ([44, 52, 70], [90, 200, 180]), ([64, 130, 92], [240, 240, 236])]
            [merchant % 3];
    let mut rows = Vec::with_capacity(((WIDTH * 3 + 1) * HEIGHT) as usize);
    for y in 0..HEIGHT {
        // Each row begins with the number of its filter: none.
        rows.push(0);
        for x in 0..WIDTH {
            let in_pane = (40..280).contains(&x) && (60..200).contains(&y);
            let on_show = in_pane && (x - 40) % 80 >= 22 && (x - 40) % 80 < 58 && (110..190).contains(&y);
            let colour = match () {
                () if on_show => thing,
                () if in_pane => [226, 236, 242],
                () if y < 40 => [250, 226, 190],
                () => wall,
            };
            rows.extend_from_slice(&colour);
        }
    }
    let mut header = Vec::from(WIDTH.to_be_bytes());
    header.extend_from_slice(&HEIGHT.to_be_bytes());
    // Eight bits for each of red, green and blue; no filter beyond the rows' own, no interlacing.
    header.extend_from_slice(&[8, 2, 0, 0, 0]);
    let mut file = Vec::from(*b"\x89PNG\r\n\x1a\n");
    for (kind, data) in [(b"IHDR", header), (b"IDAT", stored(&rows)), (b"IEND", Vec::new())] {
        file.extend_from_slice(&(data.len() as u32).to_be_bytes());
        let checked: Vec<u8> = kind.iter().chain(&data).copied().collect();
        file.extend_from_slice(&checked);
        file.extend_from_slice(&crc32(&checked).to_be_bytes());
    }
    file
}

/// A zlib stream of stored blocks: the format's way of not compressing.
fn stored(data: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let blocks = data.chunks(65_535);
    let last = blocks.len() - 1;
    for (at, block) in blocks.enumerate() {
        let length = block.len() as u16;
        stream.push(u8::from(at == last));
        stream.extend_from_slice(&length.to_le_bytes());
        stream.extend_from_slice(&(!length).to_le_bytes());
        stream.extend_from_slice(block);
    }
    let (low, high) = data.iter().fold((1_u32, 0_u32), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    stream.extend_from_slice(&(high << 16 | low).to_be_bytes());
    stream
}

fn crc32(data: &[u8]) -> u32 {
    !data.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 },
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_those_of_the_published_examples() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(stored(b"Wikipedia")[stored(b"Wikipedia").len() - 4..], 0x11E6_0398_u32.to_be_bytes());
    }
}
