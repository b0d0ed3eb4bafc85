//! The folders of a mailbox and what is in each ([MS-PST] 2.4), by the list of all nodes: so what no
//! folder's table names is found too.

use std::collections::BTreeMap;

use super::context::read_properties;
use super::item::{self, node_kind};
use super::layout::Node;
use super::store::Store;
use crate::formats::office::binary::long;
use crate::formats::ole;
use crate::formats::outlook::own_names::{ENTRIES, OwnNames, TEXTS};
use crate::formats::outlook::{Properties, Property};
use crate::formats::textual::{property, strings, whole};
use crate::out::{NewPart, Out};
use crate::{Hidden, PartKind, ProblemCode};

/// Nodes that every mailbox has.
const STORE: u32 = 0x21;
const NAMES: u32 = 0x61;

const DISPLAY_NAME: u16 = 0x3001;
const PASSWORD: u16 = 0x67FF;
/// Where the folder of what was deleted is.
const WASTEBASKET: u16 = 0x35E3;

/// How deep folders may be.
const FOLDERS_DEEP_MAX: usize = 64;

/// A mailbox while it is told.
pub(super) struct Mailbox<'s, 'i> {
    store: &'s mut Store<'i>,
    nodes: BTreeMap<u32, Node>,
    own: OwnNames,
    /// Names of folders.
    folders: BTreeMap<u32, String>,
    wastebasket: Option<u32>,
}

impl<'s, 'i> Mailbox<'s, 'i> {
    /// Lists all nodes.
    pub(super) fn open(store: &'s mut Store<'i>, out: &mut Out<'_>) -> Self {
        let nodes = store.nodes(out).into_iter().map(|node| (node.id, node)).collect();
        let own = OwnNames::default();
        Self { store, nodes, own, folders: BTreeMap::new(), wastebasket: None }
    }

    /// Tells all that is there.
    pub(super) fn tell(&mut self, out: &mut Out<'_>) {
        self.tell_names(out);
        self.tell_store(out);
        self.tell_folders(out);
        let items = self.by_folder();
        for (folder, items) in items {
            self.tell_items(folder, &items, out);
        }
    }

    /// Reads and tells the names that programs gave to properties of their own.
    fn tell_names(&mut self, out: &mut Out<'_>) {
        let Some(found) = self.properties(NAMES, out) else { return };
        let names = Properties::new(found);
        let stream = |id| names.bytes(id).unwrap_or_default();
        self.own = OwnNames::read(stream(ENTRIES), stream(TEXTS));
        let text = strings(stream(TEXTS));
        let part = NewPart::new(PartKind::Other, "names of properties").hidden(Hidden::Markup);
        if !text.is_empty() {
            out.text(part, &text, Vec::new());
        }
    }

    /// Tells what the mailbox says of itself.
    fn tell_store(&mut self, out: &mut Out<'_>) {
        let Some(found) = self.properties(STORE, out) else { return self.store.note_damage() };
        let about = Properties::new(found);
        about.tell(&self.own, out);
        // An entry is 4 bytes of flags, 16 of the mailbox's number, and the number of a node.
        self.wastebasket = about.bytes(WASTEBASKET).and_then(|entry| long(entry, 20));
        if about.number(PASSWORD).is_some_and(|sum| sum != 0) {
            property(out, "password", "set; it is not needed to read the file");
        }
    }

    /// Tells the names of folders, and what else they say of themselves.
    fn tell_folders(&mut self, out: &mut Out<'_>) {
        let is_folder =
            |node: &&Node| matches!(node.kind(), node_kind::FOLDER | node_kind::SEARCH_FOLDER);
        let folders: Vec<u32> = self.nodes.values().filter(is_folder).map(|node| node.id).collect();
        for folder in folders {
            let Some(found) = self.properties(folder, out) else {
                self.store.note_damage();
                continue;
            };
            let (name, rest): (Vec<_>, Vec<_>) =
                found.into_iter().partition(|found| found.id == DISPLAY_NAME);
            let name = Properties::new(name).text(DISPLAY_NAME).unwrap_or_default();
            if !name.is_empty() {
                let mut part = NewPart::new(PartKind::Name, "folder");
                part.hidden = self.is_deleted(folder).then_some(Hidden::Deleted);
                out.text(part, &name, vec![whole(&name)]);
            }
            self.folders.insert(folder, name);
            Properties::new(rest).tell_together("folder", &self.own, out);
        }
    }

    /// The items of each folder, in the order of their numbers.
    fn by_folder(&self) -> BTreeMap<u32, Vec<Node>> {
        let mut items: BTreeMap<u32, Vec<Node>> = BTreeMap::new();
        for node in self.nodes.values() {
            if matches!(node.kind(), node_kind::MESSAGE | node_kind::HIDDEN_MESSAGE) {
                items.entry(node.parent).or_default().push(*node);
            }
        }
        items
    }

    fn tell_items(&mut self, folder: u32, items: &[Node], out: &mut Out<'_>) {
        let place = self.path(folder);
        let kind = match (self.folders.contains_key(&folder), self.is_deleted(folder)) {
            (false, _) => "lost item",
            (true, true) => "deleted item",
            (true, false) => "item",
        };
        for (index, node) in items.iter().enumerate() {
            if out.stop() {
                return;
            }
            let hidden = if node.kind() == node_kind::HIDDEN_MESSAGE { "hidden " } else { "" };
            let name = format!("{place}{hidden}{kind} {}", index + 1);
            let (store, own) = (&mut *self.store, &self.own);
            out.item(&name, &ole::MSG, |out| {
                let was_damaged = store.take_damage();
                item::tell(store, *node, own, out);
                if store.is_damaged() {
                    out.problem(ProblemCode::Damaged);
                }
                if was_damaged {
                    store.note_damage();
                }
            });
        }
    }

    fn properties(&mut self, id: u32, out: &mut Out<'_>) -> Option<Vec<Property>> {
        let node = *self.nodes.get(&id)?;
        read_properties(self.store, node, out).map(|context| context.found)
    }

    /// The folders around a folder, and itself, the outermost first.
    fn around(&self, folder: u32) -> Vec<u32> {
        let mut around = Vec::new();
        let mut at = Some(folder);
        while let Some(id) = at.filter(|id| !around.contains(id) && around.len() < FOLDERS_DEEP_MAX)
        {
            around.push(id);
            at = self.nodes.get(&id).map(|node| node.parent);
        }
        around.reverse();
        around
    }

    /// The names of the folders around what is in a folder, each with a stroke behind it.
    fn path(&self, folder: u32) -> String {
        let around = self.around(folder);
        let names = around.iter().filter_map(|id| self.folders.get(id));
        names.filter(|name| !name.is_empty()).map(|name| format!("{name}/")).collect()
    }

    /// True for what is in the folder of what was deleted, and for that folder.
    fn is_deleted(&self, folder: u32) -> bool {
        self.wastebasket.is_some_and(|wastebasket| self.around(folder).contains(&wastebasket))
    }
}
