//! Sentences of rules in simplified Chinese, from a catalogue in the form of GNU gettext (PO files).

use std::collections::HashMap;
use std::sync::LazyLock;

static CHINESE: LazyLock<HashMap<String, String>> =
    LazyLock::new(|| read(include_str!("../../../../locales/rules.zh-Hans.po")));

/// Returns a rule's sentence in Chinese, if the catalogue has it.
pub(super) fn chinese(sentence: &str) -> Option<&'static str> {
    CHINESE.get(sentence).map(String::as_str)
}

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
    Some(text.replace("\\\"", "\"").replace("\\\\", "\\"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_of_a_rule_is_translated_and_no_other() {
        let rules = detect::RuleSet::built_in();
        let said: Vec<&str> =
            rules.rules().iter().flat_map(|rule| [&*rule.why, &*rule.remedy]).collect();
        let missing: Vec<_> = said.iter().filter(|text| chinese(text).is_none()).collect();
        assert!(missing.is_empty(), "locales/rules.zh-Hans.po lacks {missing:#?}");
        let unused: Vec<_> = CHINESE.keys().filter(|text| !said.contains(&text.as_str())).collect();
        assert!(unused.is_empty(), "no rule says {unused:#?}");
    }

    #[test]
    fn quotes_within_a_sentence_are_kept() {
        let read = read("msgid \"Write \\\"x\\\".\"\nmsgstr \"写“x”。\"\n");
        assert_eq!(read["Write \"x\"."], "写“x”。");
    }
}
