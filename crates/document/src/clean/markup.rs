//! XML as a tree of what is allowed: whatever a vocabulary does not name is not even read.
//!
//! Names are held with the vocabulary's own prefixes, so that files of all writers look alike, and
//! a tree is written in one form.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Refusal;
use super::font_name::{are_font_names, is_of_font};
use crate::ProblemCode;
use crate::formats::office::markup;

/// What is allowed in documents of a kind.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    /// Prefix of each namespace, by its address.
    prefixes: BTreeMap<&'static str, &'static str>,
    /// Address that is written for each prefix.
    addresses: BTreeMap<&'static str, &'static str>,
    elements: BTreeSet<String>,
    /// Elements whose content stands in their place.
    unwrapped: BTreeSet<String>,
    /// Elements that hold text.
    texts: BTreeSet<String>,
    /// `element prefix@attribute`, or the attribute with its own prefix.
    attributes: BTreeSet<String>,
}

impl Vocabulary {
    /// Reads a list: `namespace PREFIX ADDRESS…` (the first is written, all are read), and then
    /// names, each with the prefix that the line gives: `keep`, `unwrap`, `text`, `attributes`.
    pub(crate) fn parse(lists: &[&'static str]) -> Self {
        let mut vocabulary = Self::default();
        for line in lists.iter().flat_map(|list| list.lines()) {
            let mut words = line.split_ascii_whitespace();
            let (Some(kind), Some(prefix)) = (words.next(), words.next()) else { continue };
            match kind {
                "namespace" => {
                    for address in words {
                        vocabulary.addresses.entry(prefix).or_insert(address);
                        vocabulary.prefixes.insert(address, prefix);
                    }
                }
                "keep" => vocabulary.elements.extend(words.map(|word| qualified(prefix, word))),
                "unwrap" => vocabulary.unwrapped.extend(words.map(|word| qualified(prefix, word))),
                "text" => {
                    for word in words {
                        vocabulary.elements.insert(qualified(prefix, word));
                        vocabulary.texts.insert(qualified(prefix, word));
                    }
                }
                "attributes" => {
                    let name = |word: &str| match word.contains(':') {
                        true => word.to_owned(),
                        false => format!("{prefix}@{word}"),
                    };
                    vocabulary.attributes.extend(words.map(name));
                }
                _ => {}
            }
        }
        vocabulary
    }

    /// True for an attribute that an element may have.
    pub(crate) fn allows_attribute(&self, element: &str, attribute: &str) -> bool {
        match attribute.contains(':') {
            true => self.attributes.contains(attribute),
            false => {
                let prefix = element.split_once(':').map_or("", |(prefix, _)| prefix);
                self.attributes.contains(&format!("{prefix}@{attribute}"))
            }
        }
    }
}

fn qualified(prefix: &str, name: &str) -> String {
    format!("{prefix}:{name}")
}

/// An element, with the vocabulary's prefix in all names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Node>,
}

/// What stands in an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    Element(Element),
    Text(String),
}

/// A tree, and how much was not allowed in it.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) root: Element,
    pub(crate) gone: usize,
}

/// Reads what a vocabulary allows of a text.
///
/// # Errors
///
/// When it is no XML, is nested too deeply, or its root is not allowed.
pub(crate) fn parse(
    text: &str,
    vocabulary: &Vocabulary,
    nesting_max: u32,
) -> Result<Tree, Refusal> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.allow_dangling_amp = true;
    let mut build = Build {
        vocabulary,
        nesting_max: nesting_max as usize,
        scopes: Vec::new(),
        open: Vec::new(),
        skipped: 0,
        root: None,
        gone: 0,
    };
    loop {
        let event = reader.read_event().map_err(|_| Refusal::Unread(ProblemCode::Damaged))?;
        match event {
            Event::Start(tag) => build.start(&tag)?,
            Event::End(_) => build.end(),
            Event::Text(text) => build.text(&text.into_inner()),
            Event::CData(text) => build.text(&text.into_inner()),
            Event::GeneralRef(name) => build.text(&resolved(&format!("&{};", name.into_inner()))),
            Event::Eof => break,
            Event::Comment(_) | Event::PI(_) | Event::DocType(_) => build.gone += 1,
            Event::Empty(_) | Event::Decl(_) => {}
        }
    }
    let root = build.root.ok_or(Refusal::Unread(ProblemCode::Damaged))?;
    Ok(Tree { root, gone: build.gone })
}

