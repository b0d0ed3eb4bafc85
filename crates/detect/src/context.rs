//! What stands around a match and speaks for or against it: words, column headers, keys; and in the
//! rooms below, whoever is named beside it, the row and the table that it is part of, and whether it
//! is only thanked for or shown.

pub(crate) mod beside;
pub(crate) mod credit;
pub(crate) mod named_person;
pub(crate) mod row;
pub(crate) mod shown;
pub(crate) mod text_table;

use std::cmp::Reverse;
use std::ops::Range;

use document::{Part, PartKind, Run, Span, Window};
use rules::{Context, Needs, Rule};

use self::text_table::TextTable;
use crate::Reason;

/// Bytes before a match in which its label may stand.
pub(crate) const BEFORE_MAX: usize = 120;
/// Bytes after a match in which its label may stand.
pub(crate) const AFTER_MAX: usize = 40;
/// Longest text that may be a single value.
pub(crate) const EVERYTHING_BYTES_MAX: usize = 64;

/// What stands before the colon of a line that only shows how something looks. `sample` alone is not
/// here: samples are also taken of blood.
const EXAMPLE_HEADS: &[&str] = &[
    "example",
    "examples",
    "for example",
    "example only",
    "example data",
    "template",
    "test data",
    "dummy data",
    "sample data",
    "sample file",
    "sample text",
    "sample template",
    "sample value",
    "示例",
    "示例数据",
    "文档示例",
    "模板",
    "样例",
    "样例数据",
    "范例",
    "例",
    "例如",
    "测试数据",
];

/// The surroundings of a match in folded text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Surroundings<'a> {
    text: &'a str,
    /// Folded text before the match, from its paragraph.
    before: &'a str,
    /// Where the match begins, and so the text before it ends.
    start: usize,
    /// Folded text after the match, on its line.
    after: &'a str,
    /// Where the match ends.
    end: usize,
}

impl<'a> Surroundings<'a> {
    /// Returns what surrounds `span` in `text`.
    pub(crate) fn new(text: &'a str, span: Span) -> Self {
        let from = floor(text, span.start.saturating_sub(BEFORE_MAX));
        let to = floor(text, (span.end + AFTER_MAX).min(text.len()));
        let before = text.get(from..span.start).unwrap_or_default();
        let after = text.get(span.end..to).unwrap_or_default();
        Self {
            text,
            before: before.rsplit("\n\n").next().unwrap_or_default(),
            start: span.start,
            after: after.split('\n').next().unwrap_or_default(),
            end: span.end,
        }
    }

    /// True when the line of the match, or one before it in its paragraph, opens by saying that what
    /// follows is an example: `Documentation example: …`.
    pub(crate) fn is_stated_example(&self) -> bool {
        self.before.lines().any(|line| {
            line.trim_start().split_once([':', '：']).is_some_and(|(head, _)| is_example_head(head))
        })
    }

    /// True when one of the words stands right before or right after the match, as a label or a
    /// title does.
    pub(crate) fn call_it(&self, words: &Context) -> bool {
        const SIGNS: [char; 11] = [':', '：', '(', '（', ')', '）', '"', '|', '=', '“', '”'];
        let is_sign = |c: char| c.is_whitespace() || SIGNS.contains(&c);
        let before = self.before.trim_end_matches(is_sign);
        let after = self.after.trim_start_matches(is_sign);
        let ends = |word: &str| before.len().checked_sub(word.len());
        words.values().flatten().any(|word| {
            let last = occurrences(before, 0..before.len(), word).next_back();
            last.is_some() && last == ends(word) || find_first(after, word) == Some(0)
        })
    }

    /// Returns how far before the match the nearest of `words` ends, or a little more than the
    /// farthest when it stands after the match; with it the length of the longest such word.
    pub(crate) fn distance(&self, words: &Context) -> Option<(usize, Reverse<usize>)> {
        let distance = |word: &String| Some((self.distance_of(word)?, Reverse(word.len())));
        words.values().flatten().filter_map(distance).min()
    }

    fn distance_of(&self, word: &str) -> Option<usize> {
        // Where a word ends is seen in the whole text: its beginning is no word.
        let from = self.start - self.before.len();
        let mut before = occurrences(self.text, from..self.start, word);
        if let Some(start) = before.next_back() {
            return Some(self.start - start - word.len());
        }
        let mut after = occurrences(self.text, self.end..self.end + self.after.len(), word);
        after.next().map(|start| BEFORE_MAX + start - self.end)
    }
}

/// True for what stands before a colon when an example follows.
fn is_example_head(head: &str) -> bool {
    const LAST_WORD: &[u8] = b" example";
    let last = head.len().checked_sub(LAST_WORD.len()).and_then(|at| head.as_bytes().get(at..));
    let is_kind_of = last.is_some_and(|last| last.eq_ignore_ascii_case(LAST_WORD));
    is_kind_of && head.split(' ').count() <= 3
        || EXAMPLE_HEADS.iter().any(|known| known.eq_ignore_ascii_case(head))
}

/// What the context says of a match.
#[derive(Debug, Default)]
pub(crate) struct Said {
    pub(crate) reason_for: Option<Reason>,
    pub(crate) reason_against: Option<Reason>,
}

