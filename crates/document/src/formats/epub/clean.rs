//! Cleans books: chapters in the order of reading, with the pictures that they show, in a package
//! that says no more than it must; the list of contents is made anew.

use std::cell::RefCell;
use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::spine::{EPUB, is_page, resolve};
use crate::ProblemCode;
use crate::clean::markup::{Element, escaped, parse};
use crate::clean::package::{Members, NewZip};
use crate::clean::picture::{self, Picture};
use crate::clean::{Refusal, Removal, Work, apply, edits_of_bytes};
use crate::formats::html::clean::{Book, chapter, is_language};
use crate::formats::text::clean::decoded;

const DAMAGED: Refusal = Refusal::Unread(ProblemCode::Damaged);
const ENCRYPTED: Refusal = Refusal::Unread(ProblemCode::Encrypted);

const TYPE: &str = "application/epub+zip";
const CONTAINER: &str = "META-INF/container.xml";
/// Members of the copy.
const FOLDER: &str = "OEBPS/";
const PACKAGE: &str = "OEBPS/content.opf";
const CONTENTS: &str = "contents.xhtml";
const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
/// When the copy was made, which a package must say: always the same.
const MODIFIED: &str = "2000-01-01T00:00:00Z";

pub(in crate::formats) fn clean(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let mut old = Members::open(bytes, work)?;
    refuse_encrypted(&mut old, work)?;
    let package = package_name(&mut old, work)?;
    let plan = Plan::read(&mut old, &package, work)?;
    let mut pictures = pictures(&mut old, &plan, work)?;
    let shown = RefCell::new(Shown::new(plan.cover.as_deref()));
    let mut chapters = Vec::new();
    let sheets = sheets(&mut old, &plan, work)?;
    for spot in &plan.chapters {
        let Some(content) = old.read(&spot.name, work)? else {
            work.removed(Removal::Damaged, 1);
            continue;
        };
        let book = Book {
            sheet: &|address| sheets.get(&resolve(&spot.name, address)).cloned(),
            picture: &|address| {
                let name = resolve(&spot.name, address);
                let picture = pictures.get(&name)?;
                Some(shown.borrow_mut().new_name(&name, picture))
            },
        };
        let made = work.within(&spot.name, |work| chapter(&content, &book, work))?;
        chapters.push(Chapter { bytes: made, is_aside: spot.is_aside });
    }
    if chapters.is_empty() {
        return Err(DAMAGED);
    }
    let pictures = shown.into_inner().take_from(&mut pictures);
    let rebuilt = chapters.len() + pictures.len() + 2;
    let members = old.names().filter(|name| !name.ends_with('/')).count();
    work.removed(Removal::Members, members.saturating_sub(rebuilt));
    written(&plan, &chapters, pictures)
}

/// The pictures that chapters show, in the order in which they do, by their old names.
struct Shown<'p> {
    cover: Option<&'p str>,
    names: Vec<String>,
}

impl<'p> Shown<'p> {
    fn new(cover: Option<&'p str>) -> Self {
        Self { cover, names: Vec::new() }
    }

    /// Notes that a picture is shown; returns its new name.
    fn new_name(&mut self, old: &str, picture: &Picture) -> String {
        let known = self.names.iter().position(|name| name == old);
        let index = known.unwrap_or_else(|| {
            self.names.push(old.to_owned());
            self.names.len() - 1
        });
        let stem = match self.cover == Some(old) {
            true => "cover".to_owned(),
            false => format!("image{}", index + 1),
        };
        format!("{stem}.{}", picture.extension)
    }

    /// Takes the pictures that are shown, and the cover, with their new names.
    fn take_from(mut self, pictures: &mut BTreeMap<String, Picture>) -> Vec<(String, Picture)> {
        if let Some((cover, picture)) = self.cover.and_then(|cover| pictures.get_key_value(cover)) {
            self.new_name(cover, picture);
        }
        let mut taken = Vec::new();
        for old in self.names.clone() {
            if let Some(picture) = pictures.remove(&old) {
                taken.push((self.new_name(&old, &picture), picture));
            }
        }
        taken
    }
}

/// A book whose chapters are encrypted has them listed, or a list and rights that are managed.
fn refuse_encrypted(old: &mut Members<'_>, work: &mut Work<'_>) -> Result<(), Refusal> {
    let list = old.read("META-INF/encryption.xml", work)?.unwrap_or_default();
    let is_listed = [b"html".as_slice(), b".htm", b".xml\"", b".opf"]
        .iter()
        .any(|end| memchr::memmem::find(&list, end).is_some());
    let has_rights = old.own_name("META-INF/rights.xml").is_some();
    if has_rights && !list.is_empty() || is_listed { Err(ENCRYPTED) } else { Ok(()) }
}

