//! The outlines of shapes of a drawing, and which points lie inside them.

use std::ops::Range;

use html5ever::tokenizer::Tag;

use super::number;
use super::paint::Paint;
use crate::formats::html::page::attribute;
use crate::formats::image::pixels;
use crate::formats::textual::base64;

/// Corners of one outline.
const CORNERS_MAX: usize = 1_000;
/// Characters of a picture inside a drawing that is looked at for transparency.
const PICTURE_BYTES_MAX: usize = 8 << 20;

/// A point on the plane of a drawing.
pub(super) type Point = (f32, f32);

/// What a shape covers that nothing shines through.
#[derive(Debug)]
pub(super) enum Outline {
    Box(Range<f32>, Range<f32>),
    Oval { centre: Point, radii: Point },
    Corners(Vec<Point>),
}

impl Outline {
    /// Returns what a shape covers that is moved by that much; `None` when that is not known.
    pub(super) fn of(tag: &Tag, paint: &Paint, (right, down): Point) -> Option<Self> {
        let at = |name| number(tag, name);
        let across = |name| at(name).unwrap_or_default() + right;
        let along = |name| at(name).unwrap_or_default() + down;
        let is_filled = paint.fills();
        match &*tag.name {
            "rect" if is_filled => {
                let (left, top) = (across("x"), along("y"));
                Some(Self::Box(left..left + at("width")?, top..top + at("height")?))
            }
            "circle" | "ellipse" if is_filled => {
                let radii = (at("rx").or_else(|| at("r"))?, at("ry").or_else(|| at("r"))?);
                Some(Self::Oval { centre: (across("cx"), along("cy")), radii })
            }
            "polygon" | "polyline" if is_filled => {
                let numbers = numbers(attribute(tag, "points")?);
                let corners = numbers.chunks_exact(2).map(|pair| (pair[0] + right, pair[1] + down));
                Some(Self::Corners(corners.collect()))
            }
            "path" if is_filled => {
                let corners = corners_of(attribute(tag, "d")?)?;
                let corners = corners.into_iter().map(|(x, y)| (x + right, y + down));
                Some(Self::Corners(corners.collect()))
            }
            "line" => {
                let (start, end) = ((across("x1"), along("y1")), (across("x2"), along("y2")));
                Self::of_line(start, end, paint.stroke()?)
            }
            "image" if !paint.is_clear() => Self::of_picture(tag, (across("x"), along("y"))),
            _ => None,
        }
    }

    /// What a thick line covers.
    fn of_line(start: Point, end: Point, width: f32) -> Option<Self> {
        let (x, y) = (end.0 - start.0, end.1 - start.1);
        let length = x.hypot(y);
        if length <= 0.0 {
            return None;
        }
        let (beside, above) = (-y / length * width / 2.0, x / length * width / 2.0);
        Some(Self::Corners(vec![
            (start.0 + beside, start.1 + above),
            (end.0 + beside, end.1 + above),
            (end.0 - beside, end.1 - above),
            (start.0 - beside, start.1 - above),
        ]))
    }

    /// What an opaque picture covers that stands in the drawing itself: its frame, or as much of it as
    /// its own shape fills.
    fn of_picture(tag: &Tag, (left, top): Point) -> Option<Self> {
        let (width, height) = (number(tag, "width")?, number(tag, "height")?);
        let address = attribute(tag, "href").or_else(|| attribute(tag, "xlink:href"))?;
        let (_, encoded) = address.trim().strip_prefix("data:image/")?.split_once("base64,")?;
        let bytes = base64(encoded.get(..encoded.len().min(PICTURE_BYTES_MAX))?.as_bytes());
        if !pixels::is_opaque(&bytes) {
            return None;
        }
        let fit = attribute(tag, "preserveaspectratio").unwrap_or("xMidYMid").trim();
        if fit.starts_with("none") || fit.ends_with("slice") {
            return Some(Self::Box(left..left + width, top..top + height));
        }
        if !fit.starts_with("xMidYMid") {
            return None;
        }
        let (wide, high) = pixels::dimensions(&bytes, ::image::guess_format(&bytes).ok()?)?;
        let scale = (width / wide as f32).min(height / high as f32);
        let (shown_wide, shown_high) = (wide as f32 * scale, high as f32 * scale);
        let (left, top) = (left + (width - shown_wide) / 2.0, top + (height - shown_high) / 2.0);
        Some(Self::Box(left..left + shown_wide, top..top + shown_high))
    }

    /// True when the point lies inside.
    pub(super) fn holds(&self, (x, y): Point) -> bool {
        match self {
            Self::Box(across, along) => across.contains(&x) && along.contains(&y),
            Self::Oval { centre, radii } => {
                ((x - centre.0) / radii.0).powi(2) + ((y - centre.1) / radii.1).powi(2) <= 1.0
            }
            Self::Corners(corners) => is_inside(corners, (x, y)),
        }
    }
}

/// True when a line from the point to the right crosses the outline an odd number of times.
fn is_inside(corners: &[Point], (x, y): Point) -> bool {
    let before = corners.iter().cycle().skip(corners.len().saturating_sub(1));
    let sides = corners.iter().zip(before);
    let crosses = |((ax, ay), (bx, by)): &(&Point, &Point)| {
        (*ay > y) != (*by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax
    };
    sides.filter(crosses).count() % 2 == 1
}

/// The numbers of a list, as many as corners may need.
fn numbers(list: &str) -> Vec<f32> {
    let numbers = list.split([' ', ',', '\n', '\t', '\r']).filter(|number| !number.is_empty());
    numbers.map_while(|number| number.parse().ok()).take(CORNERS_MAX * 2).collect()
}

/// The corners of a path of one piece (SVG 2, 9.3); curves are taken for straight, and a path with a
/// second piece may have a hole.
fn corners_of(path: &str) -> Option<Vec<Point>> {
    let mut corners: Vec<Point> = Vec::new();
    let mut rest = path.trim();
    while let Some(command) = rest.chars().next() {
        let after = rest.get(command.len_utf8()..)?;
        let end = after.find(|letter: char| letter.is_ascii_alphabetic() && letter != 'e');
        let (own, next) = after.split_at(end.unwrap_or(after.len()));
        rest = next;
        if command.eq_ignore_ascii_case(&'m') && !corners.is_empty() {
            return None;
        }
        step(command, &spaced(own), &mut corners)?;
        if corners.len() > CORNERS_MAX {
            return None;
        }
    }
    Some(corners)
}

/// Numbers of a path, between which a sign stands for a space too.
fn spaced(own: &str) -> Vec<f32> {
    numbers(&own.replace('-', " -").replace("e -", "e-"))
}

/// Follows one command of a path.
fn step(command: char, numbers: &[f32], corners: &mut Vec<Point>) -> Option<()> {
    let is_relative = command.is_ascii_lowercase();
    let arity = match command.to_ascii_lowercase() {
        'm' | 'l' | 't' => 2,
        'h' | 'v' => 1,
        'c' => 6,
        's' | 'q' => 4,
        'a' => 7,
        'z' => return Some(()),
        _ => return None,
    };
    for step in numbers.chunks_exact(arity) {
        let (x, y) = corners.last().copied().unwrap_or_default();
        let from = if is_relative { (x, y) } else { (0.0, 0.0) };
        let corner = match (command.to_ascii_lowercase(), step) {
            ('h', &[across]) => (from.0 + across, y),
            ('v', &[along]) => (x, from.1 + along),
            (_, &[.., across, along]) => (from.0 + across, from.1 + along),
            _ => return None,
        };
        corners.push(corner);
    }
    Some(())
}
