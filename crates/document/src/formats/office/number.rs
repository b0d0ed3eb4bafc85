//! Numbers of cells as a reader sees them, as far as a few number formats go.
//!
//! Dates come out as ISO 8601, whatever order the format asks for: what matters is that a date
//! is seen as one. Integers come out with every digit that is stored, since identity numbers and
//! accounts are stored as numbers too.

use std::borrow::Cow;

/// What a number format makes of a number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Shape {
    /// The number itself.
    #[default]
    Plain,
    Date,
    DateTime,
    /// A time of day.
    Time,
    /// Hours that may be more than a day has.
    Elapsed,
    Percent,
    /// At least so many digits, with zeros in front.
    Padded(usize),
    /// Nothing: the value is hidden from view.
    Nothing,
}

/// What a number format keeps from view: it may show other words, or nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Unshown {
    pub(crate) numbers: bool,
    pub(crate) texts: bool,
}

impl Unshown {
    /// What a number format keeps from view: up to four sections, for numbers above zero, below it
    /// and zero, and for texts (ECMA-376, part 1, 18.8.31).
    pub(crate) fn of(code: &str) -> Self {
        let sections = sections(code);
        let shows = |section: &str, marks: &[char]| {
            section.contains(marks) && !section.to_ascii_lowercase().contains("[white]")
        };
        // Letters stand for parts of dates, `g` for the general format.
        const NUMBERS: &[char] = &['0', '#', '?', 'y', 'm', 'd', 'h', 's', 'e', 'g', 'a', 'b', '@'];
        let numbers = sections.first().is_some_and(|section| !shows(section, NUMBERS));
        let texts = sections.get(3).is_some_and(|section| !shows(section, &['@', 'g']));
        Self { numbers, texts }
    }
}

/// The sections of a number format, without what is quoted or escaped, in lower case.
fn sections(code: &str) -> Vec<String> {
    let mut sections = vec![String::new()];
    let mut characters = code.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => {
                characters.by_ref().take_while(|next| *next != '"').for_each(drop);
            }
            '\\' | '_' | '*' => {
                characters.next();
            }
            ';' => sections.push(String::new()),
            _ => {
                if let Some(section) = sections.last_mut() {
                    section.extend(character.to_lowercase());
                }
            }
        }
    }
    sections
}

/// Digits of a fraction beyond this are errors of binary arithmetic, and not shown.
const SIGNIFICANT_DIGITS: usize = 15;

/// Decimal exponents beyond this are left as they stand.
const EXPONENT_MAX: i32 = 60;

/// The last day of the calendar of spreadsheets, 9999-12-31.
const LAST_DAY: f64 = 2_958_466.0;

impl Shape {
    /// The shape of a built-in number format (ECMA-376, part 1, 18.8.30).
    pub(crate) fn built_in(id: u32) -> Self {
        match id {
            9 | 10 => Self::Percent,
            14..=17 | 27..=31 | 36 | 50..=54 | 57 | 58 => Self::Date,
            18..=21 | 32..=35 | 45 | 47 | 55 | 56 => Self::Time,
            46 => Self::Elapsed,
            22 => Self::DateTime,
            _ => Self::Plain,
        }
    }

    /// The shape of a number format that the workbook defines.
    pub(crate) fn of(code: &str) -> Self {
        if code.trim() == ";;;" {
            return Self::Nothing;
        }
        let letters = letters(code);
        let has = |wanted: &[char]| letters.contains(wanted);
        let is_date = has(&['y', 'd']);
        let is_time = has(&['h', 's']);
        if has(&[ELAPSED]) {
            Self::Elapsed
        } else if is_date && is_time {
            Self::DateTime
        } else if is_date || (has(&['m']) && !is_time) {
            Self::Date
        } else if is_time {
            Self::Time
        } else if letters.contains('%') {
            Self::Percent
        } else if letters.len() > 1 && letters.bytes().all(|byte| byte == b'0') {
            Self::Padded(letters.len())
        } else {
            Self::Plain
        }
    }

    /// Returns a stored number as it is shown.
    pub(crate) fn show<'a>(self, stored: &'a str, starts_in_1904: bool) -> Cow<'a, str> {
        let stored = stored.trim();
        let shown = match self {
            Self::Plain | Self::Nothing => None,
            Self::Date | Self::DateTime | Self::Time | Self::Elapsed => {
                self.show_moment(stored, starts_in_1904)
            }
            Self::Percent => shifted(stored, 2).map(|text| text + "%"),
            Self::Padded(digits) => stored
                .bytes()
                .all(|byte| byte.is_ascii_digit())
                .then(|| format!("{stored:0>digits$}")),
        };
        shown.map_or_else(|| plain(stored), Cow::Owned)
    }

    fn show_moment(self, stored: &str, starts_in_1904: bool) -> Option<String> {
        let moment: f64 = stored.parse().ok()?;
        if !(0.0..LAST_DAY).contains(&moment) {
            return None;
        }
        let mut days = moment.floor() as i64;
        let mut seconds = ((moment - moment.floor()) * 86_400.0).round() as i64;
        if seconds == 86_400 {
            (days, seconds) = (days + 1, 0);
        }
        Some(match self {
            Self::Elapsed => clock(days * 86_400 + seconds),
            Self::Time if days == 0 => clock(seconds),
            Self::Date if seconds == 0 => date(days, starts_in_1904),
            // A format that leaves out the date or the time does not remove it from the file.
            _ => format!("{} {}", date(days, starts_in_1904), clock(seconds)),
        })
    }
}

