use std::time::Duration;

use serde_json::json;

use super::*;
use crate::suite;
use crate::truth::{Circumstances, Claims, MemoryCatalog, Truth};

/// An answer with every kind of event that assertions look at.
fn answer(lines: &[&str]) -> Answer {
    let mut answer = Answer { complete: Some(Duration::from_millis(1500)), ..Answer::default() };
    for (seq, line) in (1..).zip(lines) {
        answer.take_line(line.as_bytes(), seq, Duration::from_millis(200 * seq));
    }
    answer
}

const MESSAGE: &str = r#"{"messageEvent":{"role":"ASSISTANT","content":{"textContent":{"text":"Olá! Temos *vestido azul* por R$ 189,90."}}}}"#;
const PRODUCTS: &str = r#"{"recommendationEvent":{"products":[
    {"productId":"A","title":"Vestido azul","price":189.9,"currency":"BRL"},
    {"productId":"B","title":"Vestido verde","price":"R$ 99,90","currency":"BRL","metadata":{"stock":3}}]}}"#;
const CHIPS: &str = r#"{"chatSuggestionEvent":{"suggestedQuestions":["Tem em preto?","Qual o frete?"]}}"#;
const HANDOVER: &str = r#"{"agentHandoverEvent":{"triggerHandover":true,"reason":"The customer asked","reasonNative":"O cliente pediu"}}"#;
const LIST: &str = r#"{"connectlyInteractiveEvent":{"interactive":{"listMessage":{"body":{"text":"Escolha"},"button":{"text":"Ver"},"sections":[{"title":"S","rows":[{"id":"r1","text":"Vestidos"},{"id":"r2","text":"Bolsas"}]}]}}}}"#;
const BUTTONS: &str = r#"{"connectlyInteractiveEvent":{"interactive":{"replyButtonMessage":{"body":{"text":"Quanto?"},"buttons":[{"id":"b1","text":"Até R$ 100"},{"id":"b2","text":"Acima"}]}}}}"#;
const SURPRISE: &str = r#"{"surpriseEvent":{"x":1}}"#;

/// The lines as the wire has them, on one line each.
fn usual() -> Answer {
    let products = PRODUCTS.replace('\n', " ");
    answer(&[MESSAGE, &products, CHIPS])
}

/// The verdicts of assertions written as in a suite.
async fn judge(
    answer: &Answer,
    truth: Option<&Result<Truth, CatalogError>>,
    assertions: &[&str],
) -> Vec<Verdict> {
    let lines: Vec<String> = assertions.iter().map(|text| format!("          - {text}\n")).collect();
    let text =
        format!("tests:\n  - name: t\n    turns:\n      - say: hi\n        assert:\n{}", lines.concat());
    let suite = suite::read_text(std::path::Path::new("s.yaml"), &text).unwrap();
    // No expression is run here: that needs a program that serves as its worker.
    let mut jq = JqRunner::new(sofia_core::jq::Jq::new("not-there".into()));
    let mut verdicts = Vec::new();
    for asserted in &suite.tests[0].turns[0].assertions {
        let mut judging = Judging { answer, truth, jq: &mut jq, person: None };
        verdicts.push(asserted.judge(&mut judging).await);
    }
    verdicts
}

/// Each assertion with what becomes of it; its negation becomes the opposite.
async fn table(answer: &Answer, rows: &[(&str, bool)]) {
    for (assertion, holds) in rows {
        let negated = assertion.replacen("type: ", "type: not-", 1);
        let verdicts = judge(answer, None, &[assertion, &negated]).await;
        let statuses: Vec<bool> =
            verdicts.iter().map(|verdict| verdict.status == VerdictStatus::Passed).collect();
        assert_eq!(statuses, [*holds, !holds], "{assertion}\n{verdicts:#?}");
        assert!(verdicts.iter().all(|verdict| verdict.status != VerdictStatus::Error), "{verdicts:#?}");
    }
}

