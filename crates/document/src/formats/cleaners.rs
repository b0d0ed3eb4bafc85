//! How each format is cleaned: one table.
//!
//! To add a format, write its `clean` function beside its reader, and its line here. A format
//! without a line is refused.

use super::{archive, html, image, mail, ooxml, pdf, text, xml};
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
    "pdf", pdf::clean::clean;
    "doc" => "docx", modern::to_docx;
    "rtf" => "docx", modern::to_docx;
    "xls" => "xlsx", modern::to_xlsx;
    "ppt" => "pptx", modern::to_pptx;
    "msg" => "eml", modern::to_eml;
    "text", text::clean::text;
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
