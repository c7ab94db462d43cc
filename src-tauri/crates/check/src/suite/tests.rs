use super::*;
use crate::assertion::Assertion;

fn yaml(text: &str) -> Result<Suite, Vec<String>> {
    read_text(Path::new("suite.yaml"), text)
        .map_err(|errors| errors.iter().map(ToString::to_string).collect())
}

fn spreadsheet(text: &str) -> Result<Suite, Vec<String>> {
    read_text(Path::new("suite.csv"), text).map_err(|errors| errors.iter().map(ToString::to_string).collect())
}

/// A test with one turn and these assertions.
fn asserting(assertions: &str) -> Result<Suite, Vec<String>> {
    yaml(&format!("tests:\n  - name: t\n    turns:\n      - say: hi\n        assert:\n{assertions}\n"))
}

#[test]
fn the_format_of_the_issue_is_read() {
    let suite = yaml(
        r#"
name: Acme, catalog
merchant: acme            # overridden by --merchant
repeat: 3
min_pass: 1.0             # share of the repeats that must pass
tests:
  - name: blue dress under 200
    tags: [catalog]
    turns:
      - say: Tem vestido azul até 200 reais?
        assert:
          - {type: recommends, min: 1, price: {max: 200}, currency: BRL}
          - {type: catalog-truth}
          - {type: not-handover}
      - click: {suggestion: "azul"}
        assert: [{type: icontains, value: azul}]
"#,
    )
    .unwrap();
    assert_eq!((suite.name.as_str(), suite.merchant.as_deref()), ("Acme, catalog", Some("acme")));
    let test = &suite.tests[0];
    assert_eq!((test.name.as_str(), test.repeat, test.min_pass), ("blue dress under 200", 3, 1.0));
    assert_eq!(test.tags, ["catalog"]);
    assert_eq!(test.place.line, 7);
    assert_eq!(test.turns[0].action, Action::Say("Tem vestido azul até 200 reais?".to_owned()));
    assert_eq!(
        test.turns[1].action,
        Action::Click(Click { target: Target::Suggestion, label: "azul".to_owned() })
    );
    let assertions = &test.turns[0].assertions;
    assert_eq!(assertions.iter().map(|asserted| asserted.line).collect::<Vec<_>>(), [12, 13, 14]);
    assert!(
        matches!(&assertions[0].assertion, Assertion::Recommends(recommends) if recommends.min == Some(1))
    );
    assert!(assertions[2].negated);
    assert_eq!(assertions[0].text, "{type: recommends, min: 1, price: {max: 200}, currency: BRL}");
}

#[test]
fn variables_and_examples_make_a_test_of_each_row() {
    let suite = yaml(
        r#"
variables: {currency: BRL, colour: verde}
tests:
  - name: "{{colour}} under {{limit}}"
    variables: {thing: vestido}
    examples:
      - {colour: azul, limit: 200}
      - {limit: 99.5}
    turns:
      - say: Tem {{thing}} {{ colour }} até {{limit}}?
        assert:
          - {type: recommends, price: {max: "{{limit}}"}, currency: "{{currency}}"}
      - event: {buttonResponseEvent: {id: "x-{{colour}}", title: "{{limit}}"}}
  - name: plain
    examples: [{a: 1}, {a: 2}]
    turns: [{say: "{{a}}"}]
"#,
    )
    .unwrap();
    let names: Vec<&str> = suite.tests.iter().map(|test| test.name.as_str()).collect();
    assert_eq!(names, ["azul under 200", "verde under 99.5", "plain [1]", "plain [2]"]);
    assert_eq!(suite.tests[0].turns[0].action, Action::Say("Tem vestido azul até 200?".to_owned()));
    assert_eq!(
        suite.tests[1].turns[0].assertions[0].text,
        "{type: recommends, price: {max: 99.5}, currency: BRL}"
    );
    let Action::Event(event) = &suite.tests[0].turns[1].action else { panic!("it is an event") };
    assert_eq!(
        serde_json::to_string(event).unwrap(),
        r#"{"buttonResponseEvent":{"id":"x-azul","title":200}}"#
    );
}

