//! Drawings (ECMA-376, part 1, 20 and 21): text in shapes, tables, charts and diagrams, and
//! the descriptions of pictures.

use std::borrow::Cow;
use std::collections::BTreeSet;

mod shape;
mod timing;

use crate::out::Out;
use crate::{Hidden, Span};

pub(super) use self::shape::Ground;
use self::shape::{Area, Fill, FillOf, Letters, Painted, Picture, Shape, colour};
use super::blip;
use super::words::Words;
use crate::formats::colour::Colour;
use crate::formats::office::markup::{Node, Piece, Tag, Xml};
use crate::formats::office::member::Member;
use crate::formats::office::number::plain;
use crate::formats::office::story::{Story, squeezed};
use crate::formats::office::unread;

/// The size of a slide in English metric units.
#[derive(Debug, Clone, Copy)]
pub(super) struct SlideSize {
    pub(super) width: i64,
    pub(super) height: i64,
}

/// What a drawing stands on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Canvas<'a> {
    /// Size of the slide; nothing of what is beside it is seen.
    pub(super) size: Option<SlideSize>,
    pub(super) ground: Ground,
    /// The relationships with pictures through which nothing shines.
    pub(super) opaque: &'a BTreeSet<String>,
}

/// No picture is known to be opaque.
static NO_PICTURES: BTreeSet<String> = BTreeSet::new();

impl Canvas<'static> {
    /// Of a drawing of whose place nothing is known.
    pub(super) const UNKNOWN: Self =
        Self { size: None, ground: Ground::Unknown, opaque: &NO_PICTURES };
    /// Of a drawing on a sheet.
    pub(super) const SHEET: Self = Self { ground: Ground::White, ..Self::UNKNOWN };
}

/// Returns the text of a drawing that stands on `canvas`.
pub(super) fn read<'m>(
    member: &'m Member,
    canvas: Canvas<'m>,
    words: &mut Words,
    out: &mut Out<'_>,
) -> Story {
    // Only VML is allowed to be ill-formed, and only it is not told by its name.
    let is_vml = member.name.ends_with(".vml");
    let mut xml = Xml::new(&member.text, out.limits().nesting_max);
    if is_vml {
        xml = xml.forgiving();
    }
    let mut text = Text {
        member,
        canvas,
        is_vml,
        story: Story::default(),
        fallback: Story::default(),
        fallbacks: 0,
        shapes: Vec::new(),
        painted: Painted::default(),
        letters: Letters::default(),
        fill_of: FillOf::default(),
        stops: 0,
        tables: 0,
        is_merged: false,
        filtered: 0,
        taken_away: timing::taken_away(&member.text, out.limits().nesting_max),
        pictures: Vec::new(),
        anchor: Anchor::default(),
    };
    while let Some(node) = xml.next() {
        match node {
            Node::Start(tag) => text.start(&mut xml, &tag, words),
            Node::End(name) => text.end(name),
            Node::Text(piece) => {
                let is_text = xml.inside() == "t" || !piece.text.trim().is_empty();
                text.anchor.take(xml.around(), xml.inside(), &piece.text);
                if !text.takes(xml.inside()) {
                    words.add_stray(member, xml.inside(), &piece);
                } else if is_text {
                    text.push(xml.inside(), piece);
                }
            }
        }
    }
    unread::end(member, &xml, out);
    words.pictures.extend(text.pictures.drain(..).map(|picture| (picture.id, picture.hidden)));
    text.finish()
}

/// Letters that are shrunk to this, in thousandths of a percent, are not seen; programs shrink them to
/// a quarter at most.
const SHRUNK: u32 = 10_000;

/// Elements of VML, which are those of HTML, whose text is shown; a line break seldom ends.
const VML_TEXT: &[&str] = &["font", "div", "span", "p", "u", "b", "i", "br", "textbox"];

/// True for the elements in which charts keep series that a filter hides.
fn is_filtered(name: &str) -> bool {
    name.starts_with("filtered") && name.ends_with("Series")
}

/// True for the style of a shape in the older markup that is not shown.
fn hides(style: &str) -> bool {
    let style = style.replace(' ', "").to_ascii_lowercase();
    style.contains("visibility:hidden") || style.contains("display:none")
}

