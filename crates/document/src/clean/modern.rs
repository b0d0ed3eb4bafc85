//! Old formats become new ones: what is shown in them is written anew, without their layout.

mod message;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

pub(crate) use message::to_eml;

use super::flat::shown;
use super::package::NewZip;
use super::{Refusal, Removal, Work};
use crate::formats::{docx, pptx, visible, xlsx};
use crate::{Collector, Document, PartKind, ProblemCode, ReadPart, Source};

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const ARROWS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const CONTENT: &str = "application/vnd.openxmlformats-officedocument";
const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const SHEET: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const SLIDE: &str = "http://schemas.openxmlformats.org/presentationml/2006/main";
const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";
/// Characters that no name of a sheet may have, and most that it has.
const NOT_IN_SHEET_NAMES: &[char] = &['[', ']', ':', '*', '?', '/', '\\', '\''];
const SHEET_NAME_CHARS_MAX: usize = 28;

/// Makes a Word document of one in an older format.
pub(crate) fn to_docx(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let document = read(bytes, work)?;
    let order = [PartKind::Header, PartKind::Body, PartKind::Footnote, PartKind::Footer];
    let mut body = String::new();
    for kind in order {
        for part in parts(&document, kind) {
            body += &paragraphs(&shown(part));
        }
    }
    let main = format!("{XML}<w:document xmlns:w=\"{WORD}\"><w:body>{body}</w:body></w:document>");
    let kind = "wordprocessingml.document.main";
    let package = package(&[("word/document.xml", kind, main)], &[], "word/document.xml")?;
    docx(&package, work)
}

/// Makes a workbook of one in an older format.
pub(crate) fn to_xlsx(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let document = read(bytes, work)?;
    let mut members = Vec::new();
    let mut arrows = Vec::new();
    let mut sheets = String::new();
    let mut names = BTreeSet::new();
    for (number, part) in (1..).zip(parts(&document, PartKind::Sheet)) {
        let name = format!("xl/worksheets/sheet{number}.xml");
        let title = sheet_name(part, number, &mut names);
        sheets += &format!(
            "<sheet name=\"{}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>",
            escaped(&title)
        );
        members.push((name.clone(), "spreadsheetml.worksheet", sheet(part)));
        arrows.push(("xl/workbook.xml", "worksheet", name));
    }
    let book = format!(
        "{XML}<workbook xmlns=\"{SHEET}\" xmlns:r=\"{OFFICE}\"><sheets>{sheets}</sheets></workbook>"
    );
    let mut all = vec![("xl/workbook.xml", "spreadsheetml.sheet.main", book)];
    all.extend(members.iter().map(|(name, kind, text)| (name.as_str(), *kind, text.clone())));
    let package = package(&all, &arrows, "xl/workbook.xml")?;
    xlsx(&package, work)
}

