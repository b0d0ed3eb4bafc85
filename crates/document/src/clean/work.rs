//! What a format's cleaner works with: bounds, marks, members, and the account of what is gone.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::sync::Arc;

use super::flat::{flat, has_layout};
use super::place::{Mark, Marks, Pictured, Place, Unseen, pictured};
use super::{Cleaner, Entry, Refusal, Removal};
use crate::format::{self, Format};
use crate::out::Out;
use crate::shown::Gallery;
use crate::{Collector, Coverage, Limits, Memory, ProblemCode, Sink};

/// What stands in a name for what must be gone from it.
const GONE_FROM_NAME: &str = "redacted";

/// Formats whose text nobody sees is taken out before they are cleaned; others have no such text, or
/// cleaners that know it.
const LOOKED_THROUGH: &[&str] =
    &["docx", "pptx", "xlsx", "odt", "odp", "odf", "html", "svg", "text", "csv"];

/// The format whose pages have pictures that its cleaner takes pixels from.
const WITH_PAGES: &str = "pdf";

/// The work on one file with all that is embedded in it.
pub(crate) struct Work<'a> {
    /// The formats that documents inside may be of, and how each is cleaned.
    formats: &'static [Format],
    cleaners: &'static [Cleaner],
    limits: &'a Limits,
    marks: &'a Marks,
    memory: &'a Memory,
    path: Vec<String>,
    name: String,
    /// What must be gone from the present document, with what nobody sees in it, and how deep it
    /// stands: what is worked on within it has marks of its own.
    present: (usize, Arc<[Mark]>),
    account: BTreeMap<(Vec<String>, Removal), u64>,
    inflated_bytes: u64,
    flatten: bool,
}

/// A copy of a document.
pub(crate) struct Copy {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

impl<'a> Work<'a> {
    pub(crate) fn new(
        formats: &'static [Format],
        cleaners: &'static [Cleaner],
        limits: &'a Limits,
        marks: &'a Marks,
        memory: &'a Memory,
    ) -> Self {
        Self {
            formats,
            cleaners,
            limits,
            marks,
            memory,
            path: Vec::new(),
            name: String::new(),
            present: (usize::MAX, Arc::from([])),
            account: BTreeMap::new(),
            inflated_bytes: 0,
            flatten: false,
        }
    }

    /// Returns it so that documents become plain text, without their layout.
    pub(crate) fn flattened(self, flatten: bool) -> Self {
        Self { flatten, ..self }
    }

    /// Cleans the document whose path is the present one.
    pub(crate) fn document(&mut self, name: &str, bytes: &[u8]) -> Result<Copy, Refusal> {
        let new_name = self.clean_name(name);
        let Some(cleaner) = self.cleaner_of(bytes, name)? else {
            return Ok(Copy { name: new_name, bytes: Vec::new() });
        };
        let outer = std::mem::replace(&mut self.name, name.to_owned());
        if self.flatten && has_layout(cleaner.format) {
            let text = self.text_of(bytes, name)?;
            self.removed(Removal::Layout, 1);
            self.name = outer;
            let bytes = format!("{text}\n").into_bytes();
            return Ok(Copy { name: with_ending(&new_name, "txt"), bytes });
        }
        let present = (self.path.len(), self.present_marks(cleaner.format, bytes, name));
        let outer_marks = std::mem::replace(&mut self.present, present);
        let painted = self.painted(cleaner.format, bytes);
        let bytes = painted.and_then(|painted| {
            let bytes = painted.as_deref().unwrap_or(bytes);
            (cleaner.clean)(bytes, self)
        });
        self.present = outer_marks;
        self.name = outer;
        let name = match cleaner.becomes {
            Some(ending) => with_ending(&new_name, ending),
            None => new_name,
        };
        Ok(Copy { name, bytes: bytes? })
    }

