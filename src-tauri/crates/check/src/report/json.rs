//! One JSON object with everything in it, written test by test.

use std::io::Write;

use serde_json::json;

use super::{Comparison, ReportError};
use crate::results_file::Results;

pub(super) fn write(
    results: &Results,
    comparison: Option<&Comparison>,
    out: &mut dyn Write,
) -> Result<(), ReportError> {
    write!(out, "{{\"run\":{},", serde_json::to_string(&results.header)?)?;
    write!(out, "\"summary\":{},", serde_json::to_string(&results.summary)?)?;
    if let Some(comparison) = comparison {
        let changes = |changes: &[super::Change]| -> Vec<serde_json::Value> {
            let change = |change: &super::Change| json!({ "suite": change.suite, "test": change.test, "before": change.before, "now": change.now });
            changes.iter().map(change).collect()
        };
        let comparison = json!({
            "other": comparison.other,
            "regressions": changes(&comparison.regressions),
            "unjudged": changes(&comparison.unjudged),
            "fixes": changes(&comparison.fixes),
            "added": comparison.added,
            "removed": comparison.removed,
            "differences": comparison.differences.iter().map(difference).collect::<Vec<_>>(),
        });
        write!(out, "\"comparison\":{comparison},")?;
    }
    out.write_all(b"\"tests\":[")?;
    for (place, test) in results.tests.iter().enumerate() {
        if place > 0 {
            out.write_all(b",")?;
        }
        write!(out, "{{\"test\":{},\"repeats\":[", serde_json::to_string(test)?)?;
        for (place, repeat) in results.repeats(test)?.iter().enumerate() {
            if place > 0 {
                out.write_all(b",")?;
            }
            serde_json::to_writer(&mut *out, repeat)?;
        }
        out.write_all(b"]}")?;
    }
    Ok(out.write_all(b"]}\n")?)
}

fn difference(difference: &super::TestDifference) -> serde_json::Value {
    let turn = |turn: &super::TurnDifference| {
        let assertion = |change: &super::AssertionChange| {
            json!({
                "assertion": change.assertion,
                "before": change.before,
                "now": change.now,
                "message": change.message,
            })
        };
        json!({
            "turn": turn.turn,
            "did": turn.did,
            "text": turn.text.as_ref().map(|(before, now)| json!({ "before": before, "now": now })),
            "products_gone": turn.products_gone,
            "products_new": turn.products_new,
            "assertions": turn.assertions.iter().map(assertion).collect::<Vec<_>>(),
        })
    };
    let turns: Vec<_> = difference.turns.iter().map(turn).collect();
    json!({ "suite": difference.suite, "test": difference.test, "turns": turns })
}
