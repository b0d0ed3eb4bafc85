//! `--plan`: decisions of a review, each about a value or a rule.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use detect::{DigestKey, Finding, Rule};
use serde_json::Value;

use crate::failure::Failure;

/// What was decided about a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    Keep,
    Redact,
}

/// Decisions by digest of a value, and by id of a rule.
#[derive(Default)]
pub(super) struct Decisions {
    by_digest: BTreeMap<String, Decision>,
    by_rule: BTreeMap<String, Decision>,
    key: Option<DigestKey>,
}

impl Decisions {
    /// Reads `{"v":1,"decisions":[{"digest"|"rule":…,"action":"keep"|"redact"}]}`.
    pub(super) fn read(file: Option<&Path>, key: Option<DigestKey>) -> Result<Self, Failure> {
        let Some(file) = file else { return Ok(Self::default()) };
        let wrong = |what: &str| {
            Failure::usage(format!("cannot use the plan `{}`: {what}", file.display())).help(
                "write {\"v\":1,\"decisions\":[{\"digest\":\"…\",\"action\":\"keep\"}]}; digests \
                 and rules are those of `obelus scan --format jsonl`",
            )
        };
        let text = fs::read_to_string(file).map_err(|error| wrong(&error.to_string()))?;
        let plan: Value = serde_json::from_str(&text).map_err(|error| wrong(&error.to_string()))?;
        if plan.get("v").and_then(Value::as_u64) != Some(1) {
            return Err(wrong("its version is not 1"));
        }
        let list = plan.get("decisions").and_then(Value::as_array);
        let mut decisions = Self { key, ..Self::default() };
        for entry in list.ok_or_else(|| wrong("it has no list `decisions`"))? {
            let action = match entry.get("action").and_then(Value::as_str) {
                Some("keep") => Decision::Keep,
                Some("redact") => Decision::Redact,
                _ => return Err(wrong("an action is neither `keep` nor `redact`")),
            };
            let text = |name: &str| entry.get(name).and_then(Value::as_str).map(str::to_owned);
            match (text("digest"), text("rule")) {
                (Some(digest), _) => decisions.by_digest.insert(digest, action),
                (None, Some(rule)) => decisions.by_rule.insert(rule, action),
                (None, None) => return Err(wrong("a decision names neither digest nor rule")),
            };
        }
        if decisions.key.is_none() && !decisions.by_digest.is_empty() {
            return Err(wrong("its digests need a key, and there is none"));
        }
        Ok(decisions)
    }

    /// Returns what was decided about a finding; a decision about its value comes first.
    pub(super) fn about(&self, finding: &Finding, rule: &Rule) -> Option<Decision> {
        let digest = self.key.as_ref().map(|key| key.digest(rule.category, &finding.evidence));
        let by_digest = digest.and_then(|digest| self.by_digest.get(&digest).copied());
        by_digest.or_else(|| self.by_rule.get(&rule.id).copied())
    }
}
