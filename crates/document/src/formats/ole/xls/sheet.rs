//! One sheet: its cells, what is hidden of them, and what stands on them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::book::{BEGIN, Book, END, SheetEntry, constants, printer};
use super::pictures::OnSheet;
use super::records::{Record, records, whole};
use crate::formats::office::binary::{byte, double, long, short};
use crate::formats::office::grid::{Grid, without_codes};
use crate::formats::office::number::packed;
use crate::formats::office::story::{Flow, Story};
use crate::formats::ole::slack;
use crate::formats::textual::property;
use crate::out::{NewPart, Out};
use crate::shown::SheetLook;
use crate::{Cell, Hidden, PartKind, ProblemCode};

/// Tells a sheet; returns what stands on it.
pub(super) fn tell(
    stream: &[u8],
    book: &mut Book,
    entry: &SheetEntry,
    out: &mut Out<'_>,
) -> OnSheet {
    let mut sheet = Sheet::new(book, entry);
    sheet.merged = merged_cells(stream, entry.start);
    sheet.wants_look = out.wants_pictures();
    let part = sheet.part(PartKind::Sheet, format!("sheet {}", entry.name));
    let Some(mut flow) = Flow::begin(part, out) else { return OnSheet::default() };
    let source_bytes = (stream.len() + sheet.book.shared.len()) as u64;
    let mut depth = 0_u32;
    let mut told = 0;
    let mut is_whole = false;
    for record in records(stream, entry.start) {
        let Some(left) = sheet.book.bytes_left.checked_sub(record.body.len() + 4) else { break };
        sheet.book.bytes_left = left;
        match record.kind {
            BEGIN => depth += 1,
            END if depth <= 1 => {
                is_whole = true;
                break;
            }
            END => depth -= 1,
            // Inside a sheet stand its charts, with copies of what they show.
            _ if depth > 1 => sheet.take_chart(&record),
            _ => drop(sheet.take(stream, &record, flow.story())),
        }
        // A few cells that name one long string many times unpack to far more than the sheet.
        let made = std::mem::take(&mut sheet.made_bytes);
        told += made;
        if !out.spend(made, told, source_bytes) || out.stop() {
            break;
        }
        flow.flow(out);
    }
    sheet.grid.end_row(flow.story());
    flow.end(out);
    if !is_whole && !out.stop() {
        out.problem(ProblemCode::Truncated);
    }
    sheet.tell_rest(out)
}

/// Columns that a sheet has, each of which may say how wide it is.
const COLUMNS_MAX: usize = 256;
/// Merged cells of one sheet that are heeded.
const MERGED_MAX: usize = 1_000;

/// Cells that are merged into one: only the first of them is seen.
struct Merged {
    first: Cell,
    last: Cell,
}

impl Merged {
    fn covers(&self, at: Cell) -> bool {
        at != self.first
            && (self.first.row..=self.last.row).contains(&at.row)
            && (self.first.column..=self.last.column).contains(&at.column)
    }
}

/// The merged cells of the sheet that begins at `start`; they are listed behind the cells.
fn merged_cells(stream: &[u8], start: usize) -> Vec<Merged> {
    const MERGED: u16 = 0xE5;
    let mut depth = 0_u32;
    let mut merged = Vec::new();
    for record in records(stream, start) {
        match record.kind {
            BEGIN => depth += 1,
            END if depth <= 1 => break,
            END => depth -= 1,
            MERGED => {
                for range in record.body.get(2..).unwrap_or_default().chunks_exact(8) {
                    let side = |at: usize| short(range, at).map_or(0, u32::from);
                    let cell = |row: u32, column: u32| Cell { row, column };
                    let (first, last) = (cell(side(0), side(4)), cell(side(2), side(6)));
                    if merged.len() < MERGED_MAX {
                        merged.push(Merged { first, last });
                    }
                }
            }
            _ => {}
        }
    }
    merged
}

