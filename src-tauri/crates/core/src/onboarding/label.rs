//! The words that stand for a credential, and where they stand in a line.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What a label stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    BusinessId,
    AgentId,
    Key,
    BaseUrl,
    Name,
}

/// How much a label says by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strength {
    /// It names the field and nothing else; its value may follow without a sign.
    Certain,
    /// A word of everyday sentences; a label only with a colon or the like behind it.
    Loose,
    /// A label only as the name of a JSON member or of a column.
    Structural,
}

use Field::{AgentId, BaseUrl, BusinessId, Key, Name};
use Strength::{Certain, Loose, Structural};

/// Words in their plain form (lower case, no accents, only letters and digits).
const LABELS: &[(Field, Strength, &str)] = &[
    (
        AgentId,
        Certain,
        "\
         agentdescriptorid agentdescriptor descriptorid sofiaagentid agentid agentuuid agenteid \
         iddoagente iddelagente iddeagente idagente identificadordoagente identificadordelagente \
         descritordoagente descriptordelagente iddodescritor iddeldescriptor",
    ),
    (AgentId, Loose, "agente agent descriptor descritor"),
    (
        BusinessId,
        Certain,
        "\
         businessid connectlybusinessid businessuuid negocioid empresaid iddonegocio iddelnegocio \
         iddenegocio idnegocio iddaempresa iddelaempresa iddeempresa idempresa iddaloja iddelatienda \
         identificadordonegocio identificadordelnegocio identificadordaempresa identificadordelaempresa",
    ),
    (BusinessId, Loose, "business"),
    (
        Key,
        Certain,
        "\
         apikey sofiaapikey xapikey apitoken chavedaapi chavedeapi chaveapi chavedeacesso clavedeapi \
         clavedelaapi claveapi clavedeacceso llavedeapi llavedelaapi tokendaapi tokendeapi tokendelaapi",
    ),
    (Key, Loose, "key token chave clave llave"),
    (BaseUrl, Certain, "baseurl apiurl apibaseurl urlbase urldaapi urldelaapi"),
    (BaseUrl, Loose, "url endpoint enderecodaapi direcciondelaapi"),
    (
        Name,
        Loose,
        "\
         merchantname businessname clientname storename shopname companyname merchant client store shop \
         company cliente nomedocliente lojista nomedolojista loja nomedaloja empresa nomedaempresa \
         negocio nomedonegocio nombredelcliente tienda nombredelatienda nombredelaempresa \
         nombredelnegocio comercio nombredelcomercio",
    ),
    (Name, Structural, "name nome nombre"),
];

/// Between the words of one label there is a space or a joining mark, in code also both of a pair.
const MAX_GAP: usize = 2;

/// A label that was found in a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mention {
    pub(super) field: Field,
    pub(super) certain: bool,
    /// The first byte of it.
    pub(super) start: usize,
    /// The byte behind it.
    pub(super) end: usize,
}

/// All labels of a line, in their order. Each stands at the edges of a word or at the end of an identifier.
pub(super) fn mentions(line: &str) -> Vec<Mention> {
    let mut mentions = Vec::new();
    let mut before: [Option<char>; 2] = [None, None];
    let mut resume = 0;
    let mut in_address = false;
    for (start, character) in line.char_indices() {
        in_address |= character == ':' && line[start..].starts_with("://");
        in_address = in_address && !(character.is_whitespace() || "\"'`<>|,;)".contains(character));
        let at_edge = character.is_alphabetic() && !before[1].is_some_and(char::is_alphanumeric);
        if at_edge
            && !in_address
            && start >= resume
            && let Some((field, strength, length)) = longest_label(&line[start..])
        {
            // "SOFIA_TOKEN": the end of a longer identifier may be something else and needs a sign behind it.
            let is_attached =
                matches!(before[1], Some('_' | '-' | '.')) && before[0].is_some_and(char::is_alphanumeric);
            let certain = strength == Certain && !is_attached;
            mentions.push(Mention { field, certain, start, end: start + length });
            resume = start + length;
        }
        before = [before[1], Some(character)];
    }
    mentions
}

