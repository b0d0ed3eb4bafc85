use crate::formats::epub::tests::book;
use crate::formats::testing::{SECRET, break_often, dump, planted};

const ENTRY: &str = "<ofd:OFD><ofd:DocBody><ofd:DocInfo><ofd:Author>Vera Muster</ofd:Author>\
    </ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>";
const DOCUMENT: &str = "<ofd:Document><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297\
    </ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID='1' \
    BaseLoc='Pages/Content.xml'/></ofd:Pages></ofd:Document>";
const BOX: &str = "<ofd:AbbreviatedData>S 0 0 L 60 0 L 60 12 L 0 12 C</ofd:AbbreviatedData>";

const WHITE: &str = "<ofd:FillColor Value='255 255 255'/>";

fn notice(page: &str) -> Vec<u8> {
    let page =
        format!("<ofd:Page><ofd:Content><ofd:Layer>{page}</ofd:Layer></ofd:Content></ofd:Page>");
    book(&[
        ("OFD.xml", ENTRY),
        ("Doc_0/Document.xml", DOCUMENT),
        ("Doc_0/Pages/Content.xml", &page),
    ])
}

fn text(inside: &str) -> String {
    format!(
        "<ofd:TextObject Boundary='10 10 60 10' Size='5'>{inside}<ofd:TextCode X='0' Y='6' \
         DeltaX='g 17 2.5'>{SECRET}</ofd:TextCode></ofd:TextObject>"
    )
}

fn shape(said: &str, inside: &str) -> String {
    format!(
        "<ofd:PathObject Boundary='9 9 60 12' Fill='true' {said}>{inside}{BOX}</ofd:PathObject>"
    )
}

/// How the words of a page are hidden, or that they are shown.
fn told(page: &str) -> String {
    planted("a.ofd", &[("", notice(page))])
}

#[test]
fn letters_are_told_with_how_they_are_hidden() {
    assert_eq!(told(&text("")), " | page shown | page 1\n");
    let cases = [
        (text("") + &shape("", ""), "covered"),
        (shape("", "") + &text(""), "covered"),
        (text(WHITE), "invisible"),
        (text("<ofd:FillColor Value='#FE #FE #FE'/>"), "invisible"),
        (text("<ofd:FillColor Value='0 0 0' Alpha='0'/>"), "invisible"),
        (text("").replace("<ofd:TextObject", "<ofd:TextObject Visible='false'"), "vanished"),
        (text("").replace("10 10 60", "310 10 60"), "outside"),
        (text("").replace("Size='5'", "Size='0.3'"), "tiny"),
    ];
    for (page, expected) in cases {
        assert_eq!(told(&page), format!(" | page {expected} | page 1\n"));
    }
}

#[test]
fn what_lets_see_letters_hides_none() {
    for page in [
        shape("", "<ofd:FillColor Value='255 255 0'/>") + &text(""),
        text("") + &shape("Visible='false'", ""),
        text("") + &shape("Alpha='80'", ""),
        text("") + &shape("", "<ofd:FillColor Value='0 0 0' Alpha='90'/>"),
        text("") + &shape("", "<ofd:Clips><ofd:Clip/></ofd:Clips>"),
        text("") + &shape("", "<ofd:FillColor><ofd:Pattern/></ofd:FillColor>"),
        text("") + &shape("", "").replace("Fill='true'", ""),
        shape("", "") + &text(WHITE),
        shape("", "<ofd:FillColor><ofd:AxialShd/></ofd:FillColor>") + &text(WHITE),
        shape("", "<ofd:FillColor><ofd:Pattern/></ofd:FillColor>") + &text(WHITE),
        "<ofd:ImageObject Boundary='9 9 60 12' ResourceID='4'/>".to_owned() + &text(WHITE),
    ] {
        assert_eq!(told(&page), told(&text("")), "{page}");
    }
}

#[test]
fn words_part_where_letters_stand_apart() {
    let letters = |code: &str| {
        format!("<ofd:TextObject Boundary='10 10 90 10' Size='5'>{code}</ofd:TextObject>")
    };
    let page =
        letters("<ofd:TextCode X='0' Y='6' DeltaX='2.5 2.5 2.5 20 2.5'>1380x9</ofd:TextCode>")
            + &letters("<ofd:TextCode X='0' Y='16' DeltaX='g 5 12'>138000</ofd:TextCode>")
            + &letters(
                "<ofd:TextCode X='0' Y='26'>12</ofd:TextCode><ofd:TextCode X='5'>34</ofd:TextCode>",
            );
    let told = dump(&notice(&page), "a.ofd");
    assert!(told.contains("1380 x9\\n138000\\n1234"), "{told}");
}

#[test]
fn broken_packages_end() {
    break_often(&notice(&(text("") + &shape("", ""))), "a.ofd", 400);
}
