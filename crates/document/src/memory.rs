//! What was found out about bytes, for whoever reads the same bytes again: copies have most of what
//! their originals have, and are read several times.
//!
//! Nothing that a document says is kept, but digests, and which of its letters are not seen.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use sha2::{Digest as _, Sha256};

use crate::{Hidden, ProblemCode};

/// Pictures that are remembered.
const PIXELS_MAX: usize = 4_096;
/// Documents whose pages are remembered: an original, and the copies of two rounds.
const DOCUMENTS_MAX: usize = 3;
/// Letters of one document that are remembered for not being seen.
const UNSEEN_MAX: usize = 1 << 20;

/// Digest of all bytes that decide the pixels of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pixels([u8; 32]);

impl Pixels {
    /// Returns the digest of these bytes.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

/// What was found out about bytes that were read.
#[derive(Debug, Default)]
pub struct Memory {
    /// The problem that was all that was told of pixels.
    pixels: RefCell<BTreeMap<Pixels, ProblemCode>>,
    /// The documents that were read last, the oldest first.
    documents: RefCell<Vec<([u8; 32], Rc<Looks>)>>,
}

impl Memory {
    /// Returns a memory of nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the problem that was all that was told of pixels.
    pub(crate) fn of_pixels(&self, pixels: Pixels) -> Option<ProblemCode> {
        self.pixels.borrow().get(&pixels).copied()
    }

    /// Remembers that a problem is all that was told of pixels.
    pub(crate) fn add_pixels(&self, pixels: Pixels, problem: ProblemCode) {
        let mut known = self.pixels.borrow_mut();
        if known.len() < PIXELS_MAX {
            known.insert(pixels, problem);
        }
    }

    /// What is known of the pages of a document of these bytes.
    pub(crate) fn looks_of(&self, document: &[u8]) -> Rc<Looks> {
        let digest: [u8; 32] = Sha256::digest(document).into();
        let mut documents = self.documents.borrow_mut();
        if let Some((_, looks)) = documents.iter().find(|(known, _)| *known == digest) {
            return Rc::clone(looks);
        }
        if documents.len() >= DOCUMENTS_MAX {
            documents.remove(0);
        }
        let looks = Rc::new(Looks::default());
        documents.push((digest, Rc::clone(&looks)));
        looks
    }
}

/// What painting the pages of one document has shown.
#[derive(Debug, Default)]
pub(crate) struct Looks {
    pages: RefCell<BTreeMap<u32, Rc<Look>>>,
    unseen: RefCell<usize>,
}

/// What painting a page has shown.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Look {
    /// Glyphs that the page has.
    pub(crate) glyphs: usize,
    /// Those that are not seen as the content says: number, how hidden, whether a shadow.
    pub(crate) changed: Vec<(usize, Option<Hidden>, bool)>,
    /// True when the page was too much to be painted.
    pub(crate) is_over: bool,
}

impl Looks {
    /// What painting the page of that number has shown, if it was painted.
    pub(crate) fn of_page(&self, page: u32) -> Option<Rc<Look>> {
        self.pages.borrow().get(&page).cloned()
    }

    /// Remembers what painting a page has shown.
    pub(crate) fn add(&self, page: u32, look: Look) {
        let mut unseen = self.unseen.borrow_mut();
        *unseen += look.changed.len() + 1;
        if *unseen <= UNSEEN_MAX {
            self.pages.borrow_mut().insert(page, Rc::new(look));
        }
    }
}
