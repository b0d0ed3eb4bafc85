//! The page on coverage: each place of each format that has a planted number, and how it is told.
//!
//! A source plants a number with a remark (`# place: NUMBER name of the place`). The page is made by
//! scanning what the sources build, so that nobody keeps it by hand, and a test compares it with the
//! one in the repository.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Cursor;

use anyhow::{Context as _, Result};
use detect::{Budget, Engine, RuleSet, Scan, Scanner};
use document::{Collector, Hidden, Limits};

use super::Source;

/// What stands above the tables.
const HEAD: &str = "\
# Places that are looked at

`cargo xtask corpus` writes this page: it builds the files of `corpus/`, scans them with the built-in \
rules, and looks for each number that their sources plant.
*Told in* is the part that the finding names, *as* is how it is hidden; a dash stands for what a reader sees.
A number that is not found would stand here in bold letters; a test asks that there is none, and that this page is what the command writes.
";

/// Words in a place's name for what a reader is meant to see.
const SHOWN: &str = "shown: ";

/// A number that a source plants, and the place where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// The number.
    pub(crate) planted: String,
    /// Where it stands, in words.
    pub(crate) name: String,
}

impl Place {
    /// Takes a remark apart.
    pub(super) fn parse(remark: &str) -> Result<Self> {
        let (planted, name) = remark.split_once(' ').context("a place has a number and a name")?;
        Ok(Self { planted: planted.to_owned(), name: name.to_owned() })
    }

    fn row(&self, told: &Told) -> String {
        let name = self.name.strip_prefix(SHOWN).unwrap_or(&self.name);
        let (part, hidden) = match told {
            Told::Found { part, hidden } => {
                (part.as_str(), hidden.map_or("–", |hidden| hidden.name()))
            }
            Told::Read { part } => (part.as_str(), "**read, not found**"),
            Told::Nowhere => ("**not found**", ""),
        };
        format!("| {name} | {part} | {hidden} |", part = part.replace('|', "\\|"))
    }
}

/// How a planted number is told.
#[derive(Debug)]
enum Told {
    /// As a finding.
    Found {
        /// Name of the part.
        part: String,
        /// How it is hidden.
        hidden: Option<Hidden>,
    },
    /// Only as text that was read.
    Read {
        /// Name of the part.
        part: String,
    },
    /// Not at all.
    Nowhere,
}

/// Returns the page.
pub(crate) fn page(sources: &[Source]) -> Result<String> {
    let rules = RuleSet::built_in();
    let engine = Engine::new(&rules);
    let mut formats: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for source in sources.iter().filter(|source| !source.places.is_empty()) {
        let file = Scanned::new(source, &engine)?;
        let rows = formats.entry(&source.format).or_default();
        rows.extend(source.places.iter().map(|place| place.row(&file.told(&place.planted))));
    }
    let mut page = HEAD.to_owned();
    for (format, rows) in formats {
        let _ = write!(page, "\n## {format}: {} places\n\n", rows.len());
        page.push_str("| place | told in | as |\n|---|---|---|\n");
        for row in rows {
            page.push_str(&row);
            page.push('\n');
        }
    }
    Ok(page)
}

/// A file that was built and scanned.
struct Scanned {
    report: Scan,
    read: Collector,
}

impl Scanned {
    fn new(source: &Source, engine: &Engine<'_>) -> Result<Self> {
        let bytes = source.build()?.bytes()?;
        let mut scanner = Scanner::new(engine, Budget::default());
        let mut read = Collector::default();
        let limits = Limits::default();
        document::read(&mut Cursor::new(&bytes), &source.name(), &limits, &mut scanner);
        document::read(&mut Cursor::new(&bytes), &source.name(), &limits, &mut read);
        Ok(Self { report: scanner.finish(), read })
    }

    /// Says how a number is told; where it is told twice, as that which is hidden.
    fn told(&self, planted: &str) -> Told {
        let holds = |text: &str| text.contains(planted);
        let findings = self.report.findings.iter();
        let matching = || findings.clone().filter(|finding| holds(finding.evidence.reveal()));
        let best = matching().find(|finding| finding.location.hidden.is_some());
        if let Some(finding) = best.or_else(|| matching().next()) {
            let location = &finding.location;
            return Told::Found { part: location.label.to_string(), hidden: location.hidden };
        }
        let mut parts = self.read.document.parts.iter();
        match parts.find(|read| holds(&read.text)) {
            Some(read) => Told::Read { part: read.part.label.to_string() },
            None => Told::Nowhere,
        }
    }
}
