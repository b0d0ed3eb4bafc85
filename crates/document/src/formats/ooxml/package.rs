//! The package (ECMA-376, part 2): a ZIP of members, their content types and their relationships.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Seek};
use std::sync::Arc;

use zip::ZipArchive;
use zip::result::ZipError;

use crate::read::Out;
use crate::{Input, ProblemCode};

use super::xml::{Node, Xml};

/// Bytes of `[Content_Types].xml` that are looked at to tell what a package is.
const CONTENT_TYPES_BYTES_MAX: u64 = 4 << 20;

/// Names of the member that says which content each member is.
const CONTENT_TYPES: &str = "[content_types].xml";

/// A package that is open for reading.
pub(super) struct Package<'a> {
    archive: ZipArchive<&'a mut dyn Input>,
    /// Names in the form that compares, with their entries.
    entries: BTreeMap<String, usize>,
    types: ContentTypes,
    /// Entries that were read already.
    read: BTreeSet<usize>,
}

/// A member of a package as text.
pub(super) struct Member {
    /// Its name as the package has it.
    pub(super) name: Arc<str>,
    /// Its text without a byte order mark.
    pub(super) text: String,
    /// Length of the byte order mark.
    pub(super) base: usize,
    /// True when offsets in the text are offsets in the member.
    pub(super) is_mapped: bool,
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
        let Ok(archive) = ZipArchive::new(input) else {
            out.problem(ProblemCode::Damaged);
            return None;
        };
        if archive.len() as u64 > out.limits().entries_max {
            out.problem(ProblemCode::EntriesLimit);
            return None;
        }
        if archive.has_duplicate_names() {
            // Of entries with one name the last is read; programs may show another.
            out.problem(ProblemCode::Damaged);
        }
        let mut entries = BTreeMap::new();
        for (index, name) in archive.file_names_raw().enumerate() {
            let name = String::from_utf8_lossy(name);
            if entries.insert(canonical(&name), index).is_some() {
                out.problem(ProblemCode::Damaged);
            }
        }
        let types = ContentTypes::default();
        let mut package = Self { archive, entries, types, read: BTreeSet::new() };
        match package.member(CONTENT_TYPES, out) {
            Some(member) => package.types = ContentTypes::parse(&member.text),
            None => out.problem(ProblemCode::Damaged),
        }
        Some(package)
    }

    /// Name of the main part, by the package's own relationships.
    pub(super) fn main_part(&mut self, out: &mut Out<'_>) -> Option<String> {
        let relationships = self.relationships("", out);
        let named = relationships.into_iter().find(|to| to.kind == "officeDocument");
        named
            .map(|to| to.target)
            .filter(|name| self.entries.contains_key(name))
            .or_else(|| self.types.main.clone())
            .filter(|name| self.entries.contains_key(name))
            .or_else(|| guessed_main(|name| self.entries.contains_key(name)).map(str::to_owned))
    }

    /// The content type of a member; empty when none is given.
    pub(super) fn content_type(&self, name: &str) -> &str {
        self.types.of(name)
    }

    /// Names of the members in the form that compares, in the order of the package.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = self.entries.iter().collect();
        names.sort_by_key(|(_, index)| **index);
        names.into_iter().map(|(name, _)| name.clone()).collect()
    }

    /// The comment of the ZIP file.
    pub(super) fn comment(&self) -> String {
        String::from_utf8_lossy(self.archive.comment()).into_owned()
    }

    /// The name of a member as the package has it.
    pub(super) fn own_name(&self, name: &str) -> String {
        let index = self.entries.get(&canonical(name));
        let own = index.and_then(|index| self.archive.file_names_raw().nth(*index));
        own.map_or_else(|| name.to_owned(), |own| String::from_utf8_lossy(own).into_owned())
    }

    /// True when there is a member of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.contains_key(&canonical(name))
    }

    /// True when the member was asked for before.
    pub(super) fn was_read(&self, name: &str) -> bool {
        self.entries.get(&canonical(name)).is_some_and(|index| self.read.contains(index))
    }

    /// Reads a member whole; `None` when it is not there, or with a problem when it cannot be.
    pub(super) fn bytes(&mut self, name: &str, out: &mut Out<'_>) -> Option<(Arc<str>, Vec<u8>)> {
        let index = *self.entries.get(&canonical(name))?;
        self.read.insert(index);
        let mut file = match self.archive.by_index(index) {
            Ok(file) => file,
            Err(error) => {
                out.problem(match error {
                    ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)
                    | ZipError::InvalidPassword => ProblemCode::Encrypted,
                    ZipError::UnsupportedArchive(_)
                    | ZipError::CompressionMethodNotSupported(_) => ProblemCode::FormatNotRead,
                    _ => ProblemCode::Damaged,
                });
                return None;
            }
        };
        let name = String::from_utf8_lossy(file.name_raw()).replace('\\', "/");
        let compressed = file.compressed_size();
        let held = out.hold(&mut file, Some(compressed));
        Some((Arc::from(name), held.bytes))
    }

    /// Reads a member as text.
    pub(super) fn member(&mut self, name: &str, out: &mut Out<'_>) -> Option<Member> {
        let (name, bytes) = self.bytes(name, out)?;
        Some(decode(name, bytes, out))
    }

    /// Reads a member that another says is there; that it is not is a problem.
    ///
    /// Each is read once only, however often it is named, so that a small package cannot ask
    /// for the same large member again and again.
    pub(super) fn needed(&mut self, name: &str, out: &mut Out<'_>) -> Option<Member> {
        if self.was_read(name) {
            return None;
        }
        if !self.has(name) {
            out.problem(ProblemCode::Damaged);
            return None;
        }
        self.member(name, out)
    }

    /// Where a member leads; the empty name stands for the package itself.
    pub(super) fn relationships(&mut self, name: &str, out: &mut Out<'_>) -> Vec<Relationship> {
        let name = canonical(name);
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", &name));
        let sidecar = canonical(&format!("{folder}/_rels/{file}.rels"));
        let Some(member) = self.member(&sidecar, out) else { return Vec::new() };
        let mut xml = Xml::new(&member.text, out.limits().nesting_max);
        let mut relationships = Vec::new();
        while let Some(node) = xml.next() {
            let Node::Start(tag) = node else { continue };
            if tag.local() != "Relationship" {
                continue;
            }
            let is_external = tag.text("TargetMode").eq_ignore_ascii_case("external");
            let target = tag.text("Target");
            relationships.push(Relationship {
                id: tag.text("Id").into_owned(),
                kind: last_word(&tag.text("Type")).to_owned(),
                target: if is_external { target.into_owned() } else { resolve(folder, &target) },
                is_external,
            });
        }
        if let Some(code) = xml.trouble() {
            out.problem(code);
        }
        relationships
    }

    /// Gives a member to the reader of its own format, as a document inside this one.
    pub(super) fn tell_child(&mut self, name: &str, out: &mut Out<'_>) {
        if let Some((name, bytes)) = self.bytes(name, out)
            && !bytes.is_empty()
        {
            out.child(&name, &mut Cursor::new(bytes));
        }
    }
}

