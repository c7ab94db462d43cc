//! The scheme `sofia-img:`, by which the page gets pictures: `sofia-img://localhost/?merchantId=…&source=…&attempt=…`,
//! and a merchant's logo: `sofia-img://localhost/logo/<merchantId>?version=…`.
//!
//! An `<img>` takes no reason: a picture that cannot be had is a 404 without a body, and the page asks for the reason
//! with `media_state`.

use std::borrow::Cow;

use sofia_media::Format;
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
    let ours = context.webview_label() == window::LABEL;
    let address = request.uri().to_string();
    let wanted = wanted(&address).filter(|_| ours);
    let logo = whose_logo(&address).filter(|_| ours);
    let app = context.app_handle().clone();
    tauri::async_runtime::spawn(async move {
        let response = match logo {
            Some(merchant_id) => respond_with_logo(&app, &merchant_id).await,
            None => respond(&app, wanted).await,
        };
        responder.respond(response);
    });
}

async fn respond(app: &AppHandle, wanted: Option<MediaRequest>) -> Response<Cow<'static, [u8]>> {
    let found = match (app.try_state::<Host>(), wanted) {
        (Some(host), Some(wanted)) => media::get(&host, wanted).await.ok(),
        _ => None,
    };
    picture(found.map(|media| (media.format, media.bytes.into())))
}

/// A logo is looked at again: the file may be another one by now.
async fn respond_with_logo(app: &AppHandle, merchant_id: &str) -> Response<Cow<'static, [u8]>> {
    let kept = match app.try_state::<Host>() {
        Some(host) => host.engine.logo(merchant_id).await,
        None => None,
    };
    picture(kept.and_then(|bytes| Some((sofia_media::picture(&bytes).ok()?, bytes))))
}

fn picture(found: Option<(Format, Vec<u8>)>) -> Response<Cow<'static, [u8]>> {
    let Some((format, bytes)) = found else {
        let mut missing = Response::new(Cow::default());
        *missing.status_mut() = StatusCode::NOT_FOUND;
        return missing;
    };
    let mut picture = Response::new(Cow::Owned(bytes));
    let headers = picture.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(format.content_type()));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CACHE_CONTROL, KEPT_BY_THE_PAGE);
    picture
}

/// The merchant whose logo an address asks for.
fn whose_logo(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let mut path = url.path_segments()?;
    let id = (path.next() == Some("logo")).then(|| path.next()).flatten()?;
    (!id.is_empty() && path.next().is_none()).then(|| id.to_owned())
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
        kept: value("kept").is_some(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logo_is_asked_for_by_its_merchant() {
        for start in ["sofia-img://localhost/", "http://sofia-img.localhost/"] {
            let of = |rest: &str| whose_logo(&format!("{start}{rest}"));
            assert_eq!(of("logo/m-1?version=7").as_deref(), Some("m-1"));
            for other in ["logo/", "logo", "logo/m-1/x", "?merchantId=m&source=x&attempt=0", "x/logo/m-1"] {
                assert_eq!(of(other), None, "{other}");
            }
            // What leads out of the folder is no merchant, which the engine sees to as well.
            assert_eq!(of("logo/../sofia.db"), None);
        }
    }

    #[test]
    fn an_address_of_the_scheme_is_read_in_both_of_its_forms() {
        let query =
            "?merchantId=m-1&source=https%3A%2F%2Fcdn.example%2Fa+b.png%3Fw%3D1%26h%3D2%23%C3%A1&attempt=2";
        for start in ["sofia-img://localhost/", "http://sofia-img.localhost/"] {
            let read = wanted(&format!("{start}{query}")).unwrap();
            let source = "https://cdn.example/a b.png?w=1&h=2#á".to_owned();
            let merchant_id = "m-1".to_owned();
            let expected =
                MediaRequest { merchant_id, source, kind: MediaKind::Image, attempt: 2, kept: false };
            assert_eq!(read, expected);
            let kept = wanted(&format!("{start}{query}&kept=1")).unwrap();
            assert_eq!(kept, MediaRequest { kept: true, ..expected });
        }
        for incomplete in
            ["", "?source=x&attempt=0", "?merchantId=m&source=x", "?merchantId=m&source=x&attempt=no"]
        {
            assert_eq!(wanted(&format!("sofia-img://localhost/{incomplete}")), None, "{incomplete}");
        }
    }
}
