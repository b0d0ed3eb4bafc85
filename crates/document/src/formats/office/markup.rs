//! Walks the XML of a member: start, end and text, each with its place in the member's bytes.
//!
//! Names are compared without their prefix, since strict and transitional files, and the
//! programs that write them, differ in namespaces but not in local names. Nothing is expanded
//! but the five entities of XML and references to characters.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesStart, Event};

use crate::ProblemCode;

/// A walk through one member.
pub(crate) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    text: &'a str,
    /// Local names of the elements that are open, the outermost first.
    open: Vec<&'a str>,
    /// Elements whose end was not told yet: the walk ends them one by one.
    closing: usize,
    nesting_max: usize,
    over: bool,
    trouble: Option<ProblemCode>,
    forgiving: bool,
}

/// What a walk meets.
pub(crate) enum Node<'a> {
    /// An element begins; empty elements begin and end.
    Start(Tag<'a>),
    /// The innermost element, of this local name, ends.
    End(&'a str),
    /// Text in the innermost element; one text may come in several pieces.
    Text(Piece<'a>),
}

/// A piece of text and where it stands in the member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece<'a> {
    /// The text, with references resolved.
    pub(crate) text: Cow<'a, str>,
    /// Offset in the member.
    pub(crate) at: usize,
    /// Length in the member; as long as the text unless it is one reference.
    pub(crate) len: usize,
}

/// The start of an element.
#[derive(Clone, Copy)]
pub(crate) struct Tag<'a> {
    whole: &'a str,
    /// Name and attributes, as they stand.
    raw: &'a str,
    name_len: usize,
}

/// The value of an attribute, as it stands in the member.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Value<'a> {
    raw: &'a str,
    at: usize,
}

impl<'a> Xml<'a> {
    /// Begins a walk; elements nested deeper than `nesting_max` end it.
    pub(crate) fn new(text: &'a str, nesting_max: u32) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        // Ends are matched here, so that what is damaged is still read.
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Self {
            reader,
            text,
            open: Vec::new(),
            closing: 0,
            nesting_max: nesting_max as usize,
            over: false,
            trouble: None,
            forgiving: false,
        }
    }

    /// Takes elements that do not end, as VML has them, for no trouble.
    pub(crate) fn forgiving(mut self) -> Self {
        self.forgiving = true;
        self
    }

    /// What was wrong with the markup so far.
    pub(crate) fn trouble(&self) -> Option<ProblemCode> {
        self.trouble
    }

    /// The local name of the innermost open element; empty outside.
    pub(crate) fn inside(&self) -> &'a str {
        self.open.last().copied().unwrap_or_default()
    }

    /// The local name of the element around the innermost one.
    pub(crate) fn around(&self) -> &'a str {
        self.open.iter().rev().nth(1).copied().unwrap_or_default()
    }

    /// Passes over the rest of the innermost element, its end included.
    pub(crate) fn skip(&mut self) {
        let depth = self.open.len();
        while let Some(node) = self.next() {
            if matches!(node, Node::End(_)) && self.open.len() < depth {
                return;
            }
        }
    }

    /// Returns what comes next; every element that began also ends.
    pub(crate) fn next(&mut self) -> Option<Node<'a>> {
        loop {
            if self.closing > 0 {
                self.closing -= 1;
                return self.open.pop().map(Node::End);
            }
            if self.over {
                return None;
            }
            match self.reader.read_event() {
                Ok(Event::Start(tag)) => {
                    if let Some(node) = self.start(&tag) {
                        return Some(node);
                    }
                }
                Ok(Event::End(tag)) => self.end(tag.local_name().into_inner()),
                Ok(Event::Text(text)) => return Some(self.verbatim(&text.into_inner())),
                Ok(Event::CData(text)) => return Some(self.verbatim(&text.into_inner())),
                Ok(Event::GeneralRef(name)) => return Some(self.reference(&name.into_inner())),
                Ok(Event::Eof) => {
                    if !self.open.is_empty() {
                        self.note(ProblemCode::Damaged);
                    }
                    self.finish();
                }
                // Markup that says nothing; a document type is not expanded.
                Ok(_) => {}
                Err(_) => {
                    self.trouble = self.trouble.or(Some(ProblemCode::Damaged));
                    self.finish();
                }
            }
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Option<Node<'a>> {
        let name = tag.name().into_inner();
        let at = offset_in(self.text, name);
        let raw = self.text.get(at..at + tag.len())?;
        let tag = Tag { whole: self.text, raw, name_len: name.len() };
        if self.open.len() >= self.nesting_max {
            self.trouble = self.trouble.or(Some(ProblemCode::NestingLimit));
            self.finish();
            return None;
        }
        self.open.push(tag.local());
        Some(Node::Start(tag))
    }

    /// Ends the element of that name and all that are open inside it; an end of nothing is noise.
    fn end(&mut self, name: &str) {
        let Some(index) = self.open.iter().rposition(|open| *open == name) else {
            self.note(ProblemCode::Damaged);
            return;
        };
        self.closing = self.open.len() - index;
        if self.closing > 1 {
            self.note(ProblemCode::Damaged);
        }
    }

    fn verbatim(&self, text: &str) -> Node<'a> {
        let at = offset_in(self.text, text);
        let text = self.text.get(at..at + text.len()).unwrap_or_default();
        Node::Text(Piece { text: Cow::Borrowed(text), at, len: text.len() })
    }

    fn reference(&self, name: &str) -> Node<'a> {
        let at = offset_in(self.text, name).saturating_sub(1);
        let raw = self.text.get(at..at + name.len() + 2).unwrap_or_default();
        Node::Text(resolve(raw, at))
    }

    fn note(&mut self, code: ProblemCode) {
        if !self.forgiving {
            self.trouble = self.trouble.or(Some(code));
        }
    }

    fn finish(&mut self) {
        self.over = true;
        self.closing = self.open.len();
    }
}

