//! Finds names of people, organisations and places, and addresses, in running text.
//!
//! A linear model looks at each word and at what stands around it: its form, what the tables of
//! names know of it, its neighbours. It was trained by `cargo xtask train` from synthetic
//! documents and open collections (`crates/detect/names/README.md`). Text between blanks and
//! Chinese text have a model each. What has no form of a name at all, such as source code, is
//! not looked at.

mod han;
pub mod known;
mod latin;
mod lexicon;
mod model;
mod near;
mod prose;
mod reader;
pub mod table;
pub mod token;

use std::ops::Range;

pub use han::Characters;
pub use latin::Words;
pub use model::{LABELS, ROWS, Scores, decode, row, to_bytes};
use model::{Sums, Weights};
use reader::Reader;
use token::{Gap, Shape, Token};

/// Longest piece that is looked at at once, in tokens.
const PIECE_MAX: usize = 256;
/// From this length on a piece ends with its sentence.
const PIECE_ENOUGH: usize = 48;

static LATIN: &[u8] = include_bytes!("../names/latin.model");
static HAN: &[u8] = include_bytes!("../names/han.model");

/// What a name is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A person.
    Person,
    /// A place.
    Place,
    /// An organisation.
    Organisation,
    /// An address.
    Address,
    /// A sight: a mountain, an island, a park; the model takes it for a place.
    Sight,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Person, Self::Place, Self::Organisation, Self::Address, Self::Sight];

    /// The name by which rules ask for it.
    #[must_use]
    pub const fn detector(self) -> &'static str {
        match self {
            Self::Person => "named-person",
            Self::Place => "named-place",
            Self::Organisation => "named-organisation",
            Self::Address => "address",
            Self::Sight => "named-sight",
        }
    }

    /// Labels of the first and of further tokens of such a name.
    #[must_use]
    pub const fn labels(self) -> (usize, usize) {
        match self {
            Self::Person => (model::PERSON_FIRST, model::PERSON),
            Self::Place | Self::Sight => (model::PLACE, model::PLACE),
            Self::Organisation => (model::ORGANISATION_FIRST, model::ORGANISATION),
            Self::Address => (model::ADDRESS_FIRST, model::ADDRESS),
        }
    }

    fn of_label(label: u8) -> Option<Self> {
        match usize::from(label) {
            model::PERSON_FIRST | model::PERSON => Some(Self::Person),
            model::PLACE => Some(Self::Place),
            model::ORGANISATION_FIRST | model::ORGANISATION => Some(Self::Organisation),
            model::ADDRESS_FIRST | model::ADDRESS => Some(Self::Address),
            _ => None,
        }
    }
}

/// A name in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Where it stands.
    pub span: Range<usize>,
    /// What it is of.
    pub kind: Kind,
    /// By how much its tokens score better than no name, on average.
    pub margin: i32,
}

/// Finds names, with what it keeps between texts so that nothing is allocated for each.
#[derive(Debug)]
pub struct Tagger {
    latin: Weights<'static>,
    han: Weights<'static>,
    reader: Reader,
    tokens: Vec<Token>,
    words: Words,
    characters: Characters,
    /// What of a piece is looked at.
    stretches: Vec<Range<usize>>,
    sums: Vec<Sums>,
    scores: Vec<Scores>,
    labels: Vec<u8>,
}

impl Default for Tagger {
    fn default() -> Self {
        Self::new(LATIN, HAN)
    }
}

impl Tagger {
    /// Takes the bytes of a model for text between blanks, and of one for Chinese.
    #[must_use]
    pub fn new(latin: &'static [u8], han: &'static [u8]) -> Self {
        Self {
            latin: Weights::new(latin),
            han: Weights::new(han),
            reader: Reader::default(),
            tokens: Vec::new(),
            words: Words::default(),
            characters: Characters::default(),
            stretches: Vec::new(),
            sums: Vec::new(),
            scores: Vec::new(),
            labels: Vec::new(),
        }
    }

    /// Adds the names in `text` to `names`, in order; source code is passed over.
    pub fn find(&mut self, text: &str, names: &mut Vec<Name>) {
        for stretch in prose::stretches(text) {
            let first = names.len();
            self.find_in_prose(text.get(stretch.clone()).unwrap_or_default(), names);
            for name in &mut names[first..] {
                name.span = name.span.start + stretch.start..name.span.end + stretch.start;
            }
        }
    }

    fn find_in_prose(&mut self, text: &str, names: &mut Vec<Name>) {
        let mut tokens = std::mem::take(&mut self.tokens);
        self.reader.read(text, &mut tokens);
        let mut rest = tokens.as_slice();
        while !rest.is_empty() {
            let (piece, others) = rest.split_at(piece_len(rest));
            self.find_in_piece(text, piece, names);
            rest = others;
        }
        self.tokens = tokens;
    }

