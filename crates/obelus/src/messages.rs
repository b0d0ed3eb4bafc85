//! Messages in the language of the person, from `locales/*.ftl`.

use std::cell::OnceCell;
use std::env;

use clap::ValueEnum;
use document::ProblemInfo;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

mod catalogue;
mod failures;

use catalogue::Catalogue;

/// A language that there are messages in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// English.
    #[value(name = "en")]
    English,
    /// Chinese in simplified characters.
    #[value(name = "zh-Hans", alias = "zh", alias = "zh-CN")]
    Chinese,
}

impl Language {
    /// Returns the language that the environment asks for, or English.
    pub(crate) fn of_environment() -> Self {
        let set = |name| env::var(name).ok().filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set);
        Self::of_locale(&locale.unwrap_or_default())
    }

    fn of_locale(locale: &str) -> Self {
        let plain = locale.to_ascii_lowercase().replace('_', "-");
        let traditional = ["zh-tw", "zh-hk", "zh-mo", "zh-hant"];
        if plain.starts_with("zh") && !traditional.iter().any(|tag| plain.starts_with(tag)) {
            return Self::Chinese;
        }
        Self::English
    }

    /// The key of this language in rules' titles.
    pub(crate) const fn title_key(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh",
        }
    }

    /// The tag of this language (BCP 47).
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-Hans",
        }
    }

    const fn source(self) -> &'static str {
        match self {
            Self::English => concat!(
                include_str!("../../../locales/en.ftl"),
                include_str!("../../../locales/desk.en.ftl"),
                include_str!("../../../locales/report.en.ftl"),
                include_str!("../../../locales/lesson.en.ftl"),
            ),
            Self::Chinese => concat!(
                include_str!("../../../locales/zh-Hans.ftl"),
                include_str!("../../../locales/desk.zh-Hans.ftl"),
                include_str!("../../../locales/report.zh-Hans.ftl"),
                include_str!("../../../locales/lesson.zh-Hans.ftl"),
            ),
        }
    }
}

/// The messages of one language; parsed when the first is asked for.
pub(crate) struct Messages {
    pub(crate) language: Language,
    bundle: OnceCell<FluentBundle<FluentResource>>,
}

/// Values that are sentences about what is wrong.
const REASONS: &[&str] = &["damage", "fault", "reason"];

/// A value that a message names.
pub(crate) type Value<'v> = (&'static str, FluentValue<'v>);

impl Messages {
    pub(crate) fn new(language: Language) -> Self {
        Self { language, bundle: OnceCell::new() }
    }

    /// Returns a message; its id when there is none, which a test rules out.
    pub(crate) fn get(&self, id: &str, values: &[Value<'_>]) -> String {
        self.find(id, values).unwrap_or_else(|| id.to_owned())
    }

    /// Returns a message, if there is one of that id.
    pub(crate) fn find(&self, id: &str, values: &[Value<'_>]) -> Option<String> {
        let bundle = self.bundle.get_or_init(|| bundle(self.language));
        let pattern = bundle.get_message(id)?.value()?;
        let arguments: FluentArgs<'_> = values
            .iter()
            .map(|(name, value)| match value {
                FluentValue::String(text) if REASONS.contains(name) => {
                    (*name, self.of_failure(text).into())
                }
                other => (*name, other.clone()),
            })
            .collect();
        // What is missing shows in the text as `{$name}`.
        let mut errors = Vec::new();
        Some(bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned())
    }

    /// Returns a sentence of a rule, which its pack has in English.
    pub(crate) fn of_rule<'t>(&self, sentence: &'t str) -> &'t str {
        self.translated(sentence, &catalogue::RULES)
    }

    /// Returns the help of a command or an option, which its definition has in English.
    pub(crate) fn of_help<'t>(&self, sentence: &'t str) -> &'t str {
        self.translated(sentence, &catalogue::HELP)
    }

    /// Returns what went wrong, which is said in English where it arises.
    pub(crate) fn of_failure(&self, sentence: &str) -> String {
        match self.language {
            Language::English => sentence.to_owned(),
            Language::Chinese => failures::in_chinese(sentence),
        }
    }

    fn translated<'t>(&self, sentence: &'t str, catalogue: &'static Catalogue) -> &'t str {
        match self.language {
            Language::English => sentence,
            Language::Chinese => catalogue.get(sentence).map_or(sentence, String::as_str),
        }
    }

    /// Returns the message of a problem, with its number.
    pub(crate) fn problem(&self, info: &ProblemInfo, number: Option<u64>) -> String {
        let text = self.find(&format!("problem-{}", info.name), &[]);
        let text = text.unwrap_or_else(|| info.message.to_owned());
        match number {
            Some(number) => text.replace("{}", &number.to_string()),
            None => text,
        }
    }

    /// Returns what to do about a problem.
    pub(crate) fn problem_help(&self, info: &ProblemInfo) -> String {
        let help = self.find(&format!("problem-{}-help", info.name), &[]);
        help.unwrap_or_else(|| info.help.to_owned())
    }
}

fn bundle(language: Language) -> FluentBundle<FluentResource> {
    let tag: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new(vec![tag]);
    // Marks of direction around values would be seen as rubbish by tools that read the output.
    bundle.set_use_isolating(false);
    // A test rules out errors in the files; what is sound in one that has some is used.
    let resource = FluentResource::try_new(language.source().to_owned());
    bundle.add_resource_overriding(resource.unwrap_or_else(|(sound, _)| sound));
    bundle
}

#[cfg(test)]
mod tests;
