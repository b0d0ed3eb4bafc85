//! JUnit XML: a test case a file, for continuous integration.
//!
//! The counts stand before the cases, so cases are held until the end.

use std::io::{self, Write};

use quick_xml::escape::escape;

use super::{Context, End, Output, OutputFormat, message, plain};
use crate::{Finding, Report};

/// JUnit XML.
pub(super) const JUNIT: OutputFormat = OutputFormat {
    name: "junit",
    title: "JUnit XML, a test case a file",
    begin: |out, context| {
        Ok(Box::new(Junit { out, context, cases: Vec::new(), failed: 0, unread: 0 }))
    },
};

struct Junit<'a> {
    out: Box<dyn Write + 'a>,
    context: Context<'a>,
    cases: Vec<u8>,
    /// Files with findings that count.
    failed: u64,
    /// Files of which something was not read.
    unread: u64,
}

impl Junit<'_> {
    fn failure(&mut self, finding: &Finding) -> io::Result<()> {
        let rule = self.context.rule(finding);
        writeln!(
            self.cases,
            "    <failure type=\"{}\" message=\"{}\">{}</failure>",
            xml(&rule.id),
            xml(&rule.title),
            xml(&told(&self.context, finding)),
        )
    }
}

impl Output for Junit<'_> {
    fn report(&mut self, report: &Report) -> io::Result<()> {
        let policy = self.context.policy;
        let (failing, other): (Vec<_>, Vec<_>) =
            report.findings.iter().partition(|finding| policy.fails(finding));
        let (blocking, noted): (Vec<_>, Vec<_>) =
            report.problems.iter().partition(|problem| policy.blocks(problem));
        self.failed += u64::from(!failing.is_empty());
        self.unread += u64::from(!blocking.is_empty());
        writeln!(
            self.cases,
            "  <testcase classname=\"{}\" name=\"{}\">",
            xml(report.format),
            xml(&report.file)
        )?;
        for problem in blocking {
            let (code, text) = (problem.code.name(), message(problem));
            let path = problem.path.join("!");
            let (text, path) = (xml(&text), xml(&path));
            writeln!(self.cases, "    <error type=\"{code}\" message=\"{text}\">{path}</error>")?;
        }
        for finding in failing {
            self.failure(finding)?;
        }
        if !other.is_empty() || !noted.is_empty() {
            write!(self.cases, "    <system-out>")?;
            for finding in other {
                writeln!(self.cases, "{}", xml(&told(&self.context, finding)))?;
            }
            for problem in noted {
                writeln!(self.cases, "{}: {}", problem.code.name(), xml(&message(problem)))?;
            }
            writeln!(self.cases, "</system-out>")?;
        }
        writeln!(self.cases, "  </testcase>")
    }

    fn finish(&mut self, end: &End) -> io::Result<()> {
        writeln!(self.out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(
            self.out,
            "<testsuites>\n<testsuite name=\"obelus\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"0\" time=\"{:.3}\">",
            end.summary.files, self.failed, self.unread, end.seconds
        )?;
        self.out.write_all(&self.cases)?;
        writeln!(self.out, "</testsuite>\n</testsuites>")?;
        self.out.flush()
    }
}

/// One line of a finding: where, what, how bad, how sure.
fn told(context: &Context<'_>, finding: &Finding) -> String {
    let location = &finding.location;
    let place: Vec<&str> =
        location.path.iter().map(String::as_str).chain([&*location.label]).collect();
    let line = location.line.map(|(line, column)| format!(" {line}:{column}")).unwrap_or_default();
    let suppressed = finding.suppressed.as_deref().map(|why| format!(" (does not count: {why})"));
    format!(
        "{}{line}: {} {} [{} severity, {} confidence]{}",
        place.join("!"),
        context.rule(finding).id,
        context.masked(finding),
        finding.severity.name(),
        finding.confidence.name(),
        suppressed.unwrap_or_default(),
    )
}

/// Returns text as XML 1.0 can hold it.
fn xml(text: &str) -> String {
    escape(plain(text)).into_owned()
}
