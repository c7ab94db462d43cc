//! The kinds of question, and what the feed implies for the answer of each.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::Shelf;
use super::dice::Dice;
use super::language::{Language, Wordings, spoken};
use super::survey::{Category, Survey};
use crate::catalog::Product;
use crate::currency::Currency;
use crate::drafting::{ActionDraft, AssertionDraft, TestDraft, TurnDraft};
use crate::truth::{CatalogError, title_key};

/// Nobody types more of a title than that.
const SPOKEN_WORDS: usize = 9;

/// A word that a slip of the fingers still leaves recognisable.
const SHORTEST_TO_MISSPELL: usize = 5;

/// Brands that everybody knows: one that the merchant does not sell is asked for.
pub(super) const BRANDS: [&str; 16] = [
    "Nike", "Adidas", "Samsung", "Apple", "Sony", "Lego", "Gucci", "Zara", "Natura", "Nivea", "Bosch",
    "Philips", "Levi's", "Puma", "Xiaomi", "Canon",
];

/// What a question is asked with.
pub(super) struct Asking<'a> {
    pub survey: &'a Survey,
    pub language: Language,
    pub catalog: &'a dyn Shelf,
    pub at: i64,
}

/// A question, and what it is about: the same is not asked twice in other words.
pub(super) struct Question {
    pub about: String,
    pub test: TestDraft,
}

type Asked = Result<Option<Question>, CatalogError>;

