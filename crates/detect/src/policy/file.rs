//! `obelus.toml`: what an organisation writes down.

use globset::{Glob, GlobBuilder, GlobMatcher};
use rules::{Confidence, Rule, Severity};
use time::Date;
use toml::de::DeTable;

use super::setting::{PolicyError, Setting};
use super::toml_reader::{Section, Value, line_at};
use super::{Inline, Policy, terms};
use crate::{RuleSet, nearest};
use document::{Effect, PROBLEMS};

/// A policy file, with the line of each of its settings.
#[derive(Debug, Clone, Default)]
pub struct PolicyFile {
    /// `[scan] fail-on`.
    pub fail_on: Option<Setting<Severity>>,
    /// `[scan] min-confidence`.
    pub min_confidence: Option<Setting<Confidence>>,
    /// `[scan] inline`.
    pub inline: Option<Setting<Inline>>,
    /// `[scan] accept-unread`: codes of problems, with the reason for each.
    pub accept_unread: Vec<Setting<(String, String)>>,
    /// `[rules] disable`.
    pub disable: Vec<Setting<String>>,
    /// `[rules] severity`.
    pub severities: Vec<Setting<(String, Severity)>>,
    /// `[[terms]]`, each as a rule.
    pub terms: Vec<Setting<Rule>>,
    /// `[zones] files`.
    pub zones: Vec<Setting<String>>,
    /// `[[suppress]]`.
    pub suppressions: Vec<Setting<Suppression>>,
}

/// Findings that someone said do not count, until a day.
#[derive(Debug, Clone)]
pub struct Suppression {
    /// Id of the rule.
    pub rule: String,
    /// Files that it holds for; all when empty.
    pub files: Option<GlobMatcher>,
    /// The value that it holds for; all when empty.
    pub digest: Option<String>,
    /// Why.
    pub reason: String,
    /// The last day on which it holds.
    pub until: Date,
}

impl PolicyFile {
    /// Parses a policy file.
    ///
    /// # Errors
    ///
    /// When it is no TOML, has a key or value that is not known, or a term that cannot be looked for.
    pub fn parse(source: &str) -> Result<Self, PolicyError> {
        let root = DeTable::parse(source).map_err(|error| PolicyError {
            line: error.span().map_or(1, |span| line_at(source, span.start)),
            message: error.message().to_owned(),
            help: None,
        })?;
        let root = Section::root(&root, source, &["scan", "rules", "terms", "zones", "suppress"])?;
        let mut file = Self::default();
        if let Some(scan) = root.get("scan") {
            file.read_scan(scan)?;
        }
        if let Some(rules) = root.get("rules") {
            file.read_rules(rules)?;
        }
        for term in members(root.get("terms"))? {
            file.terms.push(terms::read(term)?);
        }
        if let Some(zones) = root.get("zones") {
            let zones = zones.section(&["files"])?;
            file.zones = texts(zones.get("files"))?;
        }
        for suppression in members(root.get("suppress"))? {
            file.suppressions.push(read_suppression(suppression)?);
        }
        Ok(file)
    }

    fn read_scan(&mut self, scan: Value<'_>) -> Result<(), PolicyError> {
        let scan = scan.section(&["fail-on", "min-confidence", "inline", "accept-unread"])?;
        self.inline = scan.get("inline").map(|value| inline(&value)).transpose()?;
        self.fail_on = scan
            .get("fail-on")
            .map(|value| value.severity().map(|severity| setting(&value, severity)))
            .transpose()?;
        self.min_confidence = scan
            .get("min-confidence")
            .map(|value| value.confidence().map(|confidence| setting(&value, confidence)))
            .transpose()?;
        let Some(accepted) = scan.get("accept-unread") else { return Ok(()) };
        for (code, reason) in accepted.names()?.entries() {
            check_blocking_code(code)
                .map_err(|(message, help)| PolicyError { help, ..reason.error(message) })?;
            let value = (code.to_owned(), reason.text()?.to_owned());
            self.accept_unread.push(setting(&reason, value));
        }
        Ok(())
    }

    fn read_rules(&mut self, rules: Value<'_>) -> Result<(), PolicyError> {
        let rules = rules.section(&["disable", "severity"])?;
        self.disable = texts(rules.get("disable"))?;
        let Some(severities) = rules.get("severity") else { return Ok(()) };
        for (rule, severity) in severities.names()?.entries() {
            let value = (rule.to_owned(), severity.severity()?);
            self.severities.push(setting(&severity, value));
        }
        Ok(())
    }

