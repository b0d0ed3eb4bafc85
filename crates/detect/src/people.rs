//! People whom a case names itself: a list of names, found in all their written forms.
//!
//! A list comes from the person who runs the scan, never from what is scanned. It finds names
//! where no model would: in user names, file names and source code.

mod forms;
mod key;
mod simplified;

use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};
use document::Span;

use crate::brought::NameModel;
use key::Key;

/// Most names in one list.
const NAMES_MAX: usize = 50_000;
/// Longest name, in characters.
const NAME_CHARACTERS_MAX: usize = 80;
/// Headers of columns that hold whole names, given names and family names.
const WHOLE: &[&str] = &["name", "full name", "fullname", "person", "姓名", "名字", "人员"];
const GIVEN: &[&str] = &["given", "given name", "first name", "firstname", "forename", "名"];
const FAMILY: &[&str] = &["family", "family name", "last name", "lastname", "surname", "姓"];

/// Why a list of names cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameListError {
    /// Nothing in it is a name.
    #[error("it holds no name")]
    Empty,
    /// It is longer than any case.
    #[error("it holds more than {NAMES_MAX} names")]
    TooMany,
    /// A line is no name.
    #[error("line {0} is too long for a name")]
    TooLong(usize),
    /// A name has less than two letters, so that it would be found everywhere.
    #[error("the name in line {0} is too short to look for")]
    TooShort(usize),
}

/// Names, ready to be found in text.
#[derive(Debug, Clone)]
pub struct NameList {
    automaton: AhoCorasick,
    /// For each form, whether it is the whole name.
    whole: Vec<bool>,
    names: usize,
}

/// A name of a list in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// Where it stands.
    pub span: Span,
    /// False when only a part of the name stands there, such as the family name.
    pub is_whole: bool,
}

/// The people of a case.
#[derive(Debug, Clone, Default)]
pub struct People {
    /// Those to look for.
    pub listed: Option<NameList>,
    /// Those whose names do not count, such as the requester.
    pub exempt: Option<NameList>,
    /// A model of the user's own, which looks for names beside ours.
    pub model: Option<Arc<dyn NameModel>>,
}

impl NameList {
    /// Reads a list: a name on each line, or delimited columns with headers; lines that begin
    /// with `#` are remarks.
    ///
    /// # Errors
    ///
    /// When it holds no name, too many, or something that is none.
    pub fn parse(text: &str) -> Result<Self, NameListError> {
        let mut names = Vec::new();
        for (line, name) in rows(text) {
            match name.chars().filter(|character| character.is_alphabetic()).count() {
                0 => continue,
                1 => return Err(NameListError::TooShort(line)),
                _ if name.chars().count() > NAME_CHARACTERS_MAX => {
                    return Err(NameListError::TooLong(line));
                }
                _ => names.push(name),
            }
            if names.len() > NAMES_MAX {
                return Err(NameListError::TooMany);
            }
        }
        Self::new(&names)
    }

    fn new(names: &[String]) -> Result<Self, NameListError> {
        let mut forms: Vec<(String, bool)> =
            names.iter().flat_map(|name| forms::of(name)).collect();
        // Of two readings of one form the whole name counts.
        forms.sort_by_key(|(form, whole)| (form.clone(), !whole));
        forms.dedup_by(|later, first| later.0 == first.0);
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(forms.iter().map(|(form, _)| form))
            .map_err(|_| NameListError::TooMany)?;
        match forms.is_empty() {
            true => Err(NameListError::Empty),
            false => Ok(Self {
                automaton,
                whole: forms.into_iter().map(|(_, whole)| whole).collect(),
                names: names.len(),
            }),
        }
    }

    /// How many names it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names
    }

    /// False: a list without names is refused.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names == 0
    }

    /// Returns the places in `text` where a name of the list stands, in order.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Listed> {
        let key = Key::of(text);
        let all = self.automaton.find_iter(&key.text);
        let apart = all.filter(|found| key.is_apart(found.start(), found.end()));
        let listed = apart.map(|found| Listed {
            span: key.origin(found.start(), found.end()),
            is_whole: self.whole.get(found.pattern().as_usize()).copied().unwrap_or(false),
        });
        listed.collect()
    }
}

/// Returns the names in a list with the lines on which they stand.
fn rows(text: &str) -> Vec<(usize, String)> {
    let lines = || {
        let all = text.trim_start_matches('\u{FEFF}').lines().enumerate();
        all.map(|(index, line)| (index + 1, line.trim()))
            .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
    };
    let Some((header, columns)) = lines().next().and_then(|(at, line)| Some((at, columns(line)?)))
    else {
        return lines().map(|(at, line)| (at, line.to_owned())).collect();
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(columns.delimiter)
        .from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let records = reader.records().filter_map(Result::ok);
    let placed = records.filter_map(|record| {
        let line = record.position().map_or(0, |position| position.line() as usize);
        (line > header).then(|| (line, columns.name(&record)))
    });
    placed.collect()
}

/// The columns of a table that hold names.
struct Columns {
    delimiter: u8,
    whole: Option<usize>,
    given: Option<usize>,
    family: Option<usize>,
}

impl Columns {
    fn name(&self, record: &csv::StringRecord) -> String {
        let field =
            |column: Option<usize>| column.and_then(|at| record.get(at)).unwrap_or("").trim();
        match self.whole {
            Some(_) => field(self.whole).to_owned(),
            None => format!("{} {}", field(self.given), field(self.family)).trim().to_owned(),
        }
    }
}

/// Returns the columns that a header line names; nothing when it is no header.
fn columns(line: &str) -> Option<Columns> {
    let delimiter = *b",;\t|".iter().max_by_key(|&&d| line.bytes().filter(|&b| b == d).count())?;
    let headers: Vec<String> = line
        .split(char::from(delimiter))
        .map(|header| header.trim_matches([' ', '"']).to_lowercase().replace('_', " "))
        .collect();
    let column = |names: &[&str]| headers.iter().position(|h| names.contains(&h.as_str()));
    let columns =
        Columns { delimiter, whole: column(WHOLE), given: column(GIVEN), family: column(FAMILY) };
    (columns.whole.is_some() || columns.family.is_some()).then_some(columns)
}

#[cfg(test)]
mod tests;
