use super::*;

fn found(text: &str, is_table: bool) -> Vec<&str> {
    let spans = Unseen::default().find(text, Span::new(0, text.len()), is_table);
    spans.into_iter().map(|(span, _)| text.get(span.range()).unwrap()).collect()
}

#[test]
fn letters_that_a_terminal_conceals_are_found() {
    assert_eq!(found("a\u{1B}[8mb\u{1B}[0mc", false), ["\u{1B}[8mb"]);
    assert_eq!(found("a\u{1B}[1;8mb\u{1B}[28mc", false), ["\u{1B}[1;8mb"]);
    assert_eq!(found("a\u{1B}[31mb\u{1B}[38;5;8mc\u{1B}[0m", false), [""; 0]);
    assert_eq!(found("a\u{1B}[8mb", false), ["\u{1B}[8mb"]);
}

#[test]
fn tables_end_at_a_sign() {
    assert_eq!(found("a,b\n\u{1A}c,d\n", true), ["\u{1A}c,d\n"]);
    assert_eq!(found("a,b\n\u{1A}c,d\n", false), [""; 0]);
}

#[test]
fn what_blanks_overwrite_is_found() {
    assert_eq!(found("n,v\nAda Muster\r            ,2\n", true), ["Ada Muster"]);
    assert_eq!(found("50 %\r100 %\n", true), [""; 0]);
    assert_eq!(found("Ada Muster\r\n            x\r\n", true), [""; 0]);
}

#[test]
fn what_is_concealed_goes_on_in_the_next_window() {
    let mut unseen = Unseen::default();
    let first = unseen.find("a\u{1B}[8mbc", Span::new(0, 6), false);
    assert_eq!(first.len(), 1);
    let next = unseen.find("bcd\u{1B}[0me", Span::new(1, 8), false);
    assert_eq!(next, [(Span::new(1, 3), Hidden::Invisible)]);
}
