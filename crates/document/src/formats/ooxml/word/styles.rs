//! What is said of letters that hides them: by styles, paragraphs and runs.

use std::collections::BTreeMap;

use crate::Hidden;
use crate::read::Out;

use super::super::package::{Package, Relationship};
use super::super::properties::tell_trouble;
use crate::formats::office::markup::{Node, Tag, Xml};

/// How many styles may stand on one another.
const BASES_MAX: usize = 32;

/// Letters this small, in half points, are not seen.
const TINY_HALF_POINTS: f64 = 4.0;

/// What is said of letters; `None` stands for nothing.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Said {
    vanishes: Option<bool>,
    white: Option<bool>,
    tiny: Option<bool>,
    /// Something other than the page is behind the letters.
    shaded: Option<bool>,
}

impl Said {
    /// Takes in one property of letters or paragraphs.
    pub(super) fn take(&mut self, tag: &Tag<'_>) {
        let value = tag.text("val");
        match tag.local() {
            "vanish" | "specVanish" => self.vanishes = Some(tag.switch()),
            "color" => self.white = Some(value.eq_ignore_ascii_case("FFFFFF")),
            "sz" => {
                let size = value.parse::<f64>();
                self.tiny = size.ok().map(|size| size <= TINY_HALF_POINTS);
            }
            "highlight" => self.shaded = Some(value != "none" && value != "white"),
            "shd" => {
                let fill = tag.text("fill").to_ascii_lowercase();
                let is_page = matches!(fill.as_ref(), "" | "auto" | "ffffff");
                self.shaded = Some(!is_page || !matches!(value.as_ref(), "clear" | "nil"));
            }
            _ => {}
        }
    }

    /// What is said here, and where nothing is, what is said further out.
    pub(super) fn or(self, outer: Self) -> Self {
        Self {
            vanishes: self.vanishes.or(outer.vanishes),
            white: self.white.or(outer.white),
            tiny: self.tiny.or(outer.tiny),
            shaded: self.shaded.or(outer.shaded),
        }
    }

    /// How letters are hidden of which this is said; `is_page` is true where nothing but the page
    /// can be behind them.
    pub(super) fn hidden(self, is_page: bool) -> Option<Hidden> {
        if self.vanishes == Some(true) {
            Some(Hidden::Vanished)
        } else if is_page && self.white == Some(true) && self.shaded != Some(true) {
            Some(Hidden::Invisible)
        } else if self.tiny == Some(true) {
            Some(Hidden::Tiny)
        } else {
            None
        }
    }
}

/// What the styles of a document say.
#[derive(Default)]
pub(super) struct Styles {
    by_id: BTreeMap<String, Style>,
}

#[derive(Default)]
struct Style {
    based_on: Option<String>,
    said: Said,
}

impl Styles {
    /// Reads the styles that the main part's relationships name.
    pub(super) fn read(
        package: &mut Package<'_>,
        relationships: &[Relationship],
        out: &mut Out<'_>,
    ) -> Self {
        let mut styles = Self::default();
        let Some(to) = relationships.iter().find(|to| to.kind == "styles") else { return styles };
        let Some(member) = package.members.text(&to.target, out) else { return styles };
        let mut xml = Xml::new(&member.text, out.limits().nesting_max);
        let mut id = String::new();
        let mut style = Style::default();
        while let Some(node) = xml.next() {
            match node {
                Node::Start(tag) => match tag.local() {
                    "style" => id = tag.text("styleId").into_owned(),
                    "basedOn" => style.based_on = Some(tag.text("val").into_owned()),
                    // Conditional formats of tables hold only for some cells.
                    "tblStylePr" => xml.skip(),
                    _ => style.said.take(&tag),
                },
                Node::End("style") => {
                    styles.by_id.insert(std::mem::take(&mut id), std::mem::take(&mut style));
                }
                Node::End("docDefaults") => style = Style::default(),
                _ => {}
            }
        }
        tell_trouble(&xml, out);
        styles
    }

    /// What a style says, with the styles that it stands on.
    pub(super) fn said(&self, id: &str) -> Said {
        let mut said = Said::default();
        let mut style = self.by_id.get(id);
        for _ in 0..BASES_MAX {
            let Some(own) = style else { break };
            said = said.or(own.said);
            style = own.based_on.as_ref().and_then(|base| self.by_id.get(base));
        }
        said
    }
}
