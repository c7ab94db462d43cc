//! A presentation, as far as it is the window's: a whole screen, a title that says nothing of this application, a
//! screen that stays awake, and the way back to where the window was.

mod awake;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tauri::{Monitor, PhysicalPosition, PhysicalSize, WebviewWindow};

use crate::preferences::WindowPlace;
use crate::transfer::PresentationScreen;
use crate::window;

pub(crate) use awake::Awake;

/// How long, and how often, is looked whether the window has become as large as it was asked to be.
const SETTLING: Duration = Duration::from_millis(1500);
const SETTLING_LOOKS: u32 = 30;

/// The presentation that is going on, if one is.
#[derive(Default)]
pub(crate) struct Presenting {
    held: Mutex<Option<Held>>,
    /// Whoever leaves and begins again at once must not have the window put back after it was filled.
    moving: tokio::sync::Mutex<()>,
}

struct Held {
    before: WindowPlace,
    /// Dropping it lets the screen sleep again.
    _awake: Option<Awake>,
}

impl Presenting {
    /// Where the window was before the presentation that is going on.
    pub(crate) fn before(&self) -> Option<WindowPlace> {
        self.held().as_ref().map(|held| held.before)
    }

    /// Fills a screen with the window. Beginning once more only moves it.
    pub(crate) async fn begin(
        &self,
        window: &WebviewWindow,
        last_place: Option<WindowPlace>,
        title: &str,
        screen: Option<&str>,
    ) -> tauri::Result<()> {
        let moving = self.moving.lock().await;
        let first = self.before().is_none();
        if first {
            let before = window::place(window, last_place)?;
            *self.held() = Some(Held { before, _awake: None });
        }
        window.set_title(title)?;
        fill(window, screen).await?;
        window.set_focus()?;
        // Whoever leaves again while the desktop takes its time must not wait for it.
        drop(moving);
        if first {
            // Last, since the audience is looking.
            let awake = Awake::ask().await;
            if let Some(held) = self.held().as_mut() {
                held._awake = awake;
            }
        }
        Ok(())
    }

    /// Puts the window back to where it was.
    pub(crate) async fn end(&self, window: &WebviewWindow) -> tauri::Result<()> {
        let _moving = self.moving.lock().await;
        let Some(before) = self.before() else { return Ok(()) };
        window.set_title(window::TITLE)?;
        let filled = window.inner_size()?;
        window.set_fullscreen(false)?;
        // A window manager shrinks the window by itself, and that must not come after what is asked for next.
        settle(window, |size| size != filled).await?;
        window::put_back(window, before)?;
        // Whoever begins again at once must find the window as it was, and not filled still.
        let WindowPlace { width, height, maximized, .. } = before;
        if !maximized {
            settle(window, |size| size == PhysicalSize::new(width, height)).await?;
        }
        // Not sooner: where a step of this failed, the window is filled still, and where it was must not be forgotten.
        self.held().take();
        Ok(())
    }

    fn held(&self) -> MutexGuard<'_, Option<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The screens of this machine, in the system's order.
pub(crate) fn screens(window: &WebviewWindow) -> tauri::Result<Vec<PresentationScreen>> {
    let monitors = window.available_monitors()?;
    let current = window.current_monitor()?.map(|monitor| *monitor.position());
    let mut screens: Vec<PresentationScreen> = Vec::new();
    for monitor in &monitors {
        screens.push(PresentationScreen {
            id: id(monitor),
            name: monitor.name().cloned().filter(|name| !name.trim().is_empty()),
            width: monitor.size().width,
            height: monitor.size().height,
            current: current == Some(*monitor.position()),
        });
    }
    Ok(screens)
}

/// Two screens of the same kind have the same name, but never the same place.
fn id(monitor: &Monitor) -> String {
    let PhysicalPosition { x, y } = monitor.position();
    format!("{} {x},{y}", monitor.name().map_or("", String::as_str))
}

async fn fill(window: &WebviewWindow, screen: Option<&str>) -> tauri::Result<()> {
    let monitors = window.available_monitors()?;
    let chosen = monitors.iter().position(|monitor| Some(id(monitor).as_str()) == screen);
    let monitor = match chosen.and_then(|index| monitors.get(index)) {
        Some(monitor) => Some(monitor.clone()),
        None => window.current_monitor()?,
    };
    if let (Some(monitor), Some(_)) = (&monitor, chosen) {
        if window.is_maximized()? {
            window.unmaximize()?;
        }
        window.set_position(*monitor.position())?;
    }
    window.set_fullscreen(true)?;
    if let Some(index) = chosen {
        on_screen(window, index)?;
    }
    let Some(monitor) = monitor else { return Ok(()) };
    let size = *monitor.size();
    if !settle(window, |now| now.width >= size.width && now.height >= size.height).await? {
        // There is no window manager, or one that knows no full screen.
        window.set_position(*monitor.position())?;
        window.set_size(size)?;
    }
    Ok(())
}

/// Under Wayland a window cannot say where it is, but it can ask for a screen to fill.
#[cfg(target_os = "linux")]
fn on_screen(window: &WebviewWindow, index: usize) -> tauri::Result<()> {
    use gtk::prelude::{GtkWindowExt, WidgetExt};

    let (asking, index) = (window.clone(), i32::try_from(index).unwrap_or_default());
    window.run_on_main_thread(move || match asking.gtk_window() {
        Ok(shown) => {
            if let Some(screen) = WidgetExt::screen(&shown) {
                shown.fullscreen_on_monitor(&screen, index);
            }
        }
        Err(error) => tracing::warn!(%error, "the window could not be moved to the screen"),
    })
}

#[cfg(not(target_os = "linux"))]
#[expect(clippy::unnecessary_wraps, reason = "as it is where there is something to do")]
fn on_screen(_window: &WebviewWindow, _index: usize) -> tauri::Result<()> {
    Ok(())
}

/// Waits until the window has a size; false where it does not come to that.
async fn settle(window: &WebviewWindow, settled: impl Fn(PhysicalSize<u32>) -> bool) -> tauri::Result<bool> {
    for _ in 0..SETTLING_LOOKS {
        if settled(window.inner_size()?) {
            return Ok(true);
        }
        tokio::time::sleep(SETTLING / SETTLING_LOOKS).await;
    }
    Ok(false)
}
