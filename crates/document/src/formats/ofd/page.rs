//! The objects of a page (GB/T 33190, 8.5 and 11) or of its annotations (15), in the order in which
//! they are painted.

use super::resources::{Ink, OPAQUE, Resources};
use super::said::{numbers, pass_over_places, push_value};
use super::scene::{Letter, Scene, Text, characters};
use crate::Hidden;
use crate::formats::office::markup::{Node, Piece, Tag, Xml};
use crate::formats::office::member::Member;
use crate::formats::office::story::Story;
use crate::formats::office::unread;
use crate::formats::outline::{Matrix, Outline, Point, corners_of};
use crate::out::Out;

/// Letters of one text whose places are followed.
const PLACES_MAX: usize = 20_000;
/// Width of letters and height of their middle for their size.
const WIDE: f32 = 1.0;
const NARROW: f32 = 0.5;
const MIDDLE: f32 = 0.35;
/// Opacity below which nothing is seen.
const CLEAR: u32 = 12;

/// A member while it is painted.
pub(super) struct Painting<'s, 'm> {
    member: &'m Member,
    resources: &'s Resources,
    scene: &'s mut Scene<'m>,
    /// Objects that are open, the innermost last: patterns are made of objects.
    objects: Vec<Object>,
    code: Code,
    letters: Vec<Letter<'m>>,
    /// The colour of the layer that is open.
    layer: Option<Ink>,
    note: Note,
    /// Words of annotations that are not on the page.
    pub(super) comments: Story,
    pub(super) links: Story,
}

/// The object that is open.
#[derive(Clone, Default)]
struct Object {
    frame: Option<[f32; 4]>,
    matrix: Matrix,
    is_hidden: bool,
    opacity: Option<u32>,
    fill: Option<bool>,
    has_stroke: bool,
    line_width: f32,
    ink: Option<Ink>,
    /// Something cuts pieces off it, or it has holes.
    is_cut: bool,
    size: f32,
    path: String,
    resource: String,
}

/// Where letters stand that are open.
#[derive(Clone, Default)]
struct Code {
    /// Where the first letter stands, and the next one.
    first: Point,
    next: Point,
    across: Vec<f32>,
    along: Vec<f32>,
    /// How far apart letters stand that belong together.
    spacing: f32,
}

/// The annotation that is open.
#[derive(Clone, Default)]
struct Note {
    is_hidden: bool,
    /// It lets shine through what is below it, whatever its colour.
    is_marker: bool,
    /// Where what it paints begins.
    at: Point,
}

impl<'s, 'm> Painting<'s, 'm> {
    pub(super) fn new(
        member: &'m Member,
        resources: &'s Resources,
        scene: &'s mut Scene<'m>,
    ) -> Self {
        Self {
            member,
            resources,
            scene,
            objects: Vec::new(),
            code: Code::default(),
            letters: Vec::new(),
            layer: None,
            note: Note::default(),
            comments: Story::default(),
            links: Story::default(),
        }
    }

    /// Paints all of the member.
    pub(super) fn paint(&mut self, out: &mut Out<'_>) {
        let member = self.member;
        let mut xml = Xml::new(&member.text, out.limits().nesting_max);
        while let Some(node) = xml.next() {
            match node {
                Node::Start(tag) if tag.local() == "Clips" => {
                    if let Some(object) = self.objects.last_mut() {
                        object.is_cut = true;
                    }
                    xml.skip();
                }
                Node::Start(tag) => self.start(&tag, xml.around()),
                Node::Text(piece) => self.text(piece, xml.inside(), xml.around()),
                Node::End(name) => self.end(name),
            }
        }
        unread::end(member, &xml, out);
    }

    fn start(&mut self, tag: &Tag<'m>, around: &str) {
        pass_over_places(self.member, tag);
        match tag.local() {
            "Layer" => self.layer = self.resources.ink(&tag.text("DrawParam")),
            "TextObject" | "PathObject" | "ImageObject" => self.objects.push(self.object_of(tag)),
            "FillColor" | "Pattern" | "AxialShd" | "RadialShd" | "GouraudShd" | "LaGouraudShd" => {
                if let Some(object) = self.objects.last_mut() {
                    object.fill_with(tag, around);
                }
            }
            "TextCode" => self.code = self.code_of(tag),
            "Annot" => {
                self.note = Note {
                    is_hidden: tag.text("Visible") == "false",
                    is_marker: tag.text("Type") == "Highlight",
                    at: (0.0, 0.0),
                };
                push_value(&mut self.comments, self.member, tag.value("Creator"));
            }
            "Appearance" => {
                let frame = numbers::<4>(&tag.text("Boundary")).unwrap_or_default();
                self.note.at = (frame[0], frame[1]);
            }
            "Remark" | "Parameter" => self.comments.fresh_line(),
            "URI" => push_value(&mut self.links, self.member, tag.value("URI")),
            _ => {}
        }
    }

