//! Letters that fonts were cut down to and that no page shows: those of text that was taken out.
//!
//! Programs leave in an embedded font the letters that a document needs, and map each to its character.
//! Who removes words from a page, and leaves its fonts as they are, leaves their letters.

use std::collections::BTreeSet;

use hayro_syntax::object::dict::keys::BASE_FONT;
use hayro_syntax::object::{Name, Stream};

use super::{Fonts, LoadedFont, Meaning, parse_cmap, readable};

/// Fonts of one document that are looked at.
const FONTS_MAX: usize = 200;
/// More letters than these are no word's: the font was cut down to an alphabet.
const LETTERS_MAX: usize = 12;
/// Codes of one byte, and of two.
const SIMPLE_CODES: u32 = 0x100;
const COMPOSITE_CODES: u32 = 0x1_0000;

impl Fonts<'_> {
    /// The letters of each font that was used, and of which some were not.
    pub(in super::super) fn unused_letters(&self) -> Vec<String> {
        let loaded = self.loaded.borrow();
        let fonts = loaded.values().flatten().take(FONTS_MAX);
        let mut lines: Vec<String> = fonts.filter_map(|font| font.unused_letters()).collect();
        lines.sort();
        lines.dedup();
        lines
    }
}

impl LoadedFont<'_> {
    fn unused_letters(&self) -> Option<String> {
        if !self.is_cut_down() {
            return None;
        }
        let map = self.dict.get::<Stream<'_>>("ToUnicode")?;
        let map = parse_cmap(&map.decoded_data().ok()?, &self.cmaps)?;
        let used = self.used_letters();
        let is_composite = self.dict.contains_key("DescendantFonts");
        let codes = if is_composite { COMPOSITE_CODES } else { SIMPLE_CODES };
        let stated = (0..codes).filter_map(|code| map.lookup_bf_string(code)).filter_map(readable);
        let unused: BTreeSet<char> = stated
            .flat_map(|text| text.chars().collect::<Vec<_>>())
            .filter(|letter| letter.is_alphanumeric() && !used.contains(letter))
            .take(LETTERS_MAX + 1)
            .collect();
        (1..=LETTERS_MAX).contains(&unused.len()).then(|| unused.into_iter().collect())
    }

    /// True for a font whose name has the mark of one that was cut down (9.9.2).
    fn is_cut_down(&self) -> bool {
        const MARK_AT: usize = 6;
        self.dict.get::<Name<'_>>(BASE_FONT).is_some_and(|name| name.get(MARK_AT) == Some(&b'+'))
    }

    fn used_letters(&self) -> BTreeSet<char> {
        let meanings = self.meanings.borrow();
        let texts = meanings.values().filter_map(|meaning| match meaning {
            Meaning::Text(text) => Some(text),
            Meaning::Unknown => None,
        });
        texts.flat_map(|text| text.chars().collect::<Vec<_>>()).collect()
    }
}
