//! Whether a text says that a price is a product's: what may stand between the two, and what may follow.

use std::ops::Range;

use crate::truth::prices_in_text::PriceAt;
use crate::words::words;

/// Words between a name and its price, folded, in the languages of this application.
const JOINING: &[&str] = &[
    "por", "custa", "custam", "preco", "valor", "apenas", "so", "agora", "hoje", "fica", "esta", "e", "a",
    "at", "for", "only", "just", "costs", "cost", "is", "price", "priced", "now", "cuesta", "cuestan",
    "precio", "vale", "valen", "solo", "ahora", "hoy", "en", "it", "s", "its",
];

/// Words before a price that does not count any more: `de R$ 100 por R$ 80`.
const FORMER: &[&str] = &["de", "antes", "era", "was", "before", "from"];

/// What makes a price behind it a difference, a part or a condition.
const CHANGING: &[&[&str]] = &[
    &["mais"],
    &["menos"],
    &["more"],
    &["less"],
    &["mas"],
    &["cheaper"],
    &["off"],
    &["discount"],
    &["desconto"],
    &["descuento"],
    &["de", "desconto"],
    &["de", "descuento"],
    &["de", "diferenca"],
    &["de", "diferencia"],
    &["no", "pix"],
    &["via", "pix"],
    &["a", "vista"],
    &["en", "efectivo"],
    &["com", "cupom"],
    &["com", "o", "cupom"],
    &["con", "cupon"],
    &["con", "el", "cupon"],
    &["with", "code"],
    &["with", "coupon"],
    &["with", "the", "code"],
    &["mes"],
    &["month"],
    &["por", "mes"],
    &["al", "mes"],
    &["per", "month"],
    &["a", "month"],
];

/// Words of things that have a price and are no products.
const NOT_SOLD: &[&str] = &[
    "frete",
    "entrega",
    "envio",
    "retirada",
    "taxa",
    "total",
    "subtotal",
    "desconto",
    "cupom",
    "parcela",
    "parcelas",
    "economia",
    "pix",
    "boleto",
    "minimo",
    "pedido",
    "compra",
    "compras",
    "carrinho",
    "shipping",
    "delivery",
    "pickup",
    "fee",
    "tax",
    "discount",
    "coupon",
    "installment",
    "installments",
    "savings",
    "order",
    "cart",
    "minimum",
    "descuento",
    "cupon",
    "cuota",
    "cuotas",
    "ahorro",
    "carrito",
    "despacho",
    "flete",
    "gratis",
    "free",
    "ate",
    "hasta",
    "under",
    "acima",
    "abaixo",
    "above",
    "below",
    "oferta",
    "ofertas",
    "promocao",
    "promocion",
    "preco",
    "precio",
    "price",
    "valor",
    "garantia",
    "warranty",
    "diferenca",
    "difference",
    "diferencia",
    "orcamento",
    "budget",
];

/// A name and its price are near each other.
const LONGEST_BETWEEN: usize = 60;

/// Longer bold text is no name.
const LONGEST_NAME: usize = 120;

/// Whether the text says that the price is the name's.
pub(super) fn is_price_of(text: &str, name: &Range<usize>, price: &PriceAt, all: &[PriceAt]) -> bool {
    if price.span.start < name.end || is_former(text, &price.span) || changes(text, &price.span, all) {
        return false;
    }
    let mut between = text[name.end..price.span.start].to_owned();
    // A former price may stand between: it is taken out, with the word before it.
    for former in
        all.iter().rev().filter(|other| other.span.start >= name.end && other.span.end <= price.span.start)
    {
        if !is_former(text, &former.span) {
            return false;
        }
        between.replace_range(former.span.start - name.end..former.span.end - name.end, "");
    }
    let joins = |word: &str| JOINING.contains(&word) || (all.len() > 1 && FORMER.contains(&word));
    between.len() <= LONGEST_BETWEEN
        && between.matches('\n').count() <= 1
        && words(&between).iter().all(|word| joins(&word.folded))
}

/// A price that is crossed out, or that a word says is over.
fn is_former(text: &str, span: &Range<usize>) -> bool {
    let before = text[..span.start].trim_end_matches(['*', '_', ' ']);
    if before.ends_with('~') {
        return true;
    }
    let line = before.rsplit('\n').next().unwrap_or_default();
    words(line).last().is_some_and(|word| FORMER.contains(&word.folded.as_str()) && word.end == line.len())
}

/// What follows makes something else of the price: a difference, an instalment, one end of a range.
fn changes(text: &str, span: &Range<usize>, all: &[PriceAt]) -> bool {
    let behind = &text[span.end..];
    let line = behind.split('\n').next().unwrap_or_default();
    let next: Vec<String> = words(line).into_iter().take(3).map(|word| word.folded).collect();
    let changing = |phrase: &&[&str]| {
        phrase.len() <= next.len() && phrase.iter().zip(&next).all(|(word, next)| word == next)
    };
    let range_to = |other: &PriceAt| {
        let Some(between) = text.get(span.end..other.span.start) else { return false };
        let between = between.trim_matches(['*', ' ']);
        ["a", "to", "ate", "até", "hasta", "-", "–", "—"].contains(&between)
    };
    CHANGING.iter().any(changing) || all.iter().any(|other| other.span.start > span.end && range_to(other))
}

/// The texts between two asterisks on one line, without these.
pub(super) fn bold(text: &str) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let marks: Vec<usize> = line.match_indices('*').map(|(at, _)| start + at).collect();
        let (pairs, _) = marks.as_chunks::<2>();
        let inside = pairs.iter().map(|[open, close]| open + 1..*close);
        spans.extend(inside.filter(|span| !span.is_empty() && span.len() <= LONGEST_NAME));
        start += line.len();
    }
    spans
}

/// Whether a bold text can be the name of something that is sold: several words, none of them a price's or a service's.
pub(super) fn is_a_name(text: &str) -> bool {
    let words = words(text);
    let letters = words.iter().filter(|word| word.folded.chars().any(char::is_alphabetic)).count();
    letters >= 2
        && !text.contains(['$', '€', '£', '%', '?', ':'])
        && !words.iter().any(|word| NOT_SOLD.contains(&word.folded.as_str()))
}
