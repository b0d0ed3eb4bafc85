//! A bulletin: what others may learn from a case, in words that are not the reporter's.

use crate::echo::{Said, line_with_name};
use crate::message::Message;

/// What stands in a draft where something is to be written.
pub const BLANK: &str = "[…]";
/// Longest bulletin.
pub const BYTES_MAX: u64 = 64 << 10;

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
    let blank = (1..).zip(draft.lines()).find(|(_, line)| line.contains(BLANK));
    if let Some((line, _)) = blank {
        return Err(Error::Blank(line));
    }
    let names = messages.iter().flat_map(|message| {
        let files = message.header.attachments.iter().map(|attachment| &attachment.name);
        message.header.item.iter().map(|item| &item.name).chain(files)
    });
    if let Some(line) = line_with_name(draft, names.map(String::as_str).chain([case])) {
        return Err(Error::Name(line));
    }
    match Said::of(messages).lines_in(draft).first() {
        Some(&line) => Err(Error::Echo(line)),
        None => Ok(()),
    }
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
