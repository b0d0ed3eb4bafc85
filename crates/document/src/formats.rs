//! The formats that are read: one table, from which help, documentation and tests are made.
//!
//! A format is decided by content, never by name. To add one, write `formats/x.rs` and its line here.

mod archive;
mod audio;
mod boxes;
pub(crate) mod cleaners;
mod colour;
mod csv;
mod der;
pub(crate) mod drawers;
pub(crate) mod epub;
mod html;
pub(crate) mod image;
mod iwork;
mod json;
mod known;
pub(crate) mod mail;
mod metafile;
mod odf;
mod ofd;
pub(crate) mod office;
mod ole;
pub(crate) mod ooxml;
mod outline;
mod outlook;
mod pdf;
mod plist;
mod rtf;
#[cfg(test)]
mod testing;
pub(crate) mod text;
pub(crate) mod textual;
mod video;
mod xml;
mod xmp;

pub use self::archive::clean::is_litter;
use crate::Input;
use crate::format::{self, Format};

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
    format::identify(FORMATS, input, name)
}
