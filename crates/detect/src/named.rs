//! Which rules ask for names, and what a name must be to count for them.

use document::{Part, PartKind, Span};
use rules::{Confidence, Rule};

use crate::RuleSet;
use crate::names::{Kind, Name};

/// From this margin on a name is as sure as its rule says; below, it is less so.
const MARGIN_SURE: i32 = 250;

/// The rules that ask for each kind of name.
#[derive(Debug, Default)]
pub(crate) struct NameRules {
    by_kind: [Vec<usize>; Kind::ALL.len()],
}

impl NameRules {
    pub(crate) fn new(rules: &RuleSet) -> Self {
        let asks = |index: usize, rule: &Rule, kind: Kind| {
            rules.is_on(index) && rule.detector.as_deref() == Some(kind.detector())
        };
        let of_kind = |kind: Kind| {
            let all = rules.rules().iter().enumerate();
            all.filter(|(index, rule)| asks(*index, rule, kind)).map(|(index, _)| index).collect()
        };
        Self { by_kind: Kind::ALL.map(of_kind) }
    }

    /// True when some rule asks for names and the part can hold them.
    pub(crate) fn ask_about(&self, part: &Part) -> bool {
        use PartKind::{Link, Name, Property, Script};
        !matches!(part.kind, Link | Name | Property | Script)
            && self.by_kind.iter().any(|rules| !rules.is_empty())
    }

    /// The rules that ask for a name of that kind.
    pub(crate) fn of(&self, kind: Kind) -> &[usize] {
        &self.by_kind[kind as usize]
    }
}

/// Returns how sure a name is for a rule that says `confidence` of it.
pub(crate) fn confidence(name: &Name, confidence: Confidence) -> Confidence {
    if name.margin < MARGIN_SURE { confidence.lowered() } else { confidence }
}

/// Returns what of a name no finding of a pattern takes: patterns know better what they found.
pub(crate) fn pieces(name: &Name, text: &str, taken: &[Span]) -> Vec<Span> {
    let mut pieces = Vec::new();
    let mut from = name.span.start;
    let first = taken.partition_point(|span| span.start < name.span.start);
    // One that began earlier may reach into the name; patterns seldom overlap more deeply.
    for span in &taken[first.saturating_sub(8)..] {
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

/// Returns a piece without signs at its ends, when two letters or digits are left.
fn trimmed(text: &str, piece: Span) -> Option<Span> {
    let is_sign = |character: char| !character.is_alphanumeric() && !matches!(character, '#' | ')');
    let whole = text.get(piece.range())?;
    let left = whole.trim_start_matches(is_sign);
    let both = left.trim_end_matches(is_sign);
    let start = piece.end - left.len();
    let is_enough = both.chars().filter(|character| character.is_alphanumeric()).count() > 1;
    is_enough.then(|| Span::new(start, start + both.len()))
}
