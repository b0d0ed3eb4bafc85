//! Names in text: which rules ask for them, and what a name must be to count for them.
//!
//! Four sources: the model, columns of tables that hold people, the case's own list of people, and
//! names that were found before in the same file and stand again where the model was not sure.

mod address;
mod again;
mod columns;
mod site;

use std::ops::Range;

use document::{Part, PartKind, Span, Window};
use rules::{Confidence, Needs, Personal, Rule};

use crate::names::token::is_han;
use crate::names::{
    Kind, Name, Tagger, is_common, is_han_country, is_han_family, is_han_place, is_name,
};
use crate::people::People;
use crate::{Reason, RuleSet};
use again::Known;

/// The detector of rules that ask for people of the case's own list.
pub(crate) const LISTED: &str = "listed";
/// From this margin on a name is as sure as its rule says; below, it is less so.
const MARGIN_SURE: i32 = 140;
/// From this margin on a name is taken for one wherever it stands again.
const MARGIN_STRONG: i32 = 300;

/// A name that a rule asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hit {
    /// Index of the rule.
    pub(crate) rule: usize,
    /// Where it stands in the text.
    pub(crate) value: Span,
    /// Why it is taken for a name.
    pub(crate) reason: Reason,
    /// False when it is less sure than its rule says; then it is nothing for a rule that says more
    /// of a name than that it is one.
    pub(crate) is_sure: bool,
    /// True where the model is right too seldom to be more than advice.
    pub(crate) is_advice: bool,
    /// True for people whose names are worth looking for again.
    pub(crate) is_strong: bool,
}

impl Hit {
    /// True when it can be what a rule looks for.
    pub(crate) fn suits(&self, rule: &Rule, own: &str) -> bool {
        let is_whole = rule.personal != Some(Personal::Name) || is_whole_name(own);
        rule.needs == Needs::Nothing || self.is_sure && is_whole
    }

    /// Returns how sure it is for a rule that says `confidence` of it.
    pub(crate) fn confidence(&self, confidence: Confidence) -> Confidence {
        if self.is_sure && !self.is_advice { confidence } else { confidence.lowered() }
    }
}

/// Finds names for the rules that ask for them.
#[derive(Debug)]
pub(crate) struct Namer<'e> {
    by_kind: [Vec<usize>; Kind::ALL.len()],
    listed: Vec<usize>,
    people: Option<&'e People>,
    tagger: Tagger,
    names: Vec<Name>,
    known: Known,
    /// True when the user's own model failed on a text since the last question.
    has_failed: bool,
}

impl<'e> Namer<'e> {
    pub(crate) fn new(rules: &RuleSet) -> Self {
        Self {
            by_kind: Kind::ALL.map(|kind| asking(rules, kind.detector())),
            listed: asking(rules, LISTED),
            people: None,
            tagger: Tagger::default(),
            names: Vec::new(),
            known: Known::default(),
            has_failed: false,
        }
    }

    /// Takes the people of a case.
    pub(crate) fn set_people(&mut self, people: &'e People) {
        self.people = Some(people);
    }

    /// Forgets the names of a file.
    pub(crate) fn forget(&mut self) {
        self.known = Known::default();
    }

    /// Returns the names in a text, outside the places that are `taken`, and takes theirs.
    pub(crate) fn hits(&mut self, text: &str, part: &Part, taken: &mut Vec<Span>) -> Vec<Hit> {
        let mut hits = self.listed(text);
        if self.reads(part) {
            taken.sort_unstable();
            let mut names = std::mem::take(&mut self.names);
            self.tagger.find(text, &mut names);
            self.add_brought(text, &mut names);
            for name in names.drain(..) {
                hits.extend(self.of_model(&name, text, taken));
            }
            self.names = names;
        }
        taken.extend(hits.iter().map(|hit| hit.value));
        hits
    }

    /// Adds what the user's own model finds where ours finds nothing.
    fn add_brought(&mut self, text: &str, names: &mut Vec<Name>) {
        let Some(model) = self.people.and_then(|people| people.model.as_ref()) else { return };
        let Ok(mut brought) = model.find(text) else {
            self.has_failed = true;
            return;
        };
        let meets_own = |span: &Range<usize>| {
            let first = names.partition_point(|own| own.span.end <= span.start);
            names.get(first).is_some_and(|own| own.span.start < span.end)
        };
        brought.retain(|name| text.get(name.span.clone()).is_some() && !meets_own(&name.span));
        names.append(&mut brought);
    }

