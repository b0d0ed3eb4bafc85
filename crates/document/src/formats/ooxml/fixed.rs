//! Documents of XPS (ECMA-388): pages of glyphs and paths that stand where they are put.

mod page;
mod plane;

use super::package::Package;
use crate::formats::office::markup::{Node, Xml};
use crate::formats::office::member::resolve;
use crate::formats::office::unread;
use crate::out::Out;

/// Tells the pages of all documents in their order; `main` names the documents.
pub(super) fn tell(package: &mut Package<'_>, main: &str, out: &mut Out<'_>) {
    let mut number = 0;
    for document in sources(package, main, "DocumentReference", out) {
        for page in sources(package, &document, "PageContent", out) {
            if out.stop() {
                return;
            }
            let Some(member) = package.members.needed(&page, out) else { continue };
            number += 1;
            page::tell(&member, number, out);
        }
    }
}

/// The members that a list has in elements of that name.
fn sources(package: &mut Package<'_>, list: &str, element: &str, out: &mut Out<'_>) -> Vec<String> {
    let Some(member) = package.members.needed(list, out) else { return Vec::new() };
    let folder = list.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut names = Vec::new();
    let mut xml = Xml::new(&member.text, out.limits().nesting_max);
    while let Some(node) = xml.next() {
        let Node::Start(tag) = node else { continue };
        if tag.local() == element
            && let Some(source) = tag.value("Source")
        {
            member.note_told(source.at());
            names.push(resolve(folder, &source.text()));
        }
    }
    unread::end(&member, &xml, out);
    names
}
