//! Workbooks: sheets that are shown, with values in place of formulas.

use std::collections::BTreeMap;

use super::sheet::{self, Shared};
use super::{Arrow, Build, SHEET, arrow_to, drawing};
use crate::clean::markup::{Element, Node};
use crate::clean::{MarkedCells, Refusal, Removal, Work, marked_cells};

/// Names that programs need to print.
const KEPT_NAMES: &[&str] = &["_xlnm.Print_Area", "_xlnm.Print_Titles"];

pub(crate) fn clean(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let mut build = Build::open(bytes, work)?;
    let main = build.main("xl/workbook.xml")?;
    let arrows = build.arrows(&main)?;
    let Some(mut book) = build.tree(&main, &SHEET)? else { return Err(super::DAMAGED) };
    let mut links = Vec::new();
    let mut shared = build.shared(&arrows, &mut links)?;
    build.sheets(&mut book, &arrows, &mut links, &mut shared)?;
    let strings = shared.strings.written();
    let bytes = strings.written(&SHEET);
    build.add("xl/sharedStrings.xml", "spreadsheetml.sharedStrings", bytes, Vec::new());
    arrow_to(&mut links, "sharedStrings", "xl/sharedStrings.xml");
    let bytes = book.written(&SHEET);
    build.add("xl/workbook.xml", "spreadsheetml.sheet.main", bytes, links);
    build.written("xl/workbook.xml")
}

