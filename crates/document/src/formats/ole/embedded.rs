//! Embedded objects: what another program put into a document, opened as a document of its own.

use std::io::Cursor;

use super::compound::Compound;
use super::equation;
use crate::format;
use crate::formats::office::binary::{long, narrow, short, size, slice, until_zero, utf16};
use crate::formats::textual::{property, strings};
use crate::out::{NewPart, Out};
use crate::{Hidden, PartKind, ProblemCode};

/// The stream of an equation.
const EQUATION: &str = "Equation Native";

/// Tells the object in a storage, as a document of its own.
pub(super) fn tell(file: &mut Compound, storage: usize, name: &str, out: &mut Out<'_>) {
    if tell_contents(file, storage, name, out) {
        return;
    }
    match file.extract(storage) {
        Some(bytes) => out.child(name, &mut Cursor::new(bytes)),
        None => out.problem(ProblemCode::Damaged),
    }
}

/// Tells the file that a storage holds in a stream; false when it holds none.
pub(super) fn tell_contents(
    file: &mut Compound,
    storage: usize,
    name: &str,
    out: &mut Out<'_>,
) -> bool {
    if let Some(package) = file.stream(storage, "\u{1}Ole10Native") {
        tell_native(&package, name, out);
        return true;
    }
    if let Some(stream) = file.stream(storage, EQUATION)
        && let Some(text) = equation::text(&stream)
    {
        out.text(NewPart::new(PartKind::Other, "equation"), &text, Vec::new());
        return true;
    }
    for stream in ["Package", "CONTENTS", "EmbeddedOdf"] {
        let inner = file.stream(storage, stream).filter(|inner| !inner.is_empty());
        if let Some(inner) = inner {
            out.child(name, &mut Cursor::new(inner));
            return true;
        }
    }
    false
}

/// Tells a package ([MS-OLEDS], 2.3.6): a file that was dropped into the document, with the paths
/// that it came from.
pub(crate) fn tell_native(stream: &[u8], name: &str, out: &mut Out<'_>) {
    let native = stream.get(4..).unwrap_or_default();
    match Native::read(native) {
        Some(package) => {
            property(out, "SourceFile", &package.paths.join("\n"));
            let own = package.paths.first().filter(|own| !own.is_empty());
            let own = own.map_or(name, |own| own.rsplit(['\\', '/']).next().unwrap_or(own));
            out.child(own, &mut Cursor::new(package.bytes));
        }
        None => tell_foreign(native, name, out),
    }
}

/// Tells what a program put there in a way of its own: a picture or sound as a whole, or letters
/// among codes, as those of an equation.
fn tell_foreign(native: &[u8], name: &str, out: &mut Out<'_>) {
    let known = format::identify(out.formats(), &mut Cursor::new(native), "");
    if known.is_some_and(|format| format.name != "text") {
        return out.child(name, &mut Cursor::new(native));
    }
    if let Some(text) = equation::text(native) {
        out.text(NewPart::new(PartKind::Other, "equation"), &text, Vec::new());
        return;
    }
    let text = strings(native);
    out.text(NewPart::new(PartKind::Other, "object").hidden(Hidden::Attachment), &text, Vec::new());
    out.problem(ProblemCode::FormatNotRead);
}

/// A package: a file, and the paths that it had.
struct Native<'a> {
    /// Its name, and paths on the machine of its author.
    paths: Vec<String>,
    bytes: &'a [u8],
}

impl<'a> Native<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        if short(bytes, 0)? != 2 {
            return None;
        }
        let mut at = 2;
        let mut paths = Vec::new();
        for _ in 0..2 {
            let path = until_zero(bytes.get(at..)?);
            at += path.len() + 1;
            paths.push(narrow(path, 1_252));
        }
        // A mark, and then the length of a temporary path.
        let len = size(bytes, at + 4)?;
        paths.push(narrow(until_zero(slice(bytes, at + 8, len)), 1_252));
        at = at.checked_add(8)?.checked_add(len)?;
        let len = size(bytes, at)?;
        let content = bytes.get(at + 4..)?.get(..len)?;
        // The same paths again, in two bytes for each character.
        let mut at = at + 4 + len;
        for _ in 0..3 {
            let Some(len) = long(bytes, at) else { break };
            let len = (len as usize).saturating_mul(2);
            paths.push(utf16(slice(bytes, at + 4, len)));
            at = at.saturating_add(4).saturating_add(len);
        }
        let mut seen = std::collections::BTreeSet::new();
        paths.retain(|path| !path.is_empty() && seen.insert(path.clone()));
        Some(Self { paths, bytes: content })
    }
}