fn package_name(old: &mut Members<'_>, work: &mut Work<'_>) -> Result<String, Refusal> {
    let container = old.tree(CONTAINER, &EPUB, work)?;
    let named = container.and_then(|root| root.find("ocf:rootfile")?.local("full-path"));
    let first = || old.names().find(|name| name.ends_with(".opf")).map(str::to_owned);
    named.or_else(first).and_then(|name| old.own_name(&name)).ok_or(DAMAGED)
}

/// A chapter of the old book.
struct Spot {
    name: String,
    /// True when it is read beside the others, not between them.
    is_aside: bool,
}

/// A chapter of the new book.
struct Chapter {
    bytes: Vec<u8>,
    is_aside: bool,
}

/// What the package says of the book.
struct Plan {
    title: String,
    language: String,
    direction: Option<String>,
    chapters: Vec<Spot>,
    /// Names of members that are pictures, and of those that are style sheets.
    pictures: Vec<String>,
    sheets: Vec<String>,
    cover: Option<String>,
}

impl Plan {
    fn read(old: &mut Members<'_>, name: &str, work: &mut Work<'_>) -> Result<Self, Refusal> {
        let bytes = old.read(name, work)?.ok_or(DAMAGED)?;
        let root = work.within(name, |work| {
            let edited = apply(&bytes, &edits_of_bytes(&work.marks()));
            let (text, _) = decoded(&edited, work)?;
            let mut tree = parse(&text, &EPUB, work.limits().nesting_max)?;
            tree.root.replace_texts(&work.texts());
            work.removed(Removal::Properties, tree.gone);
            Ok(tree.root)
        })?;
        let said = |element: &str| root.find(element).map(Element::text).unwrap_or_default();
        let mut title = said("dc:title");
        for (gone, by) in work.texts() {
            title = title.replace(gone, by);
        }
        let spine = root.child("opf:spine").cloned().unwrap_or_default();
        let items: Vec<Item> = match root.child("opf:manifest") {
            Some(manifest) => manifest.elements().filter_map(|item| Item::of(item, name)).collect(),
            None => Vec::new(),
        };
        let by_id: BTreeMap<&str, &Item> =
            items.iter().map(|item| (item.id.as_str(), item)).collect();
        let chapters = spine.elements().filter_map(|reference| {
            let item = by_id.get(reference.get("idref")?)?;
            let is_aside = reference.get("linear") == Some("no");
            Some(Spot { name: item.name.clone(), is_aside })
        });
        let mut chapters: Vec<Spot> = chapters.collect();
        if chapters.is_empty() {
            chapters = chapters_by_name(old);
        }
        let of_kind = |kind: &str| -> Vec<String> {
            let these = items.iter().filter(|item| item.media_type.starts_with(kind));
            these.map(|item| item.name.clone()).collect()
        };
        Ok(Self {
            title,
            language: Some(said("dc:language")).filter(|l| is_language(l)).unwrap_or("und".into()),
            direction: spine
                .get("page-progression-direction")
                .filter(|direction| matches!(*direction, "ltr" | "rtl"))
                .map(str::to_owned),
            chapters,
            pictures: of_kind("image/"),
            sheets: of_kind("text/css"),
            cover: items.iter().find(|item| item.is_cover).map(|item| item.name.clone()),
        })
    }
}

/// Returns the pages of a book that does not say in which order they are read.
fn chapters_by_name(old: &Members<'_>) -> Vec<Spot> {
    let pages = old.names().filter(|name| is_page(name));
    let mut names: Vec<String> = pages.map(str::to_owned).collect();
    names.sort();
    names.into_iter().map(|name| Spot { name, is_aside: false }).collect()
}

/// An item of the package.
struct Item {
    id: String,
    name: String,
    media_type: String,
    is_cover: bool,
}

impl Item {
    fn of(item: &Element, package: &str) -> Option<Self> {
        Some(Self {
            id: item.get("id")?.to_owned(),
            name: resolve(package, item.get("href")?),
            media_type: item.get("media-type").unwrap_or_default().to_owned(),
            is_cover: item.get("properties").is_some_and(|said| said.contains("cover-image")),
        })
    }
}

/// Returns the pictures that can be cleaned, by their old names.
fn pictures(
    old: &mut Members<'_>,
    plan: &Plan,
    work: &mut Work<'_>,
) -> Result<BTreeMap<String, Picture>, Refusal> {
    let mut pictures = BTreeMap::new();
    for name in &plan.pictures {
        let Some(bytes) = old.read(name, work)? else { continue };
        if let Some(made) = picture::cleaned(name, &bytes, &[], work) {
            pictures.insert(name.clone(), made);
        }
    }
    Ok(pictures)
}

