//! Numbers with check digits, made at random and dressed as documents dress them, among fifty times
//! as many look-alikes.
//!
//! The form of a number is that of its rule's first example; digits and letters are drawn anew until
//! the check holds. The checks themselves are held against an independent program in `xtask e2e`.

use std::collections::BTreeMap;

use detect::{Confidence, Reason, Rule};

use super::chance::Chance;
use super::rate::Rate;
use super::{Bench, line_of};

/// Numbers made of each rule.
const NUMBERS: usize = 6;
/// Look-alikes for each number.
const LOOK_ALIKES: usize = 50;
/// Draws after which a form is given up.
const DRAWS_MAX: usize = 60_000;

/// How a number is dressed.
struct Dress {
    name: &'static str,
    file: &'static str,
    dress: fn(&str, &str) -> String,
}

const DRESSES: &[Dress] = &[
    Dress {
        name: "label",
        file: "case.txt",
        dress: |label, number| format!("{label}: {number}\n"),
    },
    Dress {
        name: "Han neighbours",
        file: "case.txt",
        dress: |label, number| format!("登记表中{label}：{number}，请核对。\n"),
    },
    Dress {
        name: "full width",
        file: "case.txt",
        dress: |label, number| format!("{label}: {}\n", full_width(number)),
    },
    Dress {
        name: "zero-width spaces",
        file: "case.txt",
        dress: |label, number| format!("{label}: {}\n", with_zero_width(number)),
    },
    Dress {
        name: "column",
        file: "case.csv",
        dress: |label, number| format!("Row,{label},Remark\n1,{number},checked\n2,,open\n"),
    },
    Dress {
        name: "JSON key",
        file: "case.json",
        dress: |label, number| format!("{{\"row\": 1, \"{label}\": \"{number}\"}}\n"),
    },
];

/// Returns the tables of recall by dress and rule, and of precision.
pub(super) fn table(bench: &mut Bench<'_>) -> String {
    let mut chance = Chance::new(1);
    let mut by_dress: BTreeMap<&str, Rate> = BTreeMap::new();
    let mut by_rule: BTreeMap<String, Rate> = BTreeMap::new();
    let (mut found_all, mut right) = (Rate::default(), Rate::default());
    for index in 0..bench.rules.rules().len() {
        let Some(form) = Form::of(bench, index) else { continue };
        let id = bench.rules.rule(index).id.clone();
        for number in form.numbers(&mut chance) {
            for Dress { name, file, dress } in DRESSES {
                let text = dress(&form.label, &number);
                let is_found = bench.scan_as(file, &text).iter().any(|f| {
                    f.rule == index || f.alternatives.contains(&index) || covers(bench, f.rule)
                });
                by_dress.entry(name).or_default().count(is_found);
                by_rule.entry(id.clone()).or_default().count(is_found);
                found_all.count(is_found);
                right.hits += u64::from(is_found);
                right.of += u64::from(is_found);
                if !is_found {
                    bench.misses.push_str(&format!("generated {id} {name}: {text}"));
                }
            }
            let text: String =
                (0..LOOK_ALIKES * DRESSES.len()).map(|_| chance.look_alike(&number)).collect();
            for finding in bench.scan_as("case.txt", &text) {
                if finding.confidence >= Confidence::Medium && covers(bench, finding.rule) {
                    right.of += 1;
                    let id = &bench.rules.rule(finding.rule).id;
                    let (_, line) = line_of(&finding, &text);
                    bench.misses.push_str(&format!("look-alike taken as {id}: {line}\n"));
                }
            }
        }
    }
    let mut page = format!(
        "## Generated numbers with check digits\n\n{} rules, {NUMBERS} numbers each, in {} dresses; \
         {LOOK_ALIKES} look-alikes for each number.\n\nRecall {found_all}.\n\
         Precision at medium confidence {right}.\n\n| dress | recall |\n|---|---|\n",
        by_rule.len(),
        DRESSES.len(),
    );
    for (name, rate) in by_dress {
        page.push_str(&format!("| {name} | {rate} |\n"));
    }
    let weak: Vec<String> = by_rule
        .into_iter()
        .filter(|(_, rate)| rate.hits < rate.of)
        .map(|(id, rate)| format!("`{id}` {} of {}", rate.hits, rate.of))
        .collect();
    page.push_str(&format!("\nNot found each time: {}.\n\n", list(&weak)));
    page
}

fn list(items: &[String]) -> String {
    if items.is_empty() { "none".to_owned() } else { items.join(", ") }
}

/// True for a rule about a number that names somebody or something.
fn covers(bench: &Bench<'_>, rule: usize) -> bool {
    has_check_digits(bench.rules.rule(rule))
}

fn has_check_digits(rule: &Rule) -> bool {
    let of = |name: &String| {
        detect::checks::CHECKS.iter().any(|(reason, group)| {
            *reason == Reason::Checksum && group.iter().any(|c| c.name == name)
        })
    };
    rule.category.name() == "personal-data" && rule.check.as_ref().is_some_and(of)
}

/// The form of a rule's numbers, and a word that names them.
struct Form {
    label: String,
    /// The number of the rule's first example.
    number: String,
    patterns: Vec<regex_automata::meta::Regex>,
    check: fn(&str) -> bool,
}

impl Form {
    fn of(bench: &mut Bench<'_>, index: usize) -> Option<Self> {
        let rule = bench.rules.rule(index);
        if !has_check_digits(rule) {
            return None;
        }
        let example = rule.examples.first()?.clone();
        let words: Vec<String> = rule.context.values().flatten().cloned().collect();
        let check = detect::checks::by_name(rule.check.as_deref()?)?.holds;
        let patterns = rule
            .patterns
            .iter()
            .filter_map(|p| regex_automata::meta::Regex::new(&format!("^(?:{p})$")).ok())
            .collect();
        let found = bench.scan_as("case.txt", &example);
        let found = found.iter().find(|f| f.rule == index && f.location.line.is_some())?;
        let range = found.location.start as usize..found.location.end as usize;
        let number = example.get(range)?.to_owned();
        let lower = example.to_lowercase();
        let label = words.iter().find(|word| lower.contains(&word.to_lowercase())).cloned();
        Some(Self { label: label.unwrap_or_else(|| "number".to_owned()), number, patterns, check })
    }

    /// Numbers of this form that the check takes.
    fn numbers(&self, chance: &mut Chance) -> Vec<String> {
        let mut numbers = Vec::new();
        for _ in 0..DRAWS_MAX {
            let number = chance.redrawn(&self.number);
            let fits =
                self.patterns.is_empty() || self.patterns.iter().any(|p| p.is_match(&number));
            if fits && (self.check)(&number) {
                numbers.push(number);
                if numbers.len() == NUMBERS {
                    break;
                }
            }
        }
        numbers
    }
}

fn full_width(text: &str) -> String {
    let wide = |c: char| match c {
        '!'..='~' => char::from_u32(c as u32 - 0x21 + 0xFF01).unwrap_or(c),
        other => other,
    };
    text.chars().map(wide).collect()
}

fn with_zero_width(text: &str) -> String {
    text.chars().flat_map(|c| [c, '\u{200B}']).collect()
}
