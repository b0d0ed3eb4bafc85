//! Holds rules against their own examples and negatives, and against what no rule may be.

use document::{Hidden, Part, PartKind, Run, Sink, Source, Span, Table, Window, WindowStart};
use rules::Rule;

use crate::{Budget, Engine, NameList, People, RuleSet, Scanner};

/// A rule that does not do what its examples say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The rule's id.
    pub rule: String,
    /// What went wrong, with the example.
    pub reason: String,
}

/// Returns the rules whose examples are not found, or whose negatives are.
#[must_use]
pub fn selftest(set: &RuleSet) -> Vec<Failure> {
    let engine = Engine::new(set);
    let people = people_for(set.rules());
    let mut scanner = Scanner::new(&engine, Budget::default()).with_people(&people);
    let mut failures = Vec::new();
    for (index, rule) in set.rules().iter().enumerate() {
        let wrong = rules::lint(rule).into_iter();
        failures.extend(wrong.map(|reason| Failure { rule: rule.id.clone(), reason }));
        for example in &rule.examples {
            let found = scan(&mut scanner, rule, example);
            if !found.contains(&index) {
                let others: Vec<_> = found.iter().map(|&other| &set.rule(other).id).collect();
                failures.push(failure(rule, "misses", example, &format!("{others:?}")));
            }
        }
        for negative in &rule.negatives {
            if scan(&mut scanner, rule, negative).contains(&index) {
                failures.push(failure(rule, "wrongly finds something in", negative, ""));
            }
        }
    }
    failures
}

fn failure(rule: &Rule, verb: &str, text: &str, others: &str) -> Failure {
    Failure { rule: rule.id.clone(), reason: format!("it {verb} {text:?} {others}") }
}

/// Returns the rules that find something in a text that stands where `rule` looks.
fn scan(scanner: &mut Scanner<'_>, rule: &Rule, text: &str) -> Vec<usize> {
    let part = part_for(rule);
    let run = Run {
        span: Span::new(0, text.len()),
        hidden: part.hidden,
        label: None,
        source: Source::Unknown,
    };
    let table = table_for(rule, text);
    let window = Window {
        text,
        start: WindowStart { offset: 0, line: 1, column: 1 },
        owned: Span::new(0, text.len()),
        runs: &[run],
        table: table.as_ref(),
        last: true,
    };
    scanner.part(&part);
    scanner.window(&part, &window);
    scanner.finish().findings.iter().map(|finding| finding.rule).collect()
}

/// Returns the first name that a rule looks for.
fn label_for(rule: &Rule) -> &str {
    rule.names.iter().map(String::as_str).find(|name| !name.starts_with('!')).unwrap_or("text")
}

/// Returns the columns of a text, for a rule that looks at tables.
fn table_for(rule: &Rule, text: &str) -> Option<Table> {
    rule.detector
        .as_deref()
        .filter(|&name| matches!(name, "secret-column" | "cells" | "column"))?;
    let columns = text.lines().next()?.split(',').map(str::to_owned).collect();
    Some(Table { delimiter: b',', columns })
}

/// Returns people such as a rule that looks for listed names has among its examples.
fn people_for(rules: &[Rule]) -> People {
    let asks = |rule: &&Rule| rule.detector.as_deref() == Some(crate::named::LISTED);
    let names = rules.iter().find(asks).map(|rule| rule.examples.join("\n"));
    People { listed: names.and_then(|names| NameList::parse(&names).ok()), ..People::default() }
}

/// Returns a part such as the rule looks at.
fn part_for(rule: &Rule) -> Part {
    let kind =
        rule.parts.first().and_then(|name| PartKind::ALL.into_iter().find(|k| k.name() == name));
    let hidden =
        rule.hidden.first().and_then(|name| Hidden::ALL.into_iter().find(|h| h.name() == name));
    Part {
        id: document::PartId(0),
        path: std::sync::Arc::from([]),
        format: "text",
        kind: kind.unwrap_or(PartKind::Body),
        label: label_for(rule).into(),
        hidden,
        page: None,
        page_size: None,
        sheet: None,
        has_lines: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_does_what_its_examples_say() {
        let failures = selftest(&RuleSet::built_in());
        let told: Vec<_> = failures.iter().map(|f| format!("{}: {}", f.rule, f.reason)).collect();
        assert!(told.is_empty(), "{} failures\n{}", told.len(), told.join("\n"));
    }
}
