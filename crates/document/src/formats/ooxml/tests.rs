//! Packages are built here, member by member, and read as a whole.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use expect_test::{Expect, expect};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::super::testing::{dump, dump_with};
use crate::{Collector, Limits, Source, Span};

mod documents;
mod drawings;
mod fixed;
mod packages;
mod planted;
mod presentations;
mod workbooks;

/// A package under construction.
#[derive(Clone)]
struct Package {
    name: &'static str,
    members: Vec<(String, Vec<u8>)>,
    overrides: String,
}

impl Package {
    fn new(name: &'static str) -> Self {
        Self { name, members: Vec::new(), overrides: String::new() }
    }

    /// Adds a member without a content type of its own, in place of one of that name.
    fn member(mut self, name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.members.retain(|(known, _)| known != name);
        self.members.push((name.to_owned(), bytes.into()));
        self
    }

    /// Adds a member with its content type.
    fn part(mut self, name: &str, content_type: &str, text: &str) -> Self {
        let kind = format!("application/vnd.openxmlformats-officedocument.{content_type}+xml");
        let _ = write!(self.overrides, r#"<Override PartName="/{name}" ContentType="{kind}"/>"#);
        self.member(name, text)
    }

    /// Adds the relationships of a member: ids, last words of types, targets.
    fn relationships(self, name: &str, relationships: &[(&str, &str, &str)]) -> Self {
        let (folder, file) = name.rsplit_once('/').map_or(("", name), |split| split);
        let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let mut text = String::from("<Relationships>");
        for (id, kind, target) in relationships {
            let mode = match target.contains("://") || target.starts_with("mailto:") {
                true => r#" TargetMode="External""#,
                false => "",
            };
            let _ = write!(
                text,
                r#"<Relationship Id="{id}" Type="http://x/{kind}" Target="{target}"{mode}/>"#
            );
        }
        text.push_str("</Relationships>");
        self.member(&format!("{folder}_rels/{file}.rels"), text)
    }

    fn bytes(&self) -> Vec<u8> {
        let types = format!(
            r#"<Types><Default Extension="xml" ContentType="application/xml"/>{}</Types>"#,
            self.overrides
        );
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let members = [("[Content_Types].xml".to_owned(), types.into_bytes())];
        for (name, bytes) in members.iter().chain(&self.members) {
            let options =
                SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
            zip.start_file(name.as_str(), options).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn check(&self, expected: Expect) {
        expected.assert_eq(&dump(&self.bytes(), self.name));
    }

    /// Checks what all runs of the part of that label say: text, how hidden, label, and place.
    fn check_runs(&self, label: &str, expected: Expect) {
        let document = collect(&self.bytes(), self.name, &Limits::default());
        let read = document.parts.iter().find(|read| &*read.part.label == label).unwrap();
        let mut lines = String::new();
        for run in &read.runs {
            let text = &read.text.as_bytes()[run.span.range()];
            let hidden = run.hidden.map_or("shown", |hidden| hidden.name());
            let place = match &run.source {
                Source::Cell(cell) => cell.to_string(),
                Source::Member { name, map } => {
                    let (start, end) = map.origin_span(Span::new(0, run.span.len()));
                    let (_, bytes) = self.members.iter().find(|(own, _)| **own == **name).unwrap();
                    let raw = &bytes[start as usize..end as usize];
                    String::from_utf8_lossy(raw).into_owned()
                }
                _ => String::new(),
            };
            let label = run.label.as_deref().unwrap_or("-");
            let text = String::from_utf8_lossy(text);
            let _ = writeln!(lines, "{hidden} {label} | {text} | {place}");
        }
        expected.assert_eq(&lines);
    }
}

fn collect(bytes: &[u8], name: &str, limits: &Limits) -> crate::Document {
    let mut sink = Collector::default();
    crate::read(&mut Cursor::new(bytes), name, limits, &mut sink);
    sink.document
}

/// A Word document with that body.
fn docx(body: &str, relationships: &[(&str, &str, &str)]) -> Package {
    let text = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    Package::new("a.docx")
        .relationships("", &[("r1", "officeDocument", "word/document.xml")])
        .part("word/document.xml", "wordprocessingml.document.main", &text)
        .relationships("word/document.xml", relationships)
}

/// A workbook with sheets of those names, attributes and contents.
fn xlsx(sheets: &[(&str, &str, &str)]) -> Package {
    let mut list = String::new();
    let mut targets = Vec::new();
    for (index, (name, attributes, _)) in sheets.iter().enumerate() {
        let _ = write!(list, r#"<sheet name="{name}" {attributes} r:id="rId{index}"/>"#);
        targets.push((format!("rId{index}"), format!("worksheets/sheet{index}.xml")));
    }
    let mut relationships: Vec<_> =
        targets.iter().map(|(id, target)| (id.as_str(), "worksheet", target.as_str())).collect();
    relationships.extend([
        ("s", "sharedStrings", "sharedStrings.xml"),
        ("t", "styles", "styles.xml"),
        ("p", "pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml"),
        ("e", "externalLink", "externalLinks/externalLink1.xml"),
    ]);
    let workbook = format!(
        "<workbook><sheets>{list}</sheets><definedNames><definedName name=\"Rate\">\
         0.19</definedName></definedNames></workbook>"
    );
    let mut package = Package::new("a.xlsx")
        .relationships("", &[("r1", "officeDocument", "xl/workbook.xml")])
        .part("xl/workbook.xml", "spreadsheetml.sheet.main", &workbook)
        .relationships("xl/workbook.xml", &relationships);
    for (index, (_, _, text)) in sheets.iter().enumerate() {
        let text = format!("<worksheet>{text}</worksheet>");
        package = package.member(&format!("xl/worksheets/sheet{index}.xml"), text);
    }
    package
}
