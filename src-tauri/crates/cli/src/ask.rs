//! `sofia ask`: init, invoke and close, with the answer printed as it comes.
//!
//! The session is closed whatever happens, within a bound; where even that fails, the row of the conversation stays
//! open in the history, and a later `ask` of the same merchant or the next start of the window closes it.

use std::io::ErrorKind;
use std::time::Duration;

use agent_graph::request::InputRole;
use agent_graph::{FaultKind, InputEvent, InputFault, Timeouts, Unknown};
use sofia_core::conversation::{Conversation, ConversationState, TurnState};
use sofia_core::merchant::Merchant;
use sofia_core::problem::Context;
use sofia_core::{Engine, Error, Problem};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout, timeout_at};

use crate::arguments::Ask;
use crate::exit::{Exit, Failure};
use crate::merchants;
use crate::notices::{self, say};
use crate::open::{self, keychain_failure, unwritable, with_keychain};
use crate::output::{Format, Printer};
use crate::stop::StopSignal;

/// How long `close` may take after an answer.
const CLOSE_PATIENCE: Duration = Duration::from_secs(10);

/// How long everything may take after Ctrl-C.
const STOP_PATIENCE: Duration = Duration::from_secs(2);

/// How much of that goes to printing what has come, which waits where nobody reads standard output.
const LAST_LINES_PATIENCE: Duration = Duration::from_millis(500);

/// How long the sessions of runs that were killed may take, after the answer.
const LEFT_OPEN_PATIENCE: Duration = Duration::from_secs(2);

/// Pieces of the answer that may wait to be printed.
const PIECES_AHEAD: usize = 32;

/// How the answer ended.
enum End {
    Complete,
    Failed(Failure),
    /// By a person; all must be over at that time.
    Stopped(Instant),
    /// Whoever read standard output has gone, and wants no more.
    ReaderGone,
}

pub(crate) async fn run(arguments: Ask) -> Result<Exit, Failure> {
    let events = input_events(&arguments)?;
    let mut stop = StopSignal::listen()?;
    let engine = open::engine(timeouts(&arguments))?;
    let merchant = chosen(&engine, arguments.merchant.as_deref()).await?;
    // Only this merchant's: the key of the environment is meant for the merchant that is asked, and for no other.
    let left_open = engine.take_over().await?.of_merchant(&merchant);
    let starting = engine.start_conversation(&merchant.id, arguments.customer.as_deref());
    let conversation = tokio::select! {
        started = with_keychain(&engine, starting) => started.map_err(keychain_failure)?,
        () = stop.received() => return Err(Failure::stopped()),
    };

    let end = answer(&engine, &merchant, &conversation.id, events, &arguments, &mut stop).await;
    if let End::Failed(failure) = &end {
        // Said before closing, which may take its time.
        notices::failure(failure);
    }
    let stopped_by = match &end {
        End::Stopped(deadline) => Some(*deadline),
        _ => None,
    };
    let stopped = close(&engine, &conversation.id, stopped_by, &mut stop).await;
    if stopped {
        say("Stopped. What came is kept.");
        return Ok(Exit::Stopped);
    }
    tokio::select! {
        // What is not done in time is left for the next start.
        _ = timeout(LEFT_OPEN_PATIENCE, left_open.close()) => {}
        () = stop.received() => {}
    }
    Ok(match end {
        End::Failed(failure) => failure.exit,
        End::Complete | End::ReaderGone | End::Stopped(_) => Exit::Fine,
    })
}

fn timeouts(arguments: &Ask) -> Timeouts {
    let usual = Timeouts::default();
    let idle = arguments.idle_timeout;
    Timeouts {
        idle: idle.unwrap_or(usual.idle),
        first_event: arguments.first_event_timeout.or(idle).unwrap_or(usual.first_event),
        ..usual
    }
}

/// What is sent, oldest first: the welcome, the events, and the message. Checked before anything is opened.
fn input_events(arguments: &Ask) -> Result<Vec<InputEvent>, Failure> {
    let text = |what: &str, text: &Option<String>| match text {
        Some(text) if text.trim().is_empty() => {
            Err(Failure::usage(format!("The {what} is empty. Write a text.")))
        }
        text => Ok(text.clone()),
    };
    let (welcome, message) = (text("welcome", &arguments.welcome)?, text("message", &arguments.message)?);
    let unknown = if arguments.allow_unknown { Unknown::Allowed } else { Unknown::Refused };
    let mut events: Vec<_> =
        welcome.map(|text| InputEvent::message(InputRole::Assistant, text)).into_iter().collect();
    for (number, json) in (1..).zip(&arguments.event) {
        let read = InputEvent::read_all(json, unknown);
        events.extend(read.map_err(|(at, fault)| no_event(number, at, &fault))?);
    }
    events.extend(message.map(InputEvent::text));
    Ok(events)
}

fn no_event(number: usize, at: usize, fault: &InputFault) -> Failure {
    let place = if at == 1 { String::new() } else { format!(", event {at} in it,") };
    let advice = match fault.kind {
        FaultKind::Unknown => " If it is meant, add --allow-unknown.",
        _ => "",
    };
    Failure::usage(format!("--event number {number}{place} cannot be sent: {fault}.{advice}"))
}

