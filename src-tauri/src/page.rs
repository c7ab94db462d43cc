//! The process in which the page lives is the web engine's, and it can end by itself: a graphics driver that crashes, a
//! system that runs out of memory. What streams in is stored by this process and goes on; the page is loaded anew.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::{DialogExt, MessageDialogKind};

use crate::host::Host;
use crate::start_words;
use crate::transfer::{Notice, PagePlace};
use crate::window;

/// A page that ends at once each time would be loaded for ever.
const MOST_LOADS: usize = 3;
const WITHIN: Duration = Duration::from_secs(60);

/// Where the page is, and when it was loaded anew.
#[derive(Default)]
pub(crate) struct Page {
    loads: Mutex<VecDeque<Instant>>,
    at: Mutex<At>,
}

#[derive(Default)]
struct At {
    place: PagePlace,
    /// The page that told it has ended, and the next one is not there yet.
    left: bool,
}

impl Page {
    pub(crate) fn is_at(&self, place: PagePlace) {
        *held(&self.at) = At { place, left: false };
    }

    /// Where to come back to, for a page that follows one that ended by itself.
    pub(crate) fn left(&self) -> Option<PagePlace> {
        let at = held(&self.at);
        at.left.then(|| at.place.clone())
    }

    /// Notes one more load, where there is still one.
    fn one_more(&self, now: Instant) -> bool {
        let mut loads = held(&self.loads);
        loads.retain(|&load| now.duration_since(load) < WITHIN);
        let more = loads.len() < MOST_LOADS;
        if more {
            loads.push_back(now);
        }
        more
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Loads the page anew whenever its process ends.
#[cfg(target_os = "linux")]
pub(crate) fn keep_alive(app: &AppHandle) -> tauri::Result<()> {
    use webkit2gtk::WebViewExt;

    let Some(shown) = app.get_webview_window(window::LABEL) else { return Ok(()) };
    let app = app.clone();
    shown.with_webview(move |webview| {
        webview.inner().connect_web_process_terminated(move |view, reason| {
            ended(&app, &format!("{reason:?}"), || view.reload());
        });
    })
}

/// Elsewhere it is left to the engine.
#[cfg(not(target_os = "linux"))]
pub(crate) fn keep_alive(_app: &AppHandle) -> tauri::Result<()> {
    Ok(())
}

#[cfg(target_os = "linux")]
fn ended(app: &AppHandle, reason: &str, load: impl FnOnce()) {
    let host = app.state::<Host>();
    if host.page.one_more(Instant::now()) {
        held(&host.page.at).left = true;
        let told = host.watchers.notices().iter().any(|notice| matches!(notice, Notice::PageEnded));
        if host.presenting.before().is_none() && !told {
            host.watchers.notice(Notice::PageEnded);
        }
        tracing::warn!(reason, "the process of the page ended, and the page is loaded anew");
        load();
        return;
    }
    tracing::error!(reason, "the process of the page ended too often");
    let ending = app.clone();
    app.dialog()
        .message(start_words::page_ended(host.preferences.current().language))
        .title(window::TITLE)
        .kind(MessageDialogKind::Error)
        .show(move |_closed| ending.exit(1));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_loaded_anew_a_few_times_a_minute_and_again_when_that_minute_is_over() {
        let (page, began) = (Page::default(), Instant::now());
        let at = |seconds| began + Duration::from_secs(seconds);
        assert!([0, 1, 2].into_iter().all(|second| page.one_more(at(second))));
        assert!(!page.one_more(at(3)) && !page.one_more(at(59)));
        assert!(page.one_more(at(60)) && !page.one_more(at(60)) && page.one_more(at(61)));
    }
}
