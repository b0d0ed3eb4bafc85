//! Names of tags: those that the standard knows stay (ISO 32000-2, 14.8.4); a document's own names,
//! in which anything may be written, become what the document says that they stand for.

use std::collections::BTreeMap;

use hayro_syntax::object::{Dict, MaybeRef, Name, Object};

/// Names that stand for others, one after the other.
const HOPS_MAX: usize = 8;
/// What an unknown name becomes.
const UNKNOWN: &[u8] = b"NonStruct";
/// What the name of unknown marked content becomes.
const UNKNOWN_CONTENT: &[u8] = b"Span";

const STANDARD: &[&str] = &[
    "Document",
    "DocumentFragment",
    "Part",
    "Sect",
    "Div",
    "Aside",
    "NonStruct",
    "P",
    "H",
    "H1",
    "H2",
    "H3",
    "H4",
    "H5",
    "H6",
    "Title",
    "FENote",
    "Sub",
    "Lbl",
    "Span",
    "Em",
    "Strong",
    "Link",
    "Annot",
    "Form",
    "Ruby",
    "RB",
    "RT",
    "RP",
    "Warichu",
    "WT",
    "WP",
    "L",
    "LI",
    "LBody",
    "Table",
    "TR",
    "TH",
    "TD",
    "THead",
    "TBody",
    "TFoot",
    "Caption",
    "Figure",
    "Formula",
    "Artifact",
    "Art",
    "BlockQuote",
    "TOC",
    "TOCI",
    "Index",
    "Private",
    "Quote",
    "Note",
    "Reference",
    "BibEntry",
    "Code",
];
/// Marks in content that are no elements of the structure.
const MARKS: &[&str] = &["Artifact", "Span", "ReversedChars", "Clip", "Tx", "OC"];

/// What a document's own names stand for.
#[derive(Debug, Default)]
pub(super) struct Roles(BTreeMap<Vec<u8>, Vec<u8>>);

impl Roles {
    pub(super) fn of_catalog(catalog: &Dict<'_>) -> Self {
        let tree = catalog.get::<Dict<'_>>("StructTreeRoot").unwrap_or_default();
        let map = tree.get::<Dict<'_>>("RoleMap").unwrap_or_default();
        let role = |name: Name<'_>| Some((name.to_vec(), map.get::<Name<'_>>(&*name)?.to_vec()));
        Self(map.keys().filter_map(role).collect())
    }

    /// The standard name for an element.
    pub(super) fn element<'r>(&'r self, name: &'r [u8]) -> &'r [u8] {
        self.known(name).unwrap_or(UNKNOWN)
    }

    /// The standard name for marked content.
    pub(super) fn content<'r>(&'r self, tag: &'r [u8]) -> &'r [u8] {
        match MARKS.iter().any(|mark| mark.as_bytes() == tag) {
            true => tag,
            false => self.known(tag).unwrap_or(UNKNOWN_CONTENT),
        }
    }

    fn known<'r>(&'r self, name: &'r [u8]) -> Option<&'r [u8]> {
        let mut name = name;
        for _ in 0..HOPS_MAX {
            if STANDARD.iter().any(|known| known.as_bytes() == name) {
                return Some(name);
            }
            name = self.0.get(name)?;
        }
        None
    }
}

/// True for a standard that attributes of elements belong to (14.8.5.2), or no name at all.
pub(super) fn is_owner(value: &MaybeRef<Object<'_>>) -> bool {
    const OWNERS: [&[u8]; 5] = [b"Layout", b"List", b"PrintField", b"Table", b"Artifact"];
    match value {
        MaybeRef::NotRef(Object::Name(owner)) => OWNERS.contains(&owner.as_ref()),
        MaybeRef::NotRef(_) => true,
        MaybeRef::Ref(_) => false,
    }
}

/// True for an element of the structure (14.7.2), whose type need not be said.
pub(super) fn is_element(dict: &Dict<'_>) -> bool {
    match dict.get::<Name<'_>>("Type") {
        Some(kind) => &*kind == b"StructElem",
        None => ["S", "P"].iter().all(|key| dict.contains_key(*key)) && dict.contains_key("K"),
    }
}
