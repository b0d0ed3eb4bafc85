use super::*;

fn check(text: &str, expected: &[(&str, &str)]) {
    let found = messages(text);
    let found: Vec<(&str, &str)> = found.iter().map(|m| (m.label, m.text.as_str())).collect();
    assert_eq!(found, expected, "{text:?}");
    assert!(expected.is_empty() || may_hold(text), "{text:?}");
}

fn tags(text: &str) -> String {
    text.chars().filter_map(|c| char::from_u32(u32::from(c) + 0xE_0000)).collect()
}

fn selectors(text: &str) -> String {
    let of_byte = |byte: u8| match byte {
        0..16 => char::from_u32(0xFE00 + u32::from(byte)),
        _ => char::from_u32(0xE_0100 + u32::from(byte) - 16),
    };
    text.bytes().filter_map(of_byte).collect()
}

fn bits(text: &str, [zero, one]: [char; 2]) -> String {
    let of_byte = |byte: u8| (0..8).rev().map(move |at| [zero, one][usize::from(byte >> at & 1)]);
    text.bytes().flat_map(of_byte).collect()
}

#[test]
fn messages_in_characters_that_show_nothing_are_read() {
    check(&format!("Plan{} B", tags("to Jan 7")), &[("text in tag characters", "to Jan 7")]);
    check(&format!("a{}b", selectors("Tor 图")), &[("text in variation selectors", "Tor 图")]);
    for pair in [['\u{200B}', '\u{200C}'], ['\u{200C}', '\u{200B}'], ['\u{200B}', '\u{200D}']] {
        let text = format!("a{}b", bits("Hall 7", pair));
        check(&text, &[("text in zero-width characters", "Hall 7")]);
    }
    check("pay \u{202E}100\u{202C} now", &[("text shown in another order", "pay 100\u{202C} now")]);
}

#[test]
fn ordinary_text_holds_none() {
    let flag = format!("\u{1F3F4}{}\u{E007F}", tags("gbsct"));
    for text in [
        "plain",
        "👩\u{200D}👩\u{200D}👧 ❤\u{FE0F}",
        &flag,
        "क\u{200D}ष می\u{200C}خواهم",
        "\u{FEFF}start",
    ] {
        check(text, &[]);
    }
    check("שלום \u{202E}abc", &[]);
}
