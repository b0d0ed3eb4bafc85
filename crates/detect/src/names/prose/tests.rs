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
