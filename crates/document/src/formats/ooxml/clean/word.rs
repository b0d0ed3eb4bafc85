//! Word documents: the body and what is seen beside it.

mod chunks;
mod covers;
mod fields;
mod lists;
mod story;

use std::collections::{BTreeMap, BTreeSet};

pub(super) use self::lists::Levels;
use super::drawing;
use super::looks::{self, Looks};
use super::{Arrow, Build, WORD, arrow_to};
use crate::clean::markup::{Element, Node};
use crate::clean::{Refusal, Removal, Work};

/// Names of styles that every copy of Word knows; others were given by people.
const KNOWN_STYLES: &[&str] = &[
    "normal",
    "normal table",
    "no list",
    "default paragraph font",
    "table grid",
    "header",
    "footer",
    "title",
    "subtitle",
    "hyperlink",
    "footnote text",
    "footnote reference",
    "endnote text",
    "endnote reference",
    "caption",
    "list paragraph",
    "body text",
    "list",
    "list bullet",
    "list number",
    "quote",
    "intense quote",
    "strong",
    "emphasis",
    "page number",
    "plain text",
    "no spacing",
    "toc heading",
    "default",
    "standard",
];

/// Settings on which the layout depends.
const SETTINGS: &[&str] = &[
    "w:mirrorMargins",
    "w:bordersDoNotSurroundHeader",
    "w:bordersDoNotSurroundFooter",
    "w:gutterAtTop",
    "w:defaultTabStop",
    "w:autoHyphenation",
    "w:consecutiveHyphenLimit",
    "w:hyphenationZone",
    "w:doNotHyphenateCaps",
    "w:evenAndOddHeaders",
    "w:characterSpacingControl",
    "w:noLineBreaksAfter",
    "w:noLineBreaksBefore",
    "w:footnotePr",
    "w:endnotePr",
    "w:compat",
    "w:themeFontLang",
    "w:clrSchemeMapping",
    "w:decimalSymbol",
    "w:listSeparator",
    "w:displayBackgroundShape",
];

pub(crate) fn clean(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let mut build = Build::open(bytes, work)?;
    let main = build.main("word/document.xml")?;
    let arrows = build.arrows(&main)?;
    let styles = build.styles(&arrows)?;
    let mut made = Made::default();
    let Some(mut document) = build.tree(&main, &WORD)? else { return Err(super::DAMAGED) };
    let mut links = Vec::new();
    build.story(&mut document, &styles, &arrows, &mut links)?;
    build.beside(&mut document, &styles, &arrows, &mut links, &mut made)?;
    build.notes(&document, "footnote", &styles, &arrows, &mut links)?;
    build.notes(&document, "endnote", &styles, &arrows, &mut links)?;
    build.add_styles(&styles, &mut links);
    build.numbering(&styles, &arrows, &mut links)?;
    build.settings(&arrows, &mut links)?;
    if let Some(theme) = target_of(&arrows, "theme")
        && build.theme(&theme, "word/theme/theme1.xml")?
    {
        arrow_to(&mut links, "theme", "word/theme/theme1.xml");
    }
    let bytes = document.written(&WORD);
    build.add("word/document.xml", "wordprocessingml.document.main", bytes, links);
    build.written("word/document.xml")
}

/// Headers and footers that were made, by kind and old name.
type Made = BTreeMap<(String, String), String>;

/// The styles of a document, with new ids for those that people named.
struct Styles {
    tree: Option<Element>,
    looks: Looks,
    renamed: BTreeMap<String, String>,
}

fn target_of(arrows: &BTreeMap<String, Arrow>, kind: &str) -> Option<String> {
    arrows.values().find(|arrow| arrow.kind == kind).map(|arrow| arrow.target.clone())
}

