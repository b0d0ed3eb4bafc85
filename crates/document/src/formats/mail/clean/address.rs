//! Remarks in round brackets among addresses (RFC 5322, 3.2.2).

/// Returns a list of addresses without the remarks of those that have a name beside it: programs
/// show the name. Where there is none the remark is what they show.
pub(super) fn without_remarks(list: &str) -> String {
    let mut made = String::with_capacity(list.len());
    let mut whole = String::new();
    let mut bare = String::new();
    let (mut depth, mut is_quoted, mut is_escaped, mut is_named) = (0_u32, false, false, false);
    for character in list.chars().chain([',']) {
        let is_plain = !is_quoted && !is_escaped;
        if character == ',' && is_plain && depth == 0 {
            made.push_str(if is_named { &bare } else { &whole });
            made.push(',');
            whole.clear();
            bare.clear();
            is_named = false;
            continue;
        }
        whole.push(character);
        if depth == 0 && !(character == '(' && is_plain) {
            bare.push(character);
        }
        match character {
            '\\' if !is_escaped => {
                is_escaped = true;
                continue;
            }
            '"' if !is_escaped && depth == 0 => is_quoted = !is_quoted,
            '(' if is_plain => depth += 1,
            ')' if is_plain => depth = depth.saturating_sub(1),
            '<' if is_plain && depth == 0 => is_named = true,
            _ => {}
        }
        is_escaped = false;
    }
    // One that does not end is left as it is.
    made.push_str(&whole);
    made.strip_suffix(',').map(|made| made.replace("  ", " ")).unwrap_or_else(|| list.to_owned())
}

#[cfg(test)]
mod tests {
    use super::without_remarks;

    #[test]
    fn remarks_beside_names_go() {
        for (list, expected) in [
            ("Ann (hall 3) <ann@werk.example>", "Ann <ann@werk.example>"),
            ("ann@werk.example (Ann Lee)", "ann@werk.example (Ann Lee)"),
            (
                "\"Lee, Ann (B 3)\" <ann@werk.example>, Ben (x (y)) <b@werk.example>",
                "\"Lee, Ann (B 3)\" <ann@werk.example>, Ben <b@werk.example>",
            ),
            ("Ann (never ends <ann@werk.example>", "Ann (never ends <ann@werk.example>"),
            ("Ann \\(B\\) <ann@werk.example>", "Ann \\(B\\) <ann@werk.example>"),
            ("", ""),
        ] {
            assert_eq!(without_remarks(list), expected);
        }
    }
}
