//! WhatsApp's interactive messages, as far as the public page shows them.

use crate::json::{Object, scalar};

use super::gist::Gist;
use super::message::Product;

/// `connectlyInteractiveEvent`
#[derive(Debug, Clone, PartialEq)]
pub enum Interactive {
    /// `listMessage`
    List(ListMessage),
    /// `replyButtonMessage`
    ReplyButtons(ReplyButtons),
    /// `singleProductMessage`
    SingleProduct(SingleProduct),
    /// A kind that the public page cuts off.
    Other {
        /// Its key.
        key: String,
        /// Its JSON.
        json: String,
        /// What a person can make out of it.
        gist: Gist,
    },
}

/// A button that opens a list of rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListMessage {
    /// The line above.
    pub header: Option<String>,
    /// What is attached above.
    pub attachment: Option<Attachment>,
    /// The text.
    pub body: Option<String>,
    /// The line below.
    pub footer: Option<String>,
    /// The label of the button.
    pub button: Option<String>,
    /// The rows, in sections.
    pub sections: Vec<ListSection>,
}

/// Rows under one title.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListSection {
    /// The title.
    pub title: Option<String>,
    /// The rows.
    pub rows: Vec<ListRow>,
}

/// One row that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListRow {
    /// What goes back as the `id` of a `listReplyEvent`.
    pub id: String,
    /// Its label.
    pub title: String,
    /// A second line.
    pub description: Option<String>,
}

/// A message with one to three buttons.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReplyButtons {
    /// The line above.
    pub header: Option<String>,
    /// What is attached above.
    pub attachment: Option<Attachment>,
    /// The text.
    pub body: Option<String>,
    /// The line below.
    pub footer: Option<String>,
    /// The buttons.
    pub buttons: Vec<ReplyButton>,
}

/// One button.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReplyButton {
    /// What goes back as the `id` of a `buttonResponseEvent`.
    pub id: String,
    /// Its label.
    pub text: String,
}

/// A product with buttons.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SingleProduct {
    /// The line above.
    pub header: Option<String>,
    /// What is attached above.
    pub attachment: Option<Attachment>,
    /// The product, where the message says more about it than its id.
    pub product: Option<Box<Product>>,
    /// The text.
    pub body: Option<String>,
    /// The line below.
    pub footer: Option<String>,
    /// The button that leads to the product.
    pub action_button: Option<ReplyButton>,
    /// Further buttons.
    pub buttons: Vec<ReplyButton>,
    /// The whole message, since the public page cuts its fields off.
    pub json: String,
}

/// A picture, film or document in a header.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attachment {
    /// `type`
    pub kind: Option<String>,
    /// `asset.url`
    pub url: Option<String>,
    /// `asset.caption`
    pub caption: Option<String>,
    /// `asset.filename`
    pub filename: Option<String>,
}

/// What an attachment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AttachmentKind {
    /// A picture.
    Image,
    /// A film.
    Video,
    /// A file.
    Document,
    /// Anything else, or nothing that says what it is.
    Other,
}

impl Attachment {
    /// What it is. Assumption: `type` has the word in it, in capitals or with a prefix as protobuf enums have; where
    /// it is absent the ending of the address tells.
    pub fn means(&self) -> AttachmentKind {
        if let Some(kind) = self.kind.as_deref().filter(|kind| !kind.is_empty()) {
            let kind = kind.to_ascii_uppercase();
            return match () {
                () if kind.contains("IMAGE") || kind.contains("PICTURE") => AttachmentKind::Image,
                () if kind.contains("VIDEO") => AttachmentKind::Video,
                () if kind.contains("DOCUMENT") || kind.contains("FILE") => AttachmentKind::Document,
                () => AttachmentKind::Other,
            };
        }
        let address = self.url.as_deref().unwrap_or_default();
        let path = address.split(['?', '#']).next().unwrap_or_default();
        match path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).as_deref() {
            Some("png" | "jpg" | "jpeg" | "webp" | "gif") => AttachmentKind::Image,
            Some("mp4" | "3gp" | "mov") => AttachmentKind::Video,
            Some("pdf" | "doc" | "docx" | "xls" | "xlsx" | "ppt" | "pptx" | "txt" | "csv") => {
                AttachmentKind::Document
            }
            _ => AttachmentKind::Other,
        }
    }
}

