//! The pictures of what the merchants sell: a shape by what the thing is, colours by the product. Drawn when they are
//! first asked for, the same in every process, and kept for a while.

mod canvas;
mod colours;
mod devices;
mod garments;
mod remedies;
mod shapes;

use std::collections::{HashMap, VecDeque};

use axum::body::Bytes;

use crate::{
    catalog::{Product, products},
    merchants::{MERCHANTS, SimulatedMerchant},
};
use canvas::Canvas;
use colours::Tones;

/// Width and height of a product's picture, in pixels.
const SIDE: u32 = 600;

/// How many pictures are kept, at some 15 kB each.
const KEPT: usize = 200;

/// What was drawn last, by its path.
#[derive(Debug, Default)]
pub(crate) struct Pictures {
    drawn: HashMap<String, Bytes>,
    order: VecDeque<String>,
}

impl Pictures {
    pub(crate) fn get(&self, path: &str) -> Option<Bytes> {
        self.drawn.get(path).cloned()
    }

    pub(crate) fn keep(&mut self, path: String, picture: Bytes) {
        if self.drawn.insert(path.clone(), picture).is_some() {
            return;
        }
        self.order.push_back(path);
        if self.order.len() > KEPT
            && let Some(oldest) = self.order.pop_front()
        {
            self.drawn.remove(&oldest);
        }
    }
}

/// Draws what a path names: `MA1001.png` is a product, `fashion.png` a merchant's window. Nothing for another path.
pub(crate) fn draw(name: &str) -> Option<Bytes> {
    let id = name.strip_suffix(".png")?;
    if let Some(merchant) = MERCHANTS.iter().find(|merchant| merchant.slug == id) {
        return draw_window(merchant);
    }
    let mut all = MERCHANTS.iter().flat_map(|merchant| products(merchant.slug));
    let product = all.find(|product| product.id == id)?;
    let mut canvas = Canvas::new(SIDE, SIDE)?;
    let tones = Tones::of(product);
    canvas.background(&tones);
    canvas.shape(shapes::parts_of(product), &tones, 0.0, 0.0, 1.0);
    canvas.png()
}

/// Three things side by side, one picture: what a merchant sends when it is asked for a photo.
fn draw_window(merchant: &SimulatedMerchant) -> Option<Bytes> {
    let all = products(merchant.slug);
    let chosen: Vec<&Product> = [0, 3, 6].iter().filter_map(|third| all.get(third * all.len() / 8)).collect();
    let mut canvas = Canvas::new(SIDE * 4 / 3, SIDE)?;
    let tones: Vec<Tones> = chosen.iter().map(|product| Tones::of(product)).collect();
    canvas.background(tones.get(1)?);
    for (place, (product, tones)) in chosen.iter().zip(&tones).enumerate() {
        canvas.shape(shapes::parts_of(product), tones, place as f32 * 42.0 - 5.0, 18.0, 0.6);
    }
    canvas.png()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_product_has_a_picture_of_its_own_shape_and_no_larger_than_a_phone_would_load() {
        for merchant in MERCHANTS {
            let all = products(merchant.slug);
            for product in all {
                assert!(!shapes::parts_of(product).is_empty(), "{}", product.title);
            }
            for product in all.iter().step_by(17) {
                let picture = draw(&format!("{}.png", product.id)).unwrap();
                assert_eq!(&picture[..8], b"\x89PNG\r\n\x1a\n");
                assert_eq!(picture[16..24], [SIDE.to_be_bytes(), SIDE.to_be_bytes()].concat());
                assert!(picture.len() < 100_000, "{}: {} bytes", product.title, picture.len());
            }
            assert!(draw(&format!("{}.png", merchant.slug)).is_some());
        }
    }

    #[test]
    fn a_picture_is_the_same_each_time_and_two_colours_of_a_thing_differ() {
        let shelf = products("fashion");
        let drawn = |at: usize| draw(&format!("{}.png", shelf[at].id)).unwrap();
        assert_eq!(drawn(0), drawn(0));
        assert_eq!(shelf[0].kind, shelf[1].kind);
        assert_ne!(drawn(0), drawn(1));
    }

    #[test]
    fn what_is_no_product_has_no_picture() {
        for name in ["", ".png", "MA1001", "MA9999.png", "../MA1001.png", "books.png"] {
            assert!(draw(name).is_none(), "{name}");
        }
    }

    #[test]
    fn only_so_many_pictures_are_kept() {
        let mut pictures = Pictures::default();
        for number in 0..KEPT + 50 {
            pictures.keep(number.to_string(), Bytes::from_static(b"picture"));
            pictures.keep(number.to_string(), Bytes::from_static(b"picture"));
        }
        assert_eq!(pictures.drawn.len(), KEPT);
        assert!(pictures.get("0").is_none());
        assert!(pictures.get("60").is_some());
    }
}