/// Makes a presentation of one in an older format: a box of text for each slide.
pub(crate) fn to_pptx(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let document = read(bytes, work)?;
    let namespaces = format!("xmlns:a=\"{DRAWING}\" xmlns:r=\"{OFFICE}\" xmlns:p=\"{SLIDE}\"");
    let tree = |shapes: &str| {
        format!(
            "<p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id=\"1\" name=\"\"/><p:cNvGrpSpPr/><p:nvPr/>\
             </p:nvGrpSpPr><p:grpSpPr/>{shapes}</p:spTree></p:cSld>"
        )
    };
    let main = "ppt/presentation.xml";
    let (layout, master) =
        ("ppt/slideLayouts/slideLayout1.xml", "ppt/slideMasters/slideMaster1.xml");
    let mut members = Vec::new();
    let mut arrows = Vec::new();
    let mut list = String::new();
    for (number, part) in (1_u32..).zip(parts(&document, PartKind::Slide)) {
        let name = format!("ppt/slides/slide{number}.xml");
        let shapes = text_box(&shown(part));
        let text = format!("{XML}<p:sld {namespaces}>{}</p:sld>", tree(&shapes));
        list += &format!("<p:sldId id=\"{}\" r:id=\"rId{number}\"/>", 255 + number);
        arrows.push((main.to_owned(), "slide", name.clone()));
        arrows.push((name.clone(), "slideLayout", layout.to_owned()));
        members.push((name, "presentationml.slide", text));
    }
    let last = members.len() + 1;
    arrows.push((main.to_owned(), "slideMaster", master.to_owned()));
    arrows.push((layout.to_owned(), "slideMaster", master.to_owned()));
    arrows.push((master.to_owned(), "slideLayout", layout.to_owned()));
    arrows.push((master.to_owned(), "theme", "ppt/theme/theme1.xml".to_owned()));
    let show = format!(
        "{XML}<p:presentation {namespaces}><p:sldMasterIdLst><p:sldMasterId id=\"2147483648\" \
         r:id=\"rId{last}\"/></p:sldMasterIdLst><p:sldIdLst>{list}</p:sldIdLst><p:sldSz \
         cx=\"9144000\" cy=\"6858000\"/><p:notesSz cx=\"6858000\" cy=\"9144000\"/></p:presentation>"
    );
    let map = "<p:clrMap bg1=\"lt1\" tx1=\"dk1\" bg2=\"lt2\" tx2=\"dk2\" accent1=\"accent1\" \
               accent2=\"accent2\" accent3=\"accent3\" accent4=\"accent4\" accent5=\"accent5\" \
               accent6=\"accent6\" hlink=\"hlink\" folHlink=\"folHlink\"/>";
    let of_master = format!(
        "{XML}<p:sldMaster {namespaces}>{}{map}<p:sldLayoutIdLst><p:sldLayoutId id=\"2147483649\" \
         r:id=\"rId1\"/></p:sldLayoutIdLst></p:sldMaster>",
        tree("")
    );
    let of_layout = format!("{XML}<p:sldLayout {namespaces}>{}</p:sldLayout>", tree(""));
    members.push((main.to_owned(), "presentationml.presentation.main", show));
    members.push((layout.to_owned(), "presentationml.slideLayout", of_layout));
    members.push((master.to_owned(), "presentationml.slideMaster", of_master));
    members.push(("ppt/theme/theme1.xml".to_owned(), "theme", theme()));
    let members: Vec<_> = members.iter().map(|(n, k, t)| (n.as_str(), *k, t.clone())).collect();
    let arrows: Vec<_> = arrows.iter().map(|(s, k, t)| (s.as_str(), *k, t.clone())).collect();
    pptx(&package(&members, &arrows, main)?, work)
}

/// Reads a document whole; one of which nothing was read is refused.
fn read(bytes: &[u8], work: &mut Work<'_>) -> Result<Document, Refusal> {
    let mut collector = Collector::default();
    let name = work.name().to_owned();
    crate::read(&mut Cursor::new(bytes), &name, work.limits(), &mut collector);
    let document = accepted(collector.document, work)?;
    work.removed(Removal::Embedded, document.heads.len().saturating_sub(1));
    Ok(document)
}

/// Returns a document that was read; one of which nothing was is refused.
fn accepted(document: Document, work: &mut Work<'_>) -> Result<Document, Refusal> {
    let encrypted = document.problems.iter().find(|p| p.code == ProblemCode::Encrypted);
    if let Some(problem) = encrypted {
        return Err(Refusal::Unread(problem.code));
    }
    if !document.parts.iter().any(|part| part.part.path.is_empty() && is_content(part.part.kind)) {
        let blocking = document.problems.iter().find(|p| p.effect() == crate::Effect::Blocks);
        let code = blocking.map_or(ProblemCode::Damaged, |problem| problem.code);
        return Err(Refusal::Unread(code));
    }
    work.removed(Removal::Layout, 1);
    let hidden = |part: &&ReadPart| part.part.hidden == Some(crate::Hidden::Property);
    work.removed(Removal::Properties, document.parts.iter().filter(hidden).count());
    let runs = document.parts.iter().flat_map(|part| &part.runs);
    work.removed(Removal::HiddenText, runs.filter(|run| run.hidden.is_some()).count());
    Ok(document)
}

fn is_content(kind: PartKind) -> bool {
    matches!(kind, PartKind::Body | PartKind::Sheet | PartKind::Slide | PartKind::MailHeader)
}

/// Parts of that kind which a reader of the document sees.
fn parts(document: &Document, kind: PartKind) -> impl Iterator<Item = &ReadPart> {
    document.parts.iter().filter(move |part| {
        part.part.kind == kind && part.part.hidden.is_none() && part.part.path.is_empty()
    })
}

