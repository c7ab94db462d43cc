//! The shapes of what Moda Aurora sells.

use super::canvas::{Ink::*, Part, boxed, circle, fill, line};
use super::shapes::Shape;

#[rustfmt::skip]
pub(super) const ALL: &[Shape] = &[
    ("dress", DRESS), ("long dress", LONG_DRESS), ("tee", TEE), ("tank top", TANK_TOP), ("blouse", BLOUSE),
    ("shirt", SHIRT), ("sweater", SWEATER), ("jacket", JACKET), ("trousers", TROUSERS), ("shorts", SHORTS),
    ("skirt", SKIRT), ("heel", HEEL), ("sneaker", SNEAKER), ("boot", BOOT), ("flat shoe", FLAT_SHOE), ("bag", BAG),
    ("backpack", BACKPACK), ("wallet", WALLET), ("glasses", GLASSES), ("earrings", EARRINGS),
    ("necklace", NECKLACE), ("belt", BELT), ("scarf", SCARF), ("cap", CAP), ("bikini", BIKINI),
    ("swimsuit", SWIMSUIT),
];

const DRESS: &[Part] = &[
    fill(Shade, "M41 17 Q50 25 59 17 L58 24 Q50 30 42 24 Z"),
    fill(
        Body,
        "M38 14 L42 14 Q43 25 50 26 Q57 25 58 14 L62 14 L65 31 Q60 38 61 45 L78 84 Q50 92 22 84 L39 45 Q40 38 35 31 Z",
    ),
    line(Deep, 0.6, "M46 51 Q42 68 38 86"),
    line(Deep, 0.6, "M54 51 Q58 68 62 86"),
    line(Deep, 0.6, "M50 52 L50 88"),
    fill(Shade, "M39.2 43.5 L60.8 43.5 L62 48 L38 48 Z"),
    fill(Shine, "M36 31 Q41 38 40 43 L42.5 43 Q43 34 41 20 Z"),
];

const LONG_DRESS: &[Part] = &[
    fill(
        Body,
        "M42 8 L44 8 Q45 19 50 22 Q55 19 56 8 L58 8 L60 25 Q57 31 58 38 L70 90 Q50 95 30 90 L42 38 Q43 31 40 25 Z",
    ),
    line(Deep, 0.6, "M47 44 Q44 66 41 92"),
    line(Deep, 0.6, "M54 44 Q58 66 61 91"),
    fill(Shade, "M42 36.5 L58 36.5 L59 41 L41 41 Z"),
    fill(Shade, "M52 50 Q60 70 62 92 L70 90 L59 43 Z"),
    fill(Shine, "M41 25 Q44 31 43 36 L45.5 36 Q46 27 44.5 16 Z"),
];

const TEE: &[Part] = &[
    fill(Body, "M37 18 L44 16 Q50 24 56 16 L63 18 L86 33 L78 48 L70 43 L70 84 L30 84 L30 43 L22 48 L14 33 Z"),
    line(Shade, 1.6, "M43 16.5 Q50 26.5 57 16.5"),
    line(Deep, 0.5, "M30 43 L33 34"),
    line(Deep, 0.5, "M70 43 L67 34"),
    line(Deep, 0.5, "M30.5 81 L69.5 81"),
    fill(Shine, "M33 40 Q38 58 35 80 L41 80 Q44 58 40 36 Z"),
];

const TANK_TOP: &[Part] = &[
    fill(Shade, "M40 16 Q50 36 60 16 L60 24 Q50 34 40 24 Z"),
    fill(
        Body,
        "M37 14 L42 14 Q43 34 50 34 Q57 34 58 14 L63 14 Q62 36 71 42 L69 85 L31 85 L29 42 Q38 36 37 14 Z",
    ),
    line(Deep, 0.5, "M40 44 L40 82"),
    line(Deep, 0.5, "M50 42 L50 82"),
    line(Deep, 0.5, "M60 44 L60 82"),
];

