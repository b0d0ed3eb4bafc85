//! Styles that make text vanish.

use std::collections::BTreeMap;

use crate::read::Out;

use super::super::package::{Package, Relationship};
use super::super::properties::tell_trouble;
use crate::formats::office::markup::{Node, Xml};

/// How many styles may stand on one another.
const BASES_MAX: usize = 32;

/// What the styles of a document say of vanishing.
#[derive(Default)]
pub(super) struct Styles {
    by_id: BTreeMap<String, Style>,
}

#[derive(Default)]
struct Style {
    based_on: Option<String>,
    vanishes: Option<bool>,
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
                    "vanish" => style.vanishes = Some(tag.switch()),
                    // Conditional formats of tables hold only for some cells.
                    "tblStylePr" => xml.skip(),
                    _ => {}
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

    /// Whether text of that style vanishes; `None` when the style does not say.
    pub(super) fn vanishes(&self, id: &str) -> Option<bool> {
        let mut style = self.by_id.get(id)?;
        for _ in 0..BASES_MAX {
            if style.vanishes.is_some() {
                return style.vanishes;
            }
            style = self.by_id.get(style.based_on.as_ref()?)?;
        }
        None
    }
}
