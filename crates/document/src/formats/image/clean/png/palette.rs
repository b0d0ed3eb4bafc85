//! The table of colours of a PNG picture, without the colours that no pixel has: there is room for
//! words in them.

use std::io::Read;

use flate2::read::ZlibDecoder;

use super::super::super::png::Header;

/// Most colours of a table (ISO/IEC 15948, 11.2.3).
pub(super) const COLOURS_MAX: usize = 256;

/// The colours that pixels have.
pub(super) struct Used([bool; COLOURS_MAX]);

impl Used {
    pub(super) fn none() -> Self {
        Self([false; COLOURS_MAX])
    }

    /// Adds the colours of coded pixels; `None` when they cannot be decoded, or take more bytes.
    pub(super) fn add(&mut self, coded: &[u8], header: &Header, bytes_max: u64) -> Option<()> {
        let expected = header.coded_bytes().map(|bytes| bytes as u64);
        let expected = expected.filter(|bytes| *bytes <= bytes_max)?;
        if !matches!(header.depth, 1 | 2 | 4 | 8) {
            return None;
        }
        let mut lines = Vec::new();
        ZlibDecoder::new(coded).take(expected).read_to_end(&mut lines).ok()?;
        let mut rest = lines.as_mut_slice();
        for (width, height) in header.passes() {
            let line_bytes = (width * header.depth).div_ceil(8);
            let mut above = vec![0; line_bytes];
            for _ in 0..height {
                let (line, next) = rest.split_at_mut_checked(line_bytes + 1)?;
                let (filter, line) = line.split_first_mut()?;
                unfilter(*filter, line, &above)?;
                self.add_line(line, width, header.depth);
                above.copy_from_slice(line);
                rest = next;
            }
        }
        Some(())
    }

    fn add_line(&mut self, line: &[u8], width: usize, depth: usize) {
        let per_byte = 8 / depth.clamp(1, 8);
        let mask = ((1_u16 << depth) - 1) as u8;
        for (at, byte) in line.iter().enumerate() {
            let left = width.saturating_sub(at * per_byte).min(per_byte);
            for sample in 0..left {
                let index = byte >> (8 - depth * (sample + 1)) & mask;
                if let Some(is_used) = self.0.get_mut(usize::from(index)) {
                    *is_used = true;
                }
            }
        }
    }

    /// Returns a table of which each colour takes `size` bytes, as far as colours are used; the others
    /// are black.
    pub(super) fn only(&self, table: &[u8], size: usize) -> Vec<u8> {
        let last = self.0.iter().rposition(|is_used| *is_used).unwrap_or(0);
        let colours = table.chunks_exact(size).zip(self.0).take(last + 1);
        colours
            .flat_map(|(colour, is_used)| colour.iter().map(move |b| if is_used { *b } else { 0 }))
            .collect()
    }
}

/// Turns a line of differences into bytes (ISO/IEC 15948, 9.2), when a pixel takes a byte at most.
fn unfilter(filter: u8, line: &mut [u8], above: &[u8]) -> Option<()> {
    let (mut left, mut above_left) = (0_u8, 0_u8);
    for (byte, &up) in line.iter_mut().zip(above) {
        let guess = match filter {
            0 => 0,
            1 => left,
            2 => up,
            3 => (u16::from(left) + u16::from(up)).div_euclid(2) as u8,
            4 => nearest(left, up, above_left),
            _ => return None,
        };
        *byte = byte.wrapping_add(guess);
        (left, above_left) = (*byte, up);
    }
    Some(())
}

/// The neighbour that is nearest to what all three promise (Paeth).
fn nearest(left: u8, up: u8, above_left: u8) -> u8 {
    let promised = i16::from(left) + i16::from(up) - i16::from(above_left);
    let distance = |neighbour: u8| (promised - i16::from(neighbour)).abs();
    let neighbours = [left, up, above_left];
    neighbours.into_iter().min_by_key(|neighbour| distance(*neighbour)).unwrap_or_default()
}
