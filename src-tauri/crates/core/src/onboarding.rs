//! The credentials out of an onboarding mail, a JSON or whatever else they arrive in.
//!
//! The text is searched for the words that stand for each credential, in several spellings and languages, and for the
//! value that follows. What is unlabelled but unmistakable (a lone UUID, an address of the API) is taken too.

use agent_graph::{ApiKey, BaseUrl};
use zeroize::Zeroizing;

/// What was found.
#[derive(Debug, Default)]
pub struct Onboarding {
    /// The merchant's name.
    pub name: Option<String>,
    /// The API's address, where it is one that is allowed.
    pub base_url: Option<String>,
    /// `business_id`
    pub business_id: Option<String>,
    /// `agent_descriptor_id`
    pub agent_id: Option<String>,
    /// `api_key`
    pub key: Option<ApiKey>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    BusinessId,
    AgentId,
    Key,
    BaseUrl,
    Name,
}

/// Words in their plain form (lower case, only letters and digits). The longer ones stand first, so that
/// `agentdescriptorid` is not read as `agentid`.
const LABELS: [(&str, Field); 38] = [
    ("agentdescriptorid", Field::AgentId),
    ("agentdescriptor", Field::AgentId),
    ("descriptorid", Field::AgentId),
    ("sofiaagentid", Field::AgentId),
    ("iddoagente", Field::AgentId),
    ("iddelagente", Field::AgentId),
    ("agentid", Field::AgentId),
    ("agentuuid", Field::AgentId),
    ("agente", Field::AgentId),
    ("agent", Field::AgentId),
    ("connectlybusinessid", Field::BusinessId),
    ("iddonegocio", Field::BusinessId),
    ("iddelnegocio", Field::BusinessId),
    ("iddaempresa", Field::BusinessId),
    ("iddelaempresa", Field::BusinessId),
    ("businessuuid", Field::BusinessId),
    ("businessid", Field::BusinessId),
    ("business", Field::BusinessId),
    ("sofiaapikey", Field::Key),
    ("xapikey", Field::Key),
    ("chavedaapi", Field::Key),
    ("chavedeapi", Field::Key),
    ("chaveapi", Field::Key),
    ("clavedeapi", Field::Key),
    ("clavedelaapi", Field::Key),
    ("claveapi", Field::Key),
    ("apikey", Field::Key),
    ("apitoken", Field::Key),
    ("baseurl", Field::BaseUrl),
    ("endpoint", Field::BaseUrl),
    ("apiurl", Field::BaseUrl),
    ("url", Field::BaseUrl),
    ("merchantname", Field::Name),
    ("businessname", Field::Name),
    ("merchant", Field::Name),
    ("lojista", Field::Name),
    ("loja", Field::Name),
    ("tienda", Field::Name),
];

/// What may stand between a label and its value besides white space.
const SEPARATORS: [char; 14] = [':', '=', '"', '\'', '`', '*', '|', '>', '-', '–', '—', '→', ',', '_'];

impl Onboarding {
    /// Reads a text. A later mention does not replace an earlier one.
    pub fn read(text: &str) -> Self {
        let mut found = Self::default();
        let lines: Vec<&str> = text.lines().collect();
        for (number, line) in lines.iter().enumerate() {
            found.read_line(line, lines.get(number + 1).copied());
        }
        found.take_unlabelled(text);
        found
    }

    fn read_line(&mut self, line: &str, next: Option<&str>) {
        // One line may hold several pairs, as a JSON on one line does.
        let mut from = 0;
        while let Some((field, end)) = next_label(line, from) {
            from = end;
            let rest = &line[end..];
            let until =
                next_label(line, end).map_or(line.len(), |(_, next_end)| label_start(line, next_end)) - end;
            let here = value(field, &rest[..until.min(rest.len())]);
            // In a mail the value often stands on the line below its label.
            let below = || {
                let empty = rest
                    .chars()
                    .all(|character| character.is_whitespace() || SEPARATORS.contains(&character));
                let next = next.filter(|next| empty && next_label(next, 0).is_none())?;
                value(field, next)
            };
            if let Some(value) = here.or_else(below) {
                self.put(field, &value);
            }
        }
    }

    fn put(&mut self, field: Field, value: &str) {
        match field {
            Field::BusinessId => put_once(&mut self.business_id, value),
            Field::AgentId => put_once(&mut self.agent_id, value),
            Field::Name => put_once(&mut self.name, value),
            Field::BaseUrl => {
                if let Ok(base) = BaseUrl::parse(value) {
                    put_once(&mut self.base_url, &base.to_string());
                }
            }
            Field::Key => {
                if self.key.is_none() {
                    self.key = ApiKey::new(value).ok();
                }
            }
        }
    }

