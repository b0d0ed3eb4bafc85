//! What lies of pictures under boxes that float over them: nobody sees it, since nothing moves in a
//! copy.
//!
//! Lines are not laid out. Only what belongs to one paragraph is compared: drawings that float and are
//! counted from the same edges, and the picture with which the paragraph begins.

use super::super::drawing::{mark_covered, share_of, solid};
use crate::clean::markup::Element;

/// A drawing of a paragraph: what its edges are counted from, across and down, where they are (left,
/// top, right, bottom, in English metric units), and which of two lies over the other.
struct Place {
    from: [String; 2],
    edges: [i64; 4],
    height: i64,
}

/// Marks what of the pictures of each paragraph lies under its boxes.
pub(super) fn mark_covered_pictures(tree: &mut Element) {
    tree.visit_mut(&mut |element| {
        if element.name == "w:p" {
            mark_in_paragraph(element);
        }
    });
}

fn mark_in_paragraph(paragraph: &mut Element) {
    let runs = paragraph.elements().filter(|run| run.name == "w:r");
    let drawings = runs.flat_map(Element::elements).filter(|run| run.name == "w:drawing");
    let covers: Vec<Place> = drawings.filter_map(box_in).collect();
    if covers.is_empty() {
        return;
    }
    let mut is_first = begins_at_its_edge(paragraph);
    for run in paragraph.elements_mut().filter(|run| run.name == "w:r") {
        for piece in run.elements_mut().filter(|piece| piece.name != "w:rPr") {
            let Some(drawing) = piece.elements_mut().next() else {
                is_first = false;
                continue;
            };
            let place = match drawing.name.as_str() {
                "wp:anchor" => place(drawing),
                _ => std::mem::take(&mut is_first).then(|| at_the_edge(drawing)).flatten(),
            };
            if let (Some(place), Some(fill)) = (place, fill_of_picture(drawing)) {
                let over = covers.iter().filter(|cover| cover.lies_over(&place));
                let shares: Vec<_> =
                    over.filter_map(|cover| share_of(place.edges, cover.edges)).collect();
                mark_covered(fill, &shares);
            }
        }
    }
}

impl Place {
    fn lies_over(&self, under: &Self) -> bool {
        self.height > under.height && self.from == under.from
    }
}

/// Where an opaque rectangle stands that floats before the text.
fn box_in(drawing: &Element) -> Option<Place> {
    let anchor = drawing.child("wp:anchor").filter(|anchor| !anchor.is_set("behindDoc"))?;
    let shape = anchor.find("a:graphicData")?.child("wps:wsp")?;
    let look = shape.child("wps:spPr")?;
    let outline = look.child("a:prstGeom").and_then(|outline| outline.get("prst"));
    let is_plain = outline == Some("rect") && solid(look).is_some() && is_upright(shape);
    place(anchor).filter(|_| is_plain)
}

/// Where a drawing stands that floats.
fn place(anchor: &Element) -> Option<Place> {
    let side = |name: &str| -> Option<(String, i64)> {
        let side = anchor.child(name)?;
        let from = side.get("relativeFrom")?.to_owned();
        Some((from, side.child("wp:posOffset")?.text().trim().parse().ok()?))
    };
    let ((across, left), (down, top)) = (side("wp:positionH")?, side("wp:positionV")?);
    let height: i64 = anchor.number("relativeHeight").unwrap_or_default();
    let behind = if anchor.is_set("behindDoc") { i64::MIN } else { 0 };
    Some(Place {
        // A column is as wide as the page leaves it.
        from: [across.replace("margin", "column"), down],
        edges: edges(anchor, left, top)?,
        height: height.max(0).saturating_add(behind),
    })
}

/// Where the picture stands with which a paragraph begins.
fn at_the_edge(inline: &Element) -> Option<Place> {
    let from = ["column", "paragraph"].map(str::to_owned);
    Some(Place { from, edges: edges(inline, 0, 0)?, height: i64::MIN })
}

fn edges(drawing: &Element, left: i64, top: i64) -> Option<[i64; 4]> {
    let extent = drawing.child("wp:extent")?;
    let (width, height) = (extent.number::<i64>("cx")?, extent.number::<i64>("cy")?);
    Some([left, top, left.checked_add(width)?, top.checked_add(height)?])
}

/// True for a paragraph of which nothing says that it begins further in or down.
fn begins_at_its_edge(paragraph: &Element) -> bool {
    const MOVING: [&str; 7] =
        ["w:pStyle", "w:jc", "w:ind", "w:spacing", "w:numPr", "w:framePr", "w:bidi"];
    let Some(properties) = paragraph.child("w:pPr") else { return true };
    !properties.elements().any(|said| MOVING.contains(&said.name.as_str()))
}

/// The picture that a drawing shows, unless it is turned.
fn fill_of_picture(drawing: &mut Element) -> Option<&mut Element> {
    let data = drawing.child_mut("a:graphic")?.child_mut("a:graphicData")?;
    let picture = data.child_mut("pic:pic")?;
    is_upright(picture).then_some(())?;
    picture.child_mut("pic:blipFill")
}

/// True for a shape or a picture that is neither turned nor seen from behind.
fn is_upright(shape: &Element) -> bool {
    let mut frames = shape.elements().filter_map(|look| look.child("a:xfrm"));
    frames.all(|frame| ["rot", "flipH", "flipV"].iter().all(|name| frame.get(name).is_none()))
}
