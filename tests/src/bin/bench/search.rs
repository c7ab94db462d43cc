//! *search*: what a person types, keystroke by keystroke, over a million events.

use std::time::Instant;

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use sofia_core::search::SearchRequest;

use crate::large::{self, Size};
use crate::row::{at_most, median, percentile};

const SIZE: Size = Size { conversations: 10_000, turns_in_each: 20, lines_in_each: 5 };

/// What people look for: common and rare words, what is nowhere, phrases, numbers, ids, filters of every kind.
const QUERIES: [&str; 26] = [
    "vestido",
    "vestido azul",
    "headphones",
    "dolor de cabeza",
    "\"posso ajudar\"",
    "\"temos sim\" vestido",
    "até 200 reais",
    "pedido 4711",
    "MA1001",
    "customer-777",
    "session-9999",
    "brl",
    "nowhere-to-be-found",
    "has:handover",
    "has:products vestido",
    "has:handover \"falar com\"",
    "kind:recommendationEvent azul",
    "kind:agentHandoverEvent",
    "merchant:fashion preto",
    "merchant:pharmacy vestido",
    "before:2023-11-20 azul",
    "after:2023-12-01 before:2023-12-02",
    "before:2020-01-01 vestido",
    "rated:bad",
    "rated:any temos",
    "aç",
];

/// Hits on the page that a window asks for.
const PAGE: u32 = 50;

pub(crate) async fn measure(samples: usize) -> Result<Vec<Value>> {
    let folder = tempfile::tempdir()?;
    let engine = large::open(folder.path())?;
    large::fill(folder.path(), SIZE)?;
    let begun = Instant::now();
    engine.index_all().await?;
    let filling = SIZE.lines() as f64 / begun.elapsed().as_secs_f64();
    let rated = engine.search(request("pedido")).await?;
    for (number, hit) in rated.hits.iter().enumerate() {
        if let Some(turn) = hit.turn_id {
            engine.rate_answer(turn, Some((number % 2 == 0, ""))).await?;
        }
    }

    let mut times = Vec::new();
    let mut slowest: (f64, String) = (0.0, String::new());
    for sample in 0..=samples {
        for typed in QUERIES.iter().flat_map(|query| keystrokes(query)) {
            let begun = Instant::now();
            let answer = engine.search(request(typed)).await?;
            let took = begun.elapsed().as_secs_f64() * 1000.0;
            ensure!(answer.behind == 0, "{} turns are not indexed", answer.behind);
            // The first round warms up the file's cache.
            if sample > 0 {
                times.push(took);
                if took > slowest.0 {
                    slowest = (took, typed.to_owned());
                }
            }
        }
    }
    let size = std::fs::metadata(folder.path().join("sofia.db"))?.len() as f64 / 1e6;
    let reason =
        format!("{} searches over {} events; the slowest was {:?}", times.len(), SIZE.lines(), slowest.1);
    Ok(vec![
        at_most("search, p95", "ms", percentile(&times, 95.0), 50.0, &reason, &times),
        json!({"name": "search, median", "figure": median(&times), "unit": "ms"}),
        json!({"name": "search, filling the index", "figure": filling, "unit": "events/s"}),
        json!({"name": "search, database with its index", "figure": size, "unit": "MB"}),
    ])
}

fn request(text: &str) -> SearchRequest {
    SearchRequest { text: text.to_owned(), limit: PAGE, ..SearchRequest::default() }
}

/// What stands in the field while it is typed, from the second character on.
fn keystrokes(query: &'static str) -> impl Iterator<Item = &'static str> {
    let ends = query.char_indices().map(|(at, c)| at + c.len_utf8()).skip(1);
    ends.map(move |end| &query[..end])
}
