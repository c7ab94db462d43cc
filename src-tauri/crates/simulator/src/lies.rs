//! An assistant that lies, at a rate and with a record of every lie: what checks of the truth are checked with.
//!
//! A lie changes an answer after it was made, so that the answer without it is the one that every test knows. Which turns
//! are lied in, and how, follows from the seed.

use std::{fmt, str::FromStr};

use serde_json::{Value, json};

use crate::random::Dice;

/// One kind of lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lie {
    /// A product costs something else.
    WrongPrice,
    /// A product that the merchant does not sell.
    InventedProduct,
    /// A picture that is not there.
    DeadImage,
    /// The handover that the answer speaks of does not come.
    DroppedHandover,
}

impl Lie {
    /// Every kind, in the order in which they are tried.
    pub const ALL: [Lie; 4] = [Lie::WrongPrice, Lie::InventedProduct, Lie::DeadImage, Lie::DroppedHandover];

    fn name(self) -> &'static str {
        match self {
            Lie::WrongPrice => "wrong-price",
            Lie::InventedProduct => "invented-product",
            Lie::DeadImage => "dead-image",
            Lie::DroppedHandover => "dropped-handover",
        }
    }
}

impl fmt::Display for Lie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A name that no lie has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no lie named {0:?}: use one of wrong-price, invented-product, dead-image, dropped-handover"
)]
pub struct UnknownLie(String);

impl FromStr for Lie {
    type Err = UnknownLie;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Lie::ALL.into_iter().find(|lie| lie.name() == name).ok_or_else(|| UnknownLie(name.to_owned()))
    }
}

/// Lies that are remembered; a simulator may run for days.
pub(crate) const MOST_REMEMBERED: usize = 100_000;

/// A lie that was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldLie {
    /// The customer who was lied to (`clientKey`).
    pub customer: String,
    /// The turn of the session, from 0.
    pub turn: u64,
    /// Which kind.
    pub kind: Lie,
    /// The product that it is about; empty for a handover.
    pub product: String,
    /// What was said: the price, the id, the picture's address, the handover's kind.
    pub said: String,
}

/// What there is to lie about in an answer.
struct Answer<'a> {
    lines: &'a mut Vec<Vec<Value>>,
    dice: Dice,
}

/// Tells one of the lies in an answer, if it has room for any of them: which one, about which product, in which words.
pub(crate) fn tell(
    lines: &mut Vec<Vec<Value>>,
    lies: &[Lie],
    mut dice: Dice,
    base_url: &str,
) -> Option<(Lie, String, String)> {
    if lies.is_empty() {
        return None;
    }
    // Begin with any of them, and go on to the next where an answer has no room for it.
    let first = dice.below(lies.len());
    let mut answer = Answer { lines, dice };
    lies.iter().cycle().skip(first).take(lies.len()).find_map(|&lie| {
        let (product, said) = match lie {
            Lie::WrongPrice => answer.wrong_price(),
            Lie::InventedProduct => answer.invented_product(),
            Lie::DeadImage => answer.dead_image(base_url),
            Lie::DroppedHandover => answer.dropped_handover(),
        }?;
        Some((lie, product, said))
    })
}

