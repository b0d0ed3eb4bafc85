//! Words that stand beside the text: in attributes (descriptions of pictures, tooltips, choices of
//! form fields), and in elements that show nothing.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::out::{NewPart, Out};
use crate::{Hidden, PartKind};

use crate::formats::office::markup::{Piece, Tag, Value};
use crate::formats::office::member::Member;
use crate::formats::office::story::Story;

/// An attribute that holds words: elements, its name, the kind of part, what a person calls it.
type Worded = (&'static [&'static str], &'static str, PartKind, &'static str);

/// All attributes that hold words of a person.
const WORDED: &[Worded] = &[
    (PICTURES, "descr", PartKind::Alternative, "alternative text"),
    (PICTURES, "title", PartKind::Alternative, "title of a picture"),
    (PICTURES, "alt", PartKind::Alternative, "alternative text"),
    (LINKS, "tooltip", PartKind::Alternative, "tooltip"),
    (&["tblCaption"], "val", PartKind::Alternative, "title of a table"),
    (&["tblDescription"], "val", PartKind::Alternative, "description of a table"),
    (&["listItem"], "displayText", PartKind::Field, "choice"),
    (&["listItem"], "value", PartKind::Field, "choice"),
    (&["listEntry"], "val", PartKind::Field, "choice"),
    (&["default"], "val", PartKind::Field, "default"),
    (&["helpText", "statusText"], "val", PartKind::Alternative, "help"),
    (&["section", "custShow"], "name", PartKind::Outline, "section"),
    (&["protectedRange"], "name", PartKind::Other, "view"),
    (&["attr"], "val", PartKind::Other, "smart tag"),
    (&["scenario"], "name", PartKind::Other, "scenario"),
    (&["scenario"], "user", PartKind::Other, "scenario"),
    (&["scenario"], "comment", PartKind::Other, "scenario"),
    (&["inputCells"], "val", PartKind::Other, "scenario"),
];

const PICTURES: &[&str] =
    &["docPr", "cNvPr", "imagedata", "shape", "rect", "roundrect", "oval", "group"];

const LINKS: &[&str] = &["hyperlink", "hlinkClick", "hlinkHover"];

/// Words beside the text; those in attributes are told once each.
#[derive(Default)]
pub(super) struct Words {
    seen: BTreeSet<String>,
    found: Vec<(PartKind, &'static str, Story)>,
    strays: Story,
    /// By how much pictures are cropped, in thousandths of a percent.
    cropped: Story,
    /// Pictures of drawings by their relationships, and how each is hidden.
    pub(super) pictures: Vec<(String, Option<Hidden>)>,
}

/// One percent: less is cropped by rounding.
const CROPPED_MIN: i64 = 1_000;

/// Elements whose text is a setting: places, sizes, references.
const SETTINGS: &[&str] = &[
    // Drawings.
    "posOffset",
    "align",
    "pctWidth",
    "pctHeight",
    "pctPosHOffset",
    "pctPosVOffset",
    "col",
    "colOff",
    "row",
    "rowOff",
    "tableStyleId",
    // Animations.
    "attrName",
    // Charts.
    "f",
    "formatCode",
    "uniqueId",
    // Sheets.
    "sqref",
    // Shapes and controls in VML.
    "Anchor",
    "AutoFill",
    "AutoLine",
    "AutoPict",
    "CF",
    "Column",
    "Row",
    "Locked",
    "LockText",
    "MoveWithCells",
    "PrintObject",
    "SizeWithCells",
    "TextHAlign",
    "TextVAlign",
    "Visible",
];

/// True for a setting that holds a number as long as those that name something.
pub(super) fn holds_number(text: &str) -> bool {
    const DIGITS_MIN: usize = 11;
    text.split(|character: char| !character.is_ascii_digit())
        .any(|digits| digits.len() >= DIGITS_MIN)
}

impl Words {
    /// Adds the words that the attributes of `tag` hold.
    pub(super) fn add(&mut self, member: &Member, tag: &Tag<'_>) {
        let element = tag.local();
        for (elements, attribute, kind, label) in WORDED {
            if elements.contains(&element)
                && let Some(value) = tag.value(attribute)
            {
                self.push(*kind, label, member, value);
            }
        }
        if PICTURES.contains(&element)
            && let Some(value) = tag.value("name")
        {
            // That of a program is passed over.
            member.note_told(value.at());
            if !is_own_name(&value.text()) {
                return;
            }
            self.push(PartKind::Name, "name of a picture", member, value);
        }
    }

    /// Adds text that stands where no program shows it, in an element of the name `inside`.
    pub(super) fn add_stray(&mut self, member: &Member, inside: &str, piece: &Piece<'_>) {
        let is_setting = SETTINGS.contains(&inside) && !holds_number(&piece.text);
        if !piece.text.trim().is_empty() && !is_setting {
            self.strays.push(member, piece, None);
            self.strays.fresh_line();
        }
    }

    /// Adds text that no program shows, in whose place there is something that stands for it.
    pub(super) fn add_decoded(&mut self, text: &str) {
        self.strays.push_text(text, None);
        self.strays.fresh_line();
    }

    /// Adds that a picture is cropped, when it is: the file holds all of it.
    pub(super) fn add_cropped(&mut self, member: &Member, tag: &Tag<'_>) {
        let cropped = ["l", "t", "r", "b"]
            .into_iter()
            .filter(|side| tag.number::<i64>(side).is_some_and(|part| part >= CROPPED_MIN));
        for side in cropped {
            if let Some(value) = tag.value(side) {
                self.cropped.push_value(member, value, None);
                self.cropped.separate(' ');
            }
        }
        self.cropped.fresh_line();
    }

    fn push(&mut self, kind: PartKind, label: &'static str, member: &Member, value: Value<'_>) {
        member.note_told(value.at());
        if self.seen.insert(value.text().into_owned()) {
            let mut story = Story::default();
            story.push_value(member, value, None);
            self.found.push((kind, label, story));
        }
    }

    /// Tells all words; `place` is the part that they stand on.
    pub(super) fn tell(self, place: Option<&NewPart>, out: &mut Out<'_>) {
        let part = NewPart::new(PartKind::Other, "cropped picture").hidden(Hidden::Outside);
        self.cropped.tell(NewPart { page: place.and_then(|place| place.page), ..part }, out);
        let strays = (PartKind::Other, "text that is not shown", self.strays);
        for (kind, label, story) in self.found.into_iter().chain([strays]) {
            let mut part = NewPart::new(kind, label).hidden(Hidden::Markup);
            if let Some(place) = place {
                part.page = place.page;
                part.sheet = place.sheet.as_ref().map(Arc::clone);
            }
            story.tell(part, out);
        }
    }
}

/// True for names of shapes that a person gave, or of files that were dropped in: those that a
/// program gives end with a number, or have marks between them.
fn is_own_name(name: &str) -> bool {
    const NUMBER_MAX: usize = 4;
    let digits = name.chars().rev().take_while(|character| character.is_numeric()).count();
    let ends_with_number = (1..=NUMBER_MAX).contains(&digits);
    name.contains(['\\', '/', '.']) || !ends_with_number && !name.contains(';')
}
