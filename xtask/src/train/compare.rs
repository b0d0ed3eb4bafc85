//! The linear model and the network side by side, on texts that neither learnt.
//!
//! Both read every token of the whole text, without the hints and gates of the program, so that
//! nothing but the models differs.

use std::fs;
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result};
use detect::names::{self, Kind, LABELS, ROWS, Scores, decode, token};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use serde_json::Value;

use super::neural::Net;
use super::sample::Sample;
use super::{Script, conll, feature_rows};

const PRESIDIO: &str = "presidio-research-generated_large.json";
const WNUT: &str = "english-ner/WNUT17/emerging.dev.conll";
const CLUENER: &str = "cluener-sample-evaluate-only.jsonl";
/// Text that is read at least, to tell the speed.
const SPEED_BYTES: usize = 2_000_000;

/// What gives scores to tokens.
pub(super) enum Model<'m> {
    /// Rows of weights, and what stands behind them.
    Linear(&'m [u8]),
    Neural(&'m Net),
}

/// Kinds that are counted as one: sets do not agree where a place ends and an address begins.
const GROUPS: [(&str, &[Kind]); 3] = [
    ("person", &[Kind::Person]),
    ("place or address", &[Kind::Place, Kind::Address]),
    ("organisation", &[Kind::Organisation]),
];

/// Returns a table of both models over all sets of a script.
pub(super) fn table(
    sets: &Path,
    script: Script,
    by_hand: &[Sample],
    models: [Model<'_>; 2],
) -> Result<String> {
    let mut all = foreign_sets(sets, script)?;
    all.push(("written by hand", by_hand.to_vec()));
    let mut table = String::from(
        "| set | type | linear: recall, precision, F1 | network: recall, precision, F1 |\n|---|---|---|---|\n",
    );
    for (set, samples) in &all {
        for (group, kinds) in GROUPS {
            let [linear, neural] =
                models.each_ref().map(|model| counts(model, script, samples, kinds).line());
            table.push_str(&format!("| {set} | {group} | {linear} | {neural} |\n"));
        }
    }
    let text: Vec<&Sample> = all.iter().flat_map(|(_, samples)| samples).collect();
    let [linear, neural] = models.each_ref().map(|model| speed(model, script, &text));
    table.push_str(&format!(
        "| all | megabytes a processor second | {:.1} | {:.1} |\n",
        linear?, neural?
    ));
    let linear_bytes = ROWS * LABELS + LABELS * LABELS * 2;
    table.push_str(&format!("| | bytes | {linear_bytes} | {} |\n", Net::size_bytes()));
    Ok(table)
}

fn foreign_sets(sets: &Path, script: Script) -> Result<Vec<(&'static str, Vec<Sample>)>> {
    let read = |name: &str| {
        fs::read_to_string(sets.join(name)).with_context(|| format!("`{name}` is needed"))
    };
    Ok(match script {
        Script::Latin => vec![
            ("presidio-research", presidio(&read(PRESIDIO)?)?),
            ("WNUT 2017, development part", conll::read(&read(WNUT)?)),
        ],
        Script::Han => vec![("CLUENER", cluener(&read(CLUENER)?)?)],
    })
}

fn presidio(text: &str) -> Result<Vec<Sample>> {
    let sentences: Vec<Value> = serde_json::from_str(text)?;
    let sample = |sentence: &Value| {
        let spans = sentence["spans"].as_array().into_iter().flatten();
        let names = spans.filter_map(|span| {
            let kind = match span["entity_type"].as_str()? {
                "PERSON" => Kind::Person,
                "ADDRESS" => Kind::Address,
                "LOCATION" => Kind::Place,
                "ORGANIZATION" => Kind::Organisation,
                _ => return None,
            };
            Some((span["start_position"].as_u64()?, span["end_position"].as_u64()?, kind))
        });
        of_characters(sentence["full_text"].as_str().unwrap_or_default(), names)
    };
    Ok(sentences.iter().map(sample).collect())
}

fn cluener(text: &str) -> Result<Vec<Sample>> {
    const KINDS: [(&str, Kind); 6] = [
        ("name", Kind::Person),
        ("address", Kind::Address),
        ("scene", Kind::Place),
        ("company", Kind::Organisation),
        ("government", Kind::Organisation),
        ("organization", Kind::Organisation),
    ];
    text.lines()
        .map(|line| {
            let case: Value = serde_json::from_str(line)?;
            let names = KINDS.iter().flat_map(|&(label, kind)| {
                let names = case["label"][label].as_object().into_iter().flat_map(|n| n.values());
                let pairs = names.flat_map(|places| places.as_array().into_iter().flatten());
                pairs.filter_map(move |pair| Some((pair[0].as_u64()?, pair[1].as_u64()? + 1, kind)))
            });
            Ok(of_characters(case["text"].as_str().unwrap_or_default(), names))
        })
        .collect()
}

/// Makes a sample of places that are counted in characters.
fn of_characters(text: &str, names: impl Iterator<Item = (u64, u64, Kind)>) -> Sample {
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let byte = |at: u64| starts.get(at as usize).copied().unwrap_or(text.len());
    Sample {
        text: text.to_owned(),
        names: names.map(|(start, end, kind)| (byte(start)..byte(end), kind)).collect(),
    }
}

/// How many names were marked and found, where an overlap is a hit.
#[derive(Default)]
struct Counts {
    marked: usize,
    marked_and_found: usize,
    found: usize,
    found_and_marked: usize,
}

impl Counts {
    fn line(&self) -> String {
        let share = |part: usize, of: usize| part as f64 / of.max(1) as f64;
        let recall = share(self.marked_and_found, self.marked);
        let precision = share(self.found_and_marked, self.found);
        let mean = 2.0 * recall * precision / (recall + precision).max(f64::EPSILON);
        format!("{recall:.3}, {precision:.3}, {mean:.3}")
    }
}

fn counts(model: &Model<'_>, script: Script, samples: &[Sample], kinds: &[Kind]) -> Counts {
    let mut counts = Counts::default();
    for sample in samples {
        let places = |names: Vec<(Range<usize>, Kind)>| -> Vec<Range<usize>> {
            names
                .into_iter()
                .filter(|(_, kind)| kinds.contains(kind))
                .map(|(place, _)| place)
                .collect()
        };
        let (marked, found) =
            (places(sample.names.clone()), places(model.names(script, &sample.text)));
        let met = |of: &[Range<usize>], others: &[Range<usize>]| {
            let meets = |place: &&Range<usize>| {
                others.iter().any(|other| other.start < place.end && place.start < other.end)
            };
            of.iter().filter(meets).count()
        };
        counts.marked += marked.len();
        counts.found += found.len();
        counts.marked_and_found += met(&marked, &found);
        counts.found_and_marked += met(&found, &marked);
    }
    counts
}

/// Returns how many megabytes a second of processor time takes.
fn speed(model: &Model<'_>, script: Script, samples: &[&Sample]) -> Result<f64> {
    let before = getrusage(UsageWho::RUSAGE_SELF)?.user_time();
    let mut bytes = 0;
    for sample in samples.iter().cycle() {
        std::hint::black_box(model.names(script, &sample.text));
        bytes += sample.text.len();
        if bytes > SPEED_BYTES {
            break;
        }
    }
    let time = getrusage(UsageWho::RUSAGE_SELF)?.user_time() - before;
    Ok(bytes as f64 / time.num_microseconds().max(1) as f64)
}

impl Model<'_> {
    /// Returns the names in a text, as far as the script is the model's.
    fn names(&self, script: Script, text: &str) -> Vec<(Range<usize>, Kind)> {
        let (mut tokens, mut labels, mut names) = (Vec::new(), Vec::new(), Vec::new());
        token::tokens(text, &mut tokens);
        let mut rest = tokens.as_slice();
        while !rest.is_empty() {
            let (piece, others) = rest.split_at(names::piece_len(rest));
            rest = others;
            if names::is_han_text(piece) == (script == Script::Han) {
                self.label(script, piece, &mut labels);
                collect(piece, &labels, &mut names);
            }
        }
        names
    }

    fn label(&self, script: Script, piece: &[token::Token], labels: &mut Vec<u8>) {
        let (rows, features) = (feature_rows(piece, script, &[]), script.features().0);
        match self {
            Self::Linear(bytes) => {
                let scores: Vec<Scores> =
                    rows.chunks(features).map(|rows| linear_scores(bytes, rows)).collect();
                decode(&scores, &linear_transitions(bytes), labels);
            }
            Self::Neural(net) => decode(&net.scores(&rows, features), &net.transitions(), labels),
        }
    }
}

fn linear_scores(model: &[u8], rows: &[u32]) -> Scores {
    let weights = model.as_chunks::<LABELS>().0;
    let mut scores = [0; LABELS];
    for &row in rows {
        for (score, &weight) in scores.iter_mut().zip(&weights[row as usize]) {
            *score += i32::from(weight as i8);
        }
    }
    scores
}

fn linear_transitions(model: &[u8]) -> [Scores; LABELS] {
    let pairs = model[ROWS * LABELS..].as_chunks::<2>().0;
    let number = |at: usize| i32::from(i16::from_le_bytes(pairs[at]));
    std::array::from_fn(|before| std::array::from_fn(|after| number(before * LABELS + after)))
}

/// Adds the names that the labels of a piece tell.
fn collect(piece: &[token::Token], labels: &[u8], names: &mut Vec<(Range<usize>, Kind)>) {
    let kinds = Kind::ALL.map(|kind| (kind, kind.labels()));
    let mut last = None;
    for (token, &label) in piece.iter().zip(labels) {
        let label = usize::from(label);
        let kind = kinds.iter().find(|(_, (first, further))| label == *first || label == *further);
        match (kind, names.last_mut()) {
            (Some(&(kind, (_, further))), Some((place, _)))
                if last == Some(kind) && label == further =>
            {
                place.end = token.end as usize;
            }
            (Some(&(kind, _)), _) => names.push((token.range(), kind)),
            (None, _) => {}
        }
        last = kind.map(|(kind, _)| *kind);
    }
}
