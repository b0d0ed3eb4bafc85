//! Areas of a page where something must go from its pictures.
//!
//! Pixels are painted over there. What the page draws itself would stay beneath the box, so that such
//! a page is refused: letters may be lines, and a machine that reads them does not tell them from pixels.

use hayro_font::kurbo::{Affine, Point, Rect};
use hayro_syntax::page::Page;

use super::super::content::{ContentToken, ContentTokens, StepKind, Trace};
use crate::clean::{Pictured, Refusal};

/// How far a size may be off that was told as one of this page, in points.
const OFF_MAX: f32 = 1.0;
/// Rectangles that a page may fill where something goes: many could make letters.
const RECTANGLES_MAX: usize = 4;
/// Graphics states that are kept for `Q`.
const SAVED_MAX: usize = 1_000;

/// Returns the areas on the page as displayed.
pub(super) fn areas(
    pictured: &[&Pictured],
    page: &Page<'_>,
    transform: Affine,
    traces: &[Trace<'_>],
) -> Result<Vec<Rect>, Refusal> {
    let (width, height) = page.render_dimensions();
    let is_of_page = |of: &&&Pictured| {
        (of.size.0 - width).abs() <= OFF_MAX && (of.size.1 - height).abs() <= OFF_MAX
    };
    if !pictured.iter().all(|of| is_of_page(&of)) {
        return Err(Refusal::Unplaced);
    }
    let areas: Vec<Rect> = pictured
        .iter()
        .flat_map(|of| &of.areas)
        .map(|quad| {
            let around = quad.bounds();
            let [left, top, right, bottom] =
                [around.left, around.top, around.right, around.bottom].map(f64::from);
            Rect::new(left, top, right, bottom)
        })
        .collect();
    let shown = traces.iter().filter(|trace| !trace.is_hidden);
    let steps = shown.clone().flat_map(|trace| &trace.steps);
    let pictures: Vec<Rect> = steps
        .filter_map(|step| match &step.kind {
            StepKind::Picture { placing, .. } => {
                Some(placing.transform_rect_bbox(Rect::new(0.0, 0.0, 1.0, 1.0)))
            }
            _ => None,
        })
        .collect();
    let is_pictured = |area: &Rect| pictures.iter().any(|picture| meets(*picture, *area));
    if areas.is_empty() || areas.iter().all(is_pictured) && !draws(shown, transform, &areas) {
        Ok(areas)
    } else {
        Err(Refusal::Unplaced)
    }
}

fn meets(one: Rect, other: Rect) -> bool {
    let both = one.intersect(other);
    both.width() > 0.0 && both.height() > 0.0
}

/// True when a page draws anything in one of these areas but a few plain rectangles.
fn draws<'t>(
    traces: impl Iterator<Item = &'t Trace<'t>>,
    transform: Affine,
    areas: &[Rect],
) -> bool {
    let mut rectangles = 0;
    for trace in traces {
        let is_content = trace.form.is_none();
        // Where a form stands is not computed here: it stands everywhere.
        let everywhere = [Rect::new(-f64::MAX, -f64::MAX, f64::MAX, f64::MAX)];
        let areas = if is_content { areas } else { &everywhere };
        let mut replay = Replay { areas, ..Replay::at(transform) };
        let mut operands = Vec::new();
        for token in ContentTokens::new(&trace.bytes) {
            match token {
                ContentToken::Operator(operator) => {
                    replay.operator(operator, &operands);
                    operands.clear();
                }
                operand if operands.len() < 8 => operands.push(operand),
                _ => {}
            }
        }
        rectangles += replay.rectangles;
        if replay.draws || rectangles > RECTANGLES_MAX {
            return true;
        }
    }
    false
}

/// The content of a page while it is gone through.
struct Replay<'t> {
    areas: &'t [Rect],
    state: State,
    saved: Vec<State>,
    /// The rectangle around the path, and how many rectangles it consists of, if of nothing else.
    around: Option<Rect>,
    path_rectangles: Option<usize>,
    rectangles: usize,
    draws: bool,
}

#[derive(Clone)]
struct State {
    transform: Affine,
    /// True when the fill is a colour and no pattern.
    is_plain: bool,
    line_width: f64,
}

impl Replay<'_> {
    fn at(transform: Affine) -> Self {
        Self {
            areas: &[],
            state: State { transform, is_plain: true, line_width: 1.0 },
            saved: Vec::new(),
            around: None,
            path_rectangles: Some(0),
            rectangles: 0,
            draws: false,
        }
    }

    fn operator(&mut self, operator: &[u8], operands: &[ContentToken<'_>]) {
        let numbers: Vec<f64> = operands
            .iter()
            .filter_map(|token| match token {
                ContentToken::Number(number) => Some(*number),
                _ => None,
            })
            .collect();
        match (operator, numbers.as_slice()) {
            (b"q", _) if self.saved.len() < SAVED_MAX => self.saved.push(self.state.clone()),
            (b"Q", _) => self.state = self.saved.pop().unwrap_or_else(|| self.state.clone()),
            (b"cm", &[a, b, c, d, e, f]) => self.state.transform *= Affine::new([a, b, c, d, e, f]),
            (b"w", &[width]) => self.state.line_width = width,
            (b"g" | b"rg" | b"k" | b"sc", _) => self.state.is_plain = true,
            (b"cs" | b"scn", _) => {
                self.state.is_plain = !operands.iter().any(|o| matches!(o, ContentToken::Name(_)));
            }
            (b"re", &[x, y, width, height]) => {
                let corners = [[x, y], [x + width, y], [x, y + height], [x + width, y + height]];
                self.reach(&corners);
                self.path_rectangles = self.path_rectangles.map(|count| count + 1);
            }
            (b"m" | b"l" | b"c" | b"v" | b"y", points) => {
                let points: Vec<[f64; 2]> = points.as_chunks().0.to_vec();
                self.reach(&points);
                self.path_rectangles = None;
            }
            (b"f" | b"F" | b"f*", _) => self.paint(false),
            (b"B" | b"B*" | b"b" | b"b*" | b"S" | b"s", _) => self.paint(true),
            // It fills all that a clip leaves.
            (b"sh", _) => self.draws = true,
            (b"n", _) => self.end_path(),
            _ => {}
        }
    }

    fn reach(&mut self, points: &[[f64; 2]]) {
        for [x, y] in points {
            let point = self.state.transform * Point::new(*x, *y);
            let at = Rect::from_points(point, point);
            self.around = Some(self.around.map_or(at, |around| around.union(at)));
        }
    }

    fn paint(&mut self, is_stroked: bool) {
        let scale = self.state.transform.determinant().abs().sqrt();
        let wide = if is_stroked { self.state.line_width.abs() * scale + 1.0 } else { 0.0 };
        let around = self.around.map(|around| around.inflate(wide, wide));
        let is_there = |around: Rect| self.areas.iter().any(|area| around.overlaps(*area));
        if around.is_some_and(is_there) {
            match self.path_rectangles {
                Some(count) if self.state.is_plain && !is_stroked => self.rectangles += count,
                _ => self.draws = true,
            }
        }
        self.end_path();
    }

    fn end_path(&mut self) {
        self.around = None;
        self.path_rectangles = Some(0);
    }
}
