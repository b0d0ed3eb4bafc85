//! What a value itself says for or against it.

use document::Span;
use rules::{Rule, Severity};

use crate::place::{self, Zone};
use crate::{Reason, checks, secret};

/// Bytes before a match in which its label may begin.
const LABEL_BYTES: usize = 12;

/// True for a remark in brackets in place of a value, as redaction leaves it.
pub(super) fn is_left_out(cell: &str) -> bool {
    const BRACKETS: [(char, char); 3] = [('[', ']'), ('【', '】'), ('〔', '〕')];
    let cell = cell.trim();
    BRACKETS.iter().any(|(open, close)| cell.starts_with(*open) && cell.ends_with(*close))
}

/// Returns what a value's check and entropy say for it; nothing when one of them fails.
pub(super) fn check_value(rule: &Rule, value: &str) -> Option<Vec<Reason>> {
    let mut reasons = Vec::new();
    if let Some(name) = &rule.check {
        let (reason, check) = checks::with_reason(name)?;
        if !(check.holds)(value) {
            return None;
        }
        reasons.push(reason);
    }
    if let Some(least) = rule.entropy_min {
        if entropy(value) < least {
            return None;
        }
        reasons.push(Reason::Entropy);
    }
    Some(reasons)
}

/// Returns how bad it is that a coordinate goes out; nothing when the value is no coordinate.
pub(super) fn place_severity(
    rule: &Rule,
    value: &str,
    zones: &[Zone],
    reasons_for: &mut Vec<Reason>,
) -> Option<Severity> {
    let place = place::parse(value)?;
    if !place::zones_of(zones, place.position).is_empty() {
        reasons_for.push(Reason::Zone);
        return Some(Severity::Critical);
    }
    Some(if place.is_coarse() { Severity::Low } else { rule.severity })
}

/// Shannon entropy in bits per byte.
fn entropy(value: &str) -> f32 {
    let mut counts = [0_u32; 256];
    for byte in value.bytes() {
        counts[usize::from(byte)] += 1;
    }
    let total = value.len() as f32;
    let bits = |count: u32| {
        let share = count as f32 / total;
        -share * share.log2()
    };
    counts.into_iter().filter(|&count| count > 0).map(bits).sum()
}

/// True for what everybody may have, by itself or by the label before it: a public key.
pub(super) fn is_public(text: &str, outer: Span, value: Span) -> bool {
    let from = text.floor_char_boundary(outer.start.saturating_sub(LABEL_BYTES));
    let label = text.get(from..value.start).unwrap_or_default();
    secret::labels_public_key(label.rsplit('\n').next().unwrap_or_default())
        || secret::is_public(text.get(value.range()).unwrap_or_default())
}

/// True for a value that a rule knows to be nobody's.
pub(super) fn is_known(rule: &Rule, value: &str) -> bool {
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    // The number of a card, of which the rest of its magnetic stripe follows.
    let first = value.split('=').next().unwrap_or_default();
    // A known value that begins with `@` is a domain that is kept for samples.
    let is_same = |known: &String| match known.strip_prefix('*') {
        // Between stars stands a part that only samples have.
        Some(part) => value.contains(part.trim_end_matches('*')),
        None if known.starts_with('@') => value.ends_with(known.as_str()),
        None => [plain(value), plain(first)].contains(&plain(known)),
    };
    !rule.known.is_empty() && rule.known.iter().any(is_same)
}
