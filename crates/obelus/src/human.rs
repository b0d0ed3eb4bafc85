//! What a person at a terminal reads: per file what was found, where, why, and what to do; then counts
//! that add up, what was not checked, and one next step.

mod checklist;
mod coverage;
mod group;
pub(crate) mod place;
pub(crate) mod wrap;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::Path;

use detect::output::{Context, End, Output, plain};
use detect::{Finding, Report, Verdict};
use document::{Effect, Problem, ProblemCode};
use fluent_bundle::FluentValue;
use unicode_width::UnicodeWidthStr;

use crate::face;
use crate::messages::{Messages, Value};
use crate::terminal::{Terminal, Tone};
use group::Group;
use wrap::{keep_end, wrap};

/// Groups of findings that are shown of one file.
const GROUPS_MAX: usize = 12;
/// Problems that are shown of one file.
const PROBLEMS_MAX: usize = 5;

/// The output for people.
pub(crate) struct Human<'a> {
    out: Box<dyn Write + 'a>,
    context: Context<'a>,
    terminal: Terminal,
    messages: &'a Messages,
    counts: Counts,
    /// A check-list, which then stands in place of what was found in each file.
    list: Option<checklist::ListSoFar>,
}

/// What is kept for the end.
#[derive(Default)]
struct Counts {
    /// Findings that do not count.
    suppressed: u64,
    /// Findings that count, by rule.
    by_rule: BTreeMap<usize, u64>,
    /// Noted problems of files that are not shown.
    noted: BTreeMap<ProblemCode, u64>,
    /// Problems that were accepted, by code.
    accepted: BTreeMap<String, u64>,
    /// True when text in pictures was not read.
    pictures_unread: bool,
}

