//! Makes the tables of names ready: words become hashes with what is known of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::known::{han, latin};
use crate::table;
use crate::token::{self, Shape};

/// Files of words between blanks, and what each says of them.
const LATIN: &[(&str, u8)] = &[
    ("given", latin::GIVEN),
    ("family", latin::FAMILY),
    ("places", latin::PLACE),
    ("countries", latin::PLACE | latin::COUNTRY),
    ("streets", latin::STREET),
    ("organisations", latin::ORGANISATION),
    ("titles", latin::TITLE),
    ("common", latin::COMMON),
];
/// Files of words of Chinese characters, and the kind of each. Of a word that stands in several,
/// the last one counts.
const HAN: &[(&str, u8)] = &[
    ("han-words", han::WORD),
    ("han-names", han::NAME),
    ("han-people", han::PERSON),
    ("han-foreign", han::FOREIGN),
    ("han-organisations", han::ORGANISATION),
    ("han-places", han::PLACE),
    ("han-roles", han::ROLE),
];
/// Small words inside names, which are not names themselves.
const SMALL: &[&str] = &["the", "of", "and", "for", "in", "on", "at", "to", "by", "near"];

/// Writes both tables into `out`.
pub(crate) fn prepare(folder: &Path, out: &Path) {
    println!("cargo::rerun-if-changed={}", folder.display());
    fs::write(out.join("names-latin.bin"), table::encode(&latin_words(folder)))
        .expect("OUT_DIR can be written");
    fs::write(out.join("names-han.bin"), table::encode(&han_words(folder)))
        .expect("OUT_DIR can be written");
    fs::write(out.join("names-han-beginnings.bin"), table::encode_set(&han_beginnings(folder)))
        .expect("OUT_DIR can be written");
}

fn latin_words(folder: &Path) -> Vec<(u64, u8)> {
    let mut words = Vec::new();
    let mut tokens = Vec::new();
    for &(name, bit) in LATIN {
        for line in lines(folder, name) {
            tokens.clear();
            token::tokens(&line, &mut tokens);
            let whole = tokens.iter().filter(|token| token.shape != Shape::Sign);
            let told = whole.filter(|token| {
                let word = line.get(token.range()).unwrap_or_default().to_lowercase();
                tokens.len() == 1 || (token.chars > 2 && !SMALL.contains(&word.as_str()))
            });
            words.extend(told.map(|token| (token.word, bit)));
        }
    }
    words
}

fn han_words(folder: &Path) -> Vec<(u64, u8)> {
    let mut words = BTreeMap::new();
    for &(name, kind) in HAN {
        for line in lines(folder, name) {
            let mut fields = line.split(' ');
            let word = fields.next().expect("each line has a word");
            let level = fields.next().and_then(|level| level.parse().ok());
            let level: u8 = level.expect("how frequent it is, up to 31");
            words.insert(table::hash_characters(word), kind | level << 3);
        }
    }
    for line in lines(folder, "han-characters") {
        let mut fields = line.split(' ');
        let character = fields.next().expect("each line has a character");
        let levels = fields.map(|level| level.parse::<u8>().expect("a level up to 3"));
        let roles =
            levels.enumerate().fold(0, |roles, (index, level)| roles | level << (2 * index));
        words.insert(table::step(table::hash(character), table::SEED), roles);
    }
    words.into_iter().collect()
}

/// Hashes of what the words of Chinese characters begin with, themselves left out.
fn han_beginnings(folder: &Path) -> Vec<u64> {
    let mut beginnings = BTreeSet::new();
    for line in HAN.iter().flat_map(|&(name, _)| lines(folder, name)) {
        let word = line.split(' ').next().expect("each line has a word");
        let mut state = table::SEED;
        for (character, _) in word.chars().zip(word.chars().skip(1)) {
            state = table::step(state, u64::from(character));
            beginnings.insert(state);
        }
    }
    beginnings.into_iter().collect()
}

fn lines(folder: &Path, name: &str) -> Vec<String> {
    let text = fs::read_to_string(folder.join(format!("{name}.txt"))).expect("a table can be read");
    text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}
