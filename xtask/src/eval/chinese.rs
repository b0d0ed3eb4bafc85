//! Chinese sentences in which names and addresses were marked by others: relaxed match, which is
//! content when what was found and what was marked overlap.

use std::ops::Range;

use anyhow::Result;
use detect::Finding;
use serde_json::Value;

use super::Bench;

/// Rules that find people.
const PEOPLE: &[&str] = &["person-name", "private-person-name", "cn-name", "cn-contact-name"];
/// Rules that find addresses and places; the set calls both addresses.
const ADDRESSES: &[&str] =
    &["postal-address", "personal-address", "place-name", "cn-address", "cn-home-address"];
/// The same and sights.
const PLACES: &[&str] = &[
    "postal-address",
    "personal-address",
    "place-name",
    "cn-address",
    "cn-home-address",
    "sight-name",
];
/// What is counted as one type: its name, the labels of the set, and the rules.
const TYPES: [(&str, &[&str], &[&str]); 3] = [
    ("name", &["name"], PEOPLE),
    ("address", &["address"], ADDRESSES),
    ("address or scenic spot", &["address", "scene"], PLACES),
];

/// What was found of one type.
#[derive(Debug, Default)]
struct Counts {
    marked: u32,
    marked_and_found: u32,
    found: u32,
    found_and_marked: u32,
}

/// Returns a table for a set of lines with `text` and `label`.
pub(super) fn table(bench: &mut Bench<'_>, file: &str, set: &str) -> Result<String> {
    let mut types = TYPES.map(|of_type| (of_type, Counts::default()));
    let mut sentences = 0_u32;
    for line in set.lines() {
        let case: Value = serde_json::from_str(line)?;
        let text = case["text"].as_str().unwrap_or_default();
        let mut findings = bench.scan(text);
        // The name of the case is a part too; its text is not this one.
        findings.retain(|finding| finding.location.line.is_some());
        sentences += 1;
        for ((_, labels, ids), counts) in &mut types {
            let of_type =
                findings.iter().filter(|f| ids.contains(&bench.rules.rule(f.rule).id.as_str()));
            let found: Vec<_> = of_type.map(|f| characters(text, f)).collect();
            let marked: Vec<_> =
                labels.iter().flat_map(|label| marked(&case["label"][label])).collect();
            counts.add(&marked, &found);
        }
    }
    let mut table = format!(
        "## {file}\n\n{sentences} sentences, relaxed match; never learnt from.\n\n\
         | type | marked | found | recall | precision | F1 |\n|---|--:|--:|--:|--:|--:|\n"
    );
    for ((name, ..), counts) in &types {
        let recall = share(counts.marked_and_found, counts.marked);
        let precision = share(counts.found_and_marked, counts.found);
        let mean = 2.0 * recall * precision / (recall + precision).max(f64::EPSILON);
        table.push_str(&format!(
            "| {name} | {} | {} | {recall:.3} | {precision:.3} | {mean:.3} |\n",
            counts.marked, counts.found
        ));
    }
    table.push('\n');
    Ok(table)
}

impl Counts {
    fn add(&mut self, marked: &[Range<usize>], found: &[Range<usize>]) {
        let meets = |range: &Range<usize>, others: &[Range<usize>]| {
            others.iter().any(|other| other.start < range.end && range.start < other.end)
        };
        self.marked += marked.len() as u32;
        self.marked_and_found += marked.iter().filter(|range| meets(range, found)).count() as u32;
        self.found += found.len() as u32;
        self.found_and_marked += found.iter().filter(|range| meets(range, marked)).count() as u32;
    }
}

fn share(part: u32, of: u32) -> f64 {
    f64::from(part) / f64::from(of.max(1))
}

/// Places of one type, in characters; the set counts the last one in.
fn marked(label: &Value) -> Vec<Range<usize>> {
    let places = label.as_object().into_iter().flat_map(|names| names.values());
    let pairs = places.flat_map(|places| places.as_array().into_iter().flatten());
    let range = |pair: &Value| Some(pair[0].as_u64()? as usize..pair[1].as_u64()? as usize + 1);
    pairs.filter_map(range).collect()
}

/// The place of a finding in characters.
fn characters(text: &str, finding: &Finding) -> Range<usize> {
    let count = |end: u64| text.get(..end as usize).unwrap_or(text).chars().count();
    count(finding.location.start)..count(finding.location.end)
}
