use std::path::Path;
use std::time::Duration;

use serde_json::json;
use sofia_core::jq::Jq;

use super::conversation::action;
use super::proposals::proposals;
use super::*;
use crate::answer::Answer;
use crate::assertion::{Judging, VerdictStatus};
use crate::catalog::Availability;
use crate::jq::JqRunner;
use crate::suite::{self, Action, Suite, Target};
use crate::truth::MemoryCatalog;
use crate::{Currency, Money, Product};

fn say(text: &str, assertions: Vec<AssertionDraft>) -> TestDraft {
    TestDraft {
        name: text.to_owned(),
        tags: vec![],
        turns: vec![TurnDraft { context: vec![], action: ActionDraft::Say(text.to_owned()), assertions }],
    }
}

fn draft(tests: Vec<TestDraft>) -> SuiteDraft {
    SuiteDraft {
        name: "Acme: all".into(),
        merchant: Some("Acme".into()),
        about: vec!["Made\nby".into()],
        tests,
    }
}

fn read(text: &str) -> Suite {
    suite::read_text(Path::new("a.yaml"), text).unwrap_or_else(|errors| panic!("{errors:#?}\n{text}"))
}

/// Products by their ids, which are quoted where they could be numbers.
const IDS: &str = "{type: recommends, ids: [A1, A2]}";

/// What YAML, the template or the eye could read something else into.
const NASTY: [&str; 22] = [
    "yes",
    "No",
    "null",
    "~",
    "1.5",
    "2024-01-01",
    "0x1F",
    "- dash",
    "a: b",
    "a #b",
    "{{name}}",
    "{{",
    "}} {{ x",
    "\"quoted\" \\ back",
    "line\nbreak\ttab",
    "  spaces  ",
    "*bold*",
    "&anchor",
    "!tag",
    "%dir",
    "\u{202E}rtl\u{0}",
    "Tem vestido azul até R$ 200,00? 👗",
];

#[test]
fn every_text_is_read_back_as_it_was() {
    for text in NASTY {
        let asserted = AssertionDraft::new("icontains").with("value", text);
        let mut test = say(text, vec![asserted.clone()]);
        test.tags = vec![text.to_owned()];
        test.turns.push(TurnDraft {
            context: vec![json!({ "storeEvent": { "name": text } })],
            action: ActionDraft::Event(json!({ "messageEvent": { "content": text } })),
            assertions: vec![],
        });
        test.turns.push(TurnDraft {
            context: vec![],
            action: ActionDraft::Click(Click { target: Target::Row, label: text.to_owned() }),
            assertions: vec![],
        });
        for written in
            [suite_text(&draft(vec![test.clone()])), format!("tests: [{}]", yaml::flow(&test, false))]
        {
            let suite = read(&written);
            let read = &suite.tests[0];
            assert_eq!(read.name, text, "{written}");
            assert_eq!(read.turns[0].action, Action::Say(text.to_owned()), "{written}");
            assert_eq!(read.turns[0].assertions[0].text, asserted.text(), "{written}");
            assert_eq!(
                read.turns[1].context,
                [json!({ "storeEvent": { "name": text } }).to_string()],
                "{written}"
            );
            let Action::Click(click) = &read.turns[2].action else { panic!("{written}") };
            assert_eq!(click.label, text, "{written}");
        }
    }
}

