//! Passphrases: a few words that make no sentence.

/// Words that sentences have and passphrases lack.
const SENTENCE: &[&str] = &[
    "a",
    "an",
    "and",
    "are",
    "as",
    "at",
    "be",
    "been",
    "before",
    "but",
    "by",
    "can",
    "contain",
    "do",
    "does",
    "enter",
    "for",
    "forgot",
    "from",
    "has",
    "have",
    "here",
    "if",
    "in",
    "is",
    "it",
    "its",
    "least",
    "less",
    "may",
    "more",
    "must",
    "new",
    "no",
    "not",
    "of",
    "old",
    "on",
    "or",
    "our",
    "out",
    "password",
    "passphrase",
    "please",
    "secret",
    "see",
    "should",
    "so",
    "than",
    "that",
    "the",
    "their",
    "them",
    "then",
    "this",
    "to",
    "too",
    "unique",
    "up",
    "use",
    "user",
    "was",
    "when",
    "which",
    "will",
    "with",
    "you",
    "your",
];
/// Fewest and most words.
const WORDS: std::ops::RangeInclusive<usize> = 3..=8;

/// True for three words or more, in small letters and figures, none of which sentences need.
pub(super) fn is_passphrase(value: &str) -> bool {
    let is_word = |word: &str| {
        word.len() > 1
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
            && !SENTENCE.contains(&word)
    };
    WORDS.contains(&value.split(' ').count())
        && value.split(' ').all(is_word)
        && !super::is_stand_in(value)
}

/// Words that every sentence has and the list of BIP-39 lacks.
const NO_WORDS_OF_WALLETS: &[&str] = &["the", "and", "for", "was", "are", "but", "not"];

/// True for as many words as a wallet writes its key in, each as long as those are.
pub(super) fn is_recovery_phrase(value: &str) -> bool {
    let words: Vec<&str> = value.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let is_one = |word: &&str| (3..=8).contains(&word.len()) && !NO_WORDS_OF_WALLETS.contains(word);
    [12, 15, 18, 21, 24].contains(&words.len()) && words.iter().all(is_one)
}

#[cfg(test)]
mod tests {
    use super::is_passphrase;

    #[test]
    fn words_that_make_no_sentence_are_one() {
        assert!(is_passphrase("granite orchard plume"));
        assert!(is_passphrase("basalt weather 41 finch"));
    }

    #[test]
    fn sentences_and_names_are_none() {
        for value in
            ["at least eight characters", "enter your password", "Two Words Here", "one two"]
        {
            assert!(!is_passphrase(value), "{value}");
        }
    }
}
