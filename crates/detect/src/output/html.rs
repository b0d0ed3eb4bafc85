//! HTML: one file to read and to send on; no scripts, nothing loaded, masks only.

use std::io::{self, Write};

use quick_xml::escape::escape;

use super::{Context, End, Output, OutputFormat, message, plain};
use crate::{Finding, Report, Verdict};

/// HTML.
pub(super) const HTML: OutputFormat =
    OutputFormat { name: "html", title: "one page to read, without scripts", begin };

const STYLE: &str = include_str!("html.css");

struct Html<'a> {
    out: Box<dyn Write + 'a>,
    context: Context<'a>,
}

fn begin<'a>(
    mut out: Box<dyn Write + 'a>,
    context: Context<'a>,
) -> io::Result<Box<dyn Output + 'a>> {
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>Obelus report</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <h1>What must not go out</h1>\n\
         <p>Values are masked. A file that is not listed had nothing found in it; see the end of \
         the page for the counts and for what was not checked.</p>\n"
    )?;
    Ok(Box::new(Html { out, context }))
}

impl Html<'_> {
    fn table(&mut self, findings: &[Finding]) -> io::Result<()> {
        self.out.write_all(
            b"<table>\n<thead><tr><th scope=\"col\">Where</th><th scope=\"col\">What</th>\
              <th scope=\"col\">Masked value</th><th scope=\"col\">How bad, how sure</th>\
              <th scope=\"col\">What to do</th></tr></thead>\n<tbody>\n",
        )?;
        for finding in findings {
            self.row(finding)?;
        }
        self.out.write_all(b"</tbody>\n</table>\n")
    }

    fn row(&mut self, finding: &Finding) -> io::Result<()> {
        let rule = self.context.rule(finding);
        let suppressed = match &finding.suppressed {
            Some(why) => format!("<br><em>does not count: {}</em>", html(why)),
            None => String::new(),
        };
        let grade = finding.grade.map_or(String::new(), |grade| format!(", {}", grade.name()));
        writeln!(
            self.out,
            "<tr><th scope=\"row\">{}</th><td>{}<br><code>{}</code></td><td><code>{}</code></td>\
             <td>{} severity, {} confidence{grade}{suppressed}</td><td>{}</td></tr>",
            place(finding),
            html(&rule.title),
            html(&rule.id),
            html(&self.context.masked(finding)),
            finding.severity.name(),
            finding.confidence.name(),
            html(&rule.remedy),
        )
    }

    fn problems(&mut self, report: &Report) -> io::Result<()> {
        self.out.write_all(b"<ul class=\"problems\">\n")?;
        for problem in &report.problems {
            let info = problem.code.info();
            let names: String = problem.path.iter().map(|name| format!("{name}: ")).collect();
            let effect = match (self.context.policy.accepted(problem), info.effect) {
                (Some(reason), _) => format!("accepted: {reason}"),
                (None, document::Effect::Blocks) => "not checked".to_owned(),
                (None, document::Effect::Noted) => "noted".to_owned(),
            };
            writeln!(
                self.out,
                "<li>{}{} <code>{}</code> ({}). <span>{}.</span></li>",
                html(&names),
                html(&message(problem)),
                info.name,
                html(&effect),
                html(info.help),
            )?;
        }
        self.out.write_all(b"</ul>\n")
    }
}

impl Output for Html<'_> {
    fn report(&mut self, report: &Report) -> io::Result<()> {
        if report.findings.is_empty() && report.problems.is_empty() {
            return Ok(());
        }
        let (mark, word) = verdict(report.verdict);
        let name = report.verdict.name();
        writeln!(
            self.out,
            "<section class=\"{name}\">\n<h2><span class=\"verdict\">{mark} {word}</span> {}</h2>",
            html(&report.file)
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
        let summary = end.summary;
        let stopped = match end.interrupted {
            true => {
                "<p><strong>The scan was stopped; the counts are not of all files.</strong></p>\n"
            }
            false => "",
        };
        write!(
            self.out,
            "<section>\n<h2>Counts</h2>\n{stopped}<dl>\n\
             <div><dt>Files</dt><dd>{}</dd></div>\n<div><dt>Withhold</dt><dd>{}</dd></div>\n\
             <div><dt>Incomplete</dt><dd>{}</dd></div>\n<div><dt>Review</dt><dd>{}</dd></div>\n\
             <div><dt>Nothing found</dt><dd>{}</dd></div>\n<div><dt>Findings</dt><dd>{}</dd></div>\n</dl>\n\
             <h2>What is not checked</h2>\n<p>Wording variants that trace a leak, watermarks, printer \
             dots, faces and handwriting. &ldquo;Nothing found&rdquo; is not a promise that nothing is \
             there.</p>\n</section>\n</main>\n</body>\n</html>\n",
            summary.files,
            summary.withhold,
            summary.incomplete,
            summary.review,
            summary.nothing_found,
            summary.findings,
        )?;
        self.out.flush()
    }
}

const fn verdict(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Withhold => ("■", "Withhold"),
        Verdict::Incomplete => ("?", "Incomplete"),
        Verdict::Review => ("▲", "Review"),
        Verdict::NothingFound => ("○", "Nothing found"),
    }
}

/// Where a finding stands, from the outside inwards.
fn place(finding: &Finding) -> String {
    let location = &finding.location;
    let mut names: Vec<String> = location.path.iter().map(|name| html(name)).collect();
    names.push(html(&location.label));
    names.extend(location.cell.map(|cell| format!("cell {cell}")));
    if location.cell.is_none() {
        names.extend(location.line.map(|(line, column)| format!("line {line}, column {column}")));
    }
    names.extend(location.hidden.map(|hidden| format!("hidden: {}", hidden.name())));
    names.join(" › ")
}

fn html(text: &str) -> String {
    escape(plain(text)).into_owned()
}
