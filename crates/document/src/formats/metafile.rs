//! Metafiles of Windows ([MS-EMF], [MS-EMFPLUS], [MS-WMF]): pictures that are lists of what to
//! draw, with text as text, and bitmaps as documents of their own.
//!
//! Lines and shapes are not looked at: letters that were turned into curves are not read.

mod emf;
mod wmf;

use std::io::Cursor;

use super::office::story::Story;
use super::ole::tell_bitmap;
use crate::format::Format;
use crate::out::{NewPart, Out};
use crate::{Hidden, Input, PartKind, ProblemCode};

/// Enhanced metafile.
pub(super) const EMF: Format = Format {
    name: "emf",
    title: "Windows metafile",
    extensions: &["emf", "emz"],
    reads: "text, comments, description, bitmaps",
    in_process: false,
    matches: |probe| emf::is(probe.head),
    read: |input, out| read(input, out, emf::take),
};

/// Metafile of old.
pub(super) const WMF: Format = Format {
    name: "wmf",
    title: "old Windows metafile",
    extensions: &["wmf", "wmz", "apm"],
    reads: "text, comments, bitmaps",
    in_process: false,
    matches: |probe| wmf::is(probe.head),
    read: |input, out| read(input, out, wmf::take),
};

/// Takes in the records of a metafile; false when they end before they should.
type Take = fn(&[u8], &mut Picture, &mut Out<'_>) -> bool;

fn read(input: &mut dyn Input, out: &mut Out<'_>, take: Take) {
    let held = out.hold(input, None);
    let letters_max = held.bytes.len() as u64;
    let mut picture = Picture { letters_max, ..Picture::default() };
    if !take(&held.bytes, &mut picture, out) && !out.stop() {
        out.problem(ProblemCode::Truncated);
    }
    picture.finish(out);
}

/// A picture while it is read.
#[derive(Default)]
struct Picture {
    text: Story,
    /// Where the last text ended, and its line.
    pen: Option<(f64, i32)>,
    comments: String,
    letters: u64,
    /// Letters that the file has room for.
    letters_max: u64,
    /// Letters that are given by their number in a font.
    unmapped: u64,
    children: u64,
}

impl Picture {
    /// Adds a text that begins at a place, and is as wide as known.
    fn push(&mut self, text: &str, (left, line): (i32, i32), width: Option<f64>) {
        let text = text.trim_end_matches('\0');
        let letters = text.chars().count();
        self.letters += letters as u64;
        // Texts that share their letters are made up, and would add up.
        if letters == 0 || self.letters > self.letters_max {
            return;
        }
        let mean = width.map(|width| width / letters as f64);
        match (self.pen, mean) {
            (None, _) => {}
            (Some((_, before)), _) if before != line => self.text.fresh_line(),
            (Some((end, _)), Some(mean)) if (f64::from(left) - end).abs() < mean / 4.0 => {}
            _ => self.text.separate(' '),
        }
        self.text.push_text(text, None);
        self.pen = Some((f64::from(left) + width.unwrap_or_default(), line));
    }

    /// Counts letters that are given by their number in a font.
    fn push_unmapped(&mut self, count: u64) {
        self.letters += count;
        self.unmapped += count;
    }

    /// Tells a bitmap without the header that files have; empty ones only fill an area.
    fn tell_bitmap(&mut self, bitmap: &[u8], out: &mut Out<'_>) {
        if !bitmap.is_empty() && self.may_tell(out) {
            tell_bitmap(&format!("bitmap {}.bmp", self.children), bitmap, out);
        }
    }

    /// Tells a picture with a header of its own.
    fn tell_picture(&mut self, picture: &[u8], out: &mut Out<'_>) {
        if !picture.is_empty() && self.may_tell(out) {
            out.child(&format!("picture {}", self.children), &mut Cursor::new(picture));
        }
    }

    fn may_tell(&mut self, out: &mut Out<'_>) -> bool {
        self.children += 1;
        if self.children == out.limits().entries_max {
            out.problem(ProblemCode::EntriesLimit);
        }
        self.children < out.limits().entries_max
    }

    fn finish(self, out: &mut Out<'_>) {
        self.text.tell(NewPart::new(PartKind::Other, "text"), out);
        let mut comments = Story::default();
        comments.push_text(&self.comments, None);
        comments.tell(NewPart::new(PartKind::Other, "comments").hidden(Hidden::Markup), out);
        if self.letters > self.letters_max {
            out.problem(ProblemCode::Damaged);
        }
        match self.unmapped {
            0 => {}
            // One in five is more than signs and bullets.
            unmapped if unmapped * 5 > self.letters => out.problem(ProblemCode::UnmappedGlyphs),
            _ => out.problem(ProblemCode::SomeUnmappedGlyphs),
        }
    }
}

#[cfg(test)]
mod tests;
