//! What the tokenizer writes to: a page, with where each text stands in the file.

use std::cell::RefCell;

use html5ever::tokenizer::{TagKind, Token, TokenSink, TokenSinkResult};

use super::page::Page;
use crate::{Hidden, OffsetMap, PartKind};

/// What the tokenizer writes to.
pub(super) struct Sink {
    page: RefCell<Page>,
    place: RefCell<Place>,
    base: Option<u64>,
}

/// The piece that is being read, and how far.
#[derive(Debug, Default)]
struct Place {
    piece: String,
    start: usize,
    at: usize,
}

impl Sink {
    /// Returns a sink for a page; `base` is where the text begins in the file, if they run side by side.
    pub(super) fn new(base: Option<u64>, page: Page) -> Self {
        Self { page: RefCell::new(page), place: RefCell::default(), base }
    }

    /// Says that `piece`, at `start` in the text, is fed next.
    pub(super) fn begin_piece(&self, start: usize, piece: &str) {
        let mut place = self.place.borrow_mut();
        place.piece.clear();
        place.piece.push_str(piece);
        (place.start, place.at) = (start, 0);
    }

    /// Returns what was gathered.
    pub(super) fn into_page(self) -> Page {
        let mut page = self.page.into_inner();
        page.finish();
        page
    }

    /// Returns where a text came from, of which the tokenizer says only the characters.
    fn source(&self, text: &str) -> Option<OffsetMap> {
        let base = self.base?;
        let mut place = self.place.borrow_mut();
        let start = place.at;
        let mut map = OffsetMap::identity(base + (place.start + start) as u64);
        for (to, character) in text.char_indices() {
            let rest = place.piece.get(place.at..)?;
            let length = character.len_utf8();
            let (step, is_same) = match rest.chars().next()? {
                found if found == character => (length, true),
                '\r' if rest.starts_with("\r\n") => (2, false),
                '\r' => (1, false),
                '&' => (reference_length(rest), false),
                _ => return None,
            };
            let from = (place.at - start) as u32;
            match is_same {
                // Characters of several bytes are mapped byte by byte, which is as exact.
                true => map.push(to as u32, from, 1, 1),
                false => map.push(to as u32, from, length as u8, step.min(255) as u8),
            }
            place.at += step;
        }
        Some(map)
    }
}

/// Length of a character reference such as `&amp;`.
fn reference_length(text: &str) -> usize {
    let body =
        text.bytes().skip(1).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#');
    let length = 1 + body.count();
    length + usize::from(text.as_bytes().get(length) == Some(&b';'))
}

impl TokenSink for Sink {
    type Handle = ();

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        // Text in a drawing may be marked as such, which in a page is a comment.
        self.page.borrow().is_drawing
    }

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut page = self.page.borrow_mut();
        match token {
            Token::CharacterTokens(text) => {
                let source = self.source(&text);
                page.text(&text, source);
            }
            // The XML declaration, which is a comment to HTML.
            Token::CommentToken(text) if text.starts_with("?xml ") => {}
            Token::CommentToken(text) => {
                page.item(PartKind::Comment, "comment", Some(Hidden::Markup), &text);
            }
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => return page.start(&tag),
            Token::TagToken(tag) => page.end(&tag.name),
            Token::DoctypeToken(_)
            | Token::NullCharacterToken
            | Token::EOFToken
            | Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }
}