/// Asks the surroundings, the key or column that holds `span`, and the part's own name.
pub(crate) fn ask(
    rule: &Rule,
    surroundings: Surroundings<'_>,
    part: &Part,
    window: &Window<'_>,
    tables: &[TextTable],
    span: Span,
) -> Said {
    if rule.context.is_empty() && rule.against.is_empty() {
        return Said::default();
    }
    let mut said = Said::default();
    if names_one(&part.label, &rule.context) {
        said.reason_for = Some(Reason::Key);
    }
    if let Some(header) = column_header(window, tables, span) {
        if names_one(header, &rule.context) {
            said.reason_for = Some(Reason::ColumnHeader);
        } else if names_one(header, &rule.against) {
            said.reason_against = Some(Reason::ColumnHeader);
        }
    }
    if said.reason_for.is_some() || said.reason_against.is_some() {
        return said;
    }
    let near_for = surroundings.distance(&rule.context);
    let near_against = surroundings.distance(&rule.against);
    match (near_for, near_against) {
        // Of two words at one place the longer says more: 例患者 are no 患者.
        (Some(near), against) if against.is_none_or(|against| near <= against) => {
            let is_key = is_key(surroundings.before);
            said.reason_for = Some(if is_key { Reason::Key } else { Reason::Label });
        }
        (_, Some(_)) => said.reason_against = Some(Reason::OtherLabel),
        _ if rule.needs == Needs::Context && is_everything(part, window, span) => {
            said.reason_for = Some(Reason::Alone);
        }
        _ => {}
    }
    said
}

/// True when the match is all that the part holds: who gives a single value asks what it is.
fn is_everything(part: &Part, window: &Window<'_>, span: Span) -> bool {
    let around =
        |text: Option<&str>| text.is_some_and(|text| !text.chars().any(char::is_alphanumeric));
    matches!(part.kind, PartKind::Body | PartKind::Field)
        && window.last
        && window.start.offset == 0
        && window.text.len() <= EVERYTHING_BYTES_MAX
        && around(window.text.get(..span.start))
        && around(window.text.get(span.end..))
}

/// True when the text before a match ends as a key does: `"id": "`, `id=`.
fn is_key(before: &str) -> bool {
    before.trim_end_matches([' ', '"', '\'']).ends_with(['=', ':', '>'])
}

/// True when one of the words stands in a label.
pub(crate) fn names_one(label: &str, words: &Context) -> bool {
    words.values().flatten().any(|word| find_first(label, word).is_some())
}

/// Returns the header of the column that `span` stands in.
fn column_header<'a>(window: &'a Window<'_>, tables: &[TextTable], span: Span) -> Option<&'a str> {
    if let Some(Run { label: Some(label), .. }) = window.runs_in(span).first() {
        return Some(label);
    }
    let Some(table) = window.table else {
        return text_table::header(tables, window.text, span.start);
    };
    let before = window.text.get(..span.start)?;
    let line = before.rsplit('\n').next().unwrap_or_default();
    table.columns.get(cells_before(line, table.delimiter)).map(String::as_str)
}

/// Counts the delimiters in a line that are not inside quotes.
fn cells_before(line: &str, delimiter: u8) -> usize {
    let mut quoted = false;
    line.bytes()
        .filter(|&byte| {
            quoted ^= byte == b'"';
            byte == delimiter && !quoted
        })
        .count()
}

/// Returns where the first occurrence of a word begins; ASCII case is ignored, and a word of ASCII
/// letters stands alone.
pub(crate) fn find_first(text: &str, word: &str) -> Option<usize> {
    occurrences(text, 0..text.len(), word).next()
}

/// Returns where a word begins, as [`find_first`] understands it, when all of it lies in `range`.
fn occurrences<'a>(
    text: &'a str,
    range: Range<usize>,
    word: &'a str,
) -> impl DoubleEndedIterator<Item = usize> + 'a {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let first = word.first().copied().unwrap_or(0);
    let both = (first.to_ascii_lowercase(), first.to_ascii_uppercase());
    let inside = text.get(range.clone()).unwrap_or_default();
    memchr::memchr2_iter(both.0, both.1, inside)
        .map(move |start| range.start + start)
        .filter(move |&start| start + word.len() <= range.end && stands_at(text, start, word))
}

/// True when a word begins at `start`; ASCII case is ignored, and a word of ASCII letters stands
/// alone.
pub(crate) fn stands_at(text: &[u8], start: usize, word: &[u8]) -> bool {
    let end = start + word.len();
    let is_at_end = |at: Option<&u8>| at.is_some_and(u8::is_ascii_alphanumeric);
    let before = start.checked_sub(1).and_then(|before| text.get(before));
    text.get(start..end).is_some_and(|found| found.eq_ignore_ascii_case(word))
        && !(is_at_end(word.first()) && before.is_some_and(u8::is_ascii_alphabetic))
        && !(is_at_end(word.last()) && goes_on_at(text, end))
}

/// True when the word that ends at `end` is the beginning of a longer one: `id` of `identity` and
/// `rg` of `RGB`, but not `ID` of `IDNumber`.
fn goes_on_at(text: &[u8], end: usize) -> bool {
    let is = |at: usize, kind: fn(&u8) -> bool| text.get(at).is_some_and(kind);
    let goes_on_in_capitals = is(end, u8::is_ascii_uppercase)
        && end.checked_sub(1).is_some_and(|last| is(last, u8::is_ascii_uppercase))
        && !is(end + 1, u8::is_ascii_lowercase);
    is(end, u8::is_ascii_lowercase) || goes_on_in_capitals
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
