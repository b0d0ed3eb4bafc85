//! What of a document was looked at, in numbers: bytes that belong to something, pages without text,
//! letters that nothing explains, children that were not opened, limits that were reached.

use std::sync::Arc;

use crate::ProblemCode;

/// How much of a document was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Coverage {
    /// All of it was understood.
    Whole,
    /// A blocking problem stands for what was not.
    Part,
    /// Nothing was.
    Refused,
}

impl Coverage {
    /// Name, as outputs write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Part => "part",
            Self::Refused => "refused",
        }
    }
}

/// Stretches of bytes, and numbers of pages, that are told one by one; more are only counted.
const LISTED_MAX: usize = 100;

/// What of one document was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// Names of the members from the file inwards; empty for the file itself.
    pub path: Arc<[String]>,
    /// Name of its format.
    pub format: &'static str,
    /// How much of it was read.
    pub coverage: Coverage,
    /// Its length, when known.
    pub bytes: Option<u64>,
    /// Bytes that belong to something that its reader understands; `None` when the reader of this
    /// format does not count them, or stopped early.
    pub bytes_accounted: Option<u64>,
    /// The first stretches of bytes that belong to nothing.
    pub gaps: Vec<(u64, u64)>,
    /// How many such stretches there are.
    pub gaps_count: u64,
    /// Pages and slides.
    pub pages: u64,
    /// How many of them hold no letter, also after what text recognition read.
    pub pages_without_text: u64,
    /// Numbers of the first pages without text.
    pub blank_pages: Vec<u32>,
    /// Glyphs on pages, where a reader sees glyphs.
    pub glyphs: u64,
    /// Glyphs whose character is not known.
    pub glyphs_without_unicode: u64,
    /// Frames of its films that were looked at.
    pub frames: u64,
    /// Documents inside it.
    pub children: u64,
    /// Documents inside it of which nothing was read.
    pub children_not_opened: u64,
    /// The limits that were reached, each once.
    pub limits: Vec<ProblemCode>,
}

impl Default for Examined {
    fn default() -> Self {
        Self {
            path: Arc::from([]),
            format: "unknown",
            coverage: Coverage::Refused,
            bytes: None,
            bytes_accounted: None,
            gaps: Vec::new(),
            gaps_count: 0,
            pages: 0,
            pages_without_text: 0,
            blank_pages: Vec::new(),
            glyphs: 0,
            glyphs_without_unicode: 0,
            frames: 0,
            children: 0,
            children_not_opened: 0,
            limits: Vec::new(),
        }
    }
}

impl Examined {
    /// True when all of the document was looked at, as far as is counted.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.coverage == Coverage::Whole
            && self.gaps_count == 0
            && self.pages_without_text == 0
            && self.glyphs_without_unicode == 0
            && self.children_not_opened == 0
            && self.limits.is_empty()
    }
}

/// Counts while a document is read.
#[derive(Debug, Default)]
pub(crate) struct Count {
    examined: Examined,
    /// True when the reader tells every stretch that belongs to nothing.
    accounts: bool,
    gap_bytes: u64,
    /// The page that was told last.
    last_page: Option<u32>,
    /// The page that is told and has no letter so far.
    blank_page: Option<u32>,
}

impl Count {
    /// Begins with a document of that length.
    pub(crate) fn new(path: &Arc<[String]>, format: &'static str, bytes: Option<u64>) -> Self {
        let examined = Examined { path: Arc::clone(path), format, bytes, ..Examined::default() };
        Self { examined, ..Self::default() }
    }

    /// Says that every byte belongs to something, but for the gaps.
    pub(crate) fn account(&mut self) {
        self.accounts = true;
    }

    /// Counts bytes that belong to nothing.
    pub(crate) fn gap(&mut self, start: u64, end: u64) {
        if start >= end {
            return;
        }
        self.gap_bytes += end - start;
        self.examined.gaps_count += 1;
        if self.examined.gaps.len() < LISTED_MAX {
            self.examined.gaps.push((start, end));
        }
    }

    /// Counts the bytes at the end of the document that belong to nothing.
    pub(crate) fn gap_at_end(&mut self, bytes: u64) {
        if let Some(size) = self.examined.bytes {
            self.gap(size.saturating_sub(bytes), size);
        }
    }

    /// Counts a page, which is blank until something is written on it; once, where more than one part
    /// tells of it.
    pub(crate) fn page(&mut self, number: Option<u32>) {
        if number.is_some() && number == self.last_page {
            return;
        }
        self.last_page = number;
        self.settle_page();
        self.examined.pages += 1;
        let number = number.or_else(|| u32::try_from(self.examined.pages).ok());
        self.blank_page = number;
    }

    /// Hears that the present page has letters.
    pub(crate) fn page_has_text(&mut self) {
        self.blank_page = None;
    }

    fn settle_page(&mut self) {
        if let Some(number) = self.blank_page.take() {
            self.examined.pages_without_text += 1;
            if self.examined.blank_pages.len() < LISTED_MAX {
                self.examined.blank_pages.push(number);
            }
        }
    }

    /// Counts glyphs, and how many of them no character is known for.
    pub(crate) fn glyphs(&mut self, all: u64, unknown: u64) {
        self.examined.glyphs += all;
        self.examined.glyphs_without_unicode += unknown;
    }

    /// Counts frames of films.
    pub(crate) fn frames(&mut self, looked_at: u64) {
        self.examined.frames += looked_at;
    }

    /// Counts a document inside, and whether anything of it was read.
    pub(crate) fn child(&mut self, coverage: Coverage) {
        self.examined.children += 1;
        self.examined.children_not_opened += u64::from(coverage == Coverage::Refused);
    }

    /// Notes a problem that is a limit.
    pub(crate) fn problem(&mut self, code: ProblemCode) {
        if code.is_limit() && !self.examined.limits.contains(&code) {
            self.examined.limits.push(code);
        }
    }

    /// Ends with what came of the document.
    pub(crate) fn finish(mut self, coverage: Coverage) -> Examined {
        self.settle_page();
        let mut examined = self.examined;
        examined.coverage = coverage;
        let Some(bytes) = examined.bytes else { return examined };
        examined.bytes_accounted = match coverage {
            Coverage::Refused => Some(0),
            _ if !self.accounts || !examined.limits.is_empty() => None,
            _ => Some(bytes.saturating_sub(self.gap_bytes)),
        };
        if coverage == Coverage::Refused && bytes > 0 {
            examined.gaps = vec![(0, bytes)];
            examined.gaps_count = 1;
        }
        examined
    }
}

#[cfg(test)]
mod tests;
