//! Which products an answer recommends.

use agent_graph::event::Product;
use agent_graph::json::Object;
use rust_decimal::Decimal;
use sofia_core::price::price_text;

use super::numbers::{self, Amount, counted, quoted};
use super::parameters::{Arrangement, Count, Matching, Order, Range, Recommends};
use super::phrase::{Phrase, PhraseCode, joined};
use super::verdict::Judgement;
use crate::answer::Answer;
use crate::currency::{Currency, read_currency};
use crate::jq::JqRunner;
use crate::number::Number;
use crate::price::{Money, PriceColumn, PriceText, read_price};

/// Judges everything that is said of the products, and says everything that is wrong.
pub(super) async fn judge(recommends: &Recommends, answer: &Answer, jq: &mut JqRunner) -> Judgement {
    let products = answer.products();
    let usual = recommends.currency.map(|code| code.0);
    // What limits are shown in. They hold in any currency, so the products' own says what they come to.
    let shown = usual.or_else(|| one_currency(&products));
    let mut wrong: Vec<Phrase> = Vec::new();
    let count = Count { min: recommends.min, max: recommends.max, count: recommends.count };
    if !count.is_met(products.len()) {
        let english = counted(products.len(), "product");
        wrong.push(Phrase::of(PhraseCode::ProductCount, english).with("count", products.len()));
    }
    let has = |id: &&String| products.iter().any(|product| product.product_id.as_ref() == Some(id));
    let missing: Vec<&String> = recommends.ids.iter().filter(|id| !has(id)).collect();
    if !missing.is_empty() {
        let missing = quoted(&missing);
        wrong.push(Phrase::of(PhraseCode::IdsMissing, format!("{missing} missing")).with("values", missing));
    }
    let mut each: Vec<Vec<Phrase>> = Vec::new();
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
                Ok(outcome) => {
                    let gives = outcome.outputs.join(", ");
                    let english = format!("{expression:?} gives {gives}");
                    let phrase = Phrase::of(PhraseCode::JqGives, english).with("value", expression);
                    reasons.push(phrase.with("values", gives));
                }
                Err(failure) => return Judgement::error(Phrase::failure(failure)),
            }
        }
        each.push(reasons);
    }
    wrong.extend(unfitting(recommends.matching, &products, &each));
    wrong.extend(recommends.order.as_ref().and_then(|order| order_problem(&products, order, usual)));
    let holds = wrong.is_empty();
    let found = if holds { all_found(&products) } else { Phrase::all(wrong, "; ") };
    Judgement::of(holds, expectation(recommends, count, shown), found)
}

/// What of the products does not fit, where all or one of them must.
fn unfitting(matching: Matching, products: &[&Product], each: &[Vec<Phrase>]) -> Vec<Phrase> {
    let unfit = |(product, reasons): (&&Product, &Vec<Phrase>)| {
        let english = format!("{}: {}", name(product), joined(reasons, " and "));
        Phrase::of(PhraseCode::ProductWrong, english)
            .with("value", name(product))
            .each("reasons", reasons.clone())
    };
    match matching {
        Matching::All => {
            products.iter().zip(each).filter(|(_, reasons)| !reasons.is_empty()).map(unfit).collect()
        }
        Matching::Any if !products.is_empty() && !each.iter().any(Vec::is_empty) => {
            let all: Vec<Phrase> = products.iter().zip(each).map(unfit).collect();
            let english = format!("none that fits ({})", joined(&all, "; "));
            vec![Phrase::of(PhraseCode::NoneFits, english).each("problems", all)]
        }
        Matching::Any => Vec::new(),
    }
}

fn all_found(products: &[&Product]) -> Phrase {
    let names = products.iter().map(|product| name(product)).collect::<Vec<_>>().join(", ");
    let english = format!("{}: {names}", counted(products.len(), "product"));
    let english = if products.is_empty() { counted(0, "product") } else { english };
    Phrase::of(PhraseCode::ProductsFound, english).with("count", products.len()).with("values", names)
}

fn expectation(recommends: &Recommends, count: Count, shown: Option<Currency>) -> Phrase {
    let mut words = Vec::new();
    if !recommends.ids.is_empty() {
        let ids = quoted(&recommends.ids);
        words.push(Phrase::of(PhraseCode::WithIds, format!("with the ids {ids}")).with("values", ids));
    }
    if let Some(title) = &recommends.title {
        words.push(Phrase::of(PhraseCode::TitleLike, format!("called /{title}/")).with("value", title));
    }
    if let Some(range) = &recommends.price {
        words.push(limits(range, shown));
    }
    if let Some(currency) = recommends.currency {
        let code = currency.0;
        words.push(Phrase::of(PhraseCode::InCurrency, format!("in {code}")).with("value", code));
    }
    if let Some(jq) = &recommends.jq {
        words.push(Phrase::of(PhraseCode::WithJq, format!("with {jq}")).with("value", jq));
    }
    if let Some(order) = &recommends.order {
        words.push(in_order(order));
    }
    let mut english = numbers::amount_of(count, "product");
    for condition in &words {
        english.push(' ');
        english.push_str(condition.english());
    }
    let amount = vec![numbers::amount(count)];
    Phrase::of(PhraseCode::Products, english).each("amount", amount).each("conditions", words)
}