/// Stands for hours, minutes or seconds in brackets, which may exceed a day.
const ELAPSED: char = '\u{1}';

/// The letters of a format's first section that are not quoted, escaped or in brackets.
fn letters(code: &str) -> String {
    let mut letters = String::new();
    let mut characters = code.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => {
                characters.by_ref().take_while(|next| *next != '"').for_each(drop);
            }
            '[' => {
                let inside: String = characters.by_ref().take_while(|next| *next != ']').collect();
                // Elapsed hours, minutes or seconds.
                if matches!(inside.as_str(), "h" | "hh" | "m" | "mm" | "s" | "ss") {
                    letters.push(ELAPSED);
                }
            }
            '\\' | '_' | '*' => {
                characters.next();
            }
            ';' => break,
            _ => letters.extend(character.to_lowercase()),
        }
    }
    if letters == "general" { String::new() } else { letters }
}

/// A number in four bytes ([MS-XLS] 2.5.217, [MS-XLSB] 2.5.123).
pub(crate) fn packed(number: u32) -> f64 {
    let value = match number & 2 {
        0 => f64::from_bits(u64::from(number & !3) << 32),
        _ => f64::from(number as i32 >> 2),
    };
    if number & 1 == 0 { value } else { value / 100.0 }
}

/// Returns a number without an exponent.
pub(crate) fn plain(stored: &str) -> Cow<'_, str> {
    let is_short = stored.len() <= SIGNIFICANT_DIGITS;
    if is_short && !stored.contains(['e', 'E']) {
        return Cow::Borrowed(stored);
    }
    shifted(stored, 0).map_or(Cow::Borrowed(stored), Cow::Owned)
}

/// Returns a decimal number times ten to the power of `places`, digit by digit.
fn shifted(stored: &str, places: i32) -> Option<String> {
    let (mantissa, exponent) = match stored.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (stored, 0),
    };
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", mantissa),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    if exponent.abs() > EXPONENT_MAX || digits.is_empty() {
        return None;
    }
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let point = whole.len() as i32 + exponent + places;
    let zeros_before = "0".repeat((1 - point).max(0) as usize);
    let zeros_after = "0".repeat((point - digits.len() as i32).max(0) as usize);
    let all = format!("{zeros_before}{digits}{zeros_after}");
    let (whole, fraction) = all.split_at_checked(point.max(1) as usize)?;
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        trimmed => trimmed,
    };
    let fraction = fraction.trim_end_matches('0');
    let number = match fraction {
        "" => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{fraction}"),
    };
    let digits_before = if whole == "0" { 0 } else { whole.len() };
    if fraction.is_empty() || digits_before + fraction.len() <= SIGNIFICANT_DIGITS {
        return Some(number);
    }
    let leading = fraction.len() - fraction.trim_start_matches('0').len();
    let decimals = match digits_before {
        0 => leading + SIGNIFICANT_DIGITS,
        _ => SIGNIFICANT_DIGITS.saturating_sub(digits_before),
    };
    let rounded = format!("{:.decimals$}", number.parse::<f64>().ok()?);
    if !rounded.contains('.') {
        return Some(rounded);
    }
    Some(rounded.trim_end_matches('0').trim_end_matches('.').to_owned())
}

/// The date of a day of the sheet's calendar.
fn date(days: i64, starts_in_1904: bool) -> String {
    // Days from 0000-03-01 to the day 0 of the calendar.
    const TO_1899_12_30: i64 = 693_899;
    const TO_1904_01_01: i64 = 695_361;
    // The calendar of 1900 has a 29 February that never was.
    let from_start = match (starts_in_1904, days) {
        (true, _) => TO_1904_01_01 + days,
        (false, 60) => return "1900-02-29".to_owned(),
        (false, ..60) => TO_1899_12_30 + 1 + days,
        (false, _) => TO_1899_12_30 + days,
    };
    // Years are counted from March, so that the leap day is the last of a year.
    let era = from_start.div_euclid(146_097);
    let day_of_era = from_start.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

fn clock(seconds: i64) -> String {
    let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    match rest {
        0 => format!("{hours:02}:{minutes:02}"),
        _ => format!("{hours:02}:{minutes:02}:{rest:02}"),
    }
}

#[cfg(test)]
mod tests;
