//! What a page holds, gathered from its tags and texts.

use std::collections::BTreeSet;

use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Tag, TokenSinkResult};

use super::Embedded;
use super::blocks::BLOCKS;
use super::body::Body;
use super::drawing::{self, Canvas, Layers, Paint, References, Written};
use super::style::{AROUND_MAX, Element, Look, Sheet, Stand};
use crate::{Hidden, OffsetMap, PartKind};

/// What a page holds.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) title: String,
    /// Names and values of `meta` elements.
    pub(super) properties: Vec<(String, String)>,
    pub(super) body: Body,
    /// Comments, scripts, styles, fields and alternative texts.
    pub(super) items: Vec<Item>,
    pub(super) links: Vec<String>,
    /// Attributes of no further meaning, as lines of name and value; each once.
    pub(super) attributes: Vec<String>,
    pub(super) embedded: Vec<Embedded>,
    pub(super) attributes_seen: BTreeSet<String>,
    sheet: Sheet,
    /// True for a drawing.
    pub(super) is_drawing: bool,
    canvas: Option<Canvas>,
    references: References,
    /// What a drawing painted so far.
    layers: Layers,
    /// Text that is seen in another order than it is written.
    pub(super) turned: Body,
    open: Vec<Open>,
    raw: Option<Raw>,
    /// Elements that began so far.
    count: usize,
    placed: Vec<Placed>,
}

/// A part of its own.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) kind: PartKind,
    pub(super) name: &'static str,
    pub(super) hidden: Option<Hidden>,
    pub(super) text: String,
}

/// An open element.
#[derive(Debug)]
struct Open {
    element: Element,
    look: Look,
    keeps_space: bool,
    /// True when what is in it may be drawn elsewhere than its numbers say.
    is_moved: bool,
    /// By how much it is moved, where that is known.
    moved: (f32, f32),
    /// The part of a drawing that is shown, inside a drawing of its own.
    canvas: Option<Canvas>,
    /// Where each letter of a drawing's text is put, when that is said letter by letter.
    places: Vec<f32>,
    /// How shapes in it are painted.
    paint: Paint,
    /// Elements in it that began so far, and lines that were broken in it.
    children: usize,
    breaks: u32,
    /// Its number among all, and what the page held before it.
    number: usize,
    written: Written,
    /// For what is shown in place of an element's own content: whether it has a place for that.
    has_slot: Option<bool>,
    /// The part of a drawing that a clip leaves of what is in it: left, top, right and bottom.
    clip: Option<[f32; 4]>,
    /// True for a choice of which one was taken.
    is_chosen: bool,
    /// True for what stands where nothing is drawn, or is folded up, until a part of it is shown.
    is_put_away: bool,
    /// How long the path is that a text in it runs along.
    room: Option<f64>,
}

/// An element that was taken out of the flow: within which other, where, and what was written in it.
#[derive(Debug)]
struct Placed {
    within: usize,
    stand: Stand,
    from: Written,
    to: Written,
}

/// Elements out of the flow that are compared with each other.
const PLACED_MAX: usize = 1_000;

/// Height of a line of the smallest letters, in pixels.
const LINE: f32 = 10.0;

/// Attributes on which it depends whether an element of a choice is taken.
const CONDITIONS: &[&str] = &["requiredextensions", "requiredfeatures", "systemlanguage"];

impl Open {
    /// How a text in it is hidden, if it is.
    fn hides(&self) -> Option<Hidden> {
        self.look.hides().or(self.is_put_away.then_some(Hidden::Markup))
    }

    /// True for an element in it that is left out since another one was taken (SVG 2, 5.9.2).
    fn leaves_out(&mut self, tag: &Tag) -> bool {
        let is_choice = self.element.name == "switch";
        let is_left_out = is_choice && self.is_chosen;
        self.is_chosen |= is_choice && CONDITIONS.iter().all(|name| attribute(tag, name).is_none());
        is_left_out
    }

