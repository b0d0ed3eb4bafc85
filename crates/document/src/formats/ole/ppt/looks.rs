//! How the letters of a slide look: their colours, what is behind them and what lies over them.

use super::tree::{Record, children, walk};
use crate::formats::colour::Colour;
use crate::formats::office::binary::{long, short, slice};
use crate::{Hidden, Span};

const SLIDE_ATOM: u16 = 0x03EF;
const SCHEME: u16 = 0x07F0;
const DRAWING: u16 = 0xF002;
const SHAPE: u16 = 0xF004;
pub(super) const PROPERTIES: u16 = 0xF00B;

/// Colours of a scheme, of which the first is that of the background ([MS-PPT] 2.4.17).
type Scheme = [Colour; 8];

/// What is behind the shapes of a slide.
#[derive(Debug, Clone, Default)]
pub(super) struct Ground {
    scheme: Option<Scheme>,
    /// One colour, where that is known.
    paper: Option<Colour>,
}

impl Ground {
    /// What is behind the shapes of a slide or master, which may follow its own master.
    pub(super) fn of(slide: &Record<'_>, master: &Self) -> Self {
        /// Where a slide says what it takes from its master, and the marks of that.
        const FLAGS_AT: usize = 20;
        const MASTER_SCHEME: u16 = 2;
        const MASTER_BACKGROUND: u16 = 4;
        let atom = children(slide.body, 0).find(|record| record.kind == SLIDE_ATOM);
        let flags = atom.and_then(|atom| short(atom.body, FLAGS_AT)).unwrap_or_default();
        let own = children(slide.body, 0).find(|it| it.kind == SCHEME && it.instance == 1);
        let own = own.and_then(|atom| scheme(atom.body));
        let scheme = if flags & MASTER_SCHEME != 0 { master.scheme } else { own };
        let paper = match flags & MASTER_BACKGROUND {
            0 => background(slide, scheme.as_ref()),
            _ => master.paper,
        };
        Self { scheme, paper }
    }

    /// What the grounds of all masters agree on.
    pub(super) fn shared(masters: &[Self]) -> Self {
        let first = masters.first().cloned().unwrap_or_default();
        let agree = |holds: fn(&Self, &Self) -> bool| masters.iter().all(|it| holds(it, &first));
        Self {
            scheme: first.scheme.filter(|_| agree(|one, first| one.scheme == first.scheme)),
            paper: first.paper.filter(|_| agree(|one, first| one.paper == first.paper)),
        }
    }

    /// The colour that four bytes of a text stand for: red, green, blue, or a place in the scheme.
    fn colour(&self, bytes: &[u8]) -> Option<Colour> {
        const PLAIN: u8 = 0xFE;
        match *bytes {
            [red, green, blue, PLAIN] => Some(Colour::of_light(red, green, blue)),
            [_, _, _, place] => self.scheme?.get(usize::from(place)).copied(),
            _ => None,
        }
    }
}

fn scheme(body: &[u8]) -> Option<Scheme> {
    let mut scheme = [Colour::WHITE; 8];
    for (index, colour) in scheme.iter_mut().enumerate() {
        let [red, green, blue] = *body.get(index * 4..)?.first_chunk()?;
        *colour = Colour::of_light(red, green, blue);
    }
    Some(scheme)
}

/// The colour of the shape that is the background, which stands in no group.
fn background(slide: &Record<'_>, scheme: Option<&Scheme>) -> Option<Colour> {
    let mut shape = None;
    walk(slide.body, |record, open| {
        if record.kind == PROPERTIES && open.ends_with(&[DRAWING, SHAPE]) {
            shape = Some(Fill::of(record, scheme));
        }
    });
    match shape {
        Some(Fill::Plain(colour)) => Some(colour),
        Some(Fill::Nothing | Fill::Unknown) => None,
        Some(Fill::Unsaid) | None => scheme.map(|scheme| scheme[0]),
    }
}

/// What a shape is filled with ([MS-ODRAW] 2.3.7).
#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum Fill {
    #[default]
    Unsaid,
    Nothing,
    Plain(Colour),
    /// A picture, or more than one colour, or one that something shines through.
    Unknown,
}

