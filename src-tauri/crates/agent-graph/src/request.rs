//! What is sent: strictly in the form of the reference, in camelCase.

use serde::Serialize;
use serde_json::value::RawValue;

/// Who asks: the merchant, and the customer who is being played.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Identity {
    /// The merchant's business, a UUID.
    pub business_id: String,
    /// Our own, stable identifier of the customer.
    pub client_key: String,
}

/// The body of `close`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CloseBody<'a> {
    #[serde(flatten)]
    pub identity: &'a Identity,
    pub session_id: &'a str,
}

/// The body of `invoke` and `invoke_sync`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Invocation {
    /// Who asks.
    #[serde(flatten)]
    pub identity: Identity,
    /// From `init`.
    pub session_id: String,
    /// The agent descriptor: Sofia's configuration. Optional for plain Agent Graph; Sofia needs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<String>,
    /// Everything since the last call, oldest first.
    pub input_events: Vec<InputEvent>,
}

/// One element of `inputEvents`: exactly one key.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum InputEvent {
    /// A message of the customer, or one that the agent is to know it has said.
    MessageEvent {
        /// Who spoke.
        role: InputRole,
        /// What it holds.
        content: InputContent,
    },
    /// A reply button was pressed.
    ButtonResponseEvent {
        /// The button's id.
        id: String,
        /// Its label.
        title: String,
    },
    /// A row of a list was chosen.
    ListReplyEvent {
        /// The row's id.
        id: String,
        /// Its label.
        title: String,
        /// Its second line.
        #[serde(skip_serializing_if = "Option::is_none")]
        description: Option<String>,
    },
    /// A form was filled in.
    #[serde(rename_all = "camelCase")]
    FilledFormResponseEvent {
        /// The values by field name.
        form_data: serde_json::Map<String, serde_json::Value>,
    },
    /// A shop was chosen.
    #[serde(rename_all = "camelCase")]
    StoreEvent {
        /// The shop's id.
        store_id: String,
        /// Its name.
        name: String,
        /// The name of its collection point.
        cp_name: String,
        /// Its city.
        city: String,
        /// Its state.
        state: String,
    },
    /// Any other event, as JSON: for what the API has learnt since.
    #[serde(untagged)]
    Raw(Box<RawValue>),
}

/// Who spoke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum InputRole {
    /// The customer.
    User,
    /// The agent.
    Assistant,
}

/// What a message holds: exactly one key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum InputContent {
    /// Words.
    TextContent {
        /// The words.
        text: String,
    },
    /// A sound.
    AudioContent {
        /// Where it is.
        url: String,
    },
    /// A picture.
    ImageContent {
        /// Where it is.
        url: String,
        /// What stands below it.
        #[serde(skip_serializing_if = "Option::is_none")]
        caption: Option<String>,
    },
    /// A place. The reference sends the degrees as strings.
    LocationContent {
        /// Degrees.
        latitude: String,
        /// Degrees.
        longitude: String,
        /// What it is called.
        name: String,
        /// Where it is, in words.
        address: String,
    },
}

impl InputEvent {
    /// Words of the customer.
    pub fn text(text: impl Into<String>) -> Self {
        Self::message(InputRole::User, text)
    }

    /// Words of either side: how an earlier conversation is given as context.
    pub fn message(role: InputRole, text: impl Into<String>) -> Self {
        Self::MessageEvent { role, content: InputContent::TextContent { text: text.into() } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_input_event_has_the_form_of_the_reference() {
        let form = [("name".to_owned(), serde_json::json!("Ana"))].into_iter().collect();
        let table = [
            (
                InputEvent::text("Ola"),
                r#"{"messageEvent":{"role":"USER","content":{"textContent":{"text":"Ola"}}}}"#,
            ),
            (
                InputEvent::message(InputRole::Assistant, "Oi"),
                r#"{"messageEvent":{"role":"ASSISTANT","content":{"textContent":{"text":"Oi"}}}}"#,
            ),
            (
                InputEvent::MessageEvent {
                    role: InputRole::User,
                    content: InputContent::AudioContent { url: "https://a".into() },
                },
                r#"{"messageEvent":{"role":"USER","content":{"audioContent":{"url":"https://a"}}}}"#,
            ),
            (
                InputEvent::MessageEvent {
                    role: InputRole::User,
                    content: InputContent::ImageContent {
                        url: "https://i".into(),
                        caption: Some("c".into()),
                    },
                },
                r#"{"messageEvent":{"role":"USER","content":{"imageContent":{"url":"https://i","caption":"c"}}}}"#,
            ),
            (
                InputEvent::MessageEvent {
                    role: InputRole::User,
                    content: InputContent::LocationContent {
                        latitude: "25.41914".into(),
                        longitude: "-49.26545".into(),
                        name: "n".into(),
                        address: "a".into(),
                    },
                },
                r#"{"messageEvent":{"role":"USER","content":{"locationContent":{"latitude":"25.41914","longitude":"-49.26545","name":"n","address":"a"}}}}"#,
            ),
            (
                InputEvent::ButtonResponseEvent { id: "button-id".into(), title: "Button Title".into() },
                r#"{"buttonResponseEvent":{"id":"button-id","title":"Button Title"}}"#,
            ),
            (
                InputEvent::ListReplyEvent {
                    id: "i".into(),
                    title: "t".into(),
                    description: Some("d".into()),
                },
                r#"{"listReplyEvent":{"id":"i","title":"t","description":"d"}}"#,
            ),
            (
                InputEvent::FilledFormResponseEvent { form_data: form },
                r#"{"filledFormResponseEvent":{"formData":{"name":"Ana"}}}"#,
            ),
            (
                InputEvent::StoreEvent {
                    store_id: "22473".into(),
                    name: "n".into(),
                    cp_name: "c".into(),
                    city: "x".into(),
                    state: "PR".into(),
                },
                r#"{"storeEvent":{"storeId":"22473","name":"n","cpName":"c","city":"x","state":"PR"}}"#,
            ),
            (
                InputEvent::Raw(RawValue::from_string(r#"{"newEvent":{"price":1.10}}"#.into()).unwrap()),
                r#"{"newEvent":{"price":1.10}}"#,
            ),
        ];
        for (event, expected) in table {
            assert_eq!(serde_json::to_string(&event).unwrap(), expected);
        }
    }

    #[test]
    fn an_invocation_leaves_out_an_absent_agent() {
        let invocation = Invocation {
            identity: Identity { business_id: "b".into(), client_key: "c".into() },
            session_id: "s".into(),
            agent_id: None,
            input_events: vec![],
        };
        assert_eq!(
            serde_json::to_string(&invocation).unwrap(),
            r#"{"businessId":"b","clientKey":"c","sessionId":"s","inputEvents":[]}"#
        );
    }
}
