//! What a page holds, gathered from its tags and texts.

use std::cell::RefCell;
use std::collections::BTreeSet;

use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult};

use super::blocks::BLOCKS;
use super::drawing::{self, Canvas, Layers};
use super::style::{AROUND_MAX, Element, Look, Sheet};
use super::{Embedded, SOURCE_DOCUMENT};
use crate::{Hidden, OffsetMap, PartKind, Run, Source, Span};

/// What a page holds.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) title: String,
    /// Names and values of `meta` elements.
    pub(super) properties: Vec<(String, String)>,
    pub(super) body: Body,
    /// Comments, scripts, styles, fields and alternative texts.
    pub(super) items: Vec<Item>,
    pub(super) links: Vec<String>,
    /// Attributes of no further meaning, as lines of name and value; each once.
    pub(super) attributes: Vec<String>,
    pub(super) embedded: Vec<Embedded>,
    attributes_seen: BTreeSet<String>,
    sheet: Sheet,
    /// True for a drawing.
    is_drawing: bool,
    canvas: Option<Canvas>,
    /// What a drawing painted so far.
    layers: Layers,
    open: Vec<Open>,
    raw: Option<Raw>,
}

/// The running text.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) text: String,
    pub(super) runs: Vec<Run>,
}

/// A part of its own.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) kind: PartKind,
    pub(super) name: &'static str,
    pub(super) hidden: Option<Hidden>,
    pub(super) text: String,
}

/// An open element.
#[derive(Debug)]
struct Open {
    element: Element,
    look: Look,
    keeps_space: bool,
    /// True when what is in it may be drawn elsewhere than its numbers say.
    is_moved: bool,
    /// By how much it is moved, where that is known.
    moved: (f32, f32),
    /// Elements in it that began so far.
    children: usize,
}

/// An open element whose content is no markup.
#[derive(Debug)]
struct Raw {
    name: String,
    text: String,
}

/// Elements that begin and end a line, besides [`BLOCKS`].
const LINES: &[&str] = &["head", "optgroup", "option", "select", "textarea", "br", "title"];

/// Elements without content.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr", "frame", "keygen", "bgsound",
];

/// Elements that another of their kind ends, when their own end is left out.
const ENDED_BY_NEXT: &[&str] = &["p", "li", "dt", "dd", "tr", "td", "th", "option"];

/// Elements whose content no browser shows.
const NOT_SHOWN: &[&str] = &[
    "template",
    "noscript",
    "datalist",
    "noembed",
    "noframes",
    "object",
    "canvas",
    "audio",
    "video",
    "rp",
    "annotation",
    "annotation-xml",
    "desc",
    "metadata",
];

/// Attributes that hold an address.
const ADDRESSES: &[&str] = &[
    "href",
    "src",
    "action",
    "formaction",
    "cite",
    "poster",
    "data",
    "background",
    "longdesc",
    "manifest",
    "ping",
    "srcset",
    "imagesrcset",
    "xlink:href",
    "codebase",
    "archive",
    "classid",
    "profile",
    "usemap",
    "lowsrc",
    "dynsrc",
];

/// Attributes that say how an element looks or behaves.
const LOOKS: &[&str] = &[
    "class",
    "id",
    "width",
    "height",
    "align",
    "valign",
    "border",
    "cellpadding",
    "cellspacing",
    "bgcolor",
    "color",
    "colspan",
    "rowspan",
    "type",
    "rel",
    "lang",
    "xml:lang",
    "dir",
    "media",
    "target",
    "method",
    "role",
    "tabindex",
    "size",
    "face",
    "charset",
    "hidden",
    "version",
];

/// Attributes whose text is shown in place of something, or when pointed at.
const ALTERNATIVES: &[&str] =
    &["alt", "title", "aria-label", "aria-description", "summary", "label", "abbr"];

/// Properties that search engines show below the link to a page: they are written for readers.
const DESCRIPTIONS: &[&str] = &["description", "og:description", "twitter:description"];

/// Values of attributes that are longer are asked for by no selector.
const SELECTED_BYTES_MAX: usize = 100;

/// How far up an element is looked for when it ends.
const OPEN_LOOKED_AT: usize = 512;

/// What the tokenizer writes to.
pub(super) struct Sink {
    page: RefCell<Page>,
    place: RefCell<Place>,
    base: Option<u64>,
}

/// The piece that is being read, and how far.
#[derive(Debug, Default)]
struct Place {
    piece: String,
    start: usize,
    at: usize,
}

