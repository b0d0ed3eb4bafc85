use std::collections::BTreeSet;

use super::*;

#[test]
fn every_file_is_a_lesson_in_every_language() {
    let ids = |language| sources(language).map(|(id, _)| id).collect::<BTreeSet<_>>();
    let first = ids(LANGUAGES[0]);
    assert!(first.len() >= 20);
    for language in LANGUAGES {
        assert_eq!(ids(language), first, "{language}");
        for (id, text) in sources(language) {
            let lesson = parse(text).unwrap_or_else(|error| panic!("{id}.{language}.md: {error}"));
            assert_eq!(lesson.id, id);
        }
    }
}

#[test]
fn translations_are_tied_to_the_same_rules_and_have_the_same_answers() {
    let [english, chinese] = [built_in("en"), built_in("zh-Hans")];
    for (one, other) in english.iter().zip(&chinese) {
        let tied = |lesson: &Lesson| {
            (lesson.rules.clone(), lesson.categories.clone(), lesson.problems.clone())
        };
        assert_eq!(tied(one), tied(other), "{}", one.id);
        let answers =
            |lesson: &Lesson| lesson.questions.iter().map(|q| q.answer).collect::<Vec<_>>();
        assert_eq!(answers(one), answers(other), "{}", one.id);
        assert!(one.title != other.title, "{}", one.id);
    }
}

#[test]
fn a_rule_has_one_lesson_of_its_own_at_most() {
    let mut seen = BTreeSet::new();
    for lesson in built_in("en") {
        for id in lesson.rules.iter().chain(&lesson.categories).chain(&lesson.problems) {
            assert!(seen.insert(id.clone()), "`{id}` has two lessons");
        }
    }
}

#[test]
fn a_lesson_that_lacks_something_is_refused() {
    let whole = sources("en").next().unwrap().1;
    assert!(parse(whole).is_ok());
    let long = "word ".repeat(200);
    for (from, to) in [
        ("+++\nid", "id"),
        ("review_by = \"2027-11-22\"", "review_by = \"next year\""),
        ("updated = \"2026-11-22\"", "updated = \"2026-13-22\""),
        ("answer = 2", "answer = 4"),
        ("sources = [", "sources = []\nunknown = ["),
        ("after = \"", &format!("after = \"{long}")),
    ] {
        let broken = whole.replacen(from, to, 1);
        assert!(broken != whole && parse(&broken).is_err(), "{from}");
    }
}
