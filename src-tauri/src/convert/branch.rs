//! Branches.

use agent_graph::InputEvent;
use sofia_core::conversation as domain;
use sofia_core::{self as core};

use super::sent::sent;
use crate::transfer::*;

pub(super) fn branch(branch: domain::Branch) -> Branch {
    Branch {
        of: branch.of,
        after: branch.after,
        kind: match branch.kind {
            domain::BranchKind::Context => BranchKind::Context,
            domain::BranchKind::Reasked => BranchKind::Reasked,
        },
    }
}

pub(crate) fn branch_kind(kind: BranchKind) -> domain::BranchKind {
    match kind {
        BranchKind::Context => domain::BranchKind::Context,
        BranchKind::Reasked => domain::BranchKind::Reasked,
    }
}

pub(crate) fn branch_point(start: &BranchStart) -> core::BranchPoint {
    let behind =
        start.behind.map(|place| core::AnswerPlace { seq: place.seq, event_index: place.event_index });
    core::BranchPoint { turn_id: start.turn_id, behind }
}

/// Events that have not been sent yet, as they will be shown when they have.
pub(crate) fn unsent(events: &[InputEvent]) -> Vec<SentEvent> {
    // Our own types cannot fail to become JSON, and what is raw was read as JSON.
    sent(&serde_json::to_vec(&serde_json::json!({ "inputEvents": events })).unwrap_or_default())
}
