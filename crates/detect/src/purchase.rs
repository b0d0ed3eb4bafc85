//! What a purchase tells when its pieces are put together.
//!
//! A model, a quantity and a place of delivery say what stands where and how many there are, though
//! each by itself may be harmless. Rules say which of their findings are such pieces. Pieces of one
//! file belong together, and so do those of files that name the same project or the same model.
//! Only purchases of what matters to security count; everybody buys chairs.

use std::collections::BTreeSet;

use document::Span;
use rules::{Piece, Rule};

use crate::context::find_first;
use crate::{Finding, Reason, RuleSet};

/// The detector of the rule for pieces that complete a set; its context words say what matters.
const DETECTOR: &str = "completed-purchase";
/// Bytes around a piece in which the words are looked for that say what a purchase is about.
const AROUND_BYTES: usize = 8 << 10;
/// Pieces so near each other stand in the same surroundings.
const NEARBY_BYTES: usize = 1 << 10;
/// Most findings that are added to one file.
const ADDED_MAX: usize = 20;
/// Most purchases of a run that are kept apart; the one that was longest without news goes first.
const PURCHASES_MAX: usize = 4_096;
/// Pieces that make a set; where as few of each would have to go, the first is held back.
const SET: [Piece; 3] = [Piece::Place, Piece::Quantity, Piece::Model];

/// Says of each piece of a window whether what stands around it matters to security.
#[derive(Debug)]
pub(crate) struct Watch<'a> {
    rule: Option<&'a Rule>,
    text: &'a str,
    /// The last answer, which holds for pieces nearby.
    last: Option<(usize, bool)>,
}

impl<'a> Watch<'a> {
    pub(crate) fn new(rules: &'a RuleSet, text: &'a str) -> Self {
        Self { rule: set_rule(rules).map(|(_, rule)| rule), text, last: None }
    }

    pub(crate) fn is_protected(&mut self, piece: Span) -> bool {
        let Some(rule) = self.rule else { return false };
        if let Some((at, answer)) = self.last
            && piece.start.abs_diff(at) < NEARBY_BYTES
        {
            return answer;
        }
        let from = self.text.floor_char_boundary(piece.start.saturating_sub(AROUND_BYTES));
        let to = self.text.ceil_char_boundary((piece.end + AROUND_BYTES).min(self.text.len()));
        let around = self.text.get(from..to).unwrap_or_default();
        let answer = rule.context.values().flatten().any(|w| find_first(around, w).is_some());
        self.last = Some((piece.start, answer));
        answer
    }
}

/// Adds findings at the least that has to go so that the pieces of one file are no set.
pub(crate) fn complete(findings: &mut Vec<Finding>, rules: &RuleSet) {
    let pieces = Pieces::of(findings, rules);
    if pieces.is_protected && SET.iter().all(|piece| pieces.kinds.contains(piece)) {
        let least = least(findings, rules, &BTreeSet::from(SET));
        add(findings, rules, least, Reason::Together);
    }
}

/// Pieces of purchases in the files of a run, as they come.
#[derive(Debug, Default)]
pub struct Batch {
    purchases: Vec<Pieces>,
}

impl Batch {
    /// Takes the pieces among the findings of a file, and adds findings where it completes the set
    /// of a purchase of which earlier files hold the rest.
    pub fn take(&mut self, findings: &mut Vec<Finding>, rules: &RuleSet) {
        let mut own = Pieces::of(findings, rules);
        if own.links.is_empty() {
            return;
        }
        let (same, others) = std::mem::take(&mut self.purchases)
            .into_iter()
            .partition::<Vec<_>, _>(|purchase| !purchase.links.is_disjoint(&own.links));
        self.purchases = others;
        let known = same.into_iter().fold(Pieces::default(), Pieces::and);
        let withheld = withheld_in(findings, rules).or_else(|| {
            let completes = own.is_protected || known.is_protected;
            let is_new = |piece: &Piece| own.kinds.contains(piece) && !known.kinds.contains(piece);
            let is_there = |piece: &Piece| is_new(piece) || known.kinds.contains(piece);
            let new = SET.into_iter().filter(is_new).collect();
            let least =
                (completes && SET.iter().all(is_there)).then(|| least(findings, rules, &new))?;
            add(findings, rules, least, Reason::Batch);
            least
        });
        // What is held back is not out: the same piece of a later file counts again.
        own.kinds.retain(|piece| Some(*piece) != withheld);
        if self.purchases.len() >= PURCHASES_MAX {
            self.purchases.remove(0);
        }
        self.purchases.push(known.and(own));
    }
}

