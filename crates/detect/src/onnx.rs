//! A user's own model of names: token classification as transformers do it, in the ONNX format.
//!
//! Three files: the model, the vocabulary of its word pieces, and its configuration with the names
//! of the labels. The model runs in this process, in Rust alone; it sees the text of the files and
//! sends nothing anywhere.

mod pieces;

use rten::{Model, NodeId, Value, ValueOrView};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;
use serde_json::Value as Json;

use crate::brought::{NameModel, NameModelError};
use crate::names::{Kind, Name, piece_len, token};
use pieces::{Piece, Vocabulary};
use token::{Gap, Token};

/// Most word pieces of one run; models of this kind have at most 512 places.
const PIECES_MAX: usize = 400;
/// Margins are whole numbers; a hundred is a factor of e in probability.
const MARGIN_UNIT: f32 = 100.0;
/// A text that each model is tried on when it is loaded, so that one that cannot run is told then.
const TRIAL: &str = "Anna 12";

/// What goes into the model at a place.
#[derive(Debug, Clone, Copy)]
enum Input {
    /// The numbers of the word pieces.
    Ids,
    /// One for each word piece.
    Mask,
    /// Which sentence a word piece is of; there is one only.
    Sentence,
}

/// A label of the model.
#[derive(Debug, Clone, Copy)]
struct Label {
    kind: Option<Kind>,
    /// True when a name begins with it.
    begins: bool,
}

/// A model with what is needed to give it text.
#[derive(Debug)]
pub struct OnnxModel {
    model: Loaded,
    inputs: Vec<(NodeId, Input)>,
    output: NodeId,
    vocabulary: Vocabulary,
    labels: Vec<Label>,
}

/// The model itself, which says nothing of itself.
struct Loaded(Model);

impl std::fmt::Debug for Loaded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Model")
    }
}

impl OnnxModel {
    /// Takes a model, its vocabulary with one word piece a line, and its configuration (JSON).
    ///
    /// # Errors
    ///
    /// When one of them is not understood, or the model does not run.
    pub fn new(model: Vec<u8>, vocabulary: &str, config: &str) -> Result<Self, NameModelError> {
        let model = Model::load(model).map_err(|error| NameModelError::Model(error.to_string()))?;
        let inputs = inputs(&model)?;
        let no_output = || NameModelError::Model("it gives nothing out".to_owned());
        let loaded = Self {
            output: model.output_ids().first().copied().ok_or_else(no_output)?,
            model: Loaded(model),
            inputs,
            vocabulary: Vocabulary::parse(vocabulary)?,
            labels: labels(config)?,
        };
        loaded.find(TRIAL)?;
        Ok(loaded)
    }

    /// Adds the names in some tokens.
    fn find_in(
        &self,
        text: &str,
        tokens: &[Token],
        names: &mut Vec<Name>,
    ) -> Result<(), NameModelError> {
        let pieces = self.vocabulary.pieces(text, tokens);
        let scores = self.scores(&pieces)?;
        let mut open: Option<Open> = None;
        let mut last = usize::MAX;
        // The first piece opens the text; of a word the first piece counts.
        for (index, piece) in pieces.iter().enumerate() {
            let Some(token) = piece.token.filter(|&token| token != last) else { continue };
            last = token;
            let scores = scores.slice((0, index));
            let scores: Vec<f32> = scores.iter().copied().collect();
            let (label, margin) = self.best(&scores);
            let goes_on = open.as_ref().is_some_and(|open| open.takes(label, &tokens[token]));
            match (&mut open, label.kind) {
                (Some(open), Some(_)) if goes_on => open.add(&tokens[token], margin),
                (_, kind) => {
                    names.extend(open.take().map(Open::close));
                    open = kind.map(|kind| Open::new(kind, &tokens[token], margin));
                }
            }
        }
        names.extend(open.map(Open::close));
        Ok(())
    }

    /// Returns the best label, and by how much it is better than the best one of nothing.
    fn best(&self, scores: &[f32]) -> (Label, f32) {
        let best = |of_names: bool| {
            let labels = self.labels.iter().zip(scores);
            let wanted = labels.filter(|(label, _)| label.kind.is_some() == of_names);
            wanted.max_by(|(_, a), (_, b)| a.total_cmp(b))
        };
        let nothing = best(false).map_or(f32::NEG_INFINITY, |(_, &score)| score);
        match best(true) {
            Some((&label, &score)) if score > nothing => (label, (score - nothing).min(100.0)),
            _ => (Label { kind: None, begins: false }, 0.0),
        }
    }