    /// The letters of a text in the order in which they are seen, each with where it stands in the
    /// text, when that is another order.
    fn seen(&self, text: &str) -> Option<Vec<(usize, char)>> {
        let before = text.len() - text.trim_start().len();
        let letters = text.trim().char_indices().map(|(at, letter)| (before + at, letter));
        let mut letters: Vec<(usize, char)> = letters.collect();
        if self.look.is_turned() && !letters.is_empty() {
            letters.reverse();
            return Some(letters);
        }
        let placed = self.places.len().min(letters.len());
        let mut order: Vec<usize> = (0..placed).collect();
        order.sort_by(|left, right| {
            let place = |index: &usize| self.places.get(*index).copied().unwrap_or_default();
            place(left).total_cmp(&place(right))
        });
        let seen = order.into_iter().chain(placed..letters.len());
        let seen: Vec<(usize, char)> = seen.filter_map(|at| letters.get(at).copied()).collect();
        let differs = seen.iter().zip(&letters).any(|((_, seen), (_, told))| seen != told);
        differs.then_some(seen)
    }
}

/// An open element whose content is no markup.
#[derive(Debug)]
struct Raw {
    name: String,
    text: String,
}

/// Elements that begin and end a line, besides [`BLOCKS`].
const LINES: &[&str] = &["head", "optgroup", "option", "select", "textarea", "br", "title"];

/// Cells of tables, in which paragraphs begin anew.
const CELLS: &[&str] = &["td", "th"];

/// Elements without content.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr", "frame", "keygen", "bgsound",
];

/// Elements that another of their kind ends, when their own end is left out.
const ENDED_BY_NEXT: &[&str] = &["p", "li", "dt", "dd", "tr", "td", "th", "option"];

/// Elements whose content no browser shows.
const NOT_SHOWN: &[&str] = &[
    "template",
    "noscript",
    "datalist",
    "noembed",
    "noframes",
    "object",
    "canvas",
    "audio",
    "video",
    "rp",
    "annotation",
    "annotation-xml",
    "progress",
    "meter",
    "desc",
    "metadata",
];

/// Values of attributes that are longer are asked for by no selector.
const SELECTED_BYTES_MAX: usize = 100;

/// How far up an element is looked for when it ends.
const OPEN_LOOKED_AT: usize = 512;

impl Page {
    /// Returns an empty page with those style sheets.
    pub(super) fn new(sheet: Sheet) -> Self {
        Self { sheet, ..Self::default() }
    }

    /// Returns an empty drawing with those style sheets.
    pub(super) fn drawing(sheet: Sheet, references: References) -> Self {
        Self { sheet, references, is_drawing: true, ..Self::default() }
    }

    /// Ends what is open.
    pub(super) fn finish(&mut self) {
        self.end_raw();
        self.body.trim_end();
        self.turned.trim_end();
    }

