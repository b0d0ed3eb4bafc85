//! The outlines of elements of a drawing.

use html5ever::tokenizer::Tag;

use super::number;
use super::paint::Paint;
use crate::formats::html::page::attribute;
use crate::formats::image::pixels;
use crate::formats::outline::{Outline, Point, corners_of, numbers};
use crate::formats::textual::base64;

/// Characters of a picture inside a drawing that is looked at for transparency.
const PICTURE_BYTES_MAX: usize = 8 << 20;

/// Returns what a shape covers that is moved by that much; `None` when that is not known.
pub(super) fn outline_of(tag: &Tag, paint: &Paint, (right, down): Point) -> Option<Outline> {
    let at = |name| number(tag, name);
    let across = |name| at(name).unwrap_or_default() + right;
    let along = |name| at(name).unwrap_or_default() + down;
    let is_filled = paint.fills();
    match &*tag.name {
        "rect" if is_filled => {
            let (left, top) = (across("x"), along("y"));
            Some(Outline::Box(left..left + at("width")?, top..top + at("height")?))
        }
        "circle" | "ellipse" if is_filled => {
            let radii = (at("rx").or_else(|| at("r"))?, at("ry").or_else(|| at("r"))?);
            Some(Outline::Oval { centre: (across("cx"), along("cy")), radii })
        }
        "polygon" | "polyline" if is_filled => {
            let numbers = numbers(attribute(tag, "points")?);
            let corners = numbers.chunks_exact(2).map(|pair| (pair[0] + right, pair[1] + down));
            Some(Outline::Corners(corners.collect()))
        }
        "path" if is_filled => {
            let corners = corners_of(attribute(tag, "d")?)?;
            let corners = corners.into_iter().map(|(x, y)| (x + right, y + down));
            Some(Outline::Corners(corners.collect()))
        }
        "line" => {
            let (start, end) = ((across("x1"), along("y1")), (across("x2"), along("y2")));
            Outline::of_line(start, end, paint.stroke()?)
        }
        "image" if !paint.is_clear() => of_picture(tag, (across("x"), along("y"))),
        _ => None,
    }
}

/// What an opaque picture covers that stands in the drawing itself: its frame, or as much of it as
/// its own shape fills.
fn of_picture(tag: &Tag, (left, top): Point) -> Option<Outline> {
    let (width, height) = (number(tag, "width")?, number(tag, "height")?);
    let address = attribute(tag, "href").or_else(|| attribute(tag, "xlink:href"))?;
    let (_, encoded) = address.trim().strip_prefix("data:image/")?.split_once("base64,")?;
    let bytes = base64(encoded.get(..encoded.len().min(PICTURE_BYTES_MAX))?.as_bytes());
    if !pixels::is_opaque(&bytes) {
        return None;
    }
    let fit = attribute(tag, "preserveaspectratio").unwrap_or("xMidYMid").trim();
    if fit.starts_with("none") || fit.ends_with("slice") {
        return Some(Outline::Box(left..left + width, top..top + height));
    }
    if !fit.starts_with("xMidYMid") {
        return None;
    }
    let (wide, high) = pixels::dimensions(&bytes, ::image::guess_format(&bytes).ok()?)?;
    let scale = (width / wide as f32).min(height / high as f32);
    let (shown_wide, shown_high) = (wide as f32 * scale, high as f32 * scale);
    let (left, top) = (left + (width - shown_wide) / 2.0, top + (height - shown_high) / 2.0);
    Some(Outline::Box(left..left + shown_wide, top..top + shown_high))
}
