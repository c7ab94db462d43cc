//! Which environment an agent belongs to, in the words of the text: "Agent ID (staging): …", or a heading above it.

use super::label;

/// What environments are called. "test" is not among them: mails ask people to test.
const ENVIRONMENTS: &str = "\
    staging stage production prod producao produccion sandbox homologacao homologacion desenvolvimento desarrollo \
    development dev qa uat";

/// A heading stands no further above an id.
const MAX_LINES_ABOVE: usize = 6;

/// The environment of an id, as it is written. `ids` are all that the text names: what is said of another does not count.
pub(super) fn of(id: &str, ids: &[String], text: &str) -> Option<String> {
    let at = text.find(id)?;
    let behind = text[at + id.len()..].lines().next().unwrap_or_default();
    let own = &behind[..first_of(ids, behind)];
    if own.trim_start().starts_with(['(', '[', '-', '–', '—', '<'])
        && let Some(word) = words(own).next()
    {
        return Some(word.to_owned());
    }
    let mut before = text[..at].rsplit('\n').take(MAX_LINES_ABOVE + 1);
    let own_line = before.next().unwrap_or_default();
    if let Some(word) = words(&own_line[end_of_last(ids, own_line)..]).last().or_else(|| words(own).next()) {
        return Some(word.to_owned());
    }
    before
        .take_while(|line| !ids.iter().any(|other| line.contains(other.as_str())))
        .find_map(|line| words(line).last())
        .map(str::to_owned)
}

fn first_of(ids: &[String], text: &str) -> usize {
    ids.iter().filter_map(|id| text.find(id.as_str())).min().unwrap_or(text.len())
}

fn end_of_last(ids: &[String], text: &str) -> usize {
    ids.iter().filter_map(|id| text.rfind(id.as_str()).map(|at| at + id.len())).max().unwrap_or(0)
}

/// The words of a text that name an environment.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_alphanumeric()).filter(|word| {
        // Longer words are in no list; a word of a value is not copied.
        word.len() <= 20 && {
            let plain: String = word.chars().map(label::fold).collect();
            ENVIRONMENTS.split(' ').any(|other| other == plain)
        }
    })
}