impl<'a> Tag<'a> {
    /// Its name with the prefix, as it stands.
    pub(crate) fn name(&self) -> &'a str {
        self.raw.get(..self.name_len).unwrap_or_default()
    }

    /// Its name without the prefix.
    pub(crate) fn local(&self) -> &'a str {
        local(self.name())
    }

    /// Its attributes: names as they stand, and values.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&'a str, Value<'a>)> {
        let whole = self.whole;
        let mut attributes = Attributes::new(self.raw, self.name_len);
        attributes.with_checks(false);
        attributes.filter_map(Result::ok).filter_map(move |attribute| {
            let at = offset_in(whole, &attribute.value);
            let raw = whole.get(at..at + attribute.value.len())?;
            Some((attribute.key.into_inner(), Value { raw, at }))
        })
    }

    /// The value of the attribute of that local name.
    pub(crate) fn value(&self, name: &str) -> Option<Value<'a>> {
        self.attributes().find(|(key, _)| local(key) == name).map(|(_, value)| value)
    }

    /// The value of the attribute of that local name as text; empty when there is none.
    pub(crate) fn text(&self, name: &str) -> Cow<'a, str> {
        self.value(name).map_or(Cow::Borrowed(""), |value| value.text())
    }

    /// The id of the relationship that it names, as in `r:id`.
    pub(crate) fn relationship(&self) -> Option<String> {
        let id = self.attributes().find(|(key, _)| key.ends_with(":id"));
        id.map(|(_, value)| value.text().into_owned())
    }

    /// The value of the attribute of that local name as a number.
    pub(crate) fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.value(name)?.raw.trim().parse().ok()
    }

    /// True when the attribute of that local name is set to true.
    pub(crate) fn is_set(&self, name: &str) -> bool {
        self.value(name).is_some_and(|value| is_on(value.raw))
    }

    /// True unless the element, a switch that stands for true by itself, says otherwise.
    pub(crate) fn switch(&self) -> bool {
        self.value("val").is_none_or(|value| is_on(value.raw))
    }

    /// The whole tag as a piece that reads `text`.
    pub(crate) fn as_piece(&self, text: impl Into<Cow<'a, str>>) -> Piece<'a> {
        let start = offset_in(self.whole, self.raw).saturating_sub(1);
        let rest = self.whole.get(start + 1 + self.raw.len()..).unwrap_or_default();
        let close = if rest.starts_with("/>") { 2 } else { 1 };
        Piece { text: text.into(), at: start, len: self.raw.len() + 1 + close }
    }
}

impl<'a> Value<'a> {
    /// A value that stands at that offset of the member.
    pub(crate) fn new(raw: &'a str, at: usize) -> Self {
        Self { raw, at }
    }

    /// The value as it stands, with references as they are.
    pub(crate) fn raw(&self) -> &'a str {
        self.raw
    }

    /// Its offset in the member.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// The value with references resolved.
    pub(crate) fn text(&self) -> Cow<'a, str> {
        if !self.raw.contains('&') {
            return Cow::Borrowed(self.raw);
        }
        Cow::Owned(self.pieces().map(|piece| piece.text).collect())
    }

    /// The value in pieces that know their place.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = Piece<'a>> {
        let (mut rest, mut at) = (self.raw, self.at);
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let len = match (rest.find('&'), rest.find(';')) {
                (Some(0), Some(end)) => end + 1,
                (Some(0), None) | (None, _) => rest.len(),
                (Some(start), _) => start,
            };
            let (raw, after) = rest.split_at_checked(len)?;
            let piece = resolve(raw, at);
            (rest, at) = (after, at + len);
            Some(piece)
        })
    }
}

/// Returns the piece for `raw`, which is one reference or plain text.
fn resolve(raw: &str, at: usize) -> Piece<'_> {
    let text = raw
        .strip_prefix('&')
        .and_then(|rest| rest.strip_suffix(';'))
        .and_then(character)
        .map_or(Cow::Borrowed(raw), |character| Cow::Owned(character.to_string()));
    Piece { text, at, len: raw.len() }
}

/// The character that a reference of that name stands for.
pub(crate) fn character(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

/// A name without its prefix.
pub(crate) fn local(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}

/// True for the values that switch something on.
fn is_on(value: &str) -> bool {
    matches!(value, "1" | "true" | "on" | "True")
}

/// Where `piece`, a slice of `whole`, begins in it.
fn offset_in(whole: &str, piece: &str) -> usize {
    (piece.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize).min(whole.len())
}
