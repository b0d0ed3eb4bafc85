//! Finds every match of every pattern in one pass over the text.
//!
//! Four stages: a bit map of folded trigrams says where an anchor may begin; the whole anchor is
//! compared; cheap gates ask whether the place can hold a match at all (a run of token characters
//! long enough, a number not too long); and only then the pattern's own regular expression runs,
//! in a window that holds every match with that anchor. What comes out is what each expression
//! would find in the text alone (a permanent test holds them against each other). Patterns that
//! count only beside a word may be looked for near their words alone.

mod near;
mod tables;

use regex_automata::hybrid::dfa;
use regex_automata::meta::Cache;
use regex_automata::{Anchored, Input};

use document::Span;
use rules::{ByteSet, Prepared, RunNeed, is_word_byte as is_word};

use crate::RuleSet;
use crate::ruleset::Pattern;
use near::{Notes, Words};
use tables::{Sign, Tables};

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
    words: Words,
    /// For each pattern, how far a match reaches around its anchor.
    reaches: Vec<Reach>,
}

/// Where a pattern is looked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Watch {
    /// In all of the text.
    #[default]
    Everywhere,
    /// Within reach of the words that its rule needs, if it needs any.
    NearWords,
    /// Not at all.
    Nowhere,
}

/// How far a match reaches around its anchor.
#[derive(Debug, Clone, Copy, Default)]
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
    /// Patterns whose marks were looked for.
    marked: Vec<usize>,
    /// For each pattern, the cache of its regular expression.
    caches: Vec<Option<Cache>>,
    /// For each pattern that starts with its anchor, the cache of its automaton.
    start_caches: Vec<Option<dfa::Cache>>,
    notes: Notes,
    /// For each pattern, where it is looked for; empty when all are looked for everywhere.
    pub(crate) watch: Vec<Watch>,
}

impl<'r> Engine<'r> {
    /// Makes the patterns of `rules` ready.
    #[must_use]
    pub fn new(rules: &'r RuleSet) -> Self {
        let reaches: Vec<Reach> = rules.patterns().iter().map(Reach::of).collect();
        let words = Words::new(rules, &reaches);
        let is_near_words = |pattern: usize| words.has(pattern);
        let tables = Tables::new(rules.patterns(), is_near_words, rules.words());
        Self { rules, tables, words, reaches }
    }

    /// The rules that it matches.
    #[must_use]
    pub fn rules(&self) -> &'r RuleSet {
        self.rules
    }

    /// Adds to `found` all matches in `text`, in order of pattern and place.
    pub fn matches(&self, text: &[u8], scratch: &mut Scratch, found: &mut Vec<Match>) {
        let patterns = self.rules.patterns();
        scratch.caches.resize_with(patterns.len(), || None);
        scratch.start_caches.resize_with(patterns.len(), || None);
        self.find_places(text, scratch, |_| {});
        scratch.touched.sort_unstable();
        for &index in &scratch.touched {
            let places = &mut scratch.places[index];
            if patterns[index].starts_with_anchor {
                places.sort_unstable();
                let cache = &mut scratch.start_caches[index];
                match patterns[index].prepared.shape.as_slice() {
                    [] => confirm_starts(&patterns[index], index, text, places, cache, found),
                    shape => confirm_shape(shape, index, text, places, found),
                }
                places.clear();
                continue;
            }
            let cache = &mut scratch.caches[index];
            if self.words.has(index) {
                join(places);
            }
            for place in places.drain(..) {
                confirm(&patterns[index], index, text, place, cache, found);
            }
        }
        scratch.touched.clear();
    }

    /// Notes the places that may hold a match; calls `on_anchor` for each anchor that is looked at.
    fn find_places(&self, text: &[u8], scratch: &mut Scratch, mut on_anchor: impl FnMut(usize)) {
        let count = self.rules.patterns().len();
        scratch.places.resize_with(count, Vec::new);
        scratch.marks.resize(count, Span::default());
        // There are many texts of a few bytes: what was not touched is not cleared.
        for pattern in scratch.marked.drain(..) {
            if let Some(mark) = scratch.marks.get_mut(pattern) {
                *mark = Span::default();
            }
        }
        let mut notes = std::mem::take(&mut scratch.notes);
        notes.clear();
        self.tables.visit(text, |sign, span| match sign {
            Sign::Number => notes.number(span),
            Sign::Word(word) => {
                if self.words.rule_at(text, span.start, word).is_some() {
                    notes.word(span.start, word);
                }
            }
            Sign::Anchor(pattern) if self.words.has(pattern as usize) => {
                notes.anchor(pattern, span);
            }
            Sign::Anchor(pattern) => {
                on_anchor(pattern as usize);
                self.try_place(text, pattern as usize, span, scratch);
            }
        });
        let watch = std::mem::take(&mut scratch.watch);
        let everywhere = |pattern: usize| watch_of(&watch, pattern) == Watch::Everywhere;
        self.words.resolve(&mut notes, &self.reaches, everywhere, |pattern, anchor| {
            if watch_of(&watch, pattern) != Watch::Nowhere {
                on_anchor(pattern);
                self.try_place(text, pattern, anchor, scratch);
            }
        });
        scratch.watch = watch;
        scratch.notes = notes;
    }

    /// Notes the place around an anchor when it may hold a match.
    fn try_place(&self, text: &[u8], index: usize, anchor: Span, scratch: &mut Scratch) {
        if watch_of(&scratch.watch, index) == Watch::Nowhere
            || self.reaches[index].is_known_empty(anchor, scratch.marks[index])
        {
            return;
        }
        let pattern = &self.rules.patterns()[index];
        let mark = &mut scratch.marks[index];
        let was_unknown = *mark == Span::default();
        let place = place(pattern, text, anchor, mark);
        if was_unknown && *mark != Span::default() {
            scratch.marked.push(index);
        }
        if let Some(place) = place {
            scratch.add(index, place, pattern.starts_with_anchor || self.words.has(index));
        }
    }

    /// Calls `found` with each rule that needs a word and has one in `label`.
    pub(crate) fn rules_with_word_in(&self, label: &str, mut found: impl FnMut(usize)) {
        let label = label.as_bytes();
        self.tables.visit(label, |sign, span| {
            if let Sign::Word(word) = sign
                && let Some(rule) = self.words.rule_at(label, span.start, word)
            {
                found(rule as usize);
            }
        });
    }
}

