//! Animations of a slide (ECMA-376, part 1, 19.5), as far as they hide.

use std::collections::BTreeSet;

use crate::formats::office::markup::{Node, Xml};

/// Returns the shapes that a slide takes away by itself, before anybody clicks.
pub(super) fn taken_away(slide: &str, nesting_max: u32) -> BTreeSet<String> {
    let mut gone = BTreeSet::new();
    if !slide.contains("presetClass=\"exit\"") {
        return gone;
    }
    let mut is_by_itself = false;
    let mut is_exit = false;
    let mut xml = Xml::new(slide, nesting_max);
    while let Some(node) = xml.next() {
        let Node::Start(tag) = node else { continue };
        match tag.local() {
            "cTn" => {
                match tag.text("nodeType").as_ref() {
                    "mainSeq" => is_by_itself = true,
                    "interactiveSeq" | "clickEffect" => is_by_itself = false,
                    _ => {}
                }
                if let Some(class) = tag.value("presetClass") {
                    is_exit = class.text() == "exit";
                }
            }
            // What comes back later stays.
            "spTgt" if is_by_itself => {
                let id = tag.text("spid").into_owned();
                let _changed = if is_exit { gone.insert(id) } else { gone.remove(&id) };
            }
            _ => {}
        }
    }
    gone
}

#[cfg(test)]
mod tests;