struct Text<'m> {
    member: &'m Member,
    canvas: Canvas<'m>,
    is_vml: bool,
    story: Story,
    /// Text for programs that do not know the newer markup; mostly the same again.
    fallback: Story,
    /// Fallbacks that are open.
    fallbacks: u32,
    shapes: Vec<Shape>,
    /// Shapes that were painted before.
    painted: Painted,
    letters: Letters,
    /// What the fill is for that is open.
    fill_of: FillOf,
    /// Colours of the letters' fill that were read: a gradient has more than one.
    stops: u32,
    /// Tables that are open: their cells have fills of their own, which come after the text.
    tables: u32,
    /// The cell that is open is part of another, whose text is shown in its place.
    is_merged: bool,
    /// Series of charts that a filter hides and that are open.
    filtered: u32,
    /// Shapes that an animation takes away before anybody clicks.
    taken_away: BTreeSet<String>,
    pictures: Vec<Picture>,
    /// Where the shapes that come next stand on a sheet.
    anchor: Anchor,
}

/// Pictures of one drawing that are compared with shapes over them.
const PICTURES_MAX: usize = 1_000;

/// Two corners of what stands on a sheet (ECMA-376, part 1, 20.5.2.33): column, row, and how far
/// from the corner of their cell.
#[derive(Debug, Default)]
struct Anchor {
    from: [i64; 4],
    to: Option<[i64; 4]>,
}

impl Anchor {
    fn take(&mut self, corner: &str, name: &str, text: &str) {
        let place = ["col", "colOff", "row", "rowOff"].iter().position(|known| *known == name);
        let corner = match corner {
            "from" => &mut self.from,
            "to" => self.to.get_or_insert_default(),
            _ => return,
        };
        if let (Some(place), Ok(number)) = (place, text.trim().parse())
            && let Some(place) = corner.get_mut(place)
        {
            *place = number;
        }
    }

    /// True when it leaves no room.
    fn is_point(&self) -> bool {
        self.to == Some(self.from)
    }
}

