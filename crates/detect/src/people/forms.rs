//! The forms in which a name is written.

use pinyin::ToPinyinMulti;

use super::key::Key;
use crate::names::token::is_han;

/// Shortest family name that is looked for by itself.
const FAMILY_CHARACTERS_MIN: usize = 4;
/// Shortest name written as one word, as in user names.
const JOINED_CHARACTERS_MIN: usize = 7;
/// Most readings of a Chinese name.
const READINGS_MAX: usize = 8;
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

fn western(name: &str) -> Vec<(String, bool)> {
    // "Family, Given" is put into the usual order first.
    let ordered = match name.split_once(',') {
        Some((family, given)) => format!("{given} {family}"),
        None => name.to_owned(),
    };
    let key = Key::of(ordered.trim()).text;
    let words: Vec<&str> = key.split([' ', '\n']).filter(|word| !word.is_empty()).collect();
    let [given, between @ .., family] = words.as_slice() else {
        return vec![(key, true)];
    };
    let mut forms = in_both_orders(given, family);
    if !between.is_empty() {
        let all = words.join(" ");
        let rest = words.get(1..).unwrap_or_default().join(" ");
        let initials: String =
            between.iter().filter_map(|word| initial(word)).collect::<Vec<_>>().join(" ");
        forms.extend([
            (format!("{rest} {given}"), true),
            (format!("{given} {rest}"), true),
            (format!("{family} {given} {}", between.join(" ")), true),
            (format!("{given} {initials} {family}"), true),
            (all, true),
        ]);
    }
    if family.chars().count() >= FAMILY_CHARACTERS_MIN {
        forms.push(((*family).to_owned(), false));
    }
    forms
}

/// Given name, initial and family name, in both orders, apart and as one word.
fn in_both_orders(given: &str, family: &str) -> Vec<(String, bool)> {
    let mut forms = vec![(format!("{given} {family}"), true), (format!("{family} {given}"), true)];
    if let Some(initial) = initial(given) {
        forms.push((format!("{initial} {family}"), true));
        forms.push((format!("{family} {initial}"), true));
        forms.push((format!("{initial}{family}"), false));
    }
    forms.push((format!("{given}{family}"), true));
    forms.push((format!("{family}{given}"), true));
    forms.retain(|(form, _)| form.contains(' ') || form.chars().count() >= JOINED_CHARACTERS_MIN);
    forms
}

fn initial(word: &str) -> Option<String> {
    word.chars().next().map(String::from)
}

/// The characters themselves, and their readings in Latin letters.
fn chinese(name: &str) -> Vec<(String, bool)> {
    let key: String = Key::of(name).text.replace(' ', "");
    let mut forms = vec![(key.clone(), true)];
    let is_long = LONG_FAMILIES.iter().any(|family| key.starts_with(family));
    let at = key.char_indices().nth(if is_long { 2 } else { 1 }).map_or(key.len(), |(at, _)| at);
    let (family, given) = key.split_at(at);
    if given.is_empty() || given.chars().count() > 2 || !key.chars().all(is_han) {
        return forms;
    }
    for family in readings(family) {
        for given in readings(given) {
            forms.extend(in_both_orders(&given.concat(), &family.concat()));
            if given.len() > 1 {
                let apart = given.join(" ");
                forms.push((format!("{} {apart}", family.concat()), true));
                forms.push((format!("{apart} {}", family.concat()), true));
            }
        }
    }
    forms
}

/// The ways in which characters are read, each as syllables.
fn readings(characters: &str) -> Vec<Vec<&'static str>> {
    let mut all: Vec<Vec<&'static str>> = vec![Vec::new()];
    for character in characters.to_pinyin_multi() {
        let Some(sounds) = character else { return Vec::new() };
        let mut syllables: Vec<&str> = sounds.into_iter().map(|sound| sound.plain()).collect();
        syllables.dedup();
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
