//! What goes over the pipes between a run and its workers: frames, and the messages in them.
//!
//! A frame is a length in four bytes, little end first, and a message in the encoding of `postcard`.
//! The two ends are the same program, so there is one [`VERSION`], and a message that is not exactly
//! as described ends the worker. The types mirror those of `document`, which know nothing of this.

use std::io::{self, Read, Write};
use std::sync::Arc;

use document::{OffsetMap, Quad, Span, Stretch};
use serde::{Deserialize, Serialize, Serializer};

/// Version of the messages; it changes with each of their fields.
pub(crate) const VERSION: u16 = 9;
/// Longest message, in bytes: a full window of which each letter is a glyph with its own corners.
pub(crate) const FRAME_BYTES_MAX: usize = 512 << 20;

/// First message to a worker.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Hello {
    pub(crate) version: u16,
    pub(crate) memory_limit_bytes: u64,
    pub(crate) limits: Limits,
    /// True when the run recognises text in pictures.
    pub(crate) recognises: bool,
    /// True when the run shows frames of films.
    pub(crate) shows_films: bool,
}

/// First message from a worker, when it can no longer do harm.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Ready {
    pub(crate) version: u16,
}

/// A file to be read; the open file goes with it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Request<'a> {
    pub(crate) name: &'a str,
    /// Time until reading should end by itself.
    pub(crate) time_limit_ms: Option<u64>,
    #[serde(borrow)]
    pub(crate) task: Task<'a>,
}

/// What is to be done with a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Task<'a> {
    /// Read it, and tell the sizes of its pages then, if they are wanted.
    Read { pages: bool },
    /// Make a copy of it without what the plan names.
    Clean {
        #[serde(borrow)]
        redactions: Vec<Redaction<'a>>,
        /// Part, start and end of what is struck through.
        struck: Vec<(u32, u64, u64)>,
        flatten: bool,
    },
    /// Look for strings in everything that can be decoded from it.
    Search { needles: Vec<String> },
    /// Tell the sizes of its pages.
    Pages,
    /// Draw a page, counted from 1; a sketch is for a comparison.
    Draw { page: u32, sketch: bool },
}

/// Mirrors [`document::Redaction`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Redaction<'a> {
    pub(crate) part: u32,
    pub(crate) start: u64,
    pub(crate) end: u64,
    pub(crate) replacement: &'a str,
}

/// Mirrors [`document::Entry`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Entry<'a> {
    pub(crate) path: Vec<String>,
    pub(crate) what: &'a str,
    pub(crate) count: u64,
}

/// What a worker tells of a file, in the order of [`document::Sink`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Event<'a> {
    /// A document begins; the name is that of a member, none for the file itself.
    Open { name: Option<&'a str>, format: &'a str, size_bytes: Option<u64> },
    /// A part begins in the innermost open document.
    #[serde(borrow)]
    Part(Part<'a>),
    /// The next window of the part that began last.
    Window(Window<'a>),
    /// A problem of the innermost open document.
    Problem { part: Option<u32>, code: &'a str, number: Option<u64> },
    /// The innermost open document ends.
    Close { coverage: Coverage },
    /// The file was read to its end.
    Done,
    /// The reader panicked.
    Failed,
    /// The next bytes of a copy, or of a drawing's pixels.
    Bytes(#[serde(borrow, serialize_with = "at_once")] &'a [u8]),
    /// A copy is whole.
    Cleaned {
        name: &'a str,
        #[serde(borrow)]
        account: Vec<Entry<'a>>,
    },
    /// Sizes of pages.
    Pages(Vec<(f32, f32)>),
    /// A drawing is whole: pixels of a row, and rows.
    Drawn { width: u32, height: u32 },
    /// There is no copy or drawing; why, and the code of the problem that is the reason.
    Refused { reason: &'a str, problem: Option<&'a str> },
    /// Numbers of the strings that were found, and whether everything was looked at.
    Found { needles: Vec<u32>, whole: bool },
    /// A picture whose text the run is to have recognised; the worker waits for [`Recognition`].
    Picture {
        width: u32,
        #[serde(borrow, serialize_with = "at_once")]
        shades: &'a [u8],
    },
    /// The next bytes of a film that is inside the file.
    FilmBytes(#[serde(borrow, serialize_with = "at_once")] &'a [u8]),
    /// A film of which the run is to show frames; the worker waits for [`Frames`], or for none.
    Film { kind: FilmKind, track: u32, seconds: Option<f64>, is_file: bool },
    /// What of the innermost open document was looked at.
    #[serde(borrow)]
    Examined(Examined<'a>),
}

/// What came of a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Recognition {
    Unavailable,
    Failed,
    Words(Vec<Word>),
}

/// Mirrors [`document::FilmKind`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum FilmKind {
    Boxes,
    Matroska,
    Chunks,
    Ogg,
    Still,
    Tiles,
}

/// Mirrors [`document::Frames`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Frames<'a> {
    #[serde(borrow)]
    frames: Vec<Frame<'a>>,
    is_whole: bool,
}

/// Mirrors [`document::Frame`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Frame<'a> {
    seconds: f64,
    width: u32,
    shades: &'a [u8],
}

/// Mirrors [`document::Word`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Word {
    text: String,
    line: u32,
    place: [u32; 4],
    confidence: u8,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Part<'a> {
    pub(crate) id: u32,
    pub(crate) kind: &'a str,
    pub(crate) label: &'a str,
    pub(crate) hidden: Option<&'a str>,
    pub(crate) page: Option<u32>,
    pub(crate) page_size: Option<(f32, f32)>,
    pub(crate) sheet: Option<&'a str>,
    pub(crate) has_lines: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Window<'a> {
    pub(crate) part: u32,
    pub(crate) text: &'a str,
    pub(crate) offset: u64,
    pub(crate) line: u64,
    pub(crate) column: u64,
    pub(crate) owned: (usize, usize),
    #[serde(borrow)]
    pub(crate) runs: Vec<Run<'a>>,
    pub(crate) table: Option<Table>,
    pub(crate) last: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Run<'a> {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) hidden: Option<&'a str>,
    pub(crate) label: Option<&'a str>,
    #[serde(borrow)]
    pub(crate) source: Source<'a>,
}

