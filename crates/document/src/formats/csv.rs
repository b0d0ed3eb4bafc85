//! Tables as text: values between commas, semicolons, tabs or bars.
//!
//! The text is that of the file; what is added is the delimiter and the headers of the columns.

use super::text;
use crate::format::{Format, Probe};
use crate::out::Out;
use crate::{Input, Table};

/// Delimited text.
pub(super) const CSV: Format = Format {
    name: "csv",
    title: "table as text",
    extensions: &["csv", "tsv", "tab", "txt", "log"],
    reads: "text and the headers of columns",
    in_process: true,
    matches,
    read,
};

/// Delimiters, the more telling first.
const DELIMITERS: [u8; 4] = *b"\t;,|";
/// Lines that are looked at to find the delimiter.
const SAMPLE_RECORDS: usize = 50;
/// Headers of columns that are kept.
const COLUMNS_MAX: usize = 1_000;
/// Characters of a header that are kept.
const COLUMN_CHARS_MAX: usize = 100;

fn read(input: &mut dyn Input, out: &mut Out<'_>) {
    text::stream(input, out, text::Shape::Columns);
}

fn matches(probe: &mut Probe<'_>) -> bool {
    let named = matches!(probe.extension().as_str(), "csv" | "tsv" | "tab");
    let looks = named || is_plain(&text::ascii_view(probe));
    looks && text::is_text(probe.head)
}

/// What the first lines show with one delimiter.
#[derive(Debug, Clone, Copy)]
struct Sniffed {
    delimiter: u8,
    records: usize,
    /// Delimiters in most lines.
    usual: usize,
    /// Lines with as many.
    regular: usize,
}

impl Sniffed {
    /// True when no other kind of text looks so: each line has as many of them.
    fn is_plain(self) -> bool {
        let usual_min = if self.delimiter == b'\t' { 1 } else { 2 };
        self.records >= 3 && self.regular == self.records && self.usual >= usual_min
    }
}

/// True when the first lines show a table and nothing else.
fn is_plain(head: &[u8]) -> bool {
    // Most texts show with their second line that they are none.
    DELIMITERS.iter().any(|&delimiter| is_regular(head, delimiter))
        && sniff(head).is_some_and(Sniffed::is_plain)
}

/// True when each of the first lines has as many delimiters, and at least one.
fn is_regular(head: &[u8], delimiter: u8) -> bool {
    let mut counts = counts(head, delimiter);
    counts.next().is_some_and(|first| first > 0 && counts.all(|count| count == first))
}

/// Returns what fits best, if any delimiter occurs in most lines.
fn sniff(head: &[u8]) -> Option<Sniffed> {
    DELIMITERS
        .into_iter()
        .filter_map(|delimiter| count(head, delimiter))
        .filter(|sniffed| sniffed.usual > 0 && sniffed.regular * 2 >= sniffed.records)
        .max_by_key(|sniffed| (sniffed.regular * 1_000 / sniffed.records, sniffed.usual))
}

fn count(head: &[u8], delimiter: u8) -> Option<Sniffed> {
    // A table of Markdown has bars at both ends and is no such file.
    if delimiter == b'|' && head.starts_with(b"|") {
        return None;
    }
    let mut counts: Vec<usize> = counts(head, delimiter).collect();
    let records = counts.len();
    counts.sort_unstable();
    let (usual, regular) = counts
        .chunk_by(|left, right| left == right)
        .map(|same| (same.first().copied().unwrap_or(0), same.len()))
        .max_by_key(|(_, length)| *length)?;
    Some(Sniffed { delimiter, records, usual, regular })
}

/// How many delimiters each of the first lines has.
fn counts(head: &[u8], delimiter: u8) -> impl Iterator<Item = usize> {
    records(head, delimiter)
        .take(SAMPLE_RECORDS)
        .filter(|record| !record.trim_ascii().is_empty())
        .map(move |record| cells(record, delimiter).count() - 1)
}

/// The lines of a table; line breaks in quotes do not end one, and neither does the end of what
/// is looked at.
fn records(head: &[u8], delimiter: u8) -> impl Iterator<Item = &[u8]> {
    let mut rest = head;
    let mut first = true;
    std::iter::from_fn(move || {
        let end = record_len(rest, delimiter);
        if end == rest.len() && (rest.is_empty() || !first) && !rest.ends_with(b"\n") {
            return None;
        }
        first = false;
        let (record, after) = rest.split_at(end);
        rest = after;
        Some(record)
    })
}

/// Length of the first line with its break.
fn record_len(text: &[u8], delimiter: u8) -> usize {
    let mut quoted = false;
    let mut at_start = true;
    for (index, byte) in text.iter().enumerate() {
        match byte {
            b'"' if quoted || at_start => quoted = !quoted,
            b'\n' if !quoted => return index + 1,
            _ => {}
        }
        at_start = *byte == delimiter || (*byte == b'"' && !quoted);
    }
    text.len()
}

/// The cells of a line, with their quotes.
fn cells(record: &[u8], delimiter: u8) -> impl Iterator<Item = &[u8]> {
    let mut quoted = false;
    record.split(move |byte| {
        quoted ^= *byte == b'"';
        *byte == delimiter && !quoted
    })
}

/// Returns the columns of a text by its first line.
pub(super) fn table(text: &str) -> Table {
    let head = text.as_bytes().get(..text.len().min(64 << 10)).unwrap_or_default();
    if let Some((delimiter, rest)) = declared(head) {
        return Table { delimiter, columns: columns(rest, delimiter) };
    }
    let delimiter = sniff(head).map_or(b',', |sniffed| sniffed.delimiter);
    Table { delimiter, columns: columns(head, delimiter) }
}

/// The line `sep=;` by which Excel is told.
fn declared(head: &[u8]) -> Option<(u8, &[u8])> {
    let (delimiter, rest) = head.strip_prefix(b"sep=")?.split_first()?;
    let line = rest.iter().position(|byte| *byte == b'\n')?;
    Some((*delimiter, rest.get(line + 1..)?))
}

/// The headers of the first line; none when a number stands among them, since then it is data.
fn columns(head: &[u8], delimiter: u8) -> Vec<String> {
    let line = head.get(..record_len(head, delimiter)).unwrap_or_default();
    let columns: Vec<String> =
        cells(line.trim_ascii_end(), delimiter).take(COLUMNS_MAX).map(header).collect();
    let has_number = columns.iter().any(|column| {
        column.bytes().any(|byte| byte.is_ascii_digit())
            && column.bytes().all(|byte| byte.is_ascii_digit() || b"+-.,:/ ".contains(&byte))
    });
    if has_number { Vec::new() } else { columns }
}

fn header(cell: &[u8]) -> String {
    let cell = String::from_utf8_lossy(cell.trim_ascii());
    let cell = cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"')).unwrap_or(&cell);
    cell.replace("\"\"", "\"").chars().take(COLUMN_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests;
