//! Messages and recommended products.

use crate::json::{Object, elements, scalar};

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The customer.
    User,
    /// The agent.
    Assistant,
    /// `MESSAGE_EVENT_ROLE_UNSPECIFIED`, absent, or a role that we do not know. Shown on the agent's side.
    Unspecified,
}

/// One message, which is one bubble: the reference does not say whether text comes in deltas, and we assume not.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Who speaks.
    pub role: Role,
    /// What it holds.
    pub content: Content,
    /// `createdAt` as it came: RFC 3339, in UTC in the reference's example.
    pub created_at: Option<String>,
    /// `metadata` as JSON.
    pub metadata: Option<String>,
}

/// What a message holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// `textContent`
    Text(String),
    /// `audioContent`
    Audio {
        /// Where the sound is.
        url: String,
    },
    /// `imageContent`
    Image {
        /// Where the picture is.
        url: String,
        /// What stands below it.
        caption: Option<String>,
    },
    /// `locationContent`
    Location(Location),
    /// Anything else, as JSON.
    Unknown(String),
}

/// A place. Latitude and longitude are the characters that came: they are numbers or strings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Location {
    /// Degrees.
    pub latitude: Option<String>,
    /// Degrees.
    pub longitude: Option<String>,
    /// What it is called.
    pub name: Option<String>,
    /// Where it is, in words.
    pub address: Option<String>,
}

/// A recommended product. Every value is the characters that came, so that `59.90` stays `59.90`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Product {
    /// `productId`
    pub product_id: Option<String>,
    /// `title`
    pub title: Option<String>,
    /// `description`
    pub description: Option<String>,
    /// `url`
    pub url: Option<String>,
    /// `imageUrl`
    pub image_url: Option<String>,
    /// `price`: a number or a string.
    pub price: Option<String>,
    /// `currency`
    pub currency: Option<String>,
    /// `facets` that are plain values or lists of them. The reference shows no shape for facets; an object of values
    /// and a list of `{name, value}` are both read.
    pub facets: Vec<(String, String)>,
    /// The whole product.
    pub json: String,
}

impl Message {
    pub(super) fn read(body: &Object<'_>) -> Self {
        let role = match body.text("role").as_deref() {
            Some("USER") => Role::User,
            Some("ASSISTANT") => Role::Assistant,
            _ => Role::Unspecified,
        };
        Self {
            role,
            content: body.get("content").map_or_else(|| Content::Unknown("null".to_owned()), Content::read),
            created_at: body.text("createdAt"),
            metadata: body.get("metadata").map(str::to_owned),
        }
    }
}

impl Content {
    fn read(json: &str) -> Self {
        Object::read(json)
            .and_then(|content| Self::known(&content))
            .unwrap_or_else(|| Self::Unknown(json.to_owned()))
    }

    fn known(content: &Object<'_>) -> Option<Self> {
        if let Some(text) = content.get("textContent") {
            return match Object::read(text) {
                Some(text) => Some(Self::Text(text.text("text").unwrap_or_default())),
                // Assumption: it may be the text itself.
                None => scalar(text).map(Self::Text),
            };
        }
        if let Some(audio) = content.object("audioContent") {
            return Some(Self::Audio { url: audio.text("url").unwrap_or_default() });
        }
        if let Some(image) = content.object("imageContent") {
            return Some(Self::Image {
                url: image.text("url").unwrap_or_default(),
                caption: image.text("caption"),
            });
        }
        let place = content.object("locationContent")?;
        Some(Self::Location(Location {
            latitude: place.text("latitude"),
            longitude: place.text("longitude"),
            name: place.text("name"),
            address: place.text("address"),
        }))
    }
}

impl Product {
    pub(super) fn read(json: &str) -> Option<Self> {
        let product = Object::read(json)?;
        Some(Self {
            product_id: product.text("productId"),
            title: product.text("title"),
            description: product.text("description"),
            url: product.text("url"),
            image_url: product.text("imageUrl"),
            price: product.text("price"),
            currency: product.text("currency"),
            facets: product.get("facets").map(facets).unwrap_or_default(),
            json: json.to_owned(),
        })
    }
}

fn facets(json: &str) -> Vec<(String, String)> {
    if let Some(object) = Object::read(json) {
        return object
            .present()
            .filter_map(|(key, value)| Some((key.to_owned(), facet_value(value)?)))
            .collect();
    }
    elements(json)
        .into_iter()
        .filter_map(|element| {
            let Some(object) = Object::read(element) else {
                return scalar(element).map(|value| (String::new(), value));
            };
            let name = ["name", "key", "label"].iter().find_map(|key| object.text(key)).unwrap_or_default();
            let value = ["value", "values"].iter().find_map(|key| object.get(key)).and_then(facet_value)?;
            Some((name, value))
        })
        .collect()
}

fn facet_value(json: &str) -> Option<String> {
    if !json.starts_with('[') {
        return scalar(json);
    }
    let values: Vec<String> = elements(json).into_iter().filter_map(scalar).collect();
    (!values.is_empty()).then(|| values.join(", "))
}
