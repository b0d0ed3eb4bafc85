//! What an address between blanks looks like: a word of streets, written as one, and the number of
//! a house.
//!
//! The model also sees addresses in lists of changes, in assembly language and in tables of lenses;
//! their short words are streets somewhere (`OS`, `AL`, `apt`, `via`), but hardly beside a number.

use crate::names::is_street;

/// Words of addresses that name no street.
const LABELS: &[&str] = &["zip", "postcode", "os"];
/// Signs that no address holds.
const SIGNS: [char; 11] = ['=', '"', '{', '}', '<', '>', '\\', '|', '_', ';', '\t'];
/// Up to this length a word in capitals may as well be a sign for something.
const SIGN_BYTES_MAX: usize = 3;

/// True for `48 Lindenhurst Avenue`, `rue Lepic 12` and `Unit 6`.
pub(super) fn has_street_and_number(text: &str) -> bool {
    let is_in_capitals = !text.chars().any(char::is_lowercase);
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || ",()".contains(c))
        .map(|word| word.trim_matches(['.', '\'', '#', ':']))
        .filter(|word| !word.is_empty())
        .collect();
    let mut numbers = words.iter().enumerate().filter(|(_, word)| is_house_number(word));
    let names_street = |(at, word): (usize, &&str)| {
        let next = words.get(at + 1).copied().unwrap_or_default();
        is_street(word)
            && !LABELS.contains(&word.to_lowercase().as_str())
            && is_written_as_name(word, next, is_in_capitals)
    };
    !text.contains("\n\n")
        && !text.contains(SIGNS)
        // A year stands behind most things that are no streets.
        && numbers.any(|(at, word)| at == 0 || !is_year(word))
        && words.iter().enumerate().any(names_street)
}

/// True for `Road`, `ST` amid capitals, and `rue` before a name.
fn is_written_as_name(word: &str, next: &str, is_in_capitals: bool) -> bool {
    let has_capital = |word: &str| word.starts_with(char::is_uppercase);
    let is_sign = word.len() <= SIGN_BYTES_MAX && !word.chars().any(char::is_lowercase);
    let is_before_name = has_capital(next) && (word.len() > 2 || word == "ul");
    match has_capital(word) {
        true => !is_sign || is_in_capitals,
        // `straße` and the like end a word that has its capital elsewhere, if it has one.
        false => is_before_name || word.len() > 6,
    }
}

/// True for `7`, `12a`, `12/3` and `14-16`.
fn is_house_number(word: &str) -> bool {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let rest = word.get(digits..).unwrap_or_default();
    let is_tail = |tail: &str| {
        let letters = tail.trim_start_matches(|c: char| c.is_ascii_digit());
        tail.len() <= 4 && letters.len() <= 1 && letters.bytes().all(|b| b.is_ascii_alphabetic())
    };
    (1..=5).contains(&digits)
        && !word.starts_with('0')
        && match rest.strip_prefix(['/', '-']) {
            Some(second) => second.starts_with(|c: char| c.is_ascii_digit()) && is_tail(second),
            None => rest.len() <= 1 && is_tail(rest),
        }
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && (word.starts_with("19") || word.starts_with("20"))
}

#[cfg(test)]
mod tests {
    use super::has_street_and_number;

    #[test]
    fn addresses_have_a_street_and_a_number() {
        for address in [
            "48 Lindenhurst Avenue, Apt. 6, Marlow Falls, OH 44120",
            "Rosengatan 14, 582 24 Linköping",
            "12 rue Lepic, Lyon",
            "via Roma 12, Torino",
            "116 WOODBURN RD",
            "Unit 6",
            "Lindenstraße 12a, 04109 Leipzig",
            "2021 Maple Lane",
            "P.O. Box 94079, Amsterdam",
        ] {
            assert!(has_street_and_number(address), "{address}");
        }
    }

    #[test]
    fn programs_lenses_and_lists_have_none() {
        for text in [
            "MS-DOS (DJGPP), OS/2",
            "Drop Mac OS 9 and Rhapsody",
            "Hacking Lab, via Pwn2Own 2024",
            "apt-pkg in apt 1",
            "HD 35mm F2.4 AL",
            "136\n    jl",
            "6 AL WR\n'7 203'\t= HD 55",
            "win32/makefile, zip.c",
            "Note Zip 3 and UnZip 6",
            "02508\nBOX DRAWINGS",
            "Boston, MA 02110-1301",
            "",
        ] {
            assert!(!has_street_and_number(text), "{text}");
        }
    }
}