#[test]
fn set_ups_come_first_and_can_be_left_out() {
    let suite = yaml(
        "setups:\n  greeted:\n    - say: Oi\n      assert: [{type: contains, value: Oi}]\n  other: [{say: Hello}]\n\
         setup: greeted\n\
         tests:\n  - {name: a, turns: [{say: x}]}\n  - {name: b, setup: other, turns: [{say: x}]}\n  - {name: c, setup: none, turns: [{say: x}]}\n",
    )
    .unwrap();
    let firsts: Vec<(Action, bool)> =
        suite.tests.iter().map(|test| (test.turns[0].action.clone(), test.turns[0].is_setup)).collect();
    let say = |text: &str| Action::Say(text.to_owned());
    assert_eq!(firsts, [(say("Oi"), true), (say("Hello"), true), (say("x"), false)]);
}

#[test]
fn everything_that_is_wrong_is_said_with_its_line() {
    let table: &[(&str, &[&str])] = &[
        ("tests: [", &["suite.yaml:1: "]),
        ("name: x\ntests:\n  - name: t\n    turn: []\n", &["suite.yaml:4: "]),
        (
            "tests:\n  - name: t\n    turns: [{say: a, click: {row: b}}]\n",
            &["suite.yaml:3: a turn needs exactly one of say, event and click"],
        ),
        ("tests:\n  - name: t\n    turns: []\n", &["suite.yaml:2: it has no turns"]),
        (
            "tests:\n  - name: t\n    repeat: 0\n    min_pass: 2\n    turns: [{say: a}]\n",
            &["suite.yaml:2: repeat is 0", "suite.yaml:2: min_pass is 2"],
        ),
        (
            "tests:\n  - name: t\n    turns: [{click: {row: b}}]\n",
            &["suite.yaml:3: a test cannot begin with a click"],
        ),
        (
            "tests:\n  - name: t\n    turns: [{say: a}, {click: {row: b, button: c}}]\n",
            &["suite.yaml:3: click needs exactly one of"],
        ),
        ("tests:\n  - name: t\n    turns: [{say: '{{x}}'}]\n", &["suite.yaml:3: there is no variable \"x\""]),
        ("tests:\n  - name: t\n    turns: [{say: '{{x'}]\n", &["suite.yaml:3: {{ is not closed"]),
        (
            "tests:\n  - {name: t, turns: [{say: a}]}\n  - {name: t, turns: [{say: a}]}\n",
            &["suite.yaml:3: \"t\" is the name of a test already, on line 2"],
        ),
        (
            "setup: gone\ntests:\n  - {name: t, turns: [{say: a}]}\n",
            &["suite.yaml:1: there is no set-up \"gone\""],
        ),
        (
            "include: [gone.yaml]\ntests:\n  - {name: t, turns: [{say: a}]}\n",
            &["suite.yaml:1: gone.yaml cannot be read"],
        ),
        (
            "tests:\n  - name: t\n    turns: [{event: {a: 1, b: 2}}]\n",
            &["suite.yaml:3: an event has exactly one key"],
        ),
        ("name: x\n", &["suite.yaml:1: there is no test in it"]),
    ];
    for (text, expected) in table {
        let errors = yaml(text).unwrap_err();
        assert_eq!(errors.len(), expected.len(), "{text}\n{errors:#?}");
        for (error, expected) in errors.iter().zip(*expected) {
            assert!(error.starts_with(expected), "{error}");
        }
    }
}

#[test]
fn a_wrong_assertion_names_its_entry_and_its_line() {
    let table = [
        ("          - {value: x}", "suite.yaml:6: an assertion needs a type"),
        (
            "          - {type: contain, value: x}",
            "suite.yaml:6: there is no assertion \"contain\"; did you mean \"contains\"?",
        ),
        (
            "          - {type: not-likely}",
            "suite.yaml:6: there is no assertion \"not-likely\"; there are: equals, ",
        ),
        (
            "          - type: contains\n            value: x\n            case: y",
            "suite.yaml:8: contains: unknown field `case`",
        ),
        ("          - {type: contains}", "suite.yaml:6: contains: missing field `value`"),
        ("          - {type: contains, value: ''}", "suite.yaml:6: contains: it is empty"),
        ("          - type: regex\n            value: '(['", "suite.yaml:7: regex: no regular expression"),
        (
            "          - type: recommends\n            price:\n              max: cheap",
            "suite.yaml:7: recommends: price.max: ",
        ),
        (
            "          - {type: recommends, currency: money}",
            "suite.yaml:6: recommends: \"money\" is no currency's code",
        ),
        ("          - {type: recommends, title: '('}", "suite.yaml:6: recommends: no regular expression"),
        (
            "          - {type: word-count, value: {min: 3, max: 2}}",
            "suite.yaml:6: word-count: min is above max",
        ),
        ("          - {type: word-count, value: {}}", "suite.yaml:6: word-count: it needs min, max or both"),
        (
            "          - {type: catalog-truth, allow: [lies]}",
            "suite.yaml:6: catalog-truth: \"lies\" is none of unknown-product, ",
        ),
        ("          - {type: language, value: klingon}", "suite.yaml:6: language: \"klingon\" is none of"),
        ("          - {type: handover, kind: robot}", "suite.yaml:6: handover: unknown variant `robot`"),
        (
            "          - {type: whatsapp-limits, allow: [x]}",
            "suite.yaml:6: whatsapp-limits: \"x\" is none of",
        ),
        ("          - {type: is-json, value: 1}", "suite.yaml:6: is-json: unknown field `value`"),
    ];
    for (assertion, expected) in table {
        let errors = asserting(assertion).unwrap_err();
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert!(errors[0].starts_with(expected), "{}\n{expected}", errors[0]);
    }
}

