//! The model: documents, their parts, and the runs of text that parts are made of.

use std::sync::Arc;

use crate::{Cell, Location, OffsetMap, Quad, Rect, Span};

/// Number of a part, unique within one file with all that is embedded in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartId(pub u32);

/// A document that begins: the file itself, or one embedded in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentHead {
    /// Names of the members from the file inwards; empty for the file itself.
    pub path: Arc<[String]>,
    /// Name of its format, one of [`crate::FORMATS`], or `unknown`.
    pub format: &'static str,
    /// Length in bytes, when known.
    pub size_bytes: Option<u64>,
}

/// What a part is, in the words of the formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartKind {
    /// The running text of a document, or a whole text file.
    Body,
    /// A page of fixed layout.
    Page,
    /// A sheet of a workbook.
    Sheet,
    /// A slide.
    Slide,
    /// A page header.
    Header,
    /// A page footer.
    Footer,
    /// A footnote or endnote.
    Footnote,
    /// A comment or annotation.
    Comment,
    /// Speaker's notes.
    Notes,
    /// One metadata property; the part's label is its name.
    Property,
    /// A form field.
    Field,
    /// A mail header; the part's label is its name.
    MailHeader,
    /// Text that was deleted or belongs to an earlier revision.
    Revision,
    /// A script or macro.
    Script,
    /// A link, an action or another reference to elsewhere.
    Link,
    /// An outline, a list of bookmarks.
    Outline,
    /// Text of an alternative description.
    Alternative,
    /// A name: of the file, a member, a sheet, an attachment.
    Name,
    /// Words recognised in a picture.
    PictureText,
    /// Anything else; the label says what.
    Other,
}

impl PartKind {
    /// Every kind, in order, for reading names back.
    pub const ALL: [Self; 20] = [
        Self::Body,
        Self::Page,
        Self::Sheet,
        Self::Slide,
        Self::Header,
        Self::Footer,
        Self::Footnote,
        Self::Comment,
        Self::Notes,
        Self::Property,
        Self::Field,
        Self::MailHeader,
        Self::Revision,
        Self::Script,
        Self::Link,
        Self::Outline,
        Self::Alternative,
        Self::Name,
        Self::PictureText,
        Self::Other,
    ];

    /// True for parts that a reader of the document sees with it, unless they are hidden.
    #[must_use]
    pub fn is_read(self) -> bool {
        matches!(
            self,
            Self::Body
                | Self::Page
                | Self::Sheet
                | Self::Slide
                | Self::Header
                | Self::Footer
                | Self::Footnote
                | Self::Field
                | Self::MailHeader
        )
    }

    /// Name in kebab case, as rules write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Page => "page",
            Self::Sheet => "sheet",
            Self::Slide => "slide",
            Self::Header => "header",
            Self::Footer => "footer",
            Self::Footnote => "footnote",
            Self::Comment => "comment",
            Self::Notes => "notes",
            Self::Property => "property",
            Self::Field => "field",
            Self::MailHeader => "mail-header",
            Self::Revision => "revision",
            Self::Script => "script",
            Self::Link => "link",
            Self::Outline => "outline",
            Self::Alternative => "alternative",
            Self::Name => "name",
            Self::PictureText => "picture-text",
            Self::Other => "other",
        }
    }
}

/// How something is hidden from a reader.
///
/// Names are an interface (`hidden` in the JSON output); they are added to, never changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hidden {
    /// A comment or annotation that is not shown with the text.
    Comment,
    /// Metadata: a property, a tag, a header that viewers do not show.
    Property,
    /// Speaker's notes.
    Notes,
    /// Deleted in a tracked change, or moved away.
    Deleted,
    /// Part of an earlier revision of the file.
    Revision,
    /// Formatted as hidden.
    Vanished,
    /// On a hidden sheet.
    HiddenSheet,
    /// In a hidden row.
    HiddenRow,
    /// In a hidden column.
    HiddenColumn,
    /// On a hidden slide.
    HiddenSlide,
    /// Covered by something opaque.
    Covered,
    /// Painted with no colour, full transparency or the colour of what is beneath.
    Invisible,
    /// Too small to be seen.
    Tiny,
    /// Outside what is displayed.
    Outside,
    /// In a layer that is switched off.
    Layer,
    /// In markup that is not displayed: a script, a comment of the markup, a hidden element.
    Markup,
    /// A copy that the program keeps: a cache, a thumbnail, an unused string.
    Cache,
    /// An embedded file.
    Attachment,
    /// In bytes that belong to no object.
    Slack,
    /// A text behind a picture, for search.
    TextLayer,
    /// Marked to be redacted, which was not done; readers see it below the mark or around it.
    Unapplied,
}