#[test]
fn tests_are_put_behind_those_that_are_there_and_nothing_else_moves() {
    let table = [
        ("", None),
        ("# Ours\nname: A # yes\ntests:\n  - name: one\n    turns: [{say: a}]\n", None),
        (
            "tests:\n- name: one\n  turns:\n  - say: |\n      a\n      b\n\n# the end\nvariables: {x: 1}\n",
            None,
        ),
        ("tests: [{name: one, turns: [{say: \"a ] b\"}]}] # brackets\nname: A\n", None),
        ("tests: []\n", None),
        ("name: A\nrepeat: 2\n", None),
        ("name: A\ntests:\n", None),
        ("name: A\r\ntests:\r\n  - name: one\r\n    turns: [{say: a}]\r\n", None),
        (
            "setup: hi\nsetups: {hi: [{say: oi}]}\ntests:\n  - name: one\n    turns: [{say: a}]",
            Some("setup: none"),
        ),
    ];
    for (before, expected) in table {
        let draft = draft(vec![say("one", vec![AssertionDraft::new("not-handover")])]);
        let path = Path::new("a.yaml");
        let (text, names) = append(path, before, &draft).unwrap_or_else(|error| panic!("{error}\n{before}"));
        let (suite, had) = (read(&text), before.contains("one"));
        assert_eq!(names, [if had { "one (2)" } else { "one" }], "{text}");
        assert_eq!(suite.tests.len(), 1 + usize::from(had), "{text}");
        assert_eq!(suite.tests.last().unwrap().turns.len(), 1, "{text}");
        assert!(expected.is_none_or(|expected| text.contains(expected)), "{text}");
        // Every line that was there is there, in its order.
        let mut lines = text.lines();
        let kept = |line: &str| lines.any(|other| other.starts_with(line.trim_end_matches([']', ' '])));
        let in_brackets = before.contains("[{name") || before.contains("[]");
        assert!(in_brackets || before.lines().all(kept), "{before}\n---\n{text}");
        assert_eq!(text.contains("\r\n"), before.contains("\r\n"));
        assert!(!text.contains("\r\n") || !text.replace("\r\n", "").contains('\n'), "{text:?}");
    }
}

#[test]
fn a_file_that_cannot_be_added_to_is_left_alone() {
    let path = Path::new("a.yaml");
    let new = draft(vec![say("new", vec![])]);
    let anchored = "x: 1\ntests:\n  - {name: a, turns: [{say: b}]}\n";
    assert!(matches!(append(path, anchored, &new), Err(AppendError::Suite(_))));
    let aliased = "tests: &all\n  - {name: a, turns: [{say: b}]}\n";
    assert!(matches!(append(path, aliased, &new), Err(AppendError::Form(_))));
}

fn lines(lines: &[&str]) -> Answer {
    let mut answer = Answer { complete: Some(Duration::from_millis(700)), ..Answer::default() };
    for (seq, line) in (1..).zip(lines) {
        answer.take_line(line.as_bytes(), seq, Duration::from_millis(100 * seq));
    }
    answer
}

fn shop_answer() -> Answer {
    lines(&[
        r#"{"messageEvent":{"role":"ASSISTANT","content":{"textContent":{"text":"Separei duas opções de *vestido azul* para você. Quer que eu filtre por tamanho ou por preço?"}}}}"#,
        r#"{"recommendationEvent":{"products":[{"productId":"A1","title":"Vestido azul","price":189.9,"currency":"BRL"},{"productId":"A2","title":"Vestido midi","price":"99.5","currency":"BRL"}]}}"#,
        r#"{"chatSuggestionEvent":{"suggestedQuestions":["Mais barato","Tem em preto?"]}}"#,
    ])
}

async fn verdicts(made: &[Proposal], answer: &Answer) -> Vec<(String, VerdictStatus)> {
    let assertions: Vec<AssertionDraft> = made
        .iter()
        .map(|proposal| proposal.assertion.clone())
        .filter(|assertion| assertion.name != "catalog-truth")
        .collect();
    let suite = read(&suite_text(&draft(vec![say("x", assertions)])));
    let mut jq = JqRunner::new(Jq::of_this_program());
    let mut verdicts = Vec::new();
    for asserted in &suite.tests[0].turns[0].assertions {
        let mut judging = Judging { answer, truth: None, jq: &mut jq, person: None };
        let verdict = asserted.judge(&mut judging).await;
        verdicts.push((verdict.assertion, verdict.status));
    }
    verdicts
}

