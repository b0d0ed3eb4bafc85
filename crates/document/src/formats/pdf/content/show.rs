//! Letters that are shown: by which font, and where each stands.

use encoding_rs::Encoding;
use hayro_font::kurbo::{Affine, Point};
use hayro_syntax::object::Dict;

use super::super::fonts::{LoadedFont, Meaning};
use super::state::{OpenStream, State, last_numbers, name};
use super::tokens::Token;
use super::{ContentReader, GLYPHS_MAX, PlacedGlyph};
use crate::{Hidden, Span};

impl<'a> ContentReader<'_, 'a> {
    pub(super) fn set_font(&mut self, operands: &[Token<'_>], stream: &mut OpenStream<'_, 'a>) {
        stream.state.font = match name(operands).and_then(|name| stream.resources.fonts.get(name)) {
            Some(dict) => self.fonts.load(&dict),
            None => self.fonts.fallback(),
        };
        stream.state.size = last_numbers::<1>(operands).map_or(1.0, |[size]| size);
    }

    /// Takes the font of a set of parameters, the only one of them that says where text stands.
    pub(super) fn set_graphics_state(
        &mut self,
        operands: &[Token<'_>],
        stream: &mut OpenStream<'_, 'a>,
    ) {
        self.content.paints = true;
        let Some((dict, size)) = name(operands)
            .and_then(|name| stream.resources.ext_g_states.get::<Dict<'a>>(name))
            .and_then(|graphics_state| graphics_state.get::<(Dict<'a>, f32)>("Font"))
        else {
            return;
        };
        stream.state.font = self.fonts.load(&dict);
        stream.state.size = f64::from(size);
    }

    pub(super) fn show(
        &mut self,
        operator: &[u8],
        operands: &[Token<'_>],
        stream: &mut OpenStream<'_, 'a>,
    ) {
        if operator == b"\""
            && let [Token::Number(word_space), Token::Number(char_space), ..] = operands
        {
            stream.state.word_space = *word_space;
            stream.state.char_space = *char_space;
        }
        if matches!(operator, b"'" | b"\"") {
            stream.state.next_line(0.0, -stream.state.leading);
        }
        if stream.state.font.is_none() {
            stream.state.font = self.fonts.fallback();
        }
        let operator = self.show_operators;
        self.show_operators = self.show_operators.saturating_add(1);
        let Some(font) = stream.state.font.clone() else { return };
        let hidden = match stream.state.mode {
            _ if stream.is_off() => Some(Hidden::Layer),
            3 | 7 => Some(Hidden::Invisible),
            _ => None,
        };
        let is_painted = hidden != Some(Hidden::Invisible);
        let is_array = operands.first() == Some(&Token::ArrayStart);
        let mut index = 0;
        for operand in operands {
            match operand {
                Token::Text(bytes) => {
                    let first = self.content.glyphs.len();
                    let mut at = 0;
                    while at < bytes.len() && self.content.glyphs.len() <= GLYPHS_MAX {
                        let (code, length) = font.read_code(bytes, at);
                        at += length;
                        let glyph = self.place(&font, code, length, &mut stream.state);
                        let hidden = hidden.or_else(|| font.hides(code));
                        // What nobody paints looks like nothing: layers of recognised text have one
                        // shape for all letters.
                        let drawn = is_painted.then(|| font.drawn_otherwise(code)).flatten();
                        if let Some(letter) = drawn {
                            self.content.drawn.push((self.content.glyphs.len(), letter));
                        }
                        self.content.glyphs.push(PlacedGlyph { hidden, operator, index, ..glyph });
                        index += 1;
                    }
                    if let Some(encoding) = font.double_byte {
                        self.join_double_bytes(first, bytes, encoding);
                    }
                }
                Token::Number(number) if is_array => {
                    stream.state.move_pen(-number / 1000.0 * stream.state.size);
                }
                _ => {}
            }
        }
    }

    /// Gives each two glyphs from `first` on that are one character its text; the second has none.
    fn join_double_bytes(&mut self, first: usize, bytes: &[u8], encoding: &'static Encoding) {
        let mut at = 0;
        while let Some(pair) = bytes.get(at..at + 2) {
            let (text, is_broken) = encoding.decode_without_bom_handling(pair);
            let mut characters = text.chars();
            let is_one = characters.next().is_some() && characters.next().is_none();
            if is_broken || !is_one {
                at += 1;
                continue;
            }
            let start = self.content.text.len();
            self.content.text.push_str(&text);
            let end = self.content.text.len();
            if let Some([left, right]) = self.content.glyphs.get_mut(first + at..first + at + 2) {
                left.advance = right.origin + right.advance - left.origin;
                left.step = right.origin + right.step - left.origin;
                (left.text, right.text) = (Span::new(start, end), Span::new(end, end));
                (left.is_unknown, right.is_unknown) = (false, false);
            }
            at += 2;
        }
    }

    /// Places one glyph where the pen stands, and moves the pen.
    fn place(
        &mut self,
        font: &LoadedFont<'a>,
        code: u32,
        length: usize,
        state: &mut State<'a>,
    ) -> PlacedGlyph {
        let start = self.content.text.len();
        let meaning = font.meaning(code);
        match &meaning {
            Meaning::Text(text) => self.content.text.push_str(text),
            Meaning::Unknown => self.content.text.push(char::REPLACEMENT_CHARACTER),
        }
        let is_vertical = !font.is_horizontal();
        let advance = font.advance(code) / 1000.0;
        let place = state.transform
            * state.text_matrix
            * Affine::new([state.size * state.scale, 0.0, 0.0, state.size, 0.0, state.rise]);
        let word_space = if code == 32 && length == 1 { state.word_space } else { 0.0 };
        let before = state.transform * state.text_matrix * Point::ORIGIN;
        let along = if is_vertical { advance.y } else { advance.x };
        state.move_pen(along * state.size + state.char_space + word_space);
        let after = state.transform * state.text_matrix * Point::ORIGIN;

        let origin = place * Point::ORIGIN;
        let vector = |x: f64, y: f64| place * Point::new(x, y) - origin;
        // A vertical glyph hangs below its origin, centred; "above" is then its right.
        let (above, below) = match is_vertical {
            true => (vector(0.5, 0.0), vector(-0.5, 0.0)),
            false => (vector(0.0, font.reach.ascent), vector(0.0, -font.reach.descent)),
        };
        PlacedGlyph {
            text: Span::new(start, self.content.text.len()),
            origin,
            advance: if is_vertical { vector(0.0, advance.y) } else { vector(advance.x, 0.0) },
            step: after - before,
            above,
            below,
            em: vector(0.0, font.reach.em).hypot(),
            is_vertical,
            is_unknown: meaning == Meaning::Unknown,
            is_blank: matches!(&meaning, Meaning::Text(text) if text.trim().is_empty()),
            is_shadow: false,
            hidden: None,
            operator: 0,
            index: 0,
            code,
            code_bytes: length,
            width: along * 1000.0 + per_size(state.char_space + word_space, state.size),
            own_width: along * 1000.0,
        }
    }
}

/// A distance in text space, in thousandths of the font size.
fn per_size(distance: f64, size: f64) -> f64 {
    if size == 0.0 { 0.0 } else { distance / size * 1000.0 }
}
