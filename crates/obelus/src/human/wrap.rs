//! Lines that fit a terminal, Chinese ones too.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Returns `text` in lines of at most `width` columns, broken at spaces and between wide
/// characters; a word that is longer than a line is cut.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(8);
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        if line.width() + piece.trim_end().width() > width && !line.is_empty() {
            lines.push(line.trim_end().to_owned());
            line.clear();
        }
        for character in piece.chars() {
            if line.width() + character.width().unwrap_or(0) > width && character != ' ' {
                lines.push(std::mem::take(&mut line));
            }
            line.push(character);
        }
    }
    if !line.trim_end().is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// Cuts `text` where a line may break; spaces stay with what they follow, and a command between
/// backticks stays whole.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut from = 0;
    let mut quoted = false;
    let mut before = None;
    for (at, character) in text.char_indices() {
        if before.is_some_and(|before| !quoted && may_break(before, character)) {
            pieces.extend(text.get(from..at));
            from = at;
        }
        quoted ^= character == '`';
        before = Some(character);
    }
    pieces.extend(text.get(from..));
    pieces
}

fn may_break(before: char, after: char) -> bool {
    let wide = |character: char| character.width() == Some(2);
    // No line begins with what closes or ends.
    let closes = "，。；：！？）》」』、〉】”’".contains(after);
    (before == ' ' && after != ' ') || ((wide(before) || wide(after)) && after != ' ' && !closes)
}

/// Returns at most `width` columns of `text`: the end, which tells files apart, with `…` before it.
pub(crate) fn keep_end(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept: Vec<char> = Vec::new();
    let mut used = 1;
    for character in text.chars().rev() {
        used += character.width().unwrap_or(0);
        if used > width {
            break;
        }
        kept.push(character);
    }
    std::iter::once('…').chain(kept.into_iter().rev()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces_and_between_wide_characters() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("这是一个很长的句子，要换行", 10), ["这是一个很", "长的句子，", "要换行"]);
        assert_eq!(wrap("abcdefghijklmnop", 8), ["abcdefgh", "ijklmnop"]);
        assert_eq!(wrap("say `run it` now", 10), ["say", "`run it`", "now"]);
        assert_eq!(wrap("", 8), Vec::<String>::new());
    }

    #[test]
    fn a_long_name_keeps_its_end() {
        assert_eq!(keep_end("folder/报告.pdf", 10), "…/报告.pdf");
        assert_eq!(keep_end("a.pdf", 10), "a.pdf");
    }
}
