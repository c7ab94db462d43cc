//! `{{name}}` in texts, replaced by variables.

use serde_json::{Map, Value};

use super::fault::Fault;

/// Variables by scope, the innermost first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Variables<'a> {
    scopes: &'a [&'a Map<String, Value>],
}

impl<'a> Variables<'a> {
    pub(super) fn new(scopes: &'a [&'a Map<String, Value>]) -> Self {
        Self { scopes }
    }

    fn get(&self, name: &str) -> Result<&'a Value, Fault> {
        let found = self.scopes.iter().find_map(|scope| scope.get(name));
        found.ok_or_else(|| Fault::NoVariable(name.to_owned()))
    }

    /// A text with its variables filled in.
    pub(super) fn fill(&self, text: &str) -> Result<String, Fault> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once("{{") {
            let (name, behind) = behind.split_once("}}").ok_or(Fault::NotClosed)?;
            filled.push_str(before);
            match self.get(name.trim())? {
                Value::String(value) => filled.push_str(value),
                Value::Array(_) | Value::Object(_) => {
                    return Err(Fault::NoText(name.trim().to_owned()));
                }
                other => filled.push_str(&other.to_string()),
            }
            rest = behind;
        }
        filled.push_str(rest);
        Ok(filled)
    }

    /// A value with the variables in all its texts filled in. A text that is one variable alone takes its value as it is,
    /// so that `max: "{{limit}}"` stays a number.
    pub(super) fn fill_value(&self, value: &Value) -> Result<Value, Fault> {
        Ok(match value {
            Value::String(text) => match whole(text) {
                Some(name) => self.get(name)?.clone(),
                None => Value::String(self.fill(text)?),
            },
            Value::Array(values) => {
                Value::Array(values.iter().map(|value| self.fill_value(value)).collect::<Result<_, _>>()?)
            }
            Value::Object(entries) => Value::Object(
                entries
                    .iter()
                    .map(|(name, value)| Ok((name.clone(), self.fill_value(value)?)))
                    .collect::<Result<_, Fault>>()?,
            ),
            other => other.clone(),
        })
    }
}

fn whole(text: &str) -> Option<&str> {
    let name = text.trim().strip_prefix("{{")?.strip_suffix("}}")?;
    (!name.contains("{{") && !name.contains("}}")).then(|| name.trim())
}
