//! Numbers that are the same all over the world.

use sha2::{Digest, Sha256};

use super::Check;
use super::common::{
    digits, is_date_of_any_century, luhn, mod97_10, symbol_value, symbols, two, varied,
};

/// The checks.
pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "payment-card",
        source: "ISO/IEC 7812-1: length of the issuer's range, Luhn",
        holds: payment_card,
    },
    Check { name: "track-data", source: "ISO/IEC 7813, track 2", holds: track_data },
    Check {
        name: "iban",
        source: "ISO 13616: length of the country, MOD 97-10",
        holds: |value| iban_length(value) == Some(symbols(value).len()) && iban_sum(value),
    },
    Check {
        name: "lei",
        source: "ISO 17442, MOD 97-10",
        holds: |value| symbols(value).len() == 20 && mod97_10(value),
    },
    Check { name: "isin", source: "ISO 6166, Luhn over the letters' numbers", holds: isin },
    Check { name: "imei", source: "3GPP TS 23.003, Luhn", holds: imei },
    Check {
        name: "iccid",
        source: "ITU-T E.118: 89, Luhn; nineteen digits, or twenty without check",
        holds: iccid,
    },
    Check { name: "vin", source: "ISO 3779, check digit of 49 CFR 565 and GB 16735", holds: vin },
    Check { name: "mrz-td3", source: "ICAO Doc 9303-4, second line", holds: mrz_td3 },
    Check { name: "mrz-td1", source: "ICAO Doc 9303-5, three lines", holds: mrz_td1 },
    Check {
        name: "orcid",
        source: "ISO 27729, ISO 7064 MOD 11-2; the block of ORCID",
        holds: super::common::mod11_2,
    },
    Check { name: "bitcoin-address", source: "Base58Check, BIP 173, BIP 350", holds: bitcoin },
    Check { name: "container-number", source: "ISO 6346", holds: container },
];

/// Forms that are not arithmetic.
pub(super) const FORMS: &[Check] = &[
    Check {
        name: "phone-length",
        source: "ITU-T E.164: eight to fifteen digits",
        holds: |value| (8..=15).contains(&digits(value).len()) && varied(&digits(value)),
    },
    Check {
        name: "a-digit",
        source: "a number plate has a digit and a letter",
        holds: |value| {
            value.bytes().any(|byte| byte.is_ascii_digit())
                && value.bytes().any(|byte| byte.is_ascii_uppercase())
        },
    },
    Check {
        name: "has-digit",
        source: "a model, a serial number or a version holds a digit",
        holds: |value| value.bytes().any(|byte| byte.is_ascii_digit()),
    },
    Check {
        name: "five-digits",
        source: "a number of a document holds five digits at least, not all the same",
        holds: |value| digits(value).len() >= 5 && varied(&digits(value)),
    },
    Check {
        name: "filled-in",
        source: "a cell that says something, and not that there is nothing",
        holds: is_filled_in,
    },
];

/// What a cell holds in which there is nothing to tell.
const NOTHING: &[&str] = &[
    "none",
    "no",
    "nil",
    "n/a",
    "na",
    "not known",
    "unknown",
    "无",
    "否",
    "没有",
    "不详",
    "健康",
    "良好",
];

fn is_filled_in(value: &str) -> bool {
    let plain = value.trim().to_lowercase();
    plain.chars().any(char::is_alphabetic) && !NOTHING.contains(&plain.as_str())
}

fn payment_card(value: &str) -> bool {
    let digits = digits(value);
    let Some(&[a, b, c, d]) = digits.first_chunk() else { return false };
    let prefix = two(a, b) * 100 + two(c, d);
    let lengths = match prefix {
        4000..=4999 => &[13, 16, 19][..],
        5100..=5599 | 2221..=2720 => &[16],
        3400..=3499 | 3700..=3799 => &[15],
        3000..=3059 | 3600..=3699 | 3800..=3999 => &[14, 16, 19],
        6011 | 6440..=6599 => &[16, 19],
        3528..=3589 | 1800 | 2131 => &[15, 16, 19],
        2200..=2204 => &[16, 17, 18, 19],
        5000..=5099 | 5600..=5899 | 6000..=6999 => &[12, 13, 14, 15, 16, 17, 18, 19],
        _ => &[],
    };
    lengths.contains(&digits.len()) && varied(&digits) && luhn(&digits)
}

