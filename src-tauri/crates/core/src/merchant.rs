//! Merchants: what a person enters, what is kept, and the file in which they travel without their keys.

use agent_graph::BaseUrl;
use serde::{Deserialize, Serialize};

use crate::error::Error;

/// A merchant whose agent is talked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merchant {
    /// A random UUID; also the account of its key in the keychain.
    pub id: String,
    /// Unique among the merchants that are not removed, whatever the case.
    pub name: String,
    /// Checked by [`BaseUrl::parse`].
    pub base_url: String,
    /// `businessId`
    pub business_id: String,
    /// `agentId`; may be empty for plain Agent Graph.
    pub agent_id: String,
    /// `#rrggbb`
    pub colour: String,
    /// It stands for the simulator inside the application.
    pub simulated: bool,
    /// What is known of its key in the keychain.
    pub stored_key: Option<StoredKey>,
    /// Milliseconds since 1970, UTC.
    pub created_at: i64,
}

/// That there is a key in the keychain, and for which origin it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredKey {
    /// Scheme, host and port.
    pub origin: String,
    /// Milliseconds since 1970, UTC.
    pub since: i64,
}

/// The fields that a person enters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MerchantDraft {
    /// See [`Merchant::name`].
    pub name: String,
    /// See [`Merchant::base_url`].
    pub base_url: String,
    /// See [`Merchant::business_id`].
    pub business_id: String,
    /// See [`Merchant::agent_id`].
    pub agent_id: String,
    /// See [`Merchant::colour`]; empty draws one from the name.
    pub colour: String,
}

/// Longer names are a slip of the clipboard.
const MAX_NAME: usize = 80;
/// Ids of the API are UUIDs; the bound only keeps out what cannot be one.
const MAX_ID: usize = 200;
const MAX_BASE_URL: usize = 2000;

/// Colours that stay apart from each other and readable on light and dark.
const COLOURS: [&str; 8] =
    ["#5140d6", "#0f8a6d", "#c2410c", "#b4237a", "#1d6fb8", "#8a6d00", "#7c3aed", "#3f7d20"];

impl Merchant {
    /// What its key is bound to.
    pub fn origin(&self) -> String {
        BaseUrl::parse(&self.base_url).map(|base| base.origin()).unwrap_or_default()
    }
}

impl MerchantDraft {
    /// The draft with its fields trimmed and brought into their usual form, or the first field that is wrong.
    pub fn checked(self) -> Result<Self, Error> {
        self.checked_with(true)
    }

    /// The same for a draft that is only tried: no call needs a name.
    pub(crate) fn checked_for_a_call(self) -> Result<Self, Error> {
        self.checked_with(false)
    }

    fn checked_with(self, name_is_needed: bool) -> Result<Self, Error> {
        let field = |name: &'static str, value: &str, limit: usize, needed: bool| {
            let value = value.trim();
            if value.is_empty() && needed {
                return Err(Error::FieldEmpty { field: name });
            }
            if value.chars().count() > limit {
                return Err(Error::FieldTooLong { field: name, limit });
            }
            if value.chars().any(char::is_control) {
                return Err(Error::InputInvalid {
                    reason: format!("the field {name} holds a control character"),
                });
            }
            Ok(value.to_owned())
        };
        let name = field("name", &self.name, MAX_NAME, name_is_needed)?;
        let base_url = field("base_url", &self.base_url, MAX_BASE_URL, true)?;
        Ok(Self {
            base_url: BaseUrl::parse(&base_url)?.to_string(),
            business_id: field("business_id", &self.business_id, MAX_ID, true)?,
            agent_id: field("agent_id", &self.agent_id, MAX_ID, false)?,
            colour: if is_colour(&self.colour) { self.colour.to_ascii_lowercase() } else { colour_of(&name) },
            name,
        })
    }
}

fn is_colour(text: &str) -> bool {
    text.len() == 7 && text.starts_with('#') && text.bytes().skip(1).all(|byte| byte.is_ascii_hexdigit())
}

