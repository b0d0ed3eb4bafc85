//! Recall and false matches, as a dated page: on sets of cases that others made, on numbers that
//! are generated and changed here, and on text that should be quiet.
//!
//! The sets are not part of the project; what is not there is left out and said.

mod cases;
mod chance;
mod chinese;
mod generated;
mod markings;
mod office;
mod quiet;
mod rate;
mod spans;
mod tenders;

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use detect::{Budget, Engine, Finding, RuleSet, Scanner};

use crate::{packs, process};

/// What is measured, and where it is written.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Folder that holds the sets.
    #[arg(default_value = "../shared/corpus/text")]
    pub(crate) sets: PathBuf,
    /// Write the cases that were missed or wrongly matched here, one a line.
    #[arg(long)]
    pub(crate) misses: Option<PathBuf>,
    /// Take the rules of this folder of packs, so that a change can be measured without a build.
    #[arg(long)]
    pub(crate) packs: Option<PathBuf>,
    /// Also count what is found in this folder of text that should be quiet; several are drawn from
    /// together, in the order of the digests of their files' names.
    #[arg(long)]
    pub(crate) quiet: Vec<PathBuf>,
    /// Take so many megabytes of the text that should be quiet.
    #[arg(long, default_value_t = 100)]
    pub(crate) megabytes: usize,
    /// Measure the documents of an ordinary office alone, which takes seconds.
    #[arg(long, conflicts_with = "store")]
    pub(crate) office: bool,
    /// Store the page as `docs/accuracy.md`.
    #[arg(long)]
    pub(crate) store: bool,
}

/// Scans texts one by one.
struct Bench<'e> {
    rules: &'e RuleSet,
    scanner: Scanner<'e>,
    /// Cases that did not end as they should, one a line.
    misses: String,
    /// For each rule with a true hit in a foreign case, the name of the first.
    proofs: BTreeMap<usize, String>,
}

/// Prints the tables of all sets that are there, and stores them.
pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    let rules = packs::load(options.packs.as_deref())?;
    let engine = Engine::new(&rules);
    let mut bench = Bench::new(&rules, &engine);
    let date = process::run(Command::new("date").args(["-u", "+%Y-%m-%d"]))?;
    let date = String::from_utf8_lossy(&date.stdout).trim().to_owned();
    let mut page = format!("{HEAD}Date: {date}. Rules: {}.\n\n", rules.rules().len());
    page.push_str(&office::table(&mut bench)?);
    page.push_str(&tenders::table(&mut bench)?);
    if !options.office {
        page.push_str(&bench.all_other_sets(options)?);
    }
    if !options.quiet.is_empty() {
        page.push_str(&quiet::table(&mut bench, &options.quiet, options.megabytes)?);
    }
    print!("{page}");
    if options.store {
        fs::write(root.join("docs/accuracy.md"), page)?;
    }
    if let Some(file) = &options.misses {
        fs::write(file, bench.misses)?;
    }
    Ok(())
}

const HEAD: &str = "# Recall and false matches\n\n\
    Made by `cargo xtask eval --store`; the sets are those of their authors and not part of the project.\n\
    A case counts as found when any rule of its kind finds something in it, at any confidence; \
    a false match is a finding of medium or high confidence in a case that should have none.\n\
    A case that should not match one rule may well hold something else: such cases count as false matches too.\n\
    Rates stand with their 95 % bounds (Wilson).\n\
    Names and addresses also have a page of their own, [accuracy-names.md](accuracy-names.md); \
    what is found in quiet text was judged by hand in [accuracy-noise.md](accuracy-noise.md), and \
    documents of an ordinary office are told of in [accuracy-office.md](accuracy-office.md).\n\n";

impl<'e> Bench<'e> {
    fn new(rules: &'e RuleSet, engine: &'e Engine<'e>) -> Self {
        let scanner = Scanner::new(engine, Budget::default());
        Self { rules, scanner, misses: String::new(), proofs: BTreeMap::new() }
    }

    /// Tables of everything but the documents of an ordinary office.
    fn all_other_sets(&mut self, options: &Options) -> Result<String> {
        let mut page = self.foreign_sets(&options.sets)?;
        page.push_str(&self.proven());
        page.push_str(&generated::table(self));
        page.push_str(&markings::table(self)?);
        Ok(page)
    }

    /// Tables of the sets that others made, as far as they are there.
    fn foreign_sets(&mut self, folder: &Path) -> Result<String> {
        let mut page = String::new();
        let mut add = |file: &str, table: &mut dyn FnMut(&str) -> Result<String>| -> Result<()> {
            match fs::read_to_string(folder.join(file)) {
                Ok(text) => page.push_str(&table(&text)?),
                Err(_) => page.push_str(&format!("`{file}` is not there.\n\n")),
            }
            Ok(())
        };
        let sets =
            [("testpattern-cases.jsonl", "pattern_class"), ("secret-examples.jsonl", "source")];
        for (file, group) in sets {
            add(file, &mut |text| cases::table(self, file, group, text))?;
        }
        let file = "presidio-research-generated_large.json";
        add(file, &mut |text| spans::table(self, file, text))?;
        let file = "cluener-sample-evaluate-only.jsonl";
        add(file, &mut |text| chinese::table(self, file, text))?;
        Ok(page)
    }

    /// How many rules of each category have a true hit in a foreign case; those that still say
    /// otherwise are listed with the misses.
    fn proven(&mut self) -> String {
        let mut by_category: BTreeMap<&str, rate::Rate> = BTreeMap::new();
        for (index, rule) in self.rules.rules().iter().enumerate() {
            let proof = self.proofs.get(&index);
            let is_proven = proof.is_some() || !rule.unproven;
            by_category.entry(rule.category.name()).or_default().count(is_proven);
            if let (Some(case), true) = (proof, rule.unproven) {
                self.misses.push_str(&format!("proven {} by {case}\n", rule.id));
            }
        }
        let mut page = String::from(
            "## Rules with a true hit in text that their author did not write\n\n\
             | category | rules with a hit |\n|---|---|\n",
        );
        for (category, rate) in by_category {
            page.push_str(&format!("| {category} | {} of {} |\n", rate.hits, rate.of));
        }
        page.push('\n');
        page
    }

    fn scan(&mut self, text: &str) -> Vec<Finding> {
        self.scan_as("case.txt", text)
    }

    fn scan_as(&mut self, file: &str, text: &str) -> Vec<Finding> {
        let limits = document::Limits::default();
        document::read(&mut Cursor::new(text), file, &limits, &mut self.scanner);
        self.scanner.finish().findings
    }
}

/// Number and text of the line that a finding stands on; nothing when it stands elsewhere, such as
/// in the name of the file.
fn line_of<'t>(finding: &Finding, text: &'t str) -> (u64, &'t str) {
    let Some((number, _)) = finding.location.line else { return (0, "") };
    (number, text.lines().nth(number.saturating_sub(1) as usize).unwrap_or_default())
}
