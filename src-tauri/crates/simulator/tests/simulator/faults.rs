//! Each fault, by its setting and by its word, and what the server notices of its clients.

use std::time::{Duration, Instant};

use serde_json::Value;
use sofia_simulator::{Counters, Fault, Settings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::support::{Conversation, hurried, of_kind, products, start, texts, until, user};

/// How long nothing comes before an answer counts as stalled: longer than a busy machine takes for a line.
const SILENCE: Duration = Duration::from_secs(2);

/// What a fault looks like to a client: the status, and how the body ends.
#[derive(Debug, PartialEq)]
struct Seen {
    status: u16,
    good_lines: usize,
    bad_lines: usize,
    error_lines: usize,
    ended_well: bool,
}

/// Reads an answer to its end, or until it is cut, or until nothing has come for a while.
async fn observe(conversation: &Conversation<'_>, message: &str) -> Seen {
    let mut response = conversation.post("invoke", &[user(message)]).await;
    let status = response.status().as_u16();
    let (mut body, mut ended_well) = (Vec::new(), false);
    loop {
        match tokio::time::timeout(SILENCE, response.chunk()).await {
            Ok(Ok(Some(chunk))) => body.extend_from_slice(&chunk),
            Ok(Ok(None)) => {
                ended_well = true;
                break;
            }
            Ok(Err(_)) | Err(_) => break,
        }
    }
    let text = String::from_utf8_lossy(&body).into_owned();
    let mut seen = Seen { status, good_lines: 0, bad_lines: 0, error_lines: 0, ended_well };
    for line in text.split_terminator('\n') {
        match serde_json::from_str::<Value>(line) {
            Ok(value) if value.get("error").is_some() => seen.error_lines += 1,
            Ok(value) if value.get("result").is_some() => seen.good_lines += 1,
            _ => seen.bad_lines += 1,
        }
    }
    seen
}

fn expected(fault: Fault) -> Seen {
    let streamed = |good_lines, bad_lines, error_lines, ended_well| Seen {
        status: 200,
        good_lines,
        bad_lines,
        error_lines,
        ended_well,
    };
    let refused = |status| Seen { status, good_lines: 0, bad_lines: 1, error_lines: 0, ended_well: true };
    match fault {
        Fault::Cut => streamed(1, 1, 0, false),
        Fault::Stall => streamed(1, 0, 0, false),
        Fault::ErrorLine => streamed(1, 0, 1, true),
        Fault::GarbageLine => streamed(3, 1, 0, true),
        Fault::Unauthorized => refused(401),
        Fault::NotFound => refused(404),
        Fault::TooManyRequests => refused(429),
        Fault::Internal => refused(500),
        Fault::BadGateway => Seen { bad_lines: 6, ..refused(502) },
    }
}

#[tokio::test]
async fn each_fault_of_the_settings_is_seen_by_the_client_and_ends_with_the_setting() {
    let simulator = start(hurried()).await;
    for fault in Fault::ALL {
        simulator.set_settings(|settings| settings.fault = Some(fault));
        let conversation = Conversation::open(&simulator, "fashion").await;
        assert_eq!(observe(&conversation, "vestidos").await, expected(fault), "{fault}");
        simulator.set_settings(|settings| settings.fault = None);
        assert!(!products(&conversation.say("vestidos").await).is_empty(), "{fault}");
    }
}

#[tokio::test]
async fn each_fault_has_a_word_that_shows_it() {
    let simulator = start(hurried()).await;
    for fault in Fault::ALL {
        let word = if fault == Fault::GarbageLine { "/garbage".to_owned() } else { format!("/{fault}") };
        let conversation = Conversation::open(&simulator, "electronics").await;
        assert_eq!(observe(&conversation, &word).await, expected(fault), "{word}");
    }
}

#[tokio::test]
async fn too_many_requests_say_when_to_come_again() {
    let simulator = start(hurried()).await;
    let response = Conversation::open(&simulator, "fashion").await.post("invoke", &[user("/429")]).await;
    assert_eq!(response.headers()["retry-after"], "2");
}

#[tokio::test]
async fn a_rate_of_a_half_fails_some_turns_and_the_same_ones_again() {
    let settings = Settings { fault: Some(Fault::Internal), fault_rate: 0.5, ..hurried() };
    let outcomes = async || {
        let simulator = start(settings.clone()).await;
        let conversation = Conversation::open(&simulator, "fashion").await;
        let mut statuses = Vec::new();
        for _ in 0..40 {
            statuses.push(conversation.post("invoke", &[user("oi")]).await.status().as_u16());
        }
        statuses
    };
    let first = outcomes().await;
    let failed = first.iter().filter(|status| **status == 500).count();
    assert!((8..=32).contains(&failed), "{failed} of 40 failed");
    assert_eq!(first, outcomes().await);
}

#[tokio::test]
async fn the_synchronous_call_meets_the_faults_too() {
    let simulator = start(hurried()).await;
    let conversation = Conversation::open(&simulator, "fashion").await;
    for (word, status) in [("/error-line", 503), ("/500", 500), ("/502", 502), ("/401", 401)] {
        assert_eq!(conversation.post("invoke_sync", &[user(word)]).await.status(), status, "{word}");
    }
    assert!(conversation.post("invoke_sync", &[user("/garbage")]).await.json::<Value>().await.is_err());
    assert!(conversation.post("invoke_sync", &[user("/cut")]).await.bytes().await.is_err());
}

#[tokio::test]
async fn a_client_that_goes_away_in_a_stalled_answer_is_noticed() {
    let simulator = start(hurried()).await;
    let conversation = Conversation::open(&simulator, "fashion").await;
    let mut stream = conversation.connect("/stall").await;
    let mut some = [0_u8; 64];
    assert!(stream.read(&mut some).await.unwrap() > 0);
    assert_eq!(simulator.counters(), Counters { turns_started: 1, turns_abandoned: 0, sessions_open: 1 });
    drop(stream);
    until("the abandoned turn", || simulator.counters().turns_abandoned == 1).await;
}

#[tokio::test]
async fn a_client_that_goes_away_before_the_first_line_is_noticed() {
    let simulator = start(Settings { first_event: Duration::from_secs(600), ..hurried() }).await;
    let conversation = Conversation::open(&simulator, "fashion").await;
    let mut stream = conversation.connect("oi").await;
    until("the turn", || simulator.counters().turns_started == 1).await;
    stream.shutdown().await.unwrap();
    drop(stream);
    until("the abandoned turn", || simulator.counters().turns_abandoned == 1).await;
}

#[tokio::test]
async fn an_answer_that_is_read_to_its_end_is_not_abandoned_and_neither_is_a_fault_of_ours() {
    let simulator = start(hurried()).await;
    let conversation = Conversation::open(&simulator, "fashion").await;
    for message in ["vestidos", "/cut", "/error-line", "/500", "/many 50"] {
        observe(&conversation, message).await;
    }
    assert_eq!(simulator.counters(), Counters { turns_started: 5, turns_abandoned: 0, sessions_open: 1 });
}

#[tokio::test]
async fn stopping_ends_streams_that_would_never_end() {
    let simulator = start(hurried()).await;
    let conversation = Conversation::open(&simulator, "fashion").await;
    let mut stream = conversation.connect("/stall").await;
    let mut some = [0_u8; 64];
    assert!(stream.read(&mut some).await.unwrap() > 0);
    simulator.stop().await;
    let mut rest = Vec::new();
    let ended = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut rest)).await;
    assert!(ended.is_ok(), "the connection outlived its server");
}

