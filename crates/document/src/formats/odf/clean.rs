//! Cleans OpenDocument packages: text, tables, slides, styles, pictures, charts and formulas are
//! rebuilt from allowed elements and attributes; every other member stays behind.

mod body;
mod looks;
mod sheets;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::styles::Styles;
use crate::ProblemCode;
use crate::clean::markup::{Element, Vocabulary};
use crate::clean::package::{Members, NewZip};
use crate::clean::{Refusal, Removal, Work, picture};

/// Elements that stand for the text in them.
const FIELDS: &str = include_str!("clean/fields.txt");

static ODF: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::parse(&[include_str!("clean/odf.txt"), FIELDS]));

/// Where types of packages begin.
const TYPE: &str = "application/vnd.oasis.opendocument.";
const MANIFEST: &str = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0";
/// Objects inside objects.
const OBJECTS_DEEP_MAX: usize = 4;

/// What the vocabulary leaves out, by a mark in the text of a member.
const LEFT_OUT: &[(&str, Removal)] = &[
    ("<office:annotation ", Removal::Comments),
    ("<text:changed-region", Removal::Revisions),
    ("<table:tracked-changes", Removal::Revisions),
    ("<table:data-pilot-table ", Removal::Cache),
    ("<presentation:notes", Removal::Notes),
    ("<svg:title", Removal::Alternative),
    ("<svg:desc", Removal::Alternative),
    ("<office:event-listeners", Removal::Macros),
    (" table:formula=", Removal::Formulas),
];

pub(in crate::formats) fn clean(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let mut build = Build {
        old: Members::open(bytes, work)?,
        work,
        new: BTreeMap::new(),
        pictures: BTreeMap::new(),
        objects: 0,
    };
    let media_type = build.media_type()?;
    build.document("", "", 0)?;
    build.tell_what_stays_behind();
    build.written(&media_type)
}

/// A package that is being rebuilt.
struct Build<'a, 'w, 'l> {
    old: Members<'a>,
    work: &'w mut Work<'l>,
    /// New members: their type and content.
    new: BTreeMap<String, (String, Vec<u8>)>,
    /// New names of pictures, by their old ones and what is cut off from them.
    pictures: BTreeMap<(String, String), Option<String>>,
    /// Objects that were rebuilt.
    objects: usize,
}

