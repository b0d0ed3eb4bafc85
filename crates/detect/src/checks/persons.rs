//! Numbers of persons whose arithmetic is a date, a table or a weighted sum.

use super::common::{
    digits, exactly, is_date, is_date_of_any_century, luhn, number, symbol_value, symbols, two,
    varied, verhoeff, weighted,
};
use super::weights::{completes, ends_in_complement, ends_in_rest, lacking, split_last};
use crate::check::Check;

/// The checks.
pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "au-healthcare-identifier",
        source: "AS 5017: Luhn, prefix 80036",
        holds: |value| {
            exactly::<16>(value)
                .is_some_and(|digits| digits.starts_with(&[8, 0, 0, 3, 6]) && luhn(&digits))
        },
    },
    Check {
        name: "au-medicare-provider",
        source: "provider number, weights modulo 11 over stem and place",
        holds: au_medicare_provider,
    },
    Check { name: "be-bis", source: "BIS number, the month raised by 20 or 40", holds: be_bis },
    Check {
        name: "bg-foreigner",
        source: "ЛНЧ, weights modulo 10",
        holds: |value| ends_in_rest::<10>(value, &[21, 19, 17, 13, 11, 9, 7, 3, 1], 10),
    },
    Check {
        name: "br-voter",
        source: "título de eleitor, two checks of modulo 11",
        holds: br_voter,
    },
    Check {
        name: "br-renavam",
        source: "RENAVAM, weights modulo 11",
        holds: |value| ends_in_complement::<11>(value, &[3, 2, 9, 8, 7, 6, 5, 4, 3, 2], 11),
    },
    Check {
        name: "ca-bc-health",
        source: "Personal Health Number, weights modulo 11",
        holds: |value| completes(value, [0, 2, 4, 8, 5, 10, 9, 7, 3, 1], 11),
    },
    Check {
        name: "de-health-insurance",
        source: "KVNR, § 290 SGB V: letter and weights 1, 2",
        holds: de_health_insurance,
    },
    Check {
        name: "de-pension-insurance",
        source: "VSNR, § 147 SGB VI: weighted cross sums modulo 10",
        holds: de_pension_insurance,
    },
    Check {
        name: "do-cedula",
        source: "cédula, Luhn",
        holds: |value| exactly::<11>(value).is_some_and(|digits| varied(&digits) && luhn(&digits)),
    },
    Check { name: "gt-cui", source: "CUI: department and modulo 11", holds: gt_cui },
    Check {
        name: "hu-tax-person",
        source: "adóazonosító jel, begins with 8, weights modulo 11",
        holds: |value| {
            ends_in_rest::<10>(value, &[1, 2, 3, 4, 5, 6, 7, 8, 9], 11)
                && digits(value).first() == Some(&8)
        },
    },
    Check {
        name: "hu-person",
        source: "személyi szám, date and weights modulo 11",
        holds: hu_person,
    },
    Check {
        name: "in-virtual-id",
        source: "VID, Verhoeff",
        holds: |value| exactly::<16>(value).is_some_and(|d| d[0] > 1 && verhoeff(&d)),
    },
    Check {
        name: "ir-national-code",
        source: "کد ملی, weights 10 to 2 modulo 11",
        holds: ir_national,
    },
    Check {
        name: "jp-driving-licence",
        source: "運転免許証番号, weights modulo 11 in the eleventh place",
        holds: |value| {
            exactly::<12>(value).is_some_and(|digits| {
                let sum = weighted(&digits[..10], &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
                varied(&digits) && lacking(sum, 11) % 10 == digits[10]
            })
        },
    },
    Check {
        name: "kw-civil-id",
        source: "civil number, date and weights modulo 11",
        holds: |value| {
            completes(value, [2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1], 11)
                && exactly::<12>(value).is_some_and(|[a, b, c, d, e, f, g, ..]| {
                    matches!(a, 2 | 3) && is_date_of_any_century(two(b, c), two(d, e), two(f, g))
                })
        },
    },
    Check {
        name: "lu-matricule",
        source: "matricule, date, Luhn and Verhoeff",
        holds: lu_matricule,
    },
    Check {
        name: "lv-person",
        source: "personas kods, date and weights modulo 11, or 32 since 2017",
        holds: |value| {
            exactly::<11>(value).is_some_and(|digits| {
                let sum = 1 + weighted(&digits, &[10, 5, 8, 4, 2, 1, 6, 3, 7, 9]);
                let [a, b, c, d, e, f, ..] = digits;
                let dated = is_date_of_any_century(two(e, f), two(c, d), two(a, b));
                digits.starts_with(&[3, 2]) || dated && sum % 11 % 10 == digits[10]
            })
        },
    },
    Check { name: "mu-identity", source: "NID, date and symbol of modulo 17", holds: mu_identity },
    Check {
        name: "mx-nss",
        source: "NSS of the IMSS, Luhn",
        holds: |value| exactly::<11>(value).is_some_and(|digits| varied(&digits) && luhn(&digits)),
    },
    Check { name: "pe-dni", source: "DNI with its check, weights modulo 11", holds: pe_dni },
    Check {
        name: "pl-id-card",
        source: "dowód osobisty, weights 7, 3, 1 modulo 10",
        holds: pl_id_card,
    },
    Check {
        name: "pl-passport",
        source: "paszport, weights 7, 3, 1 modulo 10",
        holds: pl_passport,
    },
    Check {
        name: "pt-social-security",
        source: "NISS, primes modulo 10",
        holds: |value| {
            exactly::<11>(value).is_some_and(|digits| {
                let sum = weighted(&digits[..10], &[29, 23, 19, 17, 13, 11, 7, 5, 3, 2]);
                matches!(digits[0], 1 | 2) && 9 - sum % 10 == digits[10]
            })
        },
    },
    Check {
        name: "sv-dui",
        source: "DUI, weights 9 to 2 modulo 10",
        holds: |value| completes(value, [9, 8, 7, 6, 5, 4, 3, 2, 1], 10),
    },
    Check { name: "sv-nit", source: "NIT, date and weights modulo 11", holds: sv_nit },
    Check {
        name: "uy-ci",
        source: "cédula, weights 2987634 modulo 10",
        holds: |value| {
            completes(value, [2, 9, 8, 7, 6, 3, 4, 1], 10)
                && exactly::<8>(value).is_some_and(|digits| varied(&digits))
        },
    },
    Check {
        name: "uz-pinfl",
        source: "ПИНФЛ, date and weights 7, 3, 1 modulo 10",
        holds: |value| {
            ends_in_rest::<14>(value, &[7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1, 7], 10)
                && exactly::<14>(value).is_some_and(|[a, b, c, d, e, f, g, ..]| {
                    (1..=6).contains(&a) && is_date_of_any_century(two(f, g), two(d, e), two(b, c))
                })
        },
    },
];

