//! Packages with something planted in every place; the copy shows what they show, and no more.

use std::fmt::Write as _;
use std::io::{Cursor, Read, Write as _};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::clean::testing::{all_text, cleaned, cleaned_without};

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
    xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
    xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
    xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\" \
    xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" \
    xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\" \
    xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" \
    xmlns:odd=\"http://example.org/odd\"";
const S: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

/// A package: names of members and their texts; relationships as `source: id kind target`.
fn package(parts: &[(&str, &str, String)], arrows: &[(&str, &str, &str, &str)]) -> Vec<u8> {
    let mut types = String::from(
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">",
    );
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, bytes: &[u8]| {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    };
    for (name, kind, text) in parts {
        let _ = write!(
            types,
            "<Override PartName=\"/{name}\" \
             ContentType=\"application/vnd.openxmlformats-officedocument.{kind}+xml\"/>"
        );
        add(name, text.as_bytes());
    }
    let mut sources: Vec<&str> = arrows.iter().map(|arrow| arrow.0).collect();
    sources.dedup();
    for source in sources {
        let (folder, file) = source.rsplit_once('/').unwrap_or(("", source));
        let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let mut text = String::from(
            "<Relationships \
             xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
        );
        for (_, id, kind, target) in arrows.iter().filter(|arrow| arrow.0 == source) {
            let mode = if target.contains("://") { " TargetMode=\"External\"" } else { "" };
            let _ = write!(
                text,
                "<Relationship Id=\"{id}\" Type=\"{}/{kind}\" Target=\"{target}\"{mode}/>",
                super::RELATIONSHIPS
            );
        }
        text += "</Relationships>";
        add(&format!("{folder}_rels/{file}.rels"), text.as_bytes());
    }
    add("[Content_Types].xml", (types + "</Types>").as_bytes());
    zip.finish().unwrap().into_inner()
}

/// Everything in all members of a package, as text.
fn inflated(bytes: &[u8]) -> String {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut all = String::new();
    for index in 0..archive.len() {
        let mut member = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        member.read_to_end(&mut bytes).unwrap();
        all += &format!("== {}\n{}\n", member.name().unwrap(), String::from_utf8_lossy(&bytes));
    }
    all
}

/// Checks that nothing that begins as plants do is left, and that all of `shown` is.
fn check(name: &str, bytes: &[u8], shown: &[&str]) -> Vec<u8> {
    assert!(inflated(bytes).matches("plant-").count() > 5);
    let copy = cleaned(name, bytes);
    let all = inflated(&copy.bytes);
    let left: Vec<String> = all
        .match_indices("plant-")
        .map(|(at, _)| all.chars().skip(at).take(20).collect())
        .collect();
    assert!(left.is_empty(), "{name}: left {left:?} in\n{all}");
    let text = all_text(name, &copy.bytes);
    for shown in shown {
        assert!(text.contains(shown), "{name}: `{shown}` is lost from\n{text}");
    }
    copy.bytes
}

