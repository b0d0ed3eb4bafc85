//! The package (ECMA-376, part 2): a ZIP of members, their content types and their relationships.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};

use zip::ZipArchive;

use crate::out::Out;
use crate::{Hidden, Input, ProblemCode};

use crate::formats::office::markup::{Node, Tag, Xml};
use crate::formats::office::member::{Members, canonical, resolve, text_of};

/// Bytes of `[Content_Types].xml` that are looked at to tell what a package is.
const CONTENT_TYPES_BYTES_MAX: u64 = 4 << 20;

/// Names of the member that says which content each member is.
const CONTENT_TYPES: &str = "[content_types].xml";

/// A package that is open for reading.
pub(super) struct Package<'a> {
    pub(super) members: Members<'a>,
    types: ContentTypes,
    /// How pictures are hidden wherever they are shown; `None` for one that is seen somewhere.
    pictures: BTreeMap<String, Option<Hidden>>,
    /// Members of which it is noted how they show their pictures.
    noted: BTreeSet<String>,
}

/// An arrow from a member to another or to elsewhere.
pub(super) struct Relationship {
    pub(super) id: String,
    /// Last word of its type, such as `hyperlink`.
    pub(super) kind: String,
    /// Name of the member that it leads to, or the target as it stands when it leads elsewhere.
    pub(super) target: String,
    pub(super) is_external: bool,
}

impl<'a> Package<'a> {
    /// Opens a package; its content types are read at once.
    pub(super) fn open(input: &'a mut dyn Input, out: &mut Out<'_>) -> Option<Self> {
        let mut members = Members::open(input, out)?;
        let types = match members.text(CONTENT_TYPES, out) {
            Some(member) => ContentTypes::parse(&member.text),
            None => {
                out.problem(ProblemCode::Damaged);
                ContentTypes::default()
            }
        };
        Some(Self { members, types, pictures: BTreeMap::new(), noted: BTreeSet::new() })
    }

    /// Notes how pictures are hidden in the member of that name, which names them by these
    /// relationships.
    pub(super) fn note_pictures(
        &mut self,
        name: &str,
        relationships: &[Relationship],
        pictures: Vec<(String, Option<Hidden>)>,
    ) {
        self.noted.insert(canonical(name));
        for (id, hidden) in pictures {
            let to = relationships.iter().find(|to| to.id == id && !to.is_external);
            if let Some(to) = to {
                let noted = self.pictures.entry(to.target.clone()).or_insert(hidden);
                *noted = noted.and(hidden);
            }
        }
    }

    /// The pictures and embedded files that nobody who opens the document sees, by their names in the
    /// form that compares: nothing leads to them, no text shows them, or each place is hidden.
    pub(super) fn unseen(&mut self, out: &mut Out<'_>) -> BTreeMap<String, Hidden> {
        /// In a package with more of them nothing is looked for.
        const RELATIONSHIPS_MAX: usize = 100_000;
        let mut count = 0;
        let mut reached: BTreeSet<String> = BTreeSet::new();
        let mut shown: BTreeSet<String> = BTreeSet::new();
        // Those that are shown elsewhere than where it is noted how.
        let mut elsewhere: BTreeSet<String> = BTreeSet::new();
        let mut waiting = vec![String::new()];
        while let Some(name) = waiting.pop() {
            if out.stop() || !reached.insert(name.clone()) {
                continue;
            }
            let mut relationships = self.relationships_of_known(&name);
            count += relationships.len() + 1;
            if count > RELATIONSHIPS_MAX {
                return BTreeMap::new();
            }
            relationships.retain(|to| !to.is_external && self.members.has(&to.target));
            let is_markup = name.ends_with(".xml") || name.ends_with(".vml");
            let unnamed = match is_markup && relationships.iter().any(Relationship::is_by_name) {
                true => self.members.peek(&name, |text| not_named(&relationships, text)),
                false => None,
            };
            let is_noted = self.noted.contains(&name);
            for to in relationships {
                if unnamed.as_ref().is_some_and(|unnamed| unnamed.contains(&to.id)) {
                    continue;
                }
                if to.is_by_name() && !is_noted {
                    elsewhere.insert(to.target.clone());
                }
                shown.insert(to.target.clone());
                waiting.push(to.target);
            }
        }
        // Without relationships that can be read nothing is known.
        if shown.is_empty() {
            return BTreeMap::new();
        }
        let mut unseen = BTreeMap::new();
        for name in self.members.names() {
            let by_place = self.pictures.get(&name).copied().flatten();
            let hidden = match by_place.filter(|_| !elsewhere.contains(&name)) {
                None if !shown.contains(&name) => Some(Hidden::Outside),
                hidden => hidden,
            };
            unseen.extend(hidden.map(|hidden| (name, hidden)));
        }
        unseen
    }

