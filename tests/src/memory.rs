//! The memory of another process, as far as it has ever written to it.

use std::{
    fs::{self, File},
    os::unix::fs::FileExt,
};

use anyhow::{Context, Result};

/// Of a page table's entry: the page is in memory, or in the swap space.
const PRESENT_OR_SWAPPED: u64 = 0b11 << 62;

/// A run is handed over in pieces of at most this, each with the end of the one before.
const PIECE: u64 = 4 * 1024 * 1024;

/// How much of the end of a piece comes again with the next one: more than anything that is looked for.
const OVERLAP: u64 = 4096;

/// Page table entries that are read at once: for 512 MiB of addresses.
const ENTRIES: u64 = 128 * 1024;

const PAGE: u64 = 4096;

/// Hands over every run of pages that the process can write to and has touched. WebKit reserves tens of gigabytes of
/// addresses and uses a few pages of them, so the page table says what to read. What a process cannot write to came
/// from a file. An error where the system does not let us look.
pub(crate) fn for_each_run(process: u32, mut each: impl FnMut(u64, &[u8])) -> Result<()> {
    let open = |name: &str| {
        let path = format!("/proc/{process}/{name}");
        File::open(&path).with_context(|| format!("{path} is closed to us"))
    };
    let map =
        fs::read_to_string(format!("/proc/{process}/smaps")).context("the memory map is closed to us")?;
    let (memory, table) = (open("mem")?, open("pagemap")?);
    for (begin, end) in written_ranges(&map) {
        for (begin, end) in touched_runs(&table, begin, end) {
            let mut at = begin;
            while at < end {
                let length = (end - at).min(PIECE + OVERLAP);
                let mut bytes = vec![0; usize::try_from(length).unwrap_or_default()];
                // A page can go away meanwhile; then it holds nothing any more.
                let read = memory.read_at(&mut bytes, at).unwrap_or(0);
                each(at, bytes.get(..read).unwrap_or_default());
                at += PIECE;
            }
        }
    }
    Ok(())
}

/// Ranges that can be written to and of which something is resident, from the text of `smaps`.
fn written_ranges(map: &str) -> Vec<(u64, u64)> {
    let mut ranges = Vec::new();
    let mut current = None;
    for line in map.lines() {
        let mut fields = line.split_whitespace();
        let first = fields.next().unwrap_or_default();
        let second = fields.next().unwrap_or_default();
        if let Some((begin, end)) = first.split_once('-') {
            let bounds = u64::from_str_radix(begin, 16).ok().zip(u64::from_str_radix(end, 16).ok());
            current = bounds.filter(|_| second.starts_with("rw"));
        } else if matches!(first, "Rss:" | "Swap:") && second != "0" {
            ranges.extend(current.take());
        }
    }
    ranges
}

/// The parts of a range that were ever touched.
fn touched_runs(table: &File, begin: u64, end: u64) -> Vec<(u64, u64)> {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    let mut at = begin;
    while at < end {
        let entries = ((end - at) / PAGE).min(ENTRIES);
        let mut bytes = vec![0; usize::try_from(entries * 8).unwrap_or_default()];
        let read = table.read_at(&mut bytes, at / PAGE * 8).unwrap_or(0);
        let (entries_read, _) = bytes.get(..read).unwrap_or_default().as_chunks::<8>();
        for (entry, page) in entries_read.iter().zip((at..).step_by(4096)) {
            if u64::from_ne_bytes(*entry) & PRESENT_OR_SWAPPED == 0 {
                continue;
            }
            match runs.last_mut() {
                Some((_, run_end)) if *run_end == page => *run_end += PAGE,
                _ => runs.push((page, page + PAGE)),
            }
        }
        at += entries.max(1) * PAGE;
    }
    runs
}