/// What is known of one purchase.
#[derive(Debug, Default)]
struct Pieces {
    /// Its project, and the models that it is about.
    links: BTreeSet<String>,
    kinds: BTreeSet<Piece>,
    is_protected: bool,
}

impl Pieces {
    fn of(findings: &[Finding], rules: &RuleSet) -> Self {
        let mut pieces = Self::default();
        for finding in findings.iter().filter(|finding| finding.suppressed.is_none()) {
            let rule = rules.rule(finding.rule);
            pieces.kinds.extend(&rule.pieces);
            pieces.is_protected |= finding.reasons_for.contains(&Reason::Protected);
            if links(rule) {
                pieces.links.insert(normal(finding.evidence.reveal()));
            }
        }
        pieces
    }

    fn and(mut self, other: Self) -> Self {
        self.links.extend(other.links);
        self.kinds.extend(other.kinds);
        self.is_protected |= other.is_protected;
        self
    }
}

/// True when what a rule finds says which purchase it is.
fn links(rule: &Rule) -> bool {
    matches!(rule.pieces.as_slice(), [Piece::Project | Piece::Model])
}

/// Returns a number or model without what writers change in it.
fn normal(value: &str) -> String {
    value.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// Returns the kind of piece that stands in the fewest places.
fn least(findings: &[Finding], rules: &RuleSet, kinds: &BTreeSet<Piece>) -> Option<Piece> {
    let count = |piece: Piece| findings.iter().filter(|f| tells(f, rules, piece)).count();
    SET.into_iter().filter(|piece| kinds.contains(piece)).min_by_key(|&piece| count(piece))
}

fn tells(finding: &Finding, rules: &RuleSet, piece: Piece) -> bool {
    rules.rule(finding.rule).pieces.contains(&piece) && finding.suppressed.is_none()
}

/// Adds a finding at each piece of that kind.
fn add(findings: &mut Vec<Finding>, rules: &RuleSet, piece: Option<Piece>, reason: Reason) {
    let (Some(piece), Some((index, rule))) = (piece, set_rule(rules)) else { return };
    let told = findings.iter().filter(|finding| tells(finding, rules, piece)).take(ADDED_MAX);
    let added: Vec<Finding> = told
        .map(|finding| Finding {
            rule: index,
            severity: rule.severity,
            confidence: rule.confidence,
            reasons_for: vec![reason],
            reasons_against: Vec::new(),
            alternatives: Vec::new(),
            ..finding.clone()
        })
        .collect();
    findings.extend(added);
}

/// Returns the kind of piece that a finding of the set in the same file asks to hold back.
fn withheld_in(findings: &[Finding], rules: &RuleSet) -> Option<Piece> {
    let (index, _) = set_rule(rules)?;
    let set = findings.iter().find(|finding| finding.rule == index)?;
    let same_place = |finding: &&Finding| {
        finding.rule != index
            && finding.location.part == set.location.part
            && finding.location.start == set.location.start
    };
    let pieces = findings.iter().filter(same_place).flat_map(|f| &rules.rule(f.rule).pieces);
    SET.into_iter().find(|piece| pieces.clone().any(|other| other == piece))
}

fn set_rule(rules: &RuleSet) -> Option<(usize, &Rule)> {
    let mut all = rules.rules().iter().enumerate();
    all.find(|(index, rule)| rules.is_on(*index) && rule.detector.as_deref() == Some(DETECTOR))
}

#[cfg(test)]
mod tests;
