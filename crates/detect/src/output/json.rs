//! One JSON document: the objects of JSON Lines, file by file.

use std::io::{self, Write};

use serde::Serialize;

use super::record::{self, CheckRecord, CoverageRecord, FileRecord, FindingRecord, ProblemRecord};
use super::{Context, End, Output, OutputFormat, VERSION};
use crate::Report;

/// One JSON document.
pub(super) const JSON: OutputFormat = OutputFormat {
    name: "json",
    title: "one JSON document with the objects of jsonl",
    begin: |mut out, context| {
        write!(out, "{{\"v\":{VERSION},\"type\":\"scan\",\"reports\":[")?;
        Ok(Box::new(Json { out, context, first: true }))
    },
};

struct Json<'a> {
    out: Box<dyn Write + 'a>,
    context: Context<'a>,
    first: bool,
}

#[derive(Serialize)]
struct ReportRecord<'a> {
    file: FileRecord<'a>,
    findings: Vec<FindingRecord<'a>>,
    problems: Vec<ProblemRecord<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    coverage: Vec<CoverageRecord<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    checks: Vec<CheckRecord<'a>>,
}

impl Output for Json<'_> {
    fn report(&mut self, report: &Report) -> io::Result<()> {
        let separator = if std::mem::take(&mut self.first) { "\n" } else { ",\n" };
        self.out.write_all(separator.as_bytes())?;
        let context = self.context;
        let findings = report.findings.iter();
        let problems = report.problems.iter();
        let examined = report.examined.iter();
        let record = ReportRecord {
            file: record::file(report),
            findings: findings.map(|found| record::finding(&context, report, found)).collect(),
            problems: problems.map(|told| record::problem(&context, report, told)).collect(),
            coverage: examined.map(|examined| record::coverage(report, examined)).collect(),
            checks: record::checks(report).collect(),
        };
        record::write(&mut self.out, &record)
    }

    fn finish(&mut self, end: &End) -> io::Result<()> {
        self.out.write_all(b"\n],\"summary\":")?;
        record::write(&mut self.out, &record::summary(&self.context, end))?;
        self.out.write_all(b"}\n")?;
        self.out.flush()
    }
}
