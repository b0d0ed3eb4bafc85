//! What most check digits are: a weighted sum of the digits before them.

use super::common::{exactly, weighted};

/// True when the weighted sum of all `N` digits is a multiple of `modulus`.
pub(super) fn completes<const N: usize>(value: &str, weights: [u32; N], modulus: u32) -> bool {
    exactly::<N>(value).is_some_and(|digits| {
        digits.iter().any(|&digit| digit != 0)
            && weighted(&digits, &weights).is_multiple_of(modulus)
    })
}

/// True when the last of `N` digits is the remainder of the weighted sum of the others.
pub(super) fn ends_in_rest<const N: usize>(value: &str, weights: &[u32], modulus: u32) -> bool {
    exactly::<N>(value).is_some_and(|digits| {
        let (last, others) = split_last(&digits);
        weighted(others, weights) % modulus == last && others.iter().any(|&digit| digit != 0)
    })
}

/// True when the last of `N` digits is what the weighted sum of the others lacks to a multiple of
/// `modulus`; ten is written as zero.
pub(super) fn ends_in_complement<const N: usize>(
    value: &str,
    weights: &[u32],
    modulus: u32,
) -> bool {
    exactly::<N>(value).is_some_and(|digits| {
        let (last, others) = split_last(&digits);
        lacking(weighted(others, weights), modulus) % 10 == last
            && others.iter().any(|&digit| digit != 0)
    })
}

/// True when the last digit is the remainder by 11 under the first weights, or, when that is ten,
/// under the second; ten again is zero.
pub(super) fn two_stages(digits: &[u32], first: &[u32], second: &[u32]) -> bool {
    let (last, others) = split_last(digits);
    let rest = match weighted(others, first) % 11 {
        10 => weighted(others, second) % 11 % 10,
        rest => rest,
    };
    rest == last && others.iter().any(|&digit| digit != 0)
}

/// What a sum lacks to the next multiple of `modulus`.
pub(super) const fn lacking(sum: u32, modulus: u32) -> u32 {
    (modulus - sum % modulus) % modulus
}

/// Weighted sum with the first weight on the last digit.
pub(super) fn weighted_from_the_end(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().rev().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

/// The last digit, and those before it.
pub(super) fn split_last(digits: &[u32]) -> (u32, &[u32]) {
    digits.split_last().map_or((0, digits), |(&last, others)| (last, others))
}
