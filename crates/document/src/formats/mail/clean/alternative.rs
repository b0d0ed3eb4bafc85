//! A letter as a page and as plain text: programs show the page, so what the plain text alone says
//! is hidden.

use std::collections::BTreeSet;

use crate::clean::{Work, shown};
use crate::{Collector, Document, ReadPart};

/// Words that a page shows, in small letters.
pub(super) type Words = BTreeSet<String>;

/// Returns the words that a page shows.
pub(super) fn words(page: &str, work: &Work<'_>) -> Words {
    let mut collector = Collector::default();
    work.read(page.as_bytes(), "body.html", &mut collector);
    shown_words(&collector.document)
}

fn shown_words(document: &Document) -> Words {
    let is_read = |part: &&ReadPart| part.part.hidden.is_none() && part.part.kind.is_read();
    let parts = document.parts.iter().filter(is_read);
    parts.flat_map(|part| words_of(&shown(part)).collect::<Vec<_>>()).collect()
}

/// Returns the lines of a plain text that say what a page says, and how many others there were.
///
/// A line stays when the page has at least half of its words: lines are broken in other places, and
/// addresses of links are written out.
pub(super) fn said_by_page(text: &str, page: &Words) -> (String, usize) {
    let (mut said, mut gone) = (String::with_capacity(text.len()), 0);
    for line in text.split_inclusive('\n') {
        let (all, known) = words_of(line).fold((0, 0), |(all, known), word| {
            (all + 1, known + usize::from(page.contains(&word)))
        });
        if known * 2 < all {
            gone += 1;
        } else {
            said.push_str(line);
        }
    }
    (said, gone)
}

fn words_of(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::testing::parts;

    #[test]
    fn lines_that_the_page_does_not_say_go() {
        let page = "<p>Pumps of <b>hall 3</b> failed</p><p hidden>Ask Vera Muster</p>";
        let words = shown_words(&parts("body.html", page.as_bytes()));
        let plain = "Pumps of *hall\n3* failed\n\nAsk Vera Muster\n--\nhttps://werk.example/x\n";
        assert_eq!(said_by_page(plain, &words), ("Pumps of *hall\n3* failed\n\n--\n".into(), 2));
    }
}