#[tokio::test]
async fn words_are_compared_as_promptfoo_compares_them() {
    let rows = [
        ("{type: equals, value: 'Olá! Temos *vestido azul* por R$ 189,90.'}", true),
        ("{type: equals, value: 'olá'}", false),
        ("{type: contains, value: vestido azul}", true),
        ("{type: contains, value: VESTIDO}", false),
        ("{type: contains, value: 189}", true),
        ("{type: icontains, value: VESTIDO AZUL}", true),
        ("{type: icontains, value: OLÁ}", true),
        ("{type: contains-all, value: [Temos, azul]}", true),
        ("{type: contains-all, value: [Temos, preto]}", false),
        ("{type: contains-all, value: 'Temos, azul'}", true),
        ("{type: contains-all, value: '\"189,90\", azul'}", true),
        ("{type: contains-any, value: [preto, azul]}", true),
        ("{type: contains-any, value: [preto, AZUL]}", false),
        ("{type: icontains-any, value: [preto, AZUL]}", true),
        ("{type: icontains-all, value: [TEMOS, AZUL]}", true),
        ("{type: starts-with, value: Olá}", true),
        ("{type: starts-with, value: olá}", false),
        (r"{type: regex, value: 'R\$ \d+,\d{2}'}", true),
        ("{type: regex, value: '^Temos'}", false),
        ("{type: levenshtein, value: 'Ola! Temos *vestido azul* por R$ 189,90.'}", true),
        ("{type: levenshtein, value: 'Ola! Temos *vestido azul* por R$ 189,90.', threshold: 0}", false),
        ("{type: levenshtein, value: 'something else altogether'}", false),
        ("{type: word-count, value: 7}", true),
        ("{type: word-count, value: {min: 8}}", false),
        ("{type: word-count, value: {min: 2, max: 10}}", true),
        ("{type: is-json}", false),
        ("{type: latency, threshold: 1500}", true),
        ("{type: latency, threshold: 1499}", false),
        ("{type: complete, threshold: 2000}", true),
        ("{type: first-event, threshold: 200}", true),
        ("{type: first-event, threshold: 199}", false),
        ("{type: language, value: pt}", true),
    ];
    table(&usual(), &rows).await;
    let json = answer(&[
        r#"{"messageEvent":{"role":"ASSISTANT","content":{"textContent":{"text":"{\"a\": [1]}"}}}}"#,
    ]);
    let rows = [
        ("{type: is-json}", true),
        ("{type: equals, value: {a: [1]}}", true),
        ("{type: equals, value: {a: [2]}}", false),
    ];
    table(&json, &rows).await;
}

#[tokio::test]
async fn a_language_is_told_by_enough_words_and_doubted_otherwise() {
    let say = |text: &str| {
        answer(&[&format!(
            r#"{{"messageEvent":{{"role":"ASSISTANT","content":{{"textContent":{{"text":"{text}"}}}}}}}}"#
        )])
    };
    let english =
        say("Of course, here are some dresses that you might like for the summer party next weekend");
    table(
        &english,
        &[
            ("{type: language, value: en}", true),
            ("{type: language, value: [pt, en]}", true),
            ("{type: language, value: pt-BR}", false),
        ],
    )
    .await;
    table(&say("Ok"), &[("{type: language, value: pt}", true)]).await;
}

#[tokio::test]
async fn recommended_products_are_judged_one_by_one() {
    let rows = [
        ("{type: recommends}", true),
        ("{type: recommends, count: 2}", true),
        ("{type: recommends, min: 3}", false),
        ("{type: recommends, max: 1}", false),
        ("{type: recommends, ids: [B, A]}", true),
        ("{type: recommends, ids: [A, X]}", false),
        ("{type: recommends, title: vestido}", true),
        ("{type: recommends, title: azul$}", false),
        ("{type: recommends, title: azul$, match: any}", true),
        ("{type: recommends, price: {max: 189.90}}", true),
        ("{type: recommends, price: {max: 100}}", false),
        ("{type: recommends, price: {max: 100}, match: any}", true),
        ("{type: recommends, price: {min: 99.9, max: 189.9}}", true),
        ("{type: recommends, currency: BRL}", true),
        ("{type: recommends, currency: USD}", false),
        ("{type: recommends, order: price-descending}", true),
        ("{type: recommends, order: price-ascending}", false),
        ("{type: recommends, order: title}", true),
        ("{type: recommends, order: [A, B]}", true),
        ("{type: recommends, order: [B, A]}", false),
    ];
    table(&usual(), &rows).await;
    let nothing = answer(&[MESSAGE]);
    table(
        &nothing,
        &[
            ("{type: recommends}", false),
            ("{type: recommends, count: 0}", true),
            ("{type: recommends, max: 5}", true),
        ],
    )
    .await;
}