fn run(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

fn styled(properties: &str, text: &str) -> String {
    format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>")
}

fn document() -> Vec<u8> {
    let body = [
        run("Shown text. "),
        styled("<w:vanish/>", "plant-vanish"),
        styled("<w:rStyle w:val=\"plant-ghost\"/>", "plant-by-style"),
        styled("<w:color w:val=\"FFFFFF\"/>", "plant-white"),
        styled("<w:sz w:val=\"2\"/>", "plant-tiny"),
        "<w:del w:author=\"plant-author\"><w:r><w:delText>plant-deleted</w:delText></w:r></w:del>"
            .to_owned(),
        format!("<w:ins w:author=\"plant-author\">{}</w:ins>", run("Inserted text. ")),
        format!(
            "<mc:AlternateContent><mc:Choice Requires=\"odd\">{}</mc:Choice><mc:Fallback>{}\
             </mc:Fallback></mc:AlternateContent>",
            run("plant-choice"),
            run("Fallback text. ")
        ),
        format!(
            "<mc:AlternateContent><mc:Choice Requires=\"w14 wps\">{}</mc:Choice><mc:Fallback>{}\
             </mc:Fallback></mc:AlternateContent>",
            run("Chosen text. "),
            run("plant-fallback")
        ),
        "<w:bookmarkStart w:id=\"1\" w:name=\"plant-bookmark\"/><w:bookmarkEnd w:id=\"1\"/>".into(),
        "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>INCLUDETEXT \
         plant-path</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>"
            .into(),
        run("Field result. "),
        "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>".into(),
        format!(
            "<w:hyperlink r:id=\"rId9\" w:tooltip=\"plant-tooltip\">{}</w:hyperlink>",
            run("Link text. ")
        ),
        "<w:sdt><w:sdtPr><w:alias w:val=\"plant-alias\"/></w:sdtPr><w:sdtContent>".into(),
        run("Control text."),
        "</w:sdtContent></w:sdt><odd:thing odd:x=\"plant-odd\">plant-odd-text</odd:thing>".into(),
        "<w:r><w:footnoteReference w:id=\"2\"/></w:r><!-- plant-comment -->".into(),
    ]
    .concat();
    let white_on_dark = format!(
        "<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:val=\"clear\" w:fill=\"000080\"/></w:tcPr><w:p>{}</w:p>\
         </w:tc></w:tr><w:tr><w:trPr><w:hidden/></w:trPr><w:tc><w:p>{}</w:p></w:tc></w:tr></w:tbl>",
        styled("<w:color w:val=\"FFFFFF\"/>", "White on dark."),
        run("plant-row"),
    );
    let section = "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId2\"/></w:sectPr>";
    let text = format!(
        "<w:document {W}><w:body><w:p w:rsidR=\"plant-rs\">{body}</w:p>{white_on_dark}{section}\
         </w:body></w:document>"
    );
    let style = |id: &str, name: &str, properties: &str| {
        format!(
            "<w:style w:type=\"character\" w:customStyle=\"1\" w:styleId=\"{id}\"><w:name \
             w:val=\"{name}\"/><w:rPr>{properties}</w:rPr></w:style>"
        )
    };
    let styles = format!(
        "<w:styles {W}>{}{}{}</w:styles>",
        style("plant-ghost", "plant-name", "<w:vanish/>"),
        style("List1105197", "List 1105197", ""),
        style("Heading1", "heading 1", "<w:b/>"),
    );
    let notes = format!(
        "<w:footnotes {W}><w:footnote w:id=\"2\"><w:p>{}</w:p></w:footnote><w:footnote \
         w:id=\"3\"><w:p>{}</w:p></w:footnote></w:footnotes>",
        run("Note text."),
        run("plant-orphan"),
    );
    let header = format!("<w:hdr {W}><w:p>{}</w:p></w:hdr>", run("Header text."));
    let settings = format!(
        "<w:settings {W}><w:docVars><w:docVar w:name=\"x\" w:val=\"plant-var\"/></w:docVars>\
         <w:defaultTabStop w:val=\"720\"/></w:settings>"
    );
    let word = |kind: &str| format!("wordprocessingml.{kind}");
    let kinds = ["document.main", "styles", "footnotes", "header", "settings", "comments"];
    let kinds: Vec<String> = kinds.iter().map(|kind| word(kind)).collect();
    let parts = [
        ("word/document.xml", kinds[0].as_str(), text),
        ("word/styles.xml", &kinds[1], styles),
        ("word/footnotes.xml", &kinds[2], notes),
        ("word/plant-header.xml", &kinds[3], header),
        ("word/settings.xml", &kinds[4], settings),
        ("word/comments.xml", &kinds[5], format!("<w:comments {W}>plant-note</w:comments>")),
        ("docProps/core.xml", "x", "<x>plant-core</x>".to_owned()),
        ("customXml/item1.xml", "x", "<x>plant-custom</x>".to_owned()),
        ("word/vbaProject.bin", "x", "plant-macro".to_owned()),
    ];
    let main = "word/document.xml";
    package(
        &parts,
        &[
            ("", "rId1", "officeDocument", main),
            ("", "rId2", "metadata/core-properties", "docProps/core.xml"),
            (main, "rId1", "styles", "styles.xml"),
            (main, "rId2", "header", "plant-header.xml"),
            (main, "rId3", "footnotes", "footnotes.xml"),
            (main, "rId4", "settings", "settings.xml"),
            (main, "rId5", "comments", "comments.xml"),
            (main, "rId9", "hyperlink", "file://host/plant-share"),
        ],
    )
}

#[test]
fn a_document_shows_what_it_showed_and_no_more() {
    let shown = [
        "Shown text. ",
        "Inserted text. ",
        "Field result. ",
        "Fallback text. ",
        "Chosen text. ",
        "Link text. ",
        "Control text.",
        "White on dark.",
        "Header text.",
        "Note text.",
    ];
    let copy = check("a.docx", &document(), &shown);
    assert!(!inflated(&copy).contains("1105197"), "a number stays as the name of a style");
}

#[test]
fn a_redaction_goes_across_runs() {
    let text = format!(
        "<w:document {W}><w:body><w:p>{}{}{} &amp; {}</w:p></w:body></w:document>",
        run("Ask Mal"),
        styled("<w:b/>", "lory Qu"),
        run("ux today"),
        run("Mallory Quux tomorrow"),
    );
    let bytes = package(
        &[("word/document.xml", "wordprocessingml.document.main", text)],
        &[("", "rId1", "officeDocument", "word/document.xml")],
    );
    let copy = cleaned_without("a.docx", &bytes, &["Mallory Quux"]);
    let text = all_text("a.docx", &copy.bytes);
    assert!(text.contains("Ask [redacted] today[redacted] tomorrow"), "{text}");
    assert!(!inflated(&copy.bytes).contains("lory"));
}

fn workbook() -> Vec<u8> {
    let text = |text: &str| format!("<si><t>{text}</t><rPh><t>plant-reading</t></rPh></si>");
    let strings = format!(
        "<sst {S}>{}{}{}{}{}</sst>",
        text("Name"),
        text("plant-unused"),
        text("plant-hidden-row"),
        text("Mallory Quux here"),
        text("plant-elsewhere"),
    );
    let cell = |name: &str, content: &str| format!("<c r=\"{name}\" t=\"s\"><v>{content}</v></c>");
    let sheet = format!(
        "<worksheet {S}><sheetPr codeName=\"plant-code\"/><cols><col min=\"3\" max=\"3\" \
         hidden=\"1\"/></cols><sheetData><row r=\"1\">{}{}{}</row><row r=\"2\" hidden=\"1\">{}</row>\
         <row r=\"3\">{}<c r=\"B3\" t=\"str\"><f>CONCAT(\"plant-formula\")</f><v>Result</v></c>\
         <c r=\"D3\" s=\"1\" t=\"inlineStr\"><is><t>plant-white</t></is></c><c r=\"E3\"><v>42</v></c>\
         </row></sheetData><mergeCells><mergeCell ref=\"B1:B2\"/></mergeCells><dataValidations>\
         <dataValidation prompt=\"plant-prompt\"/></dataValidations><headerFooter><oddHeader>&amp;C\
         Sheet header</oddHeader></headerFooter></worksheet>",
        cell("A1", "0"),
        cell("B1", "0"),
        cell("C1", "4"),
        cell("B2", "2"),
        cell("A3", "3"),
    );
    let hidden = format!(
        "<worksheet {S}><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is>\
        <t>plant-very-hidden</t></is></c></row></sheetData></worksheet>"
    );
    let book = format!(
        "<workbook {S}><sheets><sheet name=\"Shown\" sheetId=\"7\" r:id=\"rId1\"/><sheet \
         name=\"plant-sheet\" sheetId=\"8\" state=\"veryHidden\" r:id=\"rId2\"/></sheets>\
         <definedNames><definedName name=\"plant-defined\">\"plant-constant\"</definedName>\
         </definedNames></workbook>"
    );
    let styles = format!(
        "<styleSheet {S}><fonts><font><sz val=\"11\"/></font><font><color rgb=\"FFFFFFFF\"/></font>\
         </fonts><fills><fill><patternFill patternType=\"none\"/></fill></fills><cellXfs><xf \
         fontId=\"0\" fillId=\"0\"/><xf fontId=\"1\" fillId=\"0\"/></cellXfs><cellStyles><cellStyle \
         name=\"plant-style\" xfId=\"0\"/></cellStyles></styleSheet>"
    );
    let main = "xl/workbook.xml";
    package(
        &[
            (main, "spreadsheetml.sheet.main", book),
            ("xl/worksheets/sheet1.xml", "spreadsheetml.worksheet", sheet),
            ("xl/worksheets/sheet2.xml", "spreadsheetml.worksheet", hidden),
            ("xl/sharedStrings.xml", "spreadsheetml.sharedStrings", strings),
            ("xl/styles.xml", "spreadsheetml.styles", styles),
            ("xl/calcChain.xml", "x", "plant-chain".to_owned()),
        ],
        &[
            ("", "rId1", "officeDocument", main),
            (main, "rId1", "worksheet", "worksheets/sheet1.xml"),
            (main, "rId2", "worksheet", "worksheets/sheet2.xml"),
            (main, "rId3", "sharedStrings", "sharedStrings.xml"),
            (main, "rId4", "styles", "styles.xml"),
        ],
    )
}

#[test]
fn a_workbook_shows_what_it_showed_and_no_more() {
    let shown = ["Name", "Result", "Mallory Quux here", "42", "Sheet header", "Shown"];
    check("a.xlsx", &workbook(), &shown);
    let copy = cleaned_without("a.xlsx", &workbook(), &["Mallory Quux", "42"]);
    let text = all_text("a.xlsx", &copy.bytes);
    assert!(text.contains("[redacted] here\tResult\t[redacted]"), "{text}");
    assert!(!inflated(&copy.bytes).contains("Mallory"));
}

fn presentation() -> Vec<u8> {
    let shape = |id: u32, more: &str, x: i64, text: &str| {
        format!(
            "<p:sp><p:nvSpPr><p:cNvPr id=\"{id}\" name=\"plant-name\" descr=\"plant-alt\" {more}/>\
             <p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x=\"{x}\" y=\"0\"/><a:ext \
             cx=\"100\" cy=\"100\"/></a:xfrm></p:spPr><p:txBody><a:bodyPr/><a:p><a:r><a:t>{text}\
             </a:t></a:r></a:p></p:txBody></p:sp>"
        )
    };
    let page = |root: &str, attributes: &str, shapes: &str| {
        format!(
            "<p:{root} {W} {attributes}><p:cSld name=\"plant-page\"><p:spTree><p:nvGrpSpPr>\
             <p:cNvPr id=\"1\" name=\"\"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>{shapes}\
             </p:spTree></p:cSld></p:{root}>"
        )
    };
    let shapes = shape(2, "", 0, "Shown words")
        + &shape(3, "hidden=\"1\"", 0, "plant-hidden-shape")
        + &shape(4, "", 99_000, "plant-beside");
    let prompt = "<p:sp><p:nvSpPr><p:cNvPr id=\"5\" name=\"x\"/><p:cNvSpPr/><p:nvPr><p:ph/></p:nvPr>\
        </p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:p><a:r><a:t>plant-prompt</a:t></a:r></a:p>\
        </p:txBody></p:sp>";
    let show = format!(
        "<p:presentation {W}><p:sldMasterIdLst><p:sldMasterId id=\"2147483648\" r:id=\"rId4\"/>\
         </p:sldMasterIdLst><p:sldIdLst><p:sldId id=\"256\" r:id=\"rId1\"/><p:sldId id=\"257\" \
         r:id=\"rId2\"/></p:sldIdLst><p:sldSz cx=\"9144\" cy=\"6858\"/></p:presentation>"
    );
    let main = "ppt/presentation.xml";
    let slide = "ppt/slides/slide1.xml";
    let hidden = shape(2, "", 0, "plant-hidden-slide");
    package(
        &[
            (main, "presentationml.presentation.main", show),
            (slide, "presentationml.slide", page("sld", "", &shapes)),
            ("ppt/slides/slide2.xml", "presentationml.slide", page("sld", "show=\"0\"", &hidden)),
            (
                "ppt/slideLayouts/l1.xml",
                "presentationml.slideLayout",
                page("sldLayout", "", prompt),
            ),
            (
                "ppt/slideMasters/m1.xml",
                "presentationml.slideMaster",
                page("sldMaster", "", prompt),
            ),
            ("ppt/notesSlides/n1.xml", "presentationml.notesSlide", "<x>plant-notes</x>".into()),
            ("ppt/comments/c1.xml", "presentationml.comments", "<x>plant-comment</x>".into()),
        ],
        &[
            ("", "rId1", "officeDocument", main),
            (main, "rId1", "slide", "slides/slide1.xml"),
            (main, "rId2", "slide", "slides/slide2.xml"),
            (main, "rId4", "slideMaster", "slideMasters/m1.xml"),
            (slide, "rId1", "slideLayout", "../slideLayouts/l1.xml"),
            (slide, "rId2", "notesSlide", "../notesSlides/n1.xml"),
            ("ppt/slideLayouts/l1.xml", "rId1", "slideMaster", "../slideMasters/m1.xml"),
            ("ppt/slideMasters/m1.xml", "rId1", "slideLayout", "../slideLayouts/l1.xml"),
        ],
    )
}

#[test]
fn a_presentation_shows_what_it_showed_and_no_more() {
    check("a.pptx", &presentation(), &["Shown words"]);
    let copy = cleaned_without("a.pptx", &presentation(), &["words"]);
    assert!(all_text("a.pptx", &copy.bytes).contains("Shown [redacted]"));
}

#[test]
fn a_diagram_on_a_slide_becomes_its_shapes() {
    const DIAGRAM: &str = "xmlns:dgm=\"http://schemas.openxmlformats.org/drawingml/2006/diagram\" \
        xmlns:dsp=\"http://schemas.microsoft.com/office/drawing/2008/diagram\"";
    let slide = format!(
        "<p:sld {W} {DIAGRAM}><p:cSld name=\"plant-page\"><p:spTree><p:nvGrpSpPr><p:cNvPr id=\"1\" name=\"\"/>\
         <p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/><p:graphicFrame><p:nvGraphicFramePr>\
         <p:cNvPr id=\"2\" name=\"plant-name\"/><p:cNvGraphicFramePr/><p:nvPr/>\
         </p:nvGraphicFramePr><p:xfrm><a:off x=\"10\" y=\"20\"/><a:ext cx=\"300\" cy=\"400\"/>\
         </p:xfrm><a:graphic><a:graphicData uri=\"plant-uri\"><dgm:relIds r:dm=\"rId1\"/>\
         </a:graphicData></a:graphic></p:graphicFrame></p:spTree></p:cSld></p:sld>"
    );
    let data = format!(
        "<dgm:dataModel {DIAGRAM}><dgm:ptLst>plant-data</dgm:ptLst><dgm:extLst>\
         <dsp:dataModelExt relId=\"rId2\"/></dgm:extLst></dgm:dataModel>"
    );
    let drawing = format!(
        "<dsp:drawing {W} {DIAGRAM}><dsp:spTree><dsp:nvGrpSpPr/><dsp:sp modelId=\"plant-id\">\
         <dsp:nvSpPr><dsp:cNvPr id=\"0\" name=\"plant-shape\"/><dsp:cNvSpPr/></dsp:nvSpPr><dsp:spPr/>\
         <dsp:txBody><a:bodyPr/><a:p><a:r><a:t>Shown step</a:t></a:r></a:p></dsp:txBody></dsp:sp>\
         </dsp:spTree></dsp:drawing>"
    );
    let show = format!(
        "<p:presentation {W}><p:sldIdLst><p:sldId id=\"256\" r:id=\"rId1\"/></p:sldIdLst>\
         <p:sldSz cx=\"9144\" cy=\"6858\"/></p:presentation>"
    );
    let (main, page) = ("ppt/presentation.xml", "ppt/slides/slide1.xml");
    let parts = [
        (main, "presentationml.presentation.main", show),
        (page, "presentationml.slide", slide),
        ("ppt/diagrams/data1.xml", "drawingml.diagramData", data),
        ("ppt/diagrams/drawing1.xml", "drawingml.diagramDrawing", drawing),
    ];
    let arrows = [
        ("", "rId1", "officeDocument", main),
        (main, "rId1", "slide", "slides/slide1.xml"),
        (page, "rId1", "diagramData", "../diagrams/data1.xml"),
        (page, "rId2", "diagramDrawing", "../diagrams/drawing1.xml"),
    ];
    let copy = check("a.pptx", &package(&parts, &arrows), &["Shown step"]);
    assert!(inflated(&copy).contains("<a:chExt cx=\"300\" cy=\"400\"/>"));
}

#[test]
fn a_document_of_another_format_in_a_text_stays_as_text() {
    let text = format!(
        "<w:document {W}><w:body><w:p w:rsidR=\"plant-id\">{}</w:p><w:altChunk r:id=\"rId1\"/>\
         <w:altChunk r:id=\"rId2\"/></w:body></w:document>",
        run("Shown before")
    );
    let page = "<html><head><title>x</title><!-- plant-comment --></head><body class=\"plant-class\">\
        <p>Shown in a page</p><p hidden>plant-hidden</p><p title=\"plant-title\">Shown &lt;last</p>\
        </body></html>";
    let rich = "{\\rtf1 Shown in rich text{\\*\\comment plant-note}{\\v plant-vanished}}";
    let main = "word/document.xml";
    let parts = [
        (main, "wordprocessingml.document.main", text),
        ("word/one.html", "plant", page.to_owned()),
        ("word/two.rtf", "plant", rich.to_owned()),
    ];
    let arrows = [
        ("", "rId1", "officeDocument", main),
        (main, "rId1", "aFChunk", "one.html"),
        (main, "rId2", "aFChunk", "two.rtf"),
    ];
    let shown = ["Shown before", "Shown in a page", "Shown <last", "Shown in rich text"];
    check("a.docx", &package(&parts, &arrows), &shown);
}

#[test]
fn what_word_never_shows_goes() {
    let cell = |merge: &str, text: &str| {
        format!("<w:tc><w:tcPr>{merge}</w:tcPr><w:p>{}</w:p></w:tc>", run(text))
    };
    let listed = |level: u32| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"4\"/></w:numPr>\
             </w:pPr>{}</w:p>",
            run("Shown item")
        )
    };
    let text = format!(
        "<w:document {W}><w:body><w:tbl><w:tr>{}</w:tr><w:tr>{}</w:tr></w:tbl>{}<w:sectPr>\
         <w:headerReference w:type=\"default\" r:id=\"rId1\"/><w:headerReference w:type=\"even\" \
         r:id=\"rId2\"/><w:headerReference w:type=\"first\" r:id=\"rId3\"/></w:sectPr></w:body>\
         </w:document>",
        cell("<w:vMerge w:val=\"restart\"/>", "Shown cell"),
        cell("<w:vMerge/>", "plant-merged"),
        listed(1),
    );
    let level = |level: u32, text: &str| {
        format!("<w:lvl w:ilvl=\"{level}\"><w:lvlText w:val=\"{text}\"/></w:lvl>")
    };
    let lists = format!(
        "<w:numbering {W}><w:abstractNum w:abstractNumId=\"7\"><w:name w:val=\"plant-list\"/>{}{}\
         </w:abstractNum><w:abstractNum w:abstractNumId=\"8\">{}</w:abstractNum><w:num \
         w:numId=\"4\"><w:abstractNumId w:val=\"7\"/></w:num></w:numbering>",
        level(0, "plant-level %1"),
        level(1, "Shown part %2"),
        level(0, "plant-unused %1"),
    );
    let header = |text: &str| format!("<w:hdr {W}><w:p>{}</w:p></w:hdr>", run(text));
    let main = "word/document.xml";
    let kind = "wordprocessingml.header";
    let parts = [
        (main, "wordprocessingml.document.main", text),
        ("word/h1.xml", kind, header("Shown header")),
        ("word/h2.xml", kind, header("plant-even")),
        ("word/h3.xml", kind, header("plant-first")),
        ("word/numbering.xml", "wordprocessingml.numbering", lists),
    ];
    let arrows = [
        ("", "rId1", "officeDocument", main),
        (main, "rId1", "header", "h1.xml"),
        (main, "rId2", "header", "h2.xml"),
        (main, "rId3", "header", "h3.xml"),
        (main, "rId4", "numbering", "numbering.xml"),
    ];
    let copy = check("a.docx", &package(&parts, &arrows), &["Shown cell", "Shown header"]);
    assert!(inflated(&copy).contains("Shown part %2"), "words of a level that is used are lost");
}

