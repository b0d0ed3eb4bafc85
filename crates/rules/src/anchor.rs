//! Anchors: strings of which every match of a pattern must contain one.
//!
//! Text is looked through for the anchors of all rules at once; only where one stands is the
//! pattern itself tried, in a window that holds every match with that anchor. Digits are folded to
//! `0`, so that `[0-9]{6}` has the literal `000000`. A small letter of an anchor stands for itself
//! and its capital; a capital, for itself alone.

mod firsts;
mod run;
mod shape;
mod study;

use std::collections::BTreeSet;

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Hir, HirKind, Look};
use serde::{Deserialize, Serialize};

use crate::frequency::rarity;
use crate::{Border, Rule, Strings};
use run::{digit_run, run};
use shape::shape;
use study::study;

pub use run::is_token;

/// Fewest bytes of an anchor.
pub(crate) const STRING_BYTES_MIN: usize = 3;
/// How much more frequent a whole Chinese character is than the pieces of two, in bits.
const CHARACTER_BITS: f32 = 3.0;

/// Bytes of an anchor by which it is looked for first; of a shorter one, all.
pub const KEY_BYTES: usize = 5;

/// Folded strings.
type Folded = Vec<Vec<u8>>;

/// A pattern, prepared for matching.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Prepared {
    /// Index of its rule in the pack.
    pub rule: u32,
    /// The whole regular expression, borders included; to be compiled without Unicode classes.
    pub regex: String,
    /// True when ASCII letters match in either case.
    pub ignore_case: bool,
    /// What every match contains.
    pub anchors: Anchors,
    /// Longest match in bytes; `None` when there is no bound.
    pub len_max: Option<u32>,
    /// The run of token characters that every match contains.
    pub token_run: RunNeed,
    /// The run of digits that every match contains, and not every anchor.
    pub digit_run: RunNeed,
    /// True when a match can only begin at a border of a word.
    pub has_border: bool,
    /// Marks (ASCII, neither letters nor digits) that every match contains and not every anchor.
    pub marks: Vec<u8>,
    /// Longest run of ASCII letters, digits and underscores that a match can stand in: with
    /// borders at both ends a longer run cannot hold one.
    pub word_run_max: Option<u32>,
    /// The sets of bytes that every match is made of, one for each of its bytes, when that says all
    /// there is to say of a match between borders: then no expression need run. Empty otherwise.
    pub shape: Vec<ByteSet>,
}

/// A run of characters of one kind that every match contains.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunNeed {
    /// Least length; zero when none is needed.
    pub len_min: u32,
    /// Most bytes from the start of a match to where it is complete; `None` without a bound.
    pub end_max: Option<u32>,
}

/// A set of bytes, as ranges that include both ends.
pub type ByteSet = Vec<(u8, u8)>;

/// A finite set of folded strings, one of which every match contains.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchors {
    /// The strings.
    pub strings: Strings,
    /// For each string, where its key ends: the rarest [`KEY_BYTES`] of it, by which it is looked
    /// for first; a key that ends earlier is all that stands before its end.
    pub keys: Vec<u8>,
    /// Most bytes of a match before its anchor.
    pub before_max: u32,
    /// Most bytes of a match after its anchor; `None` when there is no bound.
    pub after_max: Option<u32>,
}

/// Why a pattern cannot be prepared.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// It is no regular expression.
    #[error("the pattern is malformed: {0}")]
    Syntax(String),
    /// Nothing that is rare enough stands in every match.
    #[error(
        "no string of three bytes or more stands in every match; write one, or bound what comes before it"
    )]
    NoAnchor,
    /// It matches nothing at all.
    #[error("the pattern matches the empty text")]
    Empty,
}

/// Returns the byte that stands for `byte` in texts that are looked through for anchors.
#[must_use]
#[inline]
pub const fn fold_byte(byte: u8) -> u8 {
    match byte {
        b'A'..=b'Z' => byte | 0x20,
        b'0'..=b'9' => b'0',
        _ => byte,
    }
}