async fn chosen(engine: &Engine, name: Option<&str>) -> Result<Merchant, Failure> {
    if let Some(name) = name {
        return merchants::named(engine, name).await;
    }
    let mut own = merchants::own(engine).await?;
    match (own.pop(), own.as_slice()) {
        (Some(only), []) => Ok(only),
        (None, _) => Err(Failure::usage(
            "There is no merchant yet. Add one with `sofia merchants add`, or try `sofia simulate`, which prints how \
             to add a simulated one.",
        )),
        (Some(last), others) => {
            let names: Vec<_> = others.iter().chain([&last]).map(|merchant| merchant.name.as_str()).collect();
            Err(Failure::usage(format!(
                "There are several merchants. Choose one with --merchant: {}.",
                names.join(", ")
            )))
        }
    }
}

async fn answer(
    engine: &Engine,
    merchant: &Merchant,
    id: &str,
    events: Vec<InputEvent>,
    arguments: &Ask,
    stop: &mut StopSignal,
) -> End {
    let stopping = || End::Stopped(Instant::now() + STOP_PATIENCE);
    let conversation = tokio::select! {
        opened = engine.opened(id) => match opened {
            Ok(conversation) => conversation,
            Err(error) => return End::Failed(error.into()),
        },
        () = stop.received() => return stopping(),
    };
    if let Some(problem) = conversation.problem {
        return End::Failed(problem.into());
    }
    let format = match (arguments.raw, arguments.json) {
        (true, _) => Format::Raw,
        (_, true) => Format::Json,
        _ => Format::Text,
    };
    announce(merchant, &conversation, format);

    let (listener, progress) = mpsc::channel(PIECES_AHEAD);
    let turn_id = match engine.send_listening(id, events, listener).await {
        Ok(turn_id) => turn_id,
        Err(error) => return End::Failed(error.into()),
    };
    let mut printer = Printer::new(format, conversation.simulated);
    let printing = printer.print(progress, tokio::io::stdout());
    tokio::pin!(printing);
    let printed = tokio::select! {
        printed = &mut printing => printed,
        () = stop.received() => {
            let deadline = stopping();
            engine.stop(id);
            // Whether the last lines could be printed or not: it was stopped.
            timeout(LAST_LINES_PATIENCE, &mut printing).await.ok();
            return deadline;
        }
    };
    match printed {
        Ok(Some(error)) => {
            let context = Context { merchant: &merchant.name, in_session: true };
            End::Failed(Problem::of(&Error::from(error), context).into())
        }
        Ok(None) => stored_end(engine, turn_id).await,
        Err(error) => {
            engine.stop(id);
            if error.kind() == ErrorKind::BrokenPipe {
                End::ReaderGone
            } else {
                End::Failed(unwritable(error))
            }
        }
    }
}

/// Where the server has nothing to answer for, the history may: what could not be stored was not printed either.
async fn stored_end(engine: &Engine, turn_id: i64) -> End {
    let turn = match engine.turn(turn_id).await {
        Ok(turn) => turn,
        Err(error) => return End::Failed(error.into()),
    };
    match (turn.state, turn.problem) {
        (TurnState::Complete, _) => End::Complete,
        (_, Some(problem)) => End::Failed(problem.into()),
        (_, None) => {
            End::Failed(Error::Internal { reason: "the end of the answer could not be stored".into() }.into())
        }
    }
}

/// What a person should know before the answer comes.
fn announce(merchant: &Merchant, conversation: &Conversation, format: Format) {
    let simulated = "simulated: a simulator answers, not Sofia";
    match (format, conversation.simulated) {
        (Format::Text, true) => {
            say(&format!("{} · {} · {simulated}", merchant.name, conversation.customer_key));
        }
        (Format::Text, false) => say(&format!("{} · {}", merchant.name, conversation.customer_key)),
        (_, true) => say(simulated),
        (_, false) => {}
    }
}

/// Closes the session, by a deadline if it was stopped. Gives whether it was, now or before. A second signal ends the
/// waiting at once.
async fn close(engine: &Engine, id: &str, stopped_by: Option<Instant>, stop: &mut StopSignal) -> bool {
    let deadline = stopped_by.unwrap_or_else(|| Instant::now() + CLOSE_PATIENCE);
    let mut stopped = stopped_by.is_some();
    let closing = engine.close_conversation(id);
    tokio::pin!(closing);
    let closed = tokio::select! {
        closed = timeout_at(deadline, &mut closing) => closed.ok(),
        () = stop.received() => {
            let patience = if stopped { Duration::ZERO } else { STOP_PATIENCE };
            stopped = true;
            timeout(patience, &mut closing).await.ok()
        }
    };
    match closed {
        Some(Ok(conversation)) if conversation.state == ConversationState::NotClosed => {
            let why = conversation.problem.map(|problem| notices::sentence(&problem)).unwrap_or_default();
            say(&format!("Warning: the session could not be closed. {why}"));
        }
        Some(Ok(_)) => {}
        Some(Err(error)) => {
            say(&format!("Warning: that the session is closed could not be stored: {error}."));
        }
        None => say("Warning: the session was not closed in time. The next start tries again."),
    }
    stopped
}
