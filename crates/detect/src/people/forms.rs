//! The forms in which a name is written.

use pinyin::ToPinyinMulti;

use super::key::Key;
use crate::names::token::is_han;

/// Shortest family name that is looked for by itself.
const FAMILY_CHARACTERS_MIN: usize = 4;
/// Shortest name written as one word, as in user names.
const JOINED_CHARACTERS_MIN: usize = 7;
/// Most readings of a Chinese given name.
const READINGS_MAX: usize = 16;
/// What is said behind a family name.
const TITLES: &[&str] = &["先生", "女士", "小姐", "老师", "同志", "某"];
/// Words that belong to the family name behind them.
const PARTICLES: &[&str] = &[
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "do", "dos", "das", "du", "des",
    "la", "le", "las", "los", "ter", "ten", "te", "zu", "zum", "zur", "af", "av", "al", "el",
    "bin", "ibn", "bint", "ben", "abu", "o", "d", "l", "mac", "mc", "ni", "nic", "ui", "st",
];
/// Family names of two characters.
const LONG_FAMILIES: &[&str] = &[
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文", "长孙",
    "司徒", "端木", "夏侯", "呼延", "轩辕", "南宫", "西门", "独孤", "百里", "东郭",
];

/// Returns the forms of a name as keys, each with whether it is the whole name.
pub(super) fn of(name: &str) -> Vec<(String, bool)> {
    match name.chars().any(is_han) {
        true => chinese(name),
        false => western(name),
    }
}

/// The forms of a name with words: its given names and its family name in both orders, whole,
/// shortened and written as one word.
fn western(name: &str) -> Vec<(String, bool)> {
    let mut forms = Vec::new();
    match name.split_once(',') {
        Some((family, given)) => {
            let (given, family) = (Key::of(given.trim()).text, Key::of(family.trim()).text);
            let all: Vec<&str> = words(&given).chain(words(&family)).collect();
            // "Heyden, Ludwig van der" has a part of the family name behind the given ones.
            add(&mut forms, &all, family_start(&all, words(&given).count()));
        }
        None => {
            let key = Key::of(name.trim()).text;
            let words: Vec<&str> = words(&key).collect();
            add(&mut forms, &words, family_start(&words, words.len().saturating_sub(1)));
            // Two family names, as Spanish and Portuguese have them, and the family name first.
            if words.len() > 2 {
                add_whole(&mut forms, &words, words.len() - 2);
                add_whole(&mut forms, &words, 1);
            }
            if words.len() > 3 {
                add_whole(&mut forms, &words[..words.len() - 1], words.len() - 2);
            }
        }
    }
    forms
}

fn words(key: &str) -> impl Iterator<Item = &str> {
    key.split([' ', '\n']).filter(|word| !word.is_empty())
}

/// Returns where the family name of which the last part begins at `last` begins: at the particles
/// before it.
fn family_start(words: &[&str], last: usize) -> usize {
    let before = words.get(..last).unwrap_or_default();
    let particles = before.iter().rev().take_while(|word| PARTICLES.contains(word)).count();
    match last - particles {
        // "De Wit" alone, or "Van Tran": what looks like a particle is the given name.
        0 => last.max(1).min(words.len().saturating_sub(1)),
        start => start,
    }
}

/// Adds the forms of a name whose family name begins at `start`, with those that are a part of it.
fn add(forms: &mut Vec<(String, bool)>, words: &[&str], start: usize) {
    let (given, family) = words.split_at(start.min(words.len()));
    if given.is_empty() {
        forms.push((family.concat(), true));
        forms.push((family.join(" "), true));
        return;
    }
    add_whole(forms, words, start);
    let core = family.last().copied().unwrap_or_default();
    for first in [given.first().map(|word| (*word).to_owned()), given.first().and_then(initial)] {
        let first = first.unwrap_or_default();
        let is_whole = first.chars().count() > 1;
        let joined = [format!("{first}{}", family.concat()), format!("{}{first}", family.concat())];
        let long = joined.into_iter().filter(|form| form.chars().count() >= JOINED_CHARACTERS_MIN);
        forms.extend(long.map(|form| (form, is_whole)));
        if family.len() > 1 {
            let particles = &family[..family.len() - 1];
            let short: Vec<String> = particles.iter().filter_map(initial).collect();
            forms.push((format!("{first} {} {core}", short.join(" ")), true));
            forms.push((format!("{core} {first} {}", particles.join(" ")), true));
            forms.push((format!("{first} {}", family.concat()), true));
            forms.push((format!("{} {first}", family.concat()), true));
        }
    }
    if core.chars().count() >= FAMILY_CHARACTERS_MIN {
        forms.push((core.to_owned(), false));
        forms.push((family.join(" "), false));
        forms.push((family.concat(), false));
    }
}

