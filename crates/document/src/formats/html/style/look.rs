//! How an element looks, from what is declared for it and how the element around it looks.

use crate::Hidden;
use crate::formats::colour::Colour;

/// Pixels beyond which something was moved out of sight rather than placed.
const FAR_AWAY: f32 = 400.0;
/// Height of letters, in pixels, that nobody reads.
const TINY: f32 = 2.0;
/// Pixels by which letters stand nearer to each other that stand upon each other.
const PRESSED: f32 = 8.0;
/// Radius of a blur, in pixels, behind which nobody reads letters.
const BLURRED: f32 = 20.0;
/// Opacity, or scale, that nobody sees.
const FAINT: f32 = 0.05;

/// Properties that say whether a text is seen.
const HEEDED: &[&str] = &[
    "display",
    "visibility",
    "opacity",
    "font-size",
    "font",
    "color",
    "background",
    "background-color",
    "background-image",
    "position",
    "left",
    "top",
    "right",
    "bottom",
    "text-indent",
    "margin-left",
    "margin-top",
    "margin",
    "clip",
    "clip-path",
    "width",
    "height",
    "max-height",
    "max-width",
    "block-size",
    "inline-size",
    "max-block-size",
    "max-inline-size",
    "line-height",
    "overflow",
    "transform",
    "translate",
    "scale",
    "rotate",
    "inset",
    "-webkit-text-fill-color",
    "mso-hide",
    "content-visibility",
    "filter",
    "mask",
    "mask-image",
    "-webkit-mask-image",
    "fill",
    "fill-opacity",
    "stroke",
    "stroke-width",
    "mix-blend-mode",
    "zoom",
    "letter-spacing",
    "background-clip",
    "-webkit-background-clip",
    "direction",
    "unicode-bidi",
    "z-index",
];

/// True for properties that say whether a text is seen.
pub(super) fn is_heeded(name: &str) -> bool {
    HEEDED.contains(&name)
}

/// What is behind a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Paper {
    /// Nobody said: white, unless a sheet elsewhere says something else.
    #[default]
    Blank,
    Plain(Colour),
    /// A picture, or something that is not known here.
    Unknown,
}

/// How an element looks.
#[derive(Debug, Clone, Copy, Default)]
pub(in super::super) struct Look {
    /// Why it and all in it is hidden.
    gone: Option<Hidden>,
    /// What is in it may be visible again.
    is_invisible: bool,
    is_tiny: bool,
    ink: Option<Colour>,
    /// Letters of a drawing have outlines, so that they show without a fill.
    has_outlines: bool,
    paper: Paper,
    /// Letters are written from the right, whatever they are.
    is_right_to_left: bool,
    overrides_order: bool,
    /// Its height, when what is lower in it is cut off.
    room: Option<f32>,
    stand: Option<Stand>,
}

/// Where an element stands that is taken out of the flow, within the element around it.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Stand {
    left: f32,
    top: f32,
    /// Its width and height, when it is filled with one colour.
    filled: Option<(f32, f32)>,
    level: f32,
}

impl Stand {
    /// True when it lies over letters that stand elsewhere and come before it, so many bytes of them.
    pub(in super::super) fn covers(self, under: Self, bytes: usize) -> bool {
        /// Width of a byte of text, and height of a line, in pixels.
        const WIDE: f32 = 7.0;
        const HIGH: f32 = 14.0;
        self.filled.is_some_and(|(width, height)| {
            self.level >= under.level
                && self.left <= under.left
                && self.top <= under.top
                && self.left + width >= under.left + bytes as f32 * WIDE
                && self.top + height >= under.top + HIGH
        })
    }
}

impl Look {
    /// Returns how a page looks before anything is said: with sheets elsewhere, nothing is known
    /// of its background.
    pub(in super::super) fn of_page(is_partial: bool) -> Self {
        let paper = if is_partial { Paper::Unknown } else { Paper::Blank };
        Self { paper, ..Self::default() }
    }

