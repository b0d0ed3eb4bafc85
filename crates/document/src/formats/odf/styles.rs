//! Styles that hide: text that is not displayed, white or tiny; sheets and slides that are not
//! shown.

use std::collections::{BTreeMap, BTreeSet};

use super::conditions::holds;
use crate::Hidden;
use crate::clean::markup::Element;
use crate::formats::colour::{Behind, Colour};
use crate::formats::office::markup::{Node, Xml, local};
use crate::formats::office::member::Member;
use crate::out::Out;

/// Styles that may stand on one another.
const BASES_MAX: usize = 32;

/// Letters this small, in points, are not seen.
const TINY_POINTS: f64 = 2.0;

/// What the styles of a document say, by family and name.
#[derive(Default)]
pub(super) struct Styles {
    families: BTreeMap<String, BTreeMap<String, Style>>,
    /// Width and height of a page by its layout; of the first, when there are several.
    page: Option<(f64, f64)>,
    /// Number formats that show nothing of a text.
    unshown: BTreeSet<String>,
    layers_off: BTreeSet<String>,
    /// Styles of shapes that are filled with one colour.
    opaque: BTreeSet<String>,
    /// What styles cut off from pictures at the top, the right, the bottom and the left, in points.
    clips: BTreeMap<String, [f64; 4]>,
}

#[derive(Default)]
struct Style {
    base: Option<String>,
    said: Said,
    /// Conditions, and the styles that hold instead then.
    maps: Vec<(String, String)>,
}

/// Conditions of one style that are held.
const MAPS_MAX: usize = 100;

/// What a style says; `None` stands for nothing.
#[derive(Debug, Clone, Default)]
struct Said {
    /// Not displayed: letters, a sheet, or a slide.
    is_gone: Option<bool>,
    /// The colour of letters; nothing inside for one that is not known here.
    letters: Option<Option<Colour>>,
    behind: Option<Behind>,
    /// A shape, a cell or a slide has another colour than paper, or a picture.
    is_filled: Option<bool>,
    /// Letters let everything through.
    clear: Option<bool>,
    tiny: Option<bool>,
    narrow: Option<bool>,
    /// A row or a column without a height or a width.
    flat: Option<bool>,
    /// Paragraphs are moved off the page.
    away: Option<bool>,
    /// The number format of a cell.
    format: Option<String>,
}

/// Letters pressed to this share of their width, in percent, are not seen.
const NARROW_PERCENT: f64 = 5.0;

/// Less than this of letters, in percent, is not seen.
const CLEAR_PERCENT: f64 = 5.0;

/// A row, a column or a line this thin, in points, shows nothing.
pub(super) const FLAT_POINTS: f64 = 0.5;

/// Text moved so many points to the left is on no page.
const AWAY_POINTS: f64 = 400.0;

/// Letters that stand so many points nearer than they should stand upon each other.
const PRESSED_POINTS: f64 = 10.0;

