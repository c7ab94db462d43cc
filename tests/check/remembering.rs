//! Judging anew forgets nothing: pictures that did not come, and what nobody has said anything new about.

use std::fs;
use std::path::Path;

use sofia_check::assertion::VerdictStatus;
use sofia_check::job::{Choice, Plan, judge_word};
use sofia_check::opinions;
use sofia_check::results_file::Results;
use sofia_simulator::Lie;
use sofia_tests::TestResult;
use sofia_tests::command::Sofia;

use crate::support::{KEY, Kept, feed_of, shop_at, simulator};

const SUITE: &str = "name: S\ntests:\n  - name: sells\n    turns:\n      - say: vestido azul\n        assert: [{type: catalog-truth}, {type: human, value: It is friendly}]\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_did_not_come_is_not_forgotten() -> TestResult {
    let simulator = simulator(|settings| settings.lies = vec![Lie::DeadImage]).await?;
    let environment = shop_at(&simulator.base_url())?;
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (suite, feed, results) = (path("s.yaml"), path("feed.tsv"), path("r.jsonl"));
    fs::write(&suite, SUITE)?;
    fs::write(&feed, feed_of("fashion"))?;
    let check = ["check", &suite, "--catalog", &feed, "--images", "--results", &results];
    Sofia::new(&environment, &check).key(KEY).run()?.exits(1);
    simulator.stop().await;

    // With a catalog that has changed meanwhile, and nobody to be asked for a picture.
    let again = ["check", &suite, "--catalog", &feed, "--rejudge", &results];
    let text = Sofia::new(&environment, &again).run()?.exits(1).text();
    assert!(text.contains("image-unreachable: "), "{text}");

    // A person's word is about that assertion alone: no catalog is there to judge the other one with.
    let run = Results::open(Path::new(&results))?;
    let before = run.repeats(&run.tests[0])?[0].turns[0].clone();
    let answer = before.answer.to_answer();
    opinions::say(suite.as_ref(), "It is friendly", &answer, Some((true, "")))?;
    drop(run);
    let plan = Plan::read(&[suite.clone().into()], &Choice::default())?;
    let mut told = Kept::default();
    let judged = judge_word(Path::new(&results), plan, "It is friendly", &mut told).await?;
    let after = judged.repeats(&judged.tests[0])?[0].turns[0].clone();
    let statuses = |turn: &sofia_check::result::TurnResult| -> Vec<VerdictStatus> {
        turn.verdicts.iter().map(|verdict| verdict.status).collect()
    };
    assert_eq!(statuses(&before), [VerdictStatus::Failed, VerdictStatus::Open]);
    assert_eq!(statuses(&after), [VerdictStatus::Failed, VerdictStatus::Passed]);
    assert_eq!(before.verdicts[0], after.verdicts[0]);
    assert_eq!((judged.summary.failed, told.repeats.len()), (1, 1));
    Ok(())
}
