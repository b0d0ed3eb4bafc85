//! One page: its glyphs as text, in the order in which they are painted, and what hides them.

use super::plane::{Fill, Outline, frame};
use crate::formats::colour::Colour;
use crate::formats::office::markup::{Node, Tag, Xml};
use crate::formats::office::member::Member;
use crate::formats::office::story::Story;
use crate::formats::office::unread;
use crate::formats::outline::{Matrix, Point};
use crate::out::{NewPart, Out};
use crate::{Hidden, PartKind, ProblemCode, Span};

/// Points to an inch, of which a page counts 96.
const POINTS: f32 = 0.75;
/// Height below which letters are not read, in the units of a page: one point.
const TINY: f32 = 1.34;
/// Texts of one page that are compared with what is painted after them.
const TEXTS_MAX: usize = 5_000;
/// Shapes of one page on which texts may stand.
const PAPERS_MAX: usize = 2_000;
/// Opacity below which nothing is seen.
const CLEAR: f32 = 0.02;
/// Opacity from which on nothing shines through.
const FULL: f32 = 0.99;
/// Attributes that say where something stands, and how it looks.
const PLACES: &[&str] = &[
    "Indices",
    "Data",
    "Figures",
    "Points",
    "Clip",
    "RenderTransform",
    "Matrix",
    "FontUri",
    "ImageSource",
    "Viewbox",
    "Viewport",
    "StrokeDashArray",
    "CaretStops",
    "ContentBox",
    "BleedBox",
];
/// Digits one after the other that no coordinate has.
const DIGITS_MAX: usize = 10;

/// Tells a page.
pub(super) fn tell(member: &Member, number: u32, out: &mut Out<'_>) {
    let mut page = Page::new(member);
    let mut xml = Xml::new(&member.text, out.limits().nesting_max);
    while let Some(node) = xml.next() {
        match node {
            Node::Start(tag) => page.start(tag, xml.around()),
            Node::End(name) => page.end(name),
            // Pages have no text but in attributes; what stands there all the same is shown nowhere.
            Node::Text(piece) if !piece.text.trim().is_empty() => {
                page.stray.push(member, &piece, None);
                page.stray.fresh_line();
            }
            Node::Text(_) => {}
        }
    }
    if page.unmapped > 0 {
        out.problem(ProblemCode::UnmappedGlyphs);
    }
    out.count().glyphs(page.letters, page.unmapped);
    let new = NewPart {
        page: Some(number),
        page_size: Some((page.size.0 * POINTS, page.size.1 * POINTS)),
        ..NewPart::new(PartKind::Page, format!("page {number}"))
    };
    page.story.tell(new, out);
    let hidden = NewPart::new(PartKind::Other, "text that is not shown").hidden(Hidden::Markup);
    page.stray.tell(NewPart { page: Some(number), ..hidden }, out);
    unread::end(member, &xml, out);
}

/// A page while it is read.
struct Page<'m> {
    member: &'m Member,
    size: Point,
    story: Story,
    stray: Story,
    /// Elements that are open and paint, or hold what paints.
    open: Vec<Element<'m>>,
    /// Texts, each by its corners.
    texts: Vec<([Point; 4], Span)>,
    /// Opaque shapes of one colour, the last uppermost.
    papers: Vec<(Outline, Colour)>,
    /// Something was painted whose colours are not known.
    is_painted: bool,
    last: Option<Last>,
    letters: u64,
    unmapped: u64,
}

/// Where the text before ended.
struct Last {
    baseline: f32,
    end: f32,
    size: f32,
}

/// An element that paints, or holds what paints.
#[derive(Clone)]
struct Element<'m> {
    name: &'m str,
    tag: Option<Tag<'m>>,
    /// `None` when a dictionary says it.
    matrix: Option<Matrix>,
    opacity: f32,
    clips: Vec<Outline>,
    fill: Fill,
    data: Option<String>,
    /// A mask or a brush of several colours lets some of it through.
    is_masked: bool,
}

impl<'m> Page<'m> {
    fn new(member: &'m Member) -> Self {
        Self {
            member,
            size: (0.0, 0.0),
            story: Story::default(),
            stray: Story::default(),
            open: Vec::new(),
            texts: Vec::new(),
            papers: Vec::new(),
            is_painted: false,
            last: None,
            letters: 0,
            unmapped: 0,
        }
    }

