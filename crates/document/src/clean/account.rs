//! What was removed or changed, in words that are a fixed catalogue and never quote the file.

use std::sync::Arc;

/// One line of the account of a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Names of the members from the file inwards; empty for the file itself.
    pub path: Arc<[String]>,
    /// What.
    pub what: Removal,
    /// How often.
    pub count: u64,
}

macro_rules! removals {
    ($($variant:ident, $name:literal, $text:literal;)*) => {
        /// Kinds of things that are removed or changed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Removal {
            $(#[doc = $text] $variant,)*
        }

        impl Removal {
            /// Every kind, in order.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Name, as outputs write it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// One word or two for a person, in English.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }
    };
}

removals! {
    Redaction, "redaction", "places of the plan";
    Name, "name", "names";
    Properties, "properties", "properties and metadata";
    Comments, "comments", "comments";
    Revisions, "revisions", "tracked changes";
    EarlierRevisions, "earlier-revisions", "earlier revisions of the file";
    Fields, "fields", "form fields, of which the look stays";
    HiddenText, "hidden-text", "hidden text";
    HiddenSheet, "hidden-sheet", "hidden sheets";
    HiddenCells, "hidden-cells", "hidden cells";
    HiddenSlide, "hidden-slide", "hidden slides";
    HiddenShape, "hidden-shape", "hidden shapes";
    Notes, "notes", "notes";
    Alternative, "alternative", "descriptions of pictures";
    Links, "links", "links";
    FieldCodes, "field-codes", "field codes";
    Formulas, "formulas", "formulas, of which the values stay";
    Macros, "macros", "scripts and macros";
    Embedded, "embedded", "embedded files";
    Preview, "preview", "previews";
    Cache, "cache", "caches and unused content";
    Markup, "markup", "markup that shows nothing";
    Invisible, "invisible", "invisible characters";
    Slack, "slack", "bytes that belong to nothing";
    Members, "members", "members of the package";
    Signature, "signature", "signatures, which do not survive a change";
    Headers, "headers", "mail headers";
    Pixels, "pixels", "pixels that are not shown";
    Pictures, "pictures", "pictures of kinds that cannot be cleaned";
    UnseenPictures, "unseen-pictures", "pictures that no page shows";
    Tracks, "tracks", "tracks that are not played";
    Encoding, "encoding", "character encoding, now UTF-8";
    Layout, "layout", "layout, which is not kept";
    Damaged, "damaged", "content that is damaged";
}
