//! Font files in a document: the looks of letters, without the words that are written beside them.

mod sfnt;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier};

use super::fonts::Shown;
use crate::clean::is_font_name;

/// For each file of a font, the glyphs that are shown, where a code is the number of its glyph.
pub(super) type Glyphs = BTreeMap<ObjectIdentifier, BTreeSet<u32>>;

/// Returns which glyphs of font files are shown; a file is left out when not all of it is known.
pub(super) fn glyphs(pdf: &Pdf, shown: &Shown) -> Glyphs {
    let mut glyphs = Glyphs::new();
    let mut whole = BTreeSet::new();
    for (id, codes) in shown {
        let Some(Object::Dict(font)) = pdf.xref().get::<Object<'_>>(*id) else { continue };
        let descendant = font
            .get::<Array<'_>>("DescendantFonts")
            .and_then(|fonts| fonts.iter::<Dict<'_>>().next());
        let descriptor = descendant.as_ref().unwrap_or(&font).get::<Dict<'_>>("FontDescriptor");
        let file = |key: &str| descriptor.as_ref()?.get_ref(key).map(ObjectIdentifier::from);
        for file in ["FontFile", "FontFile2", "FontFile3"].into_iter().filter_map(file) {
            match descendant.as_ref().filter(|descendant| counts_glyphs(&font, descendant)) {
                Some(_) => glyphs.entry(file).or_default().extend(codes),
                None => _ = whole.insert(file),
            }
        }
    }
    glyphs.retain(|file, _| !whole.contains(file));
    glyphs
}

/// True for a font whose codes are numbers of glyphs (ISO 32000-2, 9.7.4.2).
fn counts_glyphs(font: &Dict<'_>, descendant: &Dict<'_>) -> bool {
    let name = |dict: &Dict<'_>, key: &str| dict.get::<Name<'_>>(key).map(|name| name.to_vec());
    let is_identity =
        |name: Vec<u8>| [&b"Identity-H"[..], b"Identity-V"].contains(&name.as_slice());
    let has_own_map = descendant.contains_key("CIDToGIDMap")
        && name(descendant, "CIDToGIDMap").as_deref() != Some(b"Identity");
    name(font, "Encoding").is_some_and(is_identity)
        && name(descendant, "Subtype").as_deref() == Some(b"CIDFontType2")
        && !has_own_map
}

/// True for the stream of a font file.
pub(super) fn is_one(dict: &Dict<'_>) -> bool {
    let kind = dict.get::<Name<'_>>("Subtype");
    dict.contains_key("Length1")
        || kind.is_some_and(|kind| {
            [&b"Type1C"[..], b"CIDFontType0C", b"OpenType"].contains(&kind.as_ref())
        })
}

/// Returns a font file without words, and without the outlines of glyphs that are not shown, where
/// these are known. What is no font of a known kind stays as it is: letters depend on it.
pub(super) fn without_words(file: &[u8], shown: Option<&BTreeSet<u32>>) -> Vec<u8> {
    let made = match file {
        _ if is_in_tables(file) => sfnt::rebuilt(file, shown),
        [b'%', b'!', ..] | [0x80, 1, ..] => Some(type1(file)),
        [1, 0, ..] => cff(file),
        _ => None,
    };
    made.unwrap_or_else(|| file.to_vec())
}

/// True for a font in tables (TrueType, OpenType).
pub(super) fn is_in_tables(file: &[u8]) -> bool {
    [&b"\0\x01\0\0"[..], b"true", b"OTTO"].iter().any(|kind| file.starts_with(kind))
}

/// Blanks strings and remarks in the readable part of a Type 1 font, whose length stays, and names
/// that say more than names of fonts do.
fn type1(file: &[u8]) -> Vec<u8> {
    /// What stands before each section of a font as Windows has it (Adobe TN 5040): the length in it
    /// may be a line break.
    const SECTION_HEAD_BYTES: usize = 6;
    let end = memchr::memmem::find(file, b"eexec").unwrap_or(file.len());
    let mut made = file.to_vec();
    let start = if file.starts_with(&[0x80]) { SECTION_HEAD_BYTES } else { 0 };
    let readable = file.get(start..end).unwrap_or_default();
    let mut at = start + memchr::memchr2(b'\r', b'\n', readable).unwrap_or(readable.len());
    while let Some(found) = made.get(at..end).and_then(|rest| memchr::memchr2(b'(', b'%', rest)) {
        let start = at + found + 1;
        let rest = made.get(start..end).unwrap_or_default();
        let is_string = made.get(start - 1) == Some(&b'(');
        let length = match is_string {
            true => memchr::memchr(b')', rest),
            false => memchr::memchr2(b'\r', b'\n', rest),
        };
        let words = start..start + length.unwrap_or(rest.len());
        at = words.end;
        if !is_string || !is_name(made.get(words.clone()).unwrap_or_default()) {
            blank(&mut made, words);
        }
    }
    for name in own_names(readable) {
        let name = made.get_mut(start + name.start..start + name.end);
        if let Some(name) = name.filter(|name| !is_name(name)) {
            name.fill(b'F');
        }
    }
    made
}

/// Where the readable part of a Type 1 font names it: in its first line, and behind its key.
fn own_names(readable: &[u8]) -> Vec<Range<usize>> {
    const KEY: &[u8] = b"/FontName";
    let line_end = memchr::memchr2(b'\r', b'\n', readable).unwrap_or(readable.len());
    let line = readable.get(..line_end).unwrap_or_default();
    let first = memchr::memmem::find(line, b": ").map(|at| at + 2);
    let keyed = memchr::memmem::find_iter(readable, KEY).filter_map(|at| {
        let rest = readable.get(at + KEY.len()..)?;
        let solidus = rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
        (rest.get(solidus) == Some(&b'/')).then_some(at + KEY.len() + solidus + 1)
    });
    let name = |start: usize| {
        let rest = readable.get(start..).unwrap_or_default();
        start..start + rest.iter().take_while(|byte| !byte.is_ascii_whitespace()).count()
    };
    first.into_iter().chain(keyed).map(name).collect()
}

/// Blanks the names and the notes of a font in the compact format (Adobe TN 5176), whose length
/// stays; `None` when it cannot be read.
fn cff(file: &[u8]) -> Option<Vec<u8>> {
    let mut made = file.to_vec();
    let (names, end) = index(file, usize::from(*file.get(2)?))?;
    for name in names.into_iter().filter(|name| !is_name(&file[name.clone()])) {
        made.get_mut(name)?.fill(b'F');
    }
    let (tops, end) = index(file, end)?;
    let (strings, _) = index(file, end)?;
    let notes: BTreeSet<usize> = tops.iter().flat_map(|top| notes(&file[top.clone()])).collect();
    for (number, string) in strings.into_iter().enumerate() {
        let text = &file[string.clone()];
        let is_glyph = text.iter().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(b));
        if (notes.contains(&number) || !is_glyph) && !is_name(text) {
            blank(&mut made, string);
        }
    }
    Some(made)
}