/// Writes bytes as one value, and not one by one.
fn at_once<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytes)
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Source<'a> {
    Unknown,
    Bytes(Map),
    Glyphs(Vec<Glyph>),
    Cell { row: u32, column: u32 },
    Member { name: &'a str, map: Map },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Map {
    pub(crate) base: u64,
    /// To, from, unit of to, unit of from.
    pub(crate) stretches: Vec<(u32, u32, u8, u8)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Glyph {
    pub(crate) end: u32,
    pub(crate) quad: [f32; 8],
    pub(crate) operator: u32,
    pub(crate) index: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Table {
    pub(crate) delimiter: u8,
    pub(crate) columns: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Coverage {
    Whole,
    Part,
    Refused,
}

/// Mirrors [`document::Examined`]; path, format and length are those of the open document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Examined<'a> {
    pub(crate) coverage: Coverage,
    pub(crate) bytes_accounted: Option<u64>,
    pub(crate) gaps: Vec<(u64, u64)>,
    pub(crate) gaps_count: u64,
    pub(crate) pages: u64,
    pub(crate) pages_without_text: u64,
    pub(crate) blank_pages: Vec<u32>,
    pub(crate) glyphs: u64,
    pub(crate) glyphs_without_unicode: u64,
    pub(crate) frames: u64,
    pub(crate) children: u64,
    pub(crate) children_not_opened: u64,
    #[serde(borrow)]
    pub(crate) limits: Vec<&'a str>,
}

/// Mirrors [`document::Limits`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Limits {
    depth_max: u32,
    entries_max: u64,
    parts_max: u32,
    inflated_bytes_max: u64,
    ratio_max: u64,
    ratio_after_bytes: u64,
    object_bytes_max: u64,
    nesting_max: u32,
    window_bytes: usize,
    overlap_bytes: usize,
    before_bytes: usize,
    pixels_max: u64,
}

/// Writes messages as frames.
pub(crate) struct FrameWriter<W> {
    writer: W,
    frame: Vec<u8>,
}

impl<W: Write> FrameWriter<W> {
    /// Writes to `writer`, which buffers.
    pub(crate) fn new(writer: W) -> Self {
        Self { writer, frame: Vec::new() }
    }

    /// Writes one message.
    pub(crate) fn write(&mut self, message: &impl Serialize) -> io::Result<()> {
        frame(message, &mut self.frame)?;
        self.writer.write_all(&self.frame)
    }

    /// Hands over what is buffered.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Reads frames.
pub(crate) struct FrameReader<R> {
    reader: R,
    frame: Vec<u8>,
}

impl<R: Read> FrameReader<R> {
    /// Reads from `reader`, which buffers.
    pub(crate) fn new(reader: R) -> Self {
        Self { reader, frame: Vec::new() }
    }

    /// Where it reads from.
    pub(crate) fn reader(&mut self) -> &mut R {
        &mut self.reader
    }

    /// Reads one message, which must fill its frame.
    pub(crate) fn read<'a, T: Deserialize<'a>>(&'a mut self) -> io::Result<T> {
        let mut length = [0; 4];
        self.reader.read_exact(&mut length)?;
        read_body(&mut self.reader, length, &mut self.frame)?;
        message(&self.frame)
    }
}

/// Puts `message` into `frame`, with its length in front.
pub(crate) fn frame(message: &impl Serialize, frame: &mut Vec<u8>) -> io::Result<()> {
    frame.clear();
    frame.extend_from_slice(&[0; 4]);
    postcard::to_io(message, &mut *frame).map_err(|_| malformed())?;
    let length = frame.len() - 4;
    if length > FRAME_BYTES_MAX {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let length = u32::try_from(length).map_err(|_| malformed())?;
    if let Some(head) = frame.first_chunk_mut() {
        *head = length.to_le_bytes();
    }
    Ok(())
}

/// Reads what follows a frame's length.
///
/// A false length costs no memory: the buffer grows with what really comes.
pub(crate) fn read_body(
    reader: &mut dyn Read,
    length: [u8; 4],
    body: &mut Vec<u8>,
) -> io::Result<()> {
    let length = u32::from_le_bytes(length) as usize;
    if length > FRAME_BYTES_MAX {
        return Err(malformed());
    }
    body.clear();
    reader.take(length as u64).read_to_end(body)?;
    if body.len() < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
}

/// Returns the message of a frame, which it must fill.
pub(crate) fn message<'a, T: Deserialize<'a>>(body: &'a [u8]) -> io::Result<T> {
    match postcard::take_from_bytes(body) {
        Ok((message, [])) => Ok(message),
        _ => Err(malformed()),
    }
}

fn malformed() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

impl<'a> From<&'a document::Part> for Part<'a> {
    fn from(part: &'a document::Part) -> Self {
        Self {
            id: part.id.0,
            kind: part.kind.name(),
            label: &part.label,
            hidden: part.hidden.map(document::Hidden::name),
            page: part.page,
            page_size: part.page_size,
            sheet: part.sheet.as_deref(),
            has_lines: part.has_lines,
        }
    }
}

impl<'a> Window<'a> {
    /// Mirrors a window of `part`.
    pub(crate) fn new(part: &document::Part, window: &document::Window<'a>) -> Self {
        Self {
            part: part.id.0,
            text: window.text,
            offset: window.start.offset,
            line: window.start.line,
            column: window.start.column,
            owned: (window.owned.start, window.owned.end),
            runs: window.runs.iter().map(Run::from).collect(),
            table: window
                .table
                .map(|table| Table { delimiter: table.delimiter, columns: table.columns.clone() }),
            last: window.last,
        }
    }
}

impl<'a> From<&'a document::Run> for Run<'a> {
    fn from(run: &'a document::Run) -> Self {
        Self {
            start: run.span.start,
            end: run.span.end,
            hidden: run.hidden.map(document::Hidden::name),
            label: run.label.as_deref(),
            source: Source::from(&run.source),
        }
    }
}

impl Run<'_> {
    /// Returns its range.
    pub(crate) fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }
}

