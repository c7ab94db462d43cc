//! The shapes of what Lumora Electronics sells.

use super::canvas::{Form, Ink::*, Part, boxed, circle, fill, line};
use super::shapes::Shape;

#[rustfmt::skip]
pub(super) const ALL: &[Shape] = &[
    ("phone", PHONE), ("tablet", TABLET), ("laptop", LAPTOP), ("headphones", HEADPHONES), ("earbuds", EARBUDS),
    ("soundbar", SOUNDBAR), ("speaker", SPEAKER), ("turntable", TURNTABLE), ("screen", SCREEN),
    ("projector", PROJECTOR), ("keyboard", KEYBOARD), ("mouse", MOUSE), ("webcam", WEBCAM), ("doorbell", DOORBELL),
    ("camera", CAMERA), ("printer", PRINTER), ("watch", WATCH), ("drone", DRONE), ("controller", CONTROLLER),
    ("console", CONSOLE), ("bulb", BULB), ("vacuum", VACUUM), ("fryer", FRYER),
    ("espresso machine", ESPRESSO_MACHINE), ("charger", CHARGER),
];

const PHONE: &[Part] = &[
    boxed(Black, 44.0, 11.0, 36.0, 76.0, 7.0),
    boxed(Glass, 46.0, 13.5, 32.0, 71.0, 5.0),
    fill(Shine, "M50 14 L68 14 L46 64 L46 18 Q46 14 50 14 Z"),
    boxed(Body, 22.0, 15.0, 37.0, 76.0, 7.0),
    boxed(Shade, 25.5, 19.0, 15.0, 21.0, 5.0),
    circle(Black, 33.0, 25.0, 4.0),
    circle(Black, 33.0, 34.5, 4.0),
    circle(Glass, 32.2, 24.2, 1.3),
    circle(Glass, 32.2, 33.7, 1.3),
    circle(White, 46.0, 24.0, 1.3),
    fill(Shine, "M52 15.5 Q58 15.5 58.5 22 L58.5 84 L54 88 Z"),
];

const TABLET: &[Part] = &[
    boxed(Body, 20.0, 12.0, 60.0, 78.0, 6.0),
    boxed(Black, 23.0, 15.0, 54.0, 72.0, 4.0),
    boxed(Glass, 25.0, 17.0, 50.0, 68.0, 2.5),
    boxed(White, 31.0, 26.0, 26.0, 4.0, 1.0),
    boxed(Metal, 31.0, 36.0, 38.0, 2.0, 1.0),
    boxed(Metal, 31.0, 42.0, 38.0, 2.0, 1.0),
    boxed(Metal, 31.0, 48.0, 30.0, 2.0, 1.0),
    boxed(Accent, 31.0, 58.0, 38.0, 18.0, 2.0),
    fill(Shine, "M25 20 Q25 17 28 17 L54 17 L25 70 Z"),
];

const LAPTOP: &[Part] = &[
    boxed(Body, 18.0, 20.0, 64.0, 46.0, 4.0),
    boxed(Black, 20.5, 22.5, 59.0, 40.0, 2.5),
    boxed(Glass, 22.5, 24.5, 55.0, 36.0, 1.0),
    boxed(White, 28.0, 30.0, 22.0, 24.0, 1.5),
    boxed(Accent, 53.0, 30.0, 19.0, 11.0, 1.5),
    boxed(White, 53.0, 43.0, 19.0, 11.0, 1.5),
    fill(Shine, "M22.5 24.5 L50 24.5 L30 60.5 L22.5 60.5 Z"),
    fill(Body, "M14 66 L86 66 L93 78 Q93 82 88 82 L12 82 Q7 82 7 78 Z"),
    fill(Shade, "M8 77 L92 77 Q92 82 88 82 L12 82 Q8 82 8 77 Z"),
    fill(Shade, "M42 71 L58 71 L59 75 L41 75 Z"),
];

const HEADPHONES: &[Part] = &[
    line(Shade, 7.0, "M22 60 Q20 18 50 18 Q80 18 78 60"),
    line(Body, 4.6, "M22 58 Q20 18 50 18 Q80 18 78 58"),
    boxed(Black, 25.0, 50.0, 11.0, 34.0, 5.0),
    boxed(Black, 64.0, 50.0, 11.0, 34.0, 5.0),
    boxed(Body, 12.0, 48.0, 17.0, 38.0, 8.0),
    boxed(Body, 71.0, 48.0, 17.0, 38.0, 8.0),
    boxed(Shine, 15.0, 52.0, 4.0, 28.0, 2.0),
    boxed(Shine, 74.0, 52.0, 4.0, 28.0, 2.0),
];