    /// A lone UUID is the business when there is no other; the API's address is known by its looks.
    fn take_unlabelled(&mut self, text: &str) {
        let words =
            || text.split(|character: char| character.is_whitespace() || "\"'`,;<>()|".contains(character));
        if self.base_url.is_none() {
            let address = words().find(|word| word.starts_with("https://") && word.contains("connectly.ai"));
            if let Some(base) = address.and_then(|word| BaseUrl::parse(origin_part(word)).ok()) {
                self.base_url = Some(base.to_string());
            }
        }
        if self.business_id.is_none() {
            let mut others = words().filter(|word| is_uuid(word)).filter(|word| {
                self.agent_id.as_deref() != Some(word)
                    && self.key.as_ref().is_none_or(|key| key.expose() != *word)
            });
            if let (Some(only), None) = (others.next(), others.next()) {
                self.business_id = Some(only.to_owned());
            }
        }
    }
}

fn put_once(slot: &mut Option<String>, value: &str) {
    if slot.is_none() {
        *slot = Some(value.to_owned());
    }
}

/// Scheme and host of an address that was given with a path.
fn origin_part(address: &str) -> &str {
    let host = address.find("://").map_or(0, |at| at + 3);
    address[host..].find(['/', '?', '#']).map_or(address, |at| &address[..host + at])
}

/// The next label at or behind `from`, and the byte behind it. A label must stand at the edge of a word.
fn next_label(line: &str, from: usize) -> Option<(Field, usize)> {
    let mut best: Option<(usize, usize, Field)> = None;
    for (start, character) in line.char_indices().filter(|(start, _)| *start >= from) {
        let at_edge = !line[..start].chars().next_back().is_some_and(char::is_alphanumeric);
        if !character.is_alphanumeric() || !at_edge {
            continue;
        }
        for (label, field) in LABELS {
            if let Some(end) = label_end(&line[start..], label) {
                let longer = best.is_none_or(|(_, best_end, _)| start + end > best_end);
                if longer {
                    best = Some((start, start + end, field));
                }
            }
        }
        if let Some((_, end, field)) = best {
            return Some((field, end));
        }
    }
    None
}

fn label_start(line: &str, end: usize) -> usize {
    // The label that ends at `end` begins at the latest position from which it is still found.
    (0..end)
        .rev()
        .find(|&start| {
            line.is_char_boundary(start)
                && !line[..start].chars().next_back().is_some_and(char::is_alphanumeric)
                && LABELS.iter().any(|(label, _)| label_end(&line[start..], label) == Some(end - start))
        })
        .unwrap_or(end)
}

/// How many bytes of `text` spell the label, whatever its case and with spaces, dots, underscores or hyphens in it.
fn label_end(text: &str, label: &str) -> Option<usize> {
    let mut expected = label.chars();
    let mut wanted = expected.next()?;
    for (at, character) in text.char_indices() {
        if at > 0 && matches!(character, ' ' | '_' | '-' | '.') {
            continue;
        }
        if fold(character) != wanted {
            return None;
        }
        match expected.next() {
            Some(next) => wanted = next,
            None => {
                let end = at + character.len_utf8();
                let closed = !text[end..].chars().next().is_some_and(char::is_alphanumeric);
                return closed.then_some(end);
            }
        }
    }
    None
}

fn fold(character: char) -> char {
    match character {
        'á' | 'à' | 'ã' | 'â' | 'Á' | 'Ã' => 'a',
        'é' | 'ê' | 'É' => 'e',
        'í' | 'Í' => 'i',
        'ó' | 'ô' | 'õ' | 'Ó' => 'o',
        'ú' | 'Ú' => 'u',
        other => other.to_ascii_lowercase(),
    }
}

/// The value at the beginning of what follows a label.
fn value(field: Field, rest: &str) -> Option<String> {
    let mut rest = rest;
    // "business id is 123", "chave é …": a short word of being may stand in between, and a bracketed remark.
    loop {
        rest = rest.trim_start_matches(|character: char| {
            character.is_whitespace() || SEPARATORS.contains(&character)
        });
        if let Some(closed) = rest.strip_prefix('(').and_then(|inner| inner.split_once(')')) {
            rest = closed.1;
            continue;
        }
        let word_end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        if matches!(&rest[..word_end], "is" | "é" | "es" | "are" | "here:" | "is:" | "é:" | "es:") {
            rest = &rest[word_end..];
            continue;
        }
        break;
    }
    if field == Field::Name {
        let end = rest.find(['"', ',', ';', '\t', '|', '}']).unwrap_or(rest.len());
        let name = rest[..end].trim().trim_end_matches(['.', '*', '\'']);
        return (!name.is_empty() && name.chars().count() <= 80).then(|| name.to_owned());
    }
    let end = rest
        .find(|character: char| character.is_whitespace() || "\"'`,;<>(){}|*".contains(character))
        .unwrap_or(rest.len());
    let word = Zeroizing::new(rest[..end].trim_end_matches(['.', ':', '!', '?']).to_owned());
    let plausible = match field {
        Field::BusinessId | Field::AgentId => {
            word.len() >= 4 && word.bytes().any(|byte| byte.is_ascii_digit())
        }
        // A word of a sentence ("the api key below") is no key: keys are long and hold a digit.
        Field::Key => {
            word.len() >= 8 && word.bytes().any(|byte| byte.is_ascii_digit() || byte == b'-' || byte == b'_')
        }
        Field::BaseUrl => word.contains("://"),
        Field::Name => true,
    };
    plausible.then(|| word.to_string())
}

