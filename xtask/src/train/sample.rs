//! Texts with names whose places are known: filled templates, and collections with labels.

use std::ops::Range;

use detect::names::Kind;

/// A text and the names in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sample {
    pub(crate) text: String,
    pub(crate) names: Vec<(Range<usize>, Kind)>,
}

impl Sample {
    /// Adds text that is no name.
    pub(crate) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Adds a name.
    pub(crate) fn push_name(&mut self, text: &str, kind: Kind) {
        let start = self.text.len();
        self.text.push_str(text);
        self.names.push((start..self.text.len(), kind));
    }

    /// Returns the sample with another text of the same length for each piece.
    pub(crate) fn map(self, change: impl Fn(&str) -> String) -> Self {
        let mut changed = Self::default();
        let mut from = 0;
        for (range, kind) in self.names {
            changed.push(&change(self.text.get(from..range.start).unwrap_or_default()));
            changed.push_name(&change(self.text.get(range.clone()).unwrap_or_default()), kind);
            from = range.end;
        }
        changed.push(&change(self.text.get(from..).unwrap_or_default()));
        changed
    }
}

/// Fills `template` into a sample: what stands in braces is made by `fill`.
pub(crate) fn fill(template: &str, sample: &mut Sample, mut fill: impl FnMut(&str, &mut Sample)) {
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        sample.push(&before.replace("\\n", "\n").replace("\\t", "\t"));
        let Some((slot, after)) = after.split_once('}') else {
            sample.push("{");
            rest = after;
            continue;
        };
        fill(slot, sample);
        rest = after;
    }
    sample.push(&rest.replace("\\n", "\n").replace("\\t", "\t"));
}

/// Lines of a file of templates or words, without its remarks.
pub(crate) fn lines(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect()
}

/// Reads sentences in which names are marked by hand: `[P Anna] lives in [L Leeds].`
pub(crate) fn marked(text: &str) -> Vec<Sample> {
    let read = |line: &&str| {
        let mut sample = Sample::default();
        let mut rest = *line;
        while let Some((before, after)) = rest.split_once('[') {
            sample.push(before);
            let (mark, after) = after.split_once(' ').unwrap_or(("", after));
            let (name, after) = after.split_once(']').unwrap_or((after, ""));
            match mark {
                "P" => sample.push_name(name, Kind::Person),
                "L" => sample.push_name(name, Kind::Place),
                "O" => sample.push_name(name, Kind::Organisation),
                "A" => sample.push_name(name, Kind::Address),
                _ => sample.push(name),
            }
            rest = after;
        }
        sample.push(rest);
        sample
    };
    lines(text).iter().map(read).collect()
}
