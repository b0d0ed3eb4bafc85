//! What numbers are part of: groups of figures amid more of the same are a table, no card and no
//! identity, and digits behind a point are a fraction.

use document::Span;

/// Groups beside a number from which on it is part of a row.
const NEIGHBOURS_MIN: usize = 2;
/// Groups on either side that are looked at.
const NEIGHBOURS_MAX: usize = 6;

/// How a number goes on in more groups like its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Row {
    /// It does not.
    None,
    /// In groups of figures, as a card with more digits would.
    Figures,
    /// In groups that hold letters as well: a table of codes, whatever stands around it.
    Codes,
}

/// Says how a number of several groups goes on: `60E9 3961 3962 3965 60F0`.
pub(crate) fn row(text: &str, value: Span) -> Row {
    let own = text.get(value.range()).unwrap_or_default();
    let Some(length) = own.split(' ').next_back().map(str::len).filter(|&n| n < own.len()) else {
        return Row::None;
    };
    let before = text.get(..value.start).unwrap_or_default().bytes().rev();
    let after = text.get(value.end..).unwrap_or_default().bytes();
    let (before, after) = (groups(before, length), groups(after, length));
    match () {
        () if before.with_letters + after.with_letters >= NEIGHBOURS_MIN => Row::Codes,
        () if before.on_line + after.on_line >= NEIGHBOURS_MIN => Row::Figures,
        () => Row::None,
    }
}

/// What a bare number is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Joined {
    /// Nothing, or the value is no bare number.
    Nothing,
    /// A number with a decimal point.
    Fraction,
    /// A longer identifier with hyphens, such as a UUID, or a step of a path.
    Longer,
}

/// Says what the digits before and after a bare number make of it.
pub(crate) fn joined_to(text: &str, value: Span) -> Joined {
    let bytes = text.as_bytes();
    let inside = bytes.get(value.range()).unwrap_or_default();
    if !inside.iter().all(u8::is_ascii_digit) {
        return Joined::Nothing;
    }
    let before = |back: usize| value.start.checked_sub(back).and_then(|at| bytes.get(at));
    let after = |on: usize| bytes.get(value.end + on);
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let is_letter_or_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let fraction_before =
        before(1) == Some(&b'.') && !before(2).is_some_and(u8::is_ascii_alphabetic);
    let fraction_after = after(0) == Some(&b'.') && is_digit(after(1));
    let hyphen_before = before(1) == Some(&b'-') && is_letter_or_digit(before(2));
    let hyphen_after = after(0) == Some(&b'-') && is_letter_or_digit(after(1));
    // `projects/13912345678/operations`.
    let is_letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphabetic);
    let is_step = before(1) == Some(&b'/')
        && is_letter(before(2))
        && after(0) == Some(&b'/')
        && is_letter(after(1));
    match () {
        () if fraction_before || fraction_after => Joined::Fraction,
        () if hyphen_before || hyphen_after || is_step => Joined::Longer,
        () => Joined::Nothing,
    }
}

/// True for a type of a program, and for what one is given: `type P134217727 =`,
/// `Unsigned<U134217727>`.
pub(crate) fn is_type(text: &str, value: Span) -> bool {
    let before = text.get(..value.start).unwrap_or_default();
    let after = text.get(value.end..).unwrap_or_default();
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric();
    let is_given = matches!(before.as_bytes(), [.., named, b'<'] if is_of_name(named));
    is_given && after.starts_with('>') || before.ends_with("type ") && after.starts_with(" =")
}

/// True for an entry of a list of words in the order of the alphabet, numbered or not.
pub(crate) fn is_in_word_list(text: &str, value: Span) -> bool {
    const BYTES_MAX: usize = 120;
    const NEIGHBOURS: usize = 2;
    let from = text.floor_char_boundary(value.start.saturating_sub(BYTES_MAX));
    let to = text.ceil_char_boundary((value.end + BYTES_MAX).min(text.len()));
    let before = text.get(from..value.start).unwrap_or_default();
    let after = text.get(value.end..to).unwrap_or_default();
    if after.lines().next().is_some_and(|rest| !rest.trim().is_empty()) {
        return false;
    }
    let own = text.get(value.range()).unwrap_or_default().trim();
    let words = |lines: Vec<&str>| -> Option<Vec<String>> {
        lines.into_iter().map(|line| only_word(line).map(str::to_owned)).collect()
    };
    let above = before.rsplit('\n').skip(1).take(NEIGHBOURS).collect();
    let below = after.split('\n').skip(1).take(NEIGHBOURS).collect();
    let (Some(above), Some(below)) = (words(above), words(below)) else { return false };
    let all: Vec<&str> = above
        .iter()
        .rev()
        .map(String::as_str)
        .chain([own])
        .chain(below.iter().map(String::as_str))
        .collect();
    let initial = own.chars().next();
    all.len() > 2 * NEIGHBOURS
        && all.is_sorted()
        && all.iter().all(|word| word.chars().next() == initial)
}

