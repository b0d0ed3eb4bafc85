//! XMP packets (ISO 16684-1): metadata in RDF/XML, as pictures and PDF documents carry it.
//!
//! The packet is read as a list of named values, not as an RDF graph: what matters here is what
//! is written, and under which name. What is not well-formed is told as it stands.

use std::io::Cursor;

use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{QName, ResolveResult};
use quick_xml::{NsReader, XmlVersion};

use super::textual::{self, property};
use crate::Limits;
use crate::out::Out;

/// Name of a value that stands for XML which could not be taken apart.
const UNPARSED: &str = "XMP";

/// Namespaces whose prefix is fixed by convention, whatever a packet calls them.
const NAMESPACES: &[(&str, &str)] = &[
    ("adobe:ns:meta/", "x"),
    ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"),
    ("http://purl.org/dc/elements/1.1/", "dc"),
    ("http://ns.adobe.com/xap/1.0/", "xmp"),
    ("http://ns.adobe.com/xap/1.0/mm/", "xmpMM"),
    ("http://ns.adobe.com/xap/1.0/rights/", "xmpRights"),
    ("http://ns.adobe.com/xap/1.0/bj/", "xmpBJ"),
    ("http://ns.adobe.com/xap/1.0/t/pg/", "xmpTPg"),
    ("http://ns.adobe.com/xap/1.0/g/img/", "xmpGImg"),
    ("http://ns.adobe.com/xmp/1.0/DynamicMedia/", "xmpDM"),
    ("http://ns.adobe.com/xap/1.0/sType/ResourceEvent#", "stEvt"),
    ("http://ns.adobe.com/xap/1.0/sType/ResourceRef#", "stRef"),
    ("http://ns.adobe.com/photoshop/1.0/", "photoshop"),
    ("http://ns.adobe.com/exif/1.0/", "exif"),
    ("http://ns.adobe.com/exif/1.0/aux/", "aux"),
    ("http://cipa.jp/exif/1.0/", "exifEX"),
    ("http://ns.adobe.com/tiff/1.0/", "tiff"),
    ("http://ns.adobe.com/pdf/1.3/", "pdf"),
    ("http://ns.adobe.com/pdfx/1.3/", "pdfx"),
    ("http://ns.adobe.com/camera-raw-settings/1.0/", "crs"),
    ("http://ns.adobe.com/lightroom/1.0/", "lr"),
    ("http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/", "Iptc4xmpCore"),
    ("http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "Iptc4xmpExt"),
    ("http://ns.useplus.org/ldf/xmp/1.0/", "plus"),
];

/// Elements that give a value its shape; a value in them has the name of the property around.
const SHAPES: &[&str] =
    &["rdf:li", "rdf:Seq", "rdf:Bag", "rdf:Alt", "rdf:value", "rdf:Description"];

/// Attributes that say how a value is written, and hold nothing themselves.
const SYNTAX: &[&str] =
    &["rdf:parseType", "rdf:datatype", "rdf:nodeID", "rdf:ID", "xml:lang", "xml:space"];

/// Properties that hold a picture in Base64: previews, and originals before they were cropped.
const PICTURES: &[&str] = &["xmpGImg:image", "GImage:Data", "GDepth:Data", "GCamera:Data"];

/// Tells each value of a packet as a property, and pictures in it as documents.
pub(super) fn read(packet: &[u8], out: &mut Out<'_>) {
    for (name, value) in properties(packet, out.limits()) {
        if out.stop() {
            return;
        }
        match PICTURES.contains(&name.as_str()).then(|| textual::base64(value.as_bytes())) {
            Some(picture) => out.child(&name, &mut Cursor::new(picture)),
            None => property(out, &name, &value),
        }
    }
}

/// Returns each simple value and each array item of a packet with its qualified name.
pub(super) fn properties(xml: &[u8], limits: &Limits) -> Vec<(String, String)> {
    let text = decode(xml);
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0' || c == '\u{FEFF}');
    let mut reader = NsReader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut walk = Walk { found: Vec::new(), open: Vec::new() };
    loop {
        let before = reader.buffer_position() as usize;
        let over = walk.open.len() > limits.nesting_max as usize
            || walk.found.len() as u64 > limits.entries_max;
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) if !over => walk.event(&reader, event),
            _ => {
                walk.tell(UNPARSED, text.get(before..).unwrap_or_default());
                break;
            }
        }
    }
    // A packet that ends early leaves elements open; their text is told all the same.
    while walk.close() {}
    walk.found
}

