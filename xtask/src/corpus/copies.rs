//! The page on copies: what `obelus clean` makes of each sample, and whether a number that its
//! source plants is left in anything that can be decoded from the copy.
//!
//! Files are cleaned with the built-in rules and the usual policy, as the command does it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Seek as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::{Context as _, Result};
use detect::{Category, Engine, Finding, Policy, RuleSet};
use document::Limits;
use run::clean::{Cleaning, Outcome};

use super::Source;

/// What stands above the tables.
const HEAD: &str = "\
# Places that are cleaned

`cargo xtask corpus` writes this page: it cleans the files of `corpus/` as `obelus clean` does, decodes every \
stream of each copy, and looks for each number that the sources plant: in UTF-8 and UTF-16, as hexadecimal \
digits, in base64 and backwards.
A test asks that no number is left in a copy, and that this page is what the command writes.
A file that the proof refuses, since what must go has no place in it that can be changed, is a goal missed.
";

/// How a planted number may stand in a copy.
const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Letters of base64 that do not stand anywhere by chance.
const CODED_BYTES_MIN: usize = 8;

/// What became of the samples of a format.
#[derive(Debug, Default)]
struct Row {
    files: usize,
    copies: usize,
    places: usize,
    left: Vec<String>,
    refused: Vec<String>,
}

/// Returns the page.
pub(crate) fn page(sources: &[Source]) -> Result<String> {
    let cleaner = Cleaner::new();
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    for source in sources {
        let row = rows.entry(&source.format).or_default();
        let cleaning = cleaner.clean(source)?;
        row.files += 1;
        match cleaning.copy.as_ref().filter(|_| cleaning.outcome.has_copy()) {
            Some(copy) => {
                row.copies += 1;
                row.places += source.places.len();
                let left = left(source, &copy.bytes);
                row.left.extend(left.iter().map(|name| format!("{}: {name}", source.name())));
            }
            None => row.refused.push(format!("`{}`: {}", source.name(), reason(&cleaning))),
        }
    }
    Ok(written(&rows))
}

fn written(rows: &BTreeMap<&str, Row>) -> String {
    let mut page = format!("{HEAD}\n| format | files | copies | places in them | left |\n");
    page.push_str("|---|--:|--:|--:|--:|\n");
    for (format, row) in rows {
        let (files, copies, places, left) = (row.files, row.copies, row.places, row.left.len());
        let left = if left == 0 { "0".to_owned() } else { format!("**{left}**") };
        let _ = writeln!(page, "| {format} | {files} | {copies} | {places} | {left} |");
    }
    for left in rows.values().flat_map(|row| &row.left) {
        let _ = write!(page, "\n**left** in {left}");
    }
    page.push_str("\nFiles without a copy, and why:\n\n");
    for refused in rows.values().flat_map(|row| &row.refused) {
        let _ = writeln!(page, "- {refused}");
    }
    page
}

/// Says why there is no copy.
fn reason(cleaning: &Cleaning) -> String {
    match cleaning.outcome {
        Outcome::Refused(refusal) => refusal.name().to_owned(),
        Outcome::Unread(code) => code.name().to_owned(),
        Outcome::Marked => "marked".to_owned(),
        Outcome::NotGone => "refused by the proof".to_owned(),
        other => format!("**{other:?}**"),
    }
}

/// Names of the places whose numbers are left in a copy.
fn left(source: &Source, copy: &[u8]) -> Vec<String> {
    let forms: Vec<Vec<Vec<u8>>> =
        source.places.iter().map(|place| forms(&place.planted)).collect();
    let mut is_left = vec![false; forms.len()];
    document::streams(copy, &Limits::default(), &mut |stream| {
        for (forms, is_left) in forms.iter().zip(&mut is_left) {
            *is_left |= forms.iter().any(|form| memchr::memmem::find(stream, form).is_some());
        }
    });
    let places = source.places.iter().zip(is_left).filter(|(_, is_left)| *is_left);
    places.map(|(place, _)| place.name.clone()).collect()
}

fn forms(planted: &str) -> Vec<Vec<u8>> {
    let bytes = planted.as_bytes();
    let wide = |unit: fn(u16) -> [u8; 2]| planted.encode_utf16().flat_map(unit).collect();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut forms = vec![
        bytes.to_vec(),
        bytes.iter().rev().copied().collect(),
        wide(u16::to_le_bytes),
        wide(u16::to_be_bytes),
        hex.to_uppercase().into_bytes(),
        hex.into_bytes(),
    ];
    let coded = (0..3).map(|skipped| in_base64(bytes.get(skipped..).unwrap_or_default()));
    // What is shorter stands anywhere by chance.
    forms.extend(coded.filter(|form| form.len() >= CODED_BYTES_MIN));
    forms
}

/// Whole groups of three bytes in base64: how they stand wherever a group begins there.
fn in_base64(bytes: &[u8]) -> Vec<u8> {
    let sign = |index: u32| BASE64.get(index as usize & 63).copied().unwrap_or_default();
    let groups = bytes.chunks_exact(3).flat_map(|group| {
        let bits = group.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        [sign(bits >> 18), sign(bits >> 12), sign(bits >> 6), sign(bits)]
    });
    groups.collect()
}

/// Cleans samples in this process.
struct Cleaner {
    rules: RuleSet,
    policy: Policy,
}

impl Cleaner {
    fn new() -> Self {
        Self { rules: RuleSet::built_in(), policy: Policy::default() }
    }

    fn clean(&self, source: &Source) -> Result<Cleaning> {
        let engine = Engine::new(&self.rules);
        let decide = |finding: &Finding| {
            let is_marking = self.rules.rule(finding.rule).category == Category::Marking;
            let goes = !is_marking && self.policy.fails(finding);
            goes.then(|| Arc::from("[redacted]"))
        };
        let task = run::clean::Task::new(&engine, &self.policy, &decide);
        let mut file = run::unnamed()?;
        file.write_all(&source.build()?.bytes()?)?;
        file.rewind()?;
        let options = run::Options::here(1, Duration::from_secs(600));
        let stop = AtomicBool::new(false);
        run::clean::clean_open(file, &source.name(), task, &options, &stop)
            .with_context(|| format!("cannot clean `{}`", source.name()))
    }
}
