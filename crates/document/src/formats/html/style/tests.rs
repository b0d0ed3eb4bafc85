use super::*;
use crate::Hidden;

fn look(sheet: &str, name: &str, class: &str, own: &str) -> Option<Hidden> {
    let sheet = Sheet::of_page(&format!("<style>{sheet}</style>"), &Linked::default());
    let body = Element { name: "body".into(), ..Element::default() };
    let classes = class.split_whitespace().map(str::to_owned).collect();
    let element = Element { name: name.into(), id: "it".into(), classes, ..Element::default() };
    let outer = Look::of_page(false).inside(&sheet.declared(&body, &[], ""));
    outer.inside(&sheet.declared(&element, &[&body], own)).hides()
}

#[test]
fn every_way_of_hiding_is_told() {
    let ways = [
        ("display:none", Hidden::Markup),
        ("visibility: hidden !important", Hidden::Markup),
        ("opacity: 0.01", Hidden::Invisible),
        ("font-size:0", Hidden::Tiny),
        ("font: bold 1px/1 serif", Hidden::Tiny),
        ("color:#fff", Hidden::Invisible),
        ("color: rgb(254, 255, 250)", Hidden::Invisible),
        ("color:transparent", Hidden::Invisible),
        ("color:rgba(0,0,0,0)", Hidden::Invisible),
        ("background:#123456;color:#123457", Hidden::Invisible),
        ("position:absolute;left:-9999px", Hidden::Outside),
        ("text-indent:-99em", Hidden::Outside),
        ("transform: translateX(-5000px)", Hidden::Outside),
        ("transform:scale(0)", Hidden::Tiny),
        ("position:absolute;clip:rect(0 0 0 0)", Hidden::Invisible),
        ("clip-path: inset(100%)", Hidden::Invisible),
        ("height:0;overflow:hidden", Hidden::Invisible),
        ("mso-hide:all", Hidden::Markup),
        ("line-height:0;overflow:hidden", Hidden::Invisible),
        ("line-height:1px;overflow:hidden", Hidden::Invisible),
        ("max-block-size:0;overflow:clip", Hidden::Invisible),
        ("filter:blur(3em)", Hidden::Invisible),
    ];
    for (style, expected) in ways {
        assert_eq!(look("", "p", "", style), Some(expected), "{style}");
        let sheet = format!("body .x {{ {style} }}");
        assert_eq!(look(&sheet, "p", "x y", ""), Some(expected), "{sheet}");
    }
}

#[test]
fn what_is_seen_is_not_called_hidden() {
    let seen = [
        ("", "color:black"),
        ("body{background:#000}", "color:white"),
        ("body{background:url(night.png)}", "color:white"),
        ("@media print{p{display:none}}", ""),
        ("@media (max-width:600px){p{display:none}} p{color:red}", ""),
        ("p:hover{display:none} p[data-x]{display:none}", ""),
        ("div p{display:none} .y{opacity:0} h1,#that{display:none}", ""),
        ("p{display:none} #it{display:block}", "opacity:1"),
        ("p{visibility:hidden} .x{visibility:visible}", ""),
        ("p{font-size:0} #it{font-size:12pt}", ""),
        ("/* p{display:none} */", "height:0"),
        ("", "left:-9999px"),
        ("", "line-height:1;overflow:hidden"),
        ("", "filter:blur(1px)"),
        ("", "color:"),
    ];
    for (sheet, style) in seen {
        let found = look(sheet, "p", "x", style);
        assert_eq!(found, None, "{sheet} {style}");
    }
}

#[test]
fn sheets_that_are_no_sheets_end() {
    for text in
        ["{", "}", "@media{{{", "a{b", "/*", "a{}}}}b{display:none}", "é.ü#ß{color:red}", "@"]
    {
        for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            look(text.get(..end).unwrap(), "p", "ü", text);
        }
    }
}