struct Build<'v> {
    vocabulary: &'v Vocabulary,
    nesting_max: usize,
    /// Prefixes that each open element declares, the outermost first.
    scopes: Vec<Vec<(String, String)>>,
    open: Vec<Open>,
    /// Open elements that are not allowed.
    skipped: usize,
    root: Option<Element>,
    gone: usize,
}

enum Open {
    Kept(Element),
    Unwrapped,
}

impl Build<'_> {
    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), Refusal> {
        if self.scopes.len() >= self.nesting_max {
            return Err(Refusal::Unread(ProblemCode::NestingLimit));
        }
        let mut declared = Vec::new();
        let mut attributes = Vec::new();
        for attribute in tag.attributes().with_checks(false).flatten() {
            let key = attribute.key.into_inner();
            let value = resolved(&attribute.value);
            match key.strip_prefix("xmlns") {
                Some("") => declared.push((String::new(), value)),
                Some(prefix) if prefix.starts_with(':') => {
                    declared.push((prefix.trim_start_matches(':').to_owned(), value));
                }
                _ => attributes.push((key.to_owned(), value)),
            }
        }
        self.scopes.push(declared);
        let name = self.name(tag.name().into_inner(), false);
        if self.skipped > 0 {
            self.skipped += 1;
            return Ok(());
        }
        match name {
            Some(name) if self.vocabulary.unwrapped.contains(&name) => {
                self.open.push(Open::Unwrapped);
                self.gone += 1;
            }
            Some(name) if self.vocabulary.elements.contains(&name) => {
                let attributes = self.attributes(&name, attributes);
                self.open.push(Open::Kept(Element { name, attributes, children: Vec::new() }));
            }
            _ => {
                self.skipped = 1;
                self.gone += 1;
            }
        }
        Ok(())
    }

    /// Returns those attributes that are allowed.
    fn attributes(&self, element: &str, found: Vec<(String, String)>) -> Vec<(String, String)> {
        let allowed = |(key, value): (String, String)| {
            let key = self.name(&key, true)?;
            let is_allowed = self.vocabulary.allows_attribute(element, &key)
                && (!is_of_font(&key) || are_font_names(&value));
            is_allowed.then_some((key, value))
        };
        found.into_iter().filter_map(allowed).collect()
    }

    fn end(&mut self) {
        self.scopes.pop();
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        let Some(Open::Kept(element)) = self.open.pop() else { return };
        match self.innermost() {
            Some(parent) => parent.children.push(Node::Element(element)),
            None => self.root = self.root.take().or(Some(element)),
        }
    }

    fn text(&mut self, text: &str) {
        if self.skipped > 0 {
            return;
        }
        let texts = &self.vocabulary.texts;
        // Text in an element that is unwrapped belongs to none.
        let Some(Open::Kept(element)) = self.open.last_mut() else { return };
        if texts.contains(&element.name) {
            match element.children.last_mut() {
                Some(Node::Text(before)) => before.push_str(text),
                _ => element.children.push(Node::Text(text.to_owned())),
            }
        } else if !text.trim().is_empty() {
            self.gone += 1;
        }
    }

    fn innermost(&mut self) -> Option<&mut Element> {
        self.open.iter_mut().rev().find_map(|open| match open {
            Open::Kept(element) => Some(element),
            Open::Unwrapped => None,
        })
    }

    /// Returns a name with the vocabulary's prefix; `None` in a namespace that it does not know.
    fn name(&self, name: &str, is_attribute: bool) -> Option<String> {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        if prefix.is_empty() && is_attribute {
            return Some(local.to_owned());
        }
        if prefix == "xml" {
            return Some(name.to_owned());
        }
        let declared = self.scopes.iter().rev().flat_map(|scope| scope.iter().rev());
        let address = declared
            .filter(|(declared, _)| declared == prefix)
            .map(|(_, address)| address.as_str())
            .next();
        let known = self.vocabulary.prefixes.get(address.unwrap_or_default())?;
        Some(qualified(known, local))
    }
}

