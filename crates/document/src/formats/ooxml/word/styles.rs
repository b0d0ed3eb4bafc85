//! What is said of letters that hides them: by styles, paragraphs and runs.

use std::collections::BTreeMap;

use crate::Hidden;
use crate::formats::colour::{Behind, Colour};
use crate::out::Out;

use super::super::package::{Package, Relationship};
use crate::formats::office::markup::{Node, Tag, Xml};
use crate::formats::office::unread;

/// How many styles may stand on one another.
const BASES_MAX: usize = 32;

/// Letters this small, in half points, are not seen.
const TINY_HALF_POINTS: f64 = 4.0;

/// Letters pressed to this share of their width, in percent, are not seen.
const NARROW_PERCENT: u32 = 5;

/// A line this low, in twentieths of a point, shows nothing.
pub(super) const LOW_TWIPS: i64 = 20;

/// Letters raised or lowered by this much, in half points, stand on no page.
const OFF_PAGE_HALF_POINTS: i64 = 1_000;

/// Size of letters of which nothing is said, in half points.
const SIZE_HALF_POINTS: f64 = 24.0;

/// Letters that stand nearer than this, in twentieths of a point for each half point of their size,
/// stand upon each other: half an em is the width of a letter.
const PRESSED_TWIPS: f64 = 4.0;

/// Farther than this to the right or down, in twentieths of a point, no page reaches.
const FAR_TWIPS: i64 = 20_000;
/// Farther than this to the left or up, in twentieths of a point, no margin reaches.
const FAR_BACK_TWIPS: i64 = 8_000;

/// True for a place that is on no page.
fn is_far(twips: i64) -> bool {
    twips >= FAR_TWIPS || twips <= -FAR_BACK_TWIPS
}

/// Alpha from which on letters of the newer markup are not seen, in thousandths of a percent.
const CLEAR_ALPHA: u32 = 95_000;

/// What is said of letters; `None` stands for nothing.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Said {
    vanishes: Option<bool>,
    letters: Option<Letters>,
    /// Painted with no fill, or with one that lets everything through.
    clear: Option<bool>,
    size_half_points: Option<f64>,
    narrow: Option<bool>,
    /// How much farther letters stand apart, in twentieths of a point.
    spacing_twips: Option<f64>,
    marked: Option<Option<Colour>>,
    shaded: Option<Behind>,
    /// How the paragraph's place hides it.
    low: Option<bool>,
    far: Option<bool>,
    /// True for a paragraph that does not begin at the left edge.
    is_moved: Option<bool>,
}

/// The colour of letters.
#[derive(Debug, Clone, Copy)]
enum Letters {
    /// Black, or white on what is dark.
    Automatic,
    Of(Colour),
    Unknown,
}

impl Said {
    /// Says that nothing of it is shown.
    pub(super) fn vanish(&mut self) {
        self.vanishes = Some(true);
    }

