//! Boxes that a page paints over its pictures: what is under one is not seen, and goes.
//!
//! Only what certainly hides counts: rectangles along the edges of the page, filled with a plain
//! opaque colour, inside of clips that are such rectangles. Whatever else covers, the pixels stay.

use hayro_font::kurbo::{Affine, Point, Rect};
use hayro_syntax::object::{Dict, Name, Object};
use hayro_syntax::page::Resources;

use super::super::content::{ContentToken, ContentTokens, StepKind, Trace};

/// Boxes of one page that are looked at.
const COVERS_MAX: usize = 5_000;
/// Graphics states that are kept for `Q`.
const SAVED_MAX: usize = 1_000;
/// How far an edge may be from upright, in points.
const SLANT_MAX: f64 = 0.01;

/// A box, and where in the content it is painted.
pub(super) struct Cover {
    pub(super) at: usize,
    pub(super) area: Rect,
}

/// Returns the boxes that the content of a page paints, on the page as displayed.
pub(super) fn of(trace: &Trace<'_>, transform: Affine) -> Vec<Cover> {
    let mut replay = Replay {
        resources: &trace.resources,
        state: State { transform, is_opaque: true, is_plain: true, clip: Clip::Whole },
        saved: Vec::new(),
        path: Path::default(),
        clips: false,
        covers: Vec::new(),
    };
    let mut operands: Vec<ContentToken<'_>> = Vec::new();
    let mut tokens = ContentTokens::new(&trace.bytes);
    while let Some(token) = tokens.next() {
        match token {
            ContentToken::Operator(operator) => {
                replay.operator(operator, &operands, tokens.end());
                operands.clear();
            }
            ContentToken::InlineImage => operands.clear(),
            operand if operands.len() < 8 => operands.push(operand),
            _ => {}
        }
        if replay.covers.len() >= COVERS_MAX {
            break;
        }
    }
    let mut covers = replay.covers;
    covers.retain(|cover| !is_unseen(trace, cover.at));
    covers
}

/// True for what is painted in a layer that is off.
fn is_unseen(trace: &Trace<'_>, at: usize) -> bool {
    let after = trace.steps.partition_point(|step| step.span.end < at);
    trace
        .steps
        .get(after)
        .is_some_and(|step| step.span.start < at && matches!(step.kind, StepKind::UnseenPath))
}

/// The content of a page while it is gone through.
struct Replay<'t, 'a> {
    resources: &'t Resources<'a>,
    state: State,
    saved: Vec<State>,
    path: Path,
    /// True when the path is to become a clip.
    clips: bool,
    covers: Vec<Cover>,
}

#[derive(Clone)]
struct State {
    transform: Affine,
    is_opaque: bool,
    /// True when the fill is a colour and no pattern.
    is_plain: bool,
    clip: Clip,
}

#[derive(Clone, Copy)]
enum Clip {
    Whole,
    Inside(Rect),
    /// Some other shape.
    Unknown,
}

/// A path, as far as it is rectangles.
#[derive(Default)]
struct Path {
    rectangles: Vec<Rect>,
    /// Corners of a shape of lines.
    points: Vec<Point>,
    is_other: bool,
}