    /// Returns the look of an element in this one for which that is declared.
    pub(in super::super) fn inside(self, declared: &[(String, String)]) -> Self {
        let mut look = self;
        let mut place = Placing::default();
        for (name, value) in declared {
            look.take(name, value);
            place.take(name, value);
        }
        let is_clip =
            |(name, value): &(String, String)| name.ends_with("background-clip") && value == "text";
        if declared.iter().any(is_clip) {
            look = look.filled_with_paper(self.paper);
        }
        look.gone = look.gone.or(place.hidden());
        look.room = place.room();
        let is_filled = declared.iter().any(|(name, _)| name.starts_with("background"));
        let is_opaque = matches!(look.paper, Paper::Plain(colour) if colour.is_opaque());
        look.stand = place.stand(is_filled && is_opaque && look.hides().is_none());
        look
    }

    /// The height in pixels below which what is in the element is cut off.
    pub(in super::super) const fn room(self) -> Option<f32> {
        self.room
    }

    /// Where the element stands that looks so, when it is taken out of the flow.
    pub(in super::super) const fn stand(self) -> Option<Stand> {
        self.stand
    }

    /// Returns this look, whose paper shows through its letters alone, on other paper.
    fn filled_with_paper(self, behind: Paper) -> Self {
        let ink = match (self.ink, self.paper) {
            (Some(ink), _) if !ink.is_clear() => Some(ink),
            (_, Paper::Plain(colour)) => Some(colour),
            _ => None,
        };
        Self { ink, paper: behind, ..self }
    }

    /// True when the letters of a text are seen in the reverse order.
    pub(in super::super) const fn is_turned(self) -> bool {
        self.is_right_to_left && self.overrides_order
    }

    /// Returns this look, beside what is shown.
    pub(in super::super) fn beside(self) -> Self {
        Self { gone: self.gone.or(Some(Hidden::Outside)), ..self }
    }

    /// Returns this look, on something of that colour.
    pub(in super::super) fn on_paper(self, colour: Colour) -> Self {
        Self { paper: Paper::Plain(colour), ..self }
    }

    /// Returns this look, on something whose colour is not known.
    pub(in super::super) fn on_unknown_paper(self) -> Self {
        Self { paper: Paper::Unknown, ..self }
    }

    /// Returns this look, with nothing left of it by a clip or a mask.
    pub(in super::super) fn clipped(self) -> Self {
        Self { gone: self.gone.or(Some(Hidden::Invisible)), ..self }
    }

    /// Returns this look, and hidden.
    pub(in super::super) fn hidden(self) -> Self {
        Self { gone: self.gone.or(Some(Hidden::Markup)), ..self }
    }

    /// Returns how a text in an element of this look is hidden, if it is.
    pub(in super::super) fn hides(self) -> Option<Hidden> {
        let paper = match self.paper {
            Paper::Blank => Some(Colour::WHITE),
            Paper::Plain(colour) => Some(colour),
            Paper::Unknown => None,
        };
        let is_drowned = match (self.ink, paper) {
            _ if self.has_outlines => false,
            (Some(ink), _) if ink.is_clear() => true,
            (Some(ink), Some(paper)) => ink.is_like(paper),
            _ => false,
        };
        self.gone
            .or(self.is_invisible.then_some(Hidden::Markup))
            .or(self.is_tiny.then_some(Hidden::Tiny))
            .or(is_drowned.then_some(Hidden::Invisible))
    }

