//! The strings of which every match contains one, found from left to right.

use std::collections::BTreeSet;

use regex_syntax::hir::{Class, Hir, HirKind};

use super::firsts::{Firsts, firsts_from_each};
use super::{Folded, KEY_BYTES, STRING_BYTES_MIN, is_number, is_whole_character};
use crate::frequency::rarity;

/// Most strings that one pattern may have as anchors.
const STRINGS_MAX: usize = 1_200;
/// Most bytes of an anchor; more do not make it rarer.
const STRING_BYTES_MAX: usize = 24;
/// How rare one Chinese character may be taken for, in bits: the sample holds too few of them.
const CHARACTER_BITS_MAX: f32 = 9.0;
/// What each string beyond few costs by being there, in bits, as if it stood once in so many bytes:
/// it fills the tables.
const STRING_BITS: f32 = 21.0;
/// Most members of a class that is written out.
pub(super) const CLASS_MAX: usize = 40;
/// Most bytes of a match before its anchor.
const BEFORE_MAX: usize = 4_096;
/// Strings that may always be written out, and that cost nothing by being there.
const FEW: usize = 16;
/// Rarity, in bits, beyond which an anchor need not be rarer.
const RARE_ENOUGH: f32 = 22.0;

/// What is known of a sub-expression.
#[derive(Debug, Clone)]
pub(super) struct Study {
    /// Every text that it matches, folded, when they are few.
    exact: Option<Folded>,
    /// When they are many: texts of which every match begins with one, and ends with one.
    ends: Option<(Folded, Folded)>,
    /// Longest match.
    len_max: Option<usize>,
    /// The best anchor inside it.
    best: Option<Found>,
}

/// A candidate for the anchors of a pattern.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) strings: Folded,
    pub(super) before: usize,
    pub(super) after: Option<usize>,
    score: f32,
}

impl Study {
    fn empty() -> Self {
        Self { exact: Some(vec![Vec::new()]), ends: None, len_max: Some(0), best: None }
    }

    fn gap(len_max: Option<usize>) -> Self {
        Self { exact: None, ends: None, len_max, best: None }
    }

    fn exact(strings: Folded, len_max: Option<usize>) -> Self {
        Self { exact: Some(strings), ends: None, len_max, best: None }
    }

    /// The best anchor of the whole expression.
    pub(super) fn into_best(self) -> Option<Found> {
        let own = self.exact.and_then(|strings| Found::new(strings, Some(0), Some(0)));
        better(own, self.best)
    }
}

impl Found {
    fn new(strings: Folded, before: Option<usize>, after: Option<usize>) -> Option<Self> {
        let before = before.filter(|&before| before <= BEFORE_MAX)?;
        let strings = distinct(strings);
        if strings.is_empty() || strings.iter().any(|string| string.len() < STRING_BYTES_MIN) {
            return None;
        }
        // Numbers come many together: a label is the better anchor.
        let has_number = strings.iter().any(|string| is_number(string));
        let score = together(&strings) - if has_number { 4.0 } else { 0.0 };
        Some(Self { strings, before, after, score })
    }
}

/// How seldom strings are looked at together, in bits: the more there are, the less.
fn together(strings: &[Vec<u8>]) -> f32 {
    let bits = |string: &Vec<u8>| match string.len() {
        STRING_BYTES_MIN if is_whole_character(string) => rarity(string).min(CHARACTER_BITS_MAX),
        _ => rarity(string),
    };
    let places: f32 = strings.iter().map(|string| (-bits(string)).exp2()).sum();
    let many = strings.len().saturating_sub(FEW) as f32 * (-STRING_BITS).exp2();
    -(places + many).log2()
}

/// True for a string that no more bytes make a better anchor.
fn is_rare(string: &[u8]) -> bool {
    string.len() >= KEY_BYTES && rarity(string) >= RARE_ENOUGH
}

fn better(left: Option<Found>, right: Option<Found>) -> Option<Found> {
    match (left, right) {
        (Some(left), Some(right)) => Some(if right.score > left.score { right } else { left }),
        (left, right) => left.or(right),
    }
}

