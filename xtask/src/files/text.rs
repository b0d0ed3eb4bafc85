//! Our text of PDF files beside that of `pdftotext`, and the processor time of both and of `mutool`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use anyhow::Result;
use unicode_normalization::UnicodeNormalization as _;

use super::scanned::Scanned;
use crate::bench::measure;
use crate::process;

/// Characters that a file has at least, by `pdftotext`, to be compared.
const CHARACTERS_MIN: usize = 50;
/// Seconds after which another program is ended.
const SECONDS_MAX: &str = "30";
/// Share of its characters below which a file is listed.
const LISTED_BELOW: f64 = 0.999;
/// Files that are listed, those that lack most first.
const LISTED_MAX: usize = 30;
/// Different words that are printed of a file.
const WORDS_SHOWN: usize = 12;

/// Files of which `pdftotext` gives other letters than anybody sees, which somebody looked at.
const WRONG_THERE: &[&str] = &[
    // Chinese in system fonts that are not embedded comes out as Latin letters.
    "pdfjs/test/pdfs/XiaoBiaoSong.pdf",
];

/// How the files compare.
pub(super) struct Compared {
    files: Vec<File>,
    seconds: Vec<(&'static str, f64)>,
    pdfs: usize,
}

/// How one file compares.
struct File {
    name: String,
    /// Characters, and words: in the reference, and how many of them are here.
    characters: (usize, usize),
    words: (usize, usize),
    missing: Vec<String>,
}

impl File {
    fn new(name: &str, reference: &str, ours: &str) -> Self {
        let (reference, ours) = (normal(reference), normal(ours));
        let characters = |text: &str| -> Vec<String> {
            text.chars().filter(|c| !c.is_whitespace()).map(String::from).collect()
        };
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let (found_characters, _) = common(&characters(&reference), &characters(&ours));
        let (found_words, missing) = common(&words(&reference), &words(&ours));
        Self {
            name: name.to_owned(),
            characters: (characters(&reference).len(), found_characters),
            words: (words(&reference).len(), found_words),
            missing,
        }
    }