/// What kind of package it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Document,
    Workbook,
    BinaryWorkbook,
    Presentation,
}

impl Kind {
    /// The kind whose main part has that content type.
    pub(super) fn of(content_type: &str) -> Option<Self> {
        let content_type = content_type.to_ascii_lowercase();
        let has = |word| content_type.contains(word);
        if !has("main") {
            None
        } else if has("ms-excel.sheet.binary") {
            Some(Self::BinaryWorkbook)
        } else if has("wordprocessingml") || has("ms-word.") {
            Some(Self::Document)
        } else if has("spreadsheetml") || has("ms-excel.") {
            Some(Self::Workbook)
        } else if has("presentationml") || has("ms-powerpoint.") {
            Some(Self::Presentation)
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
        types.main.as_ref().and_then(|name| Self::of(types.of(name))).or_else(
            || match guessed_main(|name| names.contains_key(name))? {
                "word/document.xml" => Some(Self::Document),
                "xl/workbook.xml" => Some(Self::Workbook),
                "xl/workbook.bin" => Some(Self::BinaryWorkbook),
                _ => Some(Self::Presentation),
            },
        )
    }
}

/// Where main parts stand by custom.
fn guessed_main(has: impl Fn(&str) -> bool) -> Option<&'static str> {
    ["word/document.xml", "xl/workbook.xml", "xl/workbook.bin", "ppt/presentation.xml"]
        .into_iter()
        .find(|name| has(name))
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

/// Returns a member's text in UTF-8; what it was decoded from is a problem only when broken.
fn decode(name: Arc<str>, bytes: Vec<u8>, out: &mut Out<'_>) -> Member {
    let (text, base, is_mapped, is_broken) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => {
            let (text, is_mapped, is_broken) = text_of(rest.to_vec());
            (text, 3, is_mapped, is_broken)
        }
        None => {
            let (text, is_mapped, is_broken) = text_of(bytes);
            (text, 0, is_mapped, is_broken)
        }
    };
    if is_broken {
        out.problem(ProblemCode::EncodingBroken);
    }
    Member { name, text, base, is_mapped }
}

/// Returns the text of XML bytes, whether its offsets are theirs, and whether some were broken.
fn text_of(bytes: Vec<u8>) -> (String, bool, bool) {
    let utf16 = match bytes.get(..2) {
        Some([0xFF, 0xFE] | [b'<', 0]) => Some(encoding_rs::UTF_16LE),
        Some([0xFE, 0xFF] | [0, b'<']) => Some(encoding_rs::UTF_16BE),
        _ => None,
    };
    if let Some(encoding) = utf16 {
        let (text, is_broken) = encoding.decode_with_bom_removal(&bytes);
        return (text.into_owned(), false, is_broken);
    }
    match String::from_utf8(bytes) {
        Ok(text) => (text, true, false),
        Err(error) => {
            let bytes = error.into_bytes();
            let declared = declared_encoding(&bytes);
            let (text, is_broken) =
                declared.unwrap_or(encoding_rs::UTF_8).decode_without_bom_handling(&bytes);
            (text.into_owned(), false, is_broken)
        }
    }
}

/// The encoding that the XML declaration names.
fn declared_encoding(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(200))?).into_owned();
    let (_, after) = head.split_once("encoding=")?;
    let label = after.get(1..)?.split(['"', '\'']).next()?;
    encoding_rs::Encoding::for_label(label.as_bytes())
}

/// Returns a member's name in the form that compares: no leading slash, lower case.
fn canonical(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

/// Returns the member that `target` names, seen from `folder`.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.split('#').next().unwrap_or_default().replace('\\', "/");
    let target = unescape_percent(&target);
    let mut steps: Vec<&str> = match target.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').filter(|step| !step.is_empty()).collect(),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            _ => steps.push(step),
        }
    }
    canonical(&steps.join("/"))
}

/// Resolves `%20` and the like, which targets have and names of members may not.
fn unescape_percent(target: &str) -> String {
    if !target.contains('%') {
        return target.to_owned();
    }
    let bytes = target.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let code = target.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (byte, code) {
            (b'%', Some(code)) => {
                plain.push(code);
                at += 3;
            }
            _ => {
                plain.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

/// The last word of a type or name with slashes.
pub(super) fn last_word(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or_default()
}
