//! What a person can make out of an interactive message whose kind we do not know.
//!
//! The public page cuts the list of kinds off, so all that is left is to look for what such messages are made of:
//! titles, texts, buttons, links and pictures, by the names that the known kinds and WhatsApp's own API give them.
//! Every name here is an assumption. The whole message stays in [`Interactive::Other`](super::Interactive::Other).

use crate::json::{Object, elements, scalar};

use super::interactive::{ReplyButton, reply_button};

/// No message that a person could read has more in it than this.
const MOST_PARTS: usize = 200;
/// Deeper than any message is built. It also bounds the recursion.
const DEEPEST: usize = 8;

/// What was found, in reading order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Gist {
    /// What belongs to the message itself.
    pub parts: Vec<GistPart>,
    /// Each element of its lists that has something to read: the cards of a carousel, say.
    pub cards: Vec<Vec<GistPart>>,
    /// There was more than is read.
    pub cut: bool,
}

/// One thing to read or to press.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GistPart {
    /// A title or a header.
    Title(String),
    /// Any other text.
    Text(String),
    /// A button.
    Button(ReplyButton),
    /// Where something leads.
    Link(String),
    /// Where a picture is.
    Image(String),
}

/// What the object around a value says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Around {
    Nothing,
    Title,
    Picture,
}

impl Gist {
    /// Reads whatever stands under the key of an interactive message.
    pub fn read(json: &str) -> Self {
        let mut reader = Reader { gist: Self::default(), left: MOST_PARTS };
        let mut parts = Vec::new();
        if let Some(object) = Object::read(json) {
            reader.object(&object, Around::Nothing, 0, &mut parts);
        } else if json.starts_with('[') {
            reader.list(json, 0, &mut parts);
        } else if let Some(text) = scalar(json) {
            reader.push(GistPart::Text(text), &mut parts);
        }
        reader.gist.parts = parts;
        reader.gist
    }
}

struct Reader {
    gist: Gist,
    left: usize,
}

impl Reader {
    fn push(&mut self, part: GistPart, into: &mut Vec<GistPart>) {
        if self.left == 0 {
            self.gist.cut = true;
        } else {
            self.left -= 1;
            into.push(part);
        }
    }

    fn object(&mut self, object: &Object<'_>, around: Around, depth: usize, into: &mut Vec<GistPart>) {
        if depth > DEEPEST {
            self.gist.cut = true;
            return;
        }
        for (key, value) in object.present() {
            let name = plain_name(key);
            if matches!(name.as_str(), "button" | "buttons" | "actionbutton" | "actions" | "callstoaction") {
                self.buttons(value, into);
            } else if let Some(child) = Object::read(value) {
                self.object(&child, around_of(&name).unwrap_or(around), depth + 1, into);
            } else if value.starts_with('[') {
                self.list(value, depth, into);
            } else if let Some(text) = scalar(value).filter(|text| !text.trim().is_empty()) {
                let text = match (name.as_str(), object.text("currency")) {
                    ("price", Some(currency)) => format!("{text} {currency}"),
                    _ => text,
                };
                if let Some(part) = part_of(&name, text, around) {
                    self.push(part, into);
                }
            }
        }
    }

    /// Each object of the outermost list is a card; what is listed inside a card belongs to it.
    fn list(&mut self, json: &str, depth: usize, into: &mut Vec<GistPart>) {
        for object in elements(json).into_iter().filter_map(Object::read) {
            if depth > 0 {
                self.object(&object, Around::Nothing, depth + 1, into);
                continue;
            }
            let mut card = Vec::new();
            self.object(&object, Around::Nothing, 1, &mut card);
            if !card.is_empty() {
                self.gist.cards.push(card);
            }
        }
    }

    fn buttons(&mut self, json: &str, into: &mut Vec<GistPart>) {
        for button in elements(json) {
            if let Some(read) = reply_button(button).filter(|read| !read.text.is_empty()) {
                self.push(GistPart::Button(read), into);
            }
            let url = Object::read(button).and_then(|button| button.text("url"));
            if let Some(url) = url.filter(|url| is_web(url)) {
                self.push(GistPart::Link(url), into);
            }
        }
    }
}