const EARBUDS: &[Part] = &[
    circle(Body, 32.0, 28.0, 10.0),
    boxed(Body, 28.0, 28.0, 7.0, 24.0, 3.5),
    circle(Black, 36.0, 26.0, 4.4),
    circle(Body, 68.0, 28.0, 10.0),
    boxed(Body, 65.0, 28.0, 7.0, 24.0, 3.5),
    circle(Black, 64.0, 26.0, 4.4),
    boxed(Body, 22.0, 54.0, 56.0, 34.0, 15.0),
    fill(Shade, "M22 66 L78 66 L78 70 L22 70 Z"),
    circle(White, 50.0, 77.0, 1.4),
    boxed(Shine, 30.0, 57.5, 40.0, 4.0, 2.0),
];

const SOUNDBAR: &[Part] = &[
    boxed(Body, 6.0, 44.0, 88.0, 22.0, 9.0),
    boxed(Deep, 9.0, 50.0, 82.0, 13.0, 6.0),
    circle(Shade, 24.0, 56.5, 5.0),
    circle(Shade, 38.0, 56.5, 5.0),
    circle(Shade, 62.0, 56.5, 5.0),
    circle(Shade, 76.0, 56.5, 5.0),
    circle(White, 50.0, 47.2, 0.9),
    boxed(Black, 16.0, 66.0, 8.0, 3.0, 1.0),
    boxed(Black, 76.0, 66.0, 8.0, 3.0, 1.0),
];

const SPEAKER: &[Part] = &[
    boxed(Body, 30.0, 12.0, 40.0, 78.0, 14.0),
    boxed(Shade, 30.0, 74.0, 40.0, 16.0, 8.0),
    circle(Deep, 50.0, 34.0, 9.0),
    circle(Black, 50.0, 34.0, 5.0),
    circle(Deep, 50.0, 60.0, 14.0),
    circle(Black, 50.0, 60.0, 9.0),
    circle(Metal, 50.0, 60.0, 3.4),
    boxed(Shine, 34.0, 20.0, 4.0, 54.0, 2.0),
    circle(White, 50.0, 18.5, 1.0),
];

const TURNTABLE: &[Part] = &[
    boxed(Body, 10.0, 30.0, 80.0, 50.0, 5.0),
    boxed(Shade, 10.0, 72.0, 80.0, 9.0, 4.0),
    circle(Black, 42.0, 52.0, 21.0),
    Part::Line(Deep, 0.5, Form::Circle(42.0, 52.0, 17.0)),
    Part::Line(Deep, 0.5, Form::Circle(42.0, 52.0, 13.0)),
    circle(Accent, 42.0, 52.0, 7.0),
    circle(White, 42.0, 52.0, 1.2),
    circle(Metal, 78.0, 40.0, 4.6),
    line(Metal, 1.8, "M78 40 L76 58 L60 64"),
    boxed(Black, 57.0, 61.0, 6.0, 5.0, 1.0),
    circle(Metal, 80.0, 64.0, 2.4),
];

const SCREEN: &[Part] = &[
    fill(Shade, "M42 72 L58 72 L60 82 L40 82 Z"),
    boxed(Body, 30.0, 81.0, 40.0, 4.5, 2.0),
    boxed(Body, 6.0, 18.0, 88.0, 56.0, 4.0),
    boxed(Black, 8.0, 20.0, 84.0, 51.0, 2.5),
    boxed(Glass, 10.0, 22.0, 80.0, 46.0, 1.0),
    fill(Accent, "M10 58 Q28 38 44 52 Q60 64 90 40 L90 68 L10 68 Z"),
    circle(White, 70.0, 34.0, 5.0),
    fill(Shine, "M10 22 L46 22 L20 68 L10 68 Z"),
];

const PROJECTOR: &[Part] = &[
    boxed(Body, 12.0, 36.0, 76.0, 40.0, 9.0),
    boxed(Shade, 12.0, 66.0, 76.0, 10.0, 5.0),
    circle(Black, 34.0, 54.0, 14.0),
    circle(Deep, 34.0, 54.0, 10.5),
    circle(Glass, 34.0, 54.0, 7.0),
    circle(White, 31.0, 51.0, 2.2),
    line(Deep, 1.2, "M60 46 L80 46"),
    line(Deep, 1.2, "M60 52 L80 52"),
    line(Deep, 1.2, "M60 58 L80 58"),
    boxed(Black, 20.0, 76.0, 8.0, 4.0, 1.0),
    boxed(Black, 72.0, 76.0, 8.0, 4.0, 1.0),
];