impl Build<'_, '_, '_> {
    /// Returns the type of the package, which is one that the vocabulary is for.
    fn media_type(&mut self) -> Result<String, Refusal> {
        let manifest = self.old.read("META-INF/manifest.xml", self.work)?.unwrap_or_default();
        if memchr::memmem::find(&manifest, b"encryption-data").is_some() {
            return Err(Refusal::Unread(ProblemCode::Encrypted));
        }
        let stored = self.old.read("mimetype", self.work)?.unwrap_or_default();
        let stored = String::from_utf8_lossy(&stored).trim().to_owned();
        let kind = stored.strip_prefix(TYPE).ok_or(Refusal::NoCleaner)?;
        let is_plain = kind.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        if is_plain { Ok(stored) } else { Err(Refusal::NoCleaner) }
    }

    /// Rebuilds the document in a folder of the package, and all that it shows.
    fn document(&mut self, old: &str, new: &str, depth: usize) -> Result<(), Refusal> {
        let damaged = Refusal::Unread(ProblemCode::Damaged);
        let mut content = self.tree(&format!("{old}content.xml"))?.ok_or(damaged)?;
        let mut styles = self.tree(&format!("{old}styles.xml"))?;
        let mut known = Styles::default();
        for tree in styles.iter().chain([&content]) {
            known.take(tree);
        }
        let gone = sheets::settle(&mut content, &known, self.work);
        for tree in styles.iter_mut().chain([&mut content]) {
            body::settle(tree, &known, &gone, self.work);
            self.relink(tree, &known, old, depth)?;
            without_clips(tree);
        }
        looks::keep_used(&mut content, styles.as_mut());
        looks::rename_masters(&mut content, styles.as_mut());
        let xml = || "text/xml".to_owned();
        self.new.insert(format!("{new}content.xml"), (xml(), content.written(&ODF)));
        if let Some(styles) = styles {
            self.new.insert(format!("{new}styles.xml"), (xml(), styles.written(&ODF)));
        }
        Ok(())
    }

    fn tree(&mut self, name: &str) -> Result<Option<Element>, Refusal> {
        let Some(own) = self.old.own_name(name) else { return Ok(None) };
        let text = self.old.read(&own, self.work)?.unwrap_or_default();
        for (mark, removal) in LEFT_OUT {
            let count = memchr::memmem::find_iter(&text, mark.as_bytes()).count();
            self.work.removed(*removal, count);
        }
        self.old.tree(&own, &ODF, self.work)
    }

    /// Leads to new pictures and objects; what cannot be cleaned goes, with the frame around it.
    fn relink(
        &mut self,
        tree: &mut Element,
        known: &Styles,
        folder: &str,
        depth: usize,
    ) -> Result<(), Refusal> {
        let mut failed = None;
        tree.visit_mut(&mut |element| {
            if element.name == "draw:frame" {
                keep_best(element);
                mark_clip(element, known);
            }
            let clip = element.remove(CLIP);
            let Some(address) = element.remove("xlink:href") else { return };
            let made = match element.name.as_str() {
                "draw:object" => self.object(&address, folder, depth),
                name if PICTURED.contains(&name) => self.picture(&address, folder, clip),
                _ => Ok(None),
            };
            match made {
                Ok(Some(address)) => element.set("xlink:href", &address),
                Ok(None) => element.name.clear(),
                Err(refusal) => failed = Some(refusal),
            }
        });
        tree.prune(&mut |element| element.name.is_empty());
        let empty = tree.prune(&mut |element| {
            element.name == "draw:frame" && element.elements().next().is_none()
        });
        self.work.removed(Removal::HiddenShape, empty);
        failed.map_or(Ok(()), Err)
    }

    /// Returns the new address of an object inside the package, rebuilt like a document.
    fn object(
        &mut self,
        address: &str,
        folder: &str,
        depth: usize,
    ) -> Result<Option<String>, Refusal> {
        let Some(old) = inside(address, folder) else {
            self.work.removed(Removal::Links, 1);
            return Ok(None);
        };
        let old = format!("{}/", old.trim_end_matches('/'));
        let is_there = self.old.own_name(&format!("{old}content.xml")).is_some();
        if !is_there || depth >= OBJECTS_DEEP_MAX {
            self.work.removed(Removal::Embedded, 1);
            return Ok(None);
        }
        self.objects += 1;
        let name = format!("Object {}", self.objects);
        self.document(&old, &format!("{name}/"), depth + 1)?;
        let root = self.old.read(&format!("{old}content.xml"), self.work)?.unwrap_or_default();
        let is_formula = memchr::memmem::find(&root, b"<office:body").is_none();
        let kind = if is_formula { "formula" } else { "chart" };
        self.new.insert(format!("{name}/"), (format!("{TYPE}{kind}"), Vec::new()));
        Ok(Some(format!("./{name}")))
    }

    /// Returns the new address of a picture in the package, cropped to what is shown of it.
    fn picture(
        &mut self,
        address: &str,
        folder: &str,
        clip: Option<String>,
    ) -> Result<Option<String>, Refusal> {
        let Some(old) = inside(address, folder) else {
            self.work.removed(Removal::Links, 1);
            return Ok(None);
        };
        let key = (old, clip.unwrap_or_default());
        if let Some(known) = self.pictures.get(&key) {
            return Ok(known.clone());
        }
        let (old, clip) = &key;
        let content = self.old.read(old, self.work)?;
        let picture = content.and_then(|bytes| {
            let crop = if clip.is_empty() { Some(Vec::new()) } else { crop(&bytes, clip) };
            // Whole it would show more than the document does.
            crop.and_then(|crop| picture::cleaned(old, &bytes, &crop, self.work))
        });
        let made = picture.map(|picture| {
            let number = self.pictures.values().flatten().count() + 1;
            let name = format!("Pictures/image{number}.{}", picture.extension);
            self.new.insert(name.clone(), (picture.media_type.to_owned(), picture.bytes));
            name
        });
        self.pictures.insert(key, made.clone());
        Ok(made)
    }

    fn tell_what_stays_behind(&mut self) {
        let left: Vec<Removal> = self.old.names().filter_map(removal_of).collect();
        for removal in left {
            self.work.removed(removal, 1);
        }
    }

    /// Writes the package, its type first and not compressed (ODF 1.3 part 2, 3.3).
    fn written(self, media_type: &str) -> Result<Vec<u8>, Refusal> {
        let mut manifest = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest:manifest \
             xmlns:manifest=\"{MANIFEST}\" manifest:version=\"1.3\"><manifest:file-entry \
             manifest:full-path=\"/\" manifest:media-type=\"{media_type}\"/>"
        );
        let mut zip = NewZip::new();
        zip.add("mimetype", media_type.as_bytes(), true)?;
        for (name, (media_type, content)) in &self.new {
            manifest += &format!(
                "<manifest:file-entry manifest:full-path=\"{name}\" \
                 manifest:media-type=\"{media_type}\"/>"
            );
            if !name.ends_with('/') {
                zip.add(name, content, false)?;
            }
        }
        manifest += "</manifest:manifest>";
        zip.add("META-INF/manifest.xml", manifest.as_bytes(), false)?;
        zip.finish()
    }
}

