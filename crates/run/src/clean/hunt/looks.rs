//! Values of attributes that say how something looks, and no more.
//!
//! A copy has such values where its original had them, so they are not looked for in its bytes.
//! Everything else among attributes is.

/// True for the name of a typeface or a style, a measure, or what programs name by themselves.
pub(super) fn says_no_more(value: &str) -> bool {
    // OpenDocument writes signs in names of styles as their numbers.
    let name = value.replace("_20_", " ");
    // Excel has styles of numbers without a fraction: `Currency [0]`.
    let name = name.strip_suffix(" [0]").unwrap_or(&name);
    document::is_font_name(name)
        || is_measure(value)
        || is_panose(value)
        || is_shape_of_program(value)
        || is_numbering(value)
        || is_object_of_program(value)
        || is_picture_of_copy(value)
        || is_style_of_copy(value)
        || value.split([':', ' ']).all(is_counted)
}

/// True for a line that is no name of a typeface or a licence: an address, or a long number.
pub(super) fn may_be_of_person(line: &str) -> bool {
    const DIGITS_MIN: usize = 6;
    let mut rows = line.split(|letter: char| !letter.is_ascii_digit());
    line.contains('@') || rows.any(|digits| digits.len() >= DIGITS_MIN)
}

/// True for a step of a page's content, as somebody took it out with a mark of a remark: it stands
/// in other places with the same words (ISO 32000-2, annex A).
pub(super) fn is_drawing_step(text: &str) -> bool {
    const NAME_BYTES_MAX: usize = 8;
    const OPERATORS: &[&str] = &[
        "BDC", "BMC", "CS", "DP", "Do", "G", "J", "K", "M", "RG", "SC", "SCN", "TD", "TL", "Tc",
        "Td", "Tf", "Tm", "Tr", "Ts", "Tw", "Tz", "c", "cm", "cs", "d", "g", "gs", "i", "j", "k",
        "l", "m", "re", "rg", "ri", "sc", "scn", "sh", "v", "w", "y",
    ];
    let is_operand = |word: &str| {
        let is_name = word.strip_prefix('/').is_some_and(|name| {
            name.len() <= NAME_BYTES_MAX
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        });
        is_name || word.len() <= NAME_BYTES_MAX && word.parse::<f64>().is_ok()
    };
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let operator = words.pop();
    operator.is_some_and(|operator| OPERATORS.contains(&operator))
        && !words.is_empty()
        && words.into_iter().all(is_operand)
}

/// True for numbers with units, and what is computed from them: `0.5cm solid #000000`.
fn is_measure(value: &str) -> bool {
    let tokens = value.split(|c: char| !c.is_ascii_alphanumeric() && c != '.');
    let mut has_number = false;
    for token in tokens.filter(|token| !token.is_empty()) {
        let is_number = is_number_with_unit(token) || is_variable(token) || is_colour(token);
        has_number |= is_number;
        if !is_number && !is_word(token) {
            return false;
        }
    }
    has_number && value.is_ascii()
}

