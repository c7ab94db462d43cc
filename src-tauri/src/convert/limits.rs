//! WhatsApp's limits that an event breaks, as the window marks them.

use agent_graph::ResponseEvent;
use sofia_core::whatsapp_limits::{self as domain, LimitRule as Rule};

use crate::transfer::*;

pub(super) fn breaches(event: &ResponseEvent) -> Vec<LimitBreach> {
    domain::breaches(event).into_iter().map(breach).collect()
}

fn breach(breach: domain::LimitBreach) -> LimitBreach {
    let place = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    LimitBreach {
        rule: rule(breach.rule),
        effect: match breach.rule.effect() {
            domain::LimitEffect::Refused => LimitEffect::Refused,
            domain::LimitEffect::RefusedOrCut => LimitEffect::RefusedOrCut,
        },
        figure: breach.figure as u64,
        limit: breach.limit as u64,
        section: breach.place.section.map(place),
        item: breach.place.item.map(place),
    }
}

fn rule(rule: Rule) -> LimitRule {
    match rule {
        Rule::TextLength => LimitRule::TextLength,
        Rule::BodyLength => LimitRule::BodyLength,
        Rule::HeaderLength => LimitRule::HeaderLength,
        Rule::HeaderKind => LimitRule::HeaderKind,
        Rule::FooterLength => LimitRule::FooterLength,
        Rule::ButtonCount => LimitRule::ButtonCount,
        Rule::ButtonsMissing => LimitRule::ButtonsMissing,
        Rule::ButtonTitleLength => LimitRule::ButtonTitleLength,
        Rule::ButtonTitleEmpty => LimitRule::ButtonTitleEmpty,
        Rule::ButtonTitleRepeated => LimitRule::ButtonTitleRepeated,
        Rule::ButtonIdLength => LimitRule::ButtonIdLength,
        Rule::ButtonIdSpace => LimitRule::ButtonIdSpace,
        Rule::ListButtonLength => LimitRule::ListButtonLength,
        Rule::SectionCount => LimitRule::SectionCount,
        Rule::SectionTitleLength => LimitRule::SectionTitleLength,
        Rule::SectionTitleMissing => LimitRule::SectionTitleMissing,
        Rule::RowCount => LimitRule::RowCount,
        Rule::RowTitleLength => LimitRule::RowTitleLength,
        Rule::RowDescriptionLength => LimitRule::RowDescriptionLength,
        Rule::RowIdLength => LimitRule::RowIdLength,
        Rule::ProductCount => LimitRule::ProductCount,
        Rule::ProductHeaderMissing => LimitRule::ProductHeaderMissing,
    }
}