const KEYBOARD: &[Part] = &[
    boxed(Shade, 5.0, 38.0, 90.0, 40.0, 5.0),
    boxed(Body, 5.0, 34.0, 90.0, 40.0, 5.0),
    Part::Line(
        White,
        6.6,
        Form::Path(
            "M13 43 L13 43 M23 43 L23 43 M33 43 L33 43 M43 43 L43 43 M53 43 L53 43 M63 43 L63 43 M73 43 L73 43",
        ),
    ),
    Part::Line(
        White,
        6.6,
        Form::Path(
            "M15 53 L15 53 M25 53 L25 53 M35 53 L35 53 M45 53 L45 53 M55 53 L55 53 M65 53 L65 53 M75 53 L86 53",
        ),
    ),
    Part::Line(White, 6.6, Form::Path("M13 64 L16 64 M27 64 L65 64 M76 64 L76 64")),
    Part::Line(Accent, 6.6, Form::Path("M84 43 L86 43 M86 64 L86 64")),
];

const MOUSE: &[Part] = &[
    fill(Body, "M50 14 C72 14 76 32 76 52 C76 76 66 88 50 88 C34 88 24 76 24 52 C24 32 28 14 50 14 Z"),
    fill(Shade, "M24 54 Q50 62 76 54 C76 76 66 88 50 88 C34 88 24 76 24 54 Z"),
    line(Deep, 0.8, "M50 15 L50 57"),
    boxed(Black, 46.5, 26.0, 7.0, 16.0, 3.5),
    boxed(Metal, 48.5, 29.0, 3.0, 10.0, 1.5),
    fill(Shine, "M32 28 Q38 18 44 18 Q34 30 34 50 L29 50 Q28 36 32 28 Z"),
];

const WEBCAM: &[Part] = &[
    boxed(Shade, 45.0, 60.0, 10.0, 20.0, 3.0),
    fill(Deep, "M28 88 Q30 78 50 78 Q70 78 72 88 Z"),
    circle(Body, 50.0, 40.0, 26.0),
    circle(Black, 50.0, 40.0, 19.0),
    circle(Deep, 50.0, 40.0, 13.0),
    circle(Glass, 50.0, 40.0, 8.0),
    circle(White, 46.6, 36.6, 2.6),
    circle(Accent, 50.0, 17.6, 1.4),
];

const DOORBELL: &[Part] = &[
    boxed(Body, 32.0, 10.0, 36.0, 80.0, 10.0),
    boxed(Black, 36.0, 15.0, 28.0, 28.0, 8.0),
    circle(Deep, 50.0, 29.0, 9.0),
    circle(Glass, 50.0, 29.0, 5.4),
    circle(White, 47.8, 26.8, 1.7),
    circle(Metal, 50.0, 66.0, 12.0),
    circle(White, 50.0, 66.0, 9.0),
    circle(Accent, 50.0, 66.0, 3.0),
];

const CAMERA: &[Part] = &[
    fill(Shade, "M34 34 L39 22 L61 22 L66 34 Z"),
    boxed(Deep, 18.0, 28.0, 12.0, 8.0, 2.0),
    boxed(Body, 10.0, 33.0, 80.0, 49.0, 7.0),
    fill(Black, "M10 46 L90 46 L90 70 L10 70 Z"),
    circle(Metal, 50.0, 57.0, 22.0),
    circle(Black, 50.0, 57.0, 19.0),
    circle(Deep, 50.0, 57.0, 13.0),
    circle(Glass, 50.0, 57.0, 8.0),
    circle(White, 46.4, 53.4, 2.6),
    boxed(White, 74.0, 37.0, 10.0, 5.0, 1.5),
    circle(Accent, 20.0, 40.0, 2.0),
];

const PRINTER: &[Part] = &[
    fill(White, "M28 12 L72 12 L74 40 L26 40 Z"),
    boxed(Metal, 34.0, 18.0, 30.0, 2.0, 1.0),
    boxed(Metal, 34.0, 24.0, 22.0, 2.0, 1.0),
    boxed(Body, 10.0, 36.0, 80.0, 38.0, 6.0),
    boxed(Shade, 10.0, 62.0, 80.0, 12.0, 5.0),
    boxed(Black, 22.0, 56.0, 56.0, 5.0, 2.0),
    fill(White, "M26 58 L74 58 L80 86 L20 86 Z"),
    boxed(Accent, 32.0, 66.0, 18.0, 12.0, 1.5),
    boxed(Metal, 54.0, 67.0, 15.0, 2.0, 1.0),
    boxed(Metal, 54.0, 72.0, 17.0, 2.0, 1.0),
    boxed(Glass, 64.0, 42.0, 18.0, 8.0, 2.0),
    circle(Accent, 20.0, 46.0, 2.2),
];

