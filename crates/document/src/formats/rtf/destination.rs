//! Where the text of a group goes, by the control word that begins the group.

use crate::{Hidden, PartKind};

/// Where text goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Destination {
    /// The text around the group.
    Around,
    /// A text of its own: a note, a comment, a header.
    Text(PartKind, &'static str, Option<Hidden>),
    /// A property of that name.
    Property(&'static str),
    /// A list of properties, one for each group inside.
    Properties(&'static str),
    /// Instructions of a field.
    Instruction,
    Fonts,
    Colours,
    Picture,
    Object,
    ObjectClass,
    /// Names and values of shapes.
    ShapeName,
    ShapeValue,
    /// Names and values of the user's own properties.
    OwnName,
    OwnValue,
    /// A list of two groups: a name and a value.
    Variable,
    /// Bytes as digits that may hold text.
    Store,
    /// Text of no known meaning, by the name of its destination.
    Other(String),
    /// What says only how things look.
    Nothing,
}

/// The name of the text in a shape.
pub(super) const TEXT_BOX: &str = "text box";

/// Returns where the text of a group goes that begins with `word`; `None` for a word that begins
/// no destination. `is_optional` is true after `\*`.
pub(super) fn of(word: &str, is_optional: bool) -> Option<Destination> {
    let found = match word {
        "header" | "headerl" | "headerr" | "headerf" => {
            Destination::Text(PartKind::Header, "header", None)
        }
        "footer" | "footerl" | "footerr" | "footerf" => {
            Destination::Text(PartKind::Footer, "footer", None)
        }
        "footnote" => Destination::Text(PartKind::Footnote, "footnote", None),
        "annotation" => Destination::Text(PartKind::Comment, "comment", Some(Hidden::Comment)),
        "shptxt" => Destination::Text(PartKind::Body, TEXT_BOX, None),
        "author" => Destination::Property("Author"),
        "operator" => Destination::Property("LastAuthor"),
        "company" => Destination::Property("Company"),
        "manager" => Destination::Property("Manager"),
        "title" => Destination::Property("Title"),
        "subject" => Destination::Property("Subject"),
        "keywords" => Destination::Property("Keywords"),
        "category" => Destination::Property("Category"),
        "doccomm" | "comment" => Destination::Property("Comments"),
        "hlinkbase" => Destination::Property("HyperlinkBase"),
        "template" => Destination::Property("Template"),
        "generator" => Destination::Property("generator"),
        "atnauthor" => Destination::Property("comment author"),
        "atnid" => Destination::Property("comment author initials"),
        "revtbl" => Destination::Properties("revision author"),
        "protusertbl" => Destination::Properties("editor"),
        "fldinst" | "nextfile" | "file" => Destination::Instruction,
        "fonttbl" => Destination::Fonts,
        "colortbl" => Destination::Colours,
        "pict" => Destination::Picture,
        "objdata" => Destination::Object,
        "objclass" | "objname" => Destination::ObjectClass,
        "sn" => Destination::ShapeName,
        "sv" => Destination::ShapeValue,
        "propname" => Destination::OwnName,
        "staticval" | "linkval" => Destination::OwnValue,
        "docvar" => Destination::Variable,
        "datastore" => Destination::Store,
        "bkmkstart" => Destination::Other("bookmarks".to_owned()),
        // The end of what a bookmark names says nothing new.
        "bkmkend" => Destination::Nothing,
        _ if AROUND.contains(&word) => Destination::Around,
        _ if NOTHING.contains(&word) => Destination::Nothing,
        _ if is_optional => Destination::Other(word.to_owned()),
        _ => return None,
    };
    Some(found)
}

/// Groups whose text is that of the document, though they may be left out.
const AROUND: &[&str] = &[
    "fldrslt",
    "field",
    "formfield",
    "result",
    "object",
    "shp",
    "shpinst",
    "shprslt",
    "shppict",
    "nonshppict",
    "shpgrp",
    "pn",
    "listtext",
    "pntext",
    "upr",
    "ud",
    "do",
    "dptxbxtext",
    "info",
    "userprops",
    "moveto",
    "movefrom",
    "sp",
    "picprop",
    "mmath",
    "moMath",
    "mr",
    "mt",
    "rtlch",
    "ltrch",
];

/// Groups that say how things look, or hold numbers only.
const NOTHING: &[&str] = &[
    "stylesheet",
    "latentstyles",
    "listtable",
    "listoverridetable",
    "rsidtbl",
    "themedata",
    "colorschememapping",
    "pnseclvl",
    "filetbl",
    "mmathPr",
    "wgrffmtfilter",
    "xmlnstbl",
    "fontemb",
    "falt",
    "panose",
    "creatim",
    "revtim",
    "printim",
    "buptim",
    "atnref",
    "atrfstart",
    "atrfend",
    "atndate",
    "atnparent",
    "atnicn",
    "pgptbl",
    "background",
    "blipuid",
    "objtime",
    "shpnocontent",
    "aftnsep",
    "aftnsepc",
    "aftncn",
    "ftnsep",
    "ftnsepc",
    "ftncn",
    "fname",
    "expandedcolortbl",
    "cellcolortbl",
    "listpicture",
    "defchp",
    "defpap",
    "shplid",
    "mdispDef",
    "NeXTGraphic",
];
