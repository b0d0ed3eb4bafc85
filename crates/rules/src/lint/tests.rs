use super::lint;

fn lints(pattern: &str, word: &str) -> Vec<String> {
    let yaml = format!(
        "- id: some-rule\n  title: A rule\n  category: personal-data\n  severity: low\n  \
         confidence: low\n  patterns: ['{pattern}']\n  needs: context\n  context: {{en: ['{word}']}}\n  \
         examples: [a]\n  negatives: [b]\n  why: Because.\n  remedy: Remove it.\n  source: here\n  \
         verified: structure-only\n"
    );
    crate::parse(&yaml).unwrap().iter().flat_map(lint).collect()
}

#[test]
fn a_rule_that_asks_about_opinions_is_refused() {
    assert_eq!(lints("[0-9]{5}", "number"), Vec::<String>::new());
    assert_eq!(lints("[0-9]{5}", "member of a religious group").len(), 1);
    assert_eq!(lints("信仰[0-9]{5}", "number").len(), 1);
}

#[test]
fn a_word_inside_another_is_another_word() {
    assert_eq!(lints("churchill[0-9]{5}", "number"), Vec::<String>::new());
}

#[test]
fn unicode_classes_are_refused() {
    assert_eq!(lints(r"(?u:\b)[0-9]{5}", "number").len(), 1);
}

#[test]
fn repeats_without_an_end_are_refused() {
    assert_eq!(lints("token=[a-z0-9]{20,}", "number").len(), 1);
    assert_eq!(lints("token=[a-z0-9]+", "number").len(), 1);
    assert_eq!(lints("token=[a-z0-9]{20,80}", "number"), Vec::<String>::new());
}

#[test]
fn anchors_that_stand_everywhere_are_refused() {
    assert_eq!(lints("[aeinorst]{3}", "number").len(), 1);
}

#[test]
fn patterns_without_an_anchor_are_refused() {
    assert_eq!(lints("[a-z]{1,3}", "number").len(), 1);
}