#[test]
fn several_mistakes_are_said_at_once() {
    let errors = asserting("          - {type: contain, value: x}\n          - {type: regex, value: '('}")
        .unwrap_err();
    assert_eq!(errors.len(), 2);
}

#[test]
fn included_files_bring_tests_variables_and_set_ups() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write(
        "main.yaml",
        "include: [shared.yaml]\nvariables: {who: Bia}\ntests:\n  - {name: own, setup: hello, turns: [{say: '{{what}}'}]}\n",
    );
    write(
        "shared.yaml",
        "variables: {who: Ana, what: vestido}\nsetups: {hello: [{say: 'Oi, {{who}}'}]}\nrepeat: 2\ntests:\n  - {name: shared, turns: [{say: a}]}\n",
    );
    let suite = read(&folder.path().join("main.yaml")).unwrap();
    let names: Vec<(&str, u32)> = suite.tests.iter().map(|test| (test.name.as_str(), test.repeat)).collect();
    assert_eq!(names, [("shared", 2), ("own", 1)]);
    assert_eq!(suite.tests[1].turns[0].action, Action::Say("Oi, Bia".to_owned()));
    assert!(suite.tests[0].place.file.ends_with("shared.yaml"));

    write("shared.yaml", "include: [main.yaml]\ntests: []\n");
    let errors = read(&folder.path().join("main.yaml")).unwrap_err();
    assert!(errors[0].to_string().contains("shared.yaml:1: main.yaml includes itself"), "{errors:?}");
}