impl<'a> From<&'a document::Source> for Source<'a> {
    fn from(source: &'a document::Source) -> Self {
        match source {
            document::Source::Unknown => Self::Unknown,
            document::Source::Bytes(map) => Self::Bytes(Map::from(map)),
            document::Source::Glyphs(glyphs) => {
                Self::Glyphs(glyphs.iter().map(Glyph::from).collect())
            }
            document::Source::Cell(cell) => Self::Cell { row: cell.row, column: cell.column },
            document::Source::Member { name, map } => Self::Member { name, map: Map::from(map) },
        }
    }
}

impl From<Source<'_>> for document::Source {
    fn from(source: Source<'_>) -> Self {
        match source {
            Source::Unknown => Self::Unknown,
            Source::Bytes(map) => Self::Bytes(map.into()),
            Source::Glyphs(glyphs) => Self::Glyphs(glyphs.into_iter().map(Into::into).collect()),
            Source::Cell { row, column } => Self::Cell(document::Cell { row, column }),
            Source::Member { name, map } => Self::Member { name: Arc::from(name), map: map.into() },
        }
    }
}

impl From<&OffsetMap> for Map {
    fn from(map: &OffsetMap) -> Self {
        let stretch = |s: &Stretch| (s.to, s.from, s.to_unit, s.from_unit);
        Self { base: map.base, stretches: map.stretches().iter().map(stretch).collect() }
    }
}

impl From<Map> for OffsetMap {
    fn from(map: Map) -> Self {
        let stretch = |(to, from, to_unit, from_unit)| Stretch { to, from, to_unit, from_unit };
        Self::from_stretches(map.base, map.stretches.into_iter().map(stretch).collect())
    }
}

impl From<&document::Glyph> for Glyph {
    fn from(glyph: &document::Glyph) -> Self {
        Self { end: glyph.end, quad: glyph.quad.0, operator: glyph.operator, index: glyph.index }
    }
}

