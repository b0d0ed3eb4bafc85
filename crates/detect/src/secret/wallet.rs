//! Recovery phrases of wallets that prove themselves: words of the English list of BIP-39, whose
//! last bits are the check sum of the others.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

/// The list in its order, which is that of the alphabet: a word stands for its place.
static WORDS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| include_str!("../../words/bip39-english.txt").lines().collect());
/// Bits that a word stands for.
const BITS: usize = 11;

/// True for 12, 15, 18, 21 or 24 words of the list with the right check sum; numbers and signs
/// between them do not matter.
pub(super) fn is_checked_phrase(value: &str) -> bool {
    let words = value.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    let numbers: Option<Vec<usize>> = words.map(number).collect();
    numbers
        .is_some_and(|numbers| matches!(numbers.len(), 12 | 15 | 18 | 21 | 24) && holds(&numbers))
}

fn number(word: &str) -> Option<usize> {
    WORDS.binary_search(&word.to_ascii_lowercase().as_str()).ok()
}

/// True when the last bits are the first ones of the hash of those before: one for each 32.
fn holds(numbers: &[usize]) -> bool {
    let bit = |at: usize| (numbers[at / BITS] >> (BITS - 1 - at % BITS) & 1) as u8;
    let bits = numbers.len() * BITS;
    let entropy = bits / 33 * 32;
    let byte = |start: usize| (start..start + 8).fold(0, |byte, at| byte << 1 | bit(at));
    let bytes: Vec<u8> = (0..entropy).step_by(8).map(byte).collect();
    let [check, ..]: [u8; 32] = Sha256::digest(&bytes).into();
    (entropy..bits).enumerate().all(|(at, place)| bit(place) == check >> (7 - at) & 1)
}

#[cfg(test)]
mod tests {
    use super::is_checked_phrase;

    #[test]
    fn phrases_of_the_published_vectors_hold() {
        for phrase in [
            "legal winner thank year wave sausage worth useful legal winner thank yellow",
            "letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd \
             amount doctor acoustic avoid letter always",
            "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo \
             zoo zoo vote",
            "1. legal 2. winner 3. thank 4. year 5. wave 6. sausage\n7. worth 8. useful 9. legal \
             10. winner 11. thank 12. Yellow",
        ] {
            assert!(is_checked_phrase(phrase), "{phrase}");
        }
    }

    #[test]
    fn other_words_and_another_last_word_do_not() {
        for phrase in [
            "legal winner thank year wave sausage worth useful legal winner thank zoo",
            "legal winner thank year wave sausage worth useful legal winner thank",
            "one day the old king went out to look for the sea",
            "",
        ] {
            assert!(!is_checked_phrase(phrase), "{phrase}");
        }
    }
}
