//! Writes what stays of a page while its tags and texts come by.

use std::cell::RefCell;

use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult};

use super::super::Embedded;
use super::super::blocks::BLOCKS;
use super::super::page::{element, look_in, shows_what_is_in_it};
use super::super::style::{self, AROUND_MAX, Element, Look};
use super::Form;
use super::allowed::{ATTRIBUTES, CELLS, ELEMENTS, ENDED_BY_NEXT, SKIPPED, VOID, says_nothing};
use super::styles::{self, Names, Sheet};
use crate::clean::{Refusal, Removal, Work, picture};

/// Elements that may be open at once.
const OPEN_MAX: usize = 4_096;
/// Name of the body of a message, when it is a page.
const BODY_OF_MESSAGE: &str = "body.html";
/// Where the sheet of styles is put when the page is whole.
const SHEET_PLACE: &str = "\u{1}sheet\u{1}";
/// How a chapter begins; its own elements around it follow.
const CHAPTER_HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n";
/// The namespace of a chapter's elements.
const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// What the tokenizer writes to.
pub(super) struct Sink<'p, 'w, 'l>(RefCell<Page<'p, 'w, 'l>>);

struct Page<'p, 'w, 'l> {
    form: &'p Form<'p>,
    sheet: Sheet,
    /// The rules of the page as its reader knows them, who has the last word on what is seen.
    judge: style::Sheet,
    names: Names,
    /// Texts that must go and of which no place is known.
    texts: Vec<(&'p str, &'p str)>,
    work: &'w mut Work<'l>,
    out: String,
    open: Vec<Open>,
    embedded: usize,
    failed: Option<Refusal>,
}

struct Open {
    named: Element,
    look: Look,
    is_written: bool,
    /// True when nothing in it is written, for it or something around it is not shown.
    is_gone: bool,
}

impl<'p, 'w, 'l> Sink<'p, 'w, 'l> {
    pub(super) fn new(
        form: &'p Form<'p>,
        (sheet, judge): (Sheet, style::Sheet),
        texts: Vec<(&'p str, &'p str)>,
        work: &'w mut Work<'l>,
    ) -> Self {
        let head = match form {
            Form::Page => format!("<!doctype html>\n<meta charset=\"utf-8\">\n{SHEET_PLACE}"),
            Form::Chapter(_) => CHAPTER_HEAD.to_owned(),
        };
        Self(RefCell::new(Page {
            form,
            sheet,
            judge,
            names: Names::default(),
            texts,
            work,
            out: head,
            open: Vec::new(),
            embedded: 0,
            failed: None,
        }))
    }

    /// Returns the whole page.
    pub(super) fn finish(self) -> Result<String, Refusal> {
        let mut page = self.0.into_inner();
        while let Some(open) = page.open.pop() {
            page.write_end(&open);
        }
        if let Some(refusal) = page.failed {
            return Err(refusal);
        }
        let sheet = page.sheet.written(&page.names);
        let sheet = match sheet.as_str() {
            "" => String::new(),
            sheet => format!("<style>\n{sheet}</style>\n"),
        };
        let body = page.out.split_once(SHEET_PLACE);
        // A chapter without a head has no place for it.
        let (head, body) = body.unwrap_or(("", &page.out));
        Ok(format!("{head}{sheet}{}\n", body.trim()))
    }
}

impl TokenSink for Sink<'_, '_, '_> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut page = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => page.text(&text),
            Token::CommentToken(_) => page.work.removed(Removal::Comments, 1),
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

