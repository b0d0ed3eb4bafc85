//! The file information block ([MS-DOC] 2.5): where everything else stands.

use crate::formats::office::binary::{short, size, slice};

/// Numbers of tables that the block lists.
pub(super) const STYLES: usize = 1;
pub(super) const FOOTNOTES: usize = 3;
pub(super) const COMMENTS: usize = 5;
pub(super) const HEADERS: usize = 11;
pub(super) const CHARACTER_PAGES: usize = 12;
pub(super) const PARAGRAPH_PAGES: usize = 13;
pub(super) const BOOKMARKS: usize = 21;
pub(super) const ASSOCIATIONS: usize = 32;
pub(super) const PIECES: usize = 33;
pub(super) const COMMENT_AUTHORS: usize = 36;
pub(super) const SHAPES: usize = 40;
pub(super) const SHAPES_OF_HEADERS: usize = 41;
pub(super) const ENDNOTES: usize = 47;
pub(super) const DRAWINGS: usize = 50;
pub(super) const REVISION_AUTHORS: usize = 51;
pub(super) const VARIABLES: usize = 60;
pub(super) const SAVED_BY: usize = 71;

/// Versions from this one on are those of Word 97 and later.
const WORD_97: u16 = 0xC0;

/// Where the list of tables begins.
const TABLES_AT: usize = 0x9A;

/// The block.
pub(super) struct Fib<'a> {
    main: &'a [u8],
    version: u16,
    flags: u16,
}

impl<'a> Fib<'a> {
    pub(super) fn read(main: &'a [u8]) -> Option<Self> {
        // Word 97, Word 6 and 95, and those of Taiwan, China and Korea.
        let is_word = matches!(short(main, 0)?, 0xA5EC | 0xA5DC | 0xA697..=0xA699);
        is_word.then_some(Self { main, version: short(main, 2)?, flags: short(main, 10)? })
    }

    pub(super) fn is_encrypted(&self) -> bool {
        self.flags & 0x100 != 0
    }

    /// True for Word 6 and 95, which keep all in one stream, in bytes of a code page.
    pub(super) fn is_old(&self) -> bool {
        self.version < WORD_97
    }

    pub(super) fn table_name(&self) -> &'static str {
        match self.flags & 0x200 {
            0 => "0Table",
            _ => "1Table",
        }
    }

    /// The code page of the document's language, which texts of old documents are in.
    pub(super) fn code_page(&self) -> u32 {
        match (self.is_old(), short(self.main, 6).unwrap_or_default()) {
            (false, _) => 1_252,
            (true, 0x0804 | 0x1004) => 936,
            (true, 0x0404 | 0x0C04) => 950,
            (true, 0x0411) => 932,
            (true, 0x0412) => 949,
            (true, 0x0419 | 0x0422 | 0x0402) => 1_251,
            (true, 0x0405 | 0x0415 | 0x040E | 0x041B | 0x0424) => 1_250,
            (true, 0x0408) => 1_253,
            (true, 0x041F) => 1_254,
            _ => 1_252,
        }
    }

    /// The fonts of an old document ([MS-DOC] 2.9.286, in the form of Word 6).
    pub(super) fn old_fonts<'t>(&self, main: &'t [u8]) -> &'t [u8] {
        let place = size(main, 0xD0).zip(size(main, 0xD4)).filter(|_| self.is_old());
        place.map_or(&[], |(start, len)| slice(main, start, len))
    }

    /// Lengths of the texts: body, footnotes, headers, macros, comments, endnotes, text boxes,
    /// text boxes of headers.
    pub(super) fn lengths(&self) -> [usize; 8] {
        let first = if self.is_old() { 0x34 } else { 0x4C };
        let length = |index: usize| size(self.main, first + index * 4).unwrap_or_default();
        // More than the file holds cannot be there.
        std::array::from_fn(|index| length(index).min(self.main.len()))
    }

    /// Where the bytes of text begin and end in a document without pieces.
    pub(super) fn text_range(&self) -> (usize, usize) {
        let start = size(self.main, 0x18).unwrap_or_default();
        let end = size(self.main, 0x1C).unwrap_or_default();
        (start, end.min(self.main.len()))
    }

    /// Where text may be left that no piece refers to: old documents keep all else there too.
    pub(super) fn remains_range(&self) -> (usize, usize) {
        let tables = usize::from(short(self.main, 0x98).unwrap_or_default());
        match self.is_old() {
            true => self.text_range(),
            false => (TABLES_AT + tables * 8, self.main.len()),
        }
    }

    /// The bytes of a table; empty when the document has none.
    pub(super) fn table<'t>(&self, number: usize, table: &'t [u8]) -> &'t [u8] {
        let tables = usize::from(short(self.main, 0x98).unwrap_or_default());
        if self.is_old() || number >= tables {
            return &[];
        }
        let at = TABLES_AT + number * 8;
        let place = size(self.main, at).zip(size(self.main, at + 4));
        place.map_or(&[], |(start, len)| slice(table, start, len))
    }

    /// The table of pieces, which old documents have in their own stream.
    pub(super) fn pieces<'t>(&self, main: &'t [u8], table: &'t [u8]) -> &'t [u8] {
        match self.is_old() {
            true => {
                let place = size(main, 0x160).zip(size(main, 0x164));
                place.map_or(&[], |(start, len)| slice(main, start, len))
            }
            false => self.table(PIECES, table),
        }
    }
}