fn is_uuid(word: &str) -> bool {
    word.len() == 36
        && word.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUSINESS: &str = "3f0c8a52-6a1e-4c3b-9a55-0d7a3f1c9e21";
    const AGENT: &str = "b7d2c1aa-1111-4222-8333-944445555666";
    const KEY: &str = "sk_live_9f8e7d6c5b4a";

    #[test]
    fn the_credentials_are_found_in_any_order_and_wording() {
        let texts = [
            format!("business_id: {BUSINESS}\nagent_descriptor_id: {AGENT}\napi_key: {KEY}\n"),
            format!("API Key = \"{KEY}\"\nAgent Descriptor ID = \"{AGENT}\"\nBusiness ID = \"{BUSINESS}\""),
            format!(r#"{{"api_key":"{KEY}","business_id":"{BUSINESS}","agent_descriptor_id":"{AGENT}"}}"#),
            format!(
                "{{\n  \"businessId\": \"{BUSINESS}\",\n  \"agentDescriptorId\": \"{AGENT}\",\n  \"apiKey\": \"{KEY}\"\n}}"
            ),
            format!(
                "Hi Ana,\n\nwelcome! Your business id is {BUSINESS}, the agent descriptor id is {AGENT}.\nThe API key is {KEY}.\n\nBest,\nConnectly"
            ),
            format!("Olá!\n\nID do negócio: {BUSINESS}\nID do agente: {AGENT}\nChave da API: {KEY}\n"),
            format!("Hola,\nID del negocio: {BUSINESS}\nID del agente: {AGENT}\nClave de API: {KEY}"),
            format!("Business ID\n{BUSINESS}\n\nAgent Descriptor ID\n{AGENT}\n\nAPI Key\n{KEY}\n"),
            format!("| business_id | {BUSINESS} |\n| agent_descriptor_id | {AGENT} |\n| api_key | {KEY} |"),
            format!(
                "*Business ID:* `{BUSINESS}`\r\n*Agent descriptor ID:* `{AGENT}`\r\n*API key:* `{KEY}`\r\n"
            ),
            format!(
                "export BUSINESS_ID={BUSINESS}\nexport AGENT_DESCRIPTOR_ID={AGENT}\nexport SOFIA_API_KEY={KEY}"
            ),
            format!("x-api-key: {KEY}\nAGENT_ID -> {AGENT}\nBUSINESS-ID -> {BUSINESS}"),
        ];
        for text in texts {
            let found = Onboarding::read(&text);
            assert_eq!(found.business_id.as_deref(), Some(BUSINESS), "{text}");
            assert_eq!(found.agent_id.as_deref(), Some(AGENT), "{text}");
            assert_eq!(found.key.as_ref().map(ApiKey::expose), Some(KEY), "{text}");
        }
    }

    #[test]
    fn a_name_an_address_and_a_lone_uuid_are_taken_too() {
        let text = format!(
            "Merchant: Loja Acme\nPOST https://api.connectly.ai/external/v1/ai/agent_graph/init\nagent_descriptor_id: {AGENT}\n{BUSINESS}"
        );
        let found = Onboarding::read(&text);
        assert_eq!(found.name.as_deref(), Some("Loja Acme"));
        assert_eq!(found.base_url.as_deref(), Some("https://api.connectly.ai"));
        assert_eq!(found.business_id.as_deref(), Some(BUSINESS));
    }

    #[test]
    fn words_of_a_sentence_are_not_taken_for_values() {
        let found =
            Onboarding::read("Please keep the api key secret. The agent will answer. Our business grows.");
        assert!(found.key.is_none() && found.agent_id.is_none() && found.business_id.is_none(), "{found:?}");
        assert!(Onboarding::read("").key.is_none());
    }

    #[test]
    fn a_plain_address_to_another_machine_is_not_taken() {
        assert_eq!(Onboarding::read("base_url: http://evil.example").base_url, None);
        assert_eq!(
            Onboarding::read("base_url: http://127.0.0.1:8080").base_url.as_deref(),
            Some("http://127.0.0.1:8080")
        );
    }
}
