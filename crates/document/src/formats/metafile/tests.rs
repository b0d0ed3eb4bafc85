use expect_test::expect;

use crate::formats::testing::{break_often, dump};

/// Returns a record of an enhanced metafile.
fn record(kind: u32, body: &[u8]) -> Vec<u8> {
    let len = (body.len() as u32 + 8).next_multiple_of(4);
    let mut record = [kind.to_le_bytes(), len.to_le_bytes()].concat();
    record.extend(body);
    record.resize(len as usize, 0);
    record
}

fn text(text: &str, x: i32, y: i32) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut body = vec![0; 28];
    body.extend(x.to_le_bytes());
    body.extend(y.to_le_bytes());
    body.extend((text.chars().count() as u32).to_le_bytes());
    body.extend(76_u32.to_le_bytes());
    body.extend([0; 20]);
    body.extend((76 + units.len() as u32).to_le_bytes());
    body.extend(units);
    body.extend(text.chars().flat_map(|_| 10_u32.to_le_bytes()));
    record(84, &body)
}

fn emf(records: &[Vec<u8>]) -> Vec<u8> {
    let mut header = vec![0; 100];
    header[32..36].copy_from_slice(b" EMF");
    [record(1, &header), records.concat(), record(14, &[0; 12])].concat()
}

fn wmf(records: &[(u16, Vec<u8>)]) -> Vec<u8> {
    let mut file = vec![1, 0, 9, 0, 0, 3];
    file.resize(18, 0);
    for (kind, body) in records {
        file.extend((body.len() as u32 / 2 + 3).to_le_bytes());
        file.extend(kind.to_le_bytes());
        file.extend(body);
    }
    file.extend([3, 0, 0, 0, 0, 0]);
    file
}

#[test]
fn texts_of_metafiles_are_joined_where_they_touch() {
    let bytes =
        emf(&[text("Mus", 0, 5), text("ter", 30, 5), text("GmbH", 100, 5), text("Line", 0, 40)]);
    expect![[r#"
        = emf
        [name] name | a.emf
        [other] text | Muster GmbH\nLine
        whole
    "#]]
    .assert_eq(&dump(&bytes, "a.emf"));
    let mut glyphs = text("abcd", 0, 0);
    glyphs[52] = 0x10;
    expect![[r#"
        = emf
        [name] name | a.emf
        ! unmapped-glyphs
        refused
    "#]]
    .assert_eq(&dump(&emf(&[glyphs]), "a.emf"));
}

#[test]
fn texts_of_old_metafiles_are_in_the_code_page_of_their_font() {
    let mut font = vec![0; 18];
    font[13] = 134;
    let bytes = wmf(&[
        (0x02FB, font),
        (0x012D, vec![0, 0]),
        (0x0521, vec![4, 0, 0xCD, 0xF5, 0xB7, 0xBC, 1, 0, 2, 0]),
    ]);
    expect![[r#"
        = wmf
        [name] name | a.wmf
        [other] text | 王芳
        whole
    "#]]
    .assert_eq(&dump(&bytes, "a.wmf"));
}

#[test]
fn broken_files_end() {
    break_often(
        &emf(&[text("Text", 0, 0), record(70, &[8, 0, 0, 0, b'E', b'M', b'F', b'+', 1, 2, 3, 4])]),
        "a.emf",
        200,
    );
    break_often(
        &wmf(&[(0x0521, vec![2, 0, 65, 66, 1, 0, 2, 0]), (0x0F43, vec![0; 60])]),
        "a.wmf",
        200,
    );
}
