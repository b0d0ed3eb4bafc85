//! Marked content (ISO 32000-2, 14.6): layers, and words that stand in for what is shown.

use hayro_syntax::object::{Dict, FromBytes as _};

use super::super::strings::text_string;
use super::ContentReader;
use super::state::{Mark, OpenStream};
use super::tokens::Token;
use crate::Span;

/// Glyphs that are compared with the text that stands in for them.
const REPLACED_MAX: usize = 10_000;

impl<'a> ContentReader<'_, 'a> {
    pub(super) fn begin_marked_content(
        &mut self,
        operands: &[Token<'_>],
        stream: &mut OpenStream<'_, 'a>,
    ) {
        let (tag, properties) = match operands {
            [.., Token::Name(tag), properties] => (tag.as_ref(), properties),
            _ => (&b""[..], &Token::ArrayEnd),
        };
        let (dict, is_off) = match properties {
            Token::Name(name) => {
                let holder = &stream.resources.properties;
                let is_off = tag == b"OC" && !self.layers.shows(holder, name);
                (holder.get::<Dict<'_>>(name.as_ref()), is_off)
            }
            Token::Dict(bytes) => (Dict::from_bytes(bytes), false),
            _ => (None, false),
        };
        let string = |key: &str| {
            dict.as_ref()?.get::<hayro_syntax::object::String<'_>>(key).map(|s| text_string(&s))
        };
        for key in ["Alt", "E"] {
            self.content.alternatives.extend(string(key));
        }
        let replacement = string("ActualText").map(|text| (text, self.content.glyphs.len()));
        stream.push_mark(is_off, replacement);
    }

    pub(super) fn end_marked_content(&mut self, stream: &mut OpenStream<'_, 'a>) {
        let Some(Mark { replacement, step, .. }) = stream.pop_mark() else { return };
        let Some((text, first)) = replacement else { return self.trace_mark_end(step, false) };
        let last = self.content.glyphs.len().min(first + REPLACED_MAX);
        let replaced = self.content.glyphs.get(first..last).unwrap_or_default();
        if replaced.iter().any(|glyph| glyph.is_unknown) {
            self.replace_glyphs(first, &text);
            return self.trace_mark_end(step, true);
        }
        let shown: String =
            replaced.iter().filter_map(|glyph| self.content.text.get(glyph.text.range())).collect();
        let differs = squeezed(&shown) != squeezed(&text);
        self.trace_mark_end(step, !differs);
        if differs && text.chars().count() > 2 {
            self.content.alternatives.push(text);
        }
    }

    /// Gives the glyphs from `first` on the characters that the document says they stand for.
    fn replace_glyphs(&mut self, first: usize, text: &str) {
        let start = self.content.text.len();
        self.content.text.push_str(text);
        let whole = Span::new(start, self.content.text.len());
        let mut next = whole;
        for glyph in self.content.glyphs.iter_mut().skip(first) {
            glyph.text = next;
            glyph.is_unknown = false;
            next = Span::new(whole.end, whole.end);
        }
    }
}

/// The letters and digits of a text, for comparing what is shown with what stands in for it.
fn squeezed(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    text.nfkc().filter(|character| character.is_alphanumeric()).collect()
}
