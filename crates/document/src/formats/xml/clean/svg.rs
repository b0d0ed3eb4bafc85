//! Drawings (SVG 2): what is drawn stays, with new names for what refers to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::clean::markup::{Element, Vocabulary, parse};
use crate::clean::{Refusal, Removal, Work, picture};
use crate::formats::html::clean::styles;
use crate::formats::html::style;
use crate::formats::textual::{base64, to_base64};

static SVG: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::parse(&[include_str!("svg.txt")]));

/// True when the outermost element is a drawing.
pub(super) fn is_one(text: &str) -> bool {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('<') {
        if !after.starts_with(['?', '!']) {
            let name = after.split([' ', '>', '\n', '\r', '\t', '/']).next().unwrap_or_default();
            return name == "svg" || name.ends_with(":svg");
        }
        rest = match after.strip_prefix("!--") {
            Some(comment) => comment.split_once("-->").map_or("", |(_, after)| after),
            None => after,
        };
    }
    false
}

pub(super) fn clean(text: &str, work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let mut tree = parse(text, &SVG, work.limits().nesting_max)?;
    work.removed(Removal::Markup, tree.gone);
    dress(&mut tree.root, &mut Vec::new(), &styles::of_page(text, ""));
    work.removed(Removal::HiddenText, choose(&mut tree.root));
    let area = Area::of(&tree.root);
    let hidden = tree.root.prune(&mut |element| is_hidden(element, area));
    work.removed(Removal::HiddenText, hidden);
    let mut number = 0;
    tree.root.visit_mut(&mut |element| settle(element, &mut number, work));
    tree.root.prune(&mut |element| {
        element.name == "svg:image" && element.get("href").or(element.get("xlink:href")).is_none()
    });
    work.removed(Removal::HiddenText, without_unused(&mut tree.root));
    rename(&mut tree.root);
    rename_results(&mut tree.root);
    Ok(tree.root.written(&SVG))
}

/// Attributes on which it depends whether an element is drawn (SVG 2, 5.8).
const CONDITIONS: [&str; 2] = ["requiredExtensions", "systemLanguage"];

/// Of the elements among which a reader's program chooses, leaves the one that is drawn for most:
/// that without a condition, else the first that is for a language. What is drawn for some alone
/// goes everywhere else too, since whoever looks at the copy may not be one of them.
fn choose(root: &mut Element) -> usize {
    let mut gone = 0;
    root.visit_mut(&mut |element| {
        let is_choice = element.name == "svg:switch";
        let chosen = if is_choice { chosen(element) } else { None };
        let before = element.children.len();
        let mut at = 0;
        element.children.retain(|node| {
            let Some(child) = node.element() else { return true };
            at += 1;
            if is_choice { Some(at - 1) == chosen } else { has_no_condition(child) }
        });
        gone += before - element.children.len();
    });
    root.visit_mut(&mut |element| {
        element.attributes.retain(|(name, _)| !CONDITIONS.contains(&name.as_str()));
    });
    gone
}

/// Number of the element of a choice that stays, among its elements.
fn chosen(choice: &Element) -> Option<usize> {
    let of_language = |child: &Element| {
        let mut conditions = CONDITIONS.iter().filter(|name| child.get(name).is_some());
        conditions.all(|name| *name == "systemLanguage")
    };
    let first = choice.elements().position(has_no_condition);
    first.or_else(|| choice.elements().position(of_language))
}

fn has_no_condition(element: &Element) -> bool {
    CONDITIONS.iter().all(|name| element.get(name).is_none())
}

/// Writes what style sheets declare to the elements themselves, since the sheets go.
fn dress(element: &mut Element, outer: &mut Vec<style::Element>, sheet: &styles::Sheet) {
    let local = element.name.rsplit(':').next().unwrap_or_default().to_lowercase();
    let classes = element.remove("class").unwrap_or_default();
    let named = style::Element {
        name: local,
        id: element.get("id").unwrap_or_default().to_owned(),
        classes: classes.split_whitespace().map(str::to_owned).collect(),
        ..style::Element::default()
    };
    let declared: Vec<(String, String)> = sheet
        .declared(&named, outer)
        .filter(|(name, value)| SVG.allows_attribute(&element.name, name) && is_look(value))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    for (name, value) in declared {
        element.set(&name, &value);
    }
    outer.push(named);
    // The tree is no deeper than the limit with which it was read.
    for child in element.elements_mut() {
        dress(child, outer, sheet);
    }
    outer.pop();
}

