//! What a content stream shows, and where: each glyph with its operator, place and visibility.
//!
//! Unlike a renderer this follows layers that are switched off and text that paints nothing, and
//! it paints nothing itself. What covers what is not decided here.

mod state;
mod tokens;
mod trace;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use encoding_rs::Encoding;
use hayro_font::kurbo::{Affine, Point, Rect, Shape as _, Vec2};
use hayro_syntax::object::{Dict, FromBytes as _, Name, ObjectIdentifier, Rect as PdfRect, Stream};
use hayro_syntax::page::Resources;

use self::state::{Mark, OpenStream, State, last_numbers, name, set_state};
use self::tokens::{Token, Tokens};
pub(super) use self::tokens::{Token as ContentToken, Tokens as ContentTokens};
pub(super) use self::trace::{Step, StepKind, Trace};
use super::fonts::{Fonts, LoadedFont, Meaning};
use super::layers::Layers;
use super::streams::measure;
use super::strings::text_string;
use crate::{Hidden, Span};

/// Operators of one page, with all the forms that it uses.
const OPERATORS_MAX: u64 = 20_000_000;
/// Glyphs of one page.
const GLYPHS_MAX: usize = 1_000_000;
/// Forms within forms.
const FORMS_NESTING_MAX: u32 = 32;
/// Decoded bytes of all forms that one page uses.
const FORMS_BYTES_MAX: u64 = 256 << 20;
/// Glyphs that are compared with the text that stands in for them.
const REPLACED_MAX: usize = 10_000;
/// A glyph so many times as large as others may cover them.
const LARGE_GLYPH: f64 = 3.0;
/// Operands that are kept for an operator outside an array; viewers use the last ones.
const OPERANDS_MAX: usize = 64;
/// Operands within one array.
const ARRAY_MAX: usize = 1 << 20;

/// Letters and digits from which on a remark says something.
const REMARK_LETTERS_MIN: usize = 4;
/// Bytes of the remarks of one page that are held.
const REMARKS_BYTES_MAX: usize = 64 << 10;
/// Operators of content streams (ISO 32000-2, annex A); operands of others are read by nobody.
const OPERATORS: &[&str] = &[
    "b", "B", "b*", "B*", "BDC", "BI", "BMC", "BT", "BX", "c", "cm", "CS", "cs", "d", "d0", "d1",
    "Do", "DP", "EI", "EMC", "ET", "EX", "f", "F", "f*", "G", "g", "gs", "h", "i", "ID", "j", "J",
    "K", "k", "l", "m", "M", "MP", "n", "q", "Q", "re", "RG", "rg", "ri", "s", "S", "SC", "sc",
    "SCN", "scn", "sh", "T*", "Tc", "Td", "TD", "Tf", "Tj", "TJ", "TL", "Tm", "Tr", "Ts", "Tw",
    "Tz", "v", "w", "W", "W*", "y", "'", "\"",
];

/// A glyph on the page as displayed, in points from its top left.
#[derive(Debug, Clone)]
pub(super) struct PlacedGlyph {
    /// Its characters, in [`Content::text`].
    pub(super) text: Span,
    /// Where it begins on its baseline.
    pub(super) origin: Point,
    /// From its origin to where its box ends.
    pub(super) advance: Vec2,
    /// From its origin to where the pen stands after it.
    pub(super) step: Vec2,
    /// From the baseline to the upper edge of its box.
    pub(super) above: Vec2,
    /// From the baseline to the lower edge of its box.
    pub(super) below: Vec2,
    /// Length of an em.
    pub(super) em: f64,
    pub(super) is_vertical: bool,
    pub(super) is_unknown: bool,
    /// It is a space, or stands for nothing by itself.
    pub(super) is_blank: bool,
    /// It is not seen itself, but the same glyph is, right beside it.
    pub(super) is_shadow: bool,
    pub(super) hidden: Option<Hidden>,
    pub(super) operator: u32,
    pub(super) index: u32,
    /// Its character code, and the number of bytes of it.
    pub(super) code: u32,
    pub(super) code_bytes: usize,
    /// How far it moves the pen, in thousandths of the font size, with what is put between glyphs.
    pub(super) width: f64,
    /// The same for the glyph alone.
    pub(super) own_width: f64,
}