    /// Returns whether the user's own model failed on a text since the last question.
    pub(crate) fn take_failure(&mut self) -> bool {
        std::mem::take(&mut self.has_failed)
    }

    /// Keeps a person's name, to find it again in the file.
    pub(crate) fn learn(&mut self, name: &str) {
        self.known.learn(name);
    }

    /// Returns the places outside those `taken` where a person stands who was found before.
    pub(crate) fn again(&mut self, text: &str, part: &Part, taken: &mut [Span]) -> Vec<Hit> {
        if !self.reads(part) {
            return Vec::new();
        }
        taken.sort_unstable();
        let again = self.known.find(text);
        let free = again.into_iter().filter(|&span| !overlaps_one(span, taken));
        let rules = &self.by_kind[Kind::Person as usize];
        let hits = free.flat_map(|value| {
            rules.iter().map(move |&rule| Hit {
                rule,
                value,
                reason: Reason::Elsewhere,
                is_sure: true,
                is_advice: false,
                is_strong: false,
            })
        });
        hits.collect()
    }

    /// Returns the cells of a window that hold people by their column's header, with the rules that
    /// ask for people and need no more.
    pub(crate) fn cells(&self, part: &Part, window: &Window<'_>) -> Vec<(usize, Span)> {
        let rules = &self.by_kind[Kind::Person as usize];
        if rules.is_empty() || !self.reads(part) {
            return Vec::new();
        }
        let cells = columns::people(window);
        cells.iter().flat_map(|&cell| rules.iter().map(move |&rule| (rule, cell))).collect()
    }

    /// True when some rule asks for names and the part can hold them.
    fn reads(&self, part: &Part) -> bool {
        use PartKind::{Link, Name, Property, Script};
        !matches!(part.kind, Link | Name | Property | Script)
            && self.by_kind.iter().any(|rules| !rules.is_empty())
    }

    fn of_model(&self, name: &Name, text: &str, taken: &[Span]) -> Vec<Hit> {
        let own = text.get(name.span.clone()).unwrap_or_default();
        let Some(kind) = meant(name, text) else { return Vec::new() };
        let is_telling = is_telling(kind, own);
        let is_weak = name.kind == Kind::Person && name.margin < MARGIN_SURE;
        if is_weak && own.starts_with(is_han) && !is_whole_name(own) && !is_by_name(own) {
            return Vec::new();
        }
        let is_person = name.kind == Kind::Person;
        let is_sure =
            is_telling && name.margin >= MARGIN_SURE && !(is_person && is_abbreviation(own));
        let hit = |rule: usize, value: Span| Hit {
            rule,
            value,
            reason: Reason::Wording,
            is_sure,
            // On Chinese news, F1 is below 0.70 (docs/accuracy-names.md).
            is_advice: own.chars().any(is_han),
            is_strong: is_sure && name.kind == Kind::Person && name.margin >= MARGIN_STRONG,
        };
        let rules = &self.by_kind[kind as usize];
        let pieces = pieces(name, text, taken);
        pieces.iter().flat_map(|&piece| rules.iter().map(move |&rule| hit(rule, piece))).collect()
    }

    fn listed(&self, text: &str) -> Vec<Hit> {
        let Some(list) = self.people.and_then(|people| people.listed.as_ref()) else {
            return Vec::new();
        };
        let found = if self.listed.is_empty() { Vec::new() } else { list.find(text) };
        let hits = found.iter().flat_map(|found| {
            self.listed.iter().map(|&rule| Hit {
                rule,
                value: found.span,
                reason: Reason::Listed,
                is_sure: found.is_whole,
                is_advice: false,
                is_strong: false,
            })
        });
        hits.collect()
    }
}