const BLOUSE: &[Part] = &[
    fill(
        Body,
        "M38 18 L62 18 Q84 22 88 46 Q90 58 82 64 L76 62 Q78 52 70 46 L68 82 Q50 87 32 82 L30 46 Q22 52 24 62 L18 64 Q10 58 12 46 Q16 22 38 18 Z",
    ),
    fill(Shade, "M43 18 Q50 30 57 18 Z"),
    fill(Deep, "M50 25 L44 22 L44 28 Z"),
    fill(Deep, "M50 25 L56 22 L56 28 Z"),
    line(Deep, 0.5, "M50 30 L50 84"),
    line(Shade, 2.2, "M17 61 L24 60"),
    line(Shade, 2.2, "M83 61 L76 60"),
];

const SHIRT: &[Part] = &[
    fill(
        Body,
        "M37 19 L44 15 L56 15 L63 19 L84 35 L89 68 L80 70 L74 47 L70 42 L70 84 L30 84 L30 42 L26 47 L20 70 L11 68 L16 35 Z",
    ),
    fill(Shade, "M44 15 L50 25 L56 15 Q50 18 44 15 Z"),
    fill(Body, "M44 15 L50 25 L43 30 L38 18.5 Z"),
    fill(Body, "M56 15 L50 25 L57 30 L62 18.5 Z"),
    line(Deep, 0.6, "M50 25 L50 84"),
    line(Deep, 0.5, "M30 42 L34 32"),
    line(Deep, 0.5, "M70 42 L66 32"),
    boxed(Shade, 56.0, 38.0, 9.0, 10.0, 1.0),
    circle(Deep, 51.6, 34.0, 0.9),
    circle(Deep, 51.6, 45.0, 0.9),
    circle(Deep, 51.6, 56.0, 0.9),
    circle(Deep, 51.6, 67.0, 0.9),
    line(Shade, 1.6, "M11.8 64 L20.8 66"),
    line(Shade, 1.6, "M88.2 64 L79.2 66"),
];

const SWEATER: &[Part] = &[
    fill(
        Body,
        "M37 20 L44 17 L56 17 L63 20 L82 32 L90 68 L80 71 L71 46 L71 84 L29 84 L29 46 L20 71 L10 68 L18 32 Z",
    ),
    fill(Shade, "M42 17 Q50 27 58 17 L56 13 Q50 17 44 13 Z"),
    boxed(Shade, 29.0, 78.0, 42.0, 6.5, 1.0),
    fill(Shade, "M10 68 L20 71 L21 66 L11 63 Z"),
    fill(Shade, "M90 68 L80 71 L79 66 L89 63 Z"),
    line(Deep, 0.5, "M36 34 L36 76"),
    line(Deep, 0.5, "M43 32 L43 76"),
    line(Deep, 0.5, "M50 31 L50 76"),
    line(Deep, 0.5, "M57 32 L57 76"),
    line(Deep, 0.5, "M64 34 L64 76"),
];

const JACKET: &[Part] = &[
    fill(White, "M42 16 L58 16 L55 60 L45 60 Z"),
    fill(Body, "M37 18 L43 14 L50 52 L50 87 L28 86 L29 44 L25 50 L20 74 L10 71 L17 32 Z"),
    fill(Body, "M63 18 L57 14 L50 52 L50 87 L72 86 L71 44 L75 50 L80 74 L90 71 L83 32 Z"),
    fill(Shade, "M43 14 L50 52 L35 36 L40 31 L36 27 Z"),
    fill(Shade, "M57 14 L50 52 L65 36 L60 31 L64 27 Z"),
    line(Deep, 0.6, "M50 52 L50 87"),
    line(Deep, 0.9, "M32 66 L43 65"),
    line(Deep, 0.9, "M68 66 L57 65"),
    circle(Deep, 47.0, 60.0, 1.1),
    circle(Deep, 47.0, 70.0, 1.1),
];

