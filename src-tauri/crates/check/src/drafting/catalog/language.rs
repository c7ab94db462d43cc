//! How customers ask, in the languages of the merchants.

use std::str::FromStr;

use rust_decimal::Decimal;

use crate::currency::Currency;

/// A language that questions are asked in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// Portuguese.
    Portuguese,
    /// Spanish.
    Spanish,
    /// English.
    English,
}

/// A code that is none of the languages.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it must be one of pt, es and en")]
pub struct UnknownLanguage;

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(text: &str) -> Result<Self, UnknownLanguage> {
        match text.split(['-', '_']).next().unwrap_or_default().to_lowercase().as_str() {
            "pt" => Ok(Self::Portuguese),
            "es" => Ok(Self::Spanish),
            "en" => Ok(Self::English),
            _ => Err(UnknownLanguage),
        }
    }
}

/// The wordings of one question, with `{a}` and `{b}` for what it is about.
pub(super) type Wordings = &'static [&'static str];

/// How each question is asked.
#[derive(Debug)]
pub(super) struct Phrases {
    pub price: Wordings,
    pub stock: Wordings,
    pub cheapest: Wordings,
    pub budget: Wordings,
    pub colour: Wordings,
    pub size: Wordings,
    pub compare: Wordings,
    pub brand: Wordings,
    pub looking_for: Wordings,
}

static PORTUGUESE: Phrases = Phrases {
    price: &["Quanto custa {a}?", "Qual o preço de {a}?", "{a} está quanto?"],
    stock: &["Tem {a} em estoque?", "Vocês têm {a} disponível?"],
    cheapest: &["Qual é o mais barato em {a}?", "O que vocês têm de mais barato em {a}?"],
    budget: &["{a} até {b}", "Quero ver {a} até {b}", "Tem {a} por menos de {b}?"],
    colour: &["{a} na cor {b}", "Tem {a} em {b}?"],
    size: &["Tem {a} no tamanho {b}?"],
    compare: &["Compare {a} e {b}", "Qual a diferença entre {a} e {b}?"],
    brand: &["Vocês vendem {a}?", "Tem alguma coisa da marca {a}?"],
    looking_for: &["Procuro {a}", "Tem {a}?"],
};

static SPANISH: Phrases = Phrases {
    price: &["¿Cuánto cuesta {a}?", "¿Qué precio tiene {a}?", "¿A cuánto está {a}?"],
    stock: &["¿Tienen {a} en existencia?", "¿Está disponible {a}?"],
    cheapest: &["¿Cuál es el más barato en {a}?", "¿Qué es lo más barato que tienen en {a}?"],
    budget: &["{a} hasta {b}", "Quiero ver {a} hasta {b}", "¿Tienen {a} por menos de {b}?"],
    colour: &["{a} en color {b}", "¿Tienen {a} en {b}?"],
    size: &["¿Tienen {a} en talla {b}?"],
    compare: &["Compara {a} y {b}", "¿Cuál es la diferencia entre {a} y {b}?"],
    brand: &["¿Venden {a}?", "¿Tienen algo de la marca {a}?"],
    looking_for: &["Busco {a}", "¿Tienen {a}?"],
};

static ENGLISH: Phrases = Phrases {
    price: &["How much is {a}?", "What's the price of {a}?", "How much does {a} cost?"],
    stock: &["Do you have {a} in stock?", "Is {a} available?"],
    cheapest: &["What's the cheapest in {a}?", "Which of your {a} is the cheapest?"],
    budget: &["{a} under {b}", "Show me {a} up to {b}", "Do you have {a} for less than {b}?"],
    colour: &["{a} in {b}", "Do you have {a} in {b}?"],
    size: &["Do you have {a} in size {b}?"],
    compare: &["Compare {a} and {b}", "What's the difference between {a} and {b}?"],
    brand: &["Do you sell {a}?", "Do you have anything from {a}?"],
    looking_for: &["I'm looking for {a}", "Do you have {a}?"],
};

impl Language {
    pub(super) fn phrases(self) -> &'static Phrases {
        match self {
            Self::Portuguese => &PORTUGUESE,
            Self::Spanish => &SPANISH,
            Self::English => &ENGLISH,
        }
    }

    /// What is most spoken where a currency is used.
    pub(super) fn of_currency(currency: Option<Currency>) -> Self {
        match currency.map(Currency::code) {
            Some("BRL" | "AOA" | "MZN") => Self::Portuguese,
            Some(
                "MXN" | "COP" | "ARS" | "CLP" | "PEN" | "UYU" | "PYG" | "BOB" | "VES" | "CRC" | "GTQ" | "DOP"
                | "HNL" | "NIO",
            ) => Self::Spanish,
            _ => Self::English,
        }
    }
}

/// An amount as a customer says it.
pub(super) fn spoken(amount: Decimal, currency: Option<Currency>) -> String {
    let amount = amount.normalize();
    match currency.map(Currency::code) {
        Some("BRL") => format!("{amount} reais"),
        Some("USD" | "CAD" | "AUD") | None => format!("${amount}"),
        Some("MXN" | "COP" | "ARS" | "CLP" | "UYU") => format!("{amount} pesos"),
        Some("EUR") => format!("{amount} €"),
        Some("GBP") => format!("£{amount}"),
        Some(code) => format!("{amount} {code}"),
    }
}
