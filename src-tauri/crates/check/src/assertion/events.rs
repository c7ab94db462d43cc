//! Assertions about the events of an answer.

use agent_graph::event::HandoverKind;
use agent_graph::json::same_key;
use sofia_core::whatsapp_limits::breaches;

use super::is_unknown;
use super::numbers::quoted;
use super::parameters::{Count, EventCount, HandoverParameters, HandoverWord};
use super::verdict::Judgement;
use crate::answer::Answer;

impl HandoverWord {
    fn kind(self) -> HandoverKind {
        match self {
            Self::Agent => HandoverKind::Agent,
            Self::Storefront => HandoverKind::Storefront,
            Self::OrderStatus => HandoverKind::OrderStatus,
            Self::LocationQuery => HandoverKind::LocationQuery,
            Self::Leadgen => HandoverKind::Leadgen,
            Self::OnelivDoctor => HandoverKind::OnelivDoctor,
        }
    }
}

pub(super) fn handover(answer: &Answer, parameters: &HandoverParameters) -> Judgement {
    let handovers = answer.handovers();
    let wanted = parameters.reason.as_ref().map(|reason| reason.to_lowercase());
    let fits = |handover: &&agent_graph::event::Handover| {
        let kind = parameters.kind.is_none_or(|kind| kind.kind() == handover.kind);
        let reasons = [&handover.reason, &handover.reason_native];
        let reason = wanted.as_ref().is_none_or(|wanted| {
            reasons.into_iter().flatten().any(|reason| reason.to_lowercase().contains(wanted))
        });
        kind && reason
    };
    let mut expected = match parameters.kind {
        Some(kind) => format!("a handover of the kind {kind:?}"),
        None => "a handover".to_owned(),
    };
    if let Some(reason) = &parameters.reason {
        expected.push_str(&format!(" with {reason:?} in its reason"));
    }
    let found: Vec<String> = handovers
        .iter()
        .map(|handover| {
            format!("{:?} ({})", handover.kind, handover.reason.as_deref().unwrap_or("no reason"))
        })
        .collect();
    let found = if found.is_empty() { "none".to_owned() } else { found.join(", ") };
    Judgement::of(handovers.iter().any(fits), expected, found)
}

/// `message`, `messageEvent` and `message_event` are one kind.
fn is_kind(key: &str, wanted: &str) -> bool {
    let whole = if wanted.ends_with("Event") || wanted.ends_with("_event") {
        wanted.to_owned()
    } else {
        format!("{wanted}Event")
    };
    key == wanted || same_key(key, wanted) || same_key(key, &whole) || same_key(&whole, key)
}

fn kinds(answer: &Answer) -> Vec<&str> {
    answer.events.iter().map(|event| event.kind.as_str()).collect()
}

/// The kinds come in this order; others may come between.
pub(super) fn order(answer: &Answer, wanted: &[String]) -> Judgement {
    let kinds = kinds(answer);
    let mut rest = kinds.iter();
    let holds = wanted.iter().all(|wanted| rest.any(|kind| is_kind(kind, wanted)));
    Judgement::of(holds, format!("events in the order {}", quoted(wanted)), quoted(&kinds))
}

pub(super) fn count(answer: &Answer, count: &EventCount) -> Judgement {
    let kinds = kinds(answer);
    let is_wanted = |kind: &&&str| count.kind.as_ref().is_none_or(|wanted| is_kind(kind, wanted));
    let found = kinds.iter().filter(is_wanted).count();
    let limits = Count { min: count.min, max: count.max, count: count.count };
    let of = count.kind.as_ref().map_or_else(String::new, |kind| format!(" of the kind {kind}"));
    Judgement::of(
        limits.is_met(found),
        format!("{limits} event(s){of}"),
        format!("{found} of {}", quoted(&kinds)),
    )
}

pub(super) fn whatsapp_limits(answer: &Answer, allow: &[String]) -> Judgement {
    let mut found = Vec::new();
    for (place, event) in (1..).zip(&answer.events) {
        for breach in breaches(&event.response) {
            let name = breach.rule.name();
            if !allow.iter().any(|allowed| allowed.replace('_', "-") == name) {
                found.push(format!(
                    "{name} in event {place}: {} where {} is the limit",
                    breach.figure, breach.limit
                ));
            }
        }
    }
    let shown = if found.is_empty() { "none broken".to_owned() } else { found.join("; ") };
    Judgement::of(found.is_empty(), "WhatsApp's limits to be kept", shown)
}

pub(super) fn no_unknown(answer: &Answer) -> Judgement {
    let mut unknown: Vec<String> = answer
        .events
        .iter()
        .filter(|event| is_unknown(&event.response))
        .map(|event| event.kind.clone())
        .collect();
    if answer.unreadable_lines > 0 {
        unknown.push(format!("{} unreadable line(s)", answer.unreadable_lines));
    }
    let found = if unknown.is_empty() { "none".to_owned() } else { quoted(&unknown) };
    Judgement::of(unknown.is_empty(), "no unknown event", found)
}