    fn lacks(&self) -> usize {
        self.characters.0 - self.characters.1
    }
}

/// Compares all PDF files; nothing when `pdftotext` is not installed.
pub(super) fn compare(
    program: &Path,
    folder: &Path,
    scanned: &[Scanned],
    worst: usize,
) -> Result<Option<Compared>> {
    if !process::exists("pdftotext") {
        println!("`pdftotext` is not installed (Debian package `poppler-utils`)");
        return Ok(None);
    }
    let pdfs: Vec<&Scanned> = scanned.iter().filter(|file| file.format == "pdf").collect();
    let ours = our_texts(program, folder, &pdfs)?;
    let mut files = Vec::new();
    for file in &pdfs {
        let mut command = Command::new("timeout");
        command.args([SECONDS_MAX, "pdftotext", "-q", "-enc", "UTF-8"]);
        let output = process::output(command.arg(folder.join(&file.file)).arg("-"))?;
        let reference = String::from_utf8_lossy(&output.stdout).into_owned();
        let ours = ours.texts.get(&file.file).map_or("", String::as_str);
        let compared = File::new(&file.file, &reference, ours);
        let is_wrong = WRONG_THERE.contains(&file.file.as_str());
        if compared.characters.0 >= CHARACTERS_MIN && !is_wrong {
            files.push(compared);
        }
    }
    files.sort_by_key(|file| std::cmp::Reverse(file.lacks()));
    for file in files.iter().take(worst) {
        let words: Vec<&str> = file.missing.iter().take(WORDS_SHOWN).map(String::as_str).collect();
        eprintln!("{} {:?} {:?} {}", file.name, file.characters, file.words, words.join(" "));
    }
    let mut seconds = vec![("obelus scan --as-recipient", ours.seconds)];
    seconds.push(("pdftotext", others(folder, &pdfs, "pdftotext -q -enc UTF-8 \"$0\" -")?));
    if process::exists("mutool") {
        seconds.push(("mutool", others(folder, &pdfs, "mutool draw -q -F txt -o - \"$0\"")?));
    }
    Ok(Some(Compared { files, seconds, pdfs: pdfs.len() }))
}

/// Our text of each file.
struct Ours {
    texts: BTreeMap<String, String>,
    seconds: f64,
}

/// Takes the text of pages from what the program shows to strangers.
fn our_texts(program: &Path, folder: &Path, pdfs: &[&Scanned]) -> Result<Ours> {
    let mut command = Command::new(program);
    command.args(["--lang", "en", "scan", "--as-recipient", "--no-ocr"]);
    command.args(pdfs.iter().map(|file| folder.join(&file.file)));
    let measured = measure(&mut command)?;
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    let prefix = format!("=== {}/", folder.display());
    let (mut file, mut is_page) = (String::new(), false);
    for line in measured.printed.lines() {
        if let Some(head) = line.strip_prefix(&prefix) {
            file = head.rsplit_once(" (").map_or(head, |(name, _)| name).to_owned();
            is_page = false;
        } else if let Some(title) = line.strip_prefix("--- ") {
            is_page = title.starts_with("page ");
        } else if is_page && !line.starts_with("!!! ") {
            let text = texts.entry(file.clone()).or_default();
            text.push_str(line);
            text.push('\n');
        }
    }
    Ok(Ours { texts, seconds: measured.cpu_seconds })
}

/// Processor time of another program, started for each file.
fn others(folder: &Path, pdfs: &[&Scanned], line: &str) -> Result<f64> {
    let mut command = Command::new("sh");
    let script = format!(
        "for f in \"$@\"; do timeout {SECONDS_MAX} sh -c '{line}' \"$f\" >/dev/null 2>&1; done"
    );
    command.args(["-c", &script, "sh"]).args(pdfs.iter().map(|file| folder.join(&file.file)));
    Ok(measure(&mut command)?.cpu_seconds)
}

/// The text in one form (NFKC), without soft hyphens and marks of direction.
///
/// On a terminal a tab and other controls are shown as one sign, which stands for a blank here.
fn normal(text: &str) -> String {
    let is_mark = |character: &char| matches!(character, '\u{AD}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let letters = text.nfkc().filter(|character| !is_mark(character));
    letters.map(|letter| if letter == char::REPLACEMENT_CHARACTER { ' ' } else { letter }).collect()
}

/// How many of the reference's items are here, each as often as it is there; and those that are not.
fn common(reference: &[String], ours: &[String]) -> (usize, Vec<String>) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for item in ours {
        *counts.entry(item).or_default() += 1;
    }
    let mut missing = Vec::new();
    for item in reference {
        match counts.get_mut(item.as_str()) {
            Some(count) if *count > 0 => *count -= 1,
            _ => missing.push(item.clone()),
        }
    }
    (reference.len() - missing.len(), missing)
}

impl Compared {
    pub(super) fn tables(&self) -> String {
        let sum = |of: fn(&File) -> usize| self.files.iter().map(of).sum::<usize>();
        let share = |found: usize, all: usize| found as f64 / all.max(1) as f64;
        let (all, found) = (sum(|file| file.characters.0), sum(|file| file.characters.1));
        let (all_words, found_words) = (sum(|file| file.words.0), sum(|file| file.words.1));
        let empty = self.files.iter().filter(|file| file.characters.1 == 0).count();
        let mut page = format!(
            "\n## Text of PDF files beside `pdftotext`\n\n\
             {} of {} PDF files have {CHARACTERS_MIN} characters or more by `pdftotext`, {all} in all.\n\
             Characters and words are counted as sets in which each stands as often as in the file, after NFKC.\n\
             Left out, since `pdftotext` gives letters there that nobody wrote: {}.\n\n\
             | measure | value | goal |\n|---|--:|--:|\n\
             | characters found | {:.4} | 0.999 |\n| words found | {:.4} | 0.975 |\n\
             | files with text there and none here | {empty} | 0 |\n",
            self.files.len(),
            self.pdfs,
            WRONG_THERE.iter().map(|file| format!("`{file}`")).collect::<Vec<_>>().join(", "),
            share(found, all),
            share(found_words, all_words),
        );
        let _ = write!(
            page,
            "\n### Files that lack characters\n\n\
             Those with less than {LISTED_BELOW} of the characters, at most {LISTED_MAX}.\n\n\
             | file | characters there | found | words |\n|---|--:|--:|--:|\n"
        );
        let lacking = |file: &&File| share(file.characters.1, file.characters.0) < LISTED_BELOW;
        for file in self.files.iter().filter(lacking).take(LISTED_MAX) {
            let _ = writeln!(
                page,
                "| `{}` | {} | {:.4} | {:.4} |",
                file.name,
                file.characters.0,
                share(file.characters.1, file.characters.0),
                share(file.words.1, file.words.0),
            );
        }
        page.push_str(
            "\n### Processor time\n\nOf all PDF files in one run, one after the other; ours with workers, \
             rules and painting of every page that could hide text, the others with a process for each file.\n\n\
             | program | seconds |\n|---|--:|\n",
        );
        for (program, seconds) in &self.seconds {
            let _ = writeln!(page, "| `{program}` | {seconds:.1} |");
        }
        page
    }
}
