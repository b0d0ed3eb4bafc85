//! What belongs to no page and nothing else: objects that nothing leads to, and bytes between objects.

use std::collections::BTreeSet;
use std::ops::Range;

use hayro_font::kurbo::Affine;
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::Resources;

use super::content::ContentReader;
use super::fonts::Fonts;
use super::layers::Layers;
use super::lines::page_text;
use super::packed;
use super::properties::information;
use super::session::{Session, identity, part_on};
use super::streams::{content_streams, measure};
use super::strings::text_of;
use super::{unlisted, unread};
use crate::{Hidden, PartKind, ProblemCode};

/// Arrays and dictionaries within each other.
pub(super) const NESTING_MAX: u32 = 64;
/// Objects of one program's private data that are looked at.
const PRIVATE_OBJECTS_MAX: usize = 10_000;
/// Strings shorter than this, in characters, are keys and dates more often than words.
const WORDS_LEAST: usize = 4;
/// Share of a gap that must be readable for it to be text.
const READABLE_SHARE: f64 = 0.8;

/// Tells what is left over in a file: what no reader took, and what nothing leads to.
pub(super) fn read(pdf: &Pdf, session: &mut Session<'_, '_>) {
    read_unreachable(pdf, session);
    unlisted::read(pdf, session);
    packed::read(pdf, session);
    read_gaps(pdf.data().as_ref(), session);
}

/// Tells the objects that neither the catalogue nor the information dictionary leads to.
fn read_unreachable(pdf: &Pdf, session: &mut Session<'_, '_>) {
    let reached = reachable(pdf);
    unread::read(pdf, &reached, session);
    let (fonts, layers) = (Fonts::new(), Layers::default());
    for object in pdf.objects() {
        let Some(id) = identifier(&object) else { continue };
        if reached.contains(&id) || is_machinery(&object) {
            continue;
        }
        if !session.enter() {
            return;
        }
        let (label, text) = match &object {
            Object::Dict(dict) if is_kind(dict, b"Page") => {
                ("unreachable page", text_of_page(dict, &fonts, &layers, session))
            }
            _ => ("unreachable object", text_of_object(&object, &fonts, &layers, session)),
        };
        let label = format!("{label} {}", id.obj_number);
        session.text(part_on(PartKind::Other, label, None).hidden(Hidden::Slack), &text);
    }
}

/// Everything that the roots lead to.
fn reachable(pdf: &Pdf) -> BTreeSet<ObjectIdentifier> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<ObjectIdentifier> = vec![pdf.xref().root_id()];
    if let Some(information) = information(pdf) {
        reached.extend(information.obj_id());
        references(&Object::Dict(information), 0, &mut open);
    }
    while let Some(id) = open.pop() {
        if !reached.insert(id) {
            continue;
        }
        if let Some(object) = pdf.xref().get::<Object<'_>>(id) {
            references(&object, 0, &mut open);
        }
    }
    reached
}

/// Collects what an object refers to.
fn references(object: &Object<'_>, depth: u32, found: &mut Vec<ObjectIdentifier>) {
    if depth > NESTING_MAX {
        return;
    }
    let mut follow = |value: MaybeRef<Object<'_>>| match value {
        MaybeRef::Ref(reference) => found.push(reference.into()),
        MaybeRef::NotRef(object) => references(&object, depth + 1, found),
    };
    match object {
        Object::Dict(dict) => dict.entries().for_each(|(_, value)| follow(value)),
        Object::Stream(stream) => stream.dict().entries().for_each(|(_, value)| follow(value)),
        Object::Array(array) => array.raw_iter().for_each(follow),
        _ => {}
    }
}

pub(super) fn identifier(object: &Object<'_>) -> Option<ObjectIdentifier> {
    match object {
        Object::Dict(dict) => dict.obj_id(),
        Object::Stream(stream) => Some(stream.obj_id()),
        _ => None,
    }
}

pub(super) fn is_kind(dict: &Dict<'_>, kind: &[u8]) -> bool {
    dict.get::<Name<'_>>("Type").is_some_and(|name| &*name == kind)
}

