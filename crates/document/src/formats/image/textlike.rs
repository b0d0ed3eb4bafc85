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
/// Most pieces that are held at once; what is held is judged before more is taken.
const PIECES_MAX: usize = 400_000;
/// Letters in a row that make a line, counting joined letters by their width.
const LINE_LETTERS_MIN: usize = 5;
/// Pieces in a row that make a line.
const LINE_PIECES_MIN: usize = 3;
/// Pieces of a line that are judged together.
const STRETCH_PIECES: usize = 8;
/// Ink of a line that belongs to its letters, in a hundred.
const CLEANNESS_MIN: usize = 68;
/// How many letters in all lines make text.
#[derive(Clone, Copy)]
struct Enough {
    small: usize,
    /// In a large picture, which has more room for chance.
    large: usize,
    /// In a picture turned by a quarter: only whole pages are scanned so.
    turned: usize,
}

/// Fewer letters are the name in a logo, and numbers that matter have more.
const LIKELY: Enough = Enough { small: 11, large: 13, turned: 40 };
/// The shortest markings have no more; so few pieces of anything else stand in line quite often.
const POSSIBLE: Enough = Enough { small: 5, large: 5, turned: 40 };
/// Widest that a picture is looked at; wider ones are scaled down.
const WIDTH_MAX: usize = 1400;
/// Rows that are looked at together.
const ROWS_MAX: usize = 3000;
/// Pictures wider than this are looked at once more, smaller, for large letters.
const WIDTH_LARGE: usize = 500;
/// How much smaller.
const SHRINK: usize = 4;

/// True when the picture of these shades (0 black, 255 white), `width` to a row, likely shows text.
pub(in super::super) fn is_likely(shades: &[u8], width: usize) -> bool {
    has_letters(shades, width, LIKELY)
}

/// True when the picture may show a few words, so that it is worth looking when somebody can read.
pub(super) fn is_possible(shades: &[u8], width: usize) -> bool {
    has_letters(shades, width, POSSIBLE)
}

fn has_letters(shades: &[u8], width: usize, enough: Enough) -> bool {
    if width == 0 || shades.len() < width {
        return false;
    }
    if width > WIDTH_MAX {
        let (smaller, width) = shrink(shades, width, width.div_ceil(WIDTH_MAX));
        return has_letters(&smaller, width, enough);
    }
    // Work grows with the square of the height, and a page of text is not that high.
    shades.chunks(width * ROWS_MAX).any(|rows| is_text(rows, width, enough))
}

/// About how many letters the picture of these shades shows in lines; most often fewer than there are.
pub(in super::super) fn count(shades: &[u8], width: usize) -> usize {
    if width == 0 {
        return 0;
    }
    if width > WIDTH_MAX {
        let (smaller, width) = shrink(shades, width, width.div_ceil(WIDTH_MAX));
        return count(&smaller, width);
    }
    shades.chunks(width * ROWS_MAX).map(|rows| letters(rows, width)).sum()
}

fn is_text(shades: &[u8], width: usize, enough: Enough) -> bool {
    if width <= WIDTH_LARGE {
        return letters(shades, width) >= enough.small;
    }
    let (small, small_width) = shrink(shades, width, SHRINK);
    letters(&small, small_width) >= enough.small
        || letters(shades, width) >= enough.large
        || letters(&turn(shades, width), shades.len() / width) >= enough.turned
}

/// Returns the picture with rows for columns.
fn turn(shades: &[u8], width: usize) -> Vec<u8> {
    let height = shades.len() / width;
    let mut turned = Vec::with_capacity(width * height);
    for x in 0..width {
        turned.extend((0..height).map(|y| shades[y * width + x]));
    }
    turned
}

