//! The copy for those who mend what went out: what a case says, without what tells who reported it.
//!
//! What a program can look for is refused; the reporter's own words that are left are told, since
//! only a person can say whether somebody would be known by them.

use crate::echo::{Said, line_with_name};
use crate::message::Message;

/// Questions whose answers are about the item; the others are about who saw it.
pub const QUESTIONS_KEPT: &[&str] = &["reach", "harm", "documents"];
/// What stands in a draft where something was taken out.
pub const GAP: &str = "[…]";
/// Longest copy.
pub const BYTES_MAX: u64 = 1 << 20;

/// Why a copy must not be handed over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// There is nothing in it.
    #[error("it is empty")]
    Empty,
    /// It names the case, or a file as the reporter had it.
    #[error("line {0} names the case, or a file as the reporter had it")]
    Name(usize),
}

/// Looks through a copy; returns the numbers of the lines that hold words of the reporter.
pub fn check(copy: &str, case: &str, messages: &[&Message]) -> Result<Vec<usize>, Error> {
    if copy.trim().is_empty() {
        return Err(Error::Empty);
    }
    let items: Vec<&str> = messages
        .iter()
        .filter_map(|message| message.header.item.as_ref().map(|item| item.name.as_str()))
        .collect();
    let files = messages.iter().flat_map(|message| &message.header.attachments);
    let files = files.map(|attachment| attachment.name.as_str());
    // Whoever mends it must know what it is about.
    let names = files.filter(|name| !items.iter().any(|item| item.contains(name)));
    match line_with_name(copy, names.chain([case])) {
        Some(line) => Err(Error::Name(line)),
        None => Ok(Said::of(messages).lines_in(copy)),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;
    use crate::message::{Attachment, Header, Item, ItemKind, Kind};

    fn report(body: &str) -> Message {
        let mut header = Header::new(Kind::Report, "channel".to_owned(), date!(2026 - 11 - 22));
        header.item = Some(Item { kind: ItemKind::File, name: "harbour-plan.pdf".to_owned() });
        header.attachments = ["harbour-plan.pdf", "from-my-desk.jpg"]
            .map(|name| Attachment {
                name: name.to_owned(),
                blob: String::new(),
                size: 1,
                sha256: String::new(),
                key: String::new(),
                clean_of: None,
            })
            .into();
        Message { header, body: body.to_owned() }
    }

    fn checked(copy: &str) -> Result<Vec<usize>, Error> {
        let report = report("I saw it on the screen of the porter, when I brought the keys back.");
        check(copy, "0123456789ab", &[&report])
    }

    #[test]
    fn the_item_may_be_named_and_own_words_are_told() {
        assert_eq!(checked("harbour-plan.pdf shows the pump house."), Ok(vec![]));
        let copy = "The plan is open.\nSeen \"on the screen of the porter, when\nI brought\" it.";
        assert_eq!(checked(copy), Ok(vec![2, 3]));
    }

    #[test]
    fn a_chinese_clause_is_told_too() {
        let report = report("我周二在食堂门口的屏幕上看到了这份港口图纸。");
        let checked = |copy| check(copy, "0123456789ab", &[&report]);
        assert_eq!(checked("一份图纸被公开。\n有人在食堂门口的屏幕上看到。"), Ok(vec![2]));
        assert_eq!(checked("一份图纸被公开，其中有泵房。"), Ok(vec![]));
    }

    #[test]
    fn neither_the_case_nor_files_of_the_reporter_are_named() {
        assert_eq!(checked("see From My Desk (JPG)"), Err(Error::Name(1)));
        assert_eq!(checked("a\nb 0123456789AB"), Err(Error::Name(2)));
        assert_eq!(checked(" \n"), Err(Error::Empty));
    }
}
