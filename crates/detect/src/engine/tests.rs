use std::collections::BTreeSet;

use super::*;
use crate::context::Surroundings;
use rules::{Pack, parse};

/// Holds the engine against each pattern's own regular expression on `text`.
fn check(patterns: &[&str], text: &str) {
    let rules = rule_set(patterns);
    let engine = Engine::new(&rules);
    let mut found = Vec::new();
    engine.matches(text.as_bytes(), &mut Scratch::default(), &mut found);
    let mut expected = Vec::new();
    for (index, pattern) in rules.patterns().iter().enumerate() {
        for matched in pattern.compiled().regex.find_iter(text.as_bytes()) {
            let span = Span::new(matched.start(), matched.end());
            expected.push(Match { span, pattern: index });
        }
    }
    assert_eq!(found, expected);
}

fn rule_set(patterns: &[&str]) -> RuleSet {
    let mut pack = Pack::default();
    for (index, pattern) in patterns.iter().enumerate() {
        let yaml = format!(
            "[{{id: r{index}, title: a, category: secret, severity: low, confidence: low,
            patterns: ['{pattern}'], examples: [a], negatives: [b], why: a, remedy: a, source: a,
            verified: structure-only}}]"
        );
        pack.add(parse(&yaml).unwrap()).unwrap();
    }
    RuleSet::new(pack)
}

#[test]
fn numbers_are_found_between_chinese_characters() {
    check(
        &["[1-9][0-9]{17}", "1[3-9][0-9]{9}"],
        "号110105194912310021，电话13800138000。1380013800012",
    );
}

#[test]
fn matches_beside_each_other_are_all_found() {
    check(
        &["ab[0-9]{3,8}(?:-ab)?", "[a-z]{1,64}@[a-z]{2,20}"],
        "ab123 ab12345678 ab123456789 ab123-ab456-ab789 xx@yy@zz a@b a@bcd@efg",
    );
}

#[test]
fn a_match_without_a_bound_is_found_whole() {
    let text = format!("x BEGIN{}END BEGIN y BEGINENDEND", "z".repeat(9_000));
    check(&["BEGINz*END"], &text);
}

#[test]
fn digits_without_end_cost_nothing_and_hold_nothing() {
    check(&["[1-9][0-9]{17}", "[0-9]{4}-[0-9]{4}"], &"7".repeat(10_000));
}

#[test]
fn a_run_of_token_characters_is_seen_wherever_it_stands() {
    for pad in 0..50 {
        let text = format!("{}key {}{}", " ".repeat(pad), "ab1".repeat(9), " ".repeat(pad % 7));
        check(&["key [a-z0-9]{27}"], &text);
    }
}

/// All examples and negatives of all rules, and natural text, each beside each other.
fn planted_and_natural_text() -> String {
    let rules = RuleSet::built_in();
    let mut text = String::new();
    for rule in rules.rules() {
        for planted in rule.examples.iter().chain(&rule.negatives) {
            for glue in ["\n", "，", " x", "号", "1"] {
                text.push_str(planted);
                text.push_str(glue);
            }
        }
    }
    text.push_str(include_str!("../../../../bench/texts/english.txt"));
    text.push_str(include_str!("../../../../bench/texts/chinese.txt"));
    text.push_str(include_str!("tables.rs"));
    text
}

#[test]
fn the_engine_finds_what_each_expression_finds() {
    let rules = RuleSet::built_in();
    let engine = Engine::new(&rules);
    let text = planted_and_natural_text();
    let folded = document::fold(&text);
    let text = folded.text.as_bytes();
    let mut found = Vec::new();
    engine.matches(text, &mut Scratch::default(), &mut found);
    let mut found = found.into_iter().peekable();
    for (index, pattern) in rules.patterns().iter().enumerate() {
        let name = &rules.rule(pattern.prepared.rule as usize).id;
        let expected = pattern.compiled().regex.find_iter(text);
        let expected: Vec<Span> = expected.map(|m| Span::new(m.start(), m.end())).collect();
        let mut own = Vec::new();
        while let Some(matched) = found.next_if(|matched| matched.pattern == index) {
            own.push(matched.span);
        }
        assert_eq!(own, expected, "{name}: {}", pattern.prepared.regex);
    }
}

/// Words of rules that need one, each beside the rules' own examples, near and far.
fn examples_beside_words(rules: &RuleSet) -> String {
    let mut text = String::new();
    for word in rules.words() {
        let rule = rules.rule(word.rule as usize);
        for (index, example) in rule.examples.iter().enumerate() {
            let gap = " ,".repeat(index * 37 % 70);
            text.push_str(&format!("{}{gap}{example}{gap}{}\n\n", word.word, word.word));
        }
    }
    text
}

#[test]
fn beside_its_word_no_match_is_lost() {
    let rules = RuleSet::built_in();
    let engine = Engine::new(&rules);
    let text = planted_and_natural_text() + &examples_beside_words(&rules);
    let folded = document::fold(&text);
    let text = folded.text.as_ref();
    let (mut all, mut near) = (Vec::new(), Vec::new());
    engine.matches(text.as_bytes(), &mut Scratch::default(), &mut all);
    let watch = vec![Watch::NearWords; rules.patterns().len()];
    let mut scratch = Scratch { watch, ..Scratch::default() };
    engine.matches(text.as_bytes(), &mut scratch, &mut near);
    let is_told = |found: &&Match| {
        let rule = rules.rule(rules.patterns()[found.pattern].prepared.rule as usize);
        let needs_word = rule.needs == rules::Needs::Context;
        !needs_word || Surroundings::new(text, found.span).distance(&rule.context).is_some()
    };
    let near: BTreeSet<Match> = near.into_iter().collect();
    let lost: Vec<String> = all
        .iter()
        .filter(is_told)
        .filter(|found| !near.contains(found))
        .map(|found| rules.patterns()[found.pattern].prepared.regex.clone())
        .collect();
    assert_eq!(lost, Vec::<String>::new());
    assert!(near.len() * 10 < all.len() * 9, "{} of {}", near.len(), all.len());
}
