//! The running text of a page, with where each piece of it came from.

use crate::{Hidden, OffsetMap, Run, Source, Span};

/// The running text.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) text: String,
    pub(super) runs: Vec<Run>,
}

impl Body {
    /// Adds text, with runs of white space as one space unless they are kept.
    pub(super) fn push(
        &mut self,
        text: &str,
        source: Option<OffsetMap>,
        hidden: Option<Hidden>,
        keeps_space: bool,
    ) {
        let start = self.text.len();
        let mut kept = OffsetMap::identity(source.as_ref().map_or(0, |map| map.base));
        for (from, character) in text.char_indices() {
            let is_space = character.is_ascii_whitespace() && !keeps_space;
            if is_space && self.text.chars().next_back().is_none_or(char::is_whitespace) {
                continue;
            }
            let to = (self.text.len() - start) as u32;
            let length = character.len_utf8();
            self.text.push(if is_space { ' ' } else { character });
            if let Some(source) = &source {
                let (begin, end) = source.origin_span(Span::new(from, from + length));
                let (offset, width) = ((begin - kept.base) as u32, (end - begin) as usize);
                match width == length {
                    true => kept.push(to, offset, 1, 1),
                    false => kept.push(to, offset, length as u8, width.min(255) as u8),
                }
            }
        }
        let span = Span::new(start, self.text.len());
        if !span.is_empty() {
            let source = source.map_or(Source::Unknown, |_| Source::Bytes(kept));
            self.runs.push(Run { span, hidden, label: None, source });
        }
    }

    /// Adds letters in another order than that of the text that they stand in.
    pub(super) fn push_in_order(&mut self, letters: &[(usize, char)], source: Option<&OffsetMap>) {
        let start = self.text.len();
        let mut map = OffsetMap::identity(source.map_or(0, |source| source.base));
        for &(from, letter) in letters {
            let to = (self.text.len() - start) as u32;
            let length = letter.len_utf8();
            self.text.push(letter);
            if let Some(source) = source {
                let (begin, end) = source.origin_span(Span::new(from, from + length));
                let (offset, width) = ((begin - map.base) as u32, (end - begin).min(255) as u8);
                map.push(to, offset, length as u8, width);
            }
        }
        let source = source.map_or(Source::Unknown, |_| Source::Bytes(map));
        let span = Span::new(start, self.text.len());
        self.runs.push(Run { span, hidden: None, label: None, source });
    }

    /// Ends a line or a cell; never twice in a row.
    pub(super) fn break_with(&mut self, separator: char) {
        match (self.text.chars().next_back(), separator) {
            (None | Some('\n'), _) | (Some('\t'), '\t') => {}
            // A cell that ends the line; a tab that the page itself holds stays.
            (Some('\t'), _)
                if self.runs.last().is_none_or(|run| run.span.end < self.text.len()) =>
            {
                self.text.pop();
                self.text.push(separator);
            }
            _ => self.text.push(separator),
        }
    }

    pub(super) fn trim_end(&mut self) {
        let end = self.text.trim_end().len();
        self.text.truncate(end);
        self.runs.retain_mut(|run| {
            run.span.end = run.span.end.min(end);
            !run.span.is_empty()
        });
    }
}
