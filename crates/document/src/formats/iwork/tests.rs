use expect_test::{Expect, expect};

use crate::formats::testing::dump;

fn check(bytes: &[u8], name: &str, expected: Expect) {
    expected.assert_eq(&dump(bytes, name));
}

fn varint(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 0x7F {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

fn field(number: usize, content: &[u8]) -> Vec<u8> {
    [varint(number << 3 | 2), varint(content.len()), content.to_vec()].concat()
}

fn number(field: usize, value: usize) -> Vec<u8> {
    [varint(field << 3), varint(value)].concat()
}

/// An archive of one message.
fn archive(message: &[u8]) -> Vec<u8> {
    let info = [number(1, 2001), number(3, message.len())].concat();
    let head = [number(1, 7), field(2, &info)].concat();
    [varint(head.len()), head, message.to_vec()].concat()
}

/// A chunk that holds a text and then its first eleven bytes once more, as a copy.
fn chunk(plain: &[u8], repeats: bool) -> Vec<u8> {
    let mut block = varint(plain.len());
    block.extend([61 << 2, plain.len() as u8 - 1, 0]);
    block.extend_from_slice(plain);
    if repeats {
        block.extend([10 << 2 | 2, plain.len() as u8, 0]);
    }
    let length = (block.len() as u32).to_le_bytes();
    [&[0], &length[..3], &block].concat()
}

#[test]
fn texts_are_found_wherever_they_stand() {
    let deep = field(3, &field(4, b"seven pumps failed"));
    let message = [field(1, b"Pumps of hall 3"), deep, number(5, 9)].concat();
    check(
        &chunk(&archive(&message), false),
        "Document.iwa",
        expect![[r#"
            = iwa
            [name] name | Document.iwa
            [body] texts | Pumps of hall 3\nseven pumps failed
            whole
        "#]],
    );
}

#[test]
fn styles_are_properties() {
    check(
        &chunk(&archive(&field(1, b"Heading of Vera")), true),
        "DocumentStylesheet.iwa",
        expect![[r#"
            = iwa
            [name] name | DocumentStylesheet.iwa
            [property] texts of styles {property} | Heading of Vera
            whole
        "#]],
    );
}

#[test]
fn what_is_cut_is_told() {
    let whole = chunk(&archive(&field(1, b"Pumps of hall 3")), false);
    check(
        &whole[..whole.len() - 4],
        "Document.iwa",
        expect![[r#"
            = iwa
            [name] name | Document.iwa
            ! damaged
            refused
        "#]],
    );
}

#[test]
fn each_length_ends() {
    let whole = chunk(&archive(&field(1, b"Pumps of hall 3")), true);
    for length in 0..whole.len() {
        dump(&whole[..length], "Document.iwa");
    }
}
