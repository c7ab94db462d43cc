//! Which products an answer recommends.

use agent_graph::event::Product;
use agent_graph::json::Object;
use rust_decimal::Decimal;

use super::numbers::quoted;
use super::parameters::{Arrangement, Count, Matching, Order, Range, Recommends};
use super::verdict::Judgement;
use crate::answer::Answer;
use crate::currency::{Currency, read_currency};
use crate::jq::JqRunner;
use crate::number::Number;
use crate::price::{PriceColumn, PriceText, read_price};

/// Judges everything that is said of the products, and says everything that is wrong.
pub(super) async fn judge(recommends: &Recommends, answer: &Answer, jq: &mut JqRunner) -> Judgement {
    let products = answer.products();
    let usual = recommends.currency.map(|code| code.0);
    let mut wrong: Vec<String> = Vec::new();
    let count = Count { min: recommends.min, max: recommends.max, count: recommends.count };
    if !count.is_met(products.len()) {
        wrong.push(format!("{} products where {count} are expected", products.len()));
    }
    let has = |id: &&String| products.iter().any(|product| product.product_id.as_ref() == Some(id));
    let missing: Vec<&String> = recommends.ids.iter().filter(|id| !has(id)).collect();
    if !missing.is_empty() {
        wrong.push(format!("{} missing", quoted(&missing)));
    }
    let mut each: Vec<Vec<String>> = Vec::new();
    for product in &products {
        let mut reasons = Vec::new();
        if let Some(title) = &recommends.title {
            reasons.extend(title_problem(product, title));
        }
        if let Some(range) = &recommends.price {
            reasons.extend(price_problem(product, range, usual));
        }
        if let Some(currency) = usual {
            reasons.extend(currency_problem(product, currency));
        }
        if let Some(expression) = &recommends.jq {
            match jq.run(expression, &product.json).await {
                Ok(outcome) if outcome.passed => {}
                Ok(outcome) => reasons.push(format!("{expression:?} gives {}", outcome.outputs.join(", "))),
                Err(failure) => return Judgement::error(failure.to_string()),
            }
        }
        each.push(reasons);
    }
    let fits = |reasons: &Vec<String>| reasons.is_empty();
    match recommends.matching {
        Matching::All => {
            for (product, reasons) in products.iter().zip(&each).filter(|(_, reasons)| !fits(reasons)) {
                wrong.push(format!("{}: {}", name(product), reasons.join(" and ")));
            }
        }
        Matching::Any if !products.is_empty() && !each.iter().any(fits) => {
            let all = products
                .iter()
                .zip(&each)
                .map(|(product, reasons)| format!("{}: {}", name(product), reasons.join(" and ")));
            wrong.push(format!("none that fits ({})", all.collect::<Vec<_>>().join("; ")));
        }
        Matching::Any => {}
    }
    wrong.extend(recommends.order.as_ref().and_then(|order| order_problem(&products, order, usual)));
    let found = if wrong.is_empty() {
        format!(
            "{} products: {}",
            products.len(),
            products.iter().map(|product| name(product)).collect::<Vec<_>>().join(", ")
        )
    } else {
        wrong.join("; ")
    };
    Judgement::of(wrong.is_empty(), expectation(recommends, count), found)
}

fn expectation(recommends: &Recommends, count: Count) -> String {
    let mut words = vec![format!("{count} product(s)")];
    if !recommends.ids.is_empty() {
        words.push(format!("with the ids {}", quoted(&recommends.ids)));
    }
    if let Some(title) = &recommends.title {
        words.push(format!("called /{title}/"));
    }
    if let Some(range) = &recommends.price {
        words.push(format!("at {}", limits(range)));
    }
    if let Some(currency) = recommends.currency {
        words.push(format!("in {}", currency.0));
    }
    if let Some(jq) = &recommends.jq {
        words.push(format!("with {jq}"));
    }
    if let Some(order) = &recommends.order {
        words.push(format!("in the order {order:?}"));
    }
    words.join(" ")
}

fn limits(range: &Range) -> String {
    match (range.min, range.max) {
        (Some(min), Some(max)) => format!("{} to {}", min.0, max.0),
        (Some(min), None) => format!("{} or more", min.0),
        (None, Some(max)) => format!("{} or less", max.0),
        (None, None) => "any price".to_owned(),
    }
}

fn name(product: &Product) -> &str {
    product.title.as_deref().or(product.product_id.as_deref()).unwrap_or("a product without a name")
}

fn title_problem(product: &Product, wanted: &str) -> Option<String> {
    let title = product.title.as_deref().unwrap_or_default();
    // It was compiled once when the suite was read.
    let fits = regex::RegexBuilder::new(wanted)
        .case_insensitive(true)
        .build()
        .is_ok_and(|regex| regex.is_match(title));
    (!fits).then(|| format!("its title is {title:?}"))
}

/// The price of a card, in whichever of its meanings.
fn price(product: &Product) -> Option<PriceText> {
    let text = product.price.as_deref()?;
    let is_number = Object::read(&product.json)
        .and_then(|object| object.get("price"))
        .is_some_and(|raw| !raw.starts_with('"'));
    if is_number {
        return Some(PriceText { number: Number::exact(text).ok()?, currency: None });
    }
    read_price(text).ok()
}

/// What a card's price is, as far as it can be read.
pub(crate) fn amount(product: &Product, usual: Option<Currency>) -> Option<Decimal> {
    Some(PriceColumn::default().settle(&price(product)?, usual).money.amount)
}

fn price_problem(product: &Product, range: &Range, usual: Option<Currency>) -> Option<String> {
    let Some(amount) = amount(product, usual) else {
        return Some(format!("its price is {}", product.price.as_deref().unwrap_or("not given")));
    };
    let fits = range.min.is_none_or(|min| amount >= min.0) && range.max.is_none_or(|max| amount <= max.0);
    (!fits).then(|| format!("its price is {amount}"))
}

fn currency_problem(product: &Product, wanted: Currency) -> Option<String> {
    let stated = product.currency.as_deref().filter(|text| !text.trim().is_empty());
    let candidates = match stated {
        Some(text) => read_currency(text),
        None => price(product).and_then(|price| price.currency),
    };
    let fits = candidates.is_some_and(|candidates| candidates.all().contains(&wanted));
    let said = stated.or(product.price.as_deref()).unwrap_or("not given");
    (!fits).then(|| format!("its currency is {said}"))
}

fn order_problem(products: &[&Product], order: &Order, usual: Option<Currency>) -> Option<String> {
    let amounts =
        || -> Vec<Decimal> { products.iter().filter_map(|product| amount(product, usual)).collect() };
    let sorted = match order {
        Order::By(Arrangement::PriceAscending) => amounts().is_sorted(),
        Order::By(Arrangement::PriceDescending) => amounts().is_sorted_by(|one, other| one >= other),
        Order::By(Arrangement::Title) => {
            products.iter().map(|product| crate::words::key(name(product))).is_sorted()
        }
        Order::Ids(ids) => {
            let mut rest = products.iter();
            ids.iter().all(|id| rest.any(|product| product.product_id.as_ref() == Some(id)))
        }
    };
    (!sorted).then(|| {
        let line = |product: &&&Product| {
            format!("{} at {}", name(product), product.price.as_deref().unwrap_or("no price"))
        };
        format!(
            "they are in another order: {}",
            products.iter().map(|product| line(&product)).collect::<Vec<_>>().join(", ")
        )
    })
}
