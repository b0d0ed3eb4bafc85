//! Runs of characters of one kind that every match of a pattern contains.

use regex_syntax::hir::{Class, Hir, HirKind};

use super::study::add;
use super::{RunNeed, is_number};

/// Least runs of characters of one kind in every match of a sub-expression.
#[derive(Debug, Clone, Copy)]
pub(super) struct CharacterRun {
    /// At its start.
    first: usize,
    /// At its end.
    last: usize,
    /// Anywhere in it.
    inside: usize,
    /// Most bytes from its start to where the run inside it is complete; `None` without a bound.
    inside_end: Option<usize>,
    /// Its longest match.
    len_max: Option<usize>,
    /// True when every match is made of such characters alone.
    whole: bool,
}

impl CharacterRun {
    pub(super) fn need(self) -> RunNeed {
        RunNeed { len_min: self.inside as u32, end_max: self.inside_end.map(|end| end as u32) }
    }

    const fn none(len_max: Option<usize>) -> Self {
        Self { first: 0, last: 0, inside: 0, inside_end: Some(0), len_max, whole: false }
    }

    const fn whole(len: usize) -> Self {
        let end = Some(len);
        Self { first: len, last: len, inside: len, inside_end: end, len_max: end, whole: true }
    }

    fn then(self, next: Self) -> Self {
        let joined = (self.last + next.first, add(self.len_max, Some(next.first)));
        let later = (next.inside, add(self.len_max, next.inside_end));
        let longest = [(self.inside, self.inside_end), joined, later]
            .into_iter()
            .reduce(|best, run| if run.0 > best.0 { run } else { best });
        let (inside, inside_end) = longest.unwrap_or_default();
        Self {
            first: if self.whole { self.first + next.first } else { self.first },
            last: if next.whole { self.last + next.last } else { next.last },
            inside,
            inside_end,
            len_max: add(self.len_max, next.len_max),
            whole: self.whole && next.whole,
        }
    }

    fn or(self, other: Self) -> Self {
        let most = |one: Option<usize>, two: Option<usize>| Some(one?.max(two?));
        Self {
            first: self.first.min(other.first),
            last: self.last.min(other.last),
            inside: self.inside.min(other.inside),
            inside_end: most(self.inside_end, other.inside_end),
            len_max: most(self.len_max, other.len_max),
            whole: self.whole && other.whole,
        }
    }
}

/// True for characters of keys, numbers and encoded data.
#[must_use]
#[inline]
pub const fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'_' | b'.' | b'~' | b'-')
}

pub(super) fn run(hir: &Hir, is_wanted: fn(u8) -> bool) -> CharacterRun {
    let len_max = hir.properties().maximum_len();
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => CharacterRun::whole(0),
        HirKind::Literal(literal) => literal
            .0
            .iter()
            .map(|&byte| match is_wanted(byte) {
                true => CharacterRun::whole(1),
                false => CharacterRun::none(Some(1)),
            })
            .fold(CharacterRun::whole(0), CharacterRun::then),
        HirKind::Class(Class::Bytes(class))
            if class.iter().all(|range| (range.start()..=range.end()).all(is_wanted)) =>
        {
            CharacterRun::whole(1)
        }
        HirKind::Class(_) => CharacterRun::none(len_max),
        HirKind::Repetition(repetition) => {
            let one = run(&repetition.sub, is_wanted);
            let copies = repetition.min.min(1_024);
            let least = (0..copies).fold(CharacterRun::whole(0), |sum, _| sum.then(one));
            let open = repetition.max != Some(repetition.min);
            CharacterRun { whole: least.whole && (one.whole || !open), len_max, ..least }
        }
        HirKind::Capture(capture) => run(&capture.sub, is_wanted),
        HirKind::Concat(parts) => {
            let all = parts.iter().map(|part| run(part, is_wanted));
            all.fold(CharacterRun::whole(0), CharacterRun::then)
        }
        HirKind::Alternation(branches) => {
            let all = branches.iter().map(|branch| run(branch, is_wanted));
            all.reduce(CharacterRun::or).unwrap_or(CharacterRun::none(len_max))
        }
    }
}

/// Returns the run of digits that every match contains, unless every anchor does.
pub(super) fn digit_run(hir: &Hir, anchors: &[Vec<u8>]) -> RunNeed {
    let need = run(hir, |byte| byte.is_ascii_digit()).need();
    let is_in = |anchor: &Vec<u8>| anchor.windows(need.len_min as usize).any(is_number);
    if need.len_min == 0 || anchors.iter().all(is_in) { RunNeed::default() } else { need }
}
