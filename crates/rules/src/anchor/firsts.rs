//! What a match can begin with.

use std::collections::BTreeSet;

use regex_syntax::hir::{Class, Hir, HirKind};

use super::Folded;
use super::study::{CLASS_MAX, fold_digit};

/// The bytes that a match can begin with.
#[derive(Debug, Clone, Default)]
pub(super) struct Firsts {
    bytes: BTreeSet<u8>,
    /// True when the match may be empty.
    may_be_empty: bool,
}

/// Returns for each part what the parts from it on can begin with, where that is little and certain.
pub(super) fn firsts_from_each(parts: &[Hir]) -> Vec<Option<Firsts>> {
    let mut all: Vec<Option<Firsts>> = vec![None; parts.len()];
    let mut behind: Option<Firsts> = None;
    for (part, of_part) in parts.iter().zip(&mut all).rev() {
        behind = match firsts(part) {
            Some(own) if own.may_be_empty => behind.map(|behind| Firsts {
                bytes: &own.bytes | &behind.bytes,
                may_be_empty: behind.may_be_empty,
            }),
            own => own,
        };
        *of_part = behind.clone();
    }
    all
}

/// Returns what a match of a sub-expression can begin with, folded, when that is little.
fn firsts(hir: &Hir) -> Option<Firsts> {
    let of_bytes = |bytes: BTreeSet<u8>| Some(Firsts { bytes, may_be_empty: false });
    let all = match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {
            Some(Firsts { may_be_empty: true, ..Firsts::default() })
        }
        HirKind::Literal(literal) => {
            of_bytes(literal.0.first().copied().map(fold_digit).into_iter().collect())
        }
        HirKind::Class(Class::Bytes(class)) => {
            let bytes = class.iter().flat_map(|range| range.start()..=range.end());
            of_bytes(bytes.map(fold_digit).collect())
        }
        HirKind::Class(Class::Unicode(class)) if class.is_ascii() => {
            let bytes = class.iter().flat_map(|range| range.start() as u8..=range.end() as u8);
            of_bytes(bytes.map(fold_digit).collect())
        }
        HirKind::Class(_) => None,
        HirKind::Repetition(repetition) => firsts(&repetition.sub)
            .map(|one| Firsts { may_be_empty: one.may_be_empty || repetition.min == 0, ..one }),
        HirKind::Capture(capture) => firsts(&capture.sub),
        HirKind::Concat(parts) => parts.iter().try_fold(
            Firsts { may_be_empty: true, ..Firsts::default() },
            |before, part| match before.may_be_empty {
                true => firsts(part).map(|own| Firsts {
                    bytes: &before.bytes | &own.bytes,
                    may_be_empty: own.may_be_empty,
                }),
                false => Some(before),
            },
        ),
        HirKind::Alternation(branches) => {
            branches.iter().try_fold(Firsts::default(), |one, branch| {
                firsts(branch).map(|other| Firsts {
                    bytes: &one.bytes | &other.bytes,
                    may_be_empty: one.may_be_empty || other.may_be_empty,
                })
            })
        }
    };
    all.map(Firsts::without_needless_capitals).filter(|firsts| firsts.bytes.len() <= CLASS_MAX)
}

impl Firsts {
    /// Leaves out capitals of which the small letter is there as well: it stands for both.
    fn without_needless_capitals(mut self) -> Self {
        let small = self.bytes.clone();
        self.bytes.retain(|byte| {
            let folded = byte.to_ascii_lowercase();
            folded == *byte || !small.contains(&folded)
        });
        self
    }

    /// The bytes as strings, unless a match may be empty.
    pub(super) fn strings(&self) -> Option<Folded> {
        (!self.may_be_empty).then(|| self.bytes.iter().map(|&byte| vec![byte]).collect())
    }
}