/// True for a value that is words and numbers.
fn is_look(value: &str) -> bool {
    const LENGTH_MAX: usize = 120;
    value.len() <= LENGTH_MAX
        && value.chars().all(|c| c.is_ascii_alphanumeric() || " #.,%()-+_".contains(c))
}

/// Takes out what is defined and never used, and so not drawn; returns how much that was.
fn without_unused(root: &mut Element) -> usize {
    let mut gone = 0;
    loop {
        let mut used = BTreeSet::new();
        root.visit(&mut |element| {
            for (name, value) in &element.attributes {
                if name.ends_with("href") {
                    used.extend(value.strip_prefix('#').map(str::to_owned));
                }
                let targets = value.split("url(#").skip(1);
                used.extend(targets.filter_map(|rest| Some(rest.split_once(')')?.0.to_owned())));
            }
        });
        let is_used = |element: &Element| {
            let mut found = false;
            element.visit(&mut |inner| {
                found |= inner.get("id").is_some_and(|id| used.contains(id));
            });
            found
        };
        let before = gone;
        root.visit_mut(&mut |element| {
            if element.name == "svg:defs" {
                let all = element.children.len();
                element.children.retain(|node| node.element().is_none_or(is_used));
                gone += all - element.children.len();
            }
        });
        // What only the unused refers to is unused in turn.
        if gone == before {
            return gone;
        }
    }
}

/// What of the drawing is seen.
#[derive(Debug, Clone, Copy)]
struct Area {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Area {
    fn of(root: &Element) -> Option<Self> {
        let numbers = |text: &str| -> Vec<f64> {
            text.split([' ', ',']).filter_map(|number| number.parse().ok()).collect()
        };
        if let Some([left, top, width, height]) = root.get("viewBox").map(numbers).as_deref() {
            return Some(Self {
                left: *left,
                top: *top,
                right: left + width,
                bottom: top + height,
            });
        }
        let (right, bottom) = (length(root.get("width")?)?, length(root.get("height")?)?);
        Some(Self { left: 0.0, top: 0.0, right, bottom })
    }

