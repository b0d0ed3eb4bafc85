//! Why a file has no copy, or what of its copy a person has to look at: in words, for the desks.

use detect::RuleSet;
use run::clean::Cleaning;
use server::desk::{Language, Why};

use super::texts;
use crate::clean::why;
use crate::messages::Messages;

/// Says it in each language; nothing where the copy is proven.
pub(crate) fn told(cleaning: &Cleaning, rules: &RuleSet) -> Option<Why> {
    let all = Language::ALL
        .map(|language| texts::with(language, |messages| lines(cleaning, rules, messages)));
    all.iter().all(|lines| !lines.is_empty()).then_some(all)
}

/// Says by the ids of its words why nothing was made, and what to do.
pub(crate) fn because(why: &str, help: &str) -> Why {
    Language::ALL.map(|language| {
        texts::with(language, |messages| {
            vec![messages.get(why, &[]), to_do(messages, messages.get(help, &[]))]
        })
    })
}

fn to_do(messages: &Messages, help: String) -> String {
    messages.get("desk-to-do", &[("help", help.into())])
}

fn lines(cleaning: &Cleaning, rules: &RuleSet, messages: &Messages) -> Vec<String> {
    let Some(reason) = why::reason(cleaning, messages) else {
        return why::to_look_at(cleaning, messages);
    };
    let mut lines = vec![reason.why];
    lines.extend(why::left(cleaning, rules, messages));
    lines.push(to_do(messages, reason.help));
    lines
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use detect::{Evidence, Report, Verdict};
    use document::{Coverage, ProblemCode, Refusal};
    use run::clean::{Leftover, Outcome, Proof, Spot};

    use super::*;

    fn ended(outcome: Outcome, left: usize) -> Cleaning {
        let before = Report {
            file: "a.bin".to_owned(),
            file_bytes: None,
            format: "pst",
            coverage: Coverage::Whole,
            verdict: Verdict::Withhold,
            findings: Vec::new(),
            problems: Vec::new(),
            bytes: 1,
            examined: Vec::new(),
            checks: None,
        };
        let spot = Spot { path: Arc::new([]), label: "page 2".into(), hidden: None };
        let evidence = Evidence::new("Kim Asker of the harbour");
        let left_over = Leftover { evidence, rule: None, was: None, is: Some(spot) };
        Cleaning {
            path: "a.bin".into(),
            before,
            after: None,
            redacted: Vec::new(),
            struck: Vec::new(),
            left: vec![left_over; left],
            copy: None,
            outcome,
            proof: Proof::default(),
        }
    }

    #[test]
    fn every_end_without_a_copy_says_why_and_what_to_do_in_each_language() {
        let rules = RuleSet::built_in();
        assert_eq!(told(&ended(Outcome::Proven, 0), &rules), None);
        let mut ends = BTreeSet::new();
        for outcome in [
            Outcome::Marked,
            Outcome::Refused(Refusal::NoCleaner),
            Outcome::Refused(Refusal::Member),
            Outcome::Refused(Refusal::Pixels),
            Outcome::Refused(Refusal::Unplaced),
            Outcome::TextLost,
            Outcome::LooksDifferent,
            Outcome::NotGone,
            Outcome::Unread(ProblemCode::Encrypted),
        ] {
            let [english, chinese] = told(&ended(outcome, 0), &rules).unwrap();
            assert_eq!((english.len(), chinese.len()), (2, 2), "{english:?}");
            assert!(english[1].starts_with("What to do: "), "{english:?}");
            assert!(chinese.iter().zip(&english).all(|(chinese, english)| chinese != english));
            assert!(ends.insert(english), "{outcome:?} is told like another");
        }
    }

    #[test]
    fn what_is_left_is_masked_and_its_place_is_named() {
        let [english, _] = told(&ended(Outcome::NotGone, 7), &RuleSet::built_in()).unwrap();
        assert_eq!(english.len(), 2 + 5 + 1, "{english:?}");
        assert!(english[1].contains("page 2") && !english[1].contains("harbour"), "{english:?}");
    }
}
