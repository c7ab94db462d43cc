//! Lines of the wire and the response events in them, as the conversation and the event list draw them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{EventProblem, LineProblem};

/// One line of the wire: a summary, since its bytes are asked for by id.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// Grows over the whole history; the cursor of a feed.
    #[ts(type = "number")]
    pub id: i64,
    #[ts(type = "number")]
    pub turn_id: i64,
    /// The line's number in the body, from 1, empty lines counted.
    #[ts(type = "number")]
    pub seq: u64,
    /// Since the request was handed to the network.
    #[ts(type = "number")]
    pub offset_us: u64,
    /// Without the line feed.
    #[ts(type = "number")]
    pub bytes: u64,
    pub class: LineClass,
    /// The keys of its events, in order.
    pub kinds: Vec<String>,
    /// The events, unless they are held back because they are large (`held`).
    pub events: Vec<Event>,
    pub held: bool,
    /// Why the line has no meaning, or only a part of one.
    pub problem: Option<LineProblem>,
    /// Fields of its events that our types do not know: the API has grown.
    pub new_fields: Vec<NewField>,
}

/// A field that our types do not know: `path` is a jq path from the event's element on, such as
/// `.recommendationEvent.products[].stock`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NewField {
    /// The event's place in the line, from 0.
    pub index: u32,
    pub path: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LineClass {
    /// One or more response events.
    Events,
    /// A well-formed envelope without events.
    NoEvents,
    /// An empty line.
    KeepAlive,
    /// `{"error":{…}}` in mid-stream.
    Error,
    /// JSON of a shape that we do not know.
    UnknownShape,
    /// Not JSON, or not UTF-8.
    NotJson,
    /// Cut at the bound of a line.
    TooLong,
}

/// One response event. `index` is its place in the line, from 0; `kind` is its key as it came.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    pub index: u32,
    pub kind: String,
    pub body: EventBody,
    /// What of it WhatsApp would refuse or cut.
    pub breaches: Vec<LimitBreach>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum EventBody {
    #[serde(rename_all = "camelCase")]
    Message { role: Role, content: MessageContent, created_at: Option<String> },
    #[serde(rename_all = "camelCase")]
    Recommendation { products: Vec<Product> },
    #[serde(rename_all = "camelCase")]
    Suggestions { questions: Vec<String> },
    #[serde(rename_all = "camelCase")]
    Handover {
        /// `None` where the field is absent.
        trigger: Option<bool>,
        reason: Option<String>,
        reason_native: Option<String>,
        /// Other values that came with it, such as `doctorName`.
        details: Vec<Detail>,
    },
    #[serde(rename_all = "camelCase")]
    Interactive { interactive: Box<Interactive> },
    /// A key that we do not know, or a known one whose content we cannot read (`problem`).
    #[serde(rename_all = "camelCase")]
    Unknown { json: String, problem: Option<EventProblem> },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    User,
    Assistant,
    Unspecified,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum MessageContent {
    #[serde(rename_all = "camelCase")]
    Text { text: String },
    #[serde(rename_all = "camelCase")]
    Audio { url: String },
    #[serde(rename_all = "camelCase")]
    Image { url: String, caption: Option<String> },
    #[serde(rename_all = "camelCase")]
    Location {
        latitude: Option<String>,
        longitude: Option<String>,
        name: Option<String>,
        address: Option<String>,
    },
    /// A content that we do not know: its key, empty where it has none.
    #[serde(rename_all = "camelCase")]
    Unknown { key: String },
}

/// A recommended product. Numbers are the characters that came, so that `59.90` stays `59.90`.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Product {
    pub product_id: Option<String>,
    pub title: Option<String>,
    pub description: Option<String>,
    pub url: Option<String>,
    pub image_url: Option<String>,
    pub price: Option<String>,
    pub currency: Option<String>,
    /// Short facets in reading order; anything else about it is in the raw JSON.
    pub facets: Vec<Detail>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Detail {
    pub label: String,
    pub value: String,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum Interactive {
    #[serde(rename_all = "camelCase")]
    List {
        header: Option<String>,
        attachment: Option<Attachment>,
        body: Option<String>,
        footer: Option<String>,
        button: Option<String>,
        sections: Vec<ListSection>,
    },
    #[serde(rename_all = "camelCase")]
    ReplyButtons {
        header: Option<String>,
        attachment: Option<Attachment>,
        body: Option<String>,
        footer: Option<String>,
        buttons: Vec<ReplyButton>,
    },
    #[serde(rename_all = "camelCase")]
    SingleProduct {
        header: Option<String>,
        attachment: Option<Attachment>,
        body: Option<String>,
        footer: Option<String>,
        /// `None` where the message names no more than its id.
        product: Option<Box<Product>>,
        action_button: Option<ReplyButton>,
        buttons: Vec<ReplyButton>,
    },
    /// A kind that we do not know, and what a person can make out of it.
    #[serde(rename_all = "camelCase")]
    Other {
        key: String,
        parts: Vec<GistPart>,
        /// The elements of its lists, such as the cards of a carousel.
        cards: Vec<Vec<GistPart>>,
        /// There was more than is told here.
        cut: bool,
    },
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum GistPart {
    #[serde(rename_all = "camelCase")]
    Title { text: String },
    #[serde(rename_all = "camelCase")]
    Text { text: String },
    #[serde(rename_all = "camelCase")]
    Button { button: ReplyButton },
    #[serde(rename_all = "camelCase")]
    Link { url: String },
    #[serde(rename_all = "camelCase")]
    Image { url: String },
}

/// A file in a header.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    pub kind: AttachmentKind,
    pub url: Option<String>,
    pub caption: Option<String>,
    pub filename: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AttachmentKind {
    Image,
    Video,
    Document,
    Other,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ListSection {
    pub title: Option<String>,
    pub rows: Vec<ListRow>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ListRow {
    pub id: String,
    pub title: String,
    pub description: Option<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReplyButton {
    pub id: String,
    pub text: String,
}

/// A limit of WhatsApp that is broken. `section` and `item` (a button, or a row of the section) count from 1; both are
/// `null` where it is the message as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LimitBreach {
    pub rule: LimitRule,
    pub effect: LimitEffect,
    #[ts(type = "number")]
    pub figure: u64,
    #[ts(type = "number")]
    pub limit: u64,
    pub section: Option<u32>,
    pub item: Option<u32>,
}

/// What becomes of a message that breaks a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LimitEffect {
    /// It does not arrive at all.
    Refused,
    /// It does not arrive at all, or whoever sends it cuts the words to what is allowed.
    RefusedOrCut,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LimitRule {
    TextLength,
    BodyLength,
    HeaderLength,
    HeaderKind,
    FooterLength,
    ButtonCount,
    ButtonsMissing,
    ButtonTitleLength,
    ButtonTitleEmpty,
    ButtonTitleRepeated,
    ButtonIdLength,
    ButtonIdSpace,
    ListButtonLength,
    SectionCount,
    SectionTitleLength,
    SectionTitleMissing,
    RowCount,
    RowTitleLength,
    RowDescriptionLength,
    RowIdLength,
    ProductCount,
    ProductHeaderMissing,
}