impl Fill {
    fn of(properties: &Record<'_>, scheme: Option<&Scheme>) -> Self {
        const PROPERTY_BYTES: usize = 6;
        const PICTURE: u16 = 0x104;
        const KIND: u16 = 0x180;
        const COLOUR: u16 = 0x181;
        const OPACITY: u16 = 0x182;
        const SWITCHES: u16 = 0x1BF;
        const OPAQUE: u32 = 0x1_0000;
        /// Whether something is filled is said, and that it is.
        const SAYS_FILLED: u32 = 0x10_0000;
        const IS_FILLED: u32 = 0x10;
        let mut fill = Self::Unsaid;
        let mut is_known = true;
        for index in 0..usize::from(properties.instance) {
            let property = slice(properties.body, index * PROPERTY_BYTES, PROPERTY_BYTES);
            let Some((id, value)) = short(property, 0).zip(long(property, 2)) else { break };
            match id & 0x3FFF {
                PICTURE => is_known = false,
                KIND => is_known &= value == 0,
                OPACITY => is_known &= value >= OPAQUE,
                COLOUR => {
                    fill = colour_of(value, scheme).map_or(Self::Unknown, Self::Plain);
                }
                SWITCHES if value & SAYS_FILLED != 0 && value & IS_FILLED == 0 => {
                    return if is_known { Self::Nothing } else { Self::Unknown };
                }
                _ => {}
            }
        }
        if is_known { fill } else { Self::Unknown }
    }
}

/// The colour of a shape ([MS-ODRAW] 2.2.2).
fn colour_of(value: u32, scheme: Option<&Scheme>) -> Option<Colour> {
    const OF_SCHEME: u8 = 8;
    match value.to_le_bytes() {
        [red, green, blue, 0] => Some(Colour::of_light(red, green, blue)),
        [place, _, _, OF_SCHEME] => scheme?.get(usize::from(place)).copied(),
        _ => None,
    }
}

/// Top, left, right and bottom of a shape.
type Place = [i16; 4];

/// Shapes of one slide that are compared with each other.
const SHAPES_MAX: usize = 1_000;

/// The shapes of a slide as they are painted, one after the other.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    ground: Ground,
    fill: Fill,
    place: Option<Place>,
    filled: Vec<Place>,
    /// Something was painted of whose place nothing is known.
    is_painted_anywhere: bool,
    texts: Vec<(Place, Span)>,
}

impl Shapes {
    pub(super) fn on(ground: Ground) -> Self {
        Self { ground, ..Self::default() }
    }

    /// Begins a shape.
    pub(super) fn begin(&mut self) {
        self.is_painted_anywhere |= self.place.is_none() && self.paints();
        (self.fill, self.place) = (Fill::Unsaid, None);
    }

    /// Takes in what is said of the shape that is open.
    pub(super) fn take(&mut self, properties: &Record<'_>) {
        self.fill = Fill::of(properties, self.ground.scheme.as_ref());
    }

    fn paints(&self) -> bool {
        matches!(self.fill, Fill::Plain(_) | Fill::Unknown)
    }

    /// Takes in where the shape stands; returns the texts that it covers.
    pub(super) fn put(&mut self, place: &[u8]) -> Vec<Span> {
        let side = |at| short(place, at).map(|side| side as i16);
        let (Some(top), Some(left), Some(right), Some(bottom)) =
            (side(0), side(2), side(4), side(6))
        else {
            return Vec::new();
        };
        let place = [top, left, right, bottom];
        let covers = |(under, _): &&(Place, Span)| {
            top <= under[0] && left <= under[1] && right >= under[2] && bottom >= under[3]
        };
        let covered = match self.fill {
            Fill::Plain(_) => self.texts.iter().filter(covers).map(|(_, text)| *text).collect(),
            _ => Vec::new(),
        };
        if self.paints() && self.filled.len() < SHAPES_MAX {
            self.filled.push(place);
        }
        self.place = Some(place);
        covered
    }

    /// Takes in where the text of the shape that is open stands in the text of the slide.
    pub(super) fn add_text(&mut self, text: Span) {
        if let Some(place) = self.place.filter(|_| self.texts.len() < SHAPES_MAX) {
            self.texts.push((place, text));
        }
    }

    /// What is behind the letters of the shape that is open.
    fn behind(&self) -> Option<Colour> {
        let meets = |[top, left, right, bottom]: Place, other: &Place| {
            left < other[2] && other[1] < right && top < other[3] && other[0] < bottom
        };
        match self.fill {
            Fill::Plain(colour) => Some(colour),
            Fill::Nothing => {
                let place = self.place?;
                let is_on_another = self.filled.iter().any(|other| meets(place, other));
                self.ground.paper.filter(|_| !is_on_another && !self.is_painted_anywhere)
            }
            Fill::Unsaid | Fill::Unknown => None,
        }
    }

