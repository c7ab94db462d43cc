//! A command that is killed in the middle of an answer, at random moments and many times over: what it had printed is in
//! the history, and the database is whole.

use std::{
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use sofia_tests::{
    Environment, Script, Server, Step, TestResult,
    command::Sofia,
    history,
    processes::Signal,
    programs,
    server::INVOKE,
    shop::{line, message},
};

use crate::{KEY, shop_at};

/// How often it is killed in the ordinary run, and in the slow set.
const KILLS: u32 = 8;
const KILLS_LONG: u32 = 200;

/// An answer of half a second and more, so that most moments lie within it.
const LINES: usize = 500;

/// The latest moment, behind the start of the process or behind its first word.
const LATEST: Duration = Duration::from_millis(450);

/// Numbers that look random and follow from their seed alone (SplitMix64).
struct Dice(u64);

impl Dice {
    fn moment(&mut self) -> Duration {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        LATEST.mul_f64(((mixed ^ (mixed >> 31)) >> 11) as f64 / (1u64 << 53) as f64)
    }
}

/// How many lines had been told of, and how many are stored.
struct Found {
    told: usize,
    stored: usize,
}

/// Asks, kills at a moment, and holds what was printed against what is stored.
fn killed(environment: &Environment, sent: &[String], kill: u32, moment: Duration) -> Result<Found> {
    let said = format!("pergunta {kill}.");
    let mut running =
        Sofia::new(environment, &["ask", &said, "--merchant", "Loja", "--json"]).key(KEY).start()?;
    // Half of the moments are anywhere in its life, and half within the answer.
    if kill % 2 == 1 {
        running.until_stdout("the first event", |text| text.contains('\n').then_some(()))?;
    }
    // This is no waiting for something: the moment is what is tried.
    thread::sleep(moment);
    running.signal(Signal::Kill)?;
    let outcome = running.finish()?;
    ensure!(outcome.code.is_none(), "it ended by itself: {}", outcome.said());

    // A last line without its end was not told to anybody.
    let printed = outcome.text();
    let whole = printed.rfind('\n').map_or("", |end| &printed[..end]);
    let mut told = 0;
    for object in whole.lines() {
        let object: Value = serde_json::from_str(object).with_context(|| format!("{object:?}"))?;
        told += 1;
        ensure!(object["seq"].as_u64() == Some(told as u64), "{object} is not event {told}");
        let event: Value = serde_json::from_str(&sent[told - 1])?;
        ensure!(object["event"] == event["result"]["response"]["responseEvents"][0], "{object}");
    }
    let newest = history::newest_turn(&environment.data())?;
    let ours = newest.filter(|(request, _)| String::from_utf8_lossy(request).contains(&said));
    let stored = ours.map(|(_, lines)| lines).unwrap_or_default();
    ensure!(stored.len() >= told, "{told} events were told and {} lines are stored", stored.len());
    for (number, (stored, sent)) in stored.iter().zip(sent).enumerate() {
        ensure!(
            stored.seq == number as u64 + 1 && stored.bytes == sent.as_bytes(),
            "line {} is another",
            stored.seq
        );
    }
    let integrity = history::integrity(&environment.data())?;
    ensure!(integrity == "ok", "{integrity}");
    Ok(Found { told, stored: stored.len() })
}

#[test]
fn whatever_a_killed_command_had_printed_is_stored_and_the_database_is_whole() -> TestResult {
    let server = Server::with_session()?;
    let sent: Vec<String> =
        (0..LINES).map(|number| line(&[message(&format!("{number} {}", "é".repeat(300)))])).collect();
    let steps =
        sent.iter().flat_map(|line| [Step::line(line.as_bytes()), Step::Pause(Duration::from_millis(1))]);
    let script = Script::stream(steps.chain([Step::HoldOpen]));
    server.allow(INVOKE, script);
    let environment = shop_at(&server.base_url())?;
    let seed = SystemTime::now().duration_since(UNIX_EPOCH)?.as_micros() as u64;
    let mut dice = Dice(seed);
    let kills = if programs::long() { KILLS_LONG } else { KILLS };
    let (mut within, mut lines) = (0, 0);
    for kill in 0..kills {
        let moment = dice.moment();
        let found = killed(&environment, &sent, kill, moment)
            .with_context(|| format!("kill {kill}, after {moment:?}, seed {seed}"))?;
        within += u32::from(found.told > 0 && found.stored < LINES);
        lines += found.told;
    }
    println!("{kills} kills, {within} of them within an answer, {lines} events told and all of them stored");
    assert!(within >= kills / 4, "only {within} of {kills} kills were within an answer");
    // The next start finds a history that it can use.
    let list = Sofia::new(&environment, &["conversations", "--json"]).run()?.exits(0);
    let list: Vec<Value> = serde_json::from_slice(&list.stdout)?;
    assert!(list.len() >= kills as usize / 2, "{} conversations", list.len());
    Ok(())
}
