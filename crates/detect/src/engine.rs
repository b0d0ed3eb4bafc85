//! Finds every match of every pattern in one pass over the text.
//!
//! Four stages: a bit map of folded trigrams says where an anchor may begin; the whole anchor is
//! compared; cheap gates ask whether the place can hold a match at all (a run of token characters
//! long enough, a number not too long); and only then the pattern's own regular expression runs,
//! in a window that holds every match with that anchor. What comes out is what each expression
//! would find in the text alone (a permanent test holds them against each other).

mod tables;

use regex_automata::meta::Cache;
use regex_automata::{Anchored, Input};

use document::Span;
use rules::{ByteSet, Prepared, RunNeed, is_word_byte as is_word};

use crate::RuleSet;
use crate::ruleset::Pattern;
use tables::Tables;

/// Longest match of a pattern that has no bound of its own.
const UNBOUNDED_MAX: usize = 64 << 10;
/// Runs of token characters up to this length stand everywhere.
const TOKEN_RUN_COMMON: u32 = 8;
/// First window behind the anchor of a pattern without a bound.
const UNBOUNDED_FIRST: usize = 1 << 10;

/// A match of one pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Match {
    /// Where it stands in the text that was searched.
    pub span: Span,
    /// Index of the pattern in its rule set.
    pub pattern: usize,
}

/// All patterns of a rule set, made ready for one pass.
#[derive(Debug)]
pub struct Engine<'r> {
    rules: &'r RuleSet,
    tables: Tables,
    /// For each pattern, how far a match reaches around its anchor.
    reaches: Vec<Reach>,
}

/// How far a match reaches around its anchor.
#[derive(Debug, Clone, Copy)]
struct Reach {
    before: u32,
    after: u32,
    has_mark: bool,
}

impl Reach {
    fn of(pattern: &Pattern) -> Self {
        let Prepared { anchors, marks, .. } = &pattern.prepared;
        Self {
            before: anchors.before_max,
            after: anchors.after_max.unwrap_or(UNBOUNDED_MAX as u32),
            has_mark: !marks.is_empty(),
        }
    }

    /// True when the place around the anchor lies in a stretch that is known to lack the mark of
    /// the pattern.
    fn is_known_empty(self, anchor: Span, without_mark: Span) -> bool {
        self.has_mark
            && without_mark.start <= anchor.start.saturating_sub(self.before as usize)
            && anchor.end + self.after as usize <= without_mark.end
    }
}

/// What a thread keeps between calls, so that nothing is allocated for each.
#[derive(Debug, Default)]
pub struct Scratch {
    /// For each pattern, the places that may hold a match, in rising order and apart.
    places: Vec<Vec<Span>>,
    /// Patterns that have any.
    touched: Vec<usize>,
    /// For each pattern, where its first mark was looked for last, and where it stands next.
    marks: Vec<Span>,
    /// For each pattern, the cache of its regular expression.
    caches: Vec<Option<Cache>>,
    /// For each pattern, whether it is passed over; empty when all are looked for.
    pub(crate) passed_over: Vec<bool>,
}

impl<'r> Engine<'r> {
    /// Makes the patterns of `rules` ready.
    #[must_use]
    pub fn new(rules: &'r RuleSet) -> Self {
        let reaches = rules.patterns().iter().map(Reach::of).collect();
        Self { rules, tables: Tables::new(rules.patterns()), reaches }
    }

    /// The rules that it matches.
    #[must_use]
    pub fn rules(&self) -> &'r RuleSet {
        self.rules
    }

    /// Adds to `found` all matches in `text`, in order of pattern and place.
    pub fn matches(&self, text: &[u8], scratch: &mut Scratch, found: &mut Vec<Match>) {
        let patterns = self.rules.patterns();
        scratch.places.resize_with(patterns.len(), Vec::new);
        scratch.caches.resize_with(patterns.len(), || None);
        scratch.marks.clear();
        scratch.marks.resize(patterns.len(), Span::default());
        self.tables.visit(text, |pattern, anchor| {
            if scratch.passed_over.get(pattern) == Some(&true)
                || self.reaches[pattern].is_known_empty(anchor, scratch.marks[pattern])
            {
                return;
            }
            let next_mark = &mut scratch.marks[pattern];
            if let Some(place) = place(&patterns[pattern], text, anchor, next_mark) {
                scratch.add(pattern, place, patterns[pattern].starts_with_anchor);
            }
        });
        scratch.touched.sort_unstable();
        for &index in &scratch.touched {
            let cache = &mut scratch.caches[index];
            let places = &mut scratch.places[index];
            if patterns[index].starts_with_anchor {
                places.sort_unstable();
                match patterns[index].prepared.shape.as_slice() {
                    [] => confirm_starts(&patterns[index], index, text, places, cache, found),
                    shape => confirm_shape(shape, index, text, places, found),
                }
                places.clear();
                continue;
            }
            for place in places.drain(..) {
                confirm(&patterns[index], index, text, place, cache, found);
            }
        }
        scratch.touched.clear();
    }
}