/// Elements that show a picture.
const PICTURED: &[&str] = &[
    "draw:image",
    "draw:fill-image",
    "style:background-image",
    "text:list-level-style-image",
    "chart:symbol-image",
];

/// A mark of this pass, which is never written: what is cut off from a picture.
const CLIP: &str = "-clip";

/// Marks what the style of a frame cuts off from the picture in it.
fn mark_clip(frame: &mut Element, known: &Styles) {
    let Some(clip) = frame.get("draw:style-name").and_then(|style| known.clip(style)) else {
        return;
    };
    let clip = clip.map(|side| side.to_string()).join(" ");
    for image in frame.elements_mut().filter(|element| element.name == "draw:image") {
        image.set(CLIP, &clip);
    }
}

/// What is cut off from a picture at the left, the top, the right and the bottom, in thousandths of a
/// percent; `None` when its size is not known.
fn crop(picture: &[u8], clip: &str) -> Option<Vec<i64>> {
    const WHOLE: f64 = 100_000.0;
    let (width, height) = crate::formats::image::clean::size_points(picture)?;
    let sides: Vec<f64> = clip.split(' ').filter_map(|side| side.parse().ok()).collect();
    let &[top, right, bottom, left] = sides.as_slice() else { return None };
    let share = |side: f64, of: f64| (side / of * WHOLE).clamp(0.0, WHOLE) as i64;
    Some(vec![share(left, width), share(top, height), share(right, width), share(bottom, height)])
}

/// Takes what cuts pictures off from styles: it is done in their pixels.
fn without_clips(tree: &mut Element) {
    tree.visit_mut(&mut |element| drop(element.remove("fo:clip")));
}

/// Of a frame that shows an object, keeps the object or the picture in its place, not both.
fn keep_best(frame: &mut Element) {
    let has_object = frame.child("draw:object").is_some();
    frame.children.retain(|node| {
        node.element().is_none_or(|element| match element.name.as_str() {
            "draw:object-ole" => false,
            "draw:image" => !has_object,
            _ => true,
        })
    });
}

/// Returns the name of the member that an address leads to; `None` when it leads outside.
fn inside(address: &str, folder: &str) -> Option<String> {
    let path = address.trim_start_matches("./");
    let is_outside = path.contains([':', '\\', '?', '#'])
        || path.starts_with('/')
        || path.split('/').any(|step| step == "..");
    (!is_outside && !path.is_empty()).then(|| match path.starts_with(folder) {
        true => path.to_owned(),
        false => format!("{folder}{path}"),
    })
}

/// What a member is that stays behind; none for one that was rebuilt.
fn removal_of(name: &str) -> Option<Removal> {
    let is_rebuilt = |end: &str| name == end || name.ends_with(&format!("/{end}"));
    if name.ends_with('/')
        || is_rebuilt("content.xml")
        || is_rebuilt("styles.xml")
        || name.contains("Pictures/")
        || matches!(name, "mimetype" | "META-INF/manifest.xml")
    {
        return None;
    }
    Some(match name.split('/').next().unwrap_or_default() {
        "meta.xml" | "manifest.rdf" => Removal::Properties,
        "Basic" | "Scripts" | "Dialogs" => Removal::Macros,
        "Thumbnails" | "ObjectReplacements" => Removal::Preview,
        "Versions" | "VersionList.xml" => Removal::Revisions,
        "META-INF" => Removal::Signature,
        _ => Removal::Members,
    })
}

#[cfg(test)]
mod tests;