/// True for a number with a unit of a few letters; the whole part of a measure is short.
fn is_number_with_unit(token: &str) -> bool {
    const WHOLE_DIGITS_MAX: usize = 8;
    const UNIT_LETTERS_MAX: usize = 4;
    let end = token.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(token.len());
    let (number, unit) = token.split_at_checked(end).unwrap_or((token, ""));
    let whole = number.split('.').next().unwrap_or_default();
    !number.is_empty()
        && whole.len() <= WHOLE_DIGITS_MAX
        && unit.len() <= UNIT_LETTERS_MAX
        && unit.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// True for a short word in small letters, as functions and kinds of lines have them.
fn is_word(token: &str) -> bool {
    const LETTERS_MAX: usize = 12;
    token.len() <= LETTERS_MAX && token.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// True for the name of another formula: `f15`.
fn is_variable(token: &str) -> bool {
    const DIGITS_MAX: usize = 3;
    token.strip_prefix('f').is_some_and(|number| {
        (1..=DIGITS_MAX).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
    })
}

/// True for six hexadecimal digits.
fn is_colour(token: &str) -> bool {
    token.len() == 6 && token.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// True for the ten bytes by which fonts are told to be alike (PANOSE).
fn is_panose(value: &str) -> bool {
    const DIGITS: usize = 20;
    value.len() == DIGITS && value.starts_with('0') && value.bytes().all(|b| b.is_ascii_hexdigit())
}

/// True for a name that Office gives to shapes of old drawings: `#_x0000_t75`.
fn is_shape_of_program(value: &str) -> bool {
    const NUMBER_BYTES_MAX: usize = 8;
    value.trim_start_matches('#').strip_prefix("_x0000_").is_some_and(|rest| {
        rest.len() <= NUMBER_BYTES_MAX && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// True for the address of an object that programs count: `./Object 1`.
fn is_object_of_program(value: &str) -> bool {
    const DIGITS_MAX: usize = 5;
    value.trim_start_matches("./").trim_end_matches('/').strip_prefix("Object ").is_some_and(
        |number| {
            (1..=DIGITS_MAX).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
        },
    )
}

/// True for the address of a picture under the name that copies give it: `Pictures/image1.png`.
fn is_picture_of_copy(value: &str) -> bool {
    const DIGITS_MAX: usize = 5;
    const ENDING_BYTES_MAX: usize = 4;
    let counted = value.trim_start_matches("./").strip_prefix("Pictures/image");
    counted.and_then(|rest| rest.split_once('.')).is_some_and(|(number, ending)| {
        (1..=DIGITS_MAX).contains(&number.len())
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && (1..=ENDING_BYTES_MAX).contains(&ending.len())
            && ending.bytes().all(|byte| byte.is_ascii_lowercase())
    })
}

/// True for the name that copies give to a style: `Style 1000`.
fn is_style_of_copy(value: &str) -> bool {
    const DIGITS_MAX: usize = 5;
    value.strip_prefix("Style ").is_some_and(|number| {
        (1..=DIGITS_MAX).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
    })
}

/// True for a cell, or for a name that programs count: `ZZ90000`, `N145P2`, `ce12`.
fn is_counted(name: &str) -> bool {
    const LETTERS_MAX: usize = 3;
    const DIGITS_MAX: usize = 7;
    let name = name.replace('$', "");
    // A format of several parts counts these as well.
    let part = name.rsplit_once('P').filter(|(whole, part)| part.len() == 1 && whole.len() > 1);
    let name = part.map_or(name.as_str(), |(whole, _)| whole);
    let digits = name.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    (1..=LETTERS_MAX).contains(&(name.len() - digits.len()))
        && (1..=DIGITS_MAX).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// True for the text of a level of a list, which stands before its paragraphs: `Part %1.%2`.
fn is_numbering(value: &str) -> bool {
    const CHARS_MAX: usize = 48;
    let mut pieces = value.split('%');
    let before = pieces.next().unwrap_or_default();
    let text: String = pieces.map(|level| level.get(1..).unwrap_or_default()).collect();
    let has_digit = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    value.contains('%')
        && value.chars().count() <= CHARS_MAX
        && !has_digit(before)
        && !has_digit(&text)
}

#[cfg(test)]
mod tests {
    use super::{is_drawing_step, says_no_more};

    #[test]
    fn steps_of_drawing_are_not_looked_for() {
        for step in ["/TT2 1 Tf", "0 0 0 rg", "1 0 0 -1 72.5 720 cm"] {
            assert!(is_drawing_step(step), "`{step}` would be looked for");
        }
        for text in ["Bob 12 Lee", "hall 3", "110101190003012005 m", "/v.muster@werk Tf"] {
            assert!(!is_drawing_step(text), "`{text}` would not be looked for");
        }
    }

    #[test]
    fn looks_are_not_looked_for() {
        for value in [
            "0.0312in solid #000000",
            "rect(0in, 0in, 0in, 0in)",
            "rotate (0.32306044454415) translate (2.82716839022723cm 4.41cm)",
            "0 * ?f4 / 1310630",
            "?f22 ?f24 ?f23 ?f25",
            "Title_20_and_20_Content-backgroundobjects",
            "020F0502020204030204",
            "#_x0000_t202",
            "Part %1.%2",
            "Default Paragraph Font",
            "Currency [0]",
            "ZZ90000",
            "$A$1:ZZ90000",
            "N145P2",
            "./Object 12",
            "Pictures/image1.png",
            "Style 1000",
        ] {
            assert!(says_no_more(value), "`{value}` would be looked for");
        }
    }

    #[test]
    fn what_people_put_there_is_looked_for() {
        for value in [
            "110101190003012005",
            "A-4711-QZ",
            "QZX11010119",
            "AB12CD34",
            "https://werk.example/hall",
            "C:\\plans\\hall 3.docx",
            "v.muster@werk.example",
            "_x0000_110101190003012005",
            "%1-110101190003012005",
            "./Object 110101190003012005",
            "./Object of hall 3",
            "Pictures/image of hall 3.png",
            "Style 110101190003012005",
            "Style of hall 1000",
            "Pictures/1000000000000032000000311EC5314D.png",
        ] {
            assert!(!says_no_more(value), "`{value}` would not be looked for");
        }
    }
}
