//! From metres on a transverse Mercator grid back to degrees: Krüger's series to the fourth order
//! in the third flattening, good to a millimetre within a zone.

use super::Position;

/// A grid: its ellipsoid, scale and origin.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grid {
    /// Inverse flattening of the ellipsoid; the axis is that of WGS-84 and GRS 80.
    pub(super) flattening_inverse: f64,
    /// Scale on the central meridian.
    pub(super) scale: f64,
    /// Central meridian, in degrees.
    pub(super) meridian: f64,
    /// What is added to eastings.
    pub(super) false_easting: f64,
    /// What is added to northings.
    pub(super) false_northing: f64,
}

impl Grid {
    /// The grid of a UTM zone.
    pub(super) fn utm(zone: u32, south: bool) -> Self {
        Self {
            flattening_inverse: 298.257_223_563,
            scale: 0.9996,
            meridian: f64::from(zone) * 6.0 - 183.0,
            false_easting: 500_000.0,
            false_northing: if south { 10_000_000.0 } else { 0.0 },
        }
    }

    /// The Gauss-Krüger grid of CGCS2000 whose eastings begin with the number of the zone.
    pub(super) fn gauss_kruger(zone: u32) -> Option<Self> {
        let meridian = match zone {
            13..=23 => f64::from(zone) * 6.0 - 3.0,
            25..=45 => f64::from(zone) * 3.0,
            _ => return None,
        };
        Some(Self {
            flattening_inverse: 298.257_222_101,
            scale: 1.0,
            meridian,
            false_easting: f64::from(zone) * 1_000_000.0 + 500_000.0,
            false_northing: 0.0,
        })
    }

    /// Returns the point with these coordinates on the grid.
    pub(super) fn position(&self, easting: f64, northing: f64) -> Option<Position> {
        let n = 1.0 / (2.0 * self.flattening_inverse - 1.0);
        let [n2, n3, n4] = [n.powi(2), n.powi(3), n.powi(4)];
        let radius = 6_378_137.0 / (1.0 + n) * (1.0 + n2 / 4.0 + n4 / 64.0);
        let to_sphere = [
            n / 2.0 - 2.0 / 3.0 * n2 + 37.0 / 96.0 * n3 - n4 / 360.0,
            n2 / 48.0 + n3 / 15.0 - 437.0 / 1_440.0 * n4,
            17.0 / 480.0 * n3 - 37.0 / 840.0 * n4,
            4_397.0 / 161_280.0 * n4,
        ];
        let to_geodetic = [
            2.0 * n - 2.0 / 3.0 * n2 - 2.0 * n3 + 116.0 / 45.0 * n4,
            7.0 / 3.0 * n2 - 8.0 / 5.0 * n3 - 227.0 / 45.0 * n4,
            56.0 / 15.0 * n3 - 136.0 / 35.0 * n4,
            4_279.0 / 630.0 * n4,
        ];
        let up = (northing - self.false_northing) / (self.scale * radius);
        let right = (easting - self.false_easting) / (self.scale * radius);
        let multiples = [2.0, 4.0, 6.0, 8.0];
        let terms = || to_sphere.iter().zip(multiples);
        let along: f64 = terms().map(|(c, m)| c * (m * up).sin() * (m * right).cosh()).sum();
        let across: f64 = terms().map(|(c, m)| c * (m * up).cos() * (m * right).sinh()).sum();
        let (up, right) = (up - along, right - across);
        let conformal = (up.sin() / right.cosh()).asin();
        let terms = to_geodetic.iter().zip(multiples);
        let latitude: f64 = conformal + terms.map(|(c, m)| c * (m * conformal).sin()).sum::<f64>();
        let longitude = right.sinh().atan2(up.cos());
        Position::new(latitude.to_degrees(), self.meridian + longitude.to_degrees())
    }
}
