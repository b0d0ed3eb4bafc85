//! The project's own sample files: `corpus/<format>/<case>.src` says in readable form what a file holds,
//! and a snapshot beside it what is read and found in it.
//!
//! A source begins with remarks (`# …`): what the case shows, which items of check-lists it is the
//! sample of (`# list: ico/exif`), and which numbers it plants where (`# place: 11… hidden sheet`).
//! Sections (`=== name`) follow: members of a package, objects of a PDF, or `=== file` for a file that
//! is text. Nothing that is built is kept in the repository.

mod build;
mod copies;
mod coverage;
mod mailbox;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

pub(crate) use build::Made;
use coverage::Place;

/// Where each planted number is found.
const COVERAGE_PAGE: &str = "docs/coverage.md";
/// What is left of each planted number in copies.
const COPIES_PAGE: &str = "docs/copies.md";

/// The readable source of one file.
#[derive(Debug)]
pub(crate) struct Source {
    /// Name of the folder, which is the ending of the file that is built.
    pub(crate) format: String,
    /// Name of the case.
    pub(crate) case: String,
    /// Items of check-lists that it is the sample of, as `list/item`.
    pub(crate) lists: Vec<String>,
    /// Numbers that it plants.
    places: Vec<Place>,
    sections: Vec<(String, String)>,
}

impl Source {
    /// Parses a source.
    pub(crate) fn parse(format: &str, case: &str, text: &str) -> Result<Self> {
        let mut source = Self {
            format: format.to_owned(),
            case: case.to_owned(),
            lists: Vec::new(),
            places: Vec::new(),
            sections: Vec::new(),
        };
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("=== ") {
                source.sections.push((name.to_owned(), String::new()));
            } else if let Some((_, content)) = source.sections.last_mut() {
                content.push_str(line);
                content.push('\n');
            } else if let Some(item) = line.strip_prefix("# list: ") {
                source.lists.push(item.to_owned());
            } else if let Some(remark) = line.strip_prefix("# place: ") {
                source.places.push(Place::parse(remark)?);
            } else if !line.starts_with('#') && !line.is_empty() {
                bail!("`{line}` stands before the first section");
            }
        }
        Ok(source)
    }

    /// Name of the file that is built.
    pub(crate) fn name(&self) -> String {
        format!("{}.{}", self.case, self.format)
    }

    /// Builds the file.
    pub(crate) fn build(&self) -> Result<Made> {
        build::build(self).with_context(|| format!("cannot build `{}`", self.name()))
    }
}

/// Reads all sources, in order of their names.
pub(crate) fn sources(root: &Path) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for folder in entries(&root.join("corpus"))?.into_iter().filter(|path| path.is_dir()) {
        let format = stem(&folder);
        for file in entries(&folder)?.into_iter().filter(|path| has_ending(path, "src")) {
            let text = fs::read_to_string(&file)?;
            let source = Source::parse(&format, &stem(&file), &text);
            sources.push(source.with_context(|| format!("cannot read `{}`", file.display()))?);
        }
    }
    Ok(sources)
}

/// Writes every file into a folder, in which the formats have their own, and the pages on
/// coverage and on copies.
pub(crate) fn write(root: &Path, folder: &Path) -> Result<()> {
    let sources = sources(root)?;
    for source in &sources {
        let folder = folder.join(&source.format);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(source.name()), source.build()?.bytes()?)?;
    }
    fs::write(root.join(COVERAGE_PAGE), coverage::page(&sources)?)?;
    fs::write(root.join(COPIES_PAGE), copies::page(&sources)?)?;
    println!("{} files in {}", sources.len(), folder.display());
    Ok(())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let read = fs::read_dir(folder).with_context(|| format!("no folder `{}`", folder.display()))?;
    let mut entries = read.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    entries.sort();
    Ok(entries)
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|extension| extension == ending)
}