impl From<Glyph> for document::Glyph {
    fn from(glyph: Glyph) -> Self {
        Self {
            end: glyph.end,
            quad: Quad(glyph.quad),
            operator: glyph.operator,
            index: glyph.index,
        }
    }
}

impl From<document::Coverage> for Coverage {
    fn from(coverage: document::Coverage) -> Self {
        match coverage {
            document::Coverage::Whole => Self::Whole,
            document::Coverage::Part => Self::Part,
            document::Coverage::Refused => Self::Refused,
        }
    }
}

impl From<Coverage> for document::Coverage {
    fn from(coverage: Coverage) -> Self {
        match coverage {
            Coverage::Whole => Self::Whole,
            Coverage::Part => Self::Part,
            Coverage::Refused => Self::Refused,
        }
    }
}

impl From<&document::Examined> for Examined<'_> {
    fn from(examined: &document::Examined) -> Self {
        Self {
            coverage: examined.coverage.into(),
            bytes_accounted: examined.bytes_accounted,
            gaps: examined.gaps.clone(),
            gaps_count: examined.gaps_count,
            pages: examined.pages,
            pages_without_text: examined.pages_without_text,
            blank_pages: examined.blank_pages.clone(),
            glyphs: examined.glyphs,
            glyphs_without_unicode: examined.glyphs_without_unicode,
            frames: examined.frames,
            children: examined.children,
            children_not_opened: examined.children_not_opened,
            limits: examined.limits.iter().map(|code| code.name()).collect(),
        }
    }
}

impl From<document::Recognition> for Recognition {
    fn from(recognition: document::Recognition) -> Self {
        match recognition {
            document::Recognition::Unavailable => Self::Unavailable,
            document::Recognition::Failed => Self::Failed,
            document::Recognition::Words(words) => {
                Self::Words(words.into_iter().map(Into::into).collect())
            }
        }
    }
}

impl From<Recognition> for document::Recognition {
    fn from(recognition: Recognition) -> Self {
        match recognition {
            Recognition::Unavailable => Self::Unavailable,
            Recognition::Failed => Self::Failed,
            Recognition::Words(words) => Self::Words(words.into_iter().map(Into::into).collect()),
        }
    }
}

impl From<document::Word> for Word {
    fn from(word: document::Word) -> Self {
        let document::Word { text, line, left, top, width, height, confidence } = word;
        Self { text, line, place: [left, top, width, height], confidence }
    }
}

impl From<Word> for document::Word {
    fn from(word: Word) -> Self {
        let Word { text, line, place: [left, top, width, height], confidence } = word;
        Self { text, line, left, top, width, height, confidence }
    }
}

impl<'a> From<&'a document::Frames> for Frames<'a> {
    fn from(frames: &'a document::Frames) -> Self {
        let frame = |frame: &'a document::Frame| Frame {
            seconds: frame.seconds,
            width: frame.width,
            shades: &frame.shades,
        };
        Self { frames: frames.frames.iter().map(frame).collect(), is_whole: frames.is_whole }
    }
}

impl From<Frames<'_>> for document::Frames {
    fn from(frames: Frames<'_>) -> Self {
        let frame = |frame: Frame<'_>| document::Frame {
            seconds: frame.seconds,
            width: frame.width,
            shades: frame.shades.to_vec(),
        };
        let is_whole = frames.is_whole;
        Self { frames: frames.frames.into_iter().map(frame).collect(), is_whole }
    }
}

/// The same variants on both sides.
macro_rules! mirror_kinds {
    ($($kind:ident),* $(,)?) => {
        impl From<document::FilmKind> for FilmKind {
            fn from(kind: document::FilmKind) -> Self {
                match kind { $(document::FilmKind::$kind => Self::$kind,)* }
            }
        }

        impl From<FilmKind> for document::FilmKind {
            fn from(kind: FilmKind) -> Self {
                match kind { $(FilmKind::$kind => Self::$kind,)* }
            }
        }
    };
}

mirror_kinds! { Boxes, Matroska, Chunks, Ogg, Still, Tiles }

macro_rules! mirror_limits {
    ($($field:ident),* $(,)?) => {
        impl From<&document::Limits> for Limits {
            fn from(limits: &document::Limits) -> Self {
                Self { $($field: limits.$field,)* }
            }
        }

        impl From<Limits> for document::Limits {
            fn from(limits: Limits) -> Self {
                Self { $($field: limits.$field,)* }
            }
        }
    };
}

mirror_limits! {
    depth_max, entries_max, parts_max, inflated_bytes_max, ratio_max, ratio_after_bytes,
    object_bytes_max, nesting_max, window_bytes, overlap_bytes, before_bytes, pixels_max,
}
