//! A package that is being made: its parts, the arrows between them, and pictures.

use std::collections::BTreeMap;

use super::{OFFICE, XML};
use crate::clean::Refusal;
use crate::clean::package::NewZip;

const TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const ARROWS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const CONTENT: &str = "application/vnd.openxmlformats-officedocument";

/// The package.
pub(super) struct Draft {
    zip: NewZip,
    types: String,
    /// Kind and target of each arrow, by the part that it leads from.
    arrows: BTreeMap<String, Vec<(&'static str, String)>>,
    pictures: usize,
}

impl Draft {
    pub(super) fn new() -> Self {
        Self { zip: NewZip::new(), types: String::new(), arrows: BTreeMap::new(), pictures: 0 }
    }

    /// Adds a part of that kind.
    pub(super) fn add(&mut self, name: &str, kind: &str, text: &str) -> Result<(), Refusal> {
        self.types +=
            &format!("<Override PartName=\"/{name}\" ContentType=\"{CONTENT}.{kind}+xml\"/>");
        self.zip.add(name, text.as_bytes(), false)
    }

    /// Adds a picture and returns its name; what it is, its bytes say.
    pub(super) fn picture(&mut self, bytes: &[u8]) -> Result<String, Refusal> {
        self.pictures += 1;
        let name = format!("media/image{}.bin", self.pictures);
        self.zip.add(&name, bytes, true)?;
        Ok(name)
    }

    /// Adds an arrow and returns its id.
    pub(super) fn arrow(&mut self, from: &str, kind: &'static str, to: &str) -> String {
        let arrows = self.arrows.entry(from.to_owned()).or_default();
        arrows.push((kind, to.to_owned()));
        format!("rId{}", arrows.len())
    }

    /// Returns the package, which begins with the part `main`.
    pub(super) fn finish(mut self, main: &str) -> Result<Vec<u8>, Refusal> {
        self.arrow("", "officeDocument", main);
        let types = format!(
            "{XML}<Types xmlns=\"{TYPES}\"><Default Extension=\"bin\" \
             ContentType=\"application/octet-stream\"/>{}</Types>",
            self.types
        );
        self.zip.add("[Content_Types].xml", types.as_bytes(), false)?;
        for (from, arrows) in &self.arrows {
            let name = match from.rsplit_once('/') {
                Some((folder, file)) => format!("{folder}/_rels/{file}.rels"),
                None => "_rels/.rels".to_owned(),
            };
            self.zip.add(&name, relationships(arrows).as_bytes(), false)?;
        }
        self.zip.finish()
    }
}

fn relationships(arrows: &[(&str, String)]) -> String {
    let mut text = format!("{XML}<Relationships xmlns=\"{ARROWS}\">");
    for (number, (kind, target)) in (1..).zip(arrows) {
        text += &format!(
            "<Relationship Id=\"rId{number}\" Type=\"{OFFICE}/{kind}\" Target=\"/{target}\"/>"
        );
    }
    text + "</Relationships>"
}
