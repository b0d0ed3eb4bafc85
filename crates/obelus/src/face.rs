//! How verdicts and problems show themselves to a person, in a terminal and on a page alike.

use detect::{Policy, Verdict};
use document::{Effect, Problem};

use crate::messages::Messages;

/// The mark and the message of a verdict.
pub(crate) const fn of_verdict(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Withhold => ("■", "verdict-withhold"),
        Verdict::Incomplete => ("?", "verdict-incomplete"),
        Verdict::Review => ("▲", "verdict-review"),
        Verdict::NothingFound => ("○", "verdict-nothing-found"),
    }
}

/// A verdict as a word in a sentence, by its name in outputs; any other name stays as it is.
pub(crate) fn verdict_word(name: &str, messages: &Messages) -> String {
    let all = [Verdict::Withhold, Verdict::Incomplete, Verdict::Review, Verdict::NothingFound];
    match all.iter().any(|verdict| verdict.name() == name) {
        true => messages.get(&format!("desk-verdict-{name}"), &[]),
        false => name.to_owned(),
    }
}

/// The message that says what a problem means for the file under a policy.
pub(crate) fn of_problem(policy: &Policy, problem: &Problem) -> &'static str {
    match (policy.accepted(problem), problem.effect()) {
        (Some(_), _) => "problem-accepted",
        (None, Effect::Blocks) => "problem-blocks",
        (None, Effect::Noted) => "problem-noted",
    }
}
