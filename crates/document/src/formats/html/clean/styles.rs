//! Style sheets of a page: which elements they hide, and what of them stays.

use std::collections::BTreeMap;

use super::super::style::Element;
use super::allowed::{PROPERTIES, declares_look};

/// The rules of a page.
#[derive(Debug, Default)]
pub(in crate::formats) struct Sheet {
    rules: Vec<Rule>,
    /// True when something has a ground of its own, so that white letters may be seen.
    has_ground: bool,
}

#[derive(Debug)]
struct Rule {
    selectors: Vec<Vec<Compound>>,
    declarations: Vec<(String, String)>,
    hides: bool,
}

/// One step of a selector: `td.x#y`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Compound {
    element: String,
    classes: Vec<String>,
    ids: Vec<String>,
}

/// Most bytes of style sheets that are looked at.
const SHEET_BYTES_MAX: usize = 4 << 20;

/// Reads the style sheets that stand in a page, after those that it is linked to.
pub(in crate::formats) fn of_page(page: &str, linked: &str) -> Sheet {
    let mut sheet = Sheet { has_ground: linked.contains("background"), ..Sheet::default() };
    sheet.add(linked);
    let lower = page.to_ascii_lowercase();
    let mut at = 0;
    let mut left = SHEET_BYTES_MAX;
    while let Some(found) = lower.get(at..).and_then(|rest| rest.find("<style")) {
        let from = at + found;
        let Some(open) = lower.get(from..).and_then(|rest| rest.find('>')) else { break };
        let start = from + open + 1;
        let rest = lower.get(start..).unwrap_or_default();
        let end = start + rest.find("</style").unwrap_or(rest.len());
        let text = page.get(start..end.min(start + left)).unwrap_or_default();
        left = left.saturating_sub(text.len());
        sheet.add(text);
        at = end;
    }
    sheet.has_ground |= lower.contains("background") || lower.contains("bgcolor");
    sheet
}

impl Sheet {
    fn add(&mut self, text: &str) {
        let text = without_comments(text);
        self.add_rules(&text);
    }

    fn add_rules(&mut self, text: &str) {
        let mut rest = text;
        while let Some((head, after)) = rest.split_once('{') {
            let head = head.rsplit([';', '}']).next().unwrap_or(head).trim();
            let end = block_end(after);
            let body = after.get(..end).unwrap_or_default();
            rest = after.get(end + 1..).unwrap_or_default();
            if let Some(rule) = head.strip_prefix('@') {
                // Rules for screens of some sizes are rules; others, such as for print, are not.
                if rule.starts_with("media") && !rule.contains("print") {
                    self.add_flat(body);
                }
                continue;
            }
            self.add_rule(head, body);
        }
    }

    /// Adds the rules in a block, whose own blocks are passed over.
    fn add_flat(&mut self, text: &str) {
        let mut rest = text;
        while let Some((head, after)) = rest.split_once('{') {
            let end = block_end(after);
            if !head.trim_start().starts_with('@') {
                self.add_rule(head.trim(), after.get(..end).unwrap_or_default());
            }
            rest = after.get(end + 1..).unwrap_or_default();
        }
    }

    fn add_rule(&mut self, head: &str, body: &str) {
        let selectors: Vec<Vec<Compound>> = head.split(',').filter_map(selector).collect();
        let declarations = declarations(body);
        if !selectors.is_empty() {
            let hides = hides(&declarations, self.has_ground);
            self.rules.push(Rule { selectors, declarations, hides });
        }
    }

    /// True when some rule hides what it is for.
    pub(super) fn hides_some(&self) -> bool {
        self.rules.iter().any(|rule| rule.hides)
    }

    /// True when a rule hides an element that stands inside others, the outermost first.
    pub(super) fn hides(&self, element: &Element, outer: &[Element]) -> bool {
        let hiding = self.rules.iter().filter(|rule| rule.hides);
        hiding.flat_map(|rule| &rule.selectors).any(|selector| matches(selector, element, outer))
    }

