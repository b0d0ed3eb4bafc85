//! XML inside a PDF: rich text, forms and properties. Broken markup is read as far as it goes, and
//! the rest as it stands.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Returns the text of `markup`, a line for each of its pieces.
pub(super) fn text_of_markup(markup: &str) -> String {
    let mut lines = Vec::new();
    walk(markup, |piece| {
        if let Piece::Text(text) = piece {
            lines.push(text);
        }
    });
    lines.join("\n")
}

/// Returns the properties in an XMP packet, each with its values on lines, in order of appearance.
pub(super) fn properties_of_packet(packet: &str) -> Vec<(String, String)> {
    let mut properties: Vec<(String, String)> = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut add =
        |name: &str, value: String| match properties.iter_mut().find(|(known, _)| known == name) {
            Some((_, values)) => {
                values.push('\n');
                values.push_str(&value);
            }
            None => properties.push((name.to_owned(), value)),
        };
    walk(packet, |piece| match piece {
        Piece::Start(name) => open.push(name),
        Piece::End => drop(open.pop()),
        Piece::Attribute(name, value) => {
            if !is_plumbing(&name) {
                add(&name, value);
            }
        }
        Piece::Text(text) => {
            let name = open.iter().rev().find(|name| !is_plumbing(name));
            add(name.map_or("XMP", String::as_str), text);
        }
    });
    properties
}

/// Names that only hold the packet together.
fn is_plumbing(name: &str) -> bool {
    ["rdf:", "xmlns", "xml:", "x:"].iter().any(|prefix| name.starts_with(prefix))
}

enum Piece {
    Start(String),
    End,
    Attribute(String, String),
    Text(String),
}

fn walk(markup: &str, mut visit: impl FnMut(Piece)) {
    let mut reader = Reader::from_str(markup);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    let mut text = String::new();
    loop {
        let position = reader.buffer_position() as usize;
        match reader.read_event() {
            Ok(Event::Text(piece)) => text.push_str(&piece),
            Ok(Event::CData(piece)) => text.push_str(&piece),
            Ok(Event::GeneralRef(reference)) => match resolve(&reference) {
                Some(character) => text.push(character),
                None => text.extend(["&", &reference, ";"]),
            },
            Ok(event) => {
                flush(&mut text, &mut visit);
                match event {
                    Event::Start(start) => begin(&start, &mut visit),
                    Event::Empty(start) => {
                        begin(&start, &mut visit);
                        visit(Piece::End);
                    }
                    Event::End(_) => visit(Piece::End),
                    Event::Eof => return,
                    _ => {}
                }
            }
            Err(_) => {
                text.push_str(markup.get(position..).unwrap_or_default());
                flush(&mut text, &mut visit);
                return;
            }
        }
    }
}

fn flush(text: &mut String, visit: &mut impl FnMut(Piece)) {
    let piece = std::mem::take(text);
    if !piece.trim().is_empty() {
        visit(Piece::Text(piece.trim().to_owned()));
    }
}

fn begin(start: &BytesStart<'_>, visit: &mut impl FnMut(Piece)) {
    visit(Piece::Start(start.name().as_ref().to_owned()));
    for attribute in start.attributes().with_checks(false).flatten() {
        let name = attribute.key.as_ref().to_owned();
        let raw = attribute.value.as_ref();
        let value = quick_xml::escape::unescape(raw).unwrap_or(raw.into()).into_owned();
        if !value.trim().is_empty() {
            visit(Piece::Attribute(name, value));
        }
    }
}

fn resolve(name: &str) -> Option<char> {
    match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
        None => quick_xml::escape::resolve_predefined_entity(name)?.chars().next(),
    }
}
