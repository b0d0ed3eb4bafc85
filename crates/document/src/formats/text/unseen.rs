//! Stretches of a text that nobody sees where it is usually shown: letters that a terminal conceals
//! (ECMA-48, 8.3.117), what stands behind the sign at which tables end, and what is overwritten with
//! blanks.

use crate::{Hidden, Span};

/// The sign at which old programs, and those that read tables, end a file.
const END: u8 = 0x1A;
const ESCAPE: u8 = 0x1B;
/// A carriage return and blanks that overwrite more than a mistake does.
const OVERWRITTEN: &[u8] = b"\r          ";

/// What is known of a text while its windows come by.
#[derive(Debug, Default)]
pub(super) struct Unseen {
    is_concealed: bool,
    is_over: bool,
}

impl Unseen {
    /// Returns the stretches of a window that nobody sees, from `owned.start` on; what follows the window
    /// begins at `owned.end`. Only tables end at a sign.
    pub(super) fn find(&mut self, text: &str, owned: Span, is_table: bool) -> Vec<(Span, Hidden)> {
        let bytes = text.as_bytes();
        let mut found = Vec::new();
        let from = owned.start;
        let is_plain =
            memchr::memchr2(END, ESCAPE, bytes.get(from..).unwrap_or_default()).is_none();
        if !is_plain || self.is_concealed || self.is_over {
            self.find_concealed(bytes, owned, is_table, &mut found);
        }
        if memchr::memmem::find(bytes, OVERWRITTEN).is_some()
            && memchr::memchr(b'\n', bytes).is_some()
        {
            find_overwritten(text, from, &mut found);
        }
        found.sort_by_key(|(span, _)| (span.start, span.end));
        let mut at = from;
        found.retain_mut(|(span, _)| {
            span.start = span.start.max(at);
            at = span.end.max(at);
            span.start < span.end
        });
        found
    }

    fn find_concealed(
        &mut self,
        bytes: &[u8],
        owned: Span,
        is_table: bool,
        found: &mut Vec<(Span, Hidden)>,
    ) {
        let (mut is_concealed, mut is_over) = (self.is_concealed, self.is_over);
        let mut start = owned.start;
        let mut at = owned.start;
        while let Some(next) = memchr::memchr2(END, ESCAPE, bytes.get(at..).unwrap_or_default()) {
            let here = at + next;
            // What follows is looked at again with the next window.
            if here >= owned.end {
                break;
            }
            at = here + 1;
            let (conceals, ends) = match bytes.get(here) {
                Some(&END) => (is_concealed, is_over || is_table),
                _ => (
                    concealment(bytes.get(here..).unwrap_or_default()).unwrap_or(is_concealed),
                    is_over,
                ),
            };
            if (conceals, ends) != (is_concealed, is_over) {
                push(start, here, is_concealed, is_over, found);
                start = here;
                (is_concealed, is_over) = (conceals, ends);
            }
        }
        push(start, bytes.len(), is_concealed, is_over, found);
        (self.is_concealed, self.is_over) = (is_concealed, is_over);
    }
}

fn push(
    start: usize,
    end: usize,
    is_concealed: bool,
    is_over: bool,
    found: &mut Vec<(Span, Hidden)>,
) {
    let hidden = if is_over { Hidden::Outside } else { Hidden::Invisible };
    if (is_concealed || is_over) && start < end {
        found.push((Span::new(start, end), hidden));
    }
}

/// Whether an order to a terminal conceals the letters behind it, or shows them again.
fn concealment(order: &[u8]) -> Option<bool> {
    const PARAMETERS_MAX: usize = 32;
    let parameters = order.strip_prefix(b"\x1B[")?;
    let end = parameters.iter().take(PARAMETERS_MAX).position(|byte| *byte == b'm')?;
    let parameters = std::str::from_utf8(parameters.get(..end)?).ok()?;
    let mut conceals = None;
    let mut numbers = parameters.split(';');
    while let Some(number) = numbers.next() {
        match number {
            "8" => conceals = Some(true),
            "" | "0" | "28" => conceals = Some(false),
            // A colour follows.
            "38" | "48" => {
                let count = if numbers.next() == Some("5") { 1 } else { 3 };
                numbers.by_ref().take(count).for_each(drop);
            }
            _ => {}
        }
    }
    conceals
}

/// Finds what a carriage return and at least as many blanks overwrite.
fn find_overwritten(text: &str, from: usize, found: &mut Vec<(Span, Hidden)>) {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim_end_matches(['\n']);
        let body = body.strip_suffix('\r').unwrap_or(body);
        if let Some((before, after)) = body.split_once('\r') {
            let blanks = after.chars().take_while(|letter| *letter == ' ').count();
            let shown = before.chars().count();
            if start >= from && shown > 0 && blanks >= shown && blanks >= OVERWRITTEN.len() - 1 {
                found.push((Span::new(start, start + before.len()), Hidden::Invisible));
            }
        }
        start += line.len();
    }
}

#[cfg(test)]
mod tests;
