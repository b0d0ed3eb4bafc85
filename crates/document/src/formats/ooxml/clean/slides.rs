//! Presentations: slides that are shown, with the layouts and masters that they are made from.

use std::collections::BTreeMap;

use super::super::drawing::SlideSize;
use super::{Arrow, Build, SLIDE, arrow_to, drawing};
use crate::clean::markup::{Element, Node, Rewritten};
use crate::clean::{Refusal, Removal, Work};

/// Numbers of masters and layouts begin here (ECMA-376, part 1, 19.7.4 and 19.7.15).
const FIRST_MASTER: usize = 2_147_483_648;
const FIRST_SLIDE: usize = 256;

/// New names of parts, by their old ones.
type Names = BTreeMap<String, String>;

pub(crate) fn clean(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let mut build = Build::open(bytes, work)?;
    let main = build.main("ppt/presentation.xml")?;
    let arrows = build.arrows(&main)?;
    let Some(mut show) = build.tree(&main, &SLIDE)? else { return Err(super::DAMAGED) };
    let size = show
        .child("p:sldSz")
        .and_then(|size| Some(SlideSize { width: size.number("cx")?, height: size.number("cy")? }));
    let mut making = Making { size, ..Making::default() };
    let mut links = Vec::new();
    let mut slides = Vec::new();
    let listed = show.child("p:sldIdLst").cloned().unwrap_or_default();
    for slide in listed.elements() {
        let Some(arrow) = slide.get("r:id").and_then(|id| arrows.get(id)) else { continue };
        if let Some(name) = build.slide(&arrow.target, slides.len() + 1, &mut making)? {
            let id = arrow_to(&mut links, "slide", &name);
            let number = (FIRST_SLIDE + slides.len()).to_string();
            let slide = Element::new("p:sldId").with("id", &number).with("r:id", &id);
            slides.push(Node::Element(slide));
        }
    }
    let masters = build.masters(&mut making, &mut links)?;
    replace(&mut show, "p:sldMasterIdLst", masters);
    replace(&mut show, "p:sldIdLst", slides);
    let bytes = show.written(&SLIDE);
    build.add("ppt/presentation.xml", "presentationml.presentation.main", bytes, links);
    build.written("ppt/presentation.xml")
}

/// Puts other nodes into the list of that name.
fn replace(show: &mut Element, list: &str, nodes: Vec<Node>) {
    if let Some(list) = show.child_mut(list) {
        list.children = nodes;
    }
}

/// What slides have asked for so far.
#[derive(Default)]
struct Making {
    size: Option<SlideSize>,
    layouts: Names,
    /// Old names of masters, with the old names of layouts of each.
    masters: Vec<(String, Vec<String>)>,
}

impl Making {
    /// Returns the new name of a layout.
    fn layout(&mut self, old: &str) -> String {
        let next = self.layouts.len() + 1;
        let name = || format!("ppt/slideLayouts/slideLayout{next}.xml");
        self.layouts.entry(old.to_owned()).or_insert_with(name).clone()
    }
}

