//! Bodies: what is hidden goes, fields become the text that they show.

use std::collections::BTreeSet;

use super::super::styles::{Styles, points};
use super::FIELDS;
use crate::clean::markup::{Element, Node, Rewritten};
use crate::clean::{Removal, Work};

/// Attributes that name cells; those of sheets that are gone go.
const ADDRESSES: &[&str] = &[
    "table:cell-range-address",
    "chart:values-cell-range-address",
    "chart:label-cell-address",
    "table:end-cell-address",
    "table:print-ranges",
];

/// Things that styles name; of others a name says only what somebody called them.
const NAMED: &[&str] = &[
    "draw:gradient",
    "draw:hatch",
    "draw:fill-image",
    "draw:marker",
    "draw:stroke-dash",
    "draw:opacity",
    "draw:layer",
    "draw:handle",
    "draw:equation",
    "svg:linearGradient",
    "svg:radialGradient",
];

/// Takes out what is hidden in a member, and names of the sheets in `gone`.
pub(super) fn settle(
    tree: &mut Element,
    styles: &Styles,
    gone: &BTreeSet<String>,
    work: &mut Work<'_>,
) {
    let slides = tree.prune(&mut |element| {
        element.name == "draw:page" && hides(styles, "drawing-page", element.get("draw:style-name"))
    });
    work.removed(Removal::HiddenSlide, slides);
    let page = styles.page();
    let mut outside = 0;
    tree.visit_mut(&mut |element| {
        if matches!(element.name.as_str(), "draw:page" | "style:master-page") {
            outside += element.prune(&mut |shape| lies_outside(shape, page));
        }
    });
    work.removed(Removal::HiddenShape, outside);
    without_prompts(tree);
    let hidden = prune_hidden(tree, false, styles);
    work.removed(Removal::HiddenText, hidden);
    tree.prune(&mut |element| {
        element.name == "text:list-item" && element.elements().next().is_none()
    });
    let (mut links, mut fields) = (0, 0);
    tree.rewrite(&mut |element| match element.name.as_str() {
        "text:a" => {
            links += 1;
            Rewritten::By(element.children)
        }
        "text:script" | "text:execute-macro" => Rewritten::By(Vec::new()),
        name if is_field(name) => {
            fields += 1;
            Rewritten::By(element.children)
        }
        _ => Rewritten::Kept(element),
    });
    work.removed(Removal::Links, links);
    work.removed(Removal::FieldCodes, fields);
    tree.visit_mut(&mut |element| settle_names(element, gone));
    tree.visit_mut(&mut |element| {
        if element.name == "office:text" {
            // Only sheets show the names of their tables.
            element.visit_mut(&mut |inner| {
                if inner.name == "table:table" {
                    inner.remove("table:name");
                }
            });
        }
    });
    tree.prune(&mut |element| {
        element.name == "style:map" && element.get("style:condition").is_none()
    });
    join_texts(tree);
}

/// True for an element that stands for the text in it.
fn is_field(name: &str) -> bool {
    let mut fields = FIELDS.split_ascii_whitespace().skip(FIELDS_HEAD);
    name.strip_prefix("text:").is_some_and(|name| fields.any(|field| field == name))
}

/// Words of a line of a vocabulary before its names.
const FIELDS_HEAD: usize = 2;

fn hides(styles: &Styles, family: &str, name: Option<&str>) -> bool {
    name.is_some_and(|name| styles.hidden(family, name).is_some())
}

/// Takes out what is hidden, and returns how much; `is_shaded` says that something else than paper
/// is around it.
fn prune_hidden(around: &mut Element, is_shaded: bool, styles: &Styles) -> usize {
    let is_shaded = is_shaded || is_shade(around, styles);
    let before = around.children.len();
    around
        .children
        .retain(|node| node.element().is_none_or(|element| !is_hidden(element, is_shaded, styles)));
    let gone = before - around.children.len();
    let inside = around.elements_mut().map(|element| prune_hidden(element, is_shaded, styles));
    gone + inside.sum::<usize>()
}