    /// Takes in the start of an element.
    pub(super) fn start(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        self.end_raw();
        if self.is_drawing && name == "svg" && self.canvas.is_none() {
            self.canvas = Canvas::of(tag);
        }
        let mut paint = Paint::default();
        if self.is_drawing {
            paint = self.paint_of(tag);
            self.paint(tag, &paint);
            if drawing::takes_away(tag)
                && let Some(open) = self.open.last_mut()
            {
                open.look = open.look.clipped();
                let from = open.written.runs;
                self.hide_from(from, Hidden::Invisible);
            }
        }
        if !self.is_drawing && BLOCKS.contains(&name) {
            self.end_paragraph();
        }
        if ENDED_BY_NEXT.contains(&name)
            && self.open.last().is_some_and(|open| open.element.name == name)
        {
            self.open.pop();
        }
        self.separate(name);
        let is_hidden_input = name == "input" && attribute(tag, "type") == Some("hidden");
        self.attributes_of(tag, is_hidden_input);
        if name == "br" {
            let near = self.open.iter_mut().rev().take(AROUND_MAX);
            near.for_each(|open| open.breaks = open.breaks.saturating_add(1));
        }
        if name == "slot" {
            let mut near = self.open.iter_mut().rev().take(AROUND_MAX);
            if let Some(open) = near.find(|open| open.has_slot.is_some()) {
                open.has_slot = Some(true);
            }
        }
        if VOID.contains(&name) || tag.self_closing {
            return TokenSinkResult::Continue;
        }
        let mut element = element(tag);
        let mut is_left_out = false;
        if let Some(outer) = self.open.last_mut() {
            outer.children += 1;
            element.place = outer.children;
            is_left_out = self.is_drawing && outer.leaves_out(tag);
        }
        let look = self.look_of(tag, &element);
        let look = if is_left_out { look.hidden() } else { look };
        let keeps_space = self.open.last().is_some_and(|outer| outer.keeps_space)
            || matches!(name, "pre" | "textarea" | "xmp" | "listing" | "plaintext");
        let is_inner_drawing = self.is_drawing && name == "svg" && !self.open.is_empty();
        let (is_moved, moved, canvas) = match is_inner_drawing {
            true => (false, (0.0, 0.0), Canvas::of(tag)),
            false => (self.is_moved(tag), self.moved(tag), self.canvas_around()),
        };
        let places = if self.is_drawing { drawing::places(tag) } else { Vec::new() };
        let is_put_away = self.is_put_away(tag, &element);
        let room = match name {
            "textpath" => self.references.room(tag),
            _ => self.open.last().and_then(|open| open.room),
        };
        let is_shadow = name == "template" && attribute(tag, "shadowrootmode").is_some();
        let clip = self.clip_of(tag);
        self.count += 1;
        if let Some(stand) = look.stand() {
            self.cover(stand);
        }
        let shown = self.shown_attributes(tag, &element);
        let open = Open {
            element,
            look,
            keeps_space,
            is_moved,
            moved,
            canvas,
            places,
            paint,
            children: 0,
            breaks: 0,
            number: self.count,
            written: self.written(),
            has_slot: is_shadow.then_some(false),
            clip,
            is_chosen: false,
            is_put_away,
            room,
        };
        self.open.push(open);
        for text in shown {
            self.text(&text, None);
        }
        self.content_of(name)
    }

    /// Ends a paragraph whose own end was left out: no block stands in one.
    fn end_paragraph(&mut self) {
        let is_inside = |open: &&Open| {
            let name = open.element.name.as_str();
            name == "p" || !BLOCKS.contains(&name) && !CELLS.contains(&name)
        };
        let near = self.open.iter().rev().take(AROUND_MAX).take_while(is_inside);
        let depth = near.map(|open| open.element.name.as_str()).position(|name| name == "p");
        for _ in 0..depth.map_or(0, |depth| depth + 1) {
            if let Some(open) = self.open.pop() {
                self.close(&open);
            }
        }
    }

    /// What is shown of an element's attributes beside it.
    fn shown_attributes(&self, tag: &Tag, element: &Element) -> Vec<String> {
        let near = self.open.len().saturating_sub(AROUND_MAX);
        let around: Vec<&Element> = self.open.iter().skip(near).map(|open| &open.element).collect();
        let names = self.sheet.shown_attributes(element, &around).into_iter();
        names.filter_map(|name| attribute(tag, name)).map(str::to_owned).collect()
    }

    /// Hides what was written since that run.
    fn hide_from(&mut self, run: usize, hidden: Hidden) {
        for run in self.body.runs.iter_mut().skip(run) {
            run.hidden = run.hidden.or(Some(hidden));
        }
    }

    /// Hides what was written where an element that begins now lies over it.
    fn cover(&mut self, stand: Stand) {
        let within = self.open.last().map_or(0, |open| open.number);
        for under in self.placed.iter().filter(|under| under.within == within) {
            let bytes = under.to.bytes.saturating_sub(under.from.bytes);
            if stand.covers(under.stand, bytes) {
                let runs = under.from.runs..under.to.runs;
                for run in self.body.runs.get_mut(runs).into_iter().flatten() {
                    run.hidden = run.hidden.or(Some(Hidden::Covered));
                }
            }
        }
    }