impl Hidden {
    /// Every way, in order, for reading names back.
    pub const ALL: [Self; 21] = [
        Self::Comment,
        Self::Property,
        Self::Notes,
        Self::Deleted,
        Self::Revision,
        Self::Vanished,
        Self::HiddenSheet,
        Self::HiddenRow,
        Self::HiddenColumn,
        Self::HiddenSlide,
        Self::Covered,
        Self::Invisible,
        Self::Tiny,
        Self::Outside,
        Self::Layer,
        Self::Markup,
        Self::Cache,
        Self::Attachment,
        Self::Slack,
        Self::TextLayer,
        Self::Unapplied,
    ];

    /// Name in kebab case, as outputs and rules write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Comment => "comment",
            Self::Property => "property",
            Self::Notes => "notes",
            Self::Deleted => "deleted",
            Self::Revision => "revision",
            Self::Vanished => "vanished",
            Self::HiddenSheet => "hidden-sheet",
            Self::HiddenRow => "hidden-row",
            Self::HiddenColumn => "hidden-column",
            Self::HiddenSlide => "hidden-slide",
            Self::Covered => "covered",
            Self::Invisible => "invisible",
            Self::Tiny => "tiny",
            Self::Outside => "outside",
            Self::Layer => "layer",
            Self::Markup => "markup",
            Self::Cache => "cache",
            Self::Attachment => "attachment",
            Self::Slack => "slack",
            Self::TextLayer => "text-layer",
            Self::Unapplied => "unapplied",
        }
    }
}

/// A part: one page, sheet, comment, property or name.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Its number.
    pub id: PartId,
    /// Names of the members from the file inwards; empty for the file itself.
    pub path: Arc<[String]>,
    /// Format of the document that it belongs to, one of [`crate::FORMATS`].
    pub format: &'static str,
    /// What it is.
    pub kind: PartKind,
    /// Its name for a reader, such as `page 2`, `comment 3`, or the name of a property.
    pub label: Arc<str>,
    /// How the whole part is hidden, if it is.
    pub hidden: Option<Hidden>,
    /// Number of the page that it is or stands on, from 1, when there are pages.
    pub page: Option<u32>,
    /// Size of the page as displayed, in points, for a page.
    pub page_size: Option<(f32, f32)>,
    /// Name of the sheet that it is or stands on.
    pub sheet: Option<Arc<str>>,
    /// True when lines of its text are lines of the file.
    pub has_lines: bool,
}

/// One glyph (or cluster) of a run on a page.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Glyph {
    /// Offset in the run's text after the glyph's own text.
    pub end: u32,
    /// Its four corners.
    pub quad: Quad,
    /// Number of the show operator in the page's content, from 0.
    pub operator: u32,
    /// Number of the glyph within its operator, from 0.
    pub index: u32,
}

/// Where a run's text came from.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// Nothing is known.
    Unknown,
    /// Raw bytes of the innermost member; the map is from the run's text to them.
    Bytes(OffsetMap),
    /// Glyphs on a page.
    Glyphs(Vec<Glyph>),
    /// A cell of the part's sheet.
    Cell(Cell),
    /// Bytes of a member of the package that the document is made of, such as
    /// `word/document.xml`; the map is from the run's text to them.
    Member {
        /// Name of the member in the package.
        name: Arc<str>,
        /// From the run's text to bytes of the inflated member.
        map: OffsetMap,
    },
}

/// A range of a window's text of one visibility and one source.
///
/// Text that no run covers was put in between runs (a line break between paragraphs).
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Its range in the window's text.
    pub span: Span,
    /// How it is hidden, if it is.
    pub hidden: Option<Hidden>,
    /// What the document itself calls it: a column's header, a field's name.
    pub label: Option<Arc<str>>,
    /// Where it came from.
    pub source: Source,
}

/// Columns of delimited text, so that a cell's header can be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The byte between two cells.
    pub delimiter: u8,
    /// Headers, from the first line.
    pub columns: Vec<String>,
}

/// Where a window stands in its part's text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WindowStart {
    /// Offset of the window's first byte.
    pub offset: u64,
    /// Line of the window's first byte, from 1.
    pub line: u64,
    /// Column of the window's first byte, from 1, in code points.
    pub column: u64,
}

/// A stretch of a part's text.
///
/// Neighbouring windows overlap, so that what stands at an edge is seen whole; each byte is
/// *owned* by one window, and what starts there is that window's to report.
#[derive(Debug, Clone, Copy)]
pub struct Window<'a> {
    /// The text.
    pub text: &'a str,
    /// Where it stands.
    pub start: WindowStart,
    /// The range of the text in which starts of matches belong to this window.
    pub owned: Span,
    /// The runs, in rising order, not overlapping.
    pub runs: &'a [Run],
    /// Columns, for delimited text.
    pub table: Option<&'a Table>,
    /// True when no window follows in this part.
    pub last: bool,
}

