//! Drawings in all three kinds of packages: what is hidden or lies beside the page goes, pictures are
//! cleaned and cropped, names that people gave are replaced.

use std::collections::BTreeMap;

use super::super::blip::blanks;
use super::{Arrow, Build, arrow_to, charts};
use crate::clean::markup::{Element, Node, Rewritten};
use crate::clean::{Refusal, Removal, Work};

/// English metric units of an inch.
const INCH: i64 = 914_400;
/// No page is larger (ECMA-376, part 1, 17.18.87).
const PAGE_MAX: i64 = 22 * INCH;
/// Letters up to this size, in hundredths of a point, are too small to be seen.
const TINY: u32 = 200;

/// Takes out what is hidden, and decides between alternatives.
pub(super) fn settle(tree: &mut Element, work: &mut Work<'_>) {
    tree.rewrite(&mut |mut element| match element.name.as_str() {
        "mc:AlternateContent" => Rewritten::By(chosen(element)),
        "a:graphicData" => {
            element.children.retain(|node| node.element().is_some());
            Rewritten::Kept(element)
        }
        _ => Rewritten::Kept(element),
    });
    let hidden = tree.prune(&mut is_hidden);
    work.removed(Removal::HiddenShape, hidden);
    let unseen = tree.prune(&mut |element| element.name == "a:r" && is_unseen(element));
    work.removed(Removal::HiddenText, unseen);
    charts::settle(tree);
    tree.visit_mut(&mut |element| {
        if element.name == "a:fld" {
            element.set("id", "{00000000-0000-0000-0000-000000000000}");
        }
        if element.name == "a:tblStyle" {
            element.set("styleName", "Table");
        }
    });
}

/// Returns what newer programs show, or what old ones do when nothing of that is known here.
fn chosen(mut alternatives: Element) -> Vec<Node> {
    let branches = alternatives.elements_mut();
    let mut branches: Vec<&mut Element> =
        branches.filter(|branch| branch.elements().any(shows_something)).collect();
    let is_choice = |branch: &&mut Element| branch.name == "mc:Choice";
    let is_chosen = |branch: &&mut Element| is_choice(branch) && is_understood(branch);
    let chosen = branches.iter().position(is_chosen);
    let other = branches.iter().position(|branch| !is_choice(branch));
    let branch = chosen.or(other).and_then(|index| branches.get_mut(index));
    branch.map(|branch| std::mem::take(&mut branch.children)).unwrap_or_default()
}

/// True for a choice that Office takes: it knows all the vocabularies that the choice requires, which
/// go by the names that its programs give them (ISO/IEC 29500-3, 7.5).
fn is_understood(choice: &Element) -> bool {
    const KNOWN: &[&str] = &[
        "a", "aink", "am3d", "cs", "dsp", "iact", "ma", "mc", "mo", "mv", "o", "oel", "p", "psuz",
        "r", "s", "sle", "v", "w", "wne", "wp", "wpc", "wpg", "wpi", "wps", "x", "xda", "xdr",
        "xr", "xvml",
    ];
    let is_known = |prefix: &str| {
        // Later versions of a vocabulary have numbers, and letters behind these.
        let end = prefix.find(|letter: char| letter.is_ascii_digit()).unwrap_or(prefix.len());
        let (name, version) = prefix.split_at_checked(end).unwrap_or((prefix, ""));
        let numbered = ["a", "c", "cx", "dgm", "p", "pic", "thm", "w", "wp", "x", "xr"];
        let is_numbered = !version.is_empty() && numbered.contains(&name);
        KNOWN.contains(&prefix) || is_numbered || prefix.starts_with("sle")
    };
    choice.get("Requires").unwrap_or_default().split_whitespace().all(is_known)
}

/// True for a drawing of which anything is left.
fn shows_something(element: &Element) -> bool {
    match element.find("a:graphicData") {
        Some(data) => data.elements().next().is_some(),
        None => true,
    }
}

/// True for drawings that nobody sees.
fn is_hidden(element: &Element) -> bool {
    match element.name.as_str() {
        "w:drawing" => {
            let place = element.elements().next();
            let named = place.and_then(|place| place.child("wp:docPr"));
            named.is_some_and(|named| named.is_set("hidden"))
                || place.is_some_and(lies_outside)
                || !shows_something(element)
        }
        "wps:wsp" | "wpg:grpSp" | "pic:pic" | "xdr:sp" | "xdr:pic" | "xdr:cxnSp" | "xdr:grpSp"
        | "xdr:graphicFrame" | "p:sp" | "p:pic" | "p:cxnSp" | "p:grpSp" | "p:graphicFrame" => {
            let own = element.elements().find_map(|child| match child.name.rsplit_once(':') {
                Some((_, "cNvPr")) => Some(child),
                Some((_, name)) if name.starts_with("nv") => {
                    child.elements().find(|named| named.name.ends_with(":cNvPr"))
                }
                _ => None,
            });
            own.is_some_and(|named| named.is_set("hidden"))
        }
        "v:shape" | "v:rect" | "v:group" | "v:roundrect" | "v:oval" | "v:line" => {
            let style = element.get("style").unwrap_or_default().replace(' ', "").to_lowercase();
            style.contains("visibility:hidden") || style.contains("display:none")
        }
        _ => false,
    }
}

