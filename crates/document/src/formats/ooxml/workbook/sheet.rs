//! One sheet: its cells row by row, what is hidden of them, and the words beside them.

use std::borrow::Cow;

use crate::out::Out;
use crate::{Cell, Hidden, PartKind, ProblemCode};

use super::super::words::{Words, holds_number};
use super::condition::Content;
use super::over::Covered;
use super::strings::Strings;
use super::styles::{Font, Pieces, Style, Styles};
use super::unseen::Unseen;
use super::{Place, parse_cell};
use crate::formats::office::grid::{Grid, without_codes};
use crate::formats::office::markup::{Node, Piece, Tag, Xml};
use crate::formats::office::member::Member;
use crate::formats::office::number::Shape;
use crate::formats::office::story::{Flow, Story};
use crate::formats::office::unread;

/// Width of a column, in letters, in which none of them can be read.
const COLUMN_MIN: f64 = 0.2;
/// Bytes of formulas of one sheet that are held until its cells are told.
const FORMULAS_BYTES_MAX: usize = 16 << 20;

/// What the sheets of a workbook share.
pub(super) struct Shared {
    pub(super) strings: Strings,
    pub(super) styles: Styles,
    pub(super) from_1904: bool,
    /// True while a sheet with tables is read.
    pub(super) has_tables: bool,
}

/// Tells a sheet.
pub(super) fn tell(
    member: &Member,
    covered: &[Covered],
    shared: &mut Shared,
    place: &Place,
    out: &mut Out<'_>,
) {
    let label = format!("sheet {}", place.sheet);
    let Some(mut flow) = Flow::begin(place.part(PartKind::Sheet, label), out) else { return };
    let unseen = Unseen::find(&member.text, covered, &shared.styles, out.limits().nesting_max);
    let mut sheet = Sheet::new(member, unseen);
    let source_bytes = (member.text.len() + shared.strings.len()) as u64;
    let mut text_bytes = 0;
    let mut xml = Xml::new(&member.text, out.limits().nesting_max);
    while let Some(node) = xml.next() {
        match node {
            Node::Start(tag) => sheet.start(&mut xml, &tag),
            Node::Text(piece) => sheet.text(&xml, &piece),
            Node::End("c") => {
                let made = sheet.end_cell(shared);
                text_bytes += made;
                // A few cells that name one long string many times unpack to far more than
                // the sheet, as a bomb does.
                if !out.spend(made, text_bytes, source_bytes) {
                    break;
                }
            }
            Node::End("row") => {
                sheet.end_row(flow.story());
                flow.flow(out);
                if out.stop() {
                    break;
                }
            }
            Node::End(name) => sheet.end(name),
        }
    }
    flow.end(out);
    sheet.tell_rest(place, out);
    unread::end(member, &xml, out);
}

/// A sheet while it is read.
struct Sheet<'m> {
    member: &'m Member,
    row_is_hidden: bool,
    cell: CellState,
    /// What hides cells and stands after them.
    unseen: Unseen,
    grid: Grid,
    formula: Story,
    formulas: Story,
    formulas_over: bool,
    /// Words that show when a cell is chosen or filled in wrongly.
    messages: Story,
    /// Words in attributes: tooltips, scenarios.
    words: Words,
    /// Readings of characters, which stand beside the text of a cell.
    phonetic: Story,
    in_phonetic: bool,
    /// Headers and footers of the printed page, and whether any page has them.
    margins: Vec<(PartKind, String, bool)>,
    /// Headers of even pages, and of the first, are used.
    margins_differ: [bool; 2],
    margins_are_of_view: bool,
}

/// The cell that is open.
struct CellState {
    at: Cell,
    kind: CellKind,
    style: usize,
    value: String,
    /// What its formula makes of constants alone.
    made: Option<String>,
    /// Fonts of its pieces.
    pieces: Pieces,
    is_open: bool,
}

/// What the value of a cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CellKind {
    Number,
    Shared,
    Text,
    Boolean,
}

impl<'m> Sheet<'m> {
    fn new(member: &'m Member, unseen: Unseen) -> Self {
        Self {
            member,
            row_is_hidden: false,
            cell: CellState {
                at: Cell { row: 0, column: 0 },
                kind: CellKind::Number,
                style: 0,
                value: String::new(),
                made: None,
                pieces: Pieces::default(),
                is_open: false,
            },
            unseen,
            grid: Grid::default(),
            formula: Story::default(),
            formulas: Story::default(),
            formulas_over: false,
            messages: Story::default(),
            words: Words::default(),
            phonetic: Story::default(),
            in_phonetic: false,
            margins: Vec::new(),
            margins_differ: [false; 2],
            margins_are_of_view: false,
        }
    }

