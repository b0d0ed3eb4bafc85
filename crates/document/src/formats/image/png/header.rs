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
        let pass = |width: usize, height: usize| {
            let line = width.checked_mul(samples * self.depth)?.div_ceil(8).checked_add(1)?;
            if width == 0 { Some(0) } else { line.checked_mul(height) }
        };
        if !self.interlaced {
            return pass(self.width, self.height);
        }
        // Start and step of each pass, across and down (8.2).
        const PASSES: [(usize, usize, usize, usize); 7] = [
            (0, 8, 0, 8),
            (4, 8, 0, 8),
            (0, 4, 4, 8),
            (2, 4, 0, 4),
            (0, 2, 2, 4),
            (1, 2, 0, 2),
            (0, 1, 1, 2),
        ];
        PASSES.iter().try_fold(0_usize, |sum, (left, across, top, down)| {
            let width = self.width.saturating_sub(*left).div_ceil(*across);
            let height = self.height.saturating_sub(*top).div_ceil(*down);
            sum.checked_add(pass(width, height)?)
        })
    }
}