impl Build<'_, '_, '_> {
    /// Rebuilds a slide; `None` when it is hidden.
    fn slide(
        &mut self,
        old: &str,
        number: usize,
        making: &mut Making,
    ) -> Result<Option<String>, Refusal> {
        let Some(mut tree) = self.tree(old, &SLIDE)? else { return Ok(None) };
        if matches!(tree.get("show"), Some("0" | "false")) {
            self.work.removed(Removal::HiddenSlide, 1);
            return Ok(None);
        }
        let arrows = self.arrows(old)?;
        let mut links = Vec::new();
        let layout = arrows.values().find(|arrow| arrow.kind == "slideLayout");
        if let Some(layout) = layout.filter(|layout| self.has_master(&layout.target)) {
            links.push(("slideLayout".to_owned(), making.layout(&layout.target)));
        }
        self.page(&mut tree, making.size, &arrows, &mut links)?;
        let name = format!("ppt/slides/slide{number}.xml");
        self.add(&name, "presentationml.slide", tree.written(&SLIDE), links);
        Ok(Some(name))
    }

    /// True when a layout leads to a master that is there; else slides do without it.
    fn has_master(&mut self, layout: &str) -> bool {
        let arrows = self.arrows(layout).unwrap_or_default();
        let master = arrows.into_values().find(|arrow| arrow.kind == "slideMaster");
        self.old.own_name(layout).is_some()
            && master.is_some_and(|master| self.old.own_name(&master.target).is_some())
    }

    /// Rebuilds the layouts and masters that slides asked for; returns the list of masters.
    fn masters(
        &mut self,
        making: &mut Making,
        links: &mut Vec<(String, String)>,
    ) -> Result<Vec<Node>, Refusal> {
        let layouts: Vec<(String, String)> =
            making.layouts.iter().map(|(old, new)| (old.clone(), new.clone())).collect();
        let mut by_number = layouts;
        by_number.sort_by_key(|(_, new)| (new.len(), new.clone()));
        let mut masters: Vec<(String, Vec<String>)> = Vec::new();
        for (old, new) in &by_number {
            let arrows = self.arrows(old)?;
            let master = arrows.values().find(|arrow| arrow.kind == "slideMaster");
            let master = master.map(|arrow| arrow.target.clone()).ok_or(super::DAMAGED)?;
            let at = masters.iter().position(|(known, _)| *known == master).unwrap_or_else(|| {
                masters.push((master, Vec::new()));
                masters.len() - 1
            });
            let (_, of_master) = masters.get_mut(at).ok_or(super::DAMAGED)?;
            of_master.push(new.clone());
            let master = format!("ppt/slideMasters/slideMaster{}.xml", at + 1);
            self.layout(old, new, &master, &arrows)?;
        }
        making.masters.clone_from(&masters);
        let mut number = FIRST_MASTER;
        let mut list = Vec::new();
        for (index, (old, layouts)) in (1..).zip(&masters) {
            let name = self.master(old, index, layouts, number + 1)?;
            let id = arrow_to(links, "slideMaster", &name);
            let master = Element::new("p:sldMasterId").with("id", &number.to_string());
            list.push(Node::Element(master.with("r:id", &id)));
            number += layouts.len() + 1;
        }
        Ok(list)
    }

    fn layout(
        &mut self,
        old: &str,
        new: &str,
        master: &str,
        arrows: &BTreeMap<String, Arrow>,
    ) -> Result<(), Refusal> {
        let Some(mut tree) = self.tree(old, &SLIDE)? else { return Err(super::DAMAGED) };
        let mut links = vec![("slideMaster".to_owned(), master.to_owned())];
        without_prompts(&mut tree);
        tree.attributes.retain(|(name, _)| name != "matchingName");
        self.page(&mut tree, None, arrows, &mut links)?;
        self.add(new, "presentationml.slideLayout", tree.written(&SLIDE), links);
        Ok(())
    }

    fn master(
        &mut self,
        old: &str,
        number: usize,
        layouts: &[String],
        first_layout: usize,
    ) -> Result<String, Refusal> {
        let Some(mut tree) = self.tree(old, &SLIDE)? else { return Err(super::DAMAGED) };
        let arrows = self.arrows(old)?;
        let mut links = Vec::new();
        without_prompts(&mut tree);
        self.page(&mut tree, None, &arrows, &mut links)?;
        let mut list = Vec::new();
        for (id, layout) in (first_layout..).zip(layouts) {
            let link = arrow_to(&mut links, "slideLayout", layout);
            let layout = Element::new("p:sldLayoutId").with("id", &id.to_string());
            list.push(Node::Element(layout.with("r:id", &link)));
        }
        replace(&mut tree, "p:sldLayoutIdLst", list);
        if let Some(theme) = arrows.values().find(|arrow| arrow.kind == "theme") {
            let name = format!("ppt/theme/theme{number}.xml");
            if self.theme(&theme.target.clone(), &name)? {
                arrow_to(&mut links, "theme", &name);
            }
        }
        let name = format!("ppt/slideMasters/slideMaster{number}.xml");
        self.add(&name, "presentationml.slideMaster", tree.written(&SLIDE), links);
        Ok(name)
    }

    /// Cleans what stands on a slide, a layout or a master.
    fn page(
        &mut self,
        tree: &mut Element,
        size: Option<SlideSize>,
        arrows: &BTreeMap<String, Arrow>,
        links: &mut Vec<(String, String)>,
    ) -> Result<(), Refusal> {
        self.draw_diagrams(tree, arrows)?;
        drawing::settle(tree, self.work);
        tree.visit_mut(&mut |shapes| {
            if shapes.name == "p:spTree" {
                mark_covered_pictures(shapes);
            }
        });
        let covered = tree.prune(&mut |e| e.name == "p:pic" && e.children.is_empty());
        self.work.removed(Removal::Pictures, covered);
        let unseen = without_unseen(tree);
        self.work.removed(Removal::HiddenText, unseen);
        without_objects(tree);
        if let Some(shapes) = tree.child_mut("p:cSld").and_then(|page| page.child_mut("p:spTree")) {
            let before = shapes.children.len();
            shapes.children.retain(|node| {
                !node.element().is_some_and(|shape| size.is_some_and(|s| lies_outside(shape, s)))
            });
            self.work.removed(Removal::HiddenShape, before - shapes.children.len());
        }
        drawing::relink(self, tree, arrows, links, "ppt")?;
        drawing::number(tree);
        Ok(())
    }
}