/// True when something else than paper is behind what is in an element.
fn is_shade(element: &Element, styles: &Styles) -> bool {
    let shades = |family: &str, name: &str| {
        element.get(name).is_some_and(|name| styles.shades(family, name))
    };
    match element.name.as_str() {
        "draw:page" => styles.slides_are_shaded(),
        "table:table-cell" => shades("table-cell", "table:style-name"),
        "text:p" | "text:h" => shades("paragraph", "text:style-name"),
        name if name.starts_with("draw:") => {
            shades("graphic", "draw:style-name")
                || shades("presentation", "presentation:style-name")
        }
        _ => false,
    }
}

fn is_hidden(element: &Element, is_shaded: bool, styles: &Styles) -> bool {
    let style = element.get("text:style-name");
    let letters = |family: &str| match (is_shaded, style) {
        (true, Some(style)) => styles.hidden_on_shade(family, style).is_some(),
        _ => hides(styles, family, style),
    };
    match element.name.as_str() {
        "text:span" => letters("text"),
        "text:p" | "text:h" => letters("paragraph") || is_hidden_paragraph(element),
        // A shape that is neither displayed nor printed, or one of them.
        name if name.starts_with("draw:") => {
            element.get("draw:display").is_some_and(|display| display != "always")
        }
        "text:section" => element.get("text:display").is_some_and(|display| display != "true"),
        "text:hidden-text" | "text:hidden-paragraph" => true,
        // In sheets, rows stay with empty cells.
        "table:table-row" => {
            matches!(element.get("table:visibility"), Some("collapse" | "filter"))
                && !element.elements().all(|cell| cell.children.is_empty())
        }
        _ => false,
    }
}

/// True for a paragraph that a field in it hides whole.
fn is_hidden_paragraph(paragraph: &Element) -> bool {
    paragraph
        .find("text:hidden-paragraph")
        .is_some_and(|field| field.get("text:is-hidden") == Some("true"))
}

/// Takes the text from frames of masters that a slide fills: nobody sees it.
fn without_prompts(tree: &mut Element) {
    const SHOWN: [&str; 4] = ["header", "footer", "date-time", "page-number"];
    tree.visit_mut(&mut |master| {
        if master.name != "style:master-page" {
            return;
        }
        master.visit_mut(&mut |frame| {
            let class = frame.get("presentation:class");
            if frame.name == "draw:frame" && class.is_some_and(|class| !SHOWN.contains(&class)) {
                frame.prune(&mut |element| matches!(element.name.as_str(), "text:p" | "text:list"));
            }
        });
    });
}

/// True for a shape beside its page.
fn lies_outside(shape: &Element, page: Option<(f64, f64)>) -> bool {
    if !shape.name.starts_with("draw:") {
        return false;
    }
    let side = |name: &str| shape.get(name).and_then(points);
    let Some((left, top)) = side("svg:x").zip(side("svg:y")) else { return false };
    let right = left + side("svg:width").unwrap_or_default();
    let bottom = top + side("svg:height").unwrap_or_default();
    // Before its beginning nothing is shown of a page of any size.
    let is_before = right <= 0.0 || bottom <= 0.0;
    is_before || page.is_some_and(|(width, height)| left >= width || top >= height)
}

/// Takes off names that nothing refers to, and conditions and addresses that quote what is gone.
fn settle_names(element: &mut Element, gone: &BTreeSet<String>) {
    if !NAMED.contains(&element.name.as_str()) && !element.name.starts_with("style:") {
        element.remove("draw:name");
    }
    element.remove("draw:display");
    let quotes = |value: &str| gone.iter().any(|name| value.contains(name.as_str()));
    element
        .attributes
        .retain(|(name, value)| !ADDRESSES.contains(&name.as_str()) || !quotes(value));
    if element.get("style:condition").is_some_and(|condition| !condition.starts_with("value()")) {
        element.remove("style:condition");
    }
}

/// Makes texts that stand side by side one.
fn join_texts(tree: &mut Element) {
    tree.visit_mut(&mut |element| {
        let mut joined: Vec<Node> = Vec::with_capacity(element.children.len());
        for node in std::mem::take(&mut element.children) {
            match (joined.last_mut(), node) {
                (Some(Node::Text(before)), Node::Text(text)) => before.push_str(&text),
                (_, node) => joined.push(node),
            }
        }
        element.children = joined;
    });
}
