//! The JSON Schema of a suite, for editors.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use super::assertions::KINDS;
use super::raw::RawSuite;

/// Stands for the assertions, whose parameters depend on their type.
pub(super) struct AssertionSchema;

impl JsonSchema for AssertionSchema {
    fn schema_name() -> Cow<'static, str> {
        "Assertion".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let kinds: Vec<Value> = KINDS
            .iter()
            .map(|kind| {
                let mut schema = (kind.schema)(generator).to_value();
                let kind_of = json!({
                    "description": kind.about,
                    "enum": [kind.name, format!("not-{}", kind.name)],
                });
                if let Some(object) = schema.as_object_mut() {
                    object.insert("type".to_owned(), json!("object"));
                    object.insert("additionalProperties".to_owned(), json!(false));
                    let properties = object.entry("properties").or_insert_with(|| json!({}));
                    if let Some(properties) = properties.as_object_mut() {
                        properties.insert("type".to_owned(), kind_of);
                    }
                    let required = object.entry("required").or_insert_with(|| json!([]));
                    if let Some(required) = required.as_array_mut() {
                        required.insert(0, json!("type"));
                    }
                }
                schema
            })
            .collect();
        json_schema!({ "description": "What is asserted of an answer. `not-` before the type turns it around.", "oneOf": kinds })
    }
}

/// The schema as JSON, laid out.
pub fn schema() -> String {
    let mut schema =
        SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<RawSuite>().to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("title".to_owned(), json!("Sofia test suite"));
    }
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