    /// True for text that begins so far outside that none of it comes in.
    fn misses(self, x: f64, y: f64) -> bool {
        let (width, height) = (self.right - self.left, self.bottom - self.top);
        x > self.right || y > self.bottom + height || x < self.left - width || y < self.top - height
    }
}

fn length(text: &str) -> Option<f64> {
    text.trim().trim_end_matches("px").parse().ok()
}

/// True for what is not drawn.
fn is_hidden(element: &Element, area: Option<Area>) -> bool {
    let style = element.get("style").unwrap_or_default().replace(' ', "").to_lowercase();
    let is = |name: &str, values: &[&str]| {
        let own = element.get(name).is_some_and(|value| values.contains(&value.trim()));
        let styled = style.split(';').any(|declaration| {
            let value = declaration.strip_prefix(name).and_then(|rest| rest.strip_prefix(':'));
            value.is_some_and(|value| values.contains(&value))
        });
        own || styled
    };
    let is_text = element.name == "svg:text" || element.name == "svg:tspan";
    let no_paint = is_text
        && (is("fill", &["none", "transparent"])
            && !style.contains("stroke")
            && element.get("stroke").is_none());
    let outside = is_text
        && element.get("transform").is_none()
        && area.is_some_and(|area| {
            let at = |name: &str| element.get(name).and_then(length).unwrap_or(0.0);
            area.misses(at("x"), at("y"))
        })
        || element.name == "svg:image"
            && element.get("transform").is_none()
            && area.is_some_and(|area| {
                let at = |name: &str| element.get(name).and_then(length);
                let (x, y) = (at("x").unwrap_or(0.0), at("y").unwrap_or(0.0));
                let ends = |from: f64, name: &str| at(name).map(|side| from + side);
                x >= area.right
                    || y >= area.bottom
                    || ends(x, "width").is_some_and(|end| end <= area.left)
                    || ends(y, "height").is_some_and(|end| end <= area.top)
            });
    is("display", &["none"])
        || is("visibility", &["hidden", "collapse"])
        || is("opacity", &["0", "0.0", "0%"])
        || is_text && is("fill-opacity", &["0", "0.0", "0%"])
        || is_text && is("font-size", &["0", "0px", "0pt", "1px", "0.1", "0.1px"])
        || no_paint
        || outside
}

/// Keeps references inside the drawing, and pictures in it, cleaned.
fn settle(element: &mut Element, number: &mut usize, work: &mut Work<'_>) {
    for name in ["href", "xlink:href"] {
        let Some(address) = element.get(name).map(str::to_owned) else { continue };
        if element.name == "svg:image" && address.starts_with("data:") {
            *number += 1;
            match cleaned(&address, *number, work) {
                Some(address) => element.set(name, &address),
                None => drop(element.remove(name)),
            }
        } else if !address.starts_with('#') || element.name == "svg:a" {
            work.removed(Removal::Links, 1);
            element.remove(name);
        }
    }
    element.attributes.retain(|(name, value)| {
        let refers = value.matches("url(").count() == value.matches("url(#").count();
        let is_address = name.ends_with("href");
        is_address || refers && !value.contains("/*") && !value.contains("expression")
    });
    if let Some(style) = element.get("style") {
        let is_kept = |declaration: &&str| {
            let name = declaration.split(':').next().unwrap_or_default().trim();
            !name.is_empty() && !name.starts_with('-') && !declaration.contains('"')
        };
        let kept: Vec<&str> = style.split(';').filter(is_kept).collect();
        let kept = kept.join(";");
        element.set("style", &kept);
    }
}

fn cleaned(address: &str, number: usize, work: &mut Work<'_>) -> Option<String> {
    let (head, data) = address.split_once(',')?;
    let kind = head.strip_prefix("data:")?.strip_suffix(";base64")?;
    let ending = kind.rsplit('/').next().unwrap_or("bin");
    let name = format!("data {number}.{ending}");
    let picture = picture::cleaned(&name, &base64(data.as_bytes()), &[], work)?;
    Some(format!("data:{};base64,{}", picture.media_type, to_base64(&picture.bytes)))
}

/// Gives new names to what is referred to, and takes the others.
fn rename(root: &mut Element) {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    root.visit_mut(&mut |element| {
        if let Some(id) = element.get("id").map(str::to_owned) {
            let next = format!("i{}", names.len() + 1);
            let name = names.entry(id).or_insert(next).clone();
            element.set("id", &name);
        }
    });
    root.visit_mut(&mut |element| {
        for (key, value) in &mut element.attributes {
            if key == "id" {
                continue;
            }
            if let Some(name) = value.strip_prefix('#').and_then(|id| names.get(id)) {
                *value = format!("#{name}");
            } else if value.contains("url(#") {
                *value = renamed(value, &names);
            }
        }
    });
}

/// Gives new names to what steps of filters hand to each other.
fn rename_results(root: &mut Element) {
    const INPUTS: [&str; 6] = [
        "SourceGraphic",
        "SourceAlpha",
        "BackgroundImage",
        "BackgroundAlpha",
        "FillPaint",
        "StrokePaint",
    ];
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    root.visit_mut(&mut |element| {
        for (key, value) in &mut element.attributes {
            let is_name = matches!(key.as_str(), "result" | "in" | "in2");
            if is_name && !INPUTS.contains(&value.as_str()) {
                let next = format!("r{}", names.len() + 1);
                value.clone_from(names.entry(value.clone()).or_insert(next));
            }
        }
    });
}

fn renamed(value: &str, names: &BTreeMap<String, String>) -> String {
    let mut made = String::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("url(#") {
        let (id, after) = after.split_once(')').unwrap_or((after, ""));
        made.push_str(before);
        let name = names.get(id).map_or("none", String::as_str);
        made += &format!("url(#{name})");
        rest = after;
    }
    made + rest
}
