//! A text with its own paragraphs while it is read: what is said of its letters, its tables, and what
//! the document calls its pieces.

use std::sync::Arc;

use crate::formats::office::story::Story;
use crate::{Hidden, Span};

use super::columns::Columns;
use super::place::Over;
use super::styles::Said;

/// A text with its own paragraphs: the running text, or a text box.
#[derive(Default)]
pub(super) struct Frame {
    pub(super) story: Story,
    /// Text boxes of the paragraph that is open; they follow it.
    pub(super) pending: Vec<Story>,
    /// Where the paragraph that is open begins, and what lies over it.
    pub(super) start: usize,
    pub(super) over: Vec<Over>,
    /// What is said of the paragraph and the run that are open.
    pub(super) paragraph: Said,
    pub(super) run: Said,
    /// How the text box is hidden as a whole.
    pub(super) hidden: Option<Hidden>,
    /// For each row of a table that is open, how it is hidden.
    pub(super) rows: Vec<Option<Hidden>>,
    /// Columns of each table that is open.
    pub(super) tables: Vec<Columns>,
    /// What is said of the letters of each table that is open, and of the cell in it.
    pub(super) said: Vec<(Said, Said)>,
    /// For each cell and content control that is open, what the document calls it.
    pub(super) labels: Vec<Option<Arc<str>>>,
}

impl Frame {
    pub(super) fn begin_paragraph(&mut self) {
        self.paragraph = Said::default();
        self.start = self.story.text().len();
        self.over.clear();
    }

    /// Takes in what lies over the paragraph that is open.
    pub(super) fn cover(&mut self, over: Over) {
        self.over.push(over);
    }

    /// Ends a paragraph: what lies over the whole of it hides it, and text boxes follow it.
    pub(super) fn end_paragraph(&mut self) {
        let text = self.story.text().get(self.start..).unwrap_or_default();
        if self.over.iter().any(|over| over.covers(text, &self.paragraph)) {
            self.story.hide(Span::new(self.start, self.story.text().len()), Hidden::Covered);
        }
        for story in std::mem::take(&mut self.pending) {
            self.story.append(story);
        }
        self.story.end_line();
    }

    pub(super) fn push_label(&mut self, label: Option<Arc<str>>) {
        self.labels.push(label);
        self.set_label();
    }

    pub(super) fn pop_label(&mut self) {
        self.labels.pop();
        self.set_label();
    }

    /// The innermost name holds.
    pub(super) fn set_label(&mut self) {
        self.story.set_label(self.labels.iter().rev().find_map(Clone::clone));
    }

    pub(super) fn begin_table(&mut self) {
        self.tables.push(Columns::default());
        self.said.push(Default::default());
    }

    pub(super) fn end_table(&mut self) {
        self.tables.pop();
        self.said.pop();
    }

    pub(super) fn say_of_table(&mut self, say: impl FnOnce(&mut (Said, Said))) {
        if let Some(said) = self.said.last_mut() {
            say(said);
        }
    }

    pub(super) fn hide_row(&mut self, hidden: Hidden) {
        if let Some(row) = self.rows.last_mut() {
            *row = Some(hidden);
        }
    }

    pub(super) fn begin_cell(&mut self) {
        self.say_of_table(|(_, cell)| *cell = Said::default());
        let start = self.story.text().len();
        let label = self.tables.last_mut().and_then(|table| table.begin_cell(start));
        self.push_label(label);
    }

    pub(super) fn end_cell(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            table.end_cell(self.story.text());
        }
        self.pop_label();
        self.story.end_cell();
    }

    pub(super) fn end_row(&mut self) {
        self.rows.pop();
        self.story.end_row();
        if let Some(table) = self.tables.last_mut() {
            table.end_row();
        }
    }

    /// Takes the text out, with the text boxes of its last paragraph after it.
    pub(super) fn into_story(mut self) -> Story {
        for story in self.pending {
            self.story.append(story);
        }
        self.story
    }
}
