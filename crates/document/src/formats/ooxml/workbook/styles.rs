//! Styles of cells: what they make of numbers, and which of them hide what is in a cell.

use std::collections::BTreeMap;

use crate::Hidden;
use crate::formats::colour::Colour;
use crate::formats::office::markup::{Node, Tag, Xml};
use crate::formats::office::member::Member;
use crate::formats::office::number::{Shape, Unshown};
use crate::formats::office::unread;
use crate::out::Out;

/// Letters this small, in points, are not seen.
const TINY_POINTS: f64 = 2.0;

/// The styles of cells, by number.
#[derive(Default)]
pub(super) struct Styles {
    cells: Vec<Style>,
    /// For each style that a condition may give, whether it hides what is in a cell.
    conditions: Vec<bool>,
}

/// A style of cells.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Style {
    pub(super) shape: Shape,
    /// How letters are hidden by their look, whatever is in the cell.
    pub(super) hidden: Option<Hidden>,
    /// How letters are hidden where nothing but the sheet is behind them.
    pub(super) on_sheet: Option<Hidden>,
    pub(super) unshown: Unshown,
}

/// What a style says of a cell's letters and of what is behind them.
#[derive(Debug, Clone, Copy, Default)]
struct Font {
    colour: Option<Colour>,
    is_tiny: bool,
}

/// What is behind a cell's letters.
#[derive(Debug, Clone, Copy, Default)]
enum Fill {
    #[default]
    Nothing,
    Plain(Colour),
    Unknown,
}

/// The colours that styles name by a number (ECMA-376, part 1, 18.8.27), as far as they are needed.
const INDEXED: &[(&str, &str)] = &[
    ("0", "000000"),
    ("1", "FFFFFF"),
    ("2", "FF0000"),
    ("3", "00FF00"),
    ("4", "0000FF"),
    ("5", "FFFF00"),
    ("6", "FF00FF"),
    ("7", "00FFFF"),
    ("8", "000000"),
    ("9", "FFFFFF"),
    ("10", "FF0000"),
    ("11", "00FF00"),
    ("12", "0000FF"),
    ("13", "FFFF00"),
    ("14", "FF00FF"),
    ("15", "00FFFF"),
    ("22", "C0C0C0"),
    ("23", "808080"),
    ("64", "000000"),
    ("65", "FFFFFF"),
];

/// Bytes of the opacity in a colour of eight digits, which comes first.
const ALPHA_DIGITS: usize = 2;

/// The colour that an element names; of themes, only the first two are known.
fn colour(tag: &Tag<'_>) -> Option<Colour> {
    if tag.value("tint").is_some_and(|tint| tint.text() != "0") {
        return None;
    }
    let rgb = tag.text("rgb");
    let digits = if rgb.len() > 6 { rgb.get(ALPHA_DIGITS..)? } else { &rgb };
    if !digits.is_empty() {
        return Colour::from_digits(digits);
    }
    match tag.text("theme").as_ref() {
        "0" => return Some(Colour::WHITE),
        "1" => return Some(Colour::BLACK),
        _ => {}
    }
    let index = tag.text("indexed");
    let (_, digits) = INDEXED.iter().find(|(known, _)| *known == index)?;
    Colour::from_digits(digits)
}

impl Styles {
    /// Reads the styles of a workbook.
    pub(super) fn read(member: &Member, out: &mut Out<'_>) -> Self {
        let mut reading = Reading::default();
        let mut xml = Xml::new(&member.text, out.limits().nesting_max);
        while let Some(node) = xml.next() {
            match node {
                Node::Start(tag) => reading.start(&mut xml, &tag),
                Node::End("dxf") => reading.end_condition(),
                _ => {}
            }
        }
        unread::end(member, &xml, out);
        Self { cells: reading.cells, conditions: reading.conditions }
    }

    /// The style of that number.
    pub(super) fn get(&self, index: usize) -> Style {
        self.cells.get(index).copied().unwrap_or_default()
    }

    /// True when the style that a condition gives hides what is in a cell.
    pub(super) fn condition_hides(&self, index: usize) -> bool {
        self.conditions.get(index).copied().unwrap_or_default()
    }
}