    /// Returns what must be gone from a document: what the plan names, and what its reader says that
    /// nobody sees. Much of what hides a text, such as a rule or a layer, has no place in a copy, which
    /// would show it.
    fn present_marks(&self, format: &str, bytes: &[u8], name: &str) -> Arc<[Mark]> {
        let mut marks = self.planned().to_vec();
        if LOOKED_THROUGH.contains(&format) {
            let mut unseen = Unseen::default();
            let limits = Limits { depth_max: 0, ..self.limits.clone() };
            Out::new(self.formats, name, &limits, &mut unseen)
                .document(&mut Cursor::new(bytes), name);
            marks.extend(unseen.into_marks());
        }
        marks.into()
    }

    /// Returns the picture that the present document is without the pixels that the plan names;
    /// `None` when it names none, or the cleaner of the format knows its pictures by itself.
    fn painted(&mut self, format: &str, bytes: &[u8]) -> Result<Option<Vec<u8>>, Refusal> {
        let areas: Vec<&Pictured> =
            pictured(self.planned()).map(|(_, pictured)| pictured).collect();
        if areas.is_empty() || format == WITH_PAGES {
            return Ok(None);
        }
        // There is no way to strike through what a picture shows.
        if pictured(self.planned()).any(|(mark, _)| mark.is_struck) {
            return Err(Refusal::Unplaced);
        }
        self.removed(Removal::Redaction, areas.len());
        let made = crate::formats::image::clean::painted(bytes, &areas, self.limits.pixels_max);
        made.map(Some).ok_or(Refusal::Unplaced)
    }

    /// Returns how a document is cleaned, by its content; `None` for one of no bytes.
    fn cleaner_of(&self, bytes: &[u8], name: &str) -> Result<Option<&'static Cleaner>, Refusal> {
        let Some(format) = format::identify(self.formats, &mut Cursor::new(bytes), name) else {
            return if bytes.is_empty() { Ok(None) } else { Err(Refusal::NoCleaner) };
        };
        let found = self.cleaners.iter().find(|cleaner| cleaner.format == format.name);
        found.map(Some).ok_or(Refusal::NoCleaner)
    }

    /// True for a document that has a cleaner.
    pub(crate) fn can_clean(&self, bytes: &[u8], name: &str) -> bool {
        self.cleaner_of(bytes, name).is_ok_and(|cleaner| cleaner.is_some())
    }

    /// Returns the text that a document shows by itself, without that of documents in it.
    pub(crate) fn text_of(&self, bytes: &[u8], name: &str) -> Result<String, Refusal> {
        let mut collector = Collector::default();
        self.read(bytes, name, &mut collector);
        match collector.document.coverage {
            Some(Coverage::Refused) => Err(Refusal::NoCleaner),
            _ => Ok(flat(&collector.document)),
        }
    }

    /// Reads a document, whole and by itself.
    pub(crate) fn read(&self, bytes: &[u8], name: &str, sink: &mut dyn Sink) {
        Out::new(self.formats, name, self.limits, sink).document(&mut Cursor::new(bytes), name);
    }

    /// Reads a document, and returns what it shows besides its text.
    pub(crate) fn read_with_pictures(
        &self,
        bytes: &[u8],
        name: &str,
        sink: &mut dyn Sink,
    ) -> Gallery {
        let mut out = Out::new(self.formats, name, self.limits, sink).with_gallery();
        out.document(&mut Cursor::new(bytes), name);
        out.into_gallery()
    }

    /// Cleans a document that is embedded in the present one under `name`.
    pub(crate) fn child(&mut self, name: &str, bytes: &[u8]) -> Result<Copy, Refusal> {
        self.within(name, |work| work.document(name, bytes))
    }

    /// Works on a document that is embedded in the present one under `name`.
    pub(crate) fn within<T>(
        &mut self,
        name: &str,
        work_on: impl FnOnce(&mut Self) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        if self.path.len() as u32 >= self.limits.depth_max {
            return Err(Refusal::Unread(ProblemCode::DepthLimit));
        }
        self.path.push(name.to_owned());
        let made = work_on(self);
        self.path.pop();
        made
    }

