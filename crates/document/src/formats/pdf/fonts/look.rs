//! What glyphs look like, as far as that follows from names that every viewer knows, or from drawings
//! that leave no mark.

use hayro_syntax::object::dict::keys::SUBTYPE;
use hayro_syntax::object::{Dict, Name, Stream};

use super::super::content::{ContentToken, ContentTokens};
use super::super::session::children;
use super::super::streams::measure;
use super::shapes::Seen;

/// What a code looks like beside what the file says that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// What is said, or something that is not known.
    Stated,
    Other(Seen),
    /// Nothing is painted.
    Blank,
}

/// How glyphs of a font come to be, as far as their looks follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// By the names of a font that every viewer has.
    Named,
    /// By drawings of their own (Type 3).
    Drawn,
    /// By outlines of a font in the file.
    Embedded,
    Other,
}

impl Kind {
    pub(super) fn of(dict: &Dict<'_>) -> Self {
        let descendant = children(dict, "DescendantFonts").next();
        let described = descendant.as_ref().unwrap_or(dict);
        let descriptor = described.get::<Dict<'_>>("FontDescriptor").unwrap_or_default();
        let is_embedded =
            ["FontFile", "FontFile2", "FontFile3"].iter().any(|key| descriptor.contains_key(key));
        match dict.get::<Name<'_>>(SUBTYPE).as_deref() {
            Some(b"Type3") => Self::Drawn,
            _ if is_embedded => Self::Embedded,
            Some(b"Type1" | b"TrueType") if dict.contains_key("ToUnicode") => Self::Named,
            _ => Self::Other,
        }
    }
}

/// Bytes of the drawing of one glyph that are looked at.
const DRAWING_BYTES_MAX: u64 = 64 << 10;

/// True for the drawing of a glyph that leaves no mark.
pub(super) fn paints_nothing(drawing: &Stream<'_>) -> bool {
    let measure = measure(drawing, DRAWING_BYTES_MAX);
    if measure.decoded > DRAWING_BYTES_MAX || !measure.is_whole {
        return false;
    }
    let Ok(bytes) = drawing.decoded_data() else { return false };
    for token in ContentTokens::new(&bytes) {
        let paints = match token {
            ContentToken::InlineImage => true,
            ContentToken::Operator(operator) => PAINTING.contains(&operator),
            _ => false,
        };
        if paints {
            return false;
        }
    }
    true
}

/// Operators that leave marks.
const PAINTING: &[&[u8]] = &[
    b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s", b"sh", b"Do", b"Tj", b"TJ", b"'",
    b"\"",
];

/// The letter or digit that a glyph's name stands for in every font.
pub(super) fn letter_of_name(name: &[u8]) -> Option<char> {
    const DIGITS: [&[u8]; 10] =
        [b"zero", b"one", b"two", b"three", b"four", b"five", b"six", b"seven", b"eight", b"nine"];
    match name {
        [letter] if letter.is_ascii_alphabetic() => Some(char::from(*letter)),
        _ => {
            let digit = DIGITS.iter().position(|digit| *digit == name)?;
            char::from_digit(digit as u32, 10)
        }
    }
}
