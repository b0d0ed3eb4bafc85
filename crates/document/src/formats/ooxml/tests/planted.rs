//! A secret in every place where people forget that something is.

use super::super::super::testing::{SECRET, break_often, planted};
use super::*;

/// A Word document with that body.
fn document(body: &str) -> Vec<u8> {
    docx(&body.replace("SECRET", SECRET), &[]).bytes()
}

/// A Word document with another member.
fn document_with(name: &str, kind: &str, text: &str) -> Vec<u8> {
    let target = name.strip_prefix("word/").unwrap_or(name);
    docx("<w:p><w:r><w:t>Shown</w:t></w:r></w:p>", &[("r9", kind, target)])
        .member(name, text.replace("SECRET", SECRET))
        .bytes()
}

#[test]
fn what_is_planted_in_documents_is_found() {
    let run = |properties: &str| {
        document(&format!(
            "<w:p><w:r><w:t>A</w:t></w:r><w:r><w:rPr>{properties}</w:rPr><w:t>SECRET</w:t></w:r></w:p>"
        ))
    };
    let property = |member: &str, kind: &str, text: &str| {
        docx("<w:p/>", &[])
            .relationships(
                "",
                &[("r1", "officeDocument", "word/document.xml"), ("r2", kind, member)],
            )
            .member(member, text.replace("SECRET", SECRET))
            .bytes()
    };
    let printer: Vec<u8> = SECRET.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let vanishing = docx(
        &format!("<w:p><w:r><w:rPr><w:rStyle w:val=\"X\"/></w:rPr><w:t>{SECRET}</w:t></w:r></w:p>"),
        &[("r9", "styles", "styles.xml")],
    )
    .member(
        "word/styles.xml",
        "<w:styles><w:style w:styleId=\"X\"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>",
    )
    .bytes();
    let linked = docx("<w:p/>", &[("r9", "attachedTemplate", &format!("file://fs01/{SECRET}"))]);
    let in_printer = docx("<w:p/>", &[])
        .part("word/printerSettings/p1.bin", "wordprocessingml.printerSettings", "")
        .member("word/printerSettings/p1.bin", printer);
    expect![[r#"
        author | property property | dc:creator
        company | property property | Company
        own property | property property | A
        label of the organisation | property property | label siteId
        deleted in a tracked change | body deleted | body
        moved away | body deleted | body
        author of a change | property property | revision author
        hidden | body vanished | body
        hidden by a style | body vanished | body
        white | body invisible | body
        tiny | body tiny | body
        comment | comment comment | comment 1
        author of a comment | property property | comment author
        people | property property | person
        footnote | footnote cache | footnote 1
        building block | other cache | building blocks
        variable | property property | A
        source of a mail merge | property property | query
        field code | body markup | body
        bookmark | outline markup | bookmarks
        smart tag | other markup | smart tag
        hidden row of a table | body hidden-row | body
        choice of a form field | field markup | choice
        description of a picture | alternative markup | alternative text
        tooltip of a link | alternative markup | tooltip
        who may edit | property property | editor
        text for older programs | other cache | fallback
        template on a server | link markup | links of document.xml
        printer | property property | TargetPrinter
        custom data | other cache | customXml/item1.xml
        orphan | other cache | word/old.xml
    "#]].assert_eq(&planted(
        "a.docx",
        &[
            ("author", property("docProps/core.xml", "core-properties", "<c><dc:creator>SECRET</dc:creator></c>")),
            ("company", property("docProps/app.xml", "extended-properties", "<c><Company>SECRET</Company></c>")),
            ("own property", property("docProps/custom.xml", "custom-properties", "<Properties><property name=\"A\"><vt:lpwstr>SECRET</vt:lpwstr></property></Properties>")),
            ("label of the organisation", property("docMetadata/LabelInfo.xml", "classificationlabels", "<a><clbl:label siteId=\"SECRET\"/></a>")),
            ("deleted in a tracked change", document("<w:p><w:del w:author=\"B\"><w:r><w:delText>SECRET</w:delText></w:r></w:del></w:p>")),
            ("moved away", document("<w:p><w:moveFrom><w:r><w:t>SECRET</w:t></w:r></w:moveFrom></w:p>")),
            ("author of a change", document("<w:p><w:ins w:author=\"SECRET\"><w:r><w:t>A</w:t></w:r></w:ins></w:p>")),
            ("hidden", run("<w:vanish/>")),
            ("hidden by a style", vanishing),
            ("white", run("<w:color w:val=\"FFFFFF\"/>")),
            ("tiny", run("<w:sz w:val=\"2\"/>")),
            ("comment", document_with("word/comments.xml", "comments", "<w:comments><w:comment><w:p><w:r><w:t>SECRET</w:t></w:r></w:p></w:comment></w:comments>")),
            ("author of a comment", document_with("word/comments.xml", "comments", "<w:comments><w:comment w:author=\"SECRET\"/></w:comments>")),
            ("people", document_with("word/people.xml", "people", "<w15:people><w15:person w15:author=\"SECRET\"/></w15:people>")),
            ("footnote", document_with("word/footnotes.xml", "footnotes", "<w:footnotes><w:footnote><w:p><w:r><w:t>SECRET</w:t></w:r></w:p></w:footnote></w:footnotes>")),
            ("building block", document_with("word/glossary/document.xml", "glossaryDocument", "<w:glossaryDocument><w:p><w:r><w:t>SECRET</w:t></w:r></w:p></w:glossaryDocument>")),
            ("variable", document_with("word/settings.xml", "settings", "<w:settings><w:docVar w:name=\"A\" w:val=\"SECRET\"/></w:settings>")),
            ("source of a mail merge", document_with("word/settings.xml", "settings", "<w:settings><w:query w:val=\"SECRET\"/></w:settings>")),
            ("field code", document("<w:p><w:fldSimple w:instr=\"INCLUDETEXT SECRET\"/></w:p>")),
            ("bookmark", document("<w:p><w:bookmarkStart w:name=\"SECRET\"/></w:p>")),
            ("smart tag", document("<w:p><w:smartTag><w:smartTagPr><w:attr w:val=\"SECRET\"/></w:smartTagPr></w:smartTag></w:p>")),
            ("hidden row of a table", document("<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr><w:tc><w:p><w:r><w:t>SECRET</w:t></w:r></w:p></w:tc></w:tr></w:tbl>")),
            ("choice of a form field", document("<w:p><w:sdt><w:sdtPr><w:listItem w:displayText=\"SECRET\"/></w:sdtPr></w:sdt></w:p>")),
            ("description of a picture", document("<w:p><w:r><wp:docPr descr=\"SECRET\"/></w:r></w:p>")),
            ("tooltip of a link", document("<w:p><w:hyperlink w:tooltip=\"SECRET\"/></w:p>")),
            ("who may edit", document("<w:p><w:permStart w:ed=\"SECRET\"/></w:p>")),
            ("text for older programs", document("<w:p><w:r><mc:AlternateContent><mc:Choice><w:t>A</w:t></mc:Choice><mc:Fallback><w:t>SECRET</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>")),
            ("template on a server", linked.bytes()),
            ("printer", in_printer.bytes()),
            ("custom data", document_with("customXml/item1.xml", "customXml", "<a b=\"SECRET\"/>")),
            ("orphan", document_with("word/old.xml", "none", "<a>SECRET</a>")),
        ],
    ));
}

