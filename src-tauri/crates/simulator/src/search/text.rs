//! Letters and words: folding, cutting into tokens, and the stems under which words are found.

/// The language of a catalog, as far as word endings go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Portuguese,
    English,
    Spanish,
}

impl Language {
    /// The language of a BCP 47 tag; English where it is none of the three.
    pub(crate) fn of_tag(tag: &str) -> Self {
        match tag.get(..2) {
            Some("pt") => Self::Portuguese,
            Some("es") => Self::Spanish,
            _ => Self::English,
        }
    }
}

/// A word, a number or a sign of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// Lower case, without accents; a number with its unit is one token: `128gb`.
    pub(crate) text: String,
    /// As it was written.
    pub(crate) written: String,
}

/// What is written behind a number as part of it. A bare `m` or `in` is a word too often to be here.
const UNITS: [&str; 22] = [
    "gb",
    "tb",
    "mg",
    "mcg",
    "ml",
    "l",
    "g",
    "kg",
    "w",
    "mah",
    "hz",
    "inch",
    "inches",
    "pulgadas",
    "polegadas",
    "mm",
    "cm",
    "k",
    "ui",
    "piezas",
    "tabletas",
    "capsulas",
];

/// Lower case and without accents, so that `AÇÃO` and `acao` are one.
pub(crate) fn fold(text: &str) -> String {
    text.chars().filter_map(fold_letter).collect()
}

fn fold_letter(letter: char) -> Option<char> {
    let lower = letter.to_lowercase().next().unwrap_or(letter);
    Some(match lower {
        'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        // An accent that was written as a character of its own.
        '\u{300}'..='\u{36f}' => return None,
        other => other,
    })
}

/// The words, numbers and price signs of a sentence, in order. `1.299,90` is one token, `20-50` is three.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let letters: Vec<char> = text.chars().collect();
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for (at, &letter) in letters.iter().enumerate() {
        let within_number = matches!(letter, '.' | ',')
            && at > 0
            && letters[at - 1].is_ascii_digit()
            && letters.get(at + 1).is_some_and(char::is_ascii_digit);
        if letter.is_alphanumeric() || within_number || matches!(letter, '\u{300}'..='\u{36f}') {
            word.push(letter);
            continue;
        }
        if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        match letter {
            '$' => {
                // The R of R$ is part of the sign.
                if words.last().is_some_and(|last| last.eq_ignore_ascii_case("r")) {
                    words.pop();
                }
                words.push("$".to_owned());
            }
            '-' | '–' => words.push("-".to_owned()),
            _ => {}
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    join_units(words)
}

/// Words with a space around each, so that a phrase is found as whole words.
pub(super) fn spaced<'a>(tokens: impl IntoIterator<Item = &'a Token>) -> String {
    let mut words = String::from(" ");
    for token in tokens.into_iter().filter(|token| token.text != "-") {
        words.push_str(&token.text);
        words.push(' ');
    }
    words
}

fn join_units(words: Vec<String>) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::with_capacity(words.len());
    for written in words {
        let text = fold(&written);
        if UNITS.contains(&text.as_str()) {
            // `43-inch`: the hyphen stands between the number and its unit.
            let hyphen_between = tokens.len() >= 2
                && tokens[tokens.len() - 1].text == "-"
                && is_number(&tokens[tokens.len() - 2].text);
            if hyphen_between {
                tokens.pop();
            }
            if let Some(number) = tokens.last_mut().filter(|last| is_number(&last.text)) {
                let unit =
                    if matches!(text.as_str(), "inches" | "pulgadas" | "polegadas") { "inch" } else { &text };
                number.text = format!("{}{unit}", number.text.replace([',', '.'], ""));
                number.written = format!("{} {written}", number.written);
                continue;
            }
        }
        tokens.push(Token { text, written });
    }
    tokens
}

fn is_number(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_digit())
        && text.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '.' | ','))
}

