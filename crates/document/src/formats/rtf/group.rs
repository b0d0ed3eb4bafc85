//! Groups: where their text goes, and what is said of the letters in them.

use super::destination::Destination;
use crate::Hidden;

/// The code page of letters that nobody named one for.
pub(super) const WESTERN: u32 = 1_252;

/// A group.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) destination: Destination,
    /// True for the group that its destination began with.
    pub(super) begins: bool,
    /// True until its first control word.
    pub(super) is_new: bool,
    /// True after the mark that whoever does not know the destination may leave it out.
    pub(super) is_optional: bool,
    /// Text that goes elsewhere than to a text.
    pub(super) buffer: String,
    /// How many letters follow a character by its number, for those who do not know it.
    pub(super) letters_after: usize,
    /// How many of them are still to come.
    pub(super) to_skip: usize,
    pub(super) font: Option<i32>,
    pub(super) vanishes: bool,
    pub(super) is_deleted: bool,
    pub(super) is_white: bool,
    pub(super) is_shaded: bool,
    /// The colours of letters and of what is behind them, where they are known.
    pub(super) ink: Option<[i32; 3]>,
    pub(super) ground: Option<[i32; 3]>,
    /// The style of the paragraph, or that of the letters, hides them.
    pub(super) styles_hide: [bool; 2],
    pub(super) is_tiny: bool,
    /// Letters pressed to nearly no width.
    is_flat: bool,
    /// Letters moved up or down off the page.
    is_raised: bool,
    /// A line of nearly no height.
    is_low: bool,
    /// A paragraph or a frame beside the page.
    is_beside: bool,
    /// True inside of what is there for programs that do not know the picture before it.
    pub(super) is_for_old: bool,
    /// True inside of a text that stands a second time, in letters that all programs know.
    pub(super) is_replaced: bool,
}

impl Group {
    pub(super) fn outermost() -> Self {
        Self {
            destination: Destination::Around,
            begins: false,
            is_new: true,
            is_optional: false,
            buffer: String::new(),
            letters_after: 1,
            to_skip: 0,
            font: None,
            vanishes: false,
            is_deleted: false,
            is_white: false,
            is_shaded: false,
            ink: None,
            ground: None,
            styles_hide: [false; 2],
            is_tiny: false,
            is_flat: false,
            is_raised: false,
            is_low: false,
            is_beside: false,
            is_for_old: false,
            is_replaced: false,
        }
    }

    /// A group inside this one, in which the same is said of letters.
    pub(super) fn inner(&self) -> Self {
        Self {
            destination: self.destination.clone(),
            begins: false,
            is_new: true,
            is_optional: false,
            buffer: String::new(),
            to_skip: 0,
            ..*self
        }
    }

    pub(super) fn be_plain(&mut self) {
        self.vanishes = false;
        self.is_deleted = false;
        self.is_white = false;
        self.ink = None;
        self.ground = None;
        self.styles_hide[1] = false;
        self.is_tiny = false;
        self.is_flat = false;
        self.is_raised = false;
    }

    /// Takes in a word that says where letters stand, or how they are formed.
    pub(super) fn place(&mut self, word: &str, number: Option<i32>) {
        /// Percent of their width at which letters cannot be read.
        const FLAT_PERCENT: i32 = 10;
        /// Half points by which nothing is raised that stays on its page.
        const RAISED: i32 = 1_500;
        /// The height of a line, exact when it is negative, in twentieths of a point.
        const LOW: std::ops::RangeInclusive<i32> = -40..=-1;
        /// Places off every page, in twentieths of a point.
        const BESIDE: i32 = 24_000;
        let number = number.unwrap_or_default();
        match word {
            "charscalex" => self.is_flat = (1..=FLAT_PERCENT).contains(&number),
            "up" | "dn" => self.is_raised = number > RAISED,
            "sl" => self.is_low = LOW.contains(&number),
            "posx" | "posy" => self.is_beside |= number > BESIDE,
            "posnegx" | "posnegy" | "li" | "fi" | "lin" => {
                self.is_beside |= number.saturating_abs() > BESIDE;
            }
            "pard" => (self.is_low, self.is_beside) = (false, false),
            _ => {}
        }
    }

    /// How text is hidden that stands here.
    pub(super) fn hidden(&self) -> Option<Hidden> {
        if self.is_deleted {
            Some(Hidden::Deleted)
        } else if self.is_replaced || self.destination == Destination::Instruction {
            Some(Hidden::Markup)
        } else if self.vanishes || self.styles_hide.contains(&true) {
            Some(Hidden::Vanished)
        } else if self.is_white && !self.is_shaded || self.ink.is_some() && self.ink == self.ground
        {
            Some(Hidden::Invisible)
        } else if self.is_raised || self.is_beside {
            Some(Hidden::Outside)
        } else if self.is_tiny || self.is_flat || self.is_low {
            Some(Hidden::Tiny)
        } else {
            None
        }
    }
}

/// The code page of a set of characters, as fonts name them.
pub(crate) fn page_of_charset(charset: i32) -> Option<u32> {
    Some(match charset {
        0 => WESTERN,
        77 => 10_000,
        128 => 932,
        129 | 130 => 949,
        134 => 936,
        136 => 950,
        161 => 1_253,
        162 => 1_254,
        163 => 1_258,
        177 => 1_255,
        178 => 1_256,
        186 => 1_257,
        204 => 1_251,
        222 => 874,
        238 => 1_250,
        _ => return None,
    })
}
