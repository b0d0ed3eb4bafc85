use super::*;

#[test]
fn prose_is_kept_and_code_is_not() {
    let prose = "The minutes of the last meeting were read (and agreed). ".repeat(200);
    let code = "if (x == y) { call(&mut z); }\n".repeat(400);
    let text = format!("{prose}\n{code}{prose}");
    let kept: Vec<_> = stretches(&text).collect();
    let bytes: usize = kept.iter().map(|range| range.len()).sum();
    assert!(bytes >= prose.len() * 2 - 2 * BLOCK_BYTES, "{kept:?}");
    assert!(bytes <= prose.len() * 2 + 2 * BLOCK_BYTES, "{kept:?}");
}

#[test]
fn stretches_follow_each_other_and_end_between_characters() {
    let text = "王小明出席会议。".repeat(20_000);
    let mut end = 0;
    for range in stretches(&text) {
        assert_eq!(range.start, end);
        assert!(text.is_char_boundary(range.end) && range.end > end);
        end = range.end;
    }
    assert_eq!(end, text.len());
}

/// True when most of a text is kept.
fn is_kept(text: &str) -> bool {
    let kept: usize = stretches(text).map(|range| range.len()).sum();
    kept > text.len() / 2
}

#[test]
fn tables_of_numbers_are_left_out_unless_someone_stands_in_them() {
    let figures = "482,17.204,9913307,55.10\n";
    assert!(!is_kept(&figures.repeat(400)));
    let row = "13800138000,110105194912310021,2026-11-22,17.204,9913307,\u{674E}\u{660E}\n";
    assert!(is_kept(&row.repeat(200)));
    let row = "20, 07700 900123, 1990-01-01, 55.10, 9913307, 17.204, Li Wei\n";
    assert!(is_kept(&row.repeat(200)));
}

#[test]
fn code_is_left_out_however_deep_it_is_indented() {
    let indent = " ".repeat(40);
    let entry =
        format!("{indent}Entry {{\n{indent}    bits: 6,\n{indent}    value: 136,\n{indent}}},\n");
    assert!(!is_kept(&entry.repeat(60)));
    let quoted = format!("{indent}The minutes of the last meeting were read and agreed.\n");
    assert!(is_kept(&quoted.repeat(60)));
}

#[test]
fn what_goes_on_without_a_blank_is_left_out_unless_it_is_chinese() {
    assert!(!is_kept(&"a@".repeat(20_000)));
    assert!(is_kept(&"王小明出席会议".repeat(2_000)));
    assert!(is_kept(&"name,Margaret,Holloway\n".repeat(400)));
}
