//! Characters that nobody sees, and in which anything can be written: they go.
//!
//! Kept are those on which the look of visible ones depends: joiners between letters of scripts
//! that need them, one selector behind a character, line breaks and tabs.

/// Returns the text without what nobody sees, and how many characters that were.
pub(crate) fn visible(text: &str) -> (String, usize) {
    let mut shown = String::with_capacity(text.len());
    let mut gone = 0;
    let mut last = None;
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        if character == '\u{1B}' {
            gone += 1 + skip_command(&mut rest);
            continue;
        }
        if is_seen(character, last, rest.peek().copied()) {
            shown.push(character);
            last = Some(character);
        } else {
            gone += 1;
        }
    }
    (shown, gone)
}

/// True for a character that shows, or on which the look of its neighbours depends.
fn is_seen(character: char, before: Option<char>, after: Option<char>) -> bool {
    let joins =
        |neighbour: Option<char>| neighbour.is_some_and(|c| c >= '\u{0300}' && !is_blank(c));
    match character {
        '\t' | '\n' | '\r' | '\u{0C}' => true,
        '\u{200C}' | '\u{200D}' => joins(before) && joins(after),
        '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' => {
            before.is_some_and(|c| !is_selector(c) && !c.is_whitespace())
        }
        _ => !is_blank(character),
    }
}

const fn is_selector(character: char) -> bool {
    matches!(character, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// Control and format characters, tags, and other code points without a picture.
const fn is_blank(character: char) -> bool {
    matches!(
        character,
        '\0'..='\u{08}'
            | '\u{0B}'
            | '\u{0E}'..='\u{1F}'
            | '\u{7F}'..='\u{9F}'
            | '\u{AD}'
            | '\u{034F}'
            | '\u{061C}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{17B4}'
            | '\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E00FF}'
    )
}

/// Passes over a command to a terminal (ECMA-48, 5.4); returns its length.
fn skip_command(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> usize {
    let mut length = 0;
    // Strings that a terminal takes and does not show: titles, links, private messages.
    if rest.next_if(|c| matches!(c, ']' | 'P' | 'X' | '^' | '_')).is_some() {
        return 1 + skip_string(rest);
    }
    if rest.next_if_eq(&'[').is_none() {
        return length;
    }
    length += 1;
    while rest.next_if(|c| ('\u{20}'..='\u{3F}').contains(c)).is_some() {
        length += 1;
    }
    if rest.next_if(|c| ('\u{40}'..='\u{7E}').contains(c)).is_some() {
        length += 1;
    }
    length
}

/// Passes over a string of a command (ECMA-48, 5.6), which ends with its line at the latest.
fn skip_string(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> usize {
    let mut length = 0;
    while let Some(character) = rest.next_if(|c| !matches!(c, '\n' | '\r' | '\u{1B}')) {
        length += 1;
        if matches!(character, '\u{07}' | '\u{9C}') {
            return length;
        }
    }
    let is_escape = rest.next_if_eq(&'\u{1B}').is_some();
    length + usize::from(is_escape) + usize::from(is_escape && rest.next_if_eq(&'\\').is_some())
}
