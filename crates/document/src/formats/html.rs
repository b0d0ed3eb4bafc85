//! Web pages (WHATWG HTML): what is shown, and what is only in the markup.
//!
//! A page is read as a stream of tags and text, without the tree that a browser builds: visibility
//! needs only the elements that are open. What a page hides by its attributes, or by a style sheet of
//! its own, is told as hidden; sheets elsewhere are not known.

mod attributes;
mod blocks;
mod body;
pub(super) mod clean;
mod drawing;
mod encoding;
mod page;
mod sink;
pub(super) mod style;

use std::collections::BTreeMap;
use std::io::Cursor;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tokenizer, TokenizerOpts};

use self::drawing::References;
use self::page::Page;
use self::sink::Sink;
use self::style::Sheet;
use super::textual::{base64, property, whole};
use crate::format::{Format, Probe};
use crate::formats::epub::member_at;
use crate::out::{NewPart, Out};
use crate::{Hidden, Input, PartKind};

/// HTML page.
pub(super) const HTML: Format = Format {
    name: "html",
    title: "HTML page",
    extensions: &["html", "htm", "xhtml", "xht"],
    reads: "text shown and hidden, comments, scripts, styles, attributes, links, embedded data",
    in_process: false,
    matches: is_html,
    read,
};

/// SVG drawing.
pub(super) const SVG: Format = Format {
    name: "svg",
    title: "SVG drawing",
    extensions: &["svg"],
    reads: "text drawn and hidden, metadata, comments, scripts, styles, links, embedded pictures",
    in_process: false,
    matches: is_svg,
    read: read_svg,
};

/// Elements with which a page or a piece of one begins.
const BEGINNINGS: &[&str] = &[
    "!doctype html",
    "html",
    "head",
    "body",
    "title",
    "meta",
    "script",
    "style",
    "link",
    "table",
    "div",
    "p",
    "h1",
    "h2",
    "font",
    "a",
    "b",
    "br",
    "iframe",
    "ul",
    "center",
    "span",
];

/// The same after an XML declaration: other elements may be anything's.
const XML_BEGINNINGS: &[&str] = &["!doctype html", "html"];

/// True when the first tag is one of HTML, after white space, comments and declarations.
fn is_html(probe: &mut Probe<'_>) -> bool {
    if has_zeros(probe.head) && !encoding::is_utf16(probe.head) {
        return false;
    }
    // A page without any tag is a text as well; its name decides then.
    if HTML.extensions.contains(&probe.extension().as_str()) {
        return true;
    }
    if !may_be_markup(probe.head) {
        return false;
    }
    let (text, _) = encoding::decode(probe.head);
    let (text, is_xml) = after_prologue(&text);
    let Some(tag) = text.strip_prefix('<') else { return false };
    let beginnings = if is_xml { XML_BEGINNINGS } else { BEGINNINGS };
    beginnings.iter().any(|name| {
        tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
            && !tag.get(name.len()..).unwrap_or_default().starts_with(is_name_character)
    })
}

/// True when the first element is a drawing.
fn is_svg(probe: &mut Probe<'_>) -> bool {
    if !may_be_markup(probe.head) || has_zeros(probe.head) && !encoding::is_utf16(probe.head) {
        return false;
    }
    let (text, _) = encoding::decode(probe.head);
    let (mut text, _) = after_prologue(&text);
    if let Some(doctype) = doctype(text) {
        (text, _) = after_prologue(text.get(doctype.len()..).unwrap_or_default());
    }
    ["<svg", "<svg:svg"].iter().any(|start| {
        let after = text.strip_prefix(start);
        after.is_some_and(|after| after.starts_with(|c: char| c.is_whitespace() || c == '>'))
    })
}

/// False for what begins with a visible ASCII character other than that of a tag, in any encoding.
fn may_be_markup(head: &[u8]) -> bool {
    head.iter()
        .find(|byte| !byte.is_ascii_whitespace())
        .is_none_or(|&b| b == b'<' || !b.is_ascii_graphic())
}

fn has_zeros(head: &[u8]) -> bool {
    memchr::memchr(0, head).is_some()
}