impl Styles {
    /// Takes in the styles of a member.
    pub(super) fn read(&mut self, member: &Member, out: &mut Out<'_>) {
        let mut xml = Xml::new(&member.text, out.limits().nesting_max);
        let mut open: Option<((String, String), Style)> = None;
        let mut text_format = None;
        while let Some(node) = xml.next() {
            match node {
                Node::Start(tag) if matches!(tag.local(), "style" | "default-style") => {
                    let key = (tag.text("family").into_owned(), tag.text("name").into_owned());
                    let base = tag.value("parent-style-name").map(|base| base.text().into_owned());
                    let format = tag.value("data-style-name").map(|name| name.text().into_owned());
                    let said = Said { format, ..Said::default() };
                    open = Some((key, Style { base, said, maps: Vec::new() }));
                }
                Node::Start(tag) if tag.local() == "page-layout-properties" => {
                    let side = |name| tag.value(name).and_then(|value| points(&value.text()));
                    self.page = self.page.or(side("page-width").zip(side("page-height")));
                }
                Node::Start(tag) if tag.local() == "text-style" => {
                    text_format = Some(tag.text("name").into_owned());
                }
                // The text of a cell is shown here.
                Node::Start(tag) if tag.local() == "text-content" => text_format = None,
                Node::End("text-style") => self.unshown.extend(text_format.take()),
                Node::Start(tag) if tag.local() == "layer" && tag.text("display") == "none" => {
                    self.layers_off.insert(tag.text("name").into_owned());
                }
                Node::Start(tag) if tag.local() == "map" => {
                    if let Some((_, style)) = open.as_mut().filter(|it| it.1.maps.len() < MAPS_MAX)
                    {
                        let text = |name| tag.text(name).into_owned();
                        style.maps.push((text("condition"), text("apply-style-name")));
                    }
                }
                Node::Start(tag) => {
                    if let Some(((family, name), _)) = &open
                        && family == "graphic"
                        && tag.text("fill") == "solid"
                        && matches!(tag.text("opacity").as_ref(), "" | "100%")
                    {
                        self.opaque.insert(name.clone());
                    }
                    if let Some((_, style)) = &mut open {
                        let value = |name: &str| Some(tag.value(name)?.text().into_owned());
                        style.said.take(tag.local(), &value);
                    }
                }
                Node::End("style" | "default-style") => {
                    if let Some((key, style)) = open.take() {
                        self.insert(key, style);
                    }
                }
                // The text comes after the styles.
                Node::End("automatic-styles") if member.name.ends_with("content.xml") => break,
                _ => {}
            }
        }
    }

    fn insert(&mut self, (family, name): (String, String), style: Style) {
        self.families.entry(family).or_default().insert(name, style);
    }

    /// Takes in the styles of a tree.
    pub(super) fn take(&mut self, root: &Element) {
        root.visit(&mut |element| match element.name.as_str() {
            "style:style" | "style:default-style" => {
                let text = |name: &str| element.get(name).unwrap_or_default().to_owned();
                let base = element.get("style:parent-style-name").map(str::to_owned);
                let mut style = Style { base, ..Style::default() };
                for properties in element.elements() {
                    if let Some(clip) = properties.get("fo:clip").and_then(clip) {
                        self.clips.insert(text("style:name"), clip);
                    }
                    style.said.take(local(&properties.name), &|name| properties.local(name));
                }
                self.insert((text("style:family"), text("style:name")), style);
            }
            "style:page-layout-properties" => {
                let side = |name| element.get(name).and_then(points);
                self.page = self.page.or(side("fo:page-width").zip(side("fo:page-height")));
            }
            _ => {}
        });
    }

    /// What a style cuts off from pictures at the top, the right, the bottom and the left, in points.
    pub(super) fn clip(&self, style: &str) -> Option<[f64; 4]> {
        let styles = self.families.get("graphic")?;
        let mut name = style;
        for _ in 0..BASES_MAX {
            if let Some(clip) = self.clips.get(name) {
                return Some(*clip);
            }
            name = styles.get(name)?.base.as_deref()?;
        }
        None
    }

    /// True for a style by which something else than paper is behind letters.
    pub(super) fn shades(&self, family: &str, name: &str) -> bool {
        let said = self.said(family, name);
        let is_paper =
            matches!(said.behind, None | Some(Behind::Page | Behind::Shade(Colour::WHITE)));
        said.is_filled == Some(true) || !is_paper
    }

    /// True when any slide or master has another colour than paper, or a picture.
    pub(super) fn slides_are_shaded(&self) -> bool {
        let styles = self.families.get("drawing-page").into_iter().flat_map(BTreeMap::values);
        styles.into_iter().any(|style| style.said.is_filled == Some(true))
    }

    /// How a style of that family hides letters where something else than paper may be behind them.
    pub(super) fn hidden_on_shade(&self, family: &str, name: &str) -> Option<Hidden> {
        let mut said = self.said(family, name);
        if matches!(said.behind, None | Some(Behind::Page)) {
            said.behind = Some(Behind::Unknown);
        }
        self.hidden_by(&said, family)
    }

