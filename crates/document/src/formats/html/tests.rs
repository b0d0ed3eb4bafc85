use std::io::Cursor;

use expect_test::{Expect, expect};

use crate::formats::testing::dump;
use crate::{Collector, Hidden, Limits, Source};

fn check(page: &[u8], expected: Expect) {
    expected.assert_eq(&dump(page, "page.html"));
}

#[test]
fn text_shown_and_what_is_only_in_the_markup() {
    let page = br##"<!DOCTYPE html><html><head><title>Plan</title>
<meta name="author" content="Vera Muster"><style>p{color:red}</style></head>
<body><!-- ask Jan --><h1>Plan &amp; costs</h1><p>One   two
<b>three</b></p><p style="display: none">secret</p><p hidden>also <i>hidden</i></p>
<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>
<img src="map.png" alt="a map"><input type=hidden name=id value="4711">
<a href="http://intern.example/x" data-user="vmuster">here</a>
<script>var key = "<b>";</script></body></html>"##;
    check(
        page,
        expect![[r#"
        = html
        [name] name | page.html
        [property] title | Plan
        [property] author {property} | Vera Muster
        [body] text | Plan & costs\nOne two three\nsecret\nalso hidden\na\tb\nc\td\nhere
        [other] style 1 {markup} | p{color:red}
        [comment] comment 1 {markup} | ask Jan
        [alternative] alternative text 1 | a map
        [field] hidden field 1 {markup} | 4711
        [script] page script 1 {markup} | var key = \"<b>\";
        [link] links | map.png\nhttp://intern.example/x
        [other] attributes {markup} | name: id\ndata-user: vmuster
        whole
    "#]],
    );
}

#[test]
fn hidden_text_is_marked_in_its_place() {
    let page = b"<p>shown <b style='visibility:hidden'>not</b> shown<template>no</template>\
        <noscript>without</noscript><div hidden>gone<p>too</div>here";
    let mut sink = Collector::default();
    crate::read(&mut Cursor::new(page), "page.html", &Limits::default(), &mut sink);
    let body = sink.document.parts.iter().find(|read| read.part.label.as_ref() == "text").unwrap();
    let hidden = body.runs.iter().filter(|run| run.hidden == Some(Hidden::Markup));
    let hidden: Vec<&str> = hidden.map(|run| body.text.get(run.span.range()).unwrap()).collect();
    assert_eq!(hidden, ["not", "no", "without", "gone", "too"]);
}

#[test]
fn any_cut_and_any_changed_byte_ends() {
    let page = b"<meta charset=x><p title='&quot;a'>&amp;&notin;<!-- c --><script>s</script>\
        <![CDATA[x]]><textarea><a href='data:image/png;base64,iVBORw0KGgo='></textarea>";
    for at in 0..page.len() {
        let mut changed = *page;
        changed[at] ^= 0x81;
        dump(&changed, "page.html");
        dump(&page[..at], "page.html");
    }
}

#[test]
fn embedded_data_is_read_as_documents() {
    check(
        br#"<p><img src="data:text/plain;base64,SGVsbG8="><a href="data:,a%20b">x</a>
<iframe srcdoc="<p>inner</p>"></iframe>"#,
        expect![[r#"
            = html
            data 1.txt: = text
            data 2.txt: = text
            data 3.html: = html
            [name] name | page.html
            [body] text | x
            data 1.txt: [name] name | data 1.txt
            data 1.txt: [body] text | Hello
            data 2.txt: [name] name | data 2.txt
            data 2.txt: [body] text {attachment} | a b
            data 3.html: [name] name | data 3.html
            data 3.html: [body] text | inner
            whole
        "#]],
    );
}

#[test]
fn encodings_are_found() {
    check(
        b"<meta charset=iso-8859-1><p>Z\xfcrich",
        expect![[r#"
        = html
        [name] name | page.html
        [body] text | Zürich
        whole
    "#]],
    );
    check(
        b"<html><meta charset='gb2312'><p>\xb9\xab\xce\xf1\xd4\xb1",
        expect![[r#"
        = html
        [name] name | page.html
        [body] text | 公务员
        whole
    "#]],
    );
    check(
        b"\xff\xfe<\0p\0>\0a\0",
        expect![[r#"
        = html
        [name] name | page.html
        [body] text | a
        whole
    "#]],
    );
}

#[test]
fn text_is_located_in_the_file() {
    let page = "<p>a\r\n  b &lt; c</p><p title='ü d'>ü d</p>".as_bytes();
    let mut sink = Collector::default();
    crate::read(&mut Cursor::new(page), "page.html", &Limits::default(), &mut sink);
    let body = sink.document.parts.iter().find(|read| read.part.label.as_ref() == "text").unwrap();
    let mut places = Vec::new();
    for run in &body.runs {
        let Source::Bytes(map) = &run.source else { panic!("no place") };
        for word in body.text.get(run.span.range()).unwrap().split(' ').filter(|w| !w.is_empty()) {
            let start = word.as_ptr() as usize - body.text.as_ptr() as usize - run.span.start;
            let (from, to) = map.origin_span(crate::Span::new(start, start + word.len()));
            places.push((word, String::from_utf8_lossy(&page[from as usize..to as usize])));
        }
    }
    let expected = [("a", "a"), ("b", "b"), ("<", "&lt;"), ("c", "c"), ("ü", "ü"), ("d", "d")];
    assert!(places.iter().map(|(w, p)| (*w, p.as_ref())).eq(expected), "{places:?}");
}

#[test]
fn deep_and_endless_markup_ends() {
    let deep = "<div>".repeat(50_000) + "bottom";
    assert!(dump(deep.as_bytes(), "page.html").contains("bottom"));
    check(
        b"<p>a<script>never ended",
        expect![[r#"
        = html
        [name] name | page.html
        [body] text | a
        [script] page script 1 {markup} | never ended
        whole
    "#]],
    );
}

#[test]
fn style_sheets_hide_text_in_its_place() {
    let page = b"<style>.menu .off{display:none} p.tiny{font-size:0}</style><div class=menu>\
        <b class=off>one</b></div><b class=off>shown</b><p class='tiny x'>two</p>\
        <p style='position:absolute;left:-9999px'>three</p><p style='color:#fff'>four</p>\
        <div style='background:#000'><p style='color:#fff'>shown too</p></div>";
    let mut sink = Collector::default();
    crate::read(&mut Cursor::new(page), "page.html", &Limits::default(), &mut sink);
    let body = sink.document.parts.iter().find(|read| read.part.label.as_ref() == "text").unwrap();
    let hidden = body.runs.iter().filter(|run| run.hidden.is_some());
    let hidden: Vec<(&str, Hidden)> =
        hidden.map(|run| (body.text.get(run.span.range()).unwrap(), run.hidden.unwrap())).collect();
    let expected = [
        ("one", Hidden::Markup),
        ("two", Hidden::Tiny),
        ("three", Hidden::Outside),
        ("four", Hidden::Invisible),
    ];
    assert_eq!(hidden, expected);
}

#[test]
fn a_drawing_tells_what_it_draws_and_what_it_hides() {
    let drawing = br##"<?xml version="1.0"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x" [<!ENTITY host "intern.example">]>
<!-- made by V. Muster -->
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"
 inkscape:export-filename="C:\Users\vmuster\plan.png">
<title>Plan</title><metadata><cc:creator>Vera Muster</cc:creator></metadata>
<style>.off{display:none}</style>
<path d="M0 0 L10 10"/><text x="10" y="20">Hall 7 <![CDATA[& gate]]></text>
<text x="10" y="900">beside</text><g class="off"><text x="1" y="2">off</text></g>
<g transform="translate(0,-880)"><text x="10" y="900">moved</text></g>
<a xlink:href="http://intern.example/x"><text x="1" y="3" opacity="0">clear</text></a></svg>"##;
    let told = dump(drawing, "plan.svg");
    for line in [
        "= svg\n",
        "[comment] comment 1 {markup} | made by V. Muster\n",
        "[other] declarations {markup} | ",
        "inkscape:export-filename: C:",
        "[link] links | http://intern.example/x\n",
        "Hall 7 & gate",
    ] {
        assert!(told.contains(line), "{line}{told}");
    }
    assert!(!told.contains("L10 10"), "{told}");
    let mut sink = Collector::default();
    crate::read(&mut Cursor::new(drawing), "plan.svg", &Limits::default(), &mut sink);
    let body = sink.document.parts.iter().find(|read| read.part.label.as_ref() == "text").unwrap();
    let hidden = body.runs.iter().filter(|run| run.hidden.is_some());
    let hidden: Vec<&str> = hidden.map(|run| body.text.get(run.span.range()).unwrap()).collect();
    assert_eq!(hidden, ["Plan", "Vera Muster", "beside", "off", "clear"]);
}

#[test]
fn what_programs_put_into_forms_is_told_apart_from_what_people_do() {
    let page = "<form><input type=hidden name=q value=yes><input type=hidden name=t \
                value=9f86d081884c7d659a2feaa0c55ad015><input type=hidden name=staff value=4711>\
                <input type=hidden name=who value='Muster, hall 3'></form>";
    let told = dump(page.as_bytes(), "form.html");
    let fields: Vec<&str> = told.lines().filter(|line| line.starts_with("[field]")).collect();
    assert_eq!(
        fields,
        [
            "[field] form token 1 {markup} | yes",
            "[field] form token 2 {markup} | 9f86d081884c7d659a2feaa0c55ad015",
            "[field] hidden field 1 {markup} | 4711",
            "[field] hidden field 2 {markup} | Muster, hall 3",
        ]
    );
}

/// The texts of a page that are hidden.
fn hidden_texts(page: &str, name: &str) -> Vec<String> {
    let document = crate::clean::testing::parts(name, page.as_bytes());
    let body = document.parts.iter().find(|read| &*read.part.label == "text").unwrap();
    let hidden = body.runs.iter().filter(|run| run.hidden.is_some());
    hidden.map(|run| body.text.get(run.span.range()).unwrap().trim().to_owned()).collect()
}

#[test]
fn text_is_hidden_by_what_comes_after_it() {
    for (page, expected) in [
        ("<div><template shadowrootmode=open><p>seen</p></template>gone</div>seen", "gone"),
        ("<p id=h>gone</p><script>document.getElementById('h').remove()</script>", "gone"),
        (
            "<div><span style='position:absolute;top:0;left:0'>gone</span><div style='position:\
             absolute;top:0;left:0;width:300px;height:40px;background:#fff;z-index:3'></div></div>",
            "gone",
        ),
        ("<div style='height:1.2em;overflow:hidden'>seen<br><br><br><br>gone</div>seen", "gone"),
        ("<style>body:has(p) .q{display:none}</style><body><p>seen<i class=q>gone</i>", "gone"),
        ("<p style='opacity:calc(1 - 1)'>gone</p>", "gone"),
        ("<p style='background:linear-gradient(#123456,#123456);color:#123456'>gone</p>", "gone"),
    ] {
        assert_eq!(hidden_texts(page, "a.html"), [expected], "{page}");
    }
    for page in [
        "<div><template shadowrootmode=open><slot></slot></template>seen</div>",
        "<p id=h>seen</p><script>function f() { document.getElementById('h').remove() }</script>",
        "<div><span style='position:absolute;top:0;left:0'>seen</span><div style='position:absolute;\
         top:60px;left:0;width:300px;height:40px;background:#fff'></div></div>",
        "<div style='height:400px;overflow:hidden'>seen<br><br>seen</div>",
        "<p style='background:linear-gradient(#123456,#fff);color:#123456'>seen</p>",
    ] {
        assert_eq!(hidden_texts(page, "a.html"), [""; 0], "{page}");
    }
}

#[test]
fn drawings_take_text_away() {
    let drawing = |inside: &str| {
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 500 200\">{inside}</svg>")
    };
    let text = "<text x=\"20\" y=\"100\">gone</text>";
    let clip = "<clipPath id=\"c\"><rect x=\"400\" y=\"180\" width=\"5\" height=\"5\"/></clipPath>";
    for inside in [
        "<text x=\"9\" y=\"50\">gone<set attributeName=\"visibility\" to=\"hidden\" begin=\"0s\"/></text>"
            .to_owned(),
        format!("{clip}<g clip-path=\"url(#c)\">{text}</g>"),
    ] {
        assert_eq!(hidden_texts(&drawing(&inside), "a.svg"), ["gone"], "{inside}");
    }
    let wide = clip.replace("y=\"180\"", "y=\"0\"").replace("height=\"5\"", "height=\"190\"");
    let inside = format!("{wide}<g clip-path=\"url(#c)\">{text}</g>");
    assert_eq!(hidden_texts(&drawing(&inside), "a.svg"), [""; 0]);
}
