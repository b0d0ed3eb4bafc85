//! What is done with each finding: redacted or kept, by the policy and the command line.

use std::collections::BTreeSet;
use std::sync::Arc;

use detect::{Category, Finding, nearest};

use super::terms;
use crate::args::CleanArgs;
use crate::failure::Failure;
use crate::settings::Settings;

/// What stands in place of what was redacted.
const REDACTED: &str = "[redacted]";

/// What is done with findings.
pub(super) struct Choice<'a> {
    settings: &'a Settings,
    only: BTreeSet<String>,
    keep: BTreeSet<String>,
    replacement: Arc<str>,
}

impl<'a> Choice<'a> {
    /// Takes the choices of the command line.
    pub(super) fn new(args: &CleanArgs, settings: &'a Settings) -> Result<Self, Failure> {
        let only = named(&args.only, "--only", settings)?;
        let keep = named(&args.keep, "--keep", settings)?;
        Ok(Self { settings, only, keep, replacement: Arc::from(REDACTED) })
    }

    /// Returns what stands in place of a finding; `None` when it is kept.
    pub(super) fn replacement(&self, finding: &Finding) -> Option<Arc<str>> {
        let rule = self.settings.rules.rule(finding.rule);
        if terms::is_one(&rule.id) {
            return Some(Arc::clone(&self.replacement));
        }
        // A marking is never taken away: its file is for those who may decide.
        if rule.category == Category::Marking {
            return None;
        }
        let is_named = |names: &BTreeSet<String>| {
            names.contains(&rule.id) || names.contains(rule.category.name())
        };
        let chosen = (self.only.is_empty() || is_named(&self.only)) && !is_named(&self.keep);
        (chosen && self.settings.policy.fails(finding)).then(|| Arc::clone(&self.replacement))
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
