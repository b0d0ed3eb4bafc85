//! Words before the paragraphs of lists: those of levels in which no paragraph is, go.

use std::collections::{BTreeMap, BTreeSet};

use super::super::looks::Look;
use crate::clean::markup::Element;

/// The levels of lists in which paragraphs are.
#[derive(Debug, Default)]
pub(in super::super) struct Levels {
    /// Numbers of lists, each with a level; a level without a list is one of whatever list the
    /// style of its paragraph has.
    used: BTreeSet<(Option<String>, u32)>,
}

impl Levels {
    /// Takes in the levels that paragraphs or styles name.
    pub(super) fn take(&mut self, tree: &Element) {
        tree.visit(&mut |element| {
            if element.name == "w:numPr" {
                let list = element.child("w:numId").and_then(|list| list.get("w:val"));
                let level = element.child("w:ilvl").and_then(|level| level.number("w:val"));
                self.used.insert((list.map(str::to_owned), level.unwrap_or_default()));
            }
        });
    }

    /// Takes the words out of the levels in which nothing is, and the names of all lists; returns
    /// how many these were.
    pub(super) fn without_words_of_others(&self, numbering: &mut Element) -> usize {
        let mut lists: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for list in numbering.elements().filter(|element| element.name == "w:num") {
            let draft = list.child("w:abstractNumId").and_then(|id| id.get("w:val"));
            if let (Some(id), Some(draft)) = (list.get("w:numId"), draft) {
                lists.entry(draft.to_owned()).or_default().insert(id.to_owned());
            }
        }
        let mut gone = 0;
        for element in numbering.elements_mut() {
            let of = match element.name.as_str() {
                "w:abstractNum" => {
                    let draft = element.get("w:abstractNumId").unwrap_or_default();
                    lists.get(draft).cloned().unwrap_or_default()
                }
                "w:num" => element.get("w:numId").map(str::to_owned).into_iter().collect(),
                _ => continue,
            };
            gone += element.prune(&mut |inner| inner.name == "w:name");
            // Lists that a style stands for are named by paragraphs of other lists.
            let is_of_style = element.elements().any(|inner| inner.name.ends_with("tyleLink"));
            element.visit_mut(&mut |level| {
                let is_unused = || !is_of_style && !self.is_used(&of, level);
                if level.name == "w:lvl" && (is_unseen(level) || is_unused()) {
                    gone += usize::from(without_words(level));
                }
            });
        }
        gone
    }

    fn is_used(&self, lists: &BTreeSet<String>, level: &Element) -> bool {
        let number = level.number("w:ilvl").unwrap_or_default();
        let is_of_list = |list: &String| self.used.contains(&(Some(list.clone()), number));
        level.child("w:pStyle").is_some()
            || lists.iter().any(is_of_list)
            || !lists.is_empty() && self.used.contains(&(None, number))
    }
}

/// True for a level whose words nobody sees.
fn is_unseen(level: &Element) -> bool {
    level.child("w:rPr").is_some_and(|look| Look::of(look).hides(false))
}

/// Takes the words out of what stands before paragraphs of a level; true when there were some.
fn without_words(level: &mut Element) -> bool {
    let number: u32 = level.number("w:ilvl").unwrap_or_default();
    let Some(text) = level.child_mut("w:lvlText") else { return false };
    let said = text.get("w:val").unwrap_or_default();
    let has_words = said.chars().filter(|letter| letter.is_alphabetic()).count() > 1;
    if has_words {
        text.set("w:val", &format!("%{}.", number + 1));
    }
    has_words
}
