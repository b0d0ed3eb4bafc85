//! The shape of a match, byte by byte, where a pattern has one.

use regex_syntax::hir::{Class, ClassUnicodeRange, Hir, HirKind, Look};

use super::{ByteSet, is_word_byte};
use crate::Border;

/// Most bytes of a match that is described by its shape alone.
const SHAPE_BYTES_MAX: usize = 40;

/// Returns the sets of bytes that a match is made of, when there is one for each of its bytes and
/// the match has word characters at both ends.
pub(super) fn shape(hir: &Hir, border: Border) -> Vec<ByteSet> {
    let mut sets = Vec::new();
    let is_plain = border == Border::Word && add_shape(hir, &mut sets);
    let is_word = |set: Option<&ByteSet>| {
        set.is_some_and(|set| set.iter().all(|&(first, last)| (first..=last).all(is_word_byte)))
    };
    if !is_plain || !is_word(sets.first()) || !is_word(sets.last()) {
        sets.clear();
    }
    sets
}

/// Adds the sets of bytes of a sub-expression; false when it has none of that kind.
fn add_shape(hir: &Hir, sets: &mut Vec<ByteSet>) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(Look::WordAscii) => true,
        HirKind::Literal(literal) => {
            sets.extend(literal.0.iter().map(|&byte| vec![(byte, byte)]));
            sets.len() <= SHAPE_BYTES_MAX
        }
        HirKind::Class(Class::Bytes(class)) => {
            sets.push(class.iter().map(|range| (range.start(), range.end())).collect());
            sets.len() <= SHAPE_BYTES_MAX
        }
        HirKind::Class(Class::Unicode(class)) if class.is_ascii() => {
            let range = |range: &ClassUnicodeRange| (range.start() as u8, range.end() as u8);
            sets.push(class.iter().map(range).collect());
            sets.len() <= SHAPE_BYTES_MAX
        }
        HirKind::Repetition(repetition) if repetition.max == Some(repetition.min) => {
            (0..repetition.min).all(|_| add_shape(&repetition.sub, sets))
        }
        HirKind::Concat(parts) => parts.iter().all(|part| add_shape(part, sets)),
        _ => false,
    }
}