    /// Takes in an element that ends.
    fn close(&mut self, open: &Open) {
        let to = self.written();
        let outer = self.open.last();
        if let Some(stand) = open.look.stand()
            && self.placed.len() < PLACED_MAX
        {
            let within = outer.map_or(0, |outer| outer.number);
            self.placed.push(Placed { within, stand, from: open.written, to });
        }
        // What an element has itself is shown in a slot of what stands in its place, or nowhere.
        if open.has_slot == Some(false)
            && let Some(host) = self.open.last_mut()
        {
            host.look = host.look.hidden();
            let before = host.written.runs..open.written.runs;
            for run in self.body.runs.get_mut(before).into_iter().flatten() {
                run.hidden = run.hidden.or(Some(Hidden::Markup));
            }
        }
    }

    /// True where what is written is cut off below an element around it.
    fn is_cut_off(&self) -> bool {
        let mut near = self.open.iter().rev().take(AROUND_MAX);
        near.any(|open| open.look.room().is_some_and(|room| open.breaks as f32 * LINE >= room))
    }

    /// The part of a drawing that clips leave of what is in an element.
    fn clip_of(&self, tag: &Tag) -> Option<[f32; 4]> {
        let outer = self.open.last().and_then(|open| open.clip);
        if !self.is_drawing || self.is_moved(tag) {
            return outer;
        }
        let (right, down) = self.moved(tag);
        let own = self.layers.clip(tag);
        own.map(|[l, t, r, b]| [l + right, t + down, r + right, b + down]).or(outer)
    }

    /// True for a text of which a clip leaves nothing.
    fn is_clipped_away(&self, tag: &Tag) -> bool {
        let is_known = matches!(&*tag.name, "text" | "tspan") && !self.is_moved(tag);
        let clip = if is_known { self.clip_of(tag) } else { None };
        clip.is_some_and(|clip| drawing::is_beside_clip(tag, self.moved(tag), clip))
    }

    /// The part that is shown of the drawing that is open.
    fn canvas_around(&self) -> Option<Canvas> {
        self.open.last().map_or(self.canvas, |open| open.canvas)
    }

    /// Returns how an element looks inside those that are open.
    fn look_of(&self, tag: &Tag, element: &Element) -> Look {
        let near = self.open.len().saturating_sub(AROUND_MAX);
        let near = self.open.iter().skip(near);
        let around: Vec<&Element> = near.map(|open| &open.element).collect();
        let outer = self.open.last().map(|open| open.look);
        let mut look = look_in(&self.sheet, tag, element, &around, outer);
        let is_inline = element.name == "svg" && !self.is_drawing;
        if is_inline || self.is_drawing && !self.layers.is_blank() {
            look = self.on_paper(tag, look);
        }
        if self.is_drawing
            && (self.layers.hides(tag) || drawing::has_no_room(tag) || self.is_clipped_away(tag))
        {
            look = look.clipped();
        }
        let name = element.name.as_str();
        let is_hidden =
            self.is_drawing && (drawing::is_for_some(tag) || drawing::NOT_DRAWN.contains(&name));
        let is_beside = matches!(name, "text" | "tspan")
            && !self.is_moved(tag)
            && self.canvas_around().is_some_and(|canvas| canvas.is_beside(tag, self.moved(tag)));
        match (is_hidden, is_beside) {
            (true, _) => look.hidden(),
            (_, true) => look.beside(),
            _ => look,
        }
    }