/// The styles while they are read.
#[derive(Default)]
struct Reading {
    formats: BTreeMap<u32, (Shape, Unshown)>,
    fonts: Vec<Font>,
    fills: Vec<Fill>,
    cells: Vec<Style>,
    conditions: Vec<bool>,
    /// What the condition says that is open.
    condition: (Font, Fill, Unshown),
}

impl Reading {
    fn start(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>) {
        match (xml.around(), tag.local()) {
            ("numFmts", "numFmt") => {
                if let Some(id) = tag.number::<u32>("numFmtId") {
                    let code = tag.text("formatCode");
                    self.formats.insert(id, (Shape::of(&code), Unshown::of(&code)));
                }
            }
            ("fonts", "font") => self.fonts.push(Font::default()),
            ("fills", "fill") => self.fills.push(Fill::default()),
            ("dxf", "font") => self.in_condition(xml, "font"),
            ("dxf", "fill") => self.in_condition(xml, "fill"),
            ("dxf", "numFmt") => self.condition.2 = Unshown::of(&tag.text("formatCode")),
            ("font", name) => {
                if let Some(font) = self.fonts.last_mut() {
                    font.take(name, tag);
                }
            }
            ("fill" | "patternFill", _) => {
                if let Some(fill) = self.fills.last_mut() {
                    fill.take(tag, "fgColor");
                }
            }
            ("cellXfs", "xf") => self.add_cell(tag),
            _ => {}
        }
    }

    /// Reads the font or the fill of a condition, up to its end.
    fn in_condition(&mut self, xml: &mut Xml<'_>, element: &str) {
        let (font, fill, _) = &mut self.condition;
        while let Some(node) = xml.next() {
            match node {
                Node::Start(tag) if element == "font" => font.take(tag.local(), &tag),
                Node::Start(tag) => fill.take(&tag, "bgColor"),
                Node::End(name) if name == element => return,
                _ => {}
            }
        }
    }

    fn end_condition(&mut self) {
        let (font, fill, unshown) = std::mem::take(&mut self.condition);
        let hides = font.drowns(fill).is_some() || unshown == Unshown::ALL;
        self.conditions.push(hides);
    }

    fn add_cell(&mut self, tag: &Tag<'_>) {
        let number = |name| tag.number::<usize>(name).unwrap_or_default();
        let id = tag.number("numFmtId").unwrap_or_default();
        let (shape, unshown) = match self.formats.get(&id) {
            Some(format) => *format,
            None => (Shape::built_in(id), Unshown::default()),
        };
        let fill = self.fills.get(number("fillId")).copied().unwrap_or_default();
        let font = self.fonts.get(number("fontId")).copied().unwrap_or_default();
        let drowned = font.drowns(fill);
        let (hidden, on_sheet) = match fill {
            Fill::Nothing => (None, drowned),
            _ => (drowned, None),
        };
        let tiny = font.is_tiny.then_some(Hidden::Tiny);
        self.cells.push(Style { shape, hidden: hidden.or(tiny), on_sheet, unshown });
    }
}

impl Font {
    fn take(&mut self, name: &str, tag: &Tag<'_>) {
        match name {
            "sz" => self.is_tiny = tag.number::<f64>("val").is_some_and(|size| size <= TINY_POINTS),
            "color" => self.colour = colour(tag),
            _ => {}
        }
    }

    /// How letters are hidden that have the colour of what is behind them.
    fn drowns(self, fill: Fill) -> Option<Hidden> {
        let behind = match fill {
            Fill::Nothing => Colour::WHITE,
            Fill::Plain(colour) => colour,
            Fill::Unknown => return None,
        };
        self.colour?.hidden_on(behind)
    }
}

impl Fill {
    /// Takes in what a fill says; its colour is that of the pattern, and in a condition that of the
    /// ground (ECMA-376, part 1, 18.8.32).
    fn take(&mut self, tag: &Tag<'_>, of_colour: &str) {
        match (tag.local(), tag.text("patternType").as_ref()) {
            ("patternFill", "none") => *self = Self::Nothing,
            ("patternFill" | "gradientFill", _) => *self = Self::Unknown,
            (name, _) if name == of_colour => {
                *self = colour(tag).map_or(Self::Unknown, Self::Plain);
            }
            _ => {}
        }
    }
}
