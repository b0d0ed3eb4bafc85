//! How elements hide what is in them: by their styles, their places, or themselves.

use super::super::styles::{FLAT_POINTS, points};
use super::columns::Columns;
use super::{Content, area};
use crate::Hidden;
use crate::formats::office::markup::Tag;

/// Fields whose value may be left out of the text.
const FIELDS: &[&str] = &[
    "variable-set",
    "variable-get",
    "variable-input",
    "user-field-get",
    "user-field-input",
    "user-defined",
    "expression",
    "sequence",
];

/// No page is that wide or high, in points; a sheet is.
pub(super) const PAGE_POINTS_MAX: f64 = 100_000.0;

/// As wide as a margin may be, in points.
const MARGIN_POINTS: f64 = 216.0;

impl Content<'_> {
    /// How an element hides what is in it.
    pub(super) fn hidden_by(&self, tag: &Tag<'_>) -> Option<Hidden> {
        let style = |family: &str, name: &str| {
            let style = tag.value(name)?;
            self.styles.hidden(family, &style.text())
        };
        let letters = |family: &str| match self.shaded.last() {
            Some(true) => self.styles.hidden_on_shade(family, &tag.value("style-name")?.text()),
            _ => style(family, "style-name"),
        };
        match tag.local() {
            "span" => letters("text"),
            "p" | "h" => letters("paragraph"),
            "table-cell" if self.is_spreadsheet => {
                style("table-cell", "style-name").or_else(|| self.hidden_if(tag))
            }
            "section" => (tag.value("display")?.text() != "true").then_some(Hidden::Vanished),
            "hidden-text" | "hidden-paragraph" => Some(Hidden::Vanished),
            name if FIELDS.contains(&name) && tag.text("display") == "none" => {
                Some(Hidden::Vanished)
            }
            // A sheet knows its own.
            "covered-table-cell" if !self.is_spreadsheet => Some(Hidden::Covered),
            "header-left" | "footer-left" if tag.text("display") == "false" => {
                Some(Hidden::Vanished)
            }
            "table-row" if !self.is_spreadsheet => {
                let is_flat = self.styles.is_flat("table-row", &tag.text("style-name"));
                (is_flat || matches!(tag.text("visibility").as_ref(), "collapse" | "filter"))
                    .then_some(Hidden::HiddenRow)
            }
            "page" => style("drawing-page", "style-name"),
            "frame" | "custom-shape" | "rect" | "line" | "g" => self.hidden_shape(tag),
            _ => None,
        }
    }

    /// How a condition hides a cell.
    fn hidden_if(&self, tag: &Tag<'_>) -> Option<Hidden> {
        let value = tag.text("value");
        let by_style = || self.styles.hidden_if(&tag.value("style-name")?.text(), &value);
        let by_place = || {
            let at = self.sheet.as_ref()?.at();
            let style = self.conditions.style(&self.sheet_name, at, &value)?;
            self.styles.hidden("table-cell", style)
        };
        by_style().or_else(by_place)
    }

    /// How a column without a width hides the cell of a table in running text.
    pub(super) fn hidden_by_column(&mut self, tag: &Tag<'_>) -> Option<Hidden> {
        if self.is_spreadsheet {
            return None;
        }
        let number = |name| tag.number::<u32>(name).unwrap_or(1).max(1);
        let repeats = number("number-columns-repeated");
        match tag.local() {
            "table" => self.tables.push(Columns::default()),
            "table-column" => {
                let is_flat = self.styles.is_flat("table-column", &tag.text("style-name"));
                self.tables.last_mut()?.add(repeats, is_flat);
            }
            "table-row" => self.tables.last_mut()?.begin_row(),
            "table-cell" | "covered-table-cell" => {
                let reaches = number("number-columns-spanned");
                let is_flat = self.tables.last_mut()?.cell(repeats, reaches);
                return is_flat.then_some(Hidden::HiddenColumn);
            }
            _ => {}
        }
        None
    }

    /// True when something else than paper is behind what is in an element.
    pub(super) fn is_shade(&self, tag: &Tag<'_>) -> bool {
        let shades = |family: &str| self.styles.shades(family, &tag.text("style-name"));
        match tag.local() {
            "page" => self.styles.slides_are_shaded(),
            "table-cell" => shades("table-cell"),
            "p" | "h" => shades("paragraph"),
            "frame" | "custom-shape" | "rect" | "ellipse" | "path" | "polygon" => {
                shades("graphic") || shades("presentation")
            }
            _ => false,
        }
    }

    /// How a shape hides what is in it: it is not displayed, or lies beside its page.
    fn hidden_shape(&self, tag: &Tag<'_>) -> Option<Hidden> {
        if tag.text("display") == "none" || self.styles.layer_is_off(&tag.text("layer")) {
            return Some(Hidden::Vanished);
        }
        // Text in a frame is broken into lines that are as wide as the frame.
        let wide = tag.value("width").and_then(|width| points(&width.text()));
        if tag.local() == "frame" && wide.is_some_and(|wide| wide <= FLAT_POINTS) {
            return Some(Hidden::Tiny);
        }
        let (width, height) = match (self.styles.page(), self.slide) {
            (Some(page), 1..) => page,
            // Shapes of a text are placed from its margins or lines, those of a sheet anywhere.
            _ => (PAGE_POINTS_MAX, PAGE_POINTS_MAX),
        };
        let slack = if self.slide > 0 { 0.0 } else { MARGIN_POINTS };
        let [left, top, right, bottom] = area(tag)?;
        let is_outside = left >= width || top >= height || right <= -slack || bottom <= -slack;
        is_outside.then_some(Hidden::Outside)
    }

    /// How a sheet as a whole is hidden; copies of other files are sheets too.
    pub(super) fn sheet_hidden(&self, tag: &Tag<'_>) -> Option<Hidden> {
        let is_copy = tag.text("name").starts_with("'file:");
        let by_style = self.styles.hidden("table", &tag.text("style-name"));
        is_copy.then_some(Hidden::Cache).or(by_style)
    }

    /// Hides what stands in the paragraph that is open.
    pub(super) fn hide_paragraph(&mut self) {
        // The element itself is the innermost, the paragraph the one around it.
        if let Some(around) = self.hidden.iter_mut().rev().nth(1) {
            *around = around.or(Some(Hidden::Vanished));
        }
    }
}
