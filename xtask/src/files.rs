//! What the program makes of a folder of files that nobody here wrote, as a page: how much of each
//! format it reads, how its text of PDF files compares with that of `pdftotext`, which ordinary files
//! it calls incomplete, and where it tells covered text.
//!
//! The program is run as a user would run it, without text recognition; nothing of the files but their
//! names comes into the page.

mod scanned;
mod tables;
mod text;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::process;
use scanned::Scanned;

/// The page.
const PAGE: &str = "docs/files.md";
/// What people who looked said of files in which covered text is told: name, judgement, words.
const JUDGED: &str = "xtask/src/files/judged.tsv";
/// Folders of the collections that were made to test redaction, and hold no ordinary PDF files.
const MADE_TO_REDACT: &[&str] = &["xray", "pdf-redactor"];

/// What to look at, and with what.
pub(crate) struct Options {
    /// The files.
    pub(crate) folder: PathBuf,
    /// This program instead of one that is built with optimisation.
    pub(crate) program: Option<PathBuf>,
    /// Write the page instead of printing it.
    pub(crate) store: bool,
    /// Print the words of these many files that differ most from `pdftotext`, too.
    pub(crate) worst: usize,
}

/// Reads the folder, and prints the page or stores it.
pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    let program = match &options.program {
        Some(program) => program.clone(),
        None => process::build_release(root)?,
    };
    let folder = options.folder.canonicalize().context("there is no such folder")?;
    let scanned = scanned::scan(&program, &folder)?;
    let compared = text::compare(&program, &folder, &scanned, options.worst)?;
    let judged = fs::read_to_string(root.join(JUDGED))?;
    let page = page(root, &scanned, compared.as_ref(), &judged)?;
    if options.store {
        fs::write(root.join(PAGE), page)?;
        println!("stored {PAGE}");
    } else {
        println!("{page}");
    }
    Ok(())
}

fn page(
    root: &Path,
    scanned: &[Scanned],
    compared: Option<&text::Compared>,
    judged: &str,
) -> Result<String> {
    let line = |program: &str, arguments: &[&str]| -> Result<String> {
        let output = process::run(Command::new(program).args(arguments).current_dir(root))?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let date = line("date", &["-u", "+%Y-%m-%d"])?;
    let commit = line("git", &["rev-parse", "--short", "HEAD"])?;
    let mut page = format!(
        "# Files that nobody here wrote\n\n\
         `cargo xtask files FOLDER --store` writes this page (last on {date}, commit {commit}): it runs \
         `obelus scan` without text recognition over a folder of files.\n\
         This one has {} files of the public test collections of Apache POI, Apache Tika, pdf.js, veraPDF, \
         ExifTool, mat2, x-ray and others; they are not part of the project, and many are broken or hostile \
         on purpose.\n",
        scanned.len()
    );
    page.push_str(&tables::formats(scanned));
    page.push_str(&tables::incomplete(scanned));
    page.push_str(&tables::covered(scanned, MADE_TO_REDACT, judged));
    page.push_str(&tables::redaction_tests(scanned, MADE_TO_REDACT, judged));
    if let Some(compared) = compared {
        page.push_str(&compared.tables());
    }
    Ok(page)
}