    fn text(&mut self, piece: Piece<'m>, inside: &str, around: &str) {
        match inside {
            "TextCode" => self.put(&piece),
            "AbbreviatedData" => {
                if let Some(object) = self.objects.last_mut() {
                    object.path.push_str(&piece.text);
                }
            }
            "PhysicalBox" if around == "Area" => {
                self.scene.size = numbers(&piece.text).or(self.scene.size);
            }
            "Remark" | "Parameter" => self.comments.push(self.member, &piece, None),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "TextCode" => self.end_code(),
            "TextObject" | "PathObject" | "ImageObject" => {
                let is_outermost = self.objects.len() == 1;
                if let Some(object) = self.objects.pop().filter(|_| is_outermost) {
                    self.cover(&object);
                }
            }
            "Annot" => self.note = Note::default(),
            "Layer" => self.layer = None,
            _ => {}
        }
    }

    fn end_code(&mut self) {
        let letters = std::mem::take(&mut self.letters);
        let Some(object) = self.objects.last().filter(|_| !letters.is_empty()) else { return };
        let hidden = self.note.is_hidden.then_some(Hidden::Vanished);
        self.scene.add_text(Text {
            member: self.member,
            letters,
            size: object.size * object.matrix.scale(),
            colour: object.ink().colour,
            hidden: hidden.or_else(|| object.hidden()),
            frame: object.frame(self.note.at),
        });
    }

    /// Paints what covers letters, or is behind those that follow.
    fn cover(&mut self, object: &Object) {
        if self.note.is_hidden || object.is_hidden {
            return;
        }
        let frame = object.frame(self.note.at);
        let is_whole = !self.note.is_marker && object.is_opaque();
        if object.path.is_empty() {
            let Some(frame) = frame else { return };
            match is_whole && self.resources.is_opaque(&object.resource) {
                true => self.scene.add_picture(frame),
                false => self.scene.add_tint(frame),
            }
        } else if let Some(outline) = object.outline(self.note.at).filter(|_| is_whole) {
            self.scene.add_shape(outline, object.ink().colour, Hidden::Covered);
        } else if let Some(frame) = frame.filter(|_| object.fill == Some(true)) {
            self.scene.add_tint(frame);
        }
    }

    fn object_of(&self, tag: &Tag<'_>) -> Object {
        let is = |name| tag.value(name).map(|value| value.raw() == "true");
        let way = self.resources.ink(&tag.text("DrawParam"));
        let frame = numbers(&tag.text("Boundary"));
        Object {
            frame,
            matrix: Matrix::parse(&tag.text("CTM")).unwrap_or(Matrix::UNIT),
            is_hidden: is("Visible") == Some(false),
            opacity: tag.number("Alpha"),
            fill: is("Fill"),
            has_stroke: is("Stroke").unwrap_or(tag.local() == "PathObject"),
            line_width: tag.number("LineWidth").unwrap_or_default(),
            ink: way.or(self.layer),
            is_cut: false,
            size: tag.number("Size").unwrap_or_else(|| frame.map_or(0.0, |[.., height]| height)),
            path: String::new(),
            resource: tag.text("ResourceID").into_owned(),
        }
    }

    /// Where letters begin, which is where the last ones began unless something else is said.
    fn code_of(&self, tag: &Tag<'_>) -> Code {
        let (x, y) = self.code.first;
        let first = (tag.number("X").unwrap_or(x), tag.number("Y").unwrap_or(y));
        let (across, along) = (distances(&tag.text("DeltaX")), distances(&tag.text("DeltaY")));
        let spacing = median(&across);
        Code { first, next: first, across, along, spacing }
    }