impl Sink {
    /// Returns a sink for a page or drawing with those style sheets; `base` is where the text begins in the
    /// file, if they run side by side.
    pub(super) fn new(base: Option<u64>, sheet: Sheet, is_drawing: bool) -> Self {
        let page = RefCell::new(Page { sheet, is_drawing, ..Page::default() });
        Self { page, place: RefCell::default(), base }
    }

    /// Says that `piece`, at `start` in the text, is fed next.
    pub(super) fn begin_piece(&self, start: usize, piece: &str) {
        let mut place = self.place.borrow_mut();
        place.piece.clear();
        place.piece.push_str(piece);
        (place.start, place.at) = (start, 0);
    }

    /// Returns what was gathered.
    pub(super) fn into_page(self) -> Page {
        let mut page = self.page.into_inner();
        page.end_raw();
        page.body.trim_end();
        page
    }

    /// Returns where a text came from, of which the tokenizer says only the characters.
    fn source(&self, text: &str) -> Option<OffsetMap> {
        let base = self.base?;
        let mut place = self.place.borrow_mut();
        let start = place.at;
        let mut map = OffsetMap::identity(base + (place.start + start) as u64);
        for (to, character) in text.char_indices() {
            let rest = place.piece.get(place.at..)?;
            let length = character.len_utf8();
            let (step, is_same) = match rest.chars().next()? {
                found if found == character => (length, true),
                '\r' if rest.starts_with("\r\n") => (2, false),
                '\r' => (1, false),
                '&' => (reference_length(rest), false),
                _ => return None,
            };
            let from = (place.at - start) as u32;
            match is_same {
                // Characters of several bytes are mapped byte by byte, which is as exact.
                true => map.push(to as u32, from, 1, 1),
                false => map.push(to as u32, from, length as u8, step.min(255) as u8),
            }
            place.at += step;
        }
        Some(map)
    }
}

/// Length of a character reference such as `&amp;`.
fn reference_length(text: &str) -> usize {
    let body =
        text.bytes().skip(1).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#');
    let length = 1 + body.count();
    length + usize::from(text.as_bytes().get(length) == Some(&b';'))
}

impl TokenSink for Sink {
    type Handle = ();

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        // Text in a drawing may be marked as such, which in a page is a comment.
        self.page.borrow().is_drawing
    }

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut page = self.page.borrow_mut();
        match token {
            Token::CharacterTokens(text) => {
                let source = self.source(&text);
                page.text(&text, source);
            }
            // The XML declaration, which is a comment to HTML.
            Token::CommentToken(text) if text.starts_with("?xml ") => {}
            Token::CommentToken(text) => {
                page.item(PartKind::Comment, "comment", Some(Hidden::Markup), &text);
            }
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => return page.start(&tag),
            Token::TagToken(tag) => page.end(&tag.name),
            Token::DoctypeToken(_)
            | Token::NullCharacterToken
            | Token::EOFToken
            | Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }
}

impl Page {
    fn start(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        self.end_raw();
        if self.is_drawing && name == "svg" && self.canvas.is_none() {
            self.canvas = Canvas::of(tag);
        }
        if self.is_drawing {
            self.paint(tag);
        }
        if ENDED_BY_NEXT.contains(&name)
            && self.open.last().is_some_and(|open| open.element.name == name)
        {
            self.open.pop();
        }
        self.separate(name);
        let is_hidden_input = name == "input" && attribute(tag, "type") == Some("hidden");
        self.attributes_of(tag, is_hidden_input);
        if VOID.contains(&name) || tag.self_closing {
            return TokenSinkResult::Continue;
        }
        let mut element = element(tag);
        if let Some(outer) = self.open.last_mut() {
            outer.children += 1;
            element.place = outer.children;
        }
        let look = self.look_of(tag, &element);
        let keeps_space = self.open.last().is_some_and(|outer| outer.keeps_space)
            || matches!(name, "pre" | "textarea" | "xmp" | "listing" | "plaintext");
        let is_moved = self.is_moved(tag);
        let moved = self.moved(tag);
        self.open.push(Open { element, look, keeps_space, is_moved, moved, children: 0 });
        self.content_of(name)
    }

