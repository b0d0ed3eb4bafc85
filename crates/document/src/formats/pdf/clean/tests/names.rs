//! What a copy tells of a name that went from it, to somebody who holds ten thousand names against it.

use super::{Sheet, cleaned, page_of, read};
use crate::PartKind;
use crate::clean::{Plan, Redaction};

/// Invented names, none twice: what a reader of the copy may hold against the gap.
fn candidates(count: usize) -> Vec<String> {
    const FIRST: [&str; 25] = [
        "Al",
        "Ann",
        "Bartholomew",
        "Bo",
        "Carla",
        "Dimitri",
        "Edwina",
        "Flo",
        "Gwendolyn",
        "Hal",
        "Ignatius",
        "Jo",
        "Katharina",
        "Li",
        "Maximilian",
        "Nia",
        "Ottilie",
        "Pat",
        "Quirin",
        "Roswitha",
        "Sam",
        "Theodora",
        "Ulla",
        "Wilhelmina",
        "Zoe",
    ];
    const START: [&str; 20] = [
        "Al", "Bre", "Cor", "Dom", "Ell", "Fen", "Gil", "Hol", "Ing", "Jar", "Kel", "Lim", "Mor",
        "Nim", "Ost", "Pel", "Quil", "Ril", "Sto", "Wim",
    ];
    const END: [&str; 20] = [
        "a",
        "by",
        "croft",
        "den",
        "elli",
        "feld",
        "gate",
        "hausen",
        "i",
        "jord",
        "kins",
        "low",
        "mann",
        "ner",
        "o",
        "pool",
        "quist",
        "ridge",
        "stein",
        "worthington",
    ];
    let name = |number: usize| {
        let (first, rest) = (number % FIRST.len(), number / FIRST.len());
        format!(
            "{} {}{}",
            FIRST[first],
            START[rest % START.len()],
            END[rest / START.len() % END.len()]
        )
    };
    (0..count).map(name).collect()
}

/// Bits that a reader learns of which name it was: the entropy of what the copies look like.
fn bits_lost(copies: impl Iterator<Item = (String, Vec<[i32; 2]>)>) -> f64 {
    let mut looks = std::collections::BTreeMap::<_, usize>::new();
    copies.for_each(|copy| *looks.entry(copy).or_default() += 1);
    let all: usize = looks.values().sum();
    let bits = |count: &usize| {
        let share = *count as f64 / all as f64;
        -share * share.log2()
    };
    looks.values().map(bits).sum()
}

/// What a copy of a page with these lines looks like, from which the name went.
fn look(lines: &[String], name: &str) -> (String, Vec<[i32; 2]>) {
    let content: String = lines.iter().map(|line| format!("({line}) Tj T* ")).collect();
    let content = format!("BT /F1 5 Tf 6 TL 10 90 Td {content} ET");
    let sheet = Sheet { content: &content, ..Sheet::default() };
    let document = read(&sheet);
    let page = document.parts.iter().find(|read| read.part.kind == PartKind::Page).unwrap();
    let pieces: Vec<&str> = match page.text.contains(name) {
        true => vec![name],
        false => name.split(' ').collect(),
    };
    let redaction = |words: &str| {
        let start = page.text.find(words).unwrap() as u64;
        let end = start + words.len() as u64;
        Redaction { part: page.part.id, start, end, replacement: "[redacted]".into() }
    };
    let redactions = pieces.into_iter().map(redaction).collect();
    page_of(&cleaned(&sheet.bytes(), &Plan { redactions, ..Plan::default() }))
}

/// Names that are tried: all of them when there is time.
fn names_to_try() -> Vec<String> {
    let is_slow = std::env::var_os("RUN_SLOW_TESTS").is_some();
    candidates(if is_slow { 10_000 } else { 150 })
}

#[test]
fn a_line_tells_nothing_of_the_name_that_went_from_it() {
    let line = |name: &str| vec![format!("paid to {name} on the day"), "and signed".to_owned()];
    let bits = bits_lost(names_to_try().iter().map(|name| look(&line(name), name)));
    assert!(bits <= 0.1, "{bits} bits of {}", names_to_try().len());
}

/// Words of a paragraph in which a name stands.
const WORDS: &str = "the committee agreed that works on the northern bridge will begin after the \
                     survey has been completed and the budget for materials was confirmed by all \
                     members present during its last meeting of this season";
/// Width of its column, in thousandths of an em.
const COLUMN: u32 = 34_000;

/// Width of a word in Helvetica, in thousandths of an em.
fn width(word: &str) -> u32 {
    const SMALL: [u32; 26] = [
        556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333,
        500, 278, 556, 500, 722, 500, 500, 500,
    ];
    const CAPITAL: [u32; 26] = [
        667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722,
        667, 611, 722, 667, 944, 667, 667, 611,
    ];
    word.bytes()
        .map(|letter| match letter {
            b'a'..=b'z' => SMALL[usize::from(letter - b'a')],
            b'A'..=b'Z' => CAPITAL[usize::from(letter - b'A')],
            _ => 278,
        })
        .sum()
}

/// The lines of the paragraph with the name as its word of that number, broken where no further word
/// fits.
fn lines_with(name: &str, place: usize) -> Vec<String> {
    let words = WORDS.split(' ');
    let all = words.clone().take(place).chain(name.split(' ')).chain(words.skip(place));
    let mut lines: Vec<String> = Vec::new();
    for word in all {
        match lines.last_mut() {
            Some(line) if width(line) + width(" ") + width(word) <= COLUMN => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[test]
fn where_lines_break_tells_up_to_two_bits_of_the_name() {
    let names = names_to_try();
    let places: Vec<usize> = (2..WORDS.split(' ').count()).step_by(4).collect();
    let (mut sum, mut most) = (0.0, 0.0_f64);
    for &place in &places {
        let mut looks = std::collections::BTreeMap::new();
        let all: Vec<_> = names
            .iter()
            .map(|name| {
                let lines = lines_with(name, place);
                // Names that break the lines alike have copies alike, as the test of one line shows.
                let mut breaks = lines.join("\n");
                for piece in name.split(' ') {
                    breaks = breaks.replacen(piece, "#", 1);
                }
                looks.entry(breaks).or_insert_with(|| look(&lines, name)).clone()
            })
            .collect();
        let bits = bits_lost(all.into_iter());
        sum += bits;
        most = most.max(bits);
    }
    let mean = sum / places.len() as f64;
    // Decision 17 names the figure, and why it stays.
    let count = names.len();
    assert!(mean > 0.5 && most <= 2.0, "{mean} bits of {count} names, {most} in one place");
}