/// Lower case without underscores, so that every spelling of a name is one.
fn plain_name(key: &str) -> String {
    key.chars().filter(|character| *character != '_').flat_map(char::to_lowercase).collect()
}

fn around_of(name: &str) -> Option<Around> {
    match name {
        "header" | "title" | "heading" => Some(Around::Title),
        "image" | "picture" | "media" | "asset" | "attachment" => Some(Around::Picture),
        "body" | "footer" => Some(Around::Nothing),
        _ => None,
    }
}

fn part_of(name: &str, text: String, around: Around) -> Option<GistPart> {
    match name {
        "title" | "name" | "header" | "heading" | "headline" => Some(GistPart::Title(text)),
        "text" | "body" | "description" | "caption" | "subtitle" | "footer" | "message" | "price" => {
            Some(if around == Around::Title { GistPart::Title(text) } else { GistPart::Text(text) })
        }
        "imageurl" | "image" | "picture" | "pictureurl" | "thumbnailurl" => {
            is_web(&text).then_some(GistPart::Image(text))
        }
        "url" | "link" | "href" | "uri" if is_web(&text) => {
            Some(if around == Around::Picture { GistPart::Image(text) } else { GistPart::Link(text) })
        }
        _ => None,
    }
}

fn is_web(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn button(id: &str, text: &str) -> GistPart {
        GistPart::Button(ReplyButton { id: id.into(), text: text.into() })
    }

    #[test]
    fn titles_texts_and_buttons_are_found_by_the_names_that_known_kinds_give_them() {
        let gist = Gist::read(
            r#"{"header":{"text":"Cadastro"},"body":{"text":"Leva um minuto"},"footer":"Sem custo",
                "action_button":{"id":"go","text":"Abrir"},"flowToken":"x-1","buttons":[{"reply":{"id":"no","title":"Agora não"}},"Depois",null,""]}"#,
        );
        let expected = [
            GistPart::Title("Cadastro".into()),
            GistPart::Text("Leva um minuto".into()),
            GistPart::Text("Sem custo".into()),
            button("go", "Abrir"),
            button("no", "Agora não"),
            button("", "Depois"),
        ];
        assert_eq!(gist.parts, expected);
        assert_eq!((gist.cards.len(), gist.cut), (0, false));
    }

    #[test]
    fn each_element_of_a_list_is_a_card_with_its_picture_and_its_buttons() {
        let gist = Gist::read(
            r#"{"cards":[
                {"title":"Vestido","price":59.90,"currency":"BRL","image":{"url":"https://a.example/1.png"},
                 "buttons":[{"id":"1","text":"Quero","url":"https://a.example/p"}]},
                {"productId":"7"},
                {"sections":[{"title":"Mais"}],"imageUrl":"data:image/png;base64,x"}
            ]}"#,
        );
        assert!(gist.parts.is_empty());
        let expected = [
            vec![
                GistPart::Title("Vestido".into()),
                GistPart::Text("59.90 BRL".into()),
                GistPart::Image("https://a.example/1.png".into()),
                button("1", "Quero"),
                GistPart::Link("https://a.example/p".into()),
            ],
            vec![GistPart::Title("Mais".into())],
        ];
        assert_eq!(gist.cards, expected);
    }

    #[test]
    fn a_hostile_message_is_read_in_bounds() {
        let deep = format!("{}1{}", r#"{"a":"#.repeat(50_000), "}".repeat(50_000));
        assert!(Gist::read(&deep).cut);
        let wide = format!("[{}]", vec![r#"{"title":"x"}"#; 5_000].join(","));
        let gist = Gist::read(&wide);
        assert_eq!((gist.cards.len(), gist.cut), (MOST_PARTS, true));
        for text in ["", "null", "17", "\"words\"", "[]", "{"] {
            assert!(Gist::read(text).cards.is_empty(), "{text}");
        }
    }
}
