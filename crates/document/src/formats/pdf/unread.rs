//! What objects hold that no reader took: words in entries that are not known here, forms and
//! patterns that no page paints, templates of pages, text that glyphs paint, names of fonts.

use std::collections::BTreeSet;

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::Resources;

use super::font_words::{names_in_file, said_by_glyphs};
use super::fonts::Fonts;
use super::layers::Layers;
use super::leftovers::{
    NESTING_MAX, identifier, is_kind, looks_like_content, shown, sorted_keys, spend, text_of_page,
    words,
};
use super::markup::text_of_markup;
use super::programs::remarks;
use super::session::{Session, part_on};
use super::strings::text_string;
use crate::{Hidden, PartKind};

/// Tells what no reader took of the objects that the roots lead to.
pub(super) fn read(pdf: &Pdf, reached: &BTreeSet<ObjectIdentifier>, session: &mut Session<'_, '_>) {
    let (fonts, layers) = (Fonts::new(), Layers::default());
    let (mut entries, mut said, mut in_fonts) = (Vec::new(), Vec::new(), Vec::new());
    let pages: BTreeSet<ObjectIdentifier> =
        pdf.pages().iter().filter_map(|page| page.raw().obj_id()).collect();
    let mut names = BTreeSet::new();
    for object in pdf.objects() {
        if session.out.stop() {
            return;
        }
        if identifier(&object).is_none_or(|id| !reached.contains(&id)) {
            continue;
        }
        words_of_entries(&object, 0, &mut entries);
        remarks(&object, session, &mut said);
        match &object {
            Object::Dict(dict) if is_kind(dict, b"Template") => {
                let text = text_of_page(dict, &fonts, &layers, session);
                let label = "page that is a template".to_owned();
                session.text(part_on(PartKind::Other, label, None).hidden(Hidden::Vanished), &text);
            }
            // A page that was taken out, to which a link or a bookmark still leads.
            Object::Dict(dict)
                if is_kind(dict, b"Page")
                    && dict.obj_id().is_some_and(|id| !pages.contains(&id)) =>
            {
                let text = text_of_page(dict, &fonts, &layers, session);
                let label = "page that is not among the pages".to_owned();
                session.text(part_on(PartKind::Other, label, None).hidden(Hidden::Vanished), &text);
            }
            Object::Stream(stream) => tell_form(stream, &fonts, &layers, session),
            Object::Dict(dict) if is_kind(dict, b"FontDescriptor") => {
                in_fonts.extend(names_in_file(dict, session));
            }
            Object::Dict(dict) if is_kind(dict, b"Font") => {
                names.extend(font_name(dict));
                in_fonts.extend(said_by_glyphs(dict));
                tell_glyphs(dict, &fonts, &layers, session);
            }
            _ => {}
        }
    }
    let mut seen = BTreeSet::new();
    entries.retain(|entry| {
        let plain = entry.starts_with('<').then(|| text_of_markup(entry));
        !session.was_told(entry)
            && !plain.is_some_and(|plain| session.was_told(&plain))
            && seen.insert(entry.clone())
    });
    tell("other entries", &entries, session);
    tell("remarks in maps and functions", &said, session);
    in_fonts.retain(|words| seen.insert(words.clone()));
    tell("words in fonts", &in_fonts, session);
    tell("names of fonts", &names.into_iter().collect::<Vec<_>>(), session);
}

fn tell(label: &str, lines: &[String], session: &mut Session<'_, '_>) {
    let part = part_on(PartKind::Property, label.to_owned(), None);
    session.text(part.hidden(Hidden::Property), &lines.join("\n"));
}

/// Entries whose strings are looks, numbers or keys, and those that readers join to others.
const NOT_WORDS: &[&[u8]] = &[
    b"DA",
    b"DS",
    b"Registry",
    b"Ordering",
    b"CharSet",
    b"Lookup",
    b"O",
    b"U",
    b"OE",
    b"UE",
    b"Perms",
    b"Cert",
    b"Panose",
    b"FontFamily",
    b"CheckSum",
];

/// Collects the strings of an object that may be words.
fn words_of_entries(object: &Object<'_>, depth: u32, found: &mut Vec<String>) {
    if depth > NESTING_MAX {
        return;
    }
    let dict = match object {
        Object::String(_) => return found.extend(words(object)),
        Object::Name(name) => return found.extend(said_by_name(name)),
        Object::Array(array) if is_palette(array) => return,
        Object::Array(array) => {
            for item in array.raw_iter() {
                if let MaybeRef::NotRef(item) = item {
                    words_of_entries(&item, depth + 1, found);
                }
            }
            return;
        }
        Object::Dict(dict) => dict,
        Object::Stream(stream) => stream.dict(),
        _ => return,
    };
    // Names in fonts are those of glyphs, which are read with them.
    let is_font = is_kind(dict, b"Font") || is_kind(dict, b"FontDescriptor");
    // The names of fields are told with those of the fields around them.
    let is_field = ["FT", "Kids", "Parent"].iter().any(|key| dict.contains_key(key));
    for key in sorted_keys(dict) {
        if !is_font {
            found.extend(said_by_name(&key));
        }
        if NOT_WORDS.contains(&key.as_ref()) || is_field && &*key == b"T" {
            continue;
        }
        if let Some(MaybeRef::NotRef(value)) = dict.get_raw::<Object<'_>>(key)
            && (!is_font || matches!(value, Object::String(_)))
        {
            words_of_entries(&value, depth + 1, found);
        }
    }
}

