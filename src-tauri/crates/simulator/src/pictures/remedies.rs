//! The shapes of what Farmacia Arboleda sells.

use super::canvas::{Form, Ink::*, Part, boxed, circle, fill, line};
use super::shapes::Shape;

#[rustfmt::skip]
pub(super) const ALL: &[Shape] = &[
    ("pill box", PILL_BOX), ("bottle", BOTTLE), ("pump bottle", PUMP_BOTTLE), ("spray", SPRAY),
    ("dropper", DROPPER), ("tube", TUBE), ("toothbrush", TOOTHBRUSH), ("jar", JAR), ("pack", PACK),
    ("thermometer", THERMOMETER), ("meter", METER), ("mask", MASK), ("bandage", BANDAGE), ("kit", KIT),
];

const PILL_BOX: &[Part] = &[
    fill(Shade, "M78 30 L88 24 L88 72 L78 80 Z"),
    fill(White, "M14 30 L24 24 L88 24 L78 30 Z"),
    boxed(White, 14.0, 30.0, 64.0, 50.0, 1.5),
    fill(Body, "M14 30 L78 30 L78 49 Q46 58 14 45 Z"),
    Part::Line(White, 3.4, Form::Path("M26 34 L26 44 M21 39 L31 39")),
    boxed(White, 38.0, 35.0, 32.0, 3.4, 1.2),
    boxed(White, 38.0, 41.0, 22.0, 2.4, 1.2),
    boxed(Metal, 20.0, 62.0, 26.0, 2.4, 1.0),
    boxed(Metal, 20.0, 68.0, 18.0, 2.4, 1.0),
    boxed(Accent, 56.0, 61.0, 16.0, 11.0, 5.5),
    fill(White, "M64 61 L67 61 Q72 61 72 66.5 Q72 72 67 72 L64 72 Z"),
];

const BOTTLE: &[Part] = &[
    boxed(White, 40.0, 8.0, 20.0, 13.0, 2.0),
    line(Metal, 0.8, "M45 9 L45 20"),
    line(Metal, 0.8, "M50 9 L50 20"),
    line(Metal, 0.8, "M55 9 L55 20"),
    fill(
        Body,
        "M42 21 L58 21 L58 30 Q72 34 72 46 L72 84 Q72 90 66 90 L34 90 Q28 90 28 84 L28 46 Q28 34 42 30 Z",
    ),
    boxed(White, 28.0, 50.0, 44.0, 28.0, 0.5),
    boxed(Accent, 28.0, 50.0, 44.0, 7.0, 0.5),
    boxed(Metal, 34.0, 62.0, 24.0, 2.4, 1.0),
    boxed(Metal, 34.0, 68.0, 30.0, 2.4, 1.0),
    fill(Shine, "M34 40 Q38 34 42 33 L38 48 L33 48 Z"),
];

const PUMP_BOTTLE: &[Part] = &[
    fill(Metal, "M38 10 L56 10 Q60 10 60 15 L54 15 L54 24 L46 24 L46 16 L36 18 Q34 12 38 10 Z"),
    boxed(White, 41.0, 23.0, 18.0, 8.0, 1.5),
    boxed(Body, 27.0, 31.0, 46.0, 59.0, 9.0),
    boxed(White, 33.0, 47.0, 34.0, 28.0, 3.0),
    circle(Accent, 50.0, 56.0, 5.0),
    boxed(Metal, 39.0, 65.0, 22.0, 2.2, 1.0),
    boxed(Metal, 43.0, 69.5, 14.0, 2.0, 1.0),
    boxed(Shine, 30.5, 37.0, 3.6, 46.0, 1.8),
];

const SPRAY: &[Part] = &[
    fill(White, "M42 10 L58 10 L58 22 L42 22 Z"),
    circle(Deep, 45.0, 15.0, 1.4),
    fill(Shade, "M38 22 L62 22 L66 32 L34 32 Z"),
    boxed(Body, 32.0, 30.0, 36.0, 60.0, 6.0),
    fill(White, "M32 48 Q50 42 68 48 L68 74 Q50 80 32 74 Z"),
    fill(Accent, "M50 52 Q58 62 50 68 Q42 62 50 52 Z"),
    boxed(Metal, 40.0, 70.5, 20.0, 2.0, 1.0),
    boxed(Shine, 35.5, 34.0, 3.4, 50.0, 1.7),
];