/// Forms that hold a date and no check digit.
pub(super) const FORMS: &[Check] = &[
    Check { name: "cu-identity", source: "número de identidad, date", holds: cu_identity },
    Check { name: "lk-nic", source: "NIC, day of the year, 500 more for women", holds: lk_nic },
];

fn au_medicare_provider(value: &str) -> bool {
    const PLACES: &[u8; 32] = b"0123456789ABCDEFGHJKLMNPQRTUVWXY";
    const LETTERS: &[u8; 11] = b"YXWTLKJHFBA";
    let symbols = symbols(value);
    let Some((stem, &[place, last])) = symbols.split_last_chunk::<2>() else { return false };
    let stem: Vec<u32> = stem.iter().map(|&symbol| symbol_value(symbol)).collect();
    let weights: &[u32] = if stem.len() == 5 { &[5, 8, 4, 2, 1] } else { &[3, 5, 8, 4, 2, 1] };
    let Some(place) = PLACES.iter().position(|&symbol| symbol == place) else { return false };
    let rest = (weighted(&stem, weights) + place as u32 * 6) % 11;
    stem.len() >= 5 && LETTERS.get(rest as usize) == Some(&last)
}

fn be_bis(value: &str) -> bool {
    exactly::<11>(value).is_some_and(|digits| {
        let (body, check) = digits.split_at(9);
        let month = two(digits[2], digits[3]);
        let real = match month {
            20..=32 => month - 20,
            40..=52 => month - 40,
            _ => return false,
        };
        let day = two(digits[4], digits[5]);
        let late = 2_000_000_000 + number(body);
        let is_late = digits[0] < 4 && 97 - late % 97 == number(check);
        (real == 0 || is_date_of_any_century(two(digits[0], digits[1]), real, day.max(1)))
            && (is_late || 97 - number(body) % 97 == number(check))
    })
}

fn br_voter(value: &str) -> bool {
    let fold = |sum: u32| sum % 11 % 10;
    exactly::<12>(value).is_some_and(|digits| {
        let state = two(digits[8], digits[9]);
        let first = fold(weighted(&digits, &[2, 3, 4, 5, 6, 7, 8, 9]));
        (1..=28).contains(&state)
            && varied(&digits)
            && first == digits[10]
            && fold(weighted(&digits[8..], &[7, 8, 9])) == digits[11]
    })
}

fn cu_identity(value: &str) -> bool {
    exactly::<11>(value).is_some_and(|[a, b, c, d, e, f, century, ..]| {
        let hundred = match century {
            9 => 1800,
            0..=5 => 1900,
            _ => 2000,
        };
        is_date(hundred + two(a, b), two(c, d), two(e, f))
    })
}

/// The digits of a value in which each letter counts as its place in the alphabet, two digits long.
fn spelled_out(value: &str) -> Vec<u32> {
    let place = |symbol: u8| u32::from(symbol - b'A') + 1;
    symbols(value)
        .into_iter()
        .flat_map(|symbol| match symbol {
            b'0'..=b'9' => vec![symbol_value(symbol)],
            _ => vec![place(symbol) / 10, place(symbol) % 10],
        })
        .collect()
}

/// Sum of the cross sums of digits times weights.
fn cross_sums(digits: &[u32], weights: &[u32]) -> u32 {
    let cross = |product: u32| product / 10 + product % 10;
    digits.iter().zip(weights).map(|(digit, weight)| cross(digit * weight)).sum()
}

