//! Conditions of formats (ECMA-376, part 1, 18.3.1.10): whether one holds for a cell, as far as its
//! formula asks for nothing but the cell itself, its place and constants.

use crate::Cell;

use super::parse_cell;

/// Longest formula that is understood, and how deep it may nest.
const FORMULA_BYTES_MAX: usize = 1_000;
const NESTING_MAX: u32 = 24;

/// What is in a cell.
#[derive(Debug, Clone, Copy)]
pub(super) enum Content<'a> {
    Number(&'a str),
    Text(&'a str),
}

/// A condition for the cells of a range.
#[derive(Debug)]
pub(super) enum Condition {
    Always,
    /// What its formula says; references are those of the first cell of the range.
    Formula(Cell, Expression),
    /// Whatever it asks for is not known here.
    Unknown,
}

impl Condition {
    /// Reads a rule of that type, with its operator and its formulas, for a range that begins at
    /// `first`.
    pub(super) fn of(kind: &str, operator: &str, formulas: &[String], first: Cell) -> Self {
        let formula = formulas.first().and_then(|formula| Expression::parse(formula));
        let expression = match kind {
            "expression" | "containsText" | "notContainsText" | "beginsWith" | "endsWith"
            | "containsBlanks" | "containsErrors" | "notContainsErrors" => formula,
            // What nobody could read is hidden by no rule.
            "notContainsBlanks" => return Self::Always,
            "cellIs" => compared(operator, formula, formulas.get(1)),
            _ => None,
        };
        expression.map_or(Self::Unknown, |expression| Self::Formula(first, expression))
    }

    /// Whether it holds for a cell; `None` when that is not known.
    pub(super) fn holds(&self, at: Cell, content: Content<'_>) -> Option<bool> {
        match self {
            Self::Always => Some(true),
            Self::Formula(first, expression) => {
                expression.value(&Asked { first: *first, at, content }).truth()
            }
            Self::Unknown => None,
        }
    }
}

/// The formula of a rule that compares the cell with others.
fn compared(
    operator: &str,
    first: Option<Expression>,
    second: Option<&String>,
) -> Option<Expression> {
    let first = Box::new(first?);
    let own = || Box::new(Expression::Own);
    let is = |how, with| Expression::Compare(own(), how, with);
    Some(match operator {
        "equal" => is(Comparison::Equal, first),
        "notEqual" => is(Comparison::Unequal, first),
        "lessThan" => is(Comparison::Less, first),
        "lessThanOrEqual" => is(Comparison::AtMost, first),
        "greaterThan" => is(Comparison::Greater, first),
        "greaterThanOrEqual" => is(Comparison::AtLeast, first),
        "between" | "notBetween" => {
            let second = Box::new(Expression::parse(second?)?);
            let (low, high) = match operator {
                "between" => (Comparison::AtLeast, Comparison::AtMost),
                _ => (Comparison::Less, Comparison::Greater),
            };
            let sides = vec![is(low, first), is(high, second)];
            let name = if operator == "between" { "AND" } else { "OR" };
            Expression::Call(name.to_owned(), sides)
        }
        _ => return None,
    })
}

/// A formula that was read.
#[derive(Debug)]
pub(super) enum Expression {
    Constant(Value),
    /// The cell that the condition is asked for.
    Own,
    /// A cell by its name in the formula, and which of its column and row do not move.
    Reference(Cell, [bool; 2]),
    Compare(Box<Self>, Comparison, Box<Self>),
    Call(String, Vec<Self>),
}

/// How two values are compared.
#[derive(Debug, Clone, Copy)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

/// Those of two signs come before those that they begin with.
const COMPARISONS: &[(&str, Comparison)] = &[
    ("<>", Comparison::Unequal),
    ("<=", Comparison::AtMost),
    (">=", Comparison::AtLeast),
    ("=", Comparison::Equal),
    ("<", Comparison::Less),
    (">", Comparison::Greater),
];

/// The value of a formula.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Number(f64),
    Text(String),
    Truth(bool),
    Error,
    Unknown,
}

/// What a formula is asked for.
struct Asked<'a> {
    first: Cell,
    at: Cell,
    content: Content<'a>,
}

impl Expression {
    fn parse(formula: &str) -> Option<Self> {
        if formula.len() > FORMULA_BYTES_MAX {
            return None;
        }
        let mut parser = Parser { rest: formula.trim().trim_start_matches('=') };
        let expression = parser.comparison(0)?;
        parser.rest.trim().is_empty().then_some(expression)
    }

