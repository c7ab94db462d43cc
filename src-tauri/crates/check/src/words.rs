//! Words as they are compared: without case, accents and punctuation.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// A word of a text, and where it stands in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub start: usize,
    pub end: usize,
    pub folded: String,
}

/// Lower case without accents: `Calção` and `calcao` are one word.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    text.chars().for_each(|character| fold_into(character, &mut folded));
    folded
}

/// One by one: the order of marks, which is all that a text as a whole is normalized for, means nothing here.
fn fold_into(character: char, folded: &mut String) {
    if character.is_ascii() {
        folded.push(character.to_ascii_lowercase());
        return;
    }
    decompose_compatible(character, |part| {
        if !is_combining_mark(part) {
            folded.extend(part.to_lowercase());
        }
    });
}

fn is_of_a_word(character: char) -> bool {
    character.is_alphanumeric() || (!character.is_ascii() && is_combining_mark(character))
}

/// The words of a text: runs of letters and digits.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = None;
    let ends = text.char_indices().chain([(text.len(), ' ')]);
    for (at, character) in ends {
        let inside = is_of_a_word(character);
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
    let mut key = String::with_capacity(text.len());
    let (mut inside, mut any) = (false, false);
    for character in text.chars() {
        let was_inside = std::mem::replace(&mut inside, is_of_a_word(character));
        if !inside {
            continue;
        }
        if any && !was_inside {
            key.push(' ');
        }
        any = true;
        fold_into(character, &mut key);
    }
    key
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
    fn a_key_is_the_words_of_a_text_with_a_space_between() {
        for text in [
            "Vestido – midi, 40!",
            "  Cal\u{327}a\u{303}o\u{301} İ ﬁ 한국 ①",
            "a\u{301}\u{323}b",
            "…",
            "Straße ΣΑΣ",
        ] {
            let joined = words(text).into_iter().map(|word| word.folded).collect::<Vec<_>>().join(" ");
            assert_eq!(key(text), joined, "{text}");
        }
    }

    #[test]
    fn a_word_knows_its_place_in_bytes() {
        let text = "– Calção, 40!";
        let places: Vec<&str> = words(text).iter().map(|word| &text[word.start..word.end]).collect();
        assert_eq!(places, ["Calção", "40"]);
    }
}