impl Page<'_, '_, '_> {
    fn start(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        if is_block(name) {
            self.end_paragraph();
        }
        if ENDED_BY_NEXT.contains(&name)
            && self.open.last().is_some_and(|open| open.named.name == name)
        {
            self.end(name);
        }
        let named = element(tag);
        let look = self.look_of(tag, &named);
        let outer_is_gone = self.open.last().is_some_and(|open| open.is_gone);
        let is_hidden = !outer_is_gone && self.is_hidden(tag, &named);
        let is_known = is_block(name) || ELEMENTS.contains(&name);
        let is_allowed = is_known && !outer_is_gone && !is_hidden;
        // What stands in a template of this kind is shown in place of what is beside it.
        let is_shadow = name == "template" && value(tag, "shadowrootmode").is_some();
        let is_gone = outer_is_gone || is_hidden || self.is_skipped(tag) && !is_shadow;
        if self.is_drawn_picture(name) && !outer_is_gone && !is_hidden {
            self.write_drawn_picture(tag);
        } else if is_allowed {
            self.write_start(tag, &named);
            if look.hides().is_none() {
                self.write_shown_attributes(tag, &named);
            }
        } else if !outer_is_gone {
            self.tell(name, is_hidden);
        }
        if !VOID.contains(&name) && !tag.self_closing && self.open.len() < OPEN_MAX {
            self.open.push(Open { named, look, is_written: is_allowed, is_gone });
        }
        match name {
            // In XML an element without content is complete.
            _ if tag.self_closing && self.is_chapter() => TokenSinkResult::Continue,
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "style" | "iframe" | "noembed" | "noframes" | "xmp" => {
                TokenSinkResult::RawData(RawKind::Rawtext)
            }
            "textarea" | "title" => TokenSinkResult::RawData(RawKind::Rcdata),
            "plaintext" => TokenSinkResult::Plaintext,
            _ => TokenSinkResult::Continue,
        }
    }

    fn is_chapter(&self) -> bool {
        matches!(self.form, Form::Chapter(_))
    }

    fn is_in_drawing(&self) -> bool {
        self.open.iter().any(|open| open.named.name == "svg")
    }

    /// True for an element of which nothing is written; of drawings in chapters, which are often a
    /// frame for a picture, the pictures are.
    fn is_skipped(&self, tag: &Tag) -> bool {
        let name: &str = &tag.name;
        match self.is_chapter() {
            true if self.is_in_drawing() => name != "g",
            true if name == "svg" => false,
            _ => SKIPPED.contains(&name) && !shows_what_is_in_it(tag),
        }
    }

    fn is_drawn_picture(&self, name: &str) -> bool {
        name == "image" && self.is_chapter() && self.is_in_drawing()
    }

    fn write_drawn_picture(&mut self, tag: &Tag) {
        let address = value(tag, "xlink:href").or(value(tag, "href")).unwrap_or_default();
        if let Some(source) = self.source(address) {
            self.out.push_str(&format!("<img src=\"{}\"/>", escaped(&source)));
        }
    }

    fn tell(&mut self, name: &str, is_hidden: bool) {
        let what = match name {
            _ if is_hidden => Removal::HiddenText,
            "script" => Removal::Macros,
            "style" => return,
            "meta" | "link" | "base" => Removal::Properties,
            "svg" | "math" | "canvas" | "object" | "embed" | "applet" => Removal::Pictures,
            _ => Removal::Markup,
        };
        self.work.removed(what, 1);
    }

    /// Returns how an element looks, as the reader of pages sees it.
    fn look_of(&self, tag: &Tag, element: &Element) -> Look {
        let near = self.open.len().saturating_sub(AROUND_MAX);
        let around: Vec<&Element> = self.open.iter().skip(near).map(|open| &open.named).collect();
        look_in(&self.judge, tag, element, &around, self.open.last().map(|open| open.look))
    }

    fn is_hidden(&self, tag: &Tag, named: &Element) -> bool {
        let has = |name: &str| tag.attrs.iter().any(|a| &*a.name.local == name);
        let is_hidden_input = &*tag.name == "input"
            && value(tag, "type").is_some_and(|kind| {
                kind.eq_ignore_ascii_case("hidden") || kind.eq_ignore_ascii_case("password")
            });
        let style = styles::declarations(value(tag, "style").unwrap_or_default());
        let is_white = value(tag, "color")
            .is_some_and(|color| matches!(color.to_lowercase().as_str(), "white" | "#ffffff"));
        has("hidden")
            || is_hidden_input
            || styles::hides(&style, self.sheet.has_ground())
            || is_white && !self.sheet.has_ground()
            || self.sheet.hides_some() && self.sheet.hides(named, &self.around())
    }

    /// The elements around, as far out as the reader of pages looks.
    fn around(&self) -> Vec<Element> {
        let near = self.open.len().saturating_sub(AROUND_MAX);
        self.open.iter().skip(near).map(|open| open.named.clone()).collect()
    }

    fn write_start(&mut self, tag: &Tag, named: &Element) {
        let name: &str = &tag.name;
        let mut written = format!("<{name}");
        if self.is_chapter() && name == "html" {
            written += &format!(" xmlns=\"{XHTML}\"");
        }
        for attribute in &tag.attrs {
            let key: &str = &attribute.name.local;
            let value: &str = &attribute.value;
            let kept = match key {
                "class" if !named.classes.is_empty() => {
                    let names = named.classes.iter().map(|class| self.names.of(class));
                    Some(names.collect::<Vec<_>>().join(" "))
                }
                "id" if !value.is_empty() => Some(self.names.of(&format!("#{value}"))),
                "style" => {
                    Some(styles::kept(&styles::declarations(value))).filter(|kept| !kept.is_empty())
                }
                "src" if name == "img" => self.source(value),
                "value" if shows_value(tag) => Some(self.without_texts(value)),
                _ if ATTRIBUTES.contains(&key) && says_nothing(key, value) => {
                    Some(value.to_owned())
                }
                _ => {
                    self.tell_attribute(key);
                    None
                }
            };
            if let Some(value) = kept {
                written += &format!(" {key}=\"{}\"", escaped(&value));
            }
        }
        let is_complete = tag.self_closing || VOID.contains(&name);
        written += if is_complete && self.is_chapter() { "/>" } else { ">" };
        self.out.push_str(&written);
        if self.is_chapter() && name == "head" {
            self.out.push_str(SHEET_PLACE);
        }
    }

    /// Writes as text what a rule shows of attributes, which do not stay.
    fn write_shown_attributes(&mut self, tag: &Tag, named: &Element) {
        let near = self.open.len().saturating_sub(AROUND_MAX);
        let around: Vec<&Element> = self.open.iter().skip(near).map(|open| &open.named).collect();
        let names = self.judge.shown_attributes(named, &around).into_iter();
        let shown: String = names.filter_map(|name| value(tag, name)).collect();
        let shown = self.without_texts(&shown);
        self.out.push_str(&escaped(&shown));
    }

    fn tell_attribute(&mut self, key: &str) {
        let what = match key {
            "href" | "action" | "srcset" | "src" | "cite" => Removal::Links,
            "alt" | "title" | "aria-label" | "summary" => Removal::Alternative,
            _ if key.starts_with("on") => Removal::Macros,
            _ => Removal::Markup,
        };
        self.work.removed(what, 1);
    }

    /// Returns the source of a picture that stays: one in the page itself, cleaned, or one beside it.
    fn source(&mut self, address: &str) -> Option<String> {
        if let Some(embedded) = Embedded::from_url(address) {
            self.embedded += 1;
            let name = format!("data {}.{}", self.embedded, embedded.extension());
            let picture = picture::cleaned(&name, &embedded.bytes(), &[], self.work)?;
            let encoded = base64_of(&picture.bytes);
            return Some(format!("data:{};base64,{encoded}", picture.media_type));
        }
        if let Form::Chapter(book) = self.form {
            let source = (book.picture)(address);
            self.work.removed(Removal::Links, usize::from(source.is_none()));
            return source;
        }
        // In the body of a message, pictures stand beside it as its parts.
        let of_message = address.starts_with("cid:") && self.work.name() == BODY_OF_MESSAGE;
        let is_beside = of_message
            || !address.contains([':', '?', '%', '\\'])
                && !address.starts_with('/')
                && !address.contains("..");
        if !is_beside {
            self.work.removed(Removal::Links, 1);
        }
        is_beside.then(|| self.without_texts(address))
    }

    fn without_texts(&self, value: &str) -> String {
        let mut value = value.to_owned();
        for (text, by) in &self.texts {
            value = value.replace(text, if by.is_empty() { "[redacted]" } else { by });
        }
        value
    }

    fn text(&mut self, text: &str) {
        if self.open.last().map_or(self.is_chapter(), |open| open.is_gone) {
            return;
        }
        let is_unseen = self.open.last().is_some_and(|open| open.look.hides().is_some());
        if is_unseen && !text.trim().is_empty() {
            self.work.removed(Removal::HiddenText, 1);
            return;
        }
        let text = self.without_texts(text);
        self.out.push_str(&escaped(&text));
    }

    fn end(&mut self, name: &str) {
        let depth = self.open.iter().rev().position(|open| open.named.name == name);
        let Some(depth) = depth else { return };
        for _ in 0..=depth {
            if let Some(open) = self.open.pop() {
                self.write_end(&open);
            }
        }
    }

    /// Ends a paragraph whose own end was left out: no block stands in one.
    fn end_paragraph(&mut self) {
        let around = self.open.iter().rev().map(|open| open.named.name.as_str());
        let mut around = around.take_while(|name| *name == "p" || !is_block(name));
        if around.any(|name| name == "p") {
            self.end("p");
        }
    }

    fn write_end(&mut self, open: &Open) {
        if open.is_written {
            self.out.push_str(&format!("</{}>", open.named.name));
        }
    }
}

fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name) || CELLS.contains(&name)
}

/// True for an element that shows the value that it has; a choice shows the words beside it.
fn shows_value(tag: &Tag) -> bool {
    const UNSHOWN: &[&str] = &["checkbox", "radio", "hidden", "password", "image", "file"];
    match &*tag.name {
        "input" => value(tag, "type")
            .is_none_or(|kind| !UNSHOWN.contains(&kind.to_ascii_lowercase().as_str())),
        "button" => false,
        name => matches!(name, "meter" | "progress" | "li"),
    }
}

fn value<'t>(tag: &'t Tag, name: &str) -> Option<&'t str> {
    let found = tag.attrs.iter().find(|attribute| &*attribute.name.local == name);
    found.map(|attribute| &*attribute.value)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Returns bytes in Base64 (RFC 4648, 4).
fn base64_of(bytes: &[u8]) -> String {
    crate::formats::textual::to_base64(bytes)
}
