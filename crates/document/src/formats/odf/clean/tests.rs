use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::clean::testing::{all_text, cleaned, cleaned_without};

const SPACES: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
    xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
    xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
    xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" \
    xmlns:presentation=\"urn:oasis:names:tc:opendocument:xmlns:presentation:1.0\" \
    xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
    xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\" \
    xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" \
    xmlns:form=\"urn:oasis:names:tc:opendocument:xmlns:form:1.0\" \
    xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"";

const STYLES: &str = "<style:style style:family=\"text\" style:name=\"Gone\">\
    <style:text-properties text:display=\"none\"/></style:style>\
    <style:style style:family=\"paragraph\" style:name=\"White\">\
    <style:text-properties fo:color=\"#ffffff\"/></style:style>\
    <style:style style:family=\"text\" style:name=\"Red\" style:display-name=\"plant-style\">\
    <style:text-properties fo:color=\"#ff0000\"/></style:style>\
    <style:style style:family=\"text\" style:name=\"plant-unused\"/>\
    <style:style style:family=\"table-cell\" style:name=\"Dark\">\
    <style:table-cell-properties fo:background-color=\"#102030\"/></style:style>\
    <style:style style:family=\"graphic\" style:name=\"Filled\">\
    <style:graphic-properties draw:fill=\"solid\" draw:fill-color=\"#102030\"/></style:style>\
    <style:style style:family=\"table\" style:name=\"Hidden\">\
    <style:table-properties table:display=\"false\"/></style:style>\
    <style:style style:family=\"drawing-page\" style:name=\"Skipped\">\
    <style:drawing-page-properties presentation:visibility=\"hidden\"/></style:style>\
    <style:page-layout style:name=\"L\"><style:page-layout-properties fo:page-width=\"28cm\" \
    fo:page-height=\"21cm\"/></style:page-layout>";

