//! What programs that nobody here wrote make of copies: whether they open them, how much text they
//! read in them, and how a page looks.

mod office;
mod pixels;
mod texts;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use self::office::Printed;
use self::texts::{kept, shown_text};
use super::Ended;
use crate::process;

/// Share of a file's characters, in hundredths, that another program still reads in the copy of a
/// file from which nothing was redacted.
pub(super) const KEPT_PERCENT_MIN: usize = 99;
/// Seconds for one program with one file: some files are made to keep it busy for ever.
const SECONDS_MAX: &str = "60";

/// Programs that open a PDF file, and the words before its name.
const PDF_CHECKS: [(&str, &[&str]); 3] = [
    ("pdfinfo", &[]),
    ("qpdf", &["--check"]),
    ("mutool", &["draw", "-q", "-F", "text", "-o", "/dev/null"]),
];

/// What other programs make of copies.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Others {
    /// For each program: originals that it opens, and copies of those.
    pub(super) opened: BTreeMap<String, (usize, usize)>,
    /// For each ending: characters read of originals from which nothing was redacted, and of copies.
    pub(super) characters: BTreeMap<String, (usize, usize)>,
    /// Copies of which too little is read: kept, all, name.
    pub(super) short: Vec<(usize, usize, String)>,
    /// PDF files with tags, and copies of those that have tags.
    pub(super) tagged: (usize, usize),
    /// How far the pages of a copy look otherwise: mean difference in thousandths of white, name.
    pub(super) looks: Vec<(u32, String)>,
}

impl Others {
    /// Has other programs open the copies of the files that they open; returns what they do not.
    pub(super) fn hold_against(ended: &[Ended], scratch: &Path) -> Result<(Self, Vec<String>)> {
        let mut others = Self::default();
        let mut faults = Vec::new();
        let pdfs = ended.iter().filter(|ended| ended.ending() == "pdf");
        for (ended, copy) in pdfs.filter_map(|ended| Some((ended, ended.copy.as_deref()?))) {
            others.hold_pdf(ended, copy, &mut faults)?;
        }
        if process::exists("soffice") {
            for printed in office::printed(ended, scratch)? {
                others.hold_printed(&printed, &mut faults)?;
            }
        }
        Ok((others, faults))
    }

    /// Adds what they made of other files.
    pub(super) fn add(&mut self, other: Self) {
        for (program, (originals, copies)) in other.opened {
            let opened = self.opened.entry(program).or_default();
            *opened = (opened.0 + originals, opened.1 + copies);
        }
        for (ending, (all, kept)) in other.characters {
            let characters = self.characters.entry(ending).or_default();
            *characters = (characters.0 + all, characters.1 + kept);
        }
        self.short.extend(other.short);
        self.tagged = (self.tagged.0 + other.tagged.0, self.tagged.1 + other.tagged.1);
        self.looks.extend(other.looks);
    }

    fn hold_pdf(&mut self, ended: &Ended, copy: &Path, faults: &mut Vec<String>) -> Result<()> {
        for (program, words) in PDF_CHECKS {
            let opens = |path: &Path| -> Result<bool> {
                Ok(process::output(&mut with(program, words, path))?.status.success())
            };
            if process::exists(program) && opens(&ended.original)? {
                self.opened(program, ended, opens(copy)?, faults);
            }
        }
        if !process::exists("pdftotext") {
            return Ok(());
        }
        if is_tagged(&ended.original)? {
            self.tagged.0 += 1;
            self.tagged.1 += usize::from(is_tagged(copy)?);
        }
        if ended.is_redacted {
            return Ok(());
        }
        self.text(ended, &ended.original, copy)?;
        if let Some(difference) = pixels::difference(&ended.original, copy)? {
            self.looks.push((difference, ended.name()));
        }
        Ok(())
    }

    fn hold_printed(&mut self, printed: &Printed<'_>, faults: &mut Vec<String>) -> Result<()> {
        let Some(original) = &printed.original else { return Ok(()) };
        self.opened("LibreOffice", printed.ended, printed.copy.is_some(), faults);
        match &printed.copy {
            Some(copy) if !printed.ended.is_redacted => self.text(printed.ended, original, copy),
            _ => Ok(()),
        }
    }

    /// Counts a file that a program opens, and whether it opens the copy.
    fn opened(&mut self, program: &str, ended: &Ended, opens: bool, faults: &mut Vec<String>) {
        let (originals, copies) = self.opened.entry(program.to_owned()).or_default();
        *originals += 1;
        *copies += usize::from(opens);
        if !opens {
            faults.push(format!("{program} does not open the copy of `{}`", ended.name()));
        }
    }

    /// Counts how much of the text of a PDF file another still has.
    fn text(&mut self, ended: &Ended, before: &Path, after: &Path) -> Result<()> {
        let (Some(before), Some(after)) = (shown_text(before)?, shown_text(after)?) else {
            return Ok(());
        };
        let (kept, all) = kept(&before, &after);
        let characters = self.characters.entry(ended.ending()).or_default();
        *characters = (characters.0 + all, characters.1 + kept);
        if kept * 100 < all * KEPT_PERCENT_MIN {
            self.short.push((kept, all, ended.name()));
        }
        Ok(())
    }
}

/// A program with words before a path, which is stopped when it takes too long.
fn with(program: &str, words: &[&str], path: &Path) -> Command {
    let mut command = Command::new("timeout");
    command.arg(SECONDS_MAX).arg(program).args(words).arg(path);
    command
}

fn is_tagged(path: &Path) -> Result<bool> {
    let output = process::output(&mut with("pdfinfo", &[], path))?;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(told.lines().any(|line| line.starts_with("Tagged:") && line.ends_with("yes")))
}
