//! A bulletin: what others may learn from a case, in words that are not the reporter's.

use std::collections::BTreeSet;

use crate::message::Message;

/// What stands in a draft where something is to be written.
pub const BLANK: &str = "[…]";
/// Longest bulletin.
pub const BYTES_MAX: u64 = 64 << 10;
/// So many letters and digits in a row are no chance: they are taken from somewhere.
const ECHO_LETTERS: usize = 24;
/// Shortest name of an item or a file that is looked for.
const NAME_LETTERS_MIN: usize = 6;

/// Why a bulletin must not go out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It is a template still.
    #[error("line {0} is not filled in: `{BLANK}` is left")]
    Blank(usize),
    /// It repeats what the reporter wrote, by which the reporter could be known.
    #[error("line {0} repeats words of the report; say it in your own")]
    Echo(usize),
    /// It names the item, a file or the case.
    #[error("line {0} names the item, a file or the case of the report")]
    Name(usize),
}

/// Looks through a draft for what would lead to the case or its reporter.
pub fn check(draft: &str, case: &str, messages: &[&Message]) -> Result<(), Error> {
    let texts = messages.iter().flat_map(|message| {
        let answers = message.header.answers.values();
        std::iter::once(&message.body).chain(answers)
    });
    let said: BTreeSet<Vec<char>> = texts.flat_map(|text| windows(&letters(text))).collect();
    let names = messages.iter().flat_map(|message| {
        let files = message.header.attachments.iter().map(|attachment| &attachment.name);
        message.header.item.iter().map(|item| &item.name).chain(files)
    });
    let names: Vec<String> = names.map(|name| letters(name)).collect();
    let is_named = |line: &str| {
        let told = names.iter().filter(|name| name.chars().count() >= NAME_LETTERS_MIN);
        line.contains(&letters(case)) || told.into_iter().any(|name| line.contains(name.as_str()))
    };
    // A sentence may go over several lines, so that windows begin in the line before.
    let mut before = String::new();
    for (number, line) in (1..).zip(draft.lines()) {
        let plain = letters(line);
        let joined = before + &plain;
        match () {
            () if line.contains(BLANK) => return Err(Error::Blank(number)),
            () if is_named(&plain) => return Err(Error::Name(number)),
            () if windows(&joined).any(|window| said.contains(&window)) => {
                return Err(Error::Echo(number));
            }
            () => {}
        }
        let kept = joined.chars().count().saturating_sub(ECHO_LETTERS - 1);
        before = joined.chars().skip(kept).collect();
    }
    Ok(())
}

/// Letters and digits alone, so that other spaces and signs make no difference.
fn letters(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn windows(text: &str) -> impl Iterator<Item = Vec<char>> + use<> {
    let letters: Vec<char> = text.chars().collect();
    (0..(letters.len() + 1).saturating_sub(ECHO_LETTERS))
        .filter_map(move |place| letters.get(place..place + ECHO_LETTERS).map(<[char]>::to_vec))
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;
    use crate::message::{Header, Item, ItemKind, Kind};

    fn report() -> Message {
        let mut header = Header::new(Kind::Report, "channel".to_owned(), date!(2026 - 11 - 22));
        header.item = Some(Item { kind: ItemKind::File, name: "harbour-plan.pdf".to_owned() });
        let body =
            "I saw in the canteen on Tuesday\nthat the plan shows the pump house.".to_owned();
        Message { header, body }
    }

    fn checked(draft: &str) -> Result<(), Error> {
        check(draft, "0123456789ab", &[&report()])
    }

    #[test]
    fn own_words_go_out() {
        assert_eq!(
            checked("# A plan went out\n\nA plan showed a pump house. Flatten plans."),
            Ok(())
        );
    }

    #[test]
    fn words_of_the_report_do_not() {
        let said = "Someone saw it:\n\"In the canteen, on TUESDAY that\nthe plan shows\" a house.";
        assert_eq!(checked(said), Err(Error::Echo(2)));
        let broken = "it was said: in the canteen\non Tuesday that";
        assert_eq!(checked(broken), Err(Error::Echo(2)));
    }

    #[test]
    fn nor_names_nor_a_template() {
        assert_eq!(checked("the file Harbour Plan (PDF)"), Err(Error::Name(1)));
        assert_eq!(checked("case 0123456789AB"), Err(Error::Name(1)));
        assert_eq!(checked("# Title\n\n[…]"), Err(Error::Blank(3)));
    }
}
