//! The words that pages ask for are there, in both languages.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::Result;

/// Where pages are.
const PAGES: &str = "crates/server/templates/";
/// How a page asks for words by their name.
const ASKING: &[&str] = &[".text(\"", ".count(\"", ".named(\""];
/// How the names of files of words end, for each language.
const LANGUAGES: &[&str] = &["en.ftl", "zh-Hans.ftl"];

/// Returns each name that a page asks for and a language does not have.
pub(super) fn check(root: &Path, files: &[String]) -> Result<Vec<String>> {
    let mut asked = BTreeSet::new();
    for file in files.iter().filter(|file| file.starts_with(PAGES)) {
        let page = fs::read_to_string(root.join(file))?;
        asked.extend(names(&page).map(|name| (name.to_owned(), file)));
    }
    let mut wrong = Vec::new();
    for language in LANGUAGES {
        let mut known = BTreeSet::new();
        for file in files.iter().filter(|file| is_of(file, language)) {
            let words = fs::read_to_string(root.join(file))?;
            known
                .extend(words.lines().filter_map(|line| Some(line.split_once(" =")?.0.to_owned())));
        }
        let missing = asked.iter().filter(|(name, _)| !known.contains(name));
        wrong.extend(missing.map(|(name, file)| format!("{file}: no `{name}` in {language}")));
    }
    Ok(wrong)
}

/// True for a file of words of a language.
fn is_of(file: &str, language: &str) -> bool {
    let name = file.strip_prefix("locales/").unwrap_or_default();
    name == language || name.ends_with(&format!(".{language}"))
}

/// The names that a page asks for.
fn names(page: &str) -> impl Iterator<Item = &str> {
    let asked = |asking: &&'static str| page.split(*asking).skip(1);
    ASKING.iter().flat_map(asked).filter_map(|rest| rest.split('"').next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_where_a_page_asks_for_them() {
        let page = r#"<p>{{ page.text("one") }} {{ page.count("two", 3) }} {{ text }} "three"</p>"#;
        assert_eq!(names(page).collect::<Vec<_>>(), ["one", "two"]);
        assert!(
            is_of("locales/en.ftl", "en.ftl") && is_of("locales/desk.zh-Hans.ftl", "zh-Hans.ftl")
        );
        assert!(!is_of("locales/desk.zh-Hans.ftl", "en.ftl") && !is_of("other/en.ftl", "en.ftl"));
    }
}
