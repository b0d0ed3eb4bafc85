//! Grounds that a removal can have, from palettes that are data.

use std::collections::BTreeSet;
use std::sync::{LazyLock, OnceLock};

use serde::Deserialize;

use super::Language;

/// Grounds of a house.
const OWN_MAX: usize = 200;
/// Longest code, which stands in forms, in the record and in counts.
const CODE_BYTES_MAX: usize = 40;
/// Longest words.
const WORDS_CHARS_MAX: usize = 100;

/// Grounds that belong to one law or house.
#[derive(Debug, Deserialize)]
pub(crate) struct Palette {
    en: String,
    /// Chinese words; the English ones where a house has none.
    #[serde(default)]
    zh: String,
    /// Its grounds, in the order of the law.
    pub(crate) grounds: Vec<Ground>,
}

/// One ground.
#[derive(Debug, Deserialize)]
pub(crate) struct Ground {
    /// What is kept of it.
    pub(crate) code: String,
    en: String,
    #[serde(default)]
    zh: String,
}

/// Why grounds of a house are not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroundsError {
    /// It is no palette.
    Form,
    /// There are none, or too many of them.
    Count,
    /// A code that is none, is taken, or has no words.
    Ground(String),
    /// There are such grounds already.
    Again,
}

/// The grounds of this house, once they are told.
static OWN: OnceLock<Palette> = OnceLock::new();

/// Offers the grounds of a house, one palette as JSON, first on every page from now on.
///
/// # Errors
///
/// When they cannot be used, or others were told before.
pub fn use_own_grounds(palette: &str) -> Result<(), GroundsError> {
    OWN.set(own(palette)?).map_err(|_| GroundsError::Again)
}

/// Reads the grounds of a house.
fn own(palette: &str) -> Result<Palette, GroundsError> {
    let palette: Palette = serde_json::from_str(palette).map_err(|_| GroundsError::Form)?;
    if !is_words(&palette.en) {
        return Err(GroundsError::Form);
    }
    if palette.grounds.is_empty() || palette.grounds.len() > OWN_MAX {
        return Err(GroundsError::Count);
    }
    let built_in = PALETTES.iter().flat_map(|palette| &palette.grounds);
    let mut codes: BTreeSet<&str> = built_in.map(|ground| ground.code.as_str()).collect();
    let wrong = palette.grounds.iter().find(|ground| {
        !is_code(&ground.code) || !is_words(&ground.en) || !codes.insert(&ground.code)
    });
    match wrong {
        Some(ground) => Err(GroundsError::Ground(ground.code.clone())),
        None => Ok(palette),
    }
}

fn is_code(code: &str) -> bool {
    let plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte);
    (1..=CODE_BYTES_MAX).contains(&code.len()) && code.bytes().all(plain)
}

fn is_words(words: &str) -> bool {
    let length = words.chars().count();
    (1..=WORDS_CHARS_MAX).contains(&length) && !words.chars().any(char::is_control)
}

static PALETTES: LazyLock<Vec<Palette>> = LazyLock::new(|| {
    let data = include_str!("../../palettes/grounds.json");
    serde_json::from_str(data).expect("a test reads the palettes that are built in")
});

/// Every palette, that of the house first.
pub(crate) fn palettes() -> impl Iterator<Item = &'static Palette> {
    OWN.get().into_iter().chain(PALETTES.iter())
}

/// The words of a code; the code itself where it has none.
pub(crate) fn name(code: &str, language: Language) -> &str {
    of_code(code).map_or(code, |ground| ground.text(language))
}

/// Returns the ground of a code.
pub(crate) fn of_code(code: &str) -> Option<&'static Ground> {
    palettes().flat_map(|palette| &palette.grounds).find(|ground| ground.code == code)
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
        Language::Chinese if chinese.is_empty() => english,
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

    #[test]
    fn grounds_of_a_house_have_codes_of_their_own_and_words() {
        let palette = |grounds: &str| own(&format!(r#"{{"en": "House", "grounds": [{grounds}]}}"#));
        let good = palette(
            r#"{"code": "house-7", "en": "rule seven", "zh": "第七条"}, {"code": "x", "en": "y"}"#,
        );
        let good = good.unwrap();
        let words = good.grounds.iter().map(|ground| ground.text(Language::Chinese));
        assert_eq!(words.collect::<Vec<_>>(), ["第七条", "y"]);
        for (grounds, error) in [
            ("", GroundsError::Count),
            ("7", GroundsError::Form),
            (r#"{"code": "a b", "en": "y"}"#, GroundsError::Ground("a b".to_owned())),
            (r#"{"code": "x", "en": ""}"#, GroundsError::Ground("x".to_owned())),
            (r#"{"code": "secret", "en": "y"}"#, GroundsError::Ground("secret".to_owned())),
            (
                r#"{"code": "x", "en": "y"}, {"code": "x", "en": "z"}"#,
                GroundsError::Ground("x".to_owned()),
            ),
        ] {
            assert_eq!(palette(grounds).unwrap_err(), error, "{grounds}");
        }
        assert_eq!(own("[]").unwrap_err(), GroundsError::Form);
    }
}