    /// Returns how an element looks inside those that are open.
    fn look_of(&self, tag: &Tag, element: &Element) -> Look {
        let near = self.open.len().saturating_sub(AROUND_MAX);
        let near = self.open.iter().skip(near);
        let around: Vec<&Element> = near.map(|open| &open.element).collect();
        let outer = self.open.last().map(|open| open.look);
        let mut look = look_in(&self.sheet, tag, element, &around, outer);
        let is_inline = element.name == "svg" && !self.is_drawing;
        if is_inline || self.is_drawing && !self.layers.is_blank() {
            look = look.on_unknown_paper();
        }
        if self.is_drawing && self.layers.hides(tag) {
            look = look.clipped();
        }
        let name = element.name.as_str();
        let is_hidden = self.is_drawing
            && (drawing::NOT_DRAWN.contains(&name)
                || drawing::KEPT.contains(&name) && !self.sheet.has_uses);
        let is_beside = matches!(name, "text" | "tspan")
            && !self.is_moved(tag)
            && self.canvas.is_some_and(|canvas| canvas.is_beside(tag, self.moved(tag)));
        match (is_hidden, is_beside) {
            (true, _) => look.hidden(),
            (_, true) => look.beside(),
            _ => look,
        }
    }

    fn is_moved(&self, tag: &Tag) -> bool {
        attribute(tag, "transform").is_some_and(|transform| drawing::shift(transform).is_none())
            || self.open.last().is_some_and(|open| open.is_moved)
    }

    /// By how much an element is moved, with those around it.
    fn moved(&self, tag: &Tag) -> (f32, f32) {
        let (right, down) = self.open.last().map_or((0.0, 0.0), |open| open.moved);
        let own = attribute(tag, "transform").and_then(drawing::shift).unwrap_or_default();
        (right + own.0, down + own.1)
    }

    /// Takes in what an element of a drawing paints, and over which texts.
    fn paint(&mut self, tag: &Tag) {
        let moved = (!self.is_moved(tag)).then(|| self.moved(tag));
        let is_kept =
            self.open.iter().any(|open| drawing::KEPT.contains(&open.element.name.as_str()));
        for run in self.layers.start(tag, moved, self.body.runs.len(), is_kept) {
            if let Some(run) = self.body.runs.get_mut(run) {
                run.hidden = run.hidden.or(Some(Hidden::Covered));
            }
        }
    }

    /// Says how the content of an element is read.
    fn content_of(&mut self, name: &str) -> TokenSinkResult<()> {
        let kind = match name {
            "title" if self.is_drawing => return TokenSinkResult::Continue,
            "script" => RawKind::ScriptData,
            "style" | "iframe" | "noembed" | "noframes" => RawKind::Rawtext,
            "xmp" => return TokenSinkResult::RawData(RawKind::Rawtext),
            "textarea" => return TokenSinkResult::RawData(RawKind::Rcdata),
            "title" => RawKind::Rcdata,
            "plaintext" => return TokenSinkResult::Plaintext,
            _ => return TokenSinkResult::Continue,
        };
        self.raw = Some(Raw { name: name.to_owned(), text: String::new() });
        TokenSinkResult::RawData(kind)
    }

    fn end(&mut self, name: &str) {
        self.end_raw();
        if self.is_drawing {
            self.layers.end(name, self.body.runs.len());
        }
        let depth =
            self.open.iter().rev().take(OPEN_LOOKED_AT).position(|open| open.element.name == name);
        if let Some(depth) = depth {
            self.open.truncate(self.open.len() - depth - 1);
        }
        self.separate(name);
    }

    /// Ends an element whose content is no markup.
    fn end_raw(&mut self) {
        let Some(raw) = self.raw.take() else { return };
        let hidden = Some(Hidden::Markup);
        match raw.name.as_str() {
            // A drawing may have titles as well; the page's own is the first.
            "title" if self.title.is_empty() => self.title = raw.text,
            "script" => self.item(PartKind::Script, self.script_name(), hidden, &raw.text),
            "style" => self.item(PartKind::Other, "style", hidden, &raw.text),
            _ => self.item(PartKind::Other, "markup", hidden, &raw.text),
        }
    }

    fn text(&mut self, text: &str, source: Option<OffsetMap>) {
        if let Some(raw) = &mut self.raw {
            raw.text.push_str(text);
            return;
        }
        let (hidden, keeps_space) =
            self.open.last().map_or((None, false), |open| (open.look.hides(), open.keeps_space));
        self.body.push(text, source, hidden, keeps_space);
    }

