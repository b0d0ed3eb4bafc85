//! Photoshop pictures: resources, and layers with their names and texts, shown or not.

use super::super::textual::{lenient, strings, whole};
use super::{be16, be32, iptc, piece};
use crate::out::{NewPart, Out};
use crate::{Hidden, Input, PartKind, ProblemCode};

/// Most layers of a picture.
const LAYERS_MAX: usize = 10_000;
/// Bit of a layer's flags that says that it is not shown.
const NOT_SHOWN: u8 = 2;

pub(super) fn read(input: &mut dyn Input, out: &mut Out<'_>) {
    let held = out.hold(input, None);
    let mut pieces =
        Pieces { bytes: &held.bytes, at: 26, is_large: be16(&held.bytes, 4) == Some(2) };
    let sections = (|| {
        pieces.take(4)?;
        let resources = pieces.take(4)?;
        let layers = pieces.section()?;
        Some((resources, layers))
    })();
    let Some((resources, layers)) = sections else {
        return out.problem(ProblemCode::Truncated);
    };
    iptc::read_photoshop(resources, out);
    let layers = Pieces { bytes: layers, at: 0, is_large: pieces.is_large };
    read_layers(layers, out);
    if pieces.at >= held.bytes.len() {
        out.problem(ProblemCode::Truncated);
    }
    out.problem(ProblemCode::PictureUndecoded);
}

/// Bytes that are taken piece by piece.
struct Pieces<'a> {
    bytes: &'a [u8],
    at: usize,
    /// True for the variant for large pictures, whose lengths are longer.
    is_large: bool,
}

impl<'a> Pieces<'a> {
    /// Takes what stands behind a length of that many bytes.
    fn take(&mut self, size: usize) -> Option<&'a [u8]> {
        let length = super::super::boxes::number(self.bytes, self.at, size)? as usize;
        let start = self.at + size;
        let (content, complete) = piece(self.bytes, start, length);
        self.at = start.saturating_add(length);
        complete.then_some(content)
    }

    /// Takes a section whose length is longer in large pictures.
    fn section(&mut self) -> Option<&'a [u8]> {
        self.take(if self.is_large { 8 } else { 4 })
    }

    fn skip(&mut self, length: usize) {
        self.at = self.at.saturating_add(length);
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }
}

fn read_layers(mut section: Pieces<'_>, out: &mut Out<'_>) {
    let Some(info) = section.section() else { return };
    let Some(count) = be16(info, 0) else { return };
    // A negative number says that the first transparency is that of the whole.
    let count = usize::from((count as u16).cast_signed().unsigned_abs()).min(LAYERS_MAX);
    let mut layers = Pieces { bytes: info, at: 2, is_large: section.is_large };
    for number in 1..=count {
        if out.stop() || read_layer(&mut layers, number, out).is_none() {
            return;
        }
    }
}

/// Reads one layer: where it stands, its channels, how it is blended, what else is known of it.
fn read_layer(layers: &mut Pieces<'_>, number: usize, out: &mut Out<'_>) -> Option<()> {
    layers.skip(16);
    let channels = be16(layers.rest(), 0)?;
    layers.skip(2 + channels * if layers.is_large { 10 } else { 6 });
    let flags = *layers.rest().get(10)?;
    layers.skip(12);
    let extra = layers.take(4)?;
    let hidden = (flags & NOT_SHOWN != 0).then_some(Hidden::Layer);
    let mut extra = Pieces { bytes: extra, at: 0, is_large: layers.is_large };
    extra.take(4)?;
    extra.take(4)?;
    let name = extra.take(1)?;
    extra.at = extra.at.next_multiple_of(4);
    let mut layer = Layer { name: lenient(name), texts: Vec::new() };
    layer.read_blocks(extra);
    let part = NewPart::new(PartKind::Name, format!("layer {number}"));
    out.text(NewPart { hidden, ..part }, &layer.name, Vec::new());
    for text in &layer.texts {
        let part = NewPart::new(PartKind::Other, format!("text of layer {number}"));
        out.text(NewPart { hidden, ..part }, text, vec![whole(text)]);
    }
    Some(())
}

/// What is written in a layer.
struct Layer {
    name: String,
    texts: Vec<String>,
}

impl Layer {
    fn read_blocks(&mut self, mut blocks: Pieces<'_>) {
        while matches!(blocks.rest().get(..4), Some(b"8BIM" | b"8B64")) {
            let Some(key) = blocks.rest().get(4..8) else { return };
            let is_long = blocks.rest().starts_with(b"8B64");
            blocks.skip(8);
            let Some(content) = blocks.take(if is_long { 8 } else { 4 }) else { return };
            blocks.at = blocks.at.next_multiple_of(2);
            match key {
                b"luni" => self.name = utf16(content).unwrap_or_default(),
                b"TySh" | b"tySh" => self.texts.extend(text_of(content)),
                _ => {}
            }
        }
    }
}

/// Returns the text of a layer of text, which stands in a descriptor under the key `Txt `.
fn text_of(content: &[u8]) -> Option<String> {
    let at = memchr::memmem::find(content, b"Txt TEXT")?;
    match utf16(content.get(at + 8..)?) {
        Some(text) if !text.trim().is_empty() => Some(text),
        _ => Some(strings(content)),
    }
}

/// Reads a count and as many units of UTF-16.
fn utf16(bytes: &[u8]) -> Option<String> {
    let count = be32(bytes, 0)?;
    let text = bytes.get(4..4usize.saturating_add(count.saturating_mul(2)))?;
    let text = encoding_rs::UTF_16BE.decode_without_bom_handling(text).0;
    Some(text.trim_end_matches('\0').replace('\r', "\n"))
}
