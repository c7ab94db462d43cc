//! Questions that are drawn from a feed are fair: a shop that sells what its feed says, and says so, passes all of them.

use std::fs;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use sofia_check::drafting::{FromCatalog, from_catalog, suite_text};
use sofia_check::feed::FeedOptions;
use sofia_check::job::{FeedCatalog, read_feed};
use sofia_check::result::TestStatus;
use sofia_check::run::{Judges, RunOptions, Stop, run};
use sofia_simulator::{MERCHANTS, SimulatedMerchant, catalog};
use sofia_tests::TestResult;

use crate::support::{Kept, judges, planned, simulator, target_of};

const QUESTIONS: usize = 50;

/// What the shop would hand in, read as any feed is.
fn feed_of(shop: &SimulatedMerchant) -> Result<FeedCatalog> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("feed.tsv");
    fs::write(&file, catalog::feed(&[shop.slug]))?;
    let feed = read_feed(&file, &FeedOptions::default())?;
    assert_eq!((feed.findings, feed.catalog.products().len()), (0, catalog::products(shop.slug).len()));
    Ok(feed)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_honest_shop_passes_every_question_that_is_drawn_from_its_feed() -> TestResult {
    let simulator = simulator(|_| {}).await?;
    let mut wrong = Vec::new();
    for shop in &MERCHANTS {
        let FeedCatalog { catalog, currency, .. } = feed_of(shop)?;
        let judges = Judges { catalog: Some(Arc::new(catalog)), currency, ..judges(false, &simulator)? };
        let shelf = feed_of(shop)?.catalog;
        let target = target_of(&simulator, shop.slug)?;
        for seed in 1..=3 {
            let wanted = FromCatalog {
                sample: QUESTIONS,
                seed,
                by_category: seed % 2 == 0,
                language: None,
                name: shop.name.to_owned(),
                merchant: None,
                at: 0,
            };
            let text = suite_text(&from_catalog(&shelf, &wanted)?);
            let tests = planned(&text)?;
            assert_eq!(tests.len(), QUESTIONS, "{} with the seed {seed}", shop.name);
            let options = RunOptions { concurrency: 8, ..RunOptions::default() };
            let mut kept = Kept::default();
            run(tests, &target, &judges, options, &Stop::default(), &mut kept).await;
            assert_eq!(kept.tests.len(), QUESTIONS);
            for test in kept.tests.iter().filter(|test| test.status != TestStatus::Passed) {
                let repeat = kept.repeats.iter().find(|repeat| repeat.test == test.test);
                let failures =
                    repeat.context("each test has a repeat")?.turns.iter().flat_map(|turn| turn.failures());
                let why: Vec<&str> = failures.map(|verdict| verdict.message.as_str()).collect();
                wrong.push(format!("{} {seed}: {}: {why:#?}", shop.slug, test.test));
            }
        }
    }
    assert!(wrong.is_empty(), "{} are red:\n{}", wrong.len(), wrong.join("\n"));
    Ok(())
}