    fn take(&mut self, name: &str, value: &str) {
        match (name, value) {
            ("display", "none") | ("mso-hide", "all") | ("content-visibility", "hidden") => {
                self.gone = self.gone.or(Some(Hidden::Markup));
            }
            ("filter" | "mask" | "mask-image" | "-webkit-mask-image", _) if is_lost(value) => {
                self.gone = self.gone.or(Some(Hidden::Invisible));
            }
            ("stroke", _) => {
                let is_letters_own = self.ink.is_some() && Colour::parse(value) == self.ink;
                self.has_outlines = value != "none" && !is_letters_own;
            }
            ("fill", "none") => self.ink = Some(Colour::CLEAR),
            ("fill", _) => self.ink = Colour::parse(value).or(self.ink),
            ("fill-opacity", _) if share(value).is_some_and(|n| n <= FAINT) => {
                self.ink = Some(Colour::CLEAR);
            }
            ("visibility", _) => self.is_invisible = matches!(value, "hidden" | "collapse"),
            ("opacity", _) if share(value).is_some_and(|n| n <= FAINT) => {
                self.gone = self.gone.or(Some(Hidden::Invisible));
            }
            ("font-size", _) => {
                if let Some(size) = length(value) {
                    self.is_tiny = size < TINY;
                }
            }
            ("font", _) => {
                let size = value.split_whitespace().find_map(|word| {
                    length(word.split('/').next().unwrap_or(word)).filter(|_| word.len() > 1)
                });
                self.is_tiny = size.map_or(self.is_tiny, |size| size < TINY);
            }
            ("color" | "-webkit-text-fill-color", _) => {
                self.ink = Colour::parse(value).or(self.ink);
            }
            ("zoom", _) if factor(value).is_some_and(|factor| factor <= FAINT) => {
                self.gone = self.gone.or(Some(Hidden::Tiny));
            }
            ("letter-spacing", _) if length(value).is_some_and(|apart| apart <= -PRESSED) => {
                self.gone = self.gone.or(Some(Hidden::Tiny));
            }
            // On white, whatever is mixed so is white.
            ("mix-blend-mode", "screen" | "lighten" | "color-dodge" | "plus-lighter")
                if matches!(self.paper, Paper::Blank | Paper::Plain(Colour::WHITE)) =>
            {
                self.gone = self.gone.or(Some(Hidden::Invisible));
            }
            ("direction", _) => self.is_right_to_left = value == "rtl",
            ("unicode-bidi", _) => self.overrides_order = value.contains("override"),
            ("background-image", "none") => {}
            ("background-image", _) => {
                self.paper = plain_gradient(value).map_or(Paper::Unknown, Paper::Plain);
            }
            ("background" | "background-color", _) => self.paper = paper(value, self.paper),
            _ => {}
        }
    }
}

/// True for a filter that leaves nothing, or a mask in which nothing is open.
fn is_lost(value: &str) -> bool {
    let value = value.replace(' ', "");
    let is_shut = value.split_once("gradient(").is_some_and(|(_, stops)| {
        let is_clear = |stop| Colour::parse(stop).is_some_and(Colour::is_clear);
        stops
            .trim_end_matches(')')
            .split(',')
            .all(|stop| is_clear(stop) || stop.ends_with("deg") || stop.starts_with("to"))
    });
    let is_blurred = value.split_once("blur(").is_some_and(|(_, radius)| {
        radius.split(')').next().and_then(length).is_some_and(|radius| radius >= BLURRED)
    });
    is_shut || is_blurred || value.contains("opacity(0)") || value.contains("opacity(0%)")
}

/// The colour of a gradient of which all of it has one.
fn plain_gradient(value: &str) -> Option<Colour> {
    let (_, stops) = value.trim().strip_suffix(')')?.split_once("-gradient(")?;
    let is_direction = |stop: &str| stop.starts_with("to ") || stop.ends_with("deg");
    let colour = |stop: &str| Colour::parse(stop.split_whitespace().next()?);
    let mut stops = stops.split(',').map(str::trim).filter(|stop| !is_direction(stop)).map(colour);
    let first = stops.next()??;
    (first.is_opaque() && stops.all(|stop| stop == Some(first))).then_some(first)
}

fn paper(value: &str, before: Paper) -> Paper {
    if let Some(colour) = plain_gradient(value) {
        return Paper::Plain(colour);
    }
    if value.contains('(') && !value.starts_with("rgb") && !value.starts_with("hsl") {
        return Paper::Unknown;
    }
    match Colour::parse(value).or_else(|| value.split_whitespace().find_map(Colour::parse)) {
        Some(colour) if colour.is_clear() => before,
        Some(colour) => Paper::Plain(colour),
        None if matches!(value, "none" | "inherit" | "initial" | "transparent") => before,
        None => Paper::Unknown,
    }
}

/// Where an element is put, and how much of it shows.
#[derive(Debug, Default)]
struct Placing {
    is_positioned: bool,
    is_fixed: bool,
    /// How far below or to the right.
    beyond: f32,
    offset: f32,
    indent: f32,
    is_clipped: bool,
    is_flat: bool,
    is_cut: bool,
    is_scaled_away: bool,
    is_out_of_flow: bool,
    left: Option<f32>,
    top: Option<f32>,
    width: Option<f32>,
    height: Option<f32>,
    level: f32,
}

impl Placing {
    /// The height below which what is in the element is cut off.
    fn room(&self) -> Option<f32> {
        self.height.filter(|height| self.is_cut && *height > 1.0)
    }

