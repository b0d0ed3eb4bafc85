//! Text in pictures, by the program `tesseract` when it is installed.

use std::collections::VecDeque;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use document::{Picture, Recognition, Word};
use sha2::{Digest as _, Sha256};

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
    /// What was recognised last, while copies are made.
    recent: Option<Arc<Mutex<Recent>>>,
}

/// Words of the pictures that were looked at last: a file of which a copy is made is read several times,
/// and the copy has most of its pictures.
#[derive(Default)]
struct Recent {
    /// By digest of the picture, the oldest first.
    pictures: VecDeque<([u8; 32], Vec<Word>)>,
    words: usize,
}

/// Words that are remembered.
const RECENT_WORDS_MAX: usize = 200_000;

impl std::fmt::Debug for Recent {
    /// What pictures say is not shown.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Recent").field("words", &self.words).finish_non_exhaustive()
    }
}

impl Recent {
    fn words_of(&self, digest: &[u8; 32]) -> Option<Vec<Word>> {
        let known = self.pictures.iter().find(|(known, _)| known == digest);
        known.map(|(_, words)| words.clone())
    }

    fn add(&mut self, digest: [u8; 32], words: &[Word]) {
        self.words += words.len() + 1;
        self.pictures.push_back((digest, words.to_vec()));
        while self.words > RECENT_WORDS_MAX
            && let Some((_, oldest)) = self.pictures.pop_front()
        {
            self.words -= oldest.len() + 1;
        }
    }
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
        let tool = Tool { starter, program, folders };
        Some(Self { tool, data, languages, recent: None })
    }

    /// Returns the languages that are read, in the words of the program.
    #[must_use]
    pub fn languages(&self) -> &str {
        &self.languages
    }

    /// Returns the same, which remembers what it recognised until it is dropped.
    pub(crate) fn remembering(&self) -> Self {
        Self { recent: Some(Arc::default()), ..self.clone() }
    }

    /// Recognises the words in a picture.
    pub(crate) fn recognise(
        &self,
        picture: &Picture<'_>,
        deadline: Option<Instant>,
        stop: &AtomicBool,
    ) -> Recognition {
        let Some(recent) = &self.recent else {
            return self.recognise_anew(picture, deadline, stop);
        };
        // A thread that panicked leaves it whole.
        let recent = || recent.lock().unwrap_or_else(PoisonError::into_inner);
        let width = Sha256::new().chain_update(picture.width.to_le_bytes());
        let digest: [u8; 32] = width.chain_update(picture.shades).finalize().into();
        if let Some(words) = recent().words_of(&digest) {
            return Recognition::Words(words);
        }
        let recognition = self.recognise_anew(picture, deadline, stop);
        if let Recognition::Words(words) = &recognition {
            recent().add(digest, words);
        }
        recognition
    }

    fn recognise_anew(
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