    /// True for an element of a drawing that stands where nothing is drawn and that nothing uses, or of
    /// a page that is folded up.
    fn is_put_away(&self, tag: &Tag, element: &Element) -> bool {
        let around = self.open.last();
        let is_around = around.is_some_and(|open| open.is_put_away);
        match element.name.as_str() {
            name if self.is_drawing => {
                (is_around || drawing::KEPT.contains(&name)) && !self.references.uses(&element.id)
            }
            "details" => is_around || attribute(tag, "open").is_none(),
            // What stands in its first line is seen.
            "summary" if around.is_some_and(|open| open.element.name == "details") => {
                self.open.iter().rev().nth(1).is_some_and(|open| open.is_put_away)
            }
            _ => is_around,
        }
    }

    /// True for a text that runs along a path which ends long before it.
    fn is_beyond_its_path(&self, text: &str) -> bool {
        let Some(room) = self.open.last().and_then(|open| open.room) else { return false };
        drawing::is_beyond(room, text.trim().chars().count(), self.font_size())
    }

    /// The size of letters of a drawing where it is said by attributes, else the usual one; where style
    /// sheets may say it, the least.
    fn font_size(&self) -> f32 {
        const USUAL: f32 = 16.0;
        const LEAST: f32 = 4.0;
        if !self.sheet.is_empty() {
            return LEAST;
        }
        let said = self.open.iter().rev().find_map(|open| {
            let attributes = open.element.attributes.iter();
            let mut sizes = attributes.filter_map(|(name, value)| match name.as_str() {
                "font-size" => Some(value.as_str()),
                "style" => value.split_once("font-size:")?.1.split(';').next(),
                _ => None,
            });
            sizes.next()?.trim().trim_end_matches("px").parse::<f32>().ok()
        });
        said.unwrap_or(USUAL)
    }

    /// Returns a look on what a drawing painted behind an element; a piece of a text without a place of
    /// its own stands on what the text stands on.
    fn on_paper(&self, tag: &Tag, look: Look) -> Look {
        let is_placed = attribute(tag, "x").is_some() || &*tag.name != "tspan";
        let is_known = self.is_drawing && !self.is_moved(tag);
        let paper = || self.layers.paper(tag, self.moved(tag));
        match is_known.then(paper).flatten() {
            Some(colour) => look.on_paper(colour),
            None if is_placed => look.on_unknown_paper(),
            None => look,
        }
    }

    fn is_moved(&self, tag: &Tag) -> bool {
        attribute(tag, "transform").is_some_and(|transform| drawing::shift(transform).is_none())
            || self.open.last().is_some_and(|open| open.is_moved)
    }

    /// By how much an element is moved, with those around it.
    fn moved(&self, tag: &Tag) -> (f32, f32) {
        let (right, down) = self.open.last().map_or((0.0, 0.0), |open| open.moved);
        let own = attribute(tag, "transform").and_then(drawing::shift).unwrap_or_default();
        (right + own.0, down + own.1)
    }

    /// How an element of a drawing is painted.
    fn paint_of(&self, tag: &Tag) -> Paint {
        let near = self.open.len().saturating_sub(AROUND_MAX);
        let around: Vec<&Element> = self.open.iter().skip(near).map(|open| &open.element).collect();
        let own = attribute(tag, "style").unwrap_or_default();
        let declared = self.sheet.declared(&element(tag), &around, own);
        match self.open.last() {
            Some(outer) => outer.paint.inside(tag, &declared),
            None => Paint::default().inside(tag, &declared),
        }
    }

    /// How much text was read.
    fn written(&self) -> Written {
        Written { runs: self.body.runs.len(), bytes: self.body.text.len() }
    }

    /// Takes in what an element of a drawing paints, and over which texts.
    fn paint(&mut self, tag: &Tag, paint: &Paint) {
        let moved = (!self.is_moved(tag)).then(|| self.moved(tag));
        let is_kept =
            self.open.iter().any(|open| drawing::KEPT.contains(&open.element.name.as_str()));
        for run in self.layers.start(tag, paint, moved, self.written(), is_kept) {
            if let Some(run) = self.body.runs.get_mut(run) {
                run.hidden = run.hidden.or(Some(Hidden::Covered));
            }
        }
    }