#[test]
fn a_spreadsheet_is_a_suite() {
    let suite = spreadsheet(
        "question,expected,expected 2,tags,name,colour\n\
         Tem vestido {{colour}}?,icontains: vestido,not-handover,\"catalog, dress\",,azul\n\
         Qual o frete?,Says that it is free above R$ 299,,,,\n\
         Oi,recommends: 2,,,talk,\n\
         E em preto?,\"contains-any: preto, \"\"off, white\"\"\",,,talk,\n\
         Rápido?,latency: 2000,\"recommends: {\"\"count\"\": 1}\",,,\n",
    )
    .unwrap();
    let names: Vec<&str> = suite.tests.iter().map(|test| test.name.as_str()).collect();
    assert_eq!(names, ["Tem vestido azul?", "Qual o frete?", "talk", "Rápido?"]);
    assert_eq!(suite.name, "suite");
    let of = |test: usize, turn: usize| -> Vec<&str> {
        suite.tests[test].turns[turn].assertions.iter().map(|asserted| asserted.text.as_str()).collect()
    };
    assert_eq!(of(0, 0), ["{type: icontains, value: vestido}", "{type: not-handover}"]);
    assert_eq!(suite.tests[0].tags, ["catalog", "dress"]);
    assert_eq!(of(1, 0), [r#"{type: human, value: "Says that it is free above R$ 299"}"#]);
    assert_eq!(of(2, 0), ["{type: recommends, min: 2}"]);
    assert_eq!(
        suite.tests[2].turns[1].assertions[0].assertion,
        Assertion::ContainsAny { value: vec!["preto".to_owned(), "off, white".to_owned()] }
    );
    assert_eq!(of(3, 0), ["{type: latency, threshold: 2000.0}", "{type: recommends, count: 1}"]);
    assert_eq!(suite.tests[3].place.line, 6);
}

#[test]
fn a_spreadsheet_with_semicolons_says_where_it_is_wrong() {
    let errors = spreadsheet("pergunta;esperado\nOi;regex: (\n;x\n").unwrap_err();
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert_eq!(errors[0], "suite.csv:2: regex: no regular expression: unclosed group");
    assert_eq!(errors[1], "suite.csv:3: the question is empty");
    assert_eq!(spreadsheet("a,b\n1,2\n").unwrap_err(), ["suite.csv:1: no column is called question"]);
}

#[test]
fn a_slip_in_a_cell_is_no_question_for_a_person_and_words_of_a_language_are_no_slip() {
    let errors = spreadsheet("question,expected\nOi,icontian: azul\nOi 2,not-recomends: 1\n").unwrap_err();
    assert_eq!(
        errors,
        [
            "suite.csv:2: there is no assertion \"icontian\"; did you mean \"icontains\"?",
            "suite.csv:3: there is no assertion \"not-recomends\"; did you mean \"recommends\"?",
        ]
    );
    let plain =
        "question,expected\nOi,Tem: azul\nOi 2,Ex: a saudação\nOi 3,Contém azul\nOi 4,human: icontian\n";
    let suite = spreadsheet(plain).unwrap();
    let all = suite.tests.iter().flat_map(|test| &test.turns[0].assertions);
    assert!(all.clone().all(|asserted| matches!(asserted.assertion, Assertion::Human { .. })));
    assert_eq!(all.count(), 4);
}

#[test]
fn the_schema_has_every_assertion_and_its_negation() {
    let schema: serde_json::Value = serde_json::from_str(&schema()).unwrap();
    let kinds: Vec<String> = schema["$defs"]["Assertion"]["oneOf"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|kind| kind["properties"]["type"]["enum"].as_array().unwrap())
        .map(|name| name.as_str().unwrap().to_owned())
        .collect();
    for name in [
        "equals",
        "contains",
        "icontains",
        "contains-all",
        "contains-any",
        "icontains-any",
        "starts-with",
        "regex",
        "levenshtein",
        "word-count",
        "is-json",
        "latency",
        "first-event",
        "complete",
        "recommends",
        "catalog-truth",
        "suggests",
        "handover",
        "list-row",
        "reply-button",
        "event-order",
        "event-count",
        "language",
        "whatsapp-limits",
        "jq",
        "no-unknown-event",
    ] {
        assert!(kinds.contains(&name.to_owned()) && kinds.contains(&format!("not-{name}")), "{name}");
    }
    assert_eq!(schema["properties"]["tests"]["items"]["$ref"], "#/$defs/RawTest");
}

#[test]
fn the_reference_names_every_assertion_and_its_example_is_a_suite() {
    let reference = include_str!("../../../../../docs/suites.md");
    let example = reference.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let suite = read_text(Path::new("example.yaml"), example).unwrap();
    assert_eq!(suite.tests.len(), 4);
    for kind in assertions::KINDS {
        assert!(reference.contains(&format!("`{}`", kind.name)), "{}", kind.name);
    }
    for kind in crate::truth::Kind::ALL {
        assert!(reference.contains(&format!("`{}`", kind.name())), "{kind}");
    }
}

#[test]
fn a_spreadsheet_is_read_in_each_encoding_that_excel_saves() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("perguntas.csv");
    let text = "pergunta;esperado\r\nTem calção?;icontains: calção\r\n";
    let wide: Vec<u16> = format!("\u{FEFF}{text}").encode_utf16().collect();
    let encodings = [
        text.as_bytes().to_vec(),
        format!("\u{FEFF}{text}").into_bytes(),
        encoding_rs::WINDOWS_1252.encode(text).0.into_owned(),
        wide.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
        wide.iter().flat_map(|unit| unit.to_be_bytes()).collect(),
    ];
    for bytes in encodings {
        std::fs::write(&file, &bytes).unwrap();
        let suite = read(&file).unwrap();
        assert_eq!(suite.tests[0].turns[0].action, Action::Say("Tem calção?".to_owned()), "{bytes:?}");
        assert_eq!(suite.tests[0].turns[0].assertions[0].text, "{type: icontains, value: calção}");
    }
    // YAML is UTF-8, and says where it is not.
    let file = folder.path().join("perguntas.yaml");
    std::fs::write(&file, b"name: x\ntests: [{name: cal\xE7\xE3o}]\n").unwrap();
    assert_eq!(read(&file).unwrap_err()[0].place.line, 2);
}