impl<'a> Human<'a> {
    /// Begins the output with a line on the policy.
    pub(crate) fn begin(
        out: Box<dyn Write + 'a>,
        context: Context<'a>,
        terminal: Terminal,
        messages: &'a Messages,
        policy: Option<&Path>,
    ) -> io::Result<Box<dyn Output + 'a>> {
        let mut human =
            Self { out, context, terminal, messages, counts: Counts::default(), list: None };
        let policy = match policy {
            Some(path) => plain(&path.display().to_string()).into_owned(),
            None => messages.get("policy-built-in", &[]),
        };
        let values = [
            ("version", FluentValue::from(env!("CARGO_PKG_VERSION"))),
            ("policy", FluentValue::from(policy)),
        ];
        human.paragraph("", Tone::Quiet, &messages.get("header", &values))?;
        Ok(Box::new(human))
    }

    fn count(&mut self, report: &Report) {
        for finding in &report.findings {
            match &finding.suppressed {
                Some(_) => self.counts.suppressed += 1,
                None => *self.counts.by_rule.entry(finding.rule).or_default() += 1,
            }
        }
        for problem in &report.problems {
            self.counts.pictures_unread |= problem.code == ProblemCode::PictureTextUnread;
            if self.context.policy.accepted(problem).is_some() {
                *self.counts.accepted.entry(problem.code.name().to_owned()).or_default() += 1;
            }
        }
    }

    /// True when there is something to say about a file by itself.
    fn is_shown(&self, report: &Report) -> bool {
        report.verdict != Verdict::NothingFound
            || !report.findings.is_empty()
            || !report.examined.is_empty()
    }

    fn file_head(&mut self, report: &Report) -> io::Result<()> {
        let (mark, id) = face::of_verdict(report.verdict);
        let tone = tone(report.verdict);
        let is_minor = report.verdict == Verdict::NothingFound && is_counted(report);
        let word = self.messages.get(if is_minor { "verdict-minor" } else { id }, &[]);
        let count = self.findings_count(report);
        let head = format!("{mark} {word}");
        // Mark and word, two spaces, the name, two spaces, the count.
        let space = self.terminal.width.saturating_sub(head.width() + count.width() + 4);
        let name = keep_end(&plain(&report.file), space.max(12));
        let gap = " ".repeat(space.saturating_sub(name.width()) + 2);
        let (head, name) =
            (self.terminal.paint(tone, &head), self.terminal.paint(Tone::Strong, &name));
        writeln!(self.out, "\n{}", format!("{head}  {name}{gap}{count}").trim_end())
    }

    fn findings_count(&self, report: &Report) -> String {
        let id = match (report.verdict, is_counted(report)) {
            (_, false) if !report.findings.is_empty() => "findings-suppressed",
            (Verdict::NothingFound, true) => "findings-minor",
            (_, true) => "findings",
            (_, false) => return String::new(),
        };
        self.messages.get(id, &[("count", report.findings.len().into())])
    }

    fn problems(&mut self, report: &Report) -> io::Result<()> {
        let groups = group::problems(&report.problems);
        for group in groups.iter().take(PROBLEMS_MAX) {
            self.problem(group)?;
        }
        let hidden = groups.iter().skip(PROBLEMS_MAX).map(Vec::len).sum();
        self.more("more-problems", hidden)
    }

    /// Prints the problems of one code: where, what, and what to do where it matters.
    fn problem(&mut self, group: &[&Problem]) -> io::Result<()> {
        let Some(first) = group.first() else { return Ok(()) };
        let info = first.code.info();
        let id = face::of_problem(self.context.policy, first);
        let message = self.messages.problem(info, first.number);
        let values = [("message", message.into()), ("code", info.name.into())];
        let mut text = place::of_problems(group);
        text += &self.messages.get(id, &values);
        self.paragraph("  │ ", Tone::Incomplete, &text)?;
        if id == "problem-blocks" {
            let help = self.messages.problem_help(info);
            self.paragraph("  │   → ", Tone::Quiet, &help)?;
        }
        Ok(())
    }

    fn findings(&mut self, report: &Report) -> io::Result<()> {
        let mut groups = group::groups(&report.findings);
        if report.verdict == Verdict::NothingFound {
            groups = self.minor(groups)?;
        }
        let mut told = BTreeSet::new();
        for group in groups.iter().take(GROUPS_MAX) {
            self.group(group, told.insert(group.first().rule))?;
        }
        let hidden: usize = groups.iter().skip(GROUPS_MAX).map(|group| group.findings.len()).sum();
        self.more("more-findings", hidden)
    }

    /// Names what is not grave enough to be looked at, in one paragraph; returns the other groups.
    fn minor<'g>(&mut self, groups: Vec<Group<'g>>) -> io::Result<Vec<Group<'g>>> {
        let (minor, other): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| group.first().suppressed.is_none());
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for group in &minor {
            *counts.entry(group.first().rule).or_default() += group.findings.len();
        }
        let titles: Vec<String> =
            counts.into_iter().map(|(rule, count)| self.counted(rule, count)).collect();
        let text = titles.join(&self.messages.get("separator", &[]));
        self.paragraph("  │ ", Tone::Quiet, &text)?;
        Ok(other)
    }

    /// The title of a rule with a number of findings.
    fn counted(&self, rule: usize, count: usize) -> String {
        let rule = self.context.rules.rule(rule);
        let title = plain(rule.title_in(self.messages.language.title_key())).into_owned();
        if count == 1 { title } else { format!("{count} × {title}") }
    }

    /// Prints a group; what to do is said once for each rule of a file.
    fn group(&mut self, group: &Group<'_>, with_remedy: bool) -> io::Result<()> {
        let first = group.first();
        let rule = self.context.rule(first);
        let place = place::of_group(group, self.messages);
        let words = [
            rule.id.clone(),
            self.messages.get(&format!("severity-{}", first.severity.name()), &[]),
            self.messages.get(&format!("confidence-{}", first.confidence.name()), &[]),
        ];
        self.line_with_end("  │ ", &place, &words.join(" · "))?;
        let title = self.counted(first.rule, group.findings.len());
        let mut value = match self.context.revealed(first) {
            Some(value) => plain(&one_line(value)).into_owned(),
            None => self.context.masked(first),
        };
        if group.values > 1 {
            value += " …";
        }
        let values = [("title", title.into()), ("value", value.into())];
        let what = self.messages.get("title-and-value", &values);
        self.paragraph("  │   ", Tone::Strong, &what)?;
        let why = reasons(first, self.messages);
        if !why.is_empty() {
            self.paragraph("  │   ", Tone::Quiet, &why)?;
        }
        match &first.suppressed {
            Some(why) => {
                let values = [("reason", plain(why).into_owned().into())];
                let text = self.messages.get("does-not-count", &values);
                self.paragraph("  │   ○ ", Tone::Quiet, &text)
            }
            None if with_remedy => {
                let remedy = self.messages.of_rule(&rule.remedy);
                self.paragraph("  │   → ", Tone::Good, &plain(remedy))
            }
            None => Ok(()),
        }
    }

    fn more(&mut self, id: &str, count: usize) -> io::Result<()> {
        match count {
            0 => Ok(()),
            _ => {
                let text = self.messages.get(id, &[("count", count.into())]);
                self.paragraph("  │ ", Tone::Quiet, &text)
            }
        }
    }

    /// Prints text with something at the end of its line, or on the next when both do not fit.
    fn line_with_end(&mut self, lead: &str, text: &str, end: &str) -> io::Result<()> {
        let used = lead.width() + text.width() + end.width() + 2;
        if used > self.terminal.width {
            self.paragraph(lead, Tone::Review, text)?;
            return self.paragraph(lead, Tone::Quiet, end);
        }
        let gap = " ".repeat(self.terminal.width - used + 2);
        let (text, end) =
            (self.terminal.paint(Tone::Review, text), self.terminal.paint(Tone::Quiet, end));
        writeln!(self.out, "{lead}{text}{gap}{end}")
    }

    /// Prints text in lines that fit; those after the first are indented as far as `lead` goes.
    fn paragraph(&mut self, lead: &str, tone: Tone, text: &str) -> io::Result<()> {
        let bar = if lead.contains('│') { "  │" } else { "" };
        let indent = format!("{bar}{}", " ".repeat(lead.width() - bar.width()));
        let lines = wrap(text, self.terminal.width.saturating_sub(lead.width()));
        for (index, line) in lines.iter().enumerate() {
            let before = if index == 0 { lead } else { &indent };
            writeln!(self.out, "{before}{}", self.terminal.paint(tone, line))?;
        }
        Ok(())
    }

    fn say(&mut self, tone: Tone, id: &str, values: &[Value<'_>]) -> io::Result<()> {
        let text = self.messages.get(id, values);
        self.paragraph("  ", tone, &text)
    }

    fn totals(&mut self, end: &End) -> io::Result<()> {
        let summary = end.summary;
        let part = |count: u64, verdict: Verdict| {
            let (mark, id) = face::of_verdict(verdict);
            let word = self.messages.get(&format!("{id}-count"), &[("count", count.into())]);
            (count > 0).then(|| self.terminal.paint(tone(verdict), &format!("{mark} {word}")))
        };
        let parts: Vec<String> = [
            part(summary.withhold, Verdict::Withhold),
            part(summary.incomplete, Verdict::Incomplete),
            part(summary.review, Verdict::Review),
            part(summary.nothing_found, Verdict::NothingFound),
        ]
        .into_iter()
        .flatten()
        .collect();
        let values: [Value<'_>; 3] = [
            ("files", summary.files.into()),
            ("size", size(summary.bytes).into()),
            ("seconds", format!("{:.1}", end.seconds).into()),
        ];
        let files = self.messages.get("totals", &values);
        writeln!(self.out, "\n  {}", self.terminal.paint(Tone::Strong, &files))?;
        if !parts.is_empty() {
            writeln!(self.out, "  {}", parts.join(" · "))?;
        }
        if self.counts.suppressed > 0 {
            let values: [Value<'_>; 2] =
                [("count", self.counts.suppressed.into()), ("findings", summary.findings.into())];
            self.say(Tone::Quiet, "suppressed-count", &values)?;
        }
        Ok(())
    }

    fn asides(&mut self) -> io::Result<()> {
        let noted = std::mem::take(&mut self.counts.noted);
        for (code, count) in noted {
            let message = self.messages.problem(code.info(), None);
            let values: [Value<'_>; 3] = [
                ("count", count.into()),
                ("message", message.into()),
                ("code", code.name().into()),
            ];
            self.say(Tone::Quiet, "noted-count", &values)?;
        }
        for (code, count) in std::mem::take(&mut self.counts.accepted) {
            let reason = self.context.policy.accepted_problems.get(&code).cloned();
            let reason = plain(&reason.unwrap_or_default()).into_owned();
            let values: [Value<'_>; 3] =
                [("count", count.into()), ("code", code.into()), ("reason", reason.into())];
            self.say(Tone::Incomplete, "accepted-count", &values)?;
        }
        self.say(Tone::Quiet, "not-checked", &[])?;
        if self.counts.pictures_unread {
            self.say(Tone::Quiet, "not-checked-pictures", &[])?;
        }
        Ok(())
    }

    /// One next step, for the worst that there is.
    fn next(&mut self, end: &End) -> io::Result<()> {
        let most = self.counts.by_rule.iter().max_by_key(|(_, count)| **count);
        let rule = most.map(|(&rule, _)| self.context.rules.rule(rule).id.clone());
        let id = match (end.summary, &rule) {
            _ if end.interrupted => "next-interrupted",
            (summary, _) if summary.files == 0 => "next-no-files",
            (summary, Some(_)) if summary.withhold + summary.review > 0 => "next-findings",
            (summary, _) if summary.incomplete > 0 => "next-incomplete",
            _ => "next-nothing-found",
        };
        let rule = FluentValue::from(rule.unwrap_or_default());
        self.say(Tone::Strong, id, &[("rule", rule)])
    }
}

impl Output for Human<'_> {
    fn report(&mut self, report: &Report) -> io::Result<()> {
        self.count(report);
        checklist::ListSoFar::add(&mut self.list, report);
        if report.checks.is_some() {
            return Ok(());
        }
        if !self.is_shown(report) {
            for problem in &report.problems {
                if problem.effect() == Effect::Noted {
                    *self.counts.noted.entry(problem.code).or_default() += 1;
                }
            }
            return Ok(());
        }
        self.file_head(report)?;
        self.problems(report)?;
        self.findings(report)?;
        self.coverage(report)
    }

    fn finish(&mut self, end: &End) -> io::Result<()> {
        if let Some(list) = self.list.take() {
            self.checklist(&list)?;
        }
        self.totals(end)?;
        self.asides()?;
        self.next(end)?;
        self.out.flush()
    }
}

/// The tone of a verdict.
const fn tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Withhold => Tone::Withhold,
        Verdict::Incomplete => Tone::Incomplete,
        Verdict::Review => Tone::Review,
        Verdict::NothingFound => Tone::Good,
    }
}

