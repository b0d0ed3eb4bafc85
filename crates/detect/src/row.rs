//! What numbers are part of: groups of figures amid more of the same are a table, no card and no
//! identity, and digits behind a point are a fraction.

use document::Span;

/// Groups beside a number from which on it is part of a row.
const NEIGHBOURS_MIN: usize = 2;

/// True when a number of several groups goes on in groups of the same length: `60E9 3961 3962 3965
/// 60F0`.
pub(crate) fn goes_on(text: &str, value: Span) -> bool {
    let own = text.get(value.range()).unwrap_or_default();
    let Some(length) = own.split(' ').next_back().map(str::len).filter(|&n| n < own.len()) else {
        return false;
    };
    let before = text.get(..value.start).unwrap_or_default().bytes().rev();
    let after = text.get(value.end..).unwrap_or_default().bytes();
    groups(before, length) + groups(after, length) >= NEIGHBOURS_MIN
}

/// What a bare number is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Joined {
    /// Nothing, or the value is no bare number.
    Nothing,
    /// A number with a decimal point.
    Fraction,
    /// A longer identifier with hyphens, such as a UUID.
    Hyphen,
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
    match () {
        () if fraction_before || fraction_after => Joined::Fraction,
        () if hyphen_before || hyphen_after => Joined::Hyphen,
        () => Joined::Nothing,
    }
}

/// Counts groups of that many hexadecimal digits, each after one space.
fn groups(mut bytes: impl Iterator<Item = u8>, length: usize) -> usize {
    let mut count = 0;
    let mut held = 0;
    if bytes.next() != Some(b' ') {
        return 0;
    }
    for byte in bytes.take(NEIGHBOURS_MIN * (length + 1)).chain([b' ']) {
        match byte {
            byte if byte.is_ascii_hexdigit() => held += 1,
            b' ' | b'\n' | b'\r' if held == length => {
                count += 1;
                held = 0;
                if byte != b' ' {
                    break;
                }
            }
            _ => break,
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, value: &str, expected: bool) {
        let start = text.find(value).unwrap();
        assert_eq!(goes_on(text, Span::new(start, start + value.len())), expected, "{text}");
    }

    #[test]
    fn a_table_of_codes_goes_on() {
        check("60E5 60E9 3961 3962 3965 60F0 60F1", "3961 3962 3965", true);
        check("5211 5212 5213 5214 5215 521A", "5211 5212 5213 5214", true);
    }

    #[test]
    fn a_card_stands_alone() {
        check("card 4539 5787 6362 1486, valid", "4539 5787 6362 1486", false);
        check("card 4539 5787 6362 1486 0731 ok", "4539 5787 6362 1486", false);
        check("4539578763621486", "4539578763621486", false);
    }
}
