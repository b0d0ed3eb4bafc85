//! Numbers and keys that a line's end breaks in two.
//!
//! A reader goes on with the next line, and what is set in paragraphs breaks anywhere: at the spaces
//! of an account number, behind a hyphen, in the middle of a key. No rule can name each of those
//! places, so both ends are put side by side, with and without a space, and matched once more.

use std::borrow::Cow;

use document::{OffsetMap, Span};

use super::view::View;

/// Bytes on each side of a line's end that are put side by side.
const SIDE_BYTES: usize = 96;
/// Letters and digits that two halves have together, at least.
const LETTERS_MIN: usize = 4;
/// Letters and digits from which on one half may be without a digit.
const LETTERS_LONG: usize = 20;
/// The same for two lines of which each is nothing but a half.
const LETTERS_BARE: usize = 15;
/// Longest half between spaces that may be a group of several.
const GROUP_BYTES_MAX: usize = 6;
/// Ends of lines that may break something, of a hundred, and how many are always looked at: where
/// there are more, the text is a table or a record, whose lines begin and end with numbers.
const SHARE_MAX: usize = 12;
const ALWAYS: usize = 8;

/// Ends of lines put side by side.
pub(super) struct Broken<'a> {
    pub(super) view: View<'a>,
    /// Where in the view the second line of each begins.
    joints: Vec<u32>,
}

impl Broken<'_> {
    /// Returns what stands around those ends of lines that may break something in two; `None` where
    /// there are none.
    pub(super) fn of(text: &str) -> Option<Self> {
        let (mut lines, mut joints) = (0, Vec::new());
        for (end, _) in text.match_indices('\n') {
            lines += 1;
            joints.extend(Joint::at(text, end));
        }
        if joints.is_empty() || joints.len() > ALWAYS.max(lines * SHARE_MAX / 100) {
            return None;
        }
        let mut broken = Self {
            view: View { text: Cow::Owned(String::new()), map: OffsetMap::default() },
            joints: Vec::new(),
        };
        for joint in &joints {
            broken.add(text, joint, "");
            if joint.is_of_groups {
                broken.add(text, joint, " ");
            }
        }
        Some(broken)
    }

    /// Adds both sides of a line's end, with something between.
    fn add(&mut self, text: &str, joint: &Joint, between: &str) {
        self.push(text, joint.before, joint.before.start);
        if !between.is_empty() {
            self.push(between, Span::new(0, between.len()), joint.before.end);
        }
        self.joints.push(self.view.text.len() as u32);
        self.push(text, joint.after, joint.after.start);
        // Nothing goes on from here to the next.
        self.push("\n\n", Span::new(0, 2), joint.after.end);
    }

    fn push(&mut self, text: &str, span: Span, from: usize) {
        self.view.map.push(self.view.text.len() as u32, from as u32, 1, 1);
        self.view.text.to_mut().push_str(text.get(span.range()).unwrap_or_default());
    }

    /// True for what goes on from one line to the next.
    pub(super) fn crosses(&self, span: Span) -> bool {
        let next = self.joints.partition_point(|joint| *joint as usize <= span.start);
        self.joints.get(next).is_some_and(|joint| (*joint as usize) < span.end)
    }
}

/// A line's end that may break something in two.
struct Joint {
    before: Span,
    after: Span,
    /// What it breaks may be groups with spaces between.
    is_of_groups: bool,
}

impl Joint {
    fn at(text: &str, end: usize) -> Option<Self> {
        let bytes = text.as_bytes();
        let blank = |byte: &&u8| matches!(byte, b' ' | b'\r' | b'\t');
        let mut last = end - bytes[..end].iter().rev().take_while(blank).count();
        let first = end + 1 + bytes[end + 1..].iter().take_while(blank).count();
        let (before, after) = (half(bytes[..last].iter().rev()), half(bytes[first..].iter()));
        let letters = before.letters + after.letters;
        let has_digits = before.has_digit && after.has_digit
            || letters >= LETTERS_LONG && (before.has_digit || after.has_digit);
        if before.letters == 0 || after.letters == 0 || letters < LETTERS_MIN || !has_digits {
            return None;
        }
        let line = text.get(..last)?.rfind('\n').map_or(0, |at| at + 1);
        let next = text.get(first..)?.find('\n').map_or(text.len(), |at| first + at);
        // Lines of nothing else are a column, or a block of one long value, unless they are two alone.
        let is_bare = last - line == before.bytes && next - first == after.bytes;
        let is_one_of_many = || {
            let (above, below) = (text.get(..line.saturating_sub(1)), text.get(next + 1..));
            let above = above.and_then(|above| above.lines().next_back()).unwrap_or_default();
            let below = below.and_then(|below| below.lines().next()).unwrap_or_default();
            [above, below].iter().any(|other| is_number(other))
        };
        if is_bare && (letters < LETTERS_BARE || is_one_of_many()) {
            return None;
        }
        let is_of_groups = before.bytes.min(after.bytes) <= GROUP_BYTES_MAX;
        last -= usize::from(bytes[last - 1] == b'-');
        let start = text.floor_char_boundary(last.saturating_sub(SIDE_BYTES)).max(line);
        let stop = text.ceil_char_boundary(first + SIDE_BYTES).min(next);
        Some(Self { before: Span::new(start, last), after: Span::new(first, stop), is_of_groups })
    }
}

/// True for a line of one word with a digit.
fn is_number(line: &str) -> bool {
    let line = line.trim().as_bytes();
    line.iter().all(u8::is_ascii_graphic) && line.iter().any(u8::is_ascii_digit)
}

/// What stands between a line's end and the nearest space.
struct Half {
    bytes: usize,
    letters: usize,
    has_digit: bool,
}

/// Measures it, from the line's end on.
fn half<'a>(bytes: impl Iterator<Item = &'a u8>) -> Half {
    let mut half = Half { bytes: 0, letters: 0, has_digit: false };
    for (at, byte) in bytes.take(SIDE_BYTES).take_while(|byte| byte.is_ascii_graphic()).enumerate()
    {
        // At the break itself there is a letter or a digit, or a hyphen behind one.
        if at == 0 && !byte.is_ascii_alphanumeric() && *byte != b'-' {
            break;
        }
        half.bytes += 1;
        half.letters += usize::from(byte.is_ascii_alphanumeric());
        half.has_digit |= byte.is_ascii_digit();
    }
    half
}