    /// How a file is hidden that is written into an attribute of an element which begins now.
    pub(super) fn hides_embedded(&self, tag: &Tag) -> Option<Hidden> {
        const PIXELS_MIN: f32 = 2.0;
        let is_flat = |name| {
            let side = attribute(tag, name).and_then(|side| side.trim().parse::<f32>().ok());
            side.is_some_and(|side| side < PIXELS_MIN)
        };
        let is_past = || {
            let canvas = self.canvas_around().filter(|_| self.is_drawing && !self.is_moved(tag));
            canvas.is_some_and(|canvas| canvas.is_before(tag, self.moved(tag)))
        };
        let around = self.open.last().and_then(|open| open.look.hides());
        around.or_else(|| match &*tag.name {
            // What a link leads to is opened, and not shown.
            "a" | "area" => Some(Hidden::Attachment),
            "iframe" if is_flat("width") || is_flat("height") => Some(Hidden::Invisible),
            "image" if is_past() => Some(Hidden::Outside),
            _ => None,
        })
    }

    /// Says how the content of an element is read.
    fn content_of(&mut self, name: &str) -> TokenSinkResult<()> {
        let kind = match name {
            "title" if self.is_drawing => return TokenSinkResult::Continue,
            "script" => RawKind::ScriptData,
            "style" | "iframe" | "noembed" | "noframes" => RawKind::Rawtext,
            "xmp" => return TokenSinkResult::RawData(RawKind::Rawtext),
            "textarea" => return TokenSinkResult::RawData(RawKind::Rcdata),
            "title" => RawKind::Rcdata,
            "plaintext" => return TokenSinkResult::Plaintext,
            _ => return TokenSinkResult::Continue,
        };
        self.raw = Some(Raw { name: name.to_owned(), text: String::new() });
        TokenSinkResult::RawData(kind)
    }

    /// Takes in the end of an element.
    pub(super) fn end(&mut self, name: &str) {
        self.end_raw();
        if self.is_drawing {
            let written = self.written();
            self.layers.end(name, written);
        }
        let depth =
            self.open.iter().rev().take(OPEN_LOOKED_AT).position(|open| open.element.name == name);
        for _ in 0..depth.map_or(0, |depth| depth + 1) {
            if let Some(open) = self.open.pop() {
                self.close(&open);
            }
        }
        self.separate(name);
    }

    /// Ends an element whose content is no markup.
    fn end_raw(&mut self) {
        let Some(raw) = self.raw.take() else { return };
        let hidden = Some(Hidden::Markup);
        match raw.name.as_str() {
            // A drawing may have titles as well; the page's own is the first.
            "title" if self.title.is_empty() => self.title = raw.text,
            "script" => self.item(PartKind::Script, self.script_name(), hidden, &raw.text),
            "style" => self.item(PartKind::Other, "style", hidden, &raw.text),
            _ => self.item(PartKind::Other, "markup", hidden, &raw.text),
        }
    }

    /// Takes in text.
    pub(super) fn text(&mut self, text: &str, source: Option<OffsetMap>) {
        if let Some(raw) = &mut self.raw {
            raw.text.push_str(text);
            return;
        }
        let (hidden, keeps_space) =
            self.open.last().map_or((None, false), |open| (open.hides(), open.keeps_space));
        let hidden = hidden.or(self.is_beyond_its_path(text).then_some(Hidden::Outside));
        let hidden = hidden.or_else(|| self.is_cut_off().then_some(Hidden::Invisible));
        if let Some(seen) = self.open.last().and_then(|open| open.seen(text)) {
            self.turned.push_in_order(&seen, source.as_ref());
            self.turned.break_with('\n');
        }
        self.body.push(text, source, hidden, keeps_space);
    }

