//! What does not count, and who said so: a policy's suppressions, a baseline, a comment in the code.
//!
//! A finding that does not count is still told; nothing here takes one out.

mod baseline;
mod inline;

use time::Date;

use crate::{DigestKey, Finding, Report, RuleSet, Setting, Suppression};

pub use baseline::{Baseline, BaselineError};
pub use inline::{InlineNote, NoteKind, apply_inline, forbidden, is_source_code, may_allow};

/// Name of the digest among a result's fingerprints in SARIF.
pub const DIGEST_FINGERPRINT: &str = "obelusDigest/v1";
/// Name of the place among a result's fingerprints in SARIF.
pub const PLACE_FINGERPRINT: &str = "obelusPlace/v1";
/// How the reason of a finding begins that a policy suppresses.
pub const POLICY: &str = "policy: ";
/// How the reason of a finding begins that a comment beside it allows.
pub const INLINE: &str = "inline: ";
/// The reason of a finding that a former run had.
pub const BASELINE: &str = "baseline";
/// The reason of a finding that is the name of the person who asked for the file.
pub const REQUESTER: &str = "requester";

/// A policy's suppressions and a baseline, with what became of them.
#[derive(Debug)]
pub struct Suppressor<'a> {
    entries: Vec<Entry<'a>>,
    baseline: Option<Baseline>,
    key: Option<&'a DigestKey>,
}

#[derive(Debug)]
struct Entry<'a> {
    setting: &'a Setting<Suppression>,
    /// Index of its rule.
    rule: Option<usize>,
    expired: bool,
    used: u64,
}

impl<'a> Suppressor<'a> {
    /// Takes suppressions as they hold on the day `today`.
    #[must_use]
    pub fn new(
        suppressions: &'a [Setting<Suppression>],
        baseline: Option<Baseline>,
        key: Option<&'a DigestKey>,
        rules: &RuleSet,
        today: Date,
    ) -> Self {
        let entry = |setting: &'a Setting<Suppression>| Entry {
            setting,
            rule: rules.by_id(&setting.value.rule).map(|(index, _)| index),
            expired: setting.value.until < today,
            used: 0,
        };
        Self { entries: suppressions.iter().map(entry).collect(), baseline, key }
    }

    /// Notes at each finding of a report why it does not count, if someone said so.
    ///
    /// `path` is the file as patterns name it: relative to the folder of the policy, where it is
    /// inside that.
    pub fn apply(&mut self, report: &mut Report, path: &str, rules: &RuleSet) {
        if self.entries.is_empty() && self.baseline.is_none() {
            return;
        }
        let (file, findings) = (&report.file, &mut report.findings);
        for finding in findings.iter_mut().filter(|finding| finding.suppressed.is_none()) {
            let rule = rules.rule(finding.rule);
            let digest = self.key.map(|key| key.digest(rule.category, &finding.evidence));
            let entry = self.entries.iter_mut().find(|entry| {
                !entry.expired && entry.holds_for(finding.rule, path, digest.as_deref())
            });
            if let Some(entry) = entry {
                entry.used += 1;
                let Suppression { reason, until, .. } = &entry.setting.value;
                finding.suppressed = Some(format!("{POLICY}{reason} (until {until})"));
                continue;
            }
            let known =
                self.baseline.as_ref().zip(digest.as_deref()).is_some_and(|(baseline, digest)| {
                    baseline.knows(&rule.id, digest, &place_class(file, finding))
                });
            if known {
                finding.suppressed = Some(BASELINE.to_owned());
            }
        }
    }

    /// Suppressions whose day is over.
    pub fn expired(&self) -> impl Iterator<Item = &'a Setting<Suppression>> {
        self.entries.iter().filter(|entry| entry.expired).map(|entry| entry.setting)
    }

    /// Suppressions that hold and were not needed.
    pub fn unused(&self) -> impl Iterator<Item = &'a Setting<Suppression>> {
        let unused = |entry: &&Entry<'_>| !entry.expired && entry.used == 0;
        self.entries.iter().filter(unused).map(|entry| entry.setting)
    }
}

impl Entry<'_> {
    fn holds_for(&self, rule: usize, path: &str, digest: Option<&str>) -> bool {
        let Suppression { files, digest: wanted, .. } = &self.setting.value;
        self.rule == Some(rule)
            && files.as_ref().is_none_or(|files| files.is_match(path))
            && wanted.as_deref().is_none_or(|wanted| Some(wanted) == digest)
    }
}

/// Returns where a finding stands without what changes when text is added before it: the file, what
/// holds the part, the part without its number, and how it is hidden.
#[must_use]
pub fn place_class(file: &str, finding: &Finding) -> String {
    let location = &finding.location;
    class(file, &location.path, &location.label, location.hidden.map(document::Hidden::name))
}

fn class(file: &str, path: &[String], label: &str, hidden: Option<&str>) -> String {
    let file = file.strip_prefix("./").unwrap_or(file).replace('\\', "/");
    let label: String = label.chars().filter(|character| !character.is_numeric()).collect();
    let mut names = vec![file.as_str()];
    names.extend(path.iter().map(String::as_str));
    names.extend([label.trim(), hidden.unwrap_or("shown")]);
    crate::output::text::plain(&names.join("!")).into_owned()
}

#[cfg(test)]
mod tests;