/// Returns text as paragraphs; lines with tabs that follow one another are the rows of a table.
fn paragraphs(text: &str) -> String {
    let (text, _) = visible(text);
    let mut made = String::new();
    let lines: Vec<&str> = text.lines().collect();
    for rows in lines.chunk_by(|a, b| a.contains('\t') == b.contains('\t')) {
        let is_table = rows.len() > 1 && rows.iter().all(|row| row.contains('\t'));
        if !is_table {
            made.extend(rows.iter().map(|line| paragraph(line)));
            continue;
        }
        let columns = rows.iter().map(|row| row.split('\t').count()).max().unwrap_or(1);
        let grid = "<w:gridCol w:w=\"1800\"/>".repeat(columns);
        made += &format!("<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>");
        for row in rows {
            let cells = row.split('\t').chain(std::iter::repeat("")).take(columns);
            let cells = cells.map(|cell| format!("<w:tc><w:tcPr/>{}</w:tc>", paragraph(cell)));
            made += &format!("<w:tr>{}</w:tr>", cells.collect::<String>());
        }
        made += "</w:tbl><w:p/>";
    }
    made
}

fn paragraph(line: &str) -> String {
    let pieces = line.split('\t').map(|piece| match piece {
        "" => String::new(),
        piece => format!("<w:t xml:space=\"preserve\">{}</w:t>", escaped(piece)),
    });
    let run = pieces.collect::<Vec<_>>().join("<w:tab/>");
    if run.is_empty() { "<w:p/>".to_owned() } else { format!("<w:p><w:r>{run}</w:r></w:p>") }
}

/// Returns a sheet with the cells that are shown, each where it stood.
fn sheet(part: &ReadPart) -> String {
    let mut rows: BTreeMap<u32, BTreeMap<u32, String>> = BTreeMap::new();
    for run in part.runs.iter().filter(|run| run.hidden.is_none()) {
        let Source::Cell(cell) = &run.source else { continue };
        let text = part.text.get(run.span.range()).unwrap_or_default();
        rows.entry(cell.row).or_default().entry(cell.column).or_default().push_str(text);
    }
    let mut made = format!("{XML}<worksheet xmlns=\"{SHEET}\"><sheetData>");
    for (row, cells) in rows {
        made += &format!("<row r=\"{}\">", row + 1);
        for (column, text) in cells {
            let name = format!("{}{}", column_name(column), row + 1);
            made += &cell(&name, &visible(&text).0);
        }
        made += "</row>";
    }
    made + "</sheetData></worksheet>"
}

fn cell(name: &str, text: &str) -> String {
    let is_number = text.parse::<f64>().is_ok_and(f64::is_finite)
        && text.len() < 16
        && text.bytes().all(|byte| byte.is_ascii_digit() || b"-.".contains(&byte))
        && !(text.len() > 1 && text.starts_with('0') && !text.starts_with("0."));
    match is_number {
        true => format!("<c r=\"{name}\"><v>{text}</v></c>"),
        false => format!("<c r=\"{name}\" t=\"inlineStr\"><is><t>{}</t></is></c>", escaped(text)),
    }
}

fn column_name(column: u32) -> String {
    let mut name = String::new();
    let mut left = column + 1;
    while left > 0 {
        let letter = ((left - 1) % 26) as u8;
        name.insert(0, char::from(b'A' + letter));
        left = (left - 1) / 26;
    }
    name
}

fn sheet_name(part: &ReadPart, number: usize, names: &mut BTreeSet<String>) -> String {
    let own = part.part.sheet.as_deref().unwrap_or_default();
    let plain: String = own
        .chars()
        .filter(|c| !NOT_IN_SHEET_NAMES.contains(c) && !c.is_control())
        .take(SHEET_NAME_CHARS_MAX)
        .collect();
    let plain = if plain.trim().is_empty() { format!("Sheet{number}") } else { plain };
    let name = if names.insert(plain.to_lowercase()) { plain } else { format!("Sheet {number}") };
    names.insert(name.to_lowercase());
    name
}

