use std::io::Cursor;

use crate::{Collector, Limits, Source, Span};

/// Checks the text of a file, and that `word` in it maps to `raw`.
fn check(content: &str, name: &str, text: &str, word: &str, raw: &str) {
    let mut sink = Collector::default();
    crate::read(&mut Cursor::new(content), name, &Limits::default(), &mut sink);
    let read = sink.document.parts.last().unwrap();
    assert_eq!(read.text, text, "{name}");
    let Source::Bytes(map) = &read.runs[0].source else { panic!("no bytes") };
    let at = read.text.find(word).unwrap();
    let (start, end) = map.origin_span(Span::new(at, at + word.len()));
    assert_eq!(content.get(start as usize..end as usize), Some(raw), "{name}");
}

#[test]
fn escapes_of_json_are_read() {
    check(
        r#"{"级别": "\u673a\u5bc6", "id": 1}"#,
        "a.json",
        r#"{"级别": "机密", "id": 1}"#,
        "机密",
        r"\u673a\u5bc6",
    );
    check(
        r#"["\ud83d\ude00 a\nb \"c\" \\u0041 http:\/\/h", "d"]"#,
        "a.json",
        r#"["😀 a b \"c\" \\u0041 http://h", "d"]"#,
        "http://h",
        r"http:\/\/h",
    );
    check(
        r#"["\u0022 \ud83d x \u00", "d"]"#,
        "a.json",
        r#"["\u0022 \ud83d x \u00", "d"]"#,
        "d",
        "d",
    );
}

#[test]
fn references_of_xml_are_read() {
    check(
        "<note b=\"&#26426;&#x5BC6;\">R&amp;D &lt;x&gt; &#60; &nosuch; &</note>",
        "a.xml",
        "<note b=\"机密\">R&D &lt;x&gt; &#60; &nosuch; &</note>",
        "密",
        "&#x5BC6;",
    );
}

#[test]
fn property_files_of_java_are_read() {
    check("name=\\u738b\nid=1\n", "a.properties", "name=王\nid=1\n", "id", "id");
    check("path=C:\\\\unit\n", "a.properties", "path=C:\\\\unit\n", "unit", "unit");
}

#[test]
fn escapes_across_windows_are_whole() {
    let content = format!("[{}0]", r#""\u4e2d\ud83d\ude00","#.repeat(30_000));
    let limits =
        Limits { window_bytes: 5_000, overlap_bytes: 16, before_bytes: 8, ..Limits::default() };
    let mut sink = Collector::default();
    crate::read(&mut Cursor::new(&content), "a.json", &limits, &mut sink);
    let text = &sink.document.parts.last().unwrap().text;
    assert_eq!(*text, format!("[{}0]", "\"中😀\",".repeat(30_000)));
}

#[test]
fn escapes_in_older_encodings_are_read() {
    let content = "<?xml version=\"1.0\" encoding=\"gbk\"?><a>会议&#32426;&#35201;资料</a>";
    let (bytes, _, _) = encoding_rs::GBK.encode(content);
    let mut sink = Collector::default();
    crate::read(&mut Cursor::new(&bytes[..]), "a.xml", &Limits::default(), &mut sink);
    let read = sink.document.parts.last().unwrap();
    assert!(read.text.ends_with("<a>会议纪要资料</a>"), "{}", read.text);
    let Source::Bytes(map) = &read.runs[0].source else { panic!("no bytes") };
    let at = read.text.find("资料").unwrap();
    let (start, end) = map.origin_span(Span::new(at, at + 6));
    assert_eq!(encoding_rs::GBK.decode(&bytes[start as usize..end as usize]).0, "资料");
}
