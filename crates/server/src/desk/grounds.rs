//! Grounds that a removal can have, from palettes that are data.

use std::sync::LazyLock;

use serde::Deserialize;

use super::Language;

/// Grounds that belong to one law or house.
#[derive(Deserialize)]
pub(crate) struct Palette {
    en: String,
    zh: String,
    /// Its grounds, in the order of the law.
    pub(crate) grounds: Vec<Ground>,
}

/// One ground.
#[derive(Deserialize)]
pub(crate) struct Ground {
    /// What is kept of it.
    pub(crate) code: String,
    en: String,
    zh: String,
}

static PALETTES: LazyLock<Vec<Palette>> = LazyLock::new(|| {
    let data = include_str!("../../palettes/grounds.json");
    serde_json::from_str(data).expect("a test reads the palettes that are built in")
});

/// Every palette.
pub(crate) fn palettes() -> &'static [Palette] {
    &PALETTES
}

/// The words of a code; the code itself where it has none.
pub(crate) fn name(code: &str, language: Language) -> &str {
    of_code(code).map_or(code, |ground| ground.text(language))
}

/// Returns the ground of a code.
pub(crate) fn of_code(code: &str) -> Option<&'static Ground> {
    PALETTES.iter().flat_map(|palette| &palette.grounds).find(|ground| ground.code == code)
}

impl Palette {
    /// Its name.
    pub(crate) fn name(&self, language: Language) -> &str {
        in_language(language, &self.en, &self.zh)
    }
}

impl Ground {
    /// Its words.
    pub(crate) fn text(&self, language: Language) -> &str {
        in_language(language, &self.en, &self.zh)
    }
}

fn in_language<'t>(language: Language, english: &'t str, chinese: &'t str) -> &'t str {
    match language {
        Language::English => english,
        Language::Chinese => chinese,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_ground_has_one_code_and_words_in_both_languages() {
        let mut codes = BTreeSet::new();
        for palette in palettes() {
            for ground in &palette.grounds {
                assert!(codes.insert(&ground.code), "`{}` stands twice", ground.code);
                assert!(!ground.en.is_empty() && !ground.zh.is_empty(), "`{}`", ground.code);
            }
        }
        assert!(codes.len() > 40 && of_code("uk-foia-40").is_some());
    }
}
