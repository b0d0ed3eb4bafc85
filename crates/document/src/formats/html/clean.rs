//! Cleans web pages: what is shown stays, with elements, attributes and styles that are allowed.
//!
//! Style sheets are read as far as they hide something; scripts, comments, addresses and everything
//! that is not shown go.

mod allowed;
mod page;
pub(in crate::formats) mod styles;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tokenizer, TokenizerOpts};

pub(in crate::formats) use self::allowed::is_language;
use self::page::Sink;
use super::style::Linked;
use super::{split_piece, style};
use crate::clean::{Refusal, Removal, Work, apply, edits_of_bytes};
use crate::formats::text::clean::{decoded, visible};

/// Cleans a page that stands alone.
pub(in crate::formats) fn clean(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    rebuilt(bytes, &Form::Page, work)
}

/// Cleans a chapter of a book, which is written as XML.
pub(in crate::formats) fn chapter(
    bytes: &[u8],
    book: &Book<'_>,
    work: &mut Work<'_>,
) -> Result<Vec<u8>, Refusal> {
    rebuilt(bytes, &Form::Chapter(book), work)
}

/// What a chapter takes from its book.
pub(in crate::formats) struct Book<'b> {
    /// Returns the text of the style sheet at an address.
    pub(in crate::formats) sheet: &'b dyn Fn(&str) -> Option<String>,
    /// Returns the new address of a picture.
    pub(in crate::formats) picture: &'b dyn Fn(&str) -> Option<String>,
}

/// How a page is written.
enum Form<'b> {
    Page,
    Chapter(&'b Book<'b>),
}

fn rebuilt(bytes: &[u8], form: &Form<'_>, work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let edits = edits_of_bytes(&work.marks());
    work.removed(Removal::Redaction, edits.iter().filter(|e| !e.replacement.is_empty()).count());
    let edited = apply(bytes, &edits);
    let (text, _) = decoded(&edited, work)?;
    let linked = match form {
        Form::Page => Linked::default(),
        Form::Chapter(book) => style::linked(&text, book.sheet),
    };
    let sheet = styles::of_page(&text, &linked.text);
    let texts = work.texts();
    let sheets = (sheet, style::Sheet::of_page(&text, &linked));
    let tokenizer = Tokenizer::new(Sink::new(form, sheets, texts, work), TokenizerOpts::default());
    let queue = BufferQueue::default();
    let mut rest = text.as_str();
    while let Some((piece, next)) = split_piece(rest) {
        queue.push_back(StrTendril::from_slice(piece));
        // The sink never asks to stop for a script, so all of the queue is taken.
        let _all = tokenizer.feed(&queue);
        rest = next;
    }
    tokenizer.end();
    let page = tokenizer.sink.finish()?;
    let (shown, gone) = visible(&page);
    work.removed(Removal::Invisible, gone);
    Ok(shown.into_bytes())
}

#[cfg(test)]
mod tests;
