//! What no reader of a member took: words in attributes that it does not know, remarks and
//! instructions of the markup.
//!
//! Readers take what they understand. The rest is not shown by any program, and goes out all the
//! same; so it is told as text, without what programs put into attributes for themselves: numbers,
//! switches, identities, namespaces.

use std::collections::BTreeSet;

use super::markup::{Value, Xml, local};
use super::member::Member;
use super::story::Story;
use crate::out::{NewPart, Out};
use crate::{Hidden, PartKind};

/// Ends the reading of a member: tells what was wrong with its markup, and what nobody took of it.
pub(crate) fn end(member: &Member, xml: &Xml<'_>, out: &mut Out<'_>) {
    if let Some(code) = xml.trouble() {
        out.problem(code);
    }
    tell(member, out);
}

/// Tells what nobody took of a member.
pub(crate) fn tell(member: &Member, out: &mut Out<'_>) {
    let mut unread = Unread {
        member,
        told: member.take_told(),
        seen: BTreeSet::new(),
        attributes: Story::default(),
        remarks: Story::default(),
    };
    unread.walk();
    let name = member.name.rsplit('/').next().unwrap_or_default();
    let part = NewPart::new(PartKind::Property, format!("attributes of {name}"));
    unread.attributes.tell(part.hidden(Hidden::Markup), out);
    let part = NewPart::new(PartKind::Comment, format!("remarks in {name}"));
    unread.remarks.tell(part.hidden(Hidden::Markup), out);
}

struct Unread<'m> {
    member: &'m Member,
    /// Offsets of the values that readers told.
    told: BTreeSet<usize>,
    /// Values that were told here: each is told once.
    seen: BTreeSet<&'m str>,
    attributes: Story,
    remarks: Story,
}

impl<'m> Unread<'m> {
    /// Walks over the tags of the member without a look at how they nest.
    fn walk(&mut self) {
        let text = self.member.text.as_str();
        let mut at = 0;
        while let Some(start) = memchr::memchr(b'<', text.as_bytes().get(at..).unwrap_or_default())
        {
            at += start + 1;
            let rest = text.get(at..).unwrap_or_default();
            at += match rest.as_bytes().first() {
                Some(b'/') => 1,
                Some(b'?') => self.remark(at, rest, "?", "?>"),
                Some(b'!') if rest.starts_with("!--") => self.remark(at, rest, "!--", "-->"),
                Some(b'!') if rest.starts_with("![CDATA[") => {
                    rest.find("]]>").unwrap_or(rest.len())
                }
                _ => self.tag(at, rest),
            };
        }
    }

    /// Takes a remark or an instruction that begins at `at`; returns its length.
    fn remark(&mut self, at: usize, rest: &'m str, open: &str, close: &str) -> usize {
        let end = rest.find(close).unwrap_or(rest.len());
        let inner = rest.get(open.len()..end).unwrap_or_default();
        let is_declaration =
            open == "?" && (inner.starts_with("xml ") || inner.starts_with("mso-"));
        if !is_declaration && !inner.trim().is_empty() {
            let value = Value::new(inner, at + open.len());
            self.remarks.push_value(self.member, value, None);
            self.remarks.fresh_line();
        }
        end
    }

    /// Takes the attributes of the tag that begins at `at`; returns its length.
    fn tag(&mut self, at: usize, rest: &'m str) -> usize {
        let bytes = rest.as_bytes();
        let ends_name = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/');
        let mut here = bytes.iter().position(ends_name).unwrap_or(bytes.len());
        let element = local(rest.get(..here).unwrap_or_default());
        loop {
            let tail = bytes.get(here..).unwrap_or_default();
            let Some(next) = memchr::memchr2(b'=', b'>', tail) else { return bytes.len() };
            if tail.get(next) == Some(&b'>') {
                return here + next;
            }
            let key = rest.get(here..here + next).unwrap_or_default().trim();
            here += next + 1;
            let tail = bytes.get(here..).unwrap_or_default();
            let Some(open) = memchr::memchr3(b'"', b'\'', b'>', tail) else { return bytes.len() };
            let quote = tail.get(open).copied().unwrap_or_default();
            if quote == b'>' {
                return here + open;
            }
            here += open + 1;
            let tail = bytes.get(here..).unwrap_or_default();
            let Some(length) = memchr::memchr(quote, tail) else { return bytes.len() };
            if let Some(value) = rest.get(here..here + length) {
                self.attribute(element, key, value, at + here);
            }
            here += length + 1;
        }
    }

