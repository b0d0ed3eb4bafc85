//! Numbers of China, Hong Kong, Macau and Taiwan.

use super::common::{
    digits, exactly, is_date, luhn, mod11_2, mod11_10, symbol_value, symbols, two, weighted,
};
use crate::check::Check;

/// The checks.
pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "cn-resident-id",
        source: "GB 11643-1999: region, date of birth, order, ISO 7064 MOD 11-2",
        holds: |value| has_region(value) && born_and_checked(value),
    },
    Check {
        name: "cn-residence-permit",
        source: "GB 11643-1999 as used for the 2018 residence permit: 810000, 820000, 830000",
        holds: |value| is_permit_region(value) && born_and_checked(value),
    },
    Check {
        name: "cn-foreign-permanent-resident",
        source: "2023 form of the foreign permanent resident card: 9, province, country, birth",
        holds: foreign_permanent_resident,
    },
    Check { name: "cn-uscc", source: "GB 32100-2015", holds: uscc },
    Check {
        name: "cn-business-registration",
        source: "GS15-2006: region, order, ISO 7064 MOD 11,10",
        holds: |value| has_region(value) && mod11_10(&digits(value)),
    },
    Check {
        name: "cn-bank-card",
        source: "ISO/IEC 7812-1; issuer numbers of UnionPay begin with 62",
        holds: |value| (16..=19).contains(&digits(value).len()) && luhn(&digits(value)),
    },
    Check { name: "hk-id", source: "Hong Kong identity card, weighted modulo 11", holds: hk_id },
    Check { name: "tw-id", source: "Taiwan national identity number", holds: tw_id },
    Check {
        name: "tw-ubn",
        source: "Taiwan unified business number, divisible by five since 2023",
        holds: tw_ubn,
    },
];

/// Numbers without a check digit, which have only a form.
pub(super) const FORMS: &[Check] = &[
    Check {
        name: "cn-resident-id-shape",
        source: "GB 11643-1999: region and date of birth alone",
        holds: |value| has_region(value) && has_birth(value),
    },
    Check {
        name: "cn-resident-id-15",
        source: "GB 11643-1989: region, date of birth without century, order",
        holds: resident_id_15,
    },
    Check {
        name: "cn-plate",
        source: "GA 36-2018: at most two letters among the serial's five",
        holds: plate,
    },
];

/// Codes of provinces in GB/T 2260, and 83 and 91 as used on cards.
const PROVINCES: [u32; 37] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52,
    53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83, 91, 10,
];

/// True when the first six digits can be a region: withdrawn codes stay valid on old cards, so only
/// the form of prefecture and county is asked for.
fn has_region(value: &str) -> bool {
    let digits = digits(value);
    let Some(&[a, b, c, d, e, f]) = digits.first_chunk() else { return false };
    let (prefecture, county) = (two(c, d), two(e, f));
    (11..=71).contains(&two(a, b))
        && PROVINCES.contains(&two(a, b))
        && (matches!(prefecture, 1..=70 | 90))
        && county != 0
}

fn is_permit_region(value: &str) -> bool {
    ["810000", "820000", "830000"].iter().any(|region| value.starts_with(region))
}

/// True when digits 7 to 14 are a day on which a living or recorded person was born.
fn has_birth(value: &str) -> bool {
    let digits = digits(value);
    let Some([a, b, c, d, e, f, g, h]) = digits.get(6..14) else { return false };
    let year = two(*a, *b) * 100 + two(*c, *d);
    (1880..=2049).contains(&year) && is_date(year, two(*e, *f), two(*g, *h))
}

fn born_and_checked(value: &str) -> bool {
    has_birth(value) && mod11_2(value)
}

fn resident_id_15(value: &str) -> bool {
    let Some(digits) = exactly::<15>(value) else { return false };
    let [.., a, b, c, d, e, f, _, _, _] = digits;
    // Cards of this form were given out until 1999.
    has_region(value) && is_date(1900 + two(a, b), two(c, d), two(e, f))
}