/// Where in the packet we are, and what was found so far.
struct Walk {
    found: Vec<(String, String)>,
    open: Vec<Element>,
}

/// An open element: the name that a value in it has, and its own text.
struct Element {
    label: String,
    text: String,
}

impl Walk {
    fn event(&mut self, reader: &NsReader<&[u8]>, event: Event<'_>) {
        match event {
            Event::Start(start) => self.start(reader, &start),
            Event::Empty(start) => {
                self.start(reader, &start);
                self.close();
            }
            Event::End(_) => {
                self.close();
            }
            Event::Text(text) => self.add(&text.xml10_content()),
            Event::CData(text) => self.add(&text.xml10_content()),
            Event::GeneralRef(name) => {
                let whole = format!("&{};", &*name);
                let text = quick_xml::escape::unescape(&whole).map(|text| text.into_owned());
                self.add(&text.unwrap_or(whole));
            }
            Event::Comment(text) => self.tell("comment", &text),
            Event::DocType(text) => self.tell(UNPARSED, &text),
            Event::Decl(_) | Event::PI(_) | Event::Eof => {}
        }
    }

    fn start(&mut self, reader: &NsReader<&[u8]>, start: &BytesStart<'_>) {
        let name = qualified(reader, start.name(), true);
        let label = match self.open.last() {
            Some(outer) if SHAPES.contains(&name.as_str()) => outer.label.clone(),
            _ => name,
        };
        for attribute in start.attributes().with_checks(false).flatten() {
            let name = qualified(reader, attribute.key, false);
            let is_syntax = name.starts_with("xmlns") || SYNTAX.contains(&name.as_str());
            if !is_syntax {
                let value = attribute
                    .normalized_value(XmlVersion::Implicit1_0)
                    .unwrap_or(attribute.value.clone());
                let name = if name == "rdf:resource" { &label } else { &name };
                self.tell(name, &value);
            }
        }
        self.open.push(Element { label, text: String::new() });
    }

    /// Ends the innermost element; false when none is open.
    fn close(&mut self) -> bool {
        let Some(element) = self.open.pop() else { return false };
        self.tell(&element.label, &element.text);
        true
    }

    fn add(&mut self, text: &str) {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None => self.tell(UNPARSED, text),
        }
    }

    fn tell(&mut self, name: &str, value: &str) {
        let value = value.trim();
        if !value.is_empty() {
            self.found.push((name.to_owned(), value.to_owned()));
        }
    }
}

/// Returns a name with the prefix that its namespace has by convention, else its own.
fn qualified(reader: &NsReader<&[u8]>, name: QName<'_>, element: bool) -> String {
    let (namespace, local) = match element {
        true => reader.resolver().resolve_element(name),
        false => reader.resolver().resolve_attribute(name),
    };
    let known = match namespace {
        ResolveResult::Bound(namespace) => {
            NAMESPACES.iter().find(|(uri, _)| *uri == namespace.0).map(|(_, prefix)| *prefix)
        }
        _ => None,
    };
    match known {
        Some(prefix) => format!("{prefix}:{}", local.as_ref()),
        None => name.0.to_owned(),
    }
}

/// Returns the text of a packet in whichever Unicode form it is written.
fn decode(xml: &[u8]) -> String {
    let utf32 = |number: fn([u8; 4]) -> u32| {
        let numbers = xml.chunks_exact(4).map(|unit| {
            let unit = unit.try_into().unwrap_or_default();
            char::from_u32(number(unit)).unwrap_or(char::REPLACEMENT_CHARACTER)
        });
        numbers.collect::<String>()
    };
    let encoding = match xml {
        [0, 0, 0, _, ..] | [0, 0, 0xFE, 0xFF, ..] => return utf32(u32::from_be_bytes),
        [_, 0, 0, 0, ..] | [0xFF, 0xFE, 0, 0, ..] => return utf32(u32::from_le_bytes),
        [0, _, ..] => encoding_rs::UTF_16BE,
        [_, 0, ..] => encoding_rs::UTF_16LE,
        _ => encoding_rs::UTF_8,
    };
    encoding.decode(xml).0.into_owned()
}

#[cfg(test)]
mod tests;
