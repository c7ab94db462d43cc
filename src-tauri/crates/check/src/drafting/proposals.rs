//! What can be asserted of an answer: what would still be right the next day is chosen, what is true of this very answer
//! is offered.

use agent_graph::event::HandoverKind;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use sofia_core::whatsapp_limits::breaches;

use super::{ActionDraft, AssertionDraft};
use crate::answer::Answer;
use crate::assertion::{certain_language, product_amount};
use crate::currency::{Currency, read_currency};
use crate::price::read_price;
use crate::words::{fold, words};

/// Shorter words say little of what was asked for.
const SHORTEST_KEY_WORD: usize = 4;

/// Key words that are proposed.
const MOST_KEY_WORDS: usize = 3;

/// Labels that are proposed one by one.
const MOST_LABELS: usize = 5;

/// An assertion that could be made.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The assertion.
    pub assertion: AssertionDraft,
    /// Whether it is one of those that are made unless a person says otherwise.
    pub is_chosen: bool,
}

/// Everything that could be asserted of an answer, in the order in which it is written.
pub(super) fn proposals(action: &ActionDraft, answer: &Answer, has_catalog: bool) -> Vec<Proposal> {
    let said = match action {
        ActionDraft::Say(text) => text.as_str(),
        ActionDraft::Click(click) => click.label.as_str(),
        ActionDraft::Event(_) => "",
    };
    let mut made = Vec::new();
    let mut offer = |is_chosen, assertion| made.push(Proposal { assertion, is_chosen });
    let of = AssertionDraft::new;
    products(said, answer, &mut offer);
    if !answer.products().is_empty() {
        offer(has_catalog, of("catalog-truth"));
    }
    let handovers = answer.handovers();
    match handovers.first() {
        Some(handover) => offer(true, of("handover").with("kind", handover_word(handover.kind))),
        None => offer(true, of("not-handover")),
    }
    let rows: Vec<&str> = answer.list_rows().into_iter().map(|row| row.title.as_str()).collect();
    labels("list-row", &rows, false, &mut offer);
    let buttons: Vec<&str> = answer.reply_buttons().into_iter().map(|button| button.text.as_str()).collect();
    labels("reply-button", &buttons, true, &mut offer);
    labels("suggests", &answer.suggestions(), false, &mut offer);
    let text = answer.text();
    for word in key_words(said, &text) {
        offer(true, of("icontains").with("value", word));
    }
    if let Some(language) = certain_language(&text) {
        offer(true, of("language").with("value", language));
    }
    let within_limits = answer.events.iter().all(|event| breaches(&event.response).is_empty());
    if within_limits {
        offer(true, of("whatsapp-limits"));
    }
    if answer.is_known() {
        offer(true, of("no-unknown-event"));
    }
    for (name, took) in [("first-event", answer.first_event()), ("complete", answer.complete)] {
        if let Some(took) = took {
            offer(false, of(name).with("threshold", generous(took)));
        }
    }
    made
}

fn products(said: &str, answer: &Answer, offer: &mut impl FnMut(bool, AssertionDraft)) {
    let products = answer.products();
    if products.is_empty() {
        return;
    }
    let recommends = || AssertionDraft::new("recommends");
    let currencies: Vec<Option<Currency>> = products
        .iter()
        .map(|product| product.currency.as_deref().and_then(read_currency).and_then(|one| one.only()))
        .collect();
    let currency = currencies[0].filter(|first| currencies.iter().all(|one| *one == Some(*first)));
    let amounts: Vec<Decimal> =
        products.iter().filter_map(|product| product_amount(product, currency)).collect();
    let all_priced = amounts.len() == products.len();
    let mut first = recommends().with("min", 1);
    let limit = price_in(said).filter(|limit| all_priced && amounts.iter().all(|amount| amount <= limit));
    if let Some(limit) = limit {
        first = first.with("price", json!({ "max": number(limit) }));
    }
    if let Some(currency) = currency {
        first = first.with("currency", currency.code());
    }
    offer(true, first);
    offer(false, recommends().with("count", products.len()));
    let ids: Vec<&str> = products.iter().filter_map(|product| product.product_id.as_deref()).collect();
    if ids.len() == products.len() {
        offer(false, recommends().with("ids", ids));
    }
    if let (true, Some(min), Some(max)) = (all_priced, amounts.iter().min(), amounts.iter().max()) {
        let range = json!({ "min": number(min.floor()), "max": number(max.ceil()) });
        offer(false, recommends().with("price", range));
    }
}

fn labels(name: &str, labels: &[&str], are_chosen: bool, offer: &mut impl FnMut(bool, AssertionDraft)) {
    if labels.is_empty() {
        return;
    }
    // That there are some is what stays; which they are is for a person to say, unless they are the whole answer.
    offer(!are_chosen, AssertionDraft::new(name));
    let named: Vec<&str> =
        labels.iter().copied().filter(|label| !label.trim().is_empty()).take(MOST_LABELS).collect();
    if !named.is_empty() {
        offer(are_chosen, AssertionDraft::new(name).with("value", named));
    }
}

/// Words of the question that the answer takes up, as the answer writes them.
fn key_words(said: &str, text: &str) -> Vec<String> {
    let asked: Vec<String> = words(said).into_iter().map(|word| word.folded).collect();
    let mut found: Vec<String> = Vec::new();
    for word in words(text) {
        let written = text[word.start..word.end].to_lowercase();
        let counts = word.folded.chars().count() >= SHORTEST_KEY_WORD
            && asked.contains(&word.folded)
            && !found.iter().any(|known| fold(known) == word.folded);
        if counts && found.len() < MOST_KEY_WORDS {
            found.push(written);
        }
    }
    found
}

/// The one price that is named in a question: `até 200 reais`.
fn price_in(said: &str) -> Option<Decimal> {
    let mut numbers =
        said.split_whitespace().map(|word| word.trim_matches(['?', '!', '.', ',', ';', ')', '(']));
    let mut found = numbers.by_ref().filter(|word| word.chars().any(|character| character.is_ascii_digit()));
    let only = found.next()?;
    if found.next().is_some() {
        return None;
    }
    let price = read_price(only).ok()?;
    Some(crate::price::PriceColumn::default().settle(&price, None).money.amount)
}

fn number(amount: Decimal) -> Value {
    let text = amount.normalize().to_string();
    text.parse::<serde_json::Number>().map_or_else(|_not_a_number| Value::String(text), Value::Number)
}

/// Twice what it took, and at least a second, rounded up to half seconds: a bound that a busy day does not break.
fn generous(took: std::time::Duration) -> u64 {
    let doubled = u64::try_from(took.as_millis()).unwrap_or(u64::MAX).saturating_mul(2);
    doubled.div_ceil(500).saturating_mul(500).max(1000)
}

fn handover_word(kind: HandoverKind) -> &'static str {
    match kind {
        HandoverKind::Agent => "agent",
        HandoverKind::Storefront => "storefront",
        HandoverKind::OrderStatus => "order-status",
        HandoverKind::LocationQuery => "location-query",
        HandoverKind::Leadgen => "leadgen",
        HandoverKind::OnelivDoctor => "oneliv-doctor",
    }
}
