//! A document that was made up, with planted leaks; the engine marks what the learner says.

use std::collections::BTreeSet;
use std::io::{self, Cursor, Write};

use detect::output::plain;
use detect::{Budget, Confidence, Engine, Rule, RuleSet, Scanner, Severity};
use document::Limits;
use getrandom::SysRng;
use getrandom::rand_core::{Rng, UnwrapErr};
use lessons::Lesson;

use super::{ask, say};
use crate::Shell;
use crate::failure::Failure;

/// Lines of a document.
const LINES: usize = 8;
/// Longest line.
const LINE_CHARACTERS_MAX: usize = 72;

/// A line, and the rule that finds something in it.
struct Line<'a> {
    text: String,
    rule: Option<&'a Rule>,
}

/// Makes a document, asks, and marks.
pub(super) fn run(seed: Option<u64>, lessons: &[Lesson], shell: &Shell) -> Result<(), Failure> {
    let seed = seed.unwrap_or_else(|| UnwrapErr(SysRng).next_u64() % 100_000);
    let rules = RuleSet::built_in();
    let lines = make(seed, &rules);
    say(shell, "lesson-practise", &[])?;
    for (place, line) in (1..).zip(&lines) {
        writeln!(io::stdout(), "  {place}  {}", plain(&line.text))?;
    }
    let typed = ask(shell, "lesson-practise-ask")?;
    let said: BTreeSet<usize> =
        typed.split(|c: char| !c.is_ascii_digit()).filter_map(|word| word.parse().ok()).collect();
    mark(&lines, &said, lessons, shell)
}

/// Takes lines from what rules find and from what they do not; the engine has the last word.
fn make(seed: u64, rules: &RuleSet) -> Vec<Line<'_>> {
    let engine = Engine::new(rules);
    let mut scanner = Scanner::new(&engine, Budget::default());
    let mut draw = Draw(seed);
    let all = rules.rules();
    let mut lines = Vec::new();
    // A rule without a line that fits is passed over; the bound is never reached with our rules.
    for _ in 0..LINES * 100 {
        if lines.len() == LINES {
            break;
        }
        let Some(rule) = all.get(draw.below(all.len())) else { break };
        // Rules that find hidden content have examples that are ordinary words.
        if !rule.hidden.is_empty() {
            continue;
        }
        let from = if draw.below(2) == 0 { &rule.examples } else { &rule.negatives };
        let Some(text) = from.get(draw.below(from.len().max(1))) else { continue };
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let fits = (8..=LINE_CHARACTERS_MAX).contains(&text.chars().count());
        if fits && lines.iter().all(|line: &Line<'_>| line.text != text) {
            lines.push(Line { rule: find(&mut scanner, rules, &text), text });
        }
    }
    lines
}

/// Returns the rule of the worst finding in the line, if there is one that counts.
fn find<'a>(scanner: &mut Scanner<'_>, rules: &'a RuleSet, text: &str) -> Option<&'a Rule> {
    document::read(&mut Cursor::new(text), "line.txt", &Limits::default(), scanner);
    let findings = scanner.finish().findings;
    let counts = findings.iter().filter(|finding| {
        finding.severity >= Severity::Medium && finding.confidence >= Confidence::Medium
    });
    counts.max_by_key(|finding| finding.severity).map(|finding| rules.rule(finding.rule))
}

fn mark(
    lines: &[Line<'_>],
    said: &BTreeSet<usize>,
    lessons: &[Lesson],
    shell: &Shell,
) -> Result<(), Failure> {
    let mut right = 0;
    for (place, line) in (1..).zip(lines) {
        let is_right = said.contains(&place) == line.rule.is_some();
        right += usize::from(is_right);
        match line.rule {
            Some(rule) => {
                let id = if is_right { "lesson-marked-right" } else { "lesson-marked-missed" };
                let lesson = lessons::for_rule(lessons, &rule.id, rule.category.name());
                let title = rule.title_in(shell.messages.language.title_key());
                let values = [
                    ("line", place.into()),
                    ("title", plain(title).into_owned().into()),
                    ("lesson", lesson.map_or("", |lesson| lesson.id.as_str()).into()),
                ];
                say(shell, id, &values)?;
            }
            None if !is_right => say(shell, "lesson-marked-harmless", &[("line", place.into())])?,
            None => {}
        }
    }
    say(shell, "lesson-score", &[("right", right.into()), ("lines", lines.len().into())])
}

/// Numbers that follow from a seed (SplitMix64): the same document again for the same number.
struct Draw(u64);

impl Draw {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        let count = u64::try_from(count.max(1)).unwrap_or(u64::MAX);
        usize::try_from(mixed % count).unwrap_or(0)
    }
}