fn de_health_insurance(value: &str) -> bool {
    let digits = spelled_out(value);
    let (last, body) = split_last(&digits);
    digits.len() == 11 && cross_sums(body, &[1, 2, 1, 2, 1, 2, 1, 2, 1, 2]) % 10 == last
}

fn de_pension_insurance(value: &str) -> bool {
    let digits = spelled_out(value);
    let (last, body) = split_last(&digits);
    let is_dated = body.get(2..6).is_some_and(|date| {
        (1..=31).contains(&two(date[0], date[1])) && (1..=12).contains(&two(date[2], date[3]))
    });
    digits.len() == 13
        && is_dated
        && cross_sums(body, &[2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]) % 10 == last
}

fn gt_cui(value: &str) -> bool {
    exactly::<13>(value).is_some_and(|digits| {
        let (department, municipality) = (two(digits[9], digits[10]), two(digits[11], digits[12]));
        (1..=22).contains(&department)
            && (1..=33).contains(&municipality)
            && weighted(&digits, &[2, 3, 4, 5, 6, 7, 8, 9]) % 11 == digits[8]
    })
}

fn hu_person(value: &str) -> bool {
    exactly::<11>(value).is_some_and(|digits| {
        let [_, a, b, c, d, e, f, ..] = digits;
        let rising = weighted(&digits[..10], &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) % 11;
        let falling = weighted(&digits[..10], &[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11;
        (1..=8).contains(&digits[0])
            && is_date_of_any_century(two(a, b), two(c, d), two(e, f))
            && (rising == digits[10] || falling == digits[10])
    })
}

fn ir_national(value: &str) -> bool {
    exactly::<10>(value).is_some_and(|digits| {
        let rest = weighted(&digits, &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
        varied(&digits) && digits[9] == if rest < 2 { rest } else { 11 - rest }
    })
}

fn lk_nic(value: &str) -> bool {
    let digits = digits(value);
    let day = match digits.len() {
        9 => number(digits.get(2..5).unwrap_or_default()),
        12 => number(digits.get(4..7).unwrap_or_default()),
        _ => return false,
    };
    let is_year = digits.len() == 9 || matches!(number(&digits[..4]), 1900..=2030);
    is_year && matches!(day, 1..=366 | 501..=866)
}

fn lu_matricule(value: &str) -> bool {
    exactly::<13>(value).is_some_and(|digits| {
        let [a, b, c, d, e, f, g, h, ..] = digits;
        let body = &digits[..11];
        let with = |check: u32| [body, &[check]].concat();
        is_date(two(a, b) * 100 + two(c, d), two(e, f), two(g, h))
            && luhn(&with(digits[11]))
            && verhoeff(&with(digits[12]))
    })
}

fn mu_identity(value: &str) -> bool {
    let symbols = symbols(value);
    let Some((&last, body)) = symbols.split_last() else { return false };
    let values: Vec<u32> = body.iter().map(|&symbol| symbol_value(symbol)).collect();
    let dated = values
        .get(1..7)
        .is_some_and(|d| is_date_of_any_century(two(d[4], d[5]), two(d[2], d[3]), two(d[0], d[1])));
    let sum = weighted(&values, &[14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
    values.len() == 13 && dated && lacking(sum, 17) == symbol_value(last)
}

fn pe_dni(value: &str) -> bool {
    const DIGITS: &[u8; 11] = b"65432110987";
    const LETTERS: &[u8; 11] = b"KJIHGFEDCBA";
    let symbols = symbols(value);
    let Some((last, body)) = symbols.split_last() else { return false };
    let body: Vec<u32> = body.iter().map(|&symbol| symbol_value(symbol)).collect();
    let rest = (weighted(&body, &[3, 2, 7, 6, 5, 4, 3, 2]) % 11) as usize;
    body.len() == 8 && (DIGITS.get(rest) == Some(last) || LETTERS.get(rest) == Some(last))
}

fn pl_id_card(value: &str) -> bool {
    let values: Vec<u32> = symbols(value).into_iter().map(symbol_value).collect();
    values.len() == 9 && weighted(&values, &[7, 3, 1, 9, 7, 3, 1, 7, 3]).is_multiple_of(10)
}

fn pl_passport(value: &str) -> bool {
    let values: Vec<u32> = symbols(value).into_iter().map(symbol_value).collect();
    values.len() == 9 && weighted(&values, &[7, 3, 9, 1, 7, 3, 1, 7, 3]).is_multiple_of(10)
}

fn sv_nit(value: &str) -> bool {
    exactly::<14>(value).is_some_and(|digits| {
        let [_, _, _, _, d0, d1, m0, m1, y0, y1, ..] = digits;
        let (last, body) = split_last(&digits);
        let check = match number(&digits[10..13]) {
            0..=100 => weighted(body, &[14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11 % 10,
            _ => lacking(weighted(body, &[2, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]), 11) % 10,
        };
        matches!(digits[0], 0 | 1 | 9)
            && is_date_of_any_century(two(y0, y1), two(m0, m1), two(d0, d1))
            && check == last
    })
}
