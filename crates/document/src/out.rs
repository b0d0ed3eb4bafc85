//! What every reader writes to: documents one in another, their parts, and the bounds that all
//! formats share.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, SeekFrom};
use std::sync::Arc;

use crate::examined::Count;
use crate::format::{self, Format};
use crate::part::{DocumentHead, Part, PartId, PartKind, Run, Table, Window, WindowStart};
use crate::picture::Shape;
use crate::shown::{Gallery, SheetLook, Stand};
use crate::spread::{self, Spread};
use crate::unseen::{self, Message};
use crate::windows::{advance, clip_runs, floor_boundary};
use crate::{
    Collector, Coverage, Document, Film, FilmKind, Frames, Hidden, Input, Limits, Memory, Picture,
    Problem, ProblemCode, Recognition, Sink, Span,
};

/// What a format's reader writes to: the sink, with the bounds that all formats share.
pub(crate) struct Out<'a> {
    /// The formats that documents inside may be of.
    formats: &'static [Format],
    limits: &'a Limits,
    sink: &'a mut dyn Sink,
    /// What is known of documents that were read before.
    memory: Option<&'a Memory>,
    path: Arc<[String]>,
    name: Arc<str>,
    format: &'static str,
    refused: bool,
    blocked: bool,
    next_part: u32,
    parts_over: bool,
    inflated_bytes: u64,
    /// Pictures in the present document, to be compared with itself when it is one.
    previews: Vec<(String, Shape)>,
    in_thumbnail: bool,
    /// Format of the document around the present one.
    outer_format: &'static str,
    /// Parts and problems that were told.
    told: u64,
    /// Messages in characters that show nothing, of the part that is being told.
    messages: Vec<Message>,
    /// Numbers of that part whose digits stand one by one.
    spread: Vec<Spread>,
    /// What of the present document was looked at.
    count: Count,
    /// Pictures that the outermost document shows, when somebody wants them.
    gallery: Option<Gallery>,
    /// Members of the present document that whoever reads it never gets to.
    aside: BTreeSet<String>,
    /// Style sheets among the members of the present document, and of the one around it, by their
    /// names in small letters.
    styles: BTreeMap<String, String>,
    styles_around: BTreeMap<String, String>,
    /// How documents are hidden that are embedded in the present one from now on.
    hides_next: Option<Hidden>,
    /// How everything in the present document is hidden, if it is such a member.
    hidden: Option<Hidden>,
}

/// Most messages in characters that show nothing that are told of one part.
const MESSAGES_MAX: usize = 100;

/// Most previews of one picture that are compared with it.
const PREVIEWS_MAX: usize = 16;

/// A part that is about to begin.
#[derive(Debug, Clone)]
pub(crate) struct NewPart {
    pub(crate) kind: PartKind,
    pub(crate) label: Arc<str>,
    pub(crate) hidden: Option<Hidden>,
    pub(crate) page: Option<u32>,
    pub(crate) page_size: Option<(f32, f32)>,
    pub(crate) sheet: Option<Arc<str>>,
    pub(crate) has_lines: bool,
}

impl NewPart {
    /// Returns a visible part without a page or sheet.
    pub(crate) fn new(kind: PartKind, label: impl Into<Arc<str>>) -> Self {
        Self {
            kind,
            label: label.into(),
            hidden: None,
            page: None,
            page_size: None,
            sheet: None,
            has_lines: false,
        }
    }

    /// Returns the part, hidden in that way.
    pub(crate) fn hidden(self, hidden: Hidden) -> Self {
        Self { hidden: Some(hidden), ..self }
    }
}

impl<'a> Out<'a> {
    pub(crate) fn new(
        formats: &'static [Format],
        name: &str,
        limits: &'a Limits,
        sink: &'a mut dyn Sink,
    ) -> Self {
        Self {
            formats,
            limits,
            sink,
            memory: None,
            path: Arc::from([]),
            name: Arc::from(name),
            format: "unknown",
            refused: true,
            blocked: false,
            next_part: 0,
            parts_over: false,
            inflated_bytes: 0,
            previews: Vec::new(),
            in_thumbnail: false,
            outer_format: "unknown",
            told: 0,
            messages: Vec::new(),
            spread: Vec::new(),
            count: Count::default(),
            gallery: None,
            aside: BTreeSet::new(),
            styles: BTreeMap::new(),
            styles_around: BTreeMap::new(),
            hides_next: None,
            hidden: None,
        }
    }

