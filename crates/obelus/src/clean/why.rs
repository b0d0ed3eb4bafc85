//! Why a file has no copy, what its copy has still, and what of it a person has to look at: in words.

use std::collections::BTreeSet;

use detect::output::plain;
use detect::{Category, RuleSet, mask};
use document::{Effect, Refusal};
use run::clean::{Cleaning, Leftover, Outcome, Spot};

use crate::human::place;
use crate::messages::Messages;

/// Things left in one copy that are told one by one.
const LEFT_TOLD_MAX: usize = 5;

/// Why there is no copy, and what to do.
pub(crate) struct Reason {
    pub(crate) why: String,
    pub(crate) help: String,
}

/// Returns why there is no copy; nothing where there is one.
pub(crate) fn reason(cleaning: &Cleaning, messages: &Messages) -> Option<Reason> {
    let id = match cleaning.outcome {
        Outcome::Proven | Outcome::NeedsPerson => return None,
        Outcome::Unread(code) => {
            let info = code.info();
            let (why, help) = (messages.problem(info, None), messages.problem_help(info));
            return Some(Reason { why, help });
        }
        Outcome::Marked => "marked",
        Outcome::Refused(Refusal::NoCleaner) if cleaning.before.format == "pst" => "mailbox",
        Outcome::Refused(Refusal::NoCleaner) => "no-cleaner",
        Outcome::Refused(Refusal::Member) => "member",
        Outcome::Refused(Refusal::Pixels) => "pixels",
        Outcome::Refused(_) => "unplaced",
        Outcome::TextLost => "text-lost",
        Outcome::LooksDifferent => "looks-different",
        // Nothing was found, but not everything was looked at either.
        Outcome::NotGone if cleaning.left.is_empty() => "not-searched",
        Outcome::NotGone => "not-gone",
    };
    let say = |what: &str| messages.get(&format!("clean-{what}-{id}"), &[]);
    Some(Reason { why: say("why"), help: say("help") })
}

/// Returns what the copy has still: what each is, masked, and where.
pub(crate) fn left(cleaning: &Cleaning, rules: &RuleSet, messages: &Messages) -> Vec<String> {
    let told = cleaning.left.iter().take(LEFT_TOLD_MAX);
    let mut lines: Vec<String> = told.map(|left| left_over(left, rules, messages)).collect();
    let more = cleaning.left.len().saturating_sub(LEFT_TOLD_MAX);
    if more > 0 {
        lines.push(messages.get("clean-left-more", &[("count", more.into())]));
    }
    lines
}

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

/// Returns what of the copy a person has to look at.
pub(crate) fn to_look_at(cleaning: &Cleaning, messages: &Messages) -> Vec<String> {
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
