//! Names of fonts: which of them say no more than how letters look.

/// Longest name of a typeface with its styles.
const CHARS_MAX: usize = 48;
/// Digits in it: the weights of a large family have two.
const DIGITS_MAX: usize = 3;

/// True for what may be the name of a typeface: words, with a digit here and there.
///
/// Such a name stays in a copy, since letters look otherwise without it; what else stands where a
/// name of a font is expected goes.
#[must_use]
pub fn is_font_name(name: &str) -> bool {
    let digits = name.chars().filter(char::is_ascii_digit).count();
    let digits = if is_of_tex(name) { 0 } else { digits };
    let is_usual = |c: char| c.is_alphanumeric() || " -_,+.'()".contains(c);
    name.chars().count() <= CHARS_MAX
        && digits <= DIGITS_MAX
        && name.chars().all(is_usual)
        && name.chars().any(char::is_alphabetic)
}

/// True for a name as the fonts of TeX have it: a few capitals, then four digits of its size.
fn is_of_tex(name: &str) -> bool {
    let own = name.split_once('+').map_or(name, |(_subset, own)| own);
    let (letters, size) = own.split_at_checked(own.len().saturating_sub(4)).unwrap_or((own, ""));
    (3..=5).contains(&letters.len())
        && letters.bytes().all(|letter| letter.is_ascii_uppercase())
        && size.bytes().all(|digit| digit.is_ascii_digit())
        && size.len() == 4
}

/// True for an attribute whose value is the name of a font, or of several.
pub(super) fn is_of_font(attribute: &str) -> bool {
    const NAMES: &[&str] = &["typeface", "w:font", "w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"];
    NAMES.contains(&attribute)
        || attribute.contains("font-family")
        || attribute.starts_with("style:font-name")
}

/// True for the names of fonts that may be taken, one after the other, with commas between them.
pub(crate) fn are_font_names(names: &str) -> bool {
    names.split(',').all(|name| is_font_name(name.trim().trim_matches(['"', '\''])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_typefaces_stay_and_numbers_do_not() {
        for name in
            ["Calibri", "Noto Sans CJK SC", "Frutiger-55Roman", "宋体", "+mn-lt", "SFRM1000"]
        {
            assert!(is_font_name(name), "`{name}` is one");
        }
        for text in ["110101190003011440", "A-4711-QZ", "mail me: v@werk.example", "12", ""] {
            assert!(!is_font_name(text), "`{text}` is none");
        }
        assert!(are_font_names("'Liberation Serif', serif"));
        assert!(!are_font_names("serif, A-4711-QZ"));
    }
}