fn track_data(value: &str) -> bool {
    let number = value.trim_start_matches(';').split('=').next();
    number.is_some_and(payment_card)
}

/// Length of an account number of the country, after the registry of ISO 13616.
fn iban_length(value: &str) -> Option<usize> {
    const LENGTHS: &[(usize, &str)] = &[
        (15, "NO"),
        (16, "BE"),
        (18, "DK FK FO FI GL NL SD"),
        (19, "MK SI"),
        (20, "AT BA EE KZ LT LU MN XK"),
        (21, "CH HR LI LV"),
        (22, "BG BH CR DE GB GE IE ME RS VA"),
        (23, "AE GI IL IQ OM SO TL"),
        (24, "AD CZ ES MD PK RO SA SE SK TN VG"),
        (25, "LY PT ST"),
        (26, "IS TR"),
        (27, "BI DJ FR GR IT MC MR SM"),
        (28, "AL AZ BY CY DO GT HU LB NI PL SV"),
        (29, "BR EG PS QA UA"),
        (30, "JO KW MU YE"),
        (31, "MT SC"),
        (32, "LC"),
        (33, "RU"),
    ];
    let country = value.get(..2)?.to_ascii_uppercase();
    let found = LENGTHS.iter().find(|(_, countries)| countries.split(' ').any(|c| c == country));
    found.map(|(length, _)| *length)
}

/// The first four symbols count last.
fn iban_sum(value: &str) -> bool {
    let symbols = symbols(value);
    let Some((head, rest)) = symbols.split_at_checked(4) else { return false };
    super::common::remainder_97(rest.iter().chain(head).copied()) == 1
}

fn isin(value: &str) -> bool {
    let written: String =
        symbols(value).into_iter().map(|symbol| symbol_value(symbol).to_string()).collect();
    symbols(value).len() == 12 && luhn(&digits(&written))
}

fn imei(value: &str) -> bool {
    let digits = digits(value);
    digits.len() == 15 && varied(&digits) && luhn(&digits)
}

fn iccid(value: &str) -> bool {
    let digits = digits(value);
    digits.starts_with(&[8, 9])
        && match digits.len() {
            // Many makers print the twentieth digit as the check, others only nineteen.
            19 | 20 => luhn(&digits),
            _ => false,
        }
}

/// Letters count as their place in the rows of a typewriter table; the ninth place is the check.
fn vin(value: &str) -> bool {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let symbols = symbols(value);
    let value_of = |symbol: u8| match symbol {
        b'0'..=b'9' => u32::from(symbol - b'0'),
        b'A'..=b'H' => u32::from(symbol - b'A') + 1,
        b'J'..=b'R' => u32::from(symbol - b'J') + 1,
        b'S'..=b'Z' => u32::from(symbol - b'S') + 2,
        _ => 0,
    };
    let values: Vec<u32> = symbols.iter().map(|&symbol| value_of(symbol)).collect();
    let Some(check) = symbols.get(8) else { return false };
    let expected = match weighted_sum(&values, &WEIGHTS) % 11 {
        10 => b'X',
        digit => b'0' + digit as u8,
    };
    let letters = symbols.iter().filter(|symbol| symbol.is_ascii_alphabetic()).count();
    symbols.len() == 17 && *check == expected && (2..=13).contains(&letters)
}

fn weighted_sum(values: &[u32], weights: &[u32]) -> u32 {
    super::common::weighted(values, weights)
}

/// Weights 7, 3, 1 over digits, letters from 10 and `<` as nothing.
fn mrz_check(field: &[u8], check: u8) -> bool {
    let values: Vec<u32> = field.iter().map(|&symbol| symbol_value(symbol)).collect();
    let weights: Vec<u32> = [7, 3, 1].into_iter().cycle().take(values.len()).collect();
    symbol_value(check) == weighted_sum(&values, &weights) % 10
}