    /// How a style of that family hides what it is for.
    pub(super) fn hidden(&self, family: &str, name: &str) -> Option<Hidden> {
        self.hidden_by(&self.said(family, name), family)
    }

    /// How a style hides a cell with that number by a condition.
    pub(super) fn hidden_if(&self, name: &str, value: &str) -> Option<Hidden> {
        let style = self.families.get("table-cell")?.get(name)?;
        let (_, instead) = style.maps.iter().find(|(condition, _)| holds(condition, value))?;
        self.hidden("table-cell", instead)
    }

    fn hidden_by(&self, said: &Said, family: &str) -> Option<Hidden> {
        if said.is_gone == Some(true) {
            return Some(match family {
                "table" => Hidden::HiddenSheet,
                "drawing-page" => Hidden::HiddenSlide,
                _ => Hidden::Vanished,
            });
        }
        if said.away == Some(true) {
            return Some(Hidden::Outside);
        }
        let is_unshown = said.format.as_ref().is_some_and(|format| self.unshown.contains(format));
        if said.clear == Some(true) || is_unshown {
            return Some(Hidden::Invisible);
        }
        let is_tiny = said.tiny == Some(true) || said.narrow == Some(true);
        said.drowned().or(is_tiny.then_some(Hidden::Tiny))
    }

    /// True for the style of a row or a column that leaves no room for letters.
    pub(super) fn is_flat(&self, family: &str, name: &str) -> bool {
        self.said(family, name).flat == Some(true)
    }

    /// True when a layer of that name is not displayed.
    pub(super) fn layer_is_off(&self, name: &str) -> bool {
        self.layers_off.contains(name)
    }

    /// True when shapes of a style are filled with one colour that nothing shines through.
    pub(super) fn is_opaque(&self, name: &str) -> bool {
        self.opaque.contains(name)
    }

    /// Width and height of the page in points.
    pub(super) fn page(&self) -> Option<(f64, f64)> {
        self.page
    }

    fn said(&self, family: &str, name: &str) -> Said {
        let mut said = Said::default();
        let Some(styles) = self.families.get(family) else { return said };
        let mut name = name;
        for _ in 0..BASES_MAX {
            let Some(style) = styles.get(name) else { break };
            said = said.or(&style.said);
            let Some(base) = &style.base else { break };
            name = base;
        }
        said
    }
}

impl Said {
    /// What is said here, and where nothing is, what is said further out.
    fn or(self, outer: &Self) -> Self {
        Self {
            is_gone: self.is_gone.or(outer.is_gone),
            letters: self.letters.or(outer.letters),
            behind: self.behind.or(outer.behind),
            is_filled: self.is_filled.or(outer.is_filled),
            clear: self.clear.or(outer.clear),
            tiny: self.tiny.or(outer.tiny),
            narrow: self.narrow.or(outer.narrow),
            flat: self.flat.or(outer.flat),
            away: self.away.or(outer.away),
            format: self.format.or_else(|| outer.format.clone()),
        }
    }

    /// How letters are hidden that have the colour of what is behind them.
    fn drowned(&self) -> Option<Hidden> {
        let behind = match self.behind {
            None | Some(Behind::Page) => Colour::WHITE,
            Some(Behind::Shade(shade)) => shade,
            Some(Behind::Unknown) => return None,
        };
        self.letters??.hidden_on(behind)
    }

