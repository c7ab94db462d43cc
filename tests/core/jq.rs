//! jq expressions run in a process of their own, so that none can take the application with it.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use sofia_core::jq::{Bounds, CompileFaultKind, Jq, JqError};
use sofia_tests::{TestResult, bounds::SOON, programs};

const INPUT: &str = r#"{"seq":1,"index":0,"kind":"messageEvent","event":{"messageEvent":{}}}"#;

fn jq(milliseconds: u64) -> Result<Jq> {
    let bounds = Bounds { milliseconds, memory: 200 * 1024 * 1024, ..Bounds::default() };
    Ok(Jq::new(programs::sofia()?).with_bounds(bounds))
}

/// Runs an expression over one input.
async fn outcome(jq: &Jq, expression: &str) -> Result<Result<bool, JqError>> {
    let mut session = jq.start().await?;
    if let Err(error) = session.compile(expression).await {
        return Ok(Err(error));
    }
    let (outcomes, run) = session.run(&[INPUT]).await;
    Ok(run.map(|()| outcomes[0].passed))
}

#[tokio::test]
async fn one_worker_runs_several_expressions_over_many_inputs() -> TestResult {
    let mut session = jq(20_000)?.start().await?;
    for (expression, expected) in [(".n % 2 == 0", 5_000), (".n < 10", 10), (r#".text | test("7$")"#, 1_000)]
    {
        session.compile(expression).await?;
        let inputs: Vec<String> = (0..10_000).map(|n| format!(r#"{{"n":{n},"text":"{n}"}}"#)).collect();
        let (outcomes, run) = session.run(&inputs).await;
        run?;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.passed).count(), expected, "{expression}");
        session.finish().await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_expression_that_cannot_be_compiled_leaves_the_worker_for_the_next() -> TestResult {
    let mut session = jq(20_000)?.start().await?;
    let fault = session.compile(".kind == nothing").await.expect_err("there is no such function");
    let JqError::Compile(fault) = fault else { panic!("{fault}") };
    assert_eq!((fault.at, fault.length), (9, 7));
    assert!(matches!(fault.kind, CompileFaultKind::UnknownFunction { .. }));
    session.compile(".kind").await?;
    assert!(session.run(&[INPUT]).await.0[0].passed);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_never_ends_is_ended() -> TestResult {
    let bound = 700;
    let jq = jq(bound)?;
    let endless = [
        "def f: f; f",
        "last(range(1e12))",
        "repeat(empty)",
        "reduce range(1e12) as $i (0; . + $i)",
        "first(range(1e12) | select(. < 0))",
        "[limit(1e12; repeat(1))] | length | empty, until(false; .)",
    ];
    for expression in endless {
        let began = Instant::now();
        let error = outcome(&jq, expression).await?.err().context("it ended by itself")?;
        let kept = matches!(error, JqError::TimedOut { .. } | JqError::OutOfMemory { .. });
        assert!(kept, "{expression}: {error}");
        assert!(began.elapsed() < Duration::from_millis(bound) + SOON, "{expression}: {:?}", began.elapsed());
    }
    assert!(matches!(
        outcome(&jq, "last(range(1e12))").await?,
        Err(JqError::TimedOut { input: Some(0), .. })
    ));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_wants_all_memory_is_ended() -> TestResult {
    let jq = jq(60_000)?;
    let greedy = [
        "[range(1e12)]",
        r#""a" * 1000000000000"#,
        "[.] | until(false; . + .)",
        // A recursion that is no loop, and one that is too deep to be thrown away.
        "def f: 1 + f; f",
        "[repeat(1)]",
        "reduce range(1e9) as $i (0; [.])",
    ];
    for expression in greedy {
        let error =
            outcome(&jq, expression).await?.err().with_context(|| format!("{expression} ended by itself"))?;
        assert!(matches!(error, JqError::OutOfMemory { .. }), "{expression}: {error}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn brackets_without_end_are_no_danger_in_an_expression_nor_in_an_input() -> TestResult {
    let jq = jq(20_000)?;
    let nested = format!("{}1{}", "[".repeat(4_990), "]".repeat(4_990));
    outcome(&jq, &nested).await??;
    assert!(matches!(outcome(&jq, &"(".repeat(9_999)).await?, Err(JqError::Compile(_))));
    let mut session = jq.start().await?;
    session.compile("[..] | length > 1").await?;
    let deep = format!("{}{}", "[".repeat(4_000), "]".repeat(4_000));
    let (outcomes, run) = session.run(&[deep]).await;
    run?;
    assert!(outcomes[0].passed);
    Ok(())
}

#[tokio::test]
async fn the_inputs_before_the_one_that_never_ends_keep_their_outcomes() -> TestResult {
    let mut session = jq(500)?.start().await?;
    session.compile("if .n == 3 then last(range(1e12)) else .n > 0 end").await?;
    let inputs: Vec<String> = (0..6).map(|n| format!(r#"{{"n":{n}}}"#)).collect();
    let (outcomes, run) = session.run(&inputs).await;
    assert_eq!(outcomes.iter().map(|outcome| outcome.passed).collect::<Vec<_>>(), [false, true, true]);
    assert!(matches!(run, Err(JqError::TimedOut { input: Some(3), .. })), "{run:?}");
    Ok(())
}

#[tokio::test]
async fn an_expression_sees_nothing_of_the_machine() -> TestResult {
    let jq = jq(20_000)?;
    for expression in
        ["env", "$ENV", "$ENV.PATH", "input", "inputs", r#"include "a"; ."#, r#"import "a" as $a; ."#]
    {
        assert!(matches!(outcome(&jq, expression).await?, Err(JqError::Compile(_))), "{expression}");
    }
    Ok(())
}

#[tokio::test]
async fn a_program_that_is_no_worker_is_said_not_to_start() -> TestResult {
    let missing = Jq::new("/nothing/here".into()).start().await.err();
    assert!(matches!(missing, Some(JqError::NotStarted { .. })), "{missing:?}");
    let mut session = Jq::new("/bin/true".into()).start().await?;
    let error = session.compile(".").await.err();
    assert!(matches!(error, Some(JqError::Ended { .. })), "{error:?}");
    Ok(())
}
