//! Labels and values in running text: on one line, in a sentence, or the value below its label.

use zeroize::Zeroizing;

use super::label::{self, Field, Mention};
use super::{Onboarding, value};

/// Words that tie a value to its label as a colon does.
const VERBS: [&str; 9] = ["is", "are", "é", "e'", "es", "are:", "será", "sera", "son"];

/// Words with which a remark between a label and its value begins: "the business id for Connectly is …".
const REMARKS: &str = "\
    for of from in on to at with here below do da de del dos das para pra no na en em aqui aquí abaixo \
    abajo por que you value id você usted";

/// A longer remark is a sentence of its own.
const MAX_REMARK_WORDS: usize = 6;

/// What is looked at behind a label, in bytes: a remark and the longest key. It bounds the search for its brackets.
const MAX_PAIR: usize = 2000;

/// A longer bracket is no remark. In bytes.
const MAX_BRACKET: usize = 120;

/// Words that may stand between the labels of an enumeration.
const ENUMERATING: &str = "and or e y o a ou the your el la su tu seu sua os";

/// A line with one of these speaks of a UUID that is not the business id.
const SPEAKS_OF_ANOTHER: &str = "\
    key apikey token secret segredo secreto chave clave llave senha password contrasena pix request \
    requisicao solicitud message mensagem mensaje session sessao sesion conversation conversa \
    conversacion ticket trace correlation order pedido user usuario thread reference referencia invoice \
    webhook";

/// More labels than there are fields do not stand above one another.
const MAX_STACK: usize = 5;

/// How a value is tied to its label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tie {
    /// By nothing: it follows at once.
    Nothing,
    /// By a verb.
    Verb,
    /// By a colon or the like.
    Sign,
}

/// What a line says.
struct Reading {
    /// There is a label in it.
    is_labelled: bool,
    /// Its one label, when it holds nothing else and the value must stand below.
    heading: Option<(Field, bool)>,
}

/// Reads lines that are no table. A UUID that is called the key only in a roundabout way goes to `doubtful_key`.
pub(super) fn read(lines: &[&str], found: &mut Onboarding, doubtful_key: &mut Option<Zeroizing<String>>) {
    let mut stack: Vec<(Field, bool)> = Vec::new();
    let mut below: Vec<&str> = Vec::new();
    for line in lines.iter().filter(|line| !line.trim().is_empty()) {
        let reading = read_line(line, label::mentions(line), found, doubtful_key);
        if !reading.is_labelled {
            below.push(line);
        }
        if !below.is_empty() && (reading.is_labelled || below.len() >= stack.len()) {
            put_below(&stack, &below, found);
            stack.clear();
            below.clear();
        }
        match reading.heading {
            Some(heading) => {
                if stack.len() == MAX_STACK {
                    stack.remove(0);
                }
                stack.push(heading);
            }
            None if reading.is_labelled => stack.clear(),
            None => {}
        }
    }
    put_below(&stack, &below, found);
}

/// Labels that stand above one another have their values below in the same order; if there are not as many values,
/// only the last label has one.
fn put_below(stack: &[(Field, bool)], below: &[&str], found: &mut Onboarding) {
    let values: Vec<&str> = stack
        .iter()
        .zip(below)
        .filter_map(|(&(field, certain), line)| whole_line(field, certain, line))
        .collect();
    let is_distinct =
        stack.iter().enumerate().all(|(at, (field, _))| stack[..at].iter().all(|(other, _)| other != field));
    if values.len() == stack.len() && is_distinct {
        for (&(field, certain), value) in stack.iter().zip(values) {
            found.put(field, certain, value);
        }
    } else if let (Some(&(field, certain)), Some(line)) = (stack.last(), below.first())
        && let Some(value) = whole_line(field, certain, line)
    {
        found.put(field, certain, value);
    }
}

/// A line that is a value and at most a bracketed remark: a sentence that begins with a number is none.
fn whole_line(field: Field, certain: bool, line: &str) -> Option<&str> {
    let value = value::at_start_of(field, certain, line)?;
    let is_alone = || {
        let before_remark = line.split(['(', '#']).next().unwrap_or(line);
        value::words(before_remark).count() <= 1
    };
    (matches!(field, Field::Name | Field::BaseUrl) || is_alone()).then_some(value)
}

