//! `cargo xtask bench`: builds for release, lets the bench program measure, and shows the rows as a table.
//!
//! What is measured, and against what, is written in `tests/src/bin/bench`; this is only the frame.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::Value;

use crate::command::Program;
use crate::packages::Need;
use crate::programs::{Profile, Programs};
use crate::report::table;
use crate::workspace::Workspace;
use crate::{interface, setup};

/// Runs behind one figure: a median of fewer than five says little.
const SAMPLES: &str = "7";

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// What to measure; without a name, everything
    name: Option<String>,
    /// Fail where a row does not hold
    #[arg(long)]
    check: bool,
    /// Only name what can be measured
    #[arg(long)]
    list: bool,
}

/// One row of a result file, as the bench program writes it. Its raw samples stay in the file.
#[derive(Debug, Deserialize)]
struct Row {
    name: String,
    figure: Value,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    against: Value,
    #[serde(default)]
    ratio: Value,
    #[serde(default)]
    target: Value,
    /// Nothing where there is no target yet.
    #[serde(default)]
    holds: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Rows {
    Many(Vec<Row>),
    One(Row),
}

pub(crate) fn bench(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    setup::prepare(&[Need::Build, Need::Test, Need::Bench])?;
    interface::install(workspace)?;
    interface::build(workspace)?;
    let programs = Programs::of(workspace, Profile::Release);
    programs.build(workspace, &["sofia-desk", "sofia", "bench"])?;

    // The bench program alone knows what it can measure.
    let known = Program::new(programs.path("bench")).arg("--list").read()?;
    let known: Vec<&str> = known.split_whitespace().collect();
    if options.list {
        println!("{}", known.join("\n"));
        return Ok(ExitCode::SUCCESS);
    }
    let names = match &options.name {
        Some(name) if !known.contains(&name.as_str()) => {
            bail!("there is no bench `{name}`; there are: {}", known.join(", "))
        }
        Some(name) => vec![name.as_str()],
        None => known,
    };

    let folder = workspace.target().join("bench");
    std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let mut rows = Vec::new();
    for name in names {
        println!("\n=== {name}");
        let file = folder.join(format!("{name}.json"));
        let bench = Program::new(programs.path("bench"))
            .args(["--name", name, "--out"])
            .arg(&file)
            .args(["--samples", SAMPLES]);
        programs.tell(bench).within(workspace.root()).run()?;
        rows.extend(read_rows(&file)?);
    }
    println!("\n{}\nThe samples are in {}", show(&rows), folder.display());
    let broken = rows.iter().any(|row| row.holds == Some(false));
    Ok(if options.check && broken { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn read_rows(file: &Path) -> Result<Vec<Row>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    parse_rows(&text).with_context(|| format!("{} is no result of a bench", file.display()))
}

fn parse_rows(text: &str) -> Result<Vec<Row>> {
    Ok(match serde_json::from_str(text)? {
        Rows::Many(rows) => rows,
        Rows::One(row) => vec![row],
    })
}

fn show(rows: &[Row]) -> String {
    let heading =
        ["name", "figure", "unit", "against", "ratio", "target", "holds"].map(String::from).to_vec();
    let line = |row: &Row| {
        let holds = match row.holds {
            Some(true) => "yes",
            Some(false) => "NO",
            None => "-",
        };
        vec![
            row.name.clone(),
            cell(&row.figure),
            row.unit.clone(),
            cell(&row.against),
            cell(&row.ratio),
            cell(&row.target),
            holds.to_owned(),
        ]
    };
    table(&std::iter::once(heading).chain(rows.iter().map(line)).collect::<Vec<_>>())
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::from("-"),
        Value::String(text) => text.clone(),
        Value::Number(number) => match number.as_f64() {
            // Three digits say all that a median of seven knows; whole numbers stay whole.
            Some(float) if float.fract() != 0.0 && float.abs() < 100.0 => format!("{float:.3}"),
            Some(float) => format!("{float:.0}"),
            None => number.to_string(),
        },
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = r#"{"name": "stream", "figure": 123.456, "unit": "MB/s", "against": "curl -N",
        "ratio": 0.91234, "target": ">= 0.8", "holds": true, "samples": [1, 2, 3]}"#;

    #[test]
    fn a_file_holds_one_row_or_several() {
        assert_eq!(parse_rows(ONE).unwrap().len(), 1);
        assert_eq!(parse_rows(&format!("[{ONE}, {ONE}]")).unwrap().len(), 2);
        assert!(parse_rows(r#"{"name": "stream"}"#).is_err());
    }

    #[test]
    fn a_row_that_does_not_hold_is_loud_and_one_without_a_target_is_not() {
        let broken = ONE.replace("true", "false");
        let open = r#"{"name": "start", "figure": 812, "unit": "ms"}"#;
        let rows = parse_rows(&format!("[{broken}, {open}]")).unwrap();
        assert_eq!(
            show(&rows),
            "name    figure  unit  against  ratio  target  holds\n\
             ------  ------  ----  -------  -----  ------  -----\n\
             stream  123     MB/s  curl -N  0.912  >= 0.8  NO\n\
             start   812     ms    -        -      -       -\n"
        );
    }
}