/// What a pattern costs on a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Load {
    /// Anchors that were found.
    pub anchors: u64,
    /// Anchors that may stand in a match, after the gates.
    pub passed: u64,
    /// Bytes over which its regular expression runs.
    pub bytes: u64,
}

impl Engine<'_> {
    /// Returns what each pattern costs on `text`, with the id of its rule.
    #[must_use]
    pub fn load(&self, text: &[u8]) -> Vec<(&str, Load)> {
        let patterns = self.rules.patterns();
        let mut scratch = Scratch::default();
        scratch.places.resize_with(patterns.len(), Vec::new);
        scratch.marks.resize(patterns.len(), Span::default());
        let mut loads = vec![Load::default(); patterns.len()];
        self.tables.visit(text, |pattern, anchor| {
            loads[pattern].anchors += 1;
            let next_mark = &mut scratch.marks[pattern];
            if let Some(place) = place(&patterns[pattern], text, anchor, next_mark) {
                loads[pattern].passed += 1;
                scratch.add(pattern, place, patterns[pattern].starts_with_anchor);
            }
        });
        for (load, places) in loads.iter_mut().zip(&scratch.places) {
            load.bytes = places.iter().map(|place| place.len() as u64).sum();
        }
        let id = |pattern: &Pattern| self.rules.rule(pattern.prepared.rule as usize).id.as_str();
        patterns.iter().map(id).zip(loads).collect()
    }
}

impl Scratch {
    /// Notes a place, joined with the last one when they touch unless they are to stay apart.
    fn add(&mut self, pattern: usize, place: Span, apart: bool) {
        let places = &mut self.places[pattern];
        if places.is_empty() {
            self.touched.push(pattern);
        }
        if apart {
            places.push(place);
            return;
        }
        // Anchors of one pattern come in rising order of their ends, their places almost so.
        let mut joined = place;
        while let Some(last) = places.last().copied()
            && last.end >= joined.start
        {
            joined = Span::new(last.start.min(joined.start), last.end.max(joined.end));
            places.pop();
        }
        places.push(joined);
    }
}

/// Returns where a match with this anchor can stand, or nothing when none can.
fn place(pattern: &Pattern, text: &[u8], anchor: Span, next_mark: &mut Span) -> Option<Span> {
    let prepared = &pattern.prepared;
    if !may_begin(pattern, text, anchor.start) {
        return None;
    }
    let start = anchor.start.saturating_sub(prepared.anchors.before_max as usize);
    let after = prepared.anchors.after_max.map_or(UNBOUNDED_MAX, |after| after as usize);
    let end = (anchor.end + after).min(text.len());
    let inside = &text[start..end];
    if let Some((&first, others)) = prepared.marks.split_first() {
        // Most places have none, and then the same answer serves for all up to the next one.
        if !(next_mark.start <= start && start <= next_mark.end) || next_mark.is_empty() {
            let found = memchr::memchr(first, &text[start..]);
            *next_mark = Span::new(start, found.map_or(text.len(), |at| start + at));
        }
        let missing = |mark: &u8| memchr::memchr(*mark, inside).is_none();
        if next_mark.end >= end || others.iter().any(missing) {
            return None;
        }
    }
    if let Some(longest) = prepared.word_run_max
        && word_run_exceeds(text, anchor, longest as usize)
    {
        return None;
    }
    let lacks = |need: RunNeed, is_wanted: fn(u8) -> bool| {
        let run_end = need.end_max.map_or(end, |most| end.min(anchor.end + most as usize));
        !has_run(&text[start..run_end], need.len_min as usize, is_wanted)
    };
    if prepared.digit_run.len_min > 0 && lacks(prepared.digit_run, |byte| byte.is_ascii_digit())
        || prepared.token_run.len_min > TOKEN_RUN_COMMON
            && lacks(prepared.token_run, rules::is_token)
    {
        return None;
    }
    Some(Span::new(start, end))
}

/// False where a match that begins with its anchor at `start` would lack a border there.
fn may_begin(pattern: &Pattern, text: &[u8], start: usize) -> bool {
    let Prepared { has_border, anchors, .. } = &pattern.prepared;
    let is_inside = || {
        let before = start.checked_sub(1).and_then(|before| text.get(before));
        before.is_some_and(|&byte| is_word(byte)) && text.get(start).is_some_and(|&b| is_word(b))
    };
    !(*has_border && anchors.before_max == 0 && is_inside())
}

