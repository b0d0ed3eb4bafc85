//! Sentences in which each character is known to be personal or not.

use std::collections::BTreeMap;

use anyhow::Result;
use serde_json::Value;

use super::Bench;
use super::rate::Rate;

/// Returns the table of a set: recall by character for each type, and precision over all.
pub(super) fn table(bench: &mut Bench<'_>, file: &str, text: &str) -> Result<String> {
    let sentences: Vec<Value> = serde_json::from_str(text)?;
    let mut kinds: BTreeMap<String, Rate> = BTreeMap::new();
    let mut precision = Rate::default();
    for sentence in &sentences {
        let text = sentence["full_text"].as_str().unwrap_or_default();
        let found = covered(bench, text);
        let mut gold = vec![false; found.len()];
        for span in sentence["spans"].as_array().into_iter().flatten() {
            let place = |name: &str| span[name].as_u64().unwrap_or(0) as usize;
            let kind = span["entity_type"].as_str().unwrap_or("?").to_owned();
            let range = place("start_position")..place("end_position").min(found.len());
            let rate = kinds.entry(kind).or_default();
            for at in range {
                gold[at] = true;
                rate.count(found[at]);
            }
        }
        let taken = found.iter().zip(&gold).filter(|(found, _)| **found);
        taken.for_each(|(_, &gold)| precision.count(gold));
    }
    let mut table = format!(
        "## {file}, by character\n\n| type | characters | found | recall |\n|---|--:|--:|--:|\n"
    );
    let mut all = Rate::default();
    for (kind, rate) in kinds {
        all = Rate { hits: all.hits + rate.hits, of: all.of + rate.of };
        table.push_str(&format!(
            "| {kind} | {} | {} | {:.3} |\n",
            rate.of,
            rate.hits,
            rate.share()
        ));
    }
    table.push_str(&format!(
        "\nAll types: recall {:.3}, precision {:.3}.\n\n",
        all.share(),
        precision.share()
    ));
    Ok(table)
}

/// For each character of a text, whether a finding covers it.
fn covered(bench: &mut Bench<'_>, text: &str) -> Vec<bool> {
    let mut bytes = vec![false; text.len()];
    for finding in bench.scan(text) {
        // The name of the case is a part too; its text is not this one.
        if finding.location.line.is_some() {
            let range = finding.location.start as usize..finding.location.end as usize;
            bytes.get_mut(range).into_iter().flatten().for_each(|byte| *byte = true);
        }
    }
    text.char_indices().map(|(at, _)| bytes[at]).collect()
}
