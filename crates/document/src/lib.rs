//! Reads the bytes of a file into what a reader, a search engine and an adversary would see.
//!
//! [`read`] takes a seekable source and tells a [`Sink`], in order, of documents (the file and what is
//! embedded in it), of their parts (pages, sheets, comments, properties), and of each part's text
//! in windows made of runs: a range of text, whether a reader sees it, and where it came from.
//! Reading never fails: what could not be understood is told as a [`Problem`].
//!
//! This crate opens no file, socket or process, keeps no state between calls but in a [`Memory`]
//! that is given to it, and has a limit on every loop in [`Limits`]. It does not judge what it reads.
//!
//! Data flows one way: [`read`] asks the formats, a format writes to `out`, and `out` tells the sink.

mod clean;
mod collect;
mod drawing;
mod examined;
mod film;
mod fold;
mod format;
mod formats;
mod input;
mod limits;
mod location;
mod map;
mod memory;
mod out;
mod part;
mod picture;
mod problem;
mod read;
mod shown;
mod sink;
mod spread;
mod streams;
mod unseen;
mod windows;

pub use clean::{Cleaned, Entry, Passage, Plan, Redaction, Refusal, Removal, STROKE, is_font_name};
pub use collect::{Collector, Document, ReadPart};
pub use drawing::{DRAWN_PAGES_MAX, Drawing, PageSize};
pub use examined::{Coverage, Examined};
pub use film::{Film, FilmKind, Frame, Frames};
pub use fold::{Folded, fold};
pub use format::Format;
pub use formats::cleaners::{clean, cleanable};
pub use formats::drawers::{can_draw, draw, page_sizes, sketch};
pub use formats::{FORMATS, identify, is_litter};
pub use input::Input;
pub use limits::Limits;
pub use location::{Cell, Location, Quad, Rect, Span};
pub use map::{OffsetMap, Stretch};
pub use memory::{Memory, Pixels};
pub use part::{
    Counted, DocumentHead, Glyph, Hidden, Part, PartId, PartKind, Run, Source, Table, Window,
    WindowStart,
};
pub use picture::{Picture, Recognition, Word};
pub use problem::{Effect, PROBLEMS, Problem, ProblemCode, ProblemInfo};
pub use read::{read, read_as};
pub use sink::Sink;
pub use streams::streams;
