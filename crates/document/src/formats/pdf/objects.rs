//! What objects say about themselves: metadata, private data of programs, thumbnails, and what is
//! written beside the pixels of pictures.

use hayro_syntax::object::{Dict, Name, Object, Stream};
use hayro_syntax::{Filter, Pdf};

use super::behind;
use super::leftovers::{is_kind, words_of};
use super::properties::read_packet;
use super::session::{Session, part_on};
use crate::formats::image;
use crate::{Hidden, PartKind};

/// Data that programs keep for themselves (14.5), and that of web capture (14.10.2).
const PRIVATE: [&str; 2] = ["PieceInfo", "SpiderInfo"];

/// Tells what the objects of a document say about themselves; what was told already is left out.
pub(super) fn read(pdf: &Pdf, session: &mut Session<'_, '_>) {
    for object in pdf.objects() {
        if session.out.stop() {
            return;
        }
        match &object {
            Object::Dict(dict) => read_dict(dict, session),
            Object::Stream(stream) => {
                read_dict(stream.dict(), session);
                read_stream(stream, session);
            }
            _ => {}
        }
    }
}

fn read_dict(dict: &Dict<'_>, session: &mut Session<'_, '_>) {
    for key in PRIVATE {
        if let Some(private) = dict.get::<Dict<'_>>(key)
            && session.is_new(&private)
            && session.enter()
        {
            // Acrobat keeps its index for searching there.
            let is_index = key == "PieceInfo" && private.contains_key("SearchIndex");
            let words = words_of(private, session);
            session.text(property(if is_index { "SearchIndex" } else { key }), &words);
        }
    }
    if let Some(thumbnail) = dict.get::<Stream<'_>>("Thumb") {
        let size = |key: &str| thumbnail.dict().get::<u32>(key).unwrap_or(0);
        let text = format!("thumbnail of {} × {} pixels", size("Width"), size("Height"));
        let part = part_on(PartKind::Other, "thumbnail".into(), None);
        session.text(part.hidden(Hidden::Cache), &text);
    }
}

fn read_stream(stream: &Stream<'_>, session: &mut Session<'_, '_>) {
    let dict = stream.dict();
    if is_kind(dict, b"Metadata") {
        if session.is_new(dict) {
            read_packet(stream, session);
        }
        return;
    }
    let is_picture = dict.get::<Name<'_>>("Subtype").is_some_and(|kind| &*kind == b"Image");
    if is_picture {
        read_picture(stream, session);
    }
}

/// Bytes that one picture may unpack to.
const PICTURE_BYTES_MAX: u64 = 64 << 20;

/// Tells what stands beside and behind the pixels of a picture.
fn read_picture(picture: &Stream<'_>, session: &mut Session<'_, '_>) {
    let raw = picture.raw_data();
    match picture.filters().as_slice() {
        [Filter::DctDecode | Filter::JpxDecode] => image::read_beside_pixels(&raw, session.out),
        [Filter::FlateDecode, Filter::DctDecode] => {
            if let Some(file) = behind::unpacked(&raw, PICTURE_BYTES_MAX) {
                image::read_beside_pixels(&file, session.out);
            }
        }
        _ => {
            if let Some(behind) = behind::behind(picture, PICTURE_BYTES_MAX) {
                image::behind(&behind.bytes, session.out);
            }
        }
    }
}

fn property(name: &str) -> crate::out::NewPart {
    part_on(PartKind::Property, name.to_owned(), None).hidden(Hidden::Property)
}
