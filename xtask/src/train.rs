//! Trains the models of names, the same from the same seed.
//!
//! Text between blanks: synthetic documents, the open collections of labelled English that are in
//! the folder given (CC BY 4.0, credited beside the model), and as text without names the
//! descriptions of the packages in `Cargo.lock`. Chinese: synthetic documents only.

mod chinese;
mod conll;
mod english;
mod nameless;
mod perceptron;
mod plain;
mod random;
mod sample;
mod weighted;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use detect::names::{self, Characters, Kind, Name, ROWS, Tagger, Words, row, token};

use perceptron::{Sequence, Trainer};
pub(crate) use random::Random;
use sample::Sample;

const ENGLISH_BY_HAND: &str = include_str!("../names/english-check.txt");
const CHINESE_BY_HAND: &str = include_str!("../names/chinese-check.txt");
const SEED: u64 = 20_261_122;
/// Times that all texts are learnt.
const EPOCHS: usize = 8;
/// Synthetic documents in the lesson of each model.
const ENGLISH_DOCUMENTS: usize = 120_000;
const CHINESE_DOCUMENTS: usize = 150_000;
/// Files of the open collections, with how often each is learnt for each synthetic lesson.
const COLLECTIONS: &[&str] = &[
    "english-ner/BTC/a.conll",
    "english-ner/BTC/b.conll",
    "english-ner/BTC/e.conll",
    "english-ner/BTC/f.conll",
    "english-ner/BTC/g.conll",
    "english-ner/BTC/h.conll",
    "english-ner/WNUT17/wnut17train.conll",
    "english-ner/wikigold/wikigold.conll.txt",
];
/// One text of so many is held back to measure on.
const HELD_BACK: usize = 12;
/// Of a hundred names, how many are shown as if the tables did not know them.
const FORGOTTEN: usize = 15;

/// Which models to train.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Script {
    /// Words between blanks.
    Latin,
    /// Chinese characters.
    Han,
}

/// Trains a model and writes it where the program takes it from.
pub(crate) fn run(root: &Path, sets: &Path, script: Script) -> Result<()> {
    let (file, by_hand) = match script {
        Script::Latin => ("latin.model", ENGLISH_BY_HAND),
        Script::Han => ("han.model", CHINESE_BY_HAND),
    };
    let mut samples = synthetic(script);
    if script == Script::Latin {
        samples.extend(collections(sets)?);
        samples.extend(nameless::samples(root)?);
    }
    Random::new(SEED).shuffle(&mut samples);
    let (held_back, lesson): (Vec<_>, Vec<_>) =
        samples.into_iter().enumerate().partition(|(index, _)| index % HELD_BACK == 0);
    let mut random = Random::new(SEED + 1);
    let sequences: Vec<Sequence> =
        lesson.iter().flat_map(|(_, sample)| sequences(sample, script, &mut random)).collect();
    println!("{} texts, {} sequences", lesson.len(), sequences.len());
    let mut trainer = match script {
        Script::Latin => Trainer::new(Words::FEATURES, Words::OF_THE_WORD, SEED),
        Script::Han => Trainer::new(Characters::FEATURES, Characters::OF_THE_WORD, SEED),
    };
    for epoch in 1..=EPOCHS {
        println!("epoch {epoch}: {:.4} of the labels wrong", trainer.epoch(&sequences));
    }
    let (rows, transitions) = trainer.finish();
    let bytes = names::to_bytes(&rows, &transitions);
    fs::write(root.join("crates/detect/names").join(file), &bytes)?;
    let bytes = bytes.leak();
    println!("held back:");
    let held_back: Vec<Sample> = held_back.into_iter().map(|(_, sample)| sample).collect();
    measure(&held_back, bytes);
    println!("written by hand:");
    measure(&sample::marked(by_hand), bytes);
    Ok(())
}

fn synthetic(script: Script) -> Vec<Sample> {
    match script {
        Script::Latin => {
            let mut english = english::English::new(SEED);
            (0..ENGLISH_DOCUMENTS).map(|_| english.sample()).collect()
        }
        Script::Han => {
            let mut chinese = chinese::Chinese::new(SEED);
            (0..CHINESE_DOCUMENTS).map(|_| chinese.sample()).collect()
        }
    }
}

