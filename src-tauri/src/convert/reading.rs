//! What reading a line has found, beside its events.

use agent_graph::event::unknown_fields;
use agent_graph::json::{JsonFault as DomainFault, JsonFaultKind};
use agent_graph::{
    EventProblem as DomainEventProblem, GrpcStatus, LineProblem as DomainProblem, LineReading,
};

use crate::transfer::*;

/// New fields that are told of one line at most: a line of ten thousand events would repeat the same few.
const NEW_FIELDS_AT_MOST: usize = 200;

pub(crate) fn line_problem(problem: DomainProblem) -> LineProblem {
    match problem {
        DomainProblem::NotUtf8 { at } => LineProblem::NotUtf8 { at: at as u64 },
        DomainProblem::NotJson(fault) => {
            LineProblem::NotJson { at: fault.at as u64, fault: json_fault(&fault) }
        }
        DomainProblem::NotAnObject => LineProblem::NotAnObject,
        DomainProblem::UnknownMembers => LineProblem::UnknownMembers,
        DomainProblem::UnknownError => LineProblem::UnknownError,
    }
}

pub(super) fn status(status: GrpcStatus) -> LineProblem {
    LineProblem::Status { code: status.code, message: status.message }
}

pub(super) fn event_problem(problem: DomainEventProblem) -> EventProblem {
    match problem {
        DomainEventProblem::NotAnObject => EventProblem::NotAnObject,
        DomainEventProblem::NotJson(fault) => {
            EventProblem::NotJson { at: fault.at as u64, fault: json_fault(&fault) }
        }
        DomainEventProblem::NoInteractive => EventProblem::NoInteractive,
    }
}

fn json_fault(fault: &DomainFault) -> JsonFault {
    match fault.kind {
        JsonFaultKind::End => JsonFault::End,
        JsonFaultKind::Value => JsonFault::Value,
        JsonFaultKind::Separator => JsonFault::Separator,
        JsonFaultKind::Key => JsonFault::Key,
        JsonFaultKind::Colon => JsonFault::Colon,
        JsonFaultKind::Escape => JsonFault::Escape,
        JsonFaultKind::Control => JsonFault::Control,
        JsonFaultKind::Number => JsonFault::Number,
        JsonFaultKind::Literal => JsonFault::Literal,
        JsonFaultKind::Trailing => JsonFault::Trailing,
        JsonFaultKind::Other => JsonFault::Other,
    }
}

/// The fields of each event that our types do not know.
pub(super) fn new_fields(reading: &LineReading<'_>) -> Vec<NewField> {
    let of_event = |(index, slice)| {
        unknown_fields(slice).into_iter().map(move |path| NewField { index, path }).collect::<Vec<_>>()
    };
    (0u32..).zip(&reading.events).flat_map(of_event).take(NEW_FIELDS_AT_MOST).collect()
}
