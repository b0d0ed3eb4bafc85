//! The objects of a new file: copied by an allow-list of keys, numbered, and written.

use std::collections::BTreeMap;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use hayro_syntax::object::{Dict, MaybeRef, Name, Number, Object, ObjectIdentifier, Stream};
use hayro_syntax::{Filter, Pdf};
use sha2::{Digest as _, Sha256};

use super::super::behind::{self, Rest};
use super::super::content::{ContentToken, ContentTokens};
use super::calculator;
use super::colorants::{self, Colorants};
use super::font_file;
use super::fonts::{self, Shown};
use super::keys::{Holds, keeps, names_in};
use super::order;
use super::tags::{self, Roles};
use crate::clean::{Refusal, Removal, Work, is_font_name};
use crate::formats::html::clean::is_language;
use crate::formats::image;
use crate::{ProblemCode, Span};

/// Keys that say how the data of a stream is packed.
pub(super) const FILTER_KEYS: [&[u8]; 2] = [b"Filter", b"DecodeParms"];
/// Entries of a space of colours with names of inks: kind, names, space beside it, function.
const SPACE_ENTRIES: usize = 4;
/// Kind of a function that is a small program.
const CALCULATOR: i64 = 4;
/// Arrays and dictionaries within each other.
const NESTING_MAX: u32 = 64;

/// The objects of a new file.
pub(super) struct Objects<'p, 'w, 'l> {
    pdf: &'p Pdf,
    pub(super) work: &'w mut Work<'l>,
    /// What is written, by number from 1; what is still to be written is empty.
    written: Vec<Vec<u8>>,
    numbers: BTreeMap<ObjectIdentifier, u32>,
    /// Objects that are copied as soon as the present one is done.
    open: Vec<(ObjectIdentifier, u32, Holds)>,
    by_content: BTreeMap<Vec<u8>, u32>,
    /// What the document's own names of tags stand for.
    pub(super) roles: Roles,
    /// What is shown in each font.
    pub(super) shown: Shown,
    /// Which glyphs of font files are shown.
    pub(super) glyphs: font_file::Glyphs,
    colorants: Colorants,
}

impl<'p, 'w, 'l> Objects<'p, 'w, 'l> {
    pub(super) fn new(pdf: &'p Pdf, work: &'w mut Work<'l>) -> Self {
        Self {
            pdf,
            work,
            written: Vec::new(),
            numbers: BTreeMap::new(),
            open: Vec::new(),
            by_content: BTreeMap::new(),
            roles: Roles::of_catalog(&super::super::catalog(pdf)),
            shown: Shown::new(),
            glyphs: font_file::Glyphs::new(),
            colorants: Colorants::default(),
        }
    }

    /// Takes the next number.
    pub(super) fn reserve(&mut self) -> u32 {
        self.written.push(Vec::new());
        self.written.len() as u32
    }

    /// Says which new object stands for an old one.
    pub(super) fn stand_in(&mut self, old: ObjectIdentifier, new: u32) {
        self.numbers.insert(old, new);
    }

    /// The new object that stands for an old one, if one does already.
    pub(super) fn known(&self, old: ObjectIdentifier) -> Option<u32> {
        self.numbers.get(&old).copied()
    }

    /// Writes an object under a number that was taken.
    pub(super) fn write(&mut self, number: u32, object: Vec<u8>) {
        if let Some(place) = self.written.get_mut(number as usize - 1) {
            *place = object;
        }
    }

    /// Writes an object, or finds the same one that was written before.
    pub(super) fn add(&mut self, object: Vec<u8>) -> u32 {
        if let Some(&known) = self.by_content.get(&object) {
            return known;
        }
        let number = self.reserve();
        self.by_content.insert(object.clone(), number);
        self.write(number, object);
        number
    }

    /// Copies all that was referred to and not copied yet.
    pub(super) fn finish_copies(&mut self) -> Result<(), Refusal> {
        while let Some((id, number, holds)) = self.open.pop() {
            if self.written.get(number as usize - 1).is_some_and(|object| !object.is_empty()) {
                continue;
            }
            let object = self.pdf.xref().get::<Object<'_>>(id);
            let copy = match object {
                Some(object) => self.object(id, &object, holds)?,
                None => b"null".to_vec(),
            };
            self.write(number, copy);
        }
        Ok(())
    }

