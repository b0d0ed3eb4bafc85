//! Which documents of a batch say the same, or nearly the same, so that they are decided together.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::desk::File;

/// Words in a row that are compared as one.
const SHINGLE_WORDS: usize = 4;
/// Least hashes of a document that are compared; shorter ones are compared whole.
const SKETCH_MAX: usize = 256;
/// Share of what two documents have in common, in a hundred, from which on they are nearly the same.
const ALIKE_PERCENT: usize = 80;
/// Words of a document that says enough to be compared.
const WORDS_MIN: usize = 8;

/// Notes for each file the first one before it that says the same or nearly so.
pub(super) fn note(files: &mut [File]) {
    let sketches: Vec<BTreeSet<u64>> = files.iter().map(sketch).collect();
    for at in 1..files.len() {
        let Some(own) = sketches.get(at).filter(|own| !own.is_empty()) else { continue };
        let before = sketches.iter().take(at).map(|other| percent(own, other)).enumerate();
        let best = before.filter(|(_, percent)| *percent >= ALIKE_PERCENT);
        // The first of those that are most alike.
        let best = best.max_by_key(|(other, percent)| (*percent, usize::MAX - other));
        if let (Some((other, percent)), Some(file)) = (best, files.get_mut(at)) {
            file.like = Some((other, u8::try_from(percent).unwrap_or(100)));
        }
    }
}

/// The least hashes of all that a document says.
fn sketch(file: &File) -> BTreeSet<u64> {
    let shown = file.parts.iter().filter(|part| part.hidden.is_none());
    let words: Vec<String> = shown.flat_map(|part| words(&part.text)).collect();
    let hashes: BTreeSet<u64> = match words.len() {
        0..WORDS_MIN => return BTreeSet::new(),
        _ => words.windows(SHINGLE_WORDS).map(hash).collect(),
    };
    hashes.into_iter().take(SKETCH_MAX).collect()
}

/// Words in lower case; characters of scripts without spaces are words each.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for word in text.split(|character: char| !character.is_alphanumeric()) {
        match word.chars().any(|character| u32::from(character) >= 0x2E80) {
            true => words.extend(word.chars().map(String::from)),
            false if !word.is_empty() => words.push(word.to_lowercase()),
            false => {}
        }
    }
    words
}

fn hash(words: &[String]) -> u64 {
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    hasher.finish()
}

/// What two documents have in common of what both say, in a hundred; 100 for the same alone.
fn percent(left: &BTreeSet<u64>, right: &BTreeSet<u64>) -> usize {
    if left == right {
        return 100;
    }
    // Of the least hashes of both together, those that are in both.
    let both: Vec<u64> = left.union(right).copied().take(SKETCH_MAX).collect();
    let common = both.iter().filter(|hash| left.contains(hash) && right.contains(hash)).count();
    (common * 100 / both.len().max(1)).min(99)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::PartText;

    fn file(text: &str) -> File {
        let part = PartText {
            id: 0,
            label: String::new(),
            hidden: None,
            text: text.to_owned(),
            is_cut: false,
            is_field: false,
            cells: Vec::new(),
        };
        File { parts: vec![part], ..File::default() }
    }

    fn alike(texts: &[&str]) -> Vec<Option<(usize, u8)>> {
        let mut files: Vec<File> = texts.iter().map(|text| file(text)).collect();
        note(&mut files);
        files.into_iter().map(|file| file.like).collect()
    }

    #[test]
    fn the_same_and_nearly_the_same_are_told_and_others_are_not() {
        let long: String = (0..100).map(|number| format!("word{number} ")).collect();
        let nearly = long.replace("word50", "other");
        let other: String = (0..100).map(|number| format!("else{number} ")).collect();
        let found = alike(&[&long, &other, &nearly, &long.to_uppercase()]);
        assert_eq!(found[0], None);
        assert_eq!(found[1], None);
        assert!(matches!(found[2], Some((0, 80..=99))), "{found:?}");
        assert_eq!(found[3], Some((0, 100)));
    }

    #[test]
    fn short_texts_are_like_nothing() {
        assert_eq!(alike(&["yes", "yes"]), [None, None]);
    }

    #[test]
    fn texts_without_spaces_are_compared_by_their_characters() {
        let text = "关于示例项目的会议纪要请各部门按时完成工作";
        assert_eq!(alike(&[text, text]), [None, Some((0, 100))]);
    }
}