    /// Returns what the rules declare for an element that stands inside others, the last word last.
    pub(in crate::formats) fn declared(
        &self,
        element: &Element,
        outer: &[Element],
    ) -> impl Iterator<Item = (&str, &str)> {
        let weight = |rule: &Rule| {
            let matching = rule.selectors.iter().filter(|steps| matches(steps, element, outer));
            matching.map(|steps| weight(steps)).max()
        };
        let mut rules: Vec<_> =
            self.rules.iter().filter_map(|rule| Some((weight(rule)?, rule))).collect();
        // Where the weight is the same, the order of the sheet counts.
        rules.sort_by_key(|(weight, _)| *weight);
        let declared = rules.into_iter().flat_map(|(_, rule)| &rule.declarations);
        declared.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// True when letters may stand on a ground that is not white.
    pub(super) fn has_ground(&self) -> bool {
        self.has_ground
    }

    /// Writes what stays, with other names for classes and ids.
    pub(super) fn written(&self, names: &Names) -> String {
        let mut text = String::new();
        for rule in self.rules.iter().filter(|rule| !rule.hides) {
            let kept = kept(&rule.declarations);
            let selectors: Vec<String> = rule
                .selectors
                .iter()
                .filter_map(|selector| {
                    let steps: Option<Vec<String>> =
                        selector.iter().map(|compound| names.compound(compound)).collect();
                    Some(steps?.join(" "))
                })
                .collect();
            if !kept.is_empty() && !selectors.is_empty() {
                text += &format!("{}{{{kept}}}\n", selectors.join(","));
            }
        }
        text
    }
}

/// New names of classes and ids, in the order in which elements have them.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeMap<String, String>);

impl Names {
    /// Returns the new name.
    pub(super) fn of(&mut self, name: &str) -> String {
        let next = self.0.len() + 1;
        self.0.entry(name.to_owned()).or_insert_with(|| format!("c{next}")).clone()
    }

