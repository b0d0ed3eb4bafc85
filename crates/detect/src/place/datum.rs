//! The datums of Chinese maps: GCJ-02 shifts WGS-84 by up to some hundred metres, BD-09 shifts
//! GCJ-02 again.

use std::f64::consts::PI;

use super::Position;

/// What the numbers of a coordinate refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Datum {
    /// GPS, and within a metre CGCS2000.
    Wgs84,
    /// Maps published in China.
    Gcj02,
    /// Maps of Baidu.
    Bd09,
}

impl Datum {
    /// Every datum, the plainest first.
    pub const ALL: [Self; 3] = [Self::Wgs84, Self::Gcj02, Self::Bd09];

    /// Name, as outputs write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wgs84 => "wgs-84",
            Self::Gcj02 => "gcj-02",
            Self::Bd09 => "bd-09",
        }
    }

    /// Returns the point in WGS-84 that `position` in this datum stands for; nothing when the
    /// datum is not used there.
    #[must_use]
    pub fn to_wgs84(self, position: Position) -> Option<Position> {
        match self {
            Self::Wgs84 => Some(position),
            _ if !is_shifted(position) => None,
            Self::Gcj02 => Some(unshift(position)),
            Self::Bd09 => Some(unshift(unspin(position))),
        }
    }
}

/// Semi-major axis of the ellipsoid of Krasovsky 1940, in metres.
const AXIS: f64 = 6_378_245.0;
/// Its first eccentricity, squared.
const ECCENTRICITY: f64 = 0.006_693_421_622_965_943;
/// Frequency of the second shift of BD-09.
const SPIN: f64 = PI * 3_000.0 / 180.0;

/// True in the box within which the shift is applied.
fn is_shifted(position: Position) -> bool {
    (0.8293..=55.8271).contains(&position.latitude)
        && (72.004..=137.8347).contains(&position.longitude)
}

/// From GCJ-02 to WGS-84: the forward shift is known and smooth, so that a few steps towards the
/// point that is shifted to `shifted` come within a centimetre.
fn unshift(shifted: Position) -> Position {
    let mut guess = shifted;
    for _ in 0..8 {
        let again = shift(guess);
        guess.latitude += shifted.latitude - again.latitude;
        guess.longitude += shifted.longitude - again.longitude;
    }
    guess
}

/// From WGS-84 to GCJ-02.
pub(super) fn shift(position: Position) -> Position {
    let (x, y) = (position.longitude - 105.0, position.latitude - 35.0);
    let common = (20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin()) * 2.0 / 3.0;
    let wave = |value: f64, first: f64, second: f64, third: f64| {
        let (slow, slower) = (value / 3.0 * PI, value / 12.0 * PI);
        (20.0 * (value * PI).sin() + 40.0 * slow.sin()) * 2.0 / 3.0
            + (first * slower.sin() + second * (value / 30.0 * PI).sin()) * third
    };
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + common
        + wave(y, 160.0, 320.0, 2.0 / 3.0);
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + common
        + wave(x, 150.0, 300.0, 2.0 / 3.0);
    let latitude = position.latitude.to_radians();
    let flattening = 1.0 - ECCENTRICITY * latitude.sin().powi(2);
    let meridian = AXIS * (1.0 - ECCENTRICITY) / (flattening * flattening.sqrt());
    let parallel = AXIS / flattening.sqrt() * latitude.cos();
    Position {
        latitude: position.latitude + (north / meridian).to_degrees(),
        longitude: position.longitude + (east / parallel).to_degrees(),
    }
}

/// From BD-09 to GCJ-02.
fn unspin(position: Position) -> Position {
    let (x, y) = (position.longitude - 0.0065, position.latitude - 0.006);
    let radius = x.hypot(y) - 0.000_02 * (y * SPIN).sin();
    let angle = y.atan2(x) - 0.000_003 * (x * SPIN).cos();
    Position { latitude: radius * angle.sin(), longitude: radius * angle.cos() }
}