impl Answer<'_> {
    /// A recommendation with products, and one of these.
    fn products(&mut self) -> Option<(&mut Vec<Value>, usize)> {
        let events = self.lines.iter_mut().flatten();
        let mut lists =
            events.filter_map(|event| event.pointer_mut("/recommendationEvent/products")?.as_array_mut());
        let products = lists.find(|products| !products.is_empty())?;
        let place = self.dice.below(products.len());
        Some((products, place))
    }

    fn wrong_price(&mut self) -> Option<(String, String)> {
        // Never by so little that it would be the same to the last digit.
        let percent = 5 + self.dice.below(60) as u64;
        let dearer = self.dice.below(2) == 0;
        let (products, place) = self.products()?;
        let product = &mut products[place];
        let cents = (product.get("price")?.as_f64()? * 100.0).round() as u64;
        let change = (cents * percent / 100).max(1);
        let wrong = if dearer || cents <= change { cents + change } else { cents - change };
        let said = wrong as f64 / 100.0;
        *product.get_mut("price")? = json!(said);
        Some((id_of(product), said.to_string()))
    }

    fn invented_product(&mut self) -> Option<(String, String)> {
        let number = self.dice.below(90_000) + 10_000;
        let (products, place) = self.products()?;
        let mut invented = products[place].clone();
        let id = format!("ZZ{number}");
        let title = format!("{} {number}", invented.get("title")?.as_str()?);
        let object = invented.as_object_mut()?;
        object.insert("productId".to_owned(), json!(id));
        object.insert("title".to_owned(), json!(title));
        products.push(invented);
        Some((id, title))
    }

    fn dead_image(&mut self, base_url: &str) -> Option<(String, String)> {
        let (products, place) = self.products()?;
        let product = &mut products[place];
        let id = id_of(product);
        let address = format!("{base_url}/images/gone-{id}.png");
        *product.get_mut("imageUrl")? = json!(address);
        Some((id, address))
    }

    fn dropped_handover(&mut self) -> Option<(String, String)> {
        let is_handover = |event: &Value| {
            let kind = event.as_object().and_then(|event| event.keys().next()).cloned();
            kind.filter(|kind| kind.ends_with("HandoverEvent"))
        };
        for line in self.lines.iter_mut() {
            if let Some(place) = line.iter().position(|event| is_handover(event).is_some()) {
                let dropped = line.remove(place);
                return Some((String::new(), is_handover(&dropped).unwrap_or_default()));
            }
        }
        None
    }
}

fn id_of(product: &Value) -> String {
    product.get("productId").and_then(Value::as_str).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer() -> Vec<Vec<Value>> {
        vec![
            vec![json!({ "messageEvent": {} })],
            vec![
                json!({ "recommendationEvent": { "products": [
                    { "productId": "A", "title": "Vestido", "price": 189.9, "imageUrl": "x" },
                    { "productId": "B", "title": "Saia", "price": 0.01, "imageUrl": "y" },
                ]}}),
                json!({ "agentHandoverEvent": { "triggerHandover": true } }),
            ],
        ]
    }

    #[test]
    fn every_lie_is_read_back_from_its_name() {
        assert!(Lie::ALL.iter().all(|lie| lie.to_string().parse() == Ok(*lie)));
        let refusal = "flattery".parse::<Lie>().unwrap_err().to_string();
        assert!(Lie::ALL.iter().all(|lie| refusal.contains(lie.name())), "{refusal}");
    }

    #[test]
    fn a_lie_changes_one_thing_and_says_what() {
        for seed in 0..200 {
            for lie in Lie::ALL {
                let mut told = answer();
                let (kind, product, said) =
                    tell(&mut told, &[lie], Dice::new(&[seed]), "http://here").unwrap();
                assert_eq!(kind, lie);
                let products =
                    told[1][0].pointer("/recommendationEvent/products").unwrap().as_array().unwrap();
                let find = |id: &str| products.iter().find(|product| product["productId"] == id).unwrap();
                match lie {
                    Lie::WrongPrice => {
                        let honest = if product == "A" { 18_990 } else { 1 };
                        let wrong = (find(&product)["price"].as_f64().unwrap() * 100.0).round() as i64;
                        assert_ne!(wrong, honest);
                        assert_eq!(said.parse::<f64>().unwrap(), find(&product)["price"].as_f64().unwrap());
                    }
                    Lie::InventedProduct => assert_eq!(find(&product)["title"], said.as_str()),
                    Lie::DeadImage => assert_eq!(find(&product)["imageUrl"], said.as_str()),
                    Lie::DroppedHandover => {
                        assert_eq!((told[1].len(), said.as_str()), (1, "agentHandoverEvent"));
                    }
                }
            }
        }
    }

    #[test]
    fn an_answer_without_room_for_a_lie_stays_honest() {
        let mut lines = vec![vec![json!({ "messageEvent": {} })]];
        assert_eq!(tell(&mut lines, &Lie::ALL, Dice::new(&[1]), "http://here"), None);
        assert_eq!(tell(&mut answer(), &[], Dice::new(&[1]), "http://here"), None);
        // The next kind is told where the first has no room.
        let mut handover = vec![vec![json!({ "leadgenHandoverEvent": {} })]];
        assert_eq!(
            tell(&mut handover, &Lie::ALL, Dice::new(&[1]), "http://here").unwrap().0,
            Lie::DroppedHandover
        );
    }
}
