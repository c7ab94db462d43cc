//! What `cargo xtask bench` measures. Every comparison is a ratio within one run, every figure a median: timings of
//! one moment say little about a machine that does other things too.

#![allow(clippy::print_stdout, reason = "the names are what it is asked for")]

mod catalog;
mod checks;
mod history;
mod large;
mod long;
mod row;
mod screen;
mod search;
mod source;
mod store;
mod stream;

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Parser;

/// Measures one thing and writes its rows.
#[derive(Debug, Parser)]
struct Parameters {
    /// Only name what can be measured.
    #[arg(long)]
    list: bool,
    /// What to measure.
    #[arg(long)]
    name: Option<String>,
    /// Where the rows go.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Runs behind one figure.
    #[arg(long, default_value_t = 7)]
    samples: usize,
    /// Serve the body in this file; used by the bench itself, as a process of its own.
    #[arg(long, hide = true)]
    serve: Option<PathBuf>,
    /// Microseconds between two lines that are served; without it, none.
    #[arg(long, hide = true)]
    apart: Option<u64>,
}

fn main() -> Result<()> {
    let parameters = Parameters::parse();
    if parameters.list {
        println!("stream\nstore\nscreen\nlong\nsearch\nhistory\ncatalog\nchecks");
        return Ok(());
    }
    if let Some(body) = parameters.serve {
        return source::serve(&body, parameters.apart.map(std::time::Duration::from_micros));
    }
    let (Some(name), Some(out)) = (parameters.name, parameters.out) else {
        bail!("give --name and --out, or --list");
    };
    if parameters.samples < 5 {
        bail!("a median of fewer than five samples says little");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let rows = match name.as_str() {
        "store" => runtime.block_on(store::measure(parameters.samples))?,
        "stream" => runtime.block_on(stream::measure(parameters.samples))?,
        "long" => runtime.block_on(long::measure(parameters.samples))?,
        "screen" => runtime.block_on(screen::measure(parameters.samples))?,
        "search" => runtime.block_on(search::measure(parameters.samples))?,
        "history" => runtime.block_on(history::measure(parameters.samples))?,
        "catalog" => catalog::measure(parameters.samples)?,
        "checks" => checks::measure(parameters.samples)?,
        _ => bail!("there is no bench {name:?}"),
    };
    std::fs::write(out, serde_json::to_string_pretty(&rows)?)?;
    Ok(())
}
