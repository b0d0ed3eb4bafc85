//! Documents of other formats that stand in the text of a document of Word (ECMA-376, part 1,
//! 17.17.2.1): what they show becomes paragraphs of it.

use std::collections::BTreeMap;

use super::{Arrow, Build};
use crate::clean::markup::{Element, Node, Rewritten};
use crate::clean::{Refusal, Removal};

impl Build<'_, '_, '_> {
    /// Puts paragraphs in the place of documents of other formats.
    pub(super) fn take_in_chunks(
        &mut self,
        tree: &mut Element,
        arrows: &BTreeMap<String, Arrow>,
    ) -> Result<(), Refusal> {
        let mut failed = None;
        tree.rewrite(&mut |element| {
            if element.name != "w:altChunk" {
                return Rewritten::Kept(element);
            }
            let paragraphs = self.paragraphs_of_chunk(&element, arrows);
            Rewritten::By(paragraphs.unwrap_or_else(|refusal| {
                failed = failed.take().or(Some(refusal));
                Vec::new()
            }))
        });
        failed.map_or(Ok(()), Err)
    }

    fn paragraphs_of_chunk(
        &mut self,
        chunk: &Element,
        arrows: &BTreeMap<String, Arrow>,
    ) -> Result<Vec<Node>, Refusal> {
        let arrow = chunk.get("r:id").and_then(|id| arrows.get(id));
        // One that stands elsewhere is not shown without asking.
        let Some(arrow) = arrow else { return Ok(Vec::new()) };
        let Some(bytes) = self.old.read(&arrow.target, self.work)? else { return Ok(Vec::new()) };
        self.used.insert(arrow.target.clone());
        let text = self.work.text_of(&bytes, &arrow.target)?;
        self.work.removed(Removal::Layout, 1);
        Ok(text.lines().map(|line| Node::Element(paragraph(line))).collect())
    }
}

fn paragraph(line: &str) -> Element {
    let text = Element::new("w:t").with("xml:space", "preserve").saying(line);
    Element::new("w:p").containing(Element::new("w:r").containing(text))
}
