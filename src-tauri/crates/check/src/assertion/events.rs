//! Assertions about the events of an answer.

use agent_graph::event::HandoverKind;
use agent_graph::json::same_key;
use sofia_core::whatsapp_limits::breaches;

use super::is_unknown;
use super::numbers::{amount, listed, quoted};
use super::parameters::{Count, EventCount, HandoverParameters, HandoverWord};
use super::phrase::{Phrase, PhraseCode, joined};
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
    let mut conditions = Vec::new();
    if let Some(kind) = parameters.kind {
        conditions.push(of_kind(&format!("{kind:?}"), " of the kind "));
    }
    if let Some(reason) = &parameters.reason {
        let with = format!(" with {reason:?} in its reason");
        conditions.push(Phrase::of(PhraseCode::ReasonHas, with).with("value", reason));
    }
    let expected = format!("a handover{}", joined(&conditions, ""));
    let found: Vec<Phrase> = handovers
        .iter()
        .map(|handover| {
            let kind = format!("{:?}", handover.kind);
            let reason = handover.reason.as_deref();
            let english = format!("{kind} ({})", reason.unwrap_or("no reason"));
            let code = match reason {
                Some(_) => PhraseCode::HandoverFound,
                None => PhraseCode::HandoverWithoutReason,
            };
            Phrase::of(code, english).with("kind", kind).with("value", reason.unwrap_or_default())
        })
        .collect();
    let found = if found.is_empty() { none() } else { Phrase::all(found, ", ") };
    let expected = Phrase::of(PhraseCode::Handover, expected).each("conditions", conditions);
    Judgement::of(handovers.iter().any(fits), expected, found)
}

fn of_kind(kind: &str, words: &str) -> Phrase {
    Phrase::of(PhraseCode::OfKind, format!("{words}{kind}")).with("value", kind)
}

fn none() -> Phrase {
    Phrase::of(PhraseCode::NoneFound, "none")
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
    let wanted = quoted(wanted);
    let expected = Phrase::of(PhraseCode::EventOrder, format!("events in the order {wanted}"));
    Judgement::of(holds, expected.with("values", wanted), listed(&kinds))
}

pub(super) fn count(answer: &Answer, count: &EventCount) -> Judgement {
    let kinds = kinds(answer);
    let is_wanted = |kind: &&&str| count.kind.as_ref().is_none_or(|wanted| is_kind(kind, wanted));
    let found = kinds.iter().filter(is_wanted).count();
    let limits = Count { min: count.min, max: count.max, count: count.count };
    let conditions: Vec<Phrase> = count.kind.iter().map(|kind| of_kind(kind, " of the kind ")).collect();
    let expected = format!("{limits} event(s){}", joined(&conditions, ""));
    let (among, english) = (quoted(&kinds), format!("{found} of {}", quoted(&kinds)));
    Judgement::of(
        limits.is_met(found),
        Phrase::of(PhraseCode::Events, expected)
            .each("amount", vec![amount(limits)])
            .each("conditions", conditions),
        Phrase::of(PhraseCode::CountOf, english).with("count", found).with("values", among),
    )
}

pub(super) fn whatsapp_limits(answer: &Answer, allow: &[String]) -> Judgement {
    let mut found = Vec::new();
    for (place, event) in (1..).zip(&answer.events) {
        for breach in breaches(&event.response) {
            let name = breach.rule.name();
            if !allow.iter().any(|allowed| allowed.replace('_', "-") == name) {
                let (figure, limit) = (breach.figure, breach.limit);
                let english = format!("{name} in event {place}: {figure} where {limit} is the limit");
                found.push(
                    Phrase::of(PhraseCode::LimitBroken, english)
                        .with("value", name)
                        .with("place", place)
                        .with("figure", figure)
                        .with("limit", limit),
                );
            }
        }
    }
    let kept = found.is_empty();
    let shown =
        if kept { Phrase::of(PhraseCode::NoLimitBroken, "none broken") } else { Phrase::all(found, "; ") };
    Judgement::of(kept, Phrase::of(PhraseCode::LimitsKept, "WhatsApp's limits to be kept"), shown)
}

pub(super) fn no_unknown(answer: &Answer) -> Judgement {
    let unknown = answer.events.iter().filter(|event| is_unknown(&event.response));
    let mut unknown: Vec<Phrase> = unknown.map(|event| listed(std::slice::from_ref(&event.kind))).collect();
    let lines = answer.unreadable_lines;
    if lines > 0 {
        let english = format!("\"{lines} unreadable line(s)\"");
        unknown.push(Phrase::of(PhraseCode::UnreadableLines, english).with("count", lines));
    }
    let holds = unknown.is_empty();
    let found = if holds { none() } else { Phrase::all(unknown, ", ") };
    Judgement::of(holds, Phrase::of(PhraseCode::NoUnknownEvent, "no unknown event"), found)
}
