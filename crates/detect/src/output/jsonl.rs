//! JSON Lines: an object a line; an interface, documented in the handbook.

use std::io::{self, Write};

use serde::Serialize;

use super::{Context, End, Output, OutputFormat, record};
use crate::Report;

/// JSON Lines.
pub(super) const JSONL: OutputFormat = OutputFormat {
    name: "jsonl",
    title: "one JSON object a line, for programs",
    begin: |out, context| Ok(Box::new(Jsonl { out, context })),
};

struct Jsonl<'a> {
    out: Box<dyn Write + 'a>,
    context: Context<'a>,
}

impl Jsonl<'_> {
    fn line(&mut self, record: &impl Serialize) -> io::Result<()> {
        record::write(&mut self.out, record)?;
        self.out.write_all(b"\n")
    }
}

impl Output for Jsonl<'_> {
    fn report(&mut self, report: &Report) -> io::Result<()> {
        let context = self.context;
        for finding in &report.findings {
            self.line(&record::finding(&context, report, finding))?;
        }
        for problem in &report.problems {
            self.line(&record::problem(&context, report, problem))?;
        }
        for examined in &report.examined {
            self.line(&record::coverage(report, examined))?;
        }
        for check in record::checks(report) {
            self.line(&check)?;
        }
        self.line(&record::file(report))
    }

    fn finish(&mut self, end: &End) -> io::Result<()> {
        let context = self.context;
        self.line(&record::summary(&context, end))?;
        self.out.flush()
    }
}
