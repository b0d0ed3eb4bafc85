//! Where things of a page stand, and which lie over which.

use crate::formats::colour::Colour;
use crate::formats::outline::{Matrix, Point, corners_of, is_inside};

/// What something fills: corners in the order in which they are joined.
#[derive(Debug, Clone)]
pub(super) struct Outline(Vec<Point>);

impl Outline {
    /// Reads a path of one piece; none when there are more, between which something may be seen.
    pub(super) fn parse(path: &str, matrix: Matrix) -> Option<Self> {
        // The rule for filling comes first, and says nothing of a single piece.
        let path = path.trim();
        let path = path.strip_prefix("F1").or_else(|| path.strip_prefix("F0")).unwrap_or(path);
        let corners = corners_of(path)?;
        (corners.len() > 2)
            .then(|| Self(corners.into_iter().map(|corner| matrix.apply(corner)).collect()))
    }

    /// True when all of these points lie inside.
    pub(super) fn holds(&self, points: &[Point]) -> bool {
        points.iter().all(|point| is_inside(&self.0, *point))
    }

    /// True when the frame around it does not touch the one around these points.
    pub(super) fn is_beside(&self, points: &[Point]) -> bool {
        let (own, other) = (frame(&self.0), frame(points));
        own[0] > other[2] || own[2] < other[0] || own[1] > other[3] || own[3] < other[1]
    }
}

/// The left, upper, right and lower edge around points.
pub(super) fn frame(points: &[Point]) -> [f32; 4] {
    let start = [f32::INFINITY, f32::INFINITY, f32::NEG_INFINITY, f32::NEG_INFINITY];
    points.iter().fold(start, |[left, top, right, bottom], (x, y)| {
        [left.min(*x), top.min(*y), right.max(*x), bottom.max(*y)]
    })
}

/// What something is filled with.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) enum Fill {
    /// With nothing.
    #[default]
    None,
    /// With one colour.
    Solid(Colour),
    /// With a picture, with several colours or with what a dictionary says.
    Other,
}

impl Fill {
    /// Reads the value of an attribute.
    pub(super) fn parse(value: &str) -> Self {
        match value.trim() {
            "" => Self::None,
            value => colour(value).map_or(Self::Other, Self::Solid),
        }
    }

    /// True when nothing is to be seen of it.
    pub(super) fn is_clear(self) -> bool {
        match self {
            Self::None => true,
            Self::Solid(colour) => colour.is_clear(),
            Self::Other => false,
        }
    }

    /// The one colour through which nothing shines.
    pub(super) fn opaque(self) -> Option<Colour> {
        match self {
            Self::Solid(colour) => Some(colour).filter(|colour| colour.is_opaque()),
            _ => None,
        }
    }
}

/// Reads a colour: opacity, red, green and blue, as digits or as numbers (ECMA-388, 15.2).
fn colour(value: &str) -> Option<Colour> {
    if let Some(digits) = value.strip_prefix('#') {
        return match digits.len() {
            8 if digits.is_ascii() => {
                let (opacity, rest) = digits.split_at_checked(2)?;
                Colour::from_digits(&format!("{rest}{opacity}"))
            }
            _ => Colour::from_digits(digits),
        };
    }
    let numbers = value.strip_prefix("sc#")?.split(',').map(|number| number.trim().parse());
    let numbers = numbers.collect::<Result<Vec<f32>, _>>().ok()?;
    let byte = |part: f32| (part.clamp(0.0, 1.0) * 255.0) as u8;
    let (opacity, channels) = match numbers.as_slice() {
        [red, green, blue] => (1.0, [*red, *green, *blue]),
        [opacity, red, green, blue] => (*opacity, [*red, *green, *blue]),
        _ => return None,
    };
    // Between black and white the numbers are of light, which digits are not; of their ends both are.
    match byte(opacity) {
        0 => Some(Colour::CLEAR),
        255 => Some(Colour::from_channels(channels.map(byte))),
        _ => None,
    }
}