#[test]
fn cells_and_pieces_that_nobody_sees_go_and_the_others_stay() {
    let cell = |name: &str, text: &str| {
        format!("<c r=\"{name}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    };
    let sheet = format!(
        "<worksheet {S}><sheetFormatPr zeroHeight=\"1\"/><sheetData><row r=\"1\">{}</row><row \
         r=\"3\">{}<c r=\"B3\" t=\"inlineStr\"><is><r><t>Seen piece</t></r><r><rPr><color \
         rgb=\"FFFFFFFF\"/></rPr><t>plant-piece</t></r></is></c></row></sheetData>\
         <conditionalFormatting sqref=\"A3\"><cfRule type=\"expression\" dxfId=\"0\" priority=\"1\">\
         <formula>1=1</formula></cfRule></conditionalFormatting></worksheet>",
        cell("A1", "Shown cell"),
        cell("A3", "plant-by-rule"),
    );
    let styles = format!(
        "<styleSheet {S}><cellXfs><xf/></cellXfs><dxfs><dxf><numFmt numFmtId=\"170\" \
         formatCode=\";;;\"/></dxf></dxfs></styleSheet>"
    );
    let book = format!(
        "<workbook {S}><sheets><sheet name=\"Shown\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let main = "xl/workbook.xml";
    let bytes = package(
        &[
            (main, "spreadsheetml.sheet.main", book),
            ("xl/worksheets/sheet1.xml", "spreadsheetml.worksheet", sheet),
            ("xl/styles.xml", "spreadsheetml.styles", styles),
        ],
        &[
            ("", "rId1", "officeDocument", main),
            (main, "rId1", "worksheet", "worksheets/sheet1.xml"),
            (main, "rId2", "styles", "styles.xml"),
        ],
    );
    let copy = cleaned("a.xlsx", &bytes).bytes;
    let all = inflated(&copy);
    assert!(!all.contains("plant-"), "{all}");
    let text = all_text("a.xlsx", &copy);
    assert!(text.contains("Shown cell\nSeen piece"), "{text}");
}

#[test]
fn letters_without_a_fill_and_words_of_hidden_levels_go() {
    let clear = "<w14:textFill><w14:noFill/></w14:textFill>";
    let text = format!(
        "<w:document {W} xmlns:w14=\"http://schemas.microsoft.com/office/word/2010/wordml\"><w:body>\
         <w:p>{}{}</w:p><w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"4\"/></w:numPr>\
         </w:pPr>{}</w:p></w:body></w:document>",
        run("Shown."),
        styled(clear, "plant-clear"),
        run("Shown item"),
    );
    let lists = format!(
        "<w:numbering {W}><w:abstractNum w:abstractNumId=\"7\"><w:lvl w:ilvl=\"0\"><w:lvlText \
         w:val=\"plant-level %1\"/><w:rPr><w:vanish/></w:rPr></w:lvl></w:abstractNum><w:num \
         w:numId=\"4\"><w:abstractNumId w:val=\"7\"/></w:num></w:numbering>"
    );
    let main = "word/document.xml";
    let bytes = package(
        &[
            (main, "wordprocessingml.document.main", text),
            ("word/numbering.xml", "wordprocessingml.numbering", lists),
        ],
        &[("", "rId1", "officeDocument", main), (main, "rId4", "numbering", "numbering.xml")],
    );
    let copy = cleaned("a.docx", &bytes).bytes;
    assert!(!inflated(&copy).contains("plant-"));
    let text = all_text("a.docx", &copy);
    assert!(text.contains("Shown.") && text.contains("Shown item"), "{text}");
}

/// Returns a package with one more member.
fn with_member(bytes: Vec<u8>, name: &str, content: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new_append(Cursor::new(bytes)).unwrap();
    zip.start_file(name, SimpleFileOptions::default()).unwrap();
    zip.write_all(content).unwrap();
    zip.finish().unwrap().into_inner()
}

/// A show of one slide, on which a rectangle of that width lies over a picture.
fn slide_with_box(width: u32, picture: &[u8]) -> Vec<u8> {
    slide_with_picture(width, "", picture)
}

/// Such a show, with an effect on its picture.
fn slide_with_picture(width: u32, effect: &str, picture: &[u8]) -> Vec<u8> {
    let frame = |width: u32| {
        format!(
            "<a:xfrm><a:off x=\"100\" y=\"100\"/><a:ext cx=\"{width}\" cy=\"1000\"/></a:xfrm>\
             <a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom>"
        )
    };
    let slide = format!(
        "<p:sld {W}><p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id=\"1\" name=\"\"/><p:cNvGrpSpPr/>\
         <p:nvPr/></p:nvGrpSpPr><p:grpSpPr/><p:pic><p:nvPicPr><p:cNvPr id=\"3\" name=\"P\"/>\
         <p:cNvPicPr/><p:nvPr/></p:nvPicPr><p:blipFill><a:blip r:embed=\"rId2\">{effect}</a:blip><a:stretch>\
         <a:fillRect/></a:stretch></p:blipFill><p:spPr>{}</p:spPr></p:pic><p:sp><p:nvSpPr><p:cNvPr \
         id=\"4\" name=\"R\"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr>{}<a:solidFill><a:srgbClr \
         val=\"000000\"/></a:solidFill></p:spPr></p:sp></p:spTree></p:cSld></p:sld>",
        frame(1000),
        frame(width),
    );
    let show = format!(
        "<p:presentation {W}><p:sldIdLst><p:sldId id=\"256\" r:id=\"rId1\"/></p:sldIdLst><p:sldSz \
         cx=\"9144\" cy=\"6858\"/></p:presentation>"
    );
    let (main, slide_name) = ("ppt/presentation.xml", "ppt/slides/slide1.xml");
    let bytes = package(
        &[
            (main, "presentationml.presentation.main", show),
            (slide_name, "presentationml.slide", slide),
        ],
        &[
            ("", "rId1", "officeDocument", main),
            (main, "rId1", "slide", "slides/slide1.xml"),
            (slide_name, "rId2", "image", "../media/a.png"),
        ],
    );
    with_member(bytes, "ppt/media/a.png", picture)
}

/// A white picture.
fn white() -> Vec<u8> {
    let white = ::image::GrayImage::from_pixel(8, 8, ::image::Luma([255]));
    let mut png = Cursor::new(Vec::new());
    white.write_to(&mut png, ::image::ImageFormat::Png).unwrap();
    png.into_inner()
}

/// The picture in a copy, if there is one.
fn picture_in(copy: &[u8]) -> Option<::image::GrayImage> {
    let mut archive = ZipArchive::new(Cursor::new(copy)).unwrap();
    let mut bytes = Vec::new();
    archive.by_name("ppt/media/image1.png").ok()?.read_to_end(&mut bytes).unwrap();
    Some(::image::load_from_memory(&bytes).unwrap().into_luma8())
}

#[test]
fn what_a_box_covers_of_a_picture_goes() {
    let half = cleaned("a.pptx", &slide_with_box(500, &white())).bytes;
    let picture = picture_in(&half).unwrap();
    assert_eq!([picture.get_pixel(1, 1).0, picture.get_pixel(6, 6).0], [[0], [255]]);
    let whole = cleaned("a.pptx", &slide_with_box(1000, &white())).bytes;
    assert!(picture_in(&whole).is_none());
}

#[test]
fn a_picture_under_a_box_is_told_as_covered() {
    let hidden = |width: u32| {
        let show = slide_with_box(width, b"Words that stand for a picture.");
        hiding_of_picture("a.pptx", &show)
    };
    assert_eq!(hidden(1000), Some(crate::Hidden::Covered));
    assert_eq!(hidden(500), None);
}

/// How the words are hidden that stand for a picture in a package.
fn hiding_of_picture(name: &str, package: &[u8]) -> Option<crate::Hidden> {
    let document = crate::clean::testing::parts(name, package);
    let read = document.parts.iter().find(|read| read.text.starts_with("Words"));
    read.unwrap().part.hidden
}

#[test]
fn a_picture_of_which_an_effect_leaves_nothing_goes() {
    for (effect, is_blank) in [
        ("<a:alphaModFix amt=\"0\"/>", true),
        ("<a:lum bright=\"100000\"/>", true),
        ("<a:alphaModFix amt=\"50000\"/>", false),
        ("<a:lum bright=\"70000\" contrast=\"-70000\"/>", false),
    ] {
        let show = slide_with_picture(0, effect, b"Words that stand for a picture.");
        let hidden = is_blank.then_some(crate::Hidden::Invisible);
        assert_eq!(hiding_of_picture("a.pptx", &show), hidden, "{effect}");
        let copy = cleaned("a.pptx", &slide_with_picture(0, effect, &white())).bytes;
        let shade = picture_in(&copy).unwrap().get_pixel(4, 4).0;
        assert_eq!(shade, [if is_blank { 0 } else { 255 }], "{effect}");
        // What is done to it is done in the copy, too.
        assert!(inflated(&copy).contains(effect), "{effect}");
    }
}

/// A text with a picture in its line, and a box of that width over it.
fn text_with_box(width: u32, paragraph: &str, picture: &[u8]) -> Vec<u8> {
    let main = "word/document.xml";
    let document = format!(
        "<w:document {W} xmlns:wps=\"http://schemas.microsoft.com/office/word/2010/\
         wordprocessingShape\"><w:body><w:p>{paragraph}<w:r><w:drawing><wp:inline><wp:extent \
         cx=\"100000\" cy=\"100000\"/><wp:docPr id=\"1\" name=\"P\"/><a:graphic><a:graphicData \
         uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic><pic:blipFill>\
         <a:blip r:embed=\"rId2\"/></pic:blipFill><pic:spPr/></pic:pic></a:graphicData></a:graphic>\
         </wp:inline></w:drawing></w:r><w:r><w:drawing><wp:anchor relativeHeight=\"2\" \
         behindDoc=\"0\"><wp:positionH relativeFrom=\"column\"><wp:posOffset>0</wp:posOffset>\
         </wp:positionH><wp:positionV relativeFrom=\"paragraph\"><wp:posOffset>0</wp:posOffset>\
         </wp:positionV><wp:extent cx=\"{width}\" cy=\"100000\"/><wp:wrapNone/><wp:docPr id=\"2\" \
         name=\"B\"/><a:graphic><a:graphicData uri=\"http://schemas.microsoft.com/office/word/2010/\
         wordprocessingShape\"><wps:wsp><wps:cNvSpPr/><wps:spPr><a:prstGeom prst=\"rect\"/>\
         <a:solidFill><a:srgbClr val=\"000000\"/></a:solidFill></wps:spPr><wps:bodyPr/></wps:wsp>\
         </a:graphicData></a:graphic></wp:anchor></w:drawing></w:r></w:p></w:body></w:document>"
    );
    let bytes = package(
        &[(main, "wordprocessingml.document.main", document)],
        &[("", "rId1", "officeDocument", main), (main, "rId2", "image", "media/a.png")],
    );
    with_member(bytes, "word/media/a.png", picture)
}

#[test]
fn what_a_box_covers_of_a_picture_in_a_text_goes() {
    let shades = |width: u32, paragraph: &str| {
        let copy = cleaned("a.docx", &text_with_box(width, paragraph, &white())).bytes;
        let mut archive = ZipArchive::new(Cursor::new(copy)).unwrap();
        let mut bytes = Vec::new();
        archive.by_name("word/media/image1.png").unwrap().read_to_end(&mut bytes).unwrap();
        let picture = ::image::load_from_memory(&bytes).unwrap().into_luma8();
        [picture.get_pixel(1, 1).0[0], picture.get_pixel(6, 6).0[0]]
    };
    assert_eq!(shades(50_000, ""), [0, 255]);
    assert_eq!(shades(100_000, ""), [0, 0]);
    // Where the line begins is not known then.
    assert_eq!(shades(50_000, "<w:pPr><w:jc w:val=\"center\"/></w:pPr>"), [255, 255]);
    let hidden = |width: u32| {
        let words = b"Words that stand for a picture.";
        hiding_of_picture("a.docx", &text_with_box(width, "", words))
    };
    assert_eq!(hidden(100_000), Some(crate::Hidden::Covered));
    assert_eq!(hidden(50_000), None);
}