/// The amount that a token says, in hundredths: `1.299,90`, `1,299.90`, `59,90`, `1.000`, `200`.
pub(crate) fn hundredths(text: &str) -> Option<u64> {
    if !is_number(text) || text.len() > 14 {
        return None;
    }
    // The last separator divides off the fraction, unless three digits follow it: then it groups thousands.
    let (whole, fraction) = match text.rfind([',', '.']) {
        Some(at) if text.len() - at - 1 != 3 => (&text[..at], &text[at + 1..]),
        _ => (text, ""),
    };
    let whole: u64 = whole.replace([',', '.'], "").parse().unwrap_or_default();
    let fraction: u64 = format!("{fraction:0<2}").get(..2)?.parse().unwrap_or_default();
    whole.checked_mul(100)?.checked_add(fraction)
}

/// The form under which a folded word is filed and found: without plural and, in the Romance languages, without the
/// vowel of gender. It need not be a word, it only has to be the same for all forms of one.
pub(crate) fn stem(word: &str, language: Language) -> String {
    if word.len() <= 3 || word.bytes().any(|byte| byte.is_ascii_digit()) || !word.is_ascii() {
        return word.to_owned();
    }
    match language {
        Language::English => english_stem(word),
        Language::Portuguese => {
            for (plural, singular) in [
                ("oes", "ao"),
                ("aes", "ao"),
                ("ais", "al"),
                ("eis", "el"),
                ("ois", "ol"),
                ("uis", "ul"),
                ("ns", "m"),
            ] {
                if let Some(root) = word.strip_suffix(plural).filter(|root| root.len() >= 2) {
                    return without_vowel(&format!("{root}{singular}"));
                }
            }
            without_vowel(word.strip_suffix('s').unwrap_or(word))
        }
        Language::Spanish => without_vowel(word.strip_suffix('s').unwrap_or(word)),
    }
}

fn without_vowel(word: &str) -> String {
    match word.strip_suffix(['a', 'o', 'e']) {
        Some(root) if root.len() >= 3 => root.to_owned(),
        _ => word.to_owned(),
    }
}

fn english_stem(word: &str) -> String {
    if let Some(root) = word.strip_suffix("ies").filter(|root| root.len() >= 2) {
        return format!("{root}y");
    }
    for ending in ["sses", "ches", "shes", "xes"] {
        if word.ends_with(ending) {
            return word[..word.len() - 2].to_owned();
        }
    }
    match word.strip_suffix('s') {
        Some(root) if !root.ends_with(['s', 'u', 'i']) => root.to_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_forms_of_a_word_have_one_stem() {
        for (language, forms) in [
            (Language::Portuguese, &["vestido", "vestidos"][..]),
            (Language::Portuguese, &["calcao", "calcoes"]),
            (Language::Portuguese, &["azul", "azuis"]),
            (Language::Portuguese, &["preto", "preta", "pretas"]),
            (Language::Portuguese, &["marrom", "marrons"]),
            (Language::Spanish, &["pantalon", "pantalones"]),
            (Language::Spanish, &["analgesico", "analgesicos", "analgesica"]),
            (Language::Spanish, &["jarabe", "jarabes"]),
            (Language::English, &["watch", "watches"]),
            (Language::English, &["battery", "batteries"]),
            (Language::English, &["headphone", "headphones"]),
        ] {
            let stems: Vec<_> = forms.iter().map(|form| stem(form, language)).collect();
            assert!(stems.windows(2).all(|pair| pair[0] == pair[1]), "{forms:?} became {stems:?}");
        }
    }

    #[test]
    fn an_amount_is_read_in_each_way_of_writing_it() {
        for (written, expected) in [
            ("200", 20_000),
            ("59,90", 5_990),
            ("59.9", 5_990),
            ("1.299,90", 129_990),
            ("1,299.90", 129_990),
            ("1.000", 100_000),
        ] {
            assert_eq!(hundredths(written), Some(expected), "{written}");
        }
        assert_eq!(hundredths("128gb"), None);
    }

    #[test]
    fn a_sentence_is_cut_into_words_numbers_and_signs() {
        let texts = |text: &str| tokens(text).into_iter().map(|token| token.text).collect::<Vec<_>>();
        assert_eq!(texts("Até R$ 1.299,90!"), ["ate", "$", "1.299,90"]);
        assert_eq!(texts("$20-$50"), ["$", "20", "-", "$", "50"]);
        assert_eq!(texts("128 GB, 43-inch"), ["128gb", "43inch"]);
        assert_eq!(texts("cora\u{e7}a\u{303}o"), ["coracao"]);
    }
}
