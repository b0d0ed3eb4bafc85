//! Style sheets, as far as they hide text: rules of a page's own `style` elements and attributes.
//!
//! Selectors of names, classes, identifiers, attributes and places among siblings are understood, inside
//! others or not. Rules whose conditions cannot be known here (states, sizes of windows, print) are passed over, so
//! that no text is called hidden that somebody sees.

use std::collections::{BTreeMap, BTreeSet};

mod look;
mod made;

pub(super) use look::{Look, Stand};

/// Pixels that every window is wide.
const WIDTH_LEAST: u32 = 200;
/// Rules of one page.
const RULES_MAX: usize = 20_000;
/// Rules within each other, and selectors that come of that.
const BLOCKS_NESTING_MAX: usize = 8;
const NESTED_MAX: usize = 256;
/// Elements that one selector names from the outside to the inside.
const STEPS_MAX: usize = 8;
/// Elements around one that selectors look at.
pub(super) const AROUND_MAX: usize = 64;

/// An element as selectors see it.
#[derive(Debug, Clone, Default)]
pub(in crate::formats) struct Element {
    pub(in crate::formats) name: String,
    pub(in crate::formats) id: String,
    pub(in crate::formats) classes: Vec<String>,
    /// Its attributes; of a selector, those that it asks for, with an empty value for any.
    pub(in crate::formats) attributes: Vec<(String, String)>,
    /// Its place among its siblings; of a selector, the one that it asks for; 0 when not known.
    pub(in crate::formats) place: usize,
}

/// All rules of a page.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    rules: Vec<Rule>,
    /// Numbers of rules by what their last step names.
    by_key: BTreeMap<String, Vec<usize>>,
    /// True when a part of the rules is elsewhere.
    pub(super) is_partial: bool,
    /// Values by the name of their variable (CSS Variables 1).
    variables: BTreeMap<String, String>,
    /// Attributes that are shown before or after elements, with the selectors of these.
    shown_attributes: Vec<(Vec<Element>, String)>,
    /// Identifiers of elements that a script takes away when the page opens.
    taken_away: BTreeSet<String>,
    /// The elements of the page, when selectors ask for what is in it.
    elements: Vec<Element>,
}

#[derive(Debug)]
struct Rule {
    /// From the outermost element to the one that is meant.
    steps: Vec<Element>,
    weight: (usize, usize, usize),
    declarations: Vec<(String, String)>,
}

/// The style sheets that a page is linked to, as far as they are at hand.
#[derive(Debug, Default)]
pub(super) struct Linked {
    /// One behind the other.
    pub(super) text: String,
    /// How many were found.
    count: usize,
}

/// Most bytes of linked style sheets that are looked at.
const LINKED_BYTES_MAX: usize = 4 << 20;

/// Finds the style sheets that a page is linked to.
pub(super) fn linked(page: &str, sheet: &dyn Fn(&str) -> Option<String>) -> Linked {
    let mut linked = Linked::default();
    for link in page.split("<link").skip(1) {
        let link = link.split('>').next().unwrap_or_default();
        let address = link.split_once("href=").and_then(|(_, value)| {
            let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
            value.get(1..)?.split(quote).next()
        });
        if let Some(text) = address.and_then(sheet)
            && linked.text.len() + text.len() <= LINKED_BYTES_MAX
        {
            linked.count += 1;
            if !is_conditional(&link.to_ascii_lowercase()) {
                linked.text.push_str(&text);
                linked.text.push('\n');
            }
        }
    }
    linked
}

impl Sheet {
    /// Reads the sheets that a page is linked to, and every `style` element of it.
    pub(super) fn of_page(page: &str, linked: &Linked) -> Self {
        let mut sheet = Self::default();
        sheet.add(&linked.text);
        let lower = page.to_ascii_lowercase();
        if lower.contains(":has(") {
            sheet.elements = made::elements(page);
        }
        sheet.taken_away = made::taken_away(page);
        let mut at = 0;
        while let Some(start) = lower.get(at..).and_then(|rest| rest.find("<style")) {
            let start = at + start;
            let Some(body) = lower.get(start..).and_then(|rest| rest.find('>')) else { break };
            let body = start + body + 1;
            let end = lower.get(body..).and_then(|rest| rest.find("</style"));
            let end = end.map_or(page.len(), |end| body + end);
            // A sheet for paper or a small window says nothing about what is seen.
            if !is_conditional(lower.get(start..body).unwrap_or_default()) {
                sheet.add(page.get(body..end).unwrap_or_default());
            }
            at = end;
        }
        let links = ["rel=\"stylesheet", "rel='stylesheet", "rel=stylesheet"];
        let links: usize = links.iter().map(|link| lower.matches(link).count()).sum();
        sheet.is_partial |= links > linked.count;
        sheet
    }

