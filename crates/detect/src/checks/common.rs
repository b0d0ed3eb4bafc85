//! Arithmetic that many number formats share.

use crate::check::Check;

/// The shared checks.
pub(super) const CHECKS: &[Check] = &[
    Check { name: "luhn", source: "ISO/IEC 7812-1, annex B", holds: |value| luhn(&digits(value)) },
    Check { name: "iso7064-mod11-2", source: "ISO/IEC 7064, MOD 11-2", holds: mod11_2 },
    Check { name: "iso7064-mod97-10", source: "ISO/IEC 7064, MOD 97-10", holds: mod97_10 },
    Check {
        name: "iso7064-mod11-10",
        source: "ISO/IEC 7064, MOD 11,10",
        holds: |value| mod11_10(&digits(value)),
    },
    Check {
        name: "verhoeff",
        source: "J. Verhoeff, Error Detecting Decimal Codes, 1969",
        holds: |value| verhoeff(&digits(value)),
    },
];

/// The digits of a value, its separators left out.
pub(super) fn digits(value: &str) -> Vec<u32> {
    value.chars().filter_map(|character| character.to_digit(10)).collect()
}

/// The digits of a value, when there are exactly `N`.
pub(super) fn exactly<const N: usize>(value: &str) -> Option<[u32; N]> {
    digits(value).try_into().ok()
}

/// The ASCII letters and digits of a value, in capitals.
pub(super) fn symbols(value: &str) -> Vec<u8> {
    let kept = value.bytes().filter(u8::is_ascii_alphanumeric);
    kept.map(|byte| byte.to_ascii_uppercase()).collect()
}

/// Value of a symbol: a digit its own, `A` 10 to `Z` 35.
pub(super) fn symbol_value(symbol: u8) -> u32 {
    char::from(symbol).to_digit(36).unwrap_or(0)
}

/// Sum of digits times weights, as far as both go.
pub(super) fn weighted(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

/// The number that digits write; digits beyond nineteen wrap.
pub(super) fn number(digits: &[u32]) -> u64 {
    let push = |sum: u64, &digit: &u32| sum.wrapping_mul(10).wrapping_add(u64::from(digit));
    digits.iter().fold(0, push)
}

/// True when the digits are not all the same.
pub(super) fn varied(digits: &[u32]) -> bool {
    digits.windows(2).any(|pair| pair[0] != pair[1])
}

/// True for a day of the Gregorian calendar.
pub(super) fn is_date(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// True for a day of which only the last two digits of the year are known.
pub(super) fn is_date_of_any_century(year: u32, month: u32, day: u32) -> bool {
    is_date(1900 + year, month, day) || is_date(2000 + year, month, day)
}

/// The number that two digits write.
pub(super) const fn two(tens: u32, ones: u32) -> u32 {
    tens * 10 + ones
}

/// ISO/IEC 7812-1, annex B.
pub(super) fn luhn(digits: &[u32]) -> bool {
    let doubled = |digit: u32| digit * 2 / 10 + digit * 2 % 10;
    let from_the_end = digits.iter().rev().enumerate();
    let sum: u32 = from_the_end
        .map(|(index, &digit)| if index % 2 == 0 { digit } else { doubled(digit) })
        .sum();
    digits.len() > 1 && sum.is_multiple_of(10)
}

/// ISO/IEC 7064, MOD 11-2; the last symbol may be `X`.
pub(super) fn mod11_2(value: &str) -> bool {
    let symbols = value.chars().filter(char::is_ascii_alphanumeric);
    let sum = symbols.fold(0, |sum, symbol| {
        let value = symbol.to_digit(10).unwrap_or(10);
        (sum * 2 + value) % 11
    });
    sum == 1
}

/// ISO/IEC 7064, MOD 97-10, letters counting from 10.
pub(super) fn mod97_10(value: &str) -> bool {
    remainder_97(symbols(value).into_iter()) == 1
}

/// Remainder by 97 of the number that the symbols write, a letter as two digits.
pub(super) fn remainder_97(symbols: impl Iterator<Item = u8>) -> u32 {
    symbols.map(symbol_value).fold(0, |sum, value| match value {
        0..=9 => (sum * 10 + value) % 97,
        _ => (sum * 100 + value) % 97,
    })
}

/// ISO/IEC 7064, MOD 11,10.
pub(super) fn mod11_10(digits: &[u32]) -> bool {
    let Some((&last, rest)) = digits.split_last() else { return false };
    let product = rest.iter().fold(10, |product, digit| {
        let sum = (product + digit) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (product + last) % 10 == 1
}

/// Verhoeff's check over the dihedral group of ten elements.
pub(super) fn verhoeff(digits: &[u32]) -> bool {
    let sum = digits
        .iter()
        .rev()
        .enumerate()
        .fold(0, |sum, (index, &digit)| dihedral(sum, permuted(digit, index % 8)));
    sum == 0 && digits.len() > 1
}

/// The product in the dihedral group of a pentagon: 0 to 4 turn it, 5 to 9 also mirror it.
fn dihedral(left: u32, right: u32) -> u32 {
    match (left < 5, right < 5) {
        (true, true) => (left + right) % 5,
        (true, false) => 5 + (left + right) % 5,
        (false, true) => 5 + (left + 5 - right) % 5,
        (false, false) => (left + 5 - right) % 5,
    }
}

/// Verhoeff's permutation, applied as often as the place says.
fn permuted(digit: u32, times: usize) -> u32 {
    const STEP: [u32; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    (0..times).fold(digit, |digit, _| STEP.get(digit as usize).copied().unwrap_or(0))
}