    fn attribute(&mut self, element: &str, key: &'m str, value: &'m str, at: usize) {
        if !says_something(value)
            || SETTINGS.contains(&local(key))
            || ELEMENTS.contains(&element)
            || key.starts_with("xmlns")
            || key.starts_with("r:") && digits(value) < DIGITS_MIN
            || self.told.contains(&at)
            || !self.seen.insert(value)
        {
            return;
        }
        self.attributes.set_label(Some(local(key).into()));
        self.attributes.push_value(self.member, Value::new(value, at), None);
        self.attributes.set_label(None);
        self.attributes.fresh_line();
    }
}

/// Attributes that say how something looks or where it stands, in more than a word.
const SETTINGS: &[&str] = &[
    "Ignorable",
    "Requires",
    "adj",
    "ascii",
    "coordsize",
    "cs",
    "d",
    "date",
    "dt",
    "eastAsia",
    "enhanced-path",
    "eqn",
    "font-family",
    "font-family-asian",
    "font-family-complex",
    "hAnsi",
    "panose",
    "path",
    "points",
    "ref",
    "schemaLocation",
    "spans",
    "sqref",
    "style",
    "svg:d",
    "typeface",
    "viewBox",
];

/// Elements whose attributes every file of a program has alike.
const ELEMENTS: &[&str] = &["lsdException", "sig", "Default", "Override"];

/// Beginnings of values that name a vocabulary.
const VOCABULARIES: &[&str] = &[
    "http://schemas.",
    "https://schemas.",
    "http://purl.o",
    "http://www.w3.org/",
    "urn:schemas-",
    "http://openoffice.org/",
    "urn:oasis:",
    "http://purl.oclc.org/",
    "application/",
];

/// Digits from which on a number is taken for one that names something.
const DIGITS_MIN: usize = 11;

/// True for values that a program does not put there for itself, as far as that can be told.
fn says_something(value: &str) -> bool {
    const SHORT_BYTES: usize = 5;
    if !value.is_ascii() {
        return true;
    }
    // A word, or several with hyphens, as programs name what they know.
    let is_word = value.bytes().all(|byte| byte.is_ascii_alphabetic())
        || value.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    if value.len() <= SHORT_BYTES || is_word {
        return false;
    }
    let is_number = value.bytes().all(|byte| {
        byte.is_ascii_digit()
            || matches!(byte, b'.' | b'-' | b'+' | b',' | b' ' | b'%' | b'e' | b'E')
    });
    if is_number {
        return digits(value) >= DIGITS_MIN && !are_switches(value);
    }
    !is_identity(value) && !is_moment(value) && !VOCABULARIES.iter().any(|it| value.starts_with(it))
}

/// True for a row of switches, as Word says by them where a cell stands in its table (`cnfStyle`).
fn are_switches(value: &str) -> bool {
    const SWITCHES: usize = 12;
    value.len() == SWITCHES && value.bytes().all(|byte| matches!(byte, b'0' | b'1'))
}

fn digits(value: &str) -> usize {
    value.bytes().filter(u8::is_ascii_digit).count()
}

/// True for a GUID, and for eight hexadecimal digits or fewer, as of colours.
fn is_identity(value: &str) -> bool {
    const DIGITS: usize = 32;
    let bare = value.trim_start_matches(['{', '#']).trim_end_matches('}');
    let digits = bare.bytes().filter(u8::is_ascii_hexdigit).count();
    let others = bare.len() - digits;
    digits == DIGITS && bare.bytes().filter(|byte| *byte == b'-').count() == others
        || others == 0 && digits <= 8
}

/// True for a date and time (ISO 8601).
fn is_moment(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-') && bytes.get(10) == Some(&b'T')
}

#[cfg(test)]
mod tests;
