//! What a rule is: its schema, its parsing, and the anchors that make it quick to find.
//!
//! Rules are data. The packs in `packs/*.yml` are parsed and prepared when the program is built
//! (by the build script of `detect`), a user's own rules when they are loaded, both by this crate.
//! It matches nothing itself.

mod anchor;
mod blob;
mod checklist;
mod frequency;
mod lint;
mod rule;
mod strings;
mod word;

pub use anchor::{
    Anchors, ByteSet, KEY_BYTES, PrepareError, Prepared, RunNeed, fold_byte, is_number, is_token,
    is_word_byte, prepare,
};
pub use blob::{Pack, PackError, decode, encode};
pub use checklist::{Checklist, Item, Sign, checklists};
pub use lint::lint;
pub use rule::{
    Border, Category, Confidence, Context, Marking, Needs, Personal, Piece, Rule, RuleError,
    Severity, Verified, parse,
};
pub use strings::Strings;
pub use word::{ContextWord, context_words};
