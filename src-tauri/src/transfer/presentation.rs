//! The presentation view: how a merchant is presented, on which screen, and the check before it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Conversation, Language, StepResult};

/// How a merchant is presented. Losing it costs a few minutes of typing, so it lives in the preferences file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct PresentationPlan {
    pub stage: PresentationStage,
    /// Percent.
    pub text_size: u32,
    /// A [`PresentationScreen::id`]; `None` is the screen on which the window is.
    pub screen: Option<String>,
    /// What the audience reads around the conversation. `None` is the merchant's language where it is known, and
    /// otherwise the window's.
    pub language: Option<Language>,
    /// What the customer says, in this order. `None` until somebody has edited them.
    pub prompts: Option<Vec<String>>,
}

impl Default for PresentationPlan {
    fn default() -> Self {
        Self { stage: PresentationStage::Phone, text_size: 100, screen: None, language: None, prompts: None }
    }
}

/// What the conversation is shown on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PresentationStage {
    /// A telephone in the middle of the screen.
    Phone,
    /// The whole screen.
    Wide,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PresentationPlanSet {
    pub merchant_id: String,
    pub plan: PresentationPlan,
}

/// A screen of this machine.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PresentationScreen {
    /// Stays the same for as long as the screens stay where they are.
    pub id: String,
    /// As the system calls it, such as `HDMI-1`.
    pub name: Option<String>,
    /// Physical pixels.
    pub width: u32,
    /// Physical pixels.
    pub height: u32,
    /// The window is on it.
    pub current: bool,
}

/// The window fills a screen under a title of its own, and the screen is asked to stay awake.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PresentationBegin {
    /// The window's title meanwhile.
    pub title: String,
    /// A [`PresentationScreen::id`]; `None`, or one that is gone, is the screen on which the window is.
    pub screen: Option<String>,
}

/// What to try before a presentation.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PresentationCheck {
    pub merchant_id: String,
    /// Sent in a session that is thrown away.
    pub prompt: String,
}

/// One part of the check, sent as it begins (`Running`) and as it ends.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PresentationStep {
    pub part: PresentationPart,
    pub result: StepResult,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PresentationPart {
    Key,
    Health,
    Init,
    Answer,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PresentationVerdict {
    /// A first event has come.
    pub ready: bool,
    #[ts(type = "number")]
    pub took_us: u64,
    /// The system can keep the screen awake. Where it cannot, a presentation goes on all the same.
    pub stays_awake: bool,
}

/// Asks for recorded answers that could go on from where a conversation does not.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecordedWanted {
    pub merchant_id: String,
    /// The conversation that does not go on; `None` where none could be begun.
    pub conversation_id: Option<String>,
    /// What the customer would have said next, in this order.
    pub next: Vec<String>,
}

/// Answers of the past to the same words.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecordedAnswers {
    /// The conversation that holds them.
    pub conversation: Conversation,
    /// Its turns that go on from what is there already, in order.
    #[ts(type = "number[]")]
    pub turn_ids: Vec<i64>,
}
