//! Packages are built here, member by member, and read as a whole.

use std::io::{Cursor, Write as _};

use expect_test::expect;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::formats::testing::{SECRET, break_often, dump, planted};

/// Returns a package of that kind with these members.
fn package(kind: &str, members: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let media_type = format!("application/vnd.oasis.opendocument.{kind}");
    for (name, text) in [("mimetype", media_type.as_str())].iter().chain(members) {
        zip.start_file(*name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn content(styles: &str, body: &str) -> String {
    format!(
        "<office:document-content><office:automatic-styles>{styles}</office:automatic-styles>\
         <office:body>{body}</office:body></office:document-content>"
    )
}

fn odt(styles: &str, body: &str) -> Vec<u8> {
    let body = format!("<office:text>{body}</office:text>");
    package("text", &[("content.xml", &content(styles, &body))])
}

fn ods(styles: &str, body: &str) -> Vec<u8> {
    let body = format!("<office:spreadsheet>{body}</office:spreadsheet>");
    package("spreadsheet", &[("content.xml", &content(styles, &body))])
}

fn odp(styles: &str, body: &str) -> Vec<u8> {
    let body = format!("<office:presentation>{body}</office:presentation>");
    package("presentation", &[("content.xml", &content(styles, &body))])
}

/// Styles that hide.
const STYLES: &str = "<style:style style:family=\"text\" style:name=\"Gone\">\
    <style:text-properties text:display=\"none\"/></style:style>\
    <style:style style:family=\"text\" style:name=\"White\">\
    <style:text-properties fo:color=\"#FFFFFF\"/></style:style>\
    <style:style style:family=\"text\" style:name=\"Tiny\">\
    <style:text-properties fo:font-size=\"1pt\"/></style:style>\
    <style:style style:family=\"table\" style:name=\"Hidden\">\
    <style:table-properties table:display=\"false\"/></style:style>\
    <style:style style:family=\"drawing-page\" style:name=\"Skipped\">\
    <style:drawing-page-properties presentation:visibility=\"hidden\"/></style:style>\
    <style:page-layout><style:page-layout-properties fo:page-width=\"28cm\" \
    fo:page-height=\"21cm\"/></style:page-layout>";

#[test]
fn a_text_is_read_with_its_notes_and_tables() {
    let bytes = odt(
        "",
        "<text:h>Title</text:h><text:p>One<text:s text:c=\"2\"/>two<text:note><text:note-citation>1\
         </text:note-citation><text:note-body><text:p>A note</text:p></text:note-body></text:note>\
         </text:p><table:table><table:table-row><table:table-cell><text:p>A</text:p>\
         </table:table-cell><table:table-cell><text:p>B</text:p></table:table-cell>\
         </table:table-row></table:table><text:p><text:a xlink:href=\"https://werk.example/a\">Here\
         </text:a></text:p>",
    );
    expect![[r#"
        = odt
        [name] name | a.odt
        [footnote] footnote 1 | A note
        [body] body | Title\nOne  two1\nA\tB\nHere
        [link] links {markup} | https://werk.example/a
        whole
    "#]]
    .assert_eq(&dump(&bytes, "a.odt"));
}

#[test]
fn a_sheet_is_read_cell_by_cell() {
    let bytes = ods(
        STYLES,
        "<table:table table:name=\"One\"><table:table-column/><table:table-column \
         table:visibility=\"collapse\"/><table:table-row><table:table-cell><text:p>Name</text:p>\
         </table:table-cell><table:table-cell><text:p>Pay</text:p></table:table-cell>\
         </table:table-row><table:table-row><table:table-cell><text:p>Mia</text:p>\
         <office:annotation><dc:creator>Jo</dc:creator><text:p>Ask</text:p></office:annotation>\
         </table:table-cell><table:table-cell office:value-type=\"float\" office:value=\"17\">\
         <text:p>17</text:p></table:table-cell></table:table-row></table:table>\
         <table:table table:name=\"Two\" table:style-name=\"Hidden\"/>",
    );
    expect![[r#"
        = ods
        [name] name | a.ods
        [name] name of a sheet | One
        [sheet] sheet One | Name\tPay\nMia\t17
        [comment] comment 1 {comment} | Ask
        [name] name of a sheet {hidden-sheet} | Two
        [sheet] sheet Two {hidden-sheet} | 
        [property] comment author {property} | Jo
        whole
    "#]]
    .assert_eq(&dump(&bytes, "a.ods"));
}

#[test]
fn a_flat_file_is_read_as_a_package_is() {
    let text = "<?xml version=\"1.0\"?>\n<office:document office:mimetype=\"x\"><office:meta>\
        <meta:initial-creator>Mia</meta:initial-creator></office:meta><office:body><office:text>\
        <text:p>Text</text:p></office:text></office:body></office:document>";
    expect![[r#"
        = flat-odf
        [name] name | a.fodt
        [property] meta:initial-creator {property} | Mia
        [body] body | Text
        whole
    "#]]
    .assert_eq(&dump(text.as_bytes(), "a.fodt"));
}

#[test]
fn what_is_planted_in_texts_is_found() {
    let case = |body: &str| odt(STYLES, &body.replace("SECRET", SECRET));
    let member = |name: &str, text: &str| {
        let content = content("", "<office:text><text:p>Shown</text:p></office:text>");
        package("text", &[("content.xml", &content), (name, &text.replace("SECRET", SECRET))])
    };
    expect![[r#"
        author | property property | dc:creator
        first author | property property | meta:initial-creator
        own property | property property | Case
        template | property property | meta:template
        printer | property property | TargetPrinter
        header | header shown | header 1
        macro | script markup | Basic/Standard/Module1.xml
        list of versions | other markup | VersionList.xml
        earlier version | body shown | text
        embedded object | other shown | object 1
        unknown member | other markup | Configurations2/a.xml
        deleted in a tracked change | revision deleted | deletion 1
        author of a change | property property | revision author
        comment | comment comment | comment 1
        author of a comment | property property | comment author
        not displayed | body vanished | body
        white | body invisible | body
        tiny | body tiny | body
        hidden section | body vanished | body
        hidden text | other markup | hidden text
        hidden paragraph | body vanished | body
        conditional text | other markup | conditional text
        field of the user | field markup | field
        bookmark | outline markup | bookmarks
        link | link markup | links
        hidden control of a form | field markup | form
        description of a picture | alternative markup | alternative text
        hidden row of a table | body hidden-row | body
    "#]].assert_eq(&planted(
        "a.odt",
        &[
            ("author", member("meta.xml", "<office:meta><dc:creator>SECRET</dc:creator></office:meta>")),
            ("first author", member("meta.xml", "<office:meta><meta:initial-creator>SECRET</meta:initial-creator></office:meta>")),
            ("own property", member("meta.xml", "<office:meta><meta:user-defined meta:name=\"Case\">SECRET</meta:user-defined></office:meta>")),
            ("template", member("meta.xml", "<office:meta><meta:template xlink:href=\"../SECRET.ott\"/></office:meta>")),
            ("printer", member("settings.xml", "<a><config:config-item config:name=\"PrinterName\">SECRET</config:config-item></a>")),
            ("header", member("styles.xml", "<office:document-styles><office:master-styles><style:master-page><style:header><text:p>SECRET</text:p></style:header></style:master-page></office:master-styles></office:document-styles>")),
            ("macro", member("Basic/Standard/Module1.xml", "<script:module>' SECRET</script:module>")),
            ("list of versions", member("VersionList.xml", "<VL:version-list><VL:version-entry VL:comment=\"SECRET\"/></VL:version-list>")),
            ("earlier version", member("Versions/Version1", "SECRET")),
            ("embedded object", member("Object 1/content.xml", "<office:document-content><office:body><office:chart><text:p>SECRET</text:p></office:chart></office:body></office:document-content>")),
            ("unknown member", member("Configurations2/a.xml", "<a>SECRET</a>")),
            ("deleted in a tracked change", case("<text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>Jo</dc:creator></office:change-info><text:p>SECRET</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>A</text:p>")),
            ("author of a change", case("<text:tracked-changes><text:changed-region><text:insertion><office:change-info><dc:creator>SECRET</dc:creator></office:change-info></text:insertion></text:changed-region></text:tracked-changes>")),
            ("comment", case("<text:p>A<office:annotation><text:p>SECRET</text:p></office:annotation></text:p>")),
            ("author of a comment", case("<text:p>A<office:annotation><dc:creator>SECRET</dc:creator><text:p>B</text:p></office:annotation></text:p>")),
            ("not displayed", case("<text:p>A <text:span text:style-name=\"Gone\">SECRET</text:span></text:p>")),
            ("white", case("<text:p>A <text:span text:style-name=\"White\">SECRET</text:span></text:p>")),
            ("tiny", case("<text:p>A <text:span text:style-name=\"Tiny\">SECRET</text:span></text:p>")),
            ("hidden section", case("<text:section text:display=\"none\"><text:p>SECRET</text:p></text:section>")),
            ("hidden text", case("<text:p>A<text:hidden-text text:string-value=\"SECRET\"/></text:p>")),
            ("hidden paragraph", case("<text:p><text:hidden-paragraph>SECRET</text:hidden-paragraph></text:p>")),
            ("conditional text", case("<text:p>A<text:conditional-text text:string-value-if-true=\"SECRET\"/></text:p>")),
            ("field of the user", case("<text:user-field-decls><text:user-field-decl office:string-value=\"SECRET\"/></text:user-field-decls>")),
            ("bookmark", case("<text:p>A<text:bookmark text:name=\"SECRET\"/></text:p>")),
            ("link", case("<text:p><text:a xlink:href=\"file://fs01/SECRET\">A</text:a></text:p>")),
            ("hidden control of a form", case("<form:form><form:hidden form:value=\"SECRET\"/></form:form>")),
            ("description of a picture", case("<text:p><draw:frame><svg:desc>SECRET</svg:desc></draw:frame></text:p>")),
            ("hidden row of a table", case("<table:table><table:table-row table:visibility=\"collapse\"><table:table-cell><text:p>SECRET</text:p></table:table-cell></table:table-row></table:table>")),
        ],
    ));
}

#[test]
fn what_is_planted_in_sheets_and_slides_is_found() {
    let cell = format!("<table:table-cell><text:p>{SECRET}</text:p></table:table-cell>");
    let sheet = |inside: &str| {
        ods(STYLES, &format!("<table:table table:name=\"One\">{inside}</table:table>"))
    };
    expect![[r#"
        hidden sheet | sheet hidden-sheet | sheet 
        hidden row | sheet hidden-row | sheet One
        filtered row | sheet hidden-row | sheet One
        hidden column | sheet hidden-column | sheet One
        under a merged cell | sheet covered | sheet One
        value that is not shown | sheet invisible | sheet One
        comment | comment comment | comment 1
        copy of another file | sheet cache | sheet 'file:///a.ods'#A
        defined name | other markup | defined names
        formula | other markup | formulas
    "#]].assert_eq(&planted(
        "a.ods",
        &[
            ("hidden sheet", ods(STYLES, &format!("<table:table table:style-name=\"Hidden\"><table:table-row>{cell}</table:table-row></table:table>"))),
            ("hidden row", sheet(&format!("<table:table-row table:visibility=\"collapse\">{cell}</table:table-row>"))),
            ("filtered row", sheet(&format!("<table:table-row table:visibility=\"filter\">{cell}</table:table-row>"))),
            ("hidden column", sheet(&format!("<table:table-column table:visibility=\"collapse\"/><table:table-row>{cell}</table:table-row>"))),
            ("under a merged cell", sheet(&format!("<table:table-row><table:covered-table-cell><text:p>{SECRET}</text:p></table:covered-table-cell></table:table-row>"))),
            ("value that is not shown", sheet(&format!("<table:table-row><table:table-cell office:value-type=\"string\" office:string-value=\"{SECRET}\"/></table:table-row>"))),
            ("comment", sheet(&format!("<table:table-row><table:table-cell><office:annotation><text:p>{SECRET}</text:p></office:annotation></table:table-cell></table:table-row>"))),
            ("copy of another file", ods(STYLES, &format!("<table:table table:name=\"'file:///a.ods'#A\"><table:table-row>{cell}</table:table-row></table:table>"))),
            ("defined name", ods("", &format!("<table:named-expressions><table:named-expression table:name=\"{SECRET}\"/></table:named-expressions>"))),
            ("formula", sheet(&format!("<table:table-row><table:table-cell table:formula=\"of:=IF(1;&quot;{SECRET}&quot;)\"><text:p>A</text:p></table:table-cell></table:table-row>"))),
        ],
    ));
    let slide = |inside: &str| odp(STYLES, &format!("<draw:page>{inside}</draw:page>"));
    let text = format!("<text:p>{SECRET}</text:p>");
    expect![[r#"
        hidden slide | slide hidden-slide | slide 1
        notes | notes notes | notes 1
        beside the slide | slide outside | slide 1
    "#]].assert_eq(&planted(
        "a.odp",
        &[
            ("hidden slide", odp(STYLES, &format!("<draw:page draw:style-name=\"Skipped\"><draw:frame>{text}</draw:frame></draw:page>"))),
            ("notes", slide(&format!("<draw:frame/><presentation:notes>{text}</presentation:notes>"))),
            ("beside the slide", slide(&format!("<draw:frame svg:x=\"40cm\" svg:y=\"1cm\" svg:width=\"2cm\" svg:height=\"2cm\">{text}</draw:frame>"))),
        ],
    ));
}

#[test]
fn encrypted_packages_are_said_to_be() {
    let bytes = package(
        "text",
        &[("META-INF/manifest.xml", "<m><manifest:encryption-data/></m>"), ("content.xml", "x")],
    );
    expect![[r#"
        = odt
        [name] name | a.odt
        ! encrypted
        refused
    "#]]
    .assert_eq(&dump(&bytes, "a.odt"));
}

#[test]
fn broken_files_end() {
    let bytes =
        odt(STYLES, "<text:p>A<office:annotation><text:p>B</text:p></office:annotation></text:p>");
    break_often(&bytes, "a.odt", 150);
    let sheet = "<table:table table:name=\"One\"><table:table-row table:number-rows-repeated=\"9\">\
        <table:table-cell><text:p>A</text:p></table:table-cell></table:table-row></table:table>";
    break_often(&ods(STYLES, sheet), "a.ods", 150);
}

/// Says whether each text came right after its part, as workers have to tell it.
#[derive(Default)]
struct InOrder {
    part: Option<crate::PartId>,
    members: usize,
}

impl crate::Sink for InOrder {
    fn open(&mut self, _head: &crate::DocumentHead) {
        (self.part, self.members) = (None, self.members + 1);
    }

    fn part(&mut self, part: &crate::Part) {
        self.part = Some(part.id);
    }

    fn window(&mut self, part: &crate::Part, _window: &crate::Window<'_>) {
        assert_eq!(self.part, Some(part.id), "{}", part.label);
    }

    fn problem(&mut self, _problem: crate::Problem) {}

    fn close(&mut self, _coverage: crate::Coverage) {}
}

#[test]
fn a_picture_on_a_sheet_is_told_after_it() {
    let flat = "<office:document xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' \
                xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' \
                xmlns:draw='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0' \
                office:mimetype='application/vnd.oasis.opendocument.spreadsheet'>\
                <office:body><office:spreadsheet><table:table table:name='Pumps'>\
                <table:shapes><draw:frame><draw:image><office:binary-data>aGFsbCA3\
                </office:binary-data></draw:image></draw:frame></table:shapes>\
                <table:table-row><table:table-cell/></table:table-row></table:table>\
                </office:spreadsheet></office:body></office:document>";
    let mut sink = InOrder::default();
    let limits = crate::Limits::default();
    crate::read(&mut std::io::Cursor::new(flat), "pumps.fods", &limits, &mut sink);
    assert_eq!(sink.members, 2);
}

#[test]
fn footers_that_no_slide_shows_are_hidden() {
    let declared = |name: &str, text: &str| {
        format!(
            "<presentation:footer-decl presentation:name=\"{name}\">{text}</presentation:footer-decl>"
        )
    };
    let body = format!(
        "{}{}<draw:page presentation:use-footer-name=\"f1\"><draw:frame><draw:text-box><text:p>Slide\
         </text:p></draw:text-box></draw:frame></draw:page>",
        declared("f1", "used"),
        declared("f2", "unused"),
    );
    let document = crate::clean::testing::parts("a.odp", &odp("", &body));
    let hidden = |text: &str| {
        let mut runs = document.parts.iter().flat_map(|read| {
            read.runs.iter().map(move |run| (read.text.get(run.span.range()).unwrap(), run.hidden))
        });
        runs.find(|(own, _)| own.trim() == text).unwrap_or_else(|| panic!("{text}")).1
    };
    assert_eq!(hidden("used"), None);
    assert_eq!(hidden("unused"), Some(crate::Hidden::Cache));
}

#[test]
fn members_that_a_package_does_not_list_are_hidden() {
    let content = content("", "<office:text><text:p>Shown</text:p></office:text>");
    let manifest = "<manifest:manifest><manifest:file-entry manifest:full-path=\"content.xml\"/>\
        <manifest:file-entry manifest:full-path=\"listed.txt\"/></manifest:manifest>";
    let members = [
        ("content.xml", content.as_str()),
        ("META-INF/manifest.xml", manifest),
        ("listed.txt", "Listed"),
        ("Configurations2/notes.txt", "Unlisted"),
    ];
    let document = crate::clean::testing::parts("a.odt", &package("text", &members));
    let hidden = |text: &str| {
        let read = document.parts.iter().find(|read| read.text == text);
        read.unwrap_or_else(|| panic!("{text}")).part.hidden
    };
    assert_eq!(hidden("Listed"), None);
    assert_eq!(hidden("Unlisted"), Some(crate::Hidden::Outside));
}
