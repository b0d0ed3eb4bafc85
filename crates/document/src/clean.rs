//! Makes a copy of a document from which what is hidden, and what a plan names, is truly gone.
//!
//! A copy is rebuilt from what is understood and allowed; nothing is patched in place, so what
//! nobody thought of does not survive. The same input and plan give the same bytes, and cleaning a
//! copy again changes nothing.
//!
//! Whether the copy is good is not decided here: whoever asks for it reads it again.

mod account;
mod edit;
mod flat;
mod font_name;
pub(crate) mod markup;
pub(crate) mod modern;
pub(crate) mod package;
pub(crate) mod picture;
mod place;
#[cfg(test)]
pub(crate) mod testing;
mod work;

use std::sync::Arc;

use crate::{PartId, ProblemCode};

pub use account::{Entry, Removal};
pub(crate) use edit::{Edit, apply};
pub(crate) use flat::shown;
pub(crate) use font_name::are_font_names;
pub use font_name::is_font_name;
pub use place::STROKE;
pub(crate) use place::{
    Finder, Mark, MarkedCells, Pictured, Place, edits_of_bytes, edits_of_member, marked_cells,
};
pub(crate) use work::Work;

/// What must be gone from a document besides what is hidden in it.
///
/// Places are those of a copy that [`clean`] made: clean once with an empty plan, read the copy,
/// and name what must go in it. What is hidden is gone by then, and need not be named.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// Places whose text must be gone.
    pub redactions: Vec<Redaction>,
    /// Places whose text stays to be read, struck through.
    pub struck: Vec<Passage>,
    /// True when documents become plain text, without their layout.
    pub flatten: bool,
}

/// A stretch of a part whose content must be gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redaction {
    /// The part, by its number in what [`crate::read`] tells.
    pub part: PartId,
    /// Offset in the part's text.
    pub start: u64,
    /// Offset after it.
    pub end: u64,
    /// What stands there instead; it tells nothing of the length of what stood there.
    pub replacement: Arc<str>,
}

/// A stretch of a part that stays to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passage {
    /// The part, by its number in what [`crate::read`] tells.
    pub part: PartId,
    /// Offset in the part's text.
    pub start: u64,
    /// Offset after it.
    pub end: u64,
}

/// A copy.
#[derive(Clone, Default)]
pub struct Cleaned {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its name: that of the original, cleaned, with another ending when the format changed.
    pub name: String,
    /// What was removed and changed, in order.
    pub account: Vec<Entry>,
}

/// Why there is no copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// There is no way to clean this format.
    NoCleaner,
    /// A member is of a format that cannot be cleaned.
    Member,
    /// It cannot be read well enough to be rebuilt.
    Unread(ProblemCode),
    /// Pixels that are not shown cannot be taken out of a picture of its kind.
    Pixels,
    /// A place of the plan was not found in it.
    Unplaced,
}

impl Refusal {
    /// Name, as outputs write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoCleaner => "no-cleaner",
            Self::Member => "member-without-cleaner",
            Self::Unread(_) => "not-read",
            Self::Pixels => "hidden-pixels",
            Self::Unplaced => "place-not-found",
        }
    }
}

/// How documents of a format are cleaned: one line of their table.
pub(crate) struct Cleaner {
    /// Name of the format.
    pub(crate) format: &'static str,
    /// Makes the copy.
    pub(crate) clean: CleanFormat,
    /// Ending of the name of the copy, when the format changes.
    pub(crate) becomes: Option<&'static str>,
}

/// Makes a copy of the document that is given, whose marks and name the work knows.
pub(crate) type CleanFormat = fn(&[u8], &mut Work<'_>) -> Result<Vec<u8>, Refusal>;

impl std::fmt::Debug for Cleaned {
    /// What the copy holds is not shown.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Cleaned")
            .field("bytes", &self.bytes.len())
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}