    fn value(&self, asked: &Asked<'_>) -> Value {
        match self {
            Self::Constant(value) => value.clone(),
            Self::Own => asked.own(),
            Self::Reference(..) => match self.cell(asked) {
                Some(cell) if cell == asked.at => asked.own(),
                _ => Value::Unknown,
            },
            Self::Compare(left, how, right) => how.of(&left.value(asked), &right.value(asked)),
            Self::Call(name, arguments) => self::call(name, arguments, asked),
        }
    }

    /// The cell that a reference stands for.
    fn cell(&self, asked: &Asked<'_>) -> Option<Cell> {
        let Self::Reference(cell, [column_stays, row_stays]) = self else { return None };
        let moved = |stays: bool, named: u32, first: u32, at: u32| match stays {
            true => Some(named),
            false => named.checked_add(at)?.checked_sub(first),
        };
        Some(Cell {
            column: moved(*column_stays, cell.column, asked.first.column, asked.at.column)?,
            row: moved(*row_stays, cell.row, asked.first.row, asked.at.row)?,
        })
    }
}

impl Asked<'_> {
    fn own(&self) -> Value {
        match self.content {
            Content::Number(number) => number.trim().parse().map_or(Value::Unknown, Value::Number),
            Content::Text(text) => Value::Text(text.to_owned()),
        }
    }
}

fn call(name: &str, arguments: &[Expression], asked: &Asked<'_>) -> Value {
    let value = |index: usize| {
        arguments.get(index).map_or(Value::Unknown, |argument| argument.value(asked))
    };
    let truths = || arguments.iter().map(|argument| argument.value(asked).truth());
    match name {
        "TRUE" => Value::Truth(true),
        "FALSE" => Value::Truth(false),
        "NOT" => value(0).truth().map_or(Value::Unknown, |truth| Value::Truth(!truth)),
        "AND" if truths().any(|truth| truth == Some(false)) => Value::Truth(false),
        "OR" if truths().any(|truth| truth == Some(true)) => Value::Truth(true),
        "AND" | "OR" if truths().all(|truth| truth.is_some()) => Value::Truth(name == "AND"),
        "ROW" | "COLUMN" => {
            let cell = match arguments {
                [] => Some(asked.at),
                [one] => one.cell(asked),
                _ => None,
            };
            cell.map_or(Value::Unknown, |cell| {
                let index = if name == "ROW" { cell.row } else { cell.column };
                Value::Number(f64::from(index) + 1.0)
            })
        }
        "MOD" => match (value(0), value(1)) {
            (Value::Number(left), Value::Number(right)) if right != 0.0 => {
                Value::Number(left - right * (left / right).floor())
            }
            _ => Value::Unknown,
        },
        "ISERROR" => match value(0) {
            Value::Unknown => Value::Unknown,
            value => Value::Truth(value == Value::Error),
        },
        "ISBLANK" => match value(0) {
            Value::Unknown => Value::Unknown,
            // The cell holds something, or nobody would ask.
            _ => Value::Truth(false),
        },
        "ISTEXT" => match value(0) {
            Value::Unknown => Value::Unknown,
            value => Value::Truth(matches!(value, Value::Text(_))),
        },
        "ISNUMBER" => match value(0) {
            Value::Unknown => Value::Unknown,
            value => Value::Truth(matches!(value, Value::Number(_))),
        },
        "LEN" => value(0)
            .text()
            .map_or(Value::Unknown, |text| Value::Number(text.encode_utf16().count() as f64)),
        "TRIM" => value(0).text().map_or(Value::Unknown, |text| {
            Value::Text(
                text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "),
            )
        }),
        "LEFT" | "RIGHT" => match (value(0).text(), value(1)) {
            (Some(text), Value::Number(count)) if count >= 0.0 => {
                let all = text.chars().count();
                let count = (count as usize).min(all);
                let skipped = if name == "LEFT" { 0 } else { all - count };
                Value::Text(text.chars().skip(skipped).take(count).collect())
            }
            _ => Value::Unknown,
        },
        "SEARCH" => match (value(0).text(), value(1).text()) {
            (Some(wanted), Some(text)) if !wanted.contains(['?', '*', '~']) => {
                let found = text.to_lowercase().find(&wanted.to_lowercase());
                found.map_or(Value::Error, |at| Value::Number(at as f64 + 1.0))
            }
            _ => Value::Unknown,
        },
        _ => Value::Unknown,
    }
}