/// True for what holds the file together and says nothing itself.
fn is_machinery(object: &Object<'_>) -> bool {
    let dict = match object {
        Object::Dict(dict) => dict,
        Object::Stream(stream) => stream.dict(),
        _ => return true,
    };
    is_kind(dict, b"XRef")
        || is_kind(dict, b"ObjStm")
        // Embedded files are told as such.
        || is_kind(dict, b"EmbeddedFile")
        || dict.contains_key("EF")
        || dict.contains_key("Linearized")
        || (dict.contains_key("O") && dict.contains_key("U"))
}

pub(super) fn text_of_page<'a>(
    page: &Dict<'a>,
    fonts: &Fonts<'a>,
    layers: &Layers,
    session: &mut Session<'_, '_>,
) -> String {
    let mut content = Vec::new();
    for stream in content_streams(page).iter().flatten() {
        if !spend(stream, session) {
            break;
        }
        content.extend_from_slice(&stream.decoded_data().unwrap_or_default());
        content.push(b'\n');
    }
    let resources = Resources::new(page.get::<Dict<'a>>("Resources").unwrap_or_default());
    shown(&content, &resources, fonts, layers)
}

/// The words of an object: of its strings, and of the content in it.
fn text_of_object<'a>(
    object: &Object<'a>,
    fonts: &Fonts<'a>,
    layers: &Layers,
    session: &mut Session<'_, '_>,
) -> String {
    let mut lines = Vec::new();
    strings(object, 0, &mut lines);
    if let Object::Stream(stream) = object
        && stream.dict().get::<Name<'_>>("Subtype").is_none_or(|kind| &*kind == b"Form")
        && !stream.dict().contains_key("FunctionType")
        && spend(stream, session)
    {
        let data = stream.decoded_data().unwrap_or_default();
        if looks_like_content(&data) {
            let resources = stream.dict().get::<Dict<'a>>("Resources");
            let is_whole = resources.is_some();
            let resources = Resources::new(resources.unwrap_or_default());
            let text = shown(&data, &resources, fonts, layers);
            // Without its fonts, codes are letters only where they are those of ASCII.
            if is_whole || has_word(&text) {
                lines.push(text);
            }
        }
    }
    lines.join("\n")
}

/// Counts a stream's bytes; false when they are too many.
pub(super) fn spend(stream: &Stream<'_>, session: &mut Session<'_, '_>) -> bool {
    let limit = session.out.limits().object_bytes_max;
    let measure = measure(stream, limit);
    if measure.decoded > limit {
        session.out.problem(ProblemCode::ObjectLimit);
        return false;
    }
    session.out.spend(measure.decoded, measure.decoded, measure.encoded)
}

pub(super) fn shown<'a>(
    content: &[u8],
    resources: &Resources<'a>,
    fonts: &Fonts<'a>,
    layers: &Layers,
) -> String {
    let mut reader = ContentReader::new(fonts, layers);
    reader.page(content, resources, Affine::FLIP_Y);
    page_text(&reader.finish()).text
}

/// True when letters stand together as in words.
fn has_word(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphabetic()).any(|word| word.len() >= WORDS_LEAST)
}

pub(super) fn looks_like_content(data: &[u8]) -> bool {
    ["Tj", "TJ"].iter().any(|operator| memchr::memmem::find(data, operator.as_bytes()).is_some())
        && memchr::memmem::find(data, b"BT").is_some()
}

