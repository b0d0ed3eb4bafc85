//! Drawings (ECMA-376, part 1, 20 and 21): text in shapes, tables, charts and diagrams, and
//! the descriptions of pictures.

use std::borrow::Cow;

use crate::Hidden;
use crate::read::Out;

use super::properties::tell_trouble;
use super::words::Words;
use crate::formats::office::markup::{Node, Piece, Tag, Xml};
use crate::formats::office::member::Member;
use crate::formats::office::number::plain;
use crate::formats::office::story::{Story, squeezed};

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
        size,
        is_vml,
        story: Story::default(),
        fallback: Story::default(),
        fallbacks: 0,
        shapes: Vec::new(),
        is_tiny: false,
    };
    while let Some(node) = xml.next() {
        match node {
            Node::Start(tag) => text.start(&mut xml, &tag, words),
            Node::End(name) => text.end(name),
            Node::Text(piece) => {
                let is_text = xml.inside() == "t" || !piece.text.trim().is_empty();
                if !text.takes(xml.inside()) {
                    words.add_stray(member, xml.inside(), &piece);
                } else if is_text {
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

/// Letters this small, in hundredths of a point, are not seen.
const TINY: u32 = 200;

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
    /// True while letters are read that are too small to be seen.
    is_tiny: bool,
}

impl Text<'_> {
    fn start(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>, words: &mut Words) {
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
                words.add(self.member, tag);
            }
            "off" => {
                if let Some(shape) = self.shapes.last_mut() {
                    shape.offset = tag.number("x").zip(tag.number("y"));
                }
            }
            "ext" => self.extent(tag),
            "srcRect" => words.add_cropped(self.member, tag),
            "rPr" => self.is_tiny = tag.number::<u32>("sz").is_some_and(|size| size <= TINY),
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
                self.shapes.pop();
                self.story().fresh_line();
            }
            "Fallback" => self.fallbacks = self.fallbacks.saturating_sub(1),
            "r" | "fld" => self.is_tiny = false,
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
        let by_shape = self.shapes.iter().find_map(|shape| shape.hidden);
        by_shape.or(self.is_tiny.then_some(Hidden::Tiny))
    }
}
