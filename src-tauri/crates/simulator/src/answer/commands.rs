//! Words that start with a slash: a person in a demo window sees each fault by typing its name.

use serde_json::Value;

use super::{Desk, Pace, Reply, events};
use crate::{picture_faults::PICTURE_FAULTS, search::Language, settings::Fault, voice::fill};

/// What `/many` sends at most, and without a number.
const MANY_MOST: usize = 10_000;
const MANY_USUAL: usize = 200;
/// The paragraphs of the one long message of `/long`, and the count of messages after it.
const LONG_PARAGRAPHS: usize = 40;
const LONG_MESSAGES: usize = 30;

/// Each command with its explanation in Portuguese, English and Spanish.
const COMMANDS: [(&str, [&str; 3]); 17] = [
    (
        "/cut",
        [
            "a conexão cai no meio de uma linha",
            "the connection drops in mid-line",
            "la conexión se corta a media línea",
        ],
    ),
    (
        "/stall",
        [
            "a resposta para depois da primeira linha",
            "the answer stops after its first line",
            "la respuesta se detiene tras la primera línea",
        ],
    ),
    (
        "/error-line",
        [
            "uma linha de erro encerra a resposta",
            "an error line ends the answer",
            "una línea de error termina la respuesta",
        ],
    ),
    ("/garbage", ["uma linha que não é JSON", "a line that is no JSON", "una línea que no es JSON"]),
    ("/401", ["chave recusada", "the key is refused", "llave rechazada"]),
    ("/404", ["sessão não encontrada", "session not found", "sesión no encontrada"]),
    ("/429", ["pedidos demais", "too many requests", "demasiadas solicitudes"]),
    ("/500", ["erro interno", "internal error", "error interno"]),
    ("/502", ["página HTML de um proxy", "an HTML page from a proxy", "página HTML de un proxy"]),
    ("/slow", ["longas pausas entre as linhas", "long gaps between lines", "pausas largas entre líneas"]),
    ("/long", ["uma resposta muito longa", "a very long answer", "una respuesta muy larga"]),
    (
        "/many N",
        [
            "N eventos o mais rápido possível",
            "N events as fast as possible",
            "N eventos lo más rápido posible",
        ],
    ),
    (
        "/images",
        [
            "cartões com imagens que não podem ser exibidas",
            "cards whose pictures cannot be shown",
            "tarjetas con imágenes que no se pueden mostrar",
        ],
    ),
    ("/events", ["todos os tipos de evento", "every kind of event", "todos los tipos de evento"]),
    (
        "/formatting",
        ["um texto com todas as marcas", "a text with every mark", "un texto con todas las marcas"],
    ),
    (
        "/limits",
        [
            "mensagens que o WhatsApp recusaria ou cortaria",
            "messages that WhatsApp would refuse or cut",
            "mensajes que WhatsApp rechazaría o cortaría",
        ],
    ),
    ("/help", ["esta lista", "this list", "esta lista"]),
];

impl Desk<'_> {
    /// The answer to a command; nothing where the text is none.
    pub(super) fn command(&mut self, text: &str) -> Option<Reply> {
        let mut words = text.strip_prefix('/')?.split_ascii_whitespace();
        let name = words.next()?.to_ascii_lowercase();
        let number = words.next().and_then(|word| word.parse::<usize>().ok());
        let fault = match name.as_str() {
            "garbage" => Some(Fault::GarbageLine),
            // Any other name of a fault is a command as it stands; what is none goes on to the commands below.
            name => name.parse().ok(),
        };
        if let Some(fault) = fault {
            return Some(Reply { lines: self.sample(), pace: Pace::Usual, fault: Some(fault) });
        }
        let (lines, pace) = match name.as_str() {
            "slow" => (self.sample(), Pace::Slow),
            "long" => (self.long_lines(), Pace::Usual),
            "many" => {
                let count = number.unwrap_or(MANY_USUAL).clamp(1, MANY_MOST);
                let line = |at| vec![events::text(&format!("{at} / {count}"))];
                ((1..=count).map(line).collect(), Pace::Burst)
            }
            "images" => (vec![vec![events::recommendation(&self.cards_with_bad_pictures())]], Pace::Usual),
            "events" => (self.everything(), Pace::Usual),
            "formatting" => (self.formatting(), Pace::Usual),
            "help" => (vec![vec![events::text(&self.help())]], Pace::Usual),
            name => (self.break_limits(&format!("/{name}"))?, Pace::Usual),
        };
        Some(Reply { lines, pace, fault: None })
    }

    fn long_lines(&mut self) -> Vec<Vec<Value>> {
        let paragraph = |at: usize| fill(self.voice.long_paragraph, &[("number", &at.to_string())]);
        let whole: Vec<String> = (1..=LONG_PARAGRAPHS).map(paragraph).collect();
        let mut lines = vec![vec![events::text(&whole.join("\n\n"))]];
        lines.extend(whole.iter().take(LONG_MESSAGES).map(|paragraph| vec![events::text(paragraph)]));
        let products = self.shelf.products().iter().step_by(6).take(30);
        let cards: Vec<Value> = products.map(|product| product.to_wire(self.base_url)).collect();
        lines.push(vec![events::recommendation(&cards)]);
        lines
    }

    /// One good picture first, so that it is seen what the others lack.
    fn cards_with_bad_pictures(&self) -> Vec<Value> {
        let mut products =
            self.shelf.products().iter().step_by(7).map(|product| product.to_wire(self.base_url));
        let good = products.next();
        let bad = PICTURE_FAULTS.iter().zip(products).map(|(fault, mut card)| {
            card["title"] = fault.titles[self.column()].into();
            card["imageUrl"] = format!("{}/images/faults/{}.png", self.base_url, fault.name).into();
            card
        });
        good.into_iter().chain(bad).collect()
    }

    /// Where this language stands in a table of three.
    fn column(&self) -> usize {
        match self.language {
            Language::Portuguese => 0,
            Language::English => 1,
            Language::Spanish => 2,
        }
    }

    fn help(&self) -> String {
        let language = self.column();
        let rows = COMMANDS.map(|(command, meanings)| format!("- `{command}`: {}", meanings[language]));
        format!("{}{}", self.voice.commands, rows.join("\n"))
    }
}
