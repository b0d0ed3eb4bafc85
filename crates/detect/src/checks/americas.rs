//! Numbers of the Americas.

use super::common::{
    digits, exactly, is_date_of_any_century, luhn, number, symbol_value, symbols, two, varied,
    weighted,
};
use crate::check::Check;

/// The checks.
pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "us-ssn",
        source: "SSA: areas, groups and serials that are never given out",
        holds: us_ssn,
    },
    Check {
        name: "us-itin",
        source: "IRS: 9xx, groups 50 to 65, 70 to 88, 90 to 92, 94 to 99",
        holds: us_itin,
    },
    Check {
        name: "us-npi",
        source: "CMS: Luhn with the prefix 80840",
        holds: |value| {
            exactly::<10>(value).is_some_and(|digits| {
                let mut whole = vec![8, 0, 8, 4, 0];
                whole.extend(digits);
                matches!(digits[0], 1 | 2) && luhn(&whole)
            })
        },
    },
    Check { name: "us-aba-routing", source: "ABA: district, weights 3, 7, 1", holds: us_aba },
    Check {
        name: "us-dea",
        source: "DEA: odd digits and twice the even ones",
        holds: |value| {
            exactly::<7>(value).is_some_and(|digits| {
                weighted(&digits, &[1, 2, 1, 2, 1, 2]) % 10 == digits[6] && varied(&digits)
            })
        },
    },
    Check {
        name: "ca-sin",
        source: "Luhn; no number begins with 0 or 8",
        holds: |value| {
            exactly::<9>(value).is_some_and(|digits| {
                !matches!(digits[0], 0 | 8) && varied(&digits) && luhn(&digits)
            })
        },
    },
    Check { name: "br-cpf", source: "CPF, two checks of modulo 11", holds: br_cpf },
    Check {
        name: "br-cnpj",
        source: "CNPJ, two checks of modulo 11; letters count from 17",
        holds: br_cnpj,
    },
    Check {
        name: "ar-cuit",
        source: "CUIT, weights modulo 11",
        holds: |value| {
            exactly::<11>(value).is_some_and(|digits| {
                let rest = 11 - weighted(&digits, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
                let check = match rest {
                    11 => 0,
                    10 => 9,
                    rest => rest,
                };
                matches!(two(digits[0], digits[1]), 20 | 23..=27 | 30 | 33 | 34 | 50 | 51 | 55)
                    && digits[10] == check
            })
        },
    },
    Check { name: "cl-rut", source: "RUT, weights 2 to 7 modulo 11", holds: cl_rut },
    Check { name: "mx-curp", source: "CURP, date, state and modulo 10", holds: mx_curp },
    Check {
        name: "mx-clabe",
        source: "CLABE, weights 3, 7, 1, each product modulo 10",
        holds: |value| {
            exactly::<18>(value).is_some_and(|digits| {
                let weights = [3, 7, 1].into_iter().cycle();
                let sum: u32 = digits[..17].iter().zip(weights).map(|(d, w)| d * w % 10).sum();
                (10 - sum % 10) % 10 == digits[17] && varied(&digits)
            })
        },
    },
    Check {
        name: "ec-cedula",
        source: "cédula, province and Luhn",
        holds: |value| {
            exactly::<10>(value).is_some_and(|digits| {
                let province = two(digits[0], digits[1]);
                matches!(province, 1..=24 | 30 | 50) && digits[2] <= 6 && luhn(&digits)
            })
        },
    },
    Check {
        name: "co-nit",
        source: "NIT, primes modulo 11",
        holds: |value| {
            let all = digits(value);
            let Some((check, body)) = all.split_last() else { return false };
            let from_the_end: Vec<u32> = body.iter().rev().copied().collect();
            let sum = weighted(
                &from_the_end,
                &[3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71],
            );
            let rest = sum % 11;
            (8..=10).contains(&body.len()) && *check == (if rest < 2 { rest } else { 11 - rest })
        },
    },
    Check {
        name: "pe-ruc",
        source: "RUC, weights modulo 11",
        holds: |value| {
            exactly::<11>(value).is_some_and(|digits| {
                let sum = weighted(&digits, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
                matches!(two(digits[0], digits[1]), 10 | 15 | 16 | 17 | 20)
                    && (11 - sum % 11) % 10 == digits[10]
            })
        },
    },
];

fn us_ssn(value: &str) -> bool {
    exactly::<9>(value).is_some_and(|digits| {
        let (area, rest) = digits.split_at(3);
        let (group, serial) = rest.split_at(2);
        let area = number(area);
        area != 0 && area != 666 && area < 900 && number(group) != 0 && number(serial) != 0
    })
}

fn us_itin(value: &str) -> bool {
    exactly::<9>(value).is_some_and(|digits| {
        let group = two(digits[3], digits[4]);
        digits[0] == 9 && matches!(group, 50..=65 | 70..=88 | 90..=92 | 94..=99)
    })
}

fn us_aba(value: &str) -> bool {
    exactly::<9>(value).is_some_and(|digits| {
        let district = two(digits[0], digits[1]);
        let sum = weighted(&digits, &[3, 7, 1, 3, 7, 1, 3, 7, 1]);
        matches!(district, 1..=12 | 21..=32 | 61..=72 | 80) && sum.is_multiple_of(10)
    })
}

/// Returns the check digit that follows `values` when weights count from 2 at their end, and begin
/// again after `weight_max`.
fn check_from_the_end(values: &[u32], weight_max: u32) -> u32 {
    let weights = (2..=weight_max).cycle();
    let sum: u32 = values.iter().rev().zip(weights).map(|(value, weight)| value * weight).sum();
    (11 - sum % 11) % 11
}

/// Brazil writes a check of ten as 0.
fn br_checks(values: &[u32], weight_max: u32) -> bool {
    let body = values.len().saturating_sub(2);
    (body..values.len()).all(|at| {
        let check = check_from_the_end(values.get(..at).unwrap_or_default(), weight_max) % 10;
        values.get(at) == Some(&check)
    })
}

fn br_cpf(value: &str) -> bool {
    exactly::<11>(value).is_some_and(|digits| varied(&digits) && br_checks(&digits, 11))
}

fn br_cnpj(value: &str) -> bool {
    let symbols = symbols(value);
    // Since 2026 the first twelve may be letters; each counts as its ASCII code less 48.
    let values: Vec<u32> = symbols.iter().map(|&symbol| u32::from(symbol - b'0')).collect();
    values.len() == 14 && varied(&values) && br_checks(&values, 9)
}

fn cl_rut(value: &str) -> bool {
    let symbols = symbols(value);
    let Some((check, body)) = symbols.split_last() else { return false };
    let values: Vec<u32> = body.iter().map(|&symbol| symbol_value(symbol)).collect();
    let expected = match check_from_the_end(&values, 7) {
        10 => b'K',
        digit => b'0' + digit as u8,
    };
    (7..=8).contains(&values.len()) && *check == expected && varied(&values)
}

fn mx_curp(value: &str) -> bool {
    const STATES: &str = "AS BC BS CC CL CM CS CH DF DG GT GR HG JC MC MN MS NT NL OC PL QT QR SP \
                          SL SR TC TS TL VZ YN ZS NE";
    let symbols = symbols(value);
    let Some((check, body)) = symbols.split_last() else { return false };
    let value_of = |symbol: u8| match symbol {
        b'0'..=b'9' => u32::from(symbol - b'0'),
        b'A'..=b'N' => u32::from(symbol - b'A') + 10,
        // `Ñ` has the value 24.
        _ => u32::from(symbol.saturating_sub(b'O')) + 25,
    };
    let values: Vec<u32> = body.iter().map(|&symbol| value_of(symbol)).collect();
    let Some(&[a, b, c, d, e, f]) = values.get(4..10).and_then(|birth| birth.first_chunk()) else {
        return false;
    };
    let state = body.get(11..13).map(String::from_utf8_lossy).unwrap_or_default();
    let sum: u32 = values.iter().zip((2..=18).rev()).map(|(value, weight)| value * weight).sum();
    values.len() == 17
        && is_date_of_any_century(two(a, b), two(c, d), two(e, f))
        && STATES.split_whitespace().any(|known| known == state)
        && (10 - sum % 10) % 10 == symbol_value(*check)
}