const TROUSERS: &[Part] = &[
    fill(Body, "M34 12 L66 12 L72 88 L54 90 L50 40 L46 90 L28 88 Z"),
    fill(Shade, "M34 12 L66 12 L66.5 18 L33.5 18 Z"),
    line(Deep, 0.6, "M50 18 L50 40"),
    line(Deep, 0.5, "M41 22 L37 88"),
    line(Deep, 0.5, "M59 22 L63 88"),
    line(Deep, 0.7, "M34 20 Q39 28 33 31"),
    line(Deep, 0.7, "M66 20 Q61 28 67 31"),
    circle(Metal, 50.0, 15.0, 1.2),
];

const SHORTS: &[Part] = &[
    fill(Body, "M30 24 L70 24 L79 70 L55 74 L50 50 L45 74 L21 70 Z"),
    fill(Shade, "M30 24 L70 24 L71 31 L29 31 Z"),
    line(Deep, 0.6, "M50 31 L50 50"),
    line(Deep, 0.7, "M30 33 Q38 42 27 46"),
    line(Deep, 0.7, "M70 33 Q62 42 73 46"),
    line(White, 1.0, "M48 28 L46 38"),
    line(White, 1.0, "M52 28 L54 38"),
    line(Deep, 0.5, "M21.5 66 L45.5 70"),
    line(Deep, 0.5, "M78.5 66 L54.5 70"),
];

const SKIRT: &[Part] = &[
    fill(Body, "M37 20 L63 20 L81 80 Q50 90 19 80 Z"),
    fill(Shade, "M37 20 L63 20 L64.5 27 L35.5 27 Z"),
    fill(Shade, "M41 27 L33 81 L39 82 L44 27 Z"),
    fill(Shade, "M49 27 L48 83.5 L54 83.5 L52 27 Z"),
    fill(Shade, "M57 27 L62 82 L68 81 L60 27 Z"),
];

const HEEL: &[Part] = &[
    fill(Deep, "M20 54 L36 68 L32 88 L22 88 Z"),
    fill(Body, "M12 40 Q20 48 34 56 Q52 70 82 72 Q92 74 91 80 L64 82 Q46 82 32 68 L19 60 Q10 52 12 40 Z"),
    line(Body, 3.0, "M16 46 Q30 30 40 58"),
    line(Body, 4.0, "M60 70 Q70 56 82 72"),
    line(Deep, 1.2, "M34 68 Q48 82 64 82 L91 80"),
];

const SNEAKER: &[Part] = &[
    fill(Body, "M12 44 Q14 36 22 39 Q30 42 36 34 Q43 36 47 43 L64 56 Q86 58 90 70 L90 73 L11 73 Z"),
    fill(Shade, "M12 44 Q14 36 22 39 Q22 56 30 73 L11 73 Z"),
    fill(White, "M10 72 L91 72 Q93 82 86 82 L16 82 Q9 82 10 72 Z"),
    fill(White, "M34 62 Q48 66 58 54 L63 57 Q54 73 36 71 Z"),
    line(White, 1.5, "M40 45 L48 41"),
    line(White, 1.5, "M45 50 L53 46"),
    line(White, 1.5, "M51 55 L58 51"),
    line(Shade, 0.8, "M12 77 L90 77"),
];

const BOOT: &[Part] = &[
    fill(Body, "M28 18 L55 18 L55 50 Q60 60 78 62 Q90 65 90 76 L26 76 Q24 46 28 18 Z"),
    fill(Shade, "M40 18 L48 18 L47 44 Q44 50 41 44 Z"),
    fill(Black, "M24 75 L91 75 L91 82 L48 82 L45 79 L42 79 L42 86 L24 86 Z"),
    line(Deep, 0.7, "M28 24 L55 24"),
    fill(Shine, "M30 26 Q28 50 30 72 L35 72 Q33 50 35 26 Z"),
];

