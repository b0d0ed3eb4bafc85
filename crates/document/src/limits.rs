//! Every bound that reading keeps, in one value.

/// The bounds of one call of [`crate::read`]; reaching one is reported as a [`crate::Problem`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// How deep containers may nest: a file is at depth 0, a member of an archive at 1.
    pub depth_max: u32,
    /// Entries of one container, pages, sheets or other things counted in one document.
    pub entries_max: u64,
    /// Parts of one file, embedded documents included.
    pub parts_max: u32,
    /// Bytes that all decompression in one file may yield.
    pub inflated_bytes_max: u64,
    /// Compression ratio allowed once [`Limits::ratio_after_bytes`] have come out.
    pub ratio_max: u64,
    /// Inflated bytes below which no ratio is looked at.
    pub ratio_after_bytes: u64,
    /// Bytes of one object that must be held in memory whole: a PDF, a package member, a picture.
    pub object_bytes_max: u64,
    /// Nesting of elements, arrays or dictionaries inside one document.
    pub nesting_max: u32,
    /// Text handed over at once, in bytes; at most 8 MiB.
    pub window_bytes: usize,
    /// Text that follows a window's own range, so that a match that starts in it is whole.
    pub overlap_bytes: usize,
    /// Text that precedes a window's own range, for borders and labels.
    pub before_bytes: usize,
    /// Pixels of one picture that is decoded.
    pub pixels_max: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth_max: 8,
            entries_max: 100_000,
            parts_max: 200_000,
            inflated_bytes_max: 4 << 30,
            ratio_max: 200,
            ratio_after_bytes: 10 << 20,
            object_bytes_max: 512 << 20,
            nesting_max: 256,
            window_bytes: 1 << 20,
            overlap_bytes: 64 << 10,
            before_bytes: 1 << 10,
            pixels_max: 100_000_000,
        }
    }
}
