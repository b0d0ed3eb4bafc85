//! The strings that all cells share, and those that no cell uses.

use super::records::Segments;
use crate::formats::office::story::Story;
use crate::out::{NewPart, Out};
use crate::{Hidden, PartKind};

/// The table of shared strings.
#[derive(Default)]
pub(super) struct Shared {
    strings: Vec<String>,
    used: Vec<bool>,
    /// True when the table ends before it should.
    pub(super) is_cut: bool,
}

impl Shared {
    /// Reads the table ([MS-XLS] 2.4.265).
    pub(super) fn read(mut table: Segments<'_>) -> Option<Self> {
        let _uses = table.long()?;
        let count = table.long()?;
        let mut shared = Self::default();
        for _ in 0..count {
            let string = table.short().and_then(|letters| table.string(usize::from(letters)));
            let Some(string) = string else {
                shared.is_cut = true;
                break;
            };
            shared.strings.push(string);
        }
        shared.used = vec![false; shared.strings.len()];
        Some(shared)
    }

    /// The string of that number, which counts as used from now on.
    pub(super) fn take(&mut self, index: usize) -> &str {
        if let Some(used) = self.used.get_mut(index) {
            *used = true;
        }
        self.strings.get(index).map_or("", String::as_str)
    }

    /// Length of all strings in bytes.
    pub(super) fn len(&self) -> usize {
        self.strings.iter().map(String::len).sum()
    }

    /// Tells strings that no cell shows: what once stood in a sheet.
    pub(super) fn tell_unused(&self, out: &mut Out<'_>) {
        let mut story = Story::default();
        for (string, _) in self.strings.iter().zip(&self.used).filter(|(_, used)| !**used) {
            story.push_text(string, None);
            story.fresh_line();
        }
        story.tell(NewPart::new(PartKind::Other, "unused strings").hidden(Hidden::Cache), out);
    }
}
