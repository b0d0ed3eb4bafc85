//! A lesson as its file writes it: TOML between lines of `+++`, then what happens.

use serde::Deserialize;
use time::Date;
use time::macros::format_description;

use crate::{Lesson, Question};

/// What encloses the facts.
const FENCE: &str = "+++\n";
/// Questions of a lesson.
const QUESTIONS: usize = 3;
/// What can be read in forty seconds: words, or characters where words have no spaces between.
const WORDS_MAX: usize = 130;
const CHARACTERS_MAX: usize = 260;

/// Why a file is no lesson.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The facts are not enclosed.
    #[error("a lesson begins with facts between two lines of `+++`")]
    Fence,
    /// The facts are not as they should be.
    #[error("{0}")]
    Facts(#[from] toml::de::Error),
    /// A day is not one.
    #[error("`{0}` is a day such as 2027-11-22")]
    Day(&'static str),
    /// Something is missing or too much.
    #[error("{0}")]
    Content(&'static str),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Facts {
    id: String,
    title: String,
    #[serde(default)]
    rules: Vec<String>,
    #[serde(default)]
    categories: Vec<String>,
    #[serde(default)]
    problems: Vec<String>,
    sources: Vec<String>,
    updated: String,
    review_by: String,
    #[serde(default)]
    translation: Translation,
    before: String,
    after: String,
    r#do: Vec<String>,
    questions: Vec<QuestionFacts>,
}

#[derive(Deserialize, Default, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum Translation {
    #[default]
    Reviewed,
    Draft,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionFacts {
    ask: String,
    options: Vec<String>,
    /// Counts from 1, as people do.
    answer: usize,
    because: String,
}

/// Reads a lesson.
pub fn parse(text: &str) -> Result<Lesson, Error> {
    let (facts, text) =
        text.strip_prefix(FENCE).and_then(|rest| rest.split_once(FENCE)).ok_or(Error::Fence)?;
    let facts: Facts = toml::from_str(facts)?;
    let questions: Result<Vec<Question>, Error> =
        facts.questions.into_iter().map(question).collect();
    let lesson = Lesson {
        id: facts.id,
        title: facts.title,
        rules: facts.rules,
        categories: facts.categories,
        problems: facts.problems,
        sources: facts.sources,
        updated: day("updated", &facts.updated)?,
        review_by: day("review_by", &facts.review_by)?,
        is_reviewed: facts.translation == Translation::Reviewed,
        text: text.trim().to_owned(),
        before: facts.before,
        after: facts.after,
        steps: facts.r#do,
        questions: questions?,
    };
    check(&lesson)?;
    Ok(lesson)
}

fn day(name: &'static str, text: &str) -> Result<Date, Error> {
    Date::parse(text, format_description!("[year]-[month]-[day]")).map_err(|_| Error::Day(name))
}

fn question(facts: QuestionFacts) -> Result<Question, Error> {
    let QuestionFacts { ask, options, answer, because } = facts;
    if !(2..=4).contains(&options.len()) || !(1..=options.len()).contains(&answer) {
        return Err(Error::Content("a question has two to four options, and one of them is right"));
    }
    Ok(Question { ask, options, answer: answer - 1, because })
}

fn check(lesson: &Lesson) -> Result<(), Error> {
    if lesson.questions.len() != QUESTIONS {
        return Err(Error::Content("a lesson has three questions"));
    }
    if lesson.sources.is_empty() || lesson.steps.is_empty() || lesson.text.is_empty() {
        return Err(Error::Content("a lesson says what happens, what to do, and where it is from"));
    }
    let parts = [&lesson.text, &lesson.before, &lesson.after].into_iter().chain(&lesson.steps);
    let (words, characters) = parts.fold((0, 0), |(words, characters), part| {
        let wide = part.chars().filter(|letter| *letter >= '\u{2e80}').count();
        (words + part.split_whitespace().count(), characters + wide)
    });
    if words > WORDS_MAX || characters > CHARACTERS_MAX {
        return Err(Error::Content("a lesson is read in forty seconds; this one is longer"));
    }
    Ok(())
}