/// A sheet while it is read.
struct Sheet<'a> {
    book: &'a mut Book,
    entry: &'a SheetEntry,
    grid: Grid,
    merged: Vec<Merged>,
    rows_are_hidden: bool,
    /// Rows that say whether they are hidden.
    rows: BTreeMap<u32, bool>,
    /// The cell of a formula whose result, a string, follows.
    awaited: Option<(Cell, u16)>,
    made_bytes: u64,
    /// The number and kind of the object that was told last.
    object: Option<(u16, u16)>,
    /// Texts of objects by their number: comments, and boxes.
    texts: BTreeMap<u16, (u16, String)>,
    comments: Vec<(Cell, String, String)>,
    formulas: Story,
    messages: Story,
    links: String,
    chart: Story,
    margins: Vec<(PartKind, String)>,
    printer: String,
    drawings: Vec<u8>,
    /// True when somebody wants to know how its cells look.
    wants_look: bool,
    look: SheetLook,
}

/// The kind of object that holds the text of a comment.
const NOTE: u16 = 0x19;

impl<'a> Sheet<'a> {
    fn new(book: &'a mut Book, entry: &'a SheetEntry) -> Self {
        Self {
            book,
            entry,
            grid: Grid::default(),
            merged: Vec::new(),
            rows_are_hidden: false,
            rows: BTreeMap::new(),
            awaited: None,
            made_bytes: 0,
            object: None,
            texts: BTreeMap::new(),
            comments: Vec::new(),
            formulas: Story::default(),
            messages: Story::default(),
            links: String::new(),
            chart: Story::default(),
            margins: Vec::new(),
            printer: String::new(),
            drawings: Vec::new(),
            wants_look: false,
            look: SheetLook::default(),
        }
    }

    /// Returns a part that stands on the sheet.
    fn part(&self, kind: PartKind, label: impl Into<Arc<str>>) -> NewPart {
        NewPart {
            sheet: Some(Arc::clone(&self.entry.name)),
            hidden: self.entry.hidden,
            ..NewPart::new(kind, label)
        }
    }

    /// Takes in a record; `None` when it is too short.
    fn take(&mut self, stream: &[u8], record: &Record<'_>, story: &mut Story) -> Option<()> {
        let body = record.body;
        match record.kind {
            // LabelSst, Label, RString
            0xFD => {
                let index = long(body, 6)? as usize;
                let text = self.book.shared.take(index).to_owned();
                self.push(body, &text, true, story)?;
            }
            0x204 | 0xD6 => {
                let text = self.book.strings.long(body, 6)?;
                self.push(body, &text, true, story)?;
            }
            // Number, Rk, MulRk
            0x203 => self.push_number(body, double(body, 6)?, story)?,
            0x27E => self.push_number(body, packed(long(body, 6)?), story)?,
            0xBD => self.take_numbers(body, story)?,
            // BoolErr
            0x205 if byte(body, 7)? == 0 => {
                let text = if byte(body, 6)? == 0 { "FALSE" } else { "TRUE" };
                self.push(body, text, false, story)?;
            }
            // Formula, of any version, and the string that one results in
            0x6 | 0x206 | 0x406 => self.take_formula(body, story)?,
            0x207 => {
                let (at, style) = self.awaited.take()?;
                let mut value = whole(stream, record);
                let text = match self.book.strings.is_unicode {
                    true => {
                        let letters = usize::from(value.short()?);
                        value.string(letters)?
                    }
                    false => self.book.strings.long(body, 0)?,
                };
                self.push_at(at, style, &text, true, story);
            }
            // Row, DefaultRowHeight, ColInfo
            0x208 => {
                // A height with the uppermost bit is the one that rows have by themselves.
                let is_hidden = short(body, 12)? & 0x20 != 0 || short(body, 6)? == 0;
                self.rows.insert(u32::from(short(body, 0)?), is_hidden);
            }
            0x225 => self.rows_are_hidden = short(body, 0)? & 2 != 0,
            0x7D if short(body, 8)? & 1 != 0 || short(body, 4)? == 0 => {
                self.grid.hide_columns(short(body, 0)?.into(), short(body, 2)?.into());
            }
            0x7D if self.wants_look && self.look.widths.len() < COLUMNS_MAX => {
                let (first, last) = (short(body, 0)?.into(), short(body, 2)?.into());
                self.look.widths.push((first, last, short(body, 4)?));
            }
            _ => self.take_beside(stream, record)?,
        }
        Some(())
    }