    /// Returns it with what is known of documents that were read before.
    pub(crate) fn with_memory(self, memory: &'a Memory) -> Self {
        Self { memory: Some(memory), ..self }
    }

    /// Returns it with a wish for what the outermost document shows.
    pub(crate) fn with_gallery(self) -> Self {
        Self { gallery: Some(Gallery::new(self.limits.object_bytes_max)), ..self }
    }

    /// Returns what the outermost document showed.
    pub(crate) fn into_gallery(self) -> Gallery {
        self.gallery.unwrap_or_else(|| Gallery::new(0))
    }

    /// Reads one document: the file, or one embedded in it.
    pub(crate) fn document(&mut self, input: &mut dyn Input, name: &str) -> Coverage {
        let format = format::identify(self.formats, input, name);
        self.document_as(input, name, format)
    }

    /// Reads one document of a format that is known.
    pub(crate) fn document_as(
        &mut self,
        input: &mut dyn Input,
        name: &str,
        format: Option<&'static Format>,
    ) -> Coverage {
        let size_bytes = input.seek(SeekFrom::End(0)).ok();
        if input.seek(SeekFrom::Start(0)).is_err() {
            self.problem(ProblemCode::Unreadable);
        }
        self.framed(name, format.map_or("unknown", |f| f.name), size_bytes, |out| {
            out.text(NewPart::new(PartKind::Name, "name"), name, Vec::new());
            out.refused = true;
            match format {
                Some(format) => {
                    if format.name_lies(name, out.formats) {
                        out.problem(ProblemCode::NameLies);
                    }
                    (format.read)(input, out);
                }
                None if size_bytes == Some(0) => {
                    out.refused = false;
                    out.count.account();
                }
                None => out.problem(ProblemCode::UnknownFormat),
            }
        })
    }

    /// Opens a document, calls `read` for what is in it, and closes it.
    fn framed(
        &mut self,
        name: &str,
        format: &'static str,
        size_bytes: Option<u64>,
        read: impl FnOnce(&mut Self),
    ) -> Coverage {
        let outer_format = std::mem::replace(&mut self.format, format);
        let around = std::mem::replace(&mut self.outer_format, outer_format);
        let outer_name = std::mem::replace(&mut self.name, Arc::from(name));
        let outer = (self.refused, self.blocked);
        let outer_previews = std::mem::take(&mut self.previews);
        let outer_aside = std::mem::take(&mut self.aside);
        let styles = std::mem::take(&mut self.styles);
        let outer_styles = std::mem::replace(&mut self.styles_around, styles);
        let outer_hides_next = self.hides_next.take();
        (self.refused, self.blocked) = (true, false);
        let count = Count::new(&self.path, self.format, size_bytes);
        let outer_count = std::mem::replace(&mut self.count, count);
        self.sink.open(&DocumentHead {
            path: Arc::clone(&self.path),
            format: self.format,
            size_bytes,
        });
        read(self);
        if self.sink.stop() {
            self.problem(ProblemCode::Interrupted);
        }
        let coverage = match (self.blocked, self.refused) {
            (false, _) => Coverage::Whole,
            (true, false) => Coverage::Part,
            (true, true) => Coverage::Refused,
        };
        let count = std::mem::replace(&mut self.count, outer_count);
        self.sink.examined(&count.finish(coverage));
        self.sink.close(coverage);
        let own = std::mem::replace(&mut self.previews, outer_previews);
        // A document that is a picture has left its own shape.
        let room = PREVIEWS_MAX.saturating_sub(self.previews.len());
        self.previews.extend(own.into_iter().filter(|(label, _)| label == name).take(room));
        self.aside = outer_aside;
        self.styles = std::mem::replace(&mut self.styles_around, outer_styles);
        self.hides_next = outer_hides_next;
        self.format = outer_format;
        self.outer_format = around;
        self.name = outer_name;
        self.refused = outer.0;
        // What blocks inside blocks the container as well.
        self.blocked |= outer.1;
        coverage
    }

    /// Reads a document that is embedded in the present one under `name`.
    pub(crate) fn child(&mut self, name: &str, input: &mut dyn Input) {
        if self.may_nest() {
            if self.is_file() {
                self.sink.embedded(name, input);
            }
            self.nest(name, |out| out.document(input, name));
        }
    }

    /// Tells a document of that format whose pieces are strewn over the present one; `name` is
    /// made up by the reader, and no text.
    pub(crate) fn item(&mut self, name: &str, format: &Format, read: impl FnOnce(&mut Self)) {
        if self.may_nest() {
            self.nest(name, |out| out.framed(name, format.name, None, read));
        }
    }