/// Returns a package with that body and what programs put beside it.
fn package(kind: &str, body: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content {SPACES} office:version=\"1.3\"><office:scripts>plant-script\
         </office:scripts><office:automatic-styles>{STYLES}</office:automatic-styles><office:body>\
         {body}</office:body></office:document-content>"
    );
    let meta = format!(
        "<office:document-meta {SPACES}><office:meta><dc:creator>plant-creator</dc:creator>\
         </office:meta></office:document-meta>"
    );
    let mut picture = Cursor::new(Vec::new());
    image::RgbImage::new(4, 4).write_to(&mut picture, image::ImageFormat::Png).unwrap();
    let mut picture = picture.into_inner();
    picture.extend_from_slice(b"plant-behind-picture");
    let members: [(&str, &[u8]); 8] = [
        ("mimetype", format!("application/vnd.oasis.opendocument.{kind}").leak().as_bytes()),
        ("content.xml", content.leak().as_bytes()),
        ("meta.xml", meta.leak().as_bytes()),
        ("settings.xml", b"<settings>plant-printer</settings>"),
        ("Basic/Standard/Module1.xml", b"<m>plant-macro</m>"),
        ("Pictures/plant-name.png", picture.leak()),
        ("Versions/Version1", b"plant-version"),
        ("META-INF/manifest.xml", b"<manifest/>"),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in members {
        zip.start_file(name, options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// All members of a package, with their names.
fn members(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let read = |index| {
        let mut file = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        (file.name().unwrap().to_string(), content)
    };
    (0..archive_len(bytes)).map(read).collect()
}

fn archive_len(bytes: &[u8]) -> usize {
    ZipArchive::new(Cursor::new(bytes)).unwrap().len()
}

/// Cleans a package; nothing planted is in it, and all of `shown` is.
fn check(name: &str, kind: &str, body: &str, shown: &[&str]) -> Vec<u8> {
    let copy = cleaned(name, &package(kind, body));
    for (member, content) in members(&copy.bytes) {
        assert!(!member.contains("plant"), "{member}");
        let text = String::from_utf8_lossy(&content);
        assert!(!text.contains("plant"), "{member}: {text}");
    }
    let text = all_text(name, &copy.bytes);
    for shown in shown {
        assert!(text.contains(shown), "`{shown}` is lost from\n{text}");
    }
    assert_eq!(members(&copy.bytes)[0].0, "mimetype");
    copy.bytes
}

const TEXT: &str = "<office:text><office:forms><form:form>plant-form</form:form></office:forms>\
    <text:tracked-changes><text:changed-region><text:deletion><text:p>plant-deleted</text:p>\
    </text:deletion></text:changed-region></text:tracked-changes><text:p>Shown <text:span \
    text:style-name=\"Red\">red</text:span><text:span text:style-name=\"Gone\">plant-gone\
    </text:span><text:bookmark text:name=\"plant-bookmark\"/> words<office:annotation>\
    <dc:creator>plant-commenter</dc:creator><text:p>plant-comment</text:p></office:annotation> \
    by <text:author-name>Shown Author</text:author-name></text:p>\
    <text:p text:style-name=\"White\">plant-white</text:p>\
    <text:p><text:hidden-paragraph text:is-hidden=\"true\"/>plant-hidden-paragraph</text:p>\
    <text:p><text:hidden-text text:string-value=\"plant-hidden\"/>See <text:a \
    xlink:href=\"https://plant.example/\">the page</text:a></text:p>\
    <text:section text:name=\"plant-section\" text:display=\"none\"><text:p>plant-section</text:p>\
    </text:section><text:p><draw:frame draw:name=\"plant-shape\" svg:width=\"1cm\" \
    svg:height=\"1cm\"><draw:image xlink:href=\"Pictures/plant-name.png\"/><svg:desc>plant-alt\
    </svg:desc></draw:frame><draw:frame><draw:image xlink:href=\"file:///plant/a.png\"/>\
    </draw:frame></text:p><table:table table:name=\"Shown table\"><table:table-row \
    table:visibility=\"collapse\"><table:table-cell><text:p>plant-row</text:p></table:table-cell>\
    </table:table-row><table:table-row><table:table-cell><text:p>Shown cell</text:p>\
    </table:table-cell></table:table-row></table:table></office:text>";

#[test]
fn a_text_shows_what_it_showed_and_no_more() {
    let shown = ["Shown red words by Shown Author", "See the page", "Shown cell"];
    let copy = check("a.odt", "text", TEXT, &shown);
    assert!(members(&copy).iter().any(|(name, _)| name == "Pictures/image1.png"));
}

#[test]
fn a_redaction_in_a_text_goes_across_spans() {
    let body = "<office:text><text:p>Ask Mal<text:span text:style-name=\"Red\">lory Qu</text:span>\
                uux now</text:p></office:text>";
    let copy = cleaned_without("a.odt", &package("text", body), &["Mallory Quuux"]);
    let text = all_text("a.odt", &copy.bytes);
    assert!(text.contains("Ask [redacted] now"), "{text}");
}

const BOOK: &str = "<office:spreadsheet><table:table table:name=\"Shown sheet\">\
    <table:table-column table:number-columns-repeated=\"2\"/><table:table-column \
    table:visibility=\"collapse\"/><table:table-row><table:table-cell office:value-type=\"string\">\
    <text:p>Shown text</text:p></table:table-cell><table:table-cell office:value-type=\"float\" \
    office:value=\"42\" table:formula=\"of:=['file:///plant/b.ods'#A1]\"><text:p>42</text:p>\
    </table:table-cell><table:table-cell office:value-type=\"string\"><text:p>plant-column</text:p>\
    </table:table-cell></table:table-row><table:table-row table:visibility=\"filter\">\
    <table:table-cell office:value-type=\"string\" office:string-value=\"plant-value\"><text:p>\
    plant-row</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell \
    office:value-type=\"float\" office:value=\"73311\"><text:p/></table:table-cell>\
    <table:table-cell office:value-type=\"float\" office:value=\"1807\"/></table:table-row>\
    </table:table><table:table table:name=\"plant-sheet\" table:style-name=\"Hidden\">\
    <table:table-row><table:table-cell><text:p>plant-hidden-sheet</text:p></table:table-cell>\
    </table:table-row></table:table><table:named-expressions><table:named-range \
    table:name=\"plant-range\"/></table:named-expressions></office:spreadsheet>";

#[test]
fn a_workbook_shows_what_it_showed_and_no_more() {
    let copy = check("a.ods", "spreadsheet", BOOK, &["Shown sheet", "Shown text\t42", "1807"]);
    let content = &members(&copy)[1].1;
    assert!(memchr::memmem::find(content, b"73311").is_none());
}

#[test]
fn a_cell_loses_what_must_go() {
    let copy = cleaned_without("a.ods", &package("spreadsheet", BOOK), &["text", "1807"]);
    let text = all_text("a.ods", &copy.bytes);
    assert!(text.contains("Shown [redacted]\t42") && !text.contains("1807"), "{text}");
}

const SLIDES: &str = "<office:presentation><draw:page draw:name=\"plant-page\"><draw:frame \
    svg:x=\"1cm\" svg:y=\"1cm\" svg:width=\"5cm\" svg:height=\"2cm\"><draw:text-box><text:p>\
    Shown on a slide</text:p></draw:text-box></draw:frame><draw:frame svg:x=\"40cm\" \
    svg:y=\"1cm\" svg:width=\"5cm\" svg:height=\"2cm\"><draw:text-box><text:p>plant-outside\
    </text:p></draw:text-box></draw:frame><presentation:notes><draw:frame><draw:text-box><text:p>\
    plant-notes</text:p></draw:text-box></draw:frame></presentation:notes></draw:page><draw:page \
    draw:style-name=\"Skipped\"><draw:frame><draw:text-box><text:p>plant-slide</text:p>\
    </draw:text-box></draw:frame></draw:page></office:presentation>";

#[test]
fn a_presentation_shows_what_it_showed_and_no_more() {
    check("a.odp", "presentation", SLIDES, &["Shown on a slide"]);
}

#[test]
fn white_letters_stay_where_they_are_seen() {
    let white = |text: &str| format!("<text:p text:style-name=\"White\">{text}</text:p>");
    let body = format!(
        "<office:text>{}<table:table><table:table-row><table:table-cell \
         table:style-name=\"Dark\">{}</table:table-cell><table:table-cell>{}</table:table-cell>\
         </table:table-row></table:table><text:p><draw:frame draw:style-name=\"Filled\" \
         svg:width=\"5cm\" svg:height=\"3cm\"><draw:text-box>{}</draw:text-box></draw:frame>\
         </text:p></office:text>",
        white("plant-on-paper"),
        white("on a dark cell"),
        white("plant-in-a-cell"),
        white("on a dark box")
    );
    check("hall.odt", "text", &body, &["on a dark cell", "on a dark box"]);
}
