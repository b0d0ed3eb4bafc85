//! The pixels of a page, each of which remembers the topmost glyph and what it would be without it.

use std::ops::Range;

use hayro_interpret::BlendMode;

use super::ink::channel;

/// Colours whose channels differ by less look the same beside each other.
const SAME: u8 = 16;
/// The same for what a picture changes: faint ones lie behind pages.
const SAME_IN_PICTURES: u8 = 6;
/// Channels of a colour that is nearly black are below this.
const DARK: u8 = 80;
/// Paint of this opacity hides what is beneath.
const OPAQUE: f32 = 0.999;

pub(super) type Colour = [u8; 3];

/// One pixel.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pixel {
    pub(super) colour: Colour,
    /// Its colour, had the topmost glyph not been painted.
    without: Colour,
    /// How much has been painted: 255 on a page, which is white paper.
    pub(super) alpha: u8,
    /// The topmost glyph, counted from 1; 0 where there is none.
    glyph: u32,
}

impl Pixel {
    fn shows_glyph(&self, same: u8) -> bool {
        self.glyph != 0 && !look_same(self.colour, self.without, same)
    }
}

/// What paints over something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cover {
    Path,
    Picture,
    /// A picture of most of the page.
    Scan,
    Annotation,
    Glyph,
}

/// Who paints.
#[derive(Debug, Clone, Copy)]
pub(super) enum By {
    /// A glyph, by its number from 0.
    Glyph(u32),
    /// Something else.
    Cover(Cover),
}

/// Paint that is put on a pixel.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    pub(super) colour: Colour,
    pub(super) alpha: f32,
    pub(super) blend: BlendMode,
}

impl Paint {
    /// True when it hides what is beneath.
    fn is_opaque(self) -> bool {
        self.alpha >= OPAQUE && self.blend == BlendMode::Normal
    }
}

/// What became of a glyph's pixels.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    /// Pixels of its shape, wherever they are clipped.
    pub(super) shape: u32,
    /// Those of them inside the clip.
    pub(super) inside: u32,
    /// Those that it changed when it was painted.
    pub(super) shown: u32,
    /// Those that were as dark as it is itself before it was painted.
    pub(super) in_dark: u32,
    /// Those that it still changes at the end.
    pub(super) kept: u32,
    /// Those that it changed until something covered them.
    covered: [u32; 5],
}

impl Tally {
    /// Pixels that this kind of thing covered.
    pub(super) fn covered_by(&self, cover: Cover) -> u32 {
        self.covered[cover as usize]
    }
}

/// The pixels of a page, of a pattern's cell or of a mask.
pub(super) struct Canvas {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) pixels: Vec<Pixel>,
    pub(super) tallies: Vec<Tally>,
    /// Channels that differ by less look the same.
    same: u8,
    /// Pixels of other glyphs that the present one paints in the colour that they have.
    overlaps: Vec<usize>,
}

impl Canvas {
    /// White paper for so many glyphs, or nothing yet where `alpha` is 0.
    pub(super) fn new(size: (u32, u32), colour: Colour, alpha: u8, glyphs: usize) -> Self {
        let pixel = Pixel { colour, without: colour, alpha, glyph: 0 };
        let (width, height) = size;
        Self {
            width,
            height,
            pixels: vec![pixel; width as usize * height as usize],
            tallies: vec![Tally::default(); glyphs],
            same: SAME,
            overlaps: Vec::new(),
        }
    }

    pub(super) fn index(&self, x: u32, y: u32) -> usize {
        y as usize * self.width as usize + x as usize
    }

    /// The tally of a glyph.
    pub(super) fn tally(&mut self, glyph: u32) -> Option<&mut Tally> {
        self.tallies.get_mut(glyph as usize)
    }

    /// Paints pixels of a row in one colour.
    pub(super) fn paint_row(&mut self, row: Range<usize>, paint: Paint, by: By) {
        match by {
            By::Cover(cover) if paint.is_opaque() => self.cover_row(row, paint.colour, cover),
            _ => row.for_each(|index| self.paint(index, paint, by)),
        }
    }

    /// Does so with what hides all that is beneath.
    fn cover_row(&mut self, row: Range<usize>, colour: Colour, cover: Cover) {
        let same = self.same;
        for pixel in self.pixels.get_mut(row).into_iter().flatten() {
            if pixel.shows_glyph(same)
                && let Some(tally) = self.tallies.get_mut(pixel.glyph as usize - 1)
            {
                tally.covered[cover as usize] += 1;
            }
            *pixel = Pixel { colour, without: colour, alpha: 255, glyph: 0 };
        }
    }