/// True for a floating drawing that lies beside every page.
fn lies_outside(anchor: &Element) -> bool {
    let offset = |direction: &str| -> Option<i64> {
        anchor.child(direction)?.child("wp:posOffset")?.text().trim().parse().ok()
    };
    let extent = anchor.child("wp:extent");
    let size = |name: &str| extent.and_then(|extent| extent.number(name)).unwrap_or(0_i64);
    let beside = |offset: Option<i64>, size: i64| {
        // A column or paragraph begins a few inches from the edge at most.
        offset.is_some_and(|at| at >= PAGE_MAX || at.saturating_add(size) <= -PAGE_MAX / 2)
    };
    beside(offset("wp:positionH"), size("cx")) || beside(offset("wp:positionV"), size("cy"))
}

/// True for a run of text in a drawing that is too small or fully transparent.
fn is_unseen(run: &Element) -> bool {
    let Some(properties) = run.child("a:rPr") else { return false };
    let is_tiny = properties.number("sz").is_some_and(|size: u32| size <= TINY);
    let fill = properties.child("a:solidFill");
    let alpha = fill.and_then(|fill| fill.find("a:alpha"));
    let is_clear = alpha.is_some_and(|alpha| matches!(alpha.get("val"), Some("0" | "0%")));
    is_tiny || is_clear
}

/// Leads pictures and charts to their new parts; what cannot be cleaned goes.
pub(super) fn relink(
    build: &mut Build<'_, '_, '_>,
    tree: &mut Element,
    arrows: &BTreeMap<String, Arrow>,
    links: &mut Vec<(String, String)>,
    folder: &str,
) -> Result<(), Refusal> {
    let mut failed = None;
    tree.visit_mut(&mut |element| {
        let made = match element.name.as_str() {
            "a:blipFill" | "pic:blipFill" | "xdr:blipFill" | "p:blipFill" => {
                relink_fill(build, element, arrows, links, folder)
            }
            "v:imagedata" | "v:fill" | "v:stroke" | "a:blip" => {
                relink_picture(build, element, &[], arrows, links, folder)
            }
            "c:chart" if element.get("r:id").is_some() => {
                relink_chart(build, element, arrows, links, folder)
            }
            _ => Ok(()),
        };
        failed = failed.take().or(made.err());
    });
    if let Some(refusal) = failed {
        return Err(refusal);
    }
    prune_empty(tree);
    Ok(())
}

/// A fill with a picture, of which a part may be shown.
fn relink_fill(
    build: &mut Build<'_, '_, '_>,
    fill: &mut Element,
    arrows: &BTreeMap<String, Arrow>,
    links: &mut Vec<(String, String)>,
    folder: &str,
) -> Result<(), Refusal> {
    let crop: Vec<i64> = fill
        .child("a:srcRect")
        .map(|rect| ["l", "t", "r", "b"].map(|side| rect.number(side).unwrap_or(0)).to_vec())
        .unwrap_or_default();
    let is_cropped = crop.iter().any(|side| *side > 0);
    if fill.child("a:blip").is_some_and(is_blank) {
        mark_covered(fill, &[[0; 4]]);
    }
    let covered: Vec<i64> = fill
        .remove(COVERED)
        .map(|list| list.split(' ').filter_map(|share| share.parse().ok()).collect())
        .unwrap_or_default();
    let crop = match (is_cropped, covered.is_empty()) {
        (false, true) => Vec::new(),
        // What is covered follows what is cut off.
        (true, _) => [crop, covered].concat(),
        (false, false) => [vec![0; 4], covered].concat(),
    };
    if let Some(blip) = fill.child_mut("a:blip") {
        relink_picture(build, blip, &crop, arrows, links, folder)?;
    }
    if is_cropped {
        fill.children
            .retain(|node| node.element().is_none_or(|element| element.name != "a:srcRect"));
    }
    Ok(())
}

/// True for a picture of which an effect leaves nothing to see.
fn is_blank(blip: &Element) -> bool {
    let mut is_blank = false;
    blip.visit(&mut |effect| {
        let name = effect.name.rsplit(':').next().unwrap_or_default();
        is_blank |= blanks(name, |name| effect.get(name));
    });
    is_blank
}