/// Returns the picture at a part of its size, and its width.
fn shrink(shades: &[u8], width: usize, factor: usize) -> (Vec<u8>, usize) {
    let (columns, rows) = (width / factor, shades.len() / width / factor);
    let mean = |x: usize, y: usize| {
        let square = (0..factor).flat_map(|row| {
            let start = (y * factor + row) * width + x * factor;
            &shades[start..start + factor]
        });
        (square.map(|shade| usize::from(*shade)).sum::<usize>() / (factor * factor)) as u8
    };
    let small = (0..rows).flat_map(|y| (0..columns).map(move |x| (x, y)));
    (small.map(|(x, y)| mean(x, y)).collect(), columns)
}

/// Returns how many letters stand in lines, dark ones and bright ones.
fn letters(shades: &[u8], width: usize) -> usize {
    if width == 0 || shades.is_empty() {
        return 0;
    }
    let picture = Picture::new(shades, width);
    let of_ink = |ink| {
        let (pieces, inked) = picture.pieces(ink);
        lines(&pieces, &inked)
    };
    of_ink(Ink::Dark) + of_ink(Ink::Bright)
}

/// Whether strokes are darker than their surroundings, or brighter.
#[derive(Clone, Copy, Debug)]
enum Ink {
    Dark,
    Bright,
}

/// A picture with sums over its squares.
struct Picture<'a> {
    shades: &'a [u8],
    width: usize,
    height: usize,
    sums: Sums,
}

/// Sums of a number of each pixel over all pixels above and left of it.
struct Sums {
    sums: Vec<u32>,
    /// One more than the pixels of a row.
    stride: usize,
}

/// A connected piece of ink.
#[derive(Clone, Copy, Debug)]
struct Piece {
    ink: Ink,
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

impl Sums {
    fn new(width: usize) -> Self {
        Self { sums: vec![0; width + 1], stride: width + 1 }
    }

    /// Adds a row beneath those that are there.
    fn push_row(&mut self, numbers: impl Iterator<Item = u32>) {
        let above = self.sums.len() - self.stride;
        let mut sum = 0;
        self.sums.push(0);
        for (x, number) in numbers.enumerate() {
            sum += number;
            self.sums.push(self.sums[above + x + 1].wrapping_add(sum));
        }
    }

    fn rows(&self) -> usize {
        self.sums.len() / self.stride - 1
    }

    /// Sum over a rectangle; sums wrap around, their differences do not.
    fn over(&self, left: usize, top: usize, right: usize, bottom: usize) -> u32 {
        let at = |x: usize, y: usize| self.sums[y * self.stride + x];
        let right_part = at(right, bottom).wrapping_sub(at(right, top));
        right_part.wrapping_sub(at(left, bottom).wrapping_sub(at(left, top)))
    }
}

impl<'a> Picture<'a> {
    fn new(shades: &'a [u8], width: usize) -> Self {
        let mut sums = Sums::new(width);
        for row in shades.chunks_exact(width) {
            sums.push_row(row.iter().map(|shade| u32::from(*shade)));
        }
        Self { shades, width, height: shades.len() / width, sums }
    }

    /// Shades by which a pixel has more ink than its surroundings on the mean, where that is ink.
    fn inked(&self, ink: Ink, x: usize, y: usize, shade: u8) -> Option<i32> {
        let (left, right) = (x.saturating_sub(AROUND), (x + AROUND + 1).min(self.width));
        let (top, bottom) = (y.saturating_sub(AROUND), (y + AROUND + 1).min(self.height));
        let sum = i64::from(self.sums.over(left, top, right, bottom));
        let pixels = ((right - left) * (bottom - top)) as i64;
        let shade = i32::from(shade);
        // Most pixels are paper, and are known for it without a division.
        let is_ink = match ink {
            Ink::Dark => sum >= i64::from(shade + CONTRAST_MIN / 2) * pixels,
            Ink::Bright => sum < i64::from(shade - CONTRAST_MIN / 2 + 1) * pixels,
        };
        is_ink.then(|| {
            let around = (sum / pixels) as i32;
            if matches!(ink, Ink::Dark) { around - shade } else { shade - around }
        })
    }