impl Text<'_> {
    fn start(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>, words: &mut Words) {
        match tag.local() {
            "sp" | "pic" | "graphicFrame" | "grpSp" | "cxnSp" => {
                let start = self.story.text().len();
                let is_picture = tag.local() == "pic";
                let hidden = self.anchor.is_point().then_some(Hidden::Tiny);
                let fill = if is_picture { Fill::Unknown } else { Fill::Nothing };
                self.shapes.push(Shape { start, fill, is_picture, hidden, ..Shape::default() });
            }
            "twoCellAnchor" | "oneCellAnchor" | "absoluteAnchor" => self.anchor = Anchor::default(),
            "cNvPr" => {
                let is_animated = self.is_animated(&tag.text("id"));
                let is_taken_away = self.taken_away.contains(tag.text("id").as_ref());
                if let Some(shape) = self.shapes.last_mut() {
                    shape.is_animated = is_animated;
                    if tag.is_set("hidden") || is_taken_away {
                        shape.hidden = Some(Hidden::Vanished);
                    }
                }
                words.add(self.member, tag);
            }
            "off" => {
                if let Some(shape) = self.shapes.last_mut() {
                    shape.offset = tag.number("x").zip(tag.number("y"));
                }
            }
            "ext" => self.extent(tag),
            "chExt" => self.shrink(tag),
            "bodyPr" => {
                self.inset(tag);
                words.add(self.member, tag);
            }
            "srcRect" => words.add_cropped(self.member, tag),
            "blip" => {
                self.fill_with_picture(tag);
                words.add(self.member, tag);
            }
            "alphaModFix" | "clrChange" | "fillRect" | "tile" | "prstGeom" | "custGeom" => {
                self.blank_picture(tag);
                self.loosen(tag);
                words.add(self.member, tag);
            }
            "alphaRepl" | "lum" | "biLevel" => self.blank_picture(tag),
            "rPr" => {
                let is_shrunk = self.shapes.last().is_some_and(|shape| shape.is_shrunk);
                self.letters = Letters::of(tag, is_shrunk);
                self.stops = 0;
            }
            "normAutofit" => {
                let scale = tag.number::<u32>("fontScale");
                if let Some(shape) = self.shapes.last_mut() {
                    shape.is_shrunk = scale.is_some_and(|scale| scale <= SHRUNK);
                }
            }
            "rot" if xml.around() == "camera" => self.turn(tag),
            "solidFill" | "gradFill" | "pattFill" | "blipFill" | "noFill" | "fillRef" => {
                self.begin_fill(tag, xml.around());
            }
            "srgbClr" | "sysClr" | "schemeClr" | "prstClr" => self.take_colour(colour(tag)),
            "alpha" => self.take_alpha(tag.number("val").unwrap_or_default()),
            "lumMod" | "lumOff" | "shade" | "tint" => self.take_colour(None),
            "tbl" => self.tables += 1,
            "tc" => self.is_merged = tag.is_set("hMerge") || tag.is_set("vMerge"),
            name if is_filtered(name) => self.filtered += 1,
            "shape" | "rect" | "roundrect" | "oval" if self.is_vml => {
                let hidden = hides(&tag.text("style")).then_some(Hidden::Vanished);
                self.shapes.push(Shape { hidden, ..Shape::default() });
                words.add(self.member, tag);
            }
            "Fallback" => self.fallbacks += 1,
            "br" => self.story().separate('\n'),
            "tab" if xml.around() == "r" => self.story().separate('\t'),
            "textpath" => {
                if let Some(value) = tag.value("string") {
                    let member = self.member;
                    self.story().push_value(member, value, None);
                    self.story().fresh_line();
                }
            }
            _ => words.add(self.member, tag),
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "sp" | "pic" | "graphicFrame" | "grpSp" | "cxnSp" => {
                self.end_shape();
                self.story().fresh_line();
            }
            "shape" | "rect" | "roundrect" | "oval" if self.is_vml => {
                self.shapes.pop();
            }
            "Fallback" => self.fallbacks = self.fallbacks.saturating_sub(1),
            "solidFill" | "gradFill" | "pattFill" | "blipFill" | "noFill" | "fillRef" => {
                self.fill_of = FillOf::Nothing;
            }
            "tbl" => self.tables = self.tables.saturating_sub(1),
            name if is_filtered(name) => self.filtered = self.filtered.saturating_sub(1),
            "r" | "fld" => self.letters = Letters::default(),
            "p" => self.story().end_line(),
            "tc" => {
                self.is_merged = false;
                self.story().end_cell();
            }
            // Values of a chart's series stand in a row.
            "v" => self.story().separate('\t'),
            "tr" | "tx" | "cat" | "val" | "xVal" | "yVal" | "bubbleSize" | "strDim" | "numDim" => {
                self.story().end_row();
            }
            "textbox" => self.story().fresh_line(),
            _ => {}
        }
    }

    /// True for a shape that an animation of its slide is for.
    fn is_animated(&self, id: &str) -> bool {
        let target = format!("spid=\"{id}\"");
        self.canvas.size.is_some() && self.member.text.contains(&target)
    }

    /// The text that is being read: that of all programs, or that of old ones.
    fn story(&mut self) -> &mut Story {
        match self.fallbacks {
            0 => &mut self.story,
            _ => &mut self.fallback,
        }
    }

    fn push(&mut self, inside: &str, piece: Piece<'_>) {
        let hidden = match self.fallbacks {
            0 => self.hidden(),
            _ => Some(Hidden::Cache),
        };
        // Numbers of charts are stored with the errors of binary arithmetic.
        let text = match inside {
            "v" => Cow::Owned(plain(&piece.text).into_owned()),
            _ => piece.text,
        };
        let member = self.member;
        self.story().push(member, &Piece { text, ..piece }, hidden);
    }

    /// The whole text; fallbacks follow it when they say something else.
    fn finish(mut self) -> Story {
        let shown = squeezed(self.story.text());
        if !self.fallback.text().lines().all(|line| shown.contains(&squeezed(line))) {
            self.story.append(self.fallback);
        }
        self.story
    }

    /// True when text inside an element of that name is text of the drawing.
    fn takes(&self, inside: &str) -> bool {
        match self.is_vml {
            true => VML_TEXT.contains(&inside),
            false => matches!(inside, "t" | "v" | "pt"),
        }
    }

    /// The size of the innermost shape: one that lies beside the slide is not seen.
    fn extent(&mut self, tag: &Tag<'_>) {
        let is_outermost = self.shapes.len() == 1;
        if let Some(shape) = self.shapes.last_mut() {
            shape.width = tag.number("cx").or(shape.width);
        }
        let Some(size) = self.canvas.size.filter(|_| is_outermost) else { return };
        let Some(shape) = self.shapes.last_mut() else { return };
        let Some((left, top)) = shape.offset else { return };
        let Some((width, height)) = tag.number::<i64>("cx").zip(tag.number::<i64>("cy")) else {
            return;
        };
        shape.area = Some(Area { left, top, width, height });
        let is_outside = left >= size.width
            || top >= size.height
            || left.saturating_add(width) <= 0
            || top.saturating_add(height) <= 0;
        if is_outside && shape.hidden.is_none() {
            shape.hidden = Some(Hidden::Outside);
        }
    }

    /// A group whose shapes are many times as wide as itself presses them to nothing.
    fn shrink(&mut self, tag: &Tag<'_>) {
        const TIMES: i64 = 100;
        let Some(shape) = self.shapes.last_mut() else { return };
        let (own, inner) = (shape.width.unwrap_or_default(), tag.number("cx").unwrap_or_default());
        if own.saturating_mul(TIMES) < inner {
            shape.hidden = shape.hidden.or(Some(Hidden::Tiny));
        }
    }

    /// Text that stands farther from the edge of its shape than the slide is large is not on it.
    fn inset(&mut self, tag: &Tag<'_>) {
        let Some(size) = self.canvas.size else { return };
        let is_over = |side, most| tag.number::<i64>(side).is_some_and(|inset| inset >= most);
        if let Some(shape) = self.shapes.last_mut()
            && (is_over("lIns", size.width) || is_over("tIns", size.height))
        {
            shape.hidden = shape.hidden.or(Some(Hidden::Outside));
        }
    }

    fn hidden(&self) -> Option<Hidden> {
        let by_shape = self.shapes.iter().find_map(|shape| shape.hidden);
        let by_filter = (self.filtered > 0).then_some(Hidden::Cache);
        let by_cell = self.is_merged.then_some(Hidden::Covered);
        by_shape.or(by_cell).or(by_filter).or_else(|| self.hidden_letters())
    }

    /// A shape that is turned by a right angle is seen from its edge.
    fn turn(&mut self, tag: &Tag<'_>) {
        const RIGHT_ANGLES: [u32; 2] = [5_400_000, 16_200_000];
        let angle = |name| tag.number::<u32>(name).unwrap_or_default();
        let is_on_edge = ["lat", "lon"].into_iter().any(|name| RIGHT_ANGLES.contains(&angle(name)));
        if let Some(shape) = self.shapes.last_mut()
            && is_on_edge
        {
            shape.hidden = shape.hidden.or(Some(Hidden::Invisible));
        }
    }

    /// How the letters that are open are hidden by their look.
    fn hidden_letters(&self) -> Option<Hidden> {
        let fill = match self.tables {
            0 => self.shapes.last().map_or(Fill::Unknown, |shape| shape.fill),
            _ => Fill::Unknown,
        };
        let outermost = self.shapes.first().and_then(|shape| shape.area);
        let is_alone = self.shapes.len() == 1 && !self.painted.is_behind(outermost);
        self.letters.hidden(fill, is_alone && self.canvas.ground == Ground::White)
    }

    /// Ends a shape: text that it covers is not seen.
    fn end_shape(&mut self) {
        let Some(mut shape) = self.shapes.pop() else { return };
        // One that comes or goes leaves what is under it to be seen.
        if shape.is_animated {
            shape.fill = Fill::Unknown;
        }
        let by_group = self.shapes.iter().find_map(|shape| shape.hidden);
        let is_outermost = self.shapes.is_empty();
        let own = shape.picture.and_then(|index| self.pictures.get_mut(index));
        if let Some(picture) = own {
            picture.hidden = shape.hidden.or(by_group);
            picture.area = shape.area.filter(|_| is_outermost);
        }
        if !is_outermost {
            return;
        }
        self.cover_pictures(&shape);
        let text = Span::new(shape.start.min(self.story.text().len()), self.story.text().len());
        for covered in self.painted.add(&shape, text) {
            self.story.hide(covered, Hidden::Covered);
        }
    }

    /// Hides the pictures that an opaque shape covers.
    fn cover_pictures(&mut self, shape: &Shape) {
        let Some(area) = shape.area.filter(|_| shape.is_opaque() && shape.hidden.is_none()) else {
            return;
        };
        for (index, picture) in self.pictures.iter_mut().enumerate() {
            let is_under = picture.area.is_some_and(|under| area.covers(under));
            if is_under && shape.picture != Some(index) {
                picture.hidden = picture.hidden.or(Some(Hidden::Covered));
            }
        }
    }

    /// Begins what letters or a shape are filled with; `around` is the element that it stands in.
    fn begin_fill(&mut self, tag: &Tag<'_>, around: &str) {
        let is_nothing = tag.local() == "noFill";
        self.fill_of = match (tag.local(), around) {
            ("fillRef", _) => {
                let is_filled = tag.text("idx") != "0";
                if let Some(shape) = self.shapes.last_mut()
                    && is_filled
                    && shape.fill == Fill::Nothing
                {
                    shape.fill = Fill::Opaque;
                }
                FillOf::Nothing
            }
            (_, "rPr") => {
                self.letters.is_clear = is_nothing;
                FillOf::Letters
            }
            (_, "spPr") => {
                // What a picture is filled with shows around it alone.
                if let Some(shape) = self.shapes.last_mut().filter(|shape| !shape.is_picture) {
                    shape.fill = if is_nothing { Fill::Nothing } else { Fill::Unknown };
                }
                FillOf::Shape
            }
            _ => FillOf::Nothing,
        };
    }

    /// Fills the shape that is open with a picture.
    fn fill_with_picture(&mut self, tag: &Tag<'_>) {
        if let Some(shape) = self.shapes.last_mut().filter(|shape| shape.is_picture)
            && shape.picture.is_none()
            && self.pictures.len() < PICTURES_MAX
        {
            shape.picture = Some(self.pictures.len());
            let id = tag.text("embed").into_owned();
            self.pictures.push(Picture { id, hidden: None, area: None });
        }
        let is_opaque = self.canvas.opaque.contains(tag.text("embed").as_ref());
        if let Some(shape) = self.shapes.last_mut().filter(|_| is_opaque) {
            shape.fill = Fill::Opaque;
        }
    }

    /// Takes in what leaves a picture clear at some places: it is pale, without one of its colours, cut
    /// to another shape than its frame, or smaller.
    fn loosen(&mut self, tag: &Tag<'_>) {
        let Some(shape) = self.shapes.last_mut() else { return };
        let is_loose = match tag.local() {
            "alphaModFix" | "clrChange" => true,
            "prstGeom" => shape.is_picture && tag.text("prst") != "rect",
            "fillRect" => shape.is_picture && tag.attributes().next().is_some(),
            _ => shape.is_picture,
        };
        if is_loose && shape.fill != Fill::Nothing {
            shape.fill = Fill::Unknown;
        }
    }

    /// A picture of which an effect leaves nothing is not seen.
    fn blank_picture(&mut self, tag: &Tag<'_>) {
        let is_blank = blip::blanks(tag.local(), |name| Some(tag.value(name)?.text()));
        if let Some(shape) = self.shapes.last_mut().filter(|shape| is_blank && shape.is_picture) {
            shape.hidden = shape.hidden.or(Some(Hidden::Invisible));
        }
    }

    fn take_colour(&mut self, colour: Option<Colour>) {
        match self.fill_of {
            FillOf::Letters => {
                self.stops += 1;
                self.letters.colour = match self.stops {
                    1 => colour,
                    // Of a gradient, letters have a colour when all of it looks the same.
                    _ => self.letters.colour.filter(|first| {
                        colour.is_some_and(|other| other.hidden_on(*first).is_some())
                    }),
                };
            }
            FillOf::Shape => {
                if let Some(shape) = self.shapes.last_mut() {
                    shape.fill = colour.map_or(Fill::Opaque, Fill::Plain);
                }
            }
            FillOf::Nothing => {}
        }
    }

    /// Takes in how opaque a colour is, in thousandths of a percent.
    fn take_alpha(&mut self, alpha: u32) {
        const OPAQUE: u32 = 100_000;
        const CLEAR: u32 = 5_000;
        match self.fill_of {
            FillOf::Letters => self.letters.is_clear |= alpha <= CLEAR,
            FillOf::Shape if alpha < OPAQUE => {
                if let Some(shape) = self.shapes.last_mut() {
                    shape.fill = Fill::Unknown;
                }
            }
            _ => {}
        }
    }
}
