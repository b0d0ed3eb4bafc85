//! Colours (CSS Color 4, and six digits as office formats have them), as far as text and what is
//! behind it are compared.

use crate::Hidden;

/// A colour with its opacity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Colour([u8; 4]);

/// What is behind letters, as far as an office format says it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Behind {
    /// Nothing but the page.
    Page,
    Shade(Colour),
    /// More than one colour, or one that is not known here.
    Unknown,
}

/// Colours by name that pages use for letters and paper; others are not known here.
const NAMES: &[(&str, [u8; 3])] = &[
    ("white", [255, 255, 255]),
    ("black", [0, 0, 0]),
    ("red", [255, 0, 0]),
    ("green", [0, 128, 0]),
    ("blue", [0, 0, 255]),
    ("yellow", [255, 255, 0]),
    ("gray", [128, 128, 128]),
    ("grey", [128, 128, 128]),
    ("silver", [192, 192, 192]),
    ("lightgray", [211, 211, 211]),
    ("lightgrey", [211, 211, 211]),
    ("darkgray", [169, 169, 169]),
    ("whitesmoke", [245, 245, 245]),
    ("snow", [255, 250, 250]),
    ("ivory", [255, 255, 240]),
    ("navy", [0, 0, 128]),
    ("maroon", [128, 0, 0]),
    ("purple", [128, 0, 128]),
    ("teal", [0, 128, 128]),
    ("olive", [128, 128, 0]),
    ("lime", [0, 255, 0]),
    ("aqua", [0, 255, 255]),
    ("cyan", [0, 255, 255]),
    ("fuchsia", [255, 0, 255]),
    ("magenta", [255, 0, 255]),
    ("orange", [255, 165, 0]),
];

/// Difference of a channel up to which two colours look the same on most screens.
const LIKE_MAX: u8 = 10;

impl Colour {
    /// Black.
    pub(crate) const BLACK: Self = Self([0, 0, 0, 255]);
    /// Nothing.
    pub(crate) const CLEAR: Self = Self([0, 0, 0, 0]);
    /// White.
    pub(crate) const WHITE: Self = Self([255, 255, 255, 255]);

    /// The colour of red, green and blue.
    pub(crate) const fn from_channels([red, green, blue]: [u8; 3]) -> Self {
        Self([red, green, blue, 255])
    }

    /// Reads a colour; none when it is not written as one, or by a name that is not known here.
    pub(crate) fn parse(value: &str) -> Option<Self> {
        let value = value.trim();
        if value == "transparent" {
            return Some(Self::CLEAR);
        }
        if let Some(digits) = value.strip_prefix('#') {
            return Self::from_digits(digits);
        }
        if let Some((_, [r, g, b])) = NAMES.iter().find(|(name, _)| *name == value) {
            return Some(Self([*r, *g, *b, 255]));
        }
        if let Some(inner) = value.strip_prefix("color-mix(") {
            return Self::mixed(inner.strip_suffix(')')?);
        }
        if let Some(inner) = value.strip_prefix("light-dark(") {
            return Self::of_light_scheme(inner.strip_suffix(')')?);
        }
        if let Some(inner) = value.strip_prefix("hwb(") {
            return Self::from_whiteness(inner.strip_suffix(')')?);
        }
        if let Some(inner) = value.strip_prefix("hsla(").or_else(|| value.strip_prefix("hsl(")) {
            return Self::from_hue(inner.strip_suffix(')')?);
        }
        let inner = value.strip_prefix("rgba(").or_else(|| value.strip_prefix("rgb("))?;
        let inner = inner.strip_suffix(')')?;
        let mut numbers = inner.split([',', ' ', '/']).filter(|part| !part.is_empty());
        let mut channel = || component(numbers.next()?, 255.0);
        let (red, green, blue) = (channel()?, channel()?, channel()?);
        let opacity = numbers.next().map_or(Some(255), |part| component(part, 1.0))?;
        Some(Self([red, green, blue, opacity]))
    }

    /// Reads a mixture of two colours: a space of colours, and each with its share or without.
    fn mixed(inner: &str) -> Option<Self> {
        let (_, parts) = inner.split_once(',')?;
        // Colours with commas of their own are left alone.
        let (first, second) = parts.split_once(',').filter(|_| !parts.contains('('))?;
        let part = |text: &str| {
            let (colour, share) = text.trim().rsplit_once(' ').unwrap_or((text.trim(), ""));
            match share.strip_suffix('%').and_then(|share| share.parse::<f32>().ok()) {
                Some(share) => Some((Self::parse(colour)?, Some(share / 100.0))),
                None => Some((Self::parse(text)?, None)),
            }
        };
        let ((left, own), (right, other)) = (part(first)?, part(second)?);
        let share = own.or(other.map(|other| 1.0 - other)).unwrap_or(0.5).clamp(0.0, 1.0);
        let mut mixed = left;
        for (channel, other) in mixed.0.iter_mut().zip(right.0) {
            *channel = (f32::from(*channel) * share + f32::from(other) * (1.0 - share)) as u8;
        }
        Some(mixed)
    }

