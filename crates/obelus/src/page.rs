//! The page for people: one HTML file to read and to send on, in their language; no scripts, nothing
//! loaded, masks only.

use std::collections::BTreeSet;
use std::io::{self, Write};

use detect::output::{Context, End, Output, plain};
use detect::{Finding, Report};
use lessons::Lesson;

use crate::face;
use crate::human::{self, place};
use crate::lesson;
use crate::messages::{Messages, Value};

const STYLE: &str = include_str!("page/page.css");

/// The page as it is written, file by file.
pub(crate) struct Page<'a> {
    out: Box<dyn Write + 'a>,
    context: Context<'a>,
    messages: &'a Messages,
    lessons: Vec<Lesson>,
    /// Lessons of what was found, by their places; they stand at the end.
    taught: BTreeSet<usize>,
}

impl<'a> Page<'a> {
    /// Begins the page.
    pub(crate) fn begin(
        mut out: Box<dyn Write + 'a>,
        context: Context<'a>,
        messages: &'a Messages,
    ) -> io::Result<Box<dyn Output + 'a>> {
        let word = |id: &str| escaped(&messages.get(id, &[]));
        write!(
            out,
            "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
             <h1>{}</h1>\n<p>{}</p>\n",
            messages.language.tag(),
            word("told-title"),
            word("told-heading"),
            word("told-lead"),
        )?;
        let lessons = lessons::built_in(messages.language.tag());
        Ok(Box::new(Self { out, context, messages, lessons, taught: BTreeSet::new() }))
    }

    fn word(&self, id: &str) -> String {
        self.with(id, &[])
    }

    fn with(&self, id: &str, values: &[Value<'_>]) -> String {
        escaped(&self.messages.get(id, values))
    }

    fn table(&mut self, findings: &[Finding]) -> io::Result<()> {
        let heads = ["told-where", "told-what", "told-value", "told-grade", "explain-remedy"];
        let heads = heads.map(|id| format!("<th scope=\"col\">{}</th>", self.word(id)));
        writeln!(self.out, "<table>\n<thead><tr>{}</tr></thead>\n<tbody>", heads.concat())?;
        for finding in findings {
            self.row(finding)?;
        }
        self.out.write_all(b"</tbody>\n</table>\n")
    }

    fn row(&mut self, finding: &Finding) -> io::Result<()> {
        let rule = self.context.rule(finding);
        let messages = self.messages;
        let lesson = self.lesson_link(finding);
        let mut grade = vec![
            self.word(&format!("severity-{}", finding.severity.name())),
            self.word(&format!("confidence-{}", finding.confidence.name())),
        ];
        let reasons = human::reasons(finding, messages);
        grade.extend((!reasons.is_empty()).then(|| escaped(&reasons)));
        grade.extend(finding.suppressed.as_ref().map(|why| {
            let values = [("reason", plain(why).into_owned().into())];
            format!("<em>{}</em>", self.with("does-not-count", &values))
        }));
        writeln!(
            self.out,
            "<tr><th scope=\"row\">{}</th><td><strong>{}</strong><br>{}<br><code>{}</code></td>\
             <td><code>{}</code></td><td>{}</td><td>{}{}</td></tr>",
            escaped(&place::of_finding_hidden(finding, messages)),
            escaped(rule.title_in(messages.language.title_key())),
            escaped(messages.of_rule(&rule.why)),
            escaped(&rule.id),
            escaped(&self.context.masked(finding)),
            grade.join("<br>"),
            escaped(messages.of_rule(&rule.remedy)),
            lesson,
        )
    }

    /// Names the lesson of a finding, which then stands at the end of the page.
    fn lesson_link(&mut self, finding: &Finding) -> String {
        let rule = self.context.rule(finding);
        let lesson = lessons::for_rule(&self.lessons, &rule.id, rule.category.name());
        let at = lesson.and_then(|lesson| self.lessons.iter().position(|one| one.id == lesson.id));
        let Some((at, lesson)) = at.zip(lesson) else { return String::new() };
        self.taught.insert(at);
        format!("<br><a href=\"#{}\">{}</a>", escaped(&lesson.id), escaped(&lesson.title))
    }

    fn problems(&mut self, report: &Report) -> io::Result<()> {
        self.out.write_all(b"<ul class=\"problems\">\n")?;
        for problem in &report.problems {
            let info = problem.code.info();
            let message = self.messages.problem(info, problem.number);
            let values = [("message", message.into()), ("code", info.name.into())];
            let names: String = problem.path.iter().map(|name| format!("{name}: ")).collect();
            writeln!(
                self.out,
                "<li>{}{} <span>{}</span></li>",
                escaped(&names),
                self.with(face::of_problem(self.context.policy, problem), &values),
                escaped(&self.messages.problem_help(info)),
            )?;
        }
        self.out.write_all(b"</ul>\n")
    }

    fn counts(&mut self, end: &End) -> io::Result<()> {
        let summary = end.summary;
        writeln!(self.out, "<section>\n<h2>{}</h2>", self.word("told-counts"))?;
        if end.interrupted {
            writeln!(self.out, "<p><strong>{}</strong></p>", self.word("next-interrupted"))?;
        }
        self.out.write_all(b"<dl>\n")?;
        for (id, count) in [
            ("told-files", summary.files),
            ("verdict-withhold", summary.withhold),
            ("verdict-incomplete", summary.incomplete),
            ("verdict-review", summary.review),
            ("verdict-nothing-found", summary.nothing_found),
            ("told-findings", summary.findings),
        ] {
            let word = self.word(id);
            writeln!(self.out, "<div><dt>{word}</dt><dd>{count}</dd></div>")?;
        }
        let [not_checked, promise] = ["not-checked", "told-promise"].map(|id| self.word(id));
        writeln!(self.out, "</dl>\n<p>{not_checked} {promise}</p>\n</section>")
    }

    fn taught(&mut self) -> io::Result<()> {
        if self.taught.is_empty() {
            return Ok(());
        }
        writeln!(self.out, "<section>\n<h2>{}</h2>", self.word("told-lessons"))?;
        let articles = lesson::with_words(self.messages, |words| {
            let taught = self.taught.iter().filter_map(|at| self.lessons.get(*at));
            taught.map(|lesson| lessons::publish::article(lesson, words)).collect::<String>()
        });
        writeln!(self.out, "{articles}</section>")
    }
}

