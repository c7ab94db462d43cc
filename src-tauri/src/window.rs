//! The one window: where it was left, what it may load, and what it writes for itself.

use sofia_core::data_folder::DataFolder;
use tauri::utils::config::Color;
use tauri::webview::NewWindowResponse;
use tauri::{
    AppHandle, Manager, PhysicalPosition, PhysicalSize, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
};

use crate::preferences::{PreferenceFile, WindowPlace};
use crate::transfer::{Preferences, Theme};

pub(crate) const LABEL: &str = "main";

pub(crate) const TITLE: &str = "Sofia Desk";

const FIRST_SIZE: (f64, f64) = (1280.0, 820.0);
const SMALLEST_SIZE: (f64, f64) = (720.0, 520.0);

/// In percent; outside of these nothing can be read, or nothing has room.
const LEAST_ZOOM: u32 = 50;
const MOST_ZOOM: u32 = 300;

/// The grounds of the two themes in `tokens.css`, so that the window does not flash before its first frame.
const LIGHT_GROUND: Color = Color(0xf6, 0xf5, 0xfa, 0xff);
const DARK_GROUND: Color = Color(0x15, 0x14, 0x1d, 0xff);

/// Opens the window.
pub(crate) fn open(app: &AppHandle, folder: &DataFolder, preferences: &PreferenceFile) -> tauri::Result<()> {
    let Preferences { theme, zoom: percent, .. } = preferences.current();
    let (width, height) = FIRST_SIZE;
    let (smallest_width, smallest_height) = SMALLEST_SIZE;
    let mut builder = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title(TITLE)
        .inner_size(width, height)
        .min_inner_size(smallest_width, smallest_height)
        .data_directory(folder.webview())
        .background_color(if theme == Theme::Dark { DARK_GROUND } else { LIGHT_GROUND })
        // The page is the whole application: nothing in an answer may lead it elsewhere.
        .on_navigation(is_ours)
        .on_new_window(|_url, _features| NewWindowResponse::Deny);
    if theme != Theme::System {
        builder = builder.theme(of_the_system(theme));
    }
    let window = builder.build()?;
    zoom(&window, percent)?;
    if let Some(place) = preferences.window() {
        put_back(&window, place)?;
    }
    Ok(())
}

/// Windows knows the application's own scheme as a host of http.
fn is_ours(address: &Url) -> bool {
    if cfg!(windows) {
        address.scheme() == "http"
            && address.host_str() == Some("tauri.localhost")
            && address.port().is_none()
    } else {
        address.scheme() == "tauri"
    }
}

/// Shows the page larger or smaller, in percent. The engine does it: a page that zooms itself measures wrongly.
pub(crate) fn zoom(window: &WebviewWindow, percent: u32) -> tauri::Result<()> {
    window.set_zoom(f64::from(percent.clamp(LEAST_ZOOM, MOST_ZOOM)) / 100.0)
}

/// Lets the system draw what it draws itself (the title bar, the list of a choice, its own dialogs) in the theme of the
/// page.
pub(crate) fn dress(window: &WebviewWindow, theme: Theme) -> tauri::Result<()> {
    window.set_theme(of_the_system(theme))?;
    // GTK takes *none* for light, whatever the desktop has.
    if cfg!(target_os = "linux") && theme == Theme::System && window.theme()? == tauri::Theme::Dark {
        window.set_theme(Some(tauri::Theme::Dark))?;
    }
    Ok(())
}

fn of_the_system(theme: Theme) -> Option<tauri::Theme> {
    match theme {
        Theme::System => None,
        Theme::Light => Some(tauri::Theme::Light),
        Theme::Dark => Some(tauri::Theme::Dark),
    }
}

/// Puts the window where it was, if that place is still on a screen.
pub(crate) fn put_back(window: &WebviewWindow, place: WindowPlace) -> tauri::Result<()> {
    let on_screen = window.available_monitors()?.iter().any(|monitor| {
        let (position, size) = (monitor.position(), monitor.size());
        let inside = |at: i32, start: i32, length: u32| {
            i64::from(at) >= i64::from(start) && i64::from(at) < i64::from(start) + i64::from(length) - 80
        };
        inside(place.x, position.x, size.width) && inside(place.y, position.y, size.height)
    });
    window.set_size(PhysicalSize::new(place.width, place.height))?;
    if on_screen {
        window.set_position(PhysicalPosition::new(place.x, place.y))?;
    }
    if place.maximized {
        window.maximize()?;
    }
    Ok(())
}

/// Where the window is now; a maximized one keeps the size that it had before.
pub(crate) fn place(window: &WebviewWindow, before: Option<WindowPlace>) -> tauri::Result<WindowPlace> {
    let maximized = window.is_maximized()?;
    if let (true, Some(before)) = (maximized, before) {
        return Ok(WindowPlace { maximized, ..before });
    }
    let (position, size) = (window.outer_position()?, window.inner_size()?);
    Ok(WindowPlace { x: position.x, y: position.y, width: size.width, height: size.height, maximized })
}

/// Brings the window to the front, for a second start.
pub(crate) fn bring_to_front(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        // A window manager may refuse; the person then finds the window in the task bar.
        window.unminimize().ok();
        window.show().ok();
        window.set_focus().ok();
    }
}
