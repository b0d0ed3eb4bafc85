//! What stands beside a person's name tells more than it would alone.
//!
//! The address of an office is on every letter, and a bare name is minor; an address right under a
//! name says where someone lives, and a name beside the number of an identity card says whose it is.
//! Rules say of what they find whether it is a name, or a way to reach somebody.

use document::Span;
use rules::{Category, Confidence, Personal, Rule, Severity};

use crate::kind;
use crate::named::{is_telling, is_whole_name};
use crate::names::Kind;
use crate::overlap::Contender;

/// Bytes between a name and what belongs to it, at most: a line or two.
const APART_BYTES_MAX: usize = 120;
/// Findings after one that are looked at, at most.
const NEIGHBOURS_MAX: usize = 8;

/// Something found that may stand beside something else.
pub(crate) trait Neighbour: Contender {
    /// How bad it is.
    fn severity(&self) -> Severity;
    /// True when something speaks against it.
    fn is_doubted(&self) -> bool;
    /// True when it stands in a notice of copyright or a list of authors.
    fn is_credited(&self) -> bool;
    /// Makes it worth a person's look, because of what it stands beside.
    fn raise(&mut self);
}

/// Raises names and what stands beside them in a text, of which `found` is in order of place.
///
/// Ways to reach somebody come first, since they then count for the name as well.
pub(crate) fn raise<N: Neighbour>(found: &mut [N], text: &str, rules: &[Rule]) {
    let own = |span: Span| text.get(span.range()).unwrap_or_default();
    for (name, reach) in pairs(found, text, rules, is_reach) {
        let is_sure = [name, reach].map(|at| found[at].confidence() >= Confidence::Medium);
        let is_address = is_sure[1] || is_telling(Kind::Address, own(found[reach].span()));
        if is_sure.contains(&true)
            && is_address
            && !found[reach].is_doubted()
            && !found[name].is_credited()
        {
            raise_quiet(&mut found[reach]);
        }
    }
    for (name, _) in pairs(found, text, rules, is_private) {
        if is_whole_name(own(found[name].span())) && !found[name].is_credited() {
            raise_quiet(&mut found[name]);
        }
    }
}

fn raise_quiet<N: Neighbour>(found: &mut N) {
    if found.severity() < Severity::Medium || found.confidence() < Confidence::Medium {
        found.raise();
    }
}

/// Returns each name with a detail of a person that stands beside it, by index.
fn pairs<N: Neighbour>(
    found: &[N],
    text: &str,
    rules: &[Rule],
    is_detail: fn(&N, &Rule) -> bool,
) -> Vec<(usize, usize)> {
    let rule = |at: usize| rules.get(found[at].rule());
    let is_name = |at: usize| rule(at).is_some_and(|r| r.personal == Some(Personal::Name));
    let is_detail = |at: usize| rule(at).is_some_and(|rule| is_detail(&found[at], rule));
    let telling: Vec<usize> = (0..found.len()).filter(|&at| is_name(at) || is_detail(at)).collect();
    let mut pairs = Vec::new();
    for (position, &first) in telling.iter().enumerate() {
        for &second in telling.iter().skip(position + 1).take(NEIGHBOURS_MAX) {
            if !are_beside(text, found[first].span(), found[second].span()) {
                break;
            }
            match (is_name(first), is_name(second)) {
                (true, false) => pairs.push((first, second)),
                (false, true) => pairs.push((second, first)),
                _ => {}
            }
        }
    }
    pairs
}

fn is_reach<N: Neighbour>(_: &N, rule: &Rule) -> bool {
    rule.personal == Some(Personal::Reach)
}

/// True for what is private of a person, and is no name.
fn is_private<N: Neighbour>(found: &N, rule: &Rule) -> bool {
    rule.category == Category::PersonalData
        && rule.personal != Some(Personal::Name)
        && rule.detector.as_deref() != Some(kind::DETECTOR)
        && found.severity() >= Severity::Medium
        && found.confidence() >= Confidence::Medium
}

/// True when only a little stands between, and no empty line.
fn are_beside(text: &str, first: Span, second: Span) -> bool {
    let Some(between) = text.get(first.end..second.start) else { return true };
    let mut lines = between.split('\n');
    // The rest of a line and the beginning of one are no lines.
    let _ends = (lines.next(), lines.next_back());
    between.len() <= APART_BYTES_MAX && !lines.any(|line| line.trim().is_empty())
}

#[cfg(test)]
mod tests;