#[test]
fn what_is_planted_in_packages_is_found() {
    let whole = document("<w:p/>");
    let start = whole.windows(4).position(|mark| mark == b"PK\x01\x02").unwrap();
    let mut between = whole.clone();
    // As long as a mark behind a member may be, nothing is looked for.
    let secret = format!("{SECRET} and again {SECRET}");
    between.splice(start..start, secret.bytes());
    // The directory moved on, and the record at the end must say so.
    let at = between.len() - 6;
    let moved = (start + secret.len()) as u32;
    between[at..at + 4].copy_from_slice(&moved.to_le_bytes());
    let after = [whole, SECRET.as_bytes().to_vec()].concat();
    expect![[r#"
        between members | other slack | between members
        after the end | other slack | between members
    "#]]
    .assert_eq(&planted("a.docx", &[("between members", between), ("after the end", after)]));
}

#[test]
fn what_is_planted_in_workbooks_is_found() {
    let cell = format!("<c r=\"C5\" t=\"inlineStr\" s=\"1\"><is><t>{SECRET}</t></is></c>");
    let row = format!("<sheetData><row r=\"5\">{cell}</row></sheetData>");
    let sheet = |text: &str| xlsx(&[("One", "", text)]).bytes();
    let with = |name: &str, text: &str| {
        xlsx(&[("One", "", "")]).member(name, text.replace("SECRET", SECRET)).bytes()
    };
    let typed = |name: &str, kind: &str, text: &str| {
        xlsx(&[("One", "", "")]).part(name, kind, &text.replace("SECRET", SECRET)).bytes()
    };
    let styled = |styles: &str| {
        xlsx(&[("One", "", &row)])
            .member("xl/styles.xml", format!("<styleSheet>{styles}</styleSheet>"))
    };
    let beside = |kind: &str, name: &str, text: &str| {
        xlsx(&[("One", "", "")])
            .relationships("xl/worksheets/sheet0.xml", &[("r1", kind, &format!("../{name}"))])
            .member(&format!("xl/{name}"), text.replace("SECRET", SECRET))
            .bytes()
    };
    let book = |inside: &str| {
        let text = format!("<workbook>{}<sheets/></workbook>", inside.replace("SECRET", SECRET));
        xlsx(&[]).member("xl/workbook.xml", text).bytes()
    };
    expect![[r#"
        hidden sheet | sheet hidden-sheet | sheet One
        very hidden sheet | sheet hidden-sheet | sheet One
        name of a hidden sheet | name hidden-sheet | name of a sheet
        hidden row | sheet hidden-row | sheet One
        row without height | sheet hidden-row | sheet One
        hidden column | sheet hidden-column | sheet One
        column without width | sheet hidden-column | sheet One
        format that shows nothing | sheet invisible | sheet One
        white | sheet invisible | sheet One
        tiny | sheet tiny | sheet One
        far away | sheet outside | sheet One
        unused string | other cache | unused strings
        reading of a name | other markup | phonetic readings
        pivot cache | property markup | attributes of pivotCacheDefinition1.xml
        value of another workbook | other cache | values of externalLink1.xml
        formula | other markup | formulas
        input message | other markup | input messages
        scenario | other markup | scenario
        header | header shown | header
        comment | comment comment | comment 1
        comment in a thread | comment comment | comment 1
        author of a comment | property property | comment author
        defined name | other markup | defined names
        where it was saved | property property | SourceFile
        who reserved it | property property | LastSavedBy
        view | property property | view
        connection | other cache | xl/connections.xml
        log of changes | revision revision | xl/revisions/revisionLog1.xml
    "#]].assert_eq(&planted(
        "a.xlsx",
        &[
            ("hidden sheet", xlsx(&[("One", "state=\"hidden\"", &row)]).bytes()),
            ("very hidden sheet", xlsx(&[("One", "state=\"veryHidden\"", &row)]).bytes()),
            ("name of a hidden sheet", xlsx(&[(SECRET, "state=\"hidden\"", "")]).bytes()),
            ("hidden row", sheet(&row.replace("<row ", "<row hidden=\"1\" "))),
            ("row without height", sheet(&row.replace("<row ", "<row ht=\"0\" "))),
            ("hidden column", sheet(&format!("<cols><col min=\"3\" max=\"3\" hidden=\"1\"/></cols>{row}"))),
            ("column without width", sheet(&format!("<cols><col min=\"3\" max=\"3\" width=\"0\"/></cols>{row}"))),
            ("format that shows nothing", styled("<numFmts><numFmt numFmtId=\"200\" formatCode=\";;;\"/></numFmts><cellXfs><xf/><xf numFmtId=\"200\"/></cellXfs>").bytes()),
            ("white", styled("<fonts><font><color rgb=\"FFFFFFFF\"/></font></fonts><fills><fill><patternFill patternType=\"none\"/></fill></fills><cellXfs><xf/><xf fontId=\"0\" fillId=\"0\"/></cellXfs>").bytes()),
            ("tiny", styled("<fonts><font><sz val=\"1\"/></font></fonts><cellXfs><xf/><xf fontId=\"0\"/></cellXfs>").bytes()),
            ("far away", sheet(&format!("<sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>A</t></is></c></row><row r=\"900\">{}</row></sheetData>", cell.replace("C5", "C900")))),
            ("unused string", with("xl/sharedStrings.xml", "<sst><si><t>SECRET</t></si></sst>")),
            ("reading of a name", with("xl/sharedStrings.xml", "<sst><si><t>A</t><rPh><t>SECRET</t></rPh></si></sst>")),
            ("pivot cache", with("xl/pivotCache/pivotCacheDefinition1.xml", "<a><cacheField name=\"A\"><sharedItems><s v=\"SECRET\"/></sharedItems></cacheField></a>")),
            ("value of another workbook", with("xl/externalLinks/externalLink1.xml", "<a><row><cell><v>SECRET</v></cell></row></a>")),
            ("formula", sheet(&format!("<sheetData><row><c><f>IF(1,\"{SECRET}\")</f></c></row></sheetData>"))),
            ("input message", sheet(&format!("<dataValidation prompt=\"{SECRET}\"/>"))),
            ("scenario", sheet(&format!("<scenario comment=\"{SECRET}\"/>"))),
            ("header", sheet(&format!("<headerFooter><oddHeader>&amp;C{SECRET}</oddHeader></headerFooter>"))),
            ("comment", beside("comments", "comments1.xml", "<a><comment ref=\"A1\"><text><t>SECRET</t></text></comment></a>")),
            ("comment in a thread", beside("threadedComment", "threads1.xml", "<a><threadedComment ref=\"A1\"><text>SECRET</text></threadedComment></a>")),
            ("author of a comment", beside("comments", "comments1.xml", "<a><authors><author>SECRET</author></authors></a>")),
            ("defined name", book("<definedNames><definedName name=\"A\" hidden=\"1\">\"SECRET\"</definedName></definedNames>")),
            ("where it was saved", book("<x15ac:absPath url=\"C:\\Users\\SECRET\\\"/>")),
            ("who reserved it", book("<fileSharing userName=\"SECRET\"/>")),
            ("view", book("<customWorkbookView name=\"SECRET\"/>")),
            ("connection", typed("xl/connections.xml", "spreadsheetml.connections", "<a connectionString=\"SECRET\"/>")),
            ("log of changes", typed("xl/revisions/revisionLog1.xml", "spreadsheetml.revisionLog", "<a>SECRET</a>")),
        ],
    ));
}

#[test]
fn what_is_planted_in_presentations_is_found() {
    let shape = |properties: &str, inside: &str| {
        format!(
            "<p:sp><p:nvSpPr><p:cNvPr {properties}/></p:nvSpPr>{inside}<p:txBody><a:p><a:r>\
             <a:t>{SECRET}</a:t></a:r></a:p></p:txBody></p:sp>"
        )
    };
    let text = shape("", "");
    let slide = |slide: &str| pptx(slide, &[]).bytes();
    let beside = |kind: &str, name: &str, text: &str| {
        pptx("<p:sld/>", &[("r1", kind, &format!("../{name}"))])
            .member(&format!("ppt/{name}"), text.replace("SECRET", SECRET))
            .bytes()
    };
    let place =
        "<p:spPr><a:xfrm><a:off x=\"99\" y=\"0\"/><a:ext cx=\"5\" cy=\"5\"/></a:xfrm></p:spPr>";
    let typed =
        |name: &str, kind: &str, text: &str| pptx("<p:sld/>", &[]).part(name, kind, text).bytes();
    expect![[r#"
        hidden slide | slide hidden-slide | slide 1
        hidden shape | slide vanished | slide 1
        beside the slide | slide outside | slide 1
        tiny | slide tiny | slide 1
        description of a picture | alternative markup | alternative text
        name of a picture | name markup | name of a picture
        notes | notes notes | notes of slide 1
        comment | comment comment | comment 1 on slide 1
        chart | other shown | chart on slide 1
        slide that no show leads to | other cache | orphan s9.xml
        master | other cache | layout m1.xml
        layout | other cache | layout l1.xml
        tag | other cache | ppt/tags/t1.xml
    "#]]
    .assert_eq(&planted(
        "a.pptx",
        &[
            ("hidden slide", slide(&format!("<p:sld show=\"0\">{text}</p:sld>"))),
            ("hidden shape", slide(&format!("<p:sld>{}</p:sld>", shape("hidden=\"1\"", "")))),
            ("beside the slide", slide(&format!("<p:sld>{}</p:sld>", shape("", place)))),
            (
                "tiny",
                slide(&format!(
                    "<p:sld>{}</p:sld>",
                    text.replace("<a:r>", "<a:r><a:rPr sz=\"100\"/>")
                )),
            ),
            (
                "description of a picture",
                slide(&format!("<p:sld><p:pic><p:cNvPr descr=\"{SECRET}\"/></p:pic></p:sld>")),
            ),
            (
                "name of a picture",
                slide(&format!("<p:sld><p:pic><p:cNvPr name=\"{SECRET}.png\"/></p:pic></p:sld>")),
            ),
            ("notes", beside("notesSlide", "notesSlides/n1.xml", &text)),
            (
                "comment",
                beside(
                    "comments",
                    "comments/c1.xml",
                    "<a><p:cm><p:text>SECRET</p:text></p:cm></a>",
                ),
            ),
            ("chart", beside("chart", "charts/c1.xml", "<a><c:v>SECRET</c:v></a>")),
            (
                "slide that no show leads to",
                typed("ppt/slides/s9.xml", "presentationml.slide", &text),
            ),
            ("master", typed("ppt/slideMasters/m1.xml", "presentationml.slideMaster", &text)),
            ("layout", typed("ppt/slideLayouts/l1.xml", "presentationml.slideLayout", &text)),
            (
                "tag",
                typed(
                    "ppt/tags/t1.xml",
                    "presentationml.tags",
                    &format!("<a><p:tag val=\"{SECRET}\"/></a>"),
                ),
            ),
        ],
    ));
}

#[test]
fn a_cropped_picture_is_told() {
    let slide =
        "<p:sld><p:pic><p:blipFill><a:srcRect l=\"25000\" b=\"500\"/></p:blipFill></p:pic></p:sld>";
    let lines = dump(&pptx(slide, &[]).bytes(), "a.pptx");
    assert!(lines.contains("[other] cropped picture {outside} | 25000"), "{lines}");
}

/// A presentation of one slide.
fn pptx(slide: &str, relationships: &[(&str, &str, &str)]) -> Package {
    Package::new("a.pptx")
        .relationships("", &[("r1", "officeDocument", "ppt/presentation.xml")])
        .part(
            "ppt/presentation.xml",
            "presentationml.presentation.main",
            "<p:presentation><p:sldIdLst><p:sldId id=\"256\" r:id=\"r2\"/></p:sldIdLst>\
             <p:sldSz cx=\"90\" cy=\"60\"/></p:presentation>",
        )
        .relationships("ppt/presentation.xml", &[("r2", "slide", "slides/slide1.xml")])
        .part("ppt/slides/slide1.xml", "presentationml.slide", slide)
        .relationships("ppt/slides/slide1.xml", relationships)
}

#[test]
fn broken_files_end() {
    let text = "<w:p><w:del><w:r><w:delText>A</w:delText></w:r></w:del></w:p><w:tbl><w:tr><w:tc/></w:tr></w:tbl>";
    break_often(&docx(text, &[]).bytes(), "a.docx", 150);
    let cells = "<sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData>";
    break_often(&xlsx(&[("One", "", cells)]).bytes(), "a.xlsx", 150);
}