fn read_line(
    line: &str,
    labels: Vec<Mention>,
    found: &mut Onboarding,
    doubtful_key: &mut Option<Zeroizing<String>>,
) -> Reading {
    let merged = without_repetitions(line, labels);
    let mut tied: Vec<(Mention, usize, bool)> = Vec::new();
    let mut heading = None;
    for (at, (mention, is_enumerated)) in merged.iter().enumerate() {
        let end = merged.get(at + 1).map_or(line.len(), |(next, _)| next.start);
        let rest = &line[mention.end..value::boundary(line, end.min(mention.end + MAX_PAIR))];
        let (tie, after, is_roundabout) = after_label(rest);
        let before = line[..mention.start].trim_end();
        if after.is_empty() && merged.len() == 1 {
            let is_alone = !before.contains(char::is_alphanumeric) && !is_roundabout;
            if is_alone || tie != Tie::Nothing {
                heading = Some((mention.field, mention.certain));
            }
        }
        let is_allowed = match (mention.field, tie) {
            // "The merchant is not …"
            (Field::Name, tie) => tie == Tie::Sign && !is_roundabout,
            (Field::BaseUrl, _) if !mention.certain && !introduces_the_api(before) => false,
            (_, Tie::Nothing) => mention.certain,
            _ => true,
        };
        if is_allowed && !is_enumerated {
            tied.push((*mention, mention.end + rest.len() - after.len(), is_roundabout));
        }
    }
    for (at, (mention, start, is_roundabout)) in tied.iter().enumerate() {
        let end = tied.get(at + 1).map_or(line.len(), |(next, ..)| next.start);
        let Some(value) =
            line.get(*start..end).and_then(|text| value::at_start_of(mention.field, mention.certain, text))
        else {
            continue;
        };
        if mention.field == Field::Key && value::is_uuid(value) && *is_roundabout {
            doubtful_key.get_or_insert_with(|| Zeroizing::new(value.to_owned()));
        } else {
            found.put(mention.field, mention.certain, value);
        }
    }
    Reading { is_labelled: !tied.is_empty() || heading.is_some(), heading }
}

/// Joins what is one label in several ways of saying it ("Agent (agent_descriptor_id)", "API key for your agent"),
/// and marks the labels of an enumeration ("business id and agent id: …"), whose values cannot be told apart.
fn without_repetitions(line: &str, labels: Vec<Mention>) -> Vec<(Mention, bool)> {
    let mut merged: Vec<(Mention, bool)> = Vec::with_capacity(labels.len());
    // The last label that was joined, from which the next gap is measured.
    let mut last_end = 0;
    let mut is_bracket_open = false;
    for label in labels {
        if let Some((previous, is_enumerated)) = merged.last_mut() {
            let gap = &line[last_end..label.start];
            let between = gap.trim();
            is_bracket_open |= between.starts_with(['(', '[']);
            is_bracket_open &= !between.contains([')', ']']);
            let in_bracket = is_bracket_open && !between.contains([':', '=']);
            let is_remark = between.split_whitespace().next().is_some_and(is_remark_word)
                && !between.contains(['=', ':', '|', '\t', ',', ';', '.', '→'])
                && !between.split_whitespace().any(is_verb)
                && between.split_whitespace().count() <= MAX_REMARK_WORDS;
            if in_bracket && label.certain && label.field != previous.field {
                *previous = label;
                last_end = label.end;
                continue;
            }
            if in_bracket || (is_remark && !label.certain) {
                previous.certain |= in_bracket && label.certain;
                last_end = label.end;
                continue;
            }
            if is_enumerating(between) {
                *is_enumerated = true;
                last_end = label.end;
                merged.push((label, true));
                continue;
            }
        }
        last_end = label.end;
        is_bracket_open = false;
        merged.push((label, false));
    }
    merged
}

fn is_enumerating(between: &str) -> bool {
    !between.is_empty()
        && between
            .split([' ', ',', '/', '&', '+'])
            .filter(|word| !word.is_empty())
            .all(|word| ENUMERATING.split(' ').any(|other| word.eq_ignore_ascii_case(other)))
}

/// "Website URL: …" and "webhook endpoint" are addresses that no key may be sent to.
fn introduces_the_api(before: &str) -> bool {
    let before = before.trim_end_matches(['_', '-', '.', '(', '"', '\'']);
    let last = before.rsplit(|character: char| !character.is_alphanumeric()).next();
    let last = last.unwrap_or_default().to_lowercase();
    last.is_empty()
        || matches!(last.as_str(), "api" | "sofia" | "connectly" | "base" | "the" | "o" | "el" | "la" | "a")
}

