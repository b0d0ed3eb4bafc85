//! Shapes ([MS-VSDX] 2.2.5): their texts, and the cells that say how they look and what they mean.

use std::collections::BTreeSet;

use crate::formats::office::markup::{Node, Piece, Tag, Value, Xml};
use crate::formats::office::member::Member;
use crate::formats::office::story::Story;
use crate::formats::office::unread;
use crate::out::Out;
use crate::{Hidden, Span};

/// Sections of cells in which somebody writes words.
const WORDED: &[&str] =
    &["Actions", "ActionTag", "Annotation", "Field", "Hyperlink", "Layer", "Property", "User"];

/// What the sheet of a page says of it.
#[derive(Default)]
pub(super) struct Sheet {
    /// In inches; unknown for masters.
    width: Option<f64>,
    height: Option<f64>,
    /// Numbers of the layers that are switched off.
    layers_off: BTreeSet<u32>,
}

impl Sheet {
    /// Takes what a cell of the sheet says.
    pub(super) fn take(&mut self, cell: &Cell<'_>) {
        match (cell.section, cell.name) {
            ("", "PageWidth") => self.width = cell.number(),
            ("", "PageHeight") => self.height = cell.number(),
            ("Layer", "Visible") if cell.number() == Some(0.0) => {
                self.layers_off.extend(cell.row);
            }
            _ => {}
        }
    }

    /// True when something with that centre and size lies beside the page as a whole.
    fn lies_beside(&self, shape: &Shape) -> bool {
        let beside = |pin: Option<f64>, page: Option<f64>| {
            pin.zip(page)
                .is_some_and(|(pin, page)| pin + shape.reach < 0.0 || pin - shape.reach > page)
        };
        beside(shape.pin_x, self.width) || beside(shape.pin_y, self.height)
    }
}

/// What the shapes of a page say.
#[derive(Default)]
pub(super) struct Drawing {
    /// Texts, a shape for each line.
    pub(super) text: Story,
    /// Words in cells and names.
    pub(super) data: Story,
    /// Ids of the masters of the shapes.
    pub(super) masters: BTreeSet<String>,
}

/// A shape that is open.
#[derive(Default)]
struct Shape {
    text: Story,
    /// Where the texts of what is in it begin.
    start: usize,
    pin_x: Option<f64>,
    pin_y: Option<f64>,
    /// The larger of its width and height: no turn takes it farther from its pin.
    reach: f64,
    layers: BTreeSet<u32>,
    hides_text: bool,
}

impl Shape {
    fn take(&mut self, cell: &Cell<'_>) {
        match (cell.section, cell.name) {
            ("", "PinX") => self.pin_x = cell.number(),
            ("", "PinY") => self.pin_y = cell.number(),
            ("", "Width" | "Height") => {
                self.reach = self.reach.max(cell.number().unwrap_or_default().abs());
            }
            ("", "HideText") => self.hides_text = cell.number() == Some(1.0),
            ("", "LayerMember") => {
                let numbers =
                    cell.text.split(';').filter_map(|number| number.trim().parse::<u32>().ok());
                self.layers.extend(numbers);
            }
            _ => {}
        }
    }

    /// How it is hidden as a whole, with all that is in it.
    fn hidden(&self, sheet: &Sheet, is_outermost: bool) -> Option<Hidden> {
        if !self.layers.is_empty() && self.layers.is_subset(&sheet.layers_off) {
            Some(Hidden::Layer)
        } else if is_outermost && sheet.lies_beside(self) {
            Some(Hidden::Outside)
        } else {
            None
        }
    }
}

/// Reads the shapes of a page or master.
pub(super) fn read(member: &Member, sheet: &Sheet, out: &mut Out<'_>) -> Drawing {
    let mut drawing = Drawing::default();
    let mut open: Vec<Shape> = Vec::new();
    let mut cells = Cells::default();
    let mut xml = Xml::new(&member.text, out.limits().nesting_max);
    while let Some(node) = xml.next() {
        match node {
            Node::Start(tag) if tag.local() == "Shape" => {
                cells.tell_attributes(member, &tag, &["Name", "NameU"]);
                drawing.masters.extend(tag.value("Master").map(|id| id.text().into_owned()));
                open.push(Shape { start: drawing.text.text().len(), ..Shape::default() });
            }
            Node::Start(tag) => {
                if let Some(cell) = cells.start(member, &tag)
                    && let Some(shape) = open.last_mut()
                {
                    shape.take(&cell);
                }
            }
            Node::Text(piece) => match (xml.inside(), open.last_mut()) {
                ("Text" | "fld", Some(shape)) => shape.text.push(member, &piece, None),
                _ if piece.text.trim().is_empty() => {}
                _ => cells.tell_text(member, &piece),
            },
            Node::End("Shape") => {
                if let Some(shape) = open.pop() {
                    close(shape, sheet, open.is_empty(), &mut drawing.text);
                }
            }
            Node::End(name) => cells.end(member, name),
        }
    }
    drawing.data = cells.into_data();
    unread::end(member, &xml, out);
    drawing
}

