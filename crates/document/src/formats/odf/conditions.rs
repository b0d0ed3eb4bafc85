//! Conditions by which cells get another look, as far as it is known without calculating whether they
//! hold: those that always do, and those that compare the cell's own number with another one.

use crate::Cell;
use crate::formats::office::markup::{Node, Xml};
use crate::formats::ooxml::parse_cell;

/// Conditions of one document that are held.
const CONDITIONS_MAX: usize = 1_000;

/// Conditions that stand beside the cells of a sheet, as LibreOffice writes them.
#[derive(Default)]
pub(super) struct Conditions(Vec<Condition>);

struct Condition {
    sheet: String,
    first: Cell,
    last: Cell,
    says: String,
    style: String,
}

impl Conditions {
    /// Looks for them in a member.
    pub(super) fn of(text: &str, nesting_max: u32) -> Self {
        let mut conditions = Self::default();
        if memchr::memmem::find(text.as_bytes(), b"conditional-format ").is_none() {
            return conditions;
        }
        let mut xml = Xml::new(text, nesting_max);
        let (mut sheet, mut ranges) = (String::new(), String::new());
        while let Some(node) = xml.next() {
            let Node::Start(tag) = node else { continue };
            match tag.local() {
                "table" => sheet = tag.text("name").into_owned(),
                "conditional-format" => ranges = tag.text("target-range-address").into_owned(),
                "condition" => {
                    for (first, last) in ranges.split_whitespace().filter_map(range) {
                        if conditions.0.len() < CONDITIONS_MAX {
                            conditions.0.push(Condition {
                                sheet: sheet.clone(),
                                first,
                                last,
                                says: tag.text("value").into_owned(),
                                style: tag.text("apply-style-name").into_owned(),
                            });
                        }
                    }
                }
                _ => {}
            }
        }
        conditions
    }

    /// The look that a cell with that number gets.
    pub(super) fn style(&self, sheet: &str, at: Cell, value: &str) -> Option<&str> {
        let is_for = |condition: &&Condition| {
            condition.sheet == sheet
                && (condition.first.row..=condition.last.row).contains(&at.row)
                && (condition.first.column..=condition.last.column).contains(&at.column)
                && holds(&condition.says, value)
        };
        self.0.iter().find(is_for).map(|condition| condition.style.as_str())
    }
}

/// The first and the last cell of an address such as `Sheet.A1:Sheet.B2`.
fn range(address: &str) -> Option<(Cell, Cell)> {
    let cell = |address: &str| parse_cell(&address.rsplit('.').next()?.replace('$', ""));
    let (first, last) = address.split_once(':').unwrap_or((address, address));
    Some((cell(first)?, cell(last)?))
}

/// True for a condition that holds whatever is in the cell, or for its number.
pub(super) fn holds(condition: &str, value: &str) -> bool {
    let condition = condition.trim().to_ascii_uppercase();
    let formula = ["FORMULA-IS(", "IS-TRUE-FORMULA("]
        .iter()
        .find_map(|name| condition.strip_prefix(name)?.strip_suffix(')'));
    if let Some(formula) = formula {
        return matches!(formula.trim(), "TRUE()" | "TRUE" | "1" | "1=1" | "1>0");
    }
    let comparison = condition.strip_prefix("CELL-CONTENT()").unwrap_or(&condition);
    let Ok(number) = value.parse::<f64>() else { return false };
    let compare = |sign: &str, holds: fn(&f64, &f64) -> bool| {
        let other = comparison.strip_prefix(sign)?.trim().parse::<f64>().ok()?;
        Some(holds(&number, &other))
    };
    compare(">=", f64::ge)
        .or_else(|| compare("<=", f64::le))
        .or_else(|| compare("!=", f64::ne))
        .or_else(|| compare(">", f64::gt))
        .or_else(|| compare("<", f64::lt))
        .or_else(|| compare("=", f64::eq))
        .unwrap_or(false)
}
