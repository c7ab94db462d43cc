//! A suite as YAML. Only what a suite can hold is written, and every text that could be read as something else is quoted.

use std::fmt::Write as _;

use serde_json::Value;

use super::{ActionDraft, AssertionDraft, SuiteDraft, TestDraft, TurnDraft};

/// What begins a variable; where it is meant as it is, a variable stands for it.
const OPENING: &str = "{{";

/// The name of that variable.
const OPENING_VARIABLE: &str = "braces";

/// A whole suite.
pub fn suite_text(suite: &SuiteDraft) -> String {
    let mut text = String::new();
    for line in &suite.about {
        put(&mut text, format_args!("# {}\n", one_line(line)));
    }
    put(&mut text, format_args!("name: {}\n", scalar(&suite.name)));
    if let Some(merchant) = &suite.merchant {
        put(&mut text, format_args!("merchant: {}\n", scalar(merchant)));
    }
    text.push_str("tests:\n");
    text.push_str(&tests_text(&suite.tests, 2, false));
    text
}

/// Tests as items of a block sequence that is indented so far. Where the suite has a set-up for all tests, these begin
/// without it.
pub fn tests_text(tests: &[TestDraft], indent: usize, without_setup: bool) -> String {
    let mut text = String::new();
    for test in tests {
        one_test(&mut text, test, indent, without_setup);
    }
    text
}

fn one_test(text: &mut String, test: &TestDraft, indent: usize, without_setup: bool) {
    let pad = " ".repeat(indent);
    put(text, format_args!("{pad}- name: {}\n", scalar(&test.name)));
    if !test.tags.is_empty() {
        let tags: Vec<String> = test.tags.iter().map(|tag| scalar(tag)).collect();
        put(text, format_args!("{pad}  tags: [{}]\n", tags.join(", ")));
    }
    if without_setup {
        put(text, format_args!("{pad}  setup: none\n"));
    }
    if holds_opening(test) {
        put(text, format_args!("{pad}  variables: {{{OPENING_VARIABLE}: \"{OPENING}\"}}\n"));
    }
    put(text, format_args!("{pad}  turns:\n"));
    for turn in &test.turns {
        put(text, format_args!("{pad}    - {}\n", action(&turn.action)));
        if !turn.context.is_empty() {
            put(text, format_args!("{pad}      context:\n"));
        }
        for event in &turn.context {
            put(text, format_args!("{pad}        - {}\n", value(event)));
        }
        if !turn.assertions.is_empty() {
            put(text, format_args!("{pad}      assert:\n"));
        }
        for asserted in &turn.assertions {
            put(text, format_args!("{pad}        - {}\n", assertion(asserted)));
        }
    }
}

/// A test as a flow mapping, for a file whose tests stand in brackets.
pub(super) fn flow(test: &TestDraft, without_setup: bool) -> String {
    let turn = |turn: &TurnDraft| {
        let mut parts = vec![action(&turn.action)];
        if !turn.context.is_empty() {
            parts.push(format!(
                "context: [{}]",
                turn.context.iter().map(value).collect::<Vec<_>>().join(", ")
            ));
        }
        if !turn.assertions.is_empty() {
            let assertions: Vec<String> = turn.assertions.iter().map(assertion).collect();
            parts.push(format!("assert: [{}]", assertions.join(", ")));
        }
        format!("{{{}}}", parts.join(", "))
    };
    let turns: Vec<String> = test.turns.iter().map(turn).collect();
    let mut parts = vec![format!("name: {}", scalar(&test.name))];
    if !test.tags.is_empty() {
        let tags: Vec<String> = test.tags.iter().map(|tag| scalar(tag)).collect();
        parts.push(format!("tags: [{}]", tags.join(", ")));
    }
    if without_setup {
        parts.push("setup: none".to_owned());
    }
    if holds_opening(test) {
        parts.push(format!("variables: {{{OPENING_VARIABLE}: \"{OPENING}\"}}"));
    }
    parts.push(format!("turns: [{}]", turns.join(", ")));
    format!("{{{}}}", parts.join(", "))
}

fn holds_opening(test: &TestDraft) -> bool {
    fn holds(value: &Value) -> bool {
        match value {
            Value::String(text) => text.contains(OPENING),
            Value::Array(values) => values.iter().any(holds),
            Value::Object(entries) => entries.values().any(holds),
            _ => false,
        }
    }
    let in_action = |turn: &TurnDraft| match &turn.action {
        ActionDraft::Say(text) => text.contains(OPENING),
        ActionDraft::Event(event) => holds(event),
        ActionDraft::Click(click) => click.label.contains(OPENING),
    };
    let in_assertions = |turn: &TurnDraft| {
        turn.assertions.iter().flat_map(|asserted| &asserted.entries).any(|(_, value)| holds(value))
    };
    let in_turn = |turn: &TurnDraft| in_action(turn) || in_assertions(turn) || turn.context.iter().any(holds);
    test.name.contains(OPENING) || test.turns.iter().any(in_turn)
}

fn action(action: &ActionDraft) -> String {
    match action {
        ActionDraft::Say(text) => format!("say: {}", scalar(text)),
        ActionDraft::Event(event) => format!("event: {}", value(event)),
        ActionDraft::Click(click) => format!("click: {{{}: {}}}", click.target, scalar(&click.label)),
    }
}

/// `{type: icontains, value: azul}`
pub(super) fn assertion(asserted: &AssertionDraft) -> String {
    let mut text = format!("{{type: {}", scalar(&asserted.name));
    for (entry, content) in &asserted.entries {
        put(&mut text, format_args!(", {}: {}", scalar(entry), value(content)));
    }
    text.push('}');
    text
}

fn value(content: &Value) -> String {
    match content {
        Value::String(text) => scalar(text),
        Value::Array(values) => {
            format!("[{}]", values.iter().map(value).collect::<Vec<_>>().join(", "))
        }
        Value::Object(entries) => {
            let entry = |(name, content): (&String, &Value)| format!("{}: {}", scalar(name), value(content));
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// A text, bare where nothing can be read into it, also inside of brackets.
fn scalar(text: &str) -> String {
    let text = text.replace(OPENING, &format!("{OPENING}{OPENING_VARIABLE}}}}}"));
    if is_plain(&text) { text } else { quoted(&text) }
}

fn is_plain(text: &str) -> bool {
    /// What YAML, in any of its versions, takes for something else than a text.
    const WORDS: [&str; 13] =
        ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity", "none"];
    let inside = |character: char| character.is_alphanumeric() || " -_./?!%+()".contains(character);
    text.chars().next().is_some_and(char::is_alphabetic)
        && !text.ends_with(' ')
        && text.chars().all(inside)
        && !WORDS.contains(&text.to_lowercase().as_str())
}

fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            // What is not printable in YAML, and what looks like nothing or changes the direction of writing.
            '\u{0}'..='\u{1F}'
            | '\u{7F}'..='\u{9F}'
            | '\u{AD}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{FFFE}'
            | '\u{FFFF}' => {
                put(&mut quoted, format_args!("\\u{:04X}", u32::from(character)));
            }
            character => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

fn one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

fn put(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    // Writing into a text cannot fail.
    text.write_fmt(arguments).ok();
}
