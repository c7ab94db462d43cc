//! The screen stays awake for as long as something is held. Asking the system for it may block, and letting go of it may
//! fail, so both happen on a thread of their own.

use std::sync::mpsc;
use std::time::Duration;

use tokio::sync::oneshot;

/// A system that does not answer within this time is not asked any further.
const PATIENCE: Duration = Duration::from_secs(3);

/// Dropping it lets the screen sleep again.
pub(crate) struct Awake {
    _let_go: mpsc::Sender<()>,
}

impl Awake {
    /// Asks the system; `None` where it will not.
    pub(crate) async fn ask() -> Option<Self> {
        let (let_go, kept) = mpsc::channel();
        let (answer, answered) = oneshot::channel();
        let asking = std::thread::Builder::new().name("awake".into()).spawn(move || {
            let held = builder().create();
            let answer = answer.send(held.as_ref().map(drop).map_err(ToString::to_string));
            if answer.is_ok() && held.is_ok() {
                // Nothing is ever sent: this waits until the other end is dropped.
                kept.recv().ok();
            }
        });
        if let Err(error) = asking {
            tracing::warn!(%error, "there is no thread to keep the screen awake");
            return None;
        }
        match tokio::time::timeout(PATIENCE, answered).await {
            Ok(Ok(Ok(()))) => return Some(Self { _let_go: let_go }),
            Ok(Ok(Err(error))) => tracing::info!(error, "the screen is not kept awake"),
            Ok(Err(_)) | Err(_) => tracing::info!("the screen is not kept awake: no answer"),
        }
        None
    }
}

fn builder() -> keepawake::Builder {
    let mut builder = keepawake::Builder::default();
    builder
        .display(true)
        // On Linux an idle system is one whose screen may sleep; elsewhere it is asked for by itself.
        .idle(!cfg!(target_os = "linux"))
        .reason("Presentation")
        .app_name("Sofia Desk")
        .app_reverse_domain("ai.connectly.sofia-desk");
    builder
}
