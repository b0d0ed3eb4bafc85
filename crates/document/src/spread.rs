//! Numbers whose digits stand one by one: each in a box of a form, in a cell of a table or on a line
//! of its own. A reader sees a number, and a search for it finds nothing.

use crate::windows::clip_runs;
use crate::{Run, Span};

/// Letters and digits of such a number, and the digits among them: those of shorter ones stand in
/// every table.
const LETTERS: std::ops::RangeInclusive<usize> = 11..=34;
const DIGITS_MIN: usize = 9;
/// More of them in one text are a table of single digits.
const NUMBERS_MAX: usize = 16;
/// How far apart places are looked at for whether a number may be there, and how many bytes of each.
const STEP: usize = 8;
const LOOK: usize = 6;

/// A number that was put together.
#[derive(Debug, PartialEq)]
pub(crate) struct Spread {
    /// Its digits, one after the other.
    pub(crate) text: String,
    /// Where each of them stands.
    pub(crate) runs: Vec<Run>,
}

/// False for nearly every text without such a number.
pub(crate) fn may_hold(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_single = |at: usize| {
        let Some(look) = bytes.get(at..at + LOOK) else { return false };
        let stand_apart = look
            .windows(2)
            .all(|pair| pair[0].is_ascii_whitespace() || pair[1].is_ascii_whitespace());
        stand_apart && look.iter().any(u8::is_ascii_digit)
    };
    (0..bytes.len()).step_by(STEP).any(is_single)
}

/// Returns the numbers in the part of a text that is `owned`; none when there are too many.
pub(crate) fn numbers(text: &str, owned: Span, runs: &[Run]) -> Vec<Spread> {
    let mut found = Vec::new();
    let mut open = Open::default();
    for (at, token) in tokens(text, owned) {
        let goes_on = token.len() == 1 && token.bytes().all(|byte| byte.is_ascii_alphanumeric());
        // Most words stand beside no number.
        if !goes_on && open.places.is_empty() {
            continue;
        }
        let between = text.get(open.end..at).unwrap_or_default();
        if !goes_on || !open.takes(between) {
            // Of two letters the second may be the first of a number: `hall 3` stands before it.
            let second = open.places.get(1).copied().filter(|_| goes_on && open.places.len() == 2);
            open.close(text, runs, &mut found);
            if let Some(second) = second {
                open.push(second, "");
            }
        }
        if goes_on {
            open.push(at, between);
        }
        if found.len() > NUMBERS_MAX {
            return Vec::new();
        }
    }
    open.close(text, runs, &mut found);
    found
}

/// The words between spaces, with where they begin.
fn tokens(text: &str, owned: Span) -> impl Iterator<Item = (usize, &str)> {
    let slice = text.get(owned.range()).unwrap_or_default();
    let base = slice.as_ptr() as usize;
    slice
        .split_ascii_whitespace()
        .map(move |token| (owned.start + (token.as_ptr() as usize - base), token))
}

/// A number that may go on.
#[derive(Debug, Default)]
struct Open<'t> {
    places: Vec<usize>,
    /// What stands between each two of its digits.
    between: &'t str,
    /// Where the last one ends.
    end: usize,
}

impl<'t> Open<'t> {
    fn takes(&self, between: &str) -> bool {
        match self.places.len() {
            0 => false,
            1 => true,
            _ => self.between == between,
        }
    }

    fn push(&mut self, at: usize, between: &'t str) {
        if !self.places.is_empty() {
            self.between = between;
        }
        self.places.push(at);
        self.end = at + 1;
    }

    fn close(&mut self, text: &str, runs: &[Run], found: &mut Vec<Spread>) {
        let places = std::mem::take(&mut self.places);
        if !LETTERS.contains(&places.len()) {
            return;
        }
        let letters: String = places.iter().filter_map(|at| text.get(*at..*at + 1)).collect();
        if letters.bytes().filter(u8::is_ascii_digit).count() < DIGITS_MIN {
            return;
        }
        let mut own = Vec::with_capacity(places.len());
        for (index, at) in places.into_iter().enumerate() {
            let first = runs.partition_point(|run| run.span.end <= at);
            let run = runs.get(first..).unwrap_or_default().first();
            for run in clip_runs(run.map_or(&[], std::slice::from_ref), Span::new(at, at + 1)) {
                own.push(Run { span: Span::new(index, index + 1), ..run });
            }
        }
        found.push(Spread { text: letters, runs: own });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found = numbers(text, Span::new(0, text.len()), &[]);
        let found: Vec<&str> = found.iter().map(|number| number.text.as_str()).collect();
        assert_eq!(found, expected, "{text:?}");
        assert!(expected.is_empty() || may_hold(text), "{text:?}");
    }

    #[test]
    fn digits_in_boxes_make_a_number() {
        check("Number\t1\t1\t0\t1\t0\t1\t1\t9\t9\t0\t0\nName\tA", &["11010119900"]);
        check("Name\n\t1\n\t1\n\t0\n\t1\n\t0\n\t1\n\t1\n\t9\n\t9\n\t0\n\tX\nEnd", &["1101011990X"]);
        check("No 1 1 0 1 0 1 1 9 9 0 0 1 2 3 4 5 6 X!", &["11010119900123456"]);
    }

    #[test]
    fn a_letter_before_a_number_is_no_part_of_it() {
        check("Hall 3\n1\t2\t3\t4\t5\t6\t7\t8\t9\t0\t1\nEnd", &["12345678901"]);
    }

    #[test]
    fn numbers_in_rows_stay_apart() {
        let row = "1\t2\t3\t4\t5\t6\t7\t8\t9\t0\t1";
        check(&format!("{row}\n{row}"), &["12345678901", "12345678901"]);
    }

    #[test]
    fn texts_and_tables_of_digits_hold_none() {
        check("a b c d e f g h i j k l m n o p", &[]);
        check("1 2 3 4 5 6 7 8 9", &[]);
        check(&"1 0 1 0 1 0 1 1 1 0 1 0\n".repeat(20), &[]);
        assert!(!may_hold("an ordinary line of words, with 12 numbers and more of them"));
    }

    #[test]
    fn digits_keep_their_places() {
        let text = "1 2 3 4 5 6 7 8 9 0 1";
        let run = Run {
            span: Span::new(0, text.len()),
            hidden: None,
            label: None,
            source: crate::Source::Bytes(crate::OffsetMap::identity(100)),
        };
        let found = numbers(text, Span::new(0, text.len()), &[run]);
        let last = found[0].runs.last().unwrap();
        assert_eq!(last.span, Span::new(10, 11));
        assert_eq!(last.source, crate::Source::Bytes(crate::OffsetMap::identity(120)));
    }
}
