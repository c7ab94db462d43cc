//! The credentials out of an onboarding mail, a JSON, a table or whatever else they arrive in.
//!
//! The text is freed from what a mail client adds, and cut into JSON objects and the prose between them. JSON is
//! walked by its members, tables by their columns, and prose by the words that stand for each credential. What is
//! unlabelled but unmistakable (a lone UUID, an address of the API) is taken last.
//!
//! Where a text can be read in two ways, nothing is taken: an empty field is filled in by a person, a wrong one is
//! noticed only when a call fails. It does not unpack MIME, HTML or attachments.

mod environment;
mod json;
mod label;
mod naming;
mod prose;
mod table;
mod tidy;
mod value;

#[cfg(test)]
mod tests;

use agent_graph::ApiKey;
use zeroize::Zeroizing;

use label::Field;
use tidy::Tidied;

/// What is looked at of a text, in bytes. A mail with its whole history is far smaller.
const MAX_TEXT: usize = 64 * 1024;

/// More agents than these are a list, of which a person takes one by hand.
const MAX_OTHER_AGENTS: usize = 4;

/// What was found. Its `Debug` shows no key, as [`ApiKey`] shows none.
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
    /// What the text calls the environment of the agent that was taken: "staging", "produção".
    pub environment: Option<String>,
    /// Further agents, of which a person may mean one: a mail often names that of each environment.
    pub other_agents: Vec<OtherAgent>,
    /// The text also names another business or another key, which may belong to another agent.
    pub has_other_account: bool,
}

/// An agent that was named behind the one that was taken.
#[derive(Debug, PartialEq, Eq)]
pub struct OtherAgent {
    /// `agent_descriptor_id`
    pub id: String,
    /// As [`Onboarding::environment`].
    pub environment: Option<String>,
}

impl Onboarding {
    /// Reads the first 64 KiB of a text. A later mention does not replace an earlier one.
    pub fn read(text: &str) -> Self {
        let tidied = Tidied::new(&text[..value::boundary(text, MAX_TEXT)]);
        let mut found = Self::default();
        let mut unlabelled: Vec<&str> = Vec::new();
        // A UUID that only a roundabout sentence calls the key is the key when no id is missing.
        let mut doubtful_key: Option<Zeroizing<String>> = None;
        for part in json::parts(tidied.text()) {
            match part {
                json::Part::Object(object) => json::walk(object, &mut found),
                json::Part::Prose(prose) => {
                    let lines: Vec<&str> = prose.lines().map(tidy::without_line_marks).collect();
                    let rest = table::read(&lines, &mut found, |lines, found| {
                        prose::read(lines, found, &mut doubtful_key);
                    });
                    unlabelled.extend(rest);
                }
            }
        }
        found.take_unlabelled(&unlabelled);
        if let Some(doubtful) = doubtful_key {
            let ids = [&found.business_id, &found.agent_id];
            if ids.iter().all(|id| id.as_deref().is_some_and(|id| id != doubtful.as_str())) {
                found.put(Field::Key, true, &doubtful);
            }
        }
        found.tell_environments(tidied.text());
        found
    }

    /// Keeps a value, unless the field has one or the value cannot be one of the field. `certain` says that its
    /// label names the field and nothing else.
    fn put(&mut self, field: Field, certain: bool, text: &str) {
        self.note(field, certain, text);
        match field {
            // A UUID is nobody's name: "Merchant: 3f0c8a52-…" gives the id.
            Field::Name if value::is_uuid(text) => put_once(&mut self.business_id, || text.to_owned()),
            _ if !value::is_plausible(field, certain, text) => {}
            Field::BusinessId => put_once(&mut self.business_id, || text.to_owned()),
            Field::AgentId => put_once(&mut self.agent_id, || text.to_owned()),
            Field::Name => put_once(&mut self.name, || text.to_owned()),
            Field::BaseUrl => {
                if self.base_url.is_none() {
                    self.base_url = value::base_url(text);
                }
            }
            Field::Key => {
                if self.key.is_none() {
                    self.key = ApiKey::new(text).ok();
                }
            }
        }
    }

    /// Notes a value that is another one than what the field has already.
    fn note(&mut self, field: Field, certain: bool, text: &str) {
        let is_another = |taken: Option<&str>| taken.is_some_and(|taken| taken != text);
        if !(certain || value::is_uuid(text)) || !value::is_plausible(field, certain, text) {
            return;
        }
        match field {
            Field::AgentId => {
                if is_another(self.agent_id.as_deref())
                    && self.other_agents.len() < MAX_OTHER_AGENTS
                    && self.other_agents.iter().all(|other| other.id != text)
                {
                    self.other_agents.push(OtherAgent { id: text.to_owned(), environment: None });
                }
            }
            Field::BusinessId => self.has_other_account |= is_another(self.business_id.as_deref()),
            Field::Key => self.has_other_account |= is_another(self.key.as_ref().map(ApiKey::expose)),
            Field::Name | Field::BaseUrl => {}
        }
    }

    /// Of a single agent nobody needs to know where it runs.
    fn tell_environments(&mut self, text: &str) {
        let Some(taken) = self.agent_id.clone().filter(|_| !self.other_agents.is_empty()) else { return };
        let others = self.other_agents.iter().map(|other| other.id.clone());
        let ids: Vec<String> = std::iter::once(taken.clone()).chain(others).collect();
        self.environment = environment::of(&taken, &ids, text);
        for other in &mut self.other_agents {
            other.environment = environment::of(&other.id, &ids, text);
        }
    }

    /// A lone UUID is the business when there is no other; the API's address is known by its looks, and a name by where
    /// it stands.
    fn take_unlabelled(&mut self, lines: &[&str]) {
        if self.base_url.is_none() {
            self.base_url = lines.iter().flat_map(|line| value::words(line)).find_map(value::api_address);
        }
        if self.business_id.is_none() {
            let is_other = |word: &str| {
                self.agent_id.as_deref() == Some(word)
                    || self.key.as_ref().is_some_and(|key| key.expose() == word)
            };
            let mut lone = prose::unlabelled_uuids(lines).filter(|uuid| !is_other(uuid));
            if let Some(first) = lone.next()
                && lone.all(|other| other == first)
            {
                self.business_id = Some(first.to_owned());
            }
        }
        if self.name.is_none() {
            self.name = naming::read(lines, [self.agent_id.as_deref(), self.business_id.as_deref()]);
        }
    }
}

fn put_once(slot: &mut Option<String>, value: impl FnOnce() -> String) {
    if slot.is_none() {
        *slot = Some(value());
    }
}
