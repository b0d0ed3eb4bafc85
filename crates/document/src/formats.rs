//! The formats that are read: one table, from which help, documentation and tests are made.
//!
//! A format is decided by content, never by name. To add one, write `formats/x.rs` and its line here.

mod archive;
mod audio;
mod boxes;
mod cleaners;
mod colour;
mod csv;
mod der;
mod drawers;
mod epub;
mod html;
pub(crate) mod image;
mod iwork;
mod json;
mod known;
mod mail;
mod metafile;
mod odf;
mod ofd;
mod office;
mod ole;
mod ooxml;
mod outline;
mod outlook;
mod pdf;
mod plist;
mod rtf;
#[cfg(test)]
mod testing;
mod text;
mod textual;
mod video;
mod xml;
mod xmp;

use std::io::{Read, SeekFrom};

pub use self::archive::clean::is_litter;
pub(crate) use self::cleaners::CLEANERS;
pub(crate) use self::drawers::DRAWERS;
pub use self::image::Pixels;
pub(crate) use self::image::is_picture;
pub(crate) use self::mail::clean::{file_name as attached_name, message as eml};
pub(crate) use self::office::markup;
pub(crate) use self::ooxml::clean::{docx, pptx, xlsx};
pub(crate) use self::text::clean::{decoded, visible};
pub(crate) use self::textual::{base64, to_base64};
use crate::read::{Out, ReadFormat};
use crate::{Input, ProblemCode};

/// Bytes from the start of a file that [`Format::matches`] sees.
pub(crate) const HEAD_BYTES: u64 = 64 << 10;

/// A format, and how it is read.
#[derive(Clone, Copy)]
pub struct Format {
    /// Its name, as outputs write it.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Endings of file names that belong to it, without the dot, in lower case.
    pub extensions: &'static [&'static str],
    /// What is read of it, for `obelus formats`; empty when nothing is.
    pub reads: &'static str,
    /// True for formats simple enough to be read outside the sandboxed worker.
    pub in_process: bool,
    pub(crate) matches: fn(&mut Probe<'_>) -> bool,
    pub(crate) read: ReadFormat,
}

/// What a format's test may look at.
pub(crate) struct Probe<'a> {
    /// The first [`HEAD_BYTES`] of the file.
    pub(crate) head: &'a [u8],
    /// Its name; a hint among plain texts, never proof.
    pub(crate) name: &'a str,
    /// The file, for formats whose directory is at the end.
    pub(crate) input: &'a mut dyn Input,
}

impl Probe<'_> {
    /// The ending of the name in lower case, without the dot.
    pub(crate) fn extension(&self) -> String {
        extension(self.name)
    }
}

/// All formats; the first whose test holds is taken, so packages come before plain archives, and
/// text comes last.
pub const FORMATS: &[Format] = &join::<
    { READ_FIRST.len() + known::PACKAGES.len() + known::KNOWN.len() + READ_LAST.len() },
>([READ_FIRST, known::PACKAGES, known::KNOWN, READ_LAST]);

/// Formats that prove themselves by their first bytes or their directory.
const READ_FIRST: &[Format] = &[
    pdf::PDF,
    // Packages, which are archives too.
    ooxml::DOCX,
    ooxml::XLSX,
    ooxml::PPTX,
    ooxml::VSDX,
    ooxml::XLSB,
    ooxml::XPS,
    odf::ODT,
    odf::ODS,
    odf::ODP,
    odf::ODF,
    odf::FLAT,
    ofd::OFD,
    epub::EPUB,
    ole::DOC,
    ole::XLS,
    ole::PPT,
    ole::MSG,
    outlook::TNEF,
    outlook::PST,
    ole::ENCRYPTED,
    rtf::RTF,
    metafile::EMF,
    metafile::WMF,
    image::JPEG,
    image::PNG,
    image::WEBP,
    image::TIFF,
    image::GIF,
    image::BMP,
    image::HEIC,
    image::AVIF,
    image::CR3,
    image::PSD,
    image::ICO,
    iwork::IWA,
    plist::PLIST,
    image::JP2,
    der::DER,
];

/// Formats that others look like: plain archives, texts with a structure, then any text.
const READ_LAST: &[Format] = &[
    ole::VBA,
    ole::OTHER,
    archive::ZIP,
    archive::TAR,
    archive::GZIP,
    archive::SEVEN_ZIP,
    archive::BZIP2,
    archive::XZ,
    archive::ZSTD,
    archive::LZIP,
    video::MOV,
    video::M4A,
    video::MP4,
    video::MKV,
    audio::MP3,
    audio::FLAC,
    audio::OGG,
    audio::WAV,
    audio::AVI,
    mail::EML,
    mail::MBOX,
    text::CARD,
    html::SVG,
    html::HTML,
    json::JSON,
    xml::XML,
    csv::CSV,
    text::TEXT,
];

/// Puts tables one behind the other.
const fn join<const LEN: usize>(tables: [&[Format]; 4]) -> [Format; LEN] {
    let mut all = [text::TEXT; LEN];
    let (mut to, mut table) = (0, 0);
    while table < tables.len() {
        let mut line = 0;
        while line < tables[table].len() {
            all[to] = tables[table][line];
            to += 1;
            line += 1;
        }
        table += 1;
    }
    all
}

/// Returns the format of `input` by its content.
#[must_use]
pub fn identify(input: &mut dyn Input, name: &str) -> Option<&'static Format> {
    // With room for all of it, it is read at once.
    let mut head = Vec::with_capacity(HEAD_BYTES as usize);
    // What cannot be read now fails again, with a problem, when the format is read.
    if input.seek(SeekFrom::Start(0)).is_ok() {
        let _unread = input.take(HEAD_BYTES).read_to_end(&mut head);
    }
    let mut probe = Probe { head: &head, name, input };
    let found = FORMATS.iter().find(|format| (format.matches)(&mut probe));
    let _rewound = input.seek(SeekFrom::Start(0));
    found
}

impl Format {
    /// True when the ending of `name` belongs to other formats than this one.
    pub(crate) fn name_lies(&self, name: &str) -> bool {
        let extension = extension(name);
        !self.extensions.contains(&extension.as_str())
            && FORMATS.iter().any(|format| format.extensions.contains(&extension.as_str()))
    }
}

impl std::fmt::Debug for Format {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Format").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The ending of a name in lower case, without the dot; empty when there is none.
fn extension(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => extension.to_lowercase(),
        _ => String::new(),
    }
}

/// Reads nothing of a format that is known but has no reader yet.
pub(crate) fn not_read(_input: &mut dyn Input, out: &mut Out<'_>) {
    out.problem(ProblemCode::FormatNotRead);
}