    /// Takes in one property of letters or paragraphs, which stands in an element of that name.
    pub(super) fn take(&mut self, tag: &Tag<'_>, around: &str) {
        let value = tag.text("val");
        match tag.local() {
            "vanish" | "specVanish" => self.vanishes = Some(tag.switch()),
            "color" => {
                self.letters = Some(match value.as_ref() {
                    "auto" => Letters::Automatic,
                    digits => Colour::from_digits(digits).map_or(Letters::Unknown, Letters::Of),
                });
            }
            "sz" => {
                self.size_half_points = value.parse().ok();
            }
            "w" => {
                let percent = value.trim_end_matches('%').parse::<u32>();
                self.narrow = percent.ok().map(|percent| percent <= NARROW_PERCENT);
            }
            "fitText" => {
                let is_flat = tag.number::<i64>("val").is_some_and(|width| width <= LOW_TWIPS);
                self.narrow = is_flat.then_some(true).or(self.narrow);
            }
            "position" if around == "rPr" => {
                let raised = tag.number::<i64>("val").unwrap_or_default();
                self.far =
                    (raised.saturating_abs() >= OFF_PAGE_HALF_POINTS).then_some(true).or(self.far);
            }
            "spacing" if around == "rPr" => self.spacing_twips = tag.number("val"),
            "highlight" => self.marked = Some(marker(&value)),
            "shd" => self.shaded = Some(shade(tag, &value)),
            "noFill" if around == "textFill" => self.clear = Some(true),
            "solidFill" | "gradFill" if around == "textFill" => self.clear = Some(false),
            "alpha" if tag.number::<u32>("val").is_some_and(|alpha| alpha >= CLEAR_ALPHA) => {
                self.clear = Some(true);
            }
            "spacing" if tag.value("line").is_some() => {
                let is_low = tag.number::<i64>("line").is_some_and(|line| line <= LOW_TWIPS);
                self.low = Some(is_low && tag.text("lineRule") == "exact");
            }
            "ind" => {
                let left = tag.number::<i64>("left").or_else(|| tag.number("start"));
                self.far = left.map(is_far).or(self.far);
                let sides = [left, tag.number("firstLine"), tag.number("hanging")];
                self.is_moved = sides.into_iter().flatten().any(|by| by != 0).then_some(true);
            }
            "jc" => {
                let is_moved = !matches!(value.as_ref(), "left" | "start" | "both");
                self.is_moved = is_moved.then_some(true).or(self.is_moved);
            }
            // A table, and one that floats.
            "tblInd" => self.far = tag.number("w").map(is_far).or(self.far),
            "tblpPr" | "framePr" => {
                let names = ["x", "y", "tblpX", "tblpY"];
                self.far = Some(names.into_iter().filter_map(|name| tag.number(name)).any(is_far));
            }
            _ => {}
        }
    }

    /// What a style of letters says, in a paragraph of which that is said: of two that hide letters
    /// each takes back the other (ISO/IEC 29500-1, 17.7.3).
    pub(super) fn toggled(self, paragraph: &Self) -> Self {
        let vanishes = match (self.vanishes, paragraph.vanishes) {
            (Some(own), Some(around)) => Some(own != around),
            (own, around) => own.or(around),
        };
        Self { vanishes, ..self }
    }

    /// What a style says for some cells of a table, as far as it hides whatever is behind letters.
    fn for_some_cells(self) -> Self {
        let Self { vanishes, clear, size_half_points, .. } = self;
        Self { vanishes, clear, size_half_points, ..Self::default() }
    }

    /// True when something else than the page is put behind letters.
    pub(super) fn shades(&self) -> bool {
        !matches!(self.shaded, None | Some(Behind::Page)) || matches!(self.marked, Some(Some(_)))
    }

    /// True when lines are lower than their letters.
    pub(super) fn is_low(&self) -> bool {
        self.low == Some(true)
    }

    /// True when what is said is no reason for the paragraph to begin elsewhere than at the left edge.
    pub(super) fn is_at_the_edge(&self) -> bool {
        self.is_moved != Some(true)
    }

    /// What is said here, and where nothing is, what is said further out.
    pub(super) fn or(self, outer: Self) -> Self {
        Self {
            vanishes: self.vanishes.or(outer.vanishes),
            letters: self.letters.or(outer.letters),
            clear: self.clear.or(outer.clear),
            size_half_points: self.size_half_points.or(outer.size_half_points),
            narrow: self.narrow.or(outer.narrow),
            spacing_twips: self.spacing_twips.or(outer.spacing_twips),
            marked: self.marked.or(outer.marked),
            shaded: self.shaded.or(outer.shaded),
            low: self.low.or(outer.low),
            far: self.far.or(outer.far),
            is_moved: self.is_moved.or(outer.is_moved),
        }
    }

    /// What the style of a table says of its letters: what is behind them differs by cell.
    pub(super) fn for_table(self) -> Self {
        Self { marked: None, shaded: None, ..self }
    }