    /// Returns the pieces of ink that may be letters, and where there is any ink.
    fn pieces(&self, ink: Ink) -> (Vec<Piece>, Sums) {
        let mut inked = Sums::new(self.width);
        let mut letters = Vec::new();
        let mut joined = Joined::default();
        let mut above: Vec<Stretch> = Vec::new();
        for y in 0..self.height {
            let row = self.stretches(ink, y, &mut joined);
            joined.touch(&above, &row);
            let mut stretches = row.iter().peekable();
            inked.push_row((0..self.width).map(|x| {
                stretches.next_if(|stretch| stretch.end <= x);
                u32::from(stretches.peek().is_some_and(|stretch| stretch.start <= x))
            }));
            above = row;
            if joined.pieces.len() > PIECES_MAX {
                letters.extend(joined.finish().into_iter().filter(Piece::is_letter));
                joined = Joined::default();
                above.clear();
            }
        }
        letters.extend(joined.finish().into_iter().filter(Piece::is_letter));
        (letters, inked)
    }

    /// Returns the stretches of ink in a row, each as a new piece.
    fn stretches(&self, ink: Ink, y: usize, joined: &mut Joined) -> Vec<Stretch> {
        let mut found: Vec<Stretch> = Vec::new();
        let row = &self.shades[y * self.width..(y + 1) * self.width];
        for (x, shade) in row.iter().enumerate() {
            let Some(difference) = self.inked(ink, x, y, *shade) else { continue };
            let piece = match found.last_mut() {
                Some(last) if last.end == x => {
                    last.end = x + 1;
                    last.piece
                }
                _ => {
                    let piece = joined.begin(ink, x, y);
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
    fn begin(&mut self, ink: Ink, x: usize, y: usize) -> usize {
        self.pieces.push(Piece {
            ink,
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

    /// Mean shade.
    fn shade(&self) -> usize {
        (self.sum / self.area.max(1) as u64) as usize
    }

    /// Mean difference from the surroundings.
    fn contrast(&self) -> usize {
        (self.contrast / self.area.max(1) as u64) as usize
    }

    /// Mean shade of the surroundings.
    fn paper(&self) -> usize {
        match self.ink {
            Ink::Dark => self.shade() + self.contrast(),
            Ink::Bright => self.shade().saturating_sub(self.contrast()),
        }
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
fn lines(pieces: &[Piece], inked: &Sums) -> usize {
    let mut sorted: Vec<&Piece> = pieces.iter().collect();
    sorted.sort_by_key(|piece| (piece.left, piece.top));
    let mut open = OpenLines::new(inked.rows());
    let mut found = 0;
    let mut swept = 0;
    for piece in sorted {
        if piece.left >= swept + HEIGHT_MAX {
            swept = piece.left;
            found += open.close(swept.saturating_sub(HEIGHT_MAX * 2), inked);
        }
        open.add(piece);
    }
    found + open.close(usize::MAX, inked)
}

/// Lines that may go on, sorted into shelves by where their last pieces stand.
struct OpenLines<'a> {
    shelves: Vec<Vec<Vec<&'a Piece>>>,
}

impl<'a> OpenLines<'a> {
    /// Rows of one shelf: pieces of one line stand on the same one, or on neighbours.
    const ROWS: usize = HEIGHT_MAX;

    fn new(rows: usize) -> Self {
        Self { shelves: vec![Vec::new(); rows / Self::ROWS + 1] }
    }

    fn shelf_of(piece: &Piece) -> usize {
        (piece.top + piece.bottom) / 2 / Self::ROWS
    }

    /// Adds a piece to the line that it goes on, or begins one.
    fn add(&mut self, piece: &'a Piece) {
        let shelf = Self::shelf_of(piece);
        let near = shelf.saturating_sub(1)..(shelf + 2).min(self.shelves.len());
        let best = near
            .flat_map(|shelf| (0..self.shelves[shelf].len()).map(move |line| (shelf, line)))
            .filter_map(|(shelf, line)| {
                let last = self.shelves[shelf][line].last()?;
                let distance = last.bottom.abs_diff(piece.bottom);
                last.is_followed_by(piece).then_some((distance, shelf, line))
            })
            .min();
        let mut line = match best {
            Some((_, shelf, line)) => self.shelves[shelf].swap_remove(line),
            None => Vec::new(),
        };
        line.push(piece);
        self.shelves[shelf].push(line);
    }

    /// Ends the lines that no piece right of `left` can go on, and returns their letters.
    fn close(&mut self, left: usize, inked: &Sums) -> usize {
        let mut found = 0;
        for shelf in &mut self.shelves {
            shelf.retain(|line| {
                let goes_on = line.last().is_some_and(|last| last.right >= left);
                if !goes_on {
                    found += line_letters(line, inked);
                }
                goes_on
            });
        }
        found
    }
}

/// Returns the letters of a line that stand as letters do, judged in stretches: scanned lines are
/// seldom quite straight.
fn line_letters(line: &[&Piece], inked: &Sums) -> usize {
    let (begun, ended) = line.split_at(line.len() - line.len() % STRETCH_PIECES);
    let (begun, ended) = match ended.len() < LINE_PIECES_MIN && !begun.is_empty() {
        true => (begun, [].as_slice()),
        false => (begun, ended),
    };
    let stretches = begun.chunks(STRETCH_PIECES).chain([ended]);
    let letters: usize = stretches
        .filter(|stretch| stretch.len() >= LINE_PIECES_MIN && is_text_line(stretch, inked))
        .map(|stretch| stretch.iter().map(|piece| piece.letters()).sum::<usize>())
        .sum();
    if letters < LINE_LETTERS_MIN { 0 } else { letters }
}

/// True when the pieces are of one ink on one paper, stand on one level, and there is no other
/// ink between them.
fn is_text_line(line: &[&Piece], inked: &Sums) -> bool {
    let height = line.iter().map(|piece| piece.height()).max().unwrap_or(0);
    let contrast = middle(line, Piece::contrast);
    let level = (height / 7).max(1);
    // Most letters stand on the line; those that do not (g, p) begin where others do.
    let stands =
        agreeing(line, |piece| piece.bottom, level).max(agreeing(line, |piece| piece.top, level));
    stands >= 60
        && agreeing(line, Piece::shade, contrast * 2 / 5) >= 75
        && agreeing(line, Piece::paper, contrast * 2 / 5) >= 75
        && cleanness(line, inked) >= CLEANNESS_MIN
}

/// Returns how many in a hundred pixels of ink along a line belong to its letters: around letters
/// there is paper, around what looks like letters in leaves there are more leaves.
fn cleanness(line: &[&Piece], inked: &Sums) -> usize {
    let least = |value: fn(&Piece) -> usize| line.iter().map(|piece| value(piece)).min();
    let most = |value: fn(&Piece) -> usize| line.iter().map(|piece| value(piece)).max();
    let around = most(Piece::height).unwrap_or(0) / 4;
    let (left, right) = (least(|piece| piece.left), most(|piece| piece.right));
    let top = least(|piece| piece.top).unwrap_or(0).saturating_sub(around);
    let bottom = (most(|piece| piece.bottom).unwrap_or(0) + around).min(inked.rows());
    let ink = inked.over(left.unwrap_or(0), top, right.unwrap_or(0), bottom) as usize;
    let own: usize = line.iter().map(|piece| piece.area).sum();
    own * 100 / ink.max(1)
}

/// Returns the middle one of a value of the pieces.
fn middle(line: &[&Piece], value: impl Fn(&Piece) -> usize) -> usize {
    let mut values: Vec<usize> = line.iter().map(|piece| value(piece)).collect();
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// Returns how many in a hundred pieces have a value near that of the middle one.
fn agreeing(line: &[&Piece], value: impl Fn(&Piece) -> usize, near: usize) -> usize {
    let middle = middle(line, &value);
    let agree = line.iter().filter(|piece| value(piece).abs_diff(middle) <= near).count();
    agree * 100 / line.len().max(1)
}

#[cfg(test)]
mod tests;
