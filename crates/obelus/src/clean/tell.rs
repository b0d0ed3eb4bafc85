//! What became of each file, for a person.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use detect::output::plain;
use detect::{Finding, RuleSet};
use fluent_bundle::FluentValue;
use run::clean::{Cleaning, Outcome, WriteError};

use super::Ends;
use super::why::{self, Reason};
use crate::Shell;
use crate::args::CleanArgs;
use crate::messages::Value;
use crate::terminal::Tone;

/// Rules that are named of one file.
const RULES_TOLD_MAX: usize = 8;

/// Tells a person.
pub(super) struct Teller<'a> {
    shell: &'a Shell,
    rules: &'a RuleSet,
    built_in: &'a RuleSet,
    dry_run: bool,
    quiet: bool,
    out: BufWriter<io::Stdout>,
}

impl<'a> Teller<'a> {
    pub(super) fn new(
        shell: &'a Shell,
        rules: &'a RuleSet,
        built_in: &'a RuleSet,
        args: &CleanArgs,
    ) -> Self {
        let out = BufWriter::new(io::stdout());
        Self { shell, rules, built_in, dry_run: args.dry_run, quiet: args.quiet, out }
    }

    /// Tells of one file.
    pub(super) fn file(
        &mut self,
        cleaning: &Cleaning,
        written: &Result<Option<PathBuf>, WriteError>,
    ) -> io::Result<()> {
        self.head(cleaning, written)?;
        if let Err(error) = written {
            self.line(&plain(&error.to_string()))?;
            self.help(&self.get("clean-help-write", &[]))?;
        }
        match why::reason(cleaning, &self.shell.messages) {
            None => self.plan(cleaning)?,
            Some(reason) => self.refusal(cleaning, reason)?,
        }
        self.out.flush()
    }

    fn head(
        &mut self,
        cleaning: &Cleaning,
        written: &Result<Option<PathBuf>, WriteError>,
    ) -> io::Result<()> {
        let (id, tone) = match (cleaning.outcome, written) {
            (_, Err(_)) => ("clean-not-written", Tone::Withhold),
            (Outcome::Proven, _) if self.dry_run => ("clean-would-be-proven", Tone::Good),
            (Outcome::Proven, _) => ("clean-proven", Tone::Good),
            (Outcome::NeedsPerson, _) => ("clean-needs-person", Tone::Review),
            (Outcome::Unread(_), _) => ("clean-unread", Tone::Incomplete),
            _ => ("clean-refused", Tone::Withhold),
        };
        let verdict = self.shell.terminal.paint(tone, &self.get(id, &[]));
        let file = self.shell.terminal.paint(Tone::Strong, &plain(&cleaning.before.file));
        match written {
            Ok(Some(path)) => {
                let path = path.display().to_string();
                writeln!(self.out, "{verdict}  {file} → {}", plain(&path))
            }
            _ => writeln!(self.out, "{verdict}  {file}"),
        }
    }

    /// Tells what was removed, kept, and what needs a person.
    fn plan(&mut self, cleaning: &Cleaning) -> io::Result<()> {
        if self.quiet {
            return Ok(());
        }
        let mut removed: BTreeMap<_, u64> = BTreeMap::new();
        for entry in cleaning.copy.iter().flat_map(|copy| &copy.account) {
            *removed.entry(entry.what).or_default() += entry.count;
        }
        removed.remove(&document::Removal::Redaction);
        if removed.remove(&document::Removal::Layout).is_some() {
            self.line(&self.get("clean-layout", &[]))?;
        }
        let items = removed.iter().map(|(what, count)| {
            self.get(&format!("removed-{}", what.name()), &[("count", FluentValue::from(*count))])
        });
        self.list("clean-removed", items.collect())?;
        self.list("clean-redacted", self.rules_of(&cleaning.redacted, self.rules))?;
        let hidden: Vec<Finding> = cleaning
            .before
            .findings
            .iter()
            .filter(|finding| finding.location.hidden.is_some())
            .cloned()
            .collect();
        self.list("clean-hidden", self.rules_of(&hidden, self.built_in))?;
        if let Some(after) = &cleaning.after {
            self.list("clean-kept", self.rules_of(&after.findings, self.rules))?;
        }
        if cleaning.proof.kept_elsewhere > 0 {
            let count = FluentValue::from(cleaning.proof.kept_elsewhere as u64);
            self.line(&self.get("clean-kept-elsewhere", &[("count", count)]))?;
        }
        let permille = cleaning.proof.kept_permille;
        if permille < 990 {
            let share = FluentValue::from(permille / 10);
            self.line(&self.get("clean-text-kept", &[("percent", share)]))?;
        }
        if cleaning.outcome == Outcome::NeedsPerson {
            self.lines(why::to_look_at(cleaning, &self.shell.messages))?;
        }
        Ok(())
    }

