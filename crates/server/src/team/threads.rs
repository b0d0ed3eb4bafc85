//! Which mails of a batch belong to one conversation, so that they are decided together.

use std::collections::BTreeMap;

use crate::desk::File;

/// Headers that name mails: this one, the one that it answers, and those before (RFC 5322, 3.6.4).
const NAMING: [&str; 3] = ["Message-ID", "In-Reply-To", "References"];
/// Names that are taken of one mail.
const NAMES_MAX: usize = 1_000;

/// Returns for each mail the first file of its conversation, where that is another.
pub(super) fn find(files: &[File]) -> Vec<Option<usize>> {
    let mut firsts = Firsts((0..files.len()).collect());
    let mut named: BTreeMap<String, usize> = BTreeMap::new();
    for (at, file) in files.iter().enumerate() {
        for name in names(file).take(NAMES_MAX) {
            let other = *named.entry(name.to_owned()).or_insert(at);
            firsts.join(at, other);
        }
    }
    (0..files.len()).map(|at| Some(firsts.of(at)).filter(|first| *first != at)).collect()
}

/// The mails that a mail names, itself among them; those of attached mails have other labels.
fn names(file: &File) -> impl Iterator<Item = &str> {
    let naming = file.parts.iter().filter(|part| NAMING.contains(&part.label.as_str()));
    let words = naming.flat_map(|part| part.text.split_whitespace());
    words.filter(|word| word.starts_with('<') && word.ends_with('>') && word.len() > 2)
}

/// For each file, one before it of the same conversation, or itself.
struct Firsts(Vec<usize>);

impl Firsts {
    /// The first file of a conversation.
    fn of(&self, mut at: usize) -> usize {
        while let Some(before) = self.0.get(at).filter(|before| **before < at) {
            at = *before;
        }
        at
    }

    /// Makes one conversation of two.
    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.of(one), self.of(other));
        if let Some(later) = self.0.get_mut(one.max(other)) {
            *later = one.min(other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::PartText;

    /// A mail with these headers.
    fn mail(headers: &[(&str, &str)]) -> File {
        let part = |(label, text): &(&str, &str)| PartText {
            id: 0,
            label: (*label).to_owned(),
            hidden: None,
            text: (*text).to_owned(),
            is_cut: false,
            is_field: false,
            cells: Vec::new(),
        };
        File { parts: headers.iter().map(part).collect(), ..File::default() }
    }

    fn threads(mails: &[&[(&str, &str)]]) -> Vec<Option<usize>> {
        find(&mails.iter().map(|headers| mail(headers)).collect::<Vec<_>>())
    }

    #[test]
    fn a_conversation_is_found_in_any_order_and_across_what_is_missing() {
        let found = threads(&[
            &[("Message-ID", "<3@a.example>"), ("References", "<1@a.example> <2@a.example>")],
            &[("Message-ID", "<9@b.example>")],
            &[("Message-ID", "<4@a.example>"), ("In-Reply-To", "<2@a.example>")],
            &[("Message-ID", "<1@a.example>")],
            &[("Subject", "<1@a.example>")],
        ]);
        assert_eq!(found, [None, None, Some(0), Some(0), None]);
    }

    #[test]
    fn a_mail_that_joins_two_conversations_makes_them_one() {
        let found = threads(&[
            &[("Message-ID", "<1@a.example>")],
            &[("Message-ID", "<2@a.example>")],
            &[("References", "<2@a.example> <1@a.example>")],
        ]);
        assert_eq!(found, [None, Some(0), Some(0)]);
    }

    #[test]
    fn what_names_no_mail_joins_nothing() {
        let found = threads(&[&[("Message-ID", "none")], &[("Message-ID", "none")]]);
        assert_eq!(found, [None, None]);
    }
}