/// A kind of question. There is none where the product gives no occasion for it.
pub(super) type Kind = fn(&Asking<'_>, &Product, &mut Dice) -> Asked;

/// All kinds.
pub(super) const KINDS: [Kind; 8] =
    [price, stock, cheapest, budget, colour_or_size, comparison, other_brand, misspelt];

fn price(asking: &Asking<'_>, product: &Product, dice: &mut Dice) -> Asked {
    // Variants of one title may differ in price, and any of them is a right answer.
    let variants = asking.catalog.titled(&title_key(&product.title))?;
    let amounts: Vec<Decimal> =
        variants.iter().filter_map(|variant| variant.price_at(asking.at)).map(|price| price.amount).collect();
    let (Some(min), Some(max)) = (amounts.iter().min(), amounts.iter().max()) else { return Ok(None) };
    let name = called(product);
    let mut right = recommends()
        .with("title", pattern(&name))
        .with("price", json!({ "min": number(*min), "max": number(*max) }));
    if let Some(currency) = product.price_at(asking.at).and_then(|price| price.currency) {
        right = right.with("currency", currency.code());
    }
    let right = right.with("match", "any");
    Ok(asked("price", &name, fill(dice, asking.language.phrases().price, &name, ""), vec![right]))
}

fn stock(asking: &Asking<'_>, product: &Product, dice: &mut Dice) -> Asked {
    let name = called(product);
    let question = fill(dice, asking.language.phrases().stock, &name, "");
    Ok(asked("stock", &name, question, vec![named(&name)]))
}

fn cheapest(asking: &Asking<'_>, product: &Product, dice: &mut Dice) -> Asked {
    let Some(category) = asking.survey.category(product) else { return Ok(None) };
    let Some((amount, currency)) = category.cheapest else { return Ok(None) };
    let right = with_currency(recommends().with("price", json!({ "max": number(amount) })), currency)
        .with("match", "any");
    let question = fill(dice, asking.language.phrases().cheapest, &in_sentence(&category.name), "");
    Ok(asked("cheapest", &category.name, question, vec![right]))
}

fn budget(asking: &Asking<'_>, product: &Product, dice: &mut Dice) -> Asked {
    let Some(category) = asking.survey.category(product) else { return Ok(None) };
    let Some((limit, currency)) = budget_of(category, asking.at) else { return Ok(None) };
    let right =
        with_currency(recommends().with("min", 1).with("price", json!({ "max": number(limit) })), currency);
    let limit_spoken = spoken(limit, currency);
    let question = fill(dice, asking.language.phrases().budget, &in_sentence(&category.name), &limit_spoken);
    Ok(asked("budget", &category.name, question, vec![right]))
}

fn colour_or_size(asking: &Asking<'_>, product: &Product, dice: &mut Dice) -> Asked {
    let phrases = asking.language.phrases();
    let category = asking.survey.category(product);
    let colours = category.map(|category| (category, &category.colours));
    let coloured = colours.and_then(|(category, colours)| {
        let colour = product.colour.as_deref()?.trim().to_lowercase();
        let ids = colours.get(&colour)?.as_ref()?;
        Some((category, colour, ids))
    });
    if let Some((category, colour, ids)) = coloured {
        let among = serde_json::to_string(ids).map_err(|error| CatalogError(error.to_string()))?;
        let right = recommends()
            .with("jq", format!(".productId as $id | {among} | index($id) != null"))
            .with("match", "any");
        let question = fill(dice, phrases.colour, &in_sentence(&category.name), &colour);
        return Ok(asked("colour", &format!("{} {colour}", category.name), question, vec![right]));
    }
    let Some(size) = product.size.as_deref().map(str::trim).filter(|size| (1..=8).contains(&size.len()))
    else {
        return Ok(None);
    };
    let name = called(product);
    let question = fill(dice, phrases.size, &name, size);
    Ok(asked("size", &format!("{name} {size}"), question, vec![named(&name)]))
}

fn comparison(asking: &Asking<'_>, product: &Product, dice: &mut Dice) -> Asked {
    let Some(category) = asking.survey.category(product) else { return Ok(None) };
    let others: Vec<&Product> =
        category.kept.iter().filter(|other| called(other) != called(product)).collect();
    let Some(other) = dice.choose(&others) else { return Ok(None) };
    let (one, other) = (called(product), called(other));
    let question = fill(dice, asking.language.phrases().compare, &one, &other);
    Ok(asked("compare", &format!("{one} {other}"), question, vec![named(&one), named(&other)]))
}

fn other_brand(asking: &Asking<'_>, _product: &Product, dice: &mut Dice) -> Asked {
    let Some(brand) = dice.choose(&BRANDS).filter(|brand| !asking.survey.sells(brand)) else {
        return Ok(None);
    };
    let invented = AssertionDraft::new("not-recommends").with("title", whole(brand)).with("match", "any");
    let question = fill(dice, asking.language.phrases().brand, brand, "");
    Ok(asked("other-brand", brand, question, vec![invented]))
}

fn misspelt(asking: &Asking<'_>, product: &Product, dice: &mut Dice) -> Asked {
    let name = called(product);
    let Some(wrong) = misspell(&name, dice) else { return Ok(None) };
    let question = fill(dice, asking.language.phrases().looking_for, &wrong, "");
    // What is recommended must be of the kind that was meant; the title's first word says which.
    let Some(kind) = name.split_whitespace().next() else { return Ok(None) };
    let right = recommends().with("title", pattern(kind)).with("match", "any");
    Ok(asked("misspelt", &name, question, vec![right]))
}

/// Kinds of question about something that was named: what else is shown beside it, or instead of it, was not asked for,
/// and may be sold out without the answer being wrong.
const OF_ONE_THING: [&str; 4] = ["price", "compare", "other-brand", "misspelt"];

fn asked(tag: &str, about: &str, question: String, assertions: Vec<AssertionDraft>) -> Option<Question> {
    let mut assertions = assertions;
    let truth = AssertionDraft::new("catalog-truth");
    let truth =
        if OF_ONE_THING.contains(&tag) { truth.with("allow", json!(["out-of-stock"])) } else { truth };
    assertions.push(truth);
    let test = TestDraft {
        name: question.clone(),
        tags: vec!["from-catalog".to_owned(), tag.to_owned()],
        turns: vec![TurnDraft { context: Vec::new(), action: ActionDraft::Say(question), assertions }],
    };
    Some(Question { about: format!("{tag} {about}"), test })
}

fn recommends() -> AssertionDraft {
    AssertionDraft::new("recommends")
}

/// A product of this name is among those that are recommended.
fn named(name: &str) -> AssertionDraft {
    recommends().with("title", pattern(name)).with("match", "any")
}

fn with_currency(assertion: AssertionDraft, currency: Option<Currency>) -> AssertionDraft {
    match currency {
        Some(currency) => assertion.with("currency", currency.code()),
        None => assertion,
    }
}

fn fill(dice: &mut Dice, wordings: Wordings, one: &str, other: &str) -> String {
    let wording = dice.choose(wordings).copied().unwrap_or("{a}");
    // In one go, so that braces of a title are not filled.
    let (before, behind) = wording.split_once("{a}").unwrap_or((wording, ""));
    let text = match behind.split_once("{b}") {
        Some((middle, end)) => format!("{before}{one}{middle}{other}{end}"),
        None => format!("{before}{one}{behind}"),
    };
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A product as a customer names it.
fn called(product: &Product) -> String {
    let words = product.title.split_whitespace().take(SPOKEN_WORDS).collect::<Vec<_>>().join(" ");
    // Cut in the middle of a title, it would end with a comma, or with a bracket that is never closed.
    words.trim_end_matches(|last: char| ",;:-–—/|([{&+".contains(last) || last.is_whitespace()).to_owned()
}

/// A name as a regular expression for titles, readable in a review: only what would be read as something else is escaped.
fn pattern(name: &str) -> String {
    let mut pattern = String::with_capacity(name.len());
    for character in name.chars() {
        if r"\.+*?()|[]{}^$".contains(character) {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}

/// A brand as a regular expression for titles: `Puma` is no part of `Espuma`, and `Natura` none of `Natural`.
fn whole(brand: &str) -> String {
    format!(r"\b{}\b", pattern(brand))
}

/// A category in the middle of a sentence: `Casacos e jaquetas` is `casacos e jaquetas`, and `TV` stays what it is.
fn in_sentence(category: &str) -> String {
    let word = |word: &str| {
        let is_name = word.chars().skip(1).any(|letter| letter.is_uppercase() || letter.is_numeric());
        if is_name { word.to_owned() } else { word.to_lowercase() }
    };
    category.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

fn number(amount: Decimal) -> Value {
    let text = amount.normalize().to_string();
    text.parse::<serde_json::Number>().map_or(Value::String(text), Value::Number)
}

/// A round figure that about half of what is kept of the category stays under.
fn budget_of(category: &Category, at: i64) -> Option<(Decimal, Option<Currency>)> {
    let mut prices: Vec<_> = category.kept.iter().filter_map(|product| product.price_at(at)).collect();
    prices.sort_by_key(|price| price.amount);
    let middle = prices.get(prices.len() / 2)?;
    let mut step = Decimal::ONE;
    while step * Decimal::TEN <= middle.amount {
        step *= Decimal::TEN;
    }
    // 137 becomes 140 and 1,370 becomes 1,400: figures that somebody would say.
    let step = (step / Decimal::TEN).max(Decimal::ONE);
    Some(((middle.amount / step).ceil() * step, middle.currency))
}

/// Two neighbours of a word change places.
fn misspell(name: &str, dice: &mut Dice) -> Option<String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let fits =
        |word: &&str| word.chars().count() >= SHORTEST_TO_MISSPELL && word.chars().all(char::is_alphabetic);
    let places: Vec<usize> = (0..words.len()).filter(|place| fits(&words[*place])).collect();
    let place = *dice.choose(&places)?;
    let mut letters: Vec<char> = words[place].chars().collect();
    let swaps: Vec<usize> = (1..letters.len() - 2).filter(|at| letters[*at] != letters[at + 1]).collect();
    let at = *dice.choose(&swaps)?;
    letters.swap(at, at + 1);
    let mut words: Vec<String> = words.into_iter().map(str::to_owned).collect();
    words[place] = letters.into_iter().collect();
    Some(words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_name_has_the_same_letters_and_is_another() {
        for seed in 0..50 {
            let wrong = misspell("Vestido midi floral", &mut Dice::new(seed)).unwrap();
            assert_ne!(wrong, "Vestido midi floral");
            let sorted = |text: &str| {
                let mut letters: Vec<char> = text.chars().collect();
                letters.sort_unstable();
                letters
            };
            assert_eq!(sorted(&wrong), sorted("Vestido midi floral"));
        }
        assert_eq!(misspell("TV 4K", &mut Dice::new(1)), None);
    }

    #[test]
    fn a_name_is_found_by_its_pattern_whatever_stands_in_it() {
        for name in ["Tênis 2.0 (azul) + meia", "a-b [c] {d}^$|\\", "Vestido midi"] {
            assert!(regex::Regex::new(&pattern(name)).unwrap().is_match(name), "{name}");
        }
        assert_eq!(pattern("Tênis cinza-mescla"), "Tênis cinza-mescla");
        assert!(!regex::Regex::new(&pattern("2.0")).unwrap().is_match("210"));
    }

    #[test]
    fn a_brand_is_found_by_its_pattern_as_a_whole_word() {
        let table = [
            ("Puma", "Tênis PUMA azul", true),
            ("Puma", "Espuma de barbear", false),
            ("Natura", "Sabonete Natura", true),
            ("Natura", "Sabonete Natural", false),
            ("Levi's", "Calça Levi's 501", true),
            ("Apple", "Pineapple juice", false),
        ];
        for (brand, title, expected) in table {
            let title_of = |title: &str| {
                regex::RegexBuilder::new(&whole(brand))
                    .case_insensitive(true)
                    .build()
                    .unwrap()
                    .is_match(title)
            };
            assert_eq!(title_of(title), expected, "{brand} in {title}");
        }
    }

    #[test]
    fn a_long_title_is_named_by_its_beginning_without_the_comma_where_it_is_cut() {
        let title = "Ostrel Frame Z mirrorless camera, with 18-55 mm lens, silver".to_owned();
        let product = Product { title, ..Product::default() };
        assert_eq!(called(&product), "Ostrel Frame Z mirrorless camera, with 18-55 mm lens");
        let short = Product { title: "Vestido midi (azul)".to_owned(), ..Product::default() };
        assert_eq!(called(&short), "Vestido midi (azul)");
    }

    #[test]
    fn a_category_stands_in_a_sentence() {
        assert_eq!(in_sentence("Casacos e Jaquetas"), "casacos e jaquetas");
        assert_eq!(in_sentence("Cabos USB e TV 4K"), "cabos USB e TV 4K");
    }

    #[test]
    fn a_title_is_filled_in_as_it_is() {
        let mut dice = Dice::new(1);
        assert_eq!(fill(&mut dice, &["Compare {a} e {b}"], "kit {b}", "mesa"), "Compare kit {b} e mesa");
        assert_eq!(fill(&mut dice, &["{a} até {b}"], "óculos", "10 reais"), "Óculos até 10 reais");
    }

    #[test]
    fn a_budget_is_a_round_figure_that_something_stays_under() {
        let table = [(&[137, 90, 400][..], 140), (&[1370], 1400), (&[7], 7), (&[99, 100, 101], 100)];
        for (prices, expected) in table {
            let kept = prices.iter().map(|price| Product {
                price: Some(crate::Money { amount: Decimal::from(*price), currency: None }),
                ..Product::default()
            });
            let category = Category { kept: kept.collect(), ..Category::default() };
            assert_eq!(budget_of(&category, 0), Some((Decimal::from(expected), None)), "{prices:?}");
        }
    }
}