fn in_order(order: &Order) -> Phrase {
    let english = format!("in the order {order:?}");
    match order {
        Order::By(Arrangement::PriceAscending) => Phrase::of(PhraseCode::CheapestFirst, english),
        Order::By(Arrangement::PriceDescending) => Phrase::of(PhraseCode::DearestFirst, english),
        Order::By(Arrangement::Title) => Phrase::of(PhraseCode::ByTitle, english),
        Order::Ids(ids) => Phrase::of(PhraseCode::IdsInOrder, english).with("values", quoted(ids)),
    }
}

fn limits(range: &Range, currency: Option<Currency>) -> Phrase {
    let priced = |code, words: String| Phrase::of(code, format!("at {words}"));
    let written = |limit: Option<Amount>| limit.map(|Amount(amount)| Money { amount, currency }.written());
    match (written(range.min), written(range.max)) {
        (Some(min), Some(max)) => {
            priced(PhraseCode::PriceBetween, format!("{min} to {max}")).with("low", min).with("high", max)
        }
        (Some(min), None) => priced(PhraseCode::PriceAtLeast, format!("{min} or more")).with("low", min),
        (None, Some(max)) => priced(PhraseCode::PriceAtMost, format!("{max} or less")).with("high", max),
        (None, None) => priced(PhraseCode::AnyPrice, "any price".to_owned()),
    }
}

fn name(product: &Product) -> &str {
    product.title.as_deref().or(product.product_id.as_deref()).unwrap_or("a product without a name")
}

fn title_problem(product: &Product, wanted: &str) -> Option<Phrase> {
    let title = product.title.as_deref().unwrap_or_default();
    // It was compiled once when the suite was read.
    let fits = regex::RegexBuilder::new(wanted)
        .case_insensitive(true)
        .build()
        .is_ok_and(|regex| regex.is_match(title));
    (!fits).then(|| Phrase::of(PhraseCode::TitleIs, format!("its title is {title:?}")).with("value", title))
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

fn price_problem(product: &Product, range: &Range, usual: Option<Currency>) -> Option<Phrase> {
    let is = |said: &str| Phrase::of(PhraseCode::PriceIs, format!("its price is {said}")).with("value", said);
    let Some(amount) = amount(product, usual) else {
        let missing = || Phrase::of(PhraseCode::PriceMissing, "its price is not given");
        return Some(product.price.as_deref().map_or_else(missing, is));
    };
    let fits = range.min.is_none_or(|min| amount >= min.0) && range.max.is_none_or(|max| amount <= max.0);
    (!fits).then(|| is(&Money { amount, currency: stated(product).or(usual) }.written()))
}

/// The currency that a card names.
fn stated(product: &Product) -> Option<Currency> {
    let text = product.currency.as_deref().filter(|text| !text.trim().is_empty());
    match text {
        Some(text) => read_currency(text)?.only(),
        None => price(product)?.currency?.only(),
    }
}

/// The currency of all products, where all name one and the same.
fn one_currency(products: &[&Product]) -> Option<Currency> {
    let first = stated(products.first()?)?;
    products.iter().all(|product| stated(product) == Some(first)).then_some(first)
}

fn currency_problem(product: &Product, wanted: Currency) -> Option<Phrase> {
    let stated = product.currency.as_deref().filter(|text| !text.trim().is_empty());
    let candidates = match stated {
        Some(text) => read_currency(text),
        None => price(product).and_then(|price| price.currency),
    };
    let fits = candidates.is_some_and(|candidates| candidates.all().contains(&wanted));
    (!fits).then(|| match stated.or(product.price.as_deref()) {
        Some(said) => {
            Phrase::of(PhraseCode::CurrencyIs, format!("its currency is {said}")).with("value", said)
        }
        None => Phrase::of(PhraseCode::CurrencyMissing, "its currency is not given"),
    })
}

fn order_problem(products: &[&Product], order: &Order, usual: Option<Currency>) -> Option<Phrase> {
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
        let line = |product: &&Product| match &product.price {
            Some(price) => {
                format!("{} at {}", name(product), price_text(price, product.currency.as_deref()))
            }
            None => format!("{} at no price", name(product)),
        };
        let lines = products.iter().map(line).collect::<Vec<_>>().join(", ");
        let english = format!("they are in another order: {lines}");
        Phrase::of(PhraseCode::OtherOrder, english).with("values", lines)
    })
}
