use super::*;

fn letter() -> Package {
    docx("<w:p><w:r><w:t>Text</w:t></w:r></w:p>", &[])
}

#[test]
fn properties_have_the_names_of_the_format() {
    letter()
        .relationships(
            "",
            &[
                ("r1", "officeDocument", "word/document.xml"),
                ("r2", "core-properties", "docProps/core.xml"),
                ("r3", "extendedProperties", "docProps/app.xml"),
                ("r4", "custom-properties", "docProps/custom.xml"),
                ("r5", "classificationlabels", "docMetadata/LabelInfo.xml"),
            ],
        )
        .member(
            "docProps/core.xml",
            "\u{feff}<cp:coreProperties><dc:creator>Mia &#x4D;uster</dc:creator><dc:title/>\
             </cp:coreProperties>",
        )
        .member(
            "docProps/app.xml",
            "<Properties><Company>Beispiel GmbH</Company><TitlesOfParts><vt:vector>\
             <vt:lpstr>One</vt:lpstr><vt:lpstr>Two</vt:lpstr></vt:vector></TitlesOfParts>\
             </Properties>",
        )
        .member(
            "docProps/custom.xml",
            "<Properties><property name=\"Case\"><vt:lpwstr>17/24</vt:lpwstr></property>\
             </Properties>",
        )
        .member(
            "docMetadata/LabelInfo.xml",
            "<clbl:labelList><clbl:label id=\"{1}\" siteId=\"{2}\"/></clbl:labelList>",
        )
        .check(expect![[r#"
            = docx
            [name] name | a.docx
            [property] dc:creator {property} | Mia Muster
            [property] Company {property} | Beispiel GmbH
            [property] TitlesOfParts {property} | One\nTwo
            [property] Case {property} | 17/24
            [property] label id {property} | {1}
            [property] label siteId {property} | {2}
            [body] body | Text
            whole
        "#]]);
}

#[test]
fn damaged_markup_keeps_what_was_read() {
    let cut = docx("<w:p><w:r><w:t>Kept</w:t></w:r></w:p><w:p><w:r><w:t>Cut", &[]);
    cut.check(expect![[r#"
        = docx
        [name] name | a.docx
        [body] body | Kept\nCut
        ! damaged
        part
    "#]]);
    docx("<w:p><w:r><w:t>Wrong</w:r></w:p><w:p><w:r><w:t>end</w:t></w:r></w:p>", &[]).check(
        expect![[r#"
            = docx
            [name] name | a.docx
            [body] body | Wrong\nend
            ! damaged
            part
        "#]],
    );
}

#[test]
fn a_part_that_is_not_there_is_a_problem() {
    docx("<w:p/>", &[("r1", "header", "header9.xml")]).check(expect![[r#"
        = docx
        [name] name | a.docx
        ! damaged
        refused
    "#]]);
    Package::new("a.docx")
        .part("word/other.xml", "wordprocessingml.document.main", "<w:document/>")
        .check(expect![[r#"
            = docx
            [name] name | a.docx
            whole
        "#]]);
}

#[test]
fn nesting_has_a_limit() {
    let deep = "<w:sdt>".repeat(400);
    docx(&format!("<w:p><w:r><w:t>Above</w:t></w:r></w:p>{deep}"), &[]).check(expect![[r#"
        = docx
        [name] name | a.docx
        [body] body | Above
        ! nesting-limit
        part
    "#]]);
}

#[test]
fn entities_of_a_document_type_are_not_expanded() {
    let text = "<!DOCTYPE w [<!ENTITY a \"aaaa\">]><w:document><w:p><w:r><w:t>&a;&lt;</w:t></w:r>\
        </w:p></w:document>";
    Package::new("a.docx").part("word/document.xml", "wordprocessingml.document.main", text).check(
        expect![[r#"
            = docx
            [name] name | a.docx
            [body] body | &a;<
            whole
        "#]],
    );
}

#[test]
fn utf_16_is_read() {
    let text = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><w:document><w:p><w:r><w:t>Größe 尺寸</w:t>\
        </w:r></w:p></w:document>";
    let bytes: Vec<u8> =
        [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    Package::new("a.docx")
        .part("word/none.xml", "none", "<none/>")
        .member("word/document.xml", bytes)
        .check(expect![[r#"
            = docx
            [name] name | a.docx
            [body] body | Größe 尺寸
            whole
        "#]]);
}

#[test]
fn an_encrypted_member_is_not_read() {
    let mut bytes = letter().bytes();
    let name = b"word/document.xml";
    let places: Vec<usize> =
        (0..bytes.len() - name.len()).filter(|at| bytes[*at..].starts_with(name)).collect();
    for at in places {
        // The flags stand 24 bytes before the name in a local header, 38 in the directory.
        let flags = match bytes[at - 30..].starts_with(b"PK\x03\x04") {
            true => at - 24,
            false if bytes[at - 46..].starts_with(b"PK\x01\x02") => at - 38,
            false => continue,
        };
        bytes[flags] |= 1;
    }
    expect![[r#"
        = docx
        [name] name | a.docx
        ! encrypted
        refused
    "#]]
    .assert_eq(&dump(&bytes, "a.docx"));
}

#[test]
fn two_members_of_one_name_are_a_problem() {
    let mut bytes = letter().member("word/document.xmk", "<w:document>Other</w:document>").bytes();
    let name = b"word/document.xmk";
    for at in 0..bytes.len() - name.len() {
        if bytes[at..].starts_with(name) {
            bytes[at + name.len() - 1] = b'l';
        }
    }
    let dumped = dump(&bytes, "a.docx");
    assert!(dumped.contains("! damaged"), "{dumped}");
}

#[test]
fn a_bomb_is_not_unpacked() {
    let bytes = letter().member("word/media/zeros.txt", vec![b'0'; 4 << 20]).bytes();
    let limits = Limits { ratio_after_bytes: 1 << 20, ratio_max: 50, ..Limits::default() };
    let dumped = dump_with(&bytes, "a.docx", &limits);
    assert!(dumped.contains("! ratio-limit"), "{dumped}");
}

#[test]
fn macros_are_named_and_not_read() {
    letter().member("word/vbaProject.bin", "macro").check(expect![[r#"
        = docx
        word/vbaProject.bin: = text
        [name] name | a.docx
        [body] body | Text
        word/vbaProject.bin: [name] name | word/vbaProject.bin
        word/vbaProject.bin: [body] text {outside} | macro
        whole
    "#]]);
}

#[test]
fn packages_of_other_kinds_are_left_to_others() {
    let names = |bytes: &[u8]| {
        let found = crate::identify(&mut Cursor::new(bytes), "a.docx");
        found.map_or("none", |format| format.name)
    };
    assert_eq!(names(&letter().bytes()), "docx");
    assert_eq!(names(&xlsx(&[]).bytes()), "xlsx");
    let binary = Package::new("a.xlsx").member("xl/workbook.bin", "x");
    assert_eq!(names(&binary.bytes()), "xlsb");
    let drawing = Package::new("a.vsdx").member("visio/document.xml", "<x/>");
    assert_eq!(names(&drawing.bytes()), "vsdx");
    let model = Package::new("a.3mf").member("3D/3dmodel.model", "<x/>");
    assert_eq!(names(&model.bytes()), "opc");
}
