//! OpenDocument (ISO/IEC 26300): texts, sheets, presentations and drawings, as packages or as one
//! flat file of XML.
//!
//! Bodies are read with what is hidden in them; every other member of a package is read by its
//! own reader, or told as text that is not shown. Layout is not computed.

pub(super) mod clean;
mod conditions;
mod content;
mod leftovers;
mod meta;
mod shapes;
mod sheet;
mod styles;

use std::collections::BTreeSet;

use self::content::Content;
use self::styles::Styles;
use super::archive::read_unclaimed;
use super::office::member::{Member, Members, decode};
use super::office::unread;
use crate::format::{Format, Probe};
use crate::out::Out;
use crate::{Input, ProblemCode};

macro_rules! package {
    ($name:literal, $title:literal, [$($extension:literal),*], $matches:expr) => {
        Format {
            name: $name,
            title: $title,
            extensions: &[$($extension),*],
            reads: "text, tables, cells, notes, comments, tracked changes, hidden text, sections, \
                    sheets, rows, columns and slides, fields, links, styles of pages, properties, \
                    macros, earlier versions, embedded files",
            in_process: false,
            matches: $matches,
            read: read_package,
        }
    };
}

/// OpenDocument text.
pub(super) const ODT: Format = package!("odt", "OpenDocument text", ["odt", "ott"], |probe| {
    is_typed(probe, "application/vnd.oasis.opendocument.text")
});

/// OpenDocument sheet.
pub(super) const ODS: Format = package!("ods", "OpenDocument sheet", ["ods", "ots"], |probe| {
    is_typed(probe, "application/vnd.oasis.opendocument.spreadsheet")
});

/// OpenDocument presentation.
pub(super) const ODP: Format =
    package!("odp", "OpenDocument presentation", ["odp", "otp"], |probe| {
        is_typed(probe, "application/vnd.oasis.opendocument.presentation")
    });

/// Any other document of the family.
pub(super) const ODF: Format = package!(
    "odf",
    "OpenDocument drawing or formula",
    // Those of OpenOffice 1, from before the standard, are much the same.
    ["odg", "otg", "odf", "odc", "odi", "odm", "sxw", "sxc", "sxi", "sxd"],
    |probe| {
        is_typed(probe, "application/vnd.oasis.opendocument.")
            || is_typed(probe, "application/vnd.sun.xml.")
            || super::known::is_zip_with(probe, &[b"META-INF/manifest.xml"])
                && super::known::is_zip_with(probe, &[b"content.xml"])
    }
);

/// A document in one file of XML.
pub(super) const FLAT: Format = Format {
    name: "flat-odf",
    title: "OpenDocument in one XML file",
    extensions: &["fodt", "fods", "fodp", "fodg"],
    reads: ODT.reads,
    in_process: false,
    matches: |probe| {
        let head = probe.head.get(..probe.head.len().min(4_096)).unwrap_or_default();
        memchr::memmem::find(head, b"<office:document ").is_some()
            || memchr::memmem::find(head, b"<office:document\n").is_some()
    },
    read: read_flat,
};

/// A package that names its type in a first member without compression.
fn is_typed(probe: &Probe<'_>, media_type: &str) -> bool {
    super::known::is_typed(probe, media_type)
}

fn read_package(input: &mut dyn Input, out: &mut Out<'_>) {
    let Some(mut members) = Members::open(&mut *input, out) else { return };
    members.bytes("mimetype", out);
    if let Some(manifest) = members.text("META-INF/manifest.xml", out)
        && manifest.text.contains("encryption-data")
    {
        return out.problem(ProblemCode::Encrypted);
    }
    if let Some(member) = members.text("meta.xml", out) {
        meta::tell(&member, out);
        unread::tell(&member, out);
    }
    if let Some(member) = members.text("settings.xml", out) {
        meta::tell_settings(&member, out);
        unread::tell(&member, out);
    }
    tell_document(&mut members, "", out);
    leftovers::tell(&mut members, out);
    read_unclaimed(input, out);
}

/// Tells the document in a folder of a package: the main one, or an object inside it.
fn tell_document(members: &mut Members<'_>, folder: &str, out: &mut Out<'_>) {
    let styles = members.text(&format!("{folder}styles.xml"), out);
    let content = members.text(&format!("{folder}content.xml"), out);
    if content.is_none() && folder.is_empty() {
        out.problem(ProblemCode::Damaged);
    }
    let mut known = Styles::default();
    for member in [&styles, &content].into_iter().flatten() {
        known.read(member, out);
    }
    let pictures = opaque_pictures(members, folder, content.as_ref());
    for member in [&content, &styles].into_iter().flatten() {
        Content::new(member, &known, folder).with_opaque(&pictures).tell(out);
        unread::tell(member, out);
    }
}

/// The names, as slides write them, of pictures through which nothing shines.
fn opaque_pictures(
    members: &mut Members<'_>,
    folder: &str,
    content: Option<&Member>,
) -> BTreeSet<String> {
    const PICTURES_MAX: usize = 200;
    let Some(content) = content.filter(|content| content.text.contains("<draw:page ")) else {
        return BTreeSet::new();
    };
    let mut named: BTreeSet<String> = content
        .text
        .split("xlink:href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|name| name.starts_with("Pictures/"))
        .take(PICTURES_MAX)
        .map(str::to_owned)
        .collect();
    named.retain(|name| members.is_opaque_picture(&format!("{folder}{name}")));
    named
}

fn read_flat(input: &mut dyn Input, out: &mut Out<'_>) {
    let held = out.hold(input, None);
    let member: Member = decode("".into(), held.bytes, out);
    meta::tell(&member, out);
    meta::tell_settings(&member, out);
    let mut known = Styles::default();
    known.read(&member, out);
    Content::new(&member, &known, "").tell(out);
    unread::tell(&member, out);
}

#[cfg(test)]
mod tests;
