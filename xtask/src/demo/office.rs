//! A tender with tracked changes, a survey with a hidden sheet, a briefing with notes.

use anyhow::Result;

use super::package;

const XML: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MIME: &str = "application/vnd.openxmlformats-officedocument";
const PACKAGE_MIME: &str = "application/vnd.openxmlformats-package";
const CORE: &str = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties";

/// A Word document: header, body, a tracked deletion, a comment.
pub(super) fn tender() -> Result<Vec<u8>> {
    let w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let body = format!(
        r#"{XML}<w:document xmlns:w="{w}" xmlns:r="{OFFICE}"><w:body>
<w:p><w:r><w:t>Tender 2030-041: pumps for the harbour depot (fictitious)</w:t></w:r></w:p>
<w:p><w:r><w:t>Quantity: 24 pieces, model HX-550, delivery address: Gate 3, Harbour Road 12.</w:t></w:r></w:p>
<w:p><w:r><w:t>Project lead of the contractor, social security number 219-09-9987.</w:t></w:r></w:p>
<w:p><w:del w:id="1" w:author="Robin Sample" w:date="2030-05-02T10:00:00Z"><w:r><w:delText>The alarm code of gate 3 stays 4471 until the handover.</w:delText></w:r></w:del></w:p>
<w:p><w:commentRangeStart w:id="0"/><w:r><w:t>Bidders ask the purchasing office.</w:t></w:r><w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>
<w:sectPr><w:headerReference w:type="default" r:id="rId1"/></w:sectPr></w:body></w:document>"#
    );
    let header = format!(
        r#"{XML}<w:hdr xmlns:w="{w}"><w:p><w:r><w:t>VS – NUR FÜR DEN DIENSTGEBRAUCH</w:t></w:r></w:p></w:hdr>"#
    );
    let comments = format!(
        r#"{XML}<w:comments xmlns:w="{w}"><w:comment w:id="0" w:author="Robin Sample" w:date="2030-05-02T10:00:00Z"><w:p><w:r><w:t>VPN password: Copper/Finch88 for the bidders' portal</w:t></w:r></w:p></w:comment></w:comments>"#
    );
    package(&[
        (
            "[Content_Types].xml",
            &types(&[
                ("/word/document.xml", &format!("{MIME}.wordprocessingml.document.main+xml")),
                ("/word/header1.xml", &format!("{MIME}.wordprocessingml.header+xml")),
                ("/word/comments.xml", &format!("{MIME}.wordprocessingml.comments+xml")),
            ]),
        ),
        ("_rels/.rels", &root_relations("word/document.xml")),
        ("docProps/core.xml", &core("Robin Sample")),
        ("word/document.xml", &body),
        (
            "word/_rels/document.xml.rels",
            &relations(&[("header", "header1.xml"), ("comments", "comments.xml")]),
        ),
        ("word/header1.xml", &header),
        ("word/comments.xml", &comments),
    ])
}

/// A workbook: a chart's figures in sight, the answers on a sheet that is hidden.
pub(super) fn survey() -> Result<Vec<u8>> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let workbook = format!(
        r#"{XML}<workbook xmlns="{main}" xmlns:r="{OFFICE}"><sheets><sheet name="Result" sheetId="1" r:id="rId1"/><sheet name="Answers" sheetId="2" state="veryHidden" r:id="rId2"/></sheets></workbook>"#
    );
    let sheet = |rows: &[&[&str]]| {
        let rows: String =
            rows.iter().enumerate().map(|(row, cells)| row_xml(row, cells)).collect();
        format!(r#"{XML}<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>"#)
    };
    let result = sheet(&[&["question", "yes", "no"], &["content with the office", "61", "39"]]);
    let answers = sheet(&[
        &["姓名", "身份证号", "手机"],
        &["王示例", "310115198511224516", "13900139007"],
        &["赵样本", "440306197809153633", "13700137008"],
    ]);
    package(&[
        (
            "[Content_Types].xml",
            &types(&[
                ("/xl/workbook.xml", &format!("{MIME}.spreadsheetml.sheet.main+xml")),
                ("/xl/worksheets/sheet1.xml", &format!("{MIME}.spreadsheetml.worksheet+xml")),
                ("/xl/worksheets/sheet2.xml", &format!("{MIME}.spreadsheetml.worksheet+xml")),
            ]),
        ),
        ("_rels/.rels", &root_relations("xl/workbook.xml")),
        ("docProps/core.xml", &core("Kim Placeholder")),
        ("xl/workbook.xml", &workbook),
        (
            "xl/_rels/workbook.xml.rels",
            &relations(&[
                ("worksheet", "worksheets/sheet1.xml"),
                ("worksheet", "worksheets/sheet2.xml"),
            ]),
        ),
        ("xl/worksheets/sheet1.xml", &result),
        ("xl/worksheets/sheet2.xml", &answers),
    ])
}

