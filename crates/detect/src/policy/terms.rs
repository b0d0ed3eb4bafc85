//! An organisation's own terms, as rules.
//!
//! They never grade above `review`: what a word list says is for a person to look at.

use std::collections::BTreeMap;

use document::fold;
use rules::{Border, Category, Confidence, Needs, Rule, Severity, Verified};

use super::setting::{PolicyError, Setting};
use super::toml_reader::{Section, Value};

/// Reads one `[[terms]]`.
pub(super) fn read(value: Value<'_>) -> Result<Setting<Rule>, PolicyError> {
    let known =
        ["id", "text", "texts", "title", "category", "severity", "ignore-case", "why", "remedy"];
    let term = value.section(&known)?;
    let texts = texts(&term)?;
    let id = id(&term)?;
    let title = text_or(&term, "title", &id)?;
    let ignore_case = term.get("ignore-case").map_or(Ok(true), |value| value.boolean())?;
    let rule = Rule {
        aliases: Vec::new(),
        titles: BTreeMap::new(),
        category: category(&term)?,
        severity: severity(&term)?,
        confidence: Confidence::High,
        patterns: texts.iter().map(|text| pattern(text)).collect(),
        border: Border::None,
        ignore_case,
        parts: Vec::new(),
        names: Vec::new(),
        hidden: Vec::new(),
        detector: None,
        check: None,
        entropy_min: None,
        needs: Needs::Nothing,
        context: BTreeMap::new(),
        against: BTreeMap::new(),
        known: Vec::new(),
        marking: None,
        pieces: Vec::new(),
        personal: None,
        negatives: Vec::new(),
        why: text_or(&term, "why", "It is one of your organisation's own terms.")?,
        remedy: text_or(&term, "remedy", "Ask someone who may decide about it before publishing.")?,
        source: "obelus.toml".to_owned(),
        verified: Verified::StructureOnly,
        unproven: false,
        examples: texts,
        title,
        id,
    };
    check_patterns(&rule, term.line())?;
    Ok(Setting { value: rule, line: term.line() })
}

fn texts(term: &Section<'_>) -> Result<Vec<String>, PolicyError> {
    let one = term.get("text").map(|value| value.text()).transpose()?;
    let many = term.get("texts").map_or_else(|| Ok(Vec::new()), Value::list)?;
    let many = many.iter().map(Value::text).collect::<Result<Vec<_>, _>>()?;
    let texts: Vec<String> = one.into_iter().chain(many).map(str::to_owned).collect();
    if texts.is_empty() {
        term.need("text")?;
    }
    Ok(texts)
}

fn id(term: &Section<'_>) -> Result<String, PolicyError> {
    let value = term.need("id")?;
    let id = value.text()?;
    let kebab = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    match id.bytes().all(kebab) {
        true => Ok(id.to_owned()),
        false => Err(value.wrong("in lower-case letters, digits and hyphens")),
    }
}

fn text_or(term: &Section<'_>, key: &str, default: &str) -> Result<String, PolicyError> {
    Ok(term.get(key).map(|value| value.text()).transpose()?.unwrap_or(default).to_owned())
}

fn category(term: &Section<'_>) -> Result<Category, PolicyError> {
    let category = |value: Value<'_>| value.one_of(&Category::ALL, Category::name);
    term.get("category").map_or(Ok(Category::Technical), category)
}

fn severity(term: &Section<'_>) -> Result<Severity, PolicyError> {
    let Some(value) = term.get("severity") else { return Ok(Severity::Medium) };
    let severity = value.severity()?;
    if severity > Severity::Medium {
        return Err(PolicyError {
            help: Some("write `medium` or `low`; a person decides about the rest".to_owned()),
            ..value.error("own terms never grade above `review`".to_owned())
        });
    }
    Ok(severity)
}

/// Returns a pattern for the text as it is folded before matching: borders only where it has a
/// word character, since a Chinese character has none; spaces may be a line break.
fn pattern(text: &str) -> String {
    let folded = fold(text.trim()).text.into_owned();
    let word =
        |character: Option<char>| character.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    let words: Vec<String> = folded.split_whitespace().map(regex_syntax::escape).collect();
    let before = if word(folded.chars().next()) { r"\b" } else { "" };
    let after = if word(folded.chars().next_back()) { r"\b" } else { "" };
    format!("{before}{}{after}", words.join(r"[ \t\r\n]{1,4}"))
}

fn check_patterns(rule: &Rule, line: usize) -> Result<(), PolicyError> {
    for (pattern, text) in rule.patterns.iter().zip(&rule.examples) {
        rules::prepare(pattern, rule, 0).map_err(|_| PolicyError {
            line,
            message: format!("the term `{text}` is too short to look for"),
            help: Some(
                "write at least three letters or digits, or two Chinese characters".to_owned(),
            ),
        })?;
    }
    Ok(())
}