    fn object(
        &mut self,
        id: ObjectIdentifier,
        object: &Object<'_>,
        holds: Holds,
    ) -> Result<Vec<u8>, Refusal> {
        let mut made = Vec::new();
        match (object, self.shown.remove(&id)) {
            (Object::Stream(stream), _) => self.stream(stream, &mut made)?,
            (Object::Dict(font), Some(shown)) if fonts::is_simple(font) => {
                fonts::write(font, &shown, self, &mut made);
            }
            (other, _) => self.value(other, holds, 0, &mut made),
        }
        Ok(made)
    }

    /// Copies a value that may be a reference.
    pub(super) fn maybe(
        &mut self,
        value: &MaybeRef<Object<'_>>,
        holds: Holds,
        depth: u32,
        made: &mut Vec<u8>,
    ) {
        match value {
            MaybeRef::NotRef(object) => self.value(object, holds, depth, made),
            MaybeRef::Ref(reference) => self.reference((*reference).into(), holds, made),
        }
    }

    fn reference(&mut self, id: ObjectIdentifier, holds: Holds, made: &mut Vec<u8>) {
        let number = match self.numbers.get(&id) {
            Some(&number) => number,
            None if self.is_left_out(id) => {
                made.extend_from_slice(b"null");
                return;
            }
            None => {
                let number = self.reserve();
                self.numbers.insert(id, number);
                self.open.push((id, number, holds));
                number
            }
        };
        push(made, &format!("{number} 0 R"));
    }

