//! What the readers of office formats share: text with its runs, markup with its places, members
//! of packages, numbers as cells show them, and rows of cells with the names of their columns.
//!
//! Nothing here knows a format.

pub(crate) mod binary;
pub(crate) mod grid;
pub(crate) mod headers;
pub(crate) mod markup;
pub(crate) mod member;
pub(crate) mod number;
pub(crate) mod story;
pub(crate) mod unread;