const FLAT_SHOE: &[Part] = &[
    fill(Body, "M9 62 Q12 50 26 54 Q40 62 56 58 Q74 56 88 66 Q94 74 88 78 L14 78 Q7 74 9 62 Z"),
    fill(Deep, "M18 57 Q24 66 40 67 Q54 67 60 58 Q44 64 28 55 Q22 53 18 57 Z"),
    fill(Black, "M9 76 L90 76 Q90 81 84 81 L15 81 Q9 81 9 76 Z"),
    fill(Accent, "M66 62 L75 60 L77 66 L68 68 Z"),
];

const BAG: &[Part] = &[
    line(Deep, 3.2, "M34 42 Q34 14 50 14 Q66 14 66 42"),
    fill(Body, "M22 40 L78 40 L85 80 Q86 86 80 86 L20 86 Q14 86 15 80 Z"),
    fill(Shade, "M22 40 L78 40 L80.5 54 Q50 70 19.5 54 Z"),
    circle(Metal, 50.0, 61.0, 3.2),
    circle(Metal, 34.0, 44.0, 1.4),
    circle(Metal, 66.0, 44.0, 1.4),
    line(Deep, 0.6, "M17.5 78 L82.5 78"),
];

const BACKPACK: &[Part] = &[
    line(Deep, 2.6, "M43 19 Q43 10 50 10 Q57 10 57 19"),
    boxed(Shade, 18.0, 52.0, 12.0, 26.0, 4.0),
    boxed(Shade, 70.0, 52.0, 12.0, 26.0, 4.0),
    fill(Body, "M25 42 Q25 16 50 16 Q75 16 75 42 L77 82 Q77 88 71 88 L29 88 Q23 88 23 82 Z"),
    boxed(Shade, 32.0, 56.0, 36.0, 27.0, 5.0),
    line(Deep, 0.8, "M29 42 Q50 34 71 42"),
    line(Deep, 0.8, "M34 63 L66 63"),
    boxed(Metal, 48.0, 36.5, 2.2, 6.0, 1.0),
    boxed(Metal, 54.0, 62.0, 2.0, 5.5, 1.0),
];

const WALLET: &[Part] = &[
    boxed(Shade, 14.0, 30.0, 72.0, 48.0, 5.0),
    boxed(Body, 14.0, 34.0, 72.0, 46.0, 5.0),
    fill(Shade, "M62 50 L86 50 L86 64 L62 64 Q57 57 62 50 Z"),
    circle(Metal, 66.0, 57.0, 2.2),
    line(Deep, 0.5, "M18 38 L82 38"),
    line(Deep, 0.5, "M18 76 L82 76"),
];

const GLASSES: &[Part] = &[
    line(Body, 2.6, "M10 46 Q6 40 12 36"),
    line(Body, 2.6, "M90 46 Q94 40 88 36"),
    line(Body, 2.6, "M45 48 Q50 43 55 48"),
    fill(Body, "M9 42 L46 44 Q48 70 29 70 Q9 70 9 42 Z"),
    fill(Body, "M91 42 L54 44 Q52 70 71 70 Q91 70 91 42 Z"),
    fill(Black, "M12 45 L43 46.5 Q44 67 29 67 Q12 67 12 45 Z"),
    fill(Black, "M88 45 L57 46.5 Q56 67 71 67 Q88 67 88 45 Z"),
    fill(Shine, "M16 47 L26 47.5 L18 60 Q14 56 16 47 Z"),
    fill(Shine, "M60 48 L70 47.5 L62 60 Q58 56 60 48 Z"),
];

const EARRINGS: &[Part] = &[
    line(Metal, 1.4, "M32 26 Q28 18 34 16"),
    line(Metal, 1.4, "M68 26 Q64 18 70 16"),
    Part::Line(Body, 4.0, super::canvas::Form::Circle(32.0, 44.0, 17.0)),
    Part::Line(Body, 4.0, super::canvas::Form::Circle(68.0, 44.0, 17.0)),
    circle(Accent, 32.0, 70.0, 5.0),
    circle(Accent, 68.0, 70.0, 5.0),
    circle(Shine, 30.4, 68.2, 1.8),
    circle(Shine, 66.4, 68.2, 1.8),
];