    /// Runs the model: one row of scores for each word piece.
    fn scores(&self, pieces: &[Piece]) -> Result<NdTensor<f32, 3>, NameModelError> {
        let failed = |error: &dyn std::fmt::Display| NameModelError::Run(error.to_string());
        let inputs = self.inputs.iter().map(|&(id, input)| {
            let values: Vec<i32> = pieces
                .iter()
                .map(|piece| match input {
                    Input::Ids => piece.id,
                    Input::Mask => 1,
                    Input::Sentence => 0,
                })
                .collect();
            let tensor = NdTensor::<i32, 2>::from_data([1, values.len()], values);
            (id, ValueOrView::from(Value::from(tensor)))
        });
        let mut outputs = self
            .model
            .0
            .run(inputs.collect(), &[self.output], None)
            .map_err(|error| failed(&error))?;
        let output = outputs.pop().ok_or_else(|| failed(&"it gave nothing out"))?;
        let scores: NdTensor<f32, 3> = output.try_into().map_err(|error| failed(&error))?;
        match scores.shape() == [1, pieces.len(), self.labels.len()] {
            true => Ok(scores),
            false => Err(failed(&format!("it gave scores of the form {:?}", scores.shape()))),
        }
    }
}

impl NameModel for OnnxModel {
    fn find(&self, text: &str) -> Result<Vec<Name>, NameModelError> {
        let (mut tokens, mut names) = (Vec::new(), Vec::new());
        token::tokens(text, &mut tokens);
        let mut rest = tokens.as_slice();
        while !rest.is_empty() {
            let len = piece_len(rest).min(self.vocabulary.fitting(text, rest, PIECES_MAX)).max(1);
            let (piece, others) = rest.split_at(len);
            self.find_in(text, piece, &mut names)?;
            rest = others;
        }
        Ok(names)
    }
}

/// A name that may go on.
struct Open {
    kind: Kind,
    start: u32,
    end: u32,
    margins: f32,
    count: f32,
}

impl Open {
    fn new(kind: Kind, token: &Token, margin: f32) -> Self {
        Self { kind, start: token.start, end: token.end, margins: margin, count: 1.0 }
    }

    fn takes(&self, label: Label, token: &Token) -> bool {
        label.kind == Some(self.kind) && !label.begins && token.gap != Gap::Line
    }

    fn add(&mut self, token: &Token, margin: f32) {
        self.end = token.end;
        self.margins += margin;
        self.count += 1.0;
    }

    fn close(self) -> Name {
        Name {
            span: self.start as usize..self.end as usize,
            kind: self.kind,
            margin: (self.margins / self.count * MARGIN_UNIT) as i32,
        }
    }
}

/// Returns what goes in at each place of the model, by the names that exporters give them.
fn inputs(model: &Model) -> Result<Vec<(NodeId, Input)>, NameModelError> {
    let input = |&id: &NodeId| {
        let node = model.node_info(id);
        let name = node.as_ref().and_then(|node| node.name()).unwrap_or_default();
        let input = match name {
            "input_ids" => Input::Ids,
            "attention_mask" => Input::Mask,
            "token_type_ids" => Input::Sentence,
            _ => return Err(NameModelError::Input(name.to_owned())),
        };
        Ok((id, input))
    };
    model.input_ids().iter().map(input).collect()
}

/// Returns the labels of a configuration in the order of their numbers.
fn labels(config: &str) -> Result<Vec<Label>, NameModelError> {
    let config: Json = serde_json::from_str(config).map_err(|_| NameModelError::Labels)?;
    let names = config["id2label"].as_object().ok_or(NameModelError::Labels)?;
    let name = |number: usize| names.get(&number.to_string()).and_then(Json::as_str);
    let labels: Option<Vec<Label>> = (0..names.len()).map(|n| name(n).map(Label::named)).collect();
    let labels = labels.filter(|labels| !labels.is_empty()).ok_or(NameModelError::Labels)?;
    match labels.iter().any(|label| label.kind.is_some()) {
        true => Ok(labels),
        false => Err(NameModelError::Nameless),
    }
}

impl Label {
    /// Reads `B-PER`, `I-location` and the like.
    fn named(name: &str) -> Self {
        let (position, kind) = name.split_once(['-', '_']).unwrap_or(("", name));
        let kind = match kind.to_lowercase().as_str() {
            "per" | "person" | "name" | "nr" => Some(Kind::Person),
            "loc" | "location" | "gpe" | "place" | "scene" | "ns" => Some(Kind::Place),
            "org" | "organisation" | "organization" | "company" | "government" | "nt" => {
                Some(Kind::Organisation)
            }
            "address" | "addr" => Some(Kind::Address),
            _ => None,
        };
        Self { kind, begins: matches!(position, "B" | "S" | "U") }
    }
}

#[cfg(test)]
mod tests;
