//! One sheet: hidden cells and formulas go, values stay, strings are shared anew.

use std::collections::BTreeMap;

use super::super::workbook::parse_cell;
use super::formats;
use crate::clean::markup::{Element, Node};
use crate::clean::{MarkedCells, Removal, Work};

/// What sheets share.
#[derive(Default)]
pub(super) struct Shared {
    pub(super) strings: Strings,
    /// How cells of each format look.
    pub(super) looks: Vec<CellLook>,
}

/// What decides whether a cell is seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct CellLook {
    hides: bool,
}

/// Strings that cells show, each once, in the order of their first use.
#[derive(Default)]
pub(super) struct Strings {
    old: Vec<Element>,
    new: Vec<Element>,
    numbers: BTreeMap<String, usize>,
    uses: usize,
}

impl Strings {
    pub(super) fn read(&mut self, mut table: Element) {
        // Readings of characters stand beside the text.
        table.prune(&mut |element| matches!(element.name.as_str(), "s:rPh" | "s:phoneticPr"));
        self.old = table
            .children
            .into_iter()
            .filter_map(|node| match node {
                Node::Element(element) if element.name == "s:si" => Some(element),
                _ => None,
            })
            .collect();
    }

    fn number(&mut self, string: Element) -> usize {
        self.uses += 1;
        let key = format!("{string:?}");
        let next = self.new.len();
        let number = *self.numbers.entry(key).or_insert(next);
        if number == next {
            self.new.push(string);
        }
        number
    }

    pub(super) fn written(self) -> Element {
        let mut table = Element::new("s:sst")
            .with("count", &self.uses.to_string())
            .with("uniqueCount", &self.new.len().to_string());
        table.children = self.new.into_iter().map(Node::Element).collect();
        table
    }
}

/// Cleans a sheet.
pub(super) fn clean(
    sheet: &mut Element,
    marked: &MarkedCells,
    shared: &mut Shared,
    work: &mut Work<'_>,
) {
    let columns = hidden_columns(sheet);
    let merged = merged(sheet);
    let mut hidden = 0;
    let mut formulas = 0;
    let mut redacted = 0;
    if let Some(data) = sheet.child_mut("s:sheetData") {
        let mut at = (0, 0);
        for row in data.elements_mut() {
            at = (row.number::<u32>("r").map_or(at.0, |r| r.saturating_sub(1)), 0);
            let is_hidden = row.is_set("hidden") || row.number("ht") == Some(0.0_f64);
            for cell in row.elements_mut() {
                if let Some(place) = cell.get("r").and_then(parse_cell) {
                    at = (place.row, place.column);
                }
                formulas += usize::from(cell.child("s:f").is_some());
                let style: usize = cell.number("s").unwrap_or_default();
                let look = shared.looks.get(style).copied().unwrap_or_default();
                let covered = merged.iter().any(|area| area.covers(at));
                let column = columns.iter().any(|(first, last)| (*first..=*last).contains(&at.1));
                if is_hidden || column || look.hides || covered {
                    hidden += usize::from(!cell.children.is_empty());
                    cell.children.clear();
                    cell.remove("t");
                } else {
                    settle(cell, shared);
                    if let Some(texts) = marked.get(&at) {
                        // Where nobody saw a text, nothing stands for it.
                        let unseen = texts.iter().filter(|(_, instead)| instead.is_empty()).count();
                        hidden += unseen;
                        redacted += texts.len() - unseen;
                        redact(cell, texts);
                    }
                    share(cell, shared);
                }
                at.1 = at.1.saturating_add(1);
            }
            at.0 = at.0.saturating_add(1);
        }
    }
    work.removed(Removal::HiddenCells, hidden);
    work.removed(Removal::Formulas, formulas);
    work.removed(Removal::Redaction, redacted);
    settle_rules(sheet);
    settle_headers(sheet);
    if let Some(setup) = sheet.child_mut("s:pageSetup") {
        // The settings of a printer name it.
        setup.remove("r:id");
    }
}