impl PlacedGlyph {
    /// The middle of its box.
    pub(super) fn middle(&self) -> Point {
        self.origin + self.advance / 2.0 + (self.above + self.below) / 2.0
    }

    /// The corners of its box, clockwise from its own top left.
    pub(super) fn corners(&self) -> [Point; 4] {
        let (start, end) = (self.origin, self.origin + self.advance);
        // A vertical glyph's "above" is its right side.
        match self.is_vertical {
            true => [start + self.below, start + self.above, end + self.above, end + self.below],
            false => [start + self.above, end + self.above, end + self.below, start + self.below],
        }
    }

    /// The upright rectangle around its box.
    pub(super) fn bounds(&self) -> Rect {
        let [first, second, third, fourth] = self.corners();
        Rect::from_points(first, third).union(Rect::from_points(second, fourth))
    }
}

/// What a page's content shows.
#[derive(Debug, Default, Clone)]
pub(super) struct Content {
    /// Characters of all glyphs.
    pub(super) text: String,
    /// Glyphs in the order of the content.
    pub(super) glyphs: Vec<PlacedGlyph>,
    /// Boxes of pictures that are shown.
    pub(super) pictures: Vec<Rect>,
    /// Something is filled after a picture was painted, so that it may lie on it.
    pub(super) fills_over_pictures: bool,
    /// Something is clipped, so that a picture may be cropped.
    pub(super) clips: bool,
    /// Number of lines and curves that are drawn.
    pub(super) strokes: u64,
    /// Texts that stand in for what is shown (`ActualText`, `Alt`, `E`), where they differ from it.
    pub(super) alternatives: Vec<String>,
    /// Comments, and words that belong to no operator.
    pub(super) remarks: Vec<String>,
    /// Glyphs that look like another letter than the file says they are, by number.
    pub(super) drawn: Vec<(usize, char)>,
    /// Forms and patterns that were read.
    pub(super) forms_read: BTreeSet<ObjectIdentifier>,
    /// A bound on work was reached, and the rest was not read.
    pub(super) work_over: bool,
    /// Forms were nested deeper than is followed.
    pub(super) too_deep: bool,
    /// A form could not be decoded, or not to its end.
    pub(super) damaged: bool,
    /// Something besides plain black glyphs is painted, clipped or blended.
    paints: bool,
}

impl Content {
    /// True when the glyph of that number is part of a word or a number.
    pub(super) fn is_word(&self, glyph: usize) -> bool {
        let text = self.glyphs.get(glyph).and_then(|glyph| self.text.get(glyph.text.range()));
        text.is_some_and(|text| text.chars().any(char::is_alphanumeric))
    }

    /// Returns the content with its letters as they look.
    pub(super) fn as_drawn(&self) -> Self {
        let mut drawn = self.clone();
        for (index, letter) in &self.drawn {
            let start = drawn.text.len();
            drawn.text.push(*letter);
            if let Some(glyph) = drawn.glyphs.get_mut(*index) {
                glyph.text = Span::new(start, drawn.text.len());
            }
        }
        drawn
    }

    fn add_remark(&mut self, bytes: &[u8]) {
        let text = text_string(bytes);
        let says = text.chars().filter(|character| character.is_alphanumeric()).count();
        let held: usize = self.remarks.iter().map(String::len).sum();
        if says >= REMARK_LETTERS_MIN && held + text.len() <= REMARKS_BYTES_MAX {
            self.remarks.push(text);
        }
    }

    /// True when text is there, and something that could hide it.
    pub(super) fn may_hide_text(&self) -> bool {
        let shown = || self.glyphs.iter().filter(|glyph| glyph.hidden.is_none() && !glyph.is_blank);
        let least = shown().map(|glyph| glyph.em).fold(f64::INFINITY, f64::min);
        (self.paints && least.is_finite()) || shown().any(|glyph| glyph.em >= least * LARGE_GLYPH)
    }
}

/// Reads content streams of one page.
pub(super) struct ContentReader<'d, 'a> {
    fonts: &'d Fonts<'a>,
    layers: &'d Layers,
    content: Content,
    forms: BTreeMap<ObjectIdentifier, Rc<[u8]>>,
    /// Forms that are being read, so that one that uses itself is read once.
    open_forms: Vec<ObjectIdentifier>,
    patterns_read: BTreeSet<ObjectIdentifier>,
    form_bytes: u64,
    operators: u64,
    show_operators: u32,
    /// What was done with each stream, when that is asked for.
    traces: Option<Vec<Trace<'a>>>,
    /// Number of the trace of the stream that is being read.
    open_trace: usize,
}