    /// The bounds to keep.
    pub(crate) fn limits(&self) -> &Limits {
        self.limits
    }

    /// What is known of documents that were read before.
    pub(crate) fn memory(&self) -> &'a Memory {
        self.memory
    }

    /// The name of the present document.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// What must be gone from the present document.
    pub(crate) fn marks(&self) -> Arc<[Mark]> {
        let (depth, present) = &self.present;
        if *depth == self.path.len() { Arc::clone(present) } else { Arc::from(self.planned()) }
    }

    /// What the plan names in the present document.
    pub(crate) fn planned(&self) -> &'a [Mark] {
        self.marks.get(&self.path).map(Vec::as_slice).unwrap_or_default()
    }

    /// Texts that must be gone from the present document and of which no place is known, with what
    /// stands there instead.
    pub(crate) fn texts(&self) -> Vec<(&'a str, &'a str)> {
        let is_text = |mark: &&Mark| mark.place == Place::Text && !mark.text.trim().is_empty();
        let texts = self.planned().iter().filter(is_text);
        texts.map(|mark| (mark.text.trim(), &*mark.replacement)).collect()
    }

    /// Notes that something is gone.
    pub(crate) fn removed(&mut self, what: Removal, count: usize) {
        if count > 0 {
            *self.account.entry((self.path.clone(), what)).or_default() += count as u64;
        }
    }

    /// Reads something compressed whole, within the limits.
    pub(crate) fn inflate(
        &mut self,
        reader: &mut dyn Read,
        compressed: u64,
    ) -> Result<Vec<u8>, Refusal> {
        let most = self.limits.object_bytes_max;
        let mut bytes = Vec::new();
        let mut chunk = vec![0; 64 << 10];
        loop {
            let count = match reader.read(&mut chunk) {
                Ok(0) => return Ok(bytes),
                Ok(count) => count,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(_) => return Err(Refusal::Unread(ProblemCode::Damaged)),
            };
            bytes.extend_from_slice(chunk.get(..count).unwrap_or_default());
            self.inflated_bytes += count as u64;
            let total = bytes.len() as u64;
            let limits = self.limits;
            let reached = if total > most {
                Some(ProblemCode::ObjectLimit)
            } else if self.inflated_bytes > limits.inflated_bytes_max {
                Some(ProblemCode::InflatedLimit)
            } else if total > limits.ratio_after_bytes
                && total / compressed.max(1) > limits.ratio_max
            {
                Some(ProblemCode::RatioLimit)
            } else {
                None
            };
            if let Some(code) = reached {
                return Err(Refusal::Unread(code));
            }
        }
    }

    pub(crate) fn into_account(self) -> Vec<Entry> {
        let entry = |((path, what), count): ((Vec<String>, Removal), u64)| Entry {
            path: path.into(),
            what,
            count,
        };
        self.account.into_iter().map(entry).collect()
    }

    /// Returns the name of the present document without what must be gone from it.
    fn clean_name(&mut self, name: &str) -> String {
        let mut clean = name.to_owned();
        let mut ranges: Vec<_> = self
            .planned()
            .iter()
            .filter_map(|mark| match &mark.place {
                Place::Name(range) => Some(range.clone()),
                _ => None,
            })
            .collect();
        ranges.sort_by_key(|range| std::cmp::Reverse(range.start));
        self.removed(Removal::Name, ranges.len());
        for range in ranges {
            if clean.get(range.clone()).is_some() {
                clean.replace_range(range, GONE_FROM_NAME);
            }
        }
        clean
    }
}

/// Returns the name with another ending.
fn with_ending(name: &str, ending: &str) -> String {
    let stem = match name.rsplit_once('.') {
        Some((stem, old)) if !stem.is_empty() && !old.contains('/') => stem,
        _ => name,
    };
    format!("{stem}.{ending}")
}
