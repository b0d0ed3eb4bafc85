//! Words in fonts that are not what their letters look like: the table of names in a font file, and
//! names of glyphs that say something.

use hayro_syntax::object::{Array, Dict, Name, Object, Stream};

use super::leftovers::{sorted_keys, spend};
use super::session::Session;
use super::strings::text_string;
use crate::formats::textual::lenient;

/// Records of one table of names.
const NAMES_MAX: usize = 2_000;
/// Names of glyphs shorter than this are those of letters.
const GLYPH_NAME_MIN: usize = 8;

/// The texts in the tables of names of the font file that a font has.
pub(super) fn names_in_file(descriptor: &Dict<'_>, session: &mut Session<'_, '_>) -> Vec<String> {
    let files = ["FontFile2", "FontFile3"];
    let Some(file) = files.iter().find_map(|key| descriptor.get::<Stream<'_>>(*key)) else {
        return Vec::new();
    };
    if !session.is_new(file.dict()) || !spend(&file, session) {
        return Vec::new();
    }
    names(&file.decoded_data().unwrap_or_default()).unwrap_or_default()
}

/// The texts of the table `name` (OpenType, ISO/IEC 14496-22).
fn names(file: &[u8]) -> Option<Vec<String>> {
    let number = |at: usize, size: usize| {
        let bytes = file.get(at..at.checked_add(size)?)?;
        Some(bytes.iter().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte)))
    };
    const HEADS: [&[u8; 4]; 3] = [&[0, 1, 0, 0], b"true", b"OTTO"];
    HEADS.iter().any(|head| file.starts_with(*head)).then_some(())?;
    let entries = (0..number(4, 2)?).map(|entry| 12 + entry * 16);
    let entry = entries.into_iter().find(|at| file.get(*at..at + 4) == Some(b"name"))?;
    let table = number(entry + 8, 4)?;
    let texts = table.checked_add(number(table.checked_add(4)?, 2)?)?;
    let mut found = Vec::new();
    for record in (0..number(table + 2, 2)?.min(NAMES_MAX)).map(|record| table + 6 + record * 12) {
        let (platform, length) = (number(record, 2)?, number(record + 8, 2)?);
        let start = texts.checked_add(number(record + 10, 2)?)?;
        let Some(bytes) = file.get(start..start.saturating_add(length)) else { continue };
        // Of Macintosh alone they have a byte for each letter.
        let text = match platform {
            1 => lenient(bytes),
            _ => encoding_rs::UTF_16BE.decode_without_bom_handling(bytes).0.into_owned(),
        };
        if !text.trim().is_empty() && !found.contains(&text) {
            found.push(text);
        }
    }
    Some(found)
}

/// The names of a font's glyphs that say more than which letter is which.
pub(super) fn said_by_glyphs(font: &Dict<'_>) -> Vec<String> {
    let drawn = font.get::<Dict<'_>>("CharProcs");
    let mut names: Vec<Vec<u8>> = drawn
        .map(|drawn| sorted_keys(&drawn).iter().map(|name| name.to_vec()).collect())
        .unwrap_or_default();
    let encoding = font.get::<Dict<'_>>("Encoding").unwrap_or_default();
    let differences = encoding.get::<Array<'_>>("Differences").unwrap_or_default();
    let named = differences.iter::<Object<'_>>().filter_map(Object::into_name);
    names.extend(named.map(|name: Name<'_>| name.to_vec()));
    names.sort();
    names.dedup();
    names.iter().filter(|name| says_words(name)).map(|name| text_string(name)).collect()
}

/// True for a name of a glyph that is none: it has signs that those of letters do not have, or a
/// number as long as those of persons.
///
/// Names are of letters, digits, low lines and points (Adobe Glyph List Specification), and begin with
/// `uni` where they are made of the numbers of characters.
pub(super) fn says_words(name: &[u8]) -> bool {
    const DIGITS_MIN: usize = 8;
    if name.len() < GLYPH_NAME_MIN || name.starts_with(b"uni") {
        return false;
    }
    let is_of_names = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-+*".contains(byte);
    let digits = name.iter().filter(|byte| byte.is_ascii_digit()).count();
    let words = name.split(|byte| b"._".contains(byte));
    let long_words =
        words.filter(|word| word.len() >= 5 && word.iter().all(u8::is_ascii_lowercase));
    !name.iter().all(is_of_names) || digits >= DIGITS_MIN || long_words.count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_letters_say_nothing() {
        for name in ["A", "Acircumflex", "uni00410042", "f_f_i.alt", "afii10017", "a.superior"] {
            assert!(!says_words(name.as_bytes()), "{name}");
        }
        for name in ["jo.lee@example.org", "greta.quast", "g0049301234567", "see hall 3"] {
            assert!(says_words(name.as_bytes()), "{name}");
        }
    }

    #[test]
    fn a_table_of_names_is_read_in_both_encodings() {
        let mut file = [&[0, 1, 0, 0, 0, 1][..], &[0; 6], b"name", &[0; 4]].concat();
        file.extend_from_slice(&28_u32.to_be_bytes());
        file.extend_from_slice(&[0; 4]);
        file.extend_from_slice(&[0, 0, 0, 2, 0, 30]);
        for (platform, length, at) in [(1_u16, 4_u16, 0_u16), (3, 4, 4)] {
            for number in [platform, 0, 0, 5, length, at] {
                file.extend_from_slice(&number.to_be_bytes());
            }
        }
        file.extend_from_slice(b"Hall\0J\0o");
        assert_eq!(names(&file), Some(vec!["Hall".to_owned(), "Jo".to_owned()]));
        assert_eq!(names(&file[..40]), None);
    }
}
