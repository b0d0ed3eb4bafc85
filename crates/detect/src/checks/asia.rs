//! Numbers of Asian countries other than China.

use super::common::{
    exactly, is_date, is_date_of_any_century, number, symbol_value, symbols, two, varied, verhoeff,
    weighted,
};
use crate::check::Check;

/// The checks.
pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "in-aadhaar",
        source: "UIDAI: no 0 or 1 in first place, Verhoeff",
        holds: |value| {
            exactly::<12>(value).is_some_and(|digits| {
                let mirrored = digits.iter().rev().eq(digits.iter());
                digits[0] > 1 && !mirrored && verhoeff(&digits)
            })
        },
    },
    Check { name: "in-gstin", source: "GSTIN, Luhn modulo 36", holds: in_gstin },
    Check {
        name: "in-epic",
        source: "EPIC, Luhn",
        holds: |value| exactly::<7>(value).is_some_and(|digits| super::common::luhn(&digits)),
    },
    Check { name: "sg-nric", source: "NRIC and FIN, weights modulo 11", holds: sg_nric },
    Check {
        name: "my-mykad",
        source: "date of birth and place of birth",
        holds: |value| {
            exactly::<12>(value).is_some_and(|[a, b, c, d, e, f, g, h, ..]| {
                is_date_of_any_century(two(a, b), two(c, d), two(e, f))
                    && matches!(two(g, h), 1..=16 | 21..=59 | 60..=68 | 71..=72 | 74..=79 | 82..=93 | 98 | 99)
            })
        },
    },
    Check {
        name: "id-nik",
        source: "province, and date of birth, women's days plus 40",
        holds: id_nik,
    },
    Check {
        name: "th-pin",
        source: "weights 13 to 2 modulo 11",
        holds: |value| {
            exactly::<13>(value).is_some_and(|digits| {
                let sum = weighted(&digits, &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
                (1..=8).contains(&digits[0]) && (11 - sum % 11) % 10 == digits[12]
            })
        },
    },
    Check {
        name: "vn-cccd",
        source: "province, century and sex, year",
        holds: |value| {
            exactly::<12>(value).is_some_and(|[a, b, c, sex, ..]| {
                (1..=96).contains(&(a * 100 + two(b, c))) && sex <= 3
            })
        },
    },
    Check { name: "jp-my-number", source: "個人番号, weights modulo 11", holds: jp_my_number },
    Check {
        name: "jp-corporate-number",
        source: "法人番号, weights modulo 9, the check first",
        holds: |value| {
            exactly::<13>(value).is_some_and(|digits| {
                let sum = weighted(&digits[1..], &[2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]);
                9 - sum % 9 == digits[0]
            })
        },
    },
    Check {
        name: "kr-rrn",
        source: "date of birth with the century's digit; the check ended in 2020",
        holds: kr_rrn,
    },
    Check {
        name: "kr-brn",
        source: "사업자등록번호, weights modulo 10",
        holds: |value| {
            exactly::<10>(value).is_some_and(|digits| {
                let sum = weighted(&digits, &[1, 3, 7, 1, 3, 7, 1, 3])
                    + digits[8] * 5 / 10
                    + digits[8] * 5 % 10;
                (10 - sum % 10) % 10 == digits[9] && number(&digits[..3]) > 100
            })
        },
    },
    Check {
        name: "kz-iin",
        source: "date of birth, weights modulo 11 in two stages",
        holds: kz_iin,
    },
];

fn in_gstin(value: &str) -> bool {
    let symbols = symbols(value);
    let Some((check, body)) = symbols.split_last() else { return false };
    let sum: u32 = body
        .iter()
        .zip([1, 2].into_iter().cycle())
        .map(|(&symbol, factor)| symbol_value(symbol) * factor)
        .map(|product| product / 36 + product % 36)
        .sum();
    body.len() == 14 && (36 - sum % 36) % 36 == symbol_value(*check)
}

fn sg_nric(value: &str) -> bool {
    let symbols = symbols(value);
    let ([kind, .., check], Some(digits)) = (symbols.as_slice(), exactly::<7>(value)) else {
        return false;
    };
    let sum = weighted(&digits, &[2, 7, 6, 5, 4, 3, 2]);
    let (offset, letters): (u32, &[u8; 11]) = match kind {
        b'S' => (0, b"JZIHGFEDCBA"),
        b'T' => (4, b"JZIHGFEDCBA"),
        b'F' => (0, b"XWUTRQPNMLK"),
        b'G' => (4, b"XWUTRQPNMLK"),
        b'M' => (3, b"XWUTRQPNJLK"),
        _ => return false,
    };
    letters.get(((sum + offset) % 11) as usize) == Some(check)
}

fn id_nik(value: &str) -> bool {
    exactly::<16>(value).is_some_and(|digits| {
        let [a, b, _, _, _, _, c, d, e, f, g, h, ..] = digits;
        matches!(two(a, b), 11..=21 | 31..=36 | 51..=53 | 61..=65 | 71..=76 | 81 | 82 | 91..=97)
            && is_date_of_any_century(two(g, h), two(e, f), two(c, d) % 40)
            && number(&digits[12..]) != 0
    })
}

fn jp_my_number(value: &str) -> bool {
    exactly::<12>(value).is_some_and(|digits| {
        let rest = weighted(&digits, &[6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
        digits[11] == (if rest < 2 { 0 } else { 11 - rest }) && varied(&digits)
    })
}

fn kr_rrn(value: &str) -> bool {
    exactly::<13>(value).is_some_and(|[a, b, c, d, e, f, sex, ..]| {
        let century = match sex {
            1 | 2 | 5 | 6 => 1900,
            3 | 4 | 7 | 8 => 2000,
            _ => 1800,
        };
        is_date(century + two(a, b), two(c, d), two(e, f))
    })
}

fn kz_iin(value: &str) -> bool {
    exactly::<12>(value).is_some_and(|digits| {
        let [a, b, c, d, e, f, century, ..] = digits;
        let first = weighted(&digits, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) % 11;
        let second = weighted(&digits, &[3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) % 11;
        let check = if first < 10 { first } else { second };
        is_date_of_any_century(two(a, b), two(c, d), two(e, f))
            && century <= 6
            && digits[11] == check
    })
}