/// What a name says that is more than the name of something: a number as long as those of persons, or
/// letters and digits in such a mix as keys have.
fn said_by_name(name: &[u8]) -> Option<String> {
    const DIGITS_MIN: usize = 8;
    const KEY_BYTES_MIN: usize = 24;
    const KEY_TURNS_MIN: usize = 6;
    let is_digit = u8::is_ascii_digit;
    let digits = name.iter().filter(|byte| is_digit(byte)).count();
    let turns = name.windows(2).filter(|two| is_digit(&two[0]) != is_digit(&two[1])).count();
    let is_key = || name.len() >= KEY_BYTES_MIN && turns >= KEY_TURNS_MIN;
    (digits >= DIGITS_MIN || is_key()).then(|| text_string(name))
}

/// True for a colour space whose string is a table of colours (8.6.6.3).
fn is_palette(array: &Array<'_>) -> bool {
    let first = array.iter::<Object<'_>>().next().and_then(Object::into_name);
    first.is_some_and(|name| matches!(&*name, b"Indexed" | b"I"))
}

/// Tells the text of a form or a pattern that no page paints.
fn tell_form<'a>(
    stream: &Stream<'a>,
    fonts: &Fonts<'a>,
    layers: &Layers,
    session: &mut Session<'_, '_>,
) {
    let dict = stream.dict();
    let is_form = dict.get::<Name<'_>>("Subtype").is_some_and(|kind| &*kind == b"Form");
    let is_pattern = dict.get::<u32>("PatternType") == Some(1);
    if !is_form && !is_pattern || session.painted.contains(&stream.obj_id()) {
        return;
    }
    let resources = dict.get::<Dict<'a>>("Resources").unwrap_or_default();
    let text = new_lines(stream, resources, fonts, layers, session);
    let what = if is_form { "form" } else { "pattern" };
    let label = format!("{what} that no page paints {}", stream.obj_id().obj_number);
    session.text(part_on(PartKind::Other, label, None).hidden(Hidden::Markup), &text);
}

/// Tells the text that glyphs of a font paint with another font.
fn tell_glyphs<'a>(
    font: &Dict<'a>,
    fonts: &Fonts<'a>,
    layers: &Layers,
    session: &mut Session<'_, '_>,
) {
    let Some(drawings) = font.get::<Dict<'a>>("CharProcs") else { return };
    let mut text = String::new();
    for name in sorted_keys(&drawings) {
        let Some(drawing) = drawings.get::<Stream<'a>>(name) else { continue };
        let resources = font.get::<Dict<'a>>("Resources").unwrap_or_default();
        text.push_str(&new_lines(&drawing, resources, fonts, layers, session));
        text.push('\n');
    }
    session.text(part_on(PartKind::Other, "text in glyphs".into(), None), &text);
}

/// The lines of a content stream that were not told yet.
fn new_lines<'a>(
    stream: &Stream<'a>,
    resources: Dict<'a>,
    fonts: &Fonts<'a>,
    layers: &Layers,
    session: &mut Session<'_, '_>,
) -> String {
    if !spend(stream, session) {
        return String::new();
    }
    let content = stream.decoded_data().unwrap_or_default();
    if !looks_like_content(&content) {
        return String::new();
    }
    let text = shown(&content, &Resources::new(resources), fonts, layers);
    let lines: Vec<&str> = text.lines().filter(|line| !session.was_told(line)).collect();
    lines.join("\n")
}

/// Beginnings of the names of fonts that every system has.
const STANDARD_FONTS: &[&str] =
    &["Helvetica", "Times", "Courier", "Symbol", "ZapfDingbats", "Arial"];

/// The name of a font, without the mark of a subset, unless every system has it.
fn font_name(dict: &Dict<'_>) -> Option<String> {
    const MARK_BYTES: usize = 7;
    let name = dict.get::<Name<'_>>("BaseFont")?;
    let name = std::str::from_utf8(&name).ok()?.to_owned();
    let is_marked = name.as_bytes().get(MARK_BYTES - 1) == Some(&b'+');
    let name = name.get(if is_marked { MARK_BYTES } else { 0 }..)?;
    let is_standard = STANDARD_FONTS.iter().any(|known| name.starts_with(known));
    (!is_standard).then(|| name.to_owned())
}
