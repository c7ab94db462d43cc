//! *history*: the list of ten thousand conversations, and how fast answers are stored.

use std::time::Instant;

use anyhow::{Result, ensure};
use serde_json::Value;
use sofia_core::history::{ListFilter, ListPlace};

use crate::large::{self, Size};
use crate::row::{at_most, median};

const SIZE: Size = Size { conversations: 10_000, turns_in_each: 3, lines_in_each: 2 };

/// What a window shows at first.
const PAGE: u32 = 100;

pub(crate) async fn measure(samples: usize) -> Result<Vec<Value>> {
    let folder = tempfile::tempdir()?;
    let engine = large::open(folder.path())?;
    large::fill(folder.path(), SIZE)?;
    let (mut whole, mut first, mut deep) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..samples {
        let begun = Instant::now();
        let all =
            engine.conversations(ListFilter { limit: SIZE.conversations, ..ListFilter::default() }).await?;
        whole.push(begun.elapsed().as_secs_f64() * 1000.0);
        ensure!(all.len() == SIZE.conversations as usize, "{} conversations are listed", all.len());

        let begun = Instant::now();
        let page = engine.conversations(ListFilter { limit: PAGE, ..ListFilter::default() }).await?;
        first.push(begun.elapsed().as_secs_f64() * 1000.0);
        ensure!(page.len() == PAGE as usize);

        let behind = all.get(all.len() / 2).map(ListPlace::of);
        let begun = Instant::now();
        let filter = ListFilter {
            behind,
            merchant_id: Some("fashion".to_owned()),
            limit: PAGE,
            ..ListFilter::default()
        };
        let page = engine.conversations(filter).await?;
        deep.push(begun.elapsed().as_secs_f64() * 1000.0);
        ensure!(page.len() == PAGE as usize);
    }
    let reason = format!("{} conversations", SIZE.conversations);
    let row = |name: &str, times: &[f64]| at_most(name, "ms", median(times), 100.0, &reason, times);
    Ok(vec![
        row("history, the whole list", &whole),
        row("history, the first page", &first),
        row("history, a page of one merchant in the middle", &deep),
    ])
}
