//! Streams that every program may keep in a compound file, and those that no reader asked for.

use std::io::Cursor;

use super::compound::{Compound, ROOT};
use super::{art, properties, slack, xls};
use crate::format;
use crate::formats::office::binary::{long, narrow, size, slice, until_zero};
use crate::formats::textual::property;
use crate::out::{NewPart, Out};
use crate::{Hidden, PartKind, ProblemCode};

/// Tells the properties of the file as a whole.
pub(super) fn tell_properties(file: &mut Compound, out: &mut Out<'_>) {
    for (stream, names) in [
        ("\u{5}SummaryInformation", properties::SUMMARY),
        ("\u{5}DocumentSummaryInformation", properties::DOCUMENT_SUMMARY),
    ] {
        let Some(stream) = file.stream(ROOT, stream).filter(|stream| !stream.is_empty()) else {
            continue;
        };
        if !properties::tell(&stream, names, out) {
            out.problem(ProblemCode::Damaged);
        }
    }
    if let Some(stream) = file.stream(ROOT, "\u{1}CompObj") {
        let len = size(&stream, 28).unwrap_or_default();
        let name = until_zero(slice(&stream, 32, len));
        property(out, "OriginatingProgram", &narrow(name, 1_252));
    }
}

/// Tells all streams that were not read.
pub(super) fn tell(file: &mut Compound, out: &mut Out<'_>) {
    for index in file.unread() {
        if out.stop() {
            return;
        }
        let Some(entry) = file.entry(index) else { continue };
        let (name, is_orphan) = (entry.plain_name().to_owned(), entry.is_orphan);
        let bytes = file.read(index);
        if !bytes.is_empty() {
            tell_stream(&name, &bytes, is_orphan, out);
        }
    }
}

fn tell_stream(name: &str, bytes: &[u8], is_orphan: bool, out: &mut Out<'_>) {
    if is_orphan {
        return tell_texts(&format!("deleted stream {name}"), bytes, Hidden::Slack, out);
    }
    if name.starts_with("OlePres") {
        return tell_presentation(bytes, out);
    }
    match name {
        // Numbers of the window that an object is shown in, and of its program.
        "ObjInfo" | "CompObj" | "PRINT" => {}
        // Where a linked object is.
        "Ole" | "LinkInfo" | "Ole10ItemName" => {
            let mut text = String::new();
            slack::push_texts(bytes, &mut text);
            let part = NewPart::new(PartKind::Link, "link of an object").hidden(Hidden::Markup);
            if !text.is_empty() {
                out.text(part, &text, Vec::new());
            }
        }
        // A document has two tables, of which one is that of an earlier save.
        "0Table" | "1Table" => tell_texts("earlier table", bytes, Hidden::Slack, out),
        "DRMContent" => out.problem(ProblemCode::Encrypted),
        // One program's document inside of another's.
        _ if xls::STREAMS.contains(&name) => xls::tell_book(bytes, out),
        _ if is_file(name, bytes, out) => out.child(name, &mut Cursor::new(bytes)),
        _ => {
            tell_texts(&format!("stream {name}"), bytes, Hidden::Markup, out);
            let part = out.text(NewPart::new(PartKind::Name, "unread stream"), name, Vec::new());
            out.problem_with(part, ProblemCode::FormatNotRead, None);
        }
    }
}

/// True for bytes that are a file of a known format by themselves.
fn is_file(name: &str, bytes: &[u8], out: &Out<'_>) -> bool {
    /// What nearly any bytes can be taken for.
    const TEXTS: [&str; 2] = ["text", "csv"];
    let format = format::identify(out.formats(), &mut Cursor::new(bytes), name);
    format.is_some_and(|format| !TEXTS.contains(&format.name))
}

fn tell_texts(label: &str, bytes: &[u8], hidden: Hidden, out: &mut Out<'_>) {
    let mut text = String::new();
    slack::push_texts(bytes, &mut text);
    if !text.is_empty() {
        out.text(NewPart::new(PartKind::Other, label).hidden(hidden), &text, Vec::new());
    }
}

/// Tells the picture that stands for an object ([MS-OLEDS] 2.3.4).
fn tell_presentation(bytes: &[u8], out: &mut Out<'_>) {
    let Some(format) = long(bytes, 4).filter(|_| long(bytes, 0) == Some(u32::MAX)) else { return };
    let device = size(bytes, 8).unwrap_or_default();
    let at = device.saturating_add(8 + 28);
    let len = size(bytes, at.saturating_sub(4)).unwrap_or_default();
    let picture = slice(bytes, at, len);
    match format {
        _ if picture.is_empty() => {}
        3 | 14 => out.child("presentation.wmf", &mut Cursor::new(picture)),
        8 => art::tell_bitmap("presentation.bmp", picture, out),
        _ => {}
    }
}
