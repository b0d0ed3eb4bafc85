use super::super::super::testing::break_often;
use super::*;

/// A document of XPS with a page of that content.
fn xps(content: &str) -> Package {
    let page = format!("<FixedPage Width=\"800\" Height=\"1000\">{content}</FixedPage>");
    Package::new("a.xps")
        .relationships("", &[("r1", "fixedrepresentation", "FixedDocSeq.fdseq")])
        .member(
            "FixedDocSeq.fdseq",
            "<FixedDocumentSequence><DocumentReference Source=\"/Documents/1/Fixed.fdoc\"/>\
             </FixedDocumentSequence>",
        )
        .member(
            "Documents/1/Fixed.fdoc",
            "<FixedDocument><PageContent Source=\"Pages/1.fpage\"/></FixedDocument>",
        )
        .member("Documents/1/Pages/1.fpage", page)
}

fn glyphs(text: &str, x: u32, y: u32, more: &str) -> String {
    format!(
        "<Glyphs Fill=\"#FF000000\" FontRenderingEmSize=\"20\" OriginX=\"{x}\" OriginY=\"{y}\" \
         UnicodeString=\"{text}\" {more}/>"
    )
}

#[test]
fn pieces_of_a_line_are_joined_and_hidden_ones_are_told() {
    let content = [
        glyphs("Mus", 10, 50, "Indices=\"1,60;2,60;3,60\""),
        glyphs("ter", 46, 50, ""),
        glyphs("GmbH", 200, 50, ""),
        glyphs("Plan", 10, 100, ""),
        "<Path Fill=\"#FF202020\" Data=\"F1 M 0,80 L 300,80 300,110 0,110 Z\"/>".into(),
        glyphs("dark", 10, 100, "Clip=\"M 500,500 L 600,500 600,600 Z\""),
        glyphs("pale", 10, 200, "Opacity=\"0\""),
        glyphs("far", 10, 2000, ""),
        "<Canvas RenderTransform=\"0.02,0,0,0.02,10,300\">".into(),
        glyphs("tiny", 0, 0, ""),
        "</Canvas>".into(),
    ];
    let package = xps(&content.concat());
    package.check(expect![[r#"
        = xps
        [name] name | a.xps
        [page] page 1 | Muster GmbH\nPlan\ndark\npale\nfar\ntiny
        whole
    "#]]);
    package.check_runs(
        "page 1",
        expect![[r##"
            shown - | Muster | Mus" Indices="1,60;2,60;3,60"/><Glyphs Fill="#FF000000" FontRenderingEmSize="20" OriginX="46" OriginY="50" UnicodeString="ter
            shown - | GmbH | GmbH
            covered - | Plan | Plan
            invisible - | dark | dark
            invisible - | pale | pale
            outside - | far | far
            tiny - | tiny | tiny
        "##]],
    );
}

#[test]
fn letters_without_text_are_a_problem() {
    let content = "<Glyphs Fill=\"#FF000000\" Indices=\"12;13;14\" FontRenderingEmSize=\"20\" \
                   OriginX=\"10\" OriginY=\"50\"/>";
    xps(content).check(expect![[r#"
        = xps
        [name] name | a.xps
        ! unmapped-glyphs
        refused
    "#]]);
}

#[test]
fn broken_documents_end() {
    let content = [
        glyphs("Text", 10, 50, "Clip=\"M 0,0 L 9,9 Z\""),
        "<Path Fill=\"#FF000000\" Data=\"M 0,0 L 9,9 0,9 Z\"/>".into(),
    ];
    break_often(&xps(&content.concat()).bytes(), "a.xps", 100);
}
