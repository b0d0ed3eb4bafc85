//! Numbers of the Middle East and Africa.

use super::common::{
    digits, exactly, is_date, is_date_of_any_century, luhn, two, varied, weighted,
};
use crate::check::Check;

/// The checks.
pub(super) const CHECKS: &[Check] = &[
    Check { name: "tr-tckn", source: "T.C. Kimlik No., two checks of modulo 10", holds: tr_tckn },
    Check {
        name: "il-tz",
        source: "Mispar Zehut, Luhn over nine digits",
        holds: |value| exactly::<9>(value).is_some_and(|digits| luhn(&digits) && varied(&digits)),
    },
    Check {
        name: "za-id",
        source: "date of birth, citizenship, Luhn",
        holds: |value| {
            exactly::<13>(value).is_some_and(|digits| {
                let [a, b, c, d, e, f, _, _, _, _, citizenship, ..] = digits;
                is_date_of_any_century(two(a, b), two(c, d), two(e, f))
                    && citizenship <= 2
                    && luhn(&digits)
            })
        },
    },
    Check {
        name: "ae-emirates-id",
        source: "784, year of birth, Luhn",
        holds: |value| {
            exactly::<15>(value).is_some_and(|digits| {
                let [7, 8, 4, a, b, ..] = digits else { return false };
                matches!(two(a, b), 19 | 20) && luhn(&digits)
            })
        },
    },
    Check {
        name: "sa-national-id",
        source: "1 for citizens, 2 for residents, Luhn",
        holds: |value| {
            exactly::<10>(value).is_some_and(|digits| {
                matches!(digits[0], 1 | 2) && varied(&digits) && luhn(&digits)
            })
        },
    },
    Check {
        name: "eg-national-id",
        source: "century, date of birth, governorate",
        holds: |value| {
            exactly::<14>(value).is_some_and(|[century, a, b, c, d, e, f, g, h, ..]| {
                matches!(century, 2 | 3)
                    && is_date(1700 + century * 100 + two(a, b), two(c, d), two(e, f))
                    && matches!(two(g, h), 1..=35 | 88)
            })
        },
    },
    Check {
        name: "pk-cnic",
        source: "province; the last digit is odd for men",
        holds: |value| {
            let digits = digits(value);
            digits.len() == 13 && digits.first().is_some_and(|first| (1..=7).contains(first))
        },
    },
];

fn tr_tckn(value: &str) -> bool {
    exactly::<11>(value).is_some_and(|digits| {
        let odd = weighted(&digits, &[1, 0, 1, 0, 1, 0, 1, 0, 1]);
        let even = weighted(&digits, &[0, 1, 0, 1, 0, 1, 0, 1]);
        let tenth = (odd * 7 + 90 - even) % 10;
        let eleventh = digits[..10].iter().sum::<u32>() % 10;
        digits[0] != 0 && digits[9] == tenth && digits[10] == eleventh
    })
}
