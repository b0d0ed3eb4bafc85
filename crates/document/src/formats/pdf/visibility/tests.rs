//! Ways to cover text that are no rectangle, and ways to paint over it that hide nothing.

use super::super::tests::builder::{Sheet, stream};
use super::super::tests::{read, runs_of};

/// The runs of a page that says "open secret end", each with how it is hidden.
#[track_caller]
fn check(sheet: &Sheet<'_>, expected: &[(&str, Option<&str>)]) {
    let found = runs_of(&read(sheet));
    let found: Vec<_> = found.iter().map(|(text, hidden)| (text.as_str(), *hidden)).collect();
    assert_eq!(found, expected);
}

const HIDDEN: [(&str, Option<&str>); 3] =
    [("open", None), ("secret", Some("covered")), ("end", None)];
const SEEN: [(&str, Option<&str>); 3] = [("open", None), ("secret", None), ("end", None)];

const TEXT: &str = "BT /F1 10 Tf 10 50 Td (open) Tj 40 0 Td (secret) Tj 50 0 Td (end) Tj ET ";

/// Content after the text, with the resources that it needs.
#[track_caller]
fn over(content: &str, resources: &str, objects: &[Vec<u8>], expected: &[(&str, Option<&str>)]) {
    let content = format!("{TEXT}{content}");
    check(&Sheet { content: &content, resources, objects, ..Sheet::default() }, expected);
}

#[test]
fn opaque_shapes_of_any_kind_cover() {
    over("48 46 34 14 re f", "", &[], &HIDDEN);
    over("1 1 1 rg 48 46 34 14 re f", "", &[], &HIDDEN);
    over("48 46 m 82 46 l 82 60 l 48 60 l f", "", &[], &HIDDEN);
    over("14 w 48 53 m 82 53 l S", "", &[], &HIDDEN);
    over("14 w [3 0] 0 d 48 53 m 82 53 l S", "", &[], &HIDDEN);
    over("38 53 m 38 80 92 80 92 53 c 92 26 38 26 38 53 c f", "", &[], &HIDDEN);
    over("48 46 17 14 re 65 46 17 14 re f", "", &[], &HIDDEN);
    over("q 48 46 34 14 re W n 0 0 200 100 re f Q", "", &[], &HIDDEN);
    let dingbats = b"<</Type/Font/Subtype/Type1/BaseFont/ZapfDingbats>>".to_vec();
    let content = format!("{TEXT} BT /F2 60 Tf 44 40 Td (n) Tj ET");
    let sheet = Sheet { content: &content, fonts: "/F2 6 0 R", ..Sheet::default() };
    let with_square = [HIDDEN.as_slice(), &[("■", None)]].concat();
    check(&Sheet { objects: &[dingbats], ..sheet }, &with_square);
}

#[test]
fn what_lets_text_through_does_not_cover() {
    over("48 52 34 1 re f", "", &[], &SEEN);
    over("48 46 34 14 re S", "", &[], &SEEN);
    over("q 0 0 20 20 re W n 48 46 34 14 re f Q", "", &[], &SEEN);
    let states = "/ExtGState<</A<</ca .4>>/M<</BM/Multiply>>/Z<</ca 0>>>>";
    over("/A gs 48 46 34 14 re f", states, &[], &SEEN);
    over("/M gs 1 1 0 rg 48 46 34 14 re f", states, &[], &SEEN);
    over("/Z gs 48 46 34 14 re f", states, &[], &SEEN);
}

#[test]
fn pictures_patterns_shadings_and_forms_cover() {
    let picture = "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray\
                   /BitsPerComponent 8";
    let place = "q 34 0 0 14 48 46 cm /P Do Q";
    let resources = "/XObject<</P 6 0 R>>";
    over(place, resources, &[stream(picture, b"\x7F")], &HIDDEN);
    let masked = format!("{picture}/SMask 7 0 R");
    over(place, resources, &[stream(&masked, b"\x00"), stream(picture, b"\x00")], &SEEN);
    over(place, resources, &[stream(&masked, b"\x00"), stream(picture, b"\xFF")], &HIDDEN);
    over("q 34 0 0 14 48 46 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x7F EI Q", "", &[], &HIDDEN);
    let pattern = "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 4 4]/XStep 4\
                   /YStep 4/Resources<<>>";
    let fill = "/Pattern cs /T scn 48 46 34 14 re f";
    let resources = "/Pattern<</T 6 0 R>>";
    over(fill, resources, &[stream(pattern, b"1 0 0 rg 0 0 4 4 re f")], &HIDDEN);
    over(fill, resources, &[stream(pattern, b"1 0 0 rg 0 0 1 4 re f")], &SEEN);
    let shading = "/Shading<</S<</ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 200 0]\
                   /Extend[true true]/Function<</FunctionType 2/N 1/Domain[0 1]/C0[0]/C1[1]>>>>>>";
    over("q 48 46 34 14 re W n /S sh Q", shading, &[], &HIDDEN);
    let form = "/Type/XObject/Subtype/Form/BBox[0 0 34 14]/Matrix[1 0 0 1 48 46]";
    over("/P Do", "/XObject<</P 6 0 R>>", &[stream(form, b"0 0 99 99 re f")], &HIDDEN);
}

