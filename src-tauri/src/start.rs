//! From the first line of `main` to the last: data folder, locks, engine, demo merchant, window, and the way out.

use std::error::Error;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sofia_core::data_folder::{DataFolder, HeldLock};
use sofia_core::{Engine, EngineOptions};
use sofia_simulator::Simulator;
use tauri::{AppHandle, DragDropEvent, Manager, RunEvent, WindowEvent};
use tauri_plugin_dialog::{DialogExt, MessageDialogKind};

use crate::checking::Checking;
use crate::feeds::Feeds;
use crate::host::{Exports, Host};
use crate::pasted::PastedKeys;
use crate::preferences::PreferenceFile;
use crate::presenting::Presenting;
use crate::start_words::in_words;
use crate::transfer::{Language, Notice};
use crate::watchers::Watchers;
use crate::{commands, demo, dropping, images, log, media, page, painting, upkeep, window};

/// What is spent on closing sessions at the end. Conversations that are left open are closed at the next start; those of runs
/// are counted in the run's results.
const FAREWELL: Duration = Duration::from_secs(2);

/// What lives as long as the application and is nobody's business.
struct Kept {
    _lock: HeldLock,
    simulator: Mutex<Option<Simulator>>,
}

/// Runs the application until its window is closed.
pub fn run() -> ExitCode {
    painting::prepare();
    let folder = match DataFolder::locate() {
        Ok(folder) => folder,
        Err(error) => return failed(&error),
    };
    let _log = log::start(&folder);
    let mut builder = tauri::Builder::default();
    if !folder.is_moved() {
        // Must be the first plugin: a second start ends in it.
        builder = builder.plugin(tauri_plugin_single_instance::init(|app, _arguments, _folder| {
            window::bring_to_front(app);
        }));
    }
    let app = builder
        .plugin(tauri_plugin_store::Builder::default().build())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_clipboard_manager::init())
        .register_asynchronous_uri_scheme_protocol(images::SCHEME, images::answer)
        .invoke_handler(commands::handler())
        .build(tauri::generate_context!());
    let app = match app {
        Ok(app) => app,
        Err(error) => return failed(&error),
    };
    let handle = app.handle().clone();
    if let Err(error) = prepare(&handle, folder) {
        if error.is::<AlreadyOpen>() {
            return failed(error.as_ref());
        }
        say_and_end(&handle, &error.to_string());
    }
    let code = app.run_return(on_event);
    u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from)
}

/// Another window holds the data folder.
#[derive(Debug, thiserror::Error)]
#[error(
    "Sofia Desk is already open for the data folder {0}. Use its window, or set SOFIA_DATA_DIR to another folder."
)]
struct AlreadyOpen(String);

fn prepare(app: &AppHandle, folder: DataFolder) -> Result<(), Box<dyn Error>> {
    let lock = folder.lock_window().map_err(|error| in_words(&error.into(), Language::System))?;
    let lock = lock.ok_or_else(|| AlreadyOpen(folder.root().display().to_string()))?;
    let (preferences, set_aside) = PreferenceFile::open(app, &folder.preferences())?;
    let language = preferences.current().language;
    let engine = tauri::async_runtime::block_on(async { Engine::open(folder, EngineOptions::default()) })
        .map_err(|error| in_words(&error, language))?;

    let (watchers, feeds) = (Watchers::default(), Feeds::default());
    tauri::async_runtime::spawn(watchers.clone().listen(engine.clone(), feeds.clone()));
    if let Some(path) = set_aside {
        watchers.notice(Notice::PreferencesSetAside { path: path.display().to_string() });
    }
    if let Some(path) = engine.damaged_database() {
        watchers.notice(Notice::DatabaseSetAside { path: path.display().to_string() });
    }
    let simulator = match tauri::async_runtime::block_on(demo::start(&engine)) {
        Ok(simulator) => Some(simulator),
        Err(problem) => {
            watchers.notice(Notice::DemoUnavailable { problem });
            None
        }
    };
    take_over(&engine, &watchers).map_err(|error| in_words(&error, language))?;
    tauri::async_runtime::spawn(engine.clone().follow_others());
    tauri::async_runtime::spawn(engine.clone().keep_index());
    tauri::async_runtime::spawn(upkeep::keep_up(engine.clone()));

    // All this stands before the window does, which may call at once.
    app.manage(Kept { _lock: lock, simulator: Mutex::new(simulator) });
    let media = media::library(engine.folder());
    app.manage(Host {
        app: app.clone(),
        engine,
        feeds,
        watchers,
        preferences,
        pasted: PastedKeys::default(),
        media,
        presenting: Presenting::default(),
        checking: Checking::default(),
        exports: Exports::default(),
        page: page::Page::default(),
        left_out: Arc::default(),
        catalogs: Arc::default(),
    });
    let host = app.state::<Host>();
    window::open(app, host.engine.folder(), &host.preferences)?;
    page::keep_alive(app)?;
    Ok(())
}