    fn start(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>) {
        match tag.local() {
            // Most elements are these: they need not be looked up.
            "v" | "f" | "is" | "t" => {}
            _ if self.cell.is_open && matches!(xml.around(), "is" | "r" | "rPr") => {
                self.in_phonetic |= tag.local() == "rPh";
                self.cell.pieces.start(tag, xml.around());
            }
            "c" => self.cell.begin(tag),
            "row" => self.begin_row(tag),
            "col" => {
                let is_narrow = |width: f64| width < COLUMN_MIN;
                let is_hidden =
                    tag.is_set("hidden") || tag.number::<f64>("width").is_some_and(is_narrow);
                let range = tag.number::<u32>("min").zip(tag.number::<u32>("max"));
                if let Some((first, last)) = range.filter(|_| is_hidden) {
                    self.grid.hide_columns(first.saturating_sub(1), last.saturating_sub(1));
                }
            }
            "dataValidation" => {
                for name in ["promptTitle", "prompt", "errorTitle", "error"] {
                    if let Some(value) = tag.value(name) {
                        self.messages.push_value(self.member, value, None);
                        self.messages.fresh_line();
                    }
                }
            }
            "headerFooter" => {
                self.margins_differ =
                    ["differentOddEven", "differentFirst"].map(|name| tag.is_set(name));
                // A view that somebody keeps has headers of its own.
                self.margins_are_of_view = xml.around() == "customSheetView";
            }
            name => match margin(name) {
                Some(kind) => {
                    let [has_even, has_first] = self.margins_differ;
                    let is_used = match name.get(..4) {
                        _ if self.margins_are_of_view => false,
                        Some("even") => has_even,
                        Some("firs") => has_first,
                        _ => true,
                    };
                    self.margins.push((kind, String::new(), is_used));
                }
                None => self.words.add(self.member, tag),
            },
        }
    }

    fn begin_row(&mut self, tag: &Tag<'_>) {
        let number = tag.number::<u32>("r").and_then(|number| number.checked_sub(1));
        self.cell.at = match number {
            Some(row) => Cell { row, column: 0 },
            None => Cell { row: self.cell.at.row, column: 0 },
        };
        // A sheet may hide all rows that are not there (`zeroHeight`); one that is there is shown.
        self.row_is_hidden = tag.is_set("hidden") || tag.number::<f64>("ht") == Some(0.0);
    }

    fn text(&mut self, xml: &Xml<'_>, piece: &Piece<'_>) {
        match xml.inside() {
            "t" if self.in_phonetic => self.phonetic.push(self.member, piece, None),
            "v" | "t" if self.cell.is_open => self.cell.value.push_str(&piece.text),
            "f" | "formula" | "formula1" | "formula2" => {
                self.formula.push(self.member, piece, None);
            }
            name => match self.margins.last_mut().filter(|_| margin(name).is_some()) {
                Some((_, text, _)) => text.push_str(&piece.text),
                None => self.words.add_stray(self.member, name, piece),
            },
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "t" if !self.in_phonetic => self.cell.pieces.end(self.cell.value.len()),
            "rPh" => {
                self.in_phonetic = false;
                self.phonetic.fresh_line();
            }
            _ => {}
        }
        if !matches!(name, "f" | "formula" | "formula1" | "formula2") {
            return;
        }
        let mut formula = std::mem::take(&mut self.formula);
        self.cell.made = joined(formula.text());
        // Only constants, and names of sheets that are numbers, can tell something that the cells do not.
        if !formula.text().contains(['"', '[']) && !holds_number(formula.text()) {
            return;
        }
        if self.formulas.text().len() + formula.text().len() > FORMULAS_BYTES_MAX {
            self.formulas_over = true;
            return;
        }
        if self.cell.is_open {
            formula.place_in_cell(self.cell.at);
        }
        self.formulas.append(formula);
    }

    /// Ends a cell, and returns the length of its text; one that shows nothing leaves nothing.
    fn end_cell(&mut self, shared: &mut Shared) -> u64 {
        let cell = &mut self.cell;
        // Programs compute what is not stored as soon as they open the file.
        if let Some(made) = cell.made.take().filter(|_| cell.value.is_empty()) {
            let mut story = Story::default();
            story.push_cell(&made, cell.at, None, None);
            self.formulas.append(story);
        }
        let style = shared.styles.get(cell.style);
        let Style { shape, hidden, on_sheet, unshown, .. } = style;
        let own_pieces = cell.pieces.take();
        let mut pieces = Vec::new();
        let mut add_pieces = |fonts: &[(usize, Font)]| {
            let hidden = |font| style.hides_letters(font, shared.has_tables);
            pieces.extend(fonts.iter().map(|(end, font)| (*end, hidden(font))));
        };
        let text = match cell.kind {
            CellKind::Text => {
                add_pieces(own_pieces.as_deref().unwrap_or_default());
                Cow::Borrowed(cell.value.as_str())
            }
            CellKind::Shared => {
                let index = cell.value.trim().parse().unwrap_or(usize::MAX);
                add_pieces(shared.strings.pieces(index).unwrap_or_default());
                Cow::Borrowed(shared.strings.take(index))
            }
            CellKind::Boolean => Cow::Borrowed(match cell.value.trim() {
                "1" => "TRUE",
                "0" => "FALSE",
                other => other,
            }),
            CellKind::Number => shape.show(&cell.value, shared.from_1904),
        };
        let is_text = matches!(cell.kind, CellKind::Text | CellKind::Shared);
        let is_number = cell.kind == CellKind::Number;
        let content = match cell.kind {
            CellKind::Number | CellKind::Boolean => Content::Number(&cell.value),
            CellKind::Text | CellKind::Shared => Content::Text(&text),
        };
        let has_tables = shared.has_tables;
        let hidden = match shape {
            _ if self.row_is_hidden => Some(Hidden::HiddenRow),
            Shape::Nothing => Some(Hidden::Invisible),
            _ if is_text && unshown.texts => Some(Hidden::Invisible),
            _ if is_number && unshown.numbers => Some(Hidden::Invisible),
            _ => hidden
                .or(on_sheet.filter(|_| !has_tables))
                .or_else(|| self.unseen.hidden(cell.at, is_number))
                .or_else(|| {
                    let styles = &shared.styles;
                    self.unseen.hidden_by_rule(cell.at, content, &style, styles, has_tables)
                }),
        };
        self.grid.push_pieces(cell.at, &text, is_text, hidden, pieces);
        let len = text.len() as u64;
        cell.is_open = false;
        cell.at.column = cell.at.column.saturating_add(1);
        len
    }