    /// True when it says nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.rules.is_empty() && !self.is_partial
    }

    fn add(&mut self, text: &str) {
        let text = without_comments(text);
        let mut rest = text.as_str();
        while let Some(brace) = rest.find(['{', '}', ';'])
            && self.rules.len() < RULES_MAX
        {
            let (head, after) = rest.split_at(brace);
            let (mark, after) = after.split_at(1);
            let head = head.trim();
            rest = match mark {
                "{" if head.starts_with('@') => match is_entered(head) {
                    true => after,
                    false => after_block(after),
                },
                "{" => {
                    let rest = after_block(after);
                    let body = after.get(..after.len() - rest.len()).unwrap_or_default();
                    self.add_block(head, body.strip_suffix('}').unwrap_or(body), 0);
                    rest
                }
                _ => {
                    self.is_partial |= head.starts_with("@import");
                    after
                }
            };
        }
    }

    /// Adds a rule with those inside it (CSS Nesting 1).
    fn add_block(&mut self, selectors: &str, body: &str, depth: usize) {
        let mut own = String::new();
        let mut inner = Vec::new();
        let mut rest = body;
        while let Some(brace) = rest.find('{').filter(|_| depth < BLOCKS_NESTING_MAX) {
            let (before, after) = rest.split_at(brace);
            let (declared, head) = before.rsplit_once([';', '}']).unwrap_or(("", before));
            own.push_str(declared);
            own.push(';');
            let after = after.get(1..).unwrap_or_default();
            rest = after_block(after);
            let inside = after.get(..after.len() - rest.len()).unwrap_or_default();
            inner.push((head.trim(), inside.strip_suffix('}').unwrap_or(inside)));
        }
        own.push_str(rest);
        self.add_rule(selectors, &own);
        for (head, inside) in inner {
            match head.strip_prefix('@') {
                None => self.add_block(&nested(selectors, head), inside, depth + 1),
                Some(_) if is_entered(head) => self.add_block(selectors, inside, depth + 1),
                Some(_) => {}
            }
        }
    }

    fn add_rule(&mut self, selectors: &str, body: &str) {
        self.take_variables(body);
        if let Some(attribute) = made::shown_attribute(body) {
            self.add_shown_attribute(selectors, attribute);
        }
        let declarations = declarations(body);
        if declarations.is_empty() {
            return;
        }
        let selectors = made::without_has(selectors, &self.elements);
        for steps in selectors.split(',').filter_map(steps) {
            let Some(last) = steps.last() else { continue };
            let key = key(last);
            let sum = |count: fn(&Element) -> usize| steps.iter().map(count).sum::<usize>();
            let weight = (
                sum(|step| usize::from(!step.id.is_empty())),
                sum(|step| step.classes.len()),
                sum(|step| usize::from(!step.name.is_empty())),
            );
            self.by_key.entry(key).or_default().push(self.rules.len());
            self.rules.push(Rule { steps, weight, declarations: declarations.clone() });
        }
    }

    /// Adds an attribute that is shown beside elements (CSS 2.2, 12.1).
    fn add_shown_attribute(&mut self, selectors: &str, attribute: &str) {
        for selector in selectors.split(',') {
            let ends = ["::before", "::after", ":before", ":after"];
            let around = ends.iter().find_map(|end| selector.trim().strip_suffix(end));
            if let Some(steps) = around.and_then(steps)
                && self.shown_attributes.len() < RULES_MAX
            {
                self.shown_attributes.push((steps, attribute.to_owned()));
            }
        }
    }

    /// Names of the attributes that are shown beside an element.
    pub(super) fn shown_attributes(&self, element: &Element, around: &[&Element]) -> Vec<&str> {
        let shown = self.shown_attributes.iter();
        let shown = shown.filter(|(steps, _)| are_for(steps, element, around));
        shown.map(|(_, attribute)| attribute.as_str()).collect()
    }

    /// True when a script takes an element away as soon as the page opens.
    pub(super) fn takes_away(&self, element: &Element) -> bool {
        !element.id.is_empty() && self.taken_away.contains(&element.id)
    }

    /// Keeps the variables of a rule, whose values are taken to hold everywhere.
    fn take_variables(&mut self, body: &str) {
        for declaration in body.split(';') {
            if let Some((name, value)) = declaration.split_once(':')
                && name.trim().starts_with("--")
            {
                let value = value.trim().to_lowercase();
                self.variables.insert(name.trim().to_lowercase(), value);
            }
        }
    }

    /// Returns a value with what its variable stands for.
    fn resolved(&self, value: &str) -> String {
        let variable = value.strip_prefix("var(").and_then(|rest| rest.strip_suffix(')'));
        let Some(variable) = variable else { return value.to_owned() };
        let (name, otherwise) = variable.split_once(',').unwrap_or((variable, ""));
        self.variables.get(name.trim()).cloned().unwrap_or_else(|| otherwise.trim().to_owned())
    }

    /// Returns what the rules and the element's own attribute declare for it, the last word last.
    /// `around` are the open elements, the outermost first.
    pub(super) fn declared(
        &self,
        element: &Element,
        around: &[&Element],
        own: &str,
    ) -> Vec<(String, String)> {
        let keys = [format!("#{}", element.id), element.name.clone(), String::from("*")];
        let classes = element.classes.iter().map(|class| format!(".{class}"));
        let mut found: Vec<usize> = keys
            .into_iter()
            .chain(classes)
            .filter_map(|key| self.by_key.get(&key))
            .flatten()
            .copied()
            .filter(|rule| self.rules.get(*rule).is_some_and(|rule| rule.is_for(element, around)))
            .collect();
        found.sort_unstable();
        found.dedup();
        let mut rules: Vec<&Rule> = found.iter().filter_map(|rule| self.rules.get(*rule)).collect();
        // Where the weight is the same, the order of the page counts.
        rules.sort_by_key(|rule| rule.weight);
        let of_rules = rules.into_iter().flat_map(|rule| rule.declarations.clone());
        let mut all: Vec<(String, String)> = of_rules.chain(declarations(own)).collect();
        // What is important comes after what is not, whoever says it.
        all.sort_by_key(|(_, value)| value.contains("!important"));
        let said = all.into_iter().map(|(name, value)| {
            let value = value.replace("!important", "");
            (name, self.resolved(value.trim()))
        });
        // Of each property the last word counts; shorthands come before what they stand for.
        said.collect::<BTreeMap<String, String>>().into_iter().collect()
    }
}

