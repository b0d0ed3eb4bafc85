//! Styles that hide: text that is not displayed, white or tiny; sheets and slides that are not
//! shown.

use std::collections::BTreeMap;

use crate::Hidden;
use crate::clean::markup::Element;
use crate::formats::office::markup::{Node, Xml, local};
use crate::formats::office::member::Member;
use crate::read::Out;

/// Styles that may stand on one another.
const BASES_MAX: usize = 32;

/// Letters this small, in points, are not seen.
const TINY_POINTS: f64 = 2.0;

/// What the styles of a document say, by family and name.
#[derive(Default)]
pub(super) struct Styles {
    families: BTreeMap<String, BTreeMap<String, Style>>,
    /// Width and height of a page by its layout; of the first, when there are several.
    page: Option<(f64, f64)>,
}

#[derive(Default)]
struct Style {
    base: Option<String>,
    said: Said,
}

/// What a style says; `None` stands for nothing.
#[derive(Debug, Clone, Copy, Default)]
struct Said {
    /// Not displayed: letters, a sheet, or a slide.
    is_gone: Option<bool>,
    white: Option<bool>,
    shaded: Option<bool>,
    tiny: Option<bool>,
}

impl Styles {
    /// Takes in the styles of a member.
    pub(super) fn read(&mut self, member: &Member, out: &mut Out<'_>) {
        let mut xml = Xml::new(&member.text, out.limits().nesting_max);
        let mut open: Option<((String, String), Style)> = None;
        while let Some(node) = xml.next() {
            match node {
                Node::Start(tag) if matches!(tag.local(), "style" | "default-style") => {
                    let key = (tag.text("family").into_owned(), tag.text("name").into_owned());
                    let base = tag.value("parent-style-name").map(|base| base.text().into_owned());
                    open = Some((key, Style { base, said: Said::default() }));
                }
                Node::Start(tag) if tag.local() == "page-layout-properties" => {
                    let side = |name| tag.value(name).and_then(|value| points(&value.text()));
                    self.page = self.page.or(side("page-width").zip(side("page-height")));
                }
                Node::Start(tag) => {
                    if let Some((_, style)) = &mut open {
                        let value = |name: &str| Some(tag.value(name)?.text().into_owned());
                        style.said.take(tag.local(), &value);
                    }
                }
                Node::End("style" | "default-style") => {
                    if let Some((key, style)) = open.take() {
                        self.insert(key, style);
                    }
                }
                // The text comes after the styles.
                Node::End("automatic-styles") if member.name.ends_with("content.xml") => break,
                _ => {}
            }
        }
    }

    fn insert(&mut self, (family, name): (String, String), style: Style) {
        self.families.entry(family).or_default().insert(name, style);
    }

    /// Takes in the styles of a tree.
    pub(super) fn take(&mut self, root: &Element) {
        root.visit(&mut |element| match element.name.as_str() {
            "style:style" | "style:default-style" => {
                let text = |name: &str| element.get(name).unwrap_or_default().to_owned();
                let base = element.get("style:parent-style-name").map(str::to_owned);
                let mut style = Style { base, said: Said::default() };
                for properties in element.elements() {
                    style.said.take(local(&properties.name), &|name| properties.local(name));
                }
                self.insert((text("style:family"), text("style:name")), style);
            }
            "style:page-layout-properties" => {
                let side = |name| element.get(name).and_then(points);
                self.page = self.page.or(side("fo:page-width").zip(side("fo:page-height")));
            }
            _ => {}
        });
    }

    /// How a style of that family hides what it is for.
    pub(super) fn hidden(&self, family: &str, name: &str) -> Option<Hidden> {
        let said = self.said(family, name);
        if said.is_gone == Some(true) {
            return Some(match family {
                "table" => Hidden::HiddenSheet,
                "drawing-page" => Hidden::HiddenSlide,
                _ => Hidden::Vanished,
            });
        }
        if said.white == Some(true) && said.shaded != Some(true) {
            return Some(Hidden::Invisible);
        }
        (said.tiny == Some(true)).then_some(Hidden::Tiny)
    }

    /// Width and height of the page in points.
    pub(super) fn page(&self) -> Option<(f64, f64)> {
        self.page
    }

    fn said(&self, family: &str, name: &str) -> Said {
        let mut said = Said::default();
        let Some(styles) = self.families.get(family) else { return said };
        let mut name = name;
        for _ in 0..BASES_MAX {
            let Some(style) = styles.get(name) else { break };
            said.is_gone = said.is_gone.or(style.said.is_gone);
            said.white = said.white.or(style.said.white);
            said.shaded = said.shaded.or(style.said.shaded);
            said.tiny = said.tiny.or(style.said.tiny);
            let Some(base) = &style.base else { break };
            name = base;
        }
        said
    }
}

impl Said {
    /// Takes in what an element of a style says; `value` gives its attributes.
    fn take(&mut self, element: &str, value: &dyn Fn(&str) -> Option<String>) {
        match element {
            "text-properties" => {
                if let Some(display) = value("display") {
                    self.is_gone = Some(display == "none");
                }
                if let Some(colour) = value("color") {
                    self.white = Some(colour.eq_ignore_ascii_case("#ffffff"));
                }
                if let Some(size) = value("font-size").and_then(|size| points(&size)) {
                    self.tiny = Some(size <= TINY_POINTS);
                }
                self.take_background(value);
            }
            "paragraph-properties" | "table-cell-properties" | "graphic-properties" => {
                self.take_background(value);
            }
            "table-properties" => {
                if let Some(display) = value("display") {
                    self.is_gone = Some(display == "false");
                }
            }
            "drawing-page-properties" => {
                if let Some(visibility) = value("visibility") {
                    self.is_gone = Some(visibility == "hidden");
                }
            }
            _ => {}
        }
    }

    fn take_background(&mut self, value: &dyn Fn(&str) -> Option<String>) {
        if let Some(colour) = value("background-color") {
            let is_page = colour == "transparent" || colour.eq_ignore_ascii_case("#ffffff");
            self.shaded = Some(!is_page);
        }
    }
}

/// A length in points, of any unit that the standard has.
pub(super) fn points(length: &str) -> Option<f64> {
    let digits = length.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let number: f64 = digits.parse().ok()?;
    Some(match length.get(digits.len()..)? {
        "cm" => number * 72.0 / 2.54,
        "mm" => number * 72.0 / 25.4,
        "in" => number * 72.0,
        "pc" => number * 12.0,
        "px" => number * 0.75,
        "pt" => number,
        _ => return None,
    })
}
