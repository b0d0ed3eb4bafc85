use expect_test::expect;

use crate::clean::testing::{all_text, cleaned};
use crate::formats::testing::{SECRET, break_often, dump, planted};

fn rtf(inside: &str) -> Vec<u8> {
    format!("{{\\rtf1\\ansi\\ansicpg1252 {inside}}}").into_bytes()
}

#[test]
fn text_is_read_in_its_code_pages() {
    let bytes = rtf("{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset134 SimSun;}}\
         Caf\\'e9 \\f1\\'cd\\'f5\\'b7\\'bc\\f0  \\u8364\\'80 {\\uc0\\u-10179\\u-8704}\\par\n\
         {\\header Top\\par}\\trowd A\\cell B\\cell\\row {\\footnote A note}End");
    expect![[r#"
        = rtf
        [name] name | a.rtf
        [body] body | Café 王芳 € 😀\nA\tB\nEnd
        [header] header 1 | Top
        [footnote] footnote 1 | A note
        whole
    "#]]
    .assert_eq(&dump(&bytes, "a.rtf"));
}

#[test]
fn objects_and_pictures_are_documents_of_their_own() {
    let mut object = Vec::new();
    object.extend([1, 5, 0, 0, 2, 0, 0, 0]);
    object.extend([8, 0, 0, 0]);
    object.extend(b"Package\0");
    object.extend([0; 8]);
    let mut package = vec![2, 0];
    package.extend(b"plan.txt\0C:\\Users\\mia\\plan.txt\0");
    package.extend([0, 0, 3, 0, 4, 0, 0, 0]);
    package.extend(b"C:\\\0");
    package.extend([5, 0, 0, 0]);
    package.extend(b"Text.");
    object.extend((package.len() as u32).to_le_bytes());
    object.extend(package);
    let digits: String = object.iter().map(|byte| format!("{byte:02x}")).collect();
    let bytes =
        rtf(&format!("{{\\object\\objemb{{\\*\\objclass Package}}{{\\*\\objdata {digits}}}}}"));
    expect![[r#"
        = rtf
        plan.txt: = text
        [name] name | a.rtf
        [property] OriginatingProgram {property} | Package
        [property] SourceFile {property} | plan.txt\nC:\\Users\\mia\\plan.txt\nC:\\
        plan.txt: [name] name | plan.txt
        plan.txt: [body] text | Text.
        whole
    "#]]
    .assert_eq(&dump(&bytes, "a.rtf"));
}

#[test]
fn what_is_planted_is_found() {
    let case = |inside: &str| rtf(&inside.replace("SECRET", SECRET));
    let mut trailing = rtf("Shown");
    trailing.extend(SECRET.as_bytes());
    let digits: String = SECRET.bytes().map(|byte| format!("{byte:02x}")).collect();
    expect![[r#"
        author | property property | Author
        operator | property property | LastAuthor
        template | property property | Template
        own property | property property | Case
        generator | property property | generator
        who revised it | property property | revision author
        deleted | body deleted | body
        hidden | body vanished | body
        white | body invisible | body
        tiny | body tiny | body
        comment | comment comment | comment 1
        author of a comment | property property | comment author
        field code | body markup | body
        variable | property property | Case
        bookmark | outline markup | bookmarks
        description of a shape | alternative markup | alternative text
        unknown destination | other markup | pumpdata
        data store | other markup | datastore
        after the end | other slack | after the end
    "#]]
    .assert_eq(&planted(
        "a.rtf",
        &[
            ("author", case("{\\info{\\author SECRET}}")),
            ("operator", case("{\\info{\\operator SECRET}}")),
            ("template", case("{\\*\\template SECRET}")),
            (
                "own property",
                case("{\\*\\userprops {\\propname Case}\\proptype30{\\staticval SECRET}}"),
            ),
            ("generator", case("{\\*\\generator SECRET;}")),
            ("who revised it", case("{\\*\\revtbl{Unknown;}{SECRET;}}")),
            ("deleted", case("A {\\deleted SECRET}")),
            ("hidden", case("A {\\v SECRET}")),
            ("white", case("{\\colortbl;\\red255\\green255\\blue255;}A {\\cf1 SECRET}")),
            ("tiny", case("A {\\fs2 SECRET}")),
            ("comment", case("A {\\*\\atnauthor Mia}{\\*\\annotation SECRET}")),
            ("author of a comment", case("A {\\*\\atnauthor SECRET}{\\*\\annotation B}")),
            ("field code", case("{\\field{\\*\\fldinst LINK SECRET}{\\fldrslt A}}")),
            ("variable", case("{\\*\\docvar {Case}{SECRET}}")),
            ("bookmark", case("{\\*\\bkmkstart SECRET}A")),
            (
                "description of a shape",
                case("{\\shp{\\*\\shpinst{\\sp{\\sn wzDescription}{\\sv SECRET}}}}"),
            ),
            ("unknown destination", case("{\\*\\pumpdata SECRET}A")),
            ("data store", rtf(&format!("{{\\*\\datastore {digits}}}A"))),
            ("after the end", trailing),
        ],
    ));
}

#[test]
fn broken_files_end() {
    let bytes = rtf("{\\fonttbl{\\f0\\fcharset134 A;}}{\\info{\\author A}}B{\\*\\annotation C}\
        {\\pict\\pngblip 89504e47}{\\object{\\*\\objdata 0105000002000000}}\\bin5 12345\\u8364 ?");
    break_often(&bytes, "a.rtf", 300);
    dump(&[b"{\\rtf1".to_vec(), b"{".repeat(100_000)].concat(), "a.rtf");
}

#[test]
fn of_a_text_in_two_forms_the_second_is_shown() {
    let bytes = rtf("Plan {\\upr{for old programs}{\\*\\ud{f\\u252u}}}r alle");
    let copy = cleaned("a.rtf", &bytes);
    let text = all_text(&copy.name, &copy.bytes);
    assert!(text.contains("Plan für alle"), "{text}");
}

#[test]
fn styles_colours_and_shapes_hide_text() {
    let bytes = rtf(
        "{\\colortbl;\\red255\\green255\\blue255;\\red0\\green0\\blue128;}{\\stylesheet{\\s0 \
         Normal;}{\\*\\cs15 \\v Gone;}{\\s7\\v Off;}}Seen {\\cs15 by style} {\\cs15\\v0 back} \
         {\\cf2\\chcbpat2 blue on blue} {\\cf1\\chcbpat2 white on blue}\\par\\pard\\s7 off\\par\\pard on\
         {\\shp{\\*\\shpinst{\\sp{\\sn fHidden}{\\sv 1}}{\\shptxt unseen\\par}}}\
         {\\shp{\\*\\shpinst{\\sp{\\sn fHidden}{\\sv 0}}{\\shptxt seen\\par}}}",
    );
    let document = crate::clean::testing::parts("a.rtf", &bytes);
    let hidden: Vec<String> = document
        .parts
        .iter()
        .filter(|read| read.part.kind == crate::PartKind::Body)
        .flat_map(|read| {
            let by_part = read.part.hidden;
            let all = read.runs.iter().map(move |run| (run.hidden.or(by_part), run));
            all.filter(|(hidden, _)| hidden.is_some())
                .map(|(_, run)| read.text.get(run.span.range()).unwrap().to_owned())
        })
        .collect();
    assert_eq!(hidden, ["by style", "blue on blue", "off", "unseen"]);
}
