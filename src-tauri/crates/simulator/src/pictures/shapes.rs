//! Which shape a product has, by what it is.

use super::canvas::Part;
use super::{devices, garments, remedies};
use crate::{catalog::Product, search::fold};

/// A shape under its name.
pub(super) type Shape = (&'static str, &'static [Part]);

/// A word of what a thing is, folded, and the name of its shape. The first word that is found decides, so the more
/// special one stands before the more general one.
const WORDS: &[(&str, &str)] = &[
    // Moda Aurora
    ("vestido longo", "long dress"),
    ("vestido de festa", "long dress"),
    ("vestido", "dress"),
    ("camisola", "dress"),
    ("saida de praia", "dress"),
    ("camiseta", "tee"),
    ("polo", "tee"),
    ("regata", "tank top"),
    ("blusa", "blouse"),
    ("camisa", "shirt"),
    ("pijama", "shirt"),
    ("legging", "trousers"),
    ("calca", "trousers"),
    ("bermuda", "shorts"),
    ("short", "shorts"),
    ("sunga", "shorts"),
    ("saia", "skirt"),
    ("blazer", "jacket"),
    ("jaqueta", "jacket"),
    ("sobretudo", "jacket"),
    ("cardiga", "jacket"),
    ("sueter", "sweater"),
    ("moletom", "sweater"),
    ("sandalia", "heel"),
    ("tenis", "sneaker"),
    ("bota", "boot"),
    ("rasteirinha", "flat shoe"),
    ("mocassim", "flat shoe"),
    ("sapatilha", "flat shoe"),
    ("mochila", "backpack"),
    ("bolsa", "bag"),
    ("carteira", "wallet"),
    ("oculos", "glasses"),
    ("brincos", "earrings"),
    ("colar", "necklace"),
    ("cinto", "belt"),
    ("lenco", "scarf"),
    ("bone", "cap"),
    ("biquini", "bikini"),
    ("maio", "swimsuit"),
    // Lumora Electronics
    ("smartphone", "phone"),
    ("phone case", "phone"),
    ("tablet", "tablet"),
    ("e-reader", "tablet"),
    ("laptop", "laptop"),
    ("headphones", "headphones"),
    ("headset", "headphones"),
    ("earbuds", "earbuds"),
    ("soundbar", "soundbar"),
    ("speaker", "speaker"),
    ("turntable", "turntable"),
    ("tv", "screen"),
    ("monitor", "screen"),
    ("projector", "projector"),
    ("keyboard", "keyboard"),
    ("mouse", "mouse"),
    ("webcam", "webcam"),
    ("security camera", "webcam"),
    ("doorbell", "doorbell"),
    ("camera", "camera"),
    ("printer", "printer"),
    ("smartwatch", "watch"),
    ("fitness band", "watch"),
    ("drone", "drone"),
    ("controller", "controller"),
    ("console", "console"),
    ("bulb", "bulb"),
    ("vacuum", "vacuum"),
    ("air fryer", "fryer"),
    ("espresso", "espresso machine"),
    ("charger", "charger"),
    ("power bank", "charger"),
    ("ssd", "charger"),
    ("hub", "charger"),
    ("stick", "charger"),
    // Farmacia Arboleda
    ("jarabe", "bottle"),
    ("suero oral", "bottle"),
    ("enjuague", "bottle"),
    ("alcohol", "pump bottle"),
    ("champu", "pump bottle"),
    ("jabon", "pump bottle"),
    ("hidratante", "pump bottle"),
    ("limpiador", "pump bottle"),
    ("spray", "spray"),
    ("repelente", "spray"),
    ("desodorante", "spray"),
    ("suero facial", "dropper"),
    ("protector solar", "tube"),
    ("gel", "tube"),
    ("crema", "tube"),
    ("unguento", "tube"),
    ("pasta de dientes", "tube"),
    ("cepillo", "toothbrush"),
    ("vitamin", "jar"),
    ("omega", "jar"),
    ("magnesio", "jar"),
    ("melatonina", "jar"),
    ("colageno", "jar"),
    ("probioticos", "jar"),
    ("fibra", "jar"),
    ("formula infantil", "jar"),
    ("panales", "pack"),
    ("toall", "pack"),
    ("parche", "pack"),
    ("curitas", "pack"),
    ("termometro", "thermometer"),
    ("baumanometro", "meter"),
    ("oximetro", "meter"),
    ("glucometro", "meter"),
    ("cubrebocas", "mask"),
    ("venda", "bandage"),
    ("botiquin", "kit"),
    ("prueba", "thermometer"),
];

/// What remains is sold in a box.
const USUAL: &str = "pill box";

pub(super) fn parts_of(product: &Product) -> &'static [Part] {
    let kind = fold(product.kind);
    let named = WORDS.iter().find(|(word, _)| kind.contains(word)).map_or(USUAL, |(_, name)| name);
    let mut all = garments::ALL.iter().chain(devices::ALL).chain(remedies::ALL);
    all.find(|(name, _)| *name == named).map_or(&[], |(_, parts)| parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::products;

    #[test]
    fn every_word_leads_to_a_shape_and_every_shape_is_used() {
        let all: Vec<&str> =
            garments::ALL.iter().chain(devices::ALL).chain(remedies::ALL).map(|(name, _)| *name).collect();
        for (word, name) in WORDS {
            assert!(all.contains(name), "{word} leads to {name}");
        }
        for name in &all {
            assert!(*name == USUAL || WORDS.iter().any(|(_, named)| named == name), "{name}");
        }
    }

    #[test]
    fn no_garment_and_no_device_is_sold_in_a_box_of_pills() {
        let parts = parts_of(&products("pharmacy")[0]);
        for product in products("fashion").iter().chain(products("electronics")) {
            assert!(!std::ptr::eq(parts_of(product), parts), "{}", product.kind);
        }
    }
}
