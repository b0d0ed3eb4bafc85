use std::io::{Cursor, Read, Seek, SeekFrom};

use expect_test::{Expect, expect};

use crate::formats::testing::{dump, dump_with};
use crate::{Collector, Limits, Part, Problem, Sink, Span, Window};

fn check(bytes: &[u8], expected: Expect) {
    expected.assert_eq(&dump(bytes, "notes.txt"));
}

/// Checks that `text` is read back from its bytes in `encoding`.
fn check_encoding(label: &str, text: &str) {
    let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
    let (bytes, _, broken) = encoding.encode(text);
    assert!(!broken, "{label} cannot write the sample");
    let document = collect(&bytes);
    assert_eq!(document.parts.last().unwrap().text, text, "{label}");
    assert_round_trip(&bytes, &document, |raw| encoding.decode(raw).0.into_owned());
}

fn collect(bytes: &[u8]) -> crate::Document {
    let mut sink = Collector::default();
    crate::read(&mut Cursor::new(bytes), "notes.txt", &Limits::default(), &mut sink);
    sink.document
}

/// Checks that each character of the last part maps to the bytes that it was made from.
fn assert_round_trip(bytes: &[u8], document: &crate::Document, decode: impl Fn(&[u8]) -> String) {
    let read = document.parts.last().unwrap();
    let crate::Source::Bytes(map) = &read.runs[0].source else { panic!("no bytes") };
    for (at, char) in read.text.char_indices() {
        let (start, end) = map.origin_span(Span::new(at, at + char.len_utf8()));
        let raw = &bytes[start as usize..end as usize];
        assert_eq!(decode(raw), char.to_string(), "at {at}");
    }
}

