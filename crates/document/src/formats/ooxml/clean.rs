//! Cleans packages: parts that show something are rebuilt from allowed elements and attributes,
//! along the relationships from the main part; everything else stays behind.

mod charts;
mod diagrams;
mod drawing;
mod formats;
mod looks;
mod sheet;
mod slides;
mod word;
mod workbook;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::package::last_word;
use crate::ProblemCode;
use crate::clean::markup::{Element, Vocabulary, parse};
use crate::clean::package::{Members, NewZip};
use crate::clean::picture::{self, Picture};
use crate::clean::{Refusal, Removal, Work};
use crate::formats::office::member::resolve;

pub(crate) use slides::clean as pptx;
pub(crate) use word::clean as docx;
pub(crate) use workbook::clean as xlsx;

const DRAWING: &str = include_str!("clean/drawing.txt");

static PACKAGE: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::parse(&[include_str!("clean/package.txt")]));
static WORD: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::parse(&[include_str!("clean/word.txt"), DRAWING]));
static SHEET: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::parse(&[include_str!("clean/sheet.txt"), DRAWING]));
static SLIDE: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::parse(&[include_str!("clean/slide.txt"), DRAWING]));

/// The words of drawings of diagrams are those of slides, under another address.
static DIAGRAM: LazyLock<Vocabulary> = LazyLock::new(|| {
    let lists = [include_str!("clean/slide.txt"), include_str!("clean/diagram.txt"), DRAWING];
    Vocabulary::parse(&lists)
});

const DAMAGED: Refusal = Refusal::Unread(ProblemCode::Damaged);

/// Where types of relationships begin.
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const CONTENT: &str = "application/vnd.openxmlformats-officedocument.";

/// An arrow of the old package.
#[derive(Debug, Clone)]
struct Arrow {
    kind: String,
    /// Name of the member that it leads to.
    target: String,
}

/// A part of the new package.
struct NewPart {
    bytes: Vec<u8>,
    content_type: String,
    /// Kind and target of each arrow; the first is `rId1`.
    arrows: Vec<(String, String)>,
}

/// A package that is being rebuilt.
struct Build<'a, 'w, 'l> {
    old: Members<'a>,
    work: &'w mut Work<'l>,
    new: BTreeMap<String, NewPart>,
    /// New names of pictures, by their old ones and how they are cropped.
    pictures: BTreeMap<(String, Vec<i64>), Option<String>>,
    /// Old members that something was made from.
    used: BTreeSet<String>,
    /// Levels of lists in which paragraphs of a text are.
    levels: word::Levels,
}

impl<'a, 'w, 'l> Build<'a, 'w, 'l> {
    fn open(bytes: &'a [u8], work: &'w mut Work<'l>) -> Result<Self, Refusal> {
        let old = Members::open(bytes, work)?;
        let (new, pictures, used, levels) = Default::default();
        Ok(Self { old, work, new, pictures, used, levels })
    }

    /// Name of the old main part.
    fn main(&mut self, guess: &str) -> Result<String, Refusal> {
        let arrows = self.arrows("")?;
        let named = arrows.values().find(|arrow| arrow.kind == "officeDocument");
        let name = named.map_or(guess, |arrow| arrow.target.as_str());
        self.old.own_name(name).ok_or(DAMAGED)
    }

    /// Reads what is allowed of an old part, without what must be gone from it.
    fn tree(&mut self, name: &str, vocabulary: &Vocabulary) -> Result<Option<Element>, Refusal> {
        let Some(own) = self.old.own_name(name) else { return Ok(None) };
        let tree = self.old.tree(&own, vocabulary, self.work)?;
        self.used.insert(own);
        Ok(tree)
    }

    /// Where an old part leads inside the package, by the id of each arrow.
    fn arrows(&mut self, name: &str) -> Result<BTreeMap<String, Arrow>, Refusal> {
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        let sidecar = match folder {
            "" => format!("_rels/{file}.rels"),
            folder => format!("{folder}/_rels/{file}.rels"),
        };
        let Some(own) = self.old.own_name(&sidecar) else { return Ok(BTreeMap::new()) };
        let Some(bytes) = self.old.read(&own, self.work)? else { return Ok(BTreeMap::new()) };
        self.used.insert(own);
        let text = String::from_utf8_lossy(&bytes);
        let text = text.trim_start_matches('\u{FEFF}');
        let tree = parse(text, &PACKAGE, self.work.limits().nesting_max)?;
        let mut arrows = BTreeMap::new();
        let mut outside = 0;
        for element in tree.root.elements() {
            let (Some(id), Some(kind), Some(target)) =
                (element.get("Id"), element.get("Type"), element.get("Target"))
            else {
                continue;
            };
            if element.get("TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("external")) {
                outside += 1;
                continue;
            }
            let target = resolve(folder, target);
            let target = self.old.own_name(&target).unwrap_or(target);
            let kind = last_word(kind).to_owned();
            // Where two arrows have one id, programs follow the first.
            arrows.entry(id.to_owned()).or_insert(Arrow { kind, target });
        }
        self.work.removed(Removal::Links, outside);
        Ok(arrows)
    }

    /// Adds a part; its arrows are named `rId1` and so on.
    fn add(
        &mut self,
        name: &str,
        content_type: &str,
        bytes: Vec<u8>,
        arrows: Vec<(String, String)>,
    ) {
        let content_type = match content_type.contains('/') {
            true => content_type.to_owned(),
            false => format!("{CONTENT}{content_type}+xml"),
        };
        self.new.insert(name.to_owned(), NewPart { bytes, content_type, arrows });
    }