impl Build<'_, '_, '_> {
    fn styles(&mut self, arrows: &BTreeMap<String, Arrow>) -> Result<Styles, Refusal> {
        let tree = match target_of(arrows, "styles") {
            Some(name) => self.tree(&name, &WORD)?,
            None => None,
        };
        let looks = Looks::read(tree.as_ref());
        let mut styles = Styles { tree, looks, renamed: BTreeMap::new() };
        styles.rename();
        Ok(styles)
    }

    fn add_styles(&mut self, styles: &Styles, links: &mut Vec<(String, String)>) {
        let Some(mut tree) = styles.tree.clone() else { return };
        tree.prune(&mut |element| matches!(element.name.as_str(), "w:vanish" | "w:specVanish"));
        styles.apply(&mut tree);
        self.add("word/styles.xml", "wordprocessingml.styles", tree.written(&WORD), Vec::new());
        arrow_to(links, "styles", "word/styles.xml");
    }

    /// Rebuilds headers and footers that a section names.
    fn beside(
        &mut self,
        document: &mut Element,
        styles: &Styles,
        arrows: &BTreeMap<String, Arrow>,
        links: &mut Vec<(String, String)>,
        made: &mut Made,
    ) -> Result<(), Refusal> {
        without_unseen_pages(document, self.has_even_pages(arrows)?);
        let mut wanted = Vec::new();
        document.visit(&mut |element| {
            if let Some(kind) = kind_of_reference(&element.name)
                && let Some(arrow) = element.get("r:id").and_then(|id| arrows.get(id))
            {
                wanted.push((kind, arrow.target.clone()));
            }
        });
        for (kind, old) in wanted {
            let key = (kind.to_owned(), old.clone());
            if made.contains_key(&key) {
                continue;
            }
            let Some(mut tree) = self.tree(&old, &WORD)? else { continue };
            let number = made.keys().filter(|(known, _)| known == kind).count() + 1;
            let name = format!("word/{kind}{number}.xml");
            let arrows = self.arrows(&old)?;
            let mut own_links = Vec::new();
            self.story(&mut tree, styles, &arrows, &mut own_links)?;
            let content_type = format!("wordprocessingml.{kind}");
            self.add(&name, &content_type, tree.written(&WORD), own_links);
            made.insert(key, name);
        }
        let mut relink = |element: &mut Element| {
            let Some(kind) = kind_of_reference(&element.name) else { return };
            let old = element.get("r:id").and_then(|id| arrows.get(id));
            let new = old.and_then(|arrow| made.get(&(kind.to_owned(), arrow.target.clone())));
            match new {
                Some(name) => element.set("r:id", &arrow_to(links, kind, name)),
                None => element.name.clear(),
            }
        };
        document.visit_mut(&mut relink);
        document.prune(&mut |element| element.name.is_empty());
        Ok(())
    }

    /// Rebuilds footnotes or endnotes that the document names.
    fn notes(
        &mut self,
        document: &Element,
        kind: &str,
        styles: &Styles,
        arrows: &BTreeMap<String, Arrow>,
        links: &mut Vec<(String, String)>,
    ) -> Result<(), Refusal> {
        let Some(old) = target_of(arrows, &format!("{kind}s")) else { return Ok(()) };
        let Some(mut tree) = self.tree(&old, &WORD)? else { return Ok(()) };
        let mut named = BTreeSet::new();
        let reference = format!("w:{kind}Reference");
        document.visit(&mut |element| {
            if element.name == reference {
                named.extend(element.get("w:id").map(str::to_owned));
            }
        });
        let before = tree.children.len();
        tree.children.retain(|node| {
            let note = node.element();
            note.is_some_and(|note| {
                let is_separator = note.get("w:type").is_some_and(|kind| kind != "normal");
                is_separator || note.get("w:id").is_some_and(|id| named.contains(id))
            })
        });
        self.work.removed(Removal::HiddenText, before - tree.children.len());
        let arrows = self.arrows(&old)?;
        let mut own_links = Vec::new();
        self.story(&mut tree, styles, &arrows, &mut own_links)?;
        let name = format!("word/{kind}s.xml");
        let content_type = format!("wordprocessingml.{kind}s");
        self.add(&name, &content_type, tree.written(&WORD), own_links);
        arrow_to(links, &format!("{kind}s"), &name);
        Ok(())
    }

    fn numbering(
        &mut self,
        styles: &Styles,
        arrows: &BTreeMap<String, Arrow>,
        links: &mut Vec<(String, String)>,
    ) -> Result<(), Refusal> {
        let Some(old) = target_of(arrows, "numbering") else { return Ok(()) };
        let Some(mut tree) = self.tree(&old, &WORD)? else { return Ok(()) };
        styles.apply(&mut tree);
        if let Some(styles) = &styles.tree {
            self.levels.take(styles);
        }
        self.work.removed(Removal::Markup, self.levels.without_words_of_others(&mut tree));
        tree.prune(&mut |element| element.name == "w:vanish");
        let bytes = tree.written(&WORD);
        self.add("word/numbering.xml", "wordprocessingml.numbering", bytes, Vec::new());
        arrow_to(links, "numbering", "word/numbering.xml");
        Ok(())
    }

    /// True when even pages have headers and footers of their own.
    fn has_even_pages(&mut self, arrows: &BTreeMap<String, Arrow>) -> Result<bool, Refusal> {
        let Some(name) = target_of(arrows, "settings") else { return Ok(false) };
        let settings = self.tree(&name, &WORD)?;
        let is_set =
            |settings: Element| settings.child("w:evenAndOddHeaders").is_some_and(looks::is_on);
        Ok(settings.is_some_and(is_set))
    }

    fn settings(
        &mut self,
        arrows: &BTreeMap<String, Arrow>,
        links: &mut Vec<(String, String)>,
    ) -> Result<(), Refusal> {
        let Some(old) = target_of(arrows, "settings") else { return Ok(()) };
        let Some(mut tree) = self.tree(&old, &WORD)? else { return Ok(()) };
        tree.children.retain(|node| {
            node.element().is_some_and(|element| SETTINGS.contains(&element.name.as_str()))
        });
        tree.prune(&mut |element| {
            let is_setting = element.name == "w:compatSetting";
            is_setting && element.get("w:uri") != Some("http://schemas.microsoft.com/office/word")
        });
        let bytes = tree.written(&WORD);
        self.add("word/settings.xml", "wordprocessingml.settings", bytes, Vec::new());
        arrow_to(links, "settings", "word/settings.xml");
        Ok(())
    }

    /// Cleans a body, a header, a footer, or notes.
    fn story(
        &mut self,
        tree: &mut Element,
        styles: &Styles,
        arrows: &BTreeMap<String, Arrow>,
        links: &mut Vec<(String, String)>,
    ) -> Result<(), Refusal> {
        self.take_in_chunks(tree, arrows)?;
        story::settle(tree, self.work);
        let codes = fields::remove(tree);
        self.work.removed(Removal::FieldCodes, codes);
        let hidden = story::hide(tree, &styles.looks);
        self.work.removed(Removal::HiddenText, hidden);
        styles.apply(tree);
        self.levels.take(tree);
        drawing::settle(tree, self.work);
        covers::mark_covered_pictures(tree);
        drawing::relink(self, tree, arrows, links, "word")?;
        drawing::number(tree);
        // An empty run says nothing.
        tree.prune(&mut |element| {
            element.name == "w:r" && element.elements().all(|child| child.name == "w:rPr")
        });
        Ok(())
    }
}