    /// Takes in a record of what stands beside the cells.
    fn take_beside(&mut self, stream: &[u8], record: &Record<'_>) -> Option<()> {
        let body = record.body;
        let strings = self.book.strings;
        match record.kind {
            // Note
            0x1C => self.take_note(body)?,
            // Obj
            0x5D => self.object = Some((short(body, 4)?, short(body, 6)?)),
            // TxO
            0x1B6 => self.take_text(stream, record)?,
            // HLink, HLinkTooltip
            0x1B8 | 0x800 => slack::push_texts(body, &mut self.links),
            // Header, Footer
            0x14 | 0x15 => {
                let text = match strings.is_unicode {
                    true => strings.long(body, 0)?,
                    false => strings.brief(body, 0)?,
                };
                let kind = if record.kind == 0x14 { PartKind::Header } else { PartKind::Footer };
                self.margins.push((kind, text));
            }
            // Dv: titles and texts for who chooses the cell, or fills it in wrongly
            0x1BE => {
                let mut at = 4;
                for _ in 0..4 {
                    let letters = usize::from(short(body, at)?);
                    let (text, end) = strings.sized(body, at + 2, letters)?;
                    self.messages.push_text(text.trim_matches('\0'), None);
                    self.messages.fresh_line();
                    at = end;
                }
            }
            // Scenario
            0xAF => {
                let mut text = String::new();
                slack::push_texts(body, &mut text);
                self.messages.push_text(&text, None);
            }
            // Pls
            0x4D => self.printer = printer(body),
            // MsoDrawing
            0xEC => self.drawings.extend(whole(stream, record).joined()),
            _ => {}
        }
        Some(())
    }

    /// Takes in what a chart keeps of the cells that it shows.
    fn take_chart(&mut self, record: &Record<'_>) {
        let text = match record.kind {
            0x100D => self.book.strings.brief(record.body, 2),
            0x204 => self.book.strings.long(record.body, 6),
            0x203 => double(record.body, 6).map(|number| number.to_string()),
            _ => None,
        };
        if let Some(text) = text {
            self.chart.push_text(&text, None);
            self.chart.fresh_line();
        }
    }

    fn push(&mut self, body: &[u8], text: &str, is_text: bool, story: &mut Story) -> Option<()> {
        let at = Cell { row: short(body, 0)?.into(), column: short(body, 2)?.into() };
        self.push_at(at, short(body, 4)?, text, is_text, story);
        Some(())
    }

    fn push_number(&mut self, body: &[u8], number: f64, story: &mut Story) -> Option<()> {
        let style = short(body, 4)?;
        let at = Cell { row: short(body, 0)?.into(), column: short(body, 2)?.into() };
        self.note_number(at, number, style);
        let (_, shape) = self.book.style(style);
        let stored = number.to_string();
        let shown = shape.show(&stored, self.book.from_1904);
        self.push(body, &shown, false, story)
    }

    /// Keeps a number as it is stored for whoever writes the sheet anew.
    fn note_number(&mut self, at: Cell, number: f64, style: u16) {
        if self.wants_look && self.look.numbers.len() < SheetLook::NUMBERS_MAX {
            let format = self.book.number_format(style);
            self.look.numbers.insert((at.row, at.column), (number, format));
        }
    }

    fn push_at(&mut self, at: Cell, style: u16, text: &str, is_text: bool, story: &mut Story) {
        if self.grid.open_row().is_some_and(|row| row != at.row) {
            self.grid.end_row(story);
        }
        let is_hidden = self.rows.get(&at.row).copied().unwrap_or(self.rows_are_hidden);
        let hidden = match is_hidden {
            true => Some(Hidden::HiddenRow),
            false => self.book.style(style).0.or_else(|| {
                let is_covered = self.merged.iter().any(|merged| merged.covers(at));
                is_covered.then_some(Hidden::Covered)
            }),
        };
        self.made_bytes += text.len() as u64;
        self.grid.push(at, text, is_text, hidden);
    }

    /// Numbers of cells side by side.
    fn take_numbers(&mut self, body: &[u8], story: &mut Story) -> Option<()> {
        let (row, first) = (short(body, 0)?, short(body, 2)?);
        let count = body.len().saturating_sub(6) / 6;
        for index in 0..count {
            let (style, number) = (short(body, 4 + index * 6)?, long(body, 6 + index * 6)?);
            let (_, shape) = self.book.style(style);
            let number = packed(number);
            let shown = shape.show(&number.to_string(), self.book.from_1904).into_owned();
            let at = Cell { row: row.into(), column: u32::from(first) + index as u32 };
            self.note_number(at, number, style);
            self.push_at(at, style, &shown, false, story);
        }
        Some(())
    }

