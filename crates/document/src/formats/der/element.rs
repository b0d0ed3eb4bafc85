//! Elements of ASN.1 as they are encoded (X.690, section 8): tag, length, content.

/// Tags of the universal class.
pub(super) const INTEGER: u8 = 0x02;
pub(super) const BITS: u8 = 0x03;
pub(super) const OCTETS: u8 = 0x04;
pub(super) const OBJECT_ID: u8 = 0x06;
pub(super) const SEQUENCE: u8 = 0x30;
const UTF8: u8 = 0x0C;
const PRINTABLE: u8 = 0x13;
const TELETEX: u8 = 0x14;
const ASCII: u8 = 0x16;
const VISIBLE: u8 = 0x1A;
const TWO_BYTES: u8 = 0x1E;
/// Mail address, host name and address of the web in an alternative name (RFC 5280, 4.2.1.6).
const ALTERNATIVE: [u8; 3] = [0x81, 0x82, 0x86];

/// The bit that says that an element holds others.
const CONSTRUCTED: u8 = 0x20;
/// Deepest nesting at which the end of an element without a length is looked for.
const NESTING_MAX: u32 = 64;

/// One element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Element<'a> {
    /// Its class, whether it is constructed, and its number, in one byte.
    pub(super) tag: u8,
    /// What it holds.
    pub(super) content: &'a [u8],
    /// All of it, with tag and length.
    pub(super) whole: &'a [u8],
}

impl<'a> Element<'a> {
    /// Returns the elements that it holds; none when it is none that holds others.
    pub(super) fn children(&self) -> Elements<'a> {
        elements(if self.is_constructed() { self.content } else { &[] })
    }

    /// True when it holds other elements.
    pub(super) fn is_constructed(&self) -> bool {
        self.tag & CONSTRUCTED != 0
    }

    /// True for a string of octets, whole or in pieces.
    pub(super) fn is_octets(&self) -> bool {
        self.tag & !CONSTRUCTED == OCTETS
    }

    /// Returns its text, if it is one; alternative names are wrapped in a string of octets.
    pub(super) fn text(&self) -> Option<String> {
        let text = match self.tag {
            UTF8 | PRINTABLE | ASCII | VISIBLE => {
                std::str::from_utf8(self.content).ok()?.to_owned()
            }
            TELETEX => encoding_rs::mem::decode_latin1(self.content).into_owned(),
            TWO_BYTES => encoding_rs::UTF_16BE.decode_without_bom_handling(self.content).0.into(),
            OCTETS => return wrapped_names(self.content),
            _ => return None,
        };
        Some(text).filter(|text| !text.trim().is_empty())
    }
}

/// Returns the alternative names in the value of an extension, one a line.
fn wrapped_names(value: &[u8]) -> Option<String> {
    let names = elements(value).next().filter(|names| names.tag == SEQUENCE)?;
    let named = names.children().filter(|name| ALTERNATIVE.contains(&name.tag));
    let texts: Vec<&str> =
        named.filter_map(|name| std::str::from_utf8(name.content).ok()).collect();
    Some(texts.join("\n")).filter(|text| !text.is_empty())
}

/// Walks the elements that stand one after the other.
pub(super) fn elements(bytes: &[u8]) -> Elements<'_> {
    Elements { rest: bytes }
}

/// A walk; it ends before what is no element.
#[derive(Debug)]
pub(super) struct Elements<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Elements<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        let (element, rest) = split(self.rest, NESTING_MAX)?;
        self.rest = rest;
        Some(element)
    }
}

/// Takes the first element; none at the end, at the mark of the end, and where there is none.
fn split(bytes: &[u8], nesting: u32) -> Option<(Element<'_>, &[u8])> {
    let (&tag, after_tag) = bytes.split_first()?;
    // Numbers of more than one byte occur in none of the structures that are read here.
    if tag == 0 || tag & 0x1F == 0x1F {
        return None;
    }
    let (&first, after) = after_tag.split_first()?;
    if first == 0x80 {
        return split_open(bytes, tag, after, nesting.checked_sub(1)?);
    }
    let (len, content) = match first {
        0..0x80 => (usize::from(first), after),
        _ => {
            let (digits, content) = after.split_at_checked(usize::from(first & 0x7F))?;
            (number(digits)?, content)
        }
    };
    let (content, rest) = content.split_at_checked(len)?;
    let whole = bytes.get(..bytes.len() - rest.len())?;
    Some((Element { tag, content, whole }, rest))
}

/// Takes an element whose length is not stated: it ends with a mark of two zeros.
fn split_open<'a>(
    bytes: &'a [u8],
    tag: u8,
    content: &'a [u8],
    nesting: u32,
) -> Option<(Element<'a>, &'a [u8])> {
    let mut rest = content;
    while let Some((_, next)) = split(rest, nesting) {
        rest = next;
    }
    let content = content.get(..content.len() - rest.len())?;
    let rest = rest.strip_prefix(&[0, 0])?;
    let whole = bytes.get(..bytes.len() - rest.len())?;
    Some((Element { tag, content, whole }, rest))
}

fn number(digits: &[u8]) -> Option<usize> {
    const DIGITS_MAX: usize = 4;
    let is_sane = !digits.is_empty() && digits.len() <= DIGITS_MAX;
    is_sane.then(|| digits.iter().fold(0, |number, digit| number << 8 | usize::from(*digit)))
}