    /// Pages, annotations and the like are written by others, or not at all.
    fn is_left_out(&self, id: ObjectIdentifier) -> bool {
        let dict = match self.pdf.xref().get::<Object<'_>>(id) {
            Some(Object::Dict(dict)) => dict,
            _ => return false,
        };
        let kind = dict.get::<Name<'_>>("Type");
        kind.is_some_and(|kind| {
            [&b"Page"[..], b"Pages", b"Catalog", b"Annot", b"Filespec", b"OCG", b"OCMD"]
                .contains(&kind.as_ref())
        })
    }

    fn value(&mut self, object: &Object<'_>, holds: Holds, depth: u32, made: &mut Vec<u8>) {
        match object {
            Object::Boolean(value) => push(made, if *value { "true" } else { "false" }),
            Object::Number(number) => push(made, &number_text(number)),
            Object::String(string) => write_string(string.as_bytes(), made),
            Object::Name(name) => write_name(name, made),
            Object::Dict(dict) if depth < NESTING_MAX => {
                made.extend_from_slice(b"<<");
                self.entries(dict, holds, depth, &[], made);
                made.extend_from_slice(b">>");
            }
            Object::Array(array) if depth < NESTING_MAX => {
                let is_space = colorants::is_space(array);
                let entries_max = if is_space { SPACE_ENTRIES } else { usize::MAX };
                made.push(b'[');
                for (index, item) in array.raw_iter().take(entries_max).enumerate() {
                    if index > 0 {
                        made.push(b' ');
                    }
                    let is_names = is_space && index == 1;
                    match is_names.then(|| array.iter::<Object<'_>>().nth(1)).flatten() {
                        Some(names) => self.colorants.write(&names, made),
                        None => self.maybe(&item, Holds::Values, depth + 1, made),
                    }
                }
                made.push(b']');
            }
            _ => push(made, "null"),
        }
    }

    /// Copies the entries that are known, but for some, in the order of their keys.
    pub(super) fn entries(
        &mut self,
        dict: &Dict<'_>,
        holds: Holds,
        depth: u32,
        without: &[&[u8]],
        made: &mut Vec<u8>,
    ) {
        let mut keys: Vec<Name<'_>> = dict.keys().collect();
        keys.sort_by(|left, right| left.as_ref().cmp(right.as_ref()));
        for key in keys {
            if !without.contains(&key.as_ref()) {
                self.entry(dict, &key, holds, depth, made);
            }
        }
    }

    /// Copies one entry, if it is known.
    pub(super) fn entry(
        &mut self,
        dict: &Dict<'_>,
        key: &[u8],
        holds: Holds,
        depth: u32,
        made: &mut Vec<u8>,
    ) {
        if holds == Holds::Values && !keeps(key) {
            return;
        }
        let Some(value) = dict.get_raw::<Object<'_>>(key) else { return };
        if holds == Holds::Values && tags::is_element(dict) && matches!(key, b"S" | b"C") {
            // Classes are names of the document's own.
            if let Some(name) = dict.get::<Name<'_>>(key).filter(|_| key == b"S") {
                push(made, "/S");
                write_name(self.roles.element(&name), made);
            }
            return;
        }
        if holds == Holds::Values && is_long_label(key, &value) {
            return;
        }
        if holds == Holds::Values && key == b"O" && !tags::is_owner(&value) {
            return;
        }
        if holds == Holds::Values && key == b"Lang" && !is_tag(&value) {
            return;
        }
        if holds == Holds::Values
            && matches!(key, b"BaseFont" | b"FontName")
            && let Some(name) = dict.get::<Name<'_>>(key)
        {
            write_name(key, made);
            made.push(b' ');
            write_name(fonts::name(&name), made);
            return;
        }
        if holds == Holds::Values
            && matches!(key, b"Registry" | b"Ordering")
            && !is_collection(&value)
        {
            // What a collection of glyphs is called has the form of a font's name.
            write_name(key, made);
            push(made, if key == b"Registry" { "(Adobe)" } else { "(Identity)" });
            return;
        }
        let inner = match holds {
            Holds::Values => names_in(key),
            Holds::Names => Holds::Values,
        };
        write_name(key, made);
        made.push(b' ');
        self.maybe(&value, inner, depth + 1, made);
    }

    /// Copies a stream: a picture without what is written beside its pixels, content without text.
    fn stream(&mut self, stream: &Stream<'_>, made: &mut Vec<u8>) -> Result<(), Refusal> {
        let dict = stream.dict();
        let is =
            |key: &str, kind: &[u8]| dict.get::<Name<'_>>(key).is_some_and(|name| &*name == kind);
        let mut entries = Vec::new();
        if is("Subtype", b"Form") || dict.contains_key("PatternType") || is_program(stream) {
            // Nobody read what this content shows, so it shows no text in the copy.
            let data = stream.decoded_data().map_err(|_| DAMAGED)?;
            let (data, gone) = without_text(&data);
            self.work.removed(Removal::HiddenText, gone);
            self.entries(dict, Holds::Values, 0, &FILTER_KEYS, &mut entries);
            made.extend_from_slice(&stream_object(&entries, &data));
            return Ok(());
        }
        if dict.get::<i64>("FunctionType") == Some(CALCULATOR) {
            let data = calculator::of_words(&stream.decoded_data().map_err(|_| DAMAGED)?);
            self.entries(dict, Holds::Values, 0, &FILTER_KEYS, &mut entries);
            made.extend_from_slice(&stream_object(&entries, &data));
            return Ok(());
        }
        if font_file::is_one(dict) {
            let file = stream.decoded_data().map_err(|_| DAMAGED)?;
            let file = font_file::without_words(&file, self.glyphs.get(&stream.obj_id()));
            let without = [&FILTER_KEYS[..], &[b"Length1"]].concat();
            self.entries(dict, Holds::Values, 0, &without, &mut entries);
            if dict.contains_key("Length1") {
                // Other kinds say where their readable part ends, which stays as long.
                let own = || dict.get::<i64>("Length1").unwrap_or_default();
                let is_whole = font_file::is_in_tables(&file);
                let length = if is_whole { file.len() as i64 } else { own() };
                push(&mut entries, &format!("/Length1 {length}"));
            }
            made.extend_from_slice(&stream_object(&entries, &file));
            return Ok(());
        }
        if let Some(profile) = profile(stream) {
            self.entries(dict, Holds::Values, 0, &FILTER_KEYS, &mut entries);
            made.extend_from_slice(&stream_object(&entries, &profile));
            return Ok(());
        }
        if let Some(data) = map_of_codes(stream) {
            self.entries(dict, Holds::Values, 0, &FILTER_KEYS, &mut entries);
            made.extend_from_slice(&stream_object(&entries, &data));
            return Ok(());
        }
        self.entries(dict, Holds::Values, 0, &[], &mut entries);
        let raw = stream.raw_data();
        let data = match stream.filters().as_slice() {
            [Filter::DctDecode] => image::clean::jpeg(&raw, self.work)?,
            [Filter::JpxDecode] => image::clean::jpeg2000(&raw, self.work)?,
            _ if is("Subtype", b"Image") => {
                let most = self.work.limits().object_bytes_max;
                let behind = behind::behind(stream, most);
                if behind.is_some() {
                    self.work.removed(Removal::Slack, 1);
                }
                match behind.map(|behind| behind.rest) {
                    Some(Rest::First(bytes)) => raw.get(..bytes).unwrap_or(&raw).to_vec(),
                    Some(Rest::Samples(samples)) => packed(&samples),
                    None => raw.into_owned(),
                }
            }
            _ => raw.into_owned(),
        };
        made.extend_from_slice(&packed_stream(&entries, &data));
        Ok(())
    }

    /// Writes the file, with `root` as its catalogue.
    pub(super) fn into_file(self, root: u32) -> Vec<u8> {
        let written = order::in_order(self.written, root);
        let root = 1;
        let mut file = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
        let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", written.len() + 1);
        for (object, number) in written.iter().zip(1..) {
            table.push_str(&format!("{:010} 00000 n \n", file.len()));
            push(&mut file, &format!("{number} 0 obj\n"));
            file.extend_from_slice(if object.is_empty() { b"null" } else { object });
            push(&mut file, "\nendobj\n");
        }
        let start = file.len();
        let id: String =
            Sha256::digest(&file).iter().take(16).map(|byte| format!("{byte:02X}")).collect();
        let size = written.len() + 1;
        push(&mut file, &table);
        push(&mut file, &format!("trailer\n<</Root {root} 0 R/Size {size}/ID[<{id}><{id}>]>>\n"));
        push(&mut file, &format!("startxref\n{start}\n%%EOF\n"));
        file
    }
}