/// Marks what a killed start has left before the window shows it; closing its sessions, and asking the keychain how it
/// is, goes on behind the window.
fn take_over(engine: &Engine, watchers: &Watchers) -> Result<(), sofia_core::Error> {
    let left = tauri::async_runtime::block_on(engine.take_over())?;
    let (engine, watchers) = (engine.clone(), watchers.clone());
    tauri::async_runtime::spawn(async move {
        watchers.keychain_answered(engine.probe_keychain().await);
        let recovered = left.close().await;
        if recovered.closed + recovered.not_closed > 0 {
            let (closed, not_closed) = (recovered.closed, recovered.not_closed);
            watchers.notice(Notice::SessionsRecovered { closed, not_closed });
        }
    });
    Ok(())
}

fn on_event(app: &AppHandle, event: RunEvent) {
    match event {
        RunEvent::WindowEvent { event: WindowEvent::CloseRequested { .. }, .. } => {
            if let (Some(host), Some(shown)) =
                (app.try_state::<Host>(), app.get_webview_window(window::LABEL))
            {
                // A presentation is no place to come back to.
                let place = host
                    .presenting
                    .before()
                    .map_or_else(|| window::place(&shown, host.preferences.window()), Ok);
                match place {
                    Ok(place) => host.preferences.set_window(place),
                    Err(error) => tracing::warn!(%error, "the window's place could not be read"),
                }
            }
        }
        RunEvent::WindowEvent { event: WindowEvent::DragDrop(DragDropEvent::Drop { paths, .. }), .. } => {
            dropping::dropped(app, paths);
        }
        RunEvent::Exit => {
            let simulator = app.try_state::<Kept>().and_then(|kept| kept.simulator.lock().ok()?.take());
            let Some(host) = app.try_state::<Host>() else { return };
            host.preferences.save();
            let farewell = async {
                tokio::join!(host.checking.shut_down(), host.engine.shut_down(FAREWELL));
                if let Some(simulator) = simulator {
                    simulator.stop().await;
                }
            };
            // Running out of time is expected where a server does not answer.
            tauri::async_runtime::block_on(async { tokio::time::timeout(FAREWELL, farewell).await }).ok();
        }
        _ => {}
    }
}

#[expect(clippy::print_stderr, reason = "there is no window to say it in")]
fn failed(error: &dyn Error) -> ExitCode {
    tracing::error!(%error, "the start failed");
    eprintln!("{error}");
    ExitCode::FAILURE
}

/// Says what went wrong in a dialog of the system, since there will be no window, and ends with it.
#[expect(clippy::print_stderr, reason = "a start from a terminal should say it there too")]
fn say_and_end(app: &AppHandle, message: &str) {
    tracing::error!(message, "the start failed");
    eprintln!("{message}");
    let ending = app.clone();
    app.dialog()
        .message(message)
        .title("Sofia Desk")
        .kind(MessageDialogKind::Error)
        .show(move |_closed| ending.exit(1));
}
