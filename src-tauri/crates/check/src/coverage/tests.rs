use std::fs::File;
use std::time::Duration;

use serde_json::value::RawValue;

use super::*;
use crate::answer::Answer;
use crate::assertion::{Verdict, VerdictStatus};
use crate::catalog::Availability;
use crate::result::{RepeatStatus, RunHeader, Summary, TestResult, TestStatus};
use crate::results_file::ResultsWriter;
use crate::run::Sink as _;
use crate::truth::MemoryCatalog;

fn turn(did: &str, line: &str, asserted: &str) -> TurnResult {
    let mut answer = Answer { complete: Some(Duration::from_millis(9)), ..Answer::default() };
    answer.take_line(line.as_bytes(), 1, Duration::from_millis(1));
    TurnResult {
        did: did.into(),
        context: vec![],
        sent: RawValue::from_string("{}".into()).ok(),
        answer: answer.to_saved(),
        verdicts: vec![Verdict {
            assertion: asserted.into(),
            line: 1,
            status: VerdictStatus::Passed,
            message: String::new(),
            said: None,
        }],
        unreachable: vec![],
        line: 1,
    }
}

fn run(folder: &std::path::Path, turns: Vec<TurnResult>) -> Results {
    let header = RunHeader {
        suites: vec!["S".into()],
        merchant: "Moda".into(),
        simulated: true,
        began_at: 1,
        tests: 1,
        repeats: 1,
        repeat: None,
        version: "0".into(),
        rejudged: false,
        pair: None,
    };
    let path = folder.join("r.jsonl");
    let mut writer = ResultsWriter::begin(File::create(&path).unwrap(), &header);
    writer.repeat(&RepeatResult {
        suite: "S".into(),
        test: "t".into(),
        repeat: 1,
        status: RepeatStatus::Passed,
        error: None,
        turns,
        customer: "c".into(),
        session: None,
        not_closed: None,
        took_ms: 1.0,
    });
    writer.test(&TestResult {
        suite: "S".into(),
        test: "t".into(),
        tags: vec![],
        file: "s.yaml".into(),
        line: 1,
        status: TestStatus::Passed,
        reached: true,
        passed: 1,
        failed: 0,
        errors: 0,
        open: 0,
        min_pass: 1.0,
        interval: None,
        error: None,
        took_ms: 1.0,
    });
    writer.end(&Summary::default()).unwrap();
    Results::open(&path).unwrap()
}

const CARDS: &str = r#"{"recommendationEvent":{"products":[{"productId":"A","title":"Vestido <b>"},{"productId":"Z","title":"Invented"}]}}"#;
const WORDS: &str =
    r#"{"messageEvent":{"role":"ASSISTANT","content":{"textContent":{"text":"Não encontrei."}}}}"#;

fn results(folder: &std::path::Path) -> Results {
    run(
        folder,
        vec![
            turn("vestido", CARDS, "recommends"),
            turn("vestido longo", CARDS, "recommends"),
            turn("bolsa", WORDS, "recommends"),
            turn("oi", WORDS, "icontains x"),
            turn("Nike", WORDS, "not-recommends title: Nike"),
            turn("atendente", r#"{"agentHandoverEvent":{"triggerHandover":true}}"#, "handover"),
        ],
    )
}

fn catalog() -> MemoryCatalog {
    let product = |(id, category, availability): (&str, &str, Availability)| Product {
        id: id.into(),
        title: format!("Title {id}"),
        category: Some(category.into()),
        availability,
        ..Product::default()
    };
    [
        ("A", "Vestidos", Availability::InStock),
        ("B", "Vestidos", Availability::OutOfStock),
        ("C", "Bolsas & <malas>", Availability::InStock),
    ]
    .map(product)
    .into_iter()
    .collect()
}

#[test]
fn what_was_recommended_and_what_never_is_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let coverage = Coverage::of(&[results(folder.path())], Some(&catalog())).unwrap();
    let told: Vec<_> = coverage
        .recommended
        .iter()
        .map(|product| (product.id.as_str(), product.answers, product.in_catalog))
        .collect();
    assert_eq!(told, [("A", 2, Some(true)), ("Z", 2, Some(false))]);
    assert_eq!((coverage.covered_products, coverage.catalog_products, coverage.never_count()), (1, 3, 2));
    let never: Vec<_> =
        coverage.never.iter().map(|product| (product.id.as_str(), product.sold_out)).collect();
    assert_eq!(never, [("B", true), ("C", false)]);
    let categories: Vec<_> = coverage
        .categories
        .iter()
        .map(|category| (category.name.as_str(), category.covered, category.products))
        .collect();
    assert_eq!(categories, [("Bolsas & <malas>", 0, 1), ("Vestidos", 1, 2)]);
    // A handover and a brand that is not sold are no gaps.
    let nothing: Vec<_> = coverage
        .nothing_found
        .iter()
        .map(|found| (found.question.as_str(), found.expected_products))
        .collect();
    assert_eq!(nothing, [("bolsa", true), ("oi", false)]);
}

#[test]
fn the_page_the_picture_and_the_words_have_it_all_and_nothing_active() {
    let folder = tempfile::tempdir().unwrap();
    let coverage = Coverage::of(&[results(folder.path())], Some(&catalog())).unwrap();
    let mut page = Vec::new();
    coverage.write_html(&mut page).unwrap();
    let page = String::from_utf8(page).unwrap();
    for text in
        ["Vestido &lt;b&gt;", "Bolsas &amp; &lt;malas&gt;", "Simulated", "(not in the catalog)", "bolsa"]
    {
        assert!(page.contains(text), "{text}");
    }
    assert!(!page.contains("<script") && !page.contains("<b>") && !page.contains(" style="));
    // As a file of its own the picture is well-formed XML.
    let picture = coverage.svg();
    let mut reader = quick_xml::Reader::from_str(&picture);
    while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
    assert!(coverage.words().contains("1 were recommended and 2 never"), "{}", coverage.words());
    let mut json = Vec::new();
    coverage.write_json(&mut json).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(json["categories"][1]["covered"], 1);
}

#[test]
fn without_a_catalog_it_says_what_was_recommended() {
    let folder = tempfile::tempdir().unwrap();
    let coverage = Coverage::of(&[results(folder.path())], None).unwrap();
    assert_eq!((coverage.recommended.len(), coverage.has_catalog), (2, false));
    assert!(!coverage.words().contains("never"), "{}", coverage.words());
}
