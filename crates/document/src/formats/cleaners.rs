//! How each format is cleaned: one table.
//!
//! To add a format, write its `clean` function beside its reader, and its line here. A format
//! without a line is refused.

use super::{FORMATS, archive, audio, epub, html, image, mail, odf, ooxml, pdf, text, video, xml};
use crate::clean::{Cleaned, Cleaner, Finder, Plan, Refusal, Work, modern};
use crate::{Collector, Input, Limits, Memory, Sink, input};

macro_rules! cleaners {
    ($($format:literal $(=> $becomes:literal)?, $clean:expr;)*) => {
        /// All formats that can be cleaned.
        const CLEANERS: &[Cleaner] = &[
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
    "jp2", image::clean::jpeg2000;
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

/// Returns a copy of `input`, a file of that name, without what is hidden and what `plan` names.
///
/// # Errors
///
/// The reason for which there is no copy; a part of one is never returned.
pub fn clean(
    input: &mut dyn Input,
    name: &str,
    plan: &Plan,
    limits: &Limits,
) -> Result<Cleaned, Refusal> {
    Memory::new().clean(input, name, plan, limits, &mut Collector::default())
}

impl Memory {
    /// Cleans like [`clean()`]; what is remembered is not found out again.
    ///
    /// Places of the plan are found by reading once more, for which `eyes` must recognise what was
    /// recognised when the plan was made; it is told nothing.
    ///
    /// # Errors
    ///
    /// The reason for which there is no copy.
    pub fn clean(
        &self,
        input: &mut dyn Input,
        name: &str,
        plan: &Plan,
        limits: &Limits,
        eyes: &mut dyn Sink,
    ) -> Result<Cleaned, Refusal> {
        let mut finder = Finder::new(plan, eyes);
        if finder.wants_any() {
            self.read(input, name, limits, &mut finder);
        }
        let marks = finder.into_marks()?;
        let bytes = input::hold(input, limits).map_err(Refusal::Unread)?;
        let mut work = Work::new(FORMATS, CLEANERS, limits, &marks, self).flattened(plan.flatten);
        let copy = work.document(name, &bytes)?;
        Ok(Cleaned { bytes: copy.bytes, name: copy.name, account: work.into_account() })
    }
}

/// Names of the formats that can be cleaned, in order, and what each becomes when that is another.
pub fn cleanable() -> impl Iterator<Item = (&'static str, Option<&'static str>)> {
    CLEANERS.iter().map(|cleaner| (cleaner.format, cleaner.becomes))
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
