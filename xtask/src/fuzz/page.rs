//! The page on what was run: a table that is read, added to and written again.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context as _, Result};

/// The page.
const PAGE: &str = "docs/fuzz.md";
/// What stands above the table.
const HEAD: &str = "\
# Changed files that were read

`cargo xtask fuzz --store --runs 1000000` writes this table and goes on where it stopped: it changes the samples of `corpus/` and of the demo at random and has each format's reader read them, in a process for each format ([decision 15](decisions/0015-changed-samples-instead-of-cargo-fuzz.md)).
Files are numbered from 1, and their numbers are the seeds: `cargo xtask fuzz --format F --seed N --runs 1` repeats one while the samples are the same.
A panic counts once for each place in the sources and run, a hang is a reader that takes 30 seconds of the processor; both are mended, with a sample or a test that stays, and they stay counted here.
Times are those of the processor.
";
/// What begins the part of the page that people write.
const FOUND: &str = "## What was found";

/// What was run of one format.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Row {
    /// Samples that were changed.
    pub(super) samples: usize,
    /// Files that were read.
    pub(super) files: u64,
    /// Places at which a reader panicked.
    pub(super) panics: u64,
    /// Files that were not read in time.
    pub(super) hangs: u64,
    /// Longest time of one file in seconds.
    pub(super) slowest: f64,
    /// The most memory that a process held.
    pub(super) peak_megabytes: i64,
    /// Time of all.
    pub(super) seconds: f64,
}

impl Row {
    /// Adds what was run before.
    pub(super) fn add(&mut self, before: &Self) {
        self.files += before.files;
        self.panics += before.panics;
        self.hangs += before.hangs;
        self.slowest = self.slowest.max(before.slowest);
        self.peak_megabytes = self.peak_megabytes.max(before.peak_megabytes);
        self.seconds += before.seconds;
    }

    fn parse(cells: &[&str]) -> Option<Self> {
        let [samples, files, panics, hangs, slowest, memory, seconds] = cells else { return None };
        Some(Self {
            samples: samples.parse().ok()?,
            files: files.parse().ok()?,
            panics: panics.parse().ok()?,
            hangs: hangs.parse().ok()?,
            slowest: slowest.parse().ok()?,
            peak_megabytes: memory.parse().ok()?,
            seconds: seconds.parse().ok()?,
        })
    }
}

/// The page.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// The table, by format.
    pub(super) rows: BTreeMap<String, Row>,
    found: String,
}

impl Page {
    /// Reads the page; one that is not there is empty.
    pub(super) fn read(root: &Path) -> Result<Self> {
        match fs::read_to_string(root.join(PAGE)) {
            Ok(text) => Self::parse(&text),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error.into()),
        }
    }

    /// Takes the text of a page apart.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let mut page = Self::default();
        let (table, found) = text.split_at(text.find(FOUND).unwrap_or(text.len()));
        page.found = found.to_owned();
        let rows = table.lines().filter_map(|line| line.strip_prefix("| "));
        for line in rows.filter(|line| !line.starts_with("format ") && !line.starts_with("all ")) {
            let cells: Vec<&str> = line.trim_end_matches(" |").split(" | ").collect();
            let (format, cells) = cells.split_first().context("a row has cells")?;
            let row = Row::parse(cells).with_context(|| format!("`{line}` is no row"))?;
            page.rows.insert((*format).to_owned(), row);
        }
        Ok(page)
    }

    /// What was run of a format.
    pub(super) fn row(&self, format: &str) -> &Row {
        const NONE: &Row = &Row {
            samples: 0,
            files: 0,
            panics: 0,
            hangs: 0,
            slowest: 0.0,
            peak_megabytes: 0,
            seconds: 0.0,
        };
        self.rows.get(format).unwrap_or(NONE)
    }

    /// Writes the page.
    pub(super) fn write(&self, root: &Path) -> Result<()> {
        Ok(fs::write(root.join(PAGE), self.text())?)
    }

    /// The text of the page.
    pub(super) fn text(&self) -> String {
        let mut text = String::from(HEAD);
        text += "\n| format | samples | files read | panics | hangs | slowest, s | peak memory, MB | seconds |\n";
        text += "|---|--:|--:|--:|--:|--:|--:|--:|\n";
        let mut all = Row::default();
        for (format, row) in &self.rows {
            let samples = all.samples + row.samples;
            all.add(row);
            all.samples = samples;
            line(&mut text, format, row);
        }
        line(&mut text, "all", &all);
        if !self.found.is_empty() {
            text += "\n";
            text += &self.found;
        }
        text
    }
}

fn line(text: &mut String, name: &str, row: &Row) {
    let Row { samples, files, panics, hangs, slowest, peak_megabytes, seconds } = row;
    let _ = writeln!(
        text,
        "| {name} | {samples} | {files} | {panics} | {hangs} | {slowest:.2} | {peak_megabytes} | {seconds:.1} |"
    );
}