impl<'d, 'a> ContentReader<'d, 'a> {
    pub(super) fn new(fonts: &'d Fonts<'a>, layers: &'d Layers) -> Self {
        Self {
            fonts,
            layers,
            content: Content::default(),
            forms: BTreeMap::new(),
            open_forms: Vec::new(),
            patterns_read: BTreeSet::new(),
            form_bytes: 0,
            operators: 0,
            show_operators: 0,
            traces: None,
            open_trace: 0,
        }
    }

    /// Notes what is done with each stream as well.
    pub(super) fn tracing(self) -> Self {
        Self { traces: Some(Vec::new()), ..self }
    }

    /// Returns what was read, and what was done with each stream: the page's content first.
    pub(super) fn finish_traced(self) -> (Content, Vec<Trace<'a>>) {
        (self.content, self.traces.unwrap_or_default())
    }

    /// Returns what was read.
    pub(super) fn finish(self) -> Content {
        self.content
    }

    /// Reads a page's content.
    pub(super) fn page(&mut self, bytes: &[u8], resources: &Resources<'a>, transform: Affine) {
        self.stream(bytes, None, resources, State::new(transform), false);
    }

    /// Reads the appearance of an annotation that stands in `rect` (12.5.5, algorithm 8).
    pub(super) fn appearance(
        &mut self,
        form: &Stream<'a>,
        rect: PdfRect,
        resources: &Resources<'a>,
        transform: Affine,
        hidden: Option<Hidden>,
    ) {
        let first = self.content.glyphs.len();
        let Some(bounds) = form.dict().get::<PdfRect>("BBox") else { return };
        let bounds = Rect::new(bounds.x0, bounds.y0, bounds.x1, bounds.y1);
        let bounds = (matrix_of(form.dict()) * bounds.to_path(0.1)).bounding_box();
        if bounds.width() == 0.0 || bounds.height() == 0.0 {
            return;
        }
        let (x, y) = (rect.width() / bounds.width(), rect.height() / bounds.height());
        let placing =
            Affine::new([x, 0.0, 0.0, y, rect.x0 - x * bounds.x0, rect.y0 - y * bounds.y0]);
        let trace = self.traces.as_ref().map_or(0, Vec::len);
        self.form(form, resources, State::new(transform * placing), false);
        if let Some(trace) = self.traces.as_mut().and_then(|traces| traces.get_mut(trace)) {
            trace.placing = Some(placing);
            trace.is_hidden = hidden.is_some();
        }
        if hidden.is_some() {
            let glyphs = self.content.glyphs.get_mut(first..).unwrap_or_default();
            glyphs.iter_mut().for_each(|glyph| glyph.hidden = hidden);
        }
    }

    fn stream(
        &mut self,
        bytes: &[u8],
        form: Option<&Stream<'a>>,
        resources: &Resources<'a>,
        state: State<'a>,
        is_off: bool,
    ) {
        let mut stream = OpenStream::new(resources, state, is_off);
        let outer = self.begin_trace(bytes, form, resources);
        self.tokens(bytes, &mut stream);
        while stream.has_marks() {
            self.end_marked_content(&mut stream);
        }
        self.end_trace(outer, stream.saved_states());
    }