    /// The size of letters, in half points.
    pub(super) fn size_half_points(&self) -> f64 {
        self.size_half_points.unwrap_or(SIZE_HALF_POINTS)
    }

    /// How letters are hidden of which this is said; `is_page` is true where nothing but the page
    /// can be behind them.
    pub(super) fn hidden(self, is_page: bool) -> Option<Hidden> {
        if self.vanishes == Some(true) {
            return Some(Hidden::Vanished);
        }
        if self.far == Some(true) {
            return Some(Hidden::Outside);
        }
        let is_tiny = self.size_half_points.is_some_and(|size| size <= TINY_HALF_POINTS)
            || self.is_pressed()
            || [self.narrow, self.low].contains(&Some(true));
        let is_clear = self.clear == Some(true);
        is_clear
            .then_some(Hidden::Invisible)
            .or_else(|| self.blended(is_page))
            .or(is_tiny.then_some(Hidden::Tiny))
    }

    /// True for letters that stand upon each other.
    fn is_pressed(self) -> bool {
        let size = self.size_half_points();
        self.spacing_twips.is_some_and(|twips| twips <= -PRESSED_TWIPS * size)
    }

    /// How letters are hidden that have the colour of what is behind them.
    fn blended(self, is_page: bool) -> Option<Hidden> {
        let (behind, is_marked) = match (self.marked, self.shaded) {
            (Some(Some(marker)), _) => (marker, true),
            (_, Some(Behind::Shade(shade))) => (shade, false),
            (_, None | Some(Behind::Page)) if is_page => (Colour::WHITE, false),
            _ => return None,
        };
        let letters = match self.letters {
            Some(Letters::Of(colour)) => colour,
            // A marker leaves letters black that have no colour of their own; a shade does not.
            None | Some(Letters::Automatic) if is_marked => Colour::BLACK,
            _ => return None,
        };
        letters.hidden_on(behind)
    }
}

/// The colour of a marker (ECMA-376, part 1, 17.18.40); none for those that letters show on.
fn marker(name: &str) -> Option<Colour> {
    let digits = match name {
        "black" => "000000",
        "white" => "FFFFFF",
        "red" => "FF0000",
        "blue" => "0000FF",
        "green" => "00FF00",
        "yellow" => "FFFF00",
        "cyan" => "00FFFF",
        "magenta" => "FF00FF",
        "darkBlue" => "000080",
        "darkRed" => "800000",
        "darkGreen" => "008000",
        "darkCyan" => "008080",
        "darkMagenta" => "800080",
        "darkYellow" => "808000",
        "darkGray" => "808080",
        "lightGray" => "C0C0C0",
        _ => return None,
    };
    Colour::from_digits(digits)
}

/// What a shade (ECMA-376, part 1, 17.3.5) puts behind letters.
fn shade(tag: &Tag<'_>, pattern: &str) -> Behind {
    let (side, theme) = match pattern {
        "solid" => ("color", "themeColor"),
        _ => ("fill", "themeFill"),
    };
    let colour = tag.text(side);
    if matches!(colour.as_ref(), "" | "auto") && tag.value(theme).is_some() {
        return Behind::Unknown;
    }
    match (pattern, colour.as_ref()) {
        ("clear" | "nil" | "", "" | "auto") => Behind::Page,
        ("solid", "" | "auto") => Behind::Shade(Colour::BLACK),
        ("clear" | "nil" | "" | "solid", digits) => {
            Colour::from_digits(digits).map_or(Behind::Unknown, Behind::Shade)
        }
        _ => Behind::Unknown,
    }
}

/// What the styles of a document say.
#[derive(Default)]
pub(super) struct Styles {
    by_id: BTreeMap<String, Style>,
    /// The styles of paragraphs and of tables that name none.
    usual: Option<String>,
    usual_of_tables: Option<String>,
}

