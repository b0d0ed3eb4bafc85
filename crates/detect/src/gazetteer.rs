//! Tables of places all over the world, and of towns with how many live there: a list of cities or
//! airports points at nobody's house.
//!
//! A track of someone's days, the sites of a company or the posts of a patrol lie together or are
//! few. Hundreds of places on all sides of the earth are a gazetteer, and count for little.

use std::collections::BTreeMap;
use std::sync::Arc;

use document::{PartId, Window};
use rules::{Category, Confidence};

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
