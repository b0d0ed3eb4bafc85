//! Numbers of Australia and New Zealand.

use super::common::{digits, exactly, number, symbols, varied, weighted};
use crate::check::Check;

/// The checks.
pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "au-tfn",
        source: "ATO: weights modulo 11",
        holds: |value| {
            exactly::<9>(value).is_some_and(|digits| {
                weighted(&digits, &[1, 4, 3, 7, 5, 8, 6, 9, 10]).is_multiple_of(11)
                    && varied(&digits)
            })
        },
    },
    Check {
        name: "au-abn",
        source: "ABR: weights modulo 89, one less in first place",
        holds: |value| {
            exactly::<11>(value).is_some_and(|digits| {
                let sum = weighted(&digits, &[10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
                digits[0] > 0 && (sum - 10).is_multiple_of(89)
            })
        },
    },
    Check {
        name: "au-medicare",
        source: "first digit 2 to 6, weights 1, 3, 7, 9 modulo 10",
        holds: |value| {
            let digits = digits(value);
            let sum = weighted(&digits, &[1, 3, 7, 9, 1, 3, 7, 9]);
            matches!(digits.len(), 10 | 11)
                && digits.first().is_some_and(|first| (2..=6).contains(first))
                && digits.get(8) == Some(&(sum % 10))
        },
    },
    Check {
        name: "nz-ird",
        source: "Inland Revenue: weights modulo 11 in two stages",
        holds: nz_ird,
    },
    Check { name: "nz-nhi", source: "HISO 10046: weights 7 to 2 modulo 11", holds: nz_nhi },
];

fn nz_ird(value: &str) -> bool {
    let digits = digits(value);
    if !(8..=9).contains(&digits.len()) || !(10_000_000..150_000_000).contains(&number(&digits)) {
        return false;
    }
    let mut padded = vec![0; 9 - digits.len()];
    padded.extend(digits);
    let check = |weights: &[u32]| (11 - weighted(&padded, weights) % 11) % 11;
    let first = check(&[3, 2, 7, 6, 5, 4, 3, 2]);
    let expected = if first < 10 { first } else { check(&[7, 4, 3, 2, 5, 2, 7, 6]) };
    padded.last() == Some(&expected)
}

/// Letters count from 1 without `I` and `O`.
fn nz_nhi(value: &str) -> bool {
    const LETTERS: &[u8; 24] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
    let symbols = symbols(value);
    let Some((&check, body)) = symbols.split_last() else { return false };
    let value_of = |symbol: u8| match symbol {
        b'0'..=b'9' => Some(u32::from(symbol - b'0')),
        _ => LETTERS.iter().position(|&known| known == symbol).map(|place| place as u32 + 1),
    };
    let Some(values) = body.iter().map(|&s| value_of(s)).collect::<Option<Vec<u32>>>() else {
        return false;
    };
    let rest = weighted(&values, &[7, 6, 5, 4, 3, 2]) % 11;
    values.len() == 6 && rest != 0 && (11 - rest) % 10 == u32::from(check.saturating_sub(b'0'))
}
