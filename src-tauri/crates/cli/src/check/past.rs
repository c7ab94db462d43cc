//! How runs before this one went, for the trend of a page.

use std::path::PathBuf;

use sofia_check::results_file::Results;
use sofia_check::runs::{Runs, TrendPoint};

use crate::notices::say;

/// Runs that are kept in the data folder, those that were named, and the baseline. One that cannot be read is said and passed
/// over: a page without a part of its past is still one.
pub(crate) fn trend(
    results: &Results,
    baseline: Option<&Results>,
    history: &[PathBuf],
    runs: &Runs,
) -> Vec<TrendPoint> {
    let mut points = runs.trend(&results.header);
    for file in history {
        match TrendPoint::read(file) {
            Ok(point) => points.push(point),
            Err(error) => say(&format!("{error}; the trend goes without it.")),
        }
    }
    // The other merchant of a comparison is nobody's past.
    let is_own = |before: &&Results| before.header.merchant == results.header.merchant;
    points.extend(baseline.filter(is_own).map(TrendPoint::of));
    TrendPoint::before(&results.header, points)
}
