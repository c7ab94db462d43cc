//! The log files in the data folder. Nothing that is secret has a `Debug` or `Display` that shows it.

use sofia_core::data_folder::DataFolder;
use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::filter::FilterFn;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

/// One file a day, and a week of them.
const FILES_KEPT: usize = 7;

/// Libraries that see the key, or the letters in which the system keeps it.
const NEVER: [&str; 5] = ["hyper", "hyper_util", "h2", "reqwest", "zbus"];

/// Starts logging; it goes on until the guard is dropped. `SOFIA_LOG` sets what is logged.
pub(crate) fn start(folder: &DataFolder) -> Option<WorkerGuard> {
    let appender = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("sofia-desk")
        .filename_suffix("log")
        .max_log_files(FILES_KEPT)
        .build(folder.logs());
    // An application without a log is better than none at all.
    let (writer, guard) = tracing_appender::non_blocking(appender.ok()?);
    let asked =
        std::env::var("SOFIA_LOG").unwrap_or_else(|_unset| "warn,sofia_core=info,sofia_desk=info".to_owned());
    let written = tracing_subscriber::fmt::layer().with_writer(writer).with_ansi(false);
    // The libraries of the network may log headers, the key among them, so nobody can turn them on.
    let ours =
        FilterFn::new(|about| !about.target().split("::").next().is_some_and(|it| NEVER.contains(&it)));
    let subscriber =
        tracing_subscriber::registry().with(written.with_filter(EnvFilter::new(asked)).with_filter(ours));
    tracing::subscriber::set_global_default(subscriber).ok()?;
    Some(guard)
}
