//! Text of files, made safe to show.

use std::borrow::Cow;

/// Returns `text` with every character that could act on a terminal or a reader's eye (control
/// characters, changes of direction, characters without width) replaced by `�`.
#[must_use]
pub fn plain(text: &str) -> Cow<'_, str> {
    if text.chars().any(acts) {
        return text
            .chars()
            .map(|c| if acts(c) { char::REPLACEMENT_CHARACTER } else { c })
            .collect();
    }
    Cow::Borrowed(text)
}

/// True for characters that could act on a terminal or a reader's eye.
pub(super) fn acts(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
            | '\u{FFFE}' | '\u{FFFF}' | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_acts_gets_through() {
        assert_eq!(plain("a\u{1b}[2Jb\nc\u{202e}d\u{9b}e"), "a�[2Jb�c�d�e");
        assert_eq!(plain("报告 é.txt"), "报告 é.txt");
    }
}