    fn stand(&self, is_filled: bool) -> Option<Stand> {
        let (left, top) = self.left.zip(self.top).filter(|_| self.is_out_of_flow)?;
        let filled = self.width.zip(self.height).filter(|_| is_filled);
        Some(Stand { left, top, filled, level: self.level })
    }

    fn take(&mut self, name: &str, value: &str) {
        let far = |least: f32| length(value).filter(|length| length.abs() >= least).unwrap_or(0.0);
        match name {
            "position" => {
                self.is_positioned = matches!(value, "absolute" | "fixed" | "relative");
                self.is_fixed = value == "fixed";
                self.is_out_of_flow = matches!(value, "absolute" | "fixed");
            }
            "left" | "top" => {
                let edge = if name == "left" { &mut self.left } else { &mut self.top };
                *edge = length(value);
                self.offset = self.offset.min(far(FAR_AWAY));
                self.beyond = self.beyond.max(share_of_window(value));
            }
            "right" | "bottom" => self.offset = self.offset.min(far(FAR_AWAY)),
            "inset" => {
                let edges = value.split_whitespace().filter_map(length);
                let farthest = edges.filter(|edge| edge.abs() >= FAR_AWAY).fold(0.0, f32::min);
                self.offset = self.offset.min(farthest);
            }
            "translate" => {
                // A share is one of the element itself.
                let words = value.split_whitespace().filter(|word| !word.ends_with('%'));
                self.indent = words.filter_map(length).fold(self.indent, f32::min);
            }
            "scale" => {
                let mut factors = value.split_whitespace().filter_map(factor);
                self.is_scaled_away |= factors.any(|factor| factor.abs() <= FAINT);
            }
            "rotate" => self.is_scaled_away |= is_turned_onto_its_edge(value),
            "text-indent" | "margin-left" | "margin-top" => {
                self.indent = self.indent.min(far(FAR_AWAY));
            }
            "clip" | "clip-path" => self.is_clipped = is_clip_of_nothing(value),
            "line-height" => {
                // A number without a unit is so many times the size of letters.
                self.is_flat |= match number(value) {
                    Some(times) => times <= FAINT,
                    None => length(value).is_some_and(|length| length <= 1.0),
                };
            }
            "width" | "height" | "max-height" | "max-width" | "block-size" | "inline-size"
            | "max-block-size" | "max-inline-size" => {
                match name {
                    "width" => self.width = length(value),
                    "height" => self.height = length(value),
                    _ => {}
                }
                self.is_flat |= length(value).is_some_and(|length| (0.0..=1.0).contains(&length));
            }
            "z-index" => self.level = number(value).unwrap_or_default(),
            "overflow" => self.is_cut = matches!(value, "hidden" | "clip"),
            "transform" => {
                self.is_scaled_away |= is_turned_or_scaled_away(value);
                // A share is one of the element itself, by which pages put it into the middle.
                let words = value.split(['(', ',', ')']).filter(|word| !word.ends_with('%'));
                let moved = words.filter_map(length);
                self.indent = moved.fold(self.indent, f32::min);
            }
            _ => {}
        }
    }

    fn hidden(&self) -> Option<Hidden> {
        let is_far = self.indent <= -FAR_AWAY
            || self.is_positioned && self.offset <= -FAR_AWAY
            || self.is_fixed && self.beyond >= WHOLE_WINDOW;
        match () {
            () if is_far => Some(Hidden::Outside),
            () if self.is_clipped || self.is_flat && self.is_cut => Some(Hidden::Invisible),
            () if self.is_scaled_away => Some(Hidden::Tiny),
            () => None,
        }
    }
}

/// True for a transformation that leaves nothing to be seen: to a point, or onto its edge.
fn is_turned_or_scaled_away(value: &str) -> bool {
    let value = value.replace(' ', "");
    value.split(')').filter_map(|step| step.split_once('(')).any(|(name, arguments)| {
        let mut arguments = arguments.split(',');
        match name {
            "scale" | "scalex" | "scaley" => {
                arguments.any(|scale| factor(scale).is_some_and(|scale| scale.abs() <= FAINT))
            }
            "rotatex" | "rotatey" => arguments.any(|turn| {
                turn.strip_suffix("deg")
                    .and_then(number)
                    .is_some_and(|turn| turn.abs() % 180.0 == 90.0)
            }),
            _ => false,
        }
    })
}

