//! Members of a package beside its body: objects, macros, versions, pictures, and what programs
//! keep for themselves.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::formats::office::markup::{Node, Xml};
use crate::formats::office::member::Members;
use crate::formats::office::story::Story;
use crate::formats::ooxml::tell_markup;
use crate::out::{NewPart, Out};
use crate::{Hidden, PartKind};

/// Tells all members that were not read.
pub(super) fn tell(members: &mut Members<'_>, out: &mut Out<'_>) {
    let unlisted = unlisted(members);
    for name in members.names() {
        if out.stop() {
            return;
        }
        out.hide_next(unlisted.contains(&name).then_some(Hidden::Outside));
        if members.was_read(&name) || name.ends_with('/') {
            continue;
        }
        match use_of(&name) {
            Use::Object(folder) => super::tell_document(members, &folder, out),
            Use::Macro => tell_macro(members, &name, out),
            Use::Markup => {
                let Some(member) = members.text(&name, out) else { continue };
                let part = NewPart::new(PartKind::Other, Arc::clone(&member.name));
                tell_markup(&member, part.hidden(Hidden::Markup), true, out);
            }
            Use::Nothing => {}
            Use::Thumbnail => members.tell_thumbnail(&name, out),
            Use::Child => members.tell_child(&name, out),
        }
    }
    out.hide_next(None);
}

/// The members that the package does not list, and that nothing in it names: no program opens them.
fn unlisted(members: &mut Members<'_>) -> BTreeSet<String> {
    let mut unlisted: BTreeSet<String> = members.names().into_iter().collect();
    let mut is_known = false;
    for name in ["META-INF/manifest.xml", "content.xml", "styles.xml"] {
        let named = members.peek(name, |text| {
            let named = text.split('"').map(|name| name.trim_start_matches("./").to_lowercase());
            named.collect::<BTreeSet<String>>()
        });
        // Without a list nothing is known.
        is_known |= named.is_some() && name.starts_with("META");
        let named = named.unwrap_or_default();
        let folder = |name: &str| name.split_once('/').map(|(folder, _)| folder.to_owned());
        unlisted.retain(|name| {
            !named.contains(name) && !folder(name).is_some_and(|folder| named.contains(&folder))
        });
    }
    if !is_known {
        return BTreeSet::new();
    }
    unlisted
}

/// What is done with a member.
enum Use {
    /// A document inside this one, in that folder.
    Object(String),
    Macro,
    Markup,
    Nothing,
    Thumbnail,
    Child,
}

fn use_of(name: &str) -> Use {
    let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
    let extension = file.rsplit_once('.').map_or("", |(_, extension)| extension);
    match (folder, file) {
        // How pages broke when the file was saved, in numbers.
        (_, "layout-cache") => Use::Nothing,
        (_, "content.xml" | "styles.xml") if !folder.is_empty() => {
            Use::Object(format!("{folder}/"))
        }
        ("thumbnails", _) => Use::Thumbnail,
        _ if folder.starts_with("basic/") || name.ends_with(".xba") => Use::Macro,
        _ if matches!(extension, "xml" | "rdf") => Use::Markup,
        _ => Use::Child,
    }
}

/// Tells the source of a module, without the markup around it.
fn tell_macro(members: &mut Members<'_>, name: &str, out: &mut Out<'_>) {
    let Some(member) = members.text(name, out) else { return };
    let mut story = Story::default();
    let mut xml = Xml::new(&member.text, out.limits().nesting_max);
    while let Some(node) = xml.next() {
        if let Node::Text(piece) = node {
            story.push(&member, &piece, None);
        }
    }
    let part = NewPart::new(PartKind::Script, Arc::clone(&member.name));
    story.tell(part.hidden(Hidden::Markup), out);
    if let Some(code) = xml.trouble() {
        out.problem(code);
    }
}
