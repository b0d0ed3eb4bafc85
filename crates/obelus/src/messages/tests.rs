use std::collections::{BTreeMap, BTreeSet};

use detect::{Category, Confidence, Severity};
use document::{Hidden, PROBLEMS};

use super::*;

/// Each message of a file with the values that it names.
fn messages(source: &str) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut messages: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut id = "";
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with(|c: char| c.is_ascii_lowercase()) {
            id = line.split(" =").next().unwrap();
            assert!(messages.insert(id, BTreeSet::new()).is_none(), "`{id}` stands twice");
        }
        let names = line.split('$').skip(1);
        let end = |c: char| !c.is_ascii_alphanumeric() && c != '_';
        let names = names.map(|rest| rest.split(end).next().unwrap());
        messages.entry(id).or_default().extend(names);
    }
    messages.remove("");
    messages
}

#[test]
fn every_language_has_the_same_messages_with_the_same_values() {
    // English texts of problems stand in the table of problems itself.
    let own = |source| {
        let mut messages = messages(source);
        let shared = ["problem-blocks", "problem-accepted", "problem-noted"];
        messages.retain(|id, _| !id.starts_with("problem-") || shared.contains(id));
        messages
    };
    let english = own(Language::English.source());
    assert!(english.len() > 100);
    for language in Language::value_variants() {
        assert_eq!(english, own(language.source()), "{}", language.tag());
    }
}

#[test]
fn every_file_parses() {
    for language in Language::value_variants() {
        let parsed = FluentResource::try_new(language.source().to_owned());
        assert!(parsed.is_ok(), "{}: {:?}", language.tag(), parsed.err().map(|(_, errors)| errors));
    }
}

#[test]
fn every_problem_has_chinese_texts() {
    let messages = Messages::new(Language::Chinese);
    let missing: Vec<&str> = PROBLEMS
        .iter()
        .map(|info| info.name)
        .filter(|name| {
            let has = |id: String| messages.find(&id, &[]).is_some();
            !has(format!("problem-{name}")) || !has(format!("problem-{name}-help"))
        })
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_name_of_the_model_has_a_word() {
    let ids = Hidden::ALL
        .iter()
        .map(|hidden| format!("hidden-{}", hidden.name()))
        .chain(Category::ALL.iter().map(|category| format!("category-{}", category.name())))
        .chain(Severity::ALL.iter().map(|severity| format!("severity-{}", severity.name())))
        .chain(
            Confidence::ALL.iter().map(|confidence| format!("confidence-{}", confidence.name())),
        );
    let messages = Messages::new(Language::English);
    let missing: Vec<String> = ids.filter(|id| messages.find(id, &[]).is_none()).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_language_follows_the_locale() {
    for (locale, expected) in [
        ("zh_CN.UTF-8", Language::Chinese),
        ("zh-Hans-SG", Language::Chinese),
        ("zh_TW.UTF-8", Language::English),
        ("de_DE.UTF-8", Language::English),
        ("C", Language::English),
        ("", Language::English),
    ] {
        assert_eq!(Language::of_locale(locale), expected, "{locale}");
    }
}
