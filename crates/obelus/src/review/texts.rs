//! The messages of the pages, in both languages at once.

use detect::output::plain;
use fluent_bundle::FluentValue;
use server::desk::{Language as PageLanguage, Texts};

use crate::messages::{Language, Messages};

thread_local! {
    // Messages are made for one thread, and the pages are made by several.
    static ENGLISH: Messages = Messages::new(Language::English);
    static CHINESE: Messages = Messages::new(Language::Chinese);
}

/// The messages of the pages.
pub(crate) struct Pages;

impl Texts for Pages {
    fn get(&self, language: PageLanguage, id: &str, values: &[(&'static str, String)]) -> String {
        // A count decides between singular and plural; everything else is text.
        let value = |name: &str, text: &str| match text.parse::<u64>() {
            Ok(number) if name == "count" => FluentValue::from(number),
            _ => FluentValue::from(plain(text).into_owned()),
        };
        let values: Vec<_> = values.iter().map(|(name, text)| (*name, value(name, text))).collect();
        with(language, |messages| messages.get(id, &values))
    }
}

/// Does something with the messages of a language.
pub(crate) fn with<T>(language: PageLanguage, work: impl FnOnce(&Messages) -> T) -> T {
    match language {
        PageLanguage::English => ENGLISH.with(work),
        PageLanguage::Chinese => CHINESE.with(work),
    }
}

/// Returns a message without values.
pub(crate) fn of_language(language: Language, id: &str) -> String {
    Pages.get(of_pages(language), id, &[])
}

/// The language of the pages that goes with that of the terminal.
pub(crate) fn of_pages(language: Language) -> PageLanguage {
    match language {
        Language::English => PageLanguage::English,
        Language::Chinese => PageLanguage::Chinese,
    }
}
