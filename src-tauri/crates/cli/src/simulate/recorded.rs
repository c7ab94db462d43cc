//! `sofia simulate --from`: a recording in place of the simulator.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use serde_json::json;
use sofia_core::ProblemCode;
use sofia_core::conversation::{LineEnding, TurnState};
use sofia_core::credentials::KEY_VARIABLE;
use sofia_core::problem::{Answer, DeliveryWord};
use sofia_core::recording::{File, RecordedLine, RecordedTurn};
use sofia_simulator::{AnswerEnd, BUSINESS_ID, MERCHANTS, RecordedAnswer, RecordedRefusal, Replay, Settings};

use super::not_started;
use crate::arguments::Simulate;
use crate::exit::{Exit, Failure};
use crate::files::sentence_of;
use crate::notices::{quoted, say};
use crate::open::print;
use crate::stop::StopSignal;
use crate::text::one_line;

pub(super) async fn serve(
    path: &Path,
    address: SocketAddr,
    arguments: &Simulate,
    stop: &mut StopSignal,
) -> Result<Exit, Failure> {
    let file = sofia_core::read_recording(path)?;
    for notice in &file.notices {
        say(sentence_of(*notice));
    }
    let shops = shops(&file);
    let message = file.conversations.first().map(|first| one_line(first.called())).unwrap_or_default();
    let turns = file.conversations.into_iter().flat_map(|conversation| conversation.turns);
    let answers: Vec<RecordedAnswer> = turns.filter_map(answer).collect();
    let count = answers.len();
    let key = arguments.key.clone().unwrap_or_else(|| Settings::default().key);
    let replay = Replay::start(address, key, answers, arguments.speed.unwrap_or_default())
        .await
        .map_err(not_started)?;
    let said = if arguments.json {
        as_json(&replay, path, count, &shops)
    } else {
        as_text(&replay, path, count, &shops, &message)
    };
    print(&said)?;
    stop.received().await;
    replay.stop().await;
    Ok(Exit::Fine)
}

/// A merchant as a recording names it. The ids are not looked at, but a merchant cannot be added without them.
#[derive(Debug, PartialEq)]
struct Shop {
    name: String,
    business_id: String,
    agent_id: String,
}

fn shops(file: &File) -> Vec<Shop> {
    let mut shops = Vec::new();
    for conversation in &file.conversations {
        let known =
            |id: &str, otherwise: &str| if id.is_empty() { otherwise.to_owned() } else { id.to_owned() };
        let agent = MERCHANTS.first().map_or("", |merchant| merchant.agent_id);
        let shop = Shop {
            name: one_line(conversation.merchant_name()),
            business_id: known(conversation.business_id(), BUSINESS_ID),
            agent_id: known(conversation.agent_id(), agent),
        };
        if !shops.contains(&shop) {
            shops.push(shop);
        }
    }
    shops
}

/// What a server would have to do for this turn to happen again. Where none was reached, there is nothing to be served.
fn answer(turn: RecordedTurn) -> Option<RecordedAnswer> {
    let problem = turn.problem();
    if problem.as_ref().is_some_and(|problem| problem.delivery == Some(DeliveryWord::NotSent)) {
        return None;
    }
    let refusal = problem.as_ref().and_then(|problem| refusal(problem.answer.as_ref()?));
    let ending = match (problem.map(|problem| problem.code), refusal) {
        (_, Some(refusal)) if turn.lines.is_empty() => AnswerEnd::Refused(refusal),
        (Some(ProblemCode::Stalled | ProblemCode::NoFirstEvent), _) => AnswerEnd::Silent,
        (Some(ProblemCode::ErrorLine | ProblemCode::EmptyAnswer | ProblemCode::LineTooLong), _) => {
            AnswerEnd::Whole
        }
        (None, _) if turn.state == TurnState::Complete => AnswerEnd::Whole,
        // What was stopped or interrupted on this side had more to come, and the recording does not have it.
        _ => AnswerEnd::Broken,
    };
    let last = turn.lines.last().map(|line| line.offset);
    let silent_from_the_start = matches!(ending, AnswerEnd::Silent) && last.is_none();
    let head = turn.timing.head.or_else(|| (!silent_from_the_start).then_some(Duration::ZERO));
    Some(RecordedAnswer {
        request: turn.request,
        head,
        end: turn.timing.end.or(last).unwrap_or_default(),
        pieces: turn.lines.into_iter().map(piece).collect(),
        ending,
    })
}

fn piece(line: RecordedLine) -> (Duration, sofia_simulator::Bytes) {
    let behind: &[u8] = match line.ending {
        LineEnding::Terminated => b"\n",
        LineEnding::Unterminated => return (line.offset, line.bytes),
        // One byte over the bound is enough to be cut at the same place.
        LineEnding::TooLong => b" ",
    };
    (line.offset, [&line.bytes, behind].concat().into())
}

fn refusal(answer: &Answer) -> Option<RecordedRefusal> {
    Some(RecordedRefusal {
        status: answer.http_status?,
        content_type: answer.content_type.clone(),
        location: answer.location.clone(),
        retry_after: answer.retry_after.clone(),
        body: answer.body.clone().into(),
    })
}

fn as_json(replay: &Replay, path: &Path, answers: usize, shops: &[Shop]) -> String {
    let merchants: Vec<_> = shops
        .iter()
        .map(|shop| json!({ "name": shop.name, "business_id": shop.business_id, "agent_id": shop.agent_id }))
        .collect();
    let object = json!({
        "simulated": true,
        "recording": path.display().to_string(),
        "answers": answers,
        "base_url": replay.base_url(),
        "key": replay.key(),
        "business_id": shops.first().map_or("", |shop| &shop.business_id),
        "merchants": merchants,
    });
    format!("{object}\n")
}

fn as_text(replay: &Replay, path: &Path, answers: usize, shops: &[Shop], message: &str) -> String {
    let (base_url, key) = (replay.base_url(), replay.key());
    let count = if answers == 1 { "1 answer".to_owned() } else { format!("{answers} answers") };
    let mut text = format!(
        "{} is served on this machine, with {count}. Ctrl-C ends it.\n\n\
         Base URL:     {base_url}\n\
         API key:      {key}\n\
         Business and agent ids (any will do):\n",
        one_line(&path.display().to_string())
    );
    // Writing into a string cannot fail.
    for shop in shops {
        writeln!(text, "  {}  {}  {}", shop.business_id, shop.agent_id, shop.name).ok();
    }
    if let Some(first) = shops.first() {
        let (name, key) = (quoted(&format!("{} (recorded)", first.name)), quoted(key));
        write!(
            text,
            "\nTo talk to it, in another terminal:\n  \
             printf %s {key} | sofia merchants add {name} --base-url {base_url} --business-id {} --agent-id {}\n  \
             {KEY_VARIABLE}={key} sofia ask {} --merchant {name}\n",
            quoted(&first.business_id),
            quoted(&first.agent_id),
            quoted(message)
        )
        .ok();
    }
    text
}