    /// Returns the policy, with the names of rules held against those that there are.
    ///
    /// # Errors
    ///
    /// When a rule is not known, or a term has the name of another rule.
    pub fn policy(&self, rules: &RuleSet) -> Result<Policy, PolicyError> {
        let mut policy = Policy::default();
        for Setting { value, line } in &self.disable {
            policy.disabled.insert(rule_id(rules, value, *line)?);
        }
        for Setting { value: (rule, severity), line } in &self.severities {
            policy.severities.insert(rule_id(rules, rule, *line)?, *severity);
        }
        for Setting { value, line } in &self.suppressions {
            rule_id(rules, &value.rule, *line)?;
        }
        for Setting { value: term, line } in &self.terms {
            let same = |rule: &&Rule| rule.id == term.id || rule.aliases.contains(&term.id);
            if rules.rules().iter().filter(same).count() > 1 {
                let message = format!("the term `{}` has the name of another rule", term.id);
                return Err(PolicyError { line: *line, message, help: None });
            }
            policy.own_terms.insert(term.id.clone());
        }
        policy.accepted_problems =
            self.accept_unread.iter().map(|setting| setting.value.clone()).collect();
        policy.inline = self.inline.as_ref().map_or(policy.inline, |setting| setting.value);
        policy.gate.fail_on = self.fail_on.as_ref().map_or(policy.gate.fail_on, |s| s.value);
        policy.gate.min_confidence =
            self.min_confidence.as_ref().map_or(policy.gate.min_confidence, |s| s.value);
        Ok(policy)
    }
}

/// Holds a code of problems against the table of those that block.
///
/// # Errors
///
/// With a message and perhaps what was meant, when there is no such problem, or it does not block.
pub fn check_blocking_code(code: &str) -> Result<(), (String, Option<String>)> {
    let blocking = || PROBLEMS.iter().filter(|info| info.effect == Effect::Blocks);
    if blocking().any(|info| info.name == code) {
        return Ok(());
    }
    if PROBLEMS.iter().any(|info| info.name == code) {
        return Err((format!("`{code}` does not block, so there is nothing to accept"), None));
    }
    let meant = nearest(code, blocking().map(|info| info.name));
    let help = meant.map(|meant| format!("did you mean `{meant}`?"));
    Err((format!("there is no problem `{code}`"), help))
}

fn rule_id(rules: &RuleSet, name: &str, line: usize) -> Result<String, PolicyError> {
    if let Some((_, rule)) = rules.by_id(name) {
        return Ok(rule.id.clone());
    }
    let meant = nearest(name, rules.rules().iter().map(|rule| rule.id.as_str()));
    Err(PolicyError {
        line,
        message: format!("there is no rule `{name}`"),
        help: Some(match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "`obelus rules list` lists them".to_owned(),
        }),
    })
}

fn read_suppression(value: Value<'_>) -> Result<Setting<Suppression>, PolicyError> {
    let section = value.section(&["rule", "files", "digest", "reason", "until"])?;
    let files = section.get("files").map(|files| glob(&files)).transpose()?;
    let digest = section.get("digest").map(|digest| digest.text()).transpose()?;
    if files.is_none() && digest.is_none() {
        return Err(PolicyError {
            line: section.line(),
            message: "a suppression names `files` or a `digest`".to_owned(),
            help: Some("to turn a rule off everywhere, use `disable` in [rules]".to_owned()),
        });
    }
    let suppression = Suppression {
        rule: section.need("rule")?.text()?.to_owned(),
        files,
        digest: digest.map(str::to_owned),
        reason: section.need("reason")?.text()?.to_owned(),
        until: section.need("until")?.day()?,
    };
    Ok(Setting { value: suppression, line: section.line() })
}

fn glob(value: &Value<'_>) -> Result<GlobMatcher, PolicyError> {
    let text = value.text()?;
    let glob: Result<Glob, _> = GlobBuilder::new(text).literal_separator(true).build();
    glob.map(|glob| glob.compile_matcher())
        .map_err(|error| value.error(format!("`{text}` is no pattern of files: {}", error.kind())))
}

fn inline(value: &Value<'_>) -> Result<Setting<Inline>, PolicyError> {
    let text = value.text()?;
    let meant = Inline::ALL.into_iter().find(|inline| inline.name() == text);
    let wrong = || PolicyError {
        help: Some("it is `off`, `code` or `text`".to_owned()),
        ..value.error(format!("`{text}` does not say where comments may allow findings"))
    };
    meant.map(|inline| setting(value, inline)).ok_or_else(wrong)
}

fn members(value: Option<Value<'_>>) -> Result<Vec<Value<'_>>, PolicyError> {
    value.map_or_else(|| Ok(Vec::new()), Value::list)
}

fn texts(value: Option<Value<'_>>) -> Result<Vec<Setting<String>>, PolicyError> {
    let texts = members(value)?;
    texts.iter().map(|value| Ok(setting(value, value.text()?.to_owned()))).collect()
}

fn setting<T>(at: &Value<'_>, value: T) -> Setting<T> {
    Setting { value, line: at.line }
}
