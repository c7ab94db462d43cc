//! Words as they are compared: without case, accents and punctuation.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// A word of a text, and where it stands in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub start: usize,
    pub end: usize,
    pub folded: String,
}

/// Lower case without accents: `Calção` and `calcao` are one word.
pub(crate) fn fold(text: &str) -> String {
    text.nfkd().filter(|character| !is_combining_mark(*character)).flat_map(char::to_lowercase).collect()
}

/// The words of a text: runs of letters and digits.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = None;
    let ends = text.char_indices().chain([(text.len(), ' ')]);
    for (at, character) in ends {
        let inside = character.is_alphanumeric() || is_combining_mark(character);
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push(Word { start: from, end: at, folded: fold(&text[from..at]) });
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// What two titles must have in common to be one: their words, folded, in order.
pub(crate) fn key(text: &str) -> String {
    words(text).into_iter().map(|word| word.folded).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_that_differ_in_case_accents_and_punctuation_have_one_key() {
        let table = [
            ("Vestido Midi azul-marinho", "vestido midi azul marinho"),
            ("*VESTIDO* midi, azul marinho!", "vestido midi azul marinho"),
            ("Calc\u{327}a\u{303}o", "calcao"),
            ("Calção", "calcao"),
            ("5\" × 3½", "5 31⁄2"),
            ("", ""),
        ];
        for (text, expected) in table {
            assert_eq!(key(text), expected, "{text}");
        }
    }

    #[test]
    fn a_word_knows_its_place_in_bytes() {
        let text = "– Calção, 40!";
        let places: Vec<&str> = words(text).iter().map(|word| &text[word.start..word.end]).collect();
        assert_eq!(places, ["Calção", "40"]);
    }
}
