//! Results are kept: through outputs that are inputs, files that end anywhere, two that write, and disks that are full.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use sofia_check::job::{Choice, Plan, judge_word};
use sofia_check::opinions;
use sofia_check::result::{RepeatStatus, ResultLine, TestStatus};
use sofia_check::results_file::Results;
use sofia_tests::command::{Outcome, Sofia};
use sofia_tests::processes::Signal;
use sofia_tests::server::{INIT, INVOKE};
use sofia_tests::shop::{line, message};
use sofia_tests::{Environment, Script, Server, TestResult};

use crate::support::{KEY, Kept, shop_at};

const TWO: &str = "name: Loja\ntests:\n  \
    - {name: greets, turns: [{say: Oi, assert: [{type: icontains, value: olá}]}]}\n  \
    - {name: sells, turns: [{say: tem vestido?, assert: [{type: icontains, value: preço}]}]}\n";

/// An agent that always says this.
fn agent(text: &str) -> Result<Server> {
    let server = Server::with_session()?;
    server.allow(INVOKE, Script::ndjson([line(&[message(text)])]));
    Ok(server)
}

/// A folder with suites and what becomes of them.
struct Folder(tempfile::TempDir);

impl Folder {
    fn with(suite: &str) -> Result<Self> {
        let folder = Self(tempfile::tempdir()?);
        fs::write(folder.path("s.yaml"), suite)?;
        Ok(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn names(&self) -> Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(self.0.path())? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        Ok(names)
    }

    /// Runs the command in the folder's terms: what begins with `@` is a file in it.
    fn sofia(&self, environment: &Environment, arguments: &[&str]) -> Result<Outcome> {
        let named = self.named(arguments);
        Sofia::new(environment, &named.iter().map(String::as_str).collect::<Vec<_>>()).key(KEY).run()
    }

    fn named(&self, arguments: &[&str]) -> Vec<String> {
        let named = |argument: &&str| match argument.strip_prefix('@') {
            Some(name) => self.path(name).display().to_string(),
            None => (*argument).to_owned(),
        };
        arguments.iter().map(named).collect()
    }
}

#[test]
fn results_that_are_judged_anew_may_take_the_place_of_the_old_ones() -> TestResult {
    let server = agent("Olá! O preço é R$ 10.")?;
    let (environment, folder) = (shop_at(&server.base_url())?, Folder::with(TWO)?);
    folder.sofia(&environment, &["check", "@s.yaml", "--results", "@r.jsonl"])?.exits(0);
    fs::write(folder.path("s.yaml"), TWO.replace("olá", "bom dia"))?;
    let again = ["check", "@s.yaml", "--rejudge", "@r.jsonl", "--results", "@r.jsonl"];
    let text = folder.sofia(&environment, &again)?.exits(1).text();
    assert!(text.contains("1 passed, 1 failed"), "{text}");
    let results = Results::open(&folder.path("r.jsonl"))?;
    assert_eq!(
        results.repeats_of("Loja", "greets")?[0].turns[0].answer.to_answer().text(),
        "Olá! O preço é R$ 10."
    );
    assert_eq!(
        (server.requests_to(INVOKE).len(), folder.names()?),
        (2, vec!["r.jsonl".into(), "s.yaml".into()])
    );
    Ok(())
}

#[test]
fn only_parts_of_one_run_are_put_together() -> TestResult {
    let server = agent("Olá! O preço é R$ 10.")?;
    let (environment, folder) = (shop_at(&server.base_url())?, Folder::with(TWO)?);
    let (whole, first, other) = ("@whole.jsonl", "@first.jsonl", "@other.jsonl");
    folder.sofia(&environment, &["check", "@s.yaml", "--results", whole])?.exits(0);
    let text = fs::read_to_string(folder.path("whole.jsonl"))?;

    // A part that went on: as it was before, and as it is now. The later one has all of it.
    let is_test = |line: &str| matches!(serde_json::from_str(line), Ok(ResultLine::Test(_)));
    let until_first_test = text.lines().position(is_test).context("no test has ended")?;
    let lines: Vec<&str> = text.lines().take(until_first_test + 1).collect();
    fs::write(folder.path("first.jsonl"), lines.join("\n") + "\n")?;
    for parts in [[whole, first], [first, whole]] {
        folder.sofia(&environment, &["report", "merge", parts[0], parts[1], "-o", "@all.jsonl"])?.exits(0);
        let all = Results::open(&folder.path("all.jsonl"))?;
        assert_eq!((all.header.tests, all.tests.len(), all.summary.not_run), (2, 2, 0), "{parts:?}");
    }

    // The same tests of another merchant, and of another run.
    for (change, said) in [
        (text.replace(r#""merchant":"#, r#""merchant":"Sol ", "was":"#), "Sol "),
        (text.replace(r#""began_at":"#, r#""began_at":1"#), "both have the test"),
    ] {
        assert_ne!(change, text);
        fs::write(folder.path("other.jsonl"), change)?;
        fs::remove_file(folder.path("all.jsonl")).ok();
        let ended = folder.sofia(&environment, &["report", "merge", whole, other, "-o", "@all.jsonl"])?;
        let told = ended.exits(2).said();
        assert!(told.contains(said) && told.contains("no parts of one run"), "{told}");
        assert!(!folder.path("all.jsonl").exists());
    }
    Ok(())
}

#[test]
fn a_command_that_would_write_to_what_it_reads_is_refused_and_nothing_is_lost() -> TestResult {
    let server = agent("Olá! O preço é R$ 10.")?;
    let (environment, folder) = (shop_at(&server.base_url())?, Folder::with(TWO)?);
    for part in ["1/2", "2/2"] {
        let results = format!("@shard-{}.jsonl", &part[..1]);
        folder.sofia(&environment, &["check", "@s.yaml", "--shard", part, "--results", &results])?.exits(0);
    }
    folder
        .sofia(&environment, &["report", "merge", "@shard-1.jsonl", "@shard-2.jsonl", "-o", "@all.jsonl"])?
        .exits(0);
    let files = ["s.yaml", "shard-1.jsonl", "shard-2.jsonl", "all.jsonl"];
    let content = || files.map(|name| fs::read(folder.path(name)).unwrap());
    let (before, asked) = (content(), server.requests_to(INIT).len());
    let round = format!("@../{}/all.jsonl", folder.0.path().file_name().unwrap_or_default().display());
    let refused: [&[&str]; 9] = [
        // As a shell writes `shard-*.jsonl` the second time, had the whole been called shard-all.
        &["report", "merge", "@shard-1.jsonl", "@shard-2.jsonl", "@all.jsonl", "-o", "@all.jsonl"],
        &["report", "merge", "@shard-1.jsonl", "@shard-2.jsonl", "-o", "@shard-1.jsonl"],
        &["report", "json", "@all.jsonl", "-o", &round],
        &["report", "html", "@shard-1.jsonl", "--baseline", "@all.jsonl", "-o", "@all.jsonl"],
        &["report", "coverage", "@all.jsonl", "--json", "@all.jsonl"],
        &["check", "@s.yaml", "--baseline", "@all.jsonl", "--results", "@all.jsonl"],
        &["check", "@s.yaml", "--results", "@new.jsonl", "--reporter-jsonl", "@new.jsonl"],
        &["check", "@s.yaml", "--rejudge", "@all.jsonl", "--reporter-json", "@all.jsonl"],
        &["check", "@s.yaml", "--reporter-csv", "@s.yaml"],
    ];
    for arguments in refused {
        let said = folder.sofia(&environment, arguments)?.exits(2).said();
        assert!(said.contains("is read here") || said.contains("written twice"), "{arguments:?}: {said}");
    }
    assert!(content() == before && !folder.path("new.jsonl").exists());
    assert_eq!(server.requests_to(INIT).len(), asked);
    Ok(())
}

#[test]
fn two_tests_of_one_name_are_refused_in_whatever_files_they_stand() -> TestResult {
    let server = agent("Olá!")?;
    let (environment, folder) = (shop_at(&server.base_url())?, Folder::with(TWO)?);
    let suite = |name: &str, test: &str| {
        fs::create_dir_all(folder.path(name))?;
        let text = format!(
            "tests: [{{name: {test}, turns: [{{say: Oi, assert: [{{type: contains, value: Olá}}]}}]}}]"
        );
        fs::write(folder.path(name).join("suite.yaml"), text)
    };
    suite("pt", "greets")?;
    suite("es", "greets")?;
    let check = ["check", "@pt/suite.yaml", "@es/suite.yaml", "--reporter-junit", "@junit.xml"];
    let said = folder.sofia(&environment, &check)?.exits(2).said();
    for part in ["pt/suite.yaml:1", "es/suite.yaml:1", "\"greets\"", "another name"] {
        assert!(said.contains(part), "{said}");
    }
    assert_eq!(server.requests_to(INIT).len(), 0);
    // One suite in two files is one suite.
    suite("es", "saluda")?;
    folder.sofia(&environment, &check)?.exits(0);
    let junit = fs::read_to_string(folder.path("junit.xml"))?;
    assert_eq!(
        (junit.matches("<testsuite ").count(), junit.matches("<testcase ").count()),
        (1, 2),
        "{junit}"
    );
    Ok(())
}

#[test]
fn a_run_that_ends_inside_a_letter_goes_on_and_no_file_among_the_runs_keeps_a_report_from_being_written()
-> TestResult {
    let server = agent("Olá! O preço é R$ 10.")?;
    let (environment, folder) = (shop_at(&server.base_url())?, Folder::with(TWO)?);
    let check = ["check", "@s.yaml", "--concurrency", "1"];
    let said = folder.sofia(&environment, &check)?.exits(0).stderr;
    let run = said.lines().find_map(|line| line.strip_prefix("Results: ")).map(PathBuf::from);
    let run = run.ok_or_else(|| anyhow::anyhow!("{said}"))?;
    // Inside the second test's answer, between the two bytes of a letter.
    let bytes = fs::read(&run)?;
    let letter = memchr::memmem::rfind(&bytes, "preço".as_bytes()).unwrap_or_default() + "pre".len() + 1;
    assert!(std::str::from_utf8(&bytes[..letter]).is_err());
    fs::write(&run, &bytes[..letter])?;
    let stray = |name: &str, bytes: &[u8]| fs::write(run.with_file_name(name), bytes);
    stray("latin.jsonl", b"S\xe3o Paulo\n")?;
    stray("broken.jsonl", &[&bytes[..letter], b"\n", &bytes[..10]].concat())?;
    stray("empty.jsonl", b"")?;

    let reported = ["check", "@s.yaml", "--reporter-html", "@page.html"];
    folder.sofia(&environment, &reported)?.exits(0);
    assert!(fs::read_to_string(folder.path("page.html"))?.ends_with("</html>\n"));
    let run = run.display().to_string();
    let asked = server.requests_to(INVOKE).len();
    let text = folder.sofia(&environment, &["check", "@s.yaml", "--resume", &run])?.exits(0).text();
    assert!(text.contains("2 passed"), "{text}");
    assert_eq!(server.requests_to(INVOKE).len(), asked + 1, "what had ended is not asked again");
    assert_eq!(Results::open(Path::new(&run))?.tests.len(), 2);
    Ok(())
}

#[test]
fn one_run_at_a_time_writes_to_a_file() -> TestResult {
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::ndjson([line(&[message("Olá!")])]));
    server.answer(INVOKE, Script::never_answers());
    let (environment, folder) = (shop_at(&server.base_url())?, Folder::with(TWO)?);
    let check = folder.named(&["check", "@s.yaml", "--concurrency", "1", "--results", "@r.jsonl"]);
    let check: Vec<&str> = check.iter().map(String::as_str).collect();
    let run = Sofia::new(&environment, &check).key(KEY).start()?;
    server.asked_blocking(INVOKE, 2)?;
    let others: [&[&str]; 3] = [
        &["check", "@s.yaml", "--resume", "@r.jsonl"],
        &["check", "@s.yaml", "--results", "@r.jsonl"],
        &["check", "@s.yaml", "--rejudge", "@r.jsonl", "--results", "@r.jsonl"],
    ];
    for other in others {
        let said = folder.sofia(&environment, other)?.exits(2).said();
        assert!(said.contains("is being written by another run"), "{said}");
    }
    // Whoever reads it may.
    folder.sofia(&environment, &["report", "markdown", "@r.jsonl"])?.exits(0);
    run.signal(Signal::Interrupt)?;
    run.finish()?.exits(130);
    assert_eq!(folder.names()?, ["r.jsonl", "s.yaml"]);
    server.allow(INVOKE, Script::ndjson([line(&[message("O preço é R$ 10.")])]));
    folder.sofia(&environment, &["check", "@s.yaml", "--resume", "@r.jsonl"])?.exits(0);
    Ok(())
}

#[cfg(target_os = "linux")]
#[test]
fn a_run_whose_results_cannot_be_written_is_stopped_and_says_so() -> TestResult {
    use std::io::BufRead as _;

    let tests: String =
        (0..200).map(|number| format!("  - {{name: t{number}, turns: [{{say: Oi}}]}}\n")).collect();
    let server = agent("Olá!")?;
    let (environment, folder) = (shop_at(&server.base_url())?, Folder::with(&format!("tests:\n{tests}"))?);

    // A disk that is full from the beginning: nobody is asked.
    std::os::unix::fs::symlink("/dev/full", folder.path("full"))?;
    let said = folder.sofia(&environment, &["check", "@s.yaml", "--results", "@full"])?.exits(1).said();
    assert!(said.contains("full cannot be written"), "{said}");
    assert_eq!(server.requests_to(INIT).len(), 0);

    // One that goes away after the first result.
    let pipe = folder.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status()?.success());
    let reading = std::thread::spawn(move || {
        let lines = std::io::BufReader::new(fs::File::open(pipe)?).lines();
        lines.take(2).collect::<std::io::Result<Vec<String>>>()
    });
    let run = ["check", "@s.yaml", "--concurrency", "1", "--rate", "50", "--results", "@pipe"];
    let said = folder.sofia(&environment, &run)?.exits(1).said();
    let lines = reading.join().map_err(|_panicked| anyhow::anyhow!("the reader panicked"))??;
    assert!(lines[1].starts_with("{\"repeat\""), "{lines:?}");
    assert!(said.contains("pipe cannot be written"), "{said}");
    let asked = server.requests_to(INVOKE).len();
    assert!((1..200).contains(&asked), "{asked} were asked for results that could not be kept");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_on_a_run_that_was_ended_early_leaves_its_tests_to_be_played_and_writes_what_it_changes()
-> TestResult {
    const EXPECTED: &str = "It says hello";
    let suite = format!(
        "name: Loja\ntests:\n  - {{name: friendly, repeat: 2, turns: [{{say: Oi, assert: [{{type: human, value: {EXPECTED}}}]}}]}}\n  - {{name: brief, turns: [{{say: Oi, assert: [{{type: human, value: It is brief}}]}}]}}\n"
    );
    let server = agent("Olá!")?;
    let (environment, folder) = (shop_at(&server.base_url())?, Folder::with(&suite)?);
    let check = ["check", "@s.yaml", "--concurrency", "1", "--results", "@r.jsonl"];
    folder.sofia(&environment, &check)?.exits(0);
    let (suite, path) = (folder.path("s.yaml"), folder.path("r.jsonl"));
    let whole = fs::read_to_string(&path)?;
    let plan = || Plan::read(std::slice::from_ref(&suite), &Choice::default());
    let answer = Results::open(&path)?.repeats_of("Loja", "friendly")?[0].turns[0].answer.to_answer();
    opinions::say(&suite, EXPECTED, &answer, Some((true, "")))?;

    // As it was when one of its two repeats had been played.
    let early: String = whole.split_inclusive('\n').take(2).collect();
    fs::write(&path, &early)?;
    let judged = judge_word(&path, plan()?, EXPECTED, &mut Kept::default()).await?;
    assert_eq!((judged.tests.len(), judged.summary.not_run), (0, 2));
    assert_eq!(judged.repeats_of("Loja", "friendly")?[0].status, RepeatStatus::Passed);
    let asked = server.requests_to(INVOKE).len();
    folder.sofia(&environment, &["check", "@s.yaml", "--resume", "@r.jsonl"])?.exits(0);
    assert_eq!(server.requests_to(INVOKE).len(), asked + 3);
    assert_eq!(Results::open(&path)?.repeats_of("Loja", "friendly")?.len(), 2);

    // On the whole run a word is written once, and nothing that it says nothing of.
    fs::write(&path, &whole)?;
    let judged = judge_word(&path, plan()?, EXPECTED, &mut Kept::default()).await?;
    let status = |name: &str| judged.test("Loja", name).map(|test| test.status);
    assert_eq!((status("friendly"), status("brief")), (Some(TestStatus::Passed), Some(TestStatus::Open)));
    let added = fs::read_to_string(&path)?.split_off(whole.len());
    assert_eq!((added.lines().count(), added.contains("brief")), (4, false), "{added}");
    judge_word(&path, plan()?, EXPECTED, &mut Kept::default()).await?;
    let again = fs::read_to_string(&path)?.split_off(whole.len() + added.len());
    assert!(again.starts_with("{\"summary\"") && again.lines().count() == 1, "{again}");
    Ok(())
}
