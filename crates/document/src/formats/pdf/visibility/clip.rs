//! Clips: where paint goes.

use std::cell::OnceCell;
use std::rc::Rc;

use hayro_font::kurbo::{BezPath, Rect, Shape as _};
use hayro_interpret::FillRule;

use super::raster::{Area, Raster};

/// A clip, within the one around it.
pub(super) struct Clip {
    /// Pixels outside are clipped.
    pub(super) area: Area,
    shape: Option<(BezPath, FillRule)>,
    outer: Option<Rc<Self>>,
    /// True when the area alone says what is inside.
    is_rect: bool,
    /// Which pixels of the area are inside; made when it is first asked for.
    mask: OnceCell<Vec<bool>>,
}

impl Clip {
    /// No clip but the canvas itself.
    pub(super) fn whole(area: Area) -> Self {
        Self { area, shape: None, outer: None, is_rect: true, mask: OnceCell::new() }
    }

    /// A rectangle within `outer`.
    pub(super) fn rect(outer: &Rc<Self>, rect: Rect) -> Self {
        let area = outer.area.touched_by(rect);
        Self::within(outer, area, None)
    }

    /// A path within `outer`.
    pub(super) fn path(outer: &Rc<Self>, path: &BezPath, rule: FillRule) -> Self {
        let area = outer.area.touched_by(path.bounding_box());
        Self::within(outer, area, Some((path.clone(), rule)))
    }

    fn within(outer: &Rc<Self>, area: Area, shape: Option<(BezPath, FillRule)>) -> Self {
        let is_rect = shape.is_none() && outer.is_rect;
        Self { area, shape, outer: Some(Rc::clone(outer)), is_rect, mask: OnceCell::new() }
    }

    /// True when paint reaches the pixel.
    pub(super) fn holds(&self, x: u32, y: u32) -> bool {
        let Area { left, top, right, bottom } = self.area;
        if x < left || x >= right || y < top || y >= bottom {
            return false;
        }
        if self.is_rect {
            return true;
        }
        let mask = self.mask.get_or_init(|| self.make_mask());
        let at = (y - top) as usize * (right - left) as usize + (x - left) as usize;
        mask.get(at).copied().unwrap_or(false)
    }

    fn make_mask(&self) -> Vec<bool> {
        let Area { left, top, right, bottom } = self.area;
        let width = (right - left) as usize;
        let holds = |x, y| self.outer.as_ref().is_none_or(|outer| outer.holds(x, y));
        let mut mask = vec![false; width * (bottom - top) as usize];
        let mut set = |y: u32, from: u32, to: u32| {
            for x in from..to {
                let at = (y - top) as usize * width + (x - left) as usize;
                if let Some(pixel) = mask.get_mut(at) {
                    *pixel = holds(x, y);
                }
            }
        };
        match &self.shape {
            Some((path, rule)) => Raster::default().fill(path, *rule, self.area, set),
            None => (top..bottom).for_each(|y| set(y, left, right)),
        }
        mask
    }
}
