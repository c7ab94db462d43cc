//! Which answer is next.

use std::{collections::BTreeSet, sync::Arc};

use super::RecordedAnswer;
use crate::request::{Call, Input};
use crate::search::fold;

/// The answers in the order of the recording, each with what it was an answer to.
pub(super) struct Answers {
    answers: Vec<(Option<Input>, Arc<RecordedAnswer>)>,
}

/// Where a session is.
#[derive(Debug, Default)]
pub(super) struct Place {
    served: BTreeSet<usize>,
    /// The answer behind the last that was served.
    next: usize,
}

impl Answers {
    pub(super) fn new(answers: Vec<RecordedAnswer>) -> Self {
        let read = |answer: RecordedAnswer| {
            let call = Call::read(&answer.request).ok();
            (call.as_ref().and_then(said), Arc::new(answer))
        };
        Self { answers: answers.into_iter().map(read).collect() }
    }

    /// The answer to what was said: the next one that this session has not had, from where it is; else an earlier one
    /// that it has not had; else the last one that it has. To what the recording does not know, whatever comes next.
    pub(super) fn next(&self, place: &mut Place, said: Option<&Input>) -> Option<Arc<RecordedAnswer>> {
        let same =
            |at: &usize| said.is_some() && self.answers.get(*at).is_some_and(|(to, _)| to.as_ref() == said);
        let fresh = |at: &usize| !place.served.contains(at);
        let (behind, before) = (place.next..self.answers.len(), 0..place.next);
        let at = behind
            .clone()
            .filter(fresh)
            .find(same)
            .or_else(|| before.filter(fresh).find(same))
            .or_else(|| (0..self.answers.len()).rfind(same))
            .or_else(|| behind.clone().find(fresh))?;
        place.served.insert(at);
        place.next = at + 1;
        self.answers.get(at).map(|(_, answer)| Arc::clone(answer))
    }
}

/// What the customer did last, so that two who did the same are equal: blanks, upper case, accents and
/// punctuation do not count, since nobody types them twice alike.
pub(super) fn said(call: &Call) -> Option<Input> {
    let events = call.input().ok()?;
    let last = events.into_iter().rfind(|input| *input != Input::AssistantSaid)?;
    Some(match last {
        Input::Text(text) => Input::Text(words(&text)),
        other => other,
    })
}

/// The words of a message. One that has none, such as a thumb, is itself.
fn words(text: &str) -> String {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(|letter: char| !letter.is_alphanumeric()).collect();
    match words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ") {
        none if none.is_empty() => text.trim().to_owned(),
        words => words,
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Bytes;
    use serde_json::json;

    use super::*;
    use crate::replay::AnswerEnd;

    fn request(text: &str) -> Bytes {
        let event =
            json!({ "messageEvent": { "role": "USER", "content": { "textContent": { "text": text } } } });
        let before =
            json!({ "messageEvent": { "role": "ASSISTANT", "content": { "textContent": { "text": "x" } } } });
        let body = json!({ "businessId": "b", "clientKey": "c", "inputEvents": [event, before] });
        Bytes::from(body.to_string())
    }

    fn answers(texts: &[&str]) -> Answers {
        let answer = |(number, text): (usize, &&str)| RecordedAnswer {
            // The capture of an answer says nothing of what was asked.
            request: if text.is_empty() { Bytes::from_static(b"{}") } else { request(text) },
            head: None,
            pieces: vec![(Default::default(), Bytes::from(number.to_string()))],
            end: Default::default(),
            ending: AnswerEnd::Whole,
        };
        Answers::new(texts.iter().enumerate().map(answer).collect())
    }

    #[test]
    fn each_message_gets_its_own_answer_and_what_is_not_known_the_next() {
        // What is recorded, what is said, and the numbers of the answers; -1 where there is none.
        type Case = (&'static [&'static str], &'static [(&'static str, i64)]);
        let table: &[Case] = &[
            (&["a", "b", "c"], &[("a", 0), ("b", 1), ("c", 2), ("x", -1)]),
            (&["a", "b", "c"], &[("b", 1), ("x", 2), ("x", -1), ("a", 0), ("x", -1)]),
            (&["a", "b", "c"], &[("  A ", 0), ("x", 1), ("B", 1), ("x", 2)]),
            (&["a", "b", "a", "c"], &[("a", 0), ("a", 2), ("a", 2), ("x", 3)]),
            (&["a", "b", "a"], &[("b", 1), ("a", 2), ("a", 0), ("a", 2)]),
            (&["", "a"], &[("x", 0), ("a", 1), ("x", -1)]),
            (&["Tem vestido azul?", "Tem saia prêta?"], &[("tem SAIA preta", 1), ("TEM VESTIDO, AZUL", 0)]),
            (&["?", "👍", "!"], &[("👍", 1), (" ! ", 2), ("?", 0)]),
            (&[], &[("a", -1)]),
        ];
        for (recorded, said_and_expected) in table {
            let answers = answers(recorded);
            let mut place = Place::default();
            for (text, expected) in *said_and_expected {
                let call = Call::read(&request(text)).unwrap();
                let answer = answers.next(&mut place, said(&call).as_ref());
                let number = answer.map_or(-1, |answer| {
                    std::str::from_utf8(&answer.pieces[0].1).unwrap().parse::<i64>().unwrap()
                });
                assert_eq!(number, *expected, "{recorded:?} {text}");
            }
        }
    }
}
