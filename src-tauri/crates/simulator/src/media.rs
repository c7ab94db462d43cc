//! The merchants' own recordings and pictures, made here: a message that points at them must not point at nothing.
//!
//! They need no key, as a shop's pictures need none, and they say nothing but what anyone may see.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};

use crate::{
    merchants::MERCHANTS,
    pictures,
    refusal::Refusal,
    server::{Shared, lock},
};

/// Samples per second of the recording, of 16 bits on one channel.
const SAMPLE_RATE: u32 = 8_000;

/// `/media/{slug}/voice.wav`
pub(crate) async fn recording(Path((slug, name)): Path<(String, String)>) -> Result<Response, Refusal> {
    match MERCHANTS.iter().position(|merchant| merchant.slug == slug) {
        Some(at) if name == "voice.wav" => Ok(answer("audio/wav", Bytes::from(melody(at)))),
        _ => Err(Refusal::not_found("Not Found")),
    }
}

/// `/images/{product id}.png` and `/images/{slug}.png`
pub(crate) async fn picture(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
) -> Result<Response, Refusal> {
    let known = lock(&shared.pictures).get(&name);
    if let Some(picture) = known {
        return Ok(answer("image/png", picture));
    }
    let path = name.clone();
    // Drawing takes milliseconds of a processor, which no stream of an answer should wait for.
    let drawn = tokio::task::spawn_blocking(move || pictures::draw(&path)).await;
    match drawn {
        Ok(Some(picture)) => {
            lock(&shared.pictures).keep(name, picture.clone());
            Ok(answer("image/png", picture))
        }
        Ok(None) => Err(Refusal::not_found("Not Found")),
        Err(error) => {
            tracing::error!(%error, name, "a picture could not be drawn");
            Err(Refusal::not_found("Not Found"))
        }
    }
}

fn answer(kind: &'static str, bytes: Bytes) -> Response {
    ([(header::CONTENT_TYPE, kind)], bytes).into_response()
}

/// Three soft tones, another chord for each merchant, as a WAV file.
fn melody(merchant: usize) -> Vec<u8> {
    let base = [262.0, 294.0, 330.0][merchant % 3];
    let mut samples = Vec::new();
    for step in [1.0_f32, 1.25, 1.5] {
        let length = SAMPLE_RATE * 3 / 4;
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
