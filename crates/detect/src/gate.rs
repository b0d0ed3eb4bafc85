//! Says where each pattern is looked for in a text.
//!
//! A rule that needs a word is looked for near its words, unless the word stands in what labels the
//! text: the name of the part, the header of a column, a key. Rules that look only at certain
//! parts are passed over in all others. What is found stays the same: where no word is near, the
//! rule would find nothing.

use std::collections::BTreeSet;

use document::{Part, Window};
use rules::Rule;

use crate::Engine;
use crate::context::EVERYTHING_BYTES_MAX;
use crate::context::text_table::TextTable;
use crate::engine::Watch;
use crate::scope::looks_at;

/// What of the rules decides where they look.
#[derive(Debug)]
pub(crate) struct Gate<'e> {
    engine: &'e Engine<'e>,
    /// Rules that do not look at every part.
    choosy: Vec<usize>,
}

impl<'e> Gate<'e> {
    pub(crate) fn new(engine: &'e Engine<'e>) -> Self {
        let is_choosy = |rule: &Rule| {
            !(rule.parts.is_empty() && rule.names.is_empty() && rule.hidden.is_empty())
        };
        let all = engine.rules().rules().iter().enumerate();
        let choosy = all.filter(|(_, rule)| is_choosy(rule)).map(|(index, _)| index).collect();
        Self { engine, choosy }
    }

    /// Returns for each pattern where it is looked for in the text of a window.
    pub(crate) fn watch(
        &self,
        part: &Part,
        window: &Window<'_>,
        tables: &[TextTable],
    ) -> Vec<Watch> {
        let rules = self.engine.rules();
        let mut watch = match window.text.len() <= EVERYTHING_BYTES_MAX {
            // A single value needs no word.
            true => vec![Watch::Everywhere; rules.rules().len()],
            false => self.labelled(part, window, tables),
        };
        for &rule in &self.choosy {
            if !looks_at(rules.rule(rule), part) {
                watch[rule] = Watch::Nowhere;
            }
        }
        rules.patterns().iter().map(|pattern| watch[pattern.prepared.rule as usize]).collect()
    }

    /// Returns for each rule where it is looked for, judging by what labels the text.
    fn labelled(&self, part: &Part, window: &Window<'_>, tables: &[TextTable]) -> Vec<Watch> {
        let mut watch = vec![Watch::NearWords; self.engine.rules().rules().len()];
        let headers = window.table.iter().flat_map(|table| &table.columns).map(String::as_str);
        let keys = window.runs.iter().filter_map(|run| run.label.as_deref());
        let typed = tables.iter().flat_map(|table| table.names(window.text));
        let labels: BTreeSet<&str> =
            headers.chain(typed).chain(keys).chain([&*part.label]).collect();
        for label in labels {
            self.engine.rules_with_word_in(label, |rule| watch[rule] = Watch::Everywhere);
        }
        watch
    }
}
