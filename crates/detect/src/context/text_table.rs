//! Tables that people type: cells between bars, tabs or commas, under a line that names them.
//!
//! A file of delimited columns says itself that it is one; a table amid a letter does not.

use document::Span;

/// Longest header line.
const HEADER_BYTES_MAX: usize = 400;
/// Longest name of a column, in characters.
const NAME_CHARACTERS_MAX: usize = 24;
/// Fewest borders between the cells of a line of a table.
const BORDERS_MIN: usize = 2;

/// A table in running text.
#[derive(Debug)]
pub(crate) struct TextTable {
    delimiter: u8,
    columns: Vec<Span>,
    /// Its rows, without the header.
    rows: Span,
}

impl TextTable {
    /// Returns the names of its columns.
    pub(crate) fn names<'t>(&'t self, text: &'t str) -> impl Iterator<Item = &'t str> {
        self.columns.iter().filter_map(|name| text.get(name.range()))
    }

    /// Returns the cells under the columns whose names are `wanted`.
    pub(crate) fn under(&self, text: &str, wanted: &impl Fn(&str) -> bool) -> Vec<Span> {
        let is_wanted = |name: &Span| text.get(name.range()).is_some_and(wanted);
        let wanted: Vec<usize> =
            (0..self.columns.len()).filter(|&at| is_wanted(&self.columns[at])).collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for line in lines(text, self.rows) {
            let cells = cells(text, line, self.delimiter);
            let own = wanted.iter().filter_map(|&column| cells.get(column));
            found.extend(own.filter(|cell| cell.end > cell.start));
        }
        found
    }
}

/// Returns the name of the column in which `at` stands, if it is in one of the tables.
pub(crate) fn header<'t>(tables: &[TextTable], text: &'t str, at: usize) -> Option<&'t str> {
    let next = tables.partition_point(|table| table.rows.start <= at);
    let table = tables.get(next.checked_sub(1)?).filter(|table| at < table.rows.end)?;
    let line = line_at(text, at);
    let column = cells(text, line, table.delimiter).iter().rposition(|cell| cell.start <= at)?;
    text.get(table.columns.get(column)?.range())
}

/// Finds the tables in a text, in order.
pub(crate) fn find(text: &str) -> Vec<TextTable> {
    let bytes = text.as_bytes();
    let mut tables = Vec::new();
    let mut found = next_border(bytes, 0);
    while let Some(at) = found {
        found = next_border(bytes, at + 1);
        // One border alone makes no table, and most lines that have any have one.
        let is_alone = |next| memchr::memchr(b'\n', &bytes[at..next]).is_some();
        if found.is_none_or(is_alone) {
            continue;
        }
        let line = line_at(text, at);
        let table = table_under(text, line);
        let from = table.as_ref().map_or(line.end, |table| table.rows.end).max(at + 1);
        found = next_border(bytes, from);
        tables.extend(table);
    }
    tables
}

/// Where the next sign stands that may part two cells.
fn next_border(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    memchr::memchr3(b'|', b'\t', b',', rest).map(|at| from + at)
}

/// Returns the table whose header a line is.
fn table_under(text: &str, header: Span) -> Option<TextTable> {
    let line = text.get(header.range())?;
    // No column is named so, and most lines of source code end here.
    if line.len() > HEADER_BYTES_MAX || is_code(line) {
        return None;
    }
    let bare = line.trim();
    let delimiter = *b"|\t,".iter().find(|&&d| count(bare, d) >= BORDERS_MIN)?;
    // A list that goes on in the next line: arguments, files, words of a language.
    if delimiter == b',' && line.trim_end().ends_with(',') {
        return None;
    }
    let columns = cells(text, header, delimiter);
    let is_name = |cell: &Span| is_name(text.get(cell.range()).unwrap_or_default());
    let count = count(bare, delimiter);
    let names = columns.iter().filter(|cell| cell.end > cell.start).count();
    let has_names = names >= BORDERS_MIN && names * 2 >= columns.len();
    if !has_names || !columns.iter().all(is_name) {
        return None;
    }
    // Commas stand in sentences too: there each line must have as many.
    let is_row = |line: &str| match delimiter {
        b',' => borders(line, delimiter) == count,
        _ => borders(line, delimiter) + 1 >= count,
    };
    let start = (header.end + 1).min(text.len());
    let mut end = start;
    for row in lines(text, Span::new(start, text.len())) {
        if !is_row(text.get(row.range()).unwrap_or_default()) {
            break;
        }
        end = (row.end + 1).min(text.len());
    }
    (end > start).then_some(TextTable { delimiter, columns, rows: Span::new(start, end) })
}