    /// Paints one pixel.
    pub(super) fn paint(&mut self, index: usize, paint: Paint, by: By) {
        let Some(pixel) = self.pixels.get_mut(index) else { return };
        let same = self.same;
        let shown = pixel.shows_glyph(same);
        let before = (pixel.glyph, pixel.colour);
        pixel.colour = mixed(pixel.colour, pixel.alpha, paint);
        let cover = match by {
            By::Glyph(glyph) => {
                // A glyph that changes nothing leaves the pixel to what is there.
                if look_same(before.1, pixel.colour, same) && pixel.alpha > 0 {
                    pixel.colour = before.1;
                    if shown && before.0 != glyph + 1 {
                        self.overlaps.push(index);
                    }
                    if before.0 == 0
                        && before.1.iter().all(|&channel| channel < DARK)
                        && let Some(tally) = self.tallies.get_mut(glyph as usize)
                    {
                        tally.in_dark += 1;
                    }
                    return;
                }
                if before.0 != glyph + 1 {
                    pixel.without = before.1;
                    pixel.glyph = glyph + 1;
                    if let Some(tally) = self.tallies.get_mut(glyph as usize) {
                        tally.shown += 1;
                    }
                }
                Cover::Glyph
            }
            By::Cover(cover) if paint.is_opaque() => {
                pixel.without = pixel.colour;
                pixel.glyph = 0;
                cover
            }
            By::Cover(cover) => {
                pixel.without = mixed(pixel.without, pixel.alpha, paint);
                cover
            }
        };
        pixel.alpha = united(pixel.alpha, paint.alpha);
        let is_lost = shown && (pixel.glyph != before.0 || !pixel.shows_glyph(same));
        if is_lost && let Some(tally) = self.tallies.get_mut(before.0 as usize - 1) {
            tally.covered[cover as usize] += 1;
        }
    }

    /// Ends the painting of a glyph: one that is much larger than those it stands on, in their own
    /// colour, covers them, whereas the same one painted twice does not.
    pub(super) fn end_glyph(&mut self, glyph: u32) {
        let overlaps = std::mem::take(&mut self.overlaps);
        let inside = self.tallies.get(glyph as usize).map_or(0, |tally| tally.inside as usize);
        if overlaps.len() * 2 >= inside {
            return;
        }
        for index in overlaps {
            let Some(pixel) = self.pixels.get_mut(index) else { continue };
            let below = std::mem::take(&mut pixel.glyph);
            pixel.without = pixel.colour;
            if let Some(tally) =
                below.checked_sub(1).and_then(|at| self.tallies.get_mut(at as usize))
            {
                tally.covered[Cover::Glyph as usize] += 1;
            }
        }
    }

    /// Counts what each glyph still shows.
    pub(super) fn finish(mut self) -> Vec<Tally> {
        self.count_kept();
        self.tallies
    }

    /// Does the same, and keeps what is painted.
    pub(super) fn count_kept(&mut self) {
        let same = self.same;
        for pixel in self.pixels.iter().filter(|pixel| pixel.shows_glyph(same)) {
            if let Some(tally) = self.tallies.get_mut(pixel.glyph as usize - 1) {
                tally.kept += 1;
            }
        }
    }

    /// Takes one more thing to be painted whose pixels are counted as those of glyphs are: a picture,
    /// in which small differences are seen as well.
    pub(super) fn add_picture(&mut self) -> u32 {
        self.same = SAME_IN_PICTURES;
        self.tallies.push(Tally::default());
        self.tallies.len() as u32 - 1
    }
}

fn look_same(left: Colour, right: Colour, same: u8) -> bool {
    left.iter().zip(right).all(|(left, right)| left.abs_diff(right) < same)
}

fn united(below: u8, alpha: f32) -> u8 {
    if below == 255 || alpha >= OPAQUE {
        return 255;
    }
    let below = f32::from(below) / 255.0;
    channel(alpha + below * (1.0 - alpha))
}

/// The colour of `below`, which covers its pixel to `below_alpha`, with paint over it (11.3.6).
fn mixed(below: Colour, below_alpha: u8, paint: Paint) -> Colour {
    if paint.is_opaque() {
        return paint.colour;
    }
    let under = f32::from(below_alpha) / 255.0;
    let whole = paint.alpha + under * (1.0 - paint.alpha);
    if whole <= 0.0 {
        return below;
    }
    let mut colour = below;
    for ((result, below), source) in colour.iter_mut().zip(below).zip(paint.colour) {
        let (below, source) = (f32::from(below) / 255.0, f32::from(source) / 255.0);
        let blended = source * (1.0 - under) + blend(paint.blend, below, source) * under;
        let mixed = (blended * paint.alpha + below * under * (1.0 - paint.alpha)) / whole;
        *result = channel(mixed);
    }
    colour
}

/// Blends one channel (11.3.5). Modes that need all channels, or hardly change the look of what is
/// below, are taken to leave it as it is: text below is not said to be hidden by them.
fn blend(mode: BlendMode, below: f32, source: f32) -> f32 {
    match mode {
        BlendMode::Normal | BlendMode::Luminosity => source,
        BlendMode::Multiply => below * source,
        BlendMode::Screen => below + source - below * source,
        BlendMode::Overlay => hard_light(source, below),
        BlendMode::HardLight => hard_light(below, source),
        BlendMode::Darken => below.min(source),
        BlendMode::Lighten => below.max(source),
        BlendMode::ColorDodge if below == 0.0 => 0.0,
        BlendMode::ColorDodge if source >= 1.0 => 1.0,
        BlendMode::ColorDodge => (below / (1.0 - source)).min(1.0),
        BlendMode::ColorBurn if below >= 1.0 => 1.0,
        BlendMode::ColorBurn if source <= 0.0 => 0.0,
        BlendMode::ColorBurn => 1.0 - ((1.0 - below) / source).min(1.0),
        BlendMode::Difference => (below - source).abs(),
        BlendMode::Exclusion => below + source - 2.0 * below * source,
        BlendMode::SoftLight | BlendMode::Hue | BlendMode::Saturation | BlendMode::Color => below,
    }
}

fn hard_light(below: f32, source: f32) -> f32 {
    if source <= 0.5 { 2.0 * below * source } else { 1.0 - 2.0 * (1.0 - below) * (1.0 - source) }
}
