//! What someone decided about the findings of one file, for those who make the copy.

use std::collections::BTreeMap;

use detect::{Finding, Rule, RuleSet};
use run::clean::{Cleaning, Outcome};
use server::desk::Decided;

use crate::clean::terms;
use crate::settings::Settings;

/// What is to stay.
pub(crate) struct Choices<'a> {
    rules: &'a RuleSet,
    keep: BTreeMap<&'a str, Vec<&'a str>>,
}

impl<'a> Choices<'a> {
    pub(crate) fn new(decided: &'a Decided, rules: &'a RuleSet) -> Self {
        let mut keep: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (rule, text) in &decided.keep {
            keep.entry(rule).or_default().push(text);
        }
        Self { rules, keep }
    }

    /// True unless someone decided that it stays: what nobody saw does not go out.
    pub(crate) fn wants_gone(&self, finding: &Finding) -> bool {
        let kept = self.keep.get(self.rules.rule(finding.rule).id.as_str());
        !kept.is_some_and(|texts| texts.contains(&finding.evidence.reveal()))
    }
}

/// Returns the rules with the texts that someone typed in, when there are any.
pub(crate) fn with_own_texts(settings: &Settings, texts: &[String]) -> Option<RuleSet> {
    if texts.is_empty() {
        return None;
    }
    let mut rules: Vec<Rule> = settings.file.terms.iter().map(|term| term.value.clone()).collect();
    rules.extend((1..).zip(texts).filter_map(|(number, text)| terms::literal(text, number)));
    let set = RuleSet::with(rules).ok()?;
    Some(set.without(&settings.policy.disabled))
}

/// True when every text can be looked for; one that cannot would be left where it is.
pub(crate) fn can_look_for(texts: &[String]) -> bool {
    texts.iter().all(|text| terms::literal(text, 1).is_some())
}

/// The id of the words for how cleaning ended.
pub(crate) fn outcome(cleaning: &Cleaning) -> &'static str {
    match cleaning.outcome {
        Outcome::Proven if !cleaning.struck.is_empty() => "clean-struck",
        Outcome::Proven => "clean-proven",
        Outcome::NeedsPerson => "clean-needs-person",
        Outcome::Unread(_) => "clean-unread",
        _ => "clean-refused",
    }
}
