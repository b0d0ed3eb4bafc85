//! Workbooks in the words of a new one: cells with their numbers as they were written, columns as wide
//! as what is in them, what is printed above and below, pictures.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::Draft;
use super::{DRAWING, OFFICE, XML, escaped, parts, pictures, read};
use crate::clean::{Refusal, Work};
use crate::formats::ooxml::clean::xlsx;
use crate::formats::text::clean::visible;
use crate::shown::{Gallery, NumberFormat, SheetLook, Shown, Stand};
use crate::{PartKind, ReadPart, Source};

const SHEET: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const ON_SHEET: &str = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing";
/// Characters that no name of a sheet may have, and most that it has.
const NOT_IN_SHEET_NAMES: &[char] = &['[', ']', ':', '*', '?', '/', '\\', '\''];
const SHEET_NAME_CHARS_MAX: usize = 28;
/// Letters that a column has room for: by itself, and at most for what is in it.
const COLUMN_LETTERS: f64 = 9.0;
const COLUMN_LETTERS_MAX: usize = 60;
/// First number of a format that the workbook itself has (ECMA-376, part 1, 18.8.30).
const OWN_FORMATS: usize = 164;

/// Makes a workbook of one in an older format.
pub(crate) fn to_xlsx(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let (document, Gallery { pictures: shown, sheets: looks, .. }) = read(bytes, work)?;
    let main = "xl/workbook.xml";
    let mut draft = Draft::new();
    let mut sheets = String::new();
    let mut names = BTreeSet::new();
    let mut formats = Formats::default();
    let plain = SheetLook::default();
    for (number, part) in (1..).zip(parts(&document, PartKind::Sheet)) {
        let name = format!("xl/worksheets/sheet{number}.xml");
        let title = escaped(&sheet_name(part, number, &mut names));
        let own = shown.iter().filter(|picture| match &picture.stand {
            Stand::Sheet(sheet, ..) => part.part.sheet.as_ref() == Some(sheet),
            _ => false,
        });
        let drawing = drawing(number, &name, own, &mut draft)?;
        let look = part.part.sheet.as_ref().and_then(|sheet| looks.get(sheet)).unwrap_or(&plain);
        draft.add(&name, "spreadsheetml.worksheet", &sheet(part, look, &mut formats, &drawing))?;
        let id = draft.arrow(main, "worksheet", &name);
        sheets += &format!("<sheet name=\"{title}\" sheetId=\"{number}\" r:id=\"{id}\"/>");
    }
    let is_from_1904 = looks.values().any(|look| look.from_1904);
    let book = format!(
        "{XML}<workbook xmlns=\"{SHEET}\" xmlns:r=\"{OFFICE}\"><workbookPr date1904=\"{}\"/><sheets>\
         {sheets}</sheets></workbook>",
        u8::from(is_from_1904)
    );
    draft.add(main, "spreadsheetml.sheet.main", &book)?;
    let styles = "xl/styles.xml";
    draft.add(styles, "spreadsheetml.styles", &formats.styles())?;
    draft.arrow(main, "styles", styles);
    xlsx(&draft.finish(main)?, work)
}

/// Adds the pictures of a sheet, when it has any; returns what leads to them.
fn drawing<'a>(
    number: usize,
    sheet: &str,
    shown: impl Iterator<Item = &'a Shown>,
    draft: &mut Draft,
) -> Result<String, Refusal> {
    let name = format!("xl/drawings/drawing{number}.xml");
    let mut made = String::new();
    for (number, picture) in (2..).zip(shown) {
        made += &pictures::on_sheet(picture, number, &name, draft)?;
    }
    if made.is_empty() {
        return Ok(made);
    }
    let text = format!(
        "{XML}<xdr:wsDr xmlns:xdr=\"{ON_SHEET}\" xmlns:a=\"{DRAWING}\" xmlns:r=\"{OFFICE}\">{made}\
         </xdr:wsDr>"
    );
    draft.add(&name, "drawing", &text)?;
    Ok(format!("<drawing r:id=\"{}\"/>", draft.arrow(sheet, "drawing", &name)))
}

/// The formats of numbers that cells have; the first is that of all others.
#[derive(Default)]
struct Formats(BTreeMap<NumberFormat, usize>);

impl Formats {
    /// The style of cells with that format.
    fn style(&mut self, format: &NumberFormat) -> usize {
        if *format == NumberFormat::Known(0) {
            return 0;
        }
        let next = self.0.len() + 1;
        *self.0.entry(format.clone()).or_insert(next)
    }

    fn styles(&self) -> String {
        let mut by_style: Vec<(usize, &NumberFormat)> =
            self.0.iter().map(|(format, style)| (*style, format)).collect();
        by_style.sort_unstable();
        let (mut own, mut cells) = (String::new(), String::from("<xf numFmtId=\"0\"/>"));
        for (style, format) in by_style {
            let id = match format {
                NumberFormat::Known(id) => usize::from(*id),
                NumberFormat::Own(code) => {
                    let id = OWN_FORMATS + style;
                    let code = escaped(&visible(code).0);
                    own += &format!("<numFmt numFmtId=\"{id}\" formatCode=\"{code}\"/>");
                    id
                }
            };
            cells += &format!("<xf numFmtId=\"{id}\" applyNumberFormat=\"1\"/>");
        }
        let own = if own.is_empty() { own } else { format!("<numFmts>{own}</numFmts>") };
        format!(
            "{XML}<styleSheet xmlns=\"{SHEET}\">{own}<fonts><font><sz val=\"10\"/><name \
             val=\"Arial\"/></font></fonts><fills><fill><patternFill patternType=\"none\"/></fill>\
             <fill><patternFill patternType=\"gray125\"/></fill></fills><borders><border/></borders>\
             <cellStyleXfs><xf/></cellStyleXfs><cellXfs>{cells}</cellXfs></styleSheet>"
        )
    }
}