impl Window<'_> {
    /// Returns where `span` of the window's text stands.
    #[must_use]
    pub fn locate(&self, part: &Part, span: Span) -> Location {
        self.locate_after(&mut Counted::default(), part, span)
    }

    /// Does the same as [`Self::locate`] for one span after another, quickest in rising order.
    #[must_use]
    pub fn locate_after(&self, counted: &mut Counted, part: &Part, span: Span) -> Location {
        let mut location = Location {
            path: Arc::clone(&part.path),
            part: part.id,
            label: Arc::clone(&part.label),
            start: self.start.offset + span.start as u64,
            end: self.start.offset + span.end as u64,
            hidden: part.hidden,
            page: part.page,
            rects: Vec::new(),
            line: None,
            sheet: part.sheet.clone(),
            cell: None,
            source: None,
        };
        for run in self.runs_in(span) {
            location.hidden = location.hidden.or(run.hidden);
            let inside = Span::new(
                span.start.max(run.span.start) - run.span.start,
                span.end.min(run.span.end) - run.span.start,
            );
            match &run.source {
                Source::Unknown => {}
                Source::Bytes(map) | Source::Member { map, .. } => {
                    let (start, end) = map.origin_span(inside);
                    location.source = Some(match location.source {
                        Some((first, last)) => (first.min(start), last.max(end)),
                        None => (start, end),
                    });
                }
                Source::Glyphs(glyphs) => add_rects(&mut location.rects, glyphs, inside),
                Source::Cell(cell) => location.cell = location.cell.or(Some(*cell)),
            }
        }
        if part.has_lines && location.cell.is_none() {
            location.line = Some(self.line_of(span.start, counted));
        }
        location
    }

    /// Returns the runs that share a byte with `span`.
    #[must_use]
    pub fn runs_in(&self, span: Span) -> &[Run] {
        let first = self.runs.partition_point(|run| run.span.end <= span.start);
        let last = self.runs.partition_point(|run| run.span.start < span.end).max(first);
        &self.runs[first..last]
    }

    fn line_of(&self, at: usize, counted: &mut Counted) -> (u64, u64) {
        if at < counted.at {
            *counted = Counted::default();
        }
        let since = self.text.as_bytes().get(counted.at..at).unwrap_or_default();
        let lines = memchr::memchr_iter(b'\n', since).count() as u64;
        let line_start = memchr::memrchr(b'\n', since).map_or(0, |index| index + 1);
        let is_character = |byte: &&u8| !(0x80..0xC0).contains(*byte);
        let columns = since[line_start..].iter().filter(is_character).count() as u64;
        *counted = Counted {
            at,
            lines: counted.lines + lines,
            columns: if lines == 0 { counted.columns + columns } else { columns },
        };
        match counted.lines {
            0 => (self.start.line, self.start.column + counted.columns),
            lines => (self.start.line + lines, counted.columns + 1),
        }
    }
}

/// How far the lines of one window are counted, so that they are not counted again for each place.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counted {
    /// Up to here.
    at: usize,
    /// Line ends before.
    lines: u64,
    /// Characters since the last of them, or since the window's start.
    columns: u64,
}

/// Adds the boxes of the glyphs in `inside`, joined while they stand on one line.
fn add_rects(rects: &mut Vec<Rect>, glyphs: &[Glyph], inside: Span) {
    let mut start = 0;
    for glyph in glyphs {
        let end = glyph.end as usize;
        if start < inside.end && end > inside.start {
            let bounds = glyph.quad.bounds();
            match rects.last_mut() {
                Some(last) if on_one_line(*last, bounds, &glyph.quad) => {
                    *last = last.union(bounds);
                }
                _ => rects.push(bounds),
            }
        }
        start = end;
    }
}

/// True when two boxes share most of their extent across the line in which `quad` stands.
fn on_one_line(left: Rect, right: Rect, quad: &Quad) -> bool {
    let [x0, y0, x1, y1, ..] = quad.0;
    let is_turned = (y1 - y0).abs() > (x1 - x0).abs();
    let extent = |rect: Rect| match is_turned {
        true => (rect.left, rect.right),
        false => (rect.top, rect.bottom),
    };
    let ((left_start, left_end), (right_start, right_end)) = (extent(left), extent(right));
    let least = (left_end - left_start).min(right_end - right_start);
    left_end.min(right_end) - left_start.max(right_start) > least * 0.5
}

#[cfg(test)]
mod tests;
