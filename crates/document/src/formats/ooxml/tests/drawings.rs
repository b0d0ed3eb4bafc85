use super::*;

/// A drawing with a page of that sheet and those shapes.
fn vsdx(sheet: &str, shapes: &str) -> Package {
    let document = "<VisioDocument><DocumentSheet><Section N=\"User\"><Row N=\"Case\"><Cell \
        N=\"Value\" V=\"17/24\" U=\"STR\"/></Row></Section></DocumentSheet></VisioDocument>";
    let pages = format!(
        "<Pages><Page ID=\"0\" Name=\"Floor 2\"><PageSheet><Cell N=\"PageWidth\" V=\"8\"/>\
         <Cell N=\"PageHeight\" V=\"11\"/>{sheet}</PageSheet><Rel r:id=\"r1\"/></Page></Pages>"
    );
    let masters = "<Masters><Master ID=\"2\" Name=\"Desk\" Prompt=\"Drag it\"><Icon>AAAA</Icon>\
        <Rel r:id=\"r1\"/></Master><Master ID=\"3\" Name=\"Vault\"><Rel r:id=\"r2\"/></Master>\
        </Masters>";
    let master = |text| {
        format!(
            "<MasterContents><Shapes><Shape ID=\"5\"><Text>{text}</Text></Shape></Shapes></MasterContents>"
        )
    };
    let mut package = Package::new("a.vsdx")
        .relationships("", &[("r1", "document", "visio/document.xml")])
        .member("visio/document.xml", document)
        .relationships(
            "visio/document.xml",
            &[
                ("r1", "pages", "pages/pages.xml"),
                ("r2", "masters", "masters/masters.xml"),
                ("r3", "comments", "comments.xml"),
            ],
        )
        .member("visio/pages/pages.xml", pages)
        .relationships("visio/pages/pages.xml", &[("r1", "page", "page1.xml")])
        .member(
            "visio/pages/page1.xml",
            format!("<PageContents><Shapes>{shapes}</Shapes></PageContents>"),
        )
        .member("visio/masters/masters.xml", masters)
        .relationships(
            "visio/masters/masters.xml",
            &[("r1", "master", "master1.xml"), ("r2", "master", "master2.xml")],
        )
        .member("visio/masters/master1.xml", master("A desk"))
        .member("visio/masters/master2.xml", master("Old plan"))
        .member(
            "visio/comments.xml",
            "<Comments><AuthorList><AuthorEntry ID=\"1\" Name=\"Mia Muster\" Initials=\"MM\"/>\
             </AuthorList><CommentList><CommentEntry PageID=\"0\" AuthorID=\"1\">Ask Legal\
             </CommentEntry></CommentList></Comments>",
        );
    let kind = "application/vnd.ms-visio.drawing.main+xml";
    package.overrides =
        format!("<Override PartName=\"/visio/document.xml\" ContentType=\"{kind}\"/>");
    package
}

#[test]
fn a_drawing_is_read_page_by_page() {
    let shapes = "<Shape ID=\"1\" Master=\"2\" Name=\"Desk.7\"><Cell N=\"PinX\" V=\"2\"/><Cell \
        N=\"PinY\" V=\"3\"/><Section N=\"Property\"><Row N=\"Owner\"><Cell N=\"Value\" \
        V=\"K. Beispiel\" U=\"STR\"/><Cell N=\"Label\" V=\"Sits here\"/></Row></Section><Text>\
        <cp IX=\"0\"/>Desk of <fld IX=\"0\">K. B.</fld>\n</Text></Shape>";
    vsdx("", shapes).check(expect![[r#"
        = vsdx
        [name] name | a.vsdx
        [name] name of a page | Floor 2
        [body] page 1 | Desk of K. B.\n
        [property] data of shapes {property} | Desk.7\nSits here\tK. Beispiel
        [property] data of masters {property} | Desk\nDrag it\nVault
        [other] master Desk | A desk
        [other] master Vault {cache} | Old plan
        [comment] comment 1 {comment} | Ask Legal
        [property] comment author {property} | Mia Muster
        [property] comment author {property} | MM
        [property] data of the drawing {property} | 17/24
        whole
    "#]]);
}

#[test]
fn what_a_drawing_hides_is_told_in_its_place() {
    let layers = "<Section N=\"Layer\"><Row IX=\"0\"><Cell N=\"Name\" V=\"Guards\"/><Cell \
        N=\"Visible\" V=\"0\"/></Row><Row IX=\"1\"><Cell N=\"Name\" V=\"Walls\"/><Cell \
        N=\"Visible\" V=\"1\"/></Row></Section>";
    let shape = |cells: &str, text: &str| {
        format!("<Shape><Cell N=\"PinX\" V=\"2\"/>{cells}<Text>{text}</Text></Shape>")
    };
    let group = format!(
        "<Shape Type=\"Group\"><Cell N=\"LayerMember\" V=\"0\"/><Text>Group</Text><Shapes>{}\
         </Shapes></Shape>",
        shape("", "inside of it")
    );
    let shapes = [
        shape("", "seen"),
        shape("<Cell N=\"LayerMember\" V=\"0\"/>", "switched off"),
        shape("<Cell N=\"LayerMember\" V=\"0;1\"/>", "on a wall"),
        shape("<Cell N=\"HideText\" V=\"1\"/>", "not written"),
        shape("<Cell N=\"PinY\" V=\"14\"/><Cell N=\"Height\" V=\"1\"/>", "above the page"),
        shape("<Cell N=\"PinY\" V=\"11.3\"/><Cell N=\"Height\" V=\"1\"/>", "at its edge"),
        shape("<Cell N=\"User\" V=\"0\" F=\"IF(0,&quot;wing B&quot;,0)\"/>", "a formula"),
        group,
    ];
    let drawing = vsdx(layers, &shapes.concat());
    drawing.check_runs(
        "page 1",
        expect![[r#"
        shown - | seen | seen
        layer - | switched off | switched off
        shown - | on a wall | on a wall
        vanished - | not written | not written
        outside - | above the page | above the page
        shown - | at its edge | at its edge
        shown - | a formula | a formula
        layer - | inside of it | inside of it
        layer - | Group | Group
    "#]],
    );
    drawing.check_runs(
        "data of shapes",
        expect![[r#"
        shown - | IF(0,"wing B",0) | IF(0,&quot;wing B&quot;,0)
    "#]],
    );
}
