//! A cheap test for text in a picture: letters standing in lines.
//!
//! Letters are told from other things by what they are made of: connected strokes of one
//! brightness, thin for their height, on a background of another; and by how they stand: of like
//! height, side by side, on one line. Grass, leaves and bricks have the one or the other.
//! What the text says is not read here.

/// Shades that strokes differ from their surroundings, at least.
const CONTRAST_MIN: i32 = 28;
/// Half the side of the square that counts as surroundings.
const AROUND: usize = 12;
/// Heights of letters, in pixels of the picture that is looked at.
const HEIGHT_MIN: usize = 5;
const HEIGHT_MAX: usize = 90;
/// Most pieces that are looked at; noise has more than any page has letters.
const PIECES_MAX: usize = 400_000;
/// Letters in a row that make a line, counting joined letters by their width.
const LINE_LETTERS_MIN: usize = 5;
/// Pieces in a row that make a line.
const LINE_PIECES_MIN: usize = 3;
/// Letters in all lines that make text likely.
const LETTERS_MIN: usize = 10;

/// True when the picture of these shades (0 black, 255 white), `width` to a row, likely shows text.
pub(in super::super) fn is_likely(shades: &[u8], width: usize) -> bool {
    letters(shades, width) >= LETTERS_MIN
}

/// Returns how many letters stand in lines, dark ones and bright ones.
fn letters(shades: &[u8], width: usize) -> usize {
    if width == 0 || shades.len() < width {
        return 0;
    }
    let picture = Picture::new(shades, width);
    [Ink::Dark, Ink::Bright].into_iter().map(|ink| lines(&picture.pieces(ink))).sum()
}

/// Whether strokes are darker than their surroundings, or brighter.
#[derive(Clone, Copy, PartialEq)]
enum Ink {
    Dark,
    Bright,
}

/// A picture with sums over its squares.
struct Picture<'a> {
    shades: &'a [u8],
    width: usize,
    height: usize,
    /// Sum of all shades above and left of each pixel; one row and column more than the picture.
    sums: Vec<u64>,
}

/// A connected piece of ink.
#[derive(Clone, Copy, Debug)]
struct Piece {
    left: usize,
    right: usize,
    top: usize,
    bottom: usize,
    area: usize,
    /// Pixels that have no ink of this piece on their right.
    edges: usize,
    /// Sum of the shades and of their squares.
    sum: u64,
    squares: u64,
    /// Sum of the differences from the surroundings.
    contrast: u64,
}

impl<'a> Picture<'a> {
    fn new(shades: &'a [u8], width: usize) -> Self {
        let height = shades.len() / width;
        let stride = width + 1;
        let mut sums = vec![0; stride * (height + 1)];
        for (y, row) in shades.chunks_exact(width).enumerate() {
            let mut sum = 0;
            for (x, shade) in row.iter().enumerate() {
                sum += u64::from(*shade);
                sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1] + sum;
            }
        }
        Self { shades, width, height, sums }
    }

    /// Mean shade of the surroundings of a pixel.
    fn around(&self, x: usize, y: usize) -> i32 {
        let (left, right) = (x.saturating_sub(AROUND), (x + AROUND + 1).min(self.width));
        let (top, bottom) = (y.saturating_sub(AROUND), (y + AROUND + 1).min(self.height));
        let at = |x: usize, y: usize| self.sums[y * (self.width + 1) + x];
        let sum = at(right, bottom) + at(left, top) - at(left, bottom) - at(right, top);
        (sum / ((right - left) * (bottom - top)) as u64) as i32
    }

    /// Returns the pieces of ink that may be letters.
    fn pieces(&self, ink: Ink) -> Vec<Piece> {
        let mut joined = Joined::default();
        let mut above: Vec<Stretch> = Vec::new();
        for y in 0..self.height {
            let row = self.stretches(ink, y, &mut joined);
            joined.touch(&above, &row);
            above = row;
            if joined.pieces.len() > PIECES_MAX {
                break;
            }
        }
        joined.finish().into_iter().filter(Piece::is_letter).collect()
    }

    /// Returns the stretches of ink in a row, each as a new piece.
    fn stretches(&self, ink: Ink, y: usize, joined: &mut Joined) -> Vec<Stretch> {
        let mut found: Vec<Stretch> = Vec::new();
        let row = &self.shades[y * self.width..(y + 1) * self.width];
        for (x, shade) in row.iter().enumerate() {
            let difference = match ink {
                Ink::Dark => self.around(x, y) - i32::from(*shade),
                Ink::Bright => i32::from(*shade) - self.around(x, y),
            };
            if difference < CONTRAST_MIN / 2 {
                continue;
            }
            let piece = match found.last_mut() {
                Some(last) if last.end == x => {
                    last.end = x + 1;
                    last.piece
                }
                _ => {
                    let piece = joined.begin(x, y);
                    found.push(Stretch { start: x, end: x + 1, piece });
                    piece
                }
            };
            joined.pieces[piece].add(x, *shade, difference as u64);
        }
        found
    }
}

/// Ink without a gap in one row.
struct Stretch {
    start: usize,
    end: usize,
    piece: usize,
}

/// Pieces, and which of them turned out to be one.
#[derive(Default)]
struct Joined {
    pieces: Vec<Piece>,
    parents: Vec<usize>,
}

impl Joined {
    fn begin(&mut self, x: usize, y: usize) -> usize {
        self.pieces.push(Piece {
            left: x,
            right: x,
            top: y,
            bottom: y + 1,
            area: 0,
            edges: 1,
            sum: 0,
            squares: 0,
            contrast: 0,
        });
        self.parents.push(self.parents.len());
        self.parents.len() - 1
    }

