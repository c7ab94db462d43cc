//! Assertions about the words of an answer: what a customer reads of it, one message to a line.

use serde_json::Value;
use whatlang::{Detector, Lang};

use super::numbers::quoted;
use super::parameters::{RegexText, WordCount};
use super::phrase::{Phrase, PhraseCode};
use super::verdict::Judgement;
use crate::answer::Answer;

/// Equal to a text or a number, or, for an object or a list, JSON with the same content.
pub(super) fn equals(answer: &Answer, value: &Value) -> Judgement {
    let text = answer.text();
    let (holds, expected) = match value {
        Value::Object(_) | Value::Array(_) => {
            (serde_json::from_str::<Value>(&text).is_ok_and(|found| found == *value), value.to_string())
        }
        Value::String(expected) => (text == *expected, expected.clone()),
        other => {
            let expected = other.to_string();
            (text == expected, expected)
        }
    };
    let wanted = Phrase::of(PhraseCode::TextIs, format!("the text {expected:?}")).with("value", expected);
    Judgement::of(holds, wanted, Phrase::text(&text))
}

fn is_in(text: &str, part: &str, any_case: bool) -> bool {
    if any_case { text.to_lowercase().contains(&part.to_lowercase()) } else { text.contains(part) }
}

pub(super) fn contains(answer: &Answer, value: &str, any_case: bool) -> Judgement {
    let text = answer.text();
    let expected =
        Phrase::of(PhraseCode::TextContains, format!("{value:?} in the text")).with("value", value);
    Judgement::of(is_in(&text, value, any_case), expected, Phrase::text(&text))
}

pub(super) fn contains_all(answer: &Answer, values: &[String], any_case: bool) -> Judgement {
    let text = answer.text();
    let missing: Vec<&String> = values.iter().filter(|value| !is_in(&text, value, any_case)).collect();
    let found = if missing.is_empty() {
        Phrase::text(&text)
    } else {
        let english = format!("{text:?}, where {} is missing", quoted(&missing));
        Phrase::of(PhraseCode::TextMissing, english).with("value", &text).with("values", quoted(&missing))
    };
    let all = quoted(values);
    let expected = Phrase::of(PhraseCode::TextContainsAll, format!("all of {all} in the text"));
    Judgement::of(missing.is_empty(), expected.with("values", all), found)
}

pub(super) fn contains_any(answer: &Answer, values: &[String], any_case: bool) -> Judgement {
    let text = answer.text();
    let holds = values.iter().any(|value| is_in(&text, value, any_case));
    let any = quoted(values);
    let expected = Phrase::of(PhraseCode::TextContainsAny, format!("any of {any} in the text"));
    Judgement::of(holds, expected.with("values", any), Phrase::text(&text))
}

pub(super) fn starts_with(answer: &Answer, value: &str) -> Judgement {
    let text = answer.text();
    let expected = Phrase::of(PhraseCode::TextStartsWith, format!("the text to start with {value:?}"));
    Judgement::of(text.starts_with(value), expected.with("value", value), Phrase::text(&text))
}

pub(super) fn regex(answer: &Answer, value: &RegexText) -> Judgement {
    let text = answer.text();
    let expected = Phrase::of(PhraseCode::TextMatches, format!("a match of /{}/ in the text", value.0));
    Judgement::of(value.0.is_match(&text), expected.with("value", &value.0), Phrase::text(&text))
}

/// At most so many insertions, deletions and substitutions away, counted in characters.
pub(super) fn levenshtein(answer: &Answer, value: &str, threshold: usize) -> Judgement {
    let text = answer.text();
    let distance = strsim::levenshtein(&text, value);
    let expected = format!("a text at most {threshold} edits from {value:?}");
    let found = format!("{text:?}, which is {distance} edits away");
    Judgement::of(
        distance <= threshold,
        Phrase::of(PhraseCode::TextNear, expected).with("count", threshold).with("value", value),
        Phrase::of(PhraseCode::TextDistance, found).with("value", &text).with("count", distance),
    )
}

/// Words are what white space separates.
pub(super) fn word_count(answer: &Answer, count: &WordCount) -> Judgement {
    let found = answer.text().split_whitespace().count() as u64;
    let (holds, expected) = match *count {
        WordCount::Exact(exact) => {
            let words = Phrase::of(PhraseCode::WordsExactly, format!("{exact} words"));
            (found == exact, words.with("count", exact))
        }
        WordCount::Within { min, max } => {
            let holds = min.is_none_or(|min| found >= min) && max.is_none_or(|max| found <= max);
            (holds, words_within(min, max))
        }
    };
    let words = Phrase::of(PhraseCode::Words, format!("{found} words")).with("count", found);
    Judgement::of(holds, expected, words)
}

fn words_within(min: Option<u64>, max: Option<u64>) -> Phrase {
    match (min, max) {
        (Some(min), Some(max)) => Phrase::of(PhraseCode::WordsBetween, format!("{min} to {max} words"))
            .with("min", min)
            .with("max", max),
        (Some(min), None) => {
            Phrase::of(PhraseCode::WordsAtLeast, format!("at least {min} words")).with("count", min)
        }
        (None, max) => {
            let max = max.unwrap_or(u64::MAX);
            Phrase::of(PhraseCode::WordsAtMost, format!("at most {max} words")).with("count", max)
        }
    }
}

