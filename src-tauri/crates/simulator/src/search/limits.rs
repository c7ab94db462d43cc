//! The limits that a sentence sets: price, colour, size, order, stock. What is read here is no longer searched for.

use super::{
    colour::{Colour, is_shade},
    text::{Token, hundredths},
};

/// In which order results are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Order {
    #[default]
    BestMatch,
    Cheapest,
    Dearest,
}

/// All limits of one sentence. An empty list or an absent bound limits nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Limits {
    /// Hundredths of the merchant's currency, inclusive.
    pub(crate) min_cents: Option<u64>,
    pub(crate) max_cents: Option<u64>,
    pub(crate) colours: Vec<Colour>,
    /// The colours as they were written, for the answer's wording.
    pub(crate) colours_written: Vec<String>,
    pub(crate) excluded_colours: Vec<Colour>,
    /// The colours that the shop itself calls so: `azul-marinho`, and not only something blue.
    pub(crate) shop_colours: Vec<&'static str>,
    /// In capitals: `GG`, `42`.
    pub(crate) sizes: Vec<String>,
    pub(crate) order: Order,
    pub(crate) in_stock: bool,
}

#[derive(Clone, Copy)]
enum Bound {
    Max,
    Min,
    Around,
}

/// Folded phrases before an amount. The longest that fits counts, so that `no mas de` is not read as `mas de`.
const BEFORE: [(Bound, &str); 4] = [
    (
        Bound::Max,
        "ate|menos de|menos que|abaixo de|no maximo|maximo|maximo de|por menos de|mais barato que|nao mais que|\
         nao mais de|under|below|less than|up to|max|maximum|at most|no more than|cheaper than|within|hasta|\
         por debajo de|debajo de|no mas de|como maximo|mas barato que|por ate|de ate|tenho|i have|tengo|orcamento de|\
         budget of|presupuesto de|my budget is|meu orcamento e|mi presupuesto es",
    ),
    (
        Bound::Min,
        "a partir de|acima de|mais de|mais que|pelo menos|no minimo|minimo|minimo de|over|above|more than|at least|\
         starting at|from|desde|mas de|mas que|al menos|arriba de|por encima de|minimum|min",
    ),
    (
        Bound::Around,
        "em torno de|por volta de|cerca de|uns|around|about|roughly|alrededor de|unos|aproximadamente",
    ),
    (Bound::Max, "por|for|de"),
];

/// Phrases behind an amount.
const BEHIND: [(Bound, &str); 2] = [
    (Bound::Max, "ou menos|or less|o menos|no maximo|max|maximo|como maximo|tops"),
    (Bound::Min, "ou mais|or more|o mas|no minimo|em diante|en adelante"),
];

const CURRENCIES: [&str; 16] = [
    "reais", "real", "reals", "brl", "dolares", "dolar", "dollars", "dollar", "usd", "bucks", "pesos",
    "peso", "mxn", "conto", "contos", "pila",
];

/// What makes the number before it something else than money.
const NOT_MONEY: [&str; 20] = [
    "anos", "anios", "years", "year", "meses", "months", "dias", "days", "horas", "hours", "pessoas",
    "people", "personas", "unidades", "pecas", "x", "vezes", "times", "bits", "canais",
];

const SIZE_WORDS: [&str; 11] = [
    "tamanho",
    "tam",
    "tamanhos",
    "size",
    "sizes",
    "talla",
    "tallas",
    "talle",
    "numero",
    "numeracao",
    "calco",
];
const LETTER_SIZES: [&str; 13] = ["PP", "P", "M", "G", "GG", "XG", "XS", "S", "L", "XL", "XXL", "CH", "EG"];
const NEGATIONS: [&str; 6] = ["nao", "not", "exceto", "except", "excepto", "sea"];
const CHEAP: &str = "barato barata baratos baratas baratinho baratinha cheap cheaper cheapest affordable economico \
                     economica economicos economicas budget lowest conta menor";
const DEAR: &str = "caro cara caros caras expensive dearest";
const STOCK: &str =
    "estoque stock disponivel disponiveis available existencia existencias disponible disponibles";