    /// How the letters of a text of that length are hidden, by the record that says how they look: each
    /// stretch with its length ([MS-PPT] 2.9.44).
    pub(super) fn stretches(&self, style: &[u8], len: usize) -> Vec<(usize, Option<Hidden>)> {
        let behind = self.behind();
        let mut style = Style { bytes: style, at: 0 };
        let mut stretches = Vec::new();
        if style.skip_paragraphs(len).is_none() {
            return stretches;
        }
        let mut done = 0;
        while done <= len {
            let Some(Letters { count, colour, size }) = style.letters() else { break };
            /// Letters this small, in points, are not seen.
            const TINY: u16 = 2;
            let colour = colour.and_then(|bytes| self.ground.colour(bytes));
            let drowned = colour.zip(behind).and_then(|(own, behind)| own.hidden_on(behind));
            let tiny = size.is_some_and(|size| size <= TINY).then_some(Hidden::Tiny);
            stretches.push((count, drowned.or(tiny)));
            done = done.saturating_add(count.max(1));
        }
        stretches
    }
}

/// Letters that look alike: how many, and their colour and size, where that is said.
struct Letters<'a> {
    count: usize,
    colour: Option<&'a [u8]>,
    size: Option<u16>,
}

/// What is said of paragraphs and letters, read from its beginning.
struct Style<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Style<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let taken = self.bytes.get(self.at..self.at.checked_add(len)?)?;
        self.at += len;
        Some(taken)
    }

    fn short(&mut self) -> Option<u16> {
        short(self.take(2)?, 0)
    }

    fn long(&mut self) -> Option<u32> {
        long(self.take(4)?, 0)
    }

    /// Passes over what is said of paragraphs that hold that many letters, and the end of the last.
    fn skip_paragraphs(&mut self, letters: usize) -> Option<()> {
        /// For fields in their order, the marks of which one says that it is there, and its length
        /// ([MS-PPT] 2.9.20).
        const FIELDS: &[(u32, usize)] = &[
            (0xF, 2),
            (1 << 7, 2),
            (1 << 4, 2),
            (1 << 6, 2),
            (1 << 5, 4),
            (1 << 11, 2),
            (1 << 12, 2),
            (1 << 13, 2),
            (1 << 14, 2),
            (1 << 8, 2),
            (1 << 10, 2),
            (1 << 15, 2),
        ];
        const TABS: u32 = 1 << 20;
        const AFTER_TABS: &[(u32, usize)] = &[(1 << 16, 2), (7 << 17, 2), (1 << 21, 2)];
        let mut done = 0;
        while done <= letters {
            done = done.saturating_add((self.long()? as usize).max(1));
            self.short()?;
            let marks = self.long()?;
            self.skip(FIELDS, marks)?;
            if marks & TABS != 0 {
                let tabs = self.short()?;
                self.take(usize::from(tabs) * 4)?;
            }
            self.skip(AFTER_TABS, marks)?;
        }
        Some(())
    }

    fn skip(&mut self, fields: &[(u32, usize)], marks: u32) -> Option<()> {
        for (_, len) in fields.iter().filter(|(field, _)| marks & field != 0) {
            self.take(*len)?;
        }
        Some(())
    }

    /// Reads what is said of the next letters ([MS-PPT] 2.9.14).
    fn letters(&mut self) -> Option<Letters<'a>> {
        const LOOKS: u32 = 0x3EB7;
        const FONTS: &[(u32, usize)] = &[(1 << 16, 2), (1 << 21, 2), (1 << 22, 2), (1 << 23, 2)];
        const SIZE: u32 = 1 << 17;
        const COLOUR: u32 = 1 << 18;
        const RAISED: u32 = 1 << 19;
        let count = self.long()? as usize;
        let marks = self.long()?;
        self.skip(&[(LOOKS, 2)], marks)?;
        self.skip(FONTS, marks)?;
        let size = if marks & SIZE != 0 { Some(self.short()?) } else { None };
        let colour = if marks & COLOUR != 0 { Some(self.take(4)?) } else { None };
        self.skip(&[(RAISED, 2)], marks)?;
        Some(Letters { count, colour, size })
    }
}
