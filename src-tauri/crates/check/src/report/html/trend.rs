//! How earlier runs of the same suites went: a column for each, the last one being this run.

use std::io::{self, Write};

use crate::result::Summary;
use crate::results_file::Results;
use crate::runs::TrendPoint;

/// Units of the picture: a column, the gap behind it, and the height of a run in which every test counts the same.
const COLUMN: usize = 16;
const GAP: usize = 6;
const HEIGHT: f64 = 80.0;

pub(super) fn write(results: &Results, earlier: &[TrendPoint], out: &mut dyn Write) -> io::Result<()> {
    if earlier.is_empty() {
        return Ok(());
    }
    let now = (results.header.began_at, &results.summary);
    let runs: Vec<(i64, &Summary)> =
        earlier.iter().map(|point| (point.began_at, &point.summary)).chain([now]).collect();
    let width = runs.len() * (COLUMN + GAP) - GAP;
    let label = format!(
        "The shares of tests that passed, were flaky, failed and could not be judged in {} runs",
        runs.len()
    );
    write!(
        out,
        "<section>\n<h2>Trend</h2>\n<svg class=\"trend\" viewBox=\"0 0 {width} {HEIGHT}\" width=\"{width}\" \
         height=\"{HEIGHT}\" role=\"img\" aria-label=\"{label}\">\n"
    )?;
    for (place, (began_at, summary)) in runs.iter().enumerate() {
        column(place * (COLUMN + GAP), *began_at, summary, out)?;
    }
    out.write_all(b"</svg>\n<details>\n<summary class=\"quiet\">In numbers</summary>\n<table class=\"trend\">\n<tr><th>Run</th><th>passed</th><th>flaky</th><th>failed</th><th>errors</th></tr>\n")?;
    for (began_at, summary) in runs.iter().rev() {
        let Summary { passed, flaky, failed, errors, .. } = summary;
        writeln!(
            out,
            "<tr><td>{}</td><td>{passed}</td><td>{flaky}</td><td>{failed}</td><td>{errors}</td></tr>",
            super::moment(*began_at)
        )?;
    }
    out.write_all(b"</table>\n</details>\n</section>\n")
}

fn column(x: usize, began_at: i64, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    let parts = [
        ("passed", summary.passed),
        ("flaky", summary.flaky),
        ("failed", summary.failed),
        ("error", summary.errors),
        ("open", summary.open + summary.not_run),
    ];
    let all: usize = parts.iter().map(|(_, count)| count).sum();
    let told: Vec<String> =
        parts.iter().filter(|(_, count)| *count > 0).map(|(name, count)| format!("{count} {name}")).collect();
    writeln!(out, "<g><title>{}: {}</title>", super::moment(began_at), told.join(", "))?;
    let mut bottom = HEIGHT;
    for (class, count) in parts {
        let height = HEIGHT * count as f64 / all.max(1) as f64;
        bottom -= height;
        if count > 0 {
            writeln!(
                out,
                "<rect class=\"{class}\" x=\"{x}\" y=\"{bottom:.1}\" width=\"{COLUMN}\" height=\"{height:.1}\"/>"
            )?;
        }
    }
    out.write_all(b"</g>\n")
}