#[tokio::test]
async fn all_that_is_proposed_holds_for_the_answer_that_it_was_made_from() {
    let handover = lines(&[
        r#"{"messageEvent":{"role":"ASSISTANT","content":{"textContent":{"text":"Claro, vou chamar alguém do nosso time."}}}}"#,
        r#"{"agentHandoverEvent":{"triggerHandover":true,"reason":"The customer asked"}}"#,
    ]);
    let list = lines(&[
        r#"{"connectlyInteractiveEvent":{"interactive":{"listMessage":{"text":"Escolha","button":{"id":"b","text":"Ver"},"sections":[{"title":"S","rows":[{"id":"1","text":"Vestidos"}]}]}}}}"#,
        r#"{"surpriseEvent":{}}"#,
    ]);
    let long = lines(&[&format!(
        r#"{{"messageEvent":{{"role":"ASSISTANT","content":{{"textContent":{{"text":"{}"}}}}}}}}"#,
        "a".repeat(5000)
    )]);
    let said = ActionDraft::Say("Tem vestido azul até 200 reais?".into());
    for answer in [&shop_answer(), &handover, &list, &long, &Answer::default()] {
        let made = proposals(&said, answer, true);
        for (assertion, status) in verdicts(&made, answer).await {
            assert_eq!(status, VerdictStatus::Passed, "{assertion}");
        }
    }
    let texts = |answer: &Answer, chosen| -> Vec<String> {
        let made = proposals(&said, answer, true);
        made.iter().filter(|one| one.is_chosen == chosen).map(|one| one.assertion.text()).collect()
    };
    assert_eq!(
        texts(&shop_answer(), true),
        [
            "{type: recommends, min: 1, price: {max: 200}, currency: BRL}",
            "{type: catalog-truth}",
            "{type: not-handover}",
            "{type: suggests}",
            "{type: icontains, value: vestido}",
            "{type: icontains, value: azul}",
            "{type: language, value: pt}",
            "{type: whatsapp-limits}",
            "{type: no-unknown-event}",
        ]
    );
    assert!(texts(&shop_answer(), false).contains(&IDS.to_owned()));
    assert!(texts(&handover, true).contains(&"{type: handover, kind: agent}".to_owned()));
    assert!(texts(&list, true).contains(&"{type: list-row}".to_owned()));
    assert!(!texts(&list, true).contains(&"{type: no-unknown-event}".to_owned()));
    assert!(!texts(&long, true).contains(&"{type: whatsapp-limits}".to_owned()));
}

#[test]
fn a_choice_among_what_was_offered_becomes_a_click() {
    let before = shop_answer();
    let text = |text: &str| json!({ "messageEvent": { "role": "USER", "content": { "textContent": { "text": text } } } });
    assert_eq!(action(&text("Oi"), &before), ActionDraft::Say("Oi".into()));
    let ActionDraft::Click(click) = action(&text("Tem em preto?"), &before) else { panic!() };
    assert_eq!((click.target, click.label.as_str()), (Target::Suggestion, "Tem em preto?"));
    // A row that nobody offered is sent as the event that it was.
    let row = json!({ "listReplyEvent": { "id": "1", "title": "Vestidos" } });
    assert_eq!(action(&row, &before), ActionDraft::Event(row));
}

fn product(number: usize) -> Product {
    let (kind, category) = [
        ("Vestido midi", "Roupas > Vestidos"),
        ("Bolsa tiracolo", "Bolsas"),
        ("Sandália rasteira", "Calçados"),
    ][number % 3];
    let colour = ["azul", "preto", "vermelho"][number / 3 % 3];
    Product {
        id: format!("P{number}"),
        title: format!("{kind} {colour} {}", ["Aurora", "Brisa", "Cais", "Duna"][number / 9 % 4]),
        description: Some("Peça leve para o dia a dia, com bolsos e forro macio.".into()),
        price: Some(Money {
            amount: rust_decimal::Decimal::new(5_990 + 700 * number as i64, 2),
            currency: Currency::of_code("BRL"),
        }),
        category: Some(category.into()),
        colour: Some(colour.into()),
        availability: if number == 0 { Availability::OutOfStock } else { Availability::InStock },
        brand: Some("Aurora".into()),
        ..Product::default()
    }
}

