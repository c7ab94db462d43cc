//! Answers that were saved are judged anew: with assertions that have changed, and with what a person has said.

use std::fs;

use sofia_check::opinions;
use sofia_check::results_file::Results;
use sofia_simulator::Fault;
use sofia_tests::TestResult;
use sofia_tests::command::Sofia;

use crate::support::{KEY, shop_at, simulator};

#[tokio::test(flavor = "multi_thread")]
async fn saved_answers_are_judged_anew_without_calling_anybody() -> TestResult {
    let simulator = simulator(|_| {}).await?;
    let environment = shop_at(&simulator.base_url())?;
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (suite, results, again) = (path("s.yaml"), path("r.jsonl"), path("again.jsonl"));
    let text = "tests:\n  - name: greets\n    turns: [{say: Oi, assert: [{type: contains, value: XYZ}]}]\n  - name: sells\n    repeat: 2\n    turns: [{say: vestido azul, assert: [{type: recommends}]}]\n";
    fs::write(&suite, text)?;
    Sofia::new(&environment, &["check", &suite, "--results", &results]).key(KEY).run()?.exits(1);
    let turns = simulator.counters().turns_started;
    simulator.stop().await;

    fs::write(&suite, text.replace("{type: contains, value: XYZ}", "{type: icontains, value: moda}"))?;
    let judge = ["check", &suite, "--rejudge", &results, "--results", &again];
    let outcome = Sofia::new(&environment, &judge).run()?.exits(0);
    assert!(outcome.text().contains("2 passed"), "{}", outcome.text());
    assert_eq!(turns, 3);
    let judged = Results::open(again.as_ref())?;
    assert!(judged.header.rejudged && judged.header.simulated);
    assert_eq!(judged.repeats_of("s", "sells")?.len(), 2);

    // Another question is not answered by an old answer.
    fs::write(&suite, text.replace("say: Oi", "say: Bom dia"))?;
    let outcome = Sofia::new(&environment, &judge).run()?;
    assert!(outcome.text().contains("! greets") && outcome.text().contains("play the test again"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_network_did_stays_an_error_when_answers_are_judged_anew() -> TestResult {
    let simulator = simulator(|settings| settings.fault = Some(Fault::Cut)).await?;
    let environment = shop_at(&simulator.base_url())?;
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (suite, results) = (path("s.yaml"), path("r.jsonl"));
    fs::write(&suite, "tests: [{name: t, turns: [{say: Oi, assert: [{type: contains, value: XYZ}]}]}]")?;
    Sofia::new(&environment, &["check", &suite, "--results", &results]).key(KEY).run()?.exits(5);
    Sofia::new(&environment, &["check", &suite, "--rejudge", &results]).run()?.exits(5);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_persons_verdict_holds_for_the_next_run_as_long_as_the_answer_stays_the_same() -> TestResult {
    let simulator = simulator(|_| {}).await?;
    let environment = shop_at(&simulator.base_url())?;
    let folder = tempfile::tempdir()?;
    let suite = folder.path().join("s.csv");
    fs::write(&suite, "question,expected\nquero falar com um atendente,It says that a person will come\n")?;
    let results = folder.path().join("r.jsonl");
    let (file, path) = (suite.display().to_string(), results.display().to_string());
    let check = ["check", &file, "--results", &path];
    let open = Sofia::new(&environment, &check).key(KEY).run()?.exits(0).text();
    assert!(open.contains("? quero falar") && open.contains("1 to be judged by a person"), "{open}");
    let run = Results::open(&results)?;
    let answer = run.repeats(&run.tests[0])?[0].turns[0].answer.to_answer();
    for (holds, code, mark) in [(true, 0, '✓'), (false, 1, '✗')] {
        opinions::say(&suite, "It says that a person will come", &answer, Some((holds, "read it")))?;
        let text = Sofia::new(&environment, &check).key(KEY).run()?.exits(code).text();
        assert!(text.starts_with(mark), "{text}");
        let again = Sofia::new(&environment, &["check", &file, "--rejudge", &path]).run()?.exits(code);
        assert!(again.text().starts_with(mark), "{}", again.text());
    }
    Ok(())
}
