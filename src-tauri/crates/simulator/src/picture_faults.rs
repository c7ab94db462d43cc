//! Pictures that cannot be shown, each for a reason of its own: what a client must survive and should explain.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes},
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use futures_util::stream;

use crate::{life::until_stopped, refusal::Refusal, server::Shared};

/// One way in which a picture is bad.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PictureFault {
    /// The last part of its address.
    pub(crate) name: &'static str,
    /// What a card with it is called, in Portuguese, English and Spanish.
    pub(crate) titles: [&'static str; 3],
}

const fn fault(name: &'static str, titles: [&'static str; 3]) -> PictureFault {
    PictureFault { name, titles }
}

pub(crate) const PICTURE_FAULTS: [PictureFault; 10] = [
    fault("gone", ["Imagem que não existe", "A picture that is gone", "Imagen que ya no existe"]),
    fault("unavailable", ["Servidor indisponível", "A server that fails", "Servidor no disponible"]),
    fault("vector", ["Um SVG", "An SVG", "Un SVG"]),
    fault(
        "page",
        ["Uma página em vez de imagem", "A page instead of a picture", "Una página en lugar de imagen"],
    ),
    fault("endless", ["Um arquivo sem fim", "A file without an end", "Un archivo sin fin"]),
    fault("pixels", ["Cem megapixels", "A hundred megapixels", "Cien megapíxeles"]),
    fault("damaged", ["Um arquivo danificado", "A damaged file", "Un archivo dañado"]),
    fault(
        "private",
        ["Desvio para a rede interna", "A redirect into a private network", "Desvío a una red privada"],
    ),
    fault("loop", ["Desvios sem fim", "Redirects without an end", "Desvíos sin fin"]),
    fault(
        "silent",
        ["Servidor que não responde", "A server that does not answer", "Servidor que no responde"],
    ),
];

/// `/images/faults/{name}.png`
pub(crate) async fn bad_picture(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
) -> Result<Response, Refusal> {
    let png = |body: Body| ([(header::CONTENT_TYPE, "image/png")], body).into_response();
    Ok(match name.strip_suffix(".png").unwrap_or_default() {
        "unavailable" => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        "vector" => {
            let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>";
            ([(header::CONTENT_TYPE, "image/svg+xml")], drawing).into_response()
        }
        "page" => {
            let page = "<!doctype html><title>Simulated</title><p>This is no picture.";
            ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
        }
        "endless" => png(endless()),
        "pixels" => png(Body::from(png_header(10_000, 10_000))),
        // It begins as it should, and nothing of what it announces follows.
        "damaged" => png(Body::from(png_header(600, 600))),
        "private" => redirect("http://10.0.0.1/picture.png"),
        "loop" => redirect(&format!("{}/images/faults/loop.png", shared.base_url)),
        "silent" => {
            until_stopped(shared.stopping.clone()).await;
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
        _ => return Err(Refusal::not_found("Not Found")),
    })
}

fn redirect(location: &str) -> Response {
    (StatusCode::FOUND, [(header::LOCATION, location)]).into_response()
}

/// A picture's beginning, and then bytes for as long as somebody reads.
fn endless() -> Body {
    let piece = Bytes::from(vec![0_u8; 64 * 1024]);
    let pieces = stream::unfold(Bytes::from(png_header(600, 600)), move |next| {
        let piece = piece.clone();
        async move {
            // A pace that no machine is worn out by.
            tokio::time::sleep(Duration::from_millis(1)).await;
            Some((Ok::<_, Infallible>(next), piece))
        }
    });
    Body::from_stream(pieces)
}

fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    file.extend_from_slice(&width.to_be_bytes());
    file.extend_from_slice(&height.to_be_bytes());
    // Eight bits for each of red, green and blue; then the checksum, which nobody gets to.
    file.extend_from_slice(&[8, 2, 0, 0, 0, 0, 0, 0, 0]);
    file
}
