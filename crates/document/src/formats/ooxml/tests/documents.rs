use super::*;

fn paragraph(runs: &str) -> String {
    format!("<w:p>{runs}</w:p>")
}

fn run(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

#[test]
fn paragraphs_tables_and_breaks() {
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", paragraph(&run(text)));
    let table = format!(
        "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>",
        cell("Name"),
        cell("Room"),
        cell("Mia Muster"),
        cell("B 12"),
    );
    let body = [
        paragraph(&(run("To whom ") + &run("it may &amp; will concern"))),
        paragraph("<w:r><w:t>left</w:t><w:tab/><w:t>right</w:t><w:br/><w:t>below</w:t></w:r>"),
        paragraph("<w:r><w:t>110</w:t><w:noBreakHyphen/><w:t>99</w:t></w:r>"),
        table,
        paragraph(&run("after")),
    ]
    .concat();
    let package = docx(&body, &[]);
    package.check(expect![[r#"
        = docx
        [name] name | a.docx
        [body] body | To whom it may & will concern\nleft\tright\nbelow\n110-99\nName\tRoom\nMia Muster\tB 12\nafter
        whole
    "#]]);
    package.check_runs("body", expect![[r#"
        shown - | To whom it may & will concern | To whom </w:t></w:r><w:r><w:t xml:space="preserve">it may &amp; will concern
        shown - | left | left
        shown - | right | right
        shown - | below | below
        shown - | 110-99 | 110</w:t><w:noBreakHyphen/><w:t>99
        shown - | Name | Name
        shown - | Room | Room
        shown Name | Mia Muster | Mia Muster
        shown Room | B 12 | B 12
        shown - | after | after
    "#]]);
}

#[test]
fn what_is_hidden_in_the_text_is_told_with_its_way() {
    let body = [
        paragraph(
            "<w:r><w:t>Seen.</w:t></w:r>\
             <w:r><w:rPr><w:vanish/></w:rPr><w:t>Vanished.</w:t></w:r>\
             <w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>Not.</w:t></w:r>\
             <w:r><w:rPr><w:rStyle w:val=\"Ghost\"/></w:rPr><w:t>By style.</w:t></w:r>",
        ),
        paragraph(
            "<w:del w:author=\"Mia Muster\"><w:r><w:delText>Deleted.</w:delText></w:r></w:del>\
             <w:ins w:author=\"Max Beispiel\"><w:r><w:t>Inserted.</w:t></w:r></w:ins>\
             <w:moveFrom w:author=\"Mia Muster\"><w:r><w:t>Moved.</w:t></w:r></w:moveFrom>",
        ),
        paragraph(
            "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>\
             <w:r><w:instrText>INCLUDETEXT \"C:\\a\"</w:instrText></w:r>\
             <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>\
             <w:r><w:t>Result</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>\
             <w:fldSimple w:instr=\"AUTHOR\"><w:r><w:t>Mia</w:t></w:r></w:fldSimple>",
        ),
        paragraph("<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>"),
        "<w:p><w:pPr><w:pStyle w:val=\"Base\"/><w:rPr><w:vanish/></w:rPr></w:pPr>\
         <w:r><w:rPr><w:rPrChange w:author=\"Eva\"><w:rPr><w:vanish/></w:rPr></w:rPrChange>\
         </w:rPr><w:t>Plain.</w:t></w:r></w:p>"
            .to_owned(),
        "<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr><w:tc><w:p><w:r><w:t>Row</w:t></w:r></w:p>\
         </w:tc></w:tr></w:tbl>"
            .to_owned(),
    ]
    .concat();
    let package = docx(&body, &[("r1", "styles", "styles.xml")]).member(
        "word/styles.xml",
        "<w:styles><w:style w:styleId=\"Base\"/><w:style w:styleId=\"Root\"><w:rPr><w:vanish/>\
         </w:rPr></w:style><w:style w:styleId=\"Ghost\"><w:basedOn w:val=\"Root\"/></w:style>\
         </w:styles>",
    );
    package.check(expect![[r#"
        = docx
        [name] name | a.docx
        [body] body | Seen.Vanished.Not.By style.\nDeleted.Inserted.Moved.\nINCLUDETEXT \"C:\\a\"ResultAUTHORMia\n\nPlain.\nRow
        [property] revision author {property} | Mia Muster
        [property] revision author {property} | Max Beispiel
        [property] revision author {property} | Eva
        whole
    "#]]);
    package.check_runs(
        "body",
        expect![[r#"
        shown - | Seen. | Seen.
        vanished - | Vanished. | Vanished.
        shown - | Not. | Not.
        vanished - | By style. | By style.
        deleted - | Deleted. | Deleted.
        shown - | Inserted. | Inserted.
        deleted - | Moved. | Moved.
        markup - | INCLUDETEXT "C:\a" | INCLUDETEXT "C:\a"
        shown - | Result | Result
        markup - | AUTHOR | AUTHOR
        shown - | Mia | Mia
        shown - | Plain. | Plain.
        hidden-row - | Row | Row
    "#]],
    );
}

#[test]
fn text_boxes_follow_their_paragraph_and_fallbacks_are_told_once() {
    let shape = |text: &str| format!("<w:txbxContent>{}</w:txbxContent>", paragraph(&run(text)));
    let body = paragraph(&format!(
        "{}<w:r><mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback>\
         </mc:AlternateContent></w:r>{}",
        run("one num"),
        shape("In a box"),
        shape("In a box"),
        run("ber"),
    )) + &paragraph(&format!(
        "<w:r><mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback>\
         </mc:AlternateContent></w:r>",
        shape("New"),
        shape("Old and other"),
    )) + &paragraph(
        "<w:r><w:drawing><wp:docPr id=\"1\" name=\"plan_final.jpg\" descr=\"Plan of hall 7\"/>\
         </w:drawing><w:pict><v:shape><v:textpath string=\"DRAFT\"/></v:shape></w:pict></w:r>\
         <w:r><w:ruby><w:rt><w:r><w:t>to</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>T</w:t></w:r>\
         </w:rubyBase></w:ruby></w:r>",
    );
    docx(&body, &[]).check(expect![[r#"
        = docx
        [name] name | a.docx
        [body] body | one number\nIn a box\n\nNew\n\nT\nDRAFT\nto
        [other] fallback {cache} | Old and other
        [alternative] alternative text {markup} | Plan of hall 7
        [name] name of a picture {markup} | plan_final.jpg
        whole
    "#]]);
}

#[test]
fn what_stands_beside_the_body() {
    let package = docx(
        &paragraph(&run("Body")),
        &[
            ("r1", "header", "header1.xml"),
            ("r2", "footer", "/word/footer1.xml"),
            ("r3", "footnotes", "footnotes.xml"),
            ("r4", "comments", "comments.xml"),
            ("r5", "settings", "settings.xml"),
            ("r6", "hyperlink", "mailto:mia@example.org"),
            ("r7", "image", "media/a.txt"),
            ("r8", "people", "people.xml"),
        ],
    )
    .member("word/header1.xml", format!("<w:hdr>{}</w:hdr>", paragraph(&run("Top"))))
    .member("word/footer1.xml", format!("<w:ftr>{}</w:ftr>", paragraph(&run("Bottom"))))
    .member(
        "word/footnotes.xml",
        format!(
            "<w:footnotes><w:footnote w:id=\"-1\"><w:p><w:r><w:separator/></w:r></w:p>\
             </w:footnote><w:footnote w:id=\"1\">{}</w:footnote></w:footnotes>",
            paragraph(&run("A note"))
        ),
    )
    .member(
        "word/comments.xml",
        format!(
            "<w:comments><w:comment w:author=\"Mia Muster\" w:initials=\"MM\">{}</w:comment>\
             <w:comment w:author=\"Mia Muster\">{}</w:comment></w:comments>",
            paragraph(&run("Really?")),
            paragraph(&run("No."))
        ),
    )
    .member(
        "word/settings.xml",
        "<w:settings><w:docVars><w:docVar w:name=\"case\" w:val=\"A&lt;7\"/></w:docVars>\
         <w:mailMerge><w:query w:val=\"SELECT name FROM staff\"/></w:mailMerge></w:settings>",
    )
    .member("word/people.xml", "<w15:people><w15:person w15:author=\"Max Beispiel\"/></w15:people>")
    .member("word/media/a.txt", "embedded words")
    .member("customXml/item1.xml", "<case number=\"17\"><owner>Eva Probe</owner></case>")
    .member("word/printerSettings1.bin", "");
    package.check(expect![[r#"
        = docx
        word/media/a.txt: = text
        [name] name | a.docx
        [body] body | Body
        [header] header 1 {cache} | Top
        [footer] footer 1 {cache} | Bottom
        [footnote] footnote 1 {cache} | A note
        [comment] comment 1 {comment} | Really?
        [comment] comment 2 {comment} | No.
        [property] case {property} | A<7
        [property] query {property} | SELECT name FROM staff
        [property] person {property} | Max Beispiel
        [property] comment author {property} | Mia Muster
        [property] comment author initials {property} | MM
        [link] links of document.xml {markup} | mailto:mia@example.org
        word/media/a.txt: [name] name | word/media/a.txt
        word/media/a.txt: [body] text {outside} | embedded words
        [other] customXml/item1.xml {cache} | 17\nEva Probe
        whole
    "#]]);
}

#[test]
fn content_controls_and_form_fields_have_names_and_choices() {
    let body = format!(
        "<w:sdt><w:sdtPr><w:rPr><w:vanish/></w:rPr><w:alias w:val=\"Applicant\"/>\
         <w:dropDownList><w:listItem w:displayText=\"Mia Muster\" w:value=\"M-7\"/>\
         </w:dropDownList></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>{}",
        paragraph(&run("Max Beispiel")),
        paragraph(
            "<w:r><w:fldChar w:fldCharType=\"begin\"><w:ffData><w:helpText w:val=\"Your card\"/>\
             <w:textInput><w:default w:val=\"none\"/></w:textInput></w:ffData></w:fldChar></w:r>\
             <w:r><w:instrText>FORMTEXT</w:instrText></w:r>\
             <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>4711</w:t></w:r>\
             <w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
        ),
    );
    docx(&body, &[]).check(expect![[r#"
        = docx
        [name] name | a.docx
        [body] body | Max Beispiel\nFORMTEXT4711
        [field] choice {markup} | Mia Muster
        [field] choice {markup} | M-7
        [alternative] help {markup} | Your card
        [field] default {markup} | none
        whole
    "#]]);
    docx(&body, &[]).check_runs(
        "body",
        expect![[r#"
        shown Applicant | Max Beispiel | Max Beispiel
        markup - | FORMTEXT | FORMTEXT
        shown - | 4711 | 4711
    "#]],
    );
}

#[test]
fn text_where_no_program_shows_it_is_told() {
    let body = "<w:p><w:r><x:note>Left by a tool</x:note><w:t>Seen</w:t></w:r></w:p>Loose";
    docx(body, &[]).check(expect![[r#"
        = docx
        [name] name | a.docx
        [body] body | Seen
        [other] text that is not shown {markup} | Left by a tool\nLoose
        whole
    "#]]);
}

#[test]
fn styles_of_tables_hide_text() {
    let table = |style: &str, look: &str, first: &str, second: &str| {
        format!(
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"{style}\"/>{look}</w:tblPr><w:tr><w:tc><w:p><w:r>\
             <w:t>{first}</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>{second}</w:t>\
             </w:r></w:p></w:tc></w:tr></w:tbl>"
        )
    };
    let body = [
        table("Gone", "<w:tblLook w:val=\"0020\"/>", "vanished", "seen"),
        table("Gone", "", "seen too", "as this"),
        table("White", "", "white", "whiter"),
        table("Shaded", "", "on blue", "on blue as well"),
    ]
    .concat();
    let white = "<w:rPr><w:color w:val=\"FFFFFF\"/></w:rPr>";
    let styles = format!(
        "<w:styles><w:style w:type=\"table\" w:styleId=\"Gone\"><w:tblStylePr w:type=\"firstRow\">\
         <w:rPr><w:vanish/></w:rPr></w:tblStylePr></w:style><w:style w:type=\"table\" \
         w:styleId=\"White\">{white}</w:style><w:style w:type=\"table\" w:styleId=\"Shaded\">{white}\
         <w:tcPr><w:shd w:val=\"clear\" w:fill=\"0000FF\"/></w:tcPr></w:style></w:styles>"
    );
    docx(&body, &[("r1", "styles", "styles.xml")]).member("word/styles.xml", styles).check_runs(
        "body",
        expect![[r#"
        vanished - | vanished | vanished
        shown - | seen | seen
        shown - | seen too | seen too
        shown - | as this | as this
        invisible - | white | white
        invisible - | whiter | whiter
        shown - | on blue | on blue
        shown - | on blue as well | on blue as well
    "#]],
    );
}

#[test]
fn styles_that_hide_take_each_other_back() {
    let body = "<w:p><w:pPr><w:pStyle w:val=\"P\"/></w:pPr><w:r><w:t>hidden</w:t></w:r><w:r><w:rPr>\
        <w:rStyle w:val=\"C\"/></w:rPr><w:t>seen</w:t></w:r></w:p><w:p><w:r><w:rPr><w:rStyle \
        w:val=\"C\"/></w:rPr><w:t>gone</w:t></w:r></w:p>";
    let style = |kind: &str, id: &str| {
        format!(
            "<w:style w:type=\"{kind}\" w:styleId=\"{id}\"><w:rPr><w:vanish/></w:rPr></w:style>"
        )
    };
    let styles =
        format!("<w:styles>{}{}</w:styles>", style("paragraph", "P"), style("character", "C"));
    docx(body, &[("r1", "styles", "styles.xml")]).member("word/styles.xml", styles).check_runs(
        "body",
        expect![[r#"
        vanished - | hidden | hidden
        shown - | seen | seen
        vanished - | gone | gone
    "#]],
    );
}

/// A text box that floats on its page: its place and size, which is over which, and its content.
fn text_box(edges: [u32; 4], height: u32, fill: &str, content: &str) -> String {
    let [left, top, width, high] = edges;
    format!(
        "<w:p><w:r><w:drawing><wp:anchor relativeHeight=\"{height}\" behindDoc=\"0\"><wp:positionH \
         relativeFrom=\"page\"><wp:posOffset>{left}</wp:posOffset></wp:positionH><wp:positionV \
         relativeFrom=\"page\"><wp:posOffset>{top}</wp:posOffset></wp:positionV><wp:extent \
         cx=\"{width}\" cy=\"{high}\"/><wps:wsp><wps:spPr><a:prstGeom prst=\"rect\"/>{fill}</wps:spPr>\
         <wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>\
         </wp:anchor></w:drawing></w:r></w:p>"
    )
}

#[test]
fn a_text_box_lies_over_another_one() {
    let words = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let white = "<a:solidFill><a:srgbClr val=\"FFFFFF\"/></a:solidFill>";
    let body = [
        text_box([100, 100, 900_000, 400_000], 5, "", &words("under")),
        text_box([5_000_000, 100, 900_000, 400_000], 6, "", &words("beside")),
        text_box([0, 0, 1_000_000, 500_000], 9, white, &words("over")),
    ]
    .concat();
    docx(&body, &[]).check_runs(
        "body",
        expect![[r#"
        covered - | under | under
        shown - | beside | beside
        shown - | over | over
    "#]],
    );
}

#[test]
fn what_stands_below_the_end_of_a_text_box_is_cut_off() {
    let lines = "<w:p/>".repeat(30);
    let words = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let content = [words("first"), lines, words("last")].concat();
    let low = text_box([0, 0, 3_000_000, 360_000], 5, "", &content);
    let high = text_box([0, 0, 3_000_000, 9_360_000], 5, "", &content);
    let grows = low.replace("<wps:bodyPr/>", "<wps:bodyPr><a:spAutoFit/></wps:bodyPr>");
    docx(&[low, high, grows].concat(), &[]).check_runs(
        "body",
        expect![[r#"
        shown - | first | first
        outside - | last | last
        shown - | first | first
        shown - | last | last
        shown - | first | first
        shown - | last | last
    "#]],
    );
}

#[test]
fn headers_of_pages_that_a_document_does_not_have_are_unused() {
    let references = "<w:headerReference w:type=\"even\" r:id=\"r1\"/><w:headerReference \
        w:type=\"first\" r:id=\"r2\"/>";
    let header = |text: &str| format!("<w:hdr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:hdr>");
    let hidden = |more: &str, settings: &str| {
        let body = format!("<w:sectPr>{references}{more}</w:sectPr>");
        let relationships = [
            ("r1", "header", "header1.xml"),
            ("r2", "header", "header2.xml"),
            ("r3", "settings", "settings.xml"),
        ];
        let bytes = docx(&body, &relationships)
            .member("word/header1.xml", header("Even"))
            .member("word/header2.xml", header("First"))
            .member("word/settings.xml", format!("<w:settings>{settings}</w:settings>"))
            .bytes();
        let document = collect(&bytes, "a.docx", &Limits::default());
        let hidden = |text: &str| {
            let read = document.parts.iter().find(|read| read.text == text);
            read.unwrap_or_else(|| panic!("{text}")).part.hidden
        };
        ["Even", "First"].map(hidden)
    };
    let unused = Some(crate::Hidden::Cache);
    assert_eq!(hidden("", ""), [unused, unused]);
    assert_eq!(hidden("<w:titlePg/>", "<w:evenAndOddHeaders/>"), [None, None]);
    let off = "<w:evenAndOddHeaders w:val=\"0\"/>";
    assert_eq!(hidden("<w:titlePg w:val=\"0\"/>", off), [unused, unused]);
}

#[test]
fn members_that_nothing_leads_to_are_not_seen() {
    let bytes = docx(
        "<w:p><w:r><a:blip r:embed=\"r1\"/></w:r></w:p>",
        &[("r1", "image", "media/shown.txt"), ("r2", "image", "media/unused.txt")],
    )
    .member("word/media/shown.txt", "Shown")
    .member("word/media/unused.txt", "Unused")
    .member("word/old/draft.txt", "Draft")
    .bytes();
    let document = collect(&bytes, "a.docx", &Limits::default());
    let hidden = |text: &str| {
        let read = document.parts.iter().find(|read| read.text == text);
        read.unwrap_or_else(|| panic!("{text}")).part.hidden
    };
    let outside = Some(crate::Hidden::Outside);
    assert_eq!(["Shown", "Unused", "Draft"].map(hidden), [None, outside, outside]);
}
