//! What went wrong, in the language of the person.
//!
//! Such sentences stand in English where they arise, in every crate, and one holds another: what
//! could not be done, then why. Here each is known by its shape, which is the words around its values.

use std::sync::LazyLock;

use super::catalogue::FAILURES;

/// How many sentences may stand within each other.
const DEPTH_MAX: u8 = 6;

/// Every shape, those with the most words first.
static SHAPES: LazyLock<Vec<Shape>> = LazyLock::new(|| {
    let mut shapes: Vec<Shape> =
        FAILURES.iter().map(|(sentence, chinese)| Shape::new(sentence, chinese)).collect();
    shapes.sort_by(|a, b| b.size().cmp(&a.size()).then_with(|| a.words.cmp(&b.words)));
    shapes
});

/// Returns a sentence in Chinese, with what is said within it; what is not known stays as it is.
pub(super) fn in_chinese(sentence: &str) -> String {
    within(sentence, DEPTH_MAX)
}

fn within(sentence: &str, depth: u8) -> String {
    let Some(depth) = depth.checked_sub(1) else { return sentence.to_owned() };
    let mut known = SHAPES.iter().filter_map(|shape| Some((shape, shape.values(sentence)?)));
    match known.next() {
        Some((shape, values)) => shape.filled(&values, depth),
        None => sentence.to_owned(),
    }
}

/// The words of a sentence around its values, and those of its translation.
struct Shape {
    words: Vec<&'static str>,
    chinese: Vec<&'static str>,
}

impl Shape {
    fn new(sentence: &'static str, chinese: &'static str) -> Self {
        Self { words: sentence.split("{}").collect(), chinese: chinese.split("{}").collect() }
    }

    fn size(&self) -> usize {
        self.words.iter().map(|words| words.len()).sum()
    }

    /// Returns the values of a sentence that has this shape.
    fn values<'s>(&self, sentence: &'s str) -> Option<Vec<&'s str>> {
        let (first, others) = self.words.split_first()?;
        let Some((last, between)) = others.split_last() else {
            return (sentence == *first).then(Vec::new);
        };
        let mut left = sentence.strip_prefix(first)?.strip_suffix(last)?;
        let mut values = Vec::new();
        for words in between {
            let (value, after) = left.split_once(words)?;
            values.push(value);
            left = after;
        }
        values.push(left);
        Some(values)
    }

    /// Puts values into the translation; a name, which stands in backticks, is never translated.
    fn filled(&self, values: &[&str], depth: u8) -> String {
        let mut text = String::new();
        for (place, words) in self.chinese.iter().enumerate() {
            text += words;
            let is_name = self.words.get(place).is_some_and(|words| words.ends_with('`'));
            match values.get(place) {
                Some(name) if is_name => text += name,
                Some(value) => text += &within(value, depth),
                None => {}
            }
        }
        text
    }
}

#[cfg(test)]
mod tests;