    /// True when a document may be opened inside the present one; else the problem is told.
    fn may_nest(&mut self) -> bool {
        let may = (self.path.len() as u32) < self.limits.depth_max;
        if !may {
            self.count.child(Coverage::Refused);
            self.problem(ProblemCode::DepthLimit);
        }
        may
    }

    fn nest(&mut self, name: &str, read: impl FnOnce(&mut Self) -> Coverage) {
        let (outer, outer_hidden) = (Arc::clone(&self.path), self.hidden);
        self.path = outer.iter().cloned().chain([name.to_owned()]).collect();
        let is_aside = self.aside.contains(name).then_some(Hidden::Outside);
        self.hidden = outer_hidden.or(self.hides_next).or(is_aside);
        let coverage = read(self);
        (self.path, self.hidden) = (outer, outer_hidden);
        self.count.child(coverage);
        self.refused = false;
    }

    /// Calls `read` with the same bounds, and returns what it tells instead of telling it.
    pub(crate) fn aside(&mut self, read: impl FnOnce(&mut Out<'_>)) -> Document {
        let mut collector = Collector::default();
        let mut out = Out {
            memory: self.memory,
            path: Arc::clone(&self.path),
            format: self.format,
            inflated_bytes: self.inflated_bytes,
            in_thumbnail: self.in_thumbnail,
            hidden: self.hidden,
            ..Out::new(self.formats, &self.name, self.limits, &mut collector)
        };
        read(&mut out);
        self.inflated_bytes = out.inflated_bytes;
        collector.document
    }

    /// Says which members of the present document whoever reads it never gets to.
    pub(crate) fn set_aside(&mut self, members: BTreeSet<String>) {
        self.aside = members;
    }

    /// Gives the style sheets among the members of the present document, by their names in small
    /// letters, to those that refer to them.
    pub(crate) fn set_styles(&mut self, styles: BTreeMap<String, String>) {
        self.styles = styles;
    }

    /// Returns a style sheet among the members of the document around the present one.
    pub(crate) fn style(&self, member: &str) -> Option<&str> {
        self.styles_around.get(&member.to_lowercase()).map(String::as_str)
    }

    /// Says how documents are hidden that are embedded in the present one from now on.
    pub(crate) fn hide_next(&mut self, hidden: Option<Hidden>) {
        self.hides_next = hidden;
    }

    /// Takes the pictures that were read in the present document.
    pub(crate) fn take_previews(&mut self) -> Vec<(String, Shape)> {
        std::mem::take(&mut self.previews)
    }

    /// Keeps the shape of the present picture for the one around it.
    pub(crate) fn keep_preview(&mut self, shape: Shape) {
        self.previews.push((self.name.to_string(), shape));
    }

    /// Reads a small picture of the present document that is kept inside of it (decision 11).
    ///
    /// Its words are those of the document, which are read; that those of the picture are not is
    /// noted.
    pub(crate) fn thumbnail(&mut self, name: &str, input: &mut dyn Input) {
        let part = NewPart::new(PartKind::Name, "thumbnail").hidden(Hidden::Cache);
        self.text(part, name, Vec::new());
        let outer = std::mem::replace(&mut self.in_thumbnail, true);
        self.child(name, input);
        self.in_thumbnail = outer;
    }

    /// True when somebody wants the pictures that the present document shows.
    pub(crate) fn wants_pictures(&self) -> bool {
        self.gallery.is_some() && self.is_file()
    }

    /// Shows a picture of the present document to whoever wants it.
    pub(crate) fn show(
        &mut self,
        stand: Stand,
        crop: [i64; 4],
        file: impl FnOnce() -> Option<Vec<u8>>,
    ) {
        if let Some(gallery) = self.gallery.as_mut().filter(|_| self.path.is_empty()) {
            gallery.add(stand, crop, file);
        }
    }

    /// The formats that documents inside may be of.
    pub(crate) fn formats(&self) -> &'static [Format] {
        self.formats
    }

    /// Shows how a sheet of the present document looks to whoever wants it.
    pub(crate) fn show_sheet(&mut self, name: &Arc<str>, look: SheetLook) {
        if let Some(gallery) = self.gallery.as_mut().filter(|_| self.path.is_empty()) {
            gallery.sheets.insert(Arc::clone(name), look);
        }
    }