/// Adds the whole name in both orders, with its given names whole, left out and as initials.
fn add_whole(forms: &mut Vec<(String, bool)>, words: &[&str], start: usize) {
    let (given, family) = words.split_at(start.min(words.len()));
    let (Some(first), family) = (given.first(), family.join(" ")) else { return };
    let initials: Vec<String> = given.iter().filter_map(initial).collect();
    let rest = initials.get(1..).unwrap_or_default().join(" ");
    let shortened = [
        given.join(" "),
        (*first).to_owned(),
        format!("{first} {rest}"),
        initials.join(" "),
        initials.concat(),
        initials.first().cloned().unwrap_or_default(),
    ];
    for given in shortened {
        let given = given.trim();
        forms.push((format!("{given} {family}"), true));
        forms.push((format!("{family} {given}"), true));
    }
    if given.len() > 1 {
        // A given name with a hyphen may be written as one word, or broken at it.
        forms.push((format!("{} {family}", given.concat()), true));
    }
}

fn initial(word: &&str) -> Option<String> {
    word.chars().next().map(String::from)
}

/// The characters themselves, and their readings in Latin letters.
fn chinese(name: &str) -> Vec<(String, bool)> {
    let spaced = Key::of(name).text;
    let key = spaced.replace(' ', "");
    let mut forms = vec![(key.clone(), true), (spaced, true)];
    let is_long = LONG_FAMILIES.iter().any(|family| key.starts_with(family));
    let at = key.char_indices().nth(if is_long { 2 } else { 1 }).map_or(key.len(), |(at, _)| at);
    let (family, given) = key.split_at(at);
    if given.is_empty() || given.chars().count() > 2 || !key.chars().all(is_han) {
        return forms;
    }
    // With a sign between, as in 张（乐怡）.
    forms.push((format!("{family} {given}"), true));
    if is_long {
        // A short family name is that of many others.
        forms.extend(TITLES.iter().map(|title| (format!("{family}{title}"), false)));
    }
    for family in readings(family) {
        for given in readings(given) {
            add_readings(&mut forms, &family.concat(), &given);
        }
    }
    forms
}

/// Adds a name in Latin letters: in both orders, its syllables joined, apart and as initials.
fn add_readings(forms: &mut Vec<(String, bool)>, family: &str, given: &[&str]) {
    add(forms, &[&given.concat(), family], 1);
    if given.len() > 1 {
        let initials: String = given.iter().filter_map(initial).collect::<Vec<String>>().join(" ");
        for given in [given.join(" "), initials] {
            forms.push((format!("{family} {given}"), true));
            forms.push((format!("{given} {family}"), true));
        }
    }
    // A syllable alone is the family name of many others, and a word of other languages.
    forms.retain(|(form, _)| form != family);
}

/// The ways in which characters are read, each as syllables.
fn readings(characters: &str) -> Vec<Vec<&'static str>> {
    let mut all: Vec<Vec<&'static str>> = vec![Vec::new()];
    for character in characters.to_pinyin_multi() {
        let Some(sounds) = character else { return Vec::new() };
        let mut syllables: Vec<&str> = Vec::new();
        for sound in sounds {
            if !syllables.contains(&sound.plain()) {
                syllables.push(sound.plain());
            }
        }
        all = all
            .iter()
            .flat_map(|reading| {
                syllables.iter().map(move |syllable| [reading.as_slice(), &[syllable]].concat())
            })
            .take(READINGS_MAX)
            .collect();
    }
    all
}