impl Build<'_, '_, '_> {
    /// Reads strings and styles, and rebuilds the latter with the theme.
    fn shared(
        &mut self,
        arrows: &BTreeMap<String, Arrow>,
        links: &mut Vec<(String, String)>,
    ) -> Result<Shared, Refusal> {
        let target = |kind: &str| {
            arrows.values().find(|arrow| arrow.kind == kind).map(|arrow| arrow.target.clone())
        };
        let mut shared = Shared::default();
        if let Some(name) = target("sharedStrings")
            && let Some(tree) = self.tree(&name, &SHEET)?
        {
            shared.strings.read(tree);
        }
        if let Some(name) = target("styles")
            && let Some(mut tree) = self.tree(&name, &SHEET)?
        {
            shared.looks = sheet::looks(&tree);
            sheet::settle_formats(&mut tree);
            rename_styles(&mut tree);
            let bytes = tree.written(&SHEET);
            self.add("xl/styles.xml", "spreadsheetml.styles", bytes, Vec::new());
            arrow_to(links, "styles", "xl/styles.xml");
        }
        if let Some(name) = target("theme")
            && self.theme(&name, "xl/theme/theme1.xml")?
        {
            arrow_to(links, "theme", "xl/theme/theme1.xml");
        }
        Ok(shared)
    }

    /// Rebuilds the sheets that are shown, and what the workbook says of them.
    fn sheets(
        &mut self,
        book: &mut Element,
        arrows: &BTreeMap<String, Arrow>,
        links: &mut Vec<(String, String)>,
        shared: &mut Shared,
    ) -> Result<(), Refusal> {
        let marks = self.work.marks();
        let mut kept = Vec::new();
        let mut numbers = Vec::new();
        let sheets = book.child("s:sheets").cloned().unwrap_or_default();
        for sheet in sheets.elements() {
            let is_shown = sheet.get("state").is_none_or(|state| state == "visible");
            let arrow = sheet.get("r:id").and_then(|id| arrows.get(id));
            let Some(arrow) = arrow.filter(|_| is_shown) else {
                self.work.removed(Removal::HiddenSheet, 1);
                numbers.push(None);
                continue;
            };
            let number = kept.len() + 1;
            let name = sheet.get("name").unwrap_or_default().to_owned();
            let marked = marked_cells(&marks, &name, kept.is_empty() && sheets.children.len() == 1);
            let Some(part) = self.sheet(arrow, number, &marked, shared)? else {
                numbers.push(None);
                continue;
            };
            let id = arrow_to(links, &arrow.kind, &part);
            numbers.push(Some(kept.len()));
            kept.push(Node::Element(
                Element::new("s:sheet")
                    .with("name", &name)
                    .with("sheetId", &number.to_string())
                    .with("r:id", &id),
            ));
        }
        if kept.is_empty() {
            return Err(super::DAMAGED);
        }
        if let Some(list) = book.child_mut("s:sheets") {
            list.children = kept;
        }
        self.names(book, &numbers);
        if let Some(view) =
            book.child_mut("s:bookViews").and_then(|v| v.child_mut("s:workbookView"))
        {
            view.attributes
                .retain(|(name, _)| !matches!(name.as_str(), "activeTab" | "firstSheet"));
        }
        Ok(())
    }

    fn sheet(
        &mut self,
        arrow: &Arrow,
        number: usize,
        marked: &MarkedCells,
        shared: &mut Shared,
    ) -> Result<Option<String>, Refusal> {
        let Some(mut tree) = self.tree(&arrow.target, &SHEET)? else { return Ok(None) };
        let arrows = self.arrows(&arrow.target)?;
        let mut links = Vec::new();
        sheet::clean(&mut tree, marked, shared, self.work);
        self.drawings(&mut tree, &arrows, &mut links)?;
        let (folder, kind) = match arrow.kind.as_str() {
            "chartsheet" => ("chartsheets", "chartsheet"),
            _ => ("worksheets", "worksheet"),
        };
        let name = format!("xl/{folder}/sheet{number}.xml");
        let bytes = tree.written(&SHEET);
        self.add(&name, &format!("spreadsheetml.{kind}"), bytes, links);
        Ok(Some(name))
    }

    fn drawings(
        &mut self,
        sheet: &mut Element,
        arrows: &BTreeMap<String, Arrow>,
        links: &mut Vec<(String, String)>,
    ) -> Result<(), Refusal> {
        let old = sheet.child("s:drawing").and_then(|drawing| drawing.get("r:id"));
        let made = match old.and_then(|id| arrows.get(id)).map(|arrow| arrow.target.clone()) {
            Some(target) => self.drawing(&target)?,
            None => None,
        };
        match (sheet.child_mut("s:drawing"), made) {
            (Some(drawing), Some(name)) => {
                drawing.set("r:id", &arrow_to(links, "drawing", &name));
            }
            _ => {
                sheet.prune(&mut |element| element.name == "s:drawing");
            }
        }
        Ok(())
    }

    fn drawing(&mut self, old: &str) -> Result<Option<String>, Refusal> {
        let Some(mut tree) = self.tree(old, &SHEET)? else { return Ok(None) };
        let arrows = self.arrows(old)?;
        let mut links = Vec::new();
        drawing::settle(&mut tree, self.work);
        drawing::relink(self, &mut tree, &arrows, &mut links, "xl")?;
        // An anchor without anything in it is damage.
        tree.prune(&mut |element| {
            let is_anchor = element.name.ends_with("Anchor");
            let places = ["xdr:from", "xdr:to", "xdr:pos", "xdr:ext", "xdr:clientData"];
            is_anchor && element.elements().all(|child| places.contains(&child.name.as_str()))
        });
        drawing::number(&mut tree);
        tree.visit_mut(&mut |element| {
            if element.name == "xdr:sp" || element.name == "xdr:graphicFrame" {
                element.set("macro", "");
            }
        });
        let number = self.new.keys().filter(|name| name.contains("/drawings/drawing")).count() + 1;
        let name = format!("xl/drawings/drawing{number}.xml");
        let bytes = tree.written(&SHEET);
        self.add(&name, "drawing", bytes, links);
        Ok(Some(name))
    }

    /// Keeps names that printing needs, of sheets that are kept.
    fn names(&mut self, book: &mut Element, numbers: &[Option<usize>]) {
        let Some(names) = book.child_mut("s:definedNames") else { return };
        let before = names.children.len();
        for name in names.elements_mut() {
            let new =
                name.number::<usize>("localSheetId").and_then(|old| numbers.get(old).copied());
            let is_plain = !name.text().contains(['"', '[', '(']);
            match new.flatten() {
                Some(new)
                    if is_plain && name.get("name").is_some_and(|n| KEPT_NAMES.contains(&n)) =>
                {
                    name.set("localSheetId", &new.to_string());
                }
                _ => name.name.clear(),
            }
        }
        names.children.retain(|node| node.element().is_some_and(|name| !name.name.is_empty()));
        let left = names.children.len();
        self.work.removed(Removal::Cache, before - left);
        if left == 0 {
            book.children.retain(|node| {
                node.element().is_none_or(|element| element.name != "s:definedNames")
            });
        }
    }
}

/// Gives styles names that say nothing, but for those of the program.
fn rename_styles(styles: &mut Element) {
    let mut number = 0;
    styles.visit_mut(&mut |element| {
        if element.name == "s:cellStyle" && element.get("builtinId").is_none() {
            number += 1;
            element.set("name", &format!("Style {number}"));
        }
    });
}
