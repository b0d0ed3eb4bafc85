//! The seekable source that a document is read from.

use std::io::{Read, Seek};

/// A seekable source of bytes: an open file, or a member of a container held in memory.
pub trait Input: Read + Seek {}

impl<T: Read + Seek + ?Sized> Input for T {}
