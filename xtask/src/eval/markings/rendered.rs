//! Small documents of many formats, from a page of lines.

use anyhow::Result;

use crate::corpus::Source;

/// What stands on the one page of a document.
#[derive(Debug, Clone)]
pub(super) struct Page {
    pub(super) header: Option<String>,
    pub(super) footer: Option<String>,
    pub(super) lines: Vec<String>,
}

impl Page {
    /// Returns a page of ordinary text, long enough that its middle is no edge.
    pub(super) fn filled() -> Self {
        let line = |number: usize| {
            format!(
                "{number}. The pumps of hall {number} were looked after in May, and all is well there."
            )
        };
        Self { header: None, footer: None, lines: (1..=14).map(line).collect() }
    }
}

/// A format that documents are made of.
pub(super) struct Format {
    pub(super) name: &'static str,
    /// True when a page has a header and a footer of its own.
    pub(super) has_bands: bool,
    /// True when it can hold such a text as it is made here.
    pub(super) can_hold: fn(&str) -> bool,
    source: fn(&Page) -> String,
}

/// The formats that are made.
pub(super) const FORMATS: &[Format] = &[
    Format { name: "txt", has_bands: false, can_hold: |_| true, source: plain },
    Format { name: "eml", has_bands: false, can_hold: |_| true, source: mail },
    Format { name: "html", has_bands: false, can_hold: |_| true, source: web_page },
    Format { name: "rtf", has_bands: true, can_hold: |_| true, source: rich_text },
    Format { name: "docx", has_bands: true, can_hold: |_| true, source: word },
    Format { name: "odt", has_bands: true, can_hold: |_| true, source: open_text },
    Format { name: "pptx", has_bands: true, can_hold: |_| true, source: slides },
    Format { name: "xlsx", has_bands: true, can_hold: |_| true, source: sheet },
    Format { name: "pdf", has_bands: true, can_hold: is_western, source: pdf },
];

/// Returns the bytes of a page as a document of that format.
pub(super) fn document(format: &Format, page: &Page) -> Result<Vec<u8>> {
    Source::parse(format.name, "case", &(format.source)(page))?.build()?.bytes()
}

fn plain(page: &Page) -> String {
    format!("=== file\n{}\n", page.lines.join("\n"))
}

fn mail(page: &Page) -> String {
    format!(
        "=== file\nFrom: Office <office@werk.example>\nTo: Hall <hall@werk.example>\n\
         Subject: Pumps\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\
         Content-Transfer-Encoding: 8bit\n\n{}\n",
        page.lines.join("\n")
    )
}

fn web_page(page: &Page) -> String {
    let paragraph = |line: &String| format!("<p>{}</p>\n", escaped(line).replace("  ", "&#160; "));
    let lines: String = page.lines.iter().map(paragraph).collect();
    format!(
        "=== file\n<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>Pumps</title></head>\n\
         <body>\n{lines}</body></html>\n"
    )
}

fn rich_text(page: &Page) -> String {
    let text = |line: &str| -> String {
        let mut units = [0; 2];
        let unit = |unit: &u16| format!("\\u{}?", *unit as i16);
        line.chars()
            .map(|c| match c {
                '\\' | '{' | '}' => format!("\\{c}"),
                ' '..='~' => c.to_string(),
                _ => c.encode_utf16(&mut units).iter().map(unit).collect(),
            })
            .collect()
    };
    let band = |name: &str, line: &Option<String>| {
        line.as_ref().map_or_else(String::new, |line| format!("{{\\{name} {}\\par}}\n", text(line)))
    };
    let lines: String = page.lines.iter().map(|line| format!("{}\\par\n", text(line))).collect();
    format!(
        "=== file\n{{\\rtf1\\ansi\\deff0{{\\fonttbl{{\\f0 Times;}}}}\n{}{}{lines}}}\n",
        band("header", &page.header),
        band("footer", &page.footer)
    )
}

fn word(page: &Page) -> String {
    const SPACES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
        xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
    let paragraph = |line: &String| {
        format!("<w:p><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>\n", escaped(line))
    };
    let band = |tag: &str, line: &Option<String>| match line {
        Some(line) => (
            format!("<w:{tag}Reference w:type=\"default\" r:id=\"{tag}1\"/>"),
            format!(
                "=== word/{tag}1.xml\n<w:{short} {SPACES}>{}</w:{short}>\n",
                paragraph(line),
                short = if tag == "header" { "hdr" } else { "ftr" },
            ),
        ),
        None => (String::new(), String::new()),
    };
    let (header, footer) = (band("header", &page.header), band("footer", &page.footer));
    let lines: String = page.lines.iter().map(paragraph).collect();
    format!(
        "=== word/document.xml\n<w:document {SPACES}><w:body>\n{lines}<w:sectPr>{}{}</w:sectPr>\n\
         </w:body></w:document>\n{}{}",
        header.0, footer.0, header.1, footer.1
    )
}

