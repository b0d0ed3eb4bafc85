use super::*;

const STAFF: &str = "<cols><col min=\"3\" max=\"3\" hidden=\"1\"/></cols><sheetData>\
    <row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>\
    <row r=\"3\"><c r=\"A3\" t=\"s\"><v>1</v></c><c r=\"B3\" t=\"s\"><v>2</v></c>\
    <c r=\"C3\" t=\"inlineStr\"><is><t>Pay</t></is></c></row>\
    <row r=\"4\"><c r=\"A4\" t=\"inlineStr\"><is><r><t>Mia </t></r><r><t>Muster</t></r></is></c>\
    <c r=\"B4\"><v>1.1010119900307001E+17</v></c><c r=\"C4\"><f>1+1</f><v>2</v></c></row>\
    <row r=\"5\" hidden=\"1\"><c r=\"A5\" t=\"str\"><f>\"Max\"&amp;A1</f><v>Max</v></c>\
    <c s=\"1\"><v>44620</v></c><c t=\"b\"><v>1</v></c></row>\
    <row><c><v>7</v></c><c/><c s=\"2\"><v>8</v></c></row></sheetData>\
    <dataValidations><dataValidation prompt=\"Number of the card\"><formula1>\"red,green\"\
    </formula1></dataValidation></dataValidations>\
    <headerFooter><oddHeader>&amp;L&amp;\"Arial,Bold\"&amp;12Staff only&amp;RPage &amp;P\
    </oddHeader></headerFooter>";

fn staff() -> Package {
    xlsx(&[("Staff", "", STAFF), ("Old", "state=\"veryHidden\"", "<sheetData/>")])
        .member(
            "xl/sharedStrings.xml",
            "<sst><si><t>List of staff</t></si><si><t>Name</t></si><si><t>Number</t>\
             <rPh><t>namba</t></rPh></si><si><t>Once here</t></si></sst>",
        )
        .member(
            "xl/styles.xml",
            "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\";;;\"/></numFmts>\
             <cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>\
             <xf numFmtId=\"14\"/><xf numFmtId=\"170\"/></cellXfs></styleSheet>",
        )
        .member(
            "xl/pivotCache/pivotCacheDefinition1.xml",
            "<pivotCacheDefinition><cacheFields><cacheField name=\"Who\"><sharedItems><s v=\"Eva\"/>\
             </sharedItems></cacheField><cacheField name=\"Pay\"><sharedItems/></cacheField>\
             </cacheFields></pivotCacheDefinition>",
        )
        .relationships(
            "xl/pivotCache/pivotCacheDefinition1.xml",
            &[("r1", "pivotCacheRecords", "pivotCacheRecords1.xml")],
        )
        .member(
            "xl/pivotCache/pivotCacheRecords1.xml",
            "<pivotCacheRecords><r><x v=\"0\"/><n v=\"4100\"/></r><r><x v=\"9\"/><m/></r>\
             </pivotCacheRecords>",
        )
        .member(
            "xl/externalLinks/externalLink1.xml",
            "<externalLink><externalBook><sheetNames><sheetName val=\"Pay 2023\"/></sheetNames>\
             <sheetDataSet><sheetData><row r=\"1\"><cell r=\"A1\" t=\"str\"><v>Probe</v></cell>\
             <cell r=\"B1\"><v>3900</v></cell></row></sheetData></sheetDataSet></externalBook>\
             </externalLink>",
        )
        .relationships(
            "xl/externalLinks/externalLink1.xml",
            &[("r1", "externalLinkPath", "file:///Z:/pay/2023.xlsx")],
        )
        .relationships(
            "xl/worksheets/sheet0.xml",
            &[
                ("r1", "comments", "../comments1.xml"),
                ("r2", "drawing", "../drawings/drawing1.xml"),
                ("r3", "vmlDrawing", "../drawings/vmlDrawing1.vml"),
            ],
        )
        .member(
            "xl/comments1.xml",
            "<comments><authors><author>Max Beispiel</author></authors><commentList>\
             <comment ref=\"B4\"><text><r><t>Check </t></r><r><t>this</t></r></text></comment>\
             </commentList></comments>",
        )
        .member(
            "xl/drawings/drawing1.xml",
            "<xdr:wsDr><xdr:sp><xdr:nvSpPr><xdr:cNvPr name=\"Box 1\" descr=\"A box\"/>\
             </xdr:nvSpPr><a:p><a:r><a:t>In a shape</a:t></a:r></a:p></xdr:sp></xdr:wsDr>",
        )
        .member("xl/drawings/vmlDrawing1.vml", "<xml><div><font>Press<br>here</font></div></xml>")
        .relationships("xl/drawings/drawing1.xml", &[("r1", "chart", "../charts/chart1.xml")])
        .member(
            "xl/charts/chart1.xml",
            "<c:chart><c:title><a:p><a:r><a:t>Pay</a:t></a:r></a:p></c:title><c:ser><c:tx><c:v>2024\
             </c:v></c:tx><c:val><c:pt><c:v>2.4000000000000004</c:v></c:pt><c:pt><c:v>5</c:v>\
             </c:pt></c:val></c:ser></c:chart>",
        )
}

