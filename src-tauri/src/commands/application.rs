//! The application as a whole: overview, preferences, links, clipboard, reports of the window.

use tauri::Manager;
use tauri_plugin_clipboard_manager::ClipboardExt;

use crate::convert;
use crate::demo;
use crate::host::{Host, Outlet};
use crate::link;
use crate::transfer::*;
use crate::window;

pub(super) async fn overview(host: &Host, (): ()) -> Result<Overview, ErrorReport> {
    let merchants = host.engine.merchants().await.map_err(convert::error)?;
    let left = match host.page.left() {
        None => None,
        Some(PagePlace { conversation_id, presented }) => {
            // One that cannot be read any more is not come back to, and is told where it is opened.
            let conversation = match conversation_id {
                Some(id) => host.engine.conversation(&id).await.ok().map(convert::conversation),
                None => None,
            };
            let fills_screen = host.presenting.before().is_some();
            Some(LeftByPage { conversation, presented, fills_screen })
        }
    };
    Ok(Overview {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data_folder: host.engine.folder().root().display().to_string(),
        merchants: merchants.iter().map(|merchant| convert::merchant(&host.engine, merchant)).collect(),
        demo_shops: demo::shops(),
        keychain: host.watchers.keychain(),
        preferences: host.preferences.current(),
        notices: host.watchers.notices(),
        left,
    })
}

pub(super) async fn page_is_at(host: &Host, place: PagePlace) -> Result<(), ErrorReport> {
    host.page.is_at(place);
    Ok(())
}

pub(super) async fn application_watch(
    host: &Host,
    (): (),
    changes: Outlet<ApplicationChange>,
) -> Result<(), ErrorReport> {
    // The page was loaded, perhaps anew: what it had open before is nobody's.
    host.feeds.close_all();
    host.watchers.watch(changes);
    Ok(())
}

pub(super) async fn preferences_set(host: &Host, preferences: Preferences) -> Result<(), ErrorReport> {
    if let Some(shown) = host.app.get_webview_window(window::LABEL) {
        let failed = |error: tauri::Error| ErrorReport::internal(&error.to_string());
        window::zoom(&shown, preferences.zoom).map_err(failed)?;
        if preferences.theme != host.preferences.current().theme {
            window::dress(&shown, preferences.theme).map_err(failed)?;
        }
    }
    host.preferences.set(preferences).map_err(|reason| ErrorReport::internal(&reason))
}

pub(super) async fn link_open(_host: &Host, link: Link) -> Result<OpenedLink, ErrorReport> {
    let opened = link::checked(&link.url)?;
    tauri_plugin_opener::open_url(&opened.url, None::<&str>)
        .map_err(|error| ErrorReport::internal(&error.to_string()))?;
    Ok(opened)
}

pub(super) async fn data_folder_open(host: &Host, (): ()) -> Result<(), ErrorReport> {
    tauri_plugin_opener::open_path(host.engine.folder().root(), None::<&str>)
        .map_err(|error| ErrorReport::internal(&error.to_string()))
}

pub(super) async fn clipboard_write(host: &Host, input: ClipboardText) -> Result<(), ErrorReport> {
    host.app.clipboard().write_text(input.text).map_err(|error| ErrorReport::internal(&error.to_string()))
}

pub(super) async fn window_report(_host: &Host, report: WindowReport) -> Result<(), ErrorReport> {
    tracing::error!(kind = ?report.kind, message = %report.message, "the window reports");
    Ok(())
}

/// Ends the application the way its close button does: the window's place is kept, and the sessions are closed.
pub(super) async fn application_quit(host: &Host, (): ()) -> Result<(), ErrorReport> {
    let Some(window) = host.app.get_webview_window(window::LABEL) else { return Ok(()) };
    window.close().map_err(|error| ErrorReport::internal(&error.to_string()))
}