    /// Adds the names in a piece, of which only what is near hints of names is looked at.
    fn find_in_piece(&mut self, text: &str, piece: &[Token], names: &mut Vec<Name>) {
        let mut stretches = std::mem::take(&mut self.stretches);
        let script = self.set(piece, &mut stretches);
        let mut sums = std::mem::take(&mut self.sums);
        for stretch in stretches.drain(..) {
            match script {
                Script::Latin => self.words.look(piece, stretch.clone()),
                Script::Han => self.characters.look(stretch.clone()),
            }
            sums.clear();
            sums.extend(stretch.clone().map(|at| self.score(script, at)));
            let weights = match script {
                Script::Latin => &self.latin,
                Script::Han => &self.han,
            };
            if weights.is_nothing(&sums) {
                if matches!(script, Script::Han) {
                    add_towns(&self.characters, piece, stretch, names.len(), names);
                }
                continue;
            }
            self.scores.clear();
            self.scores.extend(sums.iter().map(|sums| sums.map(i32::from)));
            weights.decode(&self.scores, &mut self.labels);
            let first = names.len();
            let tokens = piece.get(stretch.clone()).unwrap_or_default();
            collect(tokens, &self.labels, &self.scores, names);
            if matches!(script, Script::Han) {
                add_towns(&self.characters, piece, stretch, first, names);
                self.complete(piece, &mut names[first..]);
                join_places(first, names);
                self.name_organisations(piece, first, names);
            }
            trim(text, first, names);
        }
        (self.stretches, self.sums) = (stretches, sums);
    }

    /// Adds to names what belongs to them right behind: the last character of a village to what it is
    /// called, the rest of a foreign name of the tables.
    fn complete(&self, piece: &[Token], names: &mut [Name]) {
        for index in 0..names.len() {
            let Name { span, kind, .. } = &names[index];
            let after = piece.partition_point(|token| (token.start as usize) < span.end);
            let end = self.characters.end_of_name(*kind, after);
            let end = end.checked_sub(1).and_then(|last| piece.get(last));
            let Some(end) = end.map(|token| token.end as usize) else { continue };
            if names.get(index + 1).is_none_or(|next| next.span.start >= end) {
                names[index].span.end = names[index].span.end.max(end);
            }
        }
    }

    /// Makes organisations of the places whose name goes on as that of one, from the name at
    /// `first` on.
    fn name_organisations(&self, piece: &[Token], first: usize, names: &mut [Name]) {
        for index in first..names.len() {
            let Range { start, end } = names[index].span.clone();
            if names[index].kind != Kind::Place || start == end {
                continue;
            }
            let after = piece.partition_point(|token| (token.start as usize) < end);
            let Some(last) = self.characters.organisation_end(after) else { continue };
            let end = piece[last - 1].end as usize;
            if names.get(index + 1).is_none_or(|next| next.span.start >= end) {
                names[index].kind = Kind::Organisation;
                names[index].span.end = end;
            }
        }
    }

    /// Takes a piece of text, and writes what of it is worth looking at to `stretches`.
    fn set(&mut self, piece: &[Token], stretches: &mut Vec<Range<usize>>) -> Script {
        if is_han_text(piece) {
            self.characters.cut(piece);
            self.characters.near_names(stretches);
            return Script::Han;
        }
        latin::near_names(piece, stretches);
        if !stretches.is_empty() {
            self.words.begin(piece);
        }
        Script::Latin
    }

    /// Returns the scores of the token at `at` of the piece.
    fn score(&self, script: Script, at: usize) -> Sums {
        match script {
            Script::Latin => {
                let mut features = [0; Words::FEATURES];
                self.words.features(at, &mut features);
                self.latin.score(&features)
            }
            Script::Han => {
                let mut features = [0; Characters::FEATURES];
                self.characters.features(at, &mut features);
                self.han.score(&features)
            }
        }
    }
}

/// Which model reads a piece.
#[derive(Debug, Clone, Copy)]
enum Script {
    /// That of words between blanks.
    Latin,
    /// That of Chinese.
    Han,
}

/// True when a word is a family name for the tables.
pub(crate) fn is_family(word: &str) -> bool {
    table_bits(word) & known::latin::FAMILY != 0
}

/// True when a Chinese character is a family name for the tables.
pub(crate) fn is_han_family(character: char) -> bool {
    lexicon::of_character(character) & 0b11 != 0
}

/// True for the name of a country in Chinese characters.
pub(crate) fn is_han_country(name: &str) -> bool {
    lexicon::is_han_country(table::hash_characters(name))
}

/// True for a place of the tables.
pub(crate) fn is_han_place(name: &str) -> bool {
    lexicon::of_han(table::hash_characters(name)) & known::han::KIND == known::han::PLACE
}

/// True for a town or county of China without its last word.
pub(crate) fn is_han_town(name: &str) -> bool {
    lexicon::is_han_town(table::hash_characters(name))
}

