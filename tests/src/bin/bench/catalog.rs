//! *catalog*: a feed of a million products, imported by the command as a person would, and imported again when a hundredth
//! of it has changed. Time and memory are those of a process of its own.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use sofia_tests::programs;

use crate::row::{at_most, median};

const ROWS: u64 = 1_000_000;

/// How much may have changed in the second feed: every so manieth price.
const CHANGED: u64 = 100;

/// An import takes most of a minute, so a median of a few must do.
const MOST_SAMPLES: usize = 3;

/// How often the memory is looked at. The system keeps the peak itself; only its last growth can be missed.
const LOOK: Duration = Duration::from_millis(20);

const WORDS: [&str; 12] = [
    "vestido", "camisa", "calça", "saia", "longa", "curta", "azul", "verde", "preto", "linho", "algodão",
    "festa",
];

pub(crate) fn measure(samples: usize) -> Result<Vec<Value>> {
    let folder = tempfile::tempdir()?;
    let (first, second) = (folder.path().join("first.tsv"), folder.path().join("second.tsv"));
    write_feeds(&first, &second)?;
    let (mut fresh, mut again, mut peaks) = (Vec::new(), Vec::new(), Vec::new());
    for sample in 0..samples.min(MOST_SAMPLES) {
        let data = folder.path().join(format!("data-{sample}"));
        let merchant = ["merchants", "add", "Bench", "--business-id", "b", "--agent-id", "a", "--no-key"];
        ensure!(sofia(&data)?.args(merchant).status()?.success(), "no merchant was added");
        for (feed, times) in [(&first, &mut fresh), (&second, &mut again)] {
            let (took, peak, told) = import(&data, feed)?;
            ensure!(told.contains(&format!("{ROWS} products")), "it said {told:?}");
            times.push(took.as_secs_f64());
            peaks.push(peak);
            if feed == &second {
                ensure!(told.contains(&format!("{} changed", ROWS / CHANGED)), "it said {told:?}");
            }
        }
        std::fs::remove_dir_all(&data)?;
    }
    let size = first.metadata()?.len() / 1_000_000;
    let reason = format!("{ROWS} rows of TSV, {size} MB");
    Ok(vec![
        at_most("catalog, import", "s", median(&fresh), 60.0, &reason, &fresh),
        at_most("catalog, import with a catalog before", "s", median(&again), 60.0, &reason, &again),
        at_most("catalog, memory at its peak", "MB", median(&peaks), 300.0, &reason, &peaks),
    ])
}

fn sofia(data: &Path) -> Result<Command> {
    let mut command = Command::new(programs::sofia()?);
    command.env("SOFIA_DATA_DIR", data).stdin(Stdio::null()).stderr(Stdio::null());
    Ok(command)
}

/// How long an import took, its peak of memory in MB, and what it said.
fn import(data: &Path, feed: &Path) -> Result<(Duration, f64, String)> {
    let begun = Instant::now();
    let mut import = sofia(data)?;
    import.args(["catalog", "import"]).arg(feed).args(["--merchant", "Bench"]).stdout(Stdio::piped());
    let mut child = import.spawn().context("the import did not begin")?;
    let mut peak = 0.0_f64;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        peak = peak.max(resident_peak(child.id()).unwrap_or(0.0));
        std::thread::sleep(LOOK);
    };
    let took = begun.elapsed();
    ensure!(status.success(), "the import ended with {status}");
    let mut told = String::new();
    if let Some(mut out) = child.stdout.take() {
        std::io::Read::read_to_string(&mut out, &mut told)?;
    }
    Ok((took, peak, told))
}

/// The most memory that a process has had, in MB.
fn resident_peak(process: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024.0 / 1e6)
}

/// A feed as shops export it: titles, descriptions of a few hundred characters, sales, variants of five. And the same one
/// with some prices changed.
fn write_feeds(first: &Path, second: &Path) -> Result<()> {
    let mut feeds = [BufWriter::new(File::create(first)?), BufWriter::new(File::create(second)?)];
    for feed in &mut feeds {
        writeln!(
            feed,
            "id\ttitle\tdescription\tlink\timage_link\tavailability\tsale_price\tsale_price_effective_date\tbrand\tgtin\t\
             item_group_id\tproduct_type\tcolor\tsize\tprice"
        )?;
    }
    let mut line = String::new();
    for row in 0..ROWS {
        let word = |turn: u64| {
            WORDS[(row.wrapping_mul(2_654_435_761).wrapping_add(turn * 40_503) >> 7) as usize % WORDS.len()]
        };
        let cents = 1_000 + row * 7_919 % 200_000;
        line.clear();
        write!(line, "SKU-{row:07}\t")?;
        (0..5).for_each(|turn| line.extend([word(turn), " "]));
        write!(line, "{}\t", row % 5_000)?;
        (5..45).for_each(|turn| line.extend([word(turn), " "]));
        write!(
            line,
            "\thttps://loja.example/produtos/{row:07}\thttps://cdn.loja.example/{row:07}.jpg\tin stock\t\
             {}.00 BRL\t2026-01-01T00:00-0300/2026-12-31T00:00-0300\tAurora\t{}\tG-{}\tRoupas > Vestidos\t{}\tM\t",
            cents / 110,
            7_890_000_000_000 + row,
            row / 5,
            word(99),
        )?;
        let changed = cents + u64::from(row.is_multiple_of(CHANGED));
        for (feed, cents) in feeds.iter_mut().zip([cents, changed]) {
            writeln!(feed, "{line}{}.{:02} BRL", cents / 100, cents % 100)?;
        }
    }
    feeds.iter_mut().try_for_each(Write::flush)?;
    Ok(())
}
