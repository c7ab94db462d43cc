//! From the types of the use cases to those of the window, field by field: a new field breaks the build here.

mod branch;
pub(crate) mod catalogs;
mod checks;
mod drafting;
mod event;
pub(crate) mod history;
mod inspection;
mod limits;
mod media;
mod problem;
mod reading;
mod sent;
pub(crate) mod truth;
mod verdict;

use std::time::Duration;

use agent_graph::{ApiKey, LineClass as Class, ResponseEvent, Unknown, read_line};
use sofia_core::conversation::{self as domain, LineEnding};
use sofia_core::credentials::KeyState as DomainKeyState;
use sofia_core::{self as core, Engine};

use crate::transfer::*;

pub(crate) use branch::{branch_kind, branch_point, unsent};
pub(crate) use checks::{
    Reason, reason_of, report_format, run_comparison, run_repeat, run_row, run_test, suite_fault, suite_test,
};
pub(crate) use drafting::{coverage, test_proposal};
pub(crate) use inspection::{comparison, cursor, jq_matches};
pub(crate) use media::media_failure;
pub(crate) use problem::{error, problem};
pub(crate) use reading::line_problem;

/// Larger lines are held back until somebody asks for them.
const LARGEST_SHOWN: usize = 256 * 1024;

pub(crate) fn api_key(text: &str) -> Result<ApiKey, ErrorReport> {
    ApiKey::new(text).map_err(|wrong| error(core::Error::from(wrong)))
}

pub(crate) fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

pub(crate) fn merchant(engine: &Engine, merchant: &core::merchant::Merchant) -> Merchant {
    Merchant {
        id: merchant.id.clone(),
        name: merchant.name.clone(),
        base_url: merchant.base_url.clone(),
        business_id: merchant.business_id.clone(),
        agent_id: merchant.agent_id.clone(),
        colour: merchant.colour.clone(),
        logo: engine.logo_version(&merchant.id),
        simulated: merchant.simulated,
        key: match engine.key_state(merchant) {
            DomainKeyState::Missing => KeyState::Missing,
            DomainKeyState::Stored { since, origin } => KeyState::Stored { since, origin },
            DomainKeyState::SessionOnly => KeyState::SessionOnly,
            DomainKeyState::Environment => KeyState::Environment,
        },
        created_at: merchant.created_at,
    }
}

pub(crate) fn merchant_saved(engine: &Engine, saved: core::MerchantSaved) -> MerchantSaved {
    MerchantSaved {
        merchant: merchant(engine, &saved.merchant),
        key_error: saved.key_error.map(error),
        key_forgotten: saved.key_forgotten,
    }
}

pub(crate) fn connection_step(step: core::ConnectionStep) -> ConnectionStep {
    ConnectionStep {
        call: match step.call {
            core::ConnectionCall::Health => ConnectionCall::Health,
            core::ConnectionCall::Init => ConnectionCall::Init,
            core::ConnectionCall::Close => ConnectionCall::Close,
        },
        result: step_result(step.result),
    }
}

pub(crate) fn presentation_step(step: core::RehearsalStep) -> PresentationStep {
    PresentationStep {
        part: match step.part {
            core::RehearsalPart::Key => PresentationPart::Key,
            core::RehearsalPart::Health => PresentationPart::Health,
            core::RehearsalPart::Init => PresentationPart::Init,
            core::RehearsalPart::Answer => PresentationPart::Answer,
        },
        result: step_result(step.result),
    }
}

fn step_result(result: core::StepResult) -> StepResult {
    match result {
        core::StepResult::Running => StepResult::Running,
        core::StepResult::Passed { took } => StepResult::Passed { took_us: micros(took) },
        core::StepResult::Failed { took, problem: why } => {
            StepResult::Failed { took_us: micros(took), error: problem(*why) }
        }
        core::StepResult::Skipped => StepResult::Skipped,
    }
}

pub(crate) fn reachability(reach: core::Reach) -> Reachability {
    Reachability {
        host: reach.host,
        reachable: reach.reachable,
        healthy: reach.healthy,
        took_us: micros(reach.took),
        error: reach.problem.map(problem),
    }
}