#[tokio::test]
async fn every_failure_of_products_is_said_not_only_the_first() {
    let verdicts =
        judge(&usual(), None, &["{type: recommends, min: 3, ids: [X], price: {max: 100}, currency: USD}"])
            .await;
    let message = &verdicts[0].message;
    for part in [
        "expected at least 3 products with the ids \"X\" at $100.00 or less in USD; found 2 products;",
        "\"X\" missing",
        "Vestido azul: its price is R$ 189,90 and its currency is BRL",
        "Vestido verde: its currency is BRL",
    ] {
        assert!(message.contains(part), "{message}");
    }
}

#[tokio::test]
async fn a_verdict_says_the_same_apart_from_its_words_and_is_read_back() {
    let written =
        ["{type: recommends, min: 3, price: {max: 100}}", "{type: not-recommends}", "{type: catalog-truth}"];
    let verdicts = judge(&usual(), None, &written).await;
    let said = serde_json::to_value(verdicts[0].said.as_ref().unwrap()).unwrap();
    assert_eq!(said["expected"]["code"], "products");
    assert_eq!(said["expected"]["values"]["amount"][0], json!({"code": "atLeast", "values": {"count": "3"}}));
    assert_eq!(said["expected"]["values"]["conditions"][0]["code"], "priceAtMost");
    let problems = &said["found"]["values"]["problems"];
    assert_eq!(problems[0]["code"], "productCount");
    assert_eq!(problems[1]["values"]["value"], "Vestido azul");
    assert_eq!(
        problems[1]["values"]["reasons"][0],
        json!({"code": "priceIs", "values": {"value": "R$ 189,90"}})
    );
    assert!(verdicts[1].said.as_ref().unwrap().negated);
    let missing = verdicts[2].said.as_ref().unwrap();
    assert_eq!((missing.found.code, &missing.expected), (PhraseCode::NoCatalog, &None));

    for verdict in &verdicts {
        let kept = serde_json::to_value(verdict).unwrap();
        let read: Verdict = serde_json::from_value(kept.clone()).unwrap();
        assert_eq!(serde_json::to_value(read).unwrap(), kept);
    }
    let earlier = r#"{"assertion": "is-json", "line": 1, "status": "passed", "message": "as it was"}"#;
    assert_eq!(serde_json::from_str::<Verdict>(earlier).unwrap().said, None);
}

#[tokio::test]
async fn events_are_judged_by_kind_order_and_number() {
    let rows = [
        ("{type: suggests}", true),
        ("{type: suggests, value: preto}", true),
        ("{type: suggests, value: [PRETO, frete], min: 2}", true),
        ("{type: suggests, value: azul}", false),
        ("{type: suggests, max: 1}", false),
        ("{type: handover}", false),
        ("{type: list-row}", false),
        ("{type: event-order, value: [message, recommendation, chatSuggestion]}", true),
        ("{type: event-order, value: [messageEvent, chat_suggestion_event]}", true),
        ("{type: event-order, value: [recommendation, message]}", false),
        ("{type: event-count, count: 3}", true),
        ("{type: event-count, kind: message, min: 2}", false),
        ("{type: event-count, kind: handover, count: 0}", true),
        ("{type: no-unknown-event}", true),
        ("{type: whatsapp-limits}", true),
    ];
    table(&usual(), &rows).await;
    let other = answer(&[HANDOVER, LIST, BUTTONS, SURPRISE, "no json"]);
    let rows = [
        ("{type: handover}", true),
        ("{type: handover, kind: agent}", true),
        ("{type: handover, kind: storefront}", false),
        ("{type: handover, reason: CLIENTE}", true),
        ("{type: handover, reason: nobody}", false),
        ("{type: list-row, value: bolsas}", true),
        ("{type: list-row, count: 2}", true),
        ("{type: reply-button, value: acima}", true),
        ("{type: reply-button, value: nowhere}", false),
        ("{type: no-unknown-event}", false),
        ("{type: contains, value: Escolha}", true),
    ];
    table(&other, &rows).await;
    let declined = answer(&[&HANDOVER.replace("true", "false")]);
    table(&declined, &[("{type: handover}", false)]).await;
}

