//! Pages as pictures for the desk: drawn by workers, from the reader that the findings come from.

use std::collections::VecDeque;
use std::fs::File;
use std::sync::{Mutex, PoisonError};

use document::Rect;
use server::desk::{Area, Pictures};

use super::choices;
use super::sources::Sources;
use crate::scan;

/// Pictures that are kept in memory, so that going back and forth is quick.
const PICTURES_MAX: usize = 32;

/// The picture of a page, as PNG; nothing where it cannot be drawn.
pub(crate) fn draw(file: File, name: &str, page: u32, options: &run::Options) -> Option<Vec<u8>> {
    run::picture::draw(file, name, page, options).ok().map(|drawing| drawing.to_png())
}

/// The pieces of text under an area.
pub(crate) fn text_under(
    file: File,
    name: &str,
    area: Area,
    options: &run::Options,
) -> Vec<String> {
    let Area { page, left, top, right, bottom } = area;
    let rect = Rect { left, top, right, bottom };
    let pieces = run::picture::text_under(file, name, page, rect, options).unwrap_or_default();
    // Nothing is taken rather than a part of what someone drew around.
    if choices::can_look_for(&pieces) { pieces } else { Vec::new() }
}

/// Pages of what is under review.
pub(crate) struct OfSources {
    sources: Sources,
    /// The pictures that were drawn last, with file and page.
    kept: Mutex<VecDeque<(usize, u32, Vec<u8>)>>,
}

impl OfSources {
    pub(crate) fn new(sources: Sources) -> Self {
        Self { sources, kept: Mutex::default() }
    }

    fn open(&self, file: usize) -> Option<(File, String)> {
        let source = self.sources.get(file)?;
        Some((source.open().ok().filter(is_regular)?, source.name()))
    }

    fn kept(&self, file: usize, page: u32) -> Option<Vec<u8>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let mut of_page = kept.iter().filter(|(of, number, _)| (*of, *number) == (file, page));
        of_page.next().map(|(.., png)| png.clone())
    }
}

impl Pictures for OfSources {
    fn draw(&self, file: usize, page: u32) -> Option<Vec<u8>> {
        if let Some(png) = self.kept(file, page) {
            return Some(png);
        }
        let (opened, name) = self.open(file)?;
        let png = draw(opened, &name, page, &scan::options(Some(1), None))?;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= PICTURES_MAX {
            kept.pop_front();
        }
        kept.push_back((file, page, png.clone()));
        Some(png)
    }

    fn text_under(&self, file: usize, area: Area) -> Vec<String> {
        let opened = self.open(file);
        opened.map_or_else(Vec::new, |(opened, name)| {
            text_under(opened, &name, area, &scan::options(Some(1), None))
        })
    }
}

fn is_regular(file: &File) -> bool {
    file.metadata().is_ok_and(|metadata| metadata.is_file())
}