    /// Ends a row: its cells become a line.
    fn end_row(&mut self, story: &mut Story) {
        self.cell.at.row = self.cell.at.row.saturating_add(1);
        self.grid.end_row(story);
    }

    /// Tells what stands beside the cells.
    fn tell_rest(self, place: &Place, out: &mut Out<'_>) {
        let hidden = place.hidden.or(Some(Hidden::Markup));
        // Functions on the cubes of a server (ECMA-376, 18.17.7.57).
        let asks_cubes = self.formulas.text().to_ascii_uppercase().contains("CUBE");
        let label = if asks_cubes { "cube formulas" } else { "formulas" };
        let formulas = place.part(PartKind::Other, label);
        self.formulas.tell(crate::out::NewPart { hidden, ..formulas }, out);
        let messages = place.part(PartKind::Other, "input messages");
        self.messages.tell(crate::out::NewPart { hidden, ..messages }, out);
        self.words.tell(Some(&place.part(PartKind::Other, "words")), out);
        let readings = place.part(PartKind::Other, "phonetic readings");
        self.phonetic.tell(crate::out::NewPart { hidden, ..readings }, out);
        for (kind, text, is_used) in self.margins {
            let label = if kind == PartKind::Header { "header" } else { "footer" };
            let mut story = Story::default();
            story.push_labelled(&without_codes(&text), None);
            let part = place.part(kind, label);
            let hidden = part.hidden.or((!is_used).then_some(Hidden::Markup));
            story.tell(crate::out::NewPart { hidden, ..part }, out);
        }
        if self.formulas_over {
            out.problem(ProblemCode::ObjectLimit);
        }
    }
}

impl CellState {
    fn begin(&mut self, tag: &Tag<'_>) {
        // Without a name the cell follows the one before.
        if let Some(at) = parse_cell(&tag.text("r")) {
            self.at = at;
        }
        self.kind = match tag.text("t").as_ref() {
            "s" => CellKind::Shared,
            "str" | "inlineStr" | "d" | "e" => CellKind::Text,
            "b" => CellKind::Boolean,
            _ => CellKind::Number,
        };
        self.style = tag.number("s").unwrap_or_default();
        self.value.clear();
        self.made = None;
        self.pieces = Pieces::default();
        self.is_open = true;
    }
}

/// What a formula makes that joins constants and nothing else.
fn joined(formula: &str) -> Option<String> {
    let formula = formula.trim().trim_start_matches('=');
    let inner = ["CONCATENATE(", "CONCAT(", "_xlfn.CONCAT("]
        .iter()
        .find_map(|name| formula.strip_prefix(name)?.strip_suffix(')'));
    let (mut rest, between) = inner.map_or((formula, '&'), |inner| (inner, ','));
    let mut made = String::new();
    loop {
        rest = rest.trim_start();
        match rest.strip_prefix('"') {
            Some(quoted) => {
                let (text, after) = quoted.split_once('"')?;
                made.push_str(text);
                rest = after;
            }
            None => {
                let end = rest.find(between).unwrap_or(rest.len());
                let (number, after) = rest.split_at(end);
                let number = number.trim();
                if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
                    return None;
                }
                made.push_str(number);
                rest = after;
            }
        }
        rest = rest.trim_start();
        match rest.strip_prefix(between) {
            Some(after) => rest = after,
            None => return rest.is_empty().then_some(made),
        }
    }
}

/// What an element of that name says of the margins of printed pages.
fn margin(element: &str) -> Option<PartKind> {
    match element {
        "oddHeader" | "evenHeader" | "firstHeader" => Some(PartKind::Header),
        "oddFooter" | "evenFooter" | "firstFooter" => Some(PartKind::Footer),
        _ => None,
    }
}