fn colour_of(name: &str) -> String {
    let sum: usize = name.bytes().map(usize::from).sum();
    COLOURS[sum % COLOURS.len()].to_owned()
}

/// The file in which merchants travel. It has no place for a key.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct MerchantsFile {
    /// [`FILE_FORMAT`]
    pub format: String,
    /// [`FILE_VERSION`]
    pub version: u32,
    pub merchants: Vec<MerchantEntry>,
}

/// What is read first: the rest of a newer file may have another shape.
#[derive(Deserialize)]
struct FileHeader {
    format: String,
    version: u32,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct MerchantEntry {
    pub name: String,
    pub base_url: String,
    pub business_id: String,
    #[serde(default)]
    pub agent_id: String,
    #[serde(default)]
    pub colour: String,
}

pub(crate) const FILE_FORMAT: &str = "sofia-desk-merchants";
pub(crate) const FILE_VERSION: u32 = 1;

impl MerchantsFile {
    pub(crate) fn of(merchants: &[Merchant]) -> Self {
        let entries = merchants.iter().filter(|merchant| !merchant.simulated).map(|merchant| MerchantEntry {
            name: merchant.name.clone(),
            base_url: merchant.base_url.clone(),
            business_id: merchant.business_id.clone(),
            agent_id: merchant.agent_id.clone(),
            colour: merchant.colour.clone(),
        });
        Self { format: FILE_FORMAT.to_owned(), version: FILE_VERSION, merchants: entries.collect() }
    }

    /// Reads a file's text; the error says what is wrong with it.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let text = text.trim_start_matches('\u{FEFF}');
        let header: FileHeader = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if header.format != FILE_FORMAT {
            return Err(format!("its format is {:?}", header.format));
        }
        if header.version > FILE_VERSION {
            return Err(format!("it is of version {}, which is newer than this application", header.version));
        }
        serde_json::from_str(text).map_err(|error| error.to_string())
    }
}

impl From<MerchantEntry> for MerchantDraft {
    fn from(entry: MerchantEntry) -> Self {
        Self {
            name: entry.name,
            base_url: entry.base_url,
            business_id: entry.business_id,
            agent_id: entry.agent_id,
            colour: entry.colour,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(name: &str, base_url: &str, business_id: &str) -> MerchantDraft {
        MerchantDraft {
            name: name.into(),
            base_url: base_url.into(),
            business_id: business_id.into(),
            agent_id: String::new(),
            colour: String::new(),
        }
    }

    #[test]
    fn a_draft_is_trimmed_and_gets_a_colour() {
        let checked = draft(" Loja Acme ", "https://api.connectly.ai/", " b ").checked().unwrap();
        assert_eq!(
            (checked.name.as_str(), checked.base_url.as_str()),
            ("Loja Acme", "https://api.connectly.ai")
        );
        assert!(is_colour(&checked.colour));
    }

    #[test]
    fn the_first_wrong_field_is_named() {
        let table = [
            (draft("", "https://a.example", "b"), "name is empty"),
            (draft("n", "", "b"), "base_url is empty"),
            (draft("n", "https://a.example", " "), "business_id is empty"),
            (draft(&"n".repeat(81), "https://a.example", "b"), "name is longer than 80 characters"),
        ];
        for (draft, expected) in table {
            assert_eq!(draft.checked().unwrap_err().to_string(), expected);
        }
        assert!(matches!(draft("n", "http://a.example", "b").checked(), Err(Error::Address(_))));
    }

    #[test]
    fn a_file_of_another_format_or_a_newer_version_is_refused() {
        assert!(MerchantsFile::read("[]").is_err());
        assert!(MerchantsFile::read(r#"{"format":"x","version":1,"merchants":[]}"#).is_err());
        assert!(
            MerchantsFile::read(r#"{"format":"sofia-desk-merchants","version":2,"merchants":[]}"#).is_err()
        );
        assert!(
            MerchantsFile::read(
                "\u{FEFF}{\"format\":\"sofia-desk-merchants\",\"version\":1,\"merchants\":[]}"
            )
            .is_ok()
        );
    }
}