/// Takes out text that nobody sees on any slide: transparent, in the colour of its own shape, or
/// under a shape that is painted after it. Returns how many shapes had such text.
fn without_unseen(tree: &mut Element) -> usize {
    let mut gone = 0;
    tree.visit_mut(&mut |shape| {
        if shape.name == "p:sp" {
            let ground = shape.child("p:spPr").and_then(drawing::solid).map(str::to_owned);
            gone += shape.prune(&mut |run| is_unseen(run, ground.as_deref()));
        }
        if shape.name == "p:spTree" {
            gone += without_covered(shape);
        }
    });
    gone
}

fn is_unseen(run: &Element, ground: Option<&str>) -> bool {
    let Some(look) = run.child("a:rPr").filter(|_| run.name == "a:r") else { return false };
    let letters = look.child("a:solidFill").and_then(|fill| fill.elements().next());
    let alpha = letters.and_then(|colour| colour.child("a:alpha")?.number::<i64>("val"));
    alpha == Some(0) || ground.is_some() && drawing::solid(look) == ground
}

/// Takes the text from shapes that lie under a later one, which is a plain opaque rectangle.
fn without_covered(shapes: &mut Element) -> usize {
    let covers = plain_rectangles(shapes);
    let mut gone = 0;
    for (index, shape) in shapes.elements_mut().enumerate().filter(|(_, s)| s.name == "p:sp") {
        let Some([left, top, right, bottom]) = bounds(shape) else { continue };
        let is_covered = covers.iter().any(|(above, [l, t, r, b])| {
            *above > index && *l <= left && *t <= top && right <= *r && bottom <= *b
        });
        if is_covered {
            gone += usize::from(shape.prune(&mut |run| run.name == "a:r") > 0);
        }
    }
    gone
}

/// Marks what lies of pictures under later shapes, which are plain opaque rectangles: nobody sees it,
/// since nothing moves in a copy.
fn mark_covered_pictures(shapes: &mut Element) {
    let covers = plain_rectangles(shapes);
    for (index, picture) in shapes.elements_mut().enumerate().filter(|(_, s)| s.name == "p:pic") {
        let Some(own) = bounds(picture) else { continue };
        let above = covers.iter().filter(|(above, _)| *above > index);
        let mut shares: Vec<[i64; 4]> =
            above.filter_map(|(_, cover)| drawing::share_of(own, *cover)).collect();
        let frame = picture.child("p:spPr").and_then(|properties| properties.child("a:xfrm"));
        let is_flipped = |name: &str| frame.is_some_and(|frame| frame.is_set(name));
        for [left, top, right, bottom] in &mut shares {
            if is_flipped("flipH") {
                (*left, *right) = (*right, *left);
            }
            if is_flipped("flipV") {
                (*top, *bottom) = (*bottom, *top);
            }
        }
        if shares.contains(&[0; 4]) {
            // Nothing of it is seen.
            picture.children.clear();
            continue;
        }
        if let Some(fill) = picture.child_mut("p:blipFill") {
            drawing::mark_covered(fill, &shares);
        }
    }
}