/// Reads the limits of a sentence and marks in `used` the tokens that said them.
pub(super) fn read(tokens: &[Token], used: &mut [bool]) -> Limits {
    let mut limits = Limits::default();
    read_sizes(tokens, used, &mut limits);
    read_prices(tokens, used, &mut limits);
    read_colours(tokens, used, &mut limits);
    for (at, token) in tokens.iter().enumerate() {
        if used[at] {
            continue;
        }
        let is_in = |words: &str| words.split_ascii_whitespace().any(|word| word == token.text);
        if is_in(CHEAP) {
            limits.order = Order::Cheapest;
        } else if is_in(DEAR) && at > 0 && matches!(tokens[at - 1].text.as_str(), "mais" | "mas" | "most") {
            // Alone, the Spanish `cara` is a face.
            limits.order = Order::Dearest;
        } else if is_in(STOCK) {
            limits.in_stock = true;
        } else {
            continue;
        }
        used[at] = true;
    }
    limits
}

fn read_sizes(tokens: &[Token], used: &mut [bool], limits: &mut Limits) {
    let taken = used.to_vec();
    let shouted = tokens.iter().all(|token| !token.written.chars().any(char::is_lowercase));
    for at in (0..tokens.len()).filter(|at| !taken[*at]) {
        let size = tokens[at].text.to_uppercase();
        let named = at > 0 && SIZE_WORDS.contains(&tokens[at - 1].text.as_str());
        let is_letter = LETTER_SIZES.contains(&size.as_str());
        let is_number = size.len() == 2 && size.parse::<u8>().is_ok_and(|number| (30..=50).contains(&number));
        // A bare letter counts as a size only where it is written as one: `blusa M`, not `e m`.
        let bare = is_letter && !shouted && tokens[at].written == size;
        if named && (is_letter || is_number) || bare {
            limits.sizes.push(size);
            used[at] = true;
            used[at.saturating_sub(1)] |= named;
        }
    }
}

fn read_colours(tokens: &[Token], used: &mut [bool], limits: &mut Limits) {
    for at in 0..tokens.len() {
        let Some(colour) = Colour::of_word(&tokens[at].text).filter(|_| !used[at]) else { continue };
        used[at] = true;
        let denied = tokens[at.saturating_sub(3)..at].iter().any(|t| NEGATIONS.contains(&t.text.as_str()));
        if denied {
            limits.excluded_colours.push(colour);
            continue;
        }
        // `azul marinho` and `navy blue` are one colour of two words.
        let same_again = limits.colours.last() == Some(&colour) && at > 0 && used[at - 1];
        match limits.colours_written.last_mut().filter(|_| same_again) {
            Some(written) => {
                written.push(' ');
                written.push_str(&tokens[at].written);
            }
            None => {
                limits.colours.push(colour);
                limits.colours_written.push(tokens[at].written.to_lowercase());
            }
        }
        for beside in [at.checked_sub(1), Some(at + 1)].into_iter().flatten() {
            if tokens
                .get(beside)
                .is_some_and(|token| is_shade(&token.text) && Colour::of_word(&token.text).is_none())
            {
                used[beside] = true;
            }
        }
    }
}

fn read_prices(tokens: &[Token], used: &mut [bool], limits: &mut Limits) {
    let mut at = 0;
    while at < tokens.len() {
        let next = if used[at] { None } else { price_at(tokens, used, at, limits) };
        match next {
            Some(next) => {
                used[at..next].fill(true);
                at = next;
            }
            None => at += 1,
        }
    }
}