    fn tokens(&mut self, bytes: &[u8], stream: &mut OpenStream<'_, 'a>) {
        let mut operands = Vec::new();
        let mut in_array = false;
        let mut tokens = Tokens::new(bytes);
        let mut start = None;
        while let Some(token) = tokens.next() {
            let span = Span::new(*start.get_or_insert(tokens.start()), tokens.end());
            match token {
                Token::Operator(operator) => {
                    self.operators += 1;
                    if self.operators > OPERATORS_MAX || self.content.glyphs.len() > GLYPHS_MAX {
                        self.content.work_over = true;
                        return;
                    }
                    self.operation(operator, &operands, span, stream);
                    operands.clear();
                    in_array = false;
                    // The entries and the data of an inline image belong to its beginning.
                    start = (operator == b"BI").then_some(span.start);
                }
                Token::InlineImage => {
                    self.picture(stream);
                    if stream.is_off() {
                        self.trace(span, StepKind::Unseen);
                    }
                    self.trace_names(&operands);
                    operands.clear();
                    start = None;
                }
                operand => {
                    in_array =
                        (in_array || operand == Token::ArrayStart) && operand != Token::ArrayEnd;
                    if !in_array && operands.len() >= OPERANDS_MAX && operand != Token::ArrayEnd {
                        operands.remove(0);
                    }
                    if operands.len() >= ARRAY_MAX {
                        self.content.work_over = true;
                        return;
                    }
                    operands.push(operand);
                }
            }
        }
        for comment in tokens.into_comments() {
            if let Some(words) = bytes.get(comment.range()) {
                self.content.add_remark(words.trim_ascii_start());
            }
            self.trace(comment, StepKind::Comment);
        }
    }

