//! `obelus diff`: what a copy has no more of its original, part by part.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use detect::output::plain;
use document::{Document, ReadPart};
use fluent_bundle::FluentValue;

use crate::destination::Pending;
use crate::failure::{FINDINGS, Failure};
use crate::page::escaped;
use crate::{Shell, recipient, scan};

const STYLE: &str = "body{font:15px/1.4 system-ui,sans-serif;margin:2em}table{width:100%;\
border-collapse:collapse;table-layout:fixed}td,th{border:1px solid #999;padding:.3em;\
vertical-align:top;overflow-wrap:anywhere;white-space:pre-wrap;text-align:left}\
del{background:#fdd}ins{background:#dfd;text-decoration:none}";

/// Compares, prints, and returns whether they differ.
pub(crate) fn diff(
    original: &Path,
    copy: &Path,
    html: Option<&Path>,
    shell: &Shell,
) -> Result<ExitCode, Failure> {
    let page = html.map(|path| Pending::new(path, true)).transpose()?;
    let (before, after) = recipient::reading(&scan::options(Some(1), None), |viewer| {
        let (before, _) = recipient::read(original, viewer)?;
        let (after, _) = recipient::read(copy, viewer)?;
        Ok::<_, Failure>((before, after))
    })?;
    let note = shell.messages.get("note-reveal", &[]);
    let _told = writeln!(io::stderr(), "obelus: {note}");
    let changes = changes(&before, &after, shell);
    let mut out = io::stdout().lock();
    let mut kept = 0;
    for change in &changes {
        kept += change.kept;
        if change.removed.is_empty() && change.added.is_empty() {
            continue;
        }
        writeln!(out, "{}", change.title)?;
        for line in &change.removed {
            writeln!(out, "  - {}", plain(line))?;
        }
        for line in &change.added {
            writeln!(out, "  + {}", plain(line))?;
        }
    }
    let removed: usize = changes.iter().map(|change| change.removed.len()).sum();
    let count = |number: usize| FluentValue::from(number as u64);
    let values = [("removed", count(removed)), ("kept", count(kept))];
    writeln!(out, "{}", shell.messages.get("diff-totals", &values))?;
    if let Some(pending) = page {
        let mut writer = pending.writer()?;
        writer.write_all(written(&changes).as_bytes())?;
        writer.flush()?;
        drop(writer);
        pending.publish()?;
    }
    let differ =
        changes.iter().any(|change| !change.removed.is_empty() || !change.added.is_empty());
    Ok(if differ { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS })
}

/// What became of a part.
struct Change {
    title: String,
    removed: Vec<String>,
    added: Vec<String>,
    kept: usize,
}

/// Returns what became of each part of the original, and what is new in the copy.
fn changes(before: &Document, after: &Document, shell: &Shell) -> Vec<Change> {
    // Lines are the same wherever they stand: parts of a copy have other numbers.
    let mut left = lines(after);
    let mut changes: Vec<(String, Change)> = Vec::new();
    for part in &before.parts {
        let title = recipient::title(part, shell);
        let mut change = Change { title, removed: Vec::new(), added: Vec::new(), kept: 0 };
        for line in part.text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            match left.get_mut(line) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    change.kept += 1;
                }
                _ => change.removed.push(line.to_owned()),
            }
        }
        changes.push((key(part), change));
    }
    for part in &after.parts {
        for line in part.text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let Some(count) = left.get_mut(line).filter(|count| **count > 0) else { continue };
            *count -= 1;
            let key = key(part);
            match changes.iter_mut().find(|(known, _)| *known == key) {
                Some((_, change)) => change.added.push(line.to_owned()),
                None => {
                    let title = recipient::title(part, shell);
                    let added = vec![line.to_owned()];
                    changes.push((key, Change { title, removed: Vec::new(), added, kept: 0 }));
                }
            }
        }
    }
    changes.into_iter().map(|(_, change)| change).collect()
}

fn lines(document: &Document) -> BTreeMap<&str, usize> {
    let mut lines = BTreeMap::new();
    for line in document.parts.iter().flat_map(|part| part.text.lines()).map(str::trim) {
        *lines.entry(line).or_default() += 1;
    }
    lines
}

fn key(part: &ReadPart) -> String {
    format!("{:?} {} {}", part.part.path, part.part.kind.name(), part.part.label)
}

/// Returns a page with both side by side.
fn written(changes: &[Change]) -> String {
    let mut page = format!(
        "<!doctype html>\n<meta charset=\"utf-8\">\n<title>obelus diff</title>\n\
         <style>{STYLE}</style>\n"
    );
    for change in changes {
        if change.removed.is_empty() && change.added.is_empty() {
            continue;
        }
        let marked = |lines: &[String], element: &str| -> String {
            let line = |line: &String| format!("<{element}>{}</{element}>\n", escaped(line));
            lines.iter().map(line).collect()
        };
        // Writing to a string does not fail.
        let _written = write!(
            page,
            "<h2>{}</h2>\n<table><tr><td>{}</td><td>{}</td></tr></table>\n",
            escaped(&change.title),
            marked(&change.removed, "del"),
            marked(&change.added, "ins"),
        );
    }
    page
}
