//! Merchants, their credentials, and the test of a connection.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ErrorReport;

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Merchant {
    pub id: String,
    pub name: String,
    pub base_url: String,
    pub business_id: String,
    pub agent_id: String,
    /// `#rrggbb`
    pub colour: String,
    /// A number that changes with its logo; none where it has none.
    #[ts(type = "number | null")]
    pub logo: Option<i64>,
    /// Answers come from the simulator that runs in the app. Its address and key cannot be edited.
    pub simulated: bool,
    pub key: KeyState,
    #[ts(type = "number")]
    pub created_at: i64,
}

/// Whether there is a key, never which.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "state")]
pub enum KeyState {
    Missing,
    /// In the system's keychain since `since`, for this origin.
    #[serde(rename_all = "camelCase")]
    Stored {
        #[ts(type = "number")]
        since: i64,
        origin: String,
    },
    /// In memory until the app ends.
    SessionOnly,
    /// From the environment variable SOFIA_API_KEY.
    Environment,
}

/// The fields of the merchant form.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MerchantDraft {
    pub name: String,
    pub base_url: String,
    pub business_id: String,
    pub agent_id: String,
    pub colour: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MerchantAdd {
    pub draft: MerchantDraft,
    pub key: KeyInput,
    /// Keep the key in memory only, where there is no keychain.
    pub session_only: bool,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MerchantUpdate {
    pub id: String,
    pub draft: MerchantDraft,
    pub key: KeyInput,
    pub session_only: bool,
}

/// A key on its way in. `Debug` is written by hand so that a log can never show it.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum KeyInput {
    /// Leave what is stored as it is.
    Unchanged,
    /// Typed into the field.
    #[serde(rename_all = "camelCase")]
    Typed { value: String },
    /// Found by `onboarding_read`, which keeps it in the backend under this handle.
    #[serde(rename_all = "camelCase")]
    Pasted { handle: String },
}

impl std::fmt::Debug for KeyInput {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Unchanged => "Unchanged",
            Self::Typed { .. } => "Typed(…)",
            Self::Pasted { .. } => "Pasted(…)",
        })
    }
}

/// The merchant is saved in any case; the key may have failed to be.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MerchantSaved {
    pub merchant: Merchant,
    /// Why the key could not be stored, with the next step.
    pub key_error: Option<ErrorReport>,
    /// The origin changed, so the stored key was forgotten and a new one is needed.
    pub key_forgotten: bool,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MerchantId {
    pub id: String,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MerchantRemoved {
    /// Conversations that stay in the history.
    pub conversations_kept: u32,
    /// Why the key could not be taken out of the keychain.
    pub key_error: Option<ErrorReport>,
}

/// What was written or read when merchants moved through a file. `None` from the command means cancelled.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MerchantsMoved {
    pub path: String,
    pub names: Vec<String>,
    /// Names that were there already and were left alone.
    pub skipped: Vec<String>,
}

/// What to test: a saved merchant with its stored key, or the form as it stands.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MerchantTest {
    /// The merchant whose stored key is used when `key` is `Unchanged`.
    pub id: Option<String>,
    pub draft: MerchantDraft,
    pub key: KeyInput,
}

/// One step of *Test connection*, sent as it begins (`Running`) and as it ends.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionStep {
    pub call: ConnectionCall,
    pub result: StepResult,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ConnectionCall {
    Health,
    Init,
    Close,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "state")]
pub enum StepResult {
    Running,
    #[serde(rename_all = "camelCase")]
    Passed {
        #[ts(type = "number")]
        took_us: u64,
    },
    #[serde(rename_all = "camelCase")]
    Failed {
        #[ts(type = "number")]
        took_us: u64,
        error: ErrorReport,
    },
    /// An earlier step failed, so this one was not tried.
    Skipped,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionVerdict {
    pub works: bool,
}

/// An onboarding mail, JSON or anything else that holds the four credentials.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OnboardingText {
    pub text: String,
    /// The address that stands in the form. A key belongs to it where the text names none.
    pub base_url: String,
}

impl std::fmt::Debug for OnboardingText {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("OnboardingText(…)")
    }
}

/// What was taken out of it. The key stays in the backend; the window gets a handle.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OnboardingFound {
    pub name: Option<String>,
    pub base_url: Option<String>,
    pub business_id: Option<String>,
    pub agent_id: Option<String>,
    pub key: Option<PastedKey>,
    /// What the text calls the environment of that agent, where it names several.
    pub environment: Option<String>,
    pub other_agents: Vec<OtherAgent>,
    /// The text also names another business or another key.
    pub has_other_account: bool,
}

/// An agent that stands in the text behind the one that was taken.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OtherAgent {
    pub id: String,
    pub environment: Option<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PastedKey {
    pub handle: String,
    pub characters: u32,
    /// The only origin it is sent to. Where none was known, it is the first that the key is used for.
    pub origin: Option<String>,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeySet {
    pub merchant_id: String,
    pub key: KeyInput,
    pub session_only: bool,
}