/// What a pattern costs on a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Load {
    /// Anchors that were looked at.
    pub anchors: u64,
    /// Places that may hold a match, after the gates.
    pub passed: u64,
    /// Bytes over which its regular expression runs.
    pub bytes: u64,
}

impl Engine<'_> {
    /// Returns what each pattern costs on `text`, with the id of its rule, when those that need
    /// words are looked for near them alone.
    #[must_use]
    pub fn load(&self, text: &[u8]) -> Vec<(&str, Load)> {
        let patterns = self.rules.patterns();
        let mut loads = vec![Load::default(); patterns.len()];
        let watch = vec![Watch::NearWords; patterns.len()];
        let mut scratch = Scratch { watch, ..Scratch::default() };
        self.find_places(text, &mut scratch, |pattern| loads[pattern].anchors += 1);
        for (load, places) in loads.iter_mut().zip(&scratch.places) {
            load.passed = places.len() as u64;
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
        match apart {
            true => places.push(place),
            // Anchors of one pattern come in rising order of their ends, their places almost so.
            false => push_joined(places, place),
        }
    }
}

/// Adds a place, joined with the last ones where they touch.
fn push_joined(places: &mut Vec<Span>, mut place: Span) {
    while let Some(last) = places.last().copied()
        && last.end >= place.start
    {
        place = Span::new(last.start.min(place.start), last.end.max(place.end));
        places.pop();
    }
    places.push(place);
}

/// Brings places into order and joins those that touch.
fn join(places: &mut Vec<Span>) {
    places.sort_unstable();
    for place in std::mem::take(places) {
        push_joined(places, place);
    }
}

fn watch_of(watch: &[Watch], pattern: usize) -> Watch {
    watch.get(pattern).copied().unwrap_or_default()
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
    cache: &mut Option<dfa::Cache>,
    found: &mut Vec<Match>,
) {
    let automaton = pattern.starts();
    let cache = cache.get_or_insert_with(|| automaton.create_cache());
    let len_max = pattern.prepared.len_max.unwrap_or(0) as usize;
    let mut from = 0;
    for place in places.iter().filter(|place| !place.is_empty()) {
        if place.start < from {
            continue;
        }
        let end = (place.start + len_max).min(text.len());
        let input = Input::new(text).span(place.start..end).anchored(Anchored::Yes);
        let matched = automaton
            .try_search_fwd(cache, &input)
            .expect("an automaton without limits and Unicode borders never gives up");
        from = match matched {
            Some(matched) => {
                let span = Span::new(place.start, matched.offset());
                found.push(Match { span, pattern: index });
                span.end
            }
            None => place.start + 1,
        };
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