/// Takes out headers and footers of first and of even pages where these have the same as the others.
fn without_unseen_pages(document: &mut Element, has_even_pages: bool) {
    document.visit_mut(&mut |section| {
        if section.name != "w:sectPr" {
            return;
        }
        let has_first_page = section.child("w:titlePg").is_some_and(looks::is_on);
        let is_seen = |reference: &Element| match reference.get("w:type") {
            _ if kind_of_reference(&reference.name).is_none() => true,
            Some("first") => has_first_page,
            Some("even") => has_even_pages,
            _ => true,
        };
        section.children.retain(|node| node.element().is_none_or(is_seen));
    });
}

fn kind_of_reference(name: &str) -> Option<&'static str> {
    match name {
        "w:headerReference" => Some("header"),
        "w:footerReference" => Some("footer"),
        _ => None,
    }
}

impl Styles {
    /// Finds the styles that people named.
    fn rename(&mut self) {
        let Some(tree) = &mut self.tree else { return };
        let mut number = 0;
        for style in tree.elements_mut().filter(|element| element.name == "w:style") {
            let name = style.child("w:name").and_then(|name| name.get("w:val")).unwrap_or_default();
            let plain = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
            let lower = plain.to_lowercase();
            // A program numbers its own styles with one digit.
            let digits = name.chars().rev().take_while(char::is_ascii_digit).count();
            let is_known = digits <= 1
                && (KNOWN_STYLES.contains(&lower.as_str())
                    || matches!(lower.as_str(), "heading" | "toc" | "index"));
            if is_known && style.get("w:styleId").is_some_and(|id| is_plain_id(id, name)) {
                continue;
            }
            number += 1;
            let id = format!("s{number}");
            if let Some(old) = style.get("w:styleId") {
                self.renamed.insert(old.to_owned(), id.clone());
            }
            style.set("w:styleId", &id);
            match style.child_mut("w:name") {
                Some(name) => name.set("w:val", &format!("Style {number}")),
                None => {
                    let name = Element::new("w:name").with("w:val", &format!("Style {number}"));
                    style.children.insert(0, Node::Element(name));
                }
            }
        }
    }

    /// Gives new ids wherever a style is named.
    fn apply(&self, tree: &mut Element) {
        let names = [
            "w:pStyle",
            "w:rStyle",
            "w:tblStyle",
            "w:basedOn",
            "w:next",
            "w:link",
            "w:numStyleLink",
            "w:styleLink",
        ];
        tree.visit_mut(&mut |element| {
            if names.contains(&element.name.as_str())
                && let Some(new) = element.get("w:val").and_then(|old| self.renamed.get(old))
            {
                let new = new.clone();
                element.set("w:val", &new);
            }
        });
    }
}

/// True for an id that says no more than the name.
fn is_plain_id(id: &str, name: &str) -> bool {
    let squeezed: String = name.split_whitespace().collect();
    id.eq_ignore_ascii_case(&squeezed)
        || id.len() <= 3
        || matches!(id, "TableNormal" | "NoList" | "DefaultParagraphFont" | "TableGrid" | "Normal")
}