/// How the value is tied to its label, what begins with the value, and whether words of a remark stand in between.
fn after_label(text: &str) -> (Tie, &str, bool) {
    let mut tie = Tie::Nothing;
    let mut is_roundabout = false;
    let mut rest = text;
    loop {
        let trimmed = rest.trim_start_matches(|character: char| {
            character.is_whitespace() || matches!(character, '"' | '\'' | '`' | ')' | ']' | ',' | '\\')
        });
        // Columns are set apart by a tab or several spaces.
        if rest[..rest.len() - trimmed.len()].contains(['\t']) {
            tie = Tie::Sign;
        }
        rest = trimmed;
        if let Some(after) = rest.strip_prefix([':', '=', '|', '→', '–', '—', '-', '>', '⇒']) {
            tie = Tie::Sign;
            rest = after;
            continue;
        }
        if let Some(inner) = rest.strip_prefix(['(', '[', '<']) {
            let beginning = &inner[..value::boundary(inner, MAX_BRACKET)];
            match beginning.find([')', ']', '>']).map(|close| (&beginning[close..], &inner[close + 1..])) {
                // A remark, unless nothing comes behind it: then it is the value that stands in brackets.
                Some((near, behind)) if near.contains(char::is_alphanumeric) || tie == Tie::Nothing => {
                    let is_value = tie == Tie::Nothing && inner.get(..36).is_some_and(value::is_uuid);
                    if is_value {
                        return (tie, inner, is_roundabout);
                    }
                    rest = behind;
                }
                _ => rest = inner,
            }
            continue;
        }
        let word = rest.split([' ', '\t']).next().unwrap_or_default();
        if tie == Tie::Nothing && is_verb(word) {
            tie = Tie::Verb;
            if word.ends_with(':') {
                tie = Tie::Sign;
            }
            rest = &rest[word.len()..];
            continue;
        }
        let may_be_remark = match tie {
            Tie::Nothing => is_remark_word(word),
            Tie::Verb => !word.contains(|character: char| character.is_ascii_digit()),
            Tie::Sign => false,
        };
        match may_be_remark.then(|| behind_remark(rest, tie)).flatten() {
            Some((next_tie, behind)) => {
                (tie, rest, is_roundabout) = (next_tie, behind, true);
            }
            None => return (tie, rest, is_roundabout),
        }
    }
}

/// What follows the colon or the verb that ends a remark.
fn behind_remark(text: &str, tie: Tie) -> Option<(Tie, &str)> {
    let mut rest = text;
    for _ in 0..=MAX_REMARK_WORDS {
        rest = rest.trim_start();
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let word = &rest[..end];
        if let Some(at) = word.find([':', '=']) {
            return (!word[at..].starts_with("://")).then(|| (Tie::Sign, &rest[at + 1..]));
        }
        if tie == Tie::Nothing && is_verb(word) {
            return Some((Tie::Verb, &rest[end..]));
        }
        if word.is_empty() || word.ends_with(['.', '!', '?', ';']) {
            return None;
        }
        rest = &rest[end..];
    }
    None
}

fn is_verb(word: &str) -> bool {
    let word = word.trim_end_matches(':');
    VERBS.iter().any(|verb| word.eq_ignore_ascii_case(verb)) || word == "É"
}

fn is_remark_word(word: &str) -> bool {
    let word = word.trim_end_matches(':');
    REMARKS.split(' ').any(|remark| word.eq_ignore_ascii_case(remark))
}

/// The UUIDs in lines that do not speak of a key or of something else that has an id.
pub(super) fn unlabelled_uuids<'a>(lines: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    let mut above_speaks = false;
    lines.iter().filter(|line| !line.trim().is_empty()).flat_map(move |line| {
        let mut uuids = value::words(line).filter(|word| value::is_uuid(word)).peekable();
        let is_alone = || value::words(line).nth(1).is_none();
        let speaks = speaks_of_another(line);
        let is_hidden =
            uuids.peek().is_some() && (speaks || names_an_agent(line) || (above_speaks && is_alone()));
        above_speaks = speaks;
        uuids.filter(move |_| !is_hidden)
    })
}

/// "business id and agent id: …" cannot be told apart, and neither can a second agent.
fn names_an_agent(line: &str) -> bool {
    label::mentions(line).iter().any(|mention| mention.certain && mention.field == Field::AgentId)
}

fn speaks_of_another(line: &str) -> bool {
    line.split(|character: char| !character.is_alphanumeric()).any(|word| {
        // Longer words are not in the list; a word of a value is not copied.
        word.len() <= 16 && word.chars().all(char::is_alphabetic) && {
            let word: String = word.chars().map(label::fold).collect();
            // "messages" and, in code, "messageId".
            SPEAKS_OF_ANOTHER
                .split(' ')
                .any(|other| word.strip_prefix(other).is_some_and(|ending| matches!(ending, "" | "s" | "id")))
        }
    })
}