impl Output for Page<'_> {
    fn report(&mut self, report: &Report) -> io::Result<()> {
        if report.findings.is_empty() && report.problems.is_empty() {
            return Ok(());
        }
        let (mark, id) = face::of_verdict(report.verdict);
        let word = self.word(id);
        writeln!(
            self.out,
            "<section class=\"{}\">\n<h2><span class=\"verdict\">{mark} {word}</span> {}</h2>",
            report.verdict.name(),
            escaped(&report.file)
        )?;
        if !report.problems.is_empty() {
            self.problems(report)?;
        }
        if !report.findings.is_empty() {
            self.table(&report.findings)?;
        }
        self.out.write_all(b"</section>\n")
    }

    fn finish(&mut self, end: &End) -> io::Result<()> {
        self.counts(end)?;
        self.taught()?;
        self.out.write_all(b"</main>\n</body>\n</html>\n")?;
        self.out.flush()
    }
}

/// Text as it may stand in a page; what would act on a terminal or turn lines around is shown.
pub(crate) fn escaped(text: &str) -> String {
    let mut page = String::with_capacity(text.len());
    for letter in plain(text).chars() {
        match letter {
            '&' => page.push_str("&amp;"),
            '<' => page.push_str("&lt;"),
            '>' => page.push_str("&gt;"),
            '"' => page.push_str("&quot;"),
            letter => page.push(letter),
        }
    }
    page
}

#[cfg(test)]
mod tests;
