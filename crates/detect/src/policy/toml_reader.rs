//! TOML values with their lines, so that an error says where and what was meant.

use rules::{Confidence, Severity};
use time::{Date, Month};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::setting::PolicyError;
use crate::nearest;

/// A table of which every key is known.
pub(super) struct Section<'a> {
    table: &'a DeTable<'a>,
    name: String,
    source: &'a str,
    line: usize,
}

/// A value, with the way to it.
pub(super) struct Value<'a> {
    item: &'a Spanned<DeValue<'a>>,
    name: String,
    source: &'a str,
    pub(super) line: usize,
}

impl<'a> Section<'a> {
    /// Takes the whole file.
    pub(super) fn root(
        table: &'a Spanned<DeTable<'a>>,
        source: &'a str,
        known: &[&'static str],
    ) -> Result<Self, PolicyError> {
        let section = Self { table: table.get_ref(), name: String::new(), source, line: 1 };
        section.check(known)?;
        Ok(section)
    }

    fn check(&self, known: &[&'static str]) -> Result<(), PolicyError> {
        for key in self.table.keys() {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let within = if self.name.is_empty() { "" } else { " in " };
                return Err(PolicyError {
                    line: line_at(self.source, key.span().start),
                    message: format!("unknown key `{name}`{within}{}", self.name),
                    help: Some(match nearest(name, known.iter().copied()) {
                        Some(meant) => format!("did you mean `{meant}`?"),
                        None => format!("known keys are {}", list(known.iter().copied())),
                    }),
                });
            }
        }
        Ok(())
    }

    /// The value of a key, if it is there.
    pub(super) fn get(&self, key: &str) -> Option<Value<'a>> {
        let item = self.table.get(key)?;
        let name = match self.name.is_empty() {
            true => key.to_owned(),
            false => format!("{}.{key}", self.name),
        };
        Some(Value { item, name, source: self.source, line: self.line_of(item) })
    }

    /// The value of a key that must be there.
    pub(super) fn need(&self, key: &str) -> Result<Value<'a>, PolicyError> {
        self.get(key).ok_or_else(|| PolicyError {
            line: self.line,
            message: format!("`{key}` is missing in {}", self.name),
            help: None,
        })
    }

    /// Every key with its value, for tables whose keys are names.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'a str, Value<'a>)> {
        self.table.iter().map(|(key, item)| {
            let key: &str = key.get_ref();
            let name = format!("{}.{key}", self.name);
            (key, Value { item, name, source: self.source, line: self.line_of(item) })
        })
    }

    fn line_of(&self, item: &Spanned<DeValue<'_>>) -> usize {
        line_at(self.source, item.span().start)
    }

    /// Line of the table.
    pub(super) fn line(&self) -> usize {
        self.line
    }
}

impl<'a> Value<'a> {
    /// A table of which every key is known.
    pub(super) fn section(self, known: &[&'static str]) -> Result<Section<'a>, PolicyError> {
        let section = self.names()?;
        section.check(known)?;
        Ok(section)
    }

    /// A table whose keys are names.
    pub(super) fn names(self) -> Result<Section<'a>, PolicyError> {
        match self.item.get_ref().as_table() {
            Some(table) => {
                Ok(Section { table, name: self.name, source: self.source, line: self.line })
            }
            None => Err(self.wrong("a table")),
        }
    }

    /// The members of an array.
    pub(super) fn list(self) -> Result<Vec<Self>, PolicyError> {
        let Some(array) = self.item.get_ref().as_array() else {
            return Err(self.wrong("an array"));
        };
        let member = |item: &'a Spanned<DeValue<'a>>| Value {
            item,
            name: self.name.clone(),
            source: self.source,
            line: line_at(self.source, item.span().start),
        };
        Ok(array.iter().map(member).collect())
    }

    /// A text that is not empty.
    pub(super) fn text(&self) -> Result<&'a str, PolicyError> {
        match self.item.get_ref().as_str() {
            Some(text) if !text.trim().is_empty() => Ok(text),
            _ => Err(self.wrong("a text")),
        }
    }

    pub(super) fn boolean(&self) -> Result<bool, PolicyError> {
        self.item.get_ref().as_bool().ok_or_else(|| self.wrong("true or false"))
    }

    pub(super) fn severity(&self) -> Result<Severity, PolicyError> {
        self.one_of(&Severity::ALL, Severity::name)
    }

    pub(super) fn confidence(&self) -> Result<Confidence, PolicyError> {
        self.one_of(&Confidence::ALL, Confidence::name)
    }

    pub(super) fn one_of<T: Copy>(
        &self,
        all: &[T],
        name: fn(T) -> &'static str,
    ) -> Result<T, PolicyError> {
        let text = self.text()?;
        let found = all.iter().copied().find(|&value| name(value) == text);
        let names = || list(all.iter().map(|&value| name(value)));
        found.ok_or_else(|| self.error(format!("`{text}` is none of {}", names())))
    }

    /// A day, written as a date or as text.
    pub(super) fn day(&self) -> Result<Date, PolicyError> {
        let date = self.item.get_ref().as_datetime().map(ToString::to_string);
        let day = match &date {
            Some(date) => day(date),
            None => day(self.text()?),
        };
        day.ok_or_else(|| self.wrong("a day such as 2027-12-31"))
    }

    pub(super) fn wrong(&self, wanted: &str) -> PolicyError {
        self.error(format!("`{}` must be {wanted}", self.name))
    }

    pub(super) fn error(&self, message: String) -> PolicyError {
        PolicyError { line: self.line, message, help: None }
    }
}

/// Returns the day that `text` (YYYY-MM-DD) names.
pub(crate) fn day(text: &str) -> Option<Date> {
    let mut pieces = text.split('-');
    let mut next = |digits: usize| {
        pieces.next().filter(|piece| {
            piece.len() == digits && piece.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    let (year, month, day) = (next(4)?, next(2)?, next(2)?);
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    let date = Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok();
    date.filter(|_| pieces.next().is_none())
}

/// Returns the line of an offset, from 1.
pub(super) fn line_at(source: &str, offset: usize) -> usize {
    source.bytes().take(offset).filter(|&byte| byte == b'\n').count() + 1
}

fn list<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
