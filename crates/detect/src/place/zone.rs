//! Zones: areas that an organisation protects, as GeoJSON (RFC 7946) writes them.

use serde_json::Value;

use super::{Datum, Position};

/// Most corners of all zones of a file together.
const CORNERS_MAX: usize = 1_000_000;
/// Most features of a file.
const ZONES_MAX: usize = 100_000;

/// An area that must not be pointed at.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone {
    /// Its name, from the property `name`.
    pub name: String,
    polygons: Vec<Polygon>,
}

/// An outer ring and its holes.
type Polygon = Vec<Ring>;
/// Corners, the last joined to the first.
type Ring = Vec<Position>;

/// Why zones do not load.
#[derive(Debug, thiserror::Error)]
pub enum ZoneError {
    /// The text is no JSON.
    #[error("the zones are not JSON: {0}")]
    Syntax(#[from] serde_json::Error),
    /// It is JSON, but neither a feature, a collection of them, nor a polygon.
    #[error("feature {0} is no polygon with at least three corners in degrees")]
    NoPolygon(usize),
    /// It holds more than is reasonable.
    #[error("the zones have more than {CORNERS_MAX} corners, or are more than {ZONES_MAX}")]
    TooMany,
}

impl Zone {
    /// Reads the zones of a GeoJSON text, in WGS-84 as RFC 7946 has it.
    ///
    /// # Errors
    ///
    /// When the text is no GeoJSON of polygons: a zone that cannot be read must not be passed over.
    pub fn from_geojson(text: &str) -> Result<Vec<Self>, ZoneError> {
        let value: Value = serde_json::from_str(text)?;
        let features = match value.get("features").and_then(Value::as_array) {
            Some(features) => features.iter().collect(),
            None => vec![&value],
        };
        if features.len() > ZONES_MAX {
            return Err(ZoneError::TooMany);
        }
        let mut corners_left = CORNERS_MAX;
        let zones = features.into_iter().enumerate().map(|(index, feature)| {
            let polygons = polygons(feature, &mut corners_left)
                .filter(|polygons| !polygons.is_empty())
                .ok_or(ZoneError::NoPolygon(index))?;
            let name = feature.get("properties").and_then(|all| all.get("name"));
            let name = name.and_then(Value::as_str).unwrap_or_default().to_owned();
            Ok(Self { name, polygons })
        });
        let zones = zones.collect();
        if corners_left == 0 { Err(ZoneError::TooMany) } else { zones }
    }

    /// True when the point lies in the zone.
    #[must_use]
    pub fn contains(&self, position: Position) -> bool {
        // A point in a hole is inside two rings.
        let inside = |polygon: &Polygon| {
            polygon.iter().filter(|ring| encloses(ring, position)).count() % 2 == 1
        };
        self.polygons.iter().any(inside)
    }
}

/// Returns the zones that a coordinate points at, each with the plainest datum under which it does.
#[must_use]
pub fn zones_of(zones: &[Zone], position: Position) -> Vec<(usize, Datum)> {
    let readings: Vec<(Datum, Position)> = Datum::ALL
        .into_iter()
        .filter_map(|datum| Some((datum, datum.to_wgs84(position)?)))
        .collect();
    let found = zones.iter().enumerate().filter_map(|(index, zone)| {
        let (datum, _) = readings.iter().find(|(_, position)| zone.contains(*position))?;
        Some((index, *datum))
    });
    found.collect()
}

/// Returns the polygons of a feature or geometry.
fn polygons(feature: &Value, corners_left: &mut usize) -> Option<Vec<Polygon>> {
    let geometry = feature.get("geometry").unwrap_or(feature);
    let coordinates = geometry.get("coordinates")?;
    match geometry.get("type")?.as_str()? {
        "Polygon" => Some(vec![polygon(coordinates, corners_left)?]),
        "MultiPolygon" => {
            coordinates.as_array()?.iter().map(|value| polygon(value, corners_left)).collect()
        }
        _ => None,
    }
}

fn polygon(value: &Value, corners_left: &mut usize) -> Option<Polygon> {
    value.as_array()?.iter().map(|ring| corners(ring, corners_left)).collect()
}

fn corners(value: &Value, corners_left: &mut usize) -> Option<Ring> {
    let corners = value.as_array()?;
    *corners_left = corners_left.saturating_sub(corners.len());
    if corners.len() < 3 || *corners_left == 0 {
        return None;
    }
    let corner = |value: &Value| {
        let [longitude, latitude, ..] = value.as_array()?.as_slice() else { return None };
        Position::new(latitude.as_f64()?, longitude.as_f64()?)
    };
    corners.iter().map(corner).collect()
}

/// Counts how often a line from the point to the east crosses the ring.
fn encloses(ring: &[Position], point: Position) -> bool {
    let Some(&last) = ring.last() else { return false };
    let from = std::iter::once(&last).chain(ring);
    let crossings = from.zip(ring).filter(|(from, to)| {
        let straddles = (from.latitude > point.latitude) != (to.latitude > point.latitude);
        let share = (point.latitude - from.latitude) / (to.latitude - from.latitude);
        straddles && point.longitude < from.longitude + share * (to.longitude - from.longitude)
    });
    crossings.count() % 2 == 1
}