fn collections(sets: &Path) -> Result<Vec<Sample>> {
    let mut samples = Vec::new();
    for name in COLLECTIONS {
        let text = fs::read(sets.join(name)).with_context(|| format!("`{name}` is needed"))?;
        let read = conll::read(&String::from_utf8_lossy(&text));
        samples.extend(read.iter().cloned().map(|sample| sample.map(str::to_lowercase)).step_by(8));
        samples.extend(read);
    }
    Ok(samples)
}

/// Returns the pieces of a sample as features and labels.
fn sequences(sample: &Sample, script: Script, random: &mut Random) -> Vec<Sequence> {
    let mut tokens = Vec::new();
    token::tokens(&sample.text, &mut tokens);
    let mut sequences = Vec::new();
    let mut rest = tokens.as_slice();
    while !rest.is_empty() {
        let (piece, others) = rest.split_at(names::piece_len(rest));
        rest = others;
        if names::is_han_text(piece) != (script == Script::Han) {
            continue;
        }
        let labels = labels(piece, &sample.names);
        sequences.push(Sequence { rows: rows(piece, &labels, script, random), labels });
    }
    sequences
}

fn rows(piece: &[token::Token], labels: &[u8], script: Script, random: &mut Random) -> Vec<u32> {
    let forgotten: Vec<usize> =
        (0..piece.len()).filter(|&at| labels[at] != 0 && random.percent(FORGOTTEN)).collect();
    match script {
        Script::Latin => {
            let mut words = Words::default();
            words.set(piece);
            forgotten.iter().for_each(|&at| words.forget(at));
            let mut features = [0; Words::FEATURES];
            (0..piece.len())
                .flat_map(|at| {
                    words.features(at, &mut features);
                    features.map(|feature| row(feature) as u32)
                })
                .collect()
        }
        Script::Han => {
            let mut characters = Characters::default();
            characters.set(piece);
            forgotten.iter().for_each(|&at| characters.forget(at));
            let mut features = [0; Characters::FEATURES];
            (0..piece.len())
                .flat_map(|at| {
                    characters.features(at, &mut features);
                    features.map(|feature| row(feature) as u32)
                })
                .collect()
        }
    }
}

/// Returns the label of each token.
fn labels(piece: &[token::Token], names: &[(std::ops::Range<usize>, Kind)]) -> Vec<u8> {
    let mut last: Option<usize> = None;
    piece
        .iter()
        .map(|token| {
            let at = token.start as usize;
            let name = names.iter().position(|(range, _)| range.contains(&at));
            let goes_on = name.is_some() && name == last;
            last = name;
            name.map_or(0, |name| {
                let (first, further) = names[name].1.labels();
                (if goes_on { further } else { first }) as u8
            })
        })
        .collect()
}

/// Prints recall and precision by character, for each kind, on texts that were held back.
fn measure(samples: &[Sample], model: &'static [u8]) {
    debug_assert_eq!(model.len() / detect::names::LABELS, ROWS + 16);
    let mut tagger = Tagger::new(model, model);
    for kind in [Kind::Person, Kind::Place, Kind::Organisation, Kind::Address] {
        let (mut gold, mut found, mut right) = (0, 0, 0);
        for sample in samples {
            let mut names = Vec::new();
            tagger.find(&sample.text, &mut names);
            let is_gold =
                |at: usize| sample.names.iter().any(|(r, k)| *k == kind && r.contains(&at));
            let is_found = |at: usize| {
                names.iter().any(|Name { span, kind: k, .. }| *k == kind && span.contains(&at))
            };
            for at in 0..sample.text.len() {
                let (is_gold, is_found) = (is_gold(at), is_found(at));
                gold += u32::from(is_gold);
                found += u32::from(is_found);
                right += u32::from(is_gold && is_found);
            }
        }
        let share = |of: u32| f64::from(right) / f64::from(of.max(1));
        println!("{kind:?}: recall {:.3}, precision {:.3}", share(gold), share(found));
    }
}
