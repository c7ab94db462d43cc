//! JSON: the whole text, or objects that stand between the lines of a mail.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::Onboarding;
use super::label::{self, Field, Strength};

/// Each attempt that fails may read to the end of the text; a mail has no more than a few braces.
const MAX_FAILED_ATTEMPTS: usize = 8;

/// Longer strings name no field.
const MAX_LABEL: usize = 60;

/// Members that only hold the others together, besides those that are labels themselves.
const CONTAINERS: &str = "\
    data credentials credenciais credenciales config onboarding sofia connectly production account api";

/// A piece of the text.
pub(super) enum Part<'a> {
    /// A complete JSON object.
    Object(&'a str),
    /// What is none.
    Prose(&'a str),
}

/// Cuts a text into its JSON objects and what stands between them.
pub(super) fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut from = 0;
    let mut at = 0;
    let mut failed = 0;
    while failed < MAX_FAILED_ATTEMPTS
        && let Some(brace) = text[at..].find('{').map(|offset| at + offset)
    {
        at = brace + 1;
        // A placeholder such as {name} is no object and no attempt.
        if !text[at..].trim_start().starts_with('"') {
            continue;
        }
        let mut objects = serde_json::Deserializer::from_str(&text[brace..]).into_iter::<IgnoredAny>();
        if matches!(objects.next(), Some(Ok(_))) {
            let end = brace + objects.byte_offset();
            parts.push(Part::Prose(&text[from..brace]));
            parts.push(Part::Object(&text[brace..end]));
            (from, at) = (end, end);
        } else {
            failed += 1;
        }
    }
    parts.push(Part::Prose(&text[from..]));
    parts
}

/// Takes the values out of a JSON object, by the names of its members.
pub(super) fn walk(object: &str, found: &mut Onboarding) {
    let mut deserializer = serde_json::Deserializer::from_str(object);
    let walk = Walk { found, parent: "", field: None };
    if let Err(error) = walk.deserialize(&mut deserializer) {
        // The object was read once before, so it can only be deeper than serde_json goes. What stands above that
        // was taken.
        tracing::debug!(line = error.line(), "an onboarding JSON was left before its end");
    }
}

/// One value on the way through the tree. No tree is built: the strings of a text without escapes are not copied.
struct Walk<'a> {
    found: &'a mut Onboarding,
    /// The member that the object is the value of.
    parent: &'a str,
    /// What the value is, when it is a plain one.
    field: Option<(Field, bool)>,
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    /// The field that a string names, as in `{"name": "api_key", "value": …}`.
    type Value = Option<(Field, bool)>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = Option<(Field, bool)>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut named = None;
        while let Some(name) = members.next_key::<String>()? {
            let plain = plain(&name);
            let field = match plain.as_str() {
                "value" | "valor" => named.or(self.field),
                _ => member_field(self.parent, &name, &plain),
            };
            let value = Walk { found: self.found, parent: &plain, field };
            let names = members.next_value_seed(value)?;
            if matches!(plain.as_str(), "name" | "key" | "label" | "field" | "variable") {
                named = names;
            }
        }
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        loop {
            let element = Walk { found: self.found, parent: self.parent, field: self.field };
            if elements.next_element_seed(element)?.is_none() {
                return Ok(None);
            }
        }
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        let text = text.trim();
        if let Some((_, Strength::Certain)) = label_of(text) {
            return Ok(label_of(text).map(|(field, _)| (field, true)));
        }
        if let Some((field, certain)) = self.field {
            self.found.put(field, certain, text);
        }
        Ok(label_of(text).map(|(field, _)| (field, true)))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        // An id may be a number; a key or a name is none.
        if let Some((field @ (Field::BusinessId | Field::AgentId), certain)) = self.field {
            self.found.put(field, certain, &number.to_string());
        }
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

/// What a member is by its own name, or by its name and the one that it is in: `business.id`, `merchant.name`.
fn member_field(parent: &str, name: &str, plain: &str) -> Option<(Field, bool)> {
    let own = label_of(name);
    if let Some((field, Strength::Certain)) = own {
        return Some((field, true));
    }
    let parent_label = label_of(parent).map(|(field, _)| field);
    if let Some((field, Strength::Certain)) = label_of(&format!("{parent}{plain}")) {
        return Some((field, true));
    }
    let (field, strength) = own?;
    let is_its_own = match (field, strength) {
        // "agent": {"name": …} names the agent.
        (Field::Name, _) => {
            is_container(parent) || matches!(parent_label, Some(Field::Name | Field::BusinessId))
        }
        // "webhook": {"url": …} is an address that no key may be sent to.
        (Field::BaseUrl, _) => is_container(parent),
        _ => is_container(parent) || parent_label.is_some(),
    };
    is_its_own.then_some((field, false))
}

/// At the root there is no parent.
fn is_container(parent: &str) -> bool {
    parent.is_empty() || CONTAINERS.split(' ').any(|container| container == parent)
}

fn label_of(name: &str) -> Option<(Field, Strength)> {
    (name.len() <= MAX_LABEL).then(|| label::exact(name)).flatten()
}

fn plain(name: &str) -> String {
    name.chars().filter(|character| character.is_alphanumeric()).map(label::fold).take(MAX_LABEL).collect()
}