/// A presentation: one slide and what the speaker should say.
pub(super) fn briefing() -> Result<Vec<u8>> {
    let p = "http://schemas.openxmlformats.org/presentationml/2006/main";
    let a = "http://schemas.openxmlformats.org/drawingml/2006/main";
    let shape = |text: &str| {
        format!(
            r#"<p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/><p:sp><p:nvSpPr><p:cNvPr id="2" name="Text"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x="914400" y="914400"/><a:ext cx="5029200" cy="914400"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld>"#
        )
    };
    let presentation = format!(
        r#"{XML}<p:presentation xmlns:p="{p}" xmlns:r="{OFFICE}"><p:sldIdLst><p:sldId id="256" r:id="rId1"/></p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/></p:presentation>"#
    );
    let slide = format!(
        r#"{XML}<p:sld xmlns:p="{p}" xmlns:a="{a}">{}</p:sld>"#,
        shape("The harbour depot at a glance (fictitious)")
    );
    let notes = format!(
        r#"{XML}<p:notes xmlns:p="{p}" xmlns:a="{a}">{}</p:notes>"#,
        shape(
            "Do not show: the radio of the guards is on 446.09375 MHz, admin password Velvet%Tram31"
        )
    );
    package(&[
        (
            "[Content_Types].xml",
            &types(&[
                ("/ppt/presentation.xml", &format!("{MIME}.presentationml.presentation.main+xml")),
                ("/ppt/slides/slide1.xml", &format!("{MIME}.presentationml.slide+xml")),
                (
                    "/ppt/notesSlides/notesSlide1.xml",
                    &format!("{MIME}.presentationml.notesSlide+xml"),
                ),
            ]),
        ),
        ("_rels/.rels", &root_relations("ppt/presentation.xml")),
        ("docProps/core.xml", &core("Kim Placeholder")),
        ("ppt/presentation.xml", &presentation),
        ("ppt/_rels/presentation.xml.rels", &relations(&[("slide", "slides/slide1.xml")])),
        ("ppt/slides/slide1.xml", &slide),
        (
            "ppt/slides/_rels/slide1.xml.rels",
            &relations(&[("notesSlide", "../notesSlides/notesSlide1.xml")]),
        ),
        ("ppt/notesSlides/notesSlide1.xml", &notes),
    ])
}

fn row_xml(row: usize, cells: &[&str]) -> String {
    let number = row + 1;
    let cells: String = cells
        .iter()
        .zip('A'..='Z')
        .map(|(text, column)| {
            format!(r#"<c r="{column}{number}" t="inlineStr"><is><t>{text}</t></is></c>"#)
        })
        .collect();
    format!(r#"<row r="{number}">{cells}</row>"#)
}

fn types(parts: &[(&str, &str)]) -> String {
    let overrides: String = parts
        .iter()
        .map(|(name, mime)| format!(r#"<Override PartName="{name}" ContentType="{mime}"/>"#))
        .collect();
    format!(
        r#"{XML}<Types xmlns="{TYPES}"><Default Extension="rels" ContentType="{PACKAGE_MIME}.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/docProps/core.xml" ContentType="{PACKAGE_MIME}.core-properties+xml"/>{overrides}</Types>"#
    )
}

fn root_relations(document: &str) -> String {
    format!(
        r#"{XML}<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="{document}"/><Relationship Id="rId2" Type="{RELATIONS}/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#
    )
}

fn relations(targets: &[(&str, &str)]) -> String {
    let all: String = targets
        .iter()
        .enumerate()
        .map(|(index, (kind, target))| {
            let id = index + 1;
            format!(r#"<Relationship Id="rId{id}" Type="{OFFICE}/{kind}" Target="{target}"/>"#)
        })
        .collect();
    format!(r#"{XML}<Relationships xmlns="{RELATIONS}">{all}</Relationships>"#)
}

fn core(author: &str) -> String {
    format!(
        r#"{XML}<cp:coreProperties xmlns:cp="{CORE}" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{author}</dc:creator><cp:lastModifiedBy>{author}</cp:lastModifiedBy></cp:coreProperties>"#
    )
}