    /// The relationships of a member, of which problems were told before.
    fn relationships_of_known(&mut self, name: &str) -> Vec<Relationship> {
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        let sidecar = canonical(&format!("{folder}/_rels/{file}.rels"));
        let read = |text: &str| relationships_in(text, folder);
        self.members.peek(&sidecar, read).unwrap_or_default()
    }

    /// Name of the main part, by the package's own relationships.
    pub(super) fn main_part(&mut self, out: &mut Out<'_>) -> Option<String> {
        let relationships = self.relationships("", out);
        let is_main = |kind: &str| matches!(kind, "officeDocument" | "fixedrepresentation");
        let named = relationships.into_iter().find(|to| is_main(&to.kind));
        let has = |name: &str| self.members.has(name);
        named
            .map(|to| to.target)
            .filter(|name| has(name))
            .or_else(|| self.types.main.clone())
            .filter(|name| has(name))
            .or_else(|| guessed_main(has).map(str::to_owned))
            .or_else(|| self.members.names().into_iter().find(|name| is_sequence(name)))
    }

    /// The content type of a member; empty when none is given.
    pub(super) fn content_type(&self, name: &str) -> &str {
        self.types.of(name)
    }

    /// Where a member leads; the empty name stands for the package itself.
    pub(super) fn relationships(&mut self, name: &str, out: &mut Out<'_>) -> Vec<Relationship> {
        let name = canonical(name);
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", &name));
        let sidecar = canonical(&format!("{folder}/_rels/{file}.rels"));
        let Some(member) = self.members.text(&sidecar, out) else { return Vec::new() };
        let mut xml = Xml::new(&member.text, out.limits().nesting_max);
        let mut relationships = Vec::new();
        while let Some(node) = xml.next() {
            let Node::Start(tag) = node else { continue };
            if tag.local() != "Relationship" {
                continue;
            }
            relationships.push(Relationship::of(&tag, folder));
        }
        if let Some(code) = xml.trouble() {
            out.problem(code);
        }
        relationships
    }

    /// The relationships of a member of that text with pictures through which nothing shines.
    pub(super) fn opaque_pictures(
        &mut self,
        name: &str,
        text: &str,
        out: &mut Out<'_>,
    ) -> BTreeSet<String> {
        const PICTURES_MAX: usize = 200;
        if !text.contains(":blip ") {
            return BTreeSet::new();
        }
        let mut pictures = self.relationships(name, out);
        pictures.retain(|to| to.kind == "image" && !to.is_external);
        pictures.truncate(PICTURES_MAX);
        pictures.retain(|to| self.members.is_opaque_picture(&to.target));
        pictures.into_iter().map(|to| to.id).collect()
    }
}

impl Relationship {
    fn of(tag: &Tag<'_>, folder: &str) -> Self {
        let is_external = tag.text("TargetMode").eq_ignore_ascii_case("external");
        let target = tag.text("Target");
        Self {
            id: tag.text("Id").into_owned(),
            kind: last_word(&tag.text("Type")).to_owned(),
            target: if is_external { target.into_owned() } else { resolve(folder, &target) },
            is_external,
        }
    }

    /// True for one that counts only where the member names it: others are for all of it.
    fn is_by_name(&self) -> bool {
        matches!(self.kind.as_str(), "image" | "hdphoto" | "media" | "audio" | "video")
    }
}

/// The ids of pictures and the like that the text of a member does not name.
fn not_named(relationships: &[Relationship], text: &str) -> BTreeSet<String> {
    /// Of longer texts only the beginning is looked at.
    const TEXT_BYTES_MAX: usize = 1_000_000;
    const NAMES_MAX: usize = 2_000;
    if text.len() >= TEXT_BYTES_MAX || relationships.len() > NAMES_MAX {
        return BTreeSet::new();
    }
    let quotes = ['"', '\''];
    let names = |id: &str| quotes.iter().any(|quote| text.contains(&format!("{quote}{id}{quote}")));
    let unnamed = relationships.iter().filter(|to| to.is_by_name() && !names(&to.id));
    unnamed.map(|to| to.id.clone()).collect()
}

/// The relationships that a member lists which stands in a folder; what is broken is left out.
fn relationships_in(text: &str, folder: &str) -> Vec<Relationship> {
    const NESTING_MAX: u32 = 16;
    let mut xml = Xml::new(text, NESTING_MAX);
    let mut relationships = Vec::new();
    while let Some(node) = xml.next() {
        let Node::Start(tag) = node else { continue };
        if tag.local() == "Relationship" {
            relationships.push(Relationship::of(&tag, folder));
        }
    }
    relationships
}