    /// Ends a line or a cell before and after the elements that do.
    fn separate(&mut self, name: &str) {
        match name {
            "td" | "th" => self.body.break_with('\t'),
            _ if self.is_drawing && drawing::LINES.contains(&name) => self.body.break_with('\n'),
            _ if BLOCKS.contains(&name) || LINES.contains(&name) => self.body.break_with('\n'),
            _ => {}
        }
    }

    fn attributes_of(&mut self, tag: &Tag, is_hidden_input: bool) {
        let element: &str = &tag.name;
        if element == "meta" {
            self.meta(tag);
            return;
        }
        for attribute in &tag.attrs {
            let name: &str = &attribute.name.local;
            let value: &str = attribute.value.trim();
            let markup = Some(Hidden::Markup);
            match name {
                _ if value.is_empty() => {}
                "srcdoc" => self.embedded.push(Embedded {
                    media_type: SOURCE_DOCUMENT.to_owned(),
                    is_base64: false,
                    data: value.to_owned(),
                }),
                _ if ADDRESSES.contains(&name) => self.link(value),
                _ if ALTERNATIVES.contains(&name) => {
                    self.item(PartKind::Alternative, "alternative text", None, value);
                }
                "placeholder" => self.item(PartKind::Field, "placeholder", None, value),
                "value" if is_hidden_input => {
                    let name = if is_token(value) { "form token" } else { "hidden field" };
                    self.item(PartKind::Field, name, markup, value);
                }
                "value" if element == "input" || element == "button" => {
                    self.item(PartKind::Field, "field", None, value);
                }
                _ if name.starts_with("on") => {
                    self.item(PartKind::Script, self.script_name(), markup, value);
                }
                "style" if !value.contains("url(") && !value.contains("/*") => {}
                _ if name.starts_with("xmlns") => {}
                _ if LOOKS.contains(&name) && !has_number(value) => {}
                _ if self.is_drawing && drawing::is_coordinate(name) => {}
                _ => self.attribute(name, value),
            }
        }
    }

    /// Pages have scripts as a matter of course, drawings do not.
    const fn script_name(&self) -> &'static str {
        if self.is_drawing { "script" } else { "page script" }
    }

    /// Reads a `meta` element: a property with a name and a content.
    fn meta(&mut self, tag: &Tag) {
        let name = ["name", "property", "itemprop", "http-equiv"]
            .iter()
            .find_map(|name| attribute(tag, name));
        if let Some(content) = attribute(tag, "content") {
            let name = name.unwrap_or("meta");
            let is_description = DESCRIPTIONS.iter().any(|known| name.eq_ignore_ascii_case(known));
            let name = if is_description { "page description" } else { name };
            self.properties.push((name.to_owned(), content.to_owned()));
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        let line = format!("{name}: {value}");
        if self.attributes_seen.insert(line.clone()) {
            self.attributes.push(line);
        }
    }

    /// Adds an address; a file that is written into it is read as one.
    fn link(&mut self, address: &str) {
        match Embedded::from_url(address) {
            Some(embedded) => self.embedded.push(embedded),
            None => self.links.push(address.to_owned()),
        }
    }

    fn item(&mut self, kind: PartKind, name: &'static str, hidden: Option<Hidden>, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            self.items.push(Item { kind, name, hidden, text: text.to_owned() });
        }
    }
}

/// Values of hidden fields that say which way a form was opened, and nothing of anybody.
const SWITCHES: &[&str] =
    &["0", "1", "true", "false", "yes", "no", "on", "off", "default", "get", "post", "utf-8", "✓"];

/// Least length of a random value that a server gives a form.
const TOKEN_BYTES_MIN: usize = 20;

/// True for what a program puts into a form for itself: a switch, or a random value.
fn is_token(value: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-_=+/".contains(&byte);
    let is_random = value.len() >= TOKEN_BYTES_MIN
        && value.bytes().all(is_part)
        && value.bytes().any(|byte| byte.is_ascii_digit())
        && value.bytes().any(|byte| byte.is_ascii_alphabetic());
    is_random || SWITCHES.iter().any(|known| value.eq_ignore_ascii_case(known))
}

/// True for what is longer than the numbers that programs give elements.
fn has_number(value: &str) -> bool {
    const DIGITS_MIN: usize = 11;
    value.bytes().filter(u8::is_ascii_digit).count() >= DIGITS_MIN
}