/// Returns the document type at the start of a text, with the declarations in it.
fn doctype(text: &str) -> Option<&str> {
    if !text.starts_with("<!DOCTYPE") {
        return None;
    }
    let (open, close) = (text.find('['), text.find('>')?);
    let end = match open.filter(|open| *open < close) {
        Some(open) => open + text.get(open..)?.find("]")?,
        None => 0,
    };
    let end = end + text.get(end..)?.find('>')? + 1;
    text.get(..end)
}

fn is_name_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | ':' | '.')
}

/// Returns the text after white space, comments and XML declarations, and whether there was one.
fn after_prologue(text: &str) -> (&str, bool) {
    let mut rest = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    let mut is_xml = false;
    loop {
        let end = if rest.starts_with("<!--") {
            rest.find("-->").map(|end| end + 3)
        } else if rest.starts_with("<?xml") {
            is_xml = true;
            rest.find("?>").map(|end| end + 2)
        } else {
            None
        };
        let Some(end) = end else { return (rest, is_xml) };
        rest = rest.get(end..).unwrap_or_default().trim_start();
    }
}

fn read(input: &mut dyn Input, out: &mut Out<'_>) {
    let held = out.hold(input, None);
    let (text, decoding) = encoding::decode(&held.bytes);
    if let Some(problem) = decoding.problem {
        out.problem(problem);
    }
    out.count().account();
    let sheet = sheet_of(&text, out);
    tell(tokenize(&text, decoding.base, Page::new(sheet)), out);
}

fn read_svg(input: &mut dyn Input, out: &mut Out<'_>) {
    let held = out.hold(input, None);
    let (text, decoding) = encoding::decode(&held.bytes);
    if let Some(problem) = decoding.problem {
        out.problem(problem);
    }
    // Declarations are not part of what is drawn, and a tokenizer of pages does not know them.
    let start = text.find("<!DOCTYPE").unwrap_or(0);
    let declared = text.get(start..).and_then(doctype).unwrap_or_default();
    let end = start + declared.len();
    if declared.contains("<!ENTITY") {
        let part = NewPart::new(PartKind::Other, "declarations").hidden(Hidden::Markup);
        out.text(part, declared, vec![whole(declared)]);
    }
    let base = decoding.base.map(|base| base + end as u64);
    out.count().account();
    let text = text.get(end..).unwrap_or_default();
    let drawing = Page::drawing(sheet_of(text, out), References::of(text));
    tell(tokenize(text, base, drawing), out);
}

/// Reads the style sheets of a page, those around it included.
fn sheet_of(text: &str, out: &Out<'_>) -> Sheet {
    let linked = |address: &str| out.style(&member_at(out.name(), address)).map(str::to_owned);
    Sheet::of_page(text, &style::linked(text, &linked))
}

/// Reads the tags and texts of a page into `page`; `base` is where its text begins in the file, if
/// text and bytes run side by side.
fn tokenize(text: &str, base: Option<u64>, page: Page) -> Page {
    let sink = Sink::new(base, page);
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let queue = BufferQueue::default();
    // The tokenizer does not say where a text stood; fed with one tag or one text at a time, it
    // is known all the same.
    let mut rest = text;
    while let Some((piece, next)) = split_piece(rest) {
        tokenizer.sink.begin_piece(text.len() - rest.len(), piece);
        queue.push_back(StrTendril::from_slice(piece));
        // The sink never asks to stop for a script, so all of the queue is taken.
        let _all = tokenizer.feed(&queue);
        rest = next;
    }
    tokenizer.end();
    tokenizer.sink.into_page()
}

/// Most bytes that are fed at once.
const PIECE_BYTES_MAX: usize = 1 << 20;

/// Returns the next piece up to the start or the end of what may be a tag, and what follows.
fn split_piece(text: &str) -> Option<(&str, &str)> {
    let first = text.as_bytes().first()?;
    let bytes = text.as_bytes();
    let end = match first {
        b'<' => memchr::memchr(b'>', bytes).map_or(bytes.len(), |end| end + 1),
        _ => memchr::memchr(b'<', bytes).unwrap_or(bytes.len()),
    };
    let end = crate::windows::floor_boundary(text, end.min(PIECE_BYTES_MAX));
    text.split_at_checked(end)
}

