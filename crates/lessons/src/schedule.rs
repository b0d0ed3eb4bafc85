//! When to ask a question again: FSRS-6, the part that gives the next day.
//!
//! The schedule is the learner's own and is kept on the learner's machine; nobody else sees it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::{Date, Duration};

/// Questions that are asked in any seven days, unless someone wants more.
pub const QUESTIONS_PER_WEEK: usize = 3;
/// The share that one still knows on the day on which a question comes again.
const RETENTION: f64 = 0.9;
/// Longest pause.
const DAYS_MAX: f64 = 365.0;
/// The published default weights of FSRS-6.
const WEIGHTS: [f64; 21] = [
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835,
    0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
];

/// How an answer was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grade {
    /// Wrong.
    Again,
    /// Right.
    Good,
}

impl Grade {
    const fn number(self) -> f64 {
        match self {
            Self::Again => 1.0,
            Self::Good => 3.0,
        }
    }
}

/// What is remembered of a question.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    /// Days after which nine of ten still know it.
    pub stability: f64,
    /// From 1 to 10.
    pub difficulty: f64,
}

impl Memory {
    /// Returns what is remembered after a first answer.
    pub fn first(grade: Grade) -> Self {
        let [again, _, good, ..] = WEIGHTS;
        let stability = match grade {
            Grade::Again => again,
            Grade::Good => good,
        };
        Self { stability, difficulty: first_difficulty(grade).clamp(1.0, 10.0) }
    }

    /// Returns what is remembered after another answer, `days` after the one before.
    #[must_use]
    pub fn next(self, grade: Grade, days: f64) -> Self {
        let known = self.retrievability(days);
        let stability = match (grade, days < 1.0) {
            (_, true) => self.stability_same_day(grade),
            (Grade::Again, false) => self.stability_after_forgetting(known),
            (Grade::Good, false) => self.stability_after_recall(known),
        };
        Self {
            stability: stability.clamp(0.001, 36_500.0),
            difficulty: self.next_difficulty(grade),
        }
    }

    /// Returns the days until the question comes again.
    pub fn days(self) -> i64 {
        let days = self.stability / factor() * (RETENTION.powf(1.0 / -decay()) - 1.0);
        // The days are few and positive.
        #[expect(clippy::cast_possible_truncation, reason = "between 1 and 365")]
        let days = days.round().clamp(1.0, DAYS_MAX) as i64;
        days
    }

    fn retrievability(self, days: f64) -> f64 {
        (1.0 + factor() * days / self.stability).powf(-decay())
    }

    fn next_difficulty(self, grade: Grade) -> f64 {
        let change = -WEIGHTS[6] * (grade.number() - 3.0);
        let damped = self.difficulty + change * (10.0 - self.difficulty) / 9.0;
        let easiest = WEIGHTS[4] - (WEIGHTS[5] * 3.0).exp() + 1.0;
        (WEIGHTS[7] * easiest + (1.0 - WEIGHTS[7]) * damped).clamp(1.0, 10.0)
    }

    fn stability_after_recall(self, known: f64) -> f64 {
        let gain = WEIGHTS[8].exp()
            * (11.0 - self.difficulty)
            * self.stability.powf(-WEIGHTS[9])
            * ((WEIGHTS[10] * (1.0 - known)).exp() - 1.0);
        self.stability * (1.0 + gain)
    }

    fn stability_after_forgetting(self, known: f64) -> f64 {
        let after = WEIGHTS[11]
            * self.difficulty.powf(-WEIGHTS[12])
            * ((self.stability + 1.0).powf(WEIGHTS[13]) - 1.0)
            * (WEIGHTS[14] * (1.0 - known)).exp();
        after.min(self.stability / (WEIGHTS[17] * WEIGHTS[18]).exp())
    }

    fn stability_same_day(self, grade: Grade) -> f64 {
        let growth = (WEIGHTS[17] * (grade.number() - 3.0 + WEIGHTS[18])).exp()
            * self.stability.powf(-WEIGHTS[19]);
        let growth = if grade == Grade::Good { growth.max(1.0) } else { growth };
        self.stability * growth
    }
}

fn first_difficulty(grade: Grade) -> f64 {
    WEIGHTS[4] - (WEIGHTS[5] * (grade.number() - 1.0)).exp() + 1.0
}

const fn decay() -> f64 {
    WEIGHTS[20]
}

fn factor() -> f64 {
    0.9_f64.powf(1.0 / -decay()) - 1.0
}

/// What a learner has answered, and when each question comes again.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Schedule {
    /// Version of this record.
    #[serde(default)]
    v: u32,
    /// By the name of the question.
    #[serde(default)]
    questions: BTreeMap<String, Entry>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Entry {
    memory: Memory,
    asked: Date,
    due: Date,
}

impl Schedule {
    /// Reads a schedule.
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// Writes the schedule.
    pub fn to_text(&self) -> String {
        let written = Self { v: 1, ..self.clone() };
        serde_json::to_string_pretty(&written).expect("the keys are text") + "\n"
    }

    /// Returns how many questions may still be asked this week.
    pub fn left_this_week(&self, today: Date) -> usize {
        let since = today.saturating_sub(Duration::days(6));
        let asked = self.questions.values().filter(|entry| entry.asked >= since).count();
        QUESTIONS_PER_WEEK.saturating_sub(asked)
    }

    /// Returns those of the named questions that are due, the longest overdue first, then those
    /// that were never asked, in the order in which they are named.
    pub fn due<'a>(&self, names: impl Iterator<Item = &'a str>, today: Date) -> Vec<&'a str> {
        let mut due: Vec<(Option<Date>, &str)> = names
            .map(|name| (self.questions.get(name).map(|entry| entry.due), name))
            .filter(|(due, _)| due.is_none_or(|due| due <= today))
            .collect();
        due.sort_by_key(|&(due, _)| (due.is_none(), due));
        due.into_iter().map(|(_, name)| name).collect()
    }

    /// Notes an answer and returns the day on which the question comes again.
    pub fn answer(&mut self, name: &str, grade: Grade, today: Date) -> Date {
        let memory = match self.questions.get(name) {
            None => Memory::first(grade),
            Some(entry) => {
                let days = (today - entry.asked).whole_days().max(0);
                // Days since the last answer are few.
                #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
                let days = days as f64;
                entry.memory.next(grade, days)
            }
        };
        let due = today.saturating_add(Duration::days(memory.days()));
        self.questions.insert(name.to_owned(), Entry { memory, asked: today, due });
        due
    }
}

#[cfg(test)]
mod tests;
