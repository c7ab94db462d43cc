//! The scheme `sofia-img:`, by which the page gets pictures: `sofia-img://localhost/?merchantId=…&source=…&attempt=…`.
//!
//! An `<img>` takes no reason: a picture that cannot be had is a 404 without a body, and the page asks for the reason
//! with `media_state`.

use std::borrow::Cow;

use tauri::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use tauri::http::{Request, Response, StatusCode};
use tauri::{AppHandle, Manager, UriSchemeContext, UriSchemeResponder, Wry};
use url::Url;

use crate::host::Host;
use crate::media;
use crate::transfer::{MediaKind, MediaRequest};
use crate::window;

pub(crate) const SCHEME: &str = "sofia-img";

/// A picture that is scrolled out of sight and back is not asked for again.
const KEPT_BY_THE_PAGE: HeaderValue = HeaderValue::from_static("private, max-age=3600");

#[expect(clippy::needless_pass_by_value, reason = "Tauri hands it over so")]
pub(crate) fn answer(
    context: UriSchemeContext<'_, Wry>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let wanted = wanted(&request.uri().to_string()).filter(|_| context.webview_label() == window::LABEL);
    let app = context.app_handle().clone();
    tauri::async_runtime::spawn(async move { responder.respond(respond(&app, wanted).await) });
}

async fn respond(app: &AppHandle, wanted: Option<MediaRequest>) -> Response<Cow<'static, [u8]>> {
    let found = match (app.try_state::<Host>(), wanted) {
        (Some(host), Some(wanted)) => media::get(&host, wanted).await.ok(),
        _ => None,
    };
    let Some(media) = found else {
        let mut missing = Response::new(Cow::default());
        *missing.status_mut() = StatusCode::NOT_FOUND;
        return missing;
    };
    let mut picture = Response::new(Cow::Owned(media.bytes.into()));
    let headers = picture.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media.format.content_type()));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CACHE_CONTROL, KEPT_BY_THE_PAGE);
    picture
}

/// What an address of the scheme asks for.
fn wanted(address: &str) -> Option<MediaRequest> {
    let url = Url::parse(address).ok()?;
    let value =
        |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    Some(MediaRequest {
        merchant_id: value("merchantId")?,
        source: value("source")?,
        kind: MediaKind::Image,
        attempt: value("attempt")?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_the_scheme_is_read_in_both_of_its_forms() {
        let query =
            "?merchantId=m-1&source=https%3A%2F%2Fcdn.example%2Fa+b.png%3Fw%3D1%26h%3D2%23%C3%A1&attempt=2";
        for start in ["sofia-img://localhost/", "http://sofia-img.localhost/"] {
            let read = wanted(&format!("{start}{query}")).unwrap();
            let source = "https://cdn.example/a b.png?w=1&h=2#á".to_owned();
            let merchant_id = "m-1".to_owned();
            assert_eq!(read, MediaRequest { merchant_id, source, kind: MediaKind::Image, attempt: 2 });
        }
        for incomplete in
            ["", "?source=x&attempt=0", "?merchantId=m&source=x", "?merchantId=m&source=x&attempt=no"]
        {
            assert_eq!(wanted(&format!("sofia-img://localhost/{incomplete}")), None, "{incomplete}");
        }
    }
}