pub(super) fn study(hir: &Hir) -> Study {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Study::empty(),
        HirKind::Literal(literal) => {
            let string: Vec<u8> = literal.0.iter().copied().map(fold_digit).collect();
            let len = string.len();
            Study::exact(vec![string], Some(len))
        }
        HirKind::Class(class) => study_class(class),
        HirKind::Repetition(repetition) => {
            study_repetition(&repetition.sub, repetition.min, repetition.max)
        }
        HirKind::Capture(capture) => study(&capture.sub),
        HirKind::Concat(parts) => {
            let studied = parts.iter().map(study).fold(Concat::new(), Concat::push);
            studied.done(&firsts_from_each(parts))
        }
        HirKind::Alternation(branches) => study_alternation(branches),
    }
}

fn study_class(class: &Class) -> Study {
    let members: Option<Folded> = match class {
        Class::Bytes(bytes) => {
            let all = bytes.iter().flat_map(|range| range.start()..=range.end());
            Some(all.map(|byte| vec![fold_digit(byte)]).collect())
        }
        Class::Unicode(characters) => {
            let count: usize = characters
                .iter()
                .map(|range| (range.end() as usize) - (range.start() as usize) + 1)
                .sum();
            (count <= CLASS_MAX).then(|| {
                let all = characters.iter().flat_map(|range| range.start()..=range.end());
                all.map(|character| character.to_string().bytes().map(fold_digit).collect())
                    .collect()
            })
        }
    };
    let members = members.map(without_needless_capitals);
    match members.filter(|members| !members.is_empty() && members.len() <= CLASS_MAX) {
        Some(members) => Study::exact(members, class.maximum_len()),
        None => Study::gap(class.maximum_len()),
    }
}

/// Leaves out capitals of which the small letter is there as well: it stands for both.
fn without_needless_capitals(members: Folded) -> Folded {
    let mut members = distinct(members);
    let small: BTreeSet<Vec<u8>> = members.iter().cloned().collect();
    members.retain(|member| {
        let folded = member.to_ascii_lowercase();
        folded == *member || !small.contains(&folded)
    });
    members
}

/// Returns the byte that stands for `byte` in an anchor in which case counts.
pub(super) const fn fold_digit(byte: u8) -> u8 {
    if byte.is_ascii_digit() { b'0' } else { byte }
}

fn study_repetition(sub: &Hir, min: u32, max: Option<u32>) -> Study {
    let one = study(sub);
    let len_max = match (one.len_max, max) {
        (Some(len), Some(max)) => Some(len.saturating_mul(max as usize)),
        (Some(0), None) => Some(0),
        _ => None,
    };
    if max == Some(min) && min <= STRING_BYTES_MAX as u32 {
        let whole = (0..min).map(|_| one.clone()).fold(Concat::new(), Concat::push).done(&[]);
        return Study { len_max, ..whole };
    }
    if min == 0 {
        let optional = one.exact.filter(|_| max == Some(1)).map(|mut strings| {
            strings.push(Vec::new());
            strings
        });
        return Study { exact: optional, ends: None, len_max, best: None };
    }
    // The first copies join what comes before, the last ones what comes after.
    let copies = (0..min.min(STRING_BYTES_MAX as u32))
        .map(|_| one.clone())
        .fold(Concat::new(), Concat::push)
        .done(&[]);
    let best = copies.clone().into_best().map(|found| Found { after: len_max, ..found });
    let whole = copies.exact.or(one.exact).map(|strings| (strings.clone(), strings));
    let ends = whole.or(copies.ends);
    Study { exact: None, ends, len_max, best }
}

