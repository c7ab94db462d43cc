//! One row of a result.

use serde_json::{Value, json};

/// The middle of the samples.
pub(crate) fn median(samples: &[f64]) -> f64 {
    percentile(samples, 50.0)
}

/// The sample below which so many percent lie.
pub(crate) fn percentile(samples: &[f64], percent: f64) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let at = (percent / 100.0 * last as f64).round() as usize;
    sorted[at.min(last)]
}

/// Ours against another's, sample by sample, as a median of the ratios.
pub(crate) fn against(name: &str, unit: &str, ours: &[f64], other: (&str, &[f64]), at_least: f64) -> Value {
    let (other_name, theirs) = other;
    let ratios: Vec<f64> = ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs).collect();
    let ratio = median(&ratios);
    json!({
        "name": name,
        "figure": median(ours),
        "unit": unit,
        "against": format!("{other_name}: {:.1}", median(theirs)),
        "ratio": ratio,
        "target": format!(">= {at_least}"),
        "holds": ratio >= at_least,
        "samples": { "ours": ours, "theirs": theirs, "ratios": ratios },
    })
}

/// As [`against`], for what is good to know and has no target.
pub(crate) fn beside(name: &str, unit: &str, ours: &[f64], other: (&str, &[f64])) -> Value {
    let mut row = against(name, unit, ours, other, 0.0);
    row["target"] = Value::Null;
    row["holds"] = Value::Null;
    row
}

/// A figure that must not be larger than its target.
pub(crate) fn at_most(
    name: &str,
    unit: &str,
    figure: f64,
    target: f64,
    reason: &str,
    samples: &[f64],
) -> Value {
    json!({
        "name": name,
        "figure": figure,
        "unit": unit,
        "against": reason,
        "ratio": figure / target,
        "target": format!("<= {target:.1}"),
        "holds": figure <= target,
        "samples": samples,
    })
}

/// A figure to hold others against, which has no target of its own.
pub(crate) fn alone(name: &str, unit: &str, figure: f64, samples: &[f64]) -> Value {
    json!({
        "name": name,
        "figure": figure,
        "unit": unit,
        "against": Value::Null,
        "ratio": Value::Null,
        "target": Value::Null,
        "holds": Value::Null,
        "samples": samples,
    })
}