    fn start(&mut self, tag: Tag<'m>, around: &str) {
        self.pass_over(&tag);
        match tag.local() {
            "FixedPage" => {
                let side = |name| tag.number::<f32>(name).unwrap_or_default();
                self.size = (side("Width"), side("Height"));
                self.open(tag);
            }
            "Canvas" | "Glyphs" | "Path" => self.open(tag),
            name => {
                let Some(element) = self.open.last_mut() else { return };
                let property = around.rsplit('.').next().unwrap_or_default();
                match (name, property) {
                    ("MatrixTransform", "RenderTransform") => {
                        element.transform(&tag.text("Matrix"));
                    }
                    ("SolidColorBrush", "Fill") => {
                        element.fill = Fill::parse(&tag.text("Color"));
                        if tag.number::<f32>("Opacity").is_some_and(|opacity| opacity < FULL) {
                            element.fill = Fill::Other;
                        }
                    }
                    (_, "Fill") => element.fill = Fill::Other,
                    (_, "OpacityMask") => element.is_masked = true,
                    ("PathGeometry", "Data") => {
                        element.data = tag.value("Figures").map(|it| it.text().into_owned());
                    }
                    ("PathGeometry", "Clip") => element.clip(&tag.text("Figures")),
                    _ => {}
                }
            }
        }
    }

    /// Passes over attributes that only say where something stands.
    fn pass_over(&self, tag: &Tag<'m>) {
        for (name, value) in tag.attributes() {
            let is_long = |digits: &str| digits.len() > DIGITS_MAX;
            let is_place = PLACES.contains(&name)
                && !value.raw().split(|letter: char| !letter.is_ascii_digit()).any(is_long);
            if is_place {
                self.member.note_told(value.at());
            }
        }
    }

    fn open(&mut self, tag: Tag<'m>) {
        let mut element = match self.open.last() {
            Some(outer) => Element {
                name: tag.local(),
                tag: Some(tag),
                fill: Fill::None,
                data: None,
                ..outer.clone()
            },
            None => Element {
                name: tag.local(),
                tag: Some(tag),
                matrix: Some(Matrix::UNIT),
                opacity: 1.0,
                clips: Vec::new(),
                fill: Fill::None,
                data: None,
                is_masked: false,
            },
        };
        element.take(&tag);
        self.open.push(element);
    }

    fn end(&mut self, name: &str) {
        if !matches!(name, "FixedPage" | "Canvas" | "Glyphs" | "Path") {
            return;
        }
        match self.open.pop() {
            Some(element) if element.name == "Glyphs" => self.glyphs(&element),
            Some(element) if element.name == "Path" => self.path(&element),
            _ => {}
        }
    }

    /// Takes in letters.
    fn glyphs(&mut self, element: &Element<'m>) {
        let Some(tag) = element.tag else { return };
        let Some(value) = tag.value("UnicodeString") else {
            let count = tag.text("Indices").split(';').filter(|it| !it.is_empty()).count() as u64;
            self.letters += count;
            self.unmapped += count;
            return;
        };
        let text = value.text();
        self.letters += text.chars().count() as u64;
        let size = tag.number::<f32>("FontRenderingEmSize").unwrap_or_default();
        let place = tag.number::<f32>("OriginX").zip(tag.number::<f32>("OriginY"));
        let width = width(&text, &tag.text("Indices")) * size;
        let is_backwards = tag.number::<u32>("BidiLevel").is_some_and(|level| level % 2 == 1);
        let corners = element.matrix.zip(place).map(|(matrix, (x, y))| {
            let left: f32 = if is_backwards { x - width } else { x };
            let (top, bottom) = (y - size * 0.6, y - size * 0.1);
            let inner = (left + width * 0.05, left + width * 0.95);
            [(inner.0, top), (inner.1, top), (inner.1, bottom), (inner.0, bottom)]
                .map(|corner| matrix.apply(corner))
        });
        let hidden = self.hidden(element, size, corners.as_ref());
        if let Some(corners) = &corners {
            let scale = element.matrix.map_or(1.0, Matrix::height);
            self.join(corners, size * scale);
        } else {
            self.story.fresh_line();
        }
        let start = self.story.text().len();
        self.story.push_value(self.member, value, hidden);
        let span = Span::new(start, self.story.text().len());
        if let Some(corners) = corners.filter(|_| self.texts.len() < TEXTS_MAX) {
            self.texts.push((corners, span));
        }
    }