/// The words in a dictionary and in all that it leads to, the data of streams included.
pub(super) fn words_of(root: Dict<'_>, session: &mut Session<'_, '_>) -> String {
    let mut lines = Vec::new();
    let (mut seen, mut seen_streams) = (BTreeSet::new(), BTreeSet::new());
    let mut open = vec![Object::Dict(root)];
    for _ in 0..PRIVATE_OBJECTS_MAX {
        let dict = match open.pop() {
            Some(Object::Dict(dict)) => dict,
            Some(Object::Stream(stream)) => {
                if seen_streams.insert(stream.obj_id()) && spend(&stream, session) {
                    lines.extend(words_of_stream(&stream));
                }
                stream.dict().clone()
            }
            Some(Object::Array(array)) => {
                open.extend(array.iter::<Object<'_>>());
                continue;
            }
            Some(other) => {
                lines.extend(words(&other));
                continue;
            }
            None => break,
        };
        if seen.insert(identity(&dict)) && !is_kind(&dict, b"Page") {
            open.extend(sorted_keys(&dict).iter().rev().filter_map(|key| dict.get(key)));
        }
    }
    lines.join("\n")
}

/// The words in the data of a stream that a program keeps for itself.
fn words_of_stream(stream: &Stream<'_>) -> Option<String> {
    // Pictures and the like are read by others.
    let kind = stream.dict().get::<Name<'_>>("Subtype");
    if kind.is_some_and(|kind| matches!(&*kind, b"Image" | b"Form")) {
        return None;
    }
    let words = crate::formats::textual::strings(&stream.decoded_data().ok()?);
    (!words.is_empty()).then_some(words)
}

/// The keys of a dictionary, in a fixed order.
pub(super) fn sorted_keys<'a>(dict: &Dict<'a>) -> Vec<Name<'a>> {
    let mut keys: Vec<Name<'a>> = dict.keys().collect();
    keys.sort_by(|left, right| left.as_ref().cmp(right.as_ref()));
    keys
}

/// The text of a string that may be words.
pub(super) fn words(object: &Object<'_>) -> Option<String> {
    let Object::String(_) = object else { return None };
    let text = text_of(object)?;
    let is_readable = text.chars().all(|c| !c.is_control() || c.is_whitespace());
    let is_date =
        text.strip_prefix("D:").is_some_and(|date| date.starts_with(|c: char| c.is_ascii_digit()));
    (is_readable && !is_date && text.trim().chars().count() >= WORDS_LEAST).then_some(text)
}

/// Collects the strings of an object that may be words.
pub(super) fn strings(object: &Object<'_>, depth: u32, lines: &mut Vec<String>) {
    if depth > NESTING_MAX {
        return;
    }
    match object {
        Object::String(_) => lines.extend(words(object)),
        Object::Array(array) => each_direct(array, depth, lines),
        Object::Dict(dict) => strings_of_dict(dict, depth, lines),
        Object::Stream(stream) => strings_of_dict(stream.dict(), depth, lines),
        _ => {}
    }
}

fn each_direct(array: &Array<'_>, depth: u32, lines: &mut Vec<String>) {
    for item in array.raw_iter() {
        if let MaybeRef::NotRef(object) = item {
            strings(&object, depth + 1, lines);
        }
    }
}

fn strings_of_dict(dict: &Dict<'_>, depth: u32, lines: &mut Vec<String>) {
    // Font programs and the like have strings that mean nothing to a reader.
    if is_kind(dict, b"FontDescriptor") || is_kind(dict, b"Font") {
        return;
    }
    for key in sorted_keys(dict) {
        if let Some(MaybeRef::NotRef(object)) = dict.get_raw::<Object<'_>>(key) {
            strings(&object, depth + 1, lines);
        }
    }
}

/// Tells readable bytes that stand between objects, and counts all that belong to nothing.
fn read_gaps(bytes: &[u8], session: &mut Session<'_, '_>) {
    session.out.count().account();
    let mut text = String::new();
    for gap in between_objects(bytes).into_iter().flat_map(|range| loose_lines(bytes, range)) {
        session.out.count().gap(gap.start as u64, gap.end as u64);
        let line = bytes.get(gap).unwrap_or_default();
        if is_readable(line) {
            text.push_str(&String::from_utf8_lossy(line));
            text.push('\n');
        } else if is_wide(line) {
            text.push_str(&crate::formats::textual::strings(line));
            text.push('\n');
        }
    }
    let part = part_on(PartKind::Other, "bytes between objects".into(), None);
    session.text(part.hidden(Hidden::Slack), &text);
}

