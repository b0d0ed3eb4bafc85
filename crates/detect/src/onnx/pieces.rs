//! Words cut into the pieces that a model knows (WordPiece; Wu and others, 2016).

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use crate::brought::NameModelError;
use crate::names::token::Token;

/// Longest word that is cut; a longer one is unknown as a whole.
const WORD_CHARACTERS_MAX: usize = 100;
/// Most word pieces of a vocabulary that is read.
const PIECES_MAX: usize = 1 << 20;

/// A piece of a word, or a mark of the model.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub(super) id: i32,
    /// The token that it is of; none for the marks.
    pub(super) token: Option<usize>,
}

/// The pieces that a model knows.
#[derive(Debug)]
pub(super) struct Vocabulary {
    ids: BTreeMap<String, i32>,
    /// Marks before and after a text, and for what is not known.
    first: i32,
    last: i32,
    unknown: i32,
    /// True when the model knows no capitals; then it knows no accents either.
    is_lower: bool,
}

impl Vocabulary {
    /// Reads a list with one piece a line.
    pub(super) fn parse(text: &str) -> Result<Self, NameModelError> {
        let lines = text.lines().map(|line| line.trim_end_matches('\r')).take(PIECES_MAX);
        let ids: BTreeMap<String, i32> = lines.map(str::to_owned).zip(0..).collect();
        let mark =
            |mark: &'static str| ids.get(mark).copied().ok_or(NameModelError::Vocabulary(mark));
        let (first, last, unknown) = (mark("[CLS]")?, mark("[SEP]")?, mark("[UNK]")?);
        let has_capital =
            |piece: &String| !piece.starts_with('[') && piece.chars().any(char::is_uppercase);
        let is_lower = !ids.keys().any(has_capital);
        Ok(Self { ids, first, last, unknown, is_lower })
    }

    /// Returns the pieces of some tokens, between the marks of a text.
    pub(super) fn pieces(&self, text: &str, tokens: &[Token]) -> Vec<Piece> {
        let mut pieces = vec![Piece { id: self.first, token: None }];
        for (index, token) in tokens.iter().enumerate() {
            let ids = self.ids_of(text.get(token.range()).unwrap_or_default());
            pieces.extend(ids.into_iter().map(|id| Piece { id, token: Some(index) }));
        }
        pieces.push(Piece { id: self.last, token: None });
        pieces
    }

    /// Returns how many tokens have no more than `count` pieces together.
    pub(super) fn fitting(&self, text: &str, tokens: &[Token], count: usize) -> usize {
        let mut left = count;
        let fits = |token: &&Token| {
            let ids = self.ids_of(text.get(token.range()).unwrap_or_default());
            let is_enough = left >= ids.len();
            left = left.saturating_sub(ids.len());
            is_enough
        };
        tokens.iter().take(count).take_while(fits).count()
    }

    /// Returns the pieces of a word; signs inside it stand for themselves.
    fn ids_of(&self, word: &str) -> Vec<i32> {
        let letters: Vec<char> = match self.is_lower {
            true => word.chars().flat_map(char::to_lowercase).nfd().filter(is_base).collect(),
            false => word.chars().collect(),
        };
        if letters.len() > WORD_CHARACTERS_MAX {
            return vec![self.unknown];
        }
        letters
            .chunk_by(|before, after| before.is_alphanumeric() && after.is_alphanumeric())
            .flat_map(|letters| self.ids_of_letters(letters))
            .collect()
    }

    /// Takes the longest known piece each time; a word with a part that is not known is unknown.
    fn ids_of_letters(&self, letters: &[char]) -> Vec<i32> {
        let mut ids = Vec::new();
        let mut from = 0;
        while from < letters.len() {
            let longest = (from + 1..=letters.len()).rev().find_map(|end| {
                let mark = if from == 0 { "" } else { "##" };
                let piece: String =
                    mark.chars().chain(letters[from..end].iter().copied()).collect();
                Some((end, *self.ids.get(&piece)?))
            });
            let Some((end, id)) = longest else { return vec![self.unknown] };
            ids.push(id);
            from = end;
        }
        ids
    }
}

/// False for accents that stand by themselves once letters are taken apart.
fn is_base(character: &char) -> bool {
    !matches!(character, '\u{300}'..='\u{36F}')
}
