//! Old formats become new ones: what is shown in them is written anew, without their layout.

mod draft;
mod message;
mod pictures;
mod sheets;
mod theme;

use std::collections::BTreeMap;

pub(crate) use message::to_eml;
pub(crate) use sheets::to_xlsx;

use self::draft::Draft;
use super::flat::shown as shown_text;
use super::{Refusal, Removal, Work};
use crate::formats::ooxml::clean::{docx, pptx};
use crate::formats::text::clean::visible;
use crate::shown::{Gallery, Shown, Stand};
use crate::{Collector, Document, PartKind, ProblemCode, ReadPart};

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const SLIDE: &str = "http://schemas.openxmlformats.org/presentationml/2006/main";
const IN_WORD: &str = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing";
const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";

/// Makes a Word document of one in an older format; its pictures stand behind its text.
pub(crate) fn to_docx(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let (document, Gallery { pictures: shown, .. }) = read(bytes, work)?;
    let main = "word/document.xml";
    let order = [PartKind::Header, PartKind::Body, PartKind::Footnote, PartKind::Footer];
    let mut draft = Draft::new();
    let mut body = String::new();
    for kind in order {
        for part in parts(&document, kind) {
            body += &paragraphs(&shown_text(part));
        }
    }
    for (number, picture) in (1..).zip(&shown) {
        body += &pictures::in_text(picture, number, main, &mut draft)?;
    }
    let text = format!(
        "{XML}<w:document xmlns:w=\"{WORD}\" xmlns:wp=\"{IN_WORD}\" xmlns:a=\"{DRAWING}\" \
         xmlns:r=\"{OFFICE}\"><w:body>{body}</w:body></w:document>"
    );
    draft.add(main, "wordprocessingml.document.main", &text)?;
    docx(&draft.finish(main)?, work)
}

/// Makes a presentation of one in an older format: pictures and a box of text for each slide.
pub(crate) fn to_pptx(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let (document, Gallery { pictures: shown, .. }) = read(bytes, work)?;
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
    let mut draft = Draft::new();
    let mut list = String::new();
    for (number, (text, pictures)) in (1_u32..).zip(slides(&document, &shown)) {
        let name = format!("ppt/slides/slide{number}.xml");
        let mut shapes = String::new();
        for (number, picture) in (3..).zip(pictures) {
            shapes += &pictures::on_slide(picture, number, &name, &mut draft)?;
        }
        // Text stands upon pictures, so that all of it is seen.
        shapes += &text_box(&text);
        let text = format!("{XML}<p:sld {namespaces}>{}</p:sld>", tree(&shapes));
        draft.add(&name, "presentationml.slide", &text)?;
        draft.arrow(&name, "slideLayout", layout);
        let id = draft.arrow(main, "slide", &name);
        list += &format!("<p:sldId id=\"{}\" r:id=\"{id}\"/>", 255 + number);
    }
    let last = draft.arrow(main, "slideMaster", master);
    draft.arrow(layout, "slideMaster", master);
    let first = draft.arrow(master, "slideLayout", layout);
    draft.arrow(master, "theme", "ppt/theme/theme1.xml");
    let show = format!(
        "{XML}<p:presentation {namespaces}><p:sldMasterIdLst><p:sldMasterId id=\"2147483648\" \
         r:id=\"{last}\"/></p:sldMasterIdLst><p:sldIdLst>{list}</p:sldIdLst><p:sldSz \
         cx=\"9144000\" cy=\"6858000\"/><p:notesSz cx=\"6858000\" cy=\"9144000\"/></p:presentation>"
    );
    let map = "<p:clrMap bg1=\"lt1\" tx1=\"dk1\" bg2=\"lt2\" tx2=\"dk2\" accent1=\"accent1\" \
               accent2=\"accent2\" accent3=\"accent3\" accent4=\"accent4\" accent5=\"accent5\" \
               accent6=\"accent6\" hlink=\"hlink\" folHlink=\"folHlink\"/>";
    let of_master = format!(
        "{XML}<p:sldMaster {namespaces}>{}{map}<p:sldLayoutIdLst><p:sldLayoutId id=\"2147483649\" \
         r:id=\"{first}\"/></p:sldLayoutIdLst></p:sldMaster>",
        tree("")
    );
    let of_layout = format!("{XML}<p:sldLayout {namespaces}>{}</p:sldLayout>", tree(""));
    draft.add(main, "presentationml.presentation.main", &show)?;
    draft.add(layout, "presentationml.slideLayout", &of_layout)?;
    draft.add(master, "presentationml.slideMaster", &of_master)?;
    draft.add("ppt/theme/theme1.xml", "theme", &theme::theme())?;
    pptx(&draft.finish(main)?, work)
}