pub(crate) fn conversation(conversation: domain::Conversation) -> Conversation {
    Conversation {
        id: conversation.id,
        merchant_id: conversation.merchant_id,
        title: conversation.title,
        customer_key: conversation.customer_key,
        session_id: conversation.session_id,
        state: match conversation.state {
            domain::ConversationState::Opening => ConversationState::Opening,
            domain::ConversationState::Live => ConversationState::Live,
            domain::ConversationState::Answering => ConversationState::Answering,
            domain::ConversationState::Closing => ConversationState::Closing,
            domain::ConversationState::Closed => ConversationState::Closed,
            domain::ConversationState::Failed => ConversationState::Failed,
            domain::ConversationState::NotClosed => ConversationState::NotClosed,
        },
        error: conversation.problem.map(problem),
        simulated: conversation.simulated,
        created_at: conversation.created_at,
        last_at: conversation.last_at,
        revision: conversation.revision,
        turns: conversation.turns,
        last_turn_failed: conversation.last_turn_failed,
        merchant_name: conversation.merchant_name,
        own_title: conversation.own_title,
        pinned: conversation.pinned,
        tags: conversation.tags,
        note: conversation.note,
        deleted_at: conversation.deleted_at,
        source: match conversation.source {
            domain::Source::Held => Source::Held,
            domain::Source::Recording => Source::Recording,
            domain::Source::Capture => Source::Capture,
            domain::Source::Playback { of } => Source::Playback { of },
        },
        branch: conversation.branch.map(branch::branch),
    }
}

pub(crate) fn turn(turn: domain::Turn) -> Turn {
    let timing = turn.timing;
    Turn {
        id: turn.id,
        ordinal: turn.ordinal,
        sent: sent::sent(&turn.request),
        sent_at: turn.sent_at,
        state: match turn.state {
            domain::TurnState::Waiting => TurnState::Waiting,
            domain::TurnState::Streaming => TurnState::Streaming,
            domain::TurnState::Complete => TurnState::Complete,
            domain::TurnState::Failed => TurnState::Failed,
            domain::TurnState::Stopped => TurnState::Stopped,
            domain::TurnState::Interrupted => TurnState::Interrupted,
        },
        error: turn.problem.map(problem),
        timing: Timing {
            connect_us: timing.connect.map(micros),
            head_us: timing.head.map(micros),
            first_byte_us: timing.first_byte.map(micros),
            first_event_us: timing.first_event.map(micros),
            end_us: timing.end.map(micros),
        },
        lines: turn.lines,
        bytes: turn.bytes,
        retry_of: turn.retry_of,
        rating: turn.rating.map(history::rating),
    }
}

/// What is to be sent, checked: the first event that is none is the error.
pub(crate) fn input_events(
    events: &[InputEvent],
    allow_unknown: bool,
) -> Result<Vec<agent_graph::InputEvent>, core::Error> {
    let unknown = if allow_unknown { Unknown::Allowed } else { Unknown::Refused };
    let read = |(number, event): (usize, &InputEvent)| {
        agent_graph::InputEvent::read(&event.key, &event.json, unknown)
            .map_err(|fault| core::Error::InputEvent { number, fault })
    };
    (1..).zip(events).map(read).collect()
}

pub(crate) fn line(line: &domain::StoredLine) -> Line {
    let reading = read_line(&line.bytes, line.seq == 1);
    let too_long = line.ending == LineEnding::TooLong;
    let held = !reading.events.is_empty() && line.bytes.len() > LARGEST_SHOWN;
    Line {
        id: line.id,
        turn_id: line.turn_id,
        seq: line.seq,
        offset_us: micros(line.offset),
        bytes: line.bytes.len() as u64,
        class: if too_long {
            LineClass::TooLong
        } else {
            match reading.class {
                Class::Events => LineClass::Events,
                Class::NoEvents => LineClass::NoEvents,
                Class::KeepAlive => LineClass::KeepAlive,
                Class::Error => LineClass::Error,
                Class::UnknownShape => LineClass::UnknownShape,
                Class::NotJson => LineClass::NotJson,
            }
        },
        kinds: reading.events.iter().map(|slice| slice.kind.clone().into_owned()).collect(),
        events: if held { Vec::new() } else { events(&reading) },
        held,
        new_fields: reading::new_fields(&reading),
        problem: reading.problem.map(line_problem).or_else(|| reading.error.map(reading::status)),
    }
}

/// The events of a line, however large it is.
pub(crate) fn events_of_line(line: &domain::StoredLine) -> Vec<Event> {
    events(&read_line(&line.bytes, line.seq == 1))
}

fn events(reading: &agent_graph::LineReading<'_>) -> Vec<Event> {
    let numbered = (0u32..).zip(&reading.events);
    numbered
        .map(|(index, slice)| {
            let event = ResponseEvent::read(slice);
            Event {
                index,
                kind: slice.kind.clone().into_owned(),
                breaches: limits::breaches(&event),
                body: event::body(event),
            }
        })
        .collect()
}

pub(crate) fn place(cursor: domain::Cursor) -> Place {
    Place { turn_id: cursor.turn_id, line_id: cursor.line_id }
}

pub(crate) fn earlier(earlier: domain::Earlier) -> Earlier {
    Earlier {
        turns: earlier.turns.into_iter().map(turn).collect(),
        lines: earlier.lines.iter().map(line).collect(),
        before: earlier.before.map(place),
    }
}
