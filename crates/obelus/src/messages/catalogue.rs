//! Sentences in simplified Chinese, from catalogues in the form of GNU gettext (PO files).
//!
//! What stands in English beside what it is about, a rule or an option, is looked up by itself.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Sentences with their translations.
pub(super) type Catalogue = LazyLock<HashMap<String, String>>;

/// What rules say of what they find.
pub(super) static RULES: Catalogue =
    LazyLock::new(|| read(include_str!("../../../../locales/rules.zh-Hans.po")));
/// What the command line says of itself.
pub(super) static HELP: Catalogue =
    LazyLock::new(|| read(include_str!("../../../../locales/help.zh-Hans.po")));
/// What is said when something goes wrong; see [`super::failures`].
pub(super) static FAILURES: Catalogue =
    LazyLock::new(|| read(include_str!("../../../../locales/failures.zh-Hans.po")));

/// Returns each sentence of `catalogue` with its translation; both stand on one line there.
fn read(catalogue: &str) -> HashMap<String, String> {
    let mut translations = HashMap::new();
    let mut sentence = None;
    for line in catalogue.lines() {
        if let Some(text) = line.strip_prefix("msgid ") {
            sentence = quoted(text);
        } else if let Some(text) = line.strip_prefix("msgstr ").and_then(quoted)
            && let Some(sentence) = sentence.take()
            && !text.is_empty()
        {
            translations.insert(sentence, text);
        }
    }
    translations
}

fn quoted(text: &str) -> Option<String> {
    let text = text.strip_prefix('"')?.strip_suffix('"')?;
    Some(text.replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\"))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::args::Args;

    /// Holds a catalogue against all that is `said`.
    fn check(catalogue: &Catalogue, said: &[String]) {
        let missing: Vec<_> = said.iter().filter(|text| !catalogue.contains_key(*text)).collect();
        assert!(missing.is_empty(), "the catalogue lacks {missing:#?}");
        let unused: Vec<_> = catalogue.keys().filter(|text| !said.contains(text)).collect();
        // Without the server there are fewer commands.
        let is_whole = cfg!(feature = "server");
        assert!(unused.is_empty() || !is_whole, "nothing says {unused:#?}");
    }

    #[test]
    fn every_sentence_of_a_rule_is_translated_and_no_other() {
        let rules = detect::RuleSet::built_in();
        let said = rules.rules().iter().flat_map(|rule| [rule.why.clone(), rule.remedy.clone()]);
        check(&RULES, &said.collect::<Vec<_>>());
    }

    #[test]
    fn every_help_is_translated_and_no_other() {
        let mut said: Vec<String> =
            ["Usage:", "Arguments", "Options", "Commands", "Print help", "Print version"]
                .map(str::to_owned)
                .into();
        helps(&Args::command(), &mut said);
        check(&HELP, &said);
    }

    fn helps(command: &clap::Command, said: &mut Vec<String>) {
        let texts = [command.get_about(), command.get_long_about(), command.get_after_help()];
        said.extend(texts.into_iter().flatten().map(ToString::to_string));
        for arg in command.get_arguments() {
            let texts = [arg.get_help(), arg.get_long_help()];
            said.extend(texts.into_iter().flatten().map(ToString::to_string));
            said.extend(arg.get_help_heading().map(str::to_owned));
        }
        command.get_subcommands().filter(|command| !command.is_hide_set()).for_each(|command| {
            helps(command, said);
        });
    }

    #[test]
    fn quotes_and_ends_of_lines_within_a_sentence_are_kept() {
        let read = read("msgid \"Write \\\"x\\\".\\nThen go.\"\nmsgstr \"写“x”。\"\n");
        assert_eq!(read["Write \"x\".\nThen go."], "写“x”。");
    }
}