const NECKLACE: &[Part] = &[
    line(Body, 1.6, "M22 16 Q22 60 50 66 Q78 60 78 16"),
    fill(Accent, "M50 64 L59 73 L50 86 L41 73 Z"),
    fill(Shine, "M50 64 L50 86 L41 73 Z"),
    circle(Body, 50.0, 65.0, 2.2),
];

const BELT: &[Part] = &[
    fill(Shade, "M30 34 Q72 20 86 42 Q92 58 70 66 L66 58 Q82 52 78 46 Q68 32 32 44 Z"),
    fill(Body, "M8 58 L66 52 L67 64 L9 72 Z"),
    Part::Line(Metal, 3.0, super::canvas::Form::Box(58.0, 46.0, 22.0, 24.0, 3.0)),
    line(Metal, 2.2, "M58 58 L72 57"),
    circle(Deep, 44.0, 60.4, 1.0),
    circle(Deep, 34.0, 61.6, 1.0),
    circle(Deep, 24.0, 62.8, 1.0),
];

const SCARF: &[Part] = &[
    fill(Shade, "M30 20 Q50 38 70 20 Q76 28 66 38 Q50 46 34 38 Q24 28 30 20 Z"),
    fill(Body, "M40 38 L58 40 L66 84 L46 88 Z"),
    fill(Shade, "M36 38 L50 42 L42 80 L28 76 Z"),
    line(White, 1.0, "M47 56 L60 54"),
    line(White, 1.0, "M49 66 L62 64"),
    line(White, 1.0, "M38 56 L45 58"),
    line(Deep, 0.8, "M48 88 L49 93"),
    line(Deep, 0.8, "M55 87 L56 92"),
    line(Deep, 0.8, "M62 85 L64 90"),
];

const CAP: &[Part] = &[
    fill(Body, "M18 62 Q16 24 48 24 Q78 24 78 60 Z"),
    fill(Shade, "M48 24 Q62 34 62 60 L78 60 Q78 24 48 24 Z"),
    fill(Deep, "M18 61 L76 59 Q98 62 96 74 Q66 64 18 66 Z"),
    line(Deep, 0.6, "M48 24 Q32 38 34 61"),
    circle(Deep, 48.0, 24.0, 2.0),
    circle(White, 46.0, 46.0, 6.0),
    circle(Accent, 46.0, 46.0, 3.4),
];

const BIKINI: &[Part] = &[
    line(Deep, 1.2, "M38 22 Q44 10 50 10 Q56 10 62 22"),
    line(Deep, 1.2, "M20 40 Q50 48 80 40"),
    fill(Body, "M38 20 L49 42 Q34 48 24 40 Z"),
    fill(Body, "M62 20 L51 42 Q66 48 76 40 Z"),
    fill(Body, "M22 60 Q50 68 78 60 Q74 74 58 86 L42 86 Q26 74 22 60 Z"),
    line(Deep, 1.2, "M22 60 L16 66"),
    line(Deep, 1.2, "M78 60 L84 66"),
    circle(White, 38.0, 36.0, 1.6),
    circle(White, 62.0, 36.0, 1.6),
    circle(White, 44.0, 72.0, 1.6),
    circle(White, 56.0, 74.0, 1.6),
];

const SWIMSUIT: &[Part] = &[
    fill(Shade, "M40 16 Q50 40 60 16 L62 30 Q50 40 38 30 Z"),
    fill(
        Body,
        "M36 12 L41 12 Q42 32 50 34 Q58 32 59 12 L64 12 L67 38 Q61 50 68 64 Q58 74 56 88 L44 88 Q42 74 32 64 Q39 50 33 38 Z",
    ),
    fill(Shade, "M38.5 47 Q50 52 61.5 47 L62 51 Q50 56 38 51 Z"),
    fill(Shine, "M36 34 Q42 46 38 60 L42 63 Q46 48 41 32 Z"),
];