fn text_box(text: &str) -> String {
    let paragraphs: String = visible(text)
        .0
        .lines()
        .map(|line| format!("<a:p><a:r><a:t>{}</a:t></a:r></a:p>", escaped(line)))
        .collect();
    let paragraphs = if paragraphs.is_empty() { "<a:p/>".to_owned() } else { paragraphs };
    format!(
        "<p:sp><p:nvSpPr><p:cNvPr id=\"2\" name=\"Text\"/><p:cNvSpPr txBox=\"1\"/><p:nvPr/>\
         </p:nvSpPr><p:spPr><a:xfrm><a:off x=\"457200\" y=\"457200\"/><a:ext cx=\"8229600\" \
         cy=\"5943600\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></p:spPr>\
         <p:txBody><a:bodyPr wrap=\"square\"/>{paragraphs}</p:txBody></p:sp>"
    )
}

/// A theme of plain colours and fonts: a presentation needs one.
fn theme() -> String {
    let color = |name: &str, rgb: &str| format!("<a:{name}><a:srgbClr val=\"{rgb}\"/></a:{name}>");
    let colors: String = [
        ("dk1", "000000"),
        ("lt1", "FFFFFF"),
        ("dk2", "333333"),
        ("lt2", "EEEEEE"),
        ("accent1", "336699"),
        ("accent2", "993333"),
        ("accent3", "339966"),
        ("accent4", "996633"),
        ("accent5", "663399"),
        ("accent6", "666666"),
        ("hlink", "0000CC"),
        ("folHlink", "660099"),
    ]
    .iter()
    .map(|(name, rgb)| color(name, rgb))
    .collect();
    let font = |name: &str| {
        format!(
            "<a:{name}><a:latin typeface=\"Arial\"/><a:ea typeface=\"\"/><a:cs typeface=\"\"/>\
             </a:{name}>"
        )
    };
    let fill = "<a:solidFill><a:schemeClr val=\"phClr\"/></a:solidFill>";
    let line = format!("<a:ln w=\"9525\">{fill}</a:ln>");
    let effect = "<a:effectStyle><a:effectLst/></a:effectStyle>";
    format!(
        "{XML}<a:theme xmlns:a=\"{DRAWING}\" name=\"Theme\"><a:themeElements><a:clrScheme \
         name=\"Theme\">{colors}</a:clrScheme><a:fontScheme name=\"Theme\">{}{}</a:fontScheme>\
         <a:fmtScheme name=\"Theme\"><a:fillStyleLst>{}</a:fillStyleLst><a:lnStyleLst>{}\
         </a:lnStyleLst><a:effectStyleLst>{}</a:effectStyleLst><a:bgFillStyleLst>{}\
         </a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>",
        font("majorFont"),
        font("minorFont"),
        fill.repeat(3),
        line.repeat(3),
        effect.repeat(3),
        fill.repeat(3),
    )
}

/// Packs members, each with its content type, and the arrows between them.
fn package(
    members: &[(&str, &str, String)],
    arrows: &[(&str, &str, String)],
    main: &str,
) -> Result<Vec<u8>, Refusal> {
    let mut zip = NewZip::new();
    let mut types = format!("{XML}<Types xmlns=\"{TYPES}\">");
    for (name, kind, text) in members {
        types += &format!("<Override PartName=\"/{name}\" ContentType=\"{CONTENT}.{kind}+xml\"/>");
        zip.add(name, text.as_bytes(), false)?;
    }
    zip.add("[Content_Types].xml", format!("{types}</Types>").as_bytes(), false)?;
    let root = [("", "officeDocument", main.to_owned())];
    let sources: BTreeSet<&str> = arrows.iter().map(|(source, ..)| *source).collect();
    zip.add("_rels/.rels", &relationships("", &root), false)?;
    for source in sources {
        let (folder, file) = source.rsplit_once('/').unwrap_or(("", source));
        let name = format!("{folder}/_rels/{file}.rels");
        zip.add(&name, &relationships(source, arrows), false)?;
    }
    zip.finish()
}

fn relationships(source: &str, arrows: &[(&str, &str, String)]) -> Vec<u8> {
    let mut text = format!("{XML}<Relationships xmlns=\"{ARROWS}\">");
    let own = arrows.iter().filter(|(from, ..)| *from == source);
    for (number, (_, kind, target)) in (1..).zip(own) {
        text += &format!(
            "<Relationship Id=\"rId{number}\" Type=\"{OFFICE}/{kind}\" Target=\"/{target}\"/>"
        );
    }
    (text + "</Relationships>").into_bytes()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
