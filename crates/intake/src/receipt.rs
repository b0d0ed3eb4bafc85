//! The receipt: words that only the reporter has, and the keys that come out of them.
//!
//! Nothing of a receipt is stored anywhere.
//! Whoever has the words has the mailbox; whoever loses them cannot be given it back.

use argon2::{Algorithm, Argon2, Params, Version};
use bip39::Language;
use diceware_wordlists::Wordlist;
use hkdf::Hkdf;
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::age::Identity;
use crate::channel::ChannelId;
use crate::hash::Hash;
use crate::sign::SigningKey;

/// A list that words are drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordList {
    /// Seven of the 7,776 words of the EFF's long list (CC BY 3.0): 90 bits, and one that checks.
    English,
    /// Eight of the 2,048 characters of BIP 39: 88 bits, and one that checks.
    Chinese,
}

impl WordList {
    /// Every list.
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    fn words(self) -> &'static [&'static str] {
        match self {
            Self::English => Wordlist::EffLong.get_list(),
            Self::Chinese => Language::SimplifiedChinese.word_list(),
        }
    }

    /// Returns the list for readers of a language.
    pub fn of_language(tag: &str) -> Self {
        if tag.starts_with("zh") { Self::Chinese } else { Self::English }
    }

    /// Returns how many words a receipt has.
    pub const fn word_count(self) -> usize {
        self.secret_words() + 1
    }

    /// Returns the words, one a line, for programs that draw receipts elsewhere.
    pub fn to_text(self) -> String {
        self.words().iter().flat_map(|word| [*word, "\n"]).collect()
    }

    /// How many words carry the secret; one more checks them.
    const fn secret_words(self) -> usize {
        match self {
            Self::English => 7,
            Self::Chinese => 8,
        }
    }

    const fn separator(self) -> &'static str {
        match self {
            Self::English => " ",
            Self::Chinese => "",
        }
    }
}

/// Why words are no receipt.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A word stands in no list.
    #[error("word {0} is not a word of a receipt")]
    UnknownWord(usize),
    /// There are too many or too few.
    #[error("a receipt has {expected} words, and these are {found}")]
    Count {
        /// How many there should be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// The last word does not fit the others.
    #[error("the last word does not fit the others: one of them is mistyped, or their order")]
    Checksum,
}

/// The words.
#[derive(Clone, PartialEq, Eq)]
pub struct Receipt {
    list: WordList,
    /// Places in the list; the last one checks the others.
    indexes: Zeroizing<Vec<usize>>,
}

impl Receipt {
    /// Draws a new receipt.
    pub fn generate(list: WordList, rng: &mut dyn CryptoRng) -> Self {
        let count = list.words().len();
        let mut indexes: Zeroizing<Vec<usize>> =
            Zeroizing::new((0..list.secret_words()).map(|_| below(count, rng)).collect());
        let check = check_index(list, &indexes);
        indexes.push(check);
        Self { list, indexes }
    }