    /// Tells why there is no copy, and what to do.
    fn refusal(&mut self, cleaning: &Cleaning, reason: Reason) -> io::Result<()> {
        if cleaning.outcome == Outcome::Marked {
            let marks = cleaning.before.findings.iter().filter(|found| found.grade.is_some());
            let marks: Vec<Finding> = marks.cloned().collect();
            self.list("clean-marking", self.rules_of(&marks, self.built_in))?;
        }
        self.line(&reason.why)?;
        self.lines(why::left(cleaning, self.rules, &self.shell.messages))?;
        self.help(&reason.help)
    }

    fn lines(&mut self, lines: Vec<String>) -> io::Result<()> {
        lines.iter().try_for_each(|line| self.line(line))
    }

    /// Tells how many files ended how, and what to do next.
    pub(super) fn end(&mut self, ends: &Ends, note: Option<&str>) -> io::Result<()> {
        let number = FluentValue::from;
        let values = [
            ("files", number(ends.files)),
            ("proven", number(ends.proven)),
            ("person", number(ends.needs_person)),
            ("refused", number(ends.refused)),
            ("unread", number(ends.unread)),
        ];
        let totals = self.get("clean-totals", &values);
        writeln!(self.out, "\n{}", self.shell.terminal.paint(Tone::Strong, &totals))?;
        if !self.quiet {
            writeln!(self.out, "{}", self.get("clean-not-checked", &[]))?;
            if let Some(note) = note {
                writeln!(self.out, "{}", self.get(note, &[]))?;
            }
            let next = match () {
                () if ends.interrupted => "next-interrupted",
                () if ends.files == 0 => "next-no-files",
                () if self.dry_run => "clean-next-dry-run",
                () if ends.refused + ends.unread + ends.needs_person > 0 => "clean-next-refused",
                () => "clean-next-proven",
            };
            writeln!(self.out, "{}", self.get(next, &[]))?;
        }
        self.out.flush()
    }

    /// Returns the rules of findings, the most frequent first, each with how often.
    fn rules_of(&self, findings: &[Finding], rules: &RuleSet) -> Vec<String> {
        let mut counts: BTreeMap<usize, u64> = BTreeMap::new();
        for finding in findings {
            *counts.entry(finding.rule).or_default() += 1;
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|(rule, count)| (std::cmp::Reverse(*count), *rule));
        let more = counts.len().saturating_sub(RULES_TOLD_MAX);
        let language = self.shell.messages.language.title_key();
        let title = |(rule, count): &(usize, u64)| {
            let title = plain(rules.rule(*rule).title_in(language)).into_owned();
            if *count == 1 { title } else { format!("{title} ×{count}") }
        };
        let mut told: Vec<String> = counts.iter().take(RULES_TOLD_MAX).map(title).collect();
        if more > 0 {
            told.push(format!("… +{more}"));
        }
        told
    }

    fn list(&mut self, id: &str, items: Vec<String>) -> io::Result<()> {
        if items.is_empty() {
            return Ok(());
        }
        let list = items.join(&self.get("separator", &[]));
        self.line(&self.get(id, &[("list", list.into())]))
    }

    fn help(&mut self, help: &str) -> io::Result<()> {
        self.line(&format!("{} {help}", self.get("help-label", &[])))
    }

    fn line(&mut self, text: &str) -> io::Result<()> {
        let width = self.shell.terminal.width.saturating_sub(4).max(20);
        for line in crate::human::wrap::wrap(text, width) {
            writeln!(self.out, "    {line}")?;
        }
        Ok(())
    }

    fn get(&self, id: &str, values: &[Value<'_>]) -> String {
        self.shell.messages.get(id, values)
    }
}