/// Returns what a name that the model found is of; nothing for what leads to nobody.
fn meant(name: &Name, text: &str) -> Option<Kind> {
    let own = text.get(name.span.clone()).unwrap_or_default();
    if !own.starts_with(is_han) {
        return Some(name.kind);
    }
    match name.kind {
        // A country alone leads to nobody, and stands in every other Chinese sentence.
        Kind::Place if is_han_country(own) => None,
        Kind::Place => site::of(name, text).kind(),
        Kind::Organisation if site::is_building(own) => Some(Kind::Place),
        // A town alone is no organisation, but for its team.
        Kind::Organisation if is_han_place(own) && !is_han_country(own) => {
            site::of(name, text).kind()
        }
        kind => Some(kind),
    }
}

/// True when a text has what names of that kind have, whatever stands around it: a person a known
/// name, an address a street and a number.
pub(crate) fn is_telling(kind: Kind, text: &str) -> bool {
    let words = || text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    match kind {
        Kind::Person => text.chars().any(is_han) || words().any(is_name),
        Kind::Address if text.chars().any(is_han) => {
            text.contains(['路', '街', '道', '巷', '弄', '村', '号', '室', '栋', '幢'])
        }
        Kind::Address => address::has_street_and_number(text),
        Kind::Place | Kind::Organisation | Kind::Sight => true,
    }
}

/// True for a name with its family name in Chinese characters, and for two words or more with
/// capitals: a single word may as well be a month or a make of cars.
pub(crate) fn is_whole_name(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let is_capital = |word: &str| word.starts_with(|c: char| !c.is_lowercase());
    match text.chars().next().filter(|&first| is_han(first)) {
        Some(first) => {
            let count = text.chars().count();
            (2..=4).contains(&count) && is_han_family(first) && !is_common(text)
                || text.contains('·')
        }
        None => words.next().is_some_and(is_capital) && words.next_back().is_some_and(is_capital),
    }
}

/// True for a few capitals and nothing else: `ABA`.
fn is_abbreviation(text: &str) -> bool {
    text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// True for a name as friends use it: 小唐, 老王, 阿杰.
fn is_by_name(text: &str) -> bool {
    text.starts_with(['小', '老', '阿']) && (2..=3).contains(&text.chars().count())
}

/// Indices of the rules that are on and name the detector.
fn asking(rules: &RuleSet, detector: &str) -> Vec<usize> {
    let asks = |index: usize, rule: &Rule| {
        rules.is_on(index) && rule.detector.as_deref() == Some(detector)
    };
    let all = rules.rules().iter().enumerate();
    all.filter(|(index, rule)| asks(*index, rule)).map(|(index, _)| index).collect()
}

/// True when a span overlaps one of those that are `taken`, which are in order.
fn overlaps_one(span: Span, taken: &[Span]) -> bool {
    let first = taken.partition_point(|taken| taken.start < span.end);
    taken[..first].iter().rev().take(OVERLAPS_MAX).any(|taken| taken.end > span.start)
}

/// Findings of patterns seldom overlap more deeply.
const OVERLAPS_MAX: usize = 8;

/// Returns what of a name no finding of a pattern takes: patterns know better what they found.
fn pieces(name: &Name, text: &str, taken: &[Span]) -> Vec<Span> {
    let mut pieces = Vec::new();
    let mut from = name.span.start;
    let first = taken.partition_point(|span| span.start < name.span.start);
    // One that began earlier may reach into the name.
    for span in &taken[first.saturating_sub(OVERLAPS_MAX)..] {
        if span.start >= name.span.end {
            break;
        }
        if span.end > from {
            pieces.push(Span::new(from, span.start.max(from)));
            from = span.end;
        }
    }
    pieces.push(Span::new(from, name.span.end.max(from)));
    pieces.into_iter().filter_map(|piece| trimmed(text, piece)).collect()
}

/// Returns a piece without signs at its ends, when something of a name is left.
fn trimmed(text: &str, piece: Span) -> Option<Span> {
    let is_sign = |character: char| !character.is_alphanumeric() && !matches!(character, '#' | ')');
    let whole = text.get(piece.range())?;
    let left = whole.trim_start_matches(is_sign);
    let both = left.trim_end_matches(is_sign);
    let start = piece.end - left.len();
    let is_enough = both.len() > 2 || both.chars().filter(|c| c.is_alphanumeric()).count() > 1;
    is_enough.then(|| Span::new(start, start + both.len()))
}

#[cfg(test)]
mod tests;
