//! What the desk shows: files, the text of their parts, and what was found where.

use serde::{Deserialize, Serialize};

use review::batch::ItemId;

/// Everything under review.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Content {
    /// Files, in path order.
    pub files: Vec<File>,
}

/// One file.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct File {
    /// Its path, as people know it.
    pub name: String,
    /// Its format.
    pub format: String,
    /// The verdict's word.
    pub verdict: String,
    /// True when it carries a protective marking.
    pub is_marked: bool,
    /// What could not be read, in words.
    pub problems: Vec<String>,
    /// Its parts that have text, in order.
    pub parts: Vec<PartText>,
    /// What was found, in order of parts and places.
    pub findings: Vec<Finding>,
    /// The first file before it that says the same or nearly so, and how much of it, in a hundred.
    #[serde(default)]
    pub like: Option<(usize, u8)>,
    /// The first file of the conversation that this mail belongs to, where that is another.
    #[serde(default)]
    pub thread: Option<usize>,
    /// Rules and texts that were found and are the requester's own, who may have them.
    #[serde(default)]
    pub exempt: Vec<(String, String)>,
    /// Widths and heights of its pages in points, when they can be drawn.
    #[serde(default)]
    pub pages: Vec<(f32, f32)>,
}

/// An upright rectangle on a page.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// The page, from 1.
    pub page: u32,
    /// Points from the left of the page to its left edge.
    pub left: f32,
    /// Points from the top of the page to its upper edge.
    pub top: f32,
    /// Points from the left of the page to its right edge.
    pub right: f32,
    /// Points from the top of the page to its lower edge.
    pub bottom: f32,
}

/// The text of one part.
#[derive(Serialize, Deserialize)]
pub struct PartText {
    /// Its number within the file.
    pub id: u32,
    /// What a reader calls it, with the members that it is in.
    pub label: String,
    /// How it is hidden, in words, if it is.
    pub hidden: Option<String>,
    /// Its text.
    pub text: String,
    /// True when there is more text than is kept.
    pub is_cut: bool,
    /// True for one line of its own name, such as a property or a line of a mail's head.
    #[serde(default)]
    pub is_field: bool,
    /// Where each cell of a sheet begins in the text, with its row and column from 0, in order.
    #[serde(default)]
    pub cells: Vec<(usize, u32, u32)>,
}

/// Something that was found.
#[derive(Clone, Serialize, Deserialize)]
pub struct Finding {
    /// Its number in the batch.
    #[serde(with = "item_number")]
    pub item: ItemId,
    /// The part that it is in.
    pub part: u32,
    /// Where it begins in the part's text.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// Where it is, in words.
    pub place: String,
    /// Title of its rule.
    pub title: String,
    /// Id of its rule.
    pub rule: String,
    /// Severity, in its word.
    pub severity: String,
    /// Confidence, in its word.
    pub confidence: String,
    /// How it is hidden, in words, if it is.
    pub hidden: Option<String>,
    /// True for hidden text that says what a picture over it shows: recognised text of a scan.
    #[serde(default)]
    pub is_in_picture: bool,
    /// Where it is on pages that can be drawn.
    #[serde(default)]
    pub areas: Vec<Area>,
    /// What was found.
    pub evidence: String,
    /// Why it matters.
    pub why: String,
    /// What can be done.
    pub remedy: String,
    /// What speaks for it, in words.
    pub reasons_for: Vec<String>,
    /// What speaks against it, in words.
    pub reasons_against: Vec<String>,
}

impl std::fmt::Debug for Finding {
    /// What was found is not shown.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Finding")
            .field("item", &self.item)
            .field("rule", &self.rule)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for PartText {
    /// The text is not shown.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("PartText")
            .field("id", &self.id)
            .field("bytes", &self.text.len())
            .finish_non_exhaustive()
    }
}

/// The number of an item, as it is kept.
mod item_number {
    use review::batch::ItemId;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(item: &ItemId, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u32(item.0)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<ItemId, D::Error> {
        u32::deserialize(from).map(ItemId)
    }
}
