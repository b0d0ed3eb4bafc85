//! Lists of persons: row after row with what a person is known or reached by.
//!
//! A name or a telephone number alone may be harmless, and most files hold some. A list of them is a
//! register of people, and is graded as one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use document::PartId;
use rules::{Category, Severity};

use crate::{Finding, Reason, RuleSet};

/// Detectors of names that are of no person.
const OTHER_NAMES: [&str; 3] = ["named-organisation", "named-place", "named-sight"];
/// Rows from which on it is a list.
const ROWS_MIN: usize = 5;
/// Kinds of data in a row that is about a person; one less where a header names one of them.
const KINDS_MIN: usize = 3;

/// Points from one line of a page to the next, at least.
const LINE_POINTS: f32 = 8.0;
/// Bytes of a row, where nothing says which row a finding stands in.
const ROW_BYTES: u64 = 160;

/// A row of a table, or a line.
type Row = (Arc<[String]>, PartId, u64);

/// What stands in a row.
#[derive(Debug, Default)]
struct Held {
    findings: Vec<usize>,
    rules: BTreeSet<usize>,
    has_header: bool,
}

impl Held {
    fn is_of_person(&self) -> bool {
        self.rules.len() + usize::from(self.has_header) >= KINDS_MIN
    }
}

/// Raises what stands in lists of persons: each entry is worth a look, for there are so many.
pub(crate) fn raise(findings: &mut [Finding], rules: &RuleSet) {
    let mut lists: BTreeMap<(Arc<[String]>, PartId), Vec<Held>> = BTreeMap::new();
    for ((path, part, _), held) in rows(findings, rules) {
        if held.is_of_person() {
            lists.entry((path, part)).or_default().push(held);
        }
    }
    let rows = lists.into_values().filter(|rows| rows.len() >= ROWS_MIN).flatten();
    for index in rows.flat_map(|held| held.findings) {
        if let Some(finding) = findings.get_mut(index).filter(|f| f.severity < Severity::Medium) {
            finding.severity = Severity::Medium;
            finding.reasons_for.push(Reason::Together);
        }
    }
}

/// Returns what stands in each row about persons.
fn rows(findings: &[Finding], rules: &RuleSet) -> BTreeMap<Row, Held> {
    let mut rows: BTreeMap<Row, Held> = BTreeMap::new();
    for (index, finding) in findings.iter().enumerate() {
        let rule = rules.rule(finding.rule);
        let is_other = rule.detector.as_deref().is_some_and(|name| OTHER_NAMES.contains(&name));
        let is_credit = finding.reasons_against.contains(&Reason::Credit);
        let is_left_out = is_other || is_credit || finding.suppressed.is_some();
        if rule.category != Category::PersonalData || is_left_out {
            continue;
        }
        let held = rows.entry(row_of(finding)).or_default();
        held.findings.push(index);
        held.rules.insert(finding.rule);
        held.has_header |= finding.reasons_for.contains(&Reason::ColumnHeader);
    }
    rows
}

/// Returns the row or line of a finding; on a page it is a height, elsewhere about a row of text.
fn row_of(finding: &Finding) -> Row {
    let location = &finding.location;
    let row = match (location.cell, location.line, location.rects.first()) {
        (Some(cell), ..) => u64::from(cell.row),
        (_, Some((line, _)), _) => line,
        (_, _, Some(rect)) => (rect.top.max(0.0) / LINE_POINTS) as u64,
        _ => location.start / ROW_BYTES,
    };
    (Arc::clone(&location.path), location.part, row)
}

#[cfg(test)]
mod tests;
