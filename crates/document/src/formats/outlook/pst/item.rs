//! One item of a mailbox ([MS-PST] 2.4.5 and 2.4.6): a message, a contact, an appointment, a task
//! or a note, which differ in their properties alone.

use std::io::Cursor;

use super::context::{Context, read_properties, read_table};
use super::layout::Node;
use super::store::Store;
use crate::formats::office::binary::long;
use crate::formats::ole;
use crate::formats::outlook::own_names::OwnNames;
use crate::formats::outlook::{Properties, Property, id, kind, tell_bodies};
use crate::out::Out;

/// What the lowest bits of a node's number say that it is ([MS-PST] 2.2.2.1).
pub(super) mod node_kind {
    pub(in super::super) const FOLDER: u32 = 0x02;
    pub(in super::super) const SEARCH_FOLDER: u32 = 0x03;
    pub(in super::super) const MESSAGE: u32 = 0x04;
    pub(in super::super) const ATTACHMENT: u32 = 0x05;
    pub(in super::super) const HIDDEN_MESSAGE: u32 = 0x08;
    pub(in super::super) const RECIPIENTS: u32 = 0x12;
}

impl Node {
    /// What the node is.
    pub(super) const fn kind(self) -> u32 {
        self.id & 0x1F
    }
}

/// Tells an item that stands at a node.
pub(super) fn tell(store: &mut Store<'_>, node: Node, own: &OwnNames, out: &mut Out<'_>) {
    let Some(Context { mut found, inner }) = read_properties(store, node, out) else {
        return store.note_damage();
    };
    found.iter_mut().for_each(strip_prefix_mark);
    let item = Properties::new(found);
    tell_bodies(&item, out);
    item.tell(own, out);
    for node in inner.values() {
        if out.stop() {
            return;
        }
        match node.kind() {
            node_kind::RECIPIENTS => {
                for row in read_table(store, *node, out) {
                    Properties::new(row).tell_together("recipient", own, out);
                }
            }
            node_kind::ATTACHMENT => tell_attachment(store, *node, own, out),
            _ => {}
        }
    }
}

/// Tells an attachment: a file, another item, or an object.
fn tell_attachment(store: &mut Store<'_>, node: Node, own: &OwnNames, out: &mut Out<'_>) {
    let Some(Context { found, inner }) = read_properties(store, node, out) else {
        return store.note_damage();
    };
    let attachment = Properties::new(found);
    attachment.tell_together("attachment", own, out);
    let name = id::ATTACHED_NAMES.iter().find_map(|id| attachment.text(*id));
    let name = name.unwrap_or_else(|| "attachment".to_owned());
    let Some(attached) = attachment.find(id::ATTACHED_BYTES) else { return };
    if attached.kind != kind::OBJECT {
        return out.child(&name, &mut Cursor::new(&attached.bytes));
    }
    match long(&attached.bytes, 0).and_then(|id| inner.get(&id)) {
        Some(node) if node.kind() == node_kind::MESSAGE => {
            out.item("attached message", &ole::MSG, |out| tell(store, *node, own, out));
        }
        Some(node) => {
            let bytes = store.data(node.data, out).concat();
            out.child(&name, &mut Cursor::new(bytes));
        }
        None => store.note_damage(),
    }
}

/// Takes off what says how long the prefix of a subject is ([MS-PST] 2.5.3.1.1.1).
fn strip_prefix_mark(property: &mut Property) {
    const SUBJECT: u16 = 0x0037;
    let mark = match property.kind {
        kind::TEXT_WIDE if property.bytes.starts_with(&[1, 0]) => 4,
        kind::TEXT if property.bytes.starts_with(&[1]) => 2,
        _ => return,
    };
    if property.id == SUBJECT {
        property.bytes.drain(..mark.min(property.bytes.len()));
    }
}
