//! Collections of labelled words, one a line, as the Conference on Natural Language Learning has
//! them.

use detect::names::Kind;

use super::sample::Sample;

/// Words before which no blank stands.
const CLOSING: &[&str] = &[".", ",", "!", "?", ":", ";", ")", "'s", "n't", "'", "%", "...", "]"];

/// Reads the sentences of a collection; those with hand-made names of accounts are left out.
pub(crate) fn read(text: &str) -> Vec<Sample> {
    let mut samples = Vec::new();
    let mut sample = Sample::default();
    let mut closes = true;
    let mut before = "O";
    let mut is_usable = true;
    for line in text.lines().chain([""]) {
        let mut fields = line.split([' ', '\t']);
        let (word, label) =
            (fields.next().unwrap_or_default(), fields.next_back().unwrap_or_default());
        if word.is_empty() || label.is_empty() {
            if is_usable && !sample.text.is_empty() {
                samples.push(std::mem::take(&mut sample));
            }
            (sample, closes, before, is_usable) = (Sample::default(), true, "O", true);
            continue;
        }
        is_usable &= !(word.starts_with('@') && label != "O");
        let kind = kind(label);
        let goes_on = kind.is_some() && label.starts_with('I') && before.get(1..) == label.get(1..);
        if !closes && !CLOSING.contains(&word) {
            sample.push(" ");
        }
        match (kind, sample.names.last()) {
            (Some(kind), Some((range, _))) if goes_on => {
                let start = range.start;
                sample.push(word);
                sample.names.pop();
                sample.names.push((start..sample.text.len(), kind));
            }
            (Some(kind), _) => sample.push_name(word, kind),
            (None, _) => sample.push(word),
        }
        closes = matches!(word, "(" | "[" | "$" | "#" | "@");
        before = label;
    }
    samples
}

fn kind(label: &str) -> Option<Kind> {
    match label.split_once('-')?.1 {
        "PER" | "person" => Some(Kind::Person),
        "LOC" | "location" => Some(Kind::Place),
        "ORG" | "corporation" | "group" => Some(Kind::Organisation),
        _ => None,
    }
}