    /// Returns the new name of a picture, cropped to what is shown of it; `None` when its kind
    /// cannot be cleaned.
    fn picture(
        &mut self,
        old: &str,
        crop: &[i64],
        folder: &str,
    ) -> Result<Option<String>, Refusal> {
        let key = (old.to_owned(), crop.to_vec());
        if let Some(known) = self.pictures.get(&key) {
            return Ok(known.clone());
        }
        let made = self.clean_picture(old, crop)?;
        let name = made.map(|picture| {
            let number = self.pictures.values().flatten().count() + 1;
            let name = format!("{folder}/media/image{number}.{}", picture.extension);
            self.add(&name, picture.media_type, picture.bytes, Vec::new());
            name
        });
        self.pictures.insert(key, name.clone());
        Ok(name)
    }

    fn clean_picture(&mut self, old: &str, crop: &[i64]) -> Result<Option<Picture>, Refusal> {
        let Some(bytes) = self.old.read(old, self.work)? else { return Ok(None) };
        self.used.insert(old.to_owned());
        Ok(picture::cleaned(old, &bytes, crop, self.work))
    }

    /// Writes the package.
    fn written(mut self, main: &str) -> Result<Vec<u8>, Refusal> {
        self.tell_what_stays_behind();
        let mut types = Element::new("ct:Types");
        let default = |extension: &str, content_type: &str| {
            Element::new("ct:Default")
                .with("Extension", extension)
                .with("ContentType", content_type)
        };
        let relationships = "application/vnd.openxmlformats-package.relationships+xml";
        types = types.containing(default("rels", relationships));
        types = types.containing(default("xml", "application/xml"));
        for (name, part) in &self.new {
            types = types.containing(
                Element::new("ct:Override")
                    .with("PartName", &format!("/{name}"))
                    .with("ContentType", &part.content_type),
            );
        }
        let mut zip = NewZip::new();
        zip.add("[Content_Types].xml", &types.written(&PACKAGE), false)?;
        let root = vec![("officeDocument".to_owned(), main.to_owned())];
        zip.add("_rels/.rels", &sidecar("", &root), false)?;
        for (name, part) in &self.new {
            zip.add(name, &part.bytes, false)?;
            if !part.arrows.is_empty() {
                let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
                let path = format!("{folder}/_rels/{file}.rels");
                zip.add(&path, &sidecar(folder, &part.arrows), false)?;
            }
        }
        zip.finish()
    }

    fn tell_what_stays_behind(&mut self) {
        let left: Vec<Removal> = self
            .old
            .names()
            .filter(|name| !self.used.contains(*name) && !name.ends_with('/'))
            .filter(|name| *name != "[Content_Types].xml" && !name.ends_with(".rels"))
            .map(|name| removal_of(&name.to_ascii_lowercase()))
            .collect();
        for removal in left {
            self.work.removed(removal, 1);
        }
    }
}

/// What a member is that stays behind.
fn removal_of(name: &str) -> Removal {
    let has = |word| name.contains(word);
    if has("vba") || has("activex") || has("macrosheets") {
        Removal::Macros
    } else if has("thumbnail") {
        Removal::Preview
    } else if has("docprops") || has("docmetadata") {
        Removal::Properties
    } else if has("comment") || has("persons") || has("people") || has("vmldrawing") {
        Removal::Comments
    } else if has("embeddings") {
        Removal::Embedded
    } else if has("signature") {
        Removal::Signature
    } else if has("notesslide") {
        Removal::Notes
    } else if has("pivot") || has("calcchain") || has("externallink") || has("/media/") {
        Removal::Cache
    } else {
        Removal::Members
    }
}

/// Returns the relationships of a part in `folder`.
fn sidecar(folder: &str, arrows: &[(String, String)]) -> Vec<u8> {
    let mut root = Element::new("rel:Relationships");
    for (number, (kind, target)) in (1..).zip(arrows) {
        let target = match folder {
            "" => target.clone(),
            _ => format!("/{target}"),
        };
        root = root.containing(
            Element::new("rel:Relationship")
                .with("Id", &format!("rId{number}"))
                .with("Type", &format!("{RELATIONSHIPS}/{kind}"))
                .with("Target", &target),
        );
    }
    root.written(&PACKAGE)
}

/// Adds an arrow and returns its id; there is one for each target.
fn arrow_to(arrows: &mut Vec<(String, String)>, kind: &str, target: &str) -> String {
    let at = arrows.iter().position(|(_, known)| known == target).unwrap_or_else(|| {
        arrows.push((kind.to_owned(), target.to_owned()));
        arrows.len() - 1
    });
    format!("rId{}", at + 1)
}

/// The parts that drawings of all three kinds of packages lead to.
impl Build<'_, '_, '_> {
    /// Makes a theme anew, without the names that people gave.
    fn theme(&mut self, old: &str, new: &str) -> Result<bool, Refusal> {
        let Some(mut tree) = self.tree(old, &WORD)? else { return Ok(false) };
        let arrows_of_old = self.arrows(old)?;
        let folder = new.split_once('/').map_or("", |(folder, _)| folder).to_owned();
        let mut arrows = Vec::new();
        tree.visit_mut(&mut |element| {
            let names = ["a:theme", "a:clrScheme", "a:fontScheme", "a:fmtScheme"];
            if names.contains(&element.name.as_str()) {
                element.set("name", "Theme");
            }
        });
        drawing::relink(self, &mut tree, &arrows_of_old, &mut arrows, &folder)?;
        let bytes = tree.written(&WORD);
        self.add(new, "theme", bytes, arrows);
        Ok(true)
    }
}

#[cfg(test)]
mod tests;