/// Takes the formula from a cell, and makes a string of what it shows as one.
fn settle(cell: &mut Element, shared: &Shared) {
    cell.children.retain(|node| node.element().is_some_and(|child| child.name != "s:f"));
    let value = cell.child("s:v").map(Element::text);
    let string = match (cell.get("t"), value) {
        (Some("s"), Some(number)) => {
            let number = number.trim().parse::<usize>().ok();
            let string = number.and_then(|number| shared.strings.old.get(number));
            Some(string.cloned().unwrap_or_else(|| plain("")))
        }
        (Some("str"), Some(text)) => Some(plain(&text)),
        (Some("inlineStr"), _) => {
            let mut string = cell.child("s:is").cloned().unwrap_or_default();
            "s:si".clone_into(&mut string.name);
            string.prune(&mut |e| matches!(e.name.as_str(), "s:rPh" | "s:phoneticPr"));
            Some(string)
        }
        _ => None,
    };
    if let Some(string) = string {
        cell.children = vec![Node::Element(string)];
        cell.set("t", "s");
    }
}

/// Gives the string of a cell its number among those that are shared.
fn share(cell: &mut Element, shared: &mut Shared) {
    let Some(string) = cell.child("s:si").cloned() else { return };
    let number = shared.strings.number(string);
    cell.children = vec![Node::Element(Element::new("s:v").saying(&number.to_string()))];
}

/// Replaces texts in a cell; where they do not stand in it as they are shown, all of it goes.
fn redact(cell: &mut Element, texts: &[(String, String)]) {
    let mut shown = cell.child("s:si").map(Element::text);
    for (text, replacement) in texts {
        shown = Some(match shown {
            Some(shown) if shown.contains(text) => shown.replace(text, replacement),
            _ => replacement.clone(),
        });
    }
    let shown = shown.unwrap_or_default();
    if shown.is_empty() {
        cell.children.clear();
        cell.remove("t");
        return;
    }
    cell.children = vec![Node::Element(plain(&shown))];
    cell.set("t", "s");
}

fn plain(text: &str) -> Element {
    let mut string = Element::new("s:t").saying(text);
    if text.trim() != text {
        string.set("xml:space", "preserve");
    }
    Element::new("s:si").containing(string)
}

/// Keeps rules that colour cells by their numbers; others may quote what cells held.
fn settle_rules(sheet: &mut Element) {
    sheet.prune(&mut |element| {
        let kinds = ["colorScale", "dataBar", "iconSet", "top10", "aboveAverage"];
        element.name == "s:cfRule" && !element.get("type").is_some_and(|k| kinds.contains(&k))
    });
    sheet.prune(&mut |element| {
        element.name == "s:conditionalFormatting" && element.child("s:cfRule").is_none()
    });
}

/// Takes out headers and footers of pages that have none of their own.
fn settle_headers(sheet: &mut Element) {
    let Some(headers) = sheet.child_mut("s:headerFooter") else { return };
    let (has_even, has_first) =
        (headers.is_set("differentOddEven"), headers.is_set("differentFirst"));
    headers.prune(&mut |element| match element.name.as_str() {
        "s:evenHeader" | "s:evenFooter" => !has_even,
        "s:firstHeader" | "s:firstFooter" => !has_first,
        _ => false,
    });
}

/// First and last of each range of hidden columns, from 0.
fn hidden_columns(sheet: &Element) -> Vec<(u32, u32)> {
    let columns = sheet.elements().filter(|element| element.name == "s:cols");
    columns
        .flat_map(Element::elements)
        .filter(|column| column.is_set("hidden") || column.number("width") == Some(0.0_f64))
        .filter_map(|column| Some((column.number::<u32>("min")?, column.number::<u32>("max")?)))
        .map(|(first, last)| (first.saturating_sub(1), last.saturating_sub(1)))
        .collect()
}

/// Cells that are shown as one: only the first is seen.
struct Area {
    first: (u32, u32),
    last: (u32, u32),
}