/// A price said from this token on: stores it and returns where it ends.
fn price_at(tokens: &[Token], used: &[bool], at: usize, limits: &mut Limits) -> Option<usize> {
    let word = tokens[at].text.as_str();
    if matches!(word, "entre" | "between" | "from" | "de" | "desde")
        && let Some(end) = range_at(tokens, used, at + 1, limits)
    {
        return Some(end);
    }
    let comparison = BEFORE
        .iter()
        .flat_map(|(bound, phrases)| phrases.split('|').map(move |phrase| (*bound, phrase)))
        .filter_map(|(bound, phrase)| Some((bound, phrase, phrase_end(tokens, at, phrase)?)))
        .max_by_key(|(_, _, end)| *end);
    if let Some((bound, phrase, end)) = comparison
        && let Some(amount) = amount_at(tokens, used, end)
    {
        // `por`, `for` and `de` alone say a price only where the amount names its currency.
        let sure =
            amount.has_currency || !matches!(phrase, "por" | "for" | "de" | "tenho" | "i have" | "tengo");
        if sure {
            set(limits, bound, amount.cents);
            return Some(amount.end);
        }
    }
    let amount = amount_at(tokens, used, at)?;
    for (bound, phrases) in BEHIND {
        if let Some(end) =
            phrases.split('|').filter_map(|phrase| phrase_end(tokens, amount.end, phrase)).max()
        {
            set(limits, bound, amount.cents);
            return Some(end);
        }
    }
    if let Some(end) = range_at(tokens, used, at, limits) {
        return Some(end);
    }
    // A bare amount with its currency is a budget.
    amount.has_currency.then(|| {
        set(limits, Bound::Max, amount.cents);
        amount.end
    })
}

/// Two amounts with a joining word between them. Without any currency, the words before them must have said that
/// they are prices, so a bare `20-50` is none.
fn range_at(tokens: &[Token], used: &[bool], at: usize, limits: &mut Limits) -> Option<usize> {
    let low = amount_at(tokens, used, at)?;
    let joint = tokens.get(low.end)?.text.as_str();
    let introduced =
        at > 0 && matches!(tokens[at - 1].text.as_str(), "entre" | "between" | "from" | "de" | "desde");
    let joins = match joint {
        "e" | "and" | "y" | "ate" | "hasta" => introduced,
        "a" | "to" | "-" => true,
        _ => false,
    };
    if !joins {
        return None;
    }
    let high = amount_at(tokens, used, low.end + 1)?;
    if !(introduced || low.has_currency || high.has_currency) {
        return None;
    }
    limits.min_cents = Some(low.cents.min(high.cents));
    limits.max_cents = Some(low.cents.max(high.cents));
    Some(high.end)
}

fn set(limits: &mut Limits, bound: Bound, cents: u64) {
    match bound {
        Bound::Max => limits.max_cents = Some(cents),
        Bound::Min => limits.min_cents = Some(cents),
        Bound::Around => {
            // A fifth to each side is what people mean by `about`.
            limits.min_cents = Some(cents - cents / 5);
            limits.max_cents = Some(cents + cents / 5);
        }
    }
}

struct Amount {
    cents: u64,
    has_currency: bool,
    end: usize,
}

fn amount_at(tokens: &[Token], used: &[bool], mut at: usize) -> Option<Amount> {
    let mut has_currency = false;
    while let Some(word) = tokens.get(at).map(|token| token.text.as_str()) {
        match word {
            "$" | "us" | "usd" | "brl" | "mxn" => has_currency = true,
            "so" | "apenas" | "only" | "just" | "solo" | "unos" | "uns" => {}
            _ => break,
        }
        at += 1;
    }
    let number = tokens.get(at).filter(|_| !used[at])?;
    let mut cents = hundredths(&number.text)?;
    let mut end = at + 1;
    let following = |end: usize| tokens.get(end).map_or("", |token| token.text.as_str());
    if following(end) == "mil" {
        cents = cents.checked_mul(1000)?;
        end += 1;
    }
    if NOT_MONEY.contains(&following(end)) {
        return None;
    }
    while CURRENCIES.contains(&following(end)) {
        has_currency = true;
        end += 1;
    }
    Some(Amount { cents, has_currency, end })
}

fn phrase_end(tokens: &[Token], at: usize, phrase: &str) -> Option<usize> {
    let mut end = at;
    for word in phrase.split(' ') {
        tokens.get(end).filter(|token| token.text == word)?;
        end += 1;
    }
    Some(end)
}
