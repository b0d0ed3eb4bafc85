//! Tax, company and account numbers of countries outside Europe.

use super::common::{digits, exactly, luhn, number, symbol_value, symbols, two, varied, weighted};
use super::weights::{
    completes, ends_in_complement, ends_in_rest, lacking, split_last, two_stages,
    weighted_from_the_end,
};
use crate::check::Check;

/// The checks.
pub(super) const CHECKS: &[Check] = &[
    Check { name: "ar-cbu", source: "CBU, two weighted checks of modulo 10", holds: ar_cbu },
    Check {
        name: "au-acn",
        source: "ACN, weights 8 to 1 modulo 10",
        holds: |value| completes(value, [8, 7, 6, 5, 4, 3, 2, 1, 1], 10),
    },
    Check {
        name: "az-voen",
        source: "VÖEN, weights modulo 11",
        holds: |value| {
            exactly::<10>(value).is_some_and(|digits| {
                matches!(digits[9], 1 | 2)
                    && weighted(&digits, &[4, 1, 8, 6, 2, 7, 5, 3]) % 11 == digits[8]
            })
        },
    },
    Check {
        name: "ca-business-number",
        source: "BN, Luhn",
        holds: |value| {
            let digits: Vec<u32> = digits(value).into_iter().take(9).collect();
            digits.len() == 9 && luhn(&digits) && varied(&digits)
        },
    },
    Check {
        name: "do-rnc",
        source: "RNC, weights modulo 11, folded into 1 to 9",
        holds: |value| {
            exactly::<9>(value).is_some_and(|digits| {
                let sum = weighted(&digits, &[7, 9, 8, 6, 5, 4, 3, 2]);
                (10 - sum % 11) % 9 + 1 == digits[8]
            })
        },
    },
    Check { name: "ec-ruc", source: "RUC by kind of taxpayer", holds: ec_ruc },
    Check { name: "gh-tin", source: "TIN, weights modulo 11", holds: gh_tin },
    Check { name: "gt-nit", source: "NIT, weights modulo 11", holds: gt_nit },
    Check {
        name: "il-company",
        source: "company number, Luhn, begins with 5",
        holds: |value| exactly::<9>(value).is_some_and(|d| d[0] == 5 && varied(&d) && luhn(&d)),
    },
    Check {
        name: "kr-corporation",
        source: "법인등록번호, weights 1, 2 modulo 10",
        holds: |value| completes(value, [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1], 10),
    },
    Check {
        name: "kz-bin",
        source: "БИН, two stages of modulo 11",
        holds: |value| {
            exactly::<12>(value).is_some_and(|digits| {
                two(digits[2], digits[3]) <= 12
                    && matches!(digits[4], 4..=6)
                    && two_stages(
                        &digits,
                        &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
                        &[3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2],
                    )
            })
        },
    },
    Check {
        name: "ma-ice",
        source: "ICE, divisible by 97",
        holds: |value| {
            exactly::<15>(value)
                .is_some_and(|digits| varied(&digits) && number(&digits).is_multiple_of(97))
        },
    },
    Check {
        name: "mz-nuit",
        source: "NUIT, weights modulo 11",
        holds: |value| {
            exactly::<9>(value).is_some_and(|digits| {
                let check = match weighted(&digits, &[8, 9, 4, 5, 6, 7, 8, 9]) % 11 {
                    10 => 1,
                    rest => rest,
                };
                check == digits[8] && varied(&digits)
            })
        },
    },
    Check {
        name: "nz-nzbn",
        source: "NZBN, GS1 check digit with the prefix 94",
        holds: |value| {
            completes(value, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1], 10)
                && digits(value).starts_with(&[9, 4])
        },
    },
    Check {
        name: "py-ruc",
        source: "RUC, weights from 2 modulo 11",
        holds: |value| {
            let digits = digits(value);
            let (last, others) = split_last(&digits);
            let sum = weighted_from_the_end(others, &[2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
            (5..=9).contains(&digits.len()) && varied(&digits) && lacking(sum, 11) % 10 == last
        },
    },
    Check { name: "sg-uen", source: "UEN, letter of weights modulo 11", holds: sg_uen },
    Check {
        name: "sn-ninea",
        source: "NINEA, weights 1, 2 modulo 10",
        holds: |value| {
            let digits: Vec<u32> = digits(value).into_iter().take(9).collect();
            let sum = weighted(&digits, &[1, 2, 1, 2, 1, 2, 1, 2, 1]);
            digits.len() == 9 && varied(&digits) && sum.is_multiple_of(10)
        },
    },
    Check {
        name: "uy-rut",
        source: "RUT, weights modulo 11",
        holds: |value| {
            completes(value, [4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2, 1], 11)
                && digits(value).get(8..11) == Some(&[0, 0, 1])
        },
    },
    Check {
        name: "th-company",
        source: "tax number of a company, begins with 0, weights 13 to 2 modulo 11",
        holds: |value| {
            exactly::<13>(value).is_some_and(|digits| {
                let sum = weighted(&digits, &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
                digits[0] == 0
                    && (11 - sum % 11) % 10 == digits[12]
                    && digits[1..].iter().any(|&digit| digit != 0)
            })
        },
    },
    Check { name: "ve-rif", source: "RIF, letter and weights modulo 11", holds: ve_rif },
    Check {
        name: "vn-tax-code",
        source: "mã số thuế, weights modulo 11",
        holds: |value| {
            let digits: Vec<u32> = digits(value).into_iter().take(10).collect();
            let sum = weighted(&digits, &[31, 29, 23, 19, 17, 13, 7, 5, 3]);
            digits.len() == 10 && sum % 11 + digits[9] == 10
        },
    },
    Check {
        name: "za-tax-number",
        source: "tax reference number, Luhn, begins with 0, 1, 2, 3 or 9",
        holds: |value| {
            exactly::<10>(value).is_some_and(|digits| {
                matches!(digits[0], 0..=3 | 9) && varied(&digits) && luhn(&digits)
            })
        },
    },
    Check {
        name: "vessel-number",
        source: "IMO number, weights 7 to 2 modulo 10",
        holds: |value| ends_in_rest::<7>(value, &[7, 6, 5, 4, 3, 2], 10),
    },
    Check { name: "isni", source: "ISO 27729, ISO 7064 MOD 11-2", holds: super::common::mod11_2 },
    Check {
        name: "br-pis",
        source: "PIS/PASEP, weights modulo 11",
        holds: |value| ends_in_complement::<11>(value, &[3, 2, 9, 8, 7, 6, 5, 4, 3, 2], 11),
    },
];

fn ar_cbu(value: &str) -> bool {
    exactly::<22>(value).is_some_and(|digits| {
        let (branch, account) = digits.split_at(8);
        varied(&digits)
            && weighted(branch, &[7, 1, 3, 9, 7, 1, 3, 1]).is_multiple_of(10)
            && weighted(account, &[3, 9, 7, 1, 3, 9, 7, 1, 3, 9, 7, 1, 3, 1]).is_multiple_of(10)
    })
}

fn ec_ruc(value: &str) -> bool {
    exactly::<13>(value).is_some_and(|digits| {
        let is_zero = |sum: u32| sum.is_multiple_of(11);
        let province = two(digits[0], digits[1]);
        let is_branch = |from: usize| digits[from..].iter().any(|&digit| digit != 0);
        ((1..=24).contains(&province) || province == 30)
            && match digits[2] {
                9 if is_zero(weighted(&digits, &[4, 3, 2, 7, 6, 5, 4, 3, 2, 1])) => is_branch(10),
                6 if is_zero(weighted(&digits, &[3, 2, 7, 6, 5, 4, 3, 2, 1])) => is_branch(9),
                // Persons, and companies since the other series ran out.
                0..=6 | 9 => luhn(&digits[..10]) && is_branch(10),
                _ => false,
            }
    })
}

fn gh_tin(value: &str) -> bool {
    let symbols = symbols(value);
    let body: Vec<u32> = symbols.iter().skip(1).take(9).map(|&s| symbol_value(s)).collect();
    let check = match weighted(&body, &[1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11 {
        10 => b'X',
        rest => b'0' + rest as u8,
    };
    symbols.len() == 11 && symbols.last() == Some(&check)
}

fn gt_nit(value: &str) -> bool {
    let symbols = symbols(value);
    let Some((&last, body)) = symbols.split_last() else { return false };
    let digits: Vec<u32> = body.iter().map(|&symbol| symbol_value(symbol)).collect();
    let sum = weighted_from_the_end(&digits, &[2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    let check = match lacking(sum, 11) {
        10 => b'K',
        lack => b'0' + lack as u8,
    };
    varied(&digits) && last == check
}

fn sg_uen(value: &str) -> bool {
    let symbols = symbols(value);
    let Some((&last, body)) = symbols.split_last() else { return false };
    let digits = digits(value);
    let letter = |letters: &[u8], rest: u32| letters.get(rest as usize) == Some(&last);
    match body.len() {
        8 => letter(b"XMKECAWLJDB", weighted(&digits, &[10, 4, 9, 3, 8, 2, 7, 1]) % 11),
        9 if digits.len() == 9 => {
            letter(b"ZKCMDNERGWH", weighted(&digits, &[10, 8, 6, 4, 9, 7, 5, 3, 1]) % 11)
        }
        9 => {
            const SYMBOLS: &[u8; 33] = b"ABCDEFGHJKLMNPQRSTUVWX0123456789.";
            let place = |symbol: &u8| SYMBOLS.iter().position(|s| s == symbol).unwrap_or(0) as u32;
            let places: Vec<u32> = body.iter().map(place).collect();
            let rest = (weighted(&places, &[4, 3, 5, 3, 10, 2, 2, 5, 7]) + 6) % 11;
            letter(SYMBOLS, rest)
        }
        _ => false,
    }
}

fn ve_rif(value: &str) -> bool {
    let symbols = symbols(value);
    let first = match symbols.first() {
        Some(b'V') => 4,
        Some(b'E') => 8,
        Some(b'J') => 12,
        Some(b'P') => 16,
        Some(b'G') => 20,
        _ => return false,
    };
    exactly::<9>(value).is_some_and(|digits| {
        let rest = (first + weighted(&digits, &[3, 2, 7, 6, 5, 4, 3, 2])) % 11;
        let check = if rest < 2 { 0 } else { 11 - rest };
        check == digits[8] && varied(&digits)
    })
}
