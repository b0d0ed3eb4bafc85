//! Items of Outlook: the properties that its messages and mailboxes share, and the files that are
//! made of them, but for single messages, which are compound files.

mod names;
pub(super) mod own_names;
mod properties;
mod pst;
mod rtf;
mod tnef;

pub(super) use self::names::id;
pub(super) use self::properties::{Properties, Property, kind, tell_bodies};
pub(super) use self::pst::PST;
pub(super) use self::tnef::TNEF;