impl Interactive {
    pub(super) fn read(body: &Object<'_>) -> Option<Self> {
        let interactive = body.object("interactive")?;
        if let Some(list) = interactive.object("listMessage") {
            return Some(Self::List(list_message(&list)));
        }
        if let Some(buttons) = interactive.object("replyButtonMessage") {
            return Some(Self::ReplyButtons(ReplyButtons {
                header: header(&buttons),
                attachment: attachment(&buttons),
                body: words(&buttons, "body"),
                footer: words(&buttons, "footer"),
                buttons: reply_buttons(&buttons),
            }));
        }
        if let Some(json) = interactive.get("singleProductMessage") {
            let product = Object::read(json).unwrap_or_default();
            return Some(Self::SingleProduct(SingleProduct {
                header: header(&product),
                attachment: attachment(&product),
                product: shown_product(&product, json),
                body: words(&product, "body"),
                footer: words(&product, "footer"),
                action_button: product.get("actionButton").and_then(reply_button),
                buttons: reply_buttons(&product),
                json: json.to_owned(),
            }));
        }
        let (key, json) = interactive.present().next()?;
        Some(Self::Other { key: key.to_owned(), json: json.to_owned(), gist: Gist::read(json) })
    }
}

/// Assumption: the product stands under `product`, with the fields of a recommended one, or its fields stand in the
/// message itself. A message that has no more than an id shows none.
fn shown_product(message: &Object<'_>, json: &str) -> Option<Box<Product>> {
    let inner = message.get("product").and_then(Product::read);
    let product = inner.or_else(|| Product::read(json))?;
    let says_something = product.title.is_some() || product.price.is_some() || product.image_url.is_some();
    says_something.then(|| Box::new(product))
}

fn list_message(list: &Object<'_>) -> ListMessage {
    let sections = list.list("sections").into_iter().filter_map(Object::read);
    ListMessage {
        header: header(list),
        attachment: attachment(list),
        body: words(list, "body"),
        footer: words(list, "footer"),
        button: list
            .get("button")
            .and_then(reply_button)
            .map(|button| button.text)
            .filter(|label| !label.is_empty())
            .or_else(|| list.text("buttonText").filter(|label| !label.is_empty())),
        sections: sections
            .map(|section| ListSection {
                title: section.text("title").filter(|title| !title.is_empty()),
                rows: section.list("rows").into_iter().filter_map(list_row).collect(),
            })
            .collect(),
    }
}

/// Assumption: a row may be its title alone. It has no id then, and nothing but the title goes back.
fn list_row(json: &str) -> Option<ListRow> {
    let Some(row) = Object::read(json) else {
        return Some(ListRow { title: scalar(json)?, ..ListRow::default() });
    };
    Some(ListRow {
        id: row.text("id").unwrap_or_default(),
        title: row.text("text").or_else(|| row.text("title")).unwrap_or_default(),
        description: row.text("description").filter(|text| !text.is_empty()),
    })
}

fn reply_buttons(message: &Object<'_>) -> Vec<ReplyButton> {
    message.list("buttons").into_iter().filter_map(reply_button).collect()
}

/// Assumption: a button may be wrapped as WhatsApp's own API does it, `{"reply":{"id":…,"title":…}}`, or be its label
/// alone.
pub(super) fn reply_button(json: &str) -> Option<ReplyButton> {
    let Some(button) = Object::read(json) else {
        return Some(ReplyButton { text: scalar(json)?, ..ReplyButton::default() });
    };
    let wrapped = button.object("reply");
    let inner = wrapped.as_ref().unwrap_or(&button);
    Some(ReplyButton {
        id: inner.text("id").unwrap_or_default(),
        text: inner.text("text").or_else(|| inner.text("title")).unwrap_or_default(),
    })
}

fn header(message: &Object<'_>) -> Option<String> {
    words(message, "header")
}

fn attachment(message: &Object<'_>) -> Option<Attachment> {
    let attachment = message.object("header")?.object("attachment")?;
    let asset = attachment.object("asset").unwrap_or_default();
    Some(Attachment {
        kind: attachment.text("type"),
        url: asset.text("url"),
        caption: asset.text("caption"),
        filename: asset.text("filename"),
    })
}

/// `{"text":"…"}`, or the text itself.
fn words(message: &Object<'_>, key: &str) -> Option<String> {
    let value = message.get(key)?;
    let text = match Object::read(value) {
        Some(object) => object.text("text"),
        None => scalar(value),
    };
    text.filter(|text| !text.is_empty())
}