const WATCH: &[Part] = &[
    fill(Body, "M38 6 L62 6 L65 32 L35 32 Z"),
    fill(Body, "M35 68 L65 68 L62 94 L38 94 Z"),
    line(Deep, 0.8, "M42 12 L58 12"),
    circle(Deep, 50.0, 80.0, 1.2),
    circle(Deep, 50.0, 86.0, 1.2),
    boxed(Metal, 27.0, 26.0, 46.0, 48.0, 14.0),
    boxed(Metal, 72.0, 44.0, 4.0, 12.0, 2.0),
    boxed(Black, 30.0, 29.0, 40.0, 42.0, 11.0),
    Part::Line(Accent, 2.6, Form::Path("M50 37 C58 37 63 43 63 50 C63 57 58 63 50 63 C43 63 37 57 37 50")),
    line(White, 1.8, "M50 42 L50 50 L56 54"),
    fill(Shine, "M36 31 L52 31 L34 62 L32 60 L32 38 Q32 32 36 31 Z"),
];

const DRONE: &[Part] = &[
    line(Shade, 4.0, "M26 34 L74 68"),
    line(Shade, 4.0, "M74 34 L26 68"),
    Part::Line(Deep, 1.4, Form::Circle(24.0, 32.0, 15.0)),
    Part::Line(Deep, 1.4, Form::Circle(76.0, 32.0, 15.0)),
    Part::Line(Deep, 1.4, Form::Circle(24.0, 70.0, 15.0)),
    Part::Line(Deep, 1.4, Form::Circle(76.0, 70.0, 15.0)),
    line(Metal, 1.8, "M13 36 L35 28"),
    line(Metal, 1.8, "M65 28 L87 36"),
    line(Metal, 1.8, "M13 66 L35 74"),
    line(Metal, 1.8, "M65 74 L87 66"),
    circle(Black, 24.0, 32.0, 3.0),
    circle(Black, 76.0, 32.0, 3.0),
    circle(Black, 24.0, 70.0, 3.0),
    circle(Black, 76.0, 70.0, 3.0),
    boxed(Body, 37.0, 36.0, 26.0, 30.0, 9.0),
    boxed(Shine, 41.0, 39.0, 18.0, 5.0, 2.5),
    circle(Black, 50.0, 59.0, 5.0),
    circle(Glass, 50.0, 59.0, 2.6),
];

const CONTROLLER: &[Part] = &[
    fill(
        Body,
        "M26 32 Q50 26 74 32 C88 36 96 62 94 76 C92 86 82 86 76 78 L68 66 L32 66 L24 78 C18 86 8 86 6 76 C4 62 12 36 26 32 Z",
    ),
    fill(Shade, "M32 66 L68 66 L76 78 C66 74 34 74 24 78 Z"),
    Part::Line(Black, 4.0, Form::Path("M28 40 L28 54 M21 47 L35 47")),
    circle(Accent, 72.0, 40.5, 2.8),
    circle(White, 78.5, 47.0, 2.8),
    circle(White, 65.5, 47.0, 2.8),
    circle(Accent, 72.0, 53.5, 2.8),
    circle(Black, 41.0, 58.0, 6.0),
    circle(Deep, 41.0, 58.0, 3.6),
    circle(Black, 59.0, 58.0, 6.0),
    circle(Deep, 59.0, 58.0, 3.6),
    boxed(White, 45.0, 38.0, 10.0, 6.0, 2.0),
];

const CONSOLE: &[Part] = &[
    boxed(Deep, 32.0, 86.0, 36.0, 4.0, 2.0),
    boxed(Body, 30.0, 10.0, 24.0, 78.0, 6.0),
    boxed(Body, 52.0, 10.0, 18.0, 78.0, 6.0),
    boxed(Black, 50.5, 12.0, 4.0, 74.0, 1.5),
    line(Accent, 0.9, "M52.5 22 L52.5 76"),
    boxed(Shine, 34.0, 15.0, 4.0, 66.0, 2.0),
    circle(White, 62.0, 74.0, 1.4),
    boxed(Black, 58.0, 20.0, 7.0, 1.6, 0.8),
];

