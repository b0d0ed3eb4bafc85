//! Places: coordinates as people and programs write them, the shifted datums of Chinese maps, and
//! zones that must not be pointed at.
//!
//! From a number alone nobody can tell whether a coordinate is WGS-84, GCJ-02 or BD-09; so zones
//! are asked under all three, and the answer says which. Nothing here knows a place by its name.

mod datum;
mod notation;
mod transverse_mercator;
mod zone;

pub use datum::Datum;
pub use notation::parse;
pub use zone::{Zone, ZoneError, zones_of};

use document::Span;

/// Precision in metres from which on a coordinate says no more than a district: less than three
/// decimals of a degree.
pub const COARSE_METRES: f64 = 500.0;

/// A point on the earth, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    /// Degrees north of the equator.
    pub latitude: f64,
    /// Degrees east of Greenwich.
    pub longitude: f64,
}

impl Position {
    /// Returns the point, when it is one.
    #[must_use]
    pub fn new(latitude: f64, longitude: f64) -> Option<Self> {
        let holds = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
        holds.then_some(Self { latitude, longitude })
    }
}

/// A coordinate that was read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// The point, taken as WGS-84.
    pub position: Position,
    /// What its last digit stands for, in metres.
    pub precision_metres: f64,
}

impl Place {
    /// True when it says no more than a district.
    #[must_use]
    pub fn is_coarse(&self) -> bool {
        self.precision_metres > COARSE_METRES
    }
}

/// True when another number stands right before or behind a coordinate, at most a letter between
/// them, as in the path of a drawing or a table of figures.
pub(crate) fn stands_in_series(text: &str, value: Span) -> bool {
    let before = text.get(..value.start).unwrap_or_default();
    let after = text.get(value.end..).unwrap_or_default();
    meets_number(before.chars().rev()) || meets_number(after.chars())
}

/// True for the arguments of a call that is of no place: `Complex::new(1.65826, -0.33502)`.
pub(crate) fn is_argument(text: &str, value: Span) -> bool {
    const NAME_BYTES_MAX: usize = 40;
    const OF_PLACES: [&str; 11] =
        ["lat", "lng", "lon", "point", "coord", "geo", "loc", "marker", "map", "pos", "place"];
    let before = text.get(..value.start).unwrap_or_default();
    let Some(callee) = before.strip_suffix('(') else { return false };
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '.');
    let name: String =
        callee.chars().rev().take_while(|&c| is_part(c)).take(NAME_BYTES_MAX).collect();
    let name: String = name.chars().rev().collect::<String>().to_lowercase();
    !name.is_empty() && !OF_PLACES.iter().any(|word| name.contains(word))
}

/// True for a point in the sea off West Africa: small figures of every kind look so, `0.0035 0.0002`.
pub(crate) fn is_nowhere(value: &str) -> bool {
    const SEA_DEGREES: f64 = 1.1;
    parse(value).is_some_and(|place| {
        let Position { latitude, longitude } = place.position;
        latitude.abs().max(longitude.abs()) < SEA_DEGREES
    })
}

/// True for a pair of decimals of which one is whole: nobody stands on a degree, and points of a
/// drawing and values of a table do, `33.503479, 1.000000`.
pub(crate) fn is_on_line(value: &str) -> bool {
    const DECIMALS_MIN: usize = 4;
    let mut decimals = value.split('.').skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        rest.get(..end).unwrap_or_default()
    });
    decimals.any(|digits| digits.len() >= DECIMALS_MIN && digits.bytes().all(|b| b == b'0'))
}

/// True when the first of these characters that is no gap is a digit.
fn meets_number(characters: impl Iterator<Item = char>) -> bool {
    const GAP_MAX: usize = 8;
    let mut letters = 0;
    for character in characters.take(GAP_MAX) {
        match character {
            ' ' | '\t' | ',' | '-' => {}
            '0'..='9' => return true,
            'A'..='Z' | 'a'..='z' if letters == 0 => letters = 1,
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests;