/// The label that the whole of a text spells, such as a column's name or a JSON member's. A bracketed remark
/// behind it does not count, unless it is the label: "Agent (agent_descriptor_id)".
pub(super) fn exact(text: &str) -> Option<(Field, Strength)> {
    let text =
        text.trim_matches(|character: char| !character.is_alphanumeric() && !"()[]".contains(character));
    let (outside, inside) = text.split_once(['(', '[']).unwrap_or((text, ""));
    let outside = exact_words(outside);
    match exact_words(inside.trim_end_matches([')', ']'])) {
        Some((field, Certain)) => Some((field, Certain)),
        inside => outside.or(inside),
    }
}

fn exact_words(text: &str) -> Option<(Field, Strength)> {
    let text = text.trim_matches(|character: char| !character.is_alphanumeric());
    let spells = |text: &str| {
        labels(text)
            .find(|(word, _, _)| label_length(text, word) == Some(text.len()))
            .map(|(_, field, strength)| (*field, *strength))
    };
    spells(text).or_else(|| {
        let (first, rest) = text.split_once(['_', '-', '.', ' '])?;
        matches!(first.to_ascii_lowercase().as_str(), "sofia" | "connectly").then(|| spells(rest))?
    })
}

type Label = (&'static str, Field, Strength);

/// The labels with each initial; most words of a mail begin none, and are passed over at once.
static BY_INITIAL: LazyLock<BTreeMap<char, Vec<Label>>> = LazyLock::new(|| {
    let mut by_initial = BTreeMap::<char, Vec<Label>>::new();
    for (field, strength, words) in LABELS {
        for word in words.split(' ') {
            let same_initial = by_initial.entry(word.chars().next().unwrap_or_default()).or_default();
            same_initial.push((word, *field, *strength));
        }
    }
    by_initial
});

fn labels(text: &str) -> impl Iterator<Item = &'static Label> {
    let initial = text.chars().next().map(fold);
    initial.and_then(|initial| BY_INITIAL.get(&initial)).into_iter().flatten()
}

fn longest_label(text: &str) -> Option<(Field, Strength, usize)> {
    labels(text)
        .filter(|(_, _, strength)| *strength != Structural)
        .filter_map(|(word, field, strength)| Some((*field, *strength, label_length(text, word)?)))
        .max_by_key(|(_, _, length)| *length)
}

/// How many bytes of `text` spell the label, whatever its case and with spaces, dots, underscores or hyphens in it.
fn label_length(text: &str, label: &str) -> Option<usize> {
    let mut expected = label.chars();
    let mut wanted = expected.next()?;
    let mut gap = 0;
    for (at, character) in text.char_indices() {
        if at > 0 && gap < MAX_GAP && matches!(character, ' ' | '_' | '-' | '.') {
            gap += 1;
            continue;
        }
        if fold(character) != wanted {
            return None;
        }
        gap = 0;
        match expected.next() {
            Some(next) => wanted = next,
            None => {
                let end = at + character.len_utf8();
                return is_closed(&text[end..]).then_some(end);
            }
        }
    }
    None
}

/// "agent" is no label in "agents", "agent_graph" or "agent@example.com".
fn is_closed(after: &str) -> bool {
    let mut after = after.chars();
    match after.next() {
        Some('_' | '-' | '.' | '@') => !after.next().is_some_and(char::is_alphanumeric),
        Some(next) => !next.is_alphanumeric(),
        None => true,
    }
}

/// A letter without its case and accent.
pub(super) fn fold(character: char) -> char {
    match character.to_lowercase().next().unwrap_or(character) {
        'á' | 'à' | 'ã' | 'â' => 'a',
        'é' | 'ê' | 'è' => 'e',
        'í' => 'i',
        'ó' | 'ô' | 'õ' => 'o',
        'ú' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    }
}
