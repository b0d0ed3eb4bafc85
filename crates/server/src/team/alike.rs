//! Which documents of a batch say the same, or nearly the same, so that they are decided together.

use std::cmp::Ordering;
use std::collections::BTreeMap;
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

/// The first file that is most like another one, and how much of it, in a hundred.
pub(super) type Like = Option<(usize, u8)>;

/// The least hashes of all that a document says, in order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sketch(Vec<u64>);

/// Returns for each file the first one before it that says the same or nearly so.
pub(super) fn find(sketches: &[Sketch]) -> Vec<Like> {
    // Files that say the same are compared with others once.
    let mut known: BTreeMap<&Sketch, usize> = BTreeMap::new();
    let mut with: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    let mut likes = Vec::new();
    for (at, own) in sketches.iter().enumerate() {
        if own.0.is_empty() {
            likes.push(None);
            continue;
        }
        if let Some(first) = known.get(own) {
            likes.push(Some((*first, 100)));
            continue;
        }
        let mut common = vec![0; at];
        for other in own.0.iter().filter_map(|hash| with.get(hash)).flatten() {
            if let Some(count) = common.get_mut(*other) {
                *count += 1;
            }
        }
        let mut best: Like = None;
        for ((other, sketch), common) in sketches.iter().enumerate().zip(common) {
            // What both have in common cannot be more than that.
            let most = common * 100 / own.0.len().max(sketch.0.len());
            let percent = if most < ALIKE_PERCENT { 0 } else { percent(own, sketch) };
            // The first of those that are most alike.
            if percent >= ALIKE_PERCENT && best.is_none_or(|(_, best)| percent > best.into()) {
                best = Some((other, u8::try_from(percent).unwrap_or(100)));
            }
        }
        likes.push(best);
        known.insert(own, at);
        for hash in &own.0 {
            with.entry(*hash).or_default().push(at);
        }
    }
    likes
}

impl Sketch {
    /// Returns that of a document.
    pub(super) fn of(file: &File) -> Self {
        let shown = file.parts.iter().filter(|part| part.hidden.is_none());
        let words: Vec<String> = shown.flat_map(|part| words(&part.text)).collect();
        if words.len() < WORDS_MIN {
            return Self(Vec::new());
        }
        let mut hashes: Vec<u64> = words.windows(SHINGLE_WORDS).map(hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        hashes.truncate(SKETCH_MAX);
        Self(hashes)
    }
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
fn percent(Sketch(left): &Sketch, Sketch(right): &Sketch) -> usize {
    if left == right {
        return 100;
    }
    // Of the least hashes of both together, those that are in both.
    let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
    let (mut both, mut common) = (0, 0);
    while both < SKETCH_MAX {
        let order = match (left.peek(), right.peek()) {
            (Some(one), Some(other)) => one.cmp(other),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => break,
        };
        both += 1;
        if order.is_le() {
            left.next();
        }
        if order.is_ge() {
            right.next();
        }
        common += usize::from(order.is_eq());
    }
    (common * 100 / both.max(1)).min(99)
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

    fn alike(texts: &[&str]) -> Vec<Like> {
        find(&texts.iter().map(|text| Sketch::of(&file(text))).collect::<Vec<_>>())
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