impl Element {
    pub(crate) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// The element with one more attribute.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.set(name, value);
        self
    }

    /// The element with one more child.
    pub(crate) fn containing(mut self, child: Self) -> Self {
        self.children.push(Node::Element(child));
        self
    }

    /// The element with text in it.
    pub(crate) fn saying(mut self, text: &str) -> Self {
        self.children.push(Node::Text(text.to_owned()));
        self
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The value of an attribute by its name without a prefix.
    pub(crate) fn local(&self, name: &str) -> Option<String> {
        let is_it = |key: &str| key.rsplit(':').next() == Some(name);
        self.attributes.iter().find(|(key, _)| is_it(key)).map(|(_, value)| value.clone())
    }

    pub(crate) fn set(&mut self, name: &str, value: &str) {
        match self.attributes.iter_mut().find(|(key, _)| key == name) {
            Some((_, old)) => value.clone_into(old),
            None => self.attributes.push((name.to_owned(), value.to_owned())),
        }
    }

    pub(crate) fn remove(&mut self, name: &str) -> Option<String> {
        let at = self.attributes.iter().position(|(key, _)| key == name)?;
        Some(self.attributes.remove(at).1)
    }

    /// A number that an attribute gives.
    pub(crate) fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name)?.trim().parse().ok()
    }

    /// True when an attribute is set to true.
    pub(crate) fn is_set(&self, name: &str) -> bool {
        matches!(self.get(name), Some("1" | "true" | "on"))
    }

    /// Elements that stand in it directly.
    pub(crate) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(Node::element)
    }

    pub(crate) fn elements_mut(&mut self) -> impl Iterator<Item = &mut Self> {
        self.children.iter_mut().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first element of that name that stands in it directly.
    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        self.elements().find(|element| element.name == name)
    }

    pub(crate) fn child_mut(&mut self, name: &str) -> Option<&mut Self> {
        self.elements_mut().find(|element| element.name == name)
    }

    /// The first element of that name at any depth.
    pub(crate) fn find(&self, name: &str) -> Option<&Self> {
        self.elements().find_map(|element| {
            if element.name == name { Some(element) } else { element.find(name) }
        })
    }

    /// All text in it.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        self.add_text(&mut text);
        text
    }

    fn add_text(&self, text: &mut String) {
        for node in &self.children {
            match node {
                Node::Text(piece) => text.push_str(piece),
                Node::Element(element) => element.add_text(text),
            }
        }
    }

    /// Visits it and everything in it, the outermost first.
    pub(crate) fn visit_mut(&mut self, visit: &mut dyn FnMut(&mut Self)) {
        visit(self);
        for element in self.elements_mut() {
            element.visit_mut(visit);
        }
    }

    /// Visits everything in it, the outermost first.
    pub(crate) fn visit<'e>(&'e self, visit: &mut dyn FnMut(&'e Self)) {
        visit(self);
        for element in self.elements() {
            element.visit(visit);
        }
    }

    /// Puts other nodes in the place of each element, the innermost first; returns how many were
    /// replaced.
    pub(crate) fn rewrite(&mut self, rewrite: &mut dyn FnMut(Self) -> Rewritten) -> usize {
        let mut replaced = 0;
        let mut children = Vec::with_capacity(self.children.len());
        for node in std::mem::take(&mut self.children) {
            match node {
                Node::Text(_) => children.push(node),
                Node::Element(mut element) => {
                    replaced += element.rewrite(rewrite);
                    match rewrite(element) {
                        Rewritten::Kept(element) => children.push(Node::Element(element)),
                        Rewritten::By(nodes) => {
                            replaced += 1;
                            children.extend(nodes);
                        }
                    }
                }
            }
        }
        self.children = children;
        replaced
    }

    /// Takes out elements, with all in them, for which `is_gone` holds; returns how many.
    pub(crate) fn prune(&mut self, is_gone: &mut dyn FnMut(&Self) -> bool) -> usize {
        let before = self.children.len();
        self.children.retain(|node| !node.element().is_some_and(&mut *is_gone));
        let gone = before - self.children.len();
        gone + self.elements_mut().map(|element| element.prune(is_gone)).sum::<usize>()
    }

    /// Replaces texts of which no place is known, in text and attributes.
    pub(crate) fn replace_texts(&mut self, texts: &[(&str, &str)]) -> usize {
        let mut replaced = 0;
        let mut replace = |value: &mut String| {
            for (text, by) in texts {
                if value.contains(text) {
                    *value = value.replace(text, if by.is_empty() { "[redacted]" } else { by });
                    replaced += 1;
                }
            }
        };
        self.visit_mut(&mut |element| {
            element.attributes.iter_mut().for_each(|(_, value)| replace(value));
            for node in &mut element.children {
                if let Node::Text(text) = node {
                    replace(text);
                }
            }
        });
        replaced
    }

    /// Writes it as a document.
    pub(crate) fn written(&self, vocabulary: &Vocabulary) -> Vec<u8> {
        let mut used = BTreeSet::new();
        self.visit(&mut |element| {
            let names = element.attributes.iter().map(|(name, _)| name.as_str());
            let prefixes = names.chain([element.name.as_str()]).filter_map(|n| n.split_once(':'));
            used.extend(prefixes.map(|(prefix, _)| prefix.to_owned()));
        });
        let own = self.name.split_once(':').map_or("", |(prefix, _)| prefix);
        let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n".to_owned();
        let mut declarations = String::new();
        for prefix in used.iter().filter(|prefix| *prefix != "xml") {
            let address = vocabulary.addresses.get(prefix.as_str()).copied().unwrap_or_default();
            let name = if prefix == own && is_default(own) {
                "xmlns".to_owned()
            } else {
                format!("xmlns:{prefix}")
            };
            // Writing to a string does not fail.
            let _written = write!(declarations, " {name}=\"{}\"", escaped(address));
        }
        let default = if is_default(own) { own } else { "" };
        self.write(&mut out, default, &declarations);
        out.into_bytes()
    }

    fn write(&self, out: &mut String, default: &str, declarations: &str) {
        let name = match self.name.split_once(':') {
            Some((prefix, local)) if prefix == default => local,
            _ => &self.name,
        };
        out.push('<');
        out.push_str(name);
        out.push_str(declarations);
        for (key, value) in &self.attributes {
            let _written = write!(out, " {key}=\"{}\"", escaped(value));
        }
        // An empty text is read as none.
        if self.children.iter().all(|node| matches!(node, Node::Text(text) if text.is_empty())) {
            out.push_str("/>");
            return;
        }
        out.push('>');
        for node in &self.children {
            match node {
                Node::Text(text) => out.push_str(&escaped(text)),
                Node::Element(element) => element.write(out, default, ""),
            }
        }
        let _written = write!(out, "</{name}>");
    }
}