/// The edges of plain opaque rectangles, with their places in the order in which all is painted.
fn plain_rectangles(shapes: &Element) -> Vec<(usize, [i64; 4])> {
    let all = shapes.elements().enumerate().filter(|(_, shape)| is_plain_rectangle(shape));
    all.filter_map(|(index, shape)| Some((index, bounds(shape)?))).collect()
}

fn is_plain_rectangle(shape: &Element) -> bool {
    let properties = shape.child("p:spPr").filter(|_| shape.name == "p:sp");
    properties.is_some_and(|properties| {
        let is_upright = properties.child("a:xfrm").is_some_and(|frame| frame.get("rot").is_none());
        let outline = properties.child("a:prstGeom").and_then(|outline| outline.get("prst"));
        is_upright && outline == Some("rect") && drawing::solid(properties).is_some()
    })
}

/// The edges of a shape that is not turned: left, top, right, bottom.
fn bounds(shape: &Element) -> Option<[i64; 4]> {
    let frame = shape.child("p:spPr")?.child("a:xfrm")?;
    let number = |element: &str, name: &str| frame.child(element)?.number::<i64>(name);
    let (left, top) = (number("a:off", "x")?, number("a:off", "y")?);
    let (width, height) = (number("a:ext", "cx")?, number("a:ext", "cy")?);
    frame.get("rot").is_none().then_some(())?;
    Some([left, top, left.checked_add(width)?, top.checked_add(height)?])
}

/// Embedded objects become the pictures that are shown of them; diagrams without a drawing go.
fn without_objects(tree: &mut Element) {
    tree.rewrite(&mut |element| {
        if element.name != "p:graphicFrame" {
            return Rewritten::Kept(element);
        }
        let data = element.find("a:graphicData");
        if let Some(picture) = data.and_then(|data| data.find("p:pic")) {
            return Rewritten::Kept(picture.clone());
        }
        let shows_nothing = |inner: &Element| matches!(&*inner.name, "p:oleObj" | "dgm:relIds");
        let is_empty = data.is_none_or(|data| data.elements().all(shows_nothing));
        if is_empty { Rewritten::By(Vec::new()) } else { Rewritten::Kept(element) }
    });
}

/// Takes the text from shapes of layouts that a slide fills: nobody sees it.
fn without_prompts(tree: &mut Element) {
    tree.visit_mut(&mut |element| {
        let is_filled = element.name == "p:sp" && element.find("p:ph").is_some();
        if is_filled {
            element.prune(&mut |child| matches!(child.name.as_str(), "a:r" | "a:br" | "a:fld"));
        }
    });
}

/// True for a shape that lies beside the slide.
fn lies_outside(shape: &Element, size: SlideSize) -> bool {
    let frame = shape.child("p:xfrm").or_else(|| {
        let properties = shape.child("p:spPr").or_else(|| shape.child("p:grpSpPr"));
        properties.and_then(|properties| properties.child("a:xfrm"))
    });
    let Some(frame) = frame else { return false };
    let number = |element: &str, name: &str| {
        frame.child(element).and_then(|element| element.number::<i64>(name))
    };
    let (Some(left), Some(top)) = (number("a:off", "x"), number("a:off", "y")) else {
        return false;
    };
    let width = number("a:ext", "cx").unwrap_or_default();
    let height = number("a:ext", "cy").unwrap_or_default();
    left >= size.width
        || top >= size.height
        || left.saturating_add(width) <= 0
        || top.saturating_add(height) <= 0
}
