use super::*;
use crate::Span;

fn check(text: &str, expected: &str) {
    assert_eq!(fold(text).text, expected);
}

#[test]
fn plain_text_is_not_copied() {
    assert!(matches!(fold("plain text, 中文，也是：「好」。").text, Cow::Borrowed(_)));
}

#[test]
fn width_and_compatibility_forms_become_plain() {
    check("身份证１１０１０５", "身份证110105");
    check("ＡＢ＠ｃ．ｃｏｍ", "AB@c.com");
    check("ﬁle ① ²", "file 1 2");
    check("𝟏𝟐𝟑", "123");
    check("㊙", "㊙");
}

#[test]
fn digits_of_other_scripts_become_plain() {
    check("手机 ١٣٨١٥٠٨١١٤٤", "手机 13815081144");
    check("۰۹ २० ๑๒ 一", "09 20 12 一");
    check("نص عربي, русский текст", "نص عربي, русский текст");
}

#[test]
fn letters_that_stand_in_for_latin_ones_become_those() {
    check("DЕ2337 0468, ΡIN", "DE2337 0468, PIN");
    check("в IT-отделе, ΑΒΓ", "в IT-отделе, ΑΒΓ");
    check("сhаt аb", "chat ab");
}

#[test]
fn what_shows_nothing_vanishes() {
    check("1101\u{200b}05\u{ad}1949", "1101051949");
}

#[test]
fn combining_marks_join_their_letters() {
    check("TRE\u{300}S SECRET", "TRÈS SECRET");
}

#[test]
fn the_way_back_is_kept() {
    let text = "号１1\u{200b}2，TRE\u{300}S x";
    let folded = fold(text);
    for (needle, original) in [("112", "１1\u{200b}2"), ("TRÈS", "TRE\u{300}S"), ("x", "x")] {
        let at = folded.text.find(needle).unwrap();
        let (start, end) = folded.map.origin_span(Span::new(at, at + needle.len()));
        assert_eq!(text.get(start as usize..end as usize), Some(original), "{needle}");
    }
}