fn mrz_td3(value: &str) -> bool {
    let line = value.lines().last().unwrap_or_default().as_bytes();
    let (Some(number), Some(birth), Some(expiry)) =
        (line.get(..10), line.get(13..20), line.get(21..28))
    else {
        return false;
    };
    [number, birth, expiry].into_iter().all(is_mrz_field) && is_mrz_date(birth)
}

fn mrz_td1(value: &str) -> bool {
    let lines: Vec<&[u8]> = value.lines().map(|line| line.trim().as_bytes()).collect();
    let [first, second, ..] = lines.as_slice() else { return false };
    let (Some(number), Some(birth), Some(expiry)) =
        (first.get(5..15), second.get(..7), second.get(8..15))
    else {
        return false;
    };
    [number, birth, expiry].into_iter().all(is_mrz_field) && is_mrz_date(birth)
}

/// True when the last symbol of a field is its check.
fn is_mrz_field(field: &[u8]) -> bool {
    field.split_last().is_some_and(|(&check, field)| mrz_check(field, check))
}

fn is_mrz_date(field: &[u8]) -> bool {
    let values: Vec<u32> = field.iter().map(|&symbol| symbol_value(symbol)).collect();
    match values.as_slice() {
        [a, b, c, d, e, f, ..] => is_date_of_any_century(two(*a, *b), two(*c, *d), two(*e, *f)),
        _ => false,
    }
}

fn bitcoin(value: &str) -> bool {
    match value.get(..3) {
        Some("bc1") => bech32(value),
        _ => base58check(value).is_some_and(|version| matches!(version, 0 | 5)),
    }
}

/// Returns the version byte of twenty-five bytes in Base58Check.
fn base58check(value: &str) -> Option<u8> {
    const SYMBOLS: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut bytes = [0_u8; 25];
    for symbol in value.bytes() {
        let mut carry = SYMBOLS.iter().position(|&known| known == symbol)? as u32;
        for byte in bytes.iter_mut().rev() {
            carry += u32::from(*byte) * 58;
            *byte = (carry % 256) as u8;
            carry /= 256;
        }
        if carry != 0 {
            return None;
        }
    }
    let (payload, sum) = bytes.split_at(21);
    let hash = Sha256::digest(Sha256::digest(payload));
    hash.starts_with(sum).then_some(bytes[0])
}

/// BIP 173 and BIP 350: the polymod over the human part and the data is 1 or 0x2bc830a3.
fn bech32(value: &str) -> bool {
    const SYMBOLS: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let step = |sum: u32, value: u32| {
        let top = sum >> 25;
        let next = (sum & 0x01ff_ffff) << 5 ^ value;
        GENERATOR.iter().enumerate().fold(next, |next, (bit, generator)| {
            if top >> bit & 1 == 1 { next ^ generator } else { next }
        })
    };
    let data = value.bytes().skip(3).map(|symbol| {
        let symbol = symbol.to_ascii_lowercase();
        SYMBOLS.iter().position(|&known| known == symbol).map(|place| place as u32)
    });
    let Some(data) = data.collect::<Option<Vec<u32>>>() else { return false };
    // The human part `bc`, expanded.
    let human = [3, 3, 0, 2, 3];
    let sum = human.into_iter().chain(data).fold(1, step);
    matches!(sum, 1 | 0x2bc8_30a3)
}

/// Powers of two as weights; letters count from 10 and skip the multiples of 11.
fn container(value: &str) -> bool {
    let symbols = symbols(value);
    let [body @ .., last] = symbols.as_slice() else { return false };
    let value_of = |symbol: u8| match symbol_value(symbol) {
        value @ 0..=10 => value,
        value => value + (value - 1) / 10,
    };
    let powers = (0..10).map(|place| 1 << place);
    let sum: u32 = body.iter().zip(powers).map(|(&symbol, power)| value_of(symbol) * power).sum();
    body.len() == 10 && sum % 11 % 10 == symbol_value(*last)
}