/// Returns the value of an attribute.
pub(super) fn attribute<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    let found = tag.attrs.iter().find(|attribute| &*attribute.name.local == name);
    found.map(|attribute| &*attribute.value)
}

/// Returns how an element looks inside others, of which the innermost looks like `outer`.
pub(super) fn look_in(
    sheet: &Sheet,
    tag: &Tag,
    element: &Element,
    around: &[&Element],
    outer: Option<Look>,
) -> Look {
    let own = attribute(tag, "style").unwrap_or_default();
    let mut declared = legacy_declarations(tag);
    declared.extend(sheet.declared(element, around, own));
    let look = outer.unwrap_or(Look::of_page(sheet.is_partial)).inside(&declared);
    let name = element.name.as_str();
    let is_hidden = NOT_SHOWN.contains(&name)
        || attribute(tag, "hidden").is_some()
        || name == "dialog" && attribute(tag, "open").is_none();
    if is_hidden { look.hidden() } else { look }
}

/// Returns an element as style sheets see it.
pub(super) fn element(tag: &Tag) -> Element {
    let classes = attribute(tag, "class").unwrap_or_default();
    Element {
        name: tag.name.to_string(),
        id: attribute(tag, "id").unwrap_or_default().to_owned(),
        classes: classes.split_whitespace().map(str::to_owned).collect(),
        attributes: tag
            .attrs
            .iter()
            .filter(|own| own.value.len() <= SELECTED_BYTES_MAX)
            .map(|own| (own.name.local.to_string(), own.value.to_string()))
            .collect(),
        place: 0,
    }
}

/// Returns what the attributes of older pages, and of drawings, declare.
fn legacy_declarations(tag: &Tag) -> Vec<(String, String)> {
    const ATTRIBUTES: &[(&str, &str)] = &[
        ("bgcolor", "background-color"),
        ("text", "color"),
        ("color", "color"),
        ("background", "background-image"),
        ("display", "display"),
        ("visibility", "visibility"),
        ("opacity", "opacity"),
        ("font-size", "font-size"),
        ("fill", "fill"),
        ("fill-opacity", "fill-opacity"),
        ("stroke", "stroke"),
    ];
    let found = ATTRIBUTES.iter().filter_map(|(name, property)| {
        let value = attribute(tag, name)?.trim().to_lowercase();
        (!value.is_empty()).then(|| ((*property).to_owned(), value))
    });
    found.collect()
}

impl Body {
    /// Adds text, with runs of white space as one space unless they are kept.
    fn push(
        &mut self,
        text: &str,
        source: Option<OffsetMap>,
        hidden: Option<Hidden>,
        keeps_space: bool,
    ) {
        let start = self.text.len();
        let mut kept = OffsetMap::identity(source.as_ref().map_or(0, |map| map.base));
        for (from, character) in text.char_indices() {
            let is_space = character.is_ascii_whitespace() && !keeps_space;
            if is_space && self.text.chars().next_back().is_none_or(char::is_whitespace) {
                continue;
            }
            let to = (self.text.len() - start) as u32;
            let length = character.len_utf8();
            self.text.push(if is_space { ' ' } else { character });
            if let Some(source) = &source {
                let (begin, end) = source.origin_span(Span::new(from, from + length));
                let (offset, width) = ((begin - kept.base) as u32, (end - begin) as usize);
                match width == length {
                    true => kept.push(to, offset, 1, 1),
                    false => kept.push(to, offset, length as u8, width.min(255) as u8),
                }
            }
        }
        let span = Span::new(start, self.text.len());
        if !span.is_empty() {
            let source = source.map_or(Source::Unknown, |_| Source::Bytes(kept));
            self.runs.push(Run { span, hidden, label: None, source });
        }
    }

    /// Ends a line or a cell; never twice in a row.
    fn break_with(&mut self, separator: char) {
        match (self.text.chars().next_back(), separator) {
            (None | Some('\n'), _) | (Some('\t'), '\t') => {}
            // A cell that ends the line; a tab that the page itself holds stays.
            (Some('\t'), _)
                if self.runs.last().is_none_or(|run| run.span.end < self.text.len()) =>
            {
                self.text.pop();
                self.text.push(separator);
            }
            _ => self.text.push(separator),
        }
    }

    fn trim_end(&mut self) {
        let end = self.text.trim_end().len();
        self.text.truncate(end);
        self.runs.retain_mut(|run| {
            run.span.end = run.span.end.min(end);
            !run.span.is_empty()
        });
    }
}
