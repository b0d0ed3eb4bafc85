//! The header of a PNG picture, and how many bytes its pixels take (ISO/IEC 15948, 11.2.2 and 8.2).

use super::super::be32;

/// What the chunk `IHDR` says.
#[derive(Debug, Clone, Copy, Default)]
pub(in super::super) struct Header {
    pub(in super::super) width: usize,
    pub(in super::super) height: usize,
    pub(in super::super) depth: usize,
    pub(in super::super) colours: u8,
    pub(in super::super) interlaced: bool,
}

impl Header {
    /// Reads the data of the chunk `IHDR`.
    pub(in super::super) fn read(data: &[u8]) -> Option<Self> {
        Some(Self {
            width: be32(data, 0)?,
            height: be32(data, 4)?,
            depth: usize::from(*data.get(8)?),
            colours: *data.get(9)?,
            interlaced: *data.get(12)? == 1,
        })
    }

    /// Bytes of the lines of pixels, each with the number of its filter.
    pub(in super::super) fn coded_bytes(&self) -> Option<usize> {
        let samples = match self.colours {
            0 | 3 => 1,
            2 => 3,
            4 => 2,
            6 => 4,
            _ => return None,
        };
        self.passes().try_fold(0_usize, |sum, (width, height)| {
            let line = width.checked_mul(samples * self.depth)?.div_ceil(8).checked_add(1)?;
            sum.checked_add(line.checked_mul(height)?)
        })
    }

    /// Widths and heights of the pictures that the pixels are sent as, without empty ones: one, or
    /// seven that lie between each other.
    pub(in super::super) fn passes(&self) -> impl Iterator<Item = (usize, usize)> {
        /// Start and step of each pass, across and down (8.2).
        const PASSES: [(usize, usize, usize, usize); 7] = [
            (0, 8, 0, 8),
            (4, 8, 0, 8),
            (0, 4, 4, 8),
            (2, 4, 0, 4),
            (0, 2, 2, 4),
            (1, 2, 0, 2),
            (0, 1, 1, 2),
        ];
        const WHOLE: [(usize, usize, usize, usize); 1] = [(0, 1, 0, 1)];
        let passes: &[_] = if self.interlaced { &PASSES } else { &WHOLE };
        let (width, height) = (self.width, self.height);
        let size = move |&(left, across, top, down): &(usize, usize, usize, usize)| {
            let width = width.saturating_sub(left).div_ceil(across);
            (width, height.saturating_sub(top).div_ceil(down))
        };
        passes.iter().map(size).filter(|(width, height)| *width > 0 && *height > 0)
    }
}
