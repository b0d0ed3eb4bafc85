use expect_test::{Expect, expect};

use crate::Limits;
use crate::formats::testing::{dump, dump_with};

/// A list of those objects, of which the first is the top.
fn list(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = super::MAGIC.to_vec();
    let mut table = Vec::new();
    for object in objects {
        table.extend((bytes.len() as u16).to_be_bytes());
        bytes.extend(object);
    }
    let table_at = bytes.len() as u64;
    bytes.extend(table);
    bytes.extend([0, 0, 0, 0, 0, 0, 2, 1]);
    for number in [objects.len() as u64, 0, table_at] {
        bytes.extend(number.to_be_bytes());
    }
    bytes
}

fn text(text: &str) -> Vec<u8> {
    // Its length stands in an integer behind the mark.
    [&[0x5F, 0x10, text.len() as u8], text.as_bytes()].concat()
}

fn check(objects: &[Vec<u8>], expected: Expect) {
    expected.assert_eq(&dump(&list(objects), "Properties.plist"));
}

#[test]
fn values_are_told_after_their_keys() {
    let wide = [0x62, 0x4E, 0x2D, 0x56, 0xFD];
    let objects = [
        vec![0xD3, 1, 2, 3, 4, 5, 6],
        text("author"),
        text("phones"),
        text("place"),
        text("Mia Muster"),
        vec![0xA2, 7, 8],
        wide.to_vec(),
        vec![0x13, 0, 0, 0, 0x28, 0xFA, 0x6A, 0xE0, 0],
        vec![0x23, 0x40, 0x09, 0x21, 0xFB, 0x54, 0x44, 0x2D, 0x18],
    ];
    check(
        &objects,
        expect![[r#"
        = plist-binary
        [name] name | Properties.plist
        [body] values | author\tMia Muster\nphones\t176000000000\nphones\t3.141592653589793\nplace\t中国
        whole
    "#]],
    );
}

#[test]
fn data_are_opened_and_what_nothing_leads_to_is_told() {
    let inner = list(&[text("inside")]);
    let data = [&[0x4F, 0x10, inner.len() as u8], &inner[..]].concat();
    check(
        &[vec![0xA1, 1], data, text("forgotten")],
        expect![[r#"
        = plist-binary
        data 1: = plist-binary
        [name] name | Properties.plist
        [other] values that nothing leads to {slack} | forgotten
        data 1: [name] name | data 1
        data 1: [body] values | inside
        whole
    "#]],
    );
}

#[test]
fn broken_lists_end() {
    // A list that holds itself, one that is told to be long, one without its end.
    check(
        &[vec![0xA2, 0, 1], text("kept")],
        expect![[r#"
        = plist-binary
        [name] name | Properties.plist
        [body] values | kept
        whole
    "#]],
    );
    check(
        &[vec![0xA2, 1, 9], vec![0x5F, 0x13, 255, 255, 255, 255, 255, 255, 255, 255]],
        expect![[r#"
            = plist-binary
            [name] name | Properties.plist
            [body] values | 楳琰アĉ弓\u{ffff}\u{ffff}\u{ffff}\u{ffff}\u{8}\u{b}\0
            ! damaged
            part
        "#]],
    );
    // Lists within lists, and a long text that has many keys.
    let deep: Vec<_> = (1..=120).map(|next| vec![0xA1, next]).chain([text("deep")]).collect();
    check(
        &deep,
        expect![[r#"
        = plist-binary
        [name] name | Properties.plist
        [other] values that nothing leads to {slack} | deep
        ! nesting-limit
        part
    "#]],
    );
    let limits = Limits { object_bytes_max: 100, ..Limits::default() };
    let often = [vec![0xAF, 0x10, 9, 1, 1, 1, 1, 1, 1, 1, 1, 1], text("twenty letters, or so")];
    let read = dump_with(&list(&often), "a.plist", &limits);
    assert!(read.contains("! object-limit") && read.len() < 300, "{read}");
    let cut = list(&[text("text")]);
    for end in 0..cut.len() {
        dump(&cut[..end], "a.plist");
    }
    for at in 0..cut.len() {
        let mut bytes = cut.clone();
        bytes[at] ^= 0xFF;
        dump(&bytes, "a.plist");
    }
}