fn open_text(page: &Page) -> String {
    const SPACES: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
        xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
        xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\"";
    let paragraph =
        |line: &String| format!("<text:p>{}</text:p>\n", escaped(line).replace("  ", " <text:s/>"));
    let band = |tag: &str, line: &Option<String>| {
        line.as_ref().map_or_else(String::new, |line| {
            format!("<style:{tag}>{}</style:{tag}>", paragraph(line))
        })
    };
    let lines: String = page.lines.iter().map(paragraph).collect();
    format!(
        "=== content.xml\n<office:document-content {SPACES}><office:body><office:text>\n{lines}\
         </office:text></office:body></office:document-content>\n\
         === styles.xml\n<office:document-styles {SPACES}><office:master-styles>\
         <style:master-page style:name=\"Standard\">{}{}</style:master-page>\
         </office:master-styles></office:document-styles>\n",
        band("header", &page.header),
        band("footer", &page.footer)
    )
}

fn slides(page: &Page) -> String {
    const SPACES: &str = "xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\" \
        xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
        xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
    let shape = |id: usize, top: u32, height: u32, lines: &[String]| -> String {
        let lines: String = lines
            .iter()
            .map(|line| format!("<a:p><a:r><a:t>{}</a:t></a:r></a:p>", escaped(line)))
            .collect();
        format!(
            "<p:sp><p:nvSpPr><p:cNvPr id=\"{id}\" name=\"text {id}\"/></p:nvSpPr><p:spPr><a:xfrm>\
             <a:off x=\"500000\" y=\"{top}\"/><a:ext cx=\"8000000\" cy=\"{height}\"/></a:xfrm></p:spPr>\
             <p:txBody>{lines}</p:txBody></p:sp>\n"
        )
    };
    let band = |id: usize, top: u32, line: &Option<String>| {
        line.as_ref()
            .map_or_else(String::new, |line| shape(id, top, 300_000, std::slice::from_ref(line)))
    };
    format!(
        "=== ppt/presentation.xml\n<p:presentation {SPACES}><p:sldIdLst><p:sldId id=\"256\" \
         r:id=\"slide1\"/></p:sldIdLst><p:sldSz cx=\"9144000\" cy=\"6858000\"/></p:presentation>\n\
         === ppt/slides/slide1.xml\n<p:sld {SPACES}><p:cSld><p:spTree>\n{}{}{}</p:spTree></p:cSld>\
         </p:sld>\n",
        band(2, 100_000, &page.header),
        shape(3, 1_000_000, 4_800_000, &page.lines),
        band(4, 6_450_000, &page.footer)
    )
}

fn sheet(page: &Page) -> String {
    const SPACES: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
        xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
    let row = |(index, line): (usize, &String)| {
        let number = index + 1;
        format!(
            "<row r=\"{number}\"><c r=\"A{number}\" t=\"inlineStr\"><is><t>{}</t></is></c></row>\n",
            escaped(line)
        )
    };
    let rows: String = page.lines.iter().enumerate().map(row).collect();
    let band = |tag: &str, line: &Option<String>| {
        line.as_ref()
            .map_or_else(String::new, |line| format!("<{tag}>&amp;C{}</{tag}>", escaped(line)))
    };
    format!(
        "=== xl/workbook.xml\n<workbook {SPACES}><sheets><sheet name=\"Pumps\" sheetId=\"1\" \
         r:id=\"sheet1\"/></sheets></workbook>\n\
         === xl/worksheets/sheet1.xml\n<worksheet {SPACES}><sheetData>\n{rows}</sheetData>\
         <headerFooter>{}{}</headerFooter></worksheet>\n",
        band("oddHeader", &page.header),
        band("oddFooter", &page.footer)
    )
}

fn pdf(page: &Page) -> String {
    let line =
        |top: usize, text: &String| format!("BT /F1 10 Tf 60 {top} Td ({}) Tj ET\n", western(text));
    let mut content = String::new();
    content.extend(page.header.iter().map(|text| line(815, text)));
    content.extend(page.lines.iter().enumerate().map(|(index, text)| line(700 - 24 * index, text)));
    content.extend(page.footer.iter().map(|text| line(24, text)));
    format!(
        "=== 1\n<</Type/Catalog/Pages 2 0 R>>\n=== 2\n<</Type/Pages/Kids[3 0 R]/Count 1>>\n\
         === 3\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
         /Resources<</Font<</F1 5 0 R>> >> >>\n=== 4\n<<>>\nstream\n{content}endstream\n\
         === 5\n<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>\n"
    )
}

/// True when a standard font of PDF has all letters.
fn is_western(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii() || matches!(c, '–' | 'À'..='ÿ'))
}

/// Text of a string in PDF, with the codes of WinAnsi.
fn western(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '(' | ')' | '\\' => format!("\\{c}"),
            '–' => "\\226".to_owned(),
            c if c.is_ascii() => c.to_string(),
            c => format!("\\{:03o}", u32::from(c)),
        })
        .collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
