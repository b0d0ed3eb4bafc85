//! The entries of an inline image (ISO 32000-2, 8.9.7) that no program knows.

use crate::Span;

use super::tokens::{Token, Tokens};

/// Keys of the standard, whole and short.
const KNOWN: &[&str] = &[
    "BitsPerComponent",
    "BPC",
    "ColorSpace",
    "CS",
    "Decode",
    "D",
    "DecodeParms",
    "DP",
    "Filter",
    "F",
    "Height",
    "H",
    "ImageMask",
    "IM",
    "Intent",
    "Interpolate",
    "I",
    "L",
    "Length",
    "Width",
    "W",
];

/// Returns where the entries stand that no program knows, in an image from its `BI` on.
pub(super) fn unknown_entries(image: &[u8]) -> Vec<Span> {
    let mut unknown = Vec::new();
    let mut tokens = Tokens::new(image);
    while let Some(token) = tokens.next() {
        let start = tokens.start();
        match token {
            Token::InlineImage => break,
            Token::Name(key) => {
                let is_known = KNOWN.iter().any(|known| known.as_bytes() == key.as_ref());
                pass_value(&mut tokens);
                if !is_known {
                    unknown.push(Span::new(start, tokens.end()));
                }
            }
            _ => {}
        }
    }
    unknown
}

/// Passes one value: a token, or an array with all in it.
fn pass_value(tokens: &mut Tokens<'_>) {
    let mut open = 0_u32;
    loop {
        // What follows the entries is the image, whatever is missing before it.
        let mut ahead = tokens.clone();
        match ahead.next() {
            None | Some(Token::InlineImage) => return,
            Some(Token::ArrayStart) => open += 1,
            Some(Token::ArrayEnd) => open = open.saturating_sub(1),
            Some(_) => {}
        }
        *tokens = ahead;
        if open == 0 {
            return;
        }
    }
}

/// Returns the words in an entry: its names and strings.
pub(super) fn words(entry: &[u8]) -> Vec<Vec<u8>> {
    let words = Tokens::new(entry).filter_map(|token| match token {
        Token::Name(word) | Token::Text(word) => Some(word.into_owned()),
        _ => None,
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(image: &str, unknown: &[&str]) {
        let entries = unknown_entries(image.as_bytes());
        let found: Vec<&str> =
            entries.iter().filter_map(|entry| image.get(entry.range())).collect();
        assert_eq!(found, unknown, "{image}");
    }

    #[test]
    fn only_keys_of_the_standard_are_known() {
        check("BI /W 1 /H 1 /CS /G /BPC 8 ID x EI", &[]);
        check("BI /W 1 /Note (words) /H 1 ID x EI", &["/Note (words)"]);
        check("BI /CS [/I /RGB 1 (abcdef)] /X [1 [2] (a)] /F /AHx ID x EI", &["/X [1 [2] (a)]"]);
        check("BI /W 1 /Own /Name /H ID x EI", &["/Own /Name"]);
        check("BI /Own ID x EI", &["/Own"]);
    }

    #[test]
    fn words_of_an_entry_are_names_and_strings() {
        assert_eq!(words(b"/Note (some <words>)"), [b"Note".to_vec(), b"some <words>".to_vec()]);
    }
}