fn relink_picture(
    build: &mut Build<'_, '_, '_>,
    element: &mut Element,
    crop: &[i64],
    arrows: &BTreeMap<String, Arrow>,
    links: &mut Vec<(String, String)>,
    folder: &str,
) -> Result<(), Refusal> {
    let attribute = if element.name == "a:blip" { "r:embed" } else { "r:id" };
    // One that was led to its new part already, inside a fill, has that mark.
    if element.remove(DONE).is_some() {
        return Ok(());
    }
    let Some(id) = element.remove(attribute) else { return Ok(()) };
    let Some(arrow) = arrows.get(&id) else {
        element.set(GONE, "1");
        return Ok(());
    };
    match build.picture(&arrow.target, crop, folder)? {
        Some(name) => {
            element.set(attribute, &arrow_to(links, "image", &name));
            if element.name == "a:blip" {
                element.set(DONE, "1");
            }
        }
        None => element.set(GONE, "1"),
    }
    Ok(())
}

/// The plain opaque colour with which something is filled.
pub(super) fn solid(element: &Element) -> Option<&str> {
    let colour = element.child("a:solidFill")?.child("a:srgbClr")?;
    colour.elements().next().is_none().then(|| colour.get("val")).flatten()
}

/// Shares of a side in thousandths of a percent.
const WHOLE: i64 = 100_000;

/// What lies of a rectangle under another one, as what is free of it at the left, the top, the right
/// and the bottom; edges are left, top, right, bottom. `None` when they do not meet.
pub(super) fn share_of(own: [i64; 4], cover: [i64; 4]) -> Option<[i64; 4]> {
    let share = |from: i64, to: i64, at: i64| -> Option<i64> {
        let size = to.checked_sub(from).filter(|size| *size > 0)?;
        let at = at.clamp(from, to).checked_sub(from)?;
        i64::try_from(i128::from(at) * i128::from(WHOLE) / i128::from(size)).ok()
    };
    let [left, top, right, bottom] = own;
    let shares = [
        share(left, right, cover[0])?,
        share(top, bottom, cover[1])?,
        WHOLE - share(left, right, cover[2])?,
        WHOLE - share(top, bottom, cover[3])?,
    ];
    let is_met = shares[0] + shares[2] < WHOLE && shares[1] + shares[3] < WHOLE;
    is_met.then_some(shares)
}

/// Marks what is covered of the picture in a fill, as [`share_of`] says it.
pub(super) fn mark_covered(fill: &mut Element, shares: &[[i64; 4]]) {
    if !shares.is_empty() {
        let list: Vec<String> = shares.iter().flatten().map(i64::to_string).collect();
        fill.set(COVERED, &list.join(" "));
    }
}

/// Marks of this pass, which are never written.
const COVERED: &str = "-covered";
const DONE: &str = "-done";
const GONE: &str = "-gone";

fn relink_chart(
    build: &mut Build<'_, '_, '_>,
    element: &mut Element,
    arrows: &BTreeMap<String, Arrow>,
    links: &mut Vec<(String, String)>,
    folder: &str,
) -> Result<(), Refusal> {
    let old = element.remove("r:id").and_then(|id| arrows.get(&id));
    let made = match old {
        Some(arrow) => charts::rebuild(build, &arrow.target, folder)?,
        None => None,
    };
    match made {
        Some(name) => element.set("r:id", &arrow_to(links, "chart", &name)),
        None => element.set(GONE, "1"),
    }
    Ok(())
}

/// Takes out drawings whose picture or chart is gone.
fn prune_empty(tree: &mut Element) {
    let is_gone = |element: &Element| element.get(GONE).is_some();
    let mut holds_gone = |element: &Element| match element.name.as_str() {
        "pic:pic" | "xdr:pic" | "p:pic" => {
            element.elements().any(|child| child.elements().any(is_gone))
        }
        "w:drawing" | "xdr:graphicFrame" | "p:graphicFrame" => {
            element.find("c:chart").is_some_and(is_gone)
        }
        "v:imagedata" => is_gone(element),
        "a:blipFill" => element.child("a:blip").is_some_and(is_gone),
        _ => false,
    };
    tree.prune(&mut holds_gone);
    tree.prune(&mut |element| element.name == "w:drawing" && !shows_something(element));
    tree.visit_mut(&mut |element| {
        element.remove(DONE);
        if element.remove(GONE).is_some() && element.name == "v:fill" {
            element.remove("type");
        }
    });
}

/// Gives drawings numbers in order, and names that say nothing.
pub(super) fn number(tree: &mut Element) {
    let mut next = 0;
    tree.visit_mut(&mut |element| {
        let is_named = element.name == "wp:docPr" || element.name.ends_with(":cNvPr");
        if is_named {
            next += 1;
            element.set("id", &next.to_string());
            element.set("name", &format!("Object {next}"));
        }
        if element.name.starts_with("v:") && element.get("id").is_some() {
            element.remove("id");
        }
    });
}
