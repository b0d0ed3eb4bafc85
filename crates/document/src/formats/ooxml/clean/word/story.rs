//! Changes of a text are settled, and what nobody sees goes.

use super::super::looks::{Looks, is_on, is_shade};
use crate::clean::markup::{Element, Node, Rewritten};
use crate::clean::{Removal, Work};

/// Accepts tracked changes, takes out rows that were deleted or are hidden, and decides between
/// alternatives.
pub(super) fn settle(tree: &mut Element, work: &mut Work<'_>) {
    let rows = tree.prune(&mut |element| {
        let properties = element.child("w:trPr").filter(|_| element.name == "w:tr");
        properties.is_some_and(|row| {
            row.child("w:del").is_some() || row.child("w:hidden").is_some_and(is_on)
        })
    });
    work.removed(Removal::HiddenText, rows);
    let mut revisions = 0;
    tree.rewrite(&mut |mut element| match element.name.as_str() {
        "w:del" | "w:moveFrom" => {
            revisions += 1;
            Rewritten::By(Vec::new())
        }
        "w:ins" | "w:moveTo" => {
            revisions += 1;
            Rewritten::By(element.children)
        }
        "w:object" => {
            element.name = "w:pict".to_owned();
            Rewritten::Kept(element)
        }
        "w:lastRenderedPageBreak" => Rewritten::By(Vec::new()),
        _ => Rewritten::Kept(element),
    });
    work.removed(Removal::Revisions, revisions);
    work.removed(Removal::HiddenText, empty_merged(tree));
    tree.prune(&mut |element| element.name == "w:tbl" && element.child("w:tr").is_none());
}

/// Empties cells that the cell above or before them covers; returns how many had text.
fn empty_merged(tree: &mut Element) -> usize {
    let mut gone = 0;
    tree.visit_mut(&mut |cell| {
        let properties = cell.child("w:tcPr").filter(|_| cell.name == "w:tc");
        let is_merged = ["w:vMerge", "w:hMerge"].iter().any(|name| {
            let merge = properties.and_then(|properties| properties.child(name));
            merge.is_some_and(|merge| merge.get("w:val") != Some("restart"))
        });
        if is_merged && !cell.text().trim().is_empty() {
            gone += 1;
            cell.children.retain(|node| node.element().is_some_and(|e| e.name == "w:tcPr"));
            // A cell ends with a paragraph.
            cell.children.push(Node::Element(Element::new("w:p")));
        }
    });
    gone
}

/// What is behind a text, and how its paragraph looks.
#[derive(Clone, Copy, Default)]
struct Behind {
    is_shaded: bool,
}

/// Takes out runs that nobody sees; returns how many.
pub(super) fn hide(tree: &mut Element, looks: &Looks) -> usize {
    let behind = Behind { is_shaded: tree.child("w:background").is_some() };
    hide_in(tree, looks, behind)
}

fn hide_in(element: &mut Element, looks: &Looks, mut behind: Behind) -> usize {
    match element.name.as_str() {
        // What a shape is filled with is not computed.
        "w:txbxContent" => behind.is_shaded = true,
        "w:tbl" => {
            let styled = element.child("w:tblPr").and_then(|table| table.child("w:tblStyle"));
            let shade = element.child("w:tblPr").and_then(|table| table.child("w:shd"));
            behind.is_shaded |= styled.is_some() || shade.is_some_and(is_shade);
        }
        "w:tc" => {
            let shade = element.child("w:tcPr").and_then(|cell| cell.child("w:shd"));
            behind.is_shaded |= shade.is_some_and(is_shade);
        }
        "w:p" => return hide_in_paragraph(element, looks, behind),
        _ => {}
    }
    element.elements_mut().map(|child| hide_in(child, looks, behind)).sum()
}

fn hide_in_paragraph(paragraph: &mut Element, looks: &Looks, mut behind: Behind) -> usize {
    let properties = paragraph.child("w:pPr");
    let style = properties.and_then(|p| p.child("w:pStyle")).and_then(|style| style.get("w:val"));
    behind.is_shaded |= properties.and_then(|p| p.child("w:shd")).is_some_and(is_shade);
    let own = looks.of_paragraph(style);
    let is_hidden = |run: &Element| {
        if run.name != "w:r" {
            return false;
        }
        let Some(properties) = run.child("w:rPr") else { return own.hides(behind.is_shaded) };
        let style = properties.child("w:rStyle").and_then(|style| style.get("w:val"));
        let look = super::super::looks::Look::of(properties);
        look.over(&looks.of_style(style)).over(&own).hides(behind.is_shaded)
    };
    let before = paragraph.children.len();
    paragraph.children.retain(|node| !node.element().is_some_and(is_hidden));
    let gone = before - paragraph.children.len();
    paragraph.prune(&mut |element| matches!(element.name.as_str(), "w:vanish" | "w:specVanish"));
    gone + paragraph.elements_mut().map(|child| hide_in(child, looks, behind)).sum::<usize>()
}