fn wanted(seed: u64, by_category: bool) -> FromCatalog {
    FromCatalog {
        sample: 40,
        seed,
        by_category,
        language: None,
        name: "Moda".into(),
        merchant: Some("Moda".into()),
        at: 0,
    }
}

#[test]
fn a_suite_from_a_catalog_is_the_same_for_the_same_seed_and_can_be_read() {
    let catalog: MemoryCatalog = (0..36).map(product).collect();
    let text = |seed, by_category| suite_text(&from_catalog(&catalog, &wanted(seed, by_category)).unwrap());
    assert_eq!(text(1, false), text(1, false));
    assert_ne!(text(1, false), text(2, false));
    for by_category in [false, true] {
        let suite = read(&text(1, by_category));
        assert!(suite.tests.len() >= 35, "{}", suite.tests.len());
        for tag in ["price", "stock", "cheapest", "budget", "colour", "compare", "other-brand", "misspelt"] {
            assert!(suite.tests.iter().any(|test| test.tags.iter().any(|own| own == tag)), "{tag}");
        }
        // What is shown beside the one thing that was asked about may be sold out.
        for test in &suite.tests {
            let is_of_one_thing =
                ["price", "compare", "other-brand", "misspelt"].contains(&test.tags.last().unwrap().as_str());
            let truth = if is_of_one_thing {
                "{type: catalog-truth, allow: [out-of-stock]}"
            } else {
                "{type: catalog-truth}"
            };
            assert_eq!(test.turns[0].assertions.last().unwrap().text, truth, "{:?}", test.tags);
        }
        // The catalog's texts are Portuguese, so the questions are.
        let names: Vec<&str> = suite.tests.iter().map(|test| test.name.as_str()).collect();
        assert!(names.iter().any(|name| name.contains("Qual")), "{names:#?}");
        assert!(!names.iter().any(|name| name.contains('¿') || name.contains("How")), "{names:#?}");
    }
    let empty = from_catalog(&MemoryCatalog::new(), &wanted(1, false)).unwrap();
    assert_eq!(empty.tests, []);
}

#[test]
fn what_the_feed_implies_is_what_is_asserted() {
    let catalog: MemoryCatalog = (0..36).map(product).collect();
    let draft = from_catalog(&catalog, &FromCatalog { language: Some(Language::English), ..wanted(7, true) })
        .unwrap();
    let of = |tag: &str| {
        let test = draft.tests.iter().find(|test| test.tags.iter().any(|own| own == tag));
        let test = test.unwrap_or_else(|| panic!("{tag}"));
        (test.name.clone(), test.turns[0].assertions[0].text())
    };
    let (question, asserted) = of("cheapest");
    // The cheapest dress is sold out, so the next one is the cheapest.
    let cheapest = [("vestidos", "80.9"), ("bolsas", "66.9"), ("calçados", "73.9")];
    let expected = cheapest.iter().find(|(name, _)| question.contains(name)).map(|(_, price)| *price);
    let expected = expected.unwrap_or_else(|| panic!("{question}"));
    assert_eq!(
        asserted,
        format!("{{type: recommends, price: {{max: {expected}}}, currency: BRL, match: any}}")
    );
    let (question, asserted) = of("other-brand");
    let brand = asserted
        .split("title: ")
        .nth(1)
        .unwrap()
        .split(',')
        .next()
        .unwrap()
        .trim_matches('"')
        .replace(r"\\b", "");
    assert!(
        question.contains(&brand) && asserted.starts_with("{type: not-recommends"),
        "{question} {asserted}"
    );
}
