//! Makes a copy of a PDF document: a new file of what pages show, without what is hidden and what a
//! plan names.
//!
//! Pages are written anew with their fonts, pictures and order of reading; comments and fields become
//! part of the page that shows them. Objects are copied from the catalogue on, by a list of keys, into
//! one revision; what nothing leads to, and what nobody thought of, is not there.
//! Text goes glyph by glyph from the content streams, and where a picture shows it, from the pixels.

mod calculator;
mod colorants;
mod covers;
mod drawn;
mod fields;
mod font_file;
mod fonts;
mod keys;
mod names;
mod objects;
mod order;
mod page;
mod pixels;
mod tags;
mod text;
mod unicode;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use hayro_syntax::Pdf;
use hayro_syntax::object::{Dict, MaybeRef, Name, Object, ObjectIdentifier};

use self::keys::Holds;
use self::objects::{Objects, is_tag, push};
use self::page::PageWriter;
use self::text::Named;
use super::pages::{PageContent, PageReader};
use crate::ProblemCode;
use crate::clean::{Mark, Place, Refusal, Removal, Work};

/// Makes the copy.
pub(in crate::formats) fn clean(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let pdf = super::open(bytes.to_vec()).map_err(Refusal::Unread)?;
    let catalog = super::catalog(&pdf);
    if pdf.pages().is_empty() || super::pages::are_pages_missing(&pdf, &catalog) {
        return Err(Refusal::Unread(ProblemCode::Damaged));
    }
    let marks = marks_by_page(work)?;
    let mut objects = Objects::new(&pdf, work);
    let root = objects.reserve();
    let tree = objects.reserve();
    let pages: Vec<u32> = pdf.pages().iter().map(|_| objects.reserve()).collect();
    for (page, &number) in pdf.pages().iter().zip(&pages) {
        if let Some(id) = page.raw().obj_id() {
            objects.stand_in(id, number);
        }
    }
    let reader = PageReader::new(&catalog, Some(objects.work.memory().looks_of(bytes)));
    let contents = read_pages(&pdf, &reader)?;
    let mut writer = PageWriter::new(&mut objects, tree);
    let none = Named::default();
    for (((page, number), content), index) in
        pdf.pages().iter().zip(&pages).zip(contents).zip(1_u32..)
    {
        let named = marks.get(&index).unwrap_or(&none);
        writer.page(page, *number, content, named)?;
    }
    let (used, shown, is_all) = writer.finish();
    if is_all {
        objects.glyphs = font_file::glyphs(&pdf, &shown);
    }
    objects.shown = shown;
    unicode::write(&used, &mut objects);
    let kids: Vec<String> = pages.iter().map(|number| format!("{number} 0 R")).collect();
    let node = format!("<</Type/Pages/Kids[{}]/Count {}>>", kids.join(" "), pages.len());
    objects.write(tree, node.into_bytes());
    let made = catalog_of(&catalog, tree, &mut objects);
    objects.write(root, made);
    objects.finish_copies()?;
    note_removed(&pdf, &catalog, bytes, &mut objects);
    Ok(objects.into_file(root))
}

/// The glyphs that the plan names, by page; a place that is no glyph must be gone by itself.
fn marks_by_page<'m>(work: &Work<'m>) -> Result<BTreeMap<u32, Named<'m>>, Refusal> {
    let mut pages: BTreeMap<u32, Named<'_>> = BTreeMap::new();
    for Mark { place, is_struck, .. } in work.planned() {
        match place {
            Place::Glyphs(page, glyphs) => {
                let named = pages.entry(*page).or_default();
                if *is_struck { named.struck.push(glyphs) } else { named.gone.push(glyphs) }
            }
            Place::Pixels(pictured) if !is_struck => {
                let page = pictured.page.ok_or(Refusal::Unplaced)?;
                pages.entry(page).or_default().pictured.push(pictured);
            }
            Place::Name(_) | Place::Text => {}
            _ => return Err(Refusal::Unplaced),
        }
    }
    Ok(pages)
}

/// Reads all pages first: a copy of a document that was read in part is not made.
fn read_pages<'a>(pdf: &'a Pdf, reader: &PageReader<'a>) -> Result<Vec<PageContent<'a>>, Refusal> {
    let mut contents = Vec::new();
    for (page, number) in pdf.pages().iter().zip(1..) {
        let content = reader.trace(page, number);
        let problem = match &content.content {
            content if content.work_over => Some(ProblemCode::WorkLimit),
            content if content.too_deep => Some(ProblemCode::NestingLimit),
            content if content.damaged => Some(ProblemCode::Damaged),
            _ => None,
        };
        match problem {
            Some(code) => return Err(Refusal::Unread(code)),
            None => contents.push(content),
        }
    }
    Ok(contents)
}

/// The catalogue: pages, language, and the order of reading.
fn catalog_of(catalog: &Dict<'_>, tree: u32, objects: &mut Objects<'_, '_, '_>) -> Vec<u8> {
    let mut made = format!("<</Type/Catalog/Pages {tree} 0 R").into_bytes();
    for key in ["Lang", "MarkInfo", "StructTreeRoot", "PageLabels"] {
        let value = catalog.get_raw::<Object<'_>>(key);
        if let Some(value) = value.filter(|value| key != "Lang" || is_tag(value)) {
            push(&mut made, &format!("/{key} "));
            objects.maybe(&value, Holds::Values, 0, &mut made);
        }
    }
    push(&mut made, ">>");
    made
}

/// Notes what the copy does not have.
fn note_removed(pdf: &Pdf, catalog: &Dict<'_>, bytes: &[u8], objects: &mut Objects<'_, '_, '_>) {
    let has = |key: &str| usize::from(catalog.contains_key(key));
    let names = catalog.get::<Dict<'_>>("Names").unwrap_or_default();
    let form = catalog.get::<Dict<'_>>("AcroForm").unwrap_or_default();
    let count = |holds: &dyn Fn(&Dict<'_>) -> bool| {
        let dicts = pdf.objects().into_iter().filter_map(|object| match object {
            Object::Dict(dict) => Some(dict),
            Object::Stream(stream) => Some(stream.dict().clone()),
            _ => None,
        });
        dicts.filter(holds).count()
    };
    let is_kind = |dict: &Dict<'_>, kind: &[u8]| {
        dict.get::<Name<'_>>("Type").is_some_and(|name| &*name == kind)
    };
    let information = super::properties::information(pdf);
    let properties = usize::from(information.is_some()) + count(&|dict| is_kind(dict, b"Metadata"));
    let work = &mut objects.work;
    work.removed(Removal::Properties, properties);
    work.removed(Removal::Embedded, count(&|dict| is_kind(dict, b"EmbeddedFile")));
    work.removed(
        Removal::Macros,
        has("OpenAction") + has("AA") + usize::from(names.contains_key("JavaScript")),
    );
    work.removed(Removal::Links, has("Outlines"));
    work.removed(Removal::Signature, usize::from(form.contains_key("SigFlags")));
    work.removed(Removal::Preview, count(&|dict| dict.contains_key("Thumb")));
    work.removed(Removal::EarlierRevisions, super::revisions::count(bytes));
}

/// The object that a reference names.
fn reference(value: MaybeRef<Object<'_>>) -> Option<ObjectIdentifier> {
    match value {
        MaybeRef::Ref(reference) => Some(reference.into()),
        MaybeRef::NotRef(_) => None,
    }
}