    /// Does one operator, and notes what it did.
    fn operation(
        &mut self,
        operator: &[u8],
        operands: &[Token<'_>],
        span: Span,
        stream: &mut OpenStream<'_, 'a>,
    ) {
        if self.traces.is_none() {
            return self.operator(operator, operands, stream);
        }
        self.trace_names(operands);
        let (first, next) = (self.content.glyphs.len(), self.traces.as_ref().map_or(0, Vec::len));
        let pictures = self.content.pictures.len();
        self.operator(operator, operands, stream);
        let count = self.content.glyphs.len() - first;
        let has_form = self.traces.as_ref().is_some_and(|traces| traces.len() > next);
        match operator {
            b"Tj" | b"TJ" | b"'" | b"\"" => {
                let font = stream.state.font.as_ref().map_or((0, 0), |font| font.identity());
                self.trace(span, StepKind::Show { first, count, font });
            }
            b"Do" if has_form => {
                let name = name(operands).unwrap_or_default().to_vec();
                self.trace(span, StepKind::Form { name, trace: next });
            }
            b"Do" if self.content.pictures.len() > pictures => {
                let name = name(operands).unwrap_or_default().to_vec();
                let placing = stream.state.transform;
                self.trace(span, StepKind::Picture { name, placing });
            }
            b"BDC" => self.trace_marked(operands, span, stream, first),
            b"BMC" => {
                if let [.., Token::Name(tag)] = operands {
                    let (tag, last) = (tag.to_vec(), first);
                    self.trace(span, StepKind::Marked { tag, id: None, words: None, first, last });
                }
            }
            // Points in the content at which something was noted.
            b"MP" | b"DP" => self.trace(span, StepKind::Comment),
            _ if stream.is_off() => {
                if let Some(kind) = trace::paints_what(operator) {
                    self.trace(span, kind);
                }
            }
            _ => {}
        }
    }

    fn begin_trace(
        &mut self,
        bytes: &[u8],
        form: Option<&Stream<'a>>,
        resources: &Resources<'a>,
    ) -> usize {
        let outer = self.open_trace;
        if let Some(traces) = &mut self.traces {
            self.open_trace = traces.len();
            traces.push(Trace {
                bytes: bytes.into(),
                resources: resources.clone(),
                form: form.cloned(),
                placing: None,
                is_hidden: false,
                steps: Vec::new(),
                names: BTreeSet::new(),
                unrestored: 0,
            });
        }
        outer
    }

    fn end_trace(&mut self, outer: usize, unrestored: usize) {
        let open = std::mem::replace(&mut self.open_trace, outer);
        if let Some(trace) = self.traces.as_mut().and_then(|traces| traces.get_mut(open)) {
            trace.unrestored = unrestored;
            trace.steps.sort_by_key(|step| step.span.start);
        }
    }

    fn trace(&mut self, span: Span, kind: StepKind) {
        let open = self.open_trace;
        if let Some(trace) = self.traces.as_mut().and_then(|traces| traces.get_mut(open)) {
            trace.steps.push(Step { span, kind });
        }
    }

    fn trace_names(&mut self, operands: &[Token<'_>]) {
        let open = self.open_trace;
        if let Some(trace) = self.traces.as_mut().and_then(|traces| traces.get_mut(open)) {
            trace.names.extend(trace::names(operands));
        }
    }

    /// Notes marked content; how far it goes is known when it ends.
    fn trace_marked(
        &mut self,
        operands: &[Token<'_>],
        span: Span,
        stream: &mut OpenStream<'_, 'a>,
        first: usize,
    ) {
        let [.., Token::Name(tag), properties] = operands else { return };
        let (id, words) = match properties {
            Token::Name(name) => stream.resources.properties.get::<Dict<'_>>(name.as_ref()),
            Token::Dict(bytes) => Dict::from_bytes(bytes),
            _ => None,
        }
        .map_or((None, None), |dict| said(&dict));
        let tag = tag.to_vec();
        self.trace(span, StepKind::Marked { tag, id, words, first, last: first });
        let trace = self.traces.as_ref().and_then(|traces| traces.get(self.open_trace));
        stream.note_step(trace.map(|trace| trace.steps.len().saturating_sub(1)));
    }

    /// Notes that the marked content which a step began ends here, and what it says instead may stay.
    fn trace_mark_end(&mut self, step: Option<usize>, keeps_words: bool) {
        let (open, end) = (self.open_trace, self.content.glyphs.len());
        let traces = self.traces.as_mut();
        let trace = traces.and_then(|traces| traces.get_mut(open));
        let Some(step) = step.and_then(|step| trace?.steps.get_mut(step)) else { return };
        if let StepKind::Marked { words, last, .. } = &mut step.kind {
            *last = end;
            if !keeps_words {
                *words = None;
            }
        }
    }

    fn operator(
        &mut self,
        operator: &[u8],
        operands: &[Token<'_>],
        stream: &mut OpenStream<'_, 'a>,
    ) {
        match operator {
            b"Tj" | b"TJ" | b"'" | b"\"" => self.show(operator, operands, stream),
            b"Tf" => self.set_font(operands, stream),
            b"gs" => self.set_graphics_state(operands, stream),
            b"Do" => self.external_object(operands, stream),
            b"BDC" => self.begin_marked_content(operands, stream),
            b"BMC" => stream.push_mark(false, None),
            b"EMC" => self.end_marked_content(stream),
            b"scn" | b"SCN" => self.pattern(operands, stream),
            b"l" | b"c" | b"v" | b"y" => self.content.strokes += 1,
            _ if paints(operator, operands) => self.note_paint(operator),
            _ => {
                set_state(operator, operands, stream);
                self.note_unknown(operator, operands);
            }
        }
    }

    /// Keeps the words of an operator that there is not: viewers pass over them.
    fn note_unknown(&mut self, operator: &[u8], operands: &[Token<'_>]) {
        for operand in operands {
            if let Token::Text(bytes) = operand
                && !OPERATORS.iter().any(|known| known.as_bytes() == operator)
            {
                self.content.add_remark(bytes);
            }
        }
    }

    fn note_paint(&mut self, operator: &[u8]) {
        self.content.paints = true;
        match operator {
            b"W" | b"W*" => self.content.clips = true,
            b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" => {
                self.content.fills_over_pictures |= !self.content.pictures.is_empty();
            }
            _ => {}
        }
    }

    fn set_font(&mut self, operands: &[Token<'_>], stream: &mut OpenStream<'_, 'a>) {
        stream.state.font = match name(operands).and_then(|name| stream.resources.fonts.get(name)) {
            Some(dict) => self.fonts.load(&dict),
            None => self.fonts.fallback(),
        };
        stream.state.size = last_numbers::<1>(operands).map_or(1.0, |[size]| size);
    }

    /// Takes the font of a set of parameters, the only one of them that says where text stands.
    fn set_graphics_state(&mut self, operands: &[Token<'_>], stream: &mut OpenStream<'_, 'a>) {
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

    fn show(&mut self, operator: &[u8], operands: &[Token<'_>], stream: &mut OpenStream<'_, 'a>) {
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
                        if let Some(letter) = font.drawn_otherwise(code) {
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

    fn external_object(&mut self, operands: &[Token<'_>], stream: &OpenStream<'_, 'a>) {
        let Some(object) =
            name(operands).and_then(|name| stream.resources.x_objects.get::<Stream<'a>>(name))
        else {
            return;
        };
        let is_off = stream.is_off() || !self.layers.shows(object.dict(), b"OC");
        match object.dict().get::<Name<'_>>("Subtype").as_deref() {
            Some(b"Image") if !is_off => self.picture(stream),
            Some(b"Image") => {}
            _ => self.form(&object, stream.resources, stream.state.clone(), is_off),
        }
    }

    fn picture(&mut self, stream: &OpenStream<'_, 'a>) {
        self.content.paints = true;
        if !stream.is_off() && self.content.pictures.len() < GLYPHS_MAX {
            let unit = Rect::new(0.0, 0.0, 1.0, 1.0);
            self.content.pictures.push(stream.state.transform.transform_rect_bbox(unit));
        }
    }

    fn form(
        &mut self,
        form: &Stream<'a>,
        resources: &Resources<'a>,
        mut state: State<'a>,
        is_off: bool,
    ) {
        // Its box clips.
        self.content.paints = true;
        self.content.clips = true;
        let id = form.obj_id();
        if self.open_forms.contains(&id) {
            return;
        }
        if self.open_forms.len() as u32 >= FORMS_NESTING_MAX {
            self.content.too_deep = true;
            return;
        }
        let Some(bytes) = self.decoded(form, id) else { return };
        state.transform *= matrix_of(form.dict());
        let own = form.dict().get::<Dict<'a>>("Resources").map(Resources::new);
        self.open_forms.push(id);
        self.stream(&bytes, Some(form), own.as_ref().unwrap_or(resources), state, is_off);
        self.open_forms.pop();
    }

    fn decoded(&mut self, form: &Stream<'a>, id: ObjectIdentifier) -> Option<Rc<[u8]>> {
        self.content.forms_read.insert(id);
        if let Some(known) = self.forms.get(&id) {
            return Some(Rc::clone(known));
        }
        let measure = measure(form, FORMS_BYTES_MAX);
        self.form_bytes = self.form_bytes.saturating_add(measure.decoded);
        if self.form_bytes > FORMS_BYTES_MAX {
            self.content.work_over = true;
            return None;
        }
        let decoded = form.decoded_data();
        self.content.damaged |= decoded.is_err() || !measure.is_whole;
        let bytes: Rc<[u8]> = decoded.ok()?.as_ref().into();
        self.forms.insert(id, Rc::clone(&bytes));
        Some(bytes)
    }

    /// Reads the content of a tiling pattern, once for each page.
    fn pattern(&mut self, operands: &[Token<'_>], stream: &OpenStream<'_, 'a>) {
        self.content.paints = true;
        if let Some(pattern) =
            name(operands).and_then(|name| stream.resources.patterns.get::<Stream<'a>>(name))
            && self.patterns_read.insert(pattern.obj_id())
        {
            self.form(&pattern, stream.resources, State::new(stream.base), stream.is_off());
        }
    }

    fn begin_marked_content(&mut self, operands: &[Token<'_>], stream: &mut OpenStream<'_, 'a>) {
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

    fn end_marked_content(&mut self, stream: &mut OpenStream<'_, 'a>) {
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

/// A distance in text space, in thousandths of the font size.
fn per_size(distance: f64, size: f64) -> f64 {
    if size == 0.0 { 0.0 } else { distance / size * 1000.0 }
}

/// What the properties of marked content say: its number, and words in place of what it shows.
fn said(properties: &Dict<'_>) -> (Option<i64>, Option<String>) {
    let words = properties.get::<hayro_syntax::object::String<'_>>("ActualText");
    (properties.get::<i64>("MCID"), words.map(|words| text_string(&words)))
}

/// True for an operator that paints, clips or colours other than black.
fn paints(operator: &[u8], operands: &[Token<'_>]) -> bool {
    match operator {
        b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"S" | b"s" | b"sh" | b"W" | b"W*" => {
            true
        }
        b"g" | b"rg" | b"G" | b"RG" => {
            operands.iter().any(|operand| *operand != Token::Number(0.0))
        }
        b"k" | b"sc" | b"K" | b"SC" => true,
        _ => false,
    }
}

fn matrix_of(dict: &Dict<'_>) -> Affine {
    dict.get::<[f64; 6]>("Matrix").map_or(Affine::IDENTITY, Affine::new)
}

/// The letters and digits of a text, for comparing what is shown with what stands in for it.
fn squeezed(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    text.nfkc().filter(|character| character.is_alphanumeric()).collect()
}