const DROPPER: &[Part] = &[
    boxed(Black, 44.0, 6.0, 12.0, 18.0, 5.0),
    boxed(Metal, 40.0, 23.0, 20.0, 9.0, 1.5),
    fill(
        Body,
        "M42 32 L58 32 L58 38 Q70 42 70 52 L70 84 Q70 90 64 90 L36 90 Q30 90 30 84 L30 52 Q30 42 42 38 Z",
    ),
    boxed(White, 30.0, 56.0, 40.0, 22.0, 0.5),
    boxed(Accent, 36.0, 61.0, 14.0, 3.0, 1.0),
    boxed(Metal, 36.0, 68.0, 28.0, 2.2, 1.0),
    fill(Shine, "M35 48 Q38 43 43 42 L40 54 L34 54 Z"),
];

const TUBE: &[Part] = &[
    fill(Shade, "M30 8 L70 8 L69 15 L31 15 Z"),
    fill(Body, "M31 14 L69 14 L63 78 L37 78 Z"),
    fill(White, "M33.2 32 L66.8 32 L65 58 L35 58 Z"),
    circle(Accent, 50.0, 41.0, 5.0),
    boxed(Metal, 40.0, 49.0, 20.0, 2.2, 1.0),
    boxed(Metal, 43.0, 53.0, 14.0, 2.0, 1.0),
    boxed(White, 38.0, 77.0, 24.0, 14.0, 3.0),
    line(Metal, 0.8, "M44 79 L44 89"),
    line(Metal, 0.8, "M50 79 L50 89"),
    line(Metal, 0.8, "M56 79 L56 89"),
    fill(Shine, "M36 17 L40 17 L42 75 L40 75 Z"),
];

const TOOTHBRUSH: &[Part] = &[
    fill(Body, "M14 78 Q10 74 14 70 L66 30 Q76 20 86 14 Q92 12 92 18 Q84 30 74 38 L22 80 Q18 82 14 78 Z"),
    fill(White, "M64 20 L78 9 L84 16 L70 28 Z"),
    line(Accent, 1.4, "M67 21 L72 27"),
    line(Accent, 1.4, "M72 17 L77 23"),
    line(Accent, 1.4, "M77 13 L81 18"),
    line(White, 2.2, "M24 70 L46 53"),
];

const JAR: &[Part] = &[
    boxed(White, 30.0, 12.0, 40.0, 15.0, 3.0),
    line(Metal, 0.8, "M38 14 L38 25"),
    line(Metal, 0.8, "M46 14 L46 25"),
    line(Metal, 0.8, "M54 14 L54 25"),
    line(Metal, 0.8, "M62 14 L62 25"),
    boxed(Body, 26.0, 27.0, 48.0, 62.0, 8.0),
    boxed(White, 26.0, 42.0, 48.0, 34.0, 0.5),
    boxed(Accent, 26.0, 42.0, 48.0, 9.0, 0.5),
    boxed(Metal, 33.0, 57.0, 34.0, 3.0, 1.2),
    boxed(Metal, 38.0, 63.0, 24.0, 2.2, 1.0),
    boxed(Body, 42.0, 68.0, 16.0, 5.0, 2.5),
    boxed(Shine, 29.5, 30.0, 3.6, 54.0, 1.8),
];

const PACK: &[Part] = &[
    fill(Body, "M16 24 Q50 18 84 24 Q88 52 84 82 Q50 88 16 82 Q12 52 16 24 Z"),
    fill(Shade, "M16 24 Q50 18 84 24 L84.6 30 Q50 25 15.4 30 Z"),
    fill(Shade, "M15.4 76 Q50 81 84.6 76 L84 82 Q50 88 16 82 Z"),
    fill(White, "M50 34 C66 34 74 42 74 53 C74 64 66 72 50 72 C34 72 26 64 26 53 C26 42 34 34 50 34 Z"),
    fill(Accent, "M50 64 C38 56 38 46 45 46 Q49 46 50 50 Q51 46 55 46 C62 46 62 56 50 64 Z"),
    fill(Shine, "M20 32 L27 31 Q24 54 27 78 L20 77 Q17 54 20 32 Z"),
];

