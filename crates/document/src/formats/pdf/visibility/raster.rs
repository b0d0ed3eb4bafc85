//! Fills paths: which pixels have their middle inside.

use hayro_font::kurbo::{self, BezPath, PathEl, Point, Rect};
use hayro_interpret::FillRule;

/// How far a flattened curve may be from the true one, in pixels.
pub(super) const TOLERANCE: f64 = 0.2;

/// A rectangle of whole pixels, right and bottom not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Area {
    pub(in super::super) left: u32,
    pub(in super::super) top: u32,
    pub(in super::super) right: u32,
    pub(in super::super) bottom: u32,
}

impl Area {
    /// The whole of a canvas.
    pub(in super::super) fn of_size(width: u32, height: u32) -> Self {
        Self { left: 0, top: 0, right: width, bottom: height }
    }

    /// The same as a rectangle.
    pub(in super::super) fn rect(self) -> Rect {
        let [x0, y0, x1, y1] = [self.left, self.top, self.right, self.bottom].map(f64::from);
        Rect::new(x0, y0, x1, y1)
    }

    pub(in super::super) fn is_empty(self) -> bool {
        self.right <= self.left || self.bottom <= self.top
    }

    /// The pixels of `self` that `rect` touches.
    pub(in super::super) fn touched_by(self, rect: Rect) -> Self {
        let inside = |value: f64, least: u32, most: u32| match value.is_nan() {
            true => least,
            false => value.clamp(f64::from(least), f64::from(most)) as u32,
        };
        Self {
            left: inside(rect.x0.floor(), self.left, self.right),
            top: inside(rect.y0.floor(), self.top, self.bottom),
            right: inside(rect.x1.ceil(), self.left, self.right),
            bottom: inside(rect.y1.ceil(), self.top, self.bottom),
        }
    }
}

/// An edge of a path, downwards.
#[derive(Debug, Clone, Copy)]
struct Edge {
    top: f64,
    bottom: f64,
    x: f64,
    slope: f64,
    direction: i32,
}

/// Fills paths, and keeps its buffers between them.
#[derive(Debug, Default)]
pub(in super::super) struct Raster {
    edges: Vec<Edge>,
    active: Vec<Edge>,
    crossings: Vec<(f64, i32)>,
}

impl Raster {
    /// Calls `span` with each row, and the first pixel and the one after the last in it, of what lies
    /// inside `path` and `area`.
    pub(in super::super) fn fill(
        &mut self,
        path: &BezPath,
        rule: FillRule,
        area: Area,
        mut span: impl FnMut(u32, u32, u32),
    ) {
        let area = area.touched_by(path.control_box());
        if area.is_empty() {
            return;
        }
        self.collect_edges(path);
        self.active.clear();
        let mut next = 0;
        for row in area.top..area.bottom {
            let middle = f64::from(row) + 0.5;
            while let Some(edge) = self.edges.get(next).filter(|edge| edge.top <= middle) {
                self.active.push(*edge);
                next += 1;
            }
            self.active.retain(|edge| edge.bottom > middle);
            if self.active.is_empty() {
                continue;
            }
            self.crossings.clear();
            self.crossings.extend(
                self.active
                    .iter()
                    .map(|edge| (edge.x + (middle - edge.top) * edge.slope, edge.direction)),
            );
            self.crossings.sort_by(|left, right| left.0.total_cmp(&right.0));
            row_spans(&self.crossings, rule, area, |from, to| span(row, from, to));
        }
    }

    fn collect_edges(&mut self, path: &BezPath) {
        self.edges.clear();
        let (mut start, mut last) = (Point::ORIGIN, Point::ORIGIN);
        let edges = &mut self.edges;
        kurbo::flatten(path.iter(), TOLERANCE, |element| match element {
            PathEl::MoveTo(point) => {
                add_edge(edges, last, start);
                (start, last) = (point, point);
            }
            PathEl::LineTo(point) => {
                add_edge(edges, last, point);
                last = point;
            }
            PathEl::ClosePath => {
                add_edge(edges, last, start);
                last = start;
            }
            PathEl::QuadTo(..) | PathEl::CurveTo(..) => {}
        });
        add_edge(edges, last, start);
        self.edges.sort_by(|left, right| left.top.total_cmp(&right.top));
    }
}

fn add_edge(edges: &mut Vec<Edge>, from: Point, to: Point) {
    if from.y == to.y || !from.is_finite() || !to.is_finite() {
        return;
    }
    let (upper, lower, direction) = if from.y < to.y { (from, to, 1) } else { (to, from, -1) };
    let slope = (lower.x - upper.x) / (lower.y - upper.y);
    edges.push(Edge { top: upper.y, bottom: lower.y, x: upper.x, slope, direction });
}

fn row_spans(crossings: &[(f64, i32)], rule: FillRule, area: Area, mut span: impl FnMut(u32, u32)) {
    let mut winding = 0;
    for pair in crossings.windows(2) {
        let [(from, direction), (to, _)] = pair else { continue };
        winding += direction;
        let is_inside = match rule {
            FillRule::NonZero => winding != 0,
            FillRule::EvenOdd => winding % 2 != 0,
        };
        if !is_inside {
            continue;
        }
        // A pixel belongs to the span when its middle does.
        let edge = |x: f64| (x - 0.5).ceil().clamp(f64::from(area.left), f64::from(area.right));
        let (from, to) = (edge(*from) as u32, edge(*to) as u32);
        if from < to {
            span(from, to);
        }
    }
}
