//! Styles of cells: what they make of numbers, and which of them hide what is in a cell.

use std::collections::BTreeMap;

use crate::Hidden;
use crate::formats::colour::Colour;
use crate::formats::office::markup::{Node, Tag, Xml};
use crate::formats::office::member::Member;
use crate::formats::office::number::{Shape, Unshown};
use crate::formats::office::unread;
use crate::out::Out;

/// Fonts on fills that are held against the styles of conditions.
const LOOKS_MAX: usize = 1_000;

/// Letters this small, in points, are not seen.
const TINY_POINTS: f64 = 2.0;

/// The styles of cells, by number.
#[derive(Default)]
pub(super) struct Styles {
    cells: Vec<Style>,
    /// The styles that conditions give, and whether each hides what is in some cell.
    conditions: Vec<(Given, bool)>,
}

/// What the style says that a condition gives.
#[derive(Debug, Clone, Copy, Default)]
struct Given {
    font: Font,
    fill: Fill,
    unshown: Unshown,
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
    font: Font,
    fill: Fill,
}

/// What a style says of a cell's letters.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Font {
    colour: Option<Colour>,
    is_tiny: bool,
}

/// What is behind a cell's letters.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
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
                Node::End("dxf") => {
                    let given = std::mem::take(&mut reading.condition);
                    reading.conditions.push(given);
                }
                _ => {}
            }
        }
        unread::end(member, &xml, out);
        let mut looks: Vec<(Font, Fill)> = Vec::new();
        for style in &reading.cells {
            let look = (style.font, style.fill);
            if looks.len() < LOOKS_MAX && !looks.contains(&look) {
                looks.push(look);
            }
        }
        looks.push((Font::default(), Fill::Nothing));
        let may_hide = |given: &Given| {
            let drowns = |(font, fill): &(Font, Fill)| given.drowns(*font, *fill, false).is_some();
            given.unshown.numbers || given.unshown.texts || looks.iter().any(drowns)
        };
        let conditions = reading.conditions.into_iter();
        let conditions = conditions.map(|given| (given, may_hide(&given))).collect();
        Self { cells: reading.cells, conditions }
    }

    /// The style of that number.
    pub(super) fn get(&self, index: usize) -> Style {
        self.cells.get(index).copied().unwrap_or_default()
    }

    /// True when the style that a condition gives may hide what is in a cell.
    pub(super) fn condition_may_hide(&self, index: usize) -> bool {
        self.conditions.get(index).is_some_and(|(_, may_hide)| *may_hide)
    }

    /// How a cell is hidden by the styles that conditions give it, the one that wins first.
    pub(super) fn hidden_by_conditions(
        &self,
        given: &[usize],
        style: &Style,
        is_number: bool,
        has_tables: bool,
    ) -> Option<Hidden> {
        let mut all = Given::default();
        let mut has_format = false;
        for (next, _) in given.iter().filter_map(|index| self.conditions.get(*index)) {
            all.font.colour = all.font.colour.or(next.font.colour);
            if all.fill == Fill::Nothing {
                all.fill = next.fill;
            }
            if !has_format {
                all.unshown = next.unshown;
                has_format = next.unshown.numbers || next.unshown.texts;
            }
        }
        let is_unshown = if is_number { all.unshown.numbers } else { all.unshown.texts };
        match is_unshown {
            true => Some(Hidden::Invisible),
            false => all.drowns(style.font, style.fill, has_tables),
        }
    }
}

impl Given {
    /// How it hides letters of a cell that has a font and a fill of its own.
    fn drowns(&self, font: Font, fill: Fill, has_tables: bool) -> Option<Hidden> {
        let says_something = self.font.colour.is_some() || self.fill != Fill::Nothing;
        let fill = if self.fill == Fill::Nothing { fill } else { self.fill };
        let is_known = fill != Fill::Nothing || !has_tables;
        let font = Font { colour: self.font.colour.or(font.colour), ..font };
        if says_something && is_known { font.drowns(fill) } else { None }
    }
}

/// The styles while they are read.
#[derive(Default)]
struct Reading {
    formats: BTreeMap<u32, (Shape, Unshown)>,
    fonts: Vec<Font>,
    fills: Vec<Fill>,
    cells: Vec<Style>,
    conditions: Vec<Given>,
    /// What the condition gives that is open.
    condition: Given,
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
            ("dxf", "numFmt") => self.condition.unshown = Unshown::of(&tag.text("formatCode")),
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
        let Given { font, fill, .. } = &mut self.condition;
        while let Some(node) = xml.next() {
            match node {
                Node::Start(tag) if element == "font" => font.take(tag.local(), &tag),
                Node::Start(tag) => fill.take(&tag, "bgColor"),
                Node::End(name) if name == element => return,
                _ => {}
            }
        }
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
        let hidden = hidden.or(tiny);
        self.cells.push(Style { shape, hidden, on_sheet, unshown, font, fill });
    }
}

impl Style {
    /// How letters of a font of their own are hidden in a cell of this style.
    pub(super) fn hides_letters(&self, font: &Font, has_tables: bool) -> Option<Hidden> {
        if font.is_tiny {
            return Some(Hidden::Tiny);
        }
        let is_known = self.fill != Fill::Nothing || !has_tables;
        if is_known { font.drowns(self.fill) } else { None }
    }
}

impl Font {
    /// True when it says how letters look.
    pub(super) fn says_something(&self) -> bool {
        self.colour.is_some() || self.is_tiny
    }

    pub(super) fn take(&mut self, name: &str, tag: &Tag<'_>) {
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

/// The fonts of the pieces of a text.
#[derive(Default)]
pub(super) struct Pieces {
    /// Where each ends, and its font.
    ends: Vec<(usize, Font)>,
    font: Font,
}

impl Pieces {
    /// Takes in the start of an element that stands in `around`.
    pub(super) fn start(&mut self, tag: &Tag<'_>, around: &str) {
        match (around, tag.local()) {
            (_, "r") => self.font = Font::default(),
            ("rPr", name) => self.font.take(name, tag),
            _ => {}
        }
    }

    /// Ends a piece at `end` of the text.
    pub(super) fn end(&mut self, end: usize) {
        self.ends.push((end, std::mem::take(&mut self.font)));
    }

    /// The pieces of the text that ends, unless none has a look of its own.
    pub(super) fn take(&mut self) -> Option<Vec<(usize, Font)>> {
        let ends = std::mem::take(&mut self.ends);
        ends.iter().any(|(_, font)| font.says_something()).then_some(ends)
    }
}
