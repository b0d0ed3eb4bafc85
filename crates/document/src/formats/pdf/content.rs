//! What a content stream shows, and where: each glyph with its operator, place and visibility.
//!
//! Unlike a renderer this follows layers that are switched off and text that paints nothing, and
//! it paints nothing itself. What covers what is not decided here.

mod forms;
mod inline;
mod marked;
mod show;
mod state;
mod tokens;
mod trace;
mod tracing;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use hayro_font::kurbo::{Affine, Point, Rect, Shape as _, Vec2};
use hayro_syntax::object::{Dict, ObjectIdentifier, Rect as PdfRect, Stream};
use hayro_syntax::page::Resources;

use self::state::{OpenStream, State, set_state};
use self::tokens::{Token, Tokens};
pub(super) use self::tokens::{Token as ContentToken, Tokens as ContentTokens};
pub(super) use self::trace::{Step, StepKind, Trace, names_no_resources};
use super::fonts::{Fonts, Seen};
use super::layers::Layers;
use super::strings::text_string;
use crate::{Hidden, Span};

/// Operators of one page, with all the forms that it uses.
const OPERATORS_MAX: u64 = 20_000_000;
/// Glyphs of one page.
const GLYPHS_MAX: usize = 1_000_000;
/// A glyph so many times as large as others may cover them.
const LARGE_GLYPH: f64 = 3.0;
/// Black areas of one page of which it is known where they are.
const FILLS_MAX: usize = 500;
/// An area that reaches less into the box of a glyph stands beside it, in points.
const TOUCHING_POINTS: f64 = 0.1;
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
    /// True when the next letter stands upon it, as when all stand in one place.
    pub(super) fn is_pressed(&self) -> bool {
        self.step.hypot() < self.advance.hypot() * 0.5
    }

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

/// A picture on the page as displayed.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlacedPicture {
    /// The upright rectangle around it, in points from the top left.
    pub(super) area: Rect,
    /// Its object and its pixels, unless it stands in the content itself.
    pub(super) object: Option<(ObjectIdentifier, (u32, u32))>,
}

