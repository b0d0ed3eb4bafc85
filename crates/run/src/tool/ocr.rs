//! Text in pictures, by the program `tesseract` when it is installed.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use document::{Picture, Recognition};

use super::{Given, Said, Tool, tsv};
use crate::WorkerCommand;

/// Where the program is looked for; a path from the environment could lead anywhere.
const PROGRAMS: &[&str] =
    &["/usr/bin/tesseract", "/usr/local/bin/tesseract", "/opt/homebrew/bin/tesseract"];

/// Folders of language data, or of folders of them by version.
const DATA: &[&str] = &[
    "/usr/share/tesseract-ocr",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
];

/// Languages that are used when they are installed, the most frequent first: each costs time.
const LANGUAGES: &[&str] = &["eng", "chi_sim"];

/// Most bytes of a table of words.
const OUTPUT_BYTES_MAX: u64 = 64 << 20;

/// How text in pictures is recognised.
#[derive(Debug, Clone)]
pub struct Ocr {
    tool: Tool,
    data: PathBuf,
    /// Languages, as the program wants them.
    languages: String,
}

impl Ocr {
    /// Returns how text is recognised on this machine; none when the program or its languages are
    /// not installed. `starter` starts what ends up in [`crate::tool_main`].
    #[must_use]
    pub fn find(starter: WorkerCommand) -> Option<Self> {
        let program = PROGRAMS.iter().map(PathBuf::from).find(|program| program.is_file())?;
        let data = DATA.iter().find_map(|folder| language_folder(Path::new(folder)))?;
        let languages = LANGUAGES.iter().filter(|language| has_language(&data, language));
        let languages = languages.copied().collect::<Vec<_>>().join("+");
        if languages.is_empty() {
            return None;
        }
        let folders = vec![data.clone()];
        Some(Self { tool: Tool { starter, program, folders }, data, languages })
    }

    /// Returns the languages that are read, in the words of the program.
    #[must_use]
    pub fn languages(&self) -> &str {
        &self.languages
    }

    /// Recognises the words in a picture.
    pub(crate) fn recognise(
        &self,
        picture: &Picture<'_>,
        deadline: Option<Instant>,
        stop: &AtomicBool,
    ) -> Recognition {
        let Some(data) = self.data.to_str() else { return Recognition::Unavailable };
        // Text may stand anywhere in a photo, and a page has columns: the program's own analysis.
        let args =
            ["stdin", "stdout", "--tessdata-dir", data, "-l", &self.languages, "--psm", "3", "tsv"];
        let map = grey_map(picture);
        match self.tool.run(&args, &Given::Bytes(&map), OUTPUT_BYTES_MAX, deadline, stop) {
            Ok(Said { output, is_whole: true, .. }) => Recognition::Words(tsv::words(&output)),
            _ => Recognition::Failed,
        }
    }
}

/// Returns the folder with language data in `folder`: itself, or one of a version in it.
fn language_folder(folder: &Path) -> Option<PathBuf> {
    let has_any = |folder: &Path| LANGUAGES.iter().any(|language| has_language(folder, language));
    if has_any(folder) {
        return Some(folder.to_owned());
    }
    let versions = fs::read_dir(folder).ok()?;
    let mut versions: Vec<PathBuf> =
        versions.flatten().map(|entry| entry.path().join("tessdata")).collect();
    versions.sort();
    versions.into_iter().rev().find(|folder| has_any(folder))
}

fn has_language(folder: &Path, language: &str) -> bool {
    folder.join(format!("{language}.traineddata")).is_file()
}

/// Returns the picture as a portable grey map, which the program reads without a decoder in C that
/// hostile bytes could reach: these pixels are our own.
fn grey_map(picture: &Picture<'_>) -> Vec<u8> {
    let mut map = Vec::with_capacity(picture.shades.len() + 32);
    let (width, height) = (picture.width, picture.height());
    // Writing to a vector does not fail.
    let _written = write!(map, "P5\n{width} {height}\n255\n");
    map.extend_from_slice(picture.shades);
    map
}