/// What takes the place of an element.
pub(crate) enum Rewritten {
    /// The element itself, perhaps changed.
    Kept(Element),
    /// These nodes, or none.
    By(Vec<Node>),
}

impl Node {
    pub(crate) fn element(&self) -> Option<&Element> {
        match self {
            Self::Element(element) => Some(element),
            Self::Text(_) => None,
        }
    }
}

/// True for vocabularies that programs write without a prefix.
fn is_default(prefix: &str) -> bool {
    matches!(prefix, "s" | "ct" | "rel" | "svg" | "opf" | "ocf" | "ncx" | "h")
}

/// Returns a text as it stands in XML.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // Else they would be read as a space.
            '\n' => escaped.push_str("&#10;"),
            '\t' => escaped.push_str("&#9;"),
            '\r' => escaped.push_str("&#13;"),
            character if character < ' ' => {}
            character => escaped.push(character),
        }
    }
    escaped
}

/// Returns a text with references resolved.
fn resolved(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        match after.split_once(';').and_then(|(name, tail)| Some((character(name)?, tail))) {
            Some((character, tail)) => {
                plain.push(character);
                rest = tail;
            }
            None => {
                plain.push('&');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain
}

fn character(name: &str) -> Option<char> {
    match name {
        "nbsp" => Some('\u{A0}'),
        _ => markup::character(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_named_stays_and_it_is_written_in_one_form() {
        let list = "namespace x http://x http://old-x\nkeep x a b\nunwrap x u\ntext x t\n\
                    attributes x k x:q xml:space";
        let vocabulary = Vocabulary::parse(&[list]);
        let text = "<!-- gone --><p:a xmlns:p='http://old-x' xmlns:o='http://other' k='1&amp;2' \
                    o:k='gone' z='gone'>stray<p:u><p:t p:q='3' xml:space='preserve'> &lt;b&gt; \
                    </p:t></p:u><o:t>gone</o:t><p:c><p:t>gone</p:t></p:c><p:b/></p:a>";
        let tree = parse(text, &vocabulary, 20).unwrap();
        let written = String::from_utf8(tree.root.written(&vocabulary)).unwrap();
        let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
                        <x:a xmlns:x=\"http://x\" k=\"1&amp;2\"><x:t x:q=\"3\" \
                        xml:space=\"preserve\"> &lt;b&gt; </x:t><x:b/></x:a>";
        assert_eq!(written, expected);
        let again = parse(&written, &vocabulary, 20).unwrap();
        assert_eq!(again.root, tree.root);
        assert!(parse(text, &vocabulary, 2).is_err());
        assert!(parse("<y/>", &vocabulary, 20).is_err());
    }
}