#[test]
fn soft_masks_hide_and_show() {
    let mask = |grey: &str| {
        stream(
            "/Type/XObject/Subtype/Form/BBox[0 0 200 100]/Group<</S/Transparency/CS/DeviceGray>>",
            format!("{grey} g 0 0 200 100 re f").as_bytes(),
        )
    };
    let states = "/ExtGState<</M<</SMask<</S/Luminosity/G 6 0 R>>>>>>";
    over("/M gs 48 46 34 14 re f", states, &[mask("1")], &HIDDEN);
    over("/M gs 48 46 34 14 re f", states, &[mask("0")], &SEEN);
    let content = "BT /F1 10 Tf 10 50 Td (open) Tj /M gs 40 0 Td (secret) Tj ET";
    let objects = &[mask("0")];
    check(
        &Sheet { content, resources: states, objects, ..Sheet::default() },
        &[("open", None), ("secret", Some("invisible"))],
    );
}

#[test]
fn text_in_the_colour_of_what_is_beneath_is_invisible() {
    let text = |before: &str| format!("{before} BT /F1 10 Tf 10 50 Td (secret) Tj ET");
    let hidden = |content: &str, expected: Option<&str>| {
        check(&Sheet { content: &text(content), ..Sheet::default() }, &[("secret", expected)]);
    };
    hidden("1 g", Some("invisible"));
    hidden(".98 g", Some("invisible"));
    hidden(".8 g", None);
    hidden("0 0 0 1 k 0 40 100 30 re f 0 0 0 1 k", Some("covered"));
    hidden("0 g 0 40 100 30 re f 1 g", None);
    hidden("0 20 20 20 re W n", Some("outside"));
}

#[test]
fn shadows_and_letters_painted_twice_hide_nothing() {
    let content =
        "BT .6 g /F1 20 Tf 10.8 49.2 Td (open) Tj ET BT 0 g /F1 20 Tf 10 50 Td (open) Tj ET";
    check(&Sheet { content, ..Sheet::default() }, &[("open", None)]);
    let content = "1 g BT /F1 10 Tf 10 50 Td (open) Tj ET 0 g BT /F1 10 Tf 10 50 Td (open) Tj ET";
    check(&Sheet { content, ..Sheet::default() }, &[("open", None)]);
}

#[test]
fn a_scan_over_recognised_text_is_a_text_layer() {
    let picture = "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray\
                   /BitsPerComponent 8";
    over(
        "q 200 0 0 100 0 0 cm /P Do Q",
        "/XObject<</P 6 0 R>>",
        &[stream(picture, b"\xFF")],
        &[
            ("open", Some("text-layer")),
            ("secret", Some("text-layer")),
            ("end", Some("text-layer")),
        ],
    );
}

#[test]
fn a_font_that_is_not_there_is_covered_by_its_box() {
    let font = [
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong/Encoding/GBK-EUC-H/DescendantFonts[7 0 R]>>"
            .to_vec(),
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong/DW 1000\
          /CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>"
            .to_vec(),
    ];
    let text = "BT /F2 10 Tf 10 50 Td <B8DBBFDA> Tj ET";
    let covered = format!("{text} 8 46 24 14 re f");
    let sheet = Sheet { content: text, fonts: "/F2 6 0 R", objects: &font, ..Sheet::default() };
    check(&Sheet { content: &covered, ..sheet }, &[("港口", Some("covered"))]);
    let underlined = format!("{text} 8 48 24 1 re f");
    check(&Sheet { content: &underlined, ..sheet }, &[("港口", None)]);
}
