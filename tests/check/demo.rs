//! The suites that ship with the application hold for the shops that they are about.

use std::sync::Arc;

use sofia_check::demo::DEMO_SUITES;
use sofia_check::result::TestStatus;
use sofia_check::run::{RunOptions, Stop, run};
use sofia_simulator::Lie;
use sofia_tests::TestResult;

use crate::support::{Kept, catalog_of, judges, planned, simulator, target_of};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_demo_suite_passes_against_its_shop_whatever_the_seed() -> TestResult {
    for seed in [1, 7] {
        let simulator = simulator(|settings| settings.seed = seed).await?;
        for suite in DEMO_SUITES {
            let mut judges = judges(false, &simulator)?;
            judges.catalog = Some(Arc::new(catalog_of(suite.slug)));
            judges.currency = None;
            let target = target_of(&simulator, suite.slug)?;
            let mut kept = Kept::default();
            let tests = planned(suite.text)?;
            run(tests, &target, &judges, RunOptions::default(), &Stop::default(), &mut kept).await;
            let bad: Vec<_> = kept
                .repeats
                .iter()
                .flat_map(|repeat| repeat.turns.iter().map(move |turn| (&repeat.test, turn)))
                .flat_map(|(test, turn)| turn.failures().map(move |verdict| (test, &turn.did, verdict)))
                .collect();
            assert!(bad.is_empty(), "{}: {bad:#?}", suite.file);
            assert!(kept.tests.len() >= 6 && kept.tests.iter().all(|test| test.status == TestStatus::Passed));
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_demo_suite_finds_a_shop_that_lies() -> TestResult {
    let simulator = simulator(|settings| settings.lies = vec![Lie::WrongPrice]).await?;
    for suite in DEMO_SUITES {
        let mut judges = judges(false, &simulator)?;
        judges.catalog = Some(Arc::new(catalog_of(suite.slug)));
        judges.currency = None;
        let target = target_of(&simulator, suite.slug)?;
        let mut kept = Kept::default();
        let tests = planned(suite.text)?;
        run(tests, &target, &judges, RunOptions::default(), &Stop::default(), &mut kept).await;
        let lied = kept.repeats.iter().flat_map(|repeat| &repeat.turns).flat_map(|turn| turn.failures());
        let found = lied.filter(|verdict| verdict.message.contains("price-differs")).count();
        assert!(found > 0, "{}", suite.file);
    }
    Ok(())
}