/// Longest text before the numbers of pages, in bytes.
const LABEL_BYTES_MAX: usize = 4;

/// True for a text before the numbers of pages (ISO 32000-2, 12.4.2) that is more than a mark.
fn is_long_label(key: &[u8], value: &MaybeRef<Object<'_>>) -> bool {
    match value {
        MaybeRef::NotRef(Object::String(label)) => {
            key == b"P" && label.as_bytes().len() > LABEL_BYTES_MAX
        }
        MaybeRef::NotRef(_) | MaybeRef::Ref(_) => false,
    }
}

/// True for the tag of a language.
pub(super) fn is_tag(value: &MaybeRef<Object<'_>>) -> bool {
    match value {
        MaybeRef::NotRef(Object::String(tag)) => {
            std::str::from_utf8(tag.as_bytes()).is_ok_and(is_language)
        }
        MaybeRef::NotRef(_) | MaybeRef::Ref(_) => false,
    }
}

const DAMAGED: Refusal = Refusal::Unread(ProblemCode::Damaged);

/// True for the procedure of a Type 3 glyph, which has no type of its own.
fn is_program(stream: &Stream<'_>) -> bool {
    let is_plain = stream
        .dict()
        .keys()
        .all(|key| matches!(key.as_ref(), b"Length" | b"Filter" | b"DecodeParms" | b"Resources"));
    is_plain
        && stream.decoded_data().is_ok_and(|data| {
            let head = data.get(..data.len().min(200)).unwrap_or_default();
            memchr::memmem::find(head, b" d0").is_some()
                || memchr::memmem::find(head, b" d1").is_some()
        })
}

/// The profile of colours that a stream is, without the texts in it.
fn profile(stream: &Stream<'_>) -> Option<Vec<u8>> {
    let is_one = stream.dict().contains_key("N") && !stream.dict().contains_key("Type");
    let data = is_one.then(|| stream.decoded_data().ok()).flatten()?;
    image::clean::without_texts(&data)
}