/// Text and pictures of each slide that is seen, in the order of the show.
fn slides<'a>(document: &Document, shown: &'a [Shown]) -> Vec<(String, Vec<&'a Shown>)> {
    let mut slides: BTreeMap<u32, (String, Vec<&Shown>)> = BTreeMap::new();
    // Slides whose place nobody knows come last.
    for (number, part) in (1..).zip(parts(document, PartKind::Slide)) {
        let place = part.part.page.unwrap_or(u32::MAX / 2 + number);
        slides.entry(place).or_default().0 += &shown_text(part);
    }
    for picture in shown {
        if let Stand::Slide(number, _) = picture.stand {
            slides.entry(number).or_default().1.push(picture);
        }
    }
    slides.into_values().collect()
}

/// Reads a document whole, with the pictures of it that go on; one of which nothing was read is
/// refused.
fn read(bytes: &[u8], work: &mut Work<'_>) -> Result<(Document, Gallery), Refusal> {
    let mut collector = Collector::default();
    let mut shown = work.read_with_pictures(bytes, work.name(), &mut collector);
    shown.pictures = pictures::that_go_on(shown.pictures, work);
    let document = accepted(collector.document, !shown.pictures.is_empty(), work)?;
    let embedded = document.heads.len().saturating_sub(1 + shown.pictures.len());
    work.removed(Removal::Embedded, embedded);
    Ok((document, shown))
}

/// Returns a document that was read; one without text and pictures is refused.
fn accepted(
    document: Document,
    has_pictures: bool,
    work: &mut Work<'_>,
) -> Result<Document, Refusal> {
    let encrypted = document.problems.iter().find(|p| p.code == ProblemCode::Encrypted);
    if let Some(problem) = encrypted {
        return Err(Refusal::Unread(problem.code));
    }
    let is_shown = |part: &ReadPart| part.part.path.is_empty() && is_content(part.part.kind);
    if !has_pictures && !document.parts.iter().any(is_shown) {
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

/// Letters of a box of text, in hundredths of a point: the largest with which all of it is seen, and
/// least that they are.
const LETTERS: [u32; 11] = [1_800, 1_600, 1_400, 1_200, 1_000, 900, 800, 700, 600, 500, 400];
/// The room in the box of a slide, in hundredths of a point.
const BOX_WIDTH: u32 = 63_000;
const BOX_HEIGHT: u32 = 46_000;

/// The height of letters with which lines of so many letters fit into the box of a slide.
fn letters_that_fit(lines: &[usize]) -> u32 {
    let fits = |size: &u32| {
        let per_line = (BOX_WIDTH / (size * 6 / 10)).max(1) as usize;
        let rows: usize = lines.iter().map(|letters| letters.div_ceil(per_line).max(1)).sum();
        rows.saturating_mul(*size as usize * 12 / 10) <= BOX_HEIGHT as usize
    };
    LETTERS.into_iter().find(fits).unwrap_or(LETTERS[LETTERS.len() - 1])
}

fn text_box(text: &str) -> String {
    let text = visible(text).0;
    let lines: Vec<usize> = text.lines().map(|line| line.chars().count()).collect();
    let size = letters_that_fit(&lines);
    let paragraphs: String = text
        .lines()
        .map(|line| {
            format!("<a:p><a:r><a:rPr sz=\"{size}\"/><a:t>{}</a:t></a:r></a:p>", escaped(line))
        })
        .collect();
    let paragraphs = if paragraphs.is_empty() { "<a:p/>".to_owned() } else { paragraphs };
    format!(
        "<p:sp><p:nvSpPr><p:cNvPr id=\"2\" name=\"Text\"/><p:cNvSpPr txBox=\"1\"/><p:nvPr/>\
         </p:nvSpPr><p:spPr><a:xfrm><a:off x=\"457200\" y=\"457200\"/><a:ext cx=\"8229600\" \
         cy=\"5943600\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></p:spPr>\
         <p:txBody><a:bodyPr wrap=\"square\"/>{paragraphs}</p:txBody></p:sp>"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests;
