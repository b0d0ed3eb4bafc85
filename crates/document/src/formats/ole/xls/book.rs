//! What all sheets of a workbook share: fonts, formats, names, strings, and links to others.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::records::{Record, Strings, records, whole};
use super::strings::Shared;
use crate::formats::office::binary::{byte, double, long, short, size, slice, utf16_until_zero};
use crate::formats::office::number::Shape;
use crate::formats::office::story::Story;
use crate::formats::textual::property;
use crate::out::{NewPart, Out};
use crate::shown::NumberFormat;
use crate::{Hidden, PartKind};

/// The end of a stretch of records that belong together.
pub(super) const END: u16 = 0x0A;
/// Its beginning.
pub(super) const BEGIN: u16 = 0x809;

/// Heights of letters up to this, in twentieths of a point, are not seen.
const TINY: u16 = 40;

/// Colours that are white: one that cannot be changed, and the default of one that can.
const WHITE: [u16; 2] = [1, 9];

/// A workbook, without its sheets.
pub(super) struct Book {
    /// What says how it is locked, when it is.
    pub(super) lock: Option<Vec<u8>>,
    /// False when it ends before it should.
    pub(super) is_whole: bool,
    /// Bytes of records that sheets may still have: no two share one.
    pub(super) bytes_left: usize,
    pub(super) strings: Strings,
    pub(super) shared: Shared,
    pub(super) from_1904: bool,
    /// Pictures of all sheets.
    pub(super) drawings: Vec<u8>,
    sheets: Vec<SheetEntry>,
    fonts: Vec<Font>,
    formats: BTreeMap<u16, (Shape, Arc<str>)>,
    styles: Vec<Style>,
    names: Story,
    /// Values of other workbooks, and where those are.
    links: Story,
    properties: Vec<(&'static str, String)>,
}

/// A sheet by its entry in the list of sheets.
pub(super) struct SheetEntry {
    pub(super) name: Arc<str>,
    pub(super) hidden: Option<Hidden>,
    /// Where its records begin.
    pub(super) start: usize,
}

struct Font {
    is_tiny: bool,
    colour: u16,
}

/// What a format of cells says.
struct Style {
    format: u16,
    font: u16,
    /// The colour that fills the cell, when one does.
    fill: Option<u16>,
}

impl Book {
    /// Reads what stands before the first sheet.
    pub(super) fn read(stream: &[u8]) -> Option<Self> {
        let mut book = Self {
            lock: None,
            is_whole: false,
            bytes_left: stream.len(),
            strings: Strings { is_unicode: true, code_page: 1_252 },
            shared: Shared::default(),
            from_1904: false,
            drawings: Vec::new(),
            sheets: Vec::new(),
            fonts: Vec::new(),
            formats: BTreeMap::new(),
            styles: Vec::new(),
            names: Story::default(),
            links: Story::default(),
            properties: Vec::new(),
        };
        let first = records(stream, 0).next()?;
        if first.kind != BEGIN {
            return None;
        }
        book.strings.is_unicode = short(first.body, 0)? >= 0x600;
        for record in records(stream, 0) {
            if record.kind == END {
                book.is_whole = !book.shared.is_cut;
                break;
            }
            // A record that is too short for what it should hold says nothing.
            let _short = book.take(stream, &record);
            if book.lock.is_some() {
                break;
            }
        }
        Some(book)
    }

    /// How a cell of that style is hidden, and what it makes of numbers.
    pub(super) fn style(&self, index: u16) -> (Option<Hidden>, Shape) {
        let Some(style) = self.styles.get(usize::from(index)) else {
            return (None, Shape::Plain);
        };
        let shape = self.formats.get(&style.format).map(|(shape, _)| *shape);
        let shape = shape.unwrap_or_else(|| Shape::built_in(u32::from(style.format)));
        // The fifth font is called the sixth.
        let font = self.fonts.get(usize::from(style.font) - usize::from(style.font > 4));
        let hidden = match font {
            _ if shape == Shape::Nothing => Some(Hidden::Invisible),
            Some(font) if style.fill.is_none() && WHITE.contains(&font.colour) => {
                Some(Hidden::Invisible)
            }
            Some(font) if style.fill == Some(font.colour) => Some(Hidden::Invisible),
            Some(font) if font.is_tiny => Some(Hidden::Tiny),
            _ => None,
        };
        (hidden, shape)
    }

