//! Pages as pictures, with what was found outlined and numbered as in the list.
//!
//! A picture comes from whoever reads the documents; the outlines are drawn over it here, as links
//! to the list, so that they can be followed, read aloud and left out.

use std::fmt::Write as _;

use review::batch::{Choice, ItemId};

use super::content::{Area, File, Finding};
use super::look::{Look, Shown};
use super::pages::{self, Page};
use super::session::View;

/// Points that a number beside an outline is high, on a page of usual size.
const NUMBER_POINTS: f32 = 9.0;
/// Width of a page on which a number has that height.
const USUAL_WIDTH: f32 = 600.0;
/// Points by which an outline stands off from what it is around.
const MARGIN_POINTS: f32 = 1.0;

/// Draws pages of the documents under review; the desk itself opens none.
pub trait Pictures: Send + Sync {
    /// Returns the picture of a page of a file, as PNG; nothing where it cannot be drawn.
    fn draw(&self, file: usize, page: u32) -> Option<Vec<u8>>;

    /// Returns the pieces of text under an area of a file, whole words each.
    fn text_under(&self, file: usize, area: Area) -> Vec<String>;
}

/// A page as a picture.
pub(super) struct Leaf {
    /// Its number, from 1.
    pub(super) number: u32,
    /// Number of pages.
    pub(super) count: usize,
    pub(super) width: f32,
    pub(super) height: f32,
    /// What the picture is, in words.
    pub(super) alternative: String,
    pub(super) outlines: Vec<Outline>,
    /// Ends of the addresses of the pages before and after it.
    pub(super) previous: Option<String>,
    pub(super) next: Option<String>,
    /// True when the picture is that of the copy which is out.
    pub(super) is_of_copy: bool,
    /// Height of the numbers.
    pub(super) number_height: f32,
}

/// What was found, outlined on a page.
pub(super) struct Outline {
    pub(super) item: u32,
    pub(super) number: usize,
    pub(super) title: String,
    pub(super) state: &'static str,
    pub(super) is_hidden: bool,
    /// True where the copy shows nothing any more.
    pub(super) is_gone: bool,
    /// Its rectangles, as the way of one shape.
    pub(super) way: String,
    /// Where its number stands.
    pub(super) left: f32,
    pub(super) top: f32,
}

/// Returns the page of a file that someone looks at; nothing when it cannot be drawn.
pub(super) fn leaf(
    page: &Page,
    view: View<'_>,
    file: &File,
    shown: Shown,
    look: &Look,
    copy_is_out: bool,
) -> Option<Leaf> {
    let count = file.pages.len();
    let wanted = look.leaf.unwrap_or_else(|| first_open(view, file));
    let number = wanted.clamp(1, u32::try_from(count).ok().filter(|count| *count > 0)?);
    let &(width, height) = file.pages.get(number as usize - 1)?;
    let is_of_copy = shown == Shown::Copy && copy_is_out;
    let outlines = match is_of_copy {
        true => Vec::new(),
        false => outlines(page, view, file, shown, number),
    };
    let values = [("page", number.to_string()), ("count", outlines.len().to_string())];
    let address = |number: u32| look.at(shown, Some(number)).query();
    Some(Leaf {
        number,
        count,
        width,
        height,
        alternative: page.texts.get(page.language, "desk-picture", &values),
        outlines,
        previous: number.checked_sub(1).filter(|previous| *previous > 0).map(address),
        next: Some(number + 1).filter(|next| *next as usize <= count).map(address),
        is_of_copy,
        number_height: NUMBER_POINTS * (width / USUAL_WIDTH).max(0.1),
    })
}

/// The page of the first finding that is not decided, else the first page.
fn first_open(view: View<'_>, file: &File) -> u32 {
    let is_open = |finding: &&Finding| view.choice(finding.item).is_none();
    let mut open = file.findings.iter().filter(is_open);
    open.find_map(|finding| finding.areas.first()).map_or(1, |area| area.page)
}

fn outlines(page: &Page, view: View<'_>, file: &File, shown: Shown, number: u32) -> Vec<Outline> {
    let gone = view.gone(file);
    let each = (1..).zip(&file.findings).filter_map(|(index, finding)| {
        let areas = finding.areas.iter().filter(|area| area.page == number);
        let areas: Vec<&Area> = areas.collect();
        let first = areas.first().filter(|_| !view.is_taken_back(finding))?;
        let is_hidden = finding.hidden.is_some() && !finding.is_in_picture;
        // What nobody sees on the page is outlined where the view is of what others could get out.
        if is_hidden && shown != Shown::Extract {
            return None;
        }
        let choice = view.choice(finding.item);
        Some(Outline {
            item: finding.item.0,
            number: index,
            title: pages::title(page, finding),
            state: pages::state(choice),
            is_hidden,
            is_gone: shown == Shown::Copy && (goes(choice) || gone.takes(finding)),
            way: way(&areas),
            left: first.left - MARGIN_POINTS,
            top: first.top - MARGIN_POINTS,
        })
    });
    each.collect()
}

/// True for what goes as things stand.
fn goes(choice: Option<&Choice>) -> bool {
    matches!(choice, Some(Choice::Remove(_)))
}

fn way(areas: &[&Area]) -> String {
    let mut way = String::new();
    for area in areas {
        let (left, top) = (area.left - MARGIN_POINTS, area.top - MARGIN_POINTS);
        let (right, bottom) = (area.right + MARGIN_POINTS, area.bottom + MARGIN_POINTS);
        let _in_memory = write!(way, "M{left:.1} {top:.1}H{right:.1}V{bottom:.1}H{left:.1}Z");
    }
    way
}

/// Returns the end of the address that shows a finding in its place, with the same findings listed.
pub(super) fn place_of(file: &File, finding: &Finding, shown_in: Shown, look: &Look) -> String {
    let ItemId(item) = finding.item;
    let area = finding.areas.first().filter(|_| !file.pages.is_empty());
    let query = look.at(shown_in, area.map(|area| area.page)).query();
    format!("{query}#text-{item}")
}

impl Area {
    /// Reads what the script sends of an area that was drawn: page, left, top, right, bottom.
    pub(crate) fn of_form(text: &str) -> Option<Self> {
        let (page, sides) = text.split_once(' ')?;
        let sides: Vec<f32> = sides.split(' ').map_while(|side| side.parse().ok()).collect();
        let &[left, top, right, bottom] = sides.as_slice() else { return None };
        let is_area = sides.iter().all(|side| side.is_finite()) && left < right && top < bottom;
        let page = page.parse().ok()?;
        is_area.then_some(Self { page, left, top, right, bottom })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_is_read_only_when_it_is_one() {
        let area = Area::of_form("2 10 20.5 30 40").unwrap();
        assert_eq!((area.page, area.left, area.top, area.right), (2, 10.0, 20.5, 30.0));
        for wrong in ["", "2", "2 1 2 3", "2 1 2 3 4 5", "2 3 2 1 4", "x 1 2 3 4", "2 1 2 NaN 4"] {
            assert_eq!(Area::of_form(wrong), None, "{wrong}");
        }
    }
}