    fn take_formula(&mut self, body: &[u8], story: &mut Story) -> Option<()> {
        let at = Cell { row: short(body, 0)?.into(), column: short(body, 2)?.into() };
        let constant = constants(body.get(22..).unwrap_or_default(), self.book.strings);
        if !constant.is_empty() {
            let mut formula = Story::default();
            formula.push_text(&constant, None);
            formula.place_in_cell(at);
            self.formulas.append(formula);
        }
        match (short(body, 12)?, byte(body, 6)?) {
            (0xFFFF, 0) => self.awaited = Some((at, short(body, 4)?)),
            (0xFFFF, 1) => {
                let text = if byte(body, 8)? == 0 { "FALSE" } else { "TRUE" };
                self.push(body, text, false, story)?;
            }
            (0xFFFF, _) => {}
            _ => self.push_number(body, double(body, 6)?, story)?,
        }
        Some(())
    }

    /// A comment: of old with its text, else with its author and the number of its text.
    fn take_note(&mut self, body: &[u8]) -> Option<()> {
        let at = Cell { row: short(body, 0)?.into(), column: short(body, 2)?.into() };
        if !self.book.strings.is_unicode {
            let text = self.book.strings.long(body, 4)?;
            self.comments.push((at, String::new(), text));
            return Some(());
        }
        let author = self.book.strings.long(body, 8).unwrap_or_default();
        let (_, text) = self.texts.remove(&short(body, 6)?)?;
        self.comments.push((at, author, text));
        Some(())
    }

    /// The text of the object that was told last.
    fn take_text(&mut self, stream: &[u8], record: &Record<'_>) -> Option<()> {
        let letters = usize::from(short(record.body, 10)?);
        let mut value = whole(stream, record);
        if letters == 0 || value.next_part().is_none() {
            return None;
        }
        let is_wide = value.byte()? & 1 != 0;
        let text = value.letters(letters, is_wide)?;
        let (kind, number) = self.object.take().unwrap_or_default();
        self.texts.insert(number, (kind, text));
        Some(())
    }

    /// Tells what stands beside the cells; returns what is drawn.
    fn tell_rest(self, out: &mut Out<'_>) -> OnSheet {
        for (index, (at, author, text)) in self.comments.iter().enumerate() {
            property(out, "comment author", author);
            let mut story = Story::default();
            story.push_text(text, None);
            story.place_in_cell(*at);
            let part = self.part(PartKind::Comment, format!("comment {}", index + 1));
            story.tell(part.hidden(Hidden::Comment), out);
        }
        let mut boxes = Story::default();
        for (kind, text) in self.texts.values() {
            boxes.push_text(text, (*kind == NOTE).then_some(Hidden::Comment));
            boxes.fresh_line();
        }
        boxes.tell(self.part(PartKind::Other, "drawing"), out);
        let mut links = Story::default();
        links.push_text(&self.links, None);
        let hidden = self.entry.hidden.unwrap_or(Hidden::Markup);
        for (kind, label, story) in [
            (PartKind::Other, "formulas", &self.formulas),
            (PartKind::Other, "input messages", &self.messages),
            (PartKind::Link, "links", &links),
        ] {
            story.clone().tell(self.part(kind, label).hidden(hidden), out);
        }
        self.chart.clone().tell(self.part(PartKind::Other, "chart"), out);
        for (kind, text) in &self.margins {
            let label = if *kind == PartKind::Header { "header" } else { "footer" };
            let mut story = Story::default();
            story.push_text(&without_codes(text), None);
            story.tell(self.part(*kind, label), out);
        }
        property(out, "TargetPrinter", &self.printer);
        let margin = |kind: PartKind| {
            let margin = self.margins.iter().find(|(own, _)| *own == kind);
            margin.map(|(_, text)| text.clone()).unwrap_or_default()
        };
        let look = SheetLook {
            header: margin(PartKind::Header),
            footer: margin(PartKind::Footer),
            merged: self.merged.iter().map(|merged| (merged.first, merged.last)).collect(),
            from_1904: self.book.from_1904,
            ..self.look
        };
        OnSheet {
            drawings: self.drawings,
            rows: self.rows,
            rows_are_hidden: self.rows_are_hidden,
            grid: self.grid,
            look,
        }
    }
}