/// What kind of package it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Document,
    Workbook,
    BinaryWorkbook,
    Presentation,
    Drawing,
    Pages,
}

impl Kind {
    /// The kind whose main part has that content type.
    pub(super) fn of(content_type: &str) -> Option<Self> {
        let content_type = content_type.to_ascii_lowercase();
        let has = |word| content_type.contains(word);
        if has("xps-fixeddocumentsequence") {
            Some(Self::Pages)
        } else if !has("main") {
            None
        } else if has("ms-excel.sheet.binary") {
            Some(Self::BinaryWorkbook)
        } else if has("wordprocessingml") || has("ms-word.") {
            Some(Self::Document)
        } else if has("spreadsheetml") || has("ms-excel.") {
            Some(Self::Workbook)
        } else if has("presentationml") || has("ms-powerpoint.") {
            Some(Self::Presentation)
        } else if has("ms-visio.") {
            Some(Self::Drawing)
        } else {
            None
        }
    }

    /// The kind of the package in `input`, if it is one of these.
    pub(super) fn sniff(input: &mut dyn Input) -> Option<Self> {
        let mut archive = ZipArchive::new(input).ok()?;
        let names: BTreeMap<String, usize> = archive
            .file_names_raw()
            .enumerate()
            .map(|(index, name)| (canonical(&String::from_utf8_lossy(name)), index))
            .collect();
        let types = names
            .get(CONTENT_TYPES)
            .and_then(|index| read_some(&mut archive, *index))
            .map(|text| ContentTypes::parse(&text))
            .unwrap_or_default();
        // Without types the package is damaged, but its main part still tells what it is.
        let named = types.main.as_ref().and_then(|name| Self::of(types.of(name)));
        named.or_else(|| match guessed_main(|name| names.contains_key(name)) {
            Some("word/document.xml") => Some(Self::Document),
            Some("xl/workbook.xml") => Some(Self::Workbook),
            Some("xl/workbook.bin") => Some(Self::BinaryWorkbook),
            Some("visio/document.xml") => Some(Self::Drawing),
            Some(_) => Some(Self::Presentation),
            None => names.keys().any(|name| is_sequence(name)).then_some(Self::Pages),
        })
    }
}

/// Where main parts stand by custom.
fn guessed_main(has: impl Fn(&str) -> bool) -> Option<&'static str> {
    const CUSTOM: [&str; 5] = [
        "word/document.xml",
        "xl/workbook.xml",
        "xl/workbook.bin",
        "ppt/presentation.xml",
        "visio/document.xml",
    ];
    CUSTOM.into_iter().find(|name| has(name))
}

/// True for the list of the documents in one of XPS, by its ending.
fn is_sequence(name: &str) -> bool {
    name.ends_with(".fdseq")
}

fn read_some<R: Read + Seek>(archive: &mut ZipArchive<R>, index: usize) -> Option<String> {
    let mut bytes = Vec::new();
    let file = archive.by_index(index).ok()?;
    file.take(CONTENT_TYPES_BYTES_MAX).read_to_end(&mut bytes).ok()?;
    Some(text_of(bytes).0)
}

/// Which content each member is.
#[derive(Default)]
struct ContentTypes {
    by_name: BTreeMap<String, String>,
    by_extension: BTreeMap<String, String>,
    /// Name of the first member whose type is that of a main part.
    main: Option<String>,
}

impl ContentTypes {
    fn parse(text: &str) -> Self {
        let mut types = Self::default();
        let mut xml = Xml::new(text, 16);
        while let Some(node) = xml.next() {
            let Node::Start(tag) = node else { continue };
            let content_type = tag.text("ContentType").into_owned();
            if tag.local() == "Default" {
                types.by_extension.insert(tag.text("Extension").to_lowercase(), content_type);
            } else if tag.local() == "Override" {
                let name = canonical(&tag.text("PartName"));
                if types.main.is_none() && Kind::of(&content_type).is_some() {
                    types.main = Some(name.clone());
                }
                types.by_name.insert(name, content_type);
            }
        }
        types
    }

    fn of(&self, name: &str) -> &str {
        let name = canonical(name);
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        self.by_name
            .get(&name)
            .or_else(|| self.by_extension.get(extension))
            .map_or("", String::as_str)
    }
}

/// The last word of a type or name with slashes.
pub(super) fn last_word(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or_default()
}