/// Returns a sheet with the cells that are shown, each where it stood, and with its drawing.
fn sheet(part: &ReadPart, look: &SheetLook, formats: &mut Formats, drawing: &str) -> String {
    let mut rows: BTreeMap<u32, BTreeMap<u32, String>> = BTreeMap::new();
    for run in part.runs.iter().filter(|run| run.hidden.is_none()) {
        let Source::Cell(cell) = &run.source else { continue };
        let text = part.text.get(run.span.range()).unwrap_or_default();
        rows.entry(cell.row).or_default().entry(cell.column).or_default().push_str(text);
    }
    let mut longest: BTreeMap<u32, usize> = BTreeMap::new();
    let mut data = String::new();
    for (row, cells) in rows {
        data += &format!("<row r=\"{}\">", row + 1);
        for (column, text) in cells {
            let name = cell_name(row, column);
            let format = look.numbers.get(&(row, column)).map(|(_, format)| format.letters());
            let letters = text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
            let letters = letters.max(format.unwrap_or(0));
            let most = longest.entry(column).or_default();
            *most = letters.clamp(*most, COLUMN_LETTERS_MAX.max(*most));
            data += &match look.numbers.get(&(row, column)) {
                Some((number, format)) if number.is_finite() => {
                    format!("<c r=\"{name}\" s=\"{}\"><v>{number}</v></c>", formats.style(format))
                }
                _ => cell(&name, &visible(&text).0),
            };
        }
        data += "</row>";
    }
    format!(
        "{XML}<worksheet xmlns=\"{SHEET}\" xmlns:r=\"{OFFICE}\">{}<sheetData>{data}</sheetData>{}{}\
         {drawing}</worksheet>",
        columns(&longest, look),
        merged(look),
        margins(look)
    )
}

/// Columns that are as wide as they were, or as what is in them needs.
fn columns(longest: &BTreeMap<u32, usize>, look: &SheetLook) -> String {
    let mut made = String::new();
    for (column, letters) in longest {
        let own = look.widths.iter().find(|(first, last, _)| (first..=last).contains(&column));
        let own = own.map_or(COLUMN_LETTERS, |(.., width)| f64::from(*width) / 256.0);
        let width = own.max(*letters as f64 + 2.0);
        let number = column + 1;
        made += &format!(
            "<col min=\"{number}\" max=\"{number}\" width=\"{width:.2}\" customWidth=\"1\"/>"
        );
    }
    if made.is_empty() { made } else { format!("<cols>{made}</cols>") }
}

fn merged(look: &SheetLook) -> String {
    let cells = look.merged.iter().filter(|(first, last)| first != last);
    let cells = cells.map(|(first, last)| {
        let [first, last] = [first, last].map(|cell| cell_name(cell.row, cell.column));
        format!("<mergeCell ref=\"{first}:{last}\"/>")
    });
    let cells: String = cells.collect();
    if cells.is_empty() { cells } else { format!("<mergeCells>{cells}</mergeCells>") }
}

/// What is printed above and below a sheet.
fn margins(look: &SheetLook) -> String {
    let margin = |name: &str, text: &str| match text {
        "" => String::new(),
        text => format!("<{name}>{}</{name}>", escaped(&visible(text).0)),
    };
    let made = margin("oddHeader", &look.header) + &margin("oddFooter", &look.footer);
    if made.is_empty() { made } else { format!("<headerFooter>{made}</headerFooter>") }
}

fn cell(name: &str, text: &str) -> String {
    let is_number = text.parse::<f64>().is_ok_and(f64::is_finite)
        && text.len() < 16
        && text.bytes().all(|byte| byte.is_ascii_digit() || b"-.".contains(&byte))
        && !(text.len() > 1 && text.starts_with('0') && !text.starts_with("0."));
    match is_number {
        true => format!("<c r=\"{name}\"><v>{text}</v></c>"),
        false => format!("<c r=\"{name}\" t=\"inlineStr\"><is><t>{}</t></is></c>", escaped(text)),
    }
}

fn cell_name(row: u32, column: u32) -> String {
    let mut name = String::new();
    let mut left = column + 1;
    while left > 0 {
        let letter = ((left - 1) % 26) as u8;
        name.insert(0, char::from(b'A' + letter));
        left = (left - 1) / 26;
    }
    format!("{name}{}", row + 1)
}

fn sheet_name(part: &ReadPart, number: usize, names: &mut BTreeSet<String>) -> String {
    let own = part.part.sheet.as_deref().unwrap_or_default();
    let plain: String = own
        .chars()
        .filter(|c| !NOT_IN_SHEET_NAMES.contains(c) && !c.is_control())
        .take(SHEET_NAME_CHARS_MAX)
        .collect();
    let plain = if plain.trim().is_empty() { format!("Sheet{number}") } else { plain };
    let name = if names.insert(plain.to_lowercase()) { plain } else { format!("Sheet {number}") };
    names.insert(name.to_lowercase());
    name
}
