//! Lessons: what one kind of finding teaches, in forty seconds.
//!
//! A lesson is a Markdown file in `lessons/` with its facts in front of it, tied to rules by their
//! ids or by their category.
//! It knows nothing of documents and of who learns: the schedule of questions is a value.

mod parse;
pub mod publish;
pub mod schedule;

use include_dir::{Dir, include_dir};
use time::Date;

pub use parse::{Error, parse};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../lessons");

/// Languages that every lesson has; the first is the one that the others are translated from.
pub const LANGUAGES: &[&str] = &["en", "zh-Hans"];

/// What one kind of finding teaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lesson {
    /// The name of its file.
    pub id: String,
    /// What it says, in a few words.
    pub title: String,
    /// Rules that it is for.
    pub rules: Vec<String>,
    /// Categories of which it is for every rule that has no lesson of its own.
    pub categories: Vec<String>,
    /// Codes of problems that it is for.
    pub problems: Vec<String>,
    /// Where what it says comes from.
    pub sources: Vec<String>,
    /// The day on which it last said something else; feeds show it again after that.
    pub updated: Date,
    /// The day on which somebody must look at it again.
    pub review_by: Date,
    /// False for a translation that no second person has read.
    pub is_reviewed: bool,
    /// What happens.
    pub text: String,
    /// What it looks like when it goes wrong.
    pub before: String,
    /// What it looks like when it is right.
    pub after: String,
    /// What to do, in order.
    pub steps: Vec<String>,
    /// Three questions.
    pub questions: Vec<Question>,
}

/// A question with its answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The question.
    pub ask: String,
    /// Answers to choose from.
    pub options: Vec<String>,
    /// Place of the right one, from 0.
    pub answer: usize,
    /// Why it is right.
    pub because: String,
}

/// Returns the lessons of a language in the order of their ids; those that do not parse are left
/// out, which a test rules out.
pub fn built_in(language: &str) -> Vec<Lesson> {
    let mut lessons: Vec<Lesson> =
        sources(language).filter_map(|(_, text)| parse(text).ok()).collect();
    lessons.sort_by(|one, other| one.id.cmp(&other.id));
    lessons
}

/// Returns the id and the text of each file of a language.
pub fn sources(language: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let suffix = format!(".{language}.md");
    FILES.files().filter_map(move |file| {
        let name = file.path().file_name()?.to_str()?;
        Some((name.strip_suffix(&suffix)?, file.contents_utf8()?))
    })
}

/// Returns the lesson of a rule: its own, or that of its category.
pub fn for_rule<'a>(lessons: &'a [Lesson], rule: &str, category: &str) -> Option<&'a Lesson> {
    let own = lessons.iter().find(|lesson| lesson.rules.iter().any(|id| id == rule));
    own.or_else(|| lessons.iter().find(|lesson| lesson.categories.iter().any(|id| id == category)))
}

/// Returns the lesson of a problem, if there is one.
pub fn for_problem<'a>(lessons: &'a [Lesson], code: &str) -> Option<&'a Lesson> {
    lessons.iter().find(|lesson| lesson.problems.iter().any(|id| id == code))
}

#[cfg(test)]
mod tests;