/// Adds what a shape says to the page.
fn close(mut shape: Shape, sheet: &Sheet, is_outermost: bool, page: &mut Story) {
    let hidden = shape.hidden(sheet, is_outermost);
    if shape.hides_text {
        let all = Span::new(0, shape.text.text().len());
        shape.text.hide(all, Hidden::Vanished);
    }
    page.append(std::mem::take(&mut shape.text));
    if let Some(hidden) = hidden {
        page.hide(Span::new(shape.start, page.text().len()), hidden);
    }
}

/// A cell: a name and a value.
pub(super) struct Cell<'a> {
    /// The section that it stands in; empty for those of the sheet itself.
    section: &'a str,
    /// The number of its row.
    row: Option<u32>,
    name: &'a str,
    text: std::borrow::Cow<'a, str>,
}

impl Cell<'_> {
    fn number(&self) -> Option<f64> {
        self.text.trim().parse().ok()
    }
}

/// Walks over cells and keeps the words in them.
#[derive(Default)]
pub(super) struct Cells<'a> {
    section: &'a str,
    row: Option<u32>,
    /// What the row says so far; its label comes first.
    words: Vec<(bool, Value<'a>)>,
    /// Names of shapes and masters, which stand on many.
    seen: BTreeSet<String>,
    data: Story,
}

impl<'a> Cells<'a> {
    /// Takes the beginning of an element; returns the cell that it is.
    pub(super) fn start(&mut self, member: &Member, tag: &Tag<'a>) -> Option<Cell<'a>> {
        match tag.local() {
            "Section" => self.section = tag.value("N").map_or("", |name| name.raw()),
            "Row" => self.row = tag.number("IX"),
            "Cell" => return Some(self.take(member, tag)),
            _ => {}
        }
        None
    }

    fn take(&mut self, member: &Member, tag: &Tag<'a>) -> Cell<'a> {
        for (_, value) in tag.attributes() {
            member.note_told(value.at());
        }
        let name = tag.value("N").map_or("", |name| name.raw());
        let value = tag.value("V");
        let text = value.map(|value| value.text()).unwrap_or_default();
        if name != "LangID" && self.holds_words(tag, &text) {
            self.words.extend(value.map(|value| (name != "Label", value)));
        }
        // A formula may hold words that it does not give out.
        self.words
            .extend(tag.value("F").filter(|formula| quotes(&formula.text())).map(|it| (true, it)));
        if self.row.is_none() && self.section.is_empty() {
            self.end_row(member);
        }
        Cell { section: self.section, row: self.row, name, text }
    }

    /// True for a value that somebody wrote, or that a shape keeps of something.
    fn holds_words(&self, tag: &Tag<'_>, text: &str) -> bool {
        const DIGITS_MIN: usize = 6;
        let is_text = self.section == "Property" || tag.text("U") == "STR";
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let says = digits >= DIGITS_MIN || text.chars().any(char::is_alphabetic);
        is_text && !text.trim().is_empty() || WORDED.contains(&self.section) && says
    }

    /// Takes the end of an element.
    pub(super) fn end(&mut self, member: &Member, name: &str) {
        match name {
            "Row" => {
                self.end_row(member);
                self.row = None;
            }
            "Section" => {
                self.end_row(member);
                self.section = "";
            }
            _ => {}
        }
    }

    fn end_row(&mut self, member: &Member) {
        self.words.sort_by_key(|(is_after, _)| *is_after);
        for (index, (_, value)) in std::mem::take(&mut self.words).into_iter().enumerate() {
            if index > 0 {
                self.data.separate('\t');
            }
            self.data.push_value(member, value, None);
        }
        self.data.fresh_line();
    }

    /// Takes the value of an attribute as told already.
    pub(super) fn pass_over(&mut self, member: &Member, tag: &Tag<'a>, name: &str) {
        if let Some(value) = tag.value(name) {
            member.note_told(value.at());
            self.seen.insert(value.text().into_owned());
        }
    }

    /// Tells attributes that hold words, each value once.
    pub(super) fn tell_attributes(&mut self, member: &Member, tag: &Tag<'a>, names: &[&str]) {
        for value in names.iter().filter_map(|name| tag.value(name)) {
            member.note_told(value.at());
            if self.seen.insert(value.text().into_owned()) {
                self.data.push_value(member, value, None);
                self.data.fresh_line();
            }
        }
    }

    /// Tells text outside of the texts of shapes.
    pub(super) fn tell_text(&mut self, member: &Member, piece: &Piece<'_>) {
        self.data.push(member, piece, None);
        self.data.fresh_line();
    }

    /// All words.
    pub(super) fn into_data(self) -> Story {
        self.data
    }
}

/// True for a formula with a text in it that is not the name of a colour of the theme.
fn quotes(formula: &str) -> bool {
    let pieces: Vec<&str> = formula.split('"').collect();
    pieces.as_chunks::<2>().0.iter().any(|[before, text]| {
        !before.ends_with("THEME(")
            && !before.ends_with("THEMEVAL(")
            && text.chars().any(char::is_alphanumeric)
    })
}