pub(super) fn is_json(answer: &Answer) -> Judgement {
    let text = answer.text();
    let problem = agent_graph::json::check(&text).err();
    let found = match &problem {
        None => Phrase::text(&text),
        Some(problem) => Phrase::of(PhraseCode::TextNoJson, format!("{text:?} ({problem})"))
            .with("value", &text)
            .with("reason", problem),
    };
    Judgement::of(problem.is_none(), Phrase::of(PhraseCode::Json, "JSON"), found)
}

/// The languages that are told apart where none of them is expected: those of the merchants' countries and their
/// neighbours. Fewer candidates make short texts certain that would be anything otherwise.
const CANDIDATES: [Lang; 7] = [Lang::Por, Lang::Spa, Lang::Eng, Lang::Fra, Lang::Ita, Lang::Deu, Lang::Nld];

/// Two letters of ISO 639-1 for the languages that the detector knows.
#[rustfmt::skip]
const TWO_LETTERS: &[(&str, Lang)] = &[
    ("pt", Lang::Por), ("es", Lang::Spa), ("en", Lang::Eng), ("fr", Lang::Fra), ("it", Lang::Ita), ("de", Lang::Deu),
    ("nl", Lang::Nld), ("ca", Lang::Cat), ("ro", Lang::Ron), ("pl", Lang::Pol), ("cs", Lang::Ces), ("sk", Lang::Slk),
    ("hu", Lang::Hun), ("sv", Lang::Swe), ("nb", Lang::Nob), ("no", Lang::Nob), ("da", Lang::Dan), ("fi", Lang::Fin),
    ("et", Lang::Est), ("lv", Lang::Lav), ("lt", Lang::Lit), ("sl", Lang::Slv), ("hr", Lang::Hrv), ("sr", Lang::Srp),
    ("bg", Lang::Bul), ("mk", Lang::Mkd), ("el", Lang::Ell), ("tr", Lang::Tur), ("ru", Lang::Rus), ("uk", Lang::Ukr),
    ("be", Lang::Bel), ("ar", Lang::Ara), ("he", Lang::Heb), ("hi", Lang::Hin), ("zh", Lang::Cmn), ("ja", Lang::Jpn),
    ("ko", Lang::Kor), ("vi", Lang::Vie), ("th", Lang::Tha), ("id", Lang::Ind),
];

/// The language of a code: `pt`, `pt-BR` or `por`.
pub(crate) fn language_of(code: &str) -> Option<Lang> {
    let primary = code.split(['-', '_']).next().unwrap_or_default().to_lowercase();
    let two = TWO_LETTERS.iter().find(|(name, _)| *name == primary).map(|(_, language)| *language);
    two.or_else(|| Lang::from_code(primary))
}

/// The code of a text's language, where there is no doubt about it.
pub(crate) fn certain_language(text: &str) -> Option<&'static str> {
    certain_language_among(text, &CANDIDATES)
}

/// The code of a text's language where it can only be one of these, and there is no doubt about which.
pub(crate) fn certain_language_among(text: &str, candidates: &[Lang]) -> Option<&'static str> {
    let info =
        Detector::with_allowlist(candidates.to_vec()).detect(text).filter(whatlang::Info::is_reliable)?;
    TWO_LETTERS.iter().find(|(_, language)| *language == info.lang()).map(|(code, _)| *code)
}

/// Two letters where it has them, three otherwise.
fn code_of(language: Lang) -> &'static str {
    TWO_LETTERS.iter().find(|(_, known)| *known == language).map_or(language.code(), |(code, _)| code)
}

/// The language of the words. A text too short to tell is no failure: it says so.
pub(super) fn language(answer: &Answer, codes: &[String]) -> Judgement {
    let wanted: Vec<Lang> = codes.iter().filter_map(|code| language_of(code)).collect();
    let mut candidates = CANDIDATES.to_vec();
    candidates.extend(wanted.iter().filter(|language| !CANDIDATES.contains(language)));
    let text = answer.text();
    let words = codes.join(" or ");
    let expected =
        Phrase::of(PhraseCode::TextIn, format!("text in {words}")).with("values", codes.join(", "));
    match Detector::with_allowlist(candidates).detect(&text) {
        None => Judgement::of(text.trim().is_empty(), expected, Phrase::of(PhraseCode::NoWords, "no words")),
        Some(info) => {
            let holds = wanted.contains(&info.lang()) || !info.is_reliable();
            let (code, certainty) = if info.is_reliable() {
                (PhraseCode::LanguageIs, "")
            } else {
                (PhraseCode::LanguageMaybe, ", though that is not certain")
            };
            let found = Phrase::of(code, format!("{}{certainty}: {text:?}", info.lang().eng_name()))
                .with("language", code_of(info.lang()))
                .with("value", &text);
            Judgement::of(holds, expected, found)
        }
    }
}