#[tokio::test]
async fn dropping_the_simulator_frees_its_port() {
    let simulator = start(hurried()).await;
    let address = simulator.base_url().replace("http://", "");
    drop(simulator);
    let begun = Instant::now();
    while tokio::net::TcpStream::connect(&address).await.is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(10), "the port is still taken");
    }
}

#[tokio::test]
async fn many_events_come_in_number_and_never_more_than_the_bound() {
    let simulator = start(hurried()).await;
    let conversation = Conversation::open(&simulator, "fashion").await;
    assert_eq!(of_kind(&conversation.say("/many 500").await, "messageEvent").len(), 500);
    assert_eq!(of_kind(&conversation.say("/many 99999999").await, "messageEvent").len(), 10_000);
    assert_eq!(of_kind(&conversation.say("/many 0").await, "messageEvent").len(), 1);
}

#[tokio::test]
async fn the_long_answer_is_longer_than_whatsapp_allows_and_help_lists_every_command() {
    let simulator = start(hurried()).await;
    let conversation = Conversation::open(&simulator, "fashion").await;
    let long = conversation.say("/long").await;
    assert!(texts(&long)[0].chars().count() > 4_096 && long.len() > 20);
    let help = texts(&conversation.say("/help").await).concat();
    for fault in Fault::ALL {
        assert!(
            help.contains(&format!("/{}", fault.to_string().replace("garbage-line", "garbage"))),
            "{fault}"
        );
    }
    for command in ["/slow", "/long", "/many"] {
        assert!(help.contains(command));
    }
}

#[tokio::test]
async fn the_pace_of_the_settings_is_kept() {
    let settings =
        Settings { first_event: Duration::from_millis(60), gap: Duration::from_millis(40), ..hurried() };
    let simulator = start(settings).await;
    let conversation = Conversation::open(&simulator, "fashion").await;
    let begun = Instant::now();
    assert_eq!(conversation.send(&[user("vestidos")]).await.len(), 3);
    assert!(begun.elapsed() >= Duration::from_millis(140));
}