fn foreign_permanent_resident(value: &str) -> bool {
    let digits = digits(value);
    let Some(&[9, a, b]) = digits.first_chunk() else { return false };
    PROVINCES.contains(&two(a, b)) && born_and_checked(value)
}

/// GB 32100: 31 symbols, weights the powers of 3 modulo 31.
fn uscc(value: &str) -> bool {
    const SYMBOLS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let symbols = symbols(value);
    let places = symbols.iter().map(|symbol| SYMBOLS.iter().position(|known| known == symbol));
    let Some(values) = places.collect::<Option<Vec<usize>>>() else { return false };
    let (Some(&[_, _, a, b]), [body @ .., last]) = (values.first_chunk(), values.as_slice()) else {
        return false;
    };
    let weights = std::iter::successors(Some(1), |weight| Some(weight * 3 % 31));
    let sum: usize = body.iter().zip(weights).map(|(value, weight)| value * weight).sum();
    body.len() == 17
        && PROVINCES.contains(&two(a as u32, b as u32))
        && (sum + last).is_multiple_of(31)
}

/// Counts the letters of the serial, which begins after the letter of the authority.
fn plate(value: &str) -> bool {
    let serial: Vec<u8> = symbols(value).into_iter().skip(1).collect();
    let letters = serial.iter().filter(|symbol| symbol.is_ascii_alphabetic()).count();
    letters <= 2 && serial.len() >= 4
}

/// One or two letters and six digits, weighted 9 to 2; a blank stands before a single letter.
fn hk_id(value: &str) -> bool {
    let mut symbols = symbols(value);
    if symbols.len() == 8 {
        symbols.insert(0, b' ');
    }
    let [body @ .., last] = symbols.as_slice() else { return false };
    if body.len() != 8 {
        return false;
    }
    let value_of = |symbol: u8| match symbol {
        b' ' => 36,
        _ => symbol_value(symbol),
    };
    let values: Vec<u32> = body.iter().map(|&symbol| value_of(symbol)).collect();
    let sum = weighted(&values, &[9, 8, 7, 6, 5, 4, 3, 2]);
    let last = if *last == b'A' { 10 } else { value_of(*last) };
    (sum + last).is_multiple_of(11)
}

/// Letters stand for two digits; the weights are 1, 9, 8, … 1, 1.
fn tw_id(value: &str) -> bool {
    /// Letters in the order of their codes from 10.
    const LETTERS: &[u8; 26] = b"ABCDEFGHJKLMNPQRSTUVXYWZIO";
    let code =
        |letter: u8| LETTERS.iter().position(|&known| known == letter).map(|i| i as u32 + 10);
    let symbols = symbols(value);
    let [first, second, rest @ ..] = symbols.as_slice() else { return false };
    let (Some(first), 8) = (code(*first), rest.len()) else { return false };
    // Old resident certificates have a letter in second place, of which the last digit counts.
    let second = match second {
        b'0'..=b'9' => u32::from(second - b'0'),
        letter => code(*letter).unwrap_or(0) % 10,
    };
    let mut values = vec![first / 10, first % 10, second];
    values.extend(rest.iter().map(|&symbol| symbol_value(symbol)));
    weighted(&values, &[1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1]).is_multiple_of(10)
}

/// Products with 1, 2, 1, 2, 1, 2, 4, 1, their digits summed; a 7 in seventh place counts 0 or 1.
fn tw_ubn(value: &str) -> bool {
    let Some(digits) = exactly::<8>(value) else { return false };
    let products =
        digits.iter().zip([1, 2, 1, 2, 1, 2, 4, 1]).map(|(digit, weight)| digit * weight);
    let sum: u32 = products.map(|product| product / 10 + product % 10).sum();
    sum.is_multiple_of(5) || (digits[6] == 7 && (sum + 1).is_multiple_of(5))
}
