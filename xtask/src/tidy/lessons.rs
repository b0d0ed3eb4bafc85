//! Lessons and what they are tied to: every rule has one, and every tie leads somewhere.

use std::collections::BTreeSet;

use ::lessons::{LANGUAGES, Lesson};
use detect::{Category, RuleSet};
use document::PROBLEMS;

/// Returns each rule without a lesson, each tie that leads nowhere, each lesson that lacks a
/// language or does not parse.
pub(super) fn check() -> Vec<String> {
    let mut wrong = Vec::new();
    for language in LANGUAGES {
        for (id, text) in ::lessons::sources(language) {
            if let Err(error) = ::lessons::parse(text) {
                wrong.push(format!("lessons/{id}.{language}.md: {error}"));
            }
        }
    }
    let first = ids(LANGUAGES.first().copied().unwrap_or_default());
    for language in LANGUAGES {
        let has = ids(language);
        let missing = first.symmetric_difference(&has);
        wrong.extend(missing.map(|id| format!("the lesson `{id}` is not in every language")));
    }
    let lessons = ::lessons::built_in("en");
    let rules = RuleSet::built_in();
    for rule in rules.rules() {
        if ::lessons::for_rule(&lessons, &rule.id, rule.category.name()).is_none() {
            wrong.push(format!("the rule `{}` has no lesson", rule.id));
        }
    }
    wrong.extend(lessons.iter().flat_map(|lesson| dangling(lesson, &rules)));
    wrong
}

fn ids(language: &str) -> BTreeSet<&'static str> {
    ::lessons::sources(language).map(|(id, _)| id).collect()
}

fn dangling(lesson: &Lesson, rules: &RuleSet) -> Vec<String> {
    let category = |name: &str| Category::ALL.iter().any(|category| category.name() == name);
    let problem = |name: &str| PROBLEMS.iter().any(|info| info.name == name);
    let tied = lesson.rules.iter().filter(|id| rules.by_id(id).is_none());
    let tied = tied.chain(lesson.categories.iter().filter(|name| !category(name)));
    let tied = tied.chain(lesson.problems.iter().filter(|name| !problem(name)));
    tied.map(|name| format!("the lesson `{}` is tied to `{name}`, which is not there", lesson.id))
        .collect()
}
