//! Cells that something hides which does not stand with them: being merged into another, a condition
//! that holds, or what lies over them.

use super::condition::{Condition, Content};
use super::over::Covered;
use super::parse_cell;
use super::styles::{Style, Styles};
use crate::formats::office::markup::{Node, Tag, Xml};
use crate::{Cell, Hidden};

/// Ranges of one sheet that are held.
const RANGES_MAX: usize = 10_000;
/// Rules of one sheet that are held: each is asked for every cell of its range.
const RULES_MAX: usize = 1_000;

/// Ranges of cells that are hidden as a whole.
#[derive(Default)]
pub(super) struct Unseen {
    /// Ranges by their first row, the last one first.
    ranges: Vec<Range>,
    /// Those that reach into the row that is being read.
    open: Vec<Range>,
    row: u32,
    /// Rules, the one that wins first.
    rules: Vec<Rule>,
}

/// A rule that gives cells another look.
struct Rule {
    priority: i64,
    /// The style that it gives.
    style: usize,
    condition: Condition,
    ranges: Vec<(Cell, Cell)>,
    stops: bool,
}

struct Range {
    first: Cell,
    last: Cell,
    way: Way,
}

/// What hides a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Its cells are one, and the first shows what is in it.
    Merged,
    /// Something opaque lies over it.
    Covered,
    /// A bar or a sign stands for each number.
    Drawn,
}

impl Unseen {
    /// Looks for them in what follows the cells of a sheet, beside those that something lies over.
    pub(super) fn find(
        sheet: &str,
        covered: &[Covered],
        styles: &Styles,
        nesting_max: u32,
    ) -> Self {
        let mut unseen = Self::default();
        for (first, last) in covered.iter().take(RANGES_MAX) {
            unseen.ranges.push(Range { first: *first, last: *last, way: Way::Covered });
        }
        unseen.look_behind(sheet, styles, nesting_max);
        unseen.ranges.sort_by_key(|range| std::cmp::Reverse(range.first.row));
        unseen
    }

    fn look_behind(&mut self, sheet: &str, styles: &Styles, nesting_max: u32) {
        let bytes = sheet.as_bytes();
        let Some(after) = memchr::memmem::rfind(bytes, b"</sheetData>") else { return };
        let Some(after) = sheet.get(after..) else { return };
        let mut xml = Xml::new(after, nesting_max);
        let mut conditional = String::new();
        let mut rule = RuleTag::default();
        while let Some(node) = xml.next() {
            match node {
                Node::Start(tag) => match tag.local() {
                    "mergeCell" => self.add(&tag.text("ref"), Way::Merged),
                    "conditionalFormatting" => conditional = tag.text("sqref").into_owned(),
                    "cfRule" => rule = RuleTag::of(&tag),
                    "formula" => rule.formulas.push(String::new()),
                    "dataBar" | "iconSet" if tag.text("showValue") == "0" => {
                        self.add_all(&conditional, Way::Drawn);
                    }
                    _ => {}
                },
                Node::Text(piece) if xml.inside() == "formula" => {
                    if let Some(formula) = rule.formulas.last_mut() {
                        formula.push_str(&piece.text);
                    }
                }
                Node::End("cfRule") if self.rules.len() < RULES_MAX => {
                    self.rules.extend(std::mem::take(&mut rule).rule(&conditional));
                }
                _ => {}
            }
        }
        if !self.rules.iter().any(|rule| styles.condition_may_hide(rule.style)) {
            self.rules.clear();
        }
        self.rules.sort_by_key(|rule| rule.priority);
    }

    fn add_all(&mut self, ranges: &str, way: Way) {
        for range in ranges.split_whitespace() {
            self.add(range, way);
        }
    }

    fn add(&mut self, range: &str, way: Way) {
        let (first, last) = range.split_once(':').unwrap_or((range, range));
        if let Some((first, last)) = parse_cell(first).zip(parse_cell(last))
            && self.ranges.len() < RANGES_MAX
        {
            self.ranges.push(Range { first, last, way });
        }
    }

    /// How a cell with a number or something else is hidden by what follows the cells; rows come in
    /// rising order.
    pub(super) fn hidden(&mut self, at: Cell, is_number: bool) -> Option<Hidden> {
        if at.row > self.row {
            self.row = at.row;
            self.open.retain(|range| range.last.row >= at.row);
        }
        let begins = |range: &mut Range| range.first.row <= at.row;
        while let Some(range) = self.ranges.pop_if(begins) {
            self.open.push(range);
        }
        let hides = |range: &&Range| range.holds(at) && (is_number || range.way != Way::Drawn);
        self.open.iter().find(hides).map(|range| match range.way {
            Way::Merged | Way::Covered => Hidden::Covered,
            Way::Drawn => Hidden::Invisible,
        })
    }

    /// How a cell is hidden by the look that rules give it; `has_tables` when what is behind it may
    /// be the colour of a table.
    pub(super) fn hidden_by_rule(
        &self,
        at: Cell,
        content: Content<'_>,
        style: &Style,
        styles: &Styles,
        has_tables: bool,
    ) -> Option<Hidden> {
        if self.rules.is_empty() {
            return None;
        }
        let mut given = Vec::new();
        for rule in self.rules.iter().filter(|rule| rule.reaches(at)) {
            match rule.condition.holds(at, content) {
                Some(true) => given.push(rule.style),
                Some(false) => continue,
                // What it may give would win over what follows.
                None => break,
            }
            if rule.stops {
                break;
            }
        }
        let is_number = matches!(content, Content::Number(_));
        styles.hidden_by_conditions(&given, style, is_number, has_tables)
    }
}

impl Range {
    fn holds(&self, at: Cell) -> bool {
        (self.first.row..=self.last.row).contains(&at.row)
            && (self.first.column..=self.last.column).contains(&at.column)
            && !(self.way == Way::Merged && at == self.first)
    }
}

impl Rule {
    fn reaches(&self, at: Cell) -> bool {
        let holds = |(first, last): &(Cell, Cell)| {
            (first.row..=last.row).contains(&at.row)
                && (first.column..=last.column).contains(&at.column)
        };
        self.ranges.iter().any(holds)
    }
}

/// The tag of a rule, with its formulas.
#[derive(Default)]
struct RuleTag {
    kind: String,
    operator: String,
    priority: i64,
    style: Option<usize>,
    stops: bool,
    formulas: Vec<String>,
}

impl RuleTag {
    fn of(tag: &Tag<'_>) -> Self {
        Self {
            kind: tag.text("type").into_owned(),
            operator: tag.text("operator").into_owned(),
            priority: tag.number("priority").unwrap_or(i64::MAX),
            style: tag.number("dxfId"),
            stops: tag.is_set("stopIfTrue"),
            formulas: Vec::new(),
        }
    }

    /// The rule for those ranges; `None` for one that gives no style.
    fn rule(self, ranges: &str) -> Option<Rule> {
        let corners = |range: &str| {
            let (first, last) = range.split_once(':').unwrap_or((range, range));
            parse_cell(first).zip(parse_cell(last))
        };
        let ranges: Vec<_> =
            ranges.split_whitespace().filter_map(corners).take(RULES_MAX).collect();
        // Formulas are written for the corner of all ranges together.
        let row = ranges.iter().map(|(first, _)| first.row).min()?;
        let column = ranges.iter().map(|(first, _)| first.column).min()?;
        let first = Cell { row, column };
        Some(Rule {
            priority: self.priority,
            style: self.style?,
            condition: Condition::of(&self.kind, &self.operator, &self.formulas, first),
            ranges,
            stops: self.stops,
        })
    }
}

#[cfg(test)]
mod tests;