#[derive(Default)]
struct Style {
    based_on: Option<String>,
    said: Said,
    /// What the style of a table says for some of its cells.
    conditions: BTreeMap<String, Said>,
}

/// What the style of a table says.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct OfTable {
    /// Of all letters.
    pub(super) all: Said,
    /// Of those in the first row, and in the first column.
    pub(super) first_row: Said,
    pub(super) first_column: Said,
    /// True when it puts something behind letters, here or there.
    pub(super) shades: bool,
}

impl Styles {
    /// Reads the styles that the main part's relationships name.
    pub(super) fn read(
        package: &mut Package<'_>,
        relationships: &[Relationship],
        out: &mut Out<'_>,
    ) -> Self {
        let mut styles = Self::default();
        let Some(to) = relationships.iter().find(|to| to.kind == "styles") else { return styles };
        let Some(member) = package.members.text(&to.target, out) else { return styles };
        let mut xml = Xml::new(&member.text, out.limits().nesting_max);
        let mut id = String::new();
        let mut style = Style::default();
        // Conditional formats of tables hold only for some cells.
        let mut condition: Option<String> = None;
        while let Some(node) = xml.next() {
            match node {
                Node::Start(tag) => match tag.local() {
                    "style" => {
                        id = tag.text("styleId").into_owned();
                        if tag.is_set("default") {
                            match tag.text("type").as_ref() {
                                "paragraph" => styles.usual = Some(id.clone()),
                                "table" => styles.usual_of_tables = Some(id.clone()),
                                _ => {}
                            }
                        }
                    }
                    "basedOn" => style.based_on = Some(tag.text("val").into_owned()),
                    "tblStylePr" => condition = Some(tag.text("type").into_owned()),
                    _ => match &condition {
                        None => style.said.take(&tag, xml.around()),
                        Some(kind) => {
                            let said = style.conditions.entry(kind.clone()).or_default();
                            said.take(&tag, xml.around());
                        }
                    },
                },
                Node::End("tblStylePr") => condition = None,
                Node::End("style") => {
                    styles.by_id.insert(std::mem::take(&mut id), std::mem::take(&mut style));
                }
                Node::End("docDefaults") => style = Style::default(),
                _ => {}
            }
        }
        unread::end(&member, &xml, out);
        styles
    }

    /// What is said of paragraphs that name no style.
    pub(super) fn usual(&self) -> Said {
        self.usual.as_ref().map(|id| self.said(id)).unwrap_or_default()
    }

    /// What the style of a table says; without one that of all tables.
    pub(super) fn of_table(&self, id: Option<&str>) -> OfTable {
        // Of a style that is not there nobody knows what it puts behind letters.
        let is_missing = id.is_some_and(|id| !self.by_id.contains_key(id));
        let mut of_table = OfTable { shades: is_missing, ..OfTable::default() };
        let mut next = id.or(self.usual_of_tables.as_deref());
        for _ in 0..BASES_MAX {
            let Some(style) = next.and_then(|id| self.by_id.get(id)) else { break };
            let condition = |kind: &str| style.conditions.get(kind).copied().unwrap_or_default();
            let whole = style.said.or(condition("wholeTable"));
            of_table.shades |=
                style.said.shades() || style.conditions.values().any(|said| said.shades());
            of_table.all = of_table.all.or(whole.for_table());
            of_table.first_row = of_table.first_row.or(condition("firstRow").for_some_cells());
            of_table.first_column =
                of_table.first_column.or(condition("firstCol").for_some_cells());
            next = style.based_on.as_deref();
        }
        of_table
    }

    /// What a style says, with the styles that it stands on.
    pub(super) fn said(&self, id: &str) -> Said {
        let mut said = Said::default();
        let mut style = self.by_id.get(id);
        for _ in 0..BASES_MAX {
            let Some(own) = style else { break };
            said = said.or(own.said);
            style = own.based_on.as_ref().and_then(|base| self.by_id.get(base));
        }
        said
    }
}