#[tokio::test]
async fn a_broken_limit_of_whatsapp_fails_unless_it_is_allowed() {
    let long = BUTTONS.replace("Acima", "A label that is far too long");
    let rows =
        [("{type: whatsapp-limits}", false), ("{type: whatsapp-limits, allow: [button_title_length]}", true)];
    table(&answer(&[&long]), &rows).await;
}

#[tokio::test]
async fn catalog_truth_fails_on_findings_and_is_an_error_without_a_catalog() {
    let answer = usual();
    let events: Vec<&ResponseEvent> = answer.events.iter().map(|event| &event.response).collect();
    let product = |id: &str, title: &str, amount: &str| crate::catalog::Product {
        id: id.to_owned(),
        title: title.to_owned(),
        price: Some(crate::price::Money {
            amount: amount.parse().unwrap(),
            currency: crate::Currency::of_code("BRL"),
        }),
        ..crate::catalog::Product::default()
    };
    let catalog: MemoryCatalog =
        [product("A", "Vestido azul", "189.90"), product("B", "Vestido verde", "89.90")]
            .into_iter()
            .collect();
    let truth = crate::truth::check(&Claims::of(events), &catalog, Circumstances::default());
    let assertions = [
        "{type: catalog-truth}",
        "{type: catalog-truth, allow: [price-differs]}",
        "{type: not-catalog-truth}",
    ];
    let statuses = |verdicts: Vec<Verdict>| -> Vec<VerdictStatus> {
        verdicts.iter().map(|verdict| verdict.status).collect()
    };
    let verdicts = judge(&answer, Some(&truth), &assertions).await;
    assert!(
        verdicts[0]
            .message
            .contains("price-differs: Vestido verde: the answer says R$ 99,90, the catalog R$ 89,90"),
        "{verdicts:?}"
    );
    assert_eq!(statuses(verdicts), [VerdictStatus::Failed, VerdictStatus::Passed, VerdictStatus::Passed]);
    // What cannot be judged stays an error when it is turned around.
    let without = judge(&answer, None, &assertions).await;
    assert_eq!(statuses(without), [VerdictStatus::Error; 3]);
}

#[tokio::test]
async fn a_free_text_waits_for_a_person_and_holds_once_one_has_spoken() {
    let answer = usual();
    assert_eq!(
        judge(&answer, None, &["{type: human, value: friendly}"]).await[0].status,
        VerdictStatus::Open
    );
    let text = "tests: [{name: t, turns: [{say: hi, assert: [{type: human, value: friendly}]}]}]";
    let suite = suite::read_text(std::path::Path::new("s.yaml"), text).unwrap();
    let mut jq = JqRunner::new(sofia_core::jq::Jq::new("not-there".into()));
    let said = |expected: &str, _answer: &Answer| (expected == "friendly").then_some(false);
    let mut judging = Judging { answer: &answer, truth: None, jq: &mut jq, person: Some(&said) };
    let verdict = suite.tests[0].turns[0].assertions[0].judge(&mut judging).await;
    assert_eq!(verdict.status, VerdictStatus::Failed);
}

#[test]
fn a_saved_answer_is_the_same_answer() {
    let answer = answer(&[
        MESSAGE,
        &PRODUCTS.replace('\n', " "),
        HANDOVER,
        "no json",
        r#"{"result":{"response":{"responseEvents":[{"messageEvent":{]}}}"#,
    ]);
    let saved = serde_json::to_string(&answer.to_saved()).unwrap();
    let again = serde_json::from_str::<crate::answer::SavedAnswer>(&saved).unwrap().to_answer();
    assert_eq!(again.events.len(), answer.events.len());
    for (one, other) in again.events.iter().zip(&answer.events) {
        assert_eq!((&one.kind, &one.json, &one.response), (&other.kind, &other.json, &other.response));
        assert_eq!(one.offset, other.offset);
    }
    assert_eq!((again.complete, again.unreadable_lines), (answer.complete, answer.unreadable_lines));
}
