//! `sofia check` where nothing is kept: the baseline is a file that came with the suites, and the exit code is all that is
//! looked at.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use sofia_tests::{
    Environment, Script, Server, TestResult,
    command::{Outcome, Sofia},
    processes::Signal,
    server::{CLOSE, HEALTH, INIT, INVOKE, refused_address},
    shop::{line, message},
};

use crate::{KEY, shop_at};

/// What the agent has always got wrong, and what it can.
const SUITE: &str = "name: Loja\ntests:\n  \
    - {name: never worked, turns: [{say: Oi, assert: [{type: contains, value: XYZ}]}]}\n  \
    - {name: sells, turns: [{say: tem vestido?, assert: [{type: icontains, value: temos}]}]}\n";

/// An agent that has the one thing to say.
fn agent(text: &str) -> Result<Server> {
    let server = Server::with_session()?;
    server.allow(INVOKE, Script::ndjson([line(&[message(text)])]));
    Ok(server)
}

/// Suites and baselines, as they are checked out of git.
struct Checkout {
    folder: tempfile::TempDir,
}

impl Checkout {
    fn new() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join("loja.yaml"), SUITE)?;
        Ok(Self { folder })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn name(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    fn check(&self, environment: &Environment, more: &[&str]) -> Result<Outcome> {
        let suite = self.name("loja.yaml");
        let mut arguments = vec!["check", suite.as_str()];
        arguments.extend(more);
        Sofia::new(environment, &arguments).key(KEY).run()
    }
}

#[test]
fn a_baseline_is_a_file_in_git_and_only_what_used_to_hold_ends_a_job() -> TestResult {
    let checkout = Checkout::new()?;
    let (results, report) = (checkout.name("baseline.jsonl"), checkout.name("baseline.json"));
    let good = agent("Temos sim!")?;
    let here = shop_at(&good.base_url())?;
    checkout
        .check(&here, &["--concurrency", "1", "--results", &results, "--reporter-json", &report])?
        .exits(1);

    // A job starts with an empty data folder each time.
    for baseline in [results.as_str(), report.as_str()] {
        let against = ["--baseline", baseline, "--fail-on", "regression"];
        let same = checkout.check(&shop_at(&good.base_url())?, &against)?.exits(0).text();
        assert!(!same.contains("Regressions") && same.contains("✗ never worked"), "{same}");

        let worse = agent("Não entendi.")?;
        let job = shop_at(&worse.base_url())?;
        let text = checkout.check(&job, &against)?.exits(1).text();
        assert!(text.contains("Regressions: sells (1 of 1 → 0 of 1)"), "{text}");

        // What changed in the answers is told too, from what the file has of them.
        let now = checkout.name("now.jsonl");
        checkout.check(&job, &["--results", &now])?.exits(1);
        let told = Sofia::new(&job, &["report", "json", &now, "--baseline", baseline]).run()?.exits(0);
        let told: serde_json::Value = serde_json::from_slice(&told.stdout)?;
        let text = &told["comparison"]["differences"][1]["turns"][0]["text"];
        assert_eq!((&text["before"], &text["now"]), (&"Temos sim!".into(), &"Não entendi.".into()), "{told}");
    }

    // A report has all that its results have, and gives them back.
    let lines = Sofia::new(&here, &["report", "jsonl", &report]).run()?.exits(0).stdout;
    assert_eq!(String::from_utf8(lines)?, fs::read_to_string(&results)?);
    // A run does not go on in one.
    let refused = checkout.check(&here, &["--resume", &report])?.exits(2);
    assert!(refused.said().contains("is a report"), "{}", refused.said());
    // What is neither is refused before anybody is asked.
    let asked = good.requests_to(INIT).len();
    fs::write(checkout.path("notes.json"), "{\"tests\": 3}\n")?;
    for none in ["notes.json", "loja.yaml", "gone.jsonl"] {
        checkout.check(&here, &["--baseline", &checkout.name(none)])?.exits(2);
    }
    assert_eq!(good.requests_to(INIT).len(), asked);
    Ok(())
}

#[test]
fn a_run_of_the_data_folder_is_a_baseline_by_its_name() -> TestResult {
    let checkout = Checkout::new()?;
    let server = agent("Temos sim!")?;
    let environment = shop_at(&server.base_url())?;
    let said = checkout.check(&environment, &[])?.exits(1).stderr;
    let file = said.lines().find_map(|line| line.strip_prefix("Results: ")).map(PathBuf::from);
    let file =
        file.filter(|file| file.starts_with(environment.data())).ok_or_else(|| anyhow::anyhow!("{said}"))?;
    let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    checkout.check(&environment, &["--baseline", &name, "--fail-on", "regression"])?.exits(0);
    checkout.check(&environment, &["--baseline", "1-2-3", "--fail-on", "regression"])?.exits(2);
    Ok(())
}

#[test]
fn each_way_in_which_a_run_can_end_has_its_exit_code() -> TestResult {
    let checkout = Checkout::new()?;
    let only = |name: &'static str| ["--filter", name];
    let code = |server: &Server| -> Result<Option<i32>> {
        Ok(checkout.check(&shop_at(&server.base_url())?, &only("sells"))?.code)
    };
    assert_eq!(code(&agent("Temos sim!")?)?, Some(0));
    assert_eq!(code(&agent("Não.")?)?, Some(1));
    let refused = Server::start()?;
    refused.allow(HEALTH, Script::health_ok());
    refused.allow(INIT, Script::grpc_error(401, 16, "unknown key"));
    assert_eq!(code(&refused)?, Some(3));
    let failing = Server::with_session()?;
    failing.allow(INVOKE, Script::grpc_error(500, 13, "oh"));
    assert_eq!(code(&failing)?, Some(5));
    let nobody = shop_at(&format!("http://{}", refused_address()?))?;
    checkout.check(&nobody, &only("sells"))?.exits(4);

    let server = agent("Temos sim!")?;
    let environment = shop_at(&server.base_url())?;
    checkout.check(&environment, &only("no such test"))?.exits(2);
    checkout.check(&environment, &["--shard", "3/2"])?.exits(2);
    fs::write(checkout.path("broken.yaml"), "tests: [{nam: x}]")?;
    let broken = checkout.name("broken.yaml");
    Sofia::new(&environment, &["check", &broken]).key(KEY).run()?.exits(2);
    assert_eq!(server.connections(), 0);
    Ok(())
}

#[test]
fn a_run_that_is_interrupted_closes_its_sessions_exits_130_and_can_go_on() -> TestResult {
    let checkout = Checkout::new()?;
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::ndjson([line(&[message("Oi!")])]));
    server.answer(INVOKE, Script::never_answers());
    let environment = shop_at(&server.base_url())?;
    let (suite, results) = (checkout.name("loja.yaml"), checkout.name("results.jsonl"));
    let check = ["check", suite.as_str(), "--concurrency", "1", "--results", results.as_str()];
    let run = Sofia::new(&environment, &check).key(KEY).start()?;
    server.asked_blocking(INVOKE, 2)?;
    run.signal(Signal::Interrupt)?;
    let text = run.finish()?.exits(130).text();
    assert!(text.contains("✗ never worked") && !text.contains("sells"), "{text}");
    assert_eq!(server.requests_to(INIT).len(), server.requests_to(CLOSE).len());

    server.allow(INVOKE, Script::ndjson([line(&[message("Temos sim!")])]));
    checkout.check(&environment, &["--resume", &results])?.exits(1);
    assert_eq!(server.requests_to(INVOKE).len(), 3, "what had ended is not asked again");
    Ok(())
}