/// What a page's content shows.
#[derive(Debug, Default, Clone)]
pub(super) struct Content {
    /// Characters of all glyphs.
    pub(super) text: String,
    /// Glyphs in the order of the content.
    pub(super) glyphs: Vec<PlacedGlyph>,
    /// Pictures that are shown, as far as layers go.
    pub(super) pictures: Vec<PlacedPicture>,
    /// Pictures in layers that are off.
    pub(super) pictures_off: Vec<ObjectIdentifier>,
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
    pub(super) drawn: Vec<(usize, Seen)>,
    /// Forms and patterns that were read.
    pub(super) forms_read: BTreeSet<ObjectIdentifier>,
    /// A bound on work was reached, and the rest was not read.
    pub(super) work_over: bool,
    /// Forms were nested deeper than is followed.
    pub(super) too_deep: bool,
    /// A form could not be decoded, or not to its end.
    pub(super) damaged: bool,
    /// Something besides plain black glyphs and areas is painted, clipped or blended.
    paints: bool,
    /// Upright rectangles around the areas that are filled with black.
    fills: Vec<Rect>,
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
        for word in self.drawn.chunk_by(|left, right| left.0 + 1 == right.0) {
            let count = |holds: fn(&Seen) -> bool| word.iter().filter(|it| holds(&it.1)).count();
            let digits = count(|seen| seen.letter.is_ascii_digit());
            let letters = count(|seen| seen.letter.is_ascii_alphabetic() && seen.digit.is_none());
            for (index, seen) in word {
                let start = drawn.text.len();
                // What may be a digit as well is one among digits.
                let digit = seen.digit.filter(|_| digits >= letters);
                drawn.text.push(digit.unwrap_or(seen.letter));
                if let Some(glyph) = drawn.glyphs.get_mut(*index) {
                    glyph.text = Span::new(start, drawn.text.len());
                    (glyph.is_unknown, glyph.is_blank) = (false, false);
                }
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
        (self.paints && least.is_finite())
            || shown().any(|glyph| glyph.em >= least * LARGE_GLYPH || self.is_filled_at(glyph))
    }

    /// True when black is filled where the glyph stands.
    fn is_filled_at(&self, glyph: &PlacedGlyph) -> bool {
        let Rect { x0, y0, x1, y1 } = glyph.bounds();
        let meets = |fill: &Rect| {
            let wide = fill.x1.min(x1) - fill.x0.max(x0);
            let high = fill.y1.min(y1) - fill.y0.max(y0);
            wide > TOUCHING_POINTS && high > TOUCHING_POINTS
        };
        self.fills.iter().any(meets)
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
    /// Upright rectangle around the path that is being made.
    path: Option<Rect>,
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
            path: None,
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
                    self.note_samples(bytes, &tokens);
                    self.note_unknown_entries(bytes, span);
                    self.picture(None, stream);
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
        // Operands that no operator takes.
        if let Some(start) = start {
            self.trace(Span::new(start, bytes.len()), StepKind::Comment);
        }
    }

    /// Notes the entries of an inline image that no program knows.
    fn note_unknown_entries(&mut self, bytes: &[u8], span: Span) {
        let image = bytes.get(span.range()).unwrap_or_default();
        for entry in inline::unknown_entries(image) {
            let words = image.get(entry.range()).unwrap_or_default();
            for word in inline::words(words) {
                self.content.add_remark(&word);
            }
            let span = Span::new(span.start + entry.start, span.start + entry.end);
            self.trace(span, StepKind::Comment);
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
            b"l" | b"c" | b"v" | b"y" => {
                self.content.strokes += 1;
                self.note_points(operands, stream);
            }
            b"m" => self.note_points(operands, stream),
            b"re" => self.note_rectangle(operands, stream),
            b"n" => self.path = None,
            _ if paints(operator, operands) => self.note_paint(operator),
            _ => {
                set_state(operator, operands, stream);
                self.note_unknown(operator, operands);
            }
        }
    }

    /// Takes points of a path, and those that its curves are drawn to.
    fn note_points(&mut self, operands: &[Token<'_>], stream: &OpenStream<'_, 'a>) {
        let mut pairs = operands.chunks_exact(2);
        for pair in pairs.by_ref() {
            match *pair {
                [Token::Number(x), Token::Number(y)] => self.note_point(Point::new(x, y), stream),
                _ => self.content.paints = true,
            }
        }
        // Nobody knows what a painter makes of one number too many.
        self.content.paints |= !pairs.remainder().is_empty();
    }

    fn note_rectangle(&mut self, operands: &[Token<'_>], stream: &OpenStream<'_, 'a>) {
        let &[.., Token::Number(x), Token::Number(y), Token::Number(width), Token::Number(height)] =
            operands
        else {
            self.content.paints = true;
            return;
        };
        for (x, y) in [(x, y), (x + width, y), (x, y + height), (x + width, y + height)] {
            self.note_point(Point::new(x, y), stream);
        }
    }

    fn note_point(&mut self, point: Point, stream: &OpenStream<'_, 'a>) {
        let point = stream.state.transform * point;
        self.content.paints |= !point.is_finite();
        let around = Rect::from_points(point, point);
        self.path = Some(self.path.map_or(around, |path| path.union(around)));
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

    /// Keeps the samples of a picture that stand for letters rather than for shades.
    fn note_samples(&mut self, bytes: &[u8], tokens: &Tokens<'_>) {
        let picture = bytes.get(tokens.start()..tokens.end()).unwrap_or_default();
        let samples = picture.strip_prefix(b"ID").and_then(|rest| rest.strip_suffix(b"EI"));
        if let Some(text) = samples.and_then(text_of_samples) {
            self.content.add_remark(text);
        }
    }

    fn note_paint(&mut self, operator: &[u8]) {
        match (operator, self.path) {
            (b"f" | b"F" | b"f*", Some(path))
                if path.is_finite() && self.content.fills.len() < FILLS_MAX =>
            {
                self.content.fills.push(path);
            }
            _ => self.content.paints = true,
        }
        if !is_colour(operator) {
            self.path = None;
        }
        match operator {
            b"W" | b"W*" => self.content.clips = true,
            b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" => {
                self.content.fills_over_pictures |= !self.content.pictures.is_empty();
            }
            _ => {}
        }
    }
}

/// True for an operator that sets a colour, which leaves the path as it is.
fn is_colour(operator: &[u8]) -> bool {
    matches!(operator, b"g" | b"rg" | b"k" | b"sc" | b"G" | b"RG" | b"K" | b"SC" | b"W" | b"W*")
}

/// The samples of a picture, when all of them are letters, digits and what stands between those.
fn text_of_samples(samples: &[u8]) -> Option<&[u8]> {
    const LETTERS_MIN: usize = 8;
    let text = samples.trim_ascii();
    let is_text = |byte: &u8| (b' '..=b'~').contains(byte) || byte.is_ascii_whitespace();
    let letters = text.iter().filter(|byte| byte.is_ascii_alphanumeric()).count();
    // Samples that are written in letters (ISO 32000-2, 7.4.2 and 7.4.3) end with this mark.
    let is_encoded = text.ends_with(b">");
    (letters >= LETTERS_MIN && !is_encoded && text.iter().all(is_text)).then_some(text)
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
        // Strokes of letters may fall between two dashes.
        b"d" => {
            operands.iter().any(|operand| matches!(operand, Token::Number(dash) if *dash > 0.0))
        }
        _ => false,
    }
}

fn matrix_of(dict: &Dict<'_>) -> Affine {
    dict.get::<[f64; 6]>("Matrix").map_or(Affine::IDENTITY, Affine::new)
}