    /// Takes in what an element of a style says; `value` gives its attributes.
    fn take(&mut self, element: &str, value: &dyn Fn(&str) -> Option<String>) {
        let is_set = |name: &str, wanted: &str| value(name).map(|value| value == wanted);
        if let Some(fill) = value("fill") {
            let is_white =
                || value("fill-color").is_some_and(|colour| colour.eq_ignore_ascii_case("#ffffff"));
            self.is_filled = Some(fill != "none" && !(fill == "solid" && is_white()));
        }
        match element {
            "text-properties" => self.take_letters(value),
            "paragraph-properties" | "table-cell-properties" | "graphic-properties" => {
                self.narrow = is_thin(value("line-height")).or(self.narrow);
                let moved = ["margin-left", "text-indent"].map(|name| points(&value(name)?));
                let moved = moved.into_iter().flatten().reduce(f64::min);
                self.away = moved.map(|points| points <= -AWAY_POINTS).or(self.away);
                self.take_background(value);
            }
            "table-properties" => self.is_gone = is_set("display", "false").or(self.is_gone),
            "drawing-page-properties" => {
                self.is_gone = is_set("visibility", "hidden").or(self.is_gone);
            }
            "table-row-properties" => self.flat = is_thin(value("row-height")),
            "table-column-properties" => self.flat = is_thin(value("column-width")),
            _ => {}
        }
    }

    fn take_letters(&mut self, value: &dyn Fn(&str) -> Option<String>) {
        let percent = |name: &str| value(name)?.trim_end_matches('%').parse::<f64>().ok();
        if let Some(display) = value("display") {
            self.is_gone = Some(display == "none");
        }
        if let Some(colour) = value("color") {
            self.letters = Some(Colour::parse(&colour.to_ascii_lowercase()));
        }
        // The viewer chooses it by what is behind.
        if value("use-window-font-color").as_deref() == Some("true") {
            self.letters = Some(None);
        }
        if let Some(size) = value("font-size").and_then(|size| points(&size)) {
            self.tiny = Some(size <= TINY_POINTS);
        }
        self.narrow = percent("text-scale").map(|scale| scale <= NARROW_PERCENT).or(self.narrow);
        // How far letters are raised, and their size in percent of the others.
        let raised = value("text-position").and_then(|position| {
            position.split_whitespace().nth(1)?.trim_end_matches('%').parse::<f64>().ok()
        });
        let spacing = value("letter-spacing").and_then(|spacing| points(&spacing));
        if raised.is_some_and(|size| size <= NARROW_PERCENT)
            || spacing.is_some_and(|points| points <= -PRESSED_POINTS)
        {
            self.narrow = Some(true);
        }
        self.clear = percent("opacity").map(|opacity| opacity < CLEAR_PERCENT).or(self.clear);
        self.take_background(value);
    }

    fn take_background(&mut self, value: &dyn Fn(&str) -> Option<String>) {
        if let Some(colour) = value("background-color") {
            self.behind = Some(match colour.as_str() {
                "transparent" => Behind::Page,
                colour => Colour::parse(&colour.to_ascii_lowercase())
                    .map_or(Behind::Unknown, Behind::Shade),
            });
        }
    }
}

fn is_thin(length: Option<String>) -> Option<bool> {
    length.and_then(|length| points(&length)).map(|points| points <= FLAT_POINTS)
}

/// What `rect(…)` cuts off (XSL 1.1, 7.21.1); `None` for nothing.
fn clip(value: &str) -> Option<[f64; 4]> {
    let inner = value.trim().strip_prefix("rect(")?.strip_suffix(')')?;
    let mut sides = inner.split([',', ' ']).filter(|side| !side.is_empty());
    let mut side = || Some(sides.next().and_then(points).unwrap_or_default().max(0.0));
    let clip = [side()?, side()?, side()?, side()?];
    clip.iter().any(|side| *side > 0.0).then_some(clip)
}

/// A length in points, of any unit that the standard has.
pub(super) fn points(length: &str) -> Option<f64> {
    let digits = length.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let number: f64 = digits.parse().ok()?;
    Some(match length.get(digits.len()..)? {
        "cm" => number * 72.0 / 2.54,
        "mm" => number * 72.0 / 25.4,
        "in" => number * 72.0,
        "pc" => number * 12.0,
        "px" => number * 0.75,
        "pt" => number,
        _ => return None,
    })
}