/// True when the run of word characters around the anchor is longer than any match.
fn word_run_exceeds(text: &[u8], anchor: Span, longest: usize) -> bool {
    let inside = &text[anchor.range()];
    let Some(first) = inside.iter().position(|&byte| is_word(byte)) else { return false };
    let last = inside.iter().rposition(|&byte| is_word(byte)).unwrap_or(first);
    let (start, end) = (anchor.start + first, anchor.start + last + 1);
    let run = |bytes: &[u8]| bytes.iter().take(longest + 1).take_while(|&&b| is_word(b)).count();
    let run_back =
        |bytes: &[u8]| bytes.iter().rev().take(longest + 1).take_while(|&&b| is_word(b)).count();
    let (before, first_run) = (run_back(&text[..start]), run(&inside[first..]));
    let (after, last_run) = (run(&text[end..]), run_back(&inside[..=last]));
    before + first_run > longest || after + last_run > longest
}

/// True when `text` has a run of that length of characters that are wanted.
fn has_run(text: &[u8], length: usize, is_wanted: fn(u8) -> bool) -> bool {
    // A run of `length` covers one of any `length` places in a row.
    let mut probe = length - 1;
    while probe < text.len() {
        if !is_wanted(text[probe]) {
            probe += length;
            continue;
        }
        let start = text[..probe].iter().rposition(|&byte| !is_wanted(byte));
        let start = start.map_or(0, |index| index + 1);
        let end = text[probe..].iter().take(length).take_while(|&&byte| is_wanted(byte)).count();
        if probe + end - start >= length {
            return true;
        }
        probe += end + length;
    }
    false
}

/// Adds the matches of one pattern that begin where the places do, which are in rising order.
fn confirm_starts(
    pattern: &Pattern,
    index: usize,
    text: &[u8],
    places: &[Span],
    cache: &mut Option<Cache>,
    found: &mut Vec<Match>,
) {
    let regex = &pattern.compiled().regex;
    let cache = cache.get_or_insert_with(|| regex.create_cache());
    let len_max = pattern.prepared.len_max.unwrap_or(0) as usize;
    let mut from = 0;
    for place in places.iter().filter(|place| !place.is_empty()) {
        if place.start < from {
            continue;
        }
        let end = (place.start + len_max).min(text.len());
        let input = Input::new(text).span(place.start..end).anchored(Anchored::Yes);
        if let Some(matched) = regex.search_with(cache, &input) {
            found.push(Match { span: Span::new(matched.start(), matched.end()), pattern: index });
            from = matched.end();
        } else {
            from = place.start + 1;
        }
    }
}

/// Adds the matches of one pattern that is all shape, which begin where the places do.
fn confirm_shape(
    shape: &[ByteSet],
    index: usize,
    text: &[u8],
    places: &[Span],
    found: &mut Vec<Match>,
) {
    let mut from = 0;
    for place in places.iter().filter(|place| !place.is_empty()) {
        if place.start < from {
            continue;
        }
        let end = place.start + shape.len();
        let Some(bytes) = text.get(place.start..end) else { continue };
        let is_in = |byte: u8, set: &ByteSet| {
            set.iter().any(|&(first, last)| (first..=last).contains(&byte))
        };
        let fits = bytes.iter().zip(shape).all(|(&byte, set)| is_in(byte, set));
        let has_borders = (place.start == 0 || !is_word(text[place.start - 1]))
            && text.get(end).is_none_or(|&byte| !is_word(byte));
        if fits && has_borders {
            found.push(Match { span: Span::new(place.start, end), pattern: index });
            from = end;
        }
    }
}

/// Adds the matches of one pattern in one place.
fn confirm(
    pattern: &Pattern,
    index: usize,
    text: &[u8],
    place: Span,
    cache: &mut Option<Cache>,
    found: &mut Vec<Match>,
) {
    let regex = &pattern.compiled().regex;
    let cache = cache.get_or_insert_with(|| regex.create_cache());
    let unbounded = pattern.prepared.len_max.is_none();
    let mut from = place.start;
    let mut end = if unbounded { (from + UNBOUNDED_FIRST).min(place.end) } else { place.end };
    while from < place.end {
        let input = Input::new(text).span(from..end);
        let matched = regex.search_with(cache, &input);
        // A match that touches the end of a window that may grow, or that is not there yet.
        if unbounded && end < place.end && matched.as_ref().is_none_or(|m| m.end() == end) {
            end = place.end.min(end + (end - from) * 4);
            continue;
        }
        let Some(matched) = matched else { return };
        found.push(Match { span: Span::new(matched.start(), matched.end()), pattern: index });
        from = matched.end().max(matched.start() + 1);
        end = if unbounded { (from + UNBOUNDED_FIRST).min(place.end) } else { place.end };
    }
}

#[cfg(test)]
mod tests;
