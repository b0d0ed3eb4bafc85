//! Notices of copyright, lists of authors and thanks: who made something says so in public.
//!
//! A name beside an address of mail is worth a look in a letter, and is no news in the file that
//! every program comes with.

/// Bytes of a line that are looked at before and after a place.
const LINE_BYTES_MAX: usize = 200;
/// Bytes before a line in which a notice may have begun.
const NOTICE_BYTES: usize = 400;
/// What lines say that give credit, in small letters.
const WORDS: &[&str] = &[
    "copyright",
    "©",
    "(c) 1",
    "(c) 2",
    "signed-off-by",
    "-by: ",
    "patch by",
    "patches by",
    "patch from",
    "thanks to",
    "thanks,",
    "diagnosis by",
    "prompted by",
    "found and reported by",
    "(bug ",
    "bug #",
    "bug#",
    "fixes bug",
    "closes: #",
    "maintainer",
    "contributors",
    "all rights reserved",
    "free software foundation",
];

/// True when what stands at `at` is in a line that gives credit.
pub(crate) fn is_credit(text: &str, at: usize) -> bool {
    let line = line_at(text, at);
    if says_so(line) {
        return true;
    }
    let start = offset_in(text, line);
    let above = text.get(text.floor_char_boundary(start.saturating_sub(NOTICE_BYTES))..start);
    let above = above.unwrap_or_default();
    let last = above.lines().next_back().unwrap_or_default();
    // `2011-2014, A. Author` under a line of the same kind, or under a notice.
    ends_with_credit(last) || begins_with_year(line) && (begins_with_year(last) || says_so(above))
}

/// True for a line that breaks off before the name: `… with a diagnosis by`.
fn ends_with_credit(line: &str) -> bool {
    let lower = line.trim_end().to_lowercase();
    lower.ends_with(" by") && WORDS.iter().any(|word| lower.ends_with(word))
}

fn says_so(text: &str) -> bool {
    let lower = text.to_lowercase();
    WORDS.iter().any(|word| lower.contains(word))
}

/// Returns the line around `at`, or of a long one what is near.
fn line_at(text: &str, at: usize) -> &str {
    let from = text.floor_char_boundary(at.saturating_sub(LINE_BYTES_MAX));
    let to = text.ceil_char_boundary((at + LINE_BYTES_MAX).min(text.len()));
    let before = text.get(from..at).unwrap_or_default();
    let after = text.get(at..to).unwrap_or_default();
    let start = before.rfind('\n').map_or(from, |newline| from + newline + 1);
    let end = after.find('\n').map_or(to, |newline| at + newline);
    text.get(start..end).unwrap_or_default()
}

fn offset_in(text: &str, inner: &str) -> usize {
    inner.as_ptr().addr().saturating_sub(text.as_ptr().addr())
}

/// True for `2009-2014, …`, whatever signs stand before it.
fn begins_with_year(line: &str) -> bool {
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    digits == 4 && (line.starts_with("19") || line.starts_with("20"))
}

#[cfg(test)]
mod tests {
    use super::is_credit;

    #[track_caller]
    fn check(text: &str, name: &str, expected: bool) {
        assert_eq!(is_credit(text, text.find(name).unwrap()), expected, "{text}");
    }

    #[test]
    fn a_notice_of_copyright_gives_credit() {
        check("Copyright (C) 2011 Nora Linde <nora@linde.example>", "Nora", true);
        check("Files: *\nCopyright: 2009, Ole Berg\n  2011-2014, Nora Linde", "Nora", true);
        check("  2010, Ole Berg\n  2011, Nora Linde", "Nora", true);
        check("Reviewed-by: Nora Linde <nora@linde.example>", "Nora", true);
        check("Fixed a leak, with diagnosis by\n  Nora Linde and others.", "Nora", true);
    }

    #[test]
    fn a_letter_gives_none() {
        check("Nora Linde, 14 Quarry Road", "Nora", false);
        check("Tenants\n2021 Maple Lane, Nora Linde", "Nora", false);
        check("The theft was reported by\nNora Linde.", "Nora", false);
        check("", "", false);
    }
}