impl Value {
    fn truth(&self) -> Option<bool> {
        match self {
            Self::Truth(truth) => Some(*truth),
            Self::Number(number) => Some(*number != 0.0),
            // A condition that ends in an error does not hold.
            Self::Text(_) | Self::Error => Some(false),
            Self::Unknown => None,
        }
    }

    fn text(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }
}

impl Comparison {
    fn of(self, left: &Value, right: &Value) -> Value {
        use std::cmp::Ordering;
        // Texts are larger than numbers (ECMA-376, part 1, 18.17.2.1), and small letters like large.
        let order = match (left, right) {
            (Value::Unknown, _) | (_, Value::Unknown) => return Value::Unknown,
            (Value::Error, _) | (_, Value::Error) => return Value::Error,
            (Value::Number(left), Value::Number(right)) => left.partial_cmp(right),
            (Value::Text(left), Value::Text(right)) => {
                Some(left.to_lowercase().cmp(&right.to_lowercase()))
            }
            (Value::Truth(left), Value::Truth(right)) => Some(left.cmp(right)),
            (Value::Number(_), _) | (Value::Text(_), Value::Truth(_)) => Some(Ordering::Less),
            (Value::Text(_), _) | (Value::Truth(_), _) => Some(Ordering::Greater),
        };
        let Some(order) = order else { return Value::Unknown };
        Value::Truth(match self {
            Self::Equal => order.is_eq(),
            Self::Unequal => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        })
    }
}

/// Reads a formula from its beginning.
struct Parser<'a> {
    rest: &'a str,
}

impl Parser<'_> {
    fn comparison(&mut self, depth: u32) -> Option<Expression> {
        let mut left = self.operand(depth)?;
        while let Some((_, how)) = COMPARISONS.iter().find(|(sign, _)| self.takes(sign)) {
            let right = self.operand(depth)?;
            left = Expression::Compare(Box::new(left), *how, Box::new(right));
        }
        Some(left)
    }

    fn takes(&mut self, sign: &str) -> bool {
        let after = self.rest.trim_start().strip_prefix(sign);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    fn operand(&mut self, depth: u32) -> Option<Expression> {
        if depth > NESTING_MAX {
            return None;
        }
        if self.takes("(") {
            let inner = self.comparison(depth + 1)?;
            return self.takes(")").then_some(inner);
        }
        if self.takes("\"") {
            return self.quoted().map(|text| Expression::Constant(Value::Text(text)));
        }
        self.rest = self.rest.trim_start();
        let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '$' | '.' | '_');
        let sign = usize::from(self.rest.starts_with('-'));
        let end = self.rest.get(sign..)?.find(|c| !is_word(c)).map(|end| end + sign);
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        if let Ok(number) = word.parse::<f64>()
            && word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'))
        {
            return Some(Expression::Constant(Value::Number(number)));
        }
        let name = word.to_ascii_uppercase();
        if self.takes("(") {
            return self.arguments(depth).map(|arguments| Expression::Call(name, arguments));
        }
        match name.as_str() {
            "TRUE" | "FALSE" => Some(Expression::Constant(Value::Truth(name == "TRUE"))),
            _ => {
                let cell = parse_cell(&name)?;
                let row_stays = name.get(1..)?.contains('$');
                Some(Expression::Reference(cell, [name.starts_with('$'), row_stays]))
            }
        }
    }

    fn arguments(&mut self, depth: u32) -> Option<Vec<Expression>> {
        let mut arguments = Vec::new();
        if self.takes(")") {
            return Some(arguments);
        }
        loop {
            arguments.push(self.comparison(depth + 1)?);
            if self.takes(")") {
                return Some(arguments);
            }
            if !self.takes(",") {
                return None;
            }
        }
    }

    /// A text up to its closing quote; one that is doubled is part of it.
    fn quoted(&mut self) -> Option<String> {
        let mut text = String::new();
        loop {
            let (piece, rest) = self.rest.split_once('"')?;
            text.push_str(piece);
            match rest.strip_prefix('"') {
                Some(after) => {
                    text.push('"');
                    self.rest = after;
                }
                None => {
                    self.rest = rest;
                    return Some(text);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
