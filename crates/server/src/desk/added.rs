//! Files that someone adds at the desk for one person: chosen in a form, or dropped on the page.

use std::sync::Arc;

use axum::extract::Multipart;
use axum::http::HeaderMap;

use super::File;
use super::guard::Guard;

/// Longest file.
pub(super) const FILE_BYTES_MAX: usize = 256 << 20;
/// Characters of a name.
const NAME_CHARS_MAX: usize = 200;
/// Characters of what counts as the ending of a name, with its dot.
const ENDING_CHARS_MAX: usize = 12;
/// Longest form: several files of a common size.
pub(super) const FORM_BYTES_MAX: usize = 2 * FILE_BYTES_MAX;

/// Reads a file that someone adds, by its name and what is in it; the same in each language.
///
/// It is called for one file after the other, and counts them in that order.
pub type Add = Arc<dyn Fn(&str, Vec<u8>) -> std::io::Result<[File; 2]> + Send + Sync>;

/// A file that arrived.
pub(super) struct Added {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// Takes the files of a form of ours; the id of what is to be said when it is none, or not whole.
pub(super) async fn files(
    guard: &Guard,
    headers: &HeaderMap,
    mut form: Multipart,
) -> Result<Vec<Added>, &'static str> {
    let cut = |_| "desk-add-cut";
    let mut is_own = false;
    let mut files = Vec::new();
    while let Some(field) = form.next_field().await.map_err(cut)? {
        match field.name() {
            Some("form") => {
                is_own = guard.is_own_form(headers, &field.text().await.map_err(cut)?);
            }
            // The token stands first, so that nobody else's file is even read.
            _ if !is_own => return Err("desk-not-own"),
            Some("file") if field.file_name().is_some_and(|name| !name.is_empty()) => {
                let name = plain_name(field.file_name().unwrap_or_default());
                let bytes = field.bytes().await.map_err(cut)?;
                if bytes.len() > FILE_BYTES_MAX {
                    return Err("desk-add-long");
                }
                files.push(Added { name, bytes: bytes.into() });
            }
            _ => {}
        }
    }
    if files.is_empty() { Err("desk-add-none") } else { Ok(files) }
}

/// The last part of a name, without what would act on a page or a path.
pub(crate) fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: Vec<char> = last.chars().filter(|char| !char.is_control()).collect();
    match plain.as_slice() {
        [] | ['.'] | ['.', '.'] => "file".to_owned(),
        short if short.len() <= NAME_CHARS_MAX => short.iter().collect(),
        long => shortened(long),
    }
}

/// A name that is too long, with its ending, which says what it is.
fn shortened(name: &[char]) -> String {
    let dot = name.iter().rposition(|char| *char == '.').unwrap_or(name.len());
    let ending = name.get(dot..).filter(|ending| ending.len() <= ENDING_CHARS_MAX);
    let ending = ending.unwrap_or_default();
    name.iter().take(NAME_CHARS_MAX - ending.len()).chain(ending).collect()
}

/// What stands in a name where a text was taken out of it.
const TAKEN_OUT: &str = "removed";
/// Characters of the shortest text that is taken out of a name.
const SOUGHT_CHARS_MIN: usize = 2;

/// A name without texts that go, whatever stands between their words; its ending stays.
pub(crate) fn name_without<'t>(name: &str, gone: impl Iterator<Item = &'t str>) -> String {
    let (stem, ending) = match name.rfind('.').filter(|at| *at > 0) {
        Some(at) => name.split_at(at),
        None => (name, ""),
    };
    let folded = |text: &str| -> Vec<String> {
        let fold = |char: char| match char {
            '_' | '-' | '+' | '.' => " ".to_owned(),
            char if char.is_whitespace() => " ".to_owned(),
            char => char.to_lowercase().collect(),
        };
        text.chars().map(fold).collect()
    };
    let mut chars: Vec<char> = stem.chars().collect();
    let mut texts: Vec<&str> = gone.collect();
    // The longest first: a shorter one may be a part of it.
    texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
    for text in texts {
        let wanted = folded(text.trim());
        if wanted.len() < SOUGHT_CHARS_MIN {
            continue;
        }
        let mut at = 0;
        while at + wanted.len() <= chars.len() {
            let here: String = chars[at..at + wanted.len()].iter().collect();
            if folded(&here) == wanted {
                chars.splice(at..at + wanted.len(), TAKEN_OUT.chars());
                at += TAKEN_OUT.len();
            } else {
                at += 1;
            }
        }
    }
    chars.into_iter().chain(ending.chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_goes_without_what_is_removed() {
        let without = |name: &str, text: &str| name_without(name, std::iter::once(text));
        assert_eq!(without("letter_to_KIM-asker.pdf", "Kim Asker"), "letter_to_removed.pdf");
        assert_eq!(without("张伟的报告.docx", "张伟"), "removed的报告.docx");
        assert_eq!(without("plan.pdf", "pdf"), "plan.pdf", "the ending says what it is");
        assert_eq!(without("a.txt", "a"), "a.txt", "one letter is everywhere");
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let long = format!("{}.docx", "案".repeat(300));
        let name = plain_name(&long);
        assert_eq!(name.chars().count(), NAME_CHARS_MAX);
        assert!(name.ends_with("案.docx"), "{name}");
        let name = plain_name(&format!("a.{}", "b".repeat(300)));
        assert_eq!(name.chars().count(), NAME_CHARS_MAX, "that is no ending");
        assert_eq!(plain_name("a/b\\c\u{7}.txt"), "c.txt");
    }
}