impl Area {
    fn covers(&self, at: (u32, u32)) -> bool {
        let rows = self.first.0..=self.last.0;
        let columns = self.first.1..=self.last.1;
        at != self.first && rows.contains(&at.0) && columns.contains(&at.1)
    }
}

fn merged(sheet: &Element) -> Vec<Area> {
    let Some(list) = sheet.child("s:mergeCells") else { return Vec::new() };
    let area = |element: &Element| {
        let (first, last) = element.get("ref")?.split_once(':')?;
        let (first, last) = (parse_cell(first)?, parse_cell(last)?);
        Some(Area { first: (first.row, first.column), last: (last.row, last.column) })
    };
    list.elements().filter_map(area).collect()
}

/// Reads how cells of each format look: those that show nothing, or letters like their ground.
pub(super) fn looks(styles: &Element) -> Vec<CellLook> {
    let list = |name: &str| {
        let list = styles.child(name);
        list.map(|list| list.elements().collect::<Vec<_>>()).unwrap_or_default()
    };
    let (fonts, fills, formats) = (list("s:fonts"), list("s:fills"), list("s:numFmts"));
    let shows_nothing = |id: u32| {
        formats.iter().any(|format| {
            format.number("numFmtId") == Some(id)
                && format.get("formatCode").is_some_and(|code| code.trim() == ";;;")
        })
    };
    list("s:cellXfs")
        .into_iter()
        .map(|format| {
            let number = |name: &str| format.number::<usize>(name).unwrap_or_default();
            let font = fonts.get(number("fontId"));
            let fill = fills.get(number("fillId"));
            let tiny = font
                .and_then(|font| font.child("s:sz")?.number::<f64>("val"))
                .is_some_and(|size| size <= 2.0);
            let letters = font.and_then(|font| font.child("s:color")).and_then(colour);
            let ground = fill.map_or(Some(WHITE), |fill| ground(fill));
            let blends = letters.is_some() && letters == ground;
            let nothing = shows_nothing(format.number("numFmtId").unwrap_or_default());
            CellLook { hides: nothing || tiny || blends }
        })
        .collect()
}

/// Takes out formats of numbers that no cell has, and texts from the others: they may say anything.
pub(super) fn settle_formats(styles: &mut Element) {
    let mut used = std::collections::BTreeSet::new();
    styles.visit(&mut |element| {
        if element.name == "s:xf" {
            used.extend(element.get("numFmtId").map(str::to_owned));
        }
    });
    let Some(list) = styles.child_mut("s:numFmts") else { return };
    list.prune(&mut |format| format.get("numFmtId").is_none_or(|id| !used.contains(id)));
    for format in list.elements_mut() {
        if let Some(code) = format.get("formatCode").map(formats::without_texts) {
            format.set("formatCode", &code);
        }
    }
    let count = list.elements().count();
    list.set("count", &count.to_string());
    styles.prune(&mut |element| element.name == "s:numFmts" && element.elements().next().is_none());
}

/// A colour: its red, green and blue.
type Colour = u32;
const WHITE: Colour = 0x00FF_FFFF;

/// The colour that an element names; `None` when that is not certain.
fn colour(element: &Element) -> Option<Colour> {
    if element.number("tint").is_some_and(|tint: f64| tint.abs() > 0.05) {
        return None;
    }
    if let Some(rgb) = element.get("rgb") {
        let rgb = rgb.get(rgb.len().checked_sub(6)?..)?;
        return u32::from_str_radix(rgb, 16).ok();
    }
    match (element.get("theme"), element.get("indexed")) {
        (Some("0"), _) | (_, Some("1" | "9" | "65")) => Some(WHITE),
        (Some("1"), _) | (_, Some("0" | "8" | "64")) => Some(0),
        _ => None,
    }
}

/// The colour behind the letters of a cell.
fn ground(fill: &Element) -> Option<Colour> {
    let pattern = fill.child("s:patternFill")?;
    match pattern.get("patternType").unwrap_or("none") {
        "none" => Some(WHITE),
        "solid" => pattern.child("s:fgColor").and_then(colour),
        _ => None,
    }
}
