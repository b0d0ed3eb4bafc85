//! What the attributes of a page's elements hold: addresses, values of fields, words in place of
//! pictures, and what nobody knows.

use html5ever::tokenizer::Tag;

use super::page::{Page, attribute};
use super::{Embedded, SOURCE_DOCUMENT, drawing};
use crate::{Hidden, PartKind};

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

impl Page {
    pub(super) fn attributes_of(&mut self, tag: &Tag, is_hidden_input: bool) {
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
                    hidden: self.hides_embedded(tag),
                }),
                _ if ADDRESSES.contains(&name) => {
                    let hidden = self.hides_embedded(tag);
                    self.link(value, hidden);
                }
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
    pub(super) const fn script_name(&self) -> &'static str {
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
    fn link(&mut self, address: &str, hidden: Option<Hidden>) {
        match Embedded::from_url(address) {
            Some(embedded) => self.embedded.push(Embedded { hidden, ..embedded }),
            None => self.links.push(address.to_owned()),
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
