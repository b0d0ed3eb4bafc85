//! Why a file has no copy, or what of its copy a person has to look at: in words, for the desks.

use std::collections::BTreeSet;

use detect::output::plain;
use detect::{Category, RuleSet, mask};
use document::{Effect, Refusal};
use run::clean::{Cleaning, Leftover, Outcome, Spot};
use server::desk::{Language, Why};

use super::texts;
use crate::human::place;
use crate::messages::Messages;

/// Things left in one copy that are told one by one.
const LEFT_TOLD_MAX: usize = 5;

/// Says it in each language; nothing where the copy is proven.
pub(crate) fn why(cleaning: &Cleaning, rules: &RuleSet) -> Option<Why> {
    let told = Language::ALL
        .map(|language| texts::with(language, |messages| lines(cleaning, rules, messages)));
    told.iter().all(|lines| !lines.is_empty()).then_some(told)
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
    let id = match cleaning.outcome {
        Outcome::Proven => return Vec::new(),
        Outcome::NeedsPerson => return to_look_at(cleaning, messages),
        Outcome::Unread(code) => {
            let (why, help) =
                (messages.problem(code.info(), None), messages.problem_help(code.info()));
            return vec![why, to_do(messages, help)];
        }
        Outcome::Marked => "marked",
        Outcome::Refused(Refusal::NoCleaner) if cleaning.before.format == "pst" => "mailbox",
        Outcome::Refused(Refusal::NoCleaner) => "no-cleaner",
        Outcome::Refused(Refusal::Member) => "member",
        Outcome::Refused(Refusal::Pixels) => "pixels",
        Outcome::Refused(_) => "unplaced",
        Outcome::TextLost => "text-lost",
        Outcome::LooksDifferent => "looks-different",
        _ if cleaning.left.is_empty() => "not-searched",
        _ => "not-gone",
    };
    let mut lines = vec![messages.get(&format!("clean-why-{id}"), &[])];
    let left = cleaning.left.iter().take(LEFT_TOLD_MAX);
    lines.extend(left.map(|left| left_over(left, rules, messages)));
    if let Some(more) = cleaning.left.len().checked_sub(LEFT_TOLD_MAX).filter(|more| *more > 0) {
        lines.push(messages.get("clean-left-more", &[("count", more.into())]));
    }
    lines.push(to_do(messages, messages.get(&format!("clean-help-{id}"), &[])));
    lines
}

fn to_look_at(cleaning: &Cleaning, messages: &Messages) -> Vec<String> {
    let mut told = BTreeSet::new();
    let problems = cleaning.after.iter().flat_map(|after| &after.problems);
    let blocks = problems.filter(|problem| problem.effect() == Effect::Blocks);
    let first = blocks.filter(|problem| told.insert(problem.code.info().name));
    let line = |problem: &document::Problem| {
        let text = messages.problem(problem.code.info(), problem.number);
        messages.get("clean-look-at", &[("message", text.into())])
    };
    first.map(line).collect()
}

/// What is there still, masked, and where.
fn left_over(left: &Leftover, rules: &RuleSet, messages: &Messages) -> String {
    let rule = left.rule.map(|rule| rules.rule(rule));
    let what = match rule {
        Some(rule) => plain(rule.title_in(messages.language.title_key())).into_owned(),
        None => messages.get("clean-left-text", &[]),
    };
    let is_secret = rule.is_some_and(|rule| rule.category == Category::Secret);
    let masked = plain(&mask(left.evidence.reveal(), is_secret)).into_owned();
    let spot = |spot: &Spot| {
        place::of_label(&spot.path, &spot.label, messages) + &place::hidden(spot.hidden, messages)
    };
    let was = left.was.as_ref();
    let was = was.map(|was| messages.get("clean-left-was", &[("place", spot(was).into())]));
    let is = match &left.is {
        Some(is) => messages.get("clean-left-is", &[("place", spot(is).into())]),
        None => messages.get("clean-left-bytes", &[]),
    };
    let places: Vec<String> = was.into_iter().chain([is]).collect();
    let place = places.join(&messages.get("separator", &[]));
    let values = [("what", what.into()), ("masked", masked.into()), ("place", place.into())];
    messages.get("clean-left", &values)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use detect::{Evidence, Report, Verdict};
    use document::{Coverage, ProblemCode};
    use run::clean::Proof;

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
        assert_eq!(why(&ended(Outcome::Proven, 0), &rules), None);
        let mut told = BTreeSet::new();
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
            let [english, chinese] = why(&ended(outcome, 0), &rules).unwrap();
            assert_eq!((english.len(), chinese.len()), (2, 2), "{english:?}");
            assert!(english[1].starts_with("What to do: "), "{english:?}");
            assert!(chinese.iter().zip(&english).all(|(chinese, english)| chinese != english));
            assert!(told.insert(english), "{outcome:?} is told like another");
        }
    }

    #[test]
    fn what_is_left_is_masked_and_its_place_is_named() {
        let [english, _] = why(&ended(Outcome::NotGone, 7), &RuleSet::built_in()).unwrap();
        assert_eq!(english.len(), 2 + LEFT_TOLD_MAX + 1, "{english:?}");
        assert!(english[1].contains("page 2") && !english[1].contains("harbour"), "{english:?}");
    }
}
