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
    ("han-abroad", han::PLACE),
    ("han-divisions", han::PLACE),
    ("han-roles", han::ROLE),
];
/// What the kinds of our own list are, and how frequent these are at least.
const OWN: &[(&str, u8)] = &[
    ("word", han::WORD),
    ("country", han::PLACE),
    ("city", han::PLACE),
    ("district", han::PLACE),
    ("abroad", han::PLACE),
    ("scene", han::PLACE),
    ("foreigner", han::FOREIGN),
    ("uyghur", han::FOREIGN),
    ("tibetan", han::FOREIGN),
    ("mongol", han::FOREIGN),
    ("clan", han::PERSON),
    ("firm", han::ORGANISATION),
    ("team", han::ORGANISATION),
    ("office", han::ORGANISATION),
    ("body", han::ORGANISATION),
];
const OWN_LEVEL: u8 = 14;
/// Small words inside names, which are not names themselves.
const SMALL: &[&str] = &["the", "of", "and", "for", "in", "on", "at", "to", "by", "near"];

/// Writes both tables into `out`.
pub(crate) fn prepare(folder: &Path, out: &Path) {
    println!("cargo::rerun-if-changed={}", folder.display());
    fs::write(out.join("names-latin.bin"), table::encode(&latin_words(folder)))
        .expect("OUT_DIR can be written");
    let han = table::encode(&han_words(folder));
    fs::write(out.join("names-han-characters.bin"), han_characters(&han))
        .expect("OUT_DIR can be written");
    fs::write(out.join("names-han.bin"), han).expect("OUT_DIR can be written");
    fs::write(out.join("names-han-countries.bin"), table::encode(&han_countries(folder)))
        .expect("OUT_DIR can be written");
    fs::write(out.join("names-han-towns.bin"), table::encode(&han_towns(folder)))
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
    for (word, kind) in own_names(folder) {
        let known = words.entry(table::hash_characters(&word)).or_insert(0);
        *known = kind | (*known >> 3).max(OWN_LEVEL) << 3;
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

/// Well-known names with their kinds, those that are words as well left out.
fn own_names(folder: &Path) -> Vec<(String, u8)> {
    let mut names = Vec::new();
    for line in lines(folder, "han-own") {
        let (sure, _) = line.split_once(" ~ ").unwrap_or((&line, ""));
        let mut words = sure.split(' ');
        let slot = words.next().unwrap_or_default();
        let kind = OWN.iter().find(|(own, _)| *own == slot).expect("a kind of name").1;
        names.extend(words.map(|word| (word.to_owned(), kind)));
    }
    names
}

/// Countries that are no towns or regions as well.
fn han_countries(folder: &Path) -> Vec<(u64, u8)> {
    let of_slot = |slot: &str| {
        let line = lines(folder, "han-own").into_iter().find(|line| line.starts_with(slot));
        let line = line.expect("each kind has its line");
        line.split(' ').skip(1).map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let towns = of_slot("city ");
    let countries = of_slot("country ").into_iter().filter(|country| !towns.contains(country));
    countries.map(|country| (table::hash_characters(&country), 1)).collect()
}

/// Towns and counties of China without their last words.
fn han_towns(folder: &Path) -> Vec<(u64, u8)> {
    let is_bare = |name: &str| !name.ends_with(['省', '市', '区', '县', '旗', '州', '盟']);
    let first = |line: &String| line.split(' ').next().map(str::to_owned);
    let names: Vec<_> = lines(folder, "han-divisions").iter().filter_map(first).collect();
    let bare = names.iter().filter(|name| is_bare(name));
    bare.map(|name| (table::hash_characters(name), 1)).collect()
}

/// For each usual character, what the table says of it as a word and in names.
fn han_characters(table: &[u8]) -> Vec<u8> {
    let characters = (han::CHARACTERS_START..).take(han::CHARACTERS).filter_map(char::from_u32);
    let known = characters.flat_map(|character| {
        let mut bytes = [0; 4];
        let role = table::step(table::hash(character.encode_utf8(&mut bytes)), table::SEED);
        let word = table::step(table::SEED, u64::from(character));
        [table::look_up(table, word), table::look_up(table, role)]
    });
    known.collect()
}

/// Hashes of what the words of Chinese characters begin with, themselves left out.
fn han_beginnings(folder: &Path) -> Vec<u64> {
    let mut beginnings = BTreeSet::new();
    let tables = HAN.iter().flat_map(|&(name, _)| lines(folder, name));
    let first = |line: String| line.split(' ').next().expect("each line has a word").to_owned();
    let own = own_names(folder).into_iter().map(|(name, _)| name);
    for word in tables.map(first).chain(own) {
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
