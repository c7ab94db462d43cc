//! Drawing: shapes of a hundred units a side, filled with the tones of a product.

use axum::body::Bytes;
use tiny_skia::{
    Color, FillRule, GradientStop, LineCap, LineJoin, LinearGradient, Paint, Path, PathBuilder, Pixmap,
    Point, RadialGradient, Rect, Shader, SpreadMode, Stroke, Transform,
};

use super::colours::{Rgb, Tones, mix};

/// The units of a shape's own square.
pub(super) const UNITS: f32 = 100.0;

/// What a part is painted with.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ink {
    /// The product's colour.
    Body,
    /// A little darker, for what lies behind or below.
    Shade,
    /// Much darker, for seams and folds.
    Deep,
    /// The brand's colour, for labels.
    Accent,
    /// Light that falls on it.
    Shine,
    White,
    Black,
    Metal,
    Glass,
}

/// The outline of a part, in units.
#[derive(Debug, Clone, Copy)]
pub(super) enum Form {
    /// `M`, `L`, `Q`, `C` and `Z` of SVG, absolute.
    Path(&'static str),
    /// Left, top, width, height, radius of the corners.
    Box(f32, f32, f32, f32, f32),
    /// Middle and radius.
    Circle(f32, f32, f32),
}

/// One part of a shape. Parts are painted in order.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    Fill(Ink, Form),
    /// With the width of the line.
    Line(Ink, f32, Form),
}

pub(super) const fn fill(ink: Ink, path: &'static str) -> Part {
    Part::Fill(ink, Form::Path(path))
}

pub(super) const fn line(ink: Ink, width: f32, path: &'static str) -> Part {
    Part::Line(ink, width, Form::Path(path))
}

pub(super) const fn boxed(ink: Ink, left: f32, top: f32, width: f32, height: f32, radius: f32) -> Part {
    Part::Fill(ink, Form::Box(left, top, width, height, radius))
}

pub(super) const fn circle(ink: Ink, x: f32, y: f32, radius: f32) -> Part {
    Part::Fill(ink, Form::Circle(x, y, radius))
}

pub(super) struct Canvas {
    pixmap: Pixmap,
}

impl Canvas {
    pub(super) fn new(width: u32, height: u32) -> Option<Self> {
        Some(Self { pixmap: Pixmap::new(width, height)? })
    }

    /// A tint of the product's colour, lighter where the thing stands.
    pub(super) fn background(&mut self, tones: &Tones) {
        let (width, height) = (self.pixmap.width() as f32, self.pixmap.height() as f32);
        let stops = vec![stop(0.0, tones.top, 255), stop(1.0, tones.bottom, 255)];
        let (start, end) = (Point::from_xy(0.0, 0.0), Point::from_xy(0.0, height));
        let down = LinearGradient::new(start, end, stops, SpreadMode::Pad, Transform::identity());
        let everywhere = Rect::from_xywh(0.0, 0.0, width, height);
        if let (Some(shader), Some(rect)) = (down, everywhere) {
            self.pixmap.fill_rect(rect, &paint(shader), Transform::identity(), None);
        }
    }

    /// A shape with its shadow; `left` and `top` in units of the canvas's height.
    pub(super) fn shape(&mut self, parts: &[Part], tones: &Tones, left: f32, top: f32, scale: f32) {
        let unit = self.pixmap.height() as f32 / UNITS;
        let place = Transform::from_row(unit * scale, 0.0, 0.0, unit * scale, unit * left, unit * top);
        self.shadow(tones, place);
        for part in parts {
            match *part {
                Part::Fill(ink, form) => {
                    let Some(path) = path_of(form) else { continue };
                    self.pixmap.fill_path(&path, &ink_paint(ink, tones), FillRule::Winding, place, None);
                    if matches!(ink, Ink::Body | Ink::White) {
                        // An edge of its own, or a white shirt has none on a light ground.
                        let width = if matches!(ink, Ink::White) { 0.35 } else { 0.5 };
                        self.pixmap.stroke_path(
                            &path,
                            &ink_paint(Ink::Shade, tones),
                            &stroke(width),
                            place,
                            None,
                        );
                    }
                }
                Part::Line(ink, width, form) => {
                    let Some(path) = path_of(form) else { continue };
                    self.pixmap.stroke_path(&path, &ink_paint(ink, tones), &stroke(width), place, None);
                }
            }
        }
    }