fn study_alternation(branches: &[Hir]) -> Study {
    let studies: Vec<Study> = branches.iter().map(study).collect();
    let len_max = studies
        .iter()
        .map(|study| study.len_max)
        .try_fold(0, |most, len| len.map(|len| most.max(len)));
    let exact = studies
        .iter()
        .map(|study| study.exact.clone())
        .collect::<Option<Vec<_>>>()
        .map(|sets| sets.concat())
        .filter(|strings| strings.len() <= STRINGS_MAX);
    if exact.is_some() {
        return Study { exact, ends: None, len_max, best: None };
    }
    let best =
        studies.into_iter().map(Study::into_best).collect::<Option<Vec<_>>>().and_then(|all| {
            let before = all.iter().map(|found| found.before).max();
            let after = all
                .iter()
                .map(|found| found.after)
                .try_fold(0, |most, after| after.map(|after| most.max(after)));
            let strings: Folded = all.into_iter().flat_map(|found| found.strings).collect();
            Found::new(strings, before, after).filter(|found| found.strings.len() <= STRINGS_MAX)
        });
    Study { exact: None, ends: None, len_max, best }
}

/// A sequence that is being studied from left to right.
struct Concat {
    /// Longest match of each part so far.
    lens: Vec<Option<usize>>,
    /// Texts of the parts of the present run, which are few.
    run: Folded,
    /// Most bytes before the present run.
    run_before: Option<usize>,
    /// Most bytes so far.
    len_max: Option<usize>,
    /// True while the present run is the whole sequence.
    whole: bool,
    /// Sets of strings of which every match contains one.
    candidates: Vec<Candidate>,
}

struct Candidate {
    strings: Folded,
    before: Option<usize>,
    /// Parts of the sequence up to the one in which the strings end.
    parts: usize,
    /// Most bytes of that part after the strings.
    after_in_part: Option<usize>,
    /// True when the strings end where that part begins.
    ends_before_part: bool,
}

impl Candidate {
    /// The strings with the byte that follows them, where `firsts` tell what it can be.
    fn with_next(&self, firsts: &[Option<Firsts>]) -> Option<Self> {
        let next = firsts.get(self.parts - 1).filter(|_| self.ends_before_part)?.as_ref()?;
        let strings = cross(&self.strings, &next.strings()?)?;
        Some(Self { strings, ends_before_part: false, ..*self })
    }
}

impl Concat {
    fn new() -> Self {
        Self {
            lens: Vec::new(),
            run: vec![Vec::new()],
            run_before: Some(0),
            len_max: Some(0),
            whole: true,
            candidates: Vec::new(),
        }
    }

    fn push(mut self, part: Study) -> Self {
        let multiplies = part.exact.as_ref().is_none_or(|strings| strings.len() > 1);
        let is_rare = self.run.iter().all(|string| is_rare(string));
        let joined = match &part.exact {
            Some(strings) if is_rare && self.run.len() * strings.len() > FEW => None,
            Some(strings) => cross(&self.run, strings),
            None => None,
        };
        match joined {
            Some(run) => {
                if multiplies {
                    // Fewer, shorter strings may serve better.
                    self.end_run(part.len_max);
                }
                self.run = run;
            }
            None => self.begin_run_after(&part, is_rare),
        }
        self.len_max = add(self.len_max, part.len_max);
        self.lens.push(part.len_max);
        self
    }

    /// Ends the present run before `part`, or in it, and begins the next at its end.
    fn begin_run_after(&mut self, part: &Study, is_rare: bool) {
        let ends = part.exact.as_ref().map(|strings| (strings, strings));
        let ends = ends.or(part.ends.as_ref().map(|(first, last)| (first, last)));
        let joined = ends.filter(|_| !is_rare).and_then(|(first, _)| {
            cross(&self.run, first).or_else(|| cross(&self.run, &heads(first)))
        });
        self.end_run(part.len_max);
        if let Some(run) = joined {
            // The strings end somewhere in the part; all of it may follow them.
            self.run = run;
            self.candidates.push(Candidate {
                ends_before_part: false,
                ..self.candidate_before_part(part.len_max)
            });
        }
        if let Some(found) = &part.best {
            self.candidates.push(Candidate {
                strings: found.strings.clone(),
                before: add(self.len_max, Some(found.before)),
                parts: self.lens.len() + 1,
                after_in_part: found.after,
                ends_before_part: false,
            });
        }
        let before = add(self.len_max, part.len_max);
        (self.run, self.run_before) = match ends {
            Some((_, last)) => {
                let last = if last.len() > CLASS_MAX { tails(last) } else { last.clone() };
                let least = last.iter().map(Vec::len).min().unwrap_or(0);
                (last, before.map(|before| before.saturating_sub(least)))
            }
            None => (vec![Vec::new()], before),
        };
        self.whole = false;
    }