    /// Reads words as people write them: in any case, with spaces, hyphens or commas between.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text: Zeroizing<String> =
            Zeroizing::new(text.nfkc().flat_map(char::to_lowercase).collect());
        let is_chinese = text.chars().any(|letter| letter >= '\u{2e80}');
        let list = if is_chinese { WordList::Chinese } else { WordList::English };
        let words: Vec<&str> = match list {
            WordList::English => english_words(&text),
            WordList::Chinese => {
                text.split("").filter(|word| word.chars().any(char::is_alphanumeric)).collect()
            }
        };
        let find = |(place, word): (usize, &&str)| {
            let index = list.words().iter().position(|known| known == word);
            index.ok_or(Error::UnknownWord(place + 1))
        };
        let indexes: Result<Vec<usize>, Error> = words.iter().enumerate().map(find).collect();
        Self::of_indexes(list, Zeroizing::new(indexes?))
    }

    fn of_indexes(list: WordList, indexes: Zeroizing<Vec<usize>>) -> Result<Self, Error> {
        let expected = list.secret_words() + 1;
        match indexes.split_last() {
            Some((&check, secret)) if secret.len() + 1 == expected => {
                let fits = check_index(list, secret) == check;
                if fits { Ok(Self { list, indexes }) } else { Err(Error::Checksum) }
            }
            _ => Err(Error::Count { expected, found: indexes.len() }),
        }
    }

    /// Returns the words in their order.
    pub fn words(&self) -> impl Iterator<Item = &'static str> + '_ {
        let words = self.list.words();
        self.indexes.iter().map(|&index| words.get(index).copied().unwrap_or_default())
    }

    /// Returns the words as one text, in the one form that keys are made from.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(self.words().collect::<Vec<_>>().join(self.list.separator()))
    }

    /// Derives the reporter's keys in a channel; takes 64 MiB and about half a second.
    pub fn keys(&self, channel: &ChannelId) -> ReporterKeys {
        self.keys_with(channel, &Params::new(64 << 10, 3, 1, Some(32)).expect("these are allowed"))
    }

    fn keys_with(&self, channel: &ChannelId, params: &Params) -> ReporterKeys {
        let salt =
            Sha256::new().chain_update(b"obelus/receipt/v1").chain_update(channel.as_bytes());
        let salt: [u8; 32] = salt.finalize().into();
        let mut main = Zeroizing::new([0; 32]);
        let salt = salt.first_chunk::<16>().expect("a digest has 32 bytes");
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone())
            .hash_password_into(self.to_text().as_bytes(), salt, main.as_mut_slice())
            .expect("lengths and memory are as Argon2 wants them");
        let derive = |label: &[u8]| {
            let mut key = Zeroizing::new([0; 32]);
            let expanded =
                Hkdf::<Sha256>::new(None, main.as_slice()).expand(label, key.as_mut_slice());
            expanded.expect("32 bytes are fewer than HKDF can give");
            key
        };
        let mailbox = derive(b"mailbox");
        ReporterKeys {
            mailbox: Mailbox(*mailbox.first_chunk().expect("a key has 32 bytes")),
            sign: SigningKey::of_seed(&derive(b"sign")),
            seal: Identity::Hybrid(derive(b"seal")),
        }
    }
}

impl std::fmt::Debug for Receipt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Receipt(secret)")
    }
}

/// What a receipt gives: an address, a signature and a way to open replies.
#[derive(Debug)]
pub struct ReporterKeys {
    /// Where replies wait.
    pub mailbox: Mailbox,
    /// Signs follow-ups.
    pub sign: SigningKey,
    /// Opens replies.
    pub seal: Identity,
}

/// The locator of a mailbox; a server stores its digest alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Mailbox([u8; 16]);

impl Mailbox {
    #[cfg(test)]
    pub(crate) const fn of_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Reads the hexadecimal digits in which a reporter's program asks for its mailbox.
    pub fn parse(text: &str) -> Option<Self> {
        crate::unhex(text).map(Self)
    }

    /// Returns the name under which a server keeps it.
    pub fn name(&self) -> String {
        let mut hash = Hash::new();
        hash.update(b"obelus/mailbox/v1");
        hash.update(&self.0);
        crate::hex(hash.finish())
    }
}

impl std::fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mailbox(secret)")
    }
}

/// Splits at what people put between words; a few words of the list have a hyphen of their own.
fn english_words(text: &str) -> Vec<&str> {
    let known = |word: &str| WordList::English.words().contains(&word);
    let between = |c: char| c.is_whitespace() || matches!(c, ',' | '.' | ';' | '·' | '_');
    let pieces = text.split(between).filter(|piece| !piece.is_empty());
    pieces
        .flat_map(|piece| match known(piece) {
            true => vec![piece],
            false => piece.split(['-', '–']).filter(|word| !word.is_empty()).collect(),
        })
        .collect()
}

/// The place of the word that checks the others.
fn check_index(list: WordList, secret: &[usize]) -> usize {
    let mut hash = Hash::new();
    hash.update(b"obelus/receipt-check/v1");
    for &index in secret {
        hash.update(&u32::try_from(index).unwrap_or(u32::MAX).to_be_bytes());
    }
    let digest = hash.finish();
    let number = u64::from_be_bytes(*digest.first_chunk().expect("a digest has 32 bytes"));
    let count = u64::try_from(list.words().len()).unwrap_or(1);
    usize::try_from(number % count).unwrap_or(0)
}

/// Returns a number below `count`, each as likely as the others.
fn below(count: usize, rng: &mut dyn CryptoRng) -> usize {
    let count = u32::try_from(count).expect("lists are short");
    let whole = u32::MAX - u32::MAX % count;
    loop {
        let drawn = rng.next_u32();
        if drawn < whole {
            return usize::try_from(drawn % count).unwrap_or(0);
        }
    }
}

#[cfg(test)]
mod tests;