    fn shadow(&mut self, tones: &Tones, place: Transform) {
        let dark = mix(tones.bottom, [40, 38, 60], 0.7);
        let stops = vec![stop(0.0, dark, 80), stop(0.55, dark, 32), stop(1.0, dark, 0)];
        let middle = Point::from_xy(50.0, 50.0);
        // A circle pressed flat under the thing.
        let flat = Transform::from_row(1.0, 0.0, 0.0, 0.14, 0.0, 81.0);
        let shader = RadialGradient::new(middle, 0.0, middle, 40.0, stops, SpreadMode::Pad, flat);
        let area = Rect::from_xywh(8.0, 80.0, 84.0, 16.0);
        if let (Some(shader), Some(rect)) = (shader, area) {
            self.pixmap.fill_rect(rect, &paint(shader), place, None);
        }
    }

    pub(super) fn png(self) -> Option<Bytes> {
        match self.pixmap.encode_png() {
            Ok(bytes) => Some(Bytes::from(bytes)),
            Err(error) => {
                tracing::error!(%error, "a picture could not be written");
                None
            }
        }
    }
}

fn path_of(form: Form) -> Option<Path> {
    match form {
        Form::Path(text) => parse(text),
        Form::Circle(x, y, radius) => PathBuilder::from_circle(x, y, radius),
        Form::Box(left, top, width, height, radius) => {
            let (right, bottom) = (left + width, top + height);
            let mut path = PathBuilder::new();
            path.move_to(left + radius, top);
            path.line_to(right - radius, top);
            path.quad_to(right, top, right, top + radius);
            path.line_to(right, bottom - radius);
            path.quad_to(right, bottom, right - radius, bottom);
            path.line_to(left + radius, bottom);
            path.quad_to(left, bottom, left, bottom - radius);
            path.line_to(left, top + radius);
            path.quad_to(left, top, left + radius, top);
            path.close();
            path.finish()
        }
    }
}

/// Nothing where the text is no path; a test looks at all that there are.
fn parse(text: &str) -> Option<Path> {
    let mut path = PathBuilder::new();
    let mut rest = text.trim();
    while let Some(command) = rest.chars().next() {
        rest = &rest[command.len_utf8()..];
        let end = rest.find(|letter: char| letter.is_ascii_alphabetic()).unwrap_or(rest.len());
        let numbers: Result<Vec<f32>, _> = rest[..end].split_whitespace().map(str::parse).collect();
        rest = &rest[end..];
        match (command, numbers.ok()?.as_slice()) {
            ('M', &[x, y]) => path.move_to(x, y),
            ('L', &[x, y]) => path.line_to(x, y),
            ('Q', &[x1, y1, x, y]) => path.quad_to(x1, y1, x, y),
            ('C', &[x1, y1, x2, y2, x, y]) => path.cubic_to(x1, y1, x2, y2, x, y),
            ('Z', []) => path.close(),
            _ => return None,
        }
    }
    path.finish()
}

fn stroke(width: f32) -> Stroke {
    Stroke { width, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() }
}

fn ink_paint(ink: Ink, tones: &Tones) -> Paint<'static> {
    let (colour, alpha) = match ink {
        Ink::Body => (tones.body, 255),
        Ink::Shade => (tones.shade, 255),
        Ink::Deep => (tones.deep, 255),
        Ink::Accent => (tones.accent, 255),
        Ink::Shine => ([255, 255, 255], 56),
        Ink::White => ([252, 252, 254], 255),
        Ink::Black => ([40, 39, 50], 255),
        Ink::Metal => ([186, 191, 201], 255),
        Ink::Glass => ([205, 224, 236], 255),
    };
    paint(Shader::SolidColor(color(colour, alpha)))
}

fn paint(shader: Shader<'_>) -> Paint<'_> {
    Paint { shader, anti_alias: true, ..Paint::default() }
}

fn stop(position: f32, colour: Rgb, alpha: u8) -> GradientStop {
    GradientStop::new(position, color(colour, alpha))
}

fn color([red, green, blue]: Rgb, alpha: u8) -> Color {
    Color::from_rgba8(red, green, blue, alpha)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pictures::{devices, garments, remedies};

    #[test]
    fn every_part_of_every_shape_can_be_drawn_and_is_inside_of_its_square() {
        let all = garments::ALL.iter().chain(devices::ALL).chain(remedies::ALL);
        let mut seen = 0;
        for (name, parts) in all {
            for part in *parts {
                let (Part::Fill(_, form) | Part::Line(_, _, form)) = *part;
                let bounds = path_of(form).unwrap_or_else(|| panic!("{name}: {form:?}")).bounds();
                let inside = bounds.left() >= 0.0 && bounds.right() <= UNITS && bounds.top() >= 0.0;
                assert!(inside && bounds.bottom() <= UNITS, "{name}: {form:?} {bounds:?}");
                seen += 1;
            }
        }
        assert!(seen > 200, "{seen} parts");
    }
}
