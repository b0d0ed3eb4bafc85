use expect_test::{Expect, expect};

use super::Tokens;

fn check(content: &[u8], expected: &Expect) {
    let tokens: Vec<String> = Tokens::new(content).map(|token| format!("{token:?}")).collect();
    expected.assert_eq(&tokens.join("\n"));
}

#[test]
fn strings_names_and_numbers_are_read_with_their_escapes() {
    check(
        b"/F#31 -1.50 Tf % a comment\n(a\\(b\\)(c)\\101\\\n) Tj <4 1 4>Tj",
        &expect![[r#"
            Name([70, 49])
            Number(-1.5)
            Operator([84, 102])
            Text([97, 40, 98, 41, 40, 99, 41, 65])
            Operator([84, 106])
            Text([65, 64])
            Operator([84, 106])"#]],
    );
}

#[test]
fn what_is_broken_does_not_end_the_stream() {
    check(
        b") > 1..2 5-3 } m (x) Tj",
        &expect![[r#"
            Number(1.0)
            Number(5.0)
            Operator([109])
            Text([120])
            Operator([84, 106])"#]],
    );
}

#[test]
fn the_data_of_an_inline_image_is_passed() {
    check(
        b"BI /W 1 ID \x00EI\xFF(no) EI\x80 \nEI Q (x) Tj",
        &expect![[r#"
            Operator([66, 73])
            Name([87])
            Number(1.0)
            InlineImage
            Operator([81])
            Text([120])
            Operator([84, 106])"#]],
    );
}

#[test]
fn a_dictionary_is_one_token() {
    check(
        b"/Span <</A (>>) /B <</C 1>> >> BDC",
        &expect![[r#"
            Name([83, 112, 97, 110])
            Dict([60, 60, 47, 65, 32, 40, 62, 62, 41, 32, 47, 66, 32, 60, 60, 47, 67, 32, 49, 62, 62, 32, 62, 62])
            Operator([66, 68, 67])"#]],
    );
}