#[test]
fn an_empty_file_is_read_whole() {
    check(
        b"",
        expect![[r#"
        = text
        [name] name | notes.txt
        [body] text | 
        whole
    "#]],
    );
}

#[test]
fn utf8_is_read_as_it_is() {
    check(
        "Plan für März\n会议纪要\n".as_bytes(),
        expect![[r#"
        = text
        [name] name | notes.txt
        [body] text | Plan für März\n会议纪要\n
        whole
    "#]],
    );
}

#[test]
fn marks_are_left_out() {
    check(
        b"\xEF\xBB\xBFminutes",
        expect![[r#"
        = text
        [name] name | notes.txt
        [body] text | minutes
        whole
    "#]],
    );
    check(
        b"\xFF\xFEm\0\x2D\x4E\n\0",
        expect![[r#"
        = text
        [name] name | notes.txt
        [body] text | m中\n
        whole
    "#]],
    );
    check(
        b"\xFE\xFF\0m\x4E\x2D\0\n",
        expect![[r#"
        = text
        [name] name | notes.txt
        [body] text | m中\n
        whole
    "#]],
    );
    check(
        b"\0\0\xFE\xFF\0\0\x4E\x2D\0\x01\xF6\0",
        expect![[r#"
        = text
        [name] name | notes.txt
        [body] text | 中😀
        whole
    "#]],
    );
}

#[test]
fn a_broken_byte_does_not_hide_the_rest() {
    check(
        b"before \xFF after \xE5\xAF\x86\n",
        expect![[r#"
            = text
            [name] name | notes.txt
            [body] text | before � after 密\n
            ! encoding-doubtful
            whole
        "#]],
    );
    check(
        "会议".repeat(20).as_bytes().split_last().unwrap().1,
        expect![[r#"
        = text
        [name] name | notes.txt
        [body] text | 会议会议会议会议会议会议会议会议会议会议会议会议会议会议会议会议会议会议会议会�
        ! encoding-doubtful
        whole
    "#]],
    );
}

#[test]
fn a_stray_letter_of_latin_1_is_read() {
    let text = format!("{}\nM\u{1}ller\n", "会议纪要".repeat(20));
    let bytes: Vec<u8> = text.bytes().map(|byte| if byte == 1 { 0xFC } else { byte }).collect();
    let document = collect(&bytes);
    assert!(document.parts.last().unwrap().text.ends_with("\nMüller\n"));
}

#[test]
fn a_line_in_another_encoding_is_read() {
    let (line, _, _) = encoding_rs::GB18030.encode("姓名：王小明");
    let bytes = [CHINESE.as_bytes(), b"\n", &line, b"\n", CHINESE.as_bytes()].concat();
    let document = collect(&bytes);
    let expected = format!("{CHINESE}\n姓名：王小明\n{CHINESE}");
    assert_eq!(document.parts.last().unwrap().text, expected);
    assert_eq!(document.problems[0].code, crate::ProblemCode::EncodingDoubtful);
}

#[test]
fn what_is_no_text_is_not_read() {
    check(
        &[0; 100],
        expect![[r#"
        = unknown
        [name] name | notes.txt
        ! unknown-format
        refused
    "#]],
    );
    check(
        &noise(4096),
        expect![[r#"
        = unknown
        [name] name | notes.txt
        ! unknown-format
        refused
    "#]],
    );
    check(
        &noise(300),
        expect![[r#"
        = unknown
        [name] name | notes.txt
        ! unknown-format
        refused
    "#]],
    );
}

/// Bytes without any order.
fn noise(len: usize) -> Vec<u8> {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    (0..len).map(|_| next()).collect()
}

#[test]
fn control_characters_of_logs_are_text() {
    check(
        b"\x1B[31merror\x1B[0m\x0C\nend\x1A",
        expect![[r#"
        = text
        [name] name | notes.txt
        [body] text | \u{1b}[31merror\u{1b}[0m\u{c}\nend\u{1a}
        whole
    "#]],
    );
}

const CHINESE: &str =
    "本次会议讨论了下一年度的预算安排，由王小明负责起草方案，并于三月底之前提交。";

#[test]
fn older_encodings_are_read_with_their_way_back() {
    let traditional =
        "本次會議討論了下一年度的預算安排，由王小明負責起草方案，並於三月底之前提交。";
    let japanese =
        "次の会議では来年度の予算について話し合います。資料は三月末までに提出してください。";
    let korean = "다음 회의에서는 내년도 예산안을 논의합니다. 자료는 삼월 말까지 제출해 주세요.";
    let russian = "На следующем заседании обсуждается бюджет. Материалы прислать до конца марта.";
    let german =
        "Die nächste Sitzung berät über den Haushalt für übernächstes Jahr. Grüße aus Köln.";
    check_encoding("gb18030", CHINESE);
    check_encoding("gb18030", "预算 plan: 12 项, 𠀀 稀有字符也要能读出来, 还有一些普通的文字。\n");
    check_encoding("big5", traditional);
    check_encoding("shift_jis", japanese);
    check_encoding("euc-jp", japanese);
    check_encoding("euc-kr", korean);
    check_encoding("windows-1251", russian);
    check_encoding("koi8-r", russian);
    check_encoding("windows-1252", german);
}

#[test]
fn short_texts_in_gb18030_are_read() {
    for text in ["机密", "姓名：王小明", "name,姓名\n1,李雷\n", "绝密★启用前"] {
        check_encoding("gb18030", text);
    }
}

#[test]
fn iso_2022_jp_is_read() {
    let (bytes, _, _) = encoding_rs::ISO_2022_JP.encode("件名: 会議の資料\n次回は三月です。\n");
    check(
        &bytes,
        expect![[r#"
        = text
        [name] name | notes.txt
        [body] text | 件名: 会議の資料\n次回は三月です。\n
        whole
    "#]],
    );
}

#[test]
fn utf16_without_a_mark_is_read() {
    let bytes: Vec<u8> = format!("name\t姓名\r\n1\t{CHINESE}\r\n")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let document = collect(&bytes);
    assert!(document.parts.last().unwrap().text.contains(CHINESE));
    assert_round_trip(&bytes, &document, |raw| encoding_rs::UTF_16LE.decode(raw).0.into_owned());
}

#[test]
fn the_first_letter_that_is_not_ascii_may_come_late() {
    let ascii = "line of a log that goes on\n".repeat(100_000);
    let (tail, _, _) = encoding_rs::GB18030.encode(CHINESE);
    let bytes = [ascii.as_bytes(), &tail].concat();
    let document = collect(&bytes);
    assert!(document.parts.last().unwrap().text.ends_with(CHINESE));
    let bytes = [ascii.as_bytes(), CHINESE.as_bytes()].concat();
    assert!(collect(&bytes).parts.last().unwrap().text.ends_with(CHINESE));
}

#[test]
fn a_declared_encoding_is_believed() {
    let text = "# -*- coding: koi8-r -*-\n# да\n";
    let (bytes, _, _) = encoding_rs::KOI8_R.encode(text);
    assert_eq!(collect(&bytes).parts.last().unwrap().text, text);
}

/// Checks every window: it fits what came before, and lines, columns and bytes are right.
struct Checker<'a> {
    text: &'a str,
    owned_to: u64,
    windows: usize,
    body: bool,
}

impl Sink for Checker<'_> {
    fn open(&mut self, _head: &crate::DocumentHead) {}
    fn part(&mut self, part: &Part) {
        self.body = part.has_lines;
    }
    fn window(&mut self, part: &Part, window: &Window<'_>) {
        if !self.body {
            return;
        }
        self.windows += 1;
        let start = window.start.offset as usize;
        assert!(self.text.get(start..).unwrap().starts_with(window.text));
        assert_eq!(self.owned_to, window.start.offset + window.owned.start as u64);
        self.owned_to = window.start.offset + window.owned.end as u64;
        let before = self.text.get(..start).unwrap();
        assert_eq!(window.start.line, before.matches('\n').count() as u64 + 1);
        let line = before.rsplit('\n').next().unwrap();
        assert_eq!(window.start.column, line.chars().count() as u64 + 1);
        let found = window.text.find('要').unwrap_or(0);
        let location = window.locate(part, Span::new(found, found + 1));
        assert_eq!(location.start, (start + found) as u64);
    }
    fn problem(&mut self, problem: Problem) {
        panic!("{problem:?}");
    }
    fn close(&mut self, _coverage: crate::Coverage) {}
}

#[test]
fn windows_follow_each_other_without_gaps() {
    let text = "第一行 first\n第二行纪要\n\nlast line without end ".repeat(50);
    let limits =
        Limits { window_bytes: 100, overlap_bytes: 30, before_bytes: 10, ..Limits::default() };
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let (gb18030, _, _) = encoding_rs::GB18030.encode(&text);
    for bytes in [text.as_bytes(), &utf16, &gb18030] {
        let mut sink = Checker { text: &text, owned_to: 0, windows: 0, body: false };
        crate::read(&mut Cursor::new(bytes), "notes.txt", &limits, &mut sink);
        assert_eq!(sink.owned_to, text.len() as u64);
        assert!(sink.windows > 20);
    }
}

#[test]
fn broken_bytes_keep_offsets_right_across_windows() {
    let mut bytes = Vec::new();
    for index in 0..20_000 {
        bytes.extend_from_slice(format!("第{index}行 of many more lines\n").as_bytes());
        if index % 10 == 5 {
            bytes.extend_from_slice(b"\xF0\x9F\x98 cut\n");
        }
    }
    struct Offsets<'a>(&'a [u8]);
    impl Sink for Offsets<'_> {
        fn open(&mut self, _head: &crate::DocumentHead) {}
        fn part(&mut self, _part: &Part) {}
        fn window(&mut self, part: &Part, window: &Window<'_>) {
            for (at, found) in window.text.match_indices("行 of") {
                let span = Span::new(at, at + found.len());
                let (start, end) = window.locate(part, span).source.unwrap();
                assert_eq!(&self.0[start as usize..end as usize], found.as_bytes());
            }
        }
        fn problem(&mut self, _problem: Problem) {}
        fn close(&mut self, _coverage: crate::Coverage) {}
    }
    let limits =
        Limits { window_bytes: 4_096, overlap_bytes: 64, before_bytes: 16, ..Limits::default() };
    crate::read(&mut Cursor::new(&bytes), "notes.txt", &limits, &mut Offsets(&bytes));
}

#[test]
fn text_that_turns_into_other_bytes_is_told() {
    let mut bytes = "plain text at first 会议\n".repeat(4000).into_bytes();
    bytes.extend_from_slice(&noise(10_000));
    let problems = collect(&bytes).problems;
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].code, crate::ProblemCode::EncodingBroken);
}

#[test]
fn small_windows_give_the_same_text() {
    let limits = Limits { window_bytes: 7, overlap_bytes: 3, before_bytes: 2, ..Limits::default() };
    expect![[r#"
        = text
        [name] name | notes.txt
        [body] text | a密b\n第二 line
        whole
    "#]]
    .assert_eq(&dump_with("a密b\n第二 line".as_bytes(), "notes.txt", &limits));
}

/// An input that fails after some bytes.
struct Failing(Cursor<Vec<u8>>);

impl Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(std::io::Error::other("disk")),
            count => Ok(count),
        }
    }
}

impl Seek for Failing {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.0.seek(to)
    }
}

#[test]
fn a_failing_disk_is_told() {
    let mut sink = Collector::default();
    let mut input = Failing(Cursor::new(b"some text".to_vec()));
    crate::read(&mut input, "notes.txt", &Limits::default(), &mut sink);
    assert_eq!(sink.document.problems[0].code, crate::ProblemCode::Unreadable);
    assert_eq!(sink.document.parts.last().unwrap().text, "some text");
}

#[test]
fn cards_and_calendars_are_put_together() {
    expect![[r#"
        = card
        attach: = text
        [name] name | talk.ics
        [body] text | BEGIN:VCALENDAR\r\nSUMMARY:Talk\r\nATTENDEE;CN=\"Bo 4711\r\n 0815\":mailto:b@werk.example\r\nATTACH;ENCODING=BASE64;VALUE=BINARY:bm90\r\n ZXM=\r\nEND:VCALENDAR\r\n
        attach: [name] name | attach
        attach: [body] text | notes
        [other] joined lines | ATTENDEE;CN=\"Bo 47110815\":mailto:b@werk.example\n
        whole
    "#]].assert_eq(&dump(
        b"BEGIN:VCALENDAR\r\nSUMMARY:Talk\r\nATTENDEE;CN=\"Bo 4711\r\n 0815\":mailto:b@werk.example\r\n\
          ATTACH;ENCODING=BASE64;VALUE=BINARY:bm90\r\n ZXM=\r\nEND:VCALENDAR\r\n",
        "talk.ics",
    ));
    expect![[r#"
        = card
        photo: = text
        [name] name | bo.vcf
        [body] text | begin:vcard\r\nNOTE;QUOTED-PRINTABLE:=34=37=\r\n=31=31 end\r\nPHOTO;ENCODING=b;TYPE=X:bm90\r\n ZXM=\r\nend:vcard\r\n
        photo: [name] name | photo
        photo: [body] text | notes
        [other] joined lines | NOTE;QUOTED-PRINTABLE:4711 end\n
        whole
    "#]].assert_eq(&dump(
        b"begin:vcard\r\nNOTE;QUOTED-PRINTABLE:=34=37=\r\n=31=31 end\r\nPHOTO;ENCODING=b;TYPE=X:bm90\r\n\
          \x20ZXM=\r\nend:vcard\r\n",
        "bo.vcf",
    ));
}
