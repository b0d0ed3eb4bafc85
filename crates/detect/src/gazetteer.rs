//! Tables of places all over the world, and of towns with how many live there: a list of cities or
//! airports points at nobody's house.
//!
//! A track of someone's days, the sites of a company or the posts of a patrol lie together or are
//! few. Hundreds of places on all sides of the earth are a gazetteer, and count for little.

use std::collections::BTreeMap;
use std::sync::Arc;

use document::{PartId, Span, Window};
use rules::{Category, Confidence};

use crate::context::find_first;
use crate::place::{self, Position};
use crate::{Finding, Reason, RuleSet};

/// Places from which on a part may be a gazetteer.
const PLACES_MIN: usize = 200;
/// Degrees from the southernmost to the northernmost, at least.
const LATITUDES_MIN: f64 = 80.0;
/// Degrees from the westernmost to the easternmost, at least.
const LONGITUDES_MIN: f64 = 200.0;

/// Headers of columns that only lists of towns have.
const HEADERS: &[&str] = &["population", "inhabitants", "elevation", "人口"];

/// True for a table that has such a column.
pub(crate) fn is_of_towns(window: &Window<'_>) -> bool {
    let columns = window.table.map_or(&[][..], |table| &table.columns);
    columns.iter().any(|column| HEADERS.contains(&column.trim().to_lowercase().as_str()))
}

/// Lines above a place in which the header of its rows is looked for, their bytes, and those of one.
const ROWS_MAX: usize = 40;
const ROWS_BYTES_MAX: usize = 4 << 10;
const ROW_BYTES_MAX: usize = 400;
/// Commas from which on a line is a row.
const COMMAS_MIN: usize = 3;

/// Words beside a place that tell how many live there.
const INHABITANTS: &[&str] = &["population", "inhabitants", "人口"];

/// True for a place beside such a word, or in rows with commas below a header that has one, in a text
/// that holds more than the rows.
pub(crate) fn is_town(text: &str, place: Span) -> bool {
    let from = text.floor_char_boundary(place.start.saturating_sub(ROWS_BYTES_MAX));
    let to = text.ceil_char_boundary((place.end + ROW_BYTES_MAX).min(text.len()));
    let above = text.get(from..place.start).unwrap_or_default();
    let after = text.get(place.end..to).unwrap_or_default();
    let mut rows = above.rsplit('\n');
    let own = [
        rows.next().unwrap_or_default(),
        text.get(place.range()).unwrap_or_default(),
        after.split('\n').next().unwrap_or_default(),
    ];
    let commas = |part: &str| part.bytes().filter(|&byte| byte == b',').count();
    let names_one = |part: &str| {
        part.len() <= ROW_BYTES_MAX
            && INHABITANTS.iter().any(|word| find_first(part, word).is_some())
    };
    let count: usize = own.iter().map(|part| commas(part)).sum();
    own.into_iter().any(names_one)
        || count >= COMMAS_MIN
            && rows
                .take(ROWS_MAX)
                .take_while(|row| row.len() <= ROW_BYTES_MAX && commas(row) == count)
                .last()
                .is_some_and(names_one)
}

/// A finding by index, and the place that it names.
type Named = (usize, Position);

/// Lowers what stands in gazetteers.
pub(crate) fn lower(findings: &mut [Finding], rules: &RuleSet) {
    let mut parts: BTreeMap<(Arc<[String]>, PartId), Vec<Named>> = BTreeMap::new();
    for (index, finding) in findings.iter().enumerate() {
        let is_place = rules.rule(finding.rule).category == Category::Location
            && !finding.reasons_for.contains(&Reason::Zone);
        if let (true, Some(place)) = (is_place, place::parse(finding.evidence.reveal())) {
            let part = (Arc::clone(&finding.location.path), finding.location.part);
            parts.entry(part).or_default().push((index, place.position));
        }
    }
    for (index, _) in parts.into_values().filter(|places| is_gazetteer(places)).flatten() {
        if let Some(finding) = findings.get_mut(index) {
            finding.confidence = Confidence::Low;
            finding.reasons_against.push(Reason::Prose);
        }
    }
}

fn is_gazetteer(places: &[Named]) -> bool {
    let span = |degrees: fn(&Position) -> f64| {
        let all = places.iter().map(|(_, position)| degrees(position));
        let (least, most) =
            all.fold((f64::MAX, f64::MIN), |(least, most), d| (least.min(d), most.max(d)));
        most - least
    };
    places.len() >= PLACES_MIN
        && span(|position| position.latitude) >= LATITUDES_MIN
        && span(|position| position.longitude) >= LONGITUDES_MIN
}

#[cfg(test)]
mod tests;