/// Returns where the entries of an index stand, each inside the file, and where it ends.
fn index(file: &[u8], at: usize) -> Option<(Vec<Range<usize>>, usize)> {
    let count = number(file, at, 2)?;
    if count == 0 {
        return Some((Vec::new(), at + 2));
    }
    let size = usize::from(*file.get(at + 2)?);
    let base = at + 3 + (count + 1) * size - 1;
    let offset = |entry: usize| Some(base + number(file, at + 3 + entry * size, size)?);
    let mut entries = Vec::new();
    for entry in 0..count {
        let range = offset(entry)?..offset(entry + 1)?;
        file.get(range.clone())?;
        entries.push(range);
    }
    Some((entries, offset(count)?))
}

/// Numbers of the strings that the head of a font gives as its version, names and notices.
fn notes(top: &[u8]) -> Vec<usize> {
    /// Strings that every program knows come first.
    const OWN: usize = 391;
    let mut notes = Vec::new();
    let (mut at, mut last) = (0, 0);
    while let Some(&byte) = top.get(at) {
        let operand = |len: usize| number(top, at + 1, len);
        let (length, value) = match byte {
            12 => {
                if matches!(top.get(at + 1), Some(0 | 21 | 22 | 38)) {
                    notes.extend(usize::checked_sub(last, OWN));
                }
                (2, None)
            }
            0..=21 => {
                if byte <= 4 {
                    notes.extend(usize::checked_sub(last, OWN));
                }
                (1, None)
            }
            28 => (3, operand(2)),
            29 => (5, operand(4)),
            30 => {
                let rest = top.get(at + 1..).unwrap_or_default();
                let end = rest.iter().position(|byte| byte & 0xF == 0xF || byte >> 4 == 0xF);
                (2 + end.unwrap_or(rest.len()), None)
            }
            32..=246 => (1, usize::from(byte).checked_sub(139)),
            247..=250 => (2, operand(1).map(|low| (usize::from(byte) - 247) * 256 + low + 108)),
            251..=254 => (2, None),
            _ => (1, None),
        };
        last = value.unwrap_or(0);
        at += length;
    }
    notes
}

/// Returns a number of up to four bytes, the highest first.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let digits = bytes.get(at..at.checked_add(length)?)?;
    (length <= 4).then(|| digits.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)))
}

fn is_name(text: &[u8]) -> bool {
    std::str::from_utf8(text).is_ok_and(is_font_name)
}

fn blank(bytes: &mut [u8], range: Range<usize>) {
    if let Some(words) = bytes.get_mut(range) {
        words.fill(b' ');
    }
}

#[cfg(test)]
mod tests;