/// The stretches between the end of one object and the start of the next.
fn between_objects(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut stretches = Vec::new();
    let mut starts = memchr::memmem::find_iter(bytes, b" obj").peekable();
    stretches.push(0..starts.peek().map_or(0, |&at| header_start(bytes, at)));
    let mut ends = memchr::memmem::find_iter(bytes, b"endobj").peekable();
    while let Some(end) = ends.next() {
        let from = end + b"endobj".len();
        while starts.peek().is_some_and(|&start| start < from) {
            starts.next();
        }
        let to = starts.peek().map_or(bytes.len(), |&at| header_start(bytes, at));
        // Another end before the next start belongs to the data of a stream.
        if ends.peek().is_none_or(|&next| next >= to) {
            stretches.push(from..to);
        }
    }
    stretches
}

/// The numbers in the header of an object, whose last word follows the space at `at`, and where it
/// begins.
pub(super) fn header(bytes: &[u8], at: usize) -> Option<(u32, i32, usize)> {
    let start = header_start(bytes, at);
    let text = std::str::from_utf8(bytes.get(start..at)?).ok()?;
    let mut numbers = text.split_ascii_whitespace();
    let two = numbers.next_back().zip(numbers.next_back());
    let (generation, number) = two?;
    Some((number.parse().ok()?, generation.parse().ok()?, start))
}

/// Where the header `12 0 obj` begins whose last word follows the space at `at`.
fn header_start(bytes: &[u8], at: usize) -> usize {
    let before = bytes.get(..at).unwrap_or_default();
    let is_part = |byte: &u8| byte.is_ascii_digit() || *byte == b' ';
    before.iter().rposition(|byte| !is_part(byte)).map_or(0, |last| last + 1)
}

/// The lines of a stretch that are neither blank nor of the structure of the file.
fn loose_lines(bytes: &[u8], stretch: Range<usize>) -> Vec<Range<usize>> {
    let mut loose = Vec::new();
    let mut in_trailer = false;
    let mut at = stretch.start;
    for line in bytes.get(stretch).unwrap_or_default().split(|byte| matches!(byte, b'\n' | b'\r')) {
        let start = at + (line.len() - line.trim_ascii_start().len());
        at += line.len() + 1;
        let line = line.trim_ascii();
        in_trailer |= line.starts_with(b"trailer");
        in_trailer &= !line.starts_with(b"startxref");
        let is_blank = line.iter().all(|byte| matches!(byte, 0 | b' ' | b'\t' | 0x0C | 0x1A));
        if !in_trailer && !is_blank && !is_structure(line) {
            loose.push(start..start + line.len());
        }
    }
    loose
}

/// True for a line that says something to a person.
fn is_readable(line: &[u8]) -> bool {
    let readable = line.iter().filter(|byte| byte.is_ascii_graphic() || **byte >= 0x80).count();
    std::str::from_utf8(line).is_ok_and(|text| {
        readable as f64 >= READABLE_SHARE * line.len() as f64
            && text.chars().filter(|c| c.is_alphanumeric()).count() >= WORDS_LEAST
    })
}

/// True for bytes of which about half are zero, as in text of two bytes for each letter.
fn is_wide(line: &[u8]) -> bool {
    let zeros = line.iter().filter(|byte| **byte == 0).count();
    zeros > 0 && (line.len() / 4..=line.len() * 3 / 4).contains(&zeros)
}

/// True for lines of cross-references and trailers, headers and marks.
fn is_structure(line: &[u8]) -> bool {
    const WORDS: [&[u8]; 6] = [b"xref", b"trailer", b"startxref", b"%PDF-", b"%%EOF", b"<<"];
    // The second line says by four high bytes that the file is binary.
    let high = line.iter().filter(|byte| **byte >= 0x80).count();
    if line.starts_with(b"%") && high >= 4 && line.len() <= 12 {
        return true;
    }
    let is_entry =
        line.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b' ' | b'n' | b'f'));
    is_entry
        || line.starts_with(b"/")
        || line.ends_with(b">>")
        || WORDS.iter().any(|word| line.starts_with(word))
}