impl Rule {
    fn is_for(&self, element: &Element, around: &[&Element]) -> bool {
        are_for(&self.steps, element, around)
    }
}

/// True when the steps of a selector lead to an element inside others.
fn are_for(steps: &[Element], element: &Element, around: &[&Element]) -> bool {
    let Some((last, outer)) = steps.split_last() else { return false };
    if !is_named(last, element) {
        return false;
    }
    let mut around = around.iter().rev();
    outer.iter().rev().all(|step| around.any(|open| is_named(step, open)))
}

fn is_named(step: &Element, element: &Element) -> bool {
    (step.name.is_empty() || step.name == element.name)
        && (step.id.is_empty() || step.id == element.id)
        && step.classes.iter().all(|class| element.classes.contains(class))
        && step.attributes.iter().all(|(name, wanted)| {
            let own = element.attributes.iter().find(|(own, _)| own == name);
            own.is_some_and(|(_, value)| wanted.is_empty() || value == wanted)
        })
        && (step.place == 0 || step.place == element.place)
}

/// The selectors of a rule inside another one.
fn nested(outer: &str, inner: &str) -> String {
    let pairs =
        outer.split(',').flat_map(|outer| inner.split(',').map(move |inner| (outer, inner)));
    let selectors = pairs.take(NESTED_MAX).map(|(outer, inner)| match inner.contains('&') {
        true => inner.replace('&', outer.trim()),
        false => format!("{} {}", outer.trim(), inner.trim()),
    });
    selectors.collect::<Vec<_>>().join(",")
}

/// What the most telling part of a step is.
fn key(step: &Element) -> String {
    match (step.id.as_str(), step.classes.first(), step.name.as_str()) {
        ("", None, "") => String::from("*"),
        ("", None, name) => name.to_owned(),
        ("", Some(class), _) => format!(".{class}"),
        (id, ..) => format!("#{id}"),
    }
}

