//! Days as files write them: `2026-11-22`, never with a time.

use serde::{Deserialize, Deserializer, Serializer};
use time::Date;
use time::format_description::StaticFormatDescription;
use time::macros::format_description;

const FORMAT: StaticFormatDescription = format_description!("[year]-[month]-[day]");

/// Returns the day as text.
pub fn write(day: Date) -> String {
    day.format(FORMAT).unwrap_or_else(|_| day.to_string())
}

/// Reads a day.
pub fn parse(text: &str) -> Option<Date> {
    Date::parse(text, FORMAT).ok()
}

pub(crate) fn serialize<S: Serializer>(day: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&write(*day))
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).ok_or_else(|| serde::de::Error::custom("a day is written 2026-11-22"))
}
