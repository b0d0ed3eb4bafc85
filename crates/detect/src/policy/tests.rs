use document::{Limits, ProblemCode};

use super::*;
use crate::{Budget, Engine, Rule, Scanner};

/// Scans one text under a policy file and returns what follows.
fn verdict(policy: &str, text: &str) -> Verdict {
    let file = PolicyFile::parse(policy).unwrap();
    let terms = file.terms.iter().map(|term| term.value.clone()).collect();
    let rules = RuleSet::with(terms).unwrap();
    let policy = file.policy(&rules).unwrap();
    let engine = Engine::new(&rules);
    let mut scanner = Scanner::new(&engine, Budget::default());
    document::read(&mut std::io::Cursor::new(text), "note.txt", &Limits::default(), &mut scanner);
    policy.grade(&scanner.finish(), &rules)
}

/// Returns why a policy file is not understood: the line, the message and the help.
fn wrong(policy: &str) -> String {
    let rules = RuleSet::built_in();
    let error = PolicyFile::parse(policy).and_then(|file| file.policy(&rules)).unwrap_err();
    format!("{error}; {}", error.help.as_deref().unwrap_or_default())
}

#[test]
fn own_terms_never_withhold() {
    let policy = r#"
        [[terms]]
        id = "heron"
        texts = ["Heron Reach", "苍鹭"]
        [rules.severity]
        heron = "critical""#;
    assert_eq!(verdict(policy, "about heron\nreach, and"), Verdict::Review);
    assert_eq!(verdict(policy, "关于苍鹭的事"), Verdict::Review);
    assert_eq!(verdict(policy, "heron reaches"), Verdict::NothingFound);
    let severe = policy.replace("id = \"heron\"", "id = \"heron\"\nseverity = \"high\"");
    assert!(wrong(&severe).contains("never grade above `review`"));
}

#[test]
fn a_blocked_file_is_never_nothing_found() {
    let rules = RuleSet::built_in();
    for info in document::PROBLEMS {
        let problem = Problem { path: [].into(), part: None, code: info.code, number: None };
        let expected = match info.effect {
            Effect::Blocks => Verdict::Incomplete,
            Effect::Noted => Verdict::NothingFound,
        };
        let problems = [problem];
        assert_eq!(Policy::default().verdict(&[], &problems, &rules), expected, "{}", info.name);
    }
}

#[test]
fn an_accepted_problem_does_not_block_and_others_do() {
    let file = PolicyFile::parse("[scan.accept-unread]\nencrypted = 'keys are with the archive'");
    let policy = file.unwrap().policy(&RuleSet::built_in()).unwrap();
    let problem = |code| Problem { path: [].into(), part: None, code, number: None };
    assert!(!policy.blocks(&problem(ProblemCode::Encrypted)));
    assert!(policy.blocks(&problem(ProblemCode::Damaged)));
    assert_eq!(
        policy.accepted(&problem(ProblemCode::Encrypted)),
        Some("keys are with the archive")
    );
}

#[test]
fn a_wrong_policy_says_where_and_what_was_meant() {
    let cases = [
        (
            "[scan]\nfail_on = 'low'",
            "line 2: unknown key `fail_on` in scan; did you mean `fail-on`?",
        ),
        ("[scann]", "line 1: unknown key `scann`; did you mean `scan`?"),
        (
            "[scan]\nfail-on = 'hihg'",
            "line 2: `hihg` is none of `low`, `medium`, `high`, `critical`; ",
        ),
        (
            "[scan.accept-unread]\nencripted = 'x'",
            "line 2: there is no problem `encripted`; did you mean `encrypted`?",
        ),
        (
            "[scan.accept-unread]\nname-lies = 'x'",
            "line 2: `name-lies` does not block, so there is nothing to accept; ",
        ),
        (
            "[[terms]]\nid = 'x'\ntext = 'ab'",
            "line 1: the term `ab` is too short to look for; write at least three letters or \
             digits, or two Chinese characters",
        ),
        ("[[terms]]\nid = 'x'", "line 1: `text` is missing in terms; "),
        (
            "[[suppress]]\nrule = 'x'\nreason = 'y'\nuntil = 2030-01-01",
            "line 1: a suppression names `files` or a `digest`; to turn a rule off everywhere, use \
             `disable` in [rules]",
        ),
        (
            "[[suppress]]\nrule = 'x'\nfiles = '*'\nreason = 'y'",
            "line 1: `until` is missing in suppress; ",
        ),
        (
            "[[suppress]]\nrule = 'x'\nfiles = '*'\nreason = 'y'\nuntil = '2030-02-30'",
            "line 5: `suppress.until` must be a day such as 2027-12-31; ",
        ),
        (
            "[rules]\ndisable = ['no-such-rule-at-all']",
            "line 2: there is no rule `no-such-rule-at-all`; `obelus rules list` lists them",
        ),
        ("x = [", "line 1: unclosed array, expected `]`; "),
    ];
    for (policy, expected) in cases {
        assert_eq!(wrong(policy), expected, "{policy}");
    }
}

#[test]
fn a_rule_that_is_off_or_milder_follows_the_policy() {
    let rules = RuleSet::built_in();
    let high = |rule: &&Rule| rule.has_patterns() && rule.severity == Severity::High;
    let id = rules.rules().iter().find(high).unwrap().id.clone();
    let text = format!("[rules]\ndisable = ['{id}']\n[rules.severity]\n{id} = 'low'");
    let policy = PolicyFile::parse(&text).unwrap().policy(&rules).unwrap();
    assert!(policy.disabled.contains(&id));
    assert_eq!(policy.severities.get(&id), Some(&Severity::Low));
    let patterns = rules.patterns().len();
    assert!(rules.without(&policy.disabled).patterns().len() < patterns);
}

#[test]
fn the_policy_says_where_comments_count() {
    for inline in Inline::ALL {
        let policy = format!("[scan]\ninline = \"{}\"", inline.name());
        let policy = PolicyFile::parse(&policy).unwrap().policy(&RuleSet::built_in()).unwrap();
        assert_eq!(policy.inline, inline);
    }
    assert_eq!(Policy::default().inline, Inline::Code);
    assert!(wrong("[scan]\ninline = \"everywhere\"").contains("`off`, `code` or `text`"));
}
