//! What tests of the outputs share.

use detect::output::End;
use detect::{Budget, Engine, Policy, Report, RuleSet, Scanner};
use document::Limits;

/// Returns the reports on files with these contents, and how the run ended.
pub(crate) fn scanned(
    files: &[(&str, &[u8])],
    rules: &RuleSet,
    policy: &Policy,
    coverage: bool,
) -> (Vec<Report>, End) {
    let engine = Engine::new(rules);
    let mut scanner = Scanner::new(&engine, Budget::default()).with_coverage(coverage);
    let mut end = End { seconds: 1.25, ..End::default() };
    let reports = files.iter().map(|(file, content)| {
        let mut input = std::io::Cursor::new(content);
        document::read(&mut input, file, &Limits::default(), &mut scanner);
        let scan = scanner.finish();
        let verdict = policy.grade(&scan, rules);
        let report = Report {
            file: (*file).to_owned(),
            file_bytes: None,
            format: scan.format,
            coverage: scan.coverage.unwrap(),
            verdict,
            findings: scan.findings,
            problems: scan.problems,
            bytes: content.len() as u64,
            examined: scan.examined,
            checks: scan.checks,
        };
        end.summary.add(&report);
        report
    });
    let reports = reports.collect();
    (reports, end)
}
