//! Files are built here stream by stream, and read as a whole.

use expect_test::{Expect, expect};

use self::builder::{
    Doc, Xls, biff, compound, label, long_string, msg, ppt, properties, record, shared_strings,
    strings, wide,
};
use crate::PartKind;
use crate::clean::testing::parts;
use crate::formats::testing::{SECRET, break_often, dump, planted};

pub(crate) mod builder;

fn check(bytes: &[u8], name: &str, expected: Expect) {
    expected.assert_eq(&dump(bytes, name));
}

#[test]
fn a_compound_file_is_called_by_its_streams() {
    let format = |stream: &str| {
        let lines = dump(&compound(&[(stream, vec![0; 600])]), "file");
        lines.lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(format("WordDocument"), "= doc");
    assert_eq!(format("WORKBOOK"), "= xls");
    assert_eq!(format("VisioDocument"), "= vsd");
    assert_eq!(format("something"), "= ole");
}

#[test]
fn a_document_is_read_with_all_its_texts() {
    let mut doc = Doc::new(
        "Name\u{7}Amount\u{7}\u{7}Muster\u{7}17\u{7}\u{7}\rSee \u{13} LINK a \u{14}here\u{15}.",
    );
    doc.texts[1] = "A note\r\r".to_owned();
    doc.texts[4] = "First\rSecond\r\r".to_owned();
    doc.tables.push((5, [0_u32, 6, 13, 14].iter().flat_map(|at| at.to_le_bytes()).collect()));
    check(
        &doc.bytes(),
        "a.doc",
        expect![[r#"
        = doc
        [name] name | a.doc
        [body] body | Name\tAmount\nMuster\t17\n\nSee  LINK a here.
        [footnote] footnote | A note
        [comment] comment 1 {comment} | First
        [comment] comment 2 {comment} | Second
        whole
    "#]],
    );
}

#[test]
fn the_preview_of_the_first_page_is_read() {
    let long = |number: u32| number.to_le_bytes();
    let header = [40, 2, 2, 1 | 24 << 16, 0, 16, 0, 0, 0, 0].map(long).concat();
    let bitmap = [header, [1, 2, 3, 4].repeat(4)].concat();
    let data = [long(u32::MAX).to_vec(), long(8).to_vec(), bitmap].concat();
    let value = [long(71).to_vec(), long(data.len() as u32).to_vec(), data].concat();
    let section = [[0, 1, 17, 16].map(long).concat(), value].concat();
    let set = [[0xFFFE, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 48].map(long).concat(), section].concat();
    check(
        &compound(&[("\u{5}SummaryInformation", set)]),
        "file",
        expect![[r#"
        = ole
        preview.bmp: = bmp
        [name] name | file
        [name] thumbnail {cache} | preview.bmp
        preview.bmp: [name] name | preview.bmp
        preview.bmp: ! picture-not-read
        whole
    "#]],
    );
}

#[test]
fn a_workbook_is_read_cell_by_cell() {
    let number = [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0x59, 0x40];
    let book = Xls {
        shared: shared_strings(&["Once here"]),
        sheets: vec![
            (
                "One",
                0,
                [label(0, 0, 0, "Head"), label(0, 1, 0, "More"), biff(0x203, &number)].concat(),
            ),
            ("Two", 1, label(0, 0, 0, "Hidden")),
        ],
    };
    check(
        &book.bytes(),
        "a.xls",
        expect![[r#"
        = xls
        [name] name | a.xls
        [name] name of a sheet | One
        [name] name of a sheet {hidden-sheet} | Two
        [sheet] sheet One | Head\tMore\t101
        [sheet] sheet Two {hidden-sheet} | Hidden
        [other] unused strings {cache} | Once here
        whole
    "#]],
    );
}

#[test]
fn a_presentation_is_read_slide_by_slide() {
    let slide = |text: &str| record(15, 0, 0x3EE, &record(0, 0, 0xFA0, &wide(text)));
    let bytes = ppt(&[slide("One\rTwo"), slide("Old")], 1);
    check(
        &bytes,
        "a.ppt",
        expect![[r#"
        = ppt
        [name] name | a.ppt
        [property] LastSavedBy {property} | Mia.
        [slide] slide 1 | One\nTwo
        [slide] deleted slide 2 {revision} | Old
        whole
    "#]],
    );
}

#[test]
fn a_slide_shows_its_texts_of_the_outline() {
    let text = |text: &str| [record(0, 0, 0xF9F, &[0; 4]), record(0, 0, 0xFA0, &wide(text))];
    let place = record(0, 0, 0x3F3, &1_u32.to_le_bytes());
    let list = [vec![place], text("Unseen").to_vec(), text("Title\rTwo").to_vec()].concat();
    let document = record(15, 0, 0x3E8, &record(15, 0, 0xFF0, &list.concat()));
    let mut slide = record(0, 0, 0xF9E, &1_u32.to_le_bytes());
    slide.extend(record(0, 0, 0xFA0, &wide("Own")));
    let bytes = ppt(&[record(15, 0, 0x3EE, &slide), document], 2);
    check(
        &bytes,
        "a.ppt",
        expect![[r#"
        = ppt
        [name] name | a.ppt
        [property] LastSavedBy {property} | Mia.
        [slide] slide 1 | Title\nTwo\nOwn
        [outline] outline {cache} | Unseen
        whole
    "#]],
    );
}

#[test]
fn letters_in_the_colour_of_their_slide_are_hidden() {
    let white = [255, 255, 255, 0xFE];
    let shape = |kind: u16, flags: u32, fill: [u8; 4], text: &[u8]| {
        let options = [&[0x81, 0x01][..], &fill, &[0xBF, 0x01, 0x10, 0, 0x10, 0]].concat();
        let atom = [&[0, 0, 0, 0][..], &flags.to_le_bytes()].concat();
        let place = [10_i16, 10, 90, 90].map(i16::to_le_bytes).concat();
        let records = [
            record(2, kind, 0xF00A, &atom),
            record(3, 2, 0xF00B, &options),
            record(0, 0, 0xF010, &place),
            text.to_vec(),
        ];
        record(15, 0, 0xF004, &records.concat())
    };
    let text = |text: &str, colour: [u8; 4]| {
        let letters = (text.len() as u32 + 1).to_le_bytes();
        let styles = [&letters[..], &[0; 6], &letters, &[0, 0, 4, 0], &colour].concat();
        [record(0, 0, 0xFA0, &wide(text)), record(0, 0, 0xFA1, &styles)].concat()
    };
    let paper = shape(1, 0x400, [255, 255, 255, 0], b"");
    let slide =
        |shapes: &[Vec<u8>]| record(15, 0, 0x3EE, &[shapes.concat(), paper.clone()].concat());
    let on_paper = slide(&[
        record(15, 0, 0xF004, &text("White", white)),
        record(15, 0, 0xF004, &text("Black", [0, 0, 0, 0xFE])),
    ]);
    let on_blue = slide(&[shape(1, 0, [0, 0, 128, 0], &text("Seen", white))]);
    let under = slide(&[
        shape(202, 0, [0, 255, 0, 0], &text("Under", [0, 0, 0, 0xFE])),
        shape(1, 0, [0, 0, 128, 0], b""),
    ]);
    for (bytes, shown) in [(on_paper, "Black"), (on_blue, "Seen"), (under, "")] {
        let read = parts("a.ppt", &ppt(&[bytes], 1));
        let seen: String = read
            .parts
            .iter()
            .filter(|read| read.part.kind == PartKind::Slide)
            .flat_map(|read| read.runs.iter().map(move |run| (read, run)))
            .filter(|(_, run)| run.hidden.is_none())
            .filter_map(|(read, run)| read.text.get(run.span.range()))
            .collect();
        assert_eq!(seen, shown);
    }
}

#[test]
fn a_message_is_read_with_its_attachments() {
    let bytes = msg(&[
        ("", 0x37, "Plan"),
        ("", 0x1000, "Text"),
        ("", 0x7D, "Received: from mx3.example\r\n\tby mx1.example\r\nX-Mailer: PumpMail 3\r\n"),
        ("__recip_version1.0_#00000000", 0x3003, "mia@werk.example"),
        ("__attach_version1.0_#00000000", 0x3707, "plan.txt"),
    ]);
    check(
        &bytes,
        "a.msg",
        expect![[r#"
        = msg
        [name] name | a.msg
        [body] body | Text
        [mail-header] Received {property} | from mx3.example by mx1.example
        [mail-header] X-Mailer {property} | PumpMail 3
        [mail-header] Subject | Plan
        [property] EmailAddress {property} | mia@werk.example
        [property] AttachLongFilename {property} | plan.txt
        whole
    "#]],
    );
}

#[test]
fn what_is_planted_in_documents_is_found() {
    let with = |change: &dyn Fn(&mut Doc)| {
        let mut doc = Doc::new(&format!("Shown and {SECRET} here."));
        change(&mut doc);
        doc.bytes()
    };
    let said = |modification: &[u8]| {
        with(&|doc| doc.said.push((10, 10 + SECRET.len(), modification.to_vec())))
    };
    let elsewhere = |index: usize| {
        let mut doc = Doc::new("Shown.");
        doc.texts[index] = format!("{SECRET}\r\r");
        doc.bytes()
    };
    let table = |number: usize, values: &[&str]| {
        let mut doc = Doc::new("Shown.");
        doc.tables.push((number, strings(values)));
        doc.bytes()
    };
    let stream = |name: &'static str, bytes: Vec<u8>| {
        let mut doc = Doc::new("Shown.");
        doc.streams.push((name, bytes));
        doc.bytes()
    };
    let remains = |bytes: Vec<u8>| {
        let mut doc = Doc::new("Shown.");
        doc.remains = bytes;
        doc.bytes()
    };
    let summary = properties(&[(4, SECRET)]);
    expect![[r#"
        deleted in a tracked change | body deleted | body
        formatted as hidden | body vanished | body
        white | body invisible | body
        tiny | body tiny | body
        field code | body markup | body
        footnote | footnote shown | footnote
        header | header shown | header
        comment | comment comment | comment
        endnote | footnote shown | endnote
        text box | body shown | text boxes
        who saved it | property property | LastSavedBy
        where it was saved | property property | SourceFile
        who revised it | property property | revision author
        template | property property | Template
        bookmark | outline markup | bookmarks
        author | property property | Author
        remains of a quick save | other slack | remains of earlier saves
        remains in one byte a letter | other slack | remains of earlier saves
    "#]]
    .assert_eq(&planted(
        "a.doc",
        &[
            ("deleted in a tracked change", said(&[0x00, 0x08, 1])),
            ("formatted as hidden", said(&[0x3C, 0x08, 1])),
            ("white", said(&[0x42, 0x2A, 8])),
            ("tiny", said(&[0x43, 0x4A, 2, 0])),
            (
                "field code",
                Doc::new(&format!("A \u{13} INCLUDETEXT {SECRET} \u{14}b\u{15}")).bytes(),
            ),
            ("footnote", elsewhere(1)),
            ("header", elsewhere(2)),
            ("comment", elsewhere(4)),
            ("endnote", elsewhere(5)),
            ("text box", elsewhere(6)),
            ("who saved it", table(71, &[SECRET, "C:\\plan.doc"])),
            ("where it was saved", table(71, &["Mia", SECRET])),
            ("who revised it", table(51, &["Unknown", SECRET])),
            ("template", table(32, &["", SECRET])),
            ("bookmark", table(21, &[SECRET])),
            ("author", stream("\u{5}SummaryInformation", summary)),
            ("remains of a quick save", remains(wide(SECRET))),
            ("remains in one byte a letter", remains(SECRET.as_bytes().to_vec())),
        ],
    ));
}

#[test]
fn what_is_planted_in_workbooks_is_found() {
    let sheet =
        |records: Vec<u8>| Xls { shared: Vec::new(), sheets: vec![("One", 0, records)] }.bytes();
    let shared = |shared: Vec<u8>| Xls { shared, sheets: vec![("One", 0, Vec::new())] }.bytes();
    let named = |name: &'static str, state: u8| {
        Xls { shared: Vec::new(), sheets: vec![(name, state, label(0, 0, 0, SECRET))] }.bytes()
    };
    let cell = label(4, 2, 0, SECRET);
    let row = biff(0x208, &[4, 0, 0, 0, 3, 0, 0xFF, 0, 0, 0, 0, 0, 0x20, 0, 0, 0]);
    let usual_row = biff(0x208, &[4, 0, 0, 0, 3, 0, 0, 0x80, 0, 0, 0, 0, 0, 1, 0, 0]);
    let column = biff(0x7D, &[2, 0, 2, 0, 0, 9, 0, 0, 1, 0, 0, 0]);
    let white = [biff(0x31, &[200, 0, 0, 0, 9, 0, 0, 0]), biff(0xE0, &[0; 20])].concat();
    let nothing = [
        biff(0x41E, &[&[200, 0][..], &long_string(";;;")].concat()),
        biff(0xE0, &[&[0, 0, 200, 0][..], &[0; 16]].concat()),
    ]
    .concat();
    let styled = |shared: Vec<u8>| Xls { shared, sheets: vec![("One", 0, cell.clone())] }.bytes();
    let note = [
        biff(0x5D, &[0x15, 0, 0x12, 0, 0x19, 0, 1, 0]),
        biff(0x1B6, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, SECRET.len() as u8, 0, 0, 0, 0, 0, 0, 0]),
        biff(0x3C, &[&[1][..], &wide(SECRET)].concat()),
        biff(0x1C, &[&[4, 0, 2, 0, 0, 0, 1, 0][..], &long_string("Mia")].concat()),
    ]
    .concat();
    let name = [&[0, 0, 0, SECRET.len() as u8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1][..], &wide(SECRET)];
    let cache = [
        biff(0xC7, &[&[0; 14][..], &long_string("Field")].concat()),
        biff(0xCD, &long_string(SECRET)),
    ];
    let with_cache = compound(&[
        ("Workbook", Xls { shared: Vec::new(), sheets: vec![("One", 0, Vec::new())] }.stream()),
        ("_SX_DB_CUR/0001", cache.concat()),
    ]);
    let linked = [
        biff(0x1AE, &[&[0, 0][..], &long_string("\u{1}plan.xls")].concat()),
        biff(0x5A, &[&[0, 0, 0, 0, 2][..], &long_string(SECRET)].concat()),
    ]
    .concat();
    expect![[r#"
        hidden sheet | sheet hidden-sheet | sheet Two
        very hidden sheet | sheet hidden-sheet | sheet Two
        hidden row | sheet hidden-row | sheet One
        row of the usual height | sheet shown | sheet One
        hidden column | sheet hidden-column | sheet One
        white letters | sheet invisible | sheet One
        format that shows nothing | sheet invisible | sheet One
        far away | sheet outside | sheet One
        comment | comment comment | comment 1
        unused string | other cache | unused strings
        defined name | other markup | defined names
        who wrote it | property property | LastSavedBy
        pivot cache | other cache | pivot cache 1
        value of another workbook | other cache | values of other workbooks
        link | link markup | links
        header | header shown | header
    "#]]
    .assert_eq(&planted(
        "a.xls",
        &[
            ("hidden sheet", named("Two", 1)),
            ("very hidden sheet", named("Two", 2)),
            ("hidden row", sheet([row, cell.clone()].concat())),
            ("row of the usual height", sheet([usual_row, cell.clone()].concat())),
            ("hidden column", sheet([column, cell.clone()].concat())),
            ("white letters", styled(white)),
            ("format that shows nothing", styled(nothing)),
            ("far away", sheet([label(0, 0, 0, "Here"), label(900, 0, 0, SECRET)].concat())),
            ("comment", sheet(note)),
            ("unused string", shared(shared_strings(&[SECRET]))),
            ("defined name", shared(biff(0x18, &name.concat()))),
            ("who wrote it", shared(biff(0x5C, &long_string(SECRET)))),
            ("pivot cache", with_cache),
            ("value of another workbook", shared(linked)),
            ("link", sheet(biff(0x1B8, &wide(SECRET)))),
            ("header", sheet(biff(0x14, &long_string(&format!("&C{SECRET}"))))),
        ],
    ));
}

#[test]
fn what_is_planted_in_presentations_is_found() {
    let text = record(0, 0, 0xFA0, &wide(SECRET));
    let empty = record(15, 0, 0x3EE, &record(0, 0, 0xFA0, &wide("Shown")));
    let hidden = record(0, 0, 0x3F9, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0]);
    let comment = [record(0, 0, 0xFBA, &wide("Mia")), record(0, 1, 0xFBA, &wide(SECRET))];
    let comment = record(15, 0, 0x3EE, &record(15, 0, 0x2EE0, &comment.concat()));
    let name = [&[0x80, 0xC3, 36, 0, 0, 0][..], &wide(SECRET)].concat();
    let named = record(15, 0, 0x3EE, &record(15, 0, 0xF004, &record(3, 1, 0xF00B, &name)));
    expect![[r#"
        notes | notes notes | notes
        hidden slide | slide hidden-slide | slide 1
        deleted slide | slide revision | deleted slide 2
        master | other cache | master
        comment | comment comment | comment 1 on slide 1
        name of a shape | alternative markup | alternative text
    "#]]
    .assert_eq(&planted(
        "a.ppt",
        &[
            ("notes", ppt(&[record(15, 0, 0x3F0, &text)], 1)),
            ("hidden slide", ppt(&[record(15, 0, 0x3EE, &[hidden, text.clone()].concat())], 1)),
            ("deleted slide", ppt(&[empty.clone(), record(15, 0, 0x3EE, &text)], 1)),
            ("master", ppt(&[record(15, 0, 0x3F8, &text)], 1)),
            ("comment", ppt(&[comment], 1)),
            ("name of a shape", ppt(&[named], 1)),
        ],
    ));
}

#[test]
fn what_is_planted_in_messages_is_found() {
    expect![[r#"
        blind copy | property property | Bcc
        route | mail-header property | Received
        recipient | property property | DisplayName
        path of an attachment | property property | AttachLongPathname
        sender | property property | SenderEmailAddress
        unknown property | property property | property 8001
    "#]]
    .assert_eq(&planted(
        "a.msg",
        &[
            ("blind copy", msg(&[("", 0xE02, SECRET)])),
            ("route", msg(&[("", 0x7D, &format!("Received: from {SECRET}\r\n"))])),
            ("recipient", msg(&[("__recip_version1.0_#00000000", 0x3001, SECRET)])),
            ("path of an attachment", msg(&[("__attach_version1.0_#00000000", 0x370D, SECRET)])),
            ("sender", msg(&[("", 0xC1F, SECRET)])),
            ("unknown property", msg(&[("", 0x8001, SECRET)])),
        ],
    ));
}

#[test]
fn strings_that_go_on_behind_their_record_end_with_it() {
    let values = [0, 0, 0, 0, 2, 0xFF, 0, 0, b'A', b'B'];
    let shared = [biff(0x1AE, &[&[0, 0][..], &long_string("a.xls")].concat()), biff(0x5A, &values)];
    let book = Xls { shared: shared.concat(), sheets: vec![("One", 0, Vec::new())] };
    assert!(dump(&book.bytes(), "a.xls").contains("a.xls\\nAB"));
}

#[test]
fn messages_inside_of_mails_are_read() {
    let attribute = |tag: u32, data: &[u8]| {
        let len = data.len() as u32;
        [&[1][..], &tag.to_le_bytes(), &len.to_le_bytes(), data, &[0, 0]].concat()
    };
    let subject = wide("Plan");
    let mut list = 1_u32.to_le_bytes().to_vec();
    list.extend([0x1F, 0, 0x37, 0, 1, 0, 0, 0, 8, 0, 0, 0]);
    list.extend(subject);
    let file = [
        &[0x78, 0x9F, 0x3E, 0x22, 1, 0][..],
        &attribute(0x0001_8008, b"IPM.Note\0"),
        &attribute(0x0006_9003, &list),
        &attribute(0x0006_9002, &[0; 14]),
        &attribute(0x0001_8010, b"plan.txt\0"),
        &attribute(0x0006_800F, b"Text."),
    ]
    .concat();
    check(
        &file,
        "winmail.dat",
        expect![[r#"
        = tnef
        plan.txt: = text
        [name] name | winmail.dat
        [property] MessageClass {property} | IPM.Note
        [mail-header] Subject | Plan
        plan.txt: [name] name | plan.txt
        plan.txt: [body] text | Text.
        whole
    "#]],
    );
    break_often(&file, "winmail.dat", 150);
}

#[test]
fn macros_are_read_as_their_source() {
    // Compressed without any repetition: eight letters after each byte of flags.
    let compress = |text: &[u8]| {
        let body: Vec<u8> = text.chunks(8).flat_map(|part| [&[0], part].concat()).collect();
        let header = 0xB000 | (body.len() as u16 - 1);
        [&[1][..], &header.to_le_bytes(), &body].concat()
    };
    let entry = |id: u16, data: &[u8]| {
        [&id.to_le_bytes()[..], &(data.len() as u32).to_le_bytes(), data].concat()
    };
    let directory = [
        entry(3, &[0xE4, 4]),
        entry(0x19, b"Module1"),
        entry(0x1A, b"Module1"),
        entry(0x31, &[2, 0, 0, 0]),
    ];
    let source = format!("' {SECRET}\r\nSub A()\r\nEnd Sub");
    let module = [&[9, 9][..], &compress(source.as_bytes())].concat();
    let file = compound(&[
        ("VBA/dir", compress(&directory.concat())),
        ("VBA/Module1", module),
        ("VBA/_VBA_PROJECT", vec![0; 40]),
        ("PROJECT", b"ID=1".to_vec()),
    ]);
    check(
        &file,
        "vbaProject.bin",
        expect![[r#"
        = vba
        [name] name | vbaProject.bin
        [script] Module1 {markup} | \' Muster 4711 geheim\r\nSub A()\r\nEnd Sub
        [script] project {markup} | ID=1
        whole
    "#]],
    );
}

#[test]
fn bytes_that_belong_to_nothing_are_looked_through() {
    let mut bytes = compound(&[("WordDocument", vec![7; 5_000])]);
    // After the last byte of the stream, in its last sector.
    let end = bytes.windows(8).rposition(|part| part == [7; 8]).unwrap() + 8;
    let secret = wide(SECRET);
    bytes[end..end + secret.len()].copy_from_slice(&secret);
    let free = [compound(&[("A", vec![7; 5_000])]), wide(SECRET), vec![0; 512]].concat();
    expect![[r#"
        end of a sector | other slack | slack
        free sector | other slack | slack
    "#]]
    .assert_eq(&planted("a.doc", &[("end of a sector", bytes), ("free sector", free)]));
}

#[test]
fn broken_files_end() {
    let mut doc = Doc::new(&format!("A {SECRET} \u{13} B \u{14} C \u{15}"));
    doc.said.push((1, 4, vec![0x3C, 0x08, 1]));
    doc.tables.push((71, strings(&["Mia", "C:\\a.doc"])));
    break_often(&doc.bytes(), "a.doc", 150);
    let sheet = [label(0, 0, 0, "A"), biff(0x7D, &[0; 12]), biff(0xBD, &[0; 20])].concat();
    let book = Xls { shared: shared_strings(&["One", "Two"]), sheets: vec![("One", 1, sheet)] };
    break_often(&book.bytes(), "a.xls", 150);
    let slide = record(15, 0, 0x3EE, &record(0, 0, 0xFA0, &wide("Text")));
    break_often(&ppt(&[slide.clone(), slide], 1), "a.ppt", 150);
    let mail = msg(&[("", 0x1000, "Text"), ("__attach_version1.0_#00000000", 0x3707, "a")]);
    break_often(&mail, "a.msg", 150);
}

#[test]
fn numbers_of_a_sheet_are_written_alike_in_its_copy() {
    let style = |format: u8| biff(0xE0, &[&[0, 0, format, 0][..], &[0; 16]].concat());
    let number = |row: u8, style: u8, value: f64| {
        biff(0x203, &[&[row, 0, 0, 0, style, 0][..], &value.to_le_bytes()].concat())
    };
    let format = biff(0x41E, &[&[164, 0][..], &long_string("#,##0.000")].concat());
    let header = biff(0x14, &long_string("&CHall 3"));
    let book = Xls {
        shared: [format, style(164), style(14)].concat(),
        sheets: vec![("Plan", 0, [header, number(0, 0, 7.5), number(1, 1, 39_627.0)].concat())],
    };
    let copy = crate::clean::testing::cleaned("a.xls", &book.bytes());
    let mut all = String::new();
    crate::streams(&copy.bytes, &crate::Limits::default(), &mut |stream| {
        all.push_str(&String::from_utf8_lossy(stream));
    });
    for kept in ["<v>7.5</v>", "<v>39627</v>", "\"#,##0.000\"", "numFmtId=\"14\"", "&amp;CHall 3"] {
        assert!(all.contains(kept), "`{kept}` is lost");
    }
}