    /// How a cell of that style writes numbers.
    pub(super) fn number_format(&self, index: u16) -> NumberFormat {
        let format = self.styles.get(usize::from(index)).map_or(0, |style| style.format);
        match self.formats.get(&format) {
            Some((_, code)) => NumberFormat::Own(Arc::clone(code)),
            None => NumberFormat::Known(format),
        }
    }

    /// Takes the list of sheets out.
    pub(super) fn take_sheets(&mut self) -> Vec<SheetEntry> {
        std::mem::take(&mut self.sheets)
    }

    /// Tells names: of sheets, of ranges, of whoever wrote the file.
    pub(super) fn tell_names(&mut self, out: &mut Out<'_>) {
        for (name, value) in std::mem::take(&mut self.properties) {
            property(out, name, &value);
        }
        for sheet in &self.sheets {
            let part = NewPart {
                hidden: sheet.hidden,
                sheet: Some(Arc::clone(&sheet.name)),
                ..NewPart::new(PartKind::Name, "name of a sheet")
            };
            out.text(part, &sheet.name, Vec::new());
        }
        let part = NewPart::new(PartKind::Other, "defined names").hidden(Hidden::Markup);
        std::mem::take(&mut self.names).tell(part, out);
    }

    /// Tells what no sheet shows.
    pub(super) fn tell_rest(&mut self, out: &mut Out<'_>) {
        self.shared.tell_unused(out);
        let part = NewPart::new(PartKind::Other, "values of other workbooks");
        std::mem::take(&mut self.links).tell(part.hidden(Hidden::Cache), out);
    }

    fn take(&mut self, stream: &[u8], record: &Record<'_>) -> Option<()> {
        let body = record.body;
        match record.kind {
            // FilePass
            0x2F => self.lock = Some(body.to_vec()),
            // CodePage
            0x42 => self.strings.code_page = u32::from(short(body, 0)?),
            // Date1904
            0x22 => self.from_1904 = short(body, 0)? != 0,
            // BoundSheet8
            0x85 => self.take_sheet(body)?,
            // Font
            0x31 | 0x231 => {
                let is_tiny = short(body, 0)? <= TINY;
                self.fonts.push(Font { is_tiny, colour: short(body, 4)? });
            }
            // Format
            0x41E => {
                let code = match self.strings.is_unicode {
                    true => self.strings.long(body, 2)?,
                    false => self.strings.brief(body, 2)?,
                };
                self.formats.insert(short(body, 0)?, (Shape::of(&code), code.into()));
            }
            // XF
            0xE0 => self.take_style(body)?,
            // SST
            0xFC => self.shared = Shared::read(whole(stream, record))?,
            // Lbl
            0x18 | 0x218 => self.take_name(body)?,
            // WriteAccess: who last wrote the file
            0x5C => {
                let name = match self.strings.is_unicode {
                    true => self.strings.long(body, 0)?,
                    false => self.strings.brief(body, 0)?,
                };
                self.properties.push(("LastSavedBy", name));
            }
            // SupBook, ExternSheet of old, ExternName
            0x1AE => self.take_workbook(stream, record)?,
            0x16 | 0x17 if !self.strings.is_unicode => {
                self.push_link(&self.strings.brief(body, 0)?);
            }
            0x23 | 0x223 => self.push_link(&self.strings.brief(body, 6)?),
            // CRN
            0x5A => self.take_values(body),
            // MsoDrawingGroup
            0xEB => self.drawings = whole(stream, record).joined(),
            _ => {}
        }
        Some(())
    }

    fn take_sheet(&mut self, body: &[u8]) -> Option<()> {
        let name = self.strings.brief(body, 6)?;
        let is_hidden = byte(body, 4)? & 3 != 0;
        self.sheets.push(SheetEntry {
            name: name.into(),
            hidden: is_hidden.then_some(Hidden::HiddenSheet),
            start: size(body, 0)?,
        });
        Some(())
    }