/// Reads a selector; none when it has conditions that cannot be known.
fn steps(selector: &str) -> Option<Vec<Element>> {
    if selector.contains(['+', '~', '\\', '&', '|']) {
        return None;
    }
    let selector = selector.replace('>', " ");
    let steps: Vec<Element> = selector.split_whitespace().map(step).collect::<Option<_>>()?;
    (!steps.is_empty() && steps.len() <= STEPS_MAX).then_some(steps)
}

/// Reads one step of a selector; none when it has conditions that cannot be known.
fn step(text: &str) -> Option<Element> {
    let (text, conditions) = match text.find(['[', ':']) {
        Some(start) => text.split_at(start),
        None => (text, ""),
    };
    let mut element = named(text);
    let mut rest = conditions;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('[') {
            let (inner, after) = after.split_once(']')?;
            let (name, value) = inner.split_once('=').unwrap_or((inner, ""));
            if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
                return None;
            }
            let value = value.trim().trim_matches(['"', '\'']);
            element.attributes.push((name.to_ascii_lowercase(), value.to_owned()));
            rest = after;
            continue;
        }
        let end = rest.get(1..)?.find([':', '[']).map_or(rest.len(), |end| end + 1);
        let (condition, after) = rest.split_at_checked(end)?;
        match condition {
            ":root" => element.name = "html".to_owned(),
            ":first-child" => element.place = 1,
            _ => {
                let place = condition.strip_prefix(":nth-child(")?.strip_suffix(')')?;
                element.place = place.trim().parse().ok()?;
            }
        }
        rest = after;
    }
    Some(element)
}

/// Reads the name, the classes and the identifier of a step.
fn named(text: &str) -> Element {
    let mut element = Element::default();
    let mut rest = text;
    while !rest.is_empty() {
        let end =
            rest.get(1..).and_then(|tail| tail.find(['.', '#'])).map_or(rest.len(), |e| e + 1);
        let (piece, after) =
            rest.split_at(crate::windows::floor_boundary(rest, end).max(1).min(rest.len()));
        match (piece.strip_prefix('.'), piece.strip_prefix('#')) {
            (Some(class), _) => element.classes.push(class.to_owned()),
            (_, Some(id)) => element.id = id.to_owned(),
            _ if piece == "*" => {}
            _ => element.name = piece.to_ascii_lowercase(),
        }
        rest = after;
    }
    element
}

/// Returns the declarations of a block, names and values in lower case.
fn declarations(body: &str) -> Vec<(String, String)> {
    let body = without_comments(body);
    let pairs = body.split(';').filter_map(|declaration| declaration.split_once(':'));
    pairs
        .map(|(name, value)| (name.trim().to_lowercase(), value.trim().to_lowercase()))
        .filter(|(name, value)| !value.is_empty() && look::is_heeded(name))
        .collect()
}

/// True for groups of rules that hold for everybody who reads on a screen.
fn is_entered(head: &str) -> bool {
    let head = head.to_ascii_lowercase();
    match head.strip_prefix("@media") {
        Some(query) => {
            let query = query.trim();
            let width = query.strip_prefix("(min-width:").and_then(|rest| rest.strip_suffix("px)"));
            matches!(query, "screen" | "all" | "only screen" | "screen, print")
                // Every window is that wide.
                || width.and_then(|width| width.trim().parse().ok()).is_some_and(|it: u32| it <= WIDTH_LEAST)
        }
        None => {
            let is_supported = head.starts_with("@supports") && !head.contains("not ");
            is_supported || head.starts_with("@layer") || head.starts_with("@scope")
        }
    }
}

/// True when the tag of a sheet says that it is for something else than any screen.
fn is_conditional(tag: &str) -> bool {
    let Some((_, media)) = tag.split_once("media=") else { return false };
    let media = media.trim_start_matches(['"', '\'']);
    !(media.starts_with("screen\"") || media.starts_with("screen'") || media.starts_with("all"))
}

/// Returns what follows a block, with the blocks in it.
fn after_block(text: &str) -> &str {
    let mut depth = 1_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return text.get(at + 1..).unwrap_or_default();
        }
    }
    ""
}

fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    // Old pages hide their sheets from older browsers.
    kept.replace("<!--", "").replace("-->", "").replace("<![CDATA[", "").replace("]]>", "")
}

#[cfg(test)]
mod tests;
