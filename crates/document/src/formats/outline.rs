//! The outlines of shapes on a plane, and which points lie inside them.

use std::ops::Range;

/// Corners of one outline.
const CORNERS_MAX: usize = 1_000;

/// A point on the plane of a drawing.
pub(super) type Point = (f32, f32);

/// A transformation of the plane: `x' = x·a + y·c + e`, `y' = x·b + y·d + f`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix([f32; 6]);

impl Default for Matrix {
    fn default() -> Self {
        Self::UNIT
    }
}

impl Matrix {
    /// Leaves all where it is.
    pub(super) const UNIT: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// Reads six numbers.
    pub(super) fn parse(value: &str) -> Option<Self> {
        let numbers = value.split(|letter: char| letter == ',' || letter.is_whitespace());
        let numbers = numbers.filter(|number| !number.is_empty());
        let numbers: Vec<f32> = numbers.map_while(|number| number.parse().ok()).take(7).collect();
        Some(Self(numbers.try_into().ok()?)).filter(|it| it.0.iter().all(|n| n.is_finite()))
    }

    /// This transformation inside of that one.
    pub(super) fn inside(self, outer: Self) -> Self {
        let [a, b, c, d, e, f] = self.0;
        let [oa, ob, oc, od, _, _] = outer.0;
        let (e, f) = outer.apply((e, f));
        Self([a * oa + b * oc, a * ob + b * od, c * oa + d * oc, c * ob + d * od, e, f])
    }

    /// Where a point comes to stand.
    pub(super) fn apply(self, (x, y): Point) -> Point {
        let [a, b, c, d, e, f] = self.0;
        (x * a + y * c + e, x * b + y * d + f)
    }

    /// By how much things become larger, both ways taken together.
    pub(super) fn scale(self) -> f32 {
        let [a, b, c, d, ..] = self.0;
        (a * d - b * c).abs().sqrt()
    }

    /// How much higher an upright letter becomes.
    pub(super) fn height(self) -> f32 {
        self.0[2].hypot(self.0[3])
    }

    /// How much wider it becomes.
    pub(super) fn width(self) -> f32 {
        self.0[0].hypot(self.0[1])
    }
}

/// What a shape covers that nothing shines through.
#[derive(Debug)]
pub(super) enum Outline {
    Box(Range<f32>, Range<f32>),
    Oval { centre: Point, radii: Point },
    Corners(Vec<Point>),
}

impl Outline {
    /// What a thick line covers.
    pub(super) fn of_line(start: Point, end: Point, width: f32) -> Option<Self> {
        let (x, y) = (end.0 - start.0, end.1 - start.1);
        let length = x.hypot(y);
        if length <= 0.0 {
            return None;
        }
        let (beside, above) = (-y / length * width / 2.0, x / length * width / 2.0);
        Some(Self::Corners(vec![
            (start.0 + beside, start.1 + above),
            (end.0 + beside, end.1 + above),
            (end.0 - beside, end.1 - above),
            (start.0 - beside, start.1 - above),
        ]))
    }

    /// True when the point lies inside.
    pub(super) fn holds(&self, (x, y): Point) -> bool {
        match self {
            Self::Box(across, along) => across.contains(&x) && along.contains(&y),
            Self::Oval { centre, radii } => {
                ((x - centre.0) / radii.0).powi(2) + ((y - centre.1) / radii.1).powi(2) <= 1.0
            }
            Self::Corners(corners) => is_inside(corners, (x, y)),
        }
    }
}

/// True when a line from the point to the right crosses the outline an odd number of times.
pub(super) fn is_inside(corners: &[Point], (x, y): Point) -> bool {
    let before = corners.iter().cycle().skip(corners.len().saturating_sub(1));
    let sides = corners.iter().zip(before);
    let crosses = |((ax, ay), (bx, by)): &(&Point, &Point)| {
        (*ay > y) != (*by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax
    };
    sides.filter(crosses).count() % 2 == 1
}

/// The numbers of a list, as many as corners may need.
pub(super) fn numbers(list: &str) -> Vec<f32> {
    let numbers = list.split([' ', ',', '\n', '\t', '\r']).filter(|number| !number.is_empty());
    numbers.map_while(|number| number.parse().ok()).take(CORNERS_MAX * 2).collect()
}

/// The corners of a path of one piece (SVG 2, 9.3; ECMA-388, 11.2.3); curves are taken for straight, and a path with a
/// second piece may have a hole.
pub(super) fn corners_of(path: &str) -> Option<Vec<Point>> {
    let mut corners: Vec<Point> = Vec::new();
    let mut rest = path.trim();
    while let Some(command) = rest.chars().next() {
        let after = rest.get(command.len_utf8()..)?;
        let end = after.find(|letter: char| letter.is_ascii_alphabetic() && letter != 'e');
        let (own, next) = after.split_at(end.unwrap_or(after.len()));
        rest = next;
        if command.eq_ignore_ascii_case(&'m') && !corners.is_empty() {
            return None;
        }
        step(command, &spaced(own), &mut corners)?;
        if corners.len() > CORNERS_MAX {
            return None;
        }
    }
    Some(corners)
}

/// Numbers of a path, between which a sign stands for a space too.
fn spaced(own: &str) -> Vec<f32> {
    numbers(&own.replace('-', " -").replace("e -", "e-"))
}

/// Follows one command of a path.
fn step(command: char, numbers: &[f32], corners: &mut Vec<Point>) -> Option<()> {
    let is_relative = command.is_ascii_lowercase();
    let arity = match command.to_ascii_lowercase() {
        'm' | 'l' | 't' => 2,
        'h' | 'v' => 1,
        'c' => 6,
        's' | 'q' => 4,
        'a' => 7,
        'z' => return Some(()),
        _ => return None,
    };
    for step in numbers.chunks_exact(arity) {
        let (x, y) = corners.last().copied().unwrap_or_default();
        let from = if is_relative { (x, y) } else { (0.0, 0.0) };
        let corner = match (command.to_ascii_lowercase(), step) {
            ('h', &[across]) => (from.0 + across, y),
            ('v', &[along]) => (x, from.1 + along),
            (_, &[.., across, along]) => (from.0 + across, from.1 + along),
            _ => return None,
        };
        corners.push(corner);
    }
    Some(())
}