    /// Puts letters where they stand.
    fn put(&mut self, piece: &Piece<'m>) {
        let Some(object) = self.objects.last() else { return };
        let place = |point| object.place(point, self.note.at);
        for piece in characters(piece) {
            let Some(letter) = piece.text.chars().next().filter(|letter| !letter.is_control())
            else {
                continue;
            };
            let index = self.letters.len();
            let width = object.size * if letter.is_ascii() { NARROW } else { WIDE };
            let (x, y) = self.code.next;
            let start = place((x, y));
            let middle = place((x + width / 2.0, y - object.size * MIDDLE));
            let end = place((x + width.max(self.code.spacing), y));
            let width_on_page = end.0 - start.0;
            self.letters.push(Letter { piece, start, middle, width: width_on_page, hidden: None });
            let along = self.code.along.get(index).copied();
            // Without a word about it, letters would stand upon each other.
            let across = self.code.across.get(index).copied();
            let across = across.unwrap_or(if along.is_some() { 0.0 } else { width });
            self.code.next = (x + across, y + along.unwrap_or_default());
        }
    }
}

impl Object {
    /// Takes in what an element inside of it says of its filling.
    fn fill_with(&mut self, tag: &Tag<'_>, around: &str) {
        match (tag.local(), &mut self.ink) {
            ("FillColor", ink) if matches!(around, "TextObject" | "PathObject") => {
                *ink = Some(Ink::of(tag));
            }
            // More than one colour, or a picture over and over again.
            (kind, Some(ink)) if around == "FillColor" => {
                ink.colour = None;
                self.is_cut |= kind == "Pattern";
            }
            _ => {}
        }
    }

    /// Where a point of it stands on the page, when it is part of what begins at `base`.
    fn place(&self, point: Point, base: Point) -> Point {
        let [left, top, ..] = self.frame.unwrap_or_default();
        let (x, y) = self.matrix.apply(point);
        (x + left + base.0, y + top + base.1)
    }

    /// Its edges on the page.
    fn frame(&self, base: Point) -> Option<[f32; 4]> {
        let [left, top, width, height] = self.frame?;
        let (left, top) = (left + base.0, top + base.1);
        Some([left, top, left + width, top + height])
    }

    /// What it is filled with.
    fn ink(&self) -> Ink {
        self.ink.unwrap_or(Ink::BLACK)
    }

    /// How its letters are hidden.
    fn hidden(&self) -> Option<Hidden> {
        let is_clear = self.opacity.is_some_and(|opacity| opacity <= CLEAR)
            || !self.has_stroke && (self.ink().opacity <= CLEAR || self.fill == Some(false));
        let vanished = self.is_hidden.then_some(Hidden::Vanished);
        vanished.or(is_clear.then_some(Hidden::Invisible))
    }

    /// True when nothing shines through it.
    fn is_opaque(&self) -> bool {
        !self.is_hidden
            && !self.is_cut
            && self.opacity.is_none_or(|opacity| opacity >= OPAQUE)
            && self.ink().opacity >= OPAQUE
    }

    /// What its path covers: its inside when it is filled, else a thick line.
    fn outline(&self, base: Point) -> Option<Outline> {
        // The letters of this language of paths that another one uses otherwise.
        let path = self.path.replace('C', "Z").replace('S', "M").replace('B', "C");
        let corners = corners_of(&path)?.into_iter().map(|corner| self.place(corner, base));
        let corners: Vec<Point> = corners.collect();
        if self.fill == Some(true) {
            return Some(Outline::Corners(corners));
        }
        match *corners.as_slice() {
            [start, end] if self.has_stroke => {
                Outline::of_line(start, end, self.line_width * self.matrix.scale())
            }
            _ => None,
        }
    }
}

/// Distances between letters; `g 5 3.5` stands for five times 3.5.
fn distances(list: &str) -> Vec<f32> {
    let mut distances = Vec::new();
    let mut words = list.split_whitespace();
    while let Some(word) = words.next() {
        if word == "g" {
            let count = words.next().and_then(|count| count.parse::<usize>().ok());
            let each = words.next().and_then(|each| each.parse::<f32>().ok());
            let Some((count, each)) = count.zip(each) else { break };
            distances.extend(std::iter::repeat_n(each, count.min(PLACES_MAX)));
        } else {
            let Ok(distance) = word.parse() else { break };
            distances.push(distance);
        }
        if distances.len() >= PLACES_MAX {
            break;
        }
    }
    distances
}

/// The distance of which as many are smaller as are larger.
fn median(distances: &[f32]) -> f32 {
    let mut sorted = distances.to_vec();
    sorted.sort_by(f32::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}