    /// Ends a line or a cell before and after the elements that do.
    fn separate(&mut self, name: &str) {
        match name {
            "td" | "th" => self.body.break_with('\t'),
            _ if self.is_drawing && drawing::LINES.contains(&name) => self.body.break_with('\n'),
            _ if BLOCKS.contains(&name) || LINES.contains(&name) => self.body.break_with('\n'),
            _ => {}
        }
    }

    /// Adds a part of its own.
    pub(super) fn item(
        &mut self,
        kind: PartKind,
        name: &'static str,
        hidden: Option<Hidden>,
        text: &str,
    ) {
        let text = text.trim();
        if !text.is_empty() {
            self.items.push(Item { kind, name, hidden, text: text.to_owned() });
        }
    }
}

/// Returns the value of an attribute.
pub(super) fn attribute<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    let found = tag.attrs.iter().find(|attribute| &*attribute.name.local == name);
    found.map(|attribute| &*attribute.value)
}

/// Returns how an element looks inside others, of which the innermost looks like `outer`.
pub(super) fn look_in(
    sheet: &Sheet,
    tag: &Tag,
    element: &Element,
    around: &[&Element],
    outer: Option<Look>,
) -> Look {
    let own = attribute(tag, "style").unwrap_or_default();
    let mut declared = legacy_declarations(tag);
    declared.extend(sheet.declared(element, around, own));
    let look = outer.unwrap_or(Look::of_page(sheet.is_partial)).inside(&declared);
    let name = element.name.as_str();
    let is_shadow = name == "template" && attribute(tag, "shadowrootmode").is_some();
    let is_hidden = NOT_SHOWN.contains(&name) && !shows_what_is_in_it(tag) && !is_shadow
        || sheet.takes_away(element)
        || attribute(tag, "hidden").is_some()
        || attribute(tag, "popover").is_some()
        || name == "dialog" && attribute(tag, "open").is_none();
    if is_hidden { look.hidden() } else { look }
}

/// True for an object that names nothing to be shown, so that what is in it is (WHATWG HTML, 4.8.7).
pub(super) fn shows_what_is_in_it(tag: &Tag) -> bool {
    &*tag.name == "object" && ["data", "classid"].iter().all(|name| attribute(tag, name).is_none())
}

/// Returns an element as style sheets see it.
pub(super) fn element(tag: &Tag) -> Element {
    let classes = attribute(tag, "class").unwrap_or_default();
    Element {
        name: tag.name.to_string(),
        id: attribute(tag, "id").unwrap_or_default().to_owned(),
        classes: classes.split_whitespace().map(str::to_owned).collect(),
        attributes: tag
            .attrs
            .iter()
            .filter(|own| own.value.len() <= SELECTED_BYTES_MAX)
            .map(|own| (own.name.local.to_string(), own.value.to_string()))
            .collect(),
        place: 0,
    }
}

/// Returns what the attributes of older pages, and of drawings, declare.
fn legacy_declarations(tag: &Tag) -> Vec<(String, String)> {
    const ATTRIBUTES: &[(&str, &str)] = &[
        ("bgcolor", "background-color"),
        ("text", "color"),
        ("color", "color"),
        ("background", "background-image"),
        ("display", "display"),
        ("visibility", "visibility"),
        ("opacity", "opacity"),
        ("font-size", "font-size"),
        ("fill", "fill"),
        ("fill-opacity", "fill-opacity"),
        ("stroke", "stroke"),
    ];
    let found = ATTRIBUTES.iter().filter_map(|(name, property)| {
        let value = attribute(tag, name)?.trim().to_lowercase();
        (!value.is_empty()).then(|| ((*property).to_owned(), value))
    });
    let turned = (&*tag.name == "bdo").then(|| attribute(tag, "dir")).flatten().map(|direction| {
        [("direction", direction.to_lowercase()), ("unicode-bidi", "bidi-override".to_owned())]
    });
    let turned = turned.into_iter().flatten().map(|(name, value)| (name.to_owned(), value));
    found.chain(turned).collect()
}