    /// Reads the first of two colours: pages are light where they do not say something else.
    fn of_light_scheme(inner: &str) -> Option<Self> {
        let mut depth = 0_u32;
        let comma = inner.find(|letter| {
            match letter {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            letter == ',' && depth == 0
        })?;
        Self::parse(inner.get(..comma)?)
    }

    /// Reads a colour by hue, whiteness and blackness (CSS Color 4, 8).
    fn from_whiteness(inner: &str) -> Option<Self> {
        let mut parts = inner.split([',', ' ', '/']).filter(|part| !part.is_empty());
        let hue = parts.next()?;
        let mut share = || Some(f32::from(component(parts.next()?, 1.0)?) / 255.0);
        let (white, black) = (share()?, share()?);
        let opacity = parts.next().map_or(Some(255), |part| component(part, 1.0))?;
        let Self([red, green, blue, _]) = Self::from_hue(&format!("{hue} 100% 50%"))?;
        let sum = (white + black).max(1.0);
        let mixed = |channel: u8| {
            let own = f32::from(channel) * (1.0 - white - black).max(0.0);
            (own + white / sum * 255.0).round() as u8
        };
        Some(Self([mixed(red), mixed(green), mixed(blue), opacity]))
    }

    /// Reads a colour by hue, saturation and lightness (CSS Color 4, 7).
    fn from_hue(inner: &str) -> Option<Self> {
        let mut parts = inner.split([',', ' ', '/']).filter(|part| !part.is_empty());
        let hue: f32 = parts.next()?.trim_end_matches("deg").parse().ok()?;
        let mut share = || Some(f32::from(component(parts.next()?, 1.0)?) / 255.0);
        let (saturation, lightness) = (share()?, share()?);
        let opacity = parts.next().map_or(Some(255), |part| component(part, 1.0))?;
        let reach = saturation * lightness.min(1.0 - lightness);
        let channel = |offset: f32| {
            let at = (offset + hue / 30.0).rem_euclid(12.0);
            ((lightness - reach * (at - 3.0).min(9.0 - at).clamp(-1.0, 1.0)) * 255.0).round() as u8
        };
        Some(Self([channel(0.0), channel(8.0), channel(4.0), opacity]))
    }

    /// Reads the digits of a colour.
    pub(crate) fn from_digits(digits: &str) -> Option<Self> {
        let digit = |at: usize| u8::from_str_radix(digits.get(at..=at)?, 16).ok();
        let pair = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        let (single, double) = (|at: usize| Some(digit(at)? * 17), |at: usize| pair(at * 2));
        match digits.len() {
            3 => Some(Self([single(0)?, single(1)?, single(2)?, 255])),
            4 => Some(Self([single(0)?, single(1)?, single(2)?, single(3)?])),
            6 => Some(Self([double(0)?, double(1)?, double(2)?, 255])),
            8 => Some(Self([double(0)?, double(1)?, double(2)?, double(3)?])),
            _ => None,
        }
    }

    /// How letters of this colour are hidden on another, when nobody tells the two apart. On
    /// something dark somebody meant to strike them out.
    pub(crate) fn hidden_on(self, behind: Self) -> Option<Hidden> {
        let way = if behind.is_dark() { Hidden::Covered } else { Hidden::Invisible };
        self.is_like(behind).then_some(way)
    }

    /// True when it is so dark that black letters vanish on it.
    fn is_dark(self) -> bool {
        const DARK_MAX: u8 = 80;
        self.0.iter().take(3).all(|channel| *channel <= DARK_MAX)
    }

    /// True when nothing shines through it.
    pub(crate) fn is_opaque(self) -> bool {
        self.0[3] == u8::MAX
    }

    /// True when nothing of it is seen.
    pub(crate) fn is_clear(self) -> bool {
        self.0[3] <= 12
    }

    /// True when nobody tells the two apart.
    pub(crate) fn is_like(self, other: Self) -> bool {
        let pairs = self.0.iter().zip(other.0).take(3);
        pairs.into_iter().all(|(own, other)| own.abs_diff(other) <= LIKE_MAX)
    }
}

/// Reads a channel: a number up to `most`, or a share of it.
fn component(text: &str, most: f32) -> Option<u8> {
    let share = match text.strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f32>().ok()? / 100.0,
        None => text.parse::<f32>().ok()? / most,
    };
    Some((share.clamp(0.0, 1.0) * 255.0) as u8)
}

#[cfg(test)]
mod tests;
