//! How runs of text look in a Word document, as far as that decides whether they are seen.

use std::collections::BTreeMap;

use crate::clean::markup::Element;

/// Half-points up to which letters are too small to be seen.
const TINY_HALF_POINTS: u32 = 4;
/// Styles that are built on one another.
const STYLES_DEEP_MAX: usize = 32;

/// What decides whether a run is seen; what is not said is inherited.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) vanishes: Option<bool>,
    pub(super) is_white: Option<bool>,
    pub(super) is_shaded: Option<bool>,
    /// True for letters in the colour of the shade behind them.
    pub(super) blends: Option<bool>,
    pub(super) half_points: Option<u32>,
}

impl Look {
    /// Reads properties of a run.
    pub(super) fn of(properties: &Element) -> Self {
        let child = |name: &str| properties.child(name);
        let color = child("w:color").and_then(|color| color.get("w:val"));
        Self {
            vanishes: child("w:vanish").map(is_on),
            is_white: color.map(is_white),
            is_shaded: (child("w:shd").is_some_and(is_shade)
                || child("w:highlight").is_some()
                || child("w:effect").is_some())
            .then_some(true),
            blends: child("w:shd").and_then(|shade| {
                let is_plain = matches!(shade.get("w:val"), None | Some("clear" | "nil"));
                let fill = shade.get("w:fill").filter(|_| is_plain)?;
                Some(fill != "auto" && fill.eq_ignore_ascii_case(color?))
            }),
            half_points: child("w:sz").and_then(|size| size.number("w:val")),
        }
    }

    /// This look where it says something, else the one beneath.
    pub(super) fn over(&self, beneath: &Self) -> Self {
        Self {
            vanishes: self.vanishes.or(beneath.vanishes),
            is_white: self.is_white.or(beneath.is_white),
            is_shaded: self.is_shaded.or(beneath.is_shaded),
            blends: self.blends.or(beneath.blends),
            half_points: self.half_points.or(beneath.half_points),
        }
    }

    /// True when nobody sees the text; `on_shade` when what is behind it may be dark.
    pub(super) fn hides(&self, on_shade: bool) -> bool {
        let blends = self.is_white == Some(true) && self.is_shaded != Some(true) && !on_shade;
        self.vanishes == Some(true)
            || blends
            || self.blends == Some(true)
            || self.half_points.is_some_and(|size| size <= TINY_HALF_POINTS)
    }
}

/// The looks that styles give.
#[derive(Debug, Default)]
pub(super) struct Looks {
    styles: BTreeMap<String, (Look, Option<String>)>,
    defaults: Look,
    /// Id of the style of paragraphs that name none.
    usual: Option<String>,
}

impl Looks {
    pub(super) fn read(styles: Option<&Element>) -> Self {
        let mut looks = Self::default();
        let Some(styles) = styles else { return looks };
        if let Some(properties) = styles.find("w:rPrDefault").and_then(|d| d.child("w:rPr")) {
            looks.defaults = Look::of(properties);
        }
        for style in styles.elements().filter(|element| element.name == "w:style") {
            let Some(id) = style.get("w:styleId") else { continue };
            let mut look = style.child("w:rPr").map(Look::of).unwrap_or_default();
            let shade = style.child("w:pPr").and_then(|properties| properties.child("w:shd"));
            if shade.is_some_and(is_shade) {
                look.is_shaded = Some(true);
            }
            let based_on = style.child("w:basedOn").and_then(|on| on.get("w:val"));
            looks.styles.insert(id.to_owned(), (look, based_on.map(str::to_owned)));
            if style.is_set("w:default") && style.get("w:type") == Some("paragraph") {
                looks.usual = Some(id.to_owned());
            }
        }
        looks
    }

    /// Returns the look that a style gives, with those that it is built on.
    pub(super) fn of_style(&self, id: Option<&str>) -> Look {
        let mut look = Look::default();
        let mut next = id;
        for _ in 0..STYLES_DEEP_MAX {
            let Some((own, based_on)) = next.and_then(|id| self.styles.get(id)) else { break };
            look = look.over(own);
            next = based_on.as_deref();
        }
        look
    }

    /// Returns the look of a paragraph of that style.
    pub(super) fn of_paragraph(&self, style: Option<&str>) -> Look {
        self.of_style(style.or(self.usual.as_deref())).over(&self.defaults)
    }
}

/// True unless a switch that stands for true by itself says otherwise.
pub(super) fn is_on(switch: &Element) -> bool {
    !matches!(switch.get("w:val"), Some("0" | "false" | "off"))
}

/// True for a shade that is not that of paper.
pub(super) fn is_shade(shade: &Element) -> bool {
    let fill = shade.get("w:fill").unwrap_or("auto");
    let pattern = shade.get("w:val").unwrap_or("clear");
    let is_paper = fill.eq_ignore_ascii_case("auto") || is_white(fill);
    !is_paper || !matches!(pattern, "clear" | "nil") || shade.get("w:themeFill").is_some()
}

/// True for colours that nobody tells from white.
fn is_white(color: &str) -> bool {
    let part = |at: usize| u8::from_str_radix(color.get(at..at + 2)?, 16).ok();
    color.len() == 6 && [0, 2, 4].into_iter().all(|at| part(at).is_some_and(|part| part >= 0xFA))
}
