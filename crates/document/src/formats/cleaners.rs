//! How each format is cleaned: one table.
//!
//! To add a format, write its `clean` function beside its reader, and its line here. A format
//! without a line is refused.

use super::{archive, audio, epub, html, image, mail, odf, ooxml, pdf, text, video, xml};
use crate::clean::{Cleaner, modern};

macro_rules! cleaners {
    ($($format:literal $(=> $becomes:literal)?, $clean:expr;)*) => {
        /// All formats that can be cleaned.
        pub(crate) const CLEANERS: &[Cleaner] = &[
            $(Cleaner {
                format: $format,
                clean: $clean,
                becomes: cleaners!(@becomes $($becomes)?),
            },)*
        ];
    };
    (@becomes) => { None };
    (@becomes $becomes:literal) => { Some($becomes) };
}

cleaners! {
    "docx", ooxml::clean::docx;
    "xlsx", ooxml::clean::xlsx;
    "pptx", ooxml::clean::pptx;
    "odt", odf::clean::clean;
    "ods", odf::clean::clean;
    "odp", odf::clean::clean;
    "odf", odf::clean::clean;
    "epub", epub::clean::clean;
    "pdf", pdf::clean::clean;
    "doc" => "docx", modern::to_docx;
    "rtf" => "docx", modern::to_docx;
    "xls" => "xlsx", modern::to_xlsx;
    "ppt" => "pptx", modern::to_pptx;
    "msg" => "eml", modern::to_eml;
    "text", text::clean::text;
    "card", text::clean::text;
    "csv", text::clean::table;
    "json", text::clean::json;
    "xml", xml::clean::xml;
    "svg", xml::clean::xml;
    "jpeg", image::clean::jpeg;
    "png", image::clean::png;
    "gif", image::clean::gif;
    "webp", image::clean::webp;
    "tiff", image::clean::tiff;
    "bmp", image::clean::bmp;
    "heic", image::clean::heif;
    "avif", image::clean::heif;
    "mp4", video::clean::clean;
    "mov", video::clean::clean;
    "m4a", video::clean::clean;
    "mp3", audio::clean::mp3;
    "flac", audio::clean::flac;
    "ogg", audio::clean::ogg;
    "wav", audio::clean::wav;
    "zip", archive::clean::zip;
    "tar", archive::clean::tar;
    "gzip", archive::clean::gzip;
    "eml", mail::clean::message;
    "mbox", mail::clean::mailbox;
    "html", html::clean::clean;
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::FORMATS;

    #[test]
    fn every_line_is_of_a_format_that_is_read() {
        let mut seen = BTreeSet::new();
        for cleaner in CLEANERS {
            assert!(seen.insert(cleaner.format), "{} stands twice", cleaner.format);
            let format = FORMATS.iter().find(|format| format.name == cleaner.format);
            assert!(format.is_some_and(|format| !format.reads.is_empty()), "{}", cleaner.format);
        }
    }
}
