//! Purchases of our own making: is what completes model, quantity and place told, and is what
//! everybody buys left alone?

use anyhow::{Context, Result};
use detect::Category;
use detect::purchase::Batch;

use super::Bench;
use super::rate::Rate;

/// The sets, each with what its row is called.
static SETS: [(&str, &str); 2] = [
    ("first", include_str!("tenders.txt")),
    ("worded otherwise", include_str!("tenders_later.txt")),
];

/// A purchase: its documents, and the least to hold back.
struct Tender<'t> {
    name: &'t str,
    hold: Option<&'t str>,
    files: Vec<&'t str>,
}

/// Returns the table of recall and precision.
pub(super) fn table(bench: &mut Bench<'_>) -> Result<String> {
    let mut page = String::from(
        "## Purchases that tell too much together\n\n\
         Fictitious tenders in English and Chinese (`xtask/src/eval/tenders*.txt`), some of several \
         documents scanned together.\n\n\
         | tenders | recall | precision | told is the least to hold back |\n|---|---|---|---|\n",
    );
    for (set, text) in SETS {
        page.push_str(&row(bench, set, text)?);
    }
    page.push('\n');
    Ok(page)
}

fn row(bench: &mut Bench<'_>, set: &str, text: &'static str) -> Result<String> {
    let (mut found, mut right, mut least) = (Rate::default(), Rate::default(), Rate::default());
    for tender in tenders(text)? {
        let told = told(bench, &tender);
        let is_told = !told.is_empty();
        if let Some(hold) = tender.hold {
            found.count(is_told);
            least.count(told.iter().any(|piece| piece == hold));
        }
        if is_told {
            right.count(tender.hold.is_some());
        }
        if is_told != tender.hold.is_some() {
            bench.misses.push_str(&format!("tender {}: {told:?}\n", tender.name));
        }
    }
    Ok(format!("| {set} | {found} | {right} | {least} |\n"))
}

/// Returns the pieces that complete a set in the documents of a purchase.
fn told(bench: &mut Bench<'_>, tender: &Tender<'_>) -> Vec<String> {
    let mut batch = Batch::default();
    let mut told = Vec::new();
    for text in &tender.files {
        let mut findings = bench.scan(text);
        batch.take(&mut findings, bench.rules);
        let rules = bench.rules;
        let completing = findings
            .iter()
            .filter(|finding| rules.rule(finding.rule).category == Category::Compilation);
        told.extend(completing.map(|finding| finding.evidence.reveal().to_owned()));
    }
    told
}

fn tenders(set: &'static str) -> Result<Vec<Tender<'static>>> {
    set.split("\n## ").skip(1).map(tender).collect()
}

fn tender(text: &'static str) -> Result<Tender<'static>> {
    let (name, rest) = text.split_once('\n').context("a purchase has a name")?;
    let (hold, files) = rest.split_once('\n').context("a purchase says what to hold back")?;
    let hold = hold.strip_prefix("hold ").context("the second line of a purchase is `hold`")?;
    let hold = Some(hold).filter(|&hold| hold != "-");
    Ok(Tender { name, hold, files: files.split("\n---\n").collect() })
}
