//! Styles: those that something uses stay.

use std::collections::{BTreeMap, BTreeSet};

use crate::clean::markup::Element;

/// Elements that hold definitions, of which only what is used stays.
const HOLDERS: &[&str] =
    &["office:automatic-styles", "office:styles", "office:font-face-decls", "office:master-styles"];
/// Names that programs look for without being told.
const ALWAYS: &[&str] = &["Standard", "Default", "standard", "default"];
/// Attributes that name a definition, by how they end.
const REFERS: &[&str] = &[
    "style-name",
    "page-layout-name",
    "master-page-name",
    "font-name",
    "font-name-asian",
    "font-name-complex",
    "gradient-name",
    "hatch-name",
    "image-name",
    "opacity-name",
    "stroke-dash",
    "marker-start",
    "marker-end",
    "symbol-name",
];

/// Takes out styles, fonts and master pages that nothing refers to, in both members.
pub(super) fn keep_used(content: &mut Element, styles: Option<&mut Element>) {
    let mut trees = vec![content];
    trees.extend(styles);
    let mut definitions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut wanted: Vec<String> = ALWAYS.iter().map(|name| (*name).to_owned()).collect();
    for tree in &trees {
        for holder in tree.elements() {
            if !HOLDERS.contains(&holder.name.as_str()) {
                wanted.extend(references(holder));
                continue;
            }
            wanted.extend(first_master(holder));
            for definition in holder.elements() {
                match name_of(definition) {
                    Some(name) => definitions
                        .entry(name.to_owned())
                        .or_default()
                        .extend(references(definition)),
                    None => wanted.extend(references(definition)),
                }
            }
        }
    }
    let mut used: BTreeSet<String> = BTreeSet::new();
    while let Some(name) = wanted.pop() {
        if let Some(more) = definitions.get(&name)
            && used.insert(name)
        {
            wanted.extend(more.iter().cloned());
        }
    }
    for tree in &mut trees {
        for holder in tree.elements_mut() {
            if HOLDERS.contains(&holder.name.as_str()) {
                holder.children.retain(|node| {
                    let name = node.element().and_then(name_of);
                    name.is_none_or(|name| used.contains(name))
                });
            }
        }
    }
}

/// Names of master pages that programs give by themselves.
const KNOWN_MASTERS: &[&str] = &[
    "Standard",
    "Default",
    "First_20_Page",
    "Left_20_Page",
    "Right_20_Page",
    "Landscape",
    "Envelope",
    "Index",
    "HTML",
    "Footnote",
    "Endnote",
];

/// Gives new names to master pages that people or templates named, and to the styles of slides that
/// are named after these: the name of a template is often the title of what was made with it.
pub(super) fn rename_masters(content: &mut Element, styles: Option<&mut Element>) {
    let mut trees = vec![content];
    trees.extend(styles);
    let mut renamed: Vec<(String, String)> = Vec::new();
    for tree in &trees {
        tree.visit(&mut |element| {
            let name = element.get("style:name").filter(|_| element.name == "style:master-page");
            if let Some(name) = name.filter(|name| !is_known_master(name)) {
                renamed.push((name.to_owned(), format!("Master{}", renamed.len() + 1)));
            }
        });
    }
    let new_name = |name: &str| {
        renamed.iter().find_map(|(old, new)| match name.strip_prefix(old.as_str())? {
            "" => Some(new.clone()),
            rest if rest.starts_with('-') => Some(format!("{new}{rest}")),
            _ => None,
        })
    };
    for tree in &mut trees {
        tree.visit_mut(&mut |element| {
            if element.name == "style:master-page" {
                element.remove("style:display-name");
            }
            for (key, value) in &mut element.attributes {
                let local = key.rsplit(':').next().unwrap_or_default();
                let is_name = key == "style:name" || REFERS.iter().any(|end| local.ends_with(end));
                if let Some(new) = new_name(value).filter(|_| is_name) {
                    *value = new;
                }
            }
        });
    }
}

/// True for a name that a program gave, or a copy.
fn is_known_master(name: &str) -> bool {
    let is_counted = |rest: &str| rest.bytes().all(|byte| byte.is_ascii_digit()) && rest.len() <= 3;
    let counted = ["Converted", "MP", "MPF", "Master"];
    KNOWN_MASTERS.contains(&name)
        || counted.iter().any(|kind| name.strip_prefix(kind).is_some_and(is_counted))
}

/// The master page that pages have by themselves.
fn first_master(holder: &Element) -> Option<String> {
    let master = holder.elements().find(|element| element.name == "style:master-page")?;
    master.get("style:name").map(str::to_owned)
}

fn name_of(definition: &Element) -> Option<&str> {
    // Layers are known by their names to the program.
    let is_layers = definition.name == "draw:layer-set";
    definition.get("style:name").or(definition.get("draw:name")).filter(|_| !is_layers)
}

fn references(element: &Element) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    element.visit(&mut |element| {
        for (name, value) in &element.attributes {
            let local = name.rsplit(':').next().unwrap_or_default();
            if REFERS.iter().any(|end| local.ends_with(end)) {
                found.insert(value.clone());
            }
        }
    });
    found
}