    fn take_style(&mut self, body: &[u8]) -> Option<()> {
        let (font, format) = (short(body, 0)?, short(body, 2)?);
        let fill = match self.strings.is_unicode {
            true => (long(body, 14)? >> 26, short(body, 18)? & 0x7F),
            false => (u32::from(short(body, 10)? & 0x3F), short(body, 8)? & 0x7F),
        };
        let fill = (fill.0 != 0).then_some(fill.1);
        self.styles.push(Style { format, font, fill });
        Some(())
    }

    /// A name that stands for cells, or for a value.
    fn take_name(&mut self, body: &[u8]) -> Option<()> {
        const IS_BUILT_IN: u16 = 0x20;
        let count = usize::from(byte(body, 3)?);
        let formula_len = usize::from(short(body, 4)?);
        let (name, end) = self.strings.sized(body, 14, count)?;
        if short(body, 0)? & IS_BUILT_IN == 0 {
            self.names.push_text(&name, None);
            let constant = constants(slice(body, end, formula_len), self.strings);
            if !constant.is_empty() {
                self.names.separate('\t');
                self.names.push_text(&constant, None);
            }
            self.names.fresh_line();
        }
        Some(())
    }

    /// Another workbook that this one refers to, with the names of its sheets.
    fn take_workbook(&mut self, stream: &[u8], record: &Record<'_>) -> Option<()> {
        let mut body = whole(stream, record);
        let sheets = body.short()?;
        let letters = body.short()?;
        // The workbook itself, or functions of the program.
        if matches!(letters, 0x0401 | 0x3A01) {
            return None;
        }
        self.push_link(&body.string(usize::from(letters))?);
        for _ in 0..sheets {
            let letters = body.short()?;
            self.push_link(&body.string(usize::from(letters))?);
        }
        Some(())
    }

    /// Values of a row of another workbook ([MS-XLS] 2.4.70).
    fn take_values(&mut self, body: &[u8]) {
        let mut at = 4;
        while let Some(kind) = byte(body, at) {
            let value = match kind {
                1 => double(body, at + 1).map(|number| (number.to_string(), at + 9)),
                2 => short(body, at + 1)
                    .and_then(|letters| self.strings.sized(body, at + 3, usize::from(letters))),
                _ => Some((String::new(), at + 9)),
            };
            let Some((text, end)) = value else { break };
            self.links.push_text(&text, None);
            self.links.separate('\t');
            at = end;
        }
        self.links.end_row();
    }

    /// Paths are written with marks in place of separators ([MS-XLS] 2.5.277).
    fn push_link(&mut self, path: &str) {
        let path: String =
            path.chars().map(|character| if character < ' ' { '\\' } else { character }).collect();
        self.links.push_text(path.trim_start_matches('\\'), None);
        self.links.fresh_line();
    }
}

/// The strings among the tokens of a formula, one a line.
///
/// Tokens are looked at only for strings: a byte that says so, a length, and letters to the end
/// of that length, all printable.
pub(super) fn constants(tokens: &[u8], strings: Strings) -> String {
    const STRING: u8 = 0x17;
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(token) = byte(tokens, at) {
        at += 1;
        if token != STRING {
            continue;
        }
        let Some(letters) = byte(tokens, at).map(usize::from).filter(|letters| *letters > 0) else {
            continue;
        };
        let is_plain = !strings.is_unicode || byte(tokens, at + 1).is_some_and(|flags| flags < 2);
        let Some((text, end)) = strings.sized(tokens, at + 1, letters).filter(|_| is_plain) else {
            continue;
        };
        if end <= tokens.len() && text.chars().count() > 1 && !text.chars().any(char::is_control) {
            found.push(text);
            at = end;
        }
    }
    found.join("\n")
}

/// The name of the printer in its settings.
pub(super) fn printer(settings: &[u8]) -> String {
    const NAME_BYTES: usize = 64;
    utf16_until_zero(slice(settings, 2, NAME_BYTES))
}