/// Prepares one pattern of `rule`, which has the index `index` in its pack.
///
/// # Errors
///
/// When the pattern is malformed, matches the empty text, or has no anchor.
pub fn prepare(pattern: &str, rule: &Rule, index: u32) -> Result<Prepared, PrepareError> {
    let regex = match rule.border {
        Border::Word => format!(r"\b(?:{pattern})\b"),
        Border::None => pattern.to_owned(),
    };
    let hir = ParserBuilder::new()
        .unicode(false)
        .utf8(false)
        .case_insensitive(rule.ignore_case)
        .build()
        .parse(&regex)
        .map_err(|error| PrepareError::Syntax(error.to_string()))?;
    if hir.properties().minimum_len() == Some(0) {
        return Err(PrepareError::Empty);
    }
    let len_max = hir.properties().maximum_len();
    let found = study(&hir).into_best().ok_or(PrepareError::NoAnchor)?;
    let word_run_max = match rule.border {
        Border::Word => len_max.map(|len| len as u32),
        Border::None => None,
    };
    let marks = marks(&hir).into_iter().filter(|mark| !in_all(*mark, &found.strings)).collect();
    let digit_run = digit_run(&hir, &found.strings);
    Ok(Prepared {
        rule: index,
        marks,
        regex,
        ignore_case: rule.ignore_case,
        shape: shape(&hir, rule.border),
        anchors: Anchors {
            keys: found.strings.iter().map(|string| key_end(string) as u8).collect(),
            strings: found.strings.into_iter().collect(),
            before_max: found.before as u32,
            after_max: found.after.map(|after| after as u32),
        },
        len_max: len_max.map(|len| len as u32),
        token_run: run(&hir, is_token).need(),
        digit_run,
        has_border: begins_with_border(&hir),
        word_run_max,
    })
}

/// True when every match begins at a border of a word.
fn begins_with_border(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Look(look) => *look == Look::WordAscii,
        HirKind::Capture(capture) => begins_with_border(&capture.sub),
        HirKind::Concat(parts) => parts.first().is_some_and(begins_with_border),
        HirKind::Alternation(branches) => branches.iter().all(begins_with_border),
        _ => false,
    }
}

/// Returns where the key of an anchor ends: its rarest bytes, of which the last three are not all
/// digits unless the anchor is a number.
pub(crate) fn key_end(anchor: &[u8]) -> usize {
    let rarest = |len: usize| {
        let ends =
            (len..=anchor.len()).filter(|&end| !is_number(&anchor[end - STRING_BYTES_MIN..end]));
        ends.max_by(|&left, &right| {
            let bits = |end: usize| {
                let last = &anchor[end - STRING_BYTES_MIN..end];
                rarity(last) + rarity(&anchor[end - len..end])
                    - if is_whole_character(last) { CHARACTER_BITS } else { 0.0 }
            };
            bits(left).total_cmp(&bits(right))
        })
    };
    // Where there are not so many bytes, as many as there are.
    let first = |len: usize| {
        let key = anchor.get(..len)?;
        (!is_number(&key[len - STRING_BYTES_MIN..])).then_some(len)
    };
    let key = rarest(KEY_BYTES).or_else(|| first(KEY_BYTES - 1));
    key.unwrap_or(STRING_BYTES_MIN)
}

/// True for the three bytes of one Chinese character.
fn is_whole_character(bytes: &[u8]) -> bool {
    matches!(bytes.first(), Some(0xE3..=0xE9))
}

/// True for ASCII letters, digits and the underscore: the word characters of `(?-u:\b)`.
#[must_use]
#[inline]
pub const fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn in_all(mark: u8, strings: &[Vec<u8>]) -> bool {
    strings.iter().all(|string| string.contains(&mark))
}

/// Marks that every match of a sub-expression contains.
fn marks(hir: &Hir) -> BTreeSet<u8> {
    let is_mark = |byte: &u8| byte.is_ascii() && !byte.is_ascii_alphanumeric();
    match hir.kind() {
        HirKind::Literal(literal) => literal.0.iter().copied().filter(is_mark).collect(),
        HirKind::Capture(capture) => marks(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => marks(&repetition.sub),
        HirKind::Concat(parts) => parts.iter().flat_map(marks).collect(),
        HirKind::Alternation(branches) => {
            let all = branches.iter().map(marks);
            all.reduce(|left, right| &left & &right).unwrap_or_default()
        }
        HirKind::Empty | HirKind::Look(_) | HirKind::Class(_) | HirKind::Repetition(_) => {
            BTreeSet::new()
        }
    }
}

/// True for an anchor of digits alone.
#[must_use]
pub fn is_number(anchor: &[u8]) -> bool {
    anchor.iter().all(|&byte| byte == b'0')
}

#[cfg(test)]
mod tests;
