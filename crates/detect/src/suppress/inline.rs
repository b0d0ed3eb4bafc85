//! Comments in source code: `obelus:allow[rule] reason=… until=YYYY-MM-DD`, on the line of a finding
//! or on the line before it.

use std::collections::BTreeMap;

use time::Date;

use super::INLINE;
use crate::policy::day;
use crate::{Report, RuleSet};

const MARK: &str = "obelus:allow[";

/// Endings of names of files in which such comments are heeded: code, and settings that are code.
const EXTENSIONS: &[&str] = &[
    "bash",
    "bat",
    "c",
    "cc",
    "cfg",
    "clj",
    "cmake",
    "conf",
    "cpp",
    "cs",
    "css",
    "cxx",
    "dart",
    "env",
    "erl",
    "ex",
    "exs",
    "fish",
    "fs",
    "go",
    "gradle",
    "groovy",
    "h",
    "hcl",
    "hpp",
    "hs",
    "ini",
    "java",
    "jl",
    "js",
    "jsx",
    "kt",
    "kts",
    "less",
    "lua",
    "m",
    "mjs",
    "ml",
    "mm",
    "nix",
    "php",
    "pl",
    "pm",
    "properties",
    "proto",
    "ps1",
    "py",
    "pyi",
    "r",
    "rb",
    "rs",
    "scala",
    "scss",
    "sh",
    "sql",
    "swift",
    "tf",
    "tfvars",
    "toml",
    "ts",
    "tsx",
    "vb",
    "vue",
    "yaml",
    "yml",
    "zig",
    "zsh",
];
/// Names of such files that have no ending.
const NAMES: &[&str] = &["Dockerfile", "Makefile", "Jenkinsfile", "Vagrantfile", "Rakefile"];

/// A comment that was not heeded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InlineNote {
    /// Its line, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub kind: NoteKind,
}

/// What is wrong with a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteKind {
    /// It lacks a rule, a reason or a day.
    Malformed,
    /// Its day is over.
    Expired,
    /// Nothing was found where it stands.
    Unused,
    /// The policy lets no comment allow anything.
    Forbidden,
}

impl NoteKind {
    /// Name, as messages use it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Expired => "expired",
            Self::Unused => "unused",
            Self::Forbidden => "forbidden",
        }
    }
}

/// An allowance, as it was written.
#[derive(Debug)]
struct Allow {
    rules: Vec<usize>,
    reason: String,
    until: Date,
    used: bool,
}

/// True when comments in files of that name are heeded.
#[must_use]
pub fn is_source_code(file: &str) -> bool {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    match name.rsplit_once('.') {
        Some((_, extension)) => EXTENSIONS.contains(&extension.to_ascii_lowercase().as_str()),
        None => NAMES.contains(&name),
    }
}

/// True when a text may hold such a comment; quick, since most hold none.
#[must_use]
pub fn may_allow(text: &[u8]) -> bool {
    memchr::memmem::find(text, MARK.as_bytes()).is_some()
}

/// Returns the comments of a text in which none may allow anything.
#[must_use]
pub fn forbidden(text: &str) -> Vec<InlineNote> {
    let lines = (1..).zip(text.lines()).filter(|(_, text)| text.contains(MARK));
    lines.map(|(line, _)| InlineNote { line, kind: NoteKind::Forbidden }).collect()
}

/// Notes at each finding of a source file that a comment in its text allows; returns the comments
/// that were not heeded.
pub fn apply_inline(
    report: &mut Report,
    text: &str,
    rules: &RuleSet,
    today: Date,
) -> Vec<InlineNote> {
    let mut notes = Vec::new();
    let mut allows: BTreeMap<u64, Allow> = BTreeMap::new();
    for (line, text) in (1..).zip(text.lines()) {
        let Some((_, written)) = text.split_once(MARK) else { continue };
        match parse(written, rules) {
            Some(allow) if allow.until >= today => drop(allows.insert(line, allow)),
            Some(_) => notes.push(InlineNote { line, kind: NoteKind::Expired }),
            None => notes.push(InlineNote { line, kind: NoteKind::Malformed }),
        }
    }
    for finding in &mut report.findings {
        let Some((line, _)) = finding.location.line else { continue };
        // Members of an archive have lines of their own.
        if !finding.location.path.is_empty() || finding.suppressed.is_some() {
            continue;
        }
        for at in [line, line.saturating_sub(1)] {
            let Some(allow) = allows.get_mut(&at) else { continue };
            if allow.rules.contains(&finding.rule) {
                allow.used = true;
                let Allow { reason, until, .. } = allow;
                finding.suppressed = Some(format!("{INLINE}{reason} (until {until})"));
                break;
            }
        }
    }
    let unused = allows.iter().filter(|(_, allow)| !allow.used);
    notes.extend(unused.map(|(&line, _)| InlineNote { line, kind: NoteKind::Unused }));
    notes.sort_by_key(|note| note.line);
    notes
}

/// Parses what follows the mark; nothing when a rule, the reason or the day is missing.
fn parse(written: &str, rules: &RuleSet) -> Option<Allow> {
    let (names, rest) = written.split_once(']')?;
    let named = names.split(',').map(|name| rules.by_id(name.trim()).map(|(index, _)| index));
    let rules = named.collect::<Option<Vec<_>>>()?;
    let (_, reason) = rest.split_once("reason=")?;
    let reason = reason.split("until=").next().unwrap_or_default();
    let (_, until) = rest.split_once("until=")?;
    let until = until.split(|c: char| c.is_whitespace() || "\"'*;,".contains(c)).next()?;
    let quotes: &[char] = &['"', '\'', ',', ';', ' ', '\t'];
    let reason = reason.trim().trim_end_matches("*/").trim_end_matches("-->").trim_matches(quotes);
    // A reason is shown: it cannot be long.
    let reason: String = reason.chars().take(200).collect();
    let until = day(until)?;
    (!reason.is_empty()).then_some(Allow { rules, reason, until, used: false })
}
