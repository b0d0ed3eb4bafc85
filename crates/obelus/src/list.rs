//! Tables for people: the rules, and the formats.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use detect::output::plain;
use detect::{RuleSet, selftest};
use unicode_width::UnicodeWidthStr;

use crate::failure::{FINDINGS, Failure};
use crate::settings;

/// Lists the rules, those of a policy too.
pub(crate) fn rules(config: Option<&Path>) -> Result<ExitCode, Failure> {
    let settings = settings::load(config)?;
    let state = |id: &str| match settings.policy.disabled.contains(id) {
        true => "off",
        false => "",
    };
    let rows = settings.rules.rules().iter().map(|rule| {
        let severity = settings.policy.severities.get(&rule.id).unwrap_or(&rule.severity);
        [&rule.id, rule.category.name(), severity.name(), &plain(&rule.title), state(&rule.id)]
            .map(str::to_owned)
    });
    print_table(rows.collect())
}

/// Lists the formats that are read.
pub(crate) fn formats() -> Result<ExitCode, Failure> {
    let rows = document::FORMATS.iter().map(|format| {
        let reads = if format.reads.is_empty() { "known, not read" } else { format.reads };
        [format.name, format.title, &format.extensions.join(" "), reads].map(str::to_owned)
    });
    print_table(rows.collect())
}

/// Holds rules against their examples: those of a pack, or those that are built in.
pub(crate) fn test_rules(file: Option<&Path>) -> Result<ExitCode, Failure> {
    let rules = match file {
        Some(file) => load_pack(file)?,
        None => RuleSet::built_in(),
    };
    let failures = selftest(&rules);
    let mut stdout = io::stdout().lock();
    for failure in &failures {
        writeln!(stdout, "{}: {}", failure.rule, plain(&failure.reason))?;
    }
    writeln!(stdout, "{} rules, {} failures", rules.rules().len(), failures.len())?;
    Ok(if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) })
}

fn load_pack(file: &Path) -> Result<RuleSet, Failure> {
    let wrong = |error: &dyn std::fmt::Display| {
        Failure::usage(format!("cannot load the rules of `{}`: {error}", file.display()))
    };
    let yaml = fs::read_to_string(file).map_err(|error| wrong(&error))?;
    let parsed = rules::parse(&yaml).map_err(|error| wrong(&error))?;
    let mut pack = rules::Pack::default();
    pack.add(parsed).map_err(|error| wrong(&error))?;
    Ok(RuleSet::new(pack))
}

/// Prints rows with their columns below each other; the last column takes what it needs.
fn print_table<const N: usize>(rows: Vec<[String; N]>) -> Result<ExitCode, Failure> {
    let mut widths = [0; N];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let mut stdout = io::BufWriter::new(io::stdout().lock());
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            line += cell;
            line += &" ".repeat(width.saturating_sub(cell.width()) + 2);
        }
        writeln!(stdout, "{}", line.trim_end())?;
    }
    stdout.flush()?;
    Ok(ExitCode::SUCCESS)
}