    /// Counts what of the present document is looked at.
    pub(crate) fn count(&mut self) -> &mut Count {
        &mut self.count
    }

    /// The bounds to keep.
    pub(crate) fn limits(&self) -> &Limits {
        self.limits
    }

    /// The name of the present document, without its folder.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// True when reading should end early.
    pub(crate) fn stop(&self) -> bool {
        self.sink.stop() || self.parts_over || self.inflated_bytes > self.limits.inflated_bytes_max
    }

    /// True when it is worth making a picture of what may be text.
    pub(crate) fn can_recognise(&self) -> bool {
        self.sink.can_recognise()
    }

    /// What is known of documents that were read before, when somebody keeps it.
    pub(crate) fn memory(&self) -> Option<&'a Memory> {
        self.memory
    }

    /// How many parts and problems were told.
    pub(crate) fn told(&self) -> u64 {
        self.told
    }

    /// The format of the document around the present one.
    pub(crate) fn outer_format(&self) -> &'static str {
        self.outer_format
    }

    /// True when the present document is compared with the picture around it, or with those in it.
    pub(crate) fn is_compared(&self) -> bool {
        self.in_thumbnail || !self.previews.is_empty()
    }

    /// Recognises the text of a picture, if anybody can.
    pub(crate) fn recognise(&mut self, picture: &Picture<'_>) -> Recognition {
        self.sink.recognise(picture)
    }

    /// True when the present document is the file itself.
    fn is_file(&self) -> bool {
        self.path.is_empty()
    }

    /// Returns frames of the film that `input` is, when somebody can show them.
    pub(crate) fn film(
        &mut self,
        kind: FilmKind,
        track: u32,
        seconds: Option<f64>,
        input: &mut dyn Input,
    ) -> Option<Frames> {
        // What was put together here stands in no file.
        let is_file = self.is_file() && kind != FilmKind::Tiles;
        match self.stop() {
            true => None,
            false => self.sink.film(&Film { kind, track, seconds, is_file }, input),
        }
    }

    /// Tells of a problem with the present document.
    pub(crate) fn problem(&mut self, code: ProblemCode) {
        self.problem_with(None, code, None);
    }

    /// Tells of a problem with one part, or with a number that belongs to its message.
    pub(crate) fn problem_with(
        &mut self,
        part: Option<PartId>,
        code: ProblemCode,
        number: Option<u64>,
    ) {
        let code = match code {
            ProblemCode::PictureTextUnread if self.in_thumbnail => ProblemCode::PictureNotRead,
            code => code,
        };
        let problem = Problem { path: Arc::clone(&self.path), part, code, number };
        self.blocked |= problem.effect() == crate::Effect::Blocks;
        self.count.problem(code);
        self.told += 1;
        self.sink.problem(problem);
    }

    /// Begins a part; `None` when there are too many.
    pub(crate) fn part(&mut self, new: NewPart) -> Option<Part> {
        if self.next_part >= self.limits.parts_max {
            if !self.parts_over {
                self.parts_over = true;
                self.problem(ProblemCode::PartsLimit);
            }
            return None;
        }
        let part = Part {
            id: PartId(self.next_part),
            path: Arc::clone(&self.path),
            format: self.format,
            kind: new.kind,
            label: new.label,
            // Names are seen by whoever unpacks what they are in.
            hidden: new.hidden.or(self.hidden.filter(|_| new.kind != PartKind::Name)),
            page: new.page,
            page_size: new.page_size,
            sheet: new.sheet,
            has_lines: new.has_lines,
        };
        self.next_part += 1;
        self.told += 1;
        self.refused = false;
        if matches!(part.kind, PartKind::Page | PartKind::Slide) {
            self.count.page(part.page);
        }
        self.sink.part(&part);
        Some(part)
    }

    /// Tells the next window of a part; for readers that stream.
    pub(crate) fn window(&mut self, part: &Part, window: &Window<'_>) {
        self.sink.window(part, window);
        let owned = window.text.get(window.owned.range()).unwrap_or_default();
        if is_of_page(part.kind) && owned.contains(char::is_alphanumeric) {
            self.count.page_has_text();
        }
        if unseen::may_hold(owned) && self.messages.len() < MESSAGES_MAX {
            self.messages.extend(unseen::messages(owned));
        }
        if spread::may_hold(owned) && self.spread.len() < MESSAGES_MAX {
            self.spread.extend(spread::numbers(window.text, window.owned, window.runs));
        }
        if window.last {
            // Only now may another part begin.
            let spread = std::mem::take(&mut self.spread);
            for Message { label, text } in std::mem::take(&mut self.messages) {
                self.text(
                    NewPart::new(PartKind::Other, label).hidden(Hidden::Invisible),
                    &text,
                    Vec::new(),
                );
            }
            for Spread { text, runs } in spread {
                let new = NewPart {
                    hidden: part.hidden,
                    page: part.page,
                    page_size: part.page_size,
                    sheet: part.sheet.clone(),
                    ..NewPart::new(PartKind::Other, "number whose digits stand apart")
                };
                self.text(new, &text, runs);
            }
        }
    }

    /// Tells a whole part at once, in as many windows as it needs.
    pub(crate) fn text(&mut self, new: NewPart, text: &str, runs: Vec<Run>) -> Option<PartId> {
        self.text_with_table(new, text, runs, None)
    }

    /// Tells a whole part at once that has columns.
    pub(crate) fn text_with_table(
        &mut self,
        new: NewPart,
        text: &str,
        runs: Vec<Run>,
        table: Option<&Table>,
    ) -> Option<PartId> {
        let part = self.part(new)?;
        let limits = self.limits;
        let mut start = WindowStart { offset: 0, line: 1, column: 1 };
        let mut begin = 0;
        let mut owned = 0;
        loop {
            let mut own_end = floor_boundary(text, (owned + limits.window_bytes).min(text.len()));
            let mut end = floor_boundary(text, (own_end + limits.overlap_bytes).min(text.len()));
            if end == text.len() {
                own_end = end;
            }
            if own_end <= owned {
                own_end = text.len();
                end = text.len();
            }
            let slice = text.get(begin..end).unwrap_or_default();
            let clipped;
            let runs = if begin == 0 && end == text.len() {
                &runs
            } else {
                clipped = clip_runs(&runs, Span::new(begin, end));
                &clipped
            };
            let last = own_end == text.len();
            let owned_span = Span::new(owned - begin, own_end - begin);
            self.window(
                &part,
                &Window { text: slice, start, owned: owned_span, runs, table, last },
            );
            if last || self.stop() {
                return Some(part.id);
            }
            owned = own_end;
            let next = floor_boundary(text, owned.saturating_sub(limits.before_bytes));
            start = advance(start, text.get(begin..next).unwrap_or_default());
            begin = next;
        }
    }

    /// Counts `bytes` that decompression yielded out of `compressed` so far read; false, with a
    /// problem told, when that is over a limit.
    pub(crate) fn spend(&mut self, bytes: u64, total: u64, compressed: u64) -> bool {
        self.inflated_bytes += bytes;
        if self.inflated_bytes > self.limits.inflated_bytes_max {
            self.problem(ProblemCode::InflatedLimit);
            return false;
        }
        if total > self.limits.ratio_after_bytes
            && total / compressed.max(1) > self.limits.ratio_max
        {
            self.problem(ProblemCode::RatioLimit);
            return false;
        }
        true
    }

    /// Reads an object that must be held whole, within the limits; what came before a limit or
    /// an error is returned, and the problem told.
    ///
    /// `compressed` is the length of the object before decompression, or `None` for bytes that
    /// were not compressed.
    pub(crate) fn hold(&mut self, reader: &mut dyn Read, compressed: Option<u64>) -> Held {
        let mut bytes = Vec::new();
        let mut chunk = vec![0; 64 << 10];
        loop {
            let count = match reader.read(&mut chunk) {
                Ok(0) => return Held { bytes },
                Ok(count) => count,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(_) => {
                    self.problem(ProblemCode::Damaged);
                    return Held { bytes };
                }
            };
            bytes.extend_from_slice(&chunk[..count]);
            if bytes.len() as u64 > self.limits.object_bytes_max {
                self.problem(ProblemCode::ObjectLimit);
                return Held { bytes };
            }
            let total = bytes.len() as u64;
            if let Some(compressed) = compressed
                && !self.spend(count as u64, total, compressed)
            {
                return Held { bytes };
            }
        }
    }
}

/// True for what is written on a page, by letters or in a picture.
const fn is_of_page(kind: PartKind) -> bool {
    matches!(kind, PartKind::Page | PartKind::Slide | PartKind::PictureText)
}

/// An object that was read into memory.
#[derive(Debug)]
pub(crate) struct Held {
    /// Its bytes, or as many as came before a limit.
    pub(crate) bytes: Vec<u8>,
}
