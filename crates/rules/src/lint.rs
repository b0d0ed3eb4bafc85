//! What a rule must not be, whatever its examples say.
//!
//! Obelus looks for what harms people when it goes out; what people think or believe is not that.
//! A pack that looks for opinions fails here, before it is held against a single text; so does one
//! that would slow down every scan.

use crate::frequency::rarity;
use crate::{Prepared, Rule, prepare};

/// Words for opinions and beliefs as such. They name no group on purpose beyond what the word
/// `religion` already covers: the list shows what a rule must not ask about, not whom to look for.
const OPINIONS: &[&str] = &[
    "religion",
    "religious",
    "faith",
    "christian",
    "catholic",
    "muslim",
    "islam",
    "jewish",
    "buddhist",
    "hindu",
    "atheist",
    "church",
    "mosque",
    "ideology",
    "political",
    "politics",
    "dissident",
    "protest",
    "protester",
    "demonstrator",
    "activist",
    "opposition party",
    "party member",
    "trade union",
    "democracy",
    "human rights",
    "freedom of speech",
    "censorship",
    "separatist",
    "宗教",
    "信仰",
    "教徒",
    "政治",
    "民主运动",
    "人权",
    "异见",
    "抗议",
    "示威",
    "游行",
    "上访",
    "维权",
    "言论",
    "工会",
];

/// Borders and classes of Unicode words: they keep the engine from its quick automata, and there is
/// no border between a Chinese character and a digit.
const SLOW: &[&str] = &[r"(?u:\b", r"(?u)\b", r"(?u:\w", r"(?u)\w", r"(?u:\d", r"(?u)\d"];

/// Places in a megabyte of ordinary text at which a pattern may be tried at most, by the sample that
/// anchors are chosen by.
const TRIED_IN_MEGABYTE_MAX: f32 = 10_000.0;

/// Returns what is wrong with a rule, a sentence each.
#[must_use]
pub fn lint(rule: &Rule) -> Vec<String> {
    let mut wrong = Vec::new();
    if let Some(word) = opinion(rule) {
        wrong.push(format!("it asks about opinions or beliefs (`{word}`), which no rule may"));
    }
    for pattern in &rule.patterns {
        if SLOW.iter().any(|slow| pattern.contains(slow)) {
            wrong.push(format!("`{pattern}` asks for Unicode words, which no quick engine can"));
        }
        match prepare(pattern, rule, 0) {
            Ok(prepared) => wrong.extend(cost(pattern, &prepared)),
            Err(error) => wrong.push(format!("`{pattern}`: {error}")),
        }
    }
    wrong
}

/// Returns what a pattern would cost too much.
fn cost(pattern: &str, prepared: &Prepared) -> Vec<String> {
    let mut wrong = Vec::new();
    if prepared.len_max.is_none() {
        wrong
            .push(format!("`{pattern}` repeats without an end; write how often at most: {{0,80}}"));
    }
    let tried = tried_in_megabyte(prepared);
    if tried > TRIED_IN_MEGABYTE_MAX {
        wrong.push(format!(
            "`{pattern}` would be tried at {tried:.0} places of a megabyte; {TRIED_IN_MEGABYTE_MAX:.0} \
             are the most: write more of what every match holds"
        ));
    }
    wrong
}

/// How often the anchors of a pattern stand in a megabyte of ordinary text.
fn tried_in_megabyte(prepared: &Prepared) -> f32 {
    prepared.anchors.strings.iter().map(|string| 1e6 * (-rarity(string)).exp2()).sum()
}

/// The word for an opinion that a rule looks for or is about.
fn opinion(rule: &Rule) -> Option<&'static str> {
    let texts = rule
        .patterns
        .iter()
        .chain(rule.context.values().flatten())
        .chain([&rule.title, &rule.why])
        .chain(rule.titles.values());
    let texts: Vec<String> = texts.map(|text| text.to_lowercase()).collect();
    OPINIONS.iter().copied().find(|word| texts.iter().any(|text| holds(text, word)))
}

/// True when a word stands in a text; a word of letters stands alone.
fn holds(text: &str, word: &str) -> bool {
    let is_letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphabetic);
    let bytes = text.as_bytes();
    text.match_indices(word).any(|(at, _)| {
        !word.is_ascii()
            || !is_letter(at.checked_sub(1).and_then(|before| bytes.get(before)))
                && !is_letter(bytes.get(at + word.len()))
    })
}

#[cfg(test)]
mod tests;
