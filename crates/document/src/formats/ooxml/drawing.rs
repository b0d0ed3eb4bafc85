//! Drawings (ECMA-376, part 1, 20 and 21): text in shapes, tables, charts and diagrams, and
//! the descriptions of pictures.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::read::{NewPart, Out};
use crate::{Hidden, PartKind};

use super::number::plain;
use super::package::Member;
use super::properties::tell_trouble;
use super::story::{Story, squeezed};
use super::xml::{Node, Piece, Tag, Value, Xml, local};

/// The size of a slide in English metric units.
#[derive(Debug, Clone, Copy)]
pub(super) struct SlideSize {
    pub(super) width: i64,
    pub(super) height: i64,
}

/// Returns the text of a drawing; `size` is that of the slide that it stands on.
pub(super) fn read(
    member: &Member,
    size: Option<SlideSize>,
    alternatives: &mut Alternatives,
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
        size,
        is_vml,
        story: Story::default(),
        fallback: Story::default(),
        fallbacks: 0,
        shapes: Vec::new(),
    };
    while let Some(node) = xml.next() {
        match node {
            Node::Start(tag) => text.start(&mut xml, &tag, alternatives),
            Node::End(name) => text.end(name),
            Node::Text(piece) => {
                let is_text = xml.inside() == "t" || !piece.text.trim().is_empty();
                if is_text && text.takes(xml.inside()) {
                    text.push(xml.inside(), piece);
                }
            }
        }
    }
    tell_trouble(&xml, out);
    text.finish()
}

/// A shape that is open.
#[derive(Default)]
struct Shape {
    hidden: Option<Hidden>,
    offset: Option<(i64, i64)>,
}

/// Elements of VML, which are those of HTML, whose text is shown; a line break seldom ends.
const VML_TEXT: &[&str] = &["font", "div", "span", "p", "u", "b", "i", "br", "textbox"];

struct Text<'m> {
    member: &'m Member,
    size: Option<SlideSize>,
    is_vml: bool,
    story: Story,
    /// Text for programs that do not know the newer markup; mostly the same again.
    fallback: Story,
    /// Fallbacks that are open.
    fallbacks: u32,
    shapes: Vec<Shape>,
}

impl Text<'_> {
    fn start(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>, alternatives: &mut Alternatives) {
        match tag.local() {
            "sp" | "pic" | "graphicFrame" | "grpSp" | "cxnSp" => {
                self.shapes.push(Shape::default());
            }
            "cNvPr" => {
                if tag.is_set("hidden")
                    && let Some(shape) = self.shapes.last_mut()
                {
                    shape.hidden = Some(Hidden::Vanished);
                }
                alternatives.add(self.member, tag);
            }
            "off" => {
                if let Some(shape) = self.shapes.last_mut() {
                    shape.offset = tag.number("x").zip(tag.number("y"));
                }
            }
            "ext" => self.extent(tag),
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
            _ => alternatives.add(self.member, tag),
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "sp" | "pic" | "graphicFrame" | "grpSp" | "cxnSp" => {
                self.shapes.pop();
                self.story().fresh_line();
            }
            "Fallback" => self.fallbacks = self.fallbacks.saturating_sub(1),
            "p" => self.story().end_line(),
            "tc" => self.story().end_cell(),
            // Values of a chart's series stand in a row.
            "v" => self.story().separate('\t'),
            "tr" | "tx" | "cat" | "val" | "xVal" | "yVal" | "bubbleSize" | "strDim" | "numDim" => {
                self.story().end_row();
            }
            "textbox" => self.story().fresh_line(),
            _ => {}
        }
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
        let Some(size) = self.size.filter(|_| is_outermost) else { return };
        let Some(shape) = self.shapes.last_mut() else { return };
        let Some((left, top)) = shape.offset else { return };
        let Some((width, height)) = tag.number::<i64>("cx").zip(tag.number::<i64>("cy")) else {
            return;
        };
        let is_outside = left >= size.width
            || top >= size.height
            || left.saturating_add(width) <= 0
            || top.saturating_add(height) <= 0;
        if is_outside && shape.hidden.is_none() {
            shape.hidden = Some(Hidden::Outside);
        }
    }

    fn hidden(&self) -> Option<Hidden> {
        self.shapes.iter().find_map(|shape| shape.hidden)
    }
}

/// Descriptions of pictures and shapes, each told once.
#[derive(Default)]
pub(super) struct Alternatives {
    seen: BTreeSet<String>,
    found: Vec<(PartKind, &'static str, Story)>,
}

/// Attributes that describe, with what a person calls them.
const DESCRIPTIONS: &[(&str, &str)] = &[
    ("descr", "alternative text"),
    ("title", "title of a picture"),
    ("tooltip", "tooltip"),
    ("alt", "alternative text"),
];

/// Elements that have such attributes.
const DESCRIBED: &[&str] = &[
    "docPr",
    "cNvPr",
    "hyperlink",
    "hlinkClick",
    "hlinkHover",
    "tblCaption",
    "tblDescription",
    "imagedata",
    "shape",
    "rect",
    "roundrect",
    "oval",
    "group",
];

impl Alternatives {
    /// Adds what the attributes of `tag` describe.
    pub(super) fn add(&mut self, member: &Member, tag: &Tag<'_>) {
        if !DESCRIBED.contains(&tag.local()) {
            return;
        }
        for (name, value) in tag.attributes() {
            let name = local(name);
            let is_caption = matches!(tag.local(), "tblCaption" | "tblDescription");
            let label = if is_caption && name == "val" {
                "description of a table"
            } else if let Some((_, label)) =
                DESCRIPTIONS.iter().find(|(described, _)| *described == name)
            {
                label
            } else if name == "name" && is_file_name(&value.text()) {
                self.push(PartKind::Name, "name of a picture", member, value);
                continue;
            } else {
                continue;
            };
            self.push(PartKind::Alternative, label, member, value);
        }
    }

    fn push(&mut self, kind: PartKind, label: &'static str, member: &Member, value: Value<'_>) {
        if self.seen.insert(value.text().into_owned()) {
            let mut story = Story::default();
            story.push_value(member, value, None);
            self.found.push((kind, label, story));
        }
    }

    /// Tells all descriptions; `place` is the part that they stand on.
    pub(super) fn tell(self, place: Option<&NewPart>, out: &mut Out<'_>) {
        for (kind, label, story) in self.found {
            let mut part = NewPart::new(kind, label).hidden(Hidden::Markup);
            if let Some(place) = place {
                part.page = place.page;
                part.sheet = place.sheet.as_ref().map(Arc::clone);
            }
            story.tell(part, out);
        }
    }
}

/// True for names of shapes that are names of files, as pictures have that were dropped in.
fn is_file_name(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    name.contains(['\\', '/'])
        || (matches!(extension.len(), 3 | 4)
            && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && extension.bytes().any(|byte| byte.is_ascii_alphabetic()))
}
