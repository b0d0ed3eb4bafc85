//! What the readers of one document share: where they write, and what was seen already.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use hayro_syntax::object::{Array, Dict, Object, ObjectIdentifier};

use super::strings::text_string;
use crate::out::{NewPart, Out};
use crate::{PartId, PartKind, ProblemCode, Run, Source, Span};

/// Depth of trees of names, fields and the like.
const TREE_NESTING_MAX: u32 = 64;

/// Tells dictionaries apart: where their bytes stand in memory. A dictionary within another object
/// has that object's number, so numbers do not do.
pub(super) type Identity = (usize, usize);

/// Returns what tells `dict` from others.
pub(super) fn identity(dict: &Dict<'_>) -> Identity {
    (dict.data().as_ptr() as usize, dict.data().len())
}

/// One document that is being read.
pub(super) struct Session<'r, 'o> {
    /// Where it is written.
    pub(super) out: &'r mut Out<'o>,
    /// Number of the comment that was told last.
    pub(super) comments: u32,
    /// Forms and patterns whose content a page paints.
    pub(super) painted: BTreeSet<ObjectIdentifier>,
    /// What was told so far, line by line, as hashes.
    told: BTreeSet<u64>,
    seen: BTreeSet<Identity>,
    entries_left: u64,
}

impl<'r, 'o> Session<'r, 'o> {
    pub(super) fn new(out: &'r mut Out<'o>) -> Self {
        let entries_left = out.limits().entries_max;
        Self {
            out,
            comments: 0,
            painted: BTreeSet::new(),
            told: BTreeSet::new(),
            seen: BTreeSet::new(),
            entries_left,
        }
    }

    /// Tells a part whose place is not known any closer, unless its text is empty.
    pub(super) fn text(&mut self, new: NewPart, text: &str) -> Option<PartId> {
        if text.trim().is_empty() {
            return None;
        }
        self.note(text);
        let span = Span::new(0, text.len());
        let run = Run { span, hidden: new.hidden, label: None, source: Source::Unknown };
        self.out.text(new, text, vec![run])
    }

    /// Notes a text that is told.
    pub(super) fn note(&mut self, text: &str) {
        self.told.insert(hash(text));
        self.told.extend(text.lines().map(hash));
    }

    /// True for a text that was told already, as a line of its own or as a whole.
    pub(super) fn was_told(&self, text: &str) -> bool {
        self.told.contains(&hash(text)) || text.lines().all(|line| self.told.contains(&hash(line)))
    }

    /// Begins to count objects anew, for another kind of them.
    pub(super) fn count_anew(&mut self) {
        self.entries_left = self.out.limits().entries_max;
    }

    /// Counts one more object that is looked at; false when there are too many.
    pub(super) fn enter(&mut self) -> bool {
        match self.entries_left {
            0 => return false,
            1 => self.out.problem(ProblemCode::EntriesLimit),
            _ => {}
        }
        self.entries_left -= 1;
        self.entries_left > 0 && !self.out.stop()
    }

    /// True the first time that a dictionary is met.
    pub(super) fn is_new(&mut self, dict: &Dict<'_>) -> bool {
        self.seen.insert(identity(dict))
    }

    /// Returns the entries of a name tree (7.9.6).
    pub(super) fn name_tree<'a>(&mut self, root: Dict<'a>) -> Vec<(String, Object<'a>)> {
        let mut entries = Vec::new();
        let mut open = vec![(root, 0)];
        while let Some((node, depth)) = open.pop() {
            if depth > TREE_NESTING_MAX || !self.enter() {
                break;
            }
            let kids: Vec<Dict<'a>> = children(&node, "Kids").collect();
            open.extend(kids.into_iter().rev().map(|kid| (kid, depth + 1)));
            let Some(names) = node.get::<Array<'a>>("Names") else { continue };
            let mut names = names.iter::<Object<'a>>();
            while let (Some(name), Some(value)) = (names.next(), names.next()) {
                if !self.enter() {
                    break;
                }
                let name = name.into_string().map(|name| text_string(&name));
                entries.push((name.unwrap_or_default(), value));
            }
        }
        entries
    }
}

/// Two texts are taken for the same when they differ in white space at their ends alone.
fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.trim().hash(&mut hasher);
    hasher.finish()
}

/// The dictionaries in the array at `key`.
pub(super) fn children<'a>(dict: &Dict<'a>, key: &str) -> impl Iterator<Item = Dict<'a>> + use<'a> {
    dict.get::<Array<'a>>(key).unwrap_or_default().iter::<Dict<'a>>()
}

/// Returns a part of `kind` on `page`.
pub(super) fn part_on(kind: PartKind, label: String, page: Option<u32>) -> NewPart {
    NewPart { page, ..NewPart::new(kind, label) }
}

/// Returns ` on page 3`, or nothing.
pub(super) fn on_page(page: Option<u32>) -> String {
    page.map_or(String::new(), |page| format!(" on page {page}"))
}