/// True for a turn about an axis in the page by a right angle.
fn is_turned_onto_its_edge(value: &str) -> bool {
    let mut words = value.split_whitespace();
    matches!(words.next(), Some("x" | "y"))
        && words
            .next()
            .and_then(|angle| number(angle.strip_suffix("deg")?))
            .is_some_and(|angle| angle.abs() % 180.0 == 90.0)
}

/// A number, or a share in percent.
fn factor(value: &str) -> Option<f32> {
    match value.strip_suffix('%') {
        Some(percent) => Some(number(percent)? / 100.0),
        None => number(value),
    }
}

/// A number, a share in percent, or the result of a calculation.
fn share(value: &str) -> Option<f32> {
    let inner = value.strip_prefix("calc(").and_then(|inner| inner.strip_suffix(')'));
    match inner {
        Some(inner) => calculated(inner),
        None => factor(value),
    }
}

/// Percent of the window.
const WHOLE_WINDOW: f32 = 100.0;

/// How far a length goes, in percent of the window; 0 for one that does not say so.
fn share_of_window(value: &str) -> f32 {
    let share = ["vh", "vw", "%"].iter().find_map(|unit| value.trim().strip_suffix(unit));
    share.and_then(number).unwrap_or(0.0)
}

/// True for a clip that leaves nothing, or one pixel.
fn is_clip_of_nothing(value: &str) -> bool {
    let Some((shape, sizes)) = value.split_once('(') else { return false };
    let sizes = sizes.trim_end_matches(')').replace(',', " ");
    let all = |holds: fn(&str) -> bool| {
        let mut words = sizes.split_whitespace().peekable();
        words.peek().is_some() && words.all(holds)
    };
    match shape.trim() {
        "rect" => all(|size| length(size).is_some_and(|length| length.abs() <= 1.0)),
        "inset" => all(|size| size.strip_suffix('%').and_then(number).is_some_and(|n| n >= 50.0)),
        "polygon" => is_flat(&sizes),
        "circle" | "ellipse" => all(|size| length(size) == Some(0.0)),
        _ => false,
    }
}

/// True for corners that all lie on one line across the page or along it.
fn is_flat(corners: &str) -> bool {
    let words: Vec<&str> =
        corners.split_whitespace().filter(|it| *it != "nonzero" && *it != "evenodd").collect();
    let is_one = |from: usize| {
        let mut places = words.iter().skip(from).step_by(2);
        let first =
            places.next().map(|place| place.trim_end_matches(|it: char| !it.is_ascii_digit()));
        places.all(|place| Some(place.trim_end_matches(|it: char| !it.is_ascii_digit())) == first)
    };
    words.len() >= 4 && (is_one(0) || is_one(1))
}

fn number(value: &str) -> Option<f32> {
    value.trim().parse().ok().filter(|number: &f32| number.is_finite())
}

/// Returns a length in pixels; none for one that depends on the window.
fn length(value: &str) -> Option<f32> {
    let value = value.trim();
    if let Some(number) = number(value) {
        return Some(number);
    }
    if let Some(inner) = value.strip_prefix("calc(") {
        return calculated(inner.strip_suffix(')')?);
    }
    const UNITS: &[(&str, f32)] = &[
        ("px", 1.0),
        ("rem", 16.0),
        ("em", 16.0),
        ("pt", 4.0 / 3.0),
        ("pc", 16.0),
        ("in", 96.0),
        ("cm", 37.8),
        ("mm", 3.78),
        ("vw", 10.0),
        ("vh", 8.0),
        ("%", 6.0),
    ];
    UNITS.iter().find_map(|(unit, pixels)| Some(number(value.strip_suffix(unit)?)? * pixels))
}

/// The result of a calculation with two operands.
fn calculated(inner: &str) -> Option<f32> {
    let mut words = inner.split_whitespace();
    let (left, sign, right) = (words.next()?, words.next()?, words.next()?);
    if words.next().is_some() || left.contains('(') || right.contains('(') {
        return None;
    }
    let (left, right) = (length(left)?, length(right)?);
    Some(match sign {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" if right != 0.0 => left / right,
        _ => return None,
    })
}
