//! *checks*: a suite against a server that takes a tenth of a second to the first event, as fast as the number of those who
//! ask at the same time allows; and ten thousand tests whose results take no memory. The command and the server are
//! processes of their own; the time is that of the run, the start of the process apart.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use sofia_check::results_file::Results;
use sofia_tests::programs;

use crate::row::{at_most, median};

const KEY: &str = "sim-bench-0123456789";
const TESTS: usize = 500;
const CONCURRENCY: usize = 32;
const FIRST_EVENT_MS: usize = 100;

/// How much longer than the ideal it may take.
const SLACK: f64 = 1.15;

const MANY: usize = 10_000;

/// Memory is flat where it grows by no more than a tenth from when a tenth of the tests is done until the last.
const FLAT: f64 = 1.1;

/// How often the memory is looked at.
const LOOK: Duration = Duration::from_millis(5);

/// Ten thousand tests take a while, so a median of a few must do.
const MOST_SAMPLES: usize = 3;

pub(crate) fn measure(samples: usize) -> Result<Vec<Value>> {
    let folder = tempfile::tempdir()?;
    let slow = Server::start(FIRST_EVENT_MS)?;
    let ideal = TESTS as f64 / CONCURRENCY as f64 * FIRST_EVENT_MS as f64 / 1000.0;
    let mut times = Vec::new();
    for _ in 0..samples {
        times.push(check(folder.path(), &slow, TESTS)?.0);
    }
    drop(slow);
    let quick = Server::start(0)?;
    let (mut most, mut ratios) = (Vec::new(), Vec::new());
    for _ in 0..samples.min(MOST_SAMPLES) {
        let memory = check(folder.path(), &quick, MANY)?.1;
        let early = memory.get(memory.len() / 10).copied().context("the memory was looked at")?;
        let peak = memory.iter().copied().fold(0.0, f64::max);
        ratios.push(memory.iter().skip(memory.len() / 10).copied().fold(0.0, f64::max) / early);
        most.push(peak);
    }
    let fast = format!("the ideal, {ideal:.2} s, for {TESTS} tests at concurrency {CONCURRENCY}");
    let flat = format!("what a tenth of {MANY} tests takes; at most {:.1} MB", median(&most));
    Ok(vec![
        at_most("checks, a run", "s", median(&times), ideal * SLACK, &fast, &times),
        at_most("checks, growth of the memory", "times", median(&ratios), FLAT, &flat, &ratios),
    ])
}

/// How many seconds a run of so many tests took, and how many MB it had, from the first result to the last.
fn check(folder: &Path, server: &Server, tests: usize) -> Result<(f64, Vec<f64>)> {
    let (suite, results) = (folder.join("suite.yaml"), folder.join("results.jsonl"));
    fs::write(&suite, suite_of(tests))?;
    let data = folder.join("data");
    let sofia = || -> Result<Command> {
        let mut command = Command::new(programs::sofia()?);
        command.env("SOFIA_DATA_DIR", &data).env("SOFIA_API_KEY", KEY);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Ok(command)
    };
    let name = server.port.to_string();
    let base = format!("http://127.0.0.1:{name}");
    let ids =
        ["--business-id", sofia_simulator::BUSINESS_ID, "--agent-id", sofia_simulator::MERCHANTS[0].agent_id];
    // It is there already from the second time on.
    sofia()?.args(["merchants", "add", &name, "--no-key", "--base-url", &base]).args(ids).status()?;
    let mut command = sofia()?;
    command.args(["check", "--merchant", &name, "--concurrency", &CONCURRENCY.to_string()]);
    command.arg(&suite).arg("--results").arg(&results);
    if results.exists() {
        fs::remove_file(&results)?;
    }
    let mut child = command.spawn().context("the run did not begin")?;
    let mut memory = Vec::new();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if results.exists() {
            memory.extend(resident(child.id()));
        }
        std::thread::sleep(LOOK);
    };
    ensure!(status.success(), "the run ended with {status}");
    let run = Results::open(&results)?;
    ensure!(run.summary.passed == tests, "{:?}", run.summary);
    Ok((run.summary.took_ms / 1000.0, memory))
}

fn suite_of(tests: usize) -> String {
    let mut text = "tests:\n  - name: greets {{n}}\n    turns: [{say: Oi, assert: [{type: icontains, value: moda}]}]\n    examples:\n".to_owned();
    for number in 0..tests {
        // Writing into a text cannot fail.
        writeln!(text, "      - {{n: {number}}}").ok();
    }
    text
}

/// The memory that a process has, in MB.
fn resident(process: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024.0 / 1e6)
}

/// A simulator; it ends with this.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start(first_event_ms: usize) -> Result<Self> {
        let first_event = first_event_ms.to_string();
        let mut child = Command::new(programs::sofia()?)
            .args(["simulate", "--json", "--key", KEY, "--gap-ms", "0", "--first-event-ms", &first_event])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("the simulator did not start")?;
        let mut line = String::new();
        let out = child.stdout.take().context("the simulator says where it is")?;
        BufReader::new(out).read_line(&mut line)?;
        let told: Value = serde_json::from_str(&line).with_context(|| format!("it said {line:?}"))?;
        let base = told["base_url"].as_str().context("it says its address")?;
        let port = base.rsplit(':').next().and_then(|port| port.trim_end_matches('/').parse().ok());
        Ok(Self { child, port: port.context("its address has a port")? })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is gone after this.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