/// Returns the word of a line that holds one and at most a number before it.
fn only_word(line: &str) -> Option<&str> {
    let mut parts =
        line.split_whitespace().filter(|part| !part.bytes().all(|b| b.is_ascii_digit()));
    let word = parts.next().filter(|word| word.bytes().all(|b| b.is_ascii_alphanumeric()))?;
    parts.next().is_none().then_some(word)
}

/// Groups on one side of a number.
#[derive(Debug, Default)]
struct Groups {
    on_line: usize,
    /// Those of letters and figures, in the next line and column too; a list of cards has none, nor has a
    /// sentence.
    with_letters: usize,
}

/// Counts groups of that many hexadecimal digits, or one more, each after a blank or a new line.
fn groups(bytes: impl Iterator<Item = u8>, length: usize) -> Groups {
    let mut groups = Groups::default();
    let (mut held, mut letters, mut is_own_line) = (0, 0, true);
    let looked_at = NEIGHBOURS_MAX * (length + 2);
    for byte in bytes.take(looked_at).chain([b' ']) {
        match byte {
            byte if byte.is_ascii_hexdigit() => {
                held += 1;
                letters += usize::from(byte.is_ascii_alphabetic());
            }
            _ if !(byte.is_ascii_whitespace() || byte == b';')
                || ![0, length, length + 1].contains(&held) =>
            {
                break;
            }
            _ => {
                groups.on_line += usize::from(held > 0 && is_own_line);
                groups.with_letters += usize::from(letters > 0 && letters < held);
                is_own_line &= !matches!(byte, b'\n' | b';');
                (held, letters) = (0, 0);
            }
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, value: &str, expected: Row) {
        let start = text.find(value).unwrap();
        assert_eq!(row(text, Span::new(start, start + value.len())), expected, "{text}");
    }

    #[test]
    fn a_table_of_codes_goes_on() {
        check("60E5 60E9 3961 3962 3965 60F0 60F1", "3961 3962 3965", Row::Codes);
        check("5211 5212 5213 5214 5215 521A", "5211 5212 5213 5214", Row::Figures);
        check("99A8 946B 99AB\n6794 8951 9414\n", "6794 8951 9414", Row::Codes);
        check("0061 05AE 1CDA 0315 0062;00E0 05AE", "1CDA 0315 0062", Row::Codes);
        check("4539 5787 6362 1486;4539 5787 6362 1494", "4539 5787 6362 1486", Row::None);
        check("525E\n525F 5260 5261 5262 5263 5264 526A", "5260 5261 5262 5263", Row::Codes);
    }

    #[test]
    fn a_number_may_be_part_of_something_longer() {
        #[track_caller]
        fn check(text: &str, expected: Joined) {
            let start = text.find("13912345678").unwrap();
            assert_eq!(joined_to(text, Span::new(start, start + 11)), expected, "{text}");
        }
        check("projects/13912345678/operations", Joined::Longer);
        check("f47ac10b-13912345678-a", Joined::Longer);
        check("0.13912345678", Joined::Fraction);
        check("tel/13912345678", Joined::Nothing);
        check("7/13912345678/9", Joined::Nothing);
    }

    #[test]
    fn types_have_names_and_arguments() {
        let is_told = |text: &str| {
            let start = text.find("U134217727").unwrap();
            is_type(text, Span::new(start, start + 10))
        };
        assert!(is_told("pub type P = PInt<U134217727>;"));
        assert!(is_told("pub type U134217727 = Large;"));
        assert!(!is_told("blood type U134217727"));
        assert!(!is_told("<td>U134217727</td>"));
        assert!(!is_told("Lin <U134217727>"));
    }

    #[test]
    fn a_list_of_words_goes_by_the_alphabet() {
        #[track_caller]
        fn check(text: &str, word: &str, expected: bool) {
            let start = text.find(word).unwrap();
            assert_eq!(is_in_word_list(text, Span::new(start, start + word.len())), expected);
        }
        check("has\nhit\nhiv\nhive\nhop\n", "hiv", true);
        check("1 has\n2 hit\n3 hiv\n4 hive\n5 hop\n", "hiv", true);
        check("asthma\nhives\nhiv\nlupus\ngout\n", "hiv\n", false);
        check("Name: Ana\nAge: 40\nhiv\nsince 2019\nnotes\n", "hiv", false);
    }

    #[test]
    fn a_card_stands_alone() {
        check("card 4539 5787 6362 1486, valid", "4539 5787 6362 1486", Row::None);
        check("card 4539 5787 6362 1486 0731 ok", "4539 5787 6362 1486", Row::None);
        check("card 4539 5787 6362 1486 face deed", "4539 5787 6362 1486", Row::Figures);
        check("4539 5787 6362 1486\n4539 5787 6362 1494\n", "4539 5787 6362 1486", Row::None);
        check("4539578763621486", "4539578763621486", Row::None);
    }
}