const THERMOMETER: &[Part] = &[
    fill(White, "M20 84 Q14 80 18 74 L70 18 Q80 10 86 16 Q92 22 84 30 L28 84 Q24 88 20 84 Z"),
    fill(Body, "M62 26 L70 18 Q80 10 86 16 Q92 22 84 30 L75 39 Z"),
    fill(Glass, "M41 51 L55 36 L65 46 L50 60 Z"),
    line(Black, 1.6, "M48 51 L55 44"),
    fill(Metal, "M20 84 Q14 80 18 74 L24 67.5 L34 78 L28 84 Q24 88 20 84 Z"),
    circle(Accent, 79.0, 23.0, 2.4),
];

const METER: &[Part] = &[
    Part::Line(Deep, 2.2, Form::Path("M50 78 Q50 92 70 90 Q88 88 88 72")),
    boxed(White, 20.0, 14.0, 60.0, 66.0, 10.0),
    boxed(Body, 20.0, 56.0, 60.0, 24.0, 10.0),
    boxed(Black, 26.0, 20.0, 48.0, 30.0, 4.0),
    boxed(Glass, 28.0, 22.0, 44.0, 26.0, 2.0),
    Part::Line(Accent, 1.8, Form::Path("M31 37 L40 37 L44 28 L50 44 L54 34 L57 37 L69 37")),
    circle(White, 50.0, 67.0, 6.0),
    circle(Accent, 50.0, 67.0, 3.2),
    circle(Shine, 32.0, 67.0, 3.0),
    circle(Shine, 68.0, 67.0, 3.0),
];

const MASK: &[Part] = &[
    Part::Line(Metal, 1.6, Form::Path("M20 40 Q4 38 6 56 Q8 68 22 66")),
    Part::Line(Metal, 1.6, Form::Path("M80 40 Q96 38 94 56 Q92 68 78 66")),
    fill(Body, "M18 34 Q50 24 82 34 L80 68 Q50 86 20 68 Z"),
    line(Deep, 0.8, "M19 44 Q50 36 81 44"),
    line(Deep, 0.8, "M19.6 52 Q50 48 80.4 52"),
    line(Deep, 0.8, "M20 60 Q50 62 80 60"),
    line(Metal, 1.8, "M36 31.5 Q50 28 64 31.5"),
];

const BANDAGE: &[Part] = &[
    fill(Shade, "M50 78 L88 70 L90 82 L52 90 Z"),
    circle(Body, 42.0, 52.0, 32.0),
    Part::Line(Deep, 0.8, Form::Circle(42.0, 52.0, 26.0)),
    Part::Line(Deep, 0.8, Form::Circle(42.0, 52.0, 20.0)),
    Part::Line(Deep, 0.8, Form::Circle(42.0, 52.0, 14.0)),
    circle(White, 42.0, 52.0, 8.0),
    fill(Body, "M42 84 Q66 84 88 70 L90 79 Q70 92 42 90 Z"),
    boxed(Metal, 78.0, 72.0, 8.0, 4.0, 1.0),
];

const KIT: &[Part] = &[
    Part::Line(Deep, 4.0, Form::Path("M38 32 L38 24 Q38 20 42 20 L58 20 Q62 20 62 24 L62 32")),
    boxed(Body, 12.0, 31.0, 76.0, 54.0, 8.0),
    boxed(Shade, 12.0, 53.0, 76.0, 5.0, 0.5),
    circle(White, 50.0, 56.0, 17.0),
    Part::Line(Accent, 6.4, Form::Path("M50 47 L50 65 M41 56 L59 56")),
    boxed(Metal, 22.0, 51.0, 7.0, 9.0, 1.5),
    boxed(Metal, 71.0, 51.0, 7.0, 9.0, 1.5),
];
