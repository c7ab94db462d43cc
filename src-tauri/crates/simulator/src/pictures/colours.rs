//! The colours of a product's picture, from the colour it is sold in.

use crate::{catalog::Product, random::number_of_text, search::Colour};

/// Red, green, blue.
pub(super) type Rgb = [u8; 3];

const WHITE: Rgb = [255, 255, 255];
const NIGHT: Rgb = [20, 20, 32];

/// For things that are sold in no colour: packages of a pharmacy.
const PACKAGES: [Rgb; 7] = [
    [47, 128, 163],
    [62, 142, 112],
    [204, 108, 84],
    [120, 98, 176],
    [211, 150, 62],
    [72, 108, 180],
    [186, 86, 120],
];

/// Shades that a family's own colour would not show, by a part of their folded name.
const SHADES: [(&str, Rgb); 16] = [
    ("marinho", [34, 50, 96]),
    ("navy", [34, 50, 96]),
    ("midnight", [28, 38, 74]),
    ("celeste", [138, 184, 226]),
    ("sky", [138, 184, 226]),
    ("royal", [52, 84, 190]),
    ("oliv", [110, 117, 68]),
    ("forest", [44, 92, 66]),
    ("off", [240, 234, 220]),
    ("grafit", [78, 82, 92]),
    ("graphite", [78, 82, 92]),
    ("lilás", [178, 156, 222]),
    ("lavender", [178, 156, 222]),
    ("caramelo", [178, 118, 66]),
    ("terracota", [192, 100, 72]),
    ("rose", [214, 150, 150]),
];

/// The colours of one picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tones {
    pub(super) body: Rgb,
    pub(super) shade: Rgb,
    pub(super) deep: Rgb,
    pub(super) accent: Rgb,
    pub(super) top: Rgb,
    pub(super) bottom: Rgb,
}

impl Tones {
    pub(super) fn of(product: &Product) -> Self {
        let body = body(product);
        let light = luminance(body);
        let dark = light < 0.24;
        // On its own tint a pale thing would vanish, and a dark one would stand in the dark.
        let tint = if light > 0.82 {
            [150, 148, 190]
        } else if dark {
            [168, 166, 200]
        } else {
            body
        };
        Self {
            body,
            shade: mix(body, NIGHT, if dark { 0.45 } else { 0.16 }),
            // Seams of a dark thing are seen by the light on them.
            deep: if dark { mix(body, WHITE, 0.2) } else { mix(body, NIGHT, 0.38) },
            accent: PACKAGES[(number_of_text(product.brand) % PACKAGES.len() as u64) as usize],
            top: mix(tint, WHITE, 0.9),
            bottom: mix(tint, WHITE, 0.76),
        }
    }
}

fn body(product: &Product) -> Rgb {
    let name = product.colour.unwrap_or_default().to_lowercase();
    if let Some((_, shade)) = SHADES.iter().find(|(part, _)| name.contains(part)) {
        return *shade;
    }
    match product.colour_family {
        Some(Colour::Black) => [48, 47, 58],
        Some(Colour::White) => [247, 247, 250],
        Some(Colour::Grey) => [152, 156, 166],
        Some(Colour::Blue) => [66, 118, 200],
        Some(Colour::Green) => [70, 146, 104],
        Some(Colour::Red) => [206, 62, 62],
        Some(Colour::Wine) => [126, 40, 64],
        Some(Colour::Pink) => [232, 140, 168],
        Some(Colour::Purple) => [136, 98, 186],
        Some(Colour::Yellow) => [240, 196, 72],
        Some(Colour::Orange) => [232, 132, 62],
        Some(Colour::Brown) => [130, 88, 60],
        Some(Colour::Beige) => [222, 202, 172],
        Some(Colour::Gold) => [212, 172, 92],
        Some(Colour::Silver) => [198, 202, 210],
        None => {
            let chance = number_of_text(product.kind).wrapping_add(number_of_text(product.brand));
            PACKAGES[(chance % PACKAGES.len() as u64) as usize]
        }
    }
}

/// From one colour towards another: 0 none of the way, 1 all of it.
pub(super) fn mix(from: Rgb, to: Rgb, share: f32) -> Rgb {
    let channel = |at: usize| {
        let (from, to) = (f32::from(from[at]), f32::from(to[at]));
        (from + (to - from) * share).round() as u8
    };
    [channel(0), channel(1), channel(2)]
}

fn luminance([red, green, blue]: Rgb) -> f32 {
    (0.2126 * f32::from(red) + 0.7152 * f32::from(green) + 0.0722 * f32::from(blue)) / 255.0
}
