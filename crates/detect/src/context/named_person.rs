//! Whether a sentence or a row is about one person: illnesses, dismissals and troubles stand in the
//! news as well, and are somebody's only beside who it is.

use document::Span;
use rules::{Needs, Personal};

use crate::RuleSet;
use crate::overlap::Contender;

/// Bytes of a sentence or row that are looked at before a place.
const BEFORE_MAX: usize = 160;
/// Bytes of it that are looked at behind a place.
const AFTER_MAX: usize = 80;
/// What stands before a surname.
const TITLES: &[&str] =
    &["Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Cllr", "Sgt", "Capt", "Prof", "Sister", "Brother"];
/// What stands before somebody whose name is left out.
const ROLES: &[&str] = &[
    "applicant",
    "client",
    "claimant",
    "patient",
    "pupil",
    "tenant",
    "resident",
    "her husband",
    "her partner",
    "her stepfather",
    "her son",
    "her daughter",
    "his wife",
    "his partner",
    "his son",
    "his daughter",
    "a son",
    "a daughter",
    "my son",
    "my daughter",
    "my wife",
    "my husband",
];
/// The same in Chinese.
const HAN_ROLES: &[&str] = &[
    "同志",
    "同学",
    "先生",
    "女士",
    "被害人",
    "受害人",
    "当事人",
    "申请人",
    "持有人",
    "该员工",
    "该患者",
    "其父",
    "其母",
    "其夫",
    "其妻",
    "其子",
    "其女",
    "其继父",
    "其继母",
    "其丈夫",
    "其妻子",
    "其儿子",
    "其女儿",
];

/// Drops what counts only in a sentence or row about a person and stands in none.
pub(crate) fn keep<C: Contender>(found: &mut Vec<C>, text: &str, rules: &RuleSet) {
    let needs_one = |found: &C| rules.rule(found.rule()).needs == Needs::Person;
    if !found.iter().any(needs_one) {
        return;
    }
    let is_name = |found: &&C| rules.rule(found.rule()).personal == Some(Personal::Name);
    let names: Vec<Span> = found.iter().filter(is_name).map(Contender::span).collect();
    let is_of_one = |found: &C| {
        let around = sentence(text, found.span());
        let is_in = |name: &Span| around.start <= name.start && name.end <= around.end;
        names.iter().any(is_in) || speaks_of_one(text.get(around.range()).unwrap_or_default())
    };
    found.retain(|found| !needs_one(found) || is_of_one(found));
}

/// Returns the sentence or row around a place, as far as it is looked at.
fn sentence(text: &str, at: Span) -> Span {
    let from = text.floor_char_boundary(at.start.saturating_sub(BEFORE_MAX));
    let to = text.ceil_char_boundary((at.end + AFTER_MAX).min(text.len()));
    let before = text.get(from..at.start).unwrap_or_default();
    let after = text.get(at.end..to).unwrap_or_default();
    let start = ends(before).last().map_or(from, |end| from + end);
    let end = ends(after).next().map_or(to, |end| at.end + end);
    Span::new(start, end)
}

/// Returns where sentences and lines end in a text.
fn ends(text: &str) -> impl Iterator<Item = usize> {
    text.char_indices().filter_map(|(at, character)| {
        let is_end = match character {
            '\n' | '。' | '！' | '？' | '!' | '?' => true,
            '.' => ends_sentence(text, at),
            _ => false,
        };
        is_end.then_some(at + character.len_utf8())
    })
}

/// True for a full stop that is none of `Mr.` or of an initial.
fn ends_sentence(text: &str, stop: usize) -> bool {
    let before = text.get(..stop).unwrap_or_default();
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let after = text.get(stop + 1..).unwrap_or_default();
    after.starts_with(char::is_whitespace) && word.chars().count() > 1 && !TITLES.contains(&word)
}

/// True when a sentence speaks of one person by title, by role, by bed or with most of the name left
/// out.
fn speaks_of_one(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    holds_title(sentence)
        || holds_short_name(sentence)
        || holds_bed(sentence)
        || HAN_ROLES.iter().any(|role| sentence.contains(role))
        || ROLES.iter().any(|role| holds_word(&lower, role))
}

/// True for a title with a surname behind it: `Ms Chandra`, `Mr. Lund`.
fn holds_title(sentence: &str) -> bool {
    let mut words = sentence.split([' ', '\t', '(', ',', ';', '"']).peekable();
    while let Some(word) = words.next() {
        let is_title = TITLES.contains(&word.trim_end_matches('.'));
        let is_name = |next: &&str| next.starts_with(char::is_uppercase);
        if is_title && words.peek().is_some_and(is_name) {
            return true;
        }
    }
    false
}

/// True for a surname and 某: `苗某`, but not 某些 and 某个.
fn holds_short_name(sentence: &str) -> bool {
    sentence.match_indices('某').any(|(at, some)| {
        let before = sentence.get(..at).and_then(|text| text.chars().next_back());
        let after = sentence.get(at + some.len()..).and_then(|text| text.chars().next());
        let is_han = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c);
        before.is_some_and(|c| is_han(c) && !"在于对以由为是有从向".contains(c))
            && !after.is_some_and(|c| "些个种处地一".contains(c))
    })
}

/// True for the bed of a ward, `12床`, but not for 临床 and 500床位.
fn holds_bed(sentence: &str) -> bool {
    sentence.match_indices('床').any(|(at, bed)| {
        let before = sentence.get(..at).unwrap_or_default();
        let after = sentence.get(at + bed.len()..).unwrap_or_default();
        before.ends_with(|c: char| c.is_ascii_digit()) && !after.starts_with('位')
    })
}

fn holds_word(lower: &str, word: &str) -> bool {
    lower.match_indices(word).any(|(at, found)| {
        let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
        let before = lower.get(..at).and_then(|text| text.chars().next_back());
        let after = lower.get(at + found.len()..).and_then(|text| text.chars().next());
        !is_letter(before) && !is_letter(after)
    })
}

#[cfg(test)]
mod tests;