/// True for a string that may name a collection of glyphs, or whose it is (9.7.3).
fn is_collection(value: &MaybeRef<Object<'_>>) -> bool {
    let MaybeRef::NotRef(Object::String(name)) = value else { return false };
    std::str::from_utf8(name.as_bytes()).is_ok_and(is_font_name)
}

/// A map from codes to characters or glyphs (9.7.5), without remarks and words: it says what it says
/// in numbers.
fn map_of_codes(stream: &Stream<'_>) -> Option<Vec<u8>> {
    if stream.dict().contains_key("Subtype") {
        return None;
    }
    let data = stream.decoded_data().ok()?;
    memchr::memmem::find(&data, b"begincmap")?;
    Some(without_words(&data))
}

/// Such a map without its remarks, its words, and what it is called in a dictionary.
fn without_words(map: &[u8]) -> Vec<u8> {
    let mut made = Vec::with_capacity(map.len());
    let mut tokens = ContentTokens::new(map);
    while let Some(token) = tokens.next() {
        let bytes = map.get(tokens.start()..tokens.end()).unwrap_or_default();
        match token {
            ContentToken::Text(_) if bytes.starts_with(b"(") => push(&mut made, "()"),
            ContentToken::Dict(_) => push(&mut made, "<<>>"),
            _ => made.extend_from_slice(bytes),
        }
        made.push(b'\n');
    }
    made
}

/// Content without comments and the operators that show text, and how many of these there were.
fn without_text(data: &[u8]) -> (Vec<u8>, usize) {
    let (mut gone, mut cut) = (0, Vec::new());
    let mut start = None;
    let mut tokens = ContentTokens::new(data);
    while let Some(token) = tokens.next() {
        let span = Span::new(*start.get_or_insert(tokens.start()), tokens.end());
        match token {
            ContentToken::Operator(b"Tj" | b"TJ" | b"'" | b"\"") => {
                cut.push(span);
                gone += 1;
                start = None;
            }
            ContentToken::Operator(_) | ContentToken::InlineImage => start = None,
            _ => {}
        }
    }
    cut.extend(tokens.into_comments());
    cut.sort_by_key(|span| span.start);
    let mut made = Vec::with_capacity(data.len());
    let mut at = 0;
    for span in cut {
        made.extend_from_slice(data.get(at..span.start).unwrap_or_default());
        at = at.max(span.end);
    }
    made.extend_from_slice(data.get(at..).unwrap_or_default());
    (made, gone)
}

/// A stream with these entries and this data, compressed.
pub(super) fn stream_object(entries: &[u8], data: &[u8]) -> Vec<u8> {
    packed_stream(&[b"/Filter/FlateDecode", entries].concat(), &packed(data))
}

/// A stream whose entries say how its data is packed.
pub(super) fn packed_stream(entries: &[u8], data: &[u8]) -> Vec<u8> {
    let mut made = format!("<</Length {}", data.len()).into_bytes();
    made.extend_from_slice(entries);
    made.extend_from_slice(order::STREAM);
    made.extend_from_slice(data);
    made.extend_from_slice(b"\nendstream");
    made
}

/// Data in the form in which all streams of the copy are packed.
pub(super) fn packed(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(data).and_then(|()| encoder.finish()).unwrap_or_default()
}

pub(super) fn push(made: &mut Vec<u8>, text: &str) {
    made.extend_from_slice(text.as_bytes());
}

fn number_text(number: &Number) -> String {
    real(number.as_f64())
}

/// A number as PDF writes it, without an exponent.
pub(super) fn real(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        return format!("{value:.0}");
    }
    let text = format!("{value:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Writes a name with what needs it escaped.
pub(super) fn write_name(name: &[u8], made: &mut Vec<u8>) {
    made.push(b'/');
    for &byte in name {
        if byte.is_ascii_alphanumeric() || b"_-.+*:@!&$'\",;=?^`|~\\".contains(&byte) {
            made.push(byte);
        } else {
            push(made, &format!("#{byte:02X}"));
        }
    }
}

/// Writes a string in hexadecimal.
pub(super) fn write_string(string: &[u8], made: &mut Vec<u8>) {
    made.push(b'<');
    for byte in string {
        push(made, &format!("{byte:02X}"));
    }
    made.push(b'>');
}