/// Tells what a page holds.
fn tell(page: Page, out: &mut Out<'_>) {
    if !page.title.trim().is_empty() {
        // Shown, as the name of the window.
        let title = page.title.trim();
        out.text(NewPart::new(PartKind::Property, "title"), title, vec![whole(title)]);
    }
    for (name, value) in &page.properties {
        property(out, name, value);
    }
    if !page.body.text.is_empty() {
        out.text(NewPart::new(PartKind::Body, "text"), &page.body.text, page.body.runs);
    }
    if !page.turned.text.is_empty() {
        let part = NewPart::new(PartKind::Other, "text in the order in which it is seen 1");
        out.text(part, &page.turned.text, page.turned.runs);
    }
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    for item in &page.items {
        if out.stop() {
            return;
        }
        let number = numbers.entry(item.name).or_default();
        *number += 1;
        let mut part = NewPart::new(item.kind, format!("{} {number}", item.name));
        part.hidden = item.hidden;
        out.text(part, &item.text, vec![whole(&item.text)]);
    }
    tell_lines("links", PartKind::Link, None, &page.links, out);
    tell_lines("attributes", PartKind::Other, Some(Hidden::Markup), &page.attributes, out);
    for (index, embedded) in page.embedded.iter().enumerate() {
        if out.stop() {
            return;
        }
        let name = format!("data {}.{}", index + 1, embedded.extension());
        out.hide_next(embedded.hidden);
        out.child(&name, &mut Cursor::new(embedded.bytes()));
    }
    out.hide_next(None);
}

/// Tells one part of several lines.
fn tell_lines(
    label: &str,
    kind: PartKind,
    hidden: Option<Hidden>,
    lines: &[String],
    out: &mut Out<'_>,
) {
    if !lines.is_empty() {
        let text = lines.join("\n");
        let mut part = NewPart::new(kind, label);
        part.hidden = hidden;
        out.text(part, &text, vec![whole(&text)]);
    }
}

/// A file within the page: a data URL (RFC 2397), or a page in an attribute.
#[derive(Debug)]
struct Embedded {
    media_type: String,
    is_base64: bool,
    data: String,
    /// How it is hidden on the page.
    hidden: Option<Hidden>,
}

impl Embedded {
    /// Reads a data URL.
    fn from_url(url: &str) -> Option<Self> {
        let url = url.trim();
        let scheme = url.get(..5)?;
        let (head, data) = url.get(5..)?.split_once(',')?;
        let (media_type, parameters) = head.split_once(';').unwrap_or((head, ""));
        scheme.eq_ignore_ascii_case("data:").then(|| Self {
            media_type: media_type.trim().to_ascii_lowercase(),
            is_base64: parameters.to_ascii_lowercase().ends_with("base64"),
            data: data.to_owned(),
            hidden: None,
        })
    }

    fn bytes(&self) -> Vec<u8> {
        let unescaped = match self.media_type == SOURCE_DOCUMENT {
            true => self.data.clone().into_bytes(),
            false => percent_decode(&self.data),
        };
        if self.is_base64 { base64(&unescaped) } else { unescaped }
    }

    fn extension(&self) -> &str {
        match self.media_type.as_str() {
            "image/jpeg" => "jpg",
            "image/svg+xml" => "svg",
            "text/plain" | "" => "txt",
            SOURCE_DOCUMENT => "html",
            other => other.rsplit('/').next().filter(|end| end.len() < 8).unwrap_or("bin"),
        }
    }
}

/// Media type of what stands in a `srcdoc` attribute, as it is, without escapes.
const SOURCE_DOCUMENT: &str = "text/html;srcdoc";

/// Returns the bytes that a text with `%41` for `A` stands for.
fn percent_decode(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = after.get(..2).filter(|_| byte == b'%');
        let value = escaped
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(value.unwrap_or(byte));
        rest = if value.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    bytes
}

#[cfg(test)]
mod tests;
