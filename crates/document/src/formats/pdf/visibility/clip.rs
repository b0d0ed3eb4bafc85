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

    /// Calls `reached` with the first pixel, and the one after the last, of each stretch of a row to
    /// which paint comes between `from` and `to`.
    pub(super) fn row(&self, y: u32, from: u32, to: u32, mut reached: impl FnMut(u32, u32)) {
        let Area { left, top, right, bottom } = self.area;
        let (from, to) = (from.max(left), to.min(right));
        if from >= to || y < top || y >= bottom {
            return;
        }
        if self.is_rect {
            return reached(from, to);
        }
        let mask = self.mask.get_or_init(|| self.make_mask());
        let row = (y - top) as usize * (right - left) as usize;
        let row = row + (from - left) as usize..row + (to - left) as usize;
        let mut x = from;
        for stretch in mask.get(row).unwrap_or_default().chunk_by(|one, next| one == next) {
            let next = x + stretch.len() as u32;
            if stretch.first() == Some(&true) {
                reached(x, next);
            }
            x = next;
        }
    }

    fn make_mask(&self) -> Vec<bool> {
        let Area { left, top, right, bottom } = self.area;
        let width = (right - left) as usize;
        let mut mask = vec![false; width * (bottom - top) as usize];
        let mut hold = |y: u32, from: u32, to: u32| {
            let row = (y - top) as usize * width;
            let row = row + (from - left) as usize..row + (to - left) as usize;
            mask.get_mut(row).unwrap_or_default().fill(true);
        };
        let mut set = |y: u32, from: u32, to: u32| match &self.outer {
            Some(outer) => outer.row(y, from, to, |from, to| hold(y, from, to)),
            None => hold(y, from, to),
        };
        match &self.shape {
            Some((path, rule)) => Raster::default().fill(path, *rule, self.area, set),
            None => (top..bottom).for_each(|y| set(y, left, right)),
        }
        mask
    }
}
