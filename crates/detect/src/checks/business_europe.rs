//! Tax, company and account numbers of European countries.

use super::common::{digits, exactly, luhn, mod11_10, number, symbols, varied, weighted};
use super::weights::{
    completes, ends_in_complement, ends_in_rest, lacking, split_last, two_stages,
    weighted_from_the_end,
};
use crate::check::Check;

/// The checks.
pub(super) const CHECKS: &[Check] = &[
    Check { name: "at-uid", source: "UID, doubled digits modulo 10", holds: at_uid },
    Check {
        name: "at-tin",
        source: "Abgabenkontonummer, Luhn",
        holds: |value| exactly::<9>(value).is_some_and(|digits| luhn(&digits) && varied(&digits)),
    },
    Check {
        name: "be-enterprise",
        source: "ondernemingsnummer, 97 less the remainder",
        holds: |value| {
            exactly::<10>(value).is_some_and(|digits| {
                let (body, check) = digits.split_at(8);
                digits[0] < 2 && number(body) > 0 && 97 - number(body) % 97 == number(check)
            })
        },
    },
    Check {
        name: "be-identity-card",
        source: "eID card number, remainder by 97",
        holds: |value| {
            exactly::<12>(value).is_some_and(|digits| {
                let (body, check) = digits.split_at(10);
                let rest = number(body) % 97;
                number(body) > 0 && number(check) == if rest == 0 { 97 } else { rest }
            })
        },
    },
    Check {
        name: "bg-vat",
        source: "ЕИК, two stages of modulo 11",
        holds: |value| {
            exactly::<9>(value).is_some_and(|digits| {
                two_stages(&digits, &[1, 2, 3, 4, 5, 6, 7, 8], &[3, 4, 5, 6, 7, 8, 9, 10])
            })
        },
    },
    Check {
        name: "by-unp",
        source: "УНП, weights modulo 11",
        holds: |value| {
            ends_in_rest::<9>(value, &[29, 23, 19, 17, 13, 7, 5, 3], 11)
                && digits(value).first().is_some_and(|first| (1..=7).contains(first))
        },
    },
    Check {
        name: "ch-uid",
        source: "UID, weights modulo 11",
        holds: |value| completes(value, [5, 4, 3, 2, 7, 6, 5, 4, 1], 11),
    },
    Check { name: "cy-vat", source: "ΑΦΜ, letter of modulo 26", holds: cy_vat },
    Check { name: "cz-company", source: "IČO, weights modulo 11", holds: cz_company },
    Check {
        name: "cz-bank-account",
        source: "Czech account, weights modulo 11",
        holds: |value| {
            let (account, _bank) = value.split_once('/').unwrap_or((value, ""));
            completes(account, [6, 3, 7, 9, 10, 5, 8, 4, 2, 1], 11)
        },
    },
    Check {
        name: "de-vat",
        source: "USt-IdNr., ISO 7064 MOD 11,10",
        holds: |value| exactly::<9>(value).is_some_and(|d| d[0] != 0 && mod11_10(&d)),
    },
    Check {
        name: "dk-cvr",
        source: "CVR, weights modulo 11",
        holds: |value| completes(value, [2, 7, 6, 5, 4, 3, 2, 1], 11),
    },
    Check {
        name: "ee-vat",
        source: "KMKR, weights 3, 7, 1 modulo 10",
        holds: |value| completes(value, [3, 7, 1, 3, 7, 1, 3, 7, 1], 10),
    },
    Check {
        name: "ee-company",
        source: "registrikood, two stages of modulo 11",
        holds: |value| {
            exactly::<8>(value).is_some_and(|digits| {
                matches!(digits[0], 1 | 7 | 8 | 9)
                    && two_stages(&digits, &[1, 2, 3, 4, 5, 6, 7], &[3, 4, 5, 6, 7, 8, 9])
            })
        },
    },
    Check { name: "es-ccc", source: "CCC, two weighted checks of modulo 11", holds: es_ccc },
    Check { name: "es-cups", source: "CUPS, two letters of modulo 529", holds: es_cups },
    Check {
        name: "fi-company",
        source: "Y-tunnus, weights modulo 11",
        holds: |value| completes(value, [7, 9, 10, 5, 8, 4, 2, 1], 11),
    },
    Check {
        name: "fr-siren",
        source: "SIREN, Luhn",
        holds: |value| exactly::<9>(value).is_some_and(|digits| luhn(&digits) && varied(&digits)),
    },
    Check {
        name: "fr-vat",
        source: "TVA: the key is 12 and three times the SIREN modulo 97",
        holds: |value| {
            exactly::<11>(value).is_some_and(|digits| {
                let (key, siren) = digits.split_at(2);
                luhn(siren) && (12 + 3 * (number(siren) % 97)) % 97 == number(key)
            })
        },
    },
    Check { name: "gb-vat", source: "VAT, weights modulo 97, or 42 and 55 more", holds: gb_vat },
    Check { name: "gb-upn", source: "Unique Pupil Number, letter of modulo 23", holds: gb_upn },
    Check {
        name: "hu-vat",
        source: "adószám, weights 9, 7, 3, 1 modulo 10",
        holds: |value| {
            let digits: Vec<u32> = digits(value).into_iter().take(8).collect();
            let sum = weighted(&digits, &[9, 7, 3, 1, 9, 7, 3, 1]);
            digits.len() == 8 && varied(&digits) && sum.is_multiple_of(10)
        },
    },
    Check {
        name: "lt-vat",
        source: "PVM kodas, two stages of modulo 11",
        holds: |value| {
            exactly::<9>(value).is_some_and(|digits| {
                digits[7] == 1
                    && two_stages(&digits, &[1, 2, 3, 4, 5, 6, 7, 8], &[3, 4, 5, 6, 7, 8, 9, 1])
            })
        },
    },
    Check {
        name: "lu-vat",
        source: "TVA, remainder by 89",
        holds: |value| {
            exactly::<8>(value).is_some_and(|digits| {
                let (body, check) = digits.split_at(6);
                number(body) > 0 && number(body) % 89 == number(check)
            })
        },
    },
    Check {
        name: "lv-company",
        source: "PVN, weights modulo 11 leave 3",
        holds: |value| {
            exactly::<11>(value).is_some_and(|digits| {
                digits[0] > 3 && weighted(&digits, &[9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 == 3
            })
        },
    },
    Check {
        name: "md-idno",
        source: "IDNO, weights 7, 3, 1 modulo 10",
        holds: |value| ends_in_rest::<13>(value, &[7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1], 10),
    },
    Check {
        name: "me-pib",
        source: "PIB, weights modulo 11",
        holds: |value| ends_in_complement::<8>(value, &[8, 7, 6, 5, 4, 3, 2], 11),
    },
    Check {
        name: "mk-edb",
        source: "ЕДБ, weights modulo 11",
        holds: |value| ends_in_complement::<13>(value, &[7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2], 11),
    },
    Check {
        name: "mt-vat",
        source: "VAT, weights modulo 37",
        holds: |value| {
            completes(value, [3, 4, 6, 7, 8, 9, 10, 1], 37) && digits(value).first() != Some(&0)
        },
    },
    Check { name: "nl-vat", source: "btw-id: elevenproof, or MOD 97-10 since 2020", holds: nl_vat },
    Check {
        name: "nl-pupil",
        source: "onderwijsnummer, the elevenproof leaves 5",
        holds: |value| {
            exactly::<9>(value).is_some_and(|digits| {
                let (last, others) = split_last(&digits);
                (weighted(others, &[9, 8, 7, 6, 5, 4, 3, 2]) + 11 - last) % 11 == 5
            })
        },
    },
    Check {
        name: "no-bank-account",
        source: "kontonummer, weights modulo 11",
        holds: |value| completes(value, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1], 11),
    },
    Check {
        name: "no-company",
        source: "organisasjonsnummer, weights modulo 11",
        holds: |value| completes(value, [3, 2, 7, 6, 5, 4, 3, 2, 1], 11),
    },
    Check {
        name: "ro-cui",
        source: "CUI, weights 753217532 modulo 11",
        holds: |value| {
            let digits = digits(value);
            let (last, others) = split_last(&digits);
            let sum = weighted_from_the_end(others, &[2, 3, 5, 7, 1, 2, 3, 5, 7]);
            (2..=10).contains(&digits.len()) && digits[0] != 0 && sum * 10 % 11 % 10 == last
        },
    },
    Check {
        name: "rs-pib",
        source: "PIB, ISO 7064 MOD 11,10",
        holds: |value| exactly::<9>(value).is_some_and(|d| d[0] != 0 && mod11_10(&d)),
    },
    Check {
        name: "ru-ogrn",
        source: "ОГРН: remainder by 11, ОГРНИП by 13",
        holds: |value| {
            let digits = digits(value);
            let (last, body) = split_last(&digits);
            let modulus = match digits.len() {
                13 => 11,
                15 => 13,
                _ => return false,
            };
            digits[0] != 0 && number(body) % modulus % 10 == u64::from(last)
        },
    },
    Check {
        name: "se-company",
        source: "organisationsnummer, Luhn",
        holds: |value| {
            let digits: Vec<u32> = digits(value).into_iter().take(10).collect();
            digits.len() == 10 && digits[0] != 0 && digits[2] > 1 && luhn(&digits)
        },
    },
    Check {
        name: "si-vat",
        source: "davčna številka, weights modulo 11",
        holds: |value| {
            exactly::<8>(value).is_some_and(|digits| {
                let lack = lacking(weighted(&digits, &[8, 7, 6, 5, 4, 3, 2]), 11);
                digits[0] != 0 && lack != 0 && lack % 10 == digits[7]
            })
        },
    },
    Check {
        name: "sk-vat",
        source: "IČ DPH, divisible by 11",
        holds: |value| {
            exactly::<10>(value).is_some_and(|digits| {
                let kind = matches!(digits[2], 2 | 3 | 4 | 7 | 8 | 9);
                digits[0] != 0 && kind && number(&digits).is_multiple_of(11)
            })
        },
    },
    Check { name: "tr-vkn", source: "VKN, powers of two modulo 9", holds: tr_vkn },
    Check { name: "ua-edrpou", source: "ЄДРПОУ, two stages of modulo 11", holds: ua_edrpou },
];

fn at_uid(value: &str) -> bool {
    exactly::<8>(value).is_some_and(|digits| {
        let folded = |digit: u32| digit * 2 / 10 + digit * 2 % 10;
        let sum: u32 = (0..7)
            .map(|index| if index % 2 == 1 { folded(digits[index]) } else { digits[index] })
            .sum();
        lacking(sum + 4, 10) == digits[7]
    })
}

fn cy_vat(value: &str) -> bool {
    const ODD: [u32; 10] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
    let symbols = symbols(value);
    let Some(&letter) = symbols.last() else { return false };
    exactly::<8>(value).is_some_and(|digits| {
        let counted = |index: usize| match index % 2 {
            0 => ODD.get(digits[index] as usize).copied().unwrap_or(0),
            _ => digits[index],
        };
        let sum: u32 = (0..8).map(counted).sum();
        u32::from(letter) == u32::from(b'A') + sum % 26
    })
}

fn cz_company(value: &str) -> bool {
    exactly::<8>(value).is_some_and(|digits| {
        let check = match weighted(&digits, &[8, 7, 6, 5, 4, 3, 2]) % 11 {
            0 => 1,
            1 => 0,
            rest => 11 - rest,
        };
        check == digits[7] && varied(&digits)
    })
}

fn es_ccc(value: &str) -> bool {
    const WEIGHTS: [u32; 10] = [1, 2, 4, 8, 5, 10, 9, 7, 3, 6];
    let check = |digits: &[u32], weights: &[u32]| match lacking(weighted(digits, weights), 11) {
        10 => 1,
        lack => lack,
    };
    exactly::<20>(value).is_some_and(|digits| {
        let (bank, rest) = digits.split_at(8);
        let (checks, account) = rest.split_at(2);
        varied(account)
            && check(bank, &WEIGHTS[2..]) == checks[0]
            && check(account, &WEIGHTS) == checks[1]
    })
}

fn es_cups(value: &str) -> bool {
    const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    let symbols = symbols(value);
    let digits: Vec<u32> = digits(value).into_iter().take(16).collect();
    let rest = number(&digits) % 529;
    let wanted = [LETTERS[(rest / 23) as usize], LETTERS[(rest % 23) as usize]];
    digits.len() == 16 && symbols.get(18..20) == Some(&wanted)
}

fn gb_vat(value: &str) -> bool {
    exactly::<9>(value).is_some_and(|digits| {
        let rest = weighted(&digits, &[8, 7, 6, 5, 4, 3, 2, 10, 1]) % 97;
        let is_late = number(&digits[..3]) >= 100;
        rest == 0 && varied(&digits) || is_late && matches!(rest, 42 | 55)
    })
}

fn gb_upn(value: &str) -> bool {
    const LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPQRTUVWXYZ";
    exactly::<12>(value).is_some_and(|digits| {
        let rest = weighted(&digits, &[2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]) % 23;
        symbols(value).first() == LETTERS.get(rest as usize)
    })
}

fn nl_vat(value: &str) -> bool {
    let symbols = symbols(value);
    let body = symbols.strip_prefix(b"NL").unwrap_or(&symbols);
    let digits: Vec<u32> = digits(value).into_iter().take(9).collect();
    let (last, others) = split_last(&digits);
    let elevenproof = weighted(others, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11 == last;
    let whole = [b"NL".as_slice(), body].concat();
    let is_97 = super::common::remainder_97(whole.into_iter()) == 1;
    digits.len() == 9 && varied(&digits) && (elevenproof || is_97)
}

fn tr_vkn(value: &str) -> bool {
    exactly::<10>(value).is_some_and(|digits| {
        let (last, body) = split_last(&digits);
        let sum: u32 = body
            .iter()
            .rev()
            .zip(1_u32..)
            .map(|(digit, place)| match (digit + place) % 10 {
                0 => 0,
                shifted => match (shifted << place) % 9 {
                    0 => 9,
                    rest => rest,
                },
            })
            .sum();
        lacking(sum, 10) == last && varied(&digits)
    })
}

fn ua_edrpou(value: &str) -> bool {
    exactly::<8>(value).is_some_and(|digits| match digits[0] {
        3..=5 => two_stages(&digits, &[7, 1, 2, 3, 4, 5, 6], &[9, 3, 4, 5, 6, 7, 8]),
        _ => two_stages(&digits, &[1, 2, 3, 4, 5, 6, 7], &[3, 4, 5, 6, 7, 8, 9]),
    })
}