    /// Returns a step with new names; `None` when no element has one of them.
    fn compound(&self, compound: &Compound) -> Option<String> {
        let mut text = compound.element.clone();
        for class in &compound.classes {
            text += &format!(".{}", self.0.get(class)?);
        }
        for id in &compound.ids {
            text += &format!("#{}", self.0.get(&format!("#{id}"))?);
        }
        Some(text).filter(|text| !text.is_empty())
    }
}

/// Reads the declarations of a style.
pub(super) fn declarations(body: &str) -> Vec<(String, String)> {
    let declaration = |text: &str| {
        let (name, value) = text.split_once(':')?;
        let value = value.trim().trim_end_matches("!important").trim();
        Some((name.trim().to_ascii_lowercase(), value.to_ascii_lowercase()))
    };
    body.split(';').filter_map(declaration).collect()
}

/// True when what has this style is not seen; `on_ground` when white letters may be.
pub(super) fn hides(style: &[(String, String)], on_ground: bool) -> bool {
    let is_absolute = style
        .iter()
        .any(|(name, value)| name == "position" && matches!(value.as_str(), "absolute" | "fixed"));
    let ground = style.iter().any(|(name, _)| name.starts_with("background"));
    style.iter().any(|(name, value)| match (name.as_str(), value.as_str()) {
        ("display", "none") | ("visibility", "hidden" | "collapse") | ("mso-hide", "all") => true,
        ("opacity" | "font-size" | "zoom", value) => {
            number(value).is_some_and(|n| n < 0.05)
                || name == "font-size" && value.ends_with("px") && number(value) <= Some(1.0)
                || name == "font-size" && value.ends_with("pt") && number(value) <= Some(1.0)
        }
        ("text-indent", value) => number(value).is_some_and(|n| n <= -999.0),
        ("left" | "top" | "right" | "bottom" | "margin-left" | "margin-top", value) => {
            number(value).is_some_and(|n| n <= -999.0)
        }
        ("clip", value) => is_absolute && value.contains("rect(0"),
        ("clip-path", value) => value.contains("inset(50%") || value.contains("inset(100%"),
        ("color", value) => value == "transparent" || !on_ground && !ground && is_white(value),
        ("height" | "width" | "max-height" | "max-width", value) => {
            number(value) == Some(0.0)
                && style.iter().any(|(name, value)| name == "overflow" && value == "hidden")
        }
        _ => false,
    })
}

/// Returns the declarations that stay, as a style.
pub(super) fn kept(style: &[(String, String)]) -> String {
    let stays = |(name, value): &&(String, String)| {
        PROPERTIES.contains(&name.as_str()) && declares_look(name, value) && !value.is_empty()
    };
    let kept = style.iter().filter(stays).map(|(name, value)| format!("{name}:{value}"));
    kept.collect::<Vec<_>>().join(";")
}

fn is_white(value: &str) -> bool {
    let plain: String = value.chars().filter(|c| !c.is_whitespace()).collect();
    matches!(plain.as_str(), "white" | "#fff" | "#ffffff" | "#fefefe" | "rgb(255,255,255)")
}

fn number(value: &str) -> Option<f32> {
    let end = value.find(|c: char| !(c.is_ascii_digit() || "+-.".contains(c)));
    value.get(..end.unwrap_or(value.len()))?.parse().ok()
}

fn without_comments(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        plain.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    // Marks that old browsers needed.
    plain.replace("<!--", "").replace("-->", "").replace("<![CDATA[", "").replace("]]>", "")
}

/// Where the block ends that is open, in which others may stand.
fn block_end(text: &str) -> usize {
    let mut depth = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return at,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

/// Reads a selector of elements, classes and ids; `None` when there is more in it.
fn selector(text: &str) -> Option<Vec<Compound>> {
    let steps = text.split(|c: char| c.is_whitespace() || c == '>').filter(|s| !s.is_empty());
    let selector: Option<Vec<Compound>> = steps.map(compound).collect();
    selector.filter(|steps| !steps.is_empty())
}

fn compound(text: &str) -> Option<Compound> {
    let mut compound = Compound::default();
    let mut rest = text;
    let mut kind = ' ';
    loop {
        let end = rest.find(['.', '#']).unwrap_or(rest.len());
        let (name, after) = rest.split_at_checked(end)?;
        if !name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_' || c == '*') {
            return None;
        }
        match kind {
            '.' => compound.classes.push(name.to_owned()),
            '#' => compound.ids.push(name.to_owned()),
            _ => compound.element = name.to_ascii_lowercase(),
        }
        let mut next = after.chars();
        match next.next() {
            Some(sign) => (kind, rest) = (sign, next.as_str()),
            None => return Some(compound),
        }
    }
}

/// How much a selector counts against others: its ids, its classes, its elements.
fn weight(steps: &[Compound]) -> (usize, usize, usize) {
    let sum = |count: fn(&Compound) -> usize| steps.iter().map(count).sum();
    (
        sum(|step| step.ids.len()),
        sum(|step| step.classes.len()),
        sum(|step| usize::from(!step.element.is_empty())),
    )
}

fn matches(selector: &[Compound], element: &Element, outer: &[Element]) -> bool {
    let Some((last, before)) = selector.split_last() else { return false };
    if !last.matches(element) {
        return false;
    }
    let mut outer = outer.iter().rev();
    before.iter().rev().all(|compound| outer.any(|element| compound.matches(element)))
}

impl Compound {
    fn matches(&self, element: &Element) -> bool {
        (self.element.is_empty() || self.element == "*" || self.element == element.name)
            && self.classes.iter().all(|class| element.classes.contains(class))
            && self.ids.iter().all(|id| *id == element.id)
    }
}