const BULB: &[Part] = &[
    fill(Body, "M50 10 C70 10 80 24 78 40 C77 52 66 56 64 68 L36 68 C34 56 23 52 22 40 C20 24 30 10 50 10 Z"),
    fill(Shine, "M34 24 Q40 16 48 16 Q36 26 36 42 L30 42 Q29 32 34 24 Z"),
    line(Deep, 1.0, "M44 66 L42 44 L50 52 L58 44 L56 66"),
    boxed(White, 37.0, 67.0, 26.0, 6.0, 2.0),
    boxed(Metal, 38.0, 73.0, 24.0, 13.0, 3.0),
    line(Deep, 0.8, "M38 78 L62 76"),
    line(Deep, 0.8, "M38 83 L62 81"),
    boxed(Black, 44.0, 86.0, 12.0, 5.0, 2.0),
];

const VACUUM: &[Part] = &[
    fill(Shade, "M12 56 Q12 72 50 80 Q88 72 88 56 L88 62 Q88 82 50 86 Q12 82 12 62 Z"),
    fill(Body, "M50 22 C76 22 88 38 88 54 C88 70 74 80 50 80 C26 80 12 70 12 54 C12 38 24 22 50 22 Z"),
    Part::Line(Deep, 0.8, Form::Circle(50.0, 50.0, 24.0)),
    circle(Black, 50.0, 50.0, 10.0),
    circle(Deep, 50.0, 50.0, 6.5),
    circle(Accent, 50.0, 68.0, 2.2),
    line(Deep, 1.4, "M22 66 Q50 76 78 66"),
    fill(Shine, "M26 36 Q38 26 50 26 Q34 34 28 48 Q22 46 26 36 Z"),
];

const FRYER: &[Part] = &[
    fill(Body, "M32 10 L68 10 Q80 12 82 34 L84 82 Q84 90 76 90 L24 90 Q16 90 16 82 L18 34 Q20 12 32 10 Z"),
    boxed(Black, 36.0, 17.0, 28.0, 16.0, 4.0),
    boxed(Accent, 40.0, 21.0, 12.0, 4.0, 1.0),
    circle(White, 58.0, 25.0, 2.4),
    fill(Shade, "M17 50 L83 50 L84 80 L16 80 Z"),
    line(Deep, 0.8, "M17 50 L83 50"),
    boxed(Black, 40.0, 56.0, 20.0, 18.0, 5.0),
    boxed(Metal, 43.0, 60.0, 14.0, 3.0, 1.5),
    fill(Shine, "M24 20 L30 16 Q25 34 25 48 L20 48 Q20 30 24 20 Z"),
];

const ESPRESSO_MACHINE: &[Part] = &[
    boxed(Shade, 56.0, 34.0, 24.0, 48.0, 3.0),
    boxed(Body, 14.0, 12.0, 70.0, 27.0, 6.0),
    boxed(Body, 14.0, 80.0, 70.0, 10.0, 3.0),
    circle(White, 30.0, 25.0, 6.0),
    line(Black, 1.2, "M30 25 L33 21"),
    circle(Metal, 50.0, 25.0, 3.0),
    circle(Metal, 60.0, 25.0, 3.0),
    circle(Accent, 70.0, 25.0, 3.0),
    boxed(Metal, 28.0, 39.0, 18.0, 6.0, 1.5),
    boxed(Black, 44.0, 41.0, 26.0, 4.0, 2.0),
    boxed(Metal, 33.0, 45.0, 3.0, 5.0, 1.0),
    boxed(Metal, 39.0, 45.0, 3.0, 5.0, 1.0),
    fill(White, "M26 60 L48 60 L45 77 L29 77 Z"),
    line(White, 2.4, "M47 63 Q54 64 46 71"),
    line(Metal, 2.0, "M76 38 L80 60"),
    boxed(Deep, 18.0, 78.0, 42.0, 2.6, 1.0),
];

const CHARGER: &[Part] = &[
    Part::Line(Black, 2.6, Form::Path("M62 74 Q88 74 84 52 Q82 40 90 34")),
    boxed(Metal, 86.0, 24.0, 8.0, 10.0, 1.5),
    boxed(Metal, 32.0, 12.0, 5.0, 12.0, 1.0),
    boxed(Metal, 49.0, 12.0, 5.0, 12.0, 1.0),
    boxed(Body, 20.0, 22.0, 46.0, 60.0, 9.0),
    boxed(Shade, 20.0, 70.0, 46.0, 12.0, 6.0),
    boxed(Black, 36.0, 74.0, 14.0, 4.0, 2.0),
    fill(White, "M46 34 L34 52 L42 52 L39 66 L53 46 L44 46 Z"),
    boxed(Shine, 24.0, 28.0, 4.0, 38.0, 2.0),
];