impl Replay<'_, '_> {
    fn operator(&mut self, operator: &[u8], operands: &[ContentToken<'_>], at: usize) {
        let numbers: Vec<f64> = operands.iter().filter_map(number).collect();
        match (operator, numbers.as_slice()) {
            (b"q", _) if self.saved.len() < SAVED_MAX => self.saved.push(self.state.clone()),
            (b"Q", _) => self.state = self.saved.pop().unwrap_or_else(|| self.state.clone()),
            (b"cm", &[a, b, c, d, e, f]) => self.state.transform *= Affine::new([a, b, c, d, e, f]),
            (b"gs", _) => self.graphics_state(operands),
            (b"g" | b"rg" | b"k" | b"sc", _) => self.state.is_plain = true,
            (b"cs" | b"scn", _) => {
                self.state.is_plain = !operands.iter().any(|o| matches!(o, ContentToken::Name(_)));
            }
            (b"re", &[x, y, width, height]) => {
                self.path.add(self.upright([x, y], [x + width, y + height]));
            }
            (b"m" | b"l", &[x, y]) => {
                if operator == b"m" {
                    self.end_shape();
                }
                self.path.points.push(Point::new(x, y));
            }
            (b"c" | b"v" | b"y", _) => self.path.is_other = true,
            (b"W" | b"W*", _) => self.clips = true,
            (b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*", _) => {
                self.end_shape();
                self.cover(at);
                self.end_path();
            }
            (b"n" | b"S" | b"s", _) => {
                self.end_shape();
                self.end_path();
            }
            _ => {}
        }
    }

    fn graphics_state(&mut self, operands: &[ContentToken<'_>]) {
        let Some(ContentToken::Name(name)) = operands.first() else { return };
        let Some(dict) = self.resources.ext_g_states.get::<Dict<'_>>(name.as_ref()) else { return };
        let name_is = |key: &str, known: &[&[u8]]| {
            dict.get::<Name<'_>>(key).is_none_or(|name| known.contains(&name.as_ref()))
        };
        let says = |key: &str| dict.contains_key(key);
        let is_solid = dict.get::<f64>("ca").is_none_or(|alpha| alpha >= 1.0);
        let is_normal = name_is("BM", &[b"Normal", b"Compatible"])
            && !matches!(dict.get::<Object<'_>>("BM"), Some(Object::Array(_)));
        let has_mask = says("SMask") && !name_is("SMask", &[b"None"])
            || matches!(dict.get::<Object<'_>>("SMask"), Some(Object::Dict(_)));
        // What a state does not say stays as it was.
        if !is_solid || !is_normal || has_mask {
            self.state.is_opaque = false;
        } else if says("ca") && says("BM") && says("SMask") {
            self.state.is_opaque = true;
        }
    }

    /// Returns a rectangle on the page, if its edges are those of one there.
    fn upright(&self, from: [f64; 2], to: [f64; 2]) -> Option<Rect> {
        let [a, b, c, d, ..] = self.state.transform.as_coeffs();
        let is_upright = b.abs().max(c.abs()) < SLANT_MAX || a.abs().max(d.abs()) < SLANT_MAX;
        let point = |[x, y]: [f64; 2]| self.state.transform * Point::new(x, y);
        is_upright.then(|| Rect::from_points(point(from), point(to)))
    }

    /// Ends a shape of lines, which is a rectangle when it has the corners of one.
    fn end_shape(&mut self) {
        let mut points = std::mem::take(&mut self.path.points);
        if points.len() == 5 && points.first() == points.last() {
            points.pop();
        }
        match points.as_slice() {
            [] => {}
            &[first, second, third, fourth] if is_rectangle([first, second, third, fourth]) => {
                let rectangle = self.upright([first.x, first.y], [third.x, third.y]);
                self.path.add(rectangle);
            }
            _ => self.path.is_other = true,
        }
    }

    fn cover(&mut self, at: usize) {
        let State { is_opaque, is_plain, clip, .. } = self.state;
        // Rectangles that overlap may leave holes.
        let &[area] = self.path.rectangles.as_slice() else { return };
        if self.path.is_other || !is_opaque || !is_plain {
            return;
        }
        let area = match clip {
            Clip::Whole => area,
            Clip::Inside(clip) => area.intersect(clip),
            Clip::Unknown => return,
        };
        if area.width() > 0.0 && area.height() > 0.0 {
            self.covers.push(Cover { at, area });
        }
    }

    fn end_path(&mut self) {
        let path = std::mem::take(&mut self.path);
        if std::mem::take(&mut self.clips) {
            let shape = match path.rectangles.as_slice() {
                &[area] if !path.is_other => Some(area),
                _ => None,
            };
            self.state.clip = match (self.state.clip, shape) {
                (Clip::Whole, Some(area)) => Clip::Inside(area),
                (Clip::Inside(clip), Some(area)) => Clip::Inside(clip.intersect(area)),
                _ => Clip::Unknown,
            };
        }
    }
}

impl Path {
    fn add(&mut self, rectangle: Option<Rect>) {
        match rectangle {
            Some(rectangle) => self.rectangles.push(rectangle),
            None => self.is_other = true,
        }
    }
}

/// True for corners of which each shares an edge with the next.
fn is_rectangle(corners: [Point; 4]) -> bool {
    let [first, second, third, fourth] = corners;
    let same = |left: f64, right: f64| (left - right).abs() < SLANT_MAX;
    let along = same(first.y, second.y)
        && same(second.x, third.x)
        && same(third.y, fourth.y)
        && same(fourth.x, first.x);
    let across = same(first.x, second.x)
        && same(second.y, third.y)
        && same(third.x, fourth.x)
        && same(fourth.y, first.y);
    along || across
}

fn number(token: &ContentToken<'_>) -> Option<f64> {
    match token {
        ContentToken::Number(number) => Some(*number),
        _ => None,
    }
}
