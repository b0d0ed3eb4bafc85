//! Fields: their results stay, their instructions go, but for those that number pages.

use crate::clean::markup::{Element, Node, Rewritten};

/// Fields whose results differ from page to page.
const KEPT: &[&str] = &["PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION"];

/// A field: its instruction, and whether it ends.
#[derive(Debug, Default)]
struct Field {
    instruction: String,
    ends: bool,
}

impl Field {
    /// The instruction that stays.
    fn kept(&self) -> Option<&'static str> {
        kept(&self.instruction).filter(|_| self.ends)
    }
}

fn kept(instruction: &str) -> Option<&'static str> {
    let word = instruction.split_whitespace().next()?.to_ascii_uppercase();
    KEPT.iter().find(|kept| **kept == word).copied()
}

/// Takes out instructions; returns how many fields had one.
pub(super) fn remove(tree: &mut Element) -> usize {
    let fields = find(tree);
    let mut state = State { fields: &fields, next: 0, open: Vec::new() };
    state.walk(tree);
    let simple = tree.rewrite(&mut |mut element| {
        if element.name != "w:fldSimple" {
            return Rewritten::Kept(element);
        }
        match element.get("w:instr").and_then(kept) {
            Some(word) => {
                element.set("w:instr", &format!(" {word} "));
                Rewritten::Kept(element)
            }
            None => Rewritten::By(element.children),
        }
    });
    simple + fields.iter().filter(|field| field.kept().is_none()).count()
}

/// Returns the fields in the order in which they begin.
fn find(tree: &Element) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    // Index of each open field, and whether its result has begun.
    let mut open: Vec<(usize, bool)> = Vec::new();
    tree.visit(&mut |element| match element.name.as_str() {
        "w:fldChar" => match element.get("w:fldCharType") {
            Some("begin") => {
                open.push((fields.len(), false));
                fields.push(Field::default());
            }
            Some("separate") => {
                if let Some(field) = open.last_mut() {
                    field.1 = true;
                }
            }
            _ => {
                if let Some(field) = open.pop().and_then(|(index, _)| fields.get_mut(index)) {
                    field.ends = true;
                }
            }
        },
        "w:instrText" => {
            if let Some((index, false)) = open.last().copied()
                && let Some(field) = fields.get_mut(index)
            {
                field.instruction.push_str(&element.text());
            }
        }
        _ => {}
    });
    fields
}

struct State<'f> {
    fields: &'f [Field],
    next: usize,
    /// Each open field: what stays of its instruction, and whether its result has begun.
    open: Vec<(Option<&'static str>, bool)>,
}

impl State<'_> {
    /// Takes out, in the order of the text, what belongs to instructions.
    fn walk(&mut self, element: &mut Element) {
        let mut kept = Vec::with_capacity(element.children.len());
        for mut node in std::mem::take(&mut element.children) {
            let stays = match &mut node {
                Node::Text(_) => true,
                Node::Element(child) => self.stays(child),
            };
            if stays {
                kept.push(node);
            }
        }
        element.children = kept;
    }

    fn stays(&mut self, child: &mut Element) -> bool {
        match child.name.as_str() {
            "w:fldChar" => self.mark(child),
            "w:instrText" => match self.open.last_mut() {
                Some((Some(word), false)) => {
                    child.children = vec![Node::Text(format!(" {word} "))];
                    *word = "";
                    true
                }
                _ => false,
            },
            "w:t" | "w:tab" | "w:br" | "w:sym" | "w:cr" | "w:noBreakHyphen" => {
                !self.open.iter().any(|(_, has_result)| !has_result)
            }
            _ => {
                self.walk(child);
                true
            }
        }
    }

    fn mark(&mut self, child: &Element) -> bool {
        match child.get("w:fldCharType") {
            Some("begin") => {
                let field = self.fields.get(self.next);
                self.next += 1;
                let kept = field.and_then(Field::kept);
                // A field that does not end hides nothing that follows it.
                self.open.push((kept, field.is_some_and(|field| !field.ends)));
                kept.is_some()
            }
            Some("separate") => match self.open.last_mut() {
                Some(field) => {
                    field.1 = true;
                    field.0.is_some()
                }
                None => false,
            },
            _ => self.open.pop().is_some_and(|(kept, _)| kept.is_some()),
        }
    }
}
