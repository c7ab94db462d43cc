//! The engine of runs: customers, sessions, clicks, repeats, stops and faults.

use std::collections::HashSet;
use std::time::Duration;

use sofia_check::assertion::VerdictStatus;
use sofia_check::result::{RepeatStatus, RunErrorKind, TestStatus};
use sofia_check::run::{RunOptions, Stop, run};
use sofia_simulator::Fault;
use sofia_tests::TestResult;
use sofia_tests::bounds::{LATER, SOON, wait_for};

use crate::support::{Kept, judges, planned, simulator, target};

#[tokio::test]
async fn each_repeat_has_a_customer_and_a_session_of_its_own_and_all_are_closed() -> TestResult {
    let simulator = simulator(|_| {}).await?;
    let tests = planned(
        "repeat: 5\ntests:\n  - {name: a, turns: [{say: Oi}, {say: vestidos}]}\n  - {name: b, turns: [{say: saias}]}\n",
    )?;
    let mut kept = Kept::default();
    let summary = run(
        tests,
        &target(&simulator)?,
        &judges(false, &simulator)?,
        RunOptions::default(),
        &Stop::default(),
        &mut kept,
    )
    .await;
    assert_eq!((summary.passed, kept.repeats.len(), kept.tests.len()), (2, 10, 2));
    let customers: HashSet<&str> = kept.repeats.iter().map(|repeat| repeat.customer.as_str()).collect();
    let sessions: HashSet<_> = kept.repeats.iter().map(|repeat| repeat.session.clone()).collect();
    assert_eq!((customers.len(), sessions.len()), (10, 10));
    assert_eq!(simulator.counters().sessions_open, 0);
    Ok(())
}