    /// Joins the pieces of two rows that touch.
    fn touch(&mut self, above: &[Stretch], row: &[Stretch]) {
        let mut first = 0;
        for stretch in row {
            while above.get(first).is_some_and(|upper| upper.end < stretch.start) {
                first += 1;
            }
            let touching = above[first..].iter().take_while(|upper| upper.start <= stretch.end);
            for upper in touching {
                let (one, other) = (self.root(upper.piece), self.root(stretch.piece));
                self.parents[one.max(other)] = one.min(other);
            }
        }
    }

    fn root(&mut self, mut piece: usize) -> usize {
        while self.parents[piece] != piece {
            self.parents[piece] = self.parents[self.parents[piece]];
            piece = self.parents[piece];
        }
        piece
    }

    fn finish(mut self) -> Vec<Piece> {
        for index in (0..self.pieces.len()).rev() {
            let root = self.root(index);
            if root != index {
                let piece = self.pieces[index];
                self.pieces[root].join(&piece);
            }
        }
        let parents = &self.parents;
        let is_root = |(index, _): &(usize, Piece)| parents[*index] == *index;
        self.pieces.iter().copied().enumerate().filter(is_root).map(|(_, piece)| piece).collect()
    }
}

impl Piece {
    fn add(&mut self, x: usize, shade: u8, difference: u64) {
        self.right = self.right.max(x + 1);
        self.area += 1;
        self.sum += u64::from(shade);
        self.squares += u64::from(shade) * u64::from(shade);
        self.contrast += difference;
    }

    fn join(&mut self, other: &Self) {
        self.left = self.left.min(other.left);
        self.right = self.right.max(other.right);
        self.top = self.top.min(other.top);
        self.bottom = self.bottom.max(other.bottom);
        self.area += other.area;
        self.edges += other.edges;
        self.sum += other.sum;
        self.squares += other.squares;
        self.contrast += other.contrast;
    }

    fn width(&self) -> usize {
        self.right - self.left
    }

    fn height(&self) -> usize {
        self.bottom - self.top
    }

    /// True when the piece has the size, the strokes and the evenness of a letter, or of a few
    /// that touch.
    fn is_letter(&self) -> bool {
        let (width, height) = (self.width(), self.height());
        let area = self.area as f32;
        let contrast = self.contrast as f32 / area;
        let mean = self.sum as f32 / area;
        let spread = (self.squares as f32 / area - mean * mean).max(0.0).sqrt();
        let stroke = area / self.edges as f32;
        let fill = area / (width * height) as f32;
        (HEIGHT_MIN..=HEIGHT_MAX).contains(&height)
            && width * 6 >= height
            && width <= height * 12
            && (0.12..=0.92).contains(&fill)
            && contrast >= CONTRAST_MIN as f32
            && spread <= contrast * 0.75
            && stroke <= height as f32 * 0.6
    }

    /// Letters that the piece likely holds, by its width.
    fn letters(&self) -> usize {
        (self.width() * 3 / (self.height() * 2)).clamp(1, 10)
    }

    /// True when `next` stands beside the piece as the next letter of a line does.
    fn is_followed_by(&self, next: &Self) -> bool {
        let (low, high) = (self.height().min(next.height()), self.height().max(next.height()));
        let shared = self.bottom.min(next.bottom).saturating_sub(self.top.max(next.top));
        let gap = next.left as i64 - self.right as i64;
        high <= low * 2 + 2
            && shared * 10 >= low * 7
            && gap <= (high * 3 / 2) as i64
            && gap >= -(low as i64 / 2)
    }
}

/// Returns how many letters stand in lines.
fn lines(pieces: &[Piece]) -> usize {
    let mut sorted: Vec<&Piece> = pieces.iter().collect();
    sorted.sort_by_key(|piece| (piece.left, piece.top));
    let mut open: Vec<Vec<&Piece>> = Vec::new();
    let mut found = 0;
    for piece in sorted {
        // Lines that ended too far left for any further letter are complete.
        open.retain(|line| {
            let is_open = line.last().is_some_and(|last| last.right + HEIGHT_MAX * 2 >= piece.left);
            if !is_open {
                found += line_letters(line);
            }
            is_open
        });
        let line = open
            .iter_mut()
            .filter(|line| line.last().is_some_and(|last| last.is_followed_by(piece)))
            .min_by_key(|line| line.last().map_or(0, |last| last.bottom.abs_diff(piece.bottom)));
        match line {
            Some(line) => line.push(piece),
            None => open.push(vec![piece]),
        }
    }
    found + open.iter().map(|line| line_letters(line)).sum::<usize>()
}

/// Returns the letters of a line, or 0 when its pieces do not stand as letters do.
fn line_letters(line: &[&Piece]) -> usize {
    let letters: usize = line.iter().map(|piece| piece.letters()).sum();
    if line.len() < LINE_PIECES_MIN || letters < LINE_LETTERS_MIN {
        return 0;
    }
    let level = |value: fn(&Piece) -> usize| {
        let mut values: Vec<usize> = line.iter().map(|piece| value(piece)).collect();
        values.sort_unstable();
        let median = values[values.len() / 2];
        let height = line.iter().map(|piece| piece.height()).max().unwrap_or(0);
        let near = values.iter().filter(|value| value.abs_diff(median) * 8 <= height.max(8));
        near.count() * 10 / values.len()
    };
    // Most letters stand on the line; those that do not (g, p) begin where others do.
    if level(|piece| piece.bottom).max(level(|piece| piece.top)) >= 6 { letters } else { 0 }
}

#[cfg(test)]
mod tests;
