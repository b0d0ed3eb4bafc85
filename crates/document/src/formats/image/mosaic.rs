//! Parts of a picture that somebody made into a mosaic: from the blocks what was there can often be
//! computed again, since few words and few faces give the same blocks.
//!
//! A mosaic is told by its grid: in each row the shade changes at the same distances and nowhere else,
//! the next rows are the same, and a new row of blocks begins at that distance too. Codes and drawings
//! have two shades, a mosaic has many.

use ::image::GrayImage;

/// Sides of blocks, in pixels: smaller ones are those of compression, larger ones areas.
const SIDE_MIN: usize = 6;
const SIDE_MAX: usize = 64;
/// Shades by which pixels of one block may differ, and those of blocks side by side must.
const NOISE_MAX: u8 = 6;
const STEP_MIN: u8 = 10;
/// Blocks side by side that make a row of a mosaic, of which most have neighbours of other shades.
const BLOCKS_MIN: usize = 4;
/// Rows of blocks of a mosaic.
const BLOCK_ROWS_MIN: usize = 3;
/// Shades that a mosaic has at least, in steps of this.
const SHADES_MIN: u32 = 6;
const SHADE_STEP: u8 = 8;
/// Rows of pixels that are looked at: that is the height of very large photographs.
const ROWS_MAX: usize = 20_000;

/// A mosaic in a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mosaic {
    pub(super) left: usize,
    pub(super) top: usize,
    pub(super) right: usize,
    pub(super) bottom: usize,
    /// Pixels of a side of its blocks.
    pub(super) side: usize,
}

/// Returns the first mosaic in a picture.
pub(super) fn find(grey: &GrayImage) -> Option<Mosaic> {
    let width = grey.width() as usize;
    if width < SIDE_MIN * BLOCKS_MIN {
        return None;
    }
    let mut open: Option<Candidate> = None;
    for (y, row) in grey.as_raw().chunks_exact(width).take(ROWS_MAX).enumerate() {
        let stretch = stretch(row);
        if let Some(candidate) = open.take() {
            open = stretch.and_then(|stretch| candidate.with(&stretch, row, y));
            if open.is_some() {
                continue;
            }
            if let Some(mosaic) = candidate.mosaic() {
                return Some(mosaic);
            }
        }
        open = stretch.map(|stretch| Candidate::begin(&stretch, row, y));
    }
    open.and_then(|candidate| candidate.mosaic())
}

/// A part of a row in which the shade changes at even distances alone.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    start: usize,
    end: usize,
    side: usize,
}

/// Finds the longest such part of a row.
fn stretch(row: &[u8]) -> Option<Stretch> {
    let mut best: Option<Stretch> = None;
    let mut edges: Vec<usize> = Vec::new();
    for (at, (left, right)) in row.iter().zip(row.iter().skip(1)).enumerate() {
        match left.abs_diff(*right) {
            step if step >= STEP_MIN => edges.push(at + 1),
            step if step > NOISE_MAX => {
                best = longer(best, even(&edges));
                edges.clear();
            }
            _ => {}
        }
    }
    longer(best, even(&edges))
}

fn longer(one: Option<Stretch>, other: Option<Stretch>) -> Option<Stretch> {
    let length = |it: &Option<Stretch>| it.map_or(0, |it| it.end - it.start);
    if length(&other) > length(&one) { other } else { one }
}

/// The longest run of edges that are apart by one distance or a few of it.
fn even(edges: &[usize]) -> Option<Stretch> {
    let mut best = None;
    let mut from = 0;
    while from + 1 < edges.len() {
        let side = edges[from + 1] - edges[from];
        let mut to = from + 1;
        let mut single = usize::from((SIDE_MIN..=SIDE_MAX).contains(&side));
        while single > 0 && to + 1 < edges.len() {
            let gap = edges[to + 1] - edges[to];
            // Blocks side by side may have one shade.
            if !gap.is_multiple_of(side) || gap > side * BLOCKS_MIN {
                break;
            }
            single += usize::from(gap == side);
            to += 1;
        }
        if single >= BLOCKS_MIN {
            best = longer(best, Some(Stretch { start: edges[from], end: edges[to], side }));
        }
        from = to;
    }
    best
}

/// Rows one after the other that may be a mosaic.
#[derive(Debug, Clone)]
struct Candidate {
    stretch: Stretch,
    top: usize,
    bottom: usize,
    /// The shades of the row of blocks that is read, by their middles.
    shades: Vec<u8>,
    /// Where the present row of blocks begins, and how many of full height came before it.
    begins: usize,
    block_rows: usize,
    /// Shades that were seen, a bit for each step.
    seen: u32,
}

impl Candidate {
    fn begin(stretch: &Stretch, row: &[u8], y: usize) -> Self {
        let shades = middles(stretch, row);
        let seen = seen(&shades);
        Self { stretch: *stretch, top: y, bottom: y + 1, shades, begins: y, block_rows: 0, seen }
    }

    /// The candidate with the next row; `None` when that is not part of it.
    fn with(&self, stretch: &Stretch, row: &[u8], y: usize) -> Option<Self> {
        let own = &self.stretch;
        let is_of_grid = own.side == stretch.side
            && own.start % own.side == stretch.start % own.side
            && stretch.start < own.end
            && own.start < stretch.end;
        if !is_of_grid {
            return None;
        }
        let shades = middles(own, row);
        let is_like = |(one, other): (&u8, &u8)| one.abs_diff(*other) <= NOISE_MAX;
        let grown = Self { bottom: y + 1, ..self.clone() };
        if self.shades.iter().zip(&shades).all(is_like) {
            return Some(grown);
        }
        let height = y - self.begins;
        // The first row of blocks may begin above the stretch.
        let fits = height == own.side || self.block_rows == 0 && height < own.side;
        fits.then(|| Self {
            block_rows: self.block_rows + usize::from(height == own.side),
            begins: y,
            seen: self.seen | seen(&shades),
            shades,
            ..grown
        })
    }

    /// The mosaic that the rows make, when they make one.
    fn mosaic(&self) -> Option<Mosaic> {
        let Stretch { start, end, side } = self.stretch;
        let block_rows = self.block_rows + usize::from(self.bottom - self.begins == side);
        let is_one = block_rows >= BLOCK_ROWS_MIN && self.seen.count_ones() >= SHADES_MIN;
        is_one.then_some(Mosaic {
            left: start,
            top: self.top,
            right: end,
            bottom: self.bottom,
            side,
        })
    }
}

/// The shades in the middles of the blocks of a stretch.
fn middles(stretch: &Stretch, row: &[u8]) -> Vec<u8> {
    let middles = (stretch.start + stretch.side / 2..stretch.end).step_by(stretch.side);
    middles.filter_map(|at| row.get(at).copied()).collect()
}

fn seen(shades: &[u8]) -> u32 {
    shades.iter().fold(0, |seen, shade| seen | 1 << (shade / SHADE_STEP))
}

#[cfg(test)]
mod tests;
