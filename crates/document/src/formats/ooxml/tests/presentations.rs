use super::*;

fn shape(properties: &str, text: &str) -> String {
    format!(
        "<p:sp><p:nvSpPr><p:cNvPr id=\"1\" name=\"Title 1\" {properties}/></p:nvSpPr><p:txBody>\
         <a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )
}

#[test]
fn slides_come_in_the_order_of_the_show() {
    let table = "<p:graphicFrame><a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>Name</a:t></a:r></a:p>\
        </a:txBody></a:tc><a:tc><a:txBody><a:p><a:r><a:t>Room</a:t></a:r></a:p></a:txBody></a:tc>\
        </a:tr></a:tbl></p:graphicFrame>";
    let outside = "<p:sp><p:spPr><a:xfrm><a:off x=\"99\" y=\"0\"/><a:ext cx=\"5\" cy=\"5\"/>\
        </a:xfrm></p:spPr><p:txBody><a:p><a:r><a:t>Beside</a:t></a:r></a:p></p:txBody></p:sp>";
    let first = format!(
        "<p:sld><p:cSld><p:spTree>{}{}<p:grpSp>{}</p:grpSp>{table}{outside}</p:spTree></p:cSld>\
         </p:sld>",
        shape("descr=\"The logo\"", "Plans<a:br/> for 2031"),
        shape("hidden=\"1\"", "Hidden shape"),
        shape("", "In a group"),
    );
    let second = format!("<p:sld show=\"0\">{}</p:sld>", shape("", "Left out"));
    let package = Package::new("a.pptx")
        .relationships("", &[("r1", "officeDocument", "ppt/presentation.xml")])
        .part(
            "ppt/presentation.xml",
            "presentationml.presentation.main",
            "<p:presentation><p:sldMasterIdLst/><p:sldIdLst><p:sldId id=\"256\" r:id=\"r7\"/>\
             <p:sldId id=\"257\" r:id=\"r2\"/></p:sldIdLst><p:sldSz cx=\"90\" cy=\"60\"/>\
             </p:presentation>",
        )
        .relationships(
            "ppt/presentation.xml",
            &[
                ("r2", "slide", "slides/slide1.xml"),
                ("r7", "slide", "slides/slide2.xml"),
                ("r8", "commentAuthors", "commentAuthors.xml"),
            ],
        )
        .part("ppt/slides/slide1.xml", "presentationml.slide", &second)
        .part("ppt/slides/slide2.xml", "presentationml.slide", &first)
        .part("ppt/slides/slide9.xml", "presentationml.slide", &shape("", "Orphan"))
        .relationships(
            "ppt/slides/slide2.xml",
            &[
                ("r1", "notesSlide", "../notesSlides/notesSlide1.xml"),
                ("r2", "comments", "../comments/comment1.xml"),
            ],
        )
        .member("ppt/notesSlides/notesSlide1.xml", shape("", "Say nothing of cost"))
        .member(
            "ppt/comments/comment1.xml",
            "<p:cmLst><p:cm authorId=\"0\"><p:text>Too long</p:text></p:cm></p:cmLst>",
        )
        .member(
            "ppt/commentAuthors.xml",
            "<p:cmAuthorLst><p:cmAuthor name=\"Mia Muster\" initials=\"MM\"/></p:cmAuthorLst>",
        )
        .part(
            "ppt/slideLayouts/slideLayout1.xml",
            "presentationml.slideLayout",
            &shape("", "Hint"),
        );
    package.check(expect![[r#"
        = pptx
        [name] name | a.pptx
        [slide] slide 1 | Plans\n for 2031\nHidden shape\nIn a group\nName\tRoom\nBeside
        [notes] notes of slide 1 {notes} | Say nothing of cost
        [comment] comment 1 on slide 1 {comment} | Too long
        [alternative] alternative text {markup} | The logo
        [slide] slide 2 {hidden-slide} | Left out
        [property] person {property} | Mia Muster
        [property] person {property} | MM
        [other] orphan slide9.xml {cache} | Orphan
        [other] layout slideLayout1.xml {cache} | Hint
        whole
    "#]]);
    package.check_runs(
        "slide 1",
        expect![[r#"
        shown - | Plans | Plans
        shown - |  for 2031 |  for 2031
        vanished - | Hidden shape | Hidden shape
        shown - | In a group | In a group
        shown - | Name | Name
        shown - | Room | Room
        outside - | Beside | Beside
    "#]],
    );
}