#[tokio::test]
async fn a_click_sends_what_the_answer_before_offered() -> TestResult {
    let simulator = simulator(|_| {}).await?;
    let tests = planned(
        r#"
tests:
  - name: clicks
    turns:
      - say: vestido azul
        assert: [{type: suggests, value: Mais barato}]
      - click: {suggestion: mais BARATO}
        assert: [{type: recommends, min: 1}]
      - say: menu
        assert: [{type: list-row, value: vestidos}]
      - click: {row: Vestidos}
        assert: [{type: recommends, title: vestido}]
      - say: quero um presente
        assert: [{type: reply-button, value: R$ 100}]
      - click: {button: Até R$ 100}
        assert: [{type: recommends, price: {max: 100}, currency: BRL}]
  - name: nothing to click
    turns:
      - say: Oi
      - click: {button: Comprar}
      - say: never said
"#,
    )?;
    let mut kept = Kept::default();
    run(
        tests,
        &target(&simulator)?,
        &judges(false, &simulator)?,
        RunOptions::default(),
        &Stop::default(),
        &mut kept,
    )
    .await;
    let repeat = |name: &str| kept.repeats.iter().find(|repeat| repeat.test == name).unwrap();
    let clicks = repeat("clicks");
    assert_eq!(clicks.status, RepeatStatus::Passed, "{clicks:#?}");
    let sent: Vec<&str> = clicks.turns.iter().map(|turn| turn.sent.as_deref().unwrap().get()).collect();
    assert!(sent[3].starts_with(r#"{"listReplyEvent":{"id":"category:"#), "{}", sent[3]);
    assert!(sent[5].starts_with(r#"{"buttonResponseEvent":{"id":"budget:"#), "{}", sent[5]);
    let nothing = repeat("nothing to click");
    assert_eq!((nothing.status, nothing.turns.len()), (RepeatStatus::Failed, 2));
    assert!(nothing.turns[1].verdicts[0].message.starts_with("there is no button"), "{nothing:#?}");
    assert_eq!(simulator.counters().sessions_open, 0);
    Ok(())
}

#[tokio::test]
async fn every_failure_of_a_turn_is_reported_and_the_conversation_goes_on() -> TestResult {
    let simulator = simulator(|_| {}).await?;
    let tests = planned(
        "tests:\n  - name: t\n    turns:\n      - say: Oi\n        assert: [{type: contains, value: X}, {type: handover}, {type: icontains, value: moda}]\n      - say: vestidos\n        assert: [{type: recommends}]\n",
    )?;
    let mut kept = Kept::default();
    let summary = run(
        tests,
        &target(&simulator)?,
        &judges(false, &simulator)?,
        RunOptions::default(),
        &Stop::default(),
        &mut kept,
    )
    .await;
    assert_eq!(summary.failed, 1);
    let turns = &kept.repeats[0].turns;
    assert_eq!(turns[0].failures().count(), 2);
    assert_eq!(turns[1].verdicts[0].status, VerdictStatus::Passed);
    Ok(())
}

#[tokio::test]
async fn jq_judges_the_events_as_they_came() -> TestResult {
    let simulator = simulator(|_| {}).await?;
    let tests = planned(
        r#"
tests:
  - name: jq
    turns:
      - say: vestido azul
        assert:
          - {type: jq, value: 'any(.[]; .recommendationEvent.products | length > 0)'}
          - {type: not-jq, value: 'any(.[]; .agentHandoverEvent)'}
          - {type: recommends, jq: '.metadata.simulated and .currency == "BRL"'}
  - name: broken
    turns:
      - say: Oi
        assert: [{type: jq, value: '.[0] | .a.b.c | error("no")'}]
"#,
    )?;
    let mut kept = Kept::default();
    run(
        tests,
        &target(&simulator)?,
        &judges(false, &simulator)?,
        RunOptions::default(),
        &Stop::default(),
        &mut kept,
    )
    .await;
    let status = |name: &str| kept.tests.iter().find(|test| test.test == name).unwrap();
    assert_eq!(status("jq").status, TestStatus::Passed, "{:#?}", kept.repeats);
    let broken = status("broken");
    assert_eq!(
        (broken.status, broken.error.as_ref().map(|error| error.kind)),
        (TestStatus::Error, Some(RunErrorKind::Judging))
    );
    Ok(())
}

#[tokio::test]
async fn what_the_network_or_the_api_does_is_an_error_and_not_sofias_failure() -> TestResult {
    let table = [
        (Fault::Unauthorized, RunErrorKind::KeyRefused),
        (Fault::Internal, RunErrorKind::Api),
        (Fault::BadGateway, RunErrorKind::Api),
        (Fault::Cut, RunErrorKind::Api),
        (Fault::ErrorLine, RunErrorKind::Api),
    ];
    for (fault, kind) in table {
        let simulator = simulator(|settings| settings.fault = Some(fault)).await?;
        let tests =
            planned("tests: [{name: t, turns: [{say: Oi, assert: [{type: contains, value: never}]}]}]")?;
        let mut kept = Kept::default();
        let summary = run(
            tests,
            &target(&simulator)?,
            &judges(false, &simulator)?,
            RunOptions::default(),
            &Stop::default(),
            &mut kept,
        )
        .await;
        assert_eq!((summary.errors, summary.failed), (1, 0), "{fault}");
        assert_eq!(kept.repeats[0].error.as_ref().map(|error| error.kind), Some(kind), "{fault}");
        assert_eq!(simulator.counters().sessions_open, 0, "{fault}");
    }
    Ok(())
}

#[tokio::test]
async fn nothing_is_sent_again_but_after_a_429_with_its_retry_after() -> TestResult {
    let simulator = simulator(|settings| settings.fault = Some(Fault::TooManyRequests)).await?;
    let tests = planned("tests: [{name: t, turns: [{say: Oi}]}]")?;
    let (target, judges, stop) = (target(&simulator)?, judges(false, &simulator)?, Stop::default());
    let mut kept = Kept::default();
    let running = run(tests, &target, &judges, RunOptions::default(), &stop, &mut kept);
    tokio::pin!(running);
    // The first attempt is refused; then the server is well again.
    let refused = async {
        loop {
            if simulator.counters().turns_started > 0 {
                simulator.set_settings(|settings| settings.fault = None);
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let summary = tokio::select! {
        summary = &mut running => summary,
        () = refused => running.await,
    };
    assert_eq!((summary.passed, simulator.counters().turns_started), (1, 2));
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stopped_run_closes_its_sessions_and_says_what_was_not_played() -> TestResult {
    let simulator = simulator(|settings| settings.first_event = Duration::from_secs(30)).await?;
    let tests = planned("repeat: 20\ntests: [{name: t, turns: [{say: Oi}]}]")?;
    // What is late on a slow machine would be counted instead.
    let (stop, mut kept) = (Stop::with_patience(LATER), Kept::default());
    let (target, judges) = (target(&simulator)?, judges(false, &simulator)?);
    let stopping = stop.clone();
    let summary = tokio::task::block_in_place(|| {
        std::thread::scope(|scope| {
            let watching = scope.spawn(|| {
                let answering = || (simulator.counters().turns_started >= 3).then_some(());
                wait_for("three answers to be waited for", SOON, answering).unwrap();
                stopping.stop();
            });
            let options = RunOptions { concurrency: 3, ..RunOptions::default() };
            let summary = tokio::runtime::Handle::current()
                .block_on(run(tests, &target, &judges, options, &stop, &mut kept));
            watching.join().unwrap();
            summary
        })
    });
    assert_eq!((summary.stopped, summary.not_run, kept.tests.len()), (true, 1, 0));
    assert_eq!((simulator.counters().sessions_open, summary.not_closed), (0, 0));
    Ok(())
}
