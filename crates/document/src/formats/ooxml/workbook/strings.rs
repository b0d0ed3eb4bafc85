//! The strings that all cells share, and those that no cell uses.

use std::collections::BTreeMap;

use crate::out::{NewPart, Out};
use crate::{Hidden, PartKind};

use super::styles::{Font, Pieces};
use crate::formats::office::markup::{Node, Xml};
use crate::formats::office::member::Member;
use crate::formats::office::story::Story;
use crate::formats::office::unread;

/// The table of shared strings, in one text.
#[derive(Default)]
pub(super) struct Strings {
    text: String,
    /// Where each string ends.
    ends: Vec<usize>,
    used: Vec<bool>,
    /// The pieces of strings that have looks of their own: where each ends, and its font.
    pieces: BTreeMap<usize, Vec<(usize, Font)>>,
    /// Readings of characters, which stand beside the strings.
    phonetic: Story,
}

impl Strings {
    pub(super) fn read(member: &Member, out: &mut Out<'_>) -> Self {
        let mut strings = Self::default();
        let mut in_phonetic = false;
        let mut pieces = Pieces::default();
        let mut start = 0;
        let mut xml = Xml::new(&member.text, out.limits().nesting_max);
        while let Some(node) = xml.next() {
            match node {
                Node::Start(tag) if tag.local() == "rPh" => in_phonetic = true,
                Node::Start(tag) => pieces.start(&tag, xml.around()),
                Node::Text(piece) if xml.inside() == "t" => match in_phonetic {
                    true => strings.phonetic.push(member, &piece, None),
                    false => strings.text.push_str(&piece.text),
                },
                Node::End("rPh") => {
                    in_phonetic = false;
                    strings.phonetic.fresh_line();
                }
                Node::End("t") if !in_phonetic => pieces.end(strings.text.len() - start),
                Node::End("si") => {
                    let index = strings.ends.len();
                    strings.pieces.extend(pieces.take().map(|pieces| (index, pieces)));
                    start = strings.text.len();
                    strings.ends.push(start);
                }
                _ => {}
            }
        }
        strings.used = vec![false; strings.ends.len()];
        unread::end(member, &xml, out);
        strings
    }

    /// The string of that number, which counts as used from now on.
    pub(super) fn take(&mut self, index: usize) -> &str {
        if let Some(used) = self.used.get_mut(index) {
            *used = true;
        }
        self.get(index)
    }

    /// The pieces of the string of that number, when they have looks of their own.
    pub(super) fn pieces(&self, index: usize) -> Option<&[(usize, Font)]> {
        self.pieces.get(&index).map(Vec::as_slice)
    }

    /// Length of all strings in bytes.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    fn get(&self, index: usize) -> &str {
        let Some(&end) = self.ends.get(index) else { return "" };
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        self.text.get(start.unwrap_or(0)..end).unwrap_or_default()
    }

    /// Tells strings that no cell shows: what once stood in a sheet.
    pub(super) fn tell_unused(self, out: &mut Out<'_>) {
        let mut story = Story::default();
        for (index, used) in self.used.iter().enumerate() {
            if !used {
                story.push_labelled(self.get(index), None);
                story.fresh_line();
            }
        }
        story.tell(NewPart::new(PartKind::Other, "unused strings").hidden(Hidden::Cache), out);
        let part = NewPart::new(PartKind::Other, "phonetic readings").hidden(Hidden::Markup);
        self.phonetic.tell(part, out);
    }
}
