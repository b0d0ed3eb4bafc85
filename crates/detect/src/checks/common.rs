//! Arithmetic that many number formats share.

use super::Check;

/// The shared checks.
pub(super) const CHECKS: &[Check] = &[
    Check { name: "luhn", source: "ISO/IEC 7812-1, annex B", holds: luhn },
    Check { name: "iso7064-mod11-2", source: "ISO/IEC 7064, MOD 11-2", holds: mod11_2 },
];

/// The digits of a value, its separators left out.
pub(super) fn digits(value: &str) -> Vec<u32> {
    value.chars().filter_map(|character| character.to_digit(10)).collect()
}

fn luhn(value: &str) -> bool {
    let digits = digits(value);
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(index, &digit)| match index % 2 {
            0 => digit,
            _ => digit * 2 / 10 + digit * 2 % 10,
        })
        .sum();
    digits.len() > 1 && sum.is_multiple_of(10)
}

fn mod11_2(value: &str) -> bool {
    let symbols = value.chars().filter(char::is_ascii_alphanumeric);
    let sum = symbols.fold(0, |sum, symbol| {
        let value = symbol.to_digit(10).unwrap_or(10);
        (sum * 2 + value) % 11
    });
    sum == 1
}