    /// Puts between two texts what is between them on the page.
    fn join(&mut self, corners: &[Point; 4], size: f32) {
        let [left, _, right, bottom] = frame(corners);
        if let Some(last) = &self.last {
            let is_same_line = (last.baseline - bottom).abs() < last.size.max(size) * 0.4;
            if !is_same_line || left < last.end - size {
                self.story.fresh_line();
            } else if left > last.end + size * 0.25 {
                self.story.separate(' ');
            }
        }
        self.last = Some(Last { baseline: bottom, end: right, size });
    }

    fn hidden(
        &self,
        element: &Element<'m>,
        size: f32,
        corners: Option<&[Point; 4]>,
    ) -> Option<Hidden> {
        if element.opacity < CLEAR || element.fill.is_clear() {
            return Some(Hidden::Invisible);
        }
        if let Some(matrix) = element.matrix
            && (size * matrix.height() < TINY || matrix.width() * size < TINY)
        {
            return Some(Hidden::Tiny);
        }
        let corners = corners?;
        let [left, top, right, bottom] = frame(corners);
        if right < 0.0 || bottom < 0.0 || left > self.size.0 || top > self.size.1 {
            return Some(Hidden::Outside);
        }
        if element.clips.iter().any(|clip| clip.is_beside(corners)) {
            return Some(Hidden::Invisible);
        }
        let colour = element.fill.opaque()?;
        let behind = self.papers.iter().rev().find(|(outline, _)| outline.holds(corners));
        match behind {
            Some((_, paper)) => colour.hidden_on(*paper),
            None if self.is_painted => None,
            None => colour.hidden_on(Colour::WHITE),
        }
    }

    /// Takes in a shape, which may cover what was painted before it.
    fn path(&mut self, element: &Element<'m>) {
        if element.opacity < CLEAR || element.fill.is_clear() {
            return;
        }
        let data = element.data.as_deref();
        let outline = element.matrix.zip(data);
        let outline = outline.and_then(|(matrix, data)| Outline::parse(data, matrix));
        let is_whole = element.opacity >= FULL && !element.is_masked;
        let colour = element.fill.opaque().filter(|_| is_whole);
        let (Some(outline), Some(colour)) = (outline, colour) else {
            // Something of which nothing is known may be behind the letters that follow.
            self.is_painted = true;
            self.papers.clear();
            return;
        };
        for (corners, span) in &self.texts {
            let is_seen = element.clips.iter().all(|clip| clip.holds(corners));
            if is_seen && outline.holds(corners) {
                self.story.hide(*span, Hidden::Covered);
            }
        }
        if self.papers.len() < PAPERS_MAX && element.clips.is_empty() {
            self.papers.push((outline, colour));
        } else {
            self.is_painted = true;
        }
    }
}

impl Element<'_> {
    fn take(&mut self, tag: &Tag<'_>) {
        if let Some(value) = tag.value("RenderTransform") {
            self.transform(&value.text());
        }
        if let Some(opacity) = tag.number::<f32>("Opacity") {
            self.opacity *= opacity;
        }
        self.is_masked |= tag.value("OpacityMask").is_some();
        if let Some(clip) = tag.value("Clip") {
            self.clip(&clip.text());
        }
        if let Some(fill) = tag.value("Fill") {
            self.fill = Fill::parse(&fill.text());
        }
        if let Some(data) = tag.value("Data") {
            self.data = Some(data.text().into_owned());
        }
    }

    fn transform(&mut self, value: &str) {
        let own = Matrix::parse(value);
        self.matrix = own.zip(self.matrix).map(|(own, outer)| own.inside(outer));
    }

    fn clip(&mut self, path: &str) {
        /// Clips one inside the other that are looked at.
        const CLIPS_MAX: usize = 16;
        let outline = self.matrix.and_then(|matrix| Outline::parse(path, matrix));
        if let Some(outline) = outline.filter(|_| self.clips.len() < CLIPS_MAX) {
            self.clips.push(outline);
        }
    }
}

/// How wide a text is for its size: as the indices say, which give hundredths, or by its letters.
fn width(text: &str, indices: &str) -> f32 {
    /// Width of a letter of which nothing is said, and of one that is as wide as it is high.
    const LETTER: f32 = 0.5;
    let wide = |letter: char| if letter >= '\u{2E80}' { 1.0 } else { LETTER };
    let mut letters = text.chars();
    let mut width = 0.0;
    for glyph in indices.split(';') {
        let own = letters.next().map_or(0.0, wide);
        let advance =
            glyph.split(',').nth(1).and_then(|advance| advance.trim().parse::<f32>().ok());
        width += advance.map_or(own, |advance| advance / 100.0);
    }
    width + letters.map(wide).sum::<f32>()
}