/// A text of several lines in one.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A number of bytes for a person.
fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KB", "MB", "GB", "TB"];
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1000.0 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    let name = UNITS.get(unit).unwrap_or(&"B");
    if unit == 0 { format!("{bytes} B") } else { format!("{value:.1} {name}") }
}

/// What speaks for and against a finding, in words.
pub(crate) fn reasons(finding: &Finding, messages: &Messages) -> String {
    let word = |name: &str| {
        let word = messages.find(&format!("reason-{name}"), &[]);
        word.unwrap_or_else(|| name.to_owned())
    };
    let mut parts: Vec<String> = Vec::new();
    parts.extend(
        finding.grade.map(|grade| {
            messages.get(&format!("grade-{}", grade.name().to_ascii_lowercase()), &[])
        }),
    );
    parts.extend(finding.reasons_for.iter().map(|reason| word(reason.name())));
    if !finding.reasons_against.is_empty() {
        let against: Vec<String> =
            finding.reasons_against.iter().map(|reason| word(reason.name())).collect();
        let joined = against.join(&messages.get("separator", &[]));
        parts.push(messages.get("against", &[("reasons", joined.into())]));
    }
    parts.join(&messages.get("separator", &[]))
}

/// True when there is a finding that nobody said does not count.
fn is_counted(report: &Report) -> bool {
    report.findings.iter().any(|finding| finding.suppressed.is_none())
}

#[cfg(test)]
mod tests;
