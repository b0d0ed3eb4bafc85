//! Trains the models of names, the same from the same seed.
//!
//! Text between blanks: synthetic documents, the open collections of labelled English that are in
//! the folder given (CC BY 4.0, credited beside the model), and as text without names the
//! descriptions of the packages in `Cargo.lock`. Chinese: synthetic documents only.

mod chinese;
mod compare;
mod conll;
mod english;
mod nameless;
mod neural;
mod perceptron;
mod plain;
mod random;
mod sample;
mod weighted;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use detect::names::{self, Characters, Kind, Name, ROWS, Tagger, Words, row, token};

use compare::Model;
use perceptron::{Sequence, Trainer};
pub(crate) use random::Random;
use sample::Sample;

const ENGLISH_BY_HAND: &str = include_str!("../names/english-check.txt");
const CHINESE_BY_HAND: &str = include_str!("../names/chinese-check.txt");
const SEED: u64 = 20_261_122;
/// The same for the network.
const NEURAL_EPOCHS: usize = 4;
/// Synthetic documents in the lesson of each model.
const ENGLISH_DOCUMENTS: usize = 120_000;
const CHINESE_DOCUMENTS: usize = 220_000;
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
    let (first, held_back) = lesson(root, sets, script)?;
    let mut sequences = learnable(&first, script);
    let (features, of_the_word) = script.features();
    let mut trainer = Trainer::new(features, of_the_word, SEED);
    for epoch in 0..script.epochs() {
        // What is made up can be made anew, so that no name is learnt by heart.
        if script == Script::Han && epoch > 0 {
            sequences = learnable(&synthetic(script, SEED + epoch as u64), script);
        }
        println!("epoch {}: {:.4} of the labels wrong", epoch + 1, trainer.epoch(&sequences));
    }
    let (rows, transitions) = trainer.finish();
    let bytes = names::to_bytes(&rows, &transitions);
    fs::write(script.model(root), &bytes)?;
    let bytes = bytes.leak();
    println!("held back:");
    measure(&held_back, bytes);
    println!("written by hand:");
    measure(&script.by_hand(), bytes);
    Ok(())
}

/// Trains a network on the same lesson, and prints what it and the model of the program find on
/// texts that neither learnt.
pub(crate) fn run_neural(root: &Path, sets: &Path, script: Script) -> Result<()> {
    let (lesson, _) = lesson(root, sets, script)?;
    let sequences = learnable(&lesson, script);
    let (features, of_the_word) = script.features();
    let mut trainer = neural::Trainer::new(features, of_the_word, SEED);
    let linear = fs::read(script.model(root))?;
    for epoch in 0..NEURAL_EPOCHS {
        let share = |done: usize| 1.0 - done as f32 / NEURAL_EPOCHS as f32;
        let loss = trainer.epoch(&sequences, (share(epoch), share(epoch + 1)));
        println!("epoch {}: loss {loss:.4} a token", epoch + 1);
    }
    let net = trainer.finish();
    let models = [Model::Linear(&linear), Model::Neural(&net)];
    print!("{}", compare::table(sets, script, &script.by_hand(), models)?);
    Ok(())
}

impl Script {
    /// Where the program takes its model from.
    fn model(self, root: &Path) -> PathBuf {
        let file = match self {
            Self::Latin => "latin.model",
            Self::Han => "han.model",
        };
        root.join("crates/detect/names").join(file)
    }

    /// Sentences to measure on.
    fn by_hand(self) -> Vec<Sample> {
        sample::marked(match self {
            Self::Latin => ENGLISH_BY_HAND,
            Self::Han => CHINESE_BY_HAND,
        })
    }

    /// Times that all texts are learnt; of the Chinese ones each time others.
    fn epochs(self) -> usize {
        match self {
            Self::Latin => 8,
            Self::Han => 12,
        }
    }

    /// How many features a token has, and which of them know the word itself.
    fn features(self) -> (usize, &'static [usize]) {
        match self {
            Self::Latin => (Words::FEATURES, Words::OF_THE_WORD),
            Self::Han => (Characters::FEATURES, Characters::OF_THE_WORD),
        }
    }
}

/// Returns the texts to learn, and those that are held back.
fn lesson(root: &Path, sets: &Path, script: Script) -> Result<(Vec<Sample>, Vec<Sample>)> {
    let mut samples = synthetic(script, SEED);
    if script == Script::Latin {
        samples.extend(collections(sets)?);
        samples.extend(nameless::samples(root)?);
    }
    Random::new(SEED).shuffle(&mut samples);
    let (mut lesson, mut held_back) = (Vec::new(), Vec::new());
    for (index, sample) in samples.into_iter().enumerate() {
        let part = if index % HELD_BACK == 0 { &mut held_back } else { &mut lesson };
        part.push(sample);
    }
    Ok((lesson, held_back))
}

fn learnable(lesson: &[Sample], script: Script) -> Vec<Sequence> {
    let mut random = Random::new(SEED + 1);
    let learnable: Vec<Sequence> =
        lesson.iter().flat_map(|sample| sequences(sample, script, &mut random)).collect();
    println!("{} texts, {} sequences", lesson.len(), learnable.len());
    learnable
}

fn synthetic(script: Script, seed: u64) -> Vec<Sample> {
    match script {
        Script::Latin => {
            let mut english = english::English::new(seed);
            (0..ENGLISH_DOCUMENTS).map(|_| english.sample()).collect()
        }
        Script::Han => {
            let mut chinese = chinese::Chinese::new(seed);
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
    feature_rows(piece, script, &forgotten)
}

/// Returns the rows of all features of a piece, some tokens as if the tables did not know them.
fn feature_rows(piece: &[token::Token], script: Script, forgotten: &[usize]) -> Vec<u32> {
    let mut rows = Vec::with_capacity(piece.len() * script.features().0);
    match script {
        Script::Latin => {
            let (mut words, mut features) = (Words::default(), [0; Words::FEATURES]);
            words.set(piece);
            forgotten.iter().for_each(|&at| words.forget(at));
            for at in 0..piece.len() {
                words.features(at, &mut features);
                rows.extend(features.map(|feature| row(feature) as u32));
            }
        }
        Script::Han => {
            let (mut characters, mut features) = (Characters::default(), [0; Characters::FEATURES]);
            characters.set(piece);
            forgotten.iter().for_each(|&at| characters.forget(at));
            for at in 0..piece.len() {
                characters.features(at, &mut features);
                rows.extend(features.map(|feature| row(feature) as u32));
            }
        }
    }
    rows
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
