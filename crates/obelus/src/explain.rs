//! `obelus explain`: what a rule or a problem is, why it matters, what to do.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use detect::output::plain;
use detect::{Rule, nearest};
use document::{PROBLEMS, ProblemCode, ProblemInfo};
use fluent_bundle::FluentValue;
use lessons::Lesson;

use crate::Shell;
use crate::failure::Failure;
use crate::human::wrap::wrap;
use crate::terminal::Tone;
use crate::{lesson, settings};

/// Explains the rule or the problem of that name.
pub(crate) fn explain(
    name: &str,
    config: Option<&Path>,
    shell: &Shell,
) -> Result<ExitCode, Failure> {
    let settings = settings::load(config)?;
    let mut page = Page { shell, text: String::new() };
    if let Some((_, rule)) = settings.rules.by_id(name) {
        page.rule(rule);
    } else if let Some(code) = ProblemCode::from_name(name) {
        page.problem(code.info());
    } else {
        let rules = settings.rules.rules().iter().map(|rule| rule.id.as_str());
        let known = rules.chain(PROBLEMS.iter().map(|info| info.name));
        let failure = Failure::usage(format!("there is no rule `{}`", plain(name)));
        return Err(failure.help(match nearest(name, known) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "`obelus rules list` lists them".to_owned(),
        }));
    }
    io::stdout().write_all(page.text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// A page on its way to a terminal.
struct Page<'a> {
    shell: &'a Shell,
    text: String,
}

impl Page<'_> {
    fn rule(&mut self, rule: &Rule) {
        let messages = &self.shell.messages;
        let title = rule.title_in(messages.language.title_key());
        self.text += &self.shell.terminal.paint(Tone::Strong, &rule.id);
        self.text += &format!("  {}\n", plain(title));
        let word = |prefix: &str, name: &str| messages.get(&format!("{prefix}-{name}"), &[]);
        let facts = [
            word("category", rule.category.name()),
            word("severity", rule.severity.name()),
            word("confidence", rule.confidence.name()),
        ];
        self.text += &format!("{}\n\n", facts.join(" · "));
        self.field("explain-why", messages.of_rule(&rule.why));
        self.field("explain-remedy", messages.of_rule(&rule.remedy));
        let lessons = lessons::built_in(messages.language.tag());
        self.lesson(lessons::for_rule(&lessons, &rule.id, rule.category.name()));
        self.field("explain-context", &words(&rule.context));
        self.field("explain-against", &words(&rule.against));
        self.field("explain-check", rule.check.as_deref().unwrap_or_default());
        self.list("explain-examples", &rule.examples);
        self.list("explain-negatives", &rule.negatives);
        self.field("explain-source", &rule.source);
        self.field("explain-verified", rule.verified.name());
        self.field("explain-aliases", &rule.aliases.join(", "));
        let id = FluentValue::from(rule.id.as_str());
        let allow = self.shell.messages.get("explain-allow", &[("rule", id)]);
        self.field("explain-not-sensitive", &allow);
    }

    fn problem(&mut self, info: &ProblemInfo) {
        let messages = &self.shell.messages;
        self.text += &self.shell.terminal.paint(Tone::Strong, info.name);
        self.text += &format!("  {}\n", messages.problem(info, None));
        self.text +=
            &format!("{}\n\n", messages.get(&format!("effect-{}", info.effect.name()), &[]));
        let help = messages.problem_help(info);
        self.field("explain-remedy", &help);
        let lessons = lessons::built_in(messages.language.tag());
        self.lesson(lessons::for_problem(&lessons, info.name));
    }

    fn lesson(&mut self, lesson: Option<&Lesson>) {
        let Some(lesson) = lesson else { return };
        let name = self.shell.messages.get("explain-lesson", &[("id", lesson.id.as_str().into())]);
        self.text += &format!("{}\n", self.shell.terminal.paint(Tone::Strong, &name));
        self.text += &lesson::text(lesson, self.shell);
        self.text.push('\n');
    }

    /// Adds a paragraph under its heading, if it says anything.
    fn field(&mut self, heading: &str, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        let heading = self.shell.messages.get(heading, &[]);
        self.text += &format!("{}\n", self.shell.terminal.paint(Tone::Strong, &heading));
        for line in wrap(&plain(text), self.shell.terminal.width.saturating_sub(2)) {
            self.text += &format!("  {line}\n");
        }
        self.text.push('\n');
    }

    fn list(&mut self, heading: &str, texts: &[String]) {
        if texts.is_empty() {
            return;
        }
        let heading = self.shell.messages.get(heading, &[]);
        self.text += &format!("{}\n", self.shell.terminal.paint(Tone::Strong, &heading));
        for text in texts {
            // An example of several lines stands in one.
            let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
            self.text += &format!("  {}\n", plain(&one_line));
        }
        self.text.push('\n');
    }
}

fn words(context: &std::collections::BTreeMap<String, Vec<String>>) -> String {
    context.values().flatten().map(String::as_str).collect::<Vec<_>>().join(", ")
}