/// True for what may name a column: `Born`, `Gross (EUR)`, but no piece of a program.
fn is_name(cell: &str) -> bool {
    let cell = cell.trim();
    // The unit, behind a blank: a call has none.
    let bare =
        cell.strip_suffix(')').and_then(|cell| cell.split_once(" (")).map_or(cell, |(n, _)| n);
    cell.chars().count() <= NAME_CHARACTERS_MAX && !bare.contains(['=', '{', '}', '(', ')', ';'])
}

/// True for a line in which a column would be named by a piece of a program.
fn is_code(line: &str) -> bool {
    let bytes = line.as_bytes();
    let is_call = |at: usize| at.checked_sub(1).is_some_and(|at| bytes[at].is_ascii_alphanumeric());
    memchr::memchr3(b'=', b'{', b';', bytes).is_some()
        || memchr::memchr(b'}', bytes).is_some()
        || memchr::memchr_iter(b'(', bytes).any(is_call)
}

fn borders(line: &str, delimiter: u8) -> usize {
    count(line.trim(), delimiter)
}

fn count(line: &str, delimiter: u8) -> usize {
    memchr::memchr_iter(delimiter, line.as_bytes()).count()
}

/// Returns the cells of a line, without the blanks around them.
fn cells(text: &str, line: Span, delimiter: u8) -> Vec<Span> {
    let mut start = line.start;
    let whole = text.get(line.range()).unwrap_or_default();
    let cells = whole.split(char::from(delimiter)).map(|cell| {
        let bare = cell.trim_matches([' ', '\r', '"', '*', '`']);
        let shift = cell.len() - cell.trim_start_matches([' ', '\r', '"', '*', '`']).len();
        let from = start + shift;
        start += cell.len() + 1;
        Span::new(from, from + bare.len())
    });
    cells.collect()
}

fn line_at(text: &str, at: usize) -> Span {
    let bytes = text.as_bytes();
    let before = bytes.get(..at).unwrap_or_default();
    let start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    let after = bytes.get(at..).unwrap_or_default();
    let end = memchr::memchr(b'\n', after).map_or(text.len(), |newline| at + newline);
    Span::new(start, end)
}

/// Returns the lines of a stretch of text that begins with a line.
fn lines(text: &str, stretch: Span) -> impl Iterator<Item = Span> + '_ {
    let mut at = stretch.start;
    std::iter::from_fn(move || {
        let line = (at < stretch.end).then(|| line_at(text, at))?;
        at = line.end + 1;
        Some(line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, header: &str, expected: &[&str]) {
        let tables = find(text);
        let found: Vec<Span> =
            tables.iter().flat_map(|table| table.under(text, &|name| name == header)).collect();
        let cells: Vec<&str> = found.iter().filter_map(|cell| text.get(cell.range())).collect();
        assert_eq!(cells, expected, "{text}");
        for cell in found {
            assert_eq!(super::header(&tables, text, cell.start), Some(header));
        }
    }

    #[test]
    fn cells_between_bars_are_found() {
        check("a\n| who | code |\n|---|---|\n| Ada | x1 |\nend", "code", &["---", "x1"]);
        check("No | Born | Note\n1 | 1988 | -\n2 | 1990 |\n", "Born", &["1988", "1990"]);
    }

    #[test]
    fn cells_between_tabs_and_commas_are_found() {
        check("名单\n序号\t姓名\t备注\n1\t唐\t无", "姓名", &["唐"]);
        check("名册\n姓名,卡号,金额\n唐,62,5\n完", "卡号", &["62"]);
        check("Name\tGross (EUR)\tNote\nAda\t4,100\t-\n", "Gross (EUR)", &["4,100"]);
    }

    #[test]
    fn sentences_are_no_tables() {
        assert!(find("First, we came, and saw.\nThen we left, at last.").is_empty());
        assert!(find("fn f(a, b, c)\nfn g(a, b, c)").is_empty());
        assert!(find("* man/a.1, man/passwd.1, b.c,\n  man/d.1, man/login.1, e.c,").is_empty());
        assert!(find("#  ||||| |||no names\n#  ||||| ||quiet").is_empty());
        assert!(find("|||").is_empty() && find("a|b|c").is_empty());
    }

    #[test]
    fn a_place_outside_of_the_rows_has_no_header() {
        let text = "a|b|c\n1|2|3\nend";
        let tables = find(text);
        assert_eq!(header(&tables, text, 0), None);
        assert_eq!(header(&tables, text, 12), None);
        assert_eq!(header(&tables, text, 8), Some("b"));
    }
}