/// Returns the style sheets as text; they are cleaned with the chapters.
fn sheets(
    old: &mut Members<'_>,
    plan: &Plan,
    work: &mut Work<'_>,
) -> Result<BTreeMap<String, String>, Refusal> {
    let mut sheets = BTreeMap::new();
    for name in &plan.sheets {
        let bytes = old.read(name, work)?.unwrap_or_default();
        sheets.insert(name.clone(), String::from_utf8_lossy(&bytes).into_owned());
    }
    Ok(sheets)
}

/// Writes the book, its type first and not compressed (EPUB 3.3, 4.3.3).
fn written(
    plan: &Plan,
    chapters: &[Chapter],
    pictures: Vec<(String, Picture)>,
) -> Result<Vec<u8>, Refusal> {
    let mut manifest = format!(
        "<item id=\"contents\" href=\"{CONTENTS}\" media-type=\"application/xhtml+xml\" \
         properties=\"nav\"/>"
    );
    let (mut spine, mut contents) = (String::new(), String::new());
    let mut digest = Sha256::new();
    for (number, chapter) in (1..).zip(chapters) {
        let aside = if chapter.is_aside { " linear=\"no\"" } else { "" };
        let href = format!("chapter{number}.xhtml");
        manifest += &format!(
            "<item id=\"c{number}\" href=\"{href}\" media-type=\"application/xhtml+xml\"/>"
        );
        spine += &format!("<itemref idref=\"c{number}\"{aside}/>");
        let title = title_of(&chapter.bytes).unwrap_or_else(|| number.to_string());
        contents += &format!("<li><a href=\"{href}\">{title}</a></li>");
        digest.update(&chapter.bytes);
    }
    for (number, (name, picture)) in (1..).zip(&pictures) {
        let cover = if name.starts_with("cover.") { " properties=\"cover-image\"" } else { "" };
        let media_type = picture.media_type;
        manifest +=
            &format!("<item id=\"p{number}\" href=\"{name}\" media-type=\"{media_type}\"{cover}/>");
        digest.update(&picture.bytes);
    }
    let mut zip = NewZip::new();
    zip.add("mimetype", TYPE.as_bytes(), true)?;
    zip.add(CONTAINER, container().as_bytes(), false)?;
    let package = package(plan, &uuid(&digest.finalize()), &manifest, &spine);
    zip.add(PACKAGE, package.as_bytes(), false)?;
    zip.add(&format!("{FOLDER}{CONTENTS}"), list_of_contents(&contents).as_bytes(), false)?;
    for (number, chapter) in (1..).zip(chapters) {
        zip.add(&format!("{FOLDER}chapter{number}.xhtml"), &chapter.bytes, false)?;
    }
    for (name, picture) in &pictures {
        zip.add(&format!("{FOLDER}{name}"), &picture.bytes, true)?;
    }
    zip.finish()
}

fn container() -> String {
    format!(
        "{XML}<container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\">\
         <rootfiles><rootfile full-path=\"{PACKAGE}\" \
         media-type=\"application/oebps-package+xml\"/></rootfiles></container>"
    )
}

fn package(plan: &Plan, id: &str, manifest: &str, spine: &str) -> String {
    let direction = plan
        .direction
        .as_ref()
        .map_or(String::new(), |direction| format!(" page-progression-direction=\"{direction}\""));
    let title = match plan.title.trim() {
        "" => "-".to_owned(),
        title => escaped(title),
    };
    format!(
        "{XML}<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" \
         unique-identifier=\"id\"><metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\
         <dc:identifier id=\"id\">{id}</dc:identifier><dc:title>{title}</dc:title>\
         <dc:language>{}</dc:language><meta property=\"dcterms:modified\">{MODIFIED}</meta>\
         </metadata><manifest>{manifest}</manifest><spine{direction}>{spine}</spine></package>",
        plan.language
    )
}

/// A name that is made from the content alone.
fn uuid(digest: &[u8]) -> String {
    let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    let parts = [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)];
    format!("urn:uuid:{}", parts.join("-"))
}

fn list_of_contents(entries: &str) -> String {
    format!(
        "{XML}<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" \
         xmlns:epub=\"http://www.idpf.org/2007/ops\"><head><title>-</title></head><body>\
         <nav epub:type=\"toc\"><ol>{entries}</ol></nav></body></html>"
    )
}

/// The title of a chapter as it is written there.
fn title_of(chapter: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(chapter).ok()?;
    let (_, after) = text.split_once("<title>")?;
    let (title, _) = after.split_once("</title>")?;
    let title = title.trim();
    (!title.is_empty() && !title.contains('<')).then(|| title.to_owned())
}

#[cfg(test)]
mod tests;