/// True when a word is a name of people for the tables, and no frequent word.
pub(crate) fn is_name(word: &str) -> bool {
    use known::latin::{COMMON, FAMILY, GIVEN};
    let bits = table_bits(word);
    bits & (GIVEN | FAMILY) != 0 && bits & COMMON == 0
}

/// True when a word is one of streets and houses for the tables, or ends as their names do.
pub(crate) fn is_street(word: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "straße", "strasse", "str", "gasse", "platz", "allee", "weg", "straat", "laan", "plein",
        "gatan", "gata", "vägen", "vegen", "veien", "gade", "katu",
    ];
    let lower = word.to_lowercase();
    table_bits(word) & known::latin::STREET != 0 || ENDINGS.iter().any(|end| lower.ends_with(end))
}

/// True when a word is a frequent one for the tables, and no name.
pub(crate) fn is_common(word: &str) -> bool {
    match word.chars().all(token::is_han) {
        true => {
            lexicon::of_han(table::hash_characters(word)) & known::han::KIND == known::han::WORD
        }
        false => table_bits(word) & known::latin::COMMON != 0,
    }
}

fn table_bits(word: &str) -> u8 {
    lexicon::of_word(table::hash(&word.to_lowercase()))
}

/// True when Chinese characters are a good part of a piece.
#[must_use]
pub fn is_han_text(piece: &[Token]) -> bool {
    let han = piece.iter().filter(|token| token.shape == Shape::Han).count();
    han * 4 > piece.len()
}

/// Returns how many tokens belong together: to the end of a sentence or line, unless it is short.
#[must_use]
pub fn piece_len(tokens: &[Token]) -> usize {
    let end = tokens.len().min(PIECE_MAX);
    let is_end = |at: usize| {
        let next = tokens.get(at + 1);
        let breaks = next.is_some_and(|token| token.gap == Gap::Line);
        let ends =
            matches!(tokens[at].first, '.' | '!' | '?') && next.is_some_and(|t| t.gap != Gap::None);
        breaks || ends || matches!(tokens[at].first, '。' | '！' | '？')
    };
    (PIECE_ENOUGH.min(end)..end).find(|&at| is_end(at)).map_or(end, |at| at + 1)
}

/// Adds the names that the labels tell.
fn collect(piece: &[Token], labels: &[u8], scores: &[Scores], names: &mut Vec<Name>) {
    let mut at = 0;
    while let Some(&label) = labels.get(at) {
        let first = at;
        at += 1;
        let Some(kind) = Kind::of_label(label) else { continue };
        let further = kind.labels().1 as u8;
        while labels.get(at) == Some(&further) {
            at += 1;
        }
        let margins = scores[first..at].iter().zip(&labels[first..at]);
        let sum: i32 = margins.map(|(s, &label)| s[usize::from(label)] - s[model::OTHER]).sum();
        names.push(Name {
            span: piece[first].start as usize..piece[at - 1].end as usize,
            kind,
            margin: sum / (at - first) as i32,
        });
    }
}

/// Adds the villages and roads of a stretch that grammar alone tells, where the model saw nothing,
/// to the names from the one at `first` on.
fn add_towns(
    characters: &Characters,
    piece: &[Token],
    stretch: Range<usize>,
    first: usize,
    names: &mut Vec<Name>,
) {
    for at in stretch {
        let Some(start) = characters.town_start(at) else { continue };
        let span = piece[start].start as usize..piece[at].end as usize;
        let next = first + names[first..].partition_point(|name| name.span.end <= span.start);
        if names.get(next).is_none_or(|name| name.span.start >= span.end) {
            names.insert(next, Name { span, kind: Kind::Place, margin: 0 });
        }
    }
}

/// Joins a place with the organisation right behind it, for names from the one at `first` on:
/// Chinese organisations begin with the place that they are of.
fn join_places(first: usize, names: &mut [Name]) {
    for next in first + 1..names.len() {
        let [before, after] = &mut names[next - 1..=next] else { continue };
        let kinds = (before.kind, after.kind);
        if kinds == (Kind::Place, Kind::Organisation) && before.span.end == after.span.start {
            after.span.start = before.span.start;
            before.span.end = before.span.start;
        }
    }
}

/// Takes signs off the ends of names from the one at `first` on, and leaves out what holds no
/// letter or digit.
fn trim(text: &str, first: usize, names: &mut Vec<Name>) {
    let is_sign = |character: char| !character.is_alphanumeric() && !matches!(character, '#' | ')');
    for name in &mut names[first..] {
        let whole = text.get(name.span.clone()).unwrap_or_default();
        let left = whole.trim_start_matches(is_sign);
        name.span.start = name.span.end - left.len();
        name.span.end = name.span.start + left.trim_end_matches(is_sign).len();
    }
    // The others are not looked at again: there may be thousands.
    let mut kept = first;
    for at in first..names.len() {
        if !names[at].span.is_empty() {
            names.swap(kept, at);
            kept += 1;
        }
    }
    names.truncate(kept);
}

#[cfg(test)]
pub(crate) mod tests;
