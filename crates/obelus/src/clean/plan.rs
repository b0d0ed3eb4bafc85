//! What is done with each finding: redacted or kept, by the policy and the command line.

use std::collections::BTreeSet;
use std::sync::Arc;

use detect::{Category, Finding, nearest};

use super::decisions::{Decision, Decisions};
use super::profile::Profile;
use super::terms;
use crate::args::CleanArgs;
use crate::digest_key;
use crate::failure::Failure;
use crate::settings::Settings;

/// What is done with findings.
pub(super) struct Choice<'a> {
    settings: &'a Settings,
    only: BTreeSet<String>,
    keep: BTreeSet<String>,
    profile: Profile,
    decisions: Decisions,
}

impl<'a> Choice<'a> {
    /// Takes the choices of the command line.
    pub(super) fn new(args: &CleanArgs, settings: &'a Settings) -> Result<Self, Failure> {
        let only = named(&args.only, "--only", settings)?;
        let keep = named(&args.keep, "--keep", settings)?;
        let profile = Profile::named(args.profile.as_deref())?;
        let key = match &args.plan {
            Some(_) => digest_key::load(args.key_file.as_deref())?,
            None => None,
        };
        let decisions = Decisions::read(args.plan.as_deref(), key)?;
        Ok(Self { settings, only, keep, profile, decisions })
    }

    /// Id of the message that says what the occasion asks to think of.
    pub(super) fn note(&self) -> Option<&str> {
        self.profile.note()
    }

    /// Returns what stands in place of a finding; `None` when it is kept.
    pub(super) fn replacement(&self, finding: &Finding) -> Option<Arc<str>> {
        let rule = self.settings.rules.rule(finding.rule);
        if terms::is_one(&rule.id) {
            return Some(self.profile.replacement(rule.category));
        }
        // A marking is never taken away: its file is for those who may decide.
        if rule.category == Category::Marking {
            return None;
        }
        let is_named = |names: &BTreeSet<String>| {
            names.contains(&rule.id) || names.contains(rule.category.name())
        };
        let goes = match self.decisions.about(finding, rule) {
            Some(decision) => decision == Decision::Redact,
            None => {
                (self.only.is_empty() || is_named(&self.only))
                    && !is_named(&self.keep)
                    && self.settings.policy.fails(finding)
            }
        };
        goes.then(|| self.profile.replacement(rule.category))
    }
}

/// Returns the rules and categories that an option names, which there must be.
fn named(names: &[String], option: &str, settings: &Settings) -> Result<BTreeSet<String>, Failure> {
    let categories = || Category::ALL.iter().map(|category| category.name());
    for name in names {
        let is_known = categories().any(|known| known == name)
            || settings.rules.rules().iter().any(|rule| rule.id == *name);
        if is_known {
            continue;
        }
        let rules = settings.rules.rules().iter().map(|rule| rule.id.as_str());
        let failure = Failure::usage(format!("{option}: there is no rule or category `{name}`"));
        return Err(failure.help(match nearest(name, rules.chain(categories())) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "`obelus rules list` lists the rules".to_owned(),
        }));
    }
    Ok(names.iter().cloned().collect())
}