#[test]
fn a_workbook_is_read_with_what_no_sheet_shows() {
    staff().check(expect![[r#"
        = xlsx
        [name] name | a.xlsx
        [name] name of a sheet | Staff
        [name] name of a sheet {hidden-sheet} | Old
        [other] defined names {markup} | Rate\t0.19
        [sheet] sheet Staff | List of staff\nName\tNumber\tPay\nMia Muster\t110101199003070010\t2\nMax\t2022-02-28\tTRUE\n7\t8
        [other] formulas {markup} | \"Max\"&A1\n\"red,green\"
        [other] input messages {markup} | Number of the card
        [header] header | Staff only\tPage 
        [comment] comment 1 {comment} | Check this
        [property] comment author {property} | Max Beispiel
        [other] drawing | In a shape
        [alternative] alternative text {markup} | A box
        [other] chart | Pay\n2024\n2.4\t5
        [other] drawing | Press\nhere
        [sheet] sheet Old {hidden-sheet} | 
        [other] unused strings {cache} | Once here
        [other] phonetic readings {markup} | namba
        [other] items of pivotCacheDefinition1.xml {cache} | Who\tEva\nPay
        [other] records of pivotCacheDefinition1.xml {cache} | Eva\t4100
        [other] values of externalLink1.xml {cache} | Pay 2023\nProbe\t3900
        [link] links of externalLink1.xml {markup} | file:///Z:/pay/2023.xlsx
        whole
    "#]]);
}

#[test]
fn cells_know_their_place_their_header_and_how_they_are_hidden() {
    staff().check_runs(
        "sheet Staff",
        expect![[r#"
        shown - | List of staff | A1
        shown - | Name | A3
        shown - | Number | B3
        hidden-column - | Pay | C3
        shown Name | Mia Muster | A4
        shown Number | 110101199003070010 | B4
        hidden-column Pay | 2 | C4
        hidden-row Name | Max | A5
        hidden-row Number | 2022-02-28 | B5
        hidden-row Pay | TRUE | C5
        shown Name | 7 | A6
        hidden-column Pay | 8 | C6
    "#]],
    );
    staff().check_runs(
        "comment 1",
        expect![[r#"
        shown - | Check this | B4
    "#]],
    );
    staff().check_runs(
        "formulas",
        expect![[r#"
        shown - | "Max"&A1 | A5
        shown - | "red,green" | "red,green"
    "#]],
    );
    staff().check_runs(
        "records of pivotCacheDefinition1.xml",
        expect![[r#"
        shown Who | Eva | 
        shown Pay | 4100 | 
    "#]],
    );
}

#[test]
fn a_sheet_in_many_windows_is_the_same_as_in_one() {
    let mut rows = String::from("<sheetData>");
    for row in 1..400 {
        let _ = write!(
            rows,
            "<row r=\"{row}\"><c t=\"str\"><v>名 {row}</v></c><c><v>{row}</v></c></row>"
        );
    }
    rows.push_str("</sheetData>");
    let bytes = xlsx(&[("Long", "", &rows)]).bytes();
    let whole = collect(&bytes, "a.xlsx", &Limits::default());
    let small =
        Limits { window_bytes: 100, overlap_bytes: 30, before_bytes: 10, ..Limits::default() };
    let windows = collect(&bytes, "a.xlsx", &small);
    let text = |document: &crate::Document| -> Vec<_> {
        document.parts.iter().map(|read| read.text.clone()).collect()
    };
    assert_eq!(text(&whole), text(&windows));
    assert!(text(&whole).iter().any(|text| text.ends_with("名 399\t399")));
}

#[test]
fn cells_that_repeat_a_long_string_are_a_bomb() {
    let cells = "<c t=\"s\"><v>0</v></c>".repeat(2000);
    let sheet = format!("<sheetData><row>{cells}</row></sheetData>");
    let string = format!("<sst><si><t>{}</t></si></sst>", "long".repeat(10_000));
    let bytes = xlsx(&[("A", "", &sheet)]).member("xl/sharedStrings.xml", string).bytes();
    let document = collect(&bytes, "a.xlsx", &Limits::default());
    assert!(document.problems.iter().any(|problem| problem.code == crate::ProblemCode::RatioLimit));
}

#[test]
fn a_binary_workbook_is_read_cell_by_cell() {
    let record = |kind: u16, body: &[u8]| {
        let number = match kind {
            0..0x80 => vec![kind as u8],
            _ => vec![kind as u8 | 0x80, (kind >> 7) as u8],
        };
        [&number[..], &[body.len() as u8], body].concat()
    };
    let string = |text: &str| {
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [&(units.len() as u32 / 2).to_le_bytes()[..], &units].concat()
    };
    let sheet_entry = |state: u8, id: &str, name: &str| {
        record(156, &[&[state, 0, 0, 0, 1, 0, 0, 0][..], &string(id), &string(name)].concat())
    };
    let row = |number: u8, flags: u8| record(0, &[number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, flags, 0]);
    let cell = |column: u8, kind: u16, value: &[u8]| {
        record(kind, &[&[column, 0, 0, 0, 0, 0, 0, 0][..], value].concat())
    };
    let sheet = [
        row(0, 0),
        cell(0, 6, &string("Name")),
        cell(1, 7, &[0; 4]),
        row(1, 0x10),
        cell(0, 6, &string("Mia")),
        cell(1, 5, &41.5_f64.to_le_bytes()),
    ];
    let package = Package::new("a.xlsb")
        .relationships("", &[("r1", "officeDocument", "xl/workbook.bin")])
        .relationships(
            "xl/workbook.bin",
            &[
                ("rId1", "worksheet", "worksheets/sheet1.bin"),
                ("rId2", "worksheet", "worksheets/sheet2.bin"),
                ("s", "sharedStrings", "sharedStrings.bin"),
            ],
        )
        .member(
            "xl/workbook.bin",
            [sheet_entry(0, "rId1", "One"), sheet_entry(2, "rId2", "Two")].concat(),
        )
        .member(
            "xl/sharedStrings.bin",
            [["Pay", "Once here"].map(|text| record(19, &[&[0][..], &string(text)].concat()))]
                .concat()
                .concat(),
        )
        .member("xl/worksheets/sheet1.bin", sheet.concat())
        .member("xl/worksheets/sheet2.bin", Vec::new());
    package.check(expect![[r#"
        = xlsb
        [name] name | a.xlsb
        [name] name of a sheet | One
        [name] name of a sheet {hidden-sheet} | Two
        [sheet] sheet One | Name\tPay\nMia\t41.5
        [sheet] sheet Two {hidden-sheet} | 
        [other] unused strings {cache} | Once here
        whole
    "#]]);
    package.check_runs(
        "sheet One",
        expect![[r#"
        shown - | Name | A1
        shown - | Pay | B1
        hidden-row Name | Mia | A2
        hidden-row Pay | 41.5 | B2
    "#]],
    );
}

fn text_cell(name: &str, text: &str) -> String {
    format!("<c r=\"{name}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

#[test]
fn rows_that_are_there_are_shown_unless_they_say_otherwise() {
    let sheet = format!(
        "<sheetFormatPr zeroHeight=\"1\"/><sheetData><row r=\"1\">{}</row><row r=\"3\" \
         hidden=\"1\">{}</row></sheetData>",
        text_cell("A1", "Shown"),
        text_cell("A3", "Gone"),
    );
    xlsx(&[("One", "", &sheet)]).check_runs(
        "sheet One",
        expect![[r#"
        shown - | Shown | A1
        hidden-row - | Gone | A3
    "#]],
    );
}

#[test]
fn conditions_hide_what_they_hold_for() {
    let styles = "<styleSheet><fonts><font><color theme=\"1\"/></font></fonts><fills><fill>\
        <patternFill patternType=\"none\"/></fill></fills><cellXfs><xf fontId=\"0\" \
        fillId=\"0\"/></cellXfs><dxfs><dxf><font><color rgb=\"FFFFFFFF\"/></font></dxf><dxf><numFmt \
        formatCode=\";;;\"/></dxf><dxf><fill><patternFill><bgColor rgb=\"FF000000\"/></patternFill>\
        </fill></dxf></dxfs></styleSheet>";
    let rows: String = ["One", "Two", "Three", "Four", "Five"]
        .iter()
        .zip(1..)
        .map(|(text, row)| {
            format!("<row r=\"{row}\">{}</row>", text_cell(&format!("A{row}"), text))
        })
        .collect();
    let rule = |style: u32, priority: u32, formula: &str| {
        format!(
            "<cfRule type=\"expression\" dxfId=\"{style}\" priority=\"{priority}\"><formula>\
             {formula}</formula></cfRule>"
        )
    };
    let sheet = format!(
        "<sheetData>{rows}</sheetData><conditionalFormatting sqref=\"A1:A9\">{}{}{}{}\
         </conditionalFormatting>",
        rule(0, 1, "ROW()=2"),
        rule(1, 2, "A1=\"Three\""),
        rule(2, 3, "RIGHT(A1,2)=\"ur\""),
        rule(0, 4, "B1=1"),
    );
    xlsx(&[("One", "", &sheet)]).member("xl/styles.xml", styles).check_runs(
        "sheet One",
        expect![[r#"
        shown - | One | A1
        invisible - | Two | A2
        invisible - | Three | A3
        covered - | Four | A4
        shown - | Five | A5
    "#]],
    );
}

#[test]
fn pieces_of_a_cell_have_colours_of_their_own_and_readings() {
    let white = "<rPr><color rgb=\"FFFFFFFF\"/></rPr>";
    let sheet = format!(
        "<sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><r><t>Seen</t></r><r>{white}<t> \
         white</t></r><rPh sb=\"0\" eb=\"1\"><t>sin</t></rPh></is></c><c r=\"B1\" t=\"s\"><v>0</v></c>\
         </row></sheetData>"
    );
    let strings = format!("<sst><si><r>{white}<t>white</t></r><r><t> and seen</t></r></si></sst>");
    let package = xlsx(&[("One", "", &sheet)]).member("xl/sharedStrings.xml", strings);
    package.check_runs(
        "sheet One",
        expect![[r#"
        shown - | Seen | A1
        invisible - |  white | A1
        invisible - | white | B1
        shown - |  and seen | B1
    "#]],
    );
    package.check_runs(
        "phonetic readings",
        expect![[r#"
        shown - | sin | sin
    "#]],
    );
}

#[test]
fn headers_of_pages_that_there_are_not_are_hidden() {
    let headers = "<oddHeader>&amp;COdd</oddHeader><evenHeader>&amp;CEven</evenHeader>\
        <firstHeader>&amp;CFirst</firstHeader>";
    let sheet = format!(
        "<sheetData/><customSheetViews><customSheetView><headerFooter><oddFooter>Kept</oddFooter>\
         </headerFooter></customSheetView></customSheetViews><headerFooter differentOddEven=\"1\">\
         {headers}</headerFooter>"
    );
    let bytes = xlsx(&[("One", "", &sheet)]).bytes();
    let document = collect(&bytes, "a.xlsx", &Limits::default());
    let hidden = |text: &str| {
        let read = document.parts.iter().find(|read| read.text == text);
        read.unwrap_or_else(|| panic!("{text}")).part.hidden
    };
    let markup = Some(crate::Hidden::Markup);
    assert_eq!(["Odd", "Even", "First", "Kept"].map(hidden), [None, None, markup, markup]);
}

#[test]
fn a_shape_without_a_size_is_not_seen() {
    let corner = |name: &str, column: u32| {
        format!(
            "<xdr:{name}><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>2</xdr:row>\
             <xdr:rowOff>0</xdr:rowOff></xdr:{name}>"
        )
    };
    let shape = |to: u32, text: &str| {
        format!(
            "<xdr:twoCellAnchor>{}{}<xdr:sp><xdr:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p>\
             </xdr:txBody></xdr:sp></xdr:twoCellAnchor>",
            corner("from", 1),
            corner("to", to)
        )
    };
    let drawing = format!("<xdr:wsDr>{}{}</xdr:wsDr>", shape(1, "Point"), shape(4, "Box"));
    xlsx(&[("One", "", "<sheetData/>")])
        .relationships("xl/worksheets/sheet0.xml", &[("r1", "drawing", "../drawings/d.xml")])
        .member("xl/drawings/d.xml", drawing)
        .check_runs(
            "drawing",
            expect![[r#"
        tiny - | Point | Point
        shown - | Box | Box
    "#]],
        );
}
