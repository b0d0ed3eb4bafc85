//! Fonts of one byte a letter, for the letters that are still shown: widths, names of glyphs and
//! drawn glyphs of others would tell which were removed.

use std::collections::{BTreeMap, BTreeSet};

use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier};

use super::super::font_words::says_words;
use super::keys::Holds;
use super::objects::{Objects, push, real, write_name};
use crate::clean::is_font_name;

/// For each font, the codes that are shown in it.
pub(super) type Shown = BTreeMap<ObjectIdentifier, BTreeSet<u32>>;

/// Codes of one byte.
const CODES: usize = 256;

/// True for a font whose codes have one byte each.
pub(super) fn is_simple(font: &Dict<'_>) -> bool {
    font.get::<Name<'_>>("Subtype").is_some_and(|kind| {
        [&b"Type1"[..], b"MMType1", b"TrueType", b"Type3"].contains(&kind.as_ref())
    })
}

/// The name of a font in the copy: its own, where that says no more than how letters look.
pub(super) fn name(own: &[u8]) -> &[u8] {
    const OTHER: &[u8] = b"Font";
    // Names of Chinese and Japanese fonts are often in an encoding of their country.
    let letters: String =
        own.iter().map(|&byte| if byte.is_ascii() { char::from(byte) } else { 'x' }).collect();
    if is_font_name(&letters) { own } else { OTHER }
}

/// Writes a font as far as these codes need it.
pub(super) fn write(
    font: &Dict<'_>,
    shown: &BTreeSet<u32>,
    objects: &mut Objects<'_, '_, '_>,
    made: &mut Vec<u8>,
) {
    const OWN: [&[u8]; 5] = [b"Widths", b"FirstChar", b"LastChar", b"Encoding", b"CharProcs"];
    push(made, "<<");
    objects.entries(font, Holds::Values, 0, &OWN, made);
    write_widths(font, shown, made);
    let encoding = font.get::<Dict<'_>>("Encoding");
    let old = differences(encoding.as_ref().unwrap_or(&Dict::default()), shown);
    let glyphs = font.get::<Dict<'_>>("CharProcs");
    // Of glyphs that the document draws itself the names are its own as well.
    let names = if glyphs.is_some() { neutral(&old) } else { old.clone() };
    match &encoding {
        Some(encoding) => write_encoding(encoding, &names, made),
        None => objects.entry(font, b"Encoding", Holds::Values, 0, made),
    }
    if let Some(glyphs) = glyphs {
        push(made, "/CharProcs<<");
        let names: BTreeMap<&Vec<u8>, &Vec<u8>> = names.values().zip(old.values()).collect();
        for (name, old) in names {
            if let Some(glyph) = glyphs.get_raw::<Object<'_>>(old.as_slice()) {
                write_name(name, made);
                made.push(b' ');
                objects.maybe(&glyph, Holds::Values, 1, made);
            }
        }
        push(made, ">>");
    }
    push(made, ">>");
}

/// Widths from the first to the last code that is shown; those between are of no width.
fn write_widths(font: &Dict<'_>, shown: &BTreeSet<u32>, made: &mut Vec<u8>) {
    let Some(widths) = font.get::<Array<'_>>("Widths") else { return };
    let widths: Vec<f64> = widths.iter::<f64>().take(CODES).collect();
    let start = font.get::<u32>("FirstChar").unwrap_or(0);
    let (first, last) = match (shown.first(), shown.last()) {
        (Some(&first), Some(&last)) => (first, last),
        _ => (0, 0),
    };
    push(made, &format!("/FirstChar {first}/LastChar {last}/Widths["));
    for code in first..=last {
        let own = code.checked_sub(start).and_then(|at| widths.get(at as usize));
        let width = own.copied().filter(|_| shown.contains(&code)).unwrap_or(0.0);
        push(made, &format!("{} ", real(width)));
    }
    push(made, "]");
}

/// The names with others, for glyphs of the document's own, in place of those that say something.
fn neutral(names: &BTreeMap<u32, Vec<u8>>) -> BTreeMap<u32, Vec<u8>> {
    let mut new: BTreeMap<&Vec<u8>, Vec<u8>> = BTreeMap::new();
    for (code, name) in names.iter().filter(|(_, name)| says_words(name)) {
        new.entry(name).or_insert_with(|| format!("glyph{code}").into_bytes());
    }
    let named = |name: &Vec<u8>| new.get(name).cloned().unwrap_or_else(|| name.clone());
    names.iter().map(|(code, name)| (*code, named(name))).collect()
}

fn write_encoding(encoding: &Dict<'_>, names: &BTreeMap<u32, Vec<u8>>, made: &mut Vec<u8>) {
    push(made, "/Encoding<</Type/Encoding");
    if let Some(base) = encoding.get::<Name<'_>>("BaseEncoding") {
        push(made, "/BaseEncoding");
        write_name(&base, made);
    }
    push(made, "/Differences[");
    for (code, name) in names {
        push(made, &format!("{code}"));
        write_name(name, made);
        made.push(b' ');
    }
    push(made, "]>>");
}

/// Names of glyphs for the codes that are shown.
fn differences(encoding: &Dict<'_>, shown: &BTreeSet<u32>) -> BTreeMap<u32, Vec<u8>> {
    let mut names = BTreeMap::new();
    let mut code = 0_u32;
    let list = encoding.get::<Array<'_>>("Differences").unwrap_or_default();
    for item in list.raw_iter().take(2 * CODES) {
        match item {
            MaybeRef::NotRef(Object::Number(number)) => code = number.as_f64() as u32,
            MaybeRef::NotRef(Object::Name(name)) => {
                if shown.contains(&code) {
                    names.insert(code, name.to_vec());
                }
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    names
}
