//! Diagrams on slides: the shapes that they are drawn with stay, as a group of shapes; the data that
//! these were made from goes.

use std::collections::BTreeMap;

use super::{Arrow, Build, DIAGRAM};
use crate::clean::Refusal;
use crate::clean::markup::{Element, Node, Rewritten};

impl Build<'_, '_, '_> {
    /// Puts shapes in the place of diagrams; those of which no drawing is there stay as they are.
    pub(super) fn draw_diagrams(
        &mut self,
        tree: &mut Element,
        arrows: &BTreeMap<String, Arrow>,
    ) -> Result<(), Refusal> {
        let mut failed = None;
        tree.rewrite(&mut |frame| {
            if frame.name != "p:graphicFrame" || failed.is_some() {
                return Rewritten::Kept(frame);
            }
            match self.shapes_of_diagram(&frame, arrows) {
                Ok(Some(group)) => Rewritten::By(vec![Node::Element(group)]),
                Ok(None) => Rewritten::Kept(frame),
                Err(refusal) => {
                    failed = Some(refusal);
                    Rewritten::Kept(frame)
                }
            }
        });
        failed.map_or(Ok(()), Err)
    }

    fn shapes_of_diagram(
        &mut self,
        frame: &Element,
        arrows: &BTreeMap<String, Arrow>,
    ) -> Result<Option<Element>, Refusal> {
        let ids = frame.find("dgm:relIds").and_then(|ids| ids.get("r:dm"));
        let Some(data) = ids.and_then(|id| arrows.get(id)) else { return Ok(None) };
        let Some(bytes) = self.old.read(&data.target, self.work)? else { return Ok(None) };
        let drawing = drawing_of(&bytes).and_then(|id| arrows.get(id));
        let Some(drawing) = drawing.filter(|arrow| arrow.kind == "diagramDrawing") else {
            return Ok(None);
        };
        let Some(mut tree) = self.tree(&drawing.target, &DIAGRAM)? else { return Ok(None) };
        // Pictures and links lead from the drawing, not from the slide.
        tree.prune(&mut |element| {
            matches!(element.name.as_str(), "p:pic" | "p:graphicFrame" | "a:blipFill" | "a:blip")
                || ["r:id", "r:embed", "r:link"].iter().any(|name| element.get(name).is_some())
        });
        tree.visit_mut(&mut |element| {
            let is_head =
                matches!(element.name.as_str(), "p:nvSpPr" | "p:nvCxnSpPr" | "p:nvGrpSpPr");
            if is_head && element.child("p:nvPr").is_none() {
                element.children.push(Node::Element(Element::new("p:nvPr")));
            }
        });
        Ok(tree.child("p:spTree").and_then(|shapes| group(frame, shapes)))
    }
}

/// The id of the arrow to the drawing of a diagram, which its data names (\[MS-ODRAWXML] 2.6.1.1).
fn drawing_of(data: &[u8]) -> Option<&str> {
    const NAMED: &[u8] = b"relId=\"";
    let extension = memchr::memmem::find(data, b"dataModelExt")?;
    let rest = data.get(extension..)?;
    let start = memchr::memmem::find(rest, NAMED)? + NAMED.len();
    let rest = rest.get(start..)?;
    std::str::from_utf8(rest.get(..memchr::memchr(b'"', rest)?)?).ok()
}

/// A group in the place of a frame; shapes stand in it as they stood in the frame.
fn group(frame: &Element, shapes: &Element) -> Option<Element> {
    let place = frame.child("p:xfrm")?;
    let (offset, extent) = (place.child("a:off")?.clone(), place.child("a:ext")?.clone());
    let inner = Element::new("a:chExt").with("cx", extent.get("cx")?).with("cy", extent.get("cy")?);
    let transform = Element::new("a:xfrm")
        .containing(offset)
        .containing(extent)
        .containing(Element::new("a:chOff").with("x", "0").with("y", "0"))
        .containing(inner);
    let head = Element::new("p:nvGrpSpPr")
        .containing(Element::new("p:cNvPr").with("id", "1").with("name", ""))
        .containing(Element::new("p:cNvGrpSpPr"))
        .containing(Element::new("p:nvPr"));
    let mut group = Element::new("p:grpSp")
        .containing(head)
        .containing(Element::new("p:grpSpPr").containing(transform));
    let is_shape = |shape: &&Element| matches!(shape.name.as_str(), "p:sp" | "p:cxnSp" | "p:grpSp");
    group.children.extend(shapes.elements().filter(is_shape).cloned().map(Node::Element));
    Some(group)
}