    /// Makes the present run a candidate; at most `after` bytes of the part that comes now
    /// follow it.
    fn end_run(&mut self, after: Option<usize>) {
        self.candidates.push(self.candidate_before_part(after));
    }

    fn candidate_before_part(&self, after: Option<usize>) -> Candidate {
        Candidate {
            strings: self.run.clone(),
            before: self.run_before,
            parts: self.lens.len() + 1,
            after_in_part: after,
            ends_before_part: true,
        }
    }

    /// Returns what is known of the sequence, of which each part on can begin with one of `firsts`.
    fn done(mut self, firsts: &[Option<Firsts>]) -> Study {
        if self.whole {
            return Study::exact(self.run, self.len_max);
        }
        self.end_run(Some(0));
        let ends = self.first_strings().zip(self.last_strings());
        let longer: Vec<Candidate> =
            self.candidates.iter().filter_map(|candidate| candidate.with_next(firsts)).collect();
        let best = self
            .candidates
            .into_iter()
            .chain(longer)
            .map(|candidate| {
                let parts_after = self.lens.iter().skip(candidate.parts);
                let after = parts_after.fold(candidate.after_in_part, |sum, &len| add(sum, len));
                Found::new(candidate.strings, candidate.before, after)
            })
            .fold(None, better);
        Study { exact: None, ends, len_max: self.len_max, best }
    }

    /// Few strings of which every match begins with one, the longer the better.
    fn first_strings(&self) -> Option<Folded> {
        let first = self.candidates.iter().filter(|candidate| candidate.before == Some(0));
        let few = first.filter(|candidate| are_few_and_not_empty(&candidate.strings));
        few.max_by_key(|candidate| candidate.strings.iter().map(Vec::len).min())
            .map(|candidate| candidate.strings.clone())
    }

    /// Few strings of which every match ends with one.
    fn last_strings(&self) -> Option<Folded> {
        let last = if self.run.len() > CLASS_MAX { tails(&self.run) } else { self.run.clone() };
        are_few_and_not_empty(&last).then_some(last)
    }
}

fn are_few_and_not_empty(strings: &[Vec<u8>]) -> bool {
    strings.len() <= CLASS_MAX && strings.iter().all(|string| !string.is_empty())
}

pub(super) fn add(left: Option<usize>, right: Option<usize>) -> Option<usize> {
    Some(left? + right?)
}

/// The first bytes of the strings, each once.
fn heads(strings: &[Vec<u8>]) -> Folded {
    distinct(strings.iter().map(|string| string.iter().take(1).copied().collect()).collect())
}

/// The last bytes of the strings, each once.
fn tails(strings: &[Vec<u8>]) -> Folded {
    distinct(strings.iter().map(|string| string.iter().rev().take(1).copied().collect()).collect())
}

fn distinct(mut strings: Folded) -> Folded {
    strings.sort();
    strings.dedup();
    strings
}

/// Every string of `left` followed by every one of `right`, unless they are too many or too long.
fn cross(left: &[Vec<u8>], right: &[Vec<u8>]) -> Option<Folded> {
    if left.len() * right.len() > STRINGS_MAX {
        return None;
    }
    let mut both = Vec::with_capacity(left.len() * right.len());
    for first in left {
        for second in right {
            let string = [first.as_slice(), second.as_slice()].concat();
            if string.len() > STRING_BYTES_MAX && !second.is_empty() {
                return None;
            }
            both.push(string);
        }
    }
    Some(distinct(both))
}
