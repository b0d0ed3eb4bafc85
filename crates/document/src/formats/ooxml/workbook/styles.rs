//! Styles of cells: what they make of numbers, and which of them hide what is in a cell.

use std::collections::BTreeMap;

use super::super::properties::tell_trouble;
use crate::Hidden;
use crate::formats::office::markup::{Node, Tag, Xml};
use crate::formats::office::member::Member;
use crate::formats::office::number::Shape;
use crate::read::Out;

/// Letters this small, in points, are not seen.
const TINY_POINTS: f64 = 2.0;

/// The styles of cells, by number.
#[derive(Default)]
pub(super) struct Styles(Vec<Style>);

/// A style of cells.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Style {
    pub(super) shape: Shape,
    /// How letters are hidden where nothing but the sheet is behind them.
    pub(super) hidden: Option<Hidden>,
}

#[derive(Default)]
struct Font {
    is_white: bool,
    is_tiny: bool,
}

impl Styles {
    /// Reads the styles of a workbook.
    pub(super) fn read(member: &Member, out: &mut Out<'_>) -> Self {
        let mut formats = BTreeMap::new();
        let mut fonts: Vec<Font> = Vec::new();
        let mut fills: Vec<bool> = Vec::new();
        let mut styles = Vec::new();
        let mut xml = Xml::new(&member.text, out.limits().nesting_max);
        while let Some(node) = xml.next() {
            let Node::Start(tag) = node else { continue };
            match (xml.around(), tag.local()) {
                ("numFmts", "numFmt") => {
                    if let Some(id) = tag.number::<u32>("numFmtId") {
                        formats.insert(id, Shape::of(&tag.text("formatCode")));
                    }
                }
                ("fonts", "font") => fonts.push(Font::default()),
                ("font", name) => {
                    if let Some(font) = fonts.last_mut() {
                        font.take(name, &tag);
                    }
                }
                ("fills", "fill") => fills.push(false),
                ("fill", name) => {
                    let is_filled = name != "patternFill" || tag.text("patternType") != "none";
                    if let Some(fill) = fills.last_mut() {
                        *fill = is_filled;
                    }
                }
                ("cellXfs", "xf") => {
                    let number = |name| tag.number::<usize>(name).unwrap_or_default();
                    let id = tag.number("numFmtId").unwrap_or_default();
                    let shape = formats.get(&id).copied();
                    let shape = shape.unwrap_or_else(|| Shape::built_in(id));
                    let is_filled = fills.get(number("fillId")).copied().unwrap_or_default();
                    let font = fonts.get(number("fontId"));
                    let hidden = font.and_then(|font| font.hidden(is_filled));
                    styles.push(Style { shape, hidden });
                }
                _ => {}
            }
        }
        tell_trouble(&xml, out);
        Self(styles)
    }

    /// The style of that number.
    pub(super) fn get(&self, index: usize) -> Style {
        self.0.get(index).copied().unwrap_or_default()
    }
}

impl Font {
    fn take(&mut self, name: &str, tag: &Tag<'_>) {
        match name {
            "sz" => self.is_tiny = tag.number::<f64>("val").is_some_and(|size| size <= TINY_POINTS),
            "color" => {
                let is = |name: &str, value: &str| tag.text(name).eq_ignore_ascii_case(value);
                // Darker shades of the first colour of a theme are not white.
                self.is_white = is("rgb", "FFFFFFFF")
                    || (is("theme", "0") && tag.value("tint").is_none())
                    || is("indexed", "9")
                    || is("indexed", "1");
            }
            _ => {}
        }
    }

    fn hidden(&self, is_filled: bool) -> Option<Hidden> {
        match () {
            () if self.is_white && !is_filled => Some(Hidden::Invisible),
            () if self.is_tiny => Some(Hidden::Tiny),
            () => None,
        }
    }
}
