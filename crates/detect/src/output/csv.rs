//! CSV (RFC 4180): a line a finding or problem, safe to open in a spreadsheet.

use std::borrow::Cow;
use std::io::{self, Write};

use ::csv::{Terminator, Writer, WriterBuilder};

use super::{Context, End, Output, OutputFormat, message, plain};
use crate::{Finding, Report};

/// CSV.
pub(super) const CSV: OutputFormat =
    OutputFormat { name: "csv", title: "a table for spreadsheets (RFC 4180)", begin };

const COLUMNS: [&str; 21] = [
    "type",
    "file",
    "verdict",
    "path",
    "part",
    "rule",
    "title",
    "category",
    "severity",
    "confidence",
    "grade",
    "hidden",
    "page",
    "line",
    "column",
    "sheet",
    "cell",
    "digest",
    "masked",
    "suppressed",
    "message",
];

struct Csv<'a> {
    out: Writer<Box<dyn Write + 'a>>,
    context: Context<'a>,
}

fn begin<'a>(out: Box<dyn Write + 'a>, context: Context<'a>) -> io::Result<Box<dyn Output + 'a>> {
    let mut out = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    let evidence = context.reveal.then_some("evidence");
    out.write_record(COLUMNS.into_iter().chain(evidence))?;
    Ok(Box::new(Csv { out, context }))
}

impl Csv<'_> {
    fn row(&mut self, cells: [Cow<'_, str>; 21], evidence: &str) -> io::Result<()> {
        let evidence = self.context.reveal.then_some(Cow::Borrowed(evidence));
        let cells = cells.into_iter().chain(evidence).map(|cell| inert(&cell));
        Ok(self.out.write_record(cells)?)
    }

    fn finding(&mut self, report: &Report, finding: &Finding) -> io::Result<()> {
        let context = self.context;
        let rule = context.rule(finding);
        let location = &finding.location;
        let line = location.line.filter(|_| location.cell.is_none());
        let cells = [
            "finding".into(),
            (&report.file).into(),
            report.verdict.name().into(),
            location.path.join("!").into(),
            (&*location.label).into(),
            (&rule.id).into(),
            (&rule.title).into(),
            rule.category.name().into(),
            finding.severity.name().into(),
            finding.confidence.name().into(),
            finding.grade.map_or("", crate::Grade::name).into(),
            location.hidden.map_or("", document::Hidden::name).into(),
            number(location.page.map(u64::from)),
            number(line.map(|(line, _)| line)),
            number(line.map(|(_, column)| column)),
            location.sheet.as_deref().unwrap_or_default().into(),
            location.cell.map(|cell| cell.to_string()).unwrap_or_default().into(),
            context.digest(finding).unwrap_or_default().into(),
            context.masked(finding).into(),
            finding.suppressed.as_deref().unwrap_or_default().into(),
            "".into(),
        ];
        self.row(cells, finding.evidence.reveal())
    }
}

impl Output for Csv<'_> {
    fn report(&mut self, report: &Report) -> io::Result<()> {
        for finding in &report.findings {
            self.finding(report, finding)?;
        }
        for problem in &report.problems {
            let mut cells = [const { Cow::Borrowed("") }; 21];
            cells[0] = "problem".into();
            cells[1] = (&report.file).into();
            cells[2] = report.verdict.name().into();
            cells[3] = problem.path.join("!").into();
            cells[5] = problem.code.name().into();
            cells[20] = message(problem).into();
            self.row(cells, "")?;
        }
        let mut cells = [const { Cow::Borrowed("") }; 21];
        cells[0] = "file".into();
        cells[1] = (&report.file).into();
        cells[2] = report.verdict.name().into();
        self.row(cells, "")
    }

    fn finish(&mut self, _end: &End) -> io::Result<()> {
        self.out.flush()
    }
}

fn number(value: Option<u64>) -> Cow<'static, str> {
    value.map(|value| value.to_string()).unwrap_or_default().into()
}

/// Returns a cell that no spreadsheet takes for a formula, in one line.
fn inert(cell: &str) -> String {
    let text = plain(cell);
    let quote = text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if quote { format!("'{text}") } else { text.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::inert;

    #[test]
    fn a_cell_is_never_a_formula() {
        assert_eq!(inert("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(inert("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(inert("\t=1"), "�=1");
        assert_eq!(inert("plain"), "plain");
    }
}
