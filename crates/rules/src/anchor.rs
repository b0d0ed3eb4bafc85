//! Anchors: strings of which every match of a pattern must contain one.
//!
//! Text is looked through for the anchors of all rules at once; only where one stands is the
//! pattern itself tried, in a window that holds every match with that anchor. Digits are folded to
//! `0`, so that `[0-9]{6}` has the literal `000000`. A small letter of an anchor stands for itself
//! and its capital; a capital, for itself alone.

use std::collections::BTreeSet;

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, ClassUnicodeRange, Hir, HirKind, Look};
use serde::{Deserialize, Serialize};

use crate::frequency::rarity;
use crate::{Border, Rule, Strings};

/// Most strings that one pattern may have as anchors.
const STRINGS_MAX: usize = 1_200;
/// Most bytes of an anchor; more do not make it rarer.
const STRING_BYTES_MAX: usize = 24;
/// Fewest bytes of an anchor.
pub(crate) const STRING_BYTES_MIN: usize = 3;
/// How rare one Chinese character may be taken for, in bits: the sample holds too few of them.
const CHARACTER_BITS_MAX: f32 = 9.0;
/// How much more frequent a whole Chinese character is than the pieces of two, in bits.
const CHARACTER_BITS: f32 = 3.0;
/// What each string beyond few costs by being there, in bits, as if it stood once in so many bytes:
/// it fills the tables.
const STRING_BITS: f32 = 21.0;
/// Most bytes of a match that is described by its shape alone.
const SHAPE_BYTES_MAX: usize = 40;
/// Most members of a class that is written out.
const CLASS_MAX: usize = 40;
/// Most bytes of a match before its anchor.
const BEFORE_MAX: usize = 4_096;

/// Bytes of an anchor by which it is looked for first; of a shorter one, all.
pub const KEY_BYTES: usize = 5;

/// Folded strings.
type Folded = Vec<Vec<u8>>;

/// Strings that may always be written out, and that cost nothing by being there.
const FEW: usize = 16;
/// Rarity, in bits, beyond which an anchor need not be rarer.
const RARE_ENOUGH: f32 = 22.0;

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

/// Returns the run of digits that every match contains, unless every anchor does.
fn digit_run(hir: &Hir, anchors: &[Vec<u8>]) -> RunNeed {
    let need = run(hir, |byte| byte.is_ascii_digit()).need();
    let is_in = |anchor: &Vec<u8>| anchor.windows(need.len_min as usize).any(is_number);
    if need.len_min == 0 || anchors.iter().all(is_in) { RunNeed::default() } else { need }
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

/// Returns the sets of bytes that a match is made of, when there is one for each of its bytes and
/// the match has word characters at both ends.
fn shape(hir: &Hir, border: Border) -> Vec<ByteSet> {
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

/// What is known of a sub-expression.
#[derive(Debug, Clone)]
struct Study {
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
struct Found {
    strings: Folded,
    before: usize,
    after: Option<usize>,
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
    fn into_best(self) -> Option<Found> {
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

/// True for an anchor of digits alone.
#[must_use]
pub fn is_number(anchor: &[u8]) -> bool {
    anchor.iter().all(|&byte| byte == b'0')
}

fn better(left: Option<Found>, right: Option<Found>) -> Option<Found> {
    match (left, right) {
        (Some(left), Some(right)) => Some(if right.score > left.score { right } else { left }),
        (left, right) => left.or(right),
    }
}

fn study(hir: &Hir) -> Study {
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

/// The bytes that a match can begin with.
#[derive(Debug, Clone, Default)]
struct Firsts {
    bytes: BTreeSet<u8>,
    /// True when the match may be empty.
    may_be_empty: bool,
}

/// Returns for each part what the parts from it on can begin with, where that is little and certain.
fn firsts_from_each(parts: &[Hir]) -> Vec<Option<Firsts>> {
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
    fn strings(&self) -> Option<Folded> {
        (!self.may_be_empty).then(|| self.bytes.iter().map(|&byte| vec![byte]).collect())
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
const fn fold_digit(byte: u8) -> u8 {
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

fn add(left: Option<usize>, right: Option<usize>) -> Option<usize> {
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

/// Least runs of characters of one kind in every match of a sub-expression.
#[derive(Debug, Clone, Copy)]
struct CharacterRun {
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
    fn need(self) -> RunNeed {
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

fn run(hir: &Hir, is_wanted: fn(u8) -> bool) -> CharacterRun {
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

#[cfg(test)]
mod tests;
