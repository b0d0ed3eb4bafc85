//! Charts: what they show stays as literal values, without the workbook that it came from.

use super::{Build, WORD, drawing, formats};
use crate::clean::Refusal;
use crate::clean::markup::{Element, Node, Rewritten};

/// Rebuilds a chart and returns its new name.
pub(super) fn rebuild(
    build: &mut Build<'_, '_, '_>,
    old: &str,
    folder: &str,
) -> Result<Option<String>, Refusal> {
    let Some(mut tree) = build.tree(old, &WORD)? else { return Ok(None) };
    let arrows = build.arrows(old)?;
    let mut links = Vec::new();
    drawing::settle(&mut tree, build.work);
    drawing::relink(build, &mut tree, &arrows, &mut links, folder)?;
    let start = format!("{folder}/charts/chart");
    let number = build.new.keys().filter(|name| name.starts_with(&start)).count() + 1;
    let name = format!("{start}{number}.xml");
    build.add(&name, "drawingml.chart", tree.written(&WORD), links);
    Ok(Some(name))
}

/// Makes literal values of references to cells.
pub(super) fn settle(tree: &mut Element) {
    tree.rewrite(&mut |mut element| match element.name.as_str() {
        "c:numRef" => literal(element, "c:numCache", "c:numLit"),
        "c:strRef" => literal(element, "c:strCache", "c:strLit"),
        "c:multiLvlStrRef" => {
            let level = element.child("c:multiLvlStrCache").and_then(|cache| cache.child("c:lvl"));
            let mut made = Element::new("c:strLit");
            made.children = level.map(|level| level.children.clone()).unwrap_or_default();
            let count = made.children.len().to_string();
            let count = Element::new("c:ptCount").with("val", &count);
            made.children.insert(0, Node::Element(count));
            Rewritten::Kept(made)
        }
        "c:tx" => {
            name_by_value(&mut element);
            Rewritten::Kept(element)
        }
        _ => Rewritten::Kept(element),
    });
    tree.visit_mut(&mut |element| {
        settle_format(element);
        if element.name == "c:title"
            && let Some(text) = element.child_mut("c:tx")
            && let Some(value) = text.child("c:v").map(Element::text)
        {
            text.children = vec![Node::Element(rich(&value))];
        }
    });
}

/// Takes texts from the format of a chart's numbers.
fn settle_format(element: &mut Element) {
    if let Some(code) = element.get("formatCode").map(formats::without_texts) {
        element.set("formatCode", &code);
    }
    if element.name == "c:formatCode" {
        let code = formats::without_texts(&element.text());
        element.children = vec![Node::Text(code)];
    }
}

fn literal(element: Element, cache: &str, made: &str) -> Rewritten {
    let found = element.children.into_iter().find_map(|node| match node {
        Node::Element(element) if element.name == cache => Some(element),
        _ => None,
    });
    match found {
        Some(mut found) => {
            made.clone_into(&mut found.name);
            Rewritten::Kept(found)
        }
        None => Rewritten::By(Vec::new()),
    }
}

/// A name that came from a cell becomes the value of that cell.
fn name_by_value(text: &mut Element) {
    let Some(cells) = text.child("c:strLit") else { return };
    let points = cells.elements().filter(|element| element.name == "c:pt");
    let value: Vec<String> = points.map(Element::text).collect();
    text.children = vec![Node::Element(Element::new("c:v").saying(&value.join(" ")))];
}

fn rich(text: &str) -> Element {
    let run = Element::new("a:r").containing(Element::new("a:t").saying(text));
    Element::new("c:rich")
        .containing(Element::new("a:bodyPr"))
        .containing(Element::new("a:p").containing(run))
}
