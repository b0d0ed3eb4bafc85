//! Frames of MPEG audio (ISO/IEC 11172-3, 2.4.1; 13818-3): where one ends and the next begins.

/// Thousands of bits in a second, by the number that the header has.
const KBITS_LAYER_2: [usize; 15] =
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384];
const KBITS_LAYER_3: [usize; 15] =
    [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const KBITS_LOW_RATES: [usize; 15] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const HERTZ: [usize; 3] = [44_100, 48_000, 32_000];

/// What the header of a frame says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frame {
    /// Its length in bytes, with the header.
    pub(super) length: usize,
    /// Bytes between its header and the samples: where a table of the whole sound may stand.
    pub(super) side_bytes: usize,
    /// What all frames of one sound share: version and layer.
    kind: u8,
}

impl Frame {
    /// Reads the header of a frame of layer II or III.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let &[0xFF, kind, rates, mode] = bytes.first_chunk()? else { return None };
        let (version, layer) = (kind >> 3 & 3, kind >> 1 & 3);
        if kind & 0xE0 != 0xE0 || version == 1 || !matches!(layer, 1 | 2) {
            return None;
        }
        let is_first_version = version == 3;
        let table = match (is_first_version, layer) {
            (true, 2) => KBITS_LAYER_2,
            (true, _) => KBITS_LAYER_3,
            (false, _) => KBITS_LOW_RATES,
        };
        let kbits = *table.get(usize::from(rates >> 4)).filter(|kbits| **kbits > 0)?;
        let halves = match version {
            3 => 0,
            2 => 1,
            _ => 2,
        };
        let hertz = HERTZ.get(usize::from(rates >> 2 & 3))? >> halves;
        let padding = usize::from(rates >> 1 & 1);
        let is_short = layer == 1 && !is_first_version;
        let bytes_per_kbit = if is_short { 72_000 } else { 144_000 };
        let is_mono = mode >> 6 == 3;
        Some(Self {
            length: bytes_per_kbit * kbits / hertz + padding,
            side_bytes: match (is_first_version, is_mono) {
                (true, false) => 32,
                (true, true) | (false, false) => 17,
                (false, true) => 9,
            },
            kind: kind & 0xFE,
        })
    }

    /// True when a frame of the same sound follows one at `at`, or nothing.
    pub(super) fn is_followed(self, bytes: &[u8], at: usize) -> bool {
        let rest = bytes.get(at.saturating_add(self.length)..).unwrap_or_default();
        rest.is_empty() || Self::read(rest).is_some_and(|next| next.kind == self.kind)
    }
}
