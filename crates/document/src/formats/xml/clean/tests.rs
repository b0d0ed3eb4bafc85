use crate::clean::testing::{cleaned, cleaned_without, cleans_to};

#[test]
fn comments_of_xml_go_and_text_stays() {
    cleans_to(
        "a.xml",
        b"<?xml version=\"1.0\"?>\n<?gone x?><!-- gone --><a k=\"v\"><![CDATA[<!-- kept -->]]></a>\n",
        b"<?xml version=\"1.0\"?>\n<a k=\"v\"><![CDATA[<!-- kept -->]]></a>\n",
    );
    let copy =
        cleaned_without("a.xml", b"<entry k=\"Mallory\">Mal&#x6C;ory</entry>\n", &["Mallory"]);
    assert_eq!(copy.bytes, b"<entry k=\"[redacted]\">[redacted]</entry>\n");
}

#[test]
fn a_drawing_shows_what_it_showed_and_no_more() {
    let drawing = r##"<?xml version="1.0"?><!-- plant-comment -->
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" inkscape:export-filename="plant-path"
 viewBox="0 0 100 100"><title>plant-title</title><metadata>plant-meta</metadata>
<defs><linearGradient id="plant-id"><stop offset="0" stop-color="red"/></linearGradient></defs>
<script>plant-script</script><text x="5" y="5" fill="url(#plant-id)">Shown words</text>
<text x="5" y="5" display="none">plant-none</text><text x="5" y="5" style="opacity: 0">plant-clear</text>
<text x="900" y="5">plant-outside</text><g inkscape:label="plant-layer" style="display:none">
<text>plant-hidden-layer</text></g><a xlink:href="https://host/plant-link"><text>Link words</text></a>
<image xlink:href="file:///plant-file.png"/></svg>"##;
    let copy = cleaned("a.svg", drawing.as_bytes());
    let made = String::from_utf8(copy.bytes).unwrap();
    assert!(!made.contains("plant"), "{made}");
    assert!(made.contains("Shown words") && made.contains("Link words"), "{made}");
    assert!(made.contains("fill=\"url(#i1)\"") && made.contains("id=\"i1\""), "{made}");
}

#[test]
fn declarations_go_and_what_they_declare_stands_in_its_place() {
    let text = "<?xml version=\"1.0\"?>\n<!DOCTYPE a SYSTEM \"plant-path\" [<!ENTITY unused \
                \"plant-entity\"><!ENTITY inner 'deep'><!ENTITY outer \"a &inner; b\">]>\n\
                <a>&outer; &amp; c</a>\n";
    let expected = b"<?xml version=\"1.0\"?>\n<a>a deep b &amp; c</a>\n";
    cleans_to("a.xml", text.as_bytes(), expected);
}

#[test]
fn a_declaration_that_declares_itself_ends() {
    let text = "<!DOCTYPE a [<!ENTITY x \"&x;&x;\">]><a>&x;</a>";
    let plan = crate::clean::Plan::default();
    let limits = crate::Limits::default();
    let made = crate::clean(&mut std::io::Cursor::new(text), "a.xml", &plan, &limits);
    assert!(made.is_err());
}

#[test]
fn a_drawing_keeps_the_look_of_its_sheet_and_loses_what_is_never_used() {
    let drawing = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">
<style>/* plant-comment */ .a{fill:#ff0000} g .a{stroke:blue} .plant-class{display:none}</style>
<defs><text id="plant-unused">plant-text</text><circle id="dot" r="3"/></defs>
<g><text class="a" x="5" y="5">Shown words</text></g><use href="#dot"/>
<text class="plant-class" x="5" y="9">plant-hidden</text></svg>"##;
    let made = String::from_utf8(cleaned("a.svg", drawing.as_bytes()).bytes).unwrap();
    assert!(!made.contains("plant"), "{made}");
    assert!(made.contains("fill=\"#ff0000\"") && made.contains("stroke=\"blue\""), "{made}");
    assert!(made.contains("Shown words") && made.contains("circle"), "{made}");
}

#[test]
fn names_inside_filters_and_files_that_are_no_pictures_go() {
    let drawing = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">
<filter id="f"><feGaussianBlur result="plant-step"/><feMerge in="plant-step" in2="SourceAlpha"/></filter>
<g filter="url(#f)"><text x="5" y="5">Shown words</text></g>
<image href="data:text/plain;base64,cGxhbnQgcGxhbnQ="/></svg>"##;
    let made = String::from_utf8(cleaned("a.svg", drawing.as_bytes()).bytes).unwrap();
    assert!(!made.contains("plant") && !made.contains("cGxhbnQ"), "{made}");
    assert!(made.contains("in=\"r1\" in2=\"SourceAlpha\""), "{made}");
}

#[test]
fn of_a_choice_the_branch_for_most_readers_stays() {
    let drawing = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">
<switch><text systemLanguage="xx">plant-other</text><text>Shown words</text></switch>
<switch><g requiredExtensions="https://werk.example/x"><text>plant-extension</text></g>
<g systemLanguage="de"><text>Gezeigt</text></g><g systemLanguage="fr"><text>plant-second</text></g></switch>
<g systemLanguage="xx"><text>plant-alone</text></g></svg>"##;
    let made = String::from_utf8(cleaned("a.svg", drawing.as_bytes()).bytes).unwrap();
    assert!(!made.contains("plant") && !made.contains("systemLanguage"), "{made}");
    assert!(made.contains("Shown words") && made.contains("Gezeigt"), "{made}");
}

#[test]
fn a_drawing_keeps_the_words_that_it_declares_and_uses() {
    let drawing = "<!DOCTYPE svg [<!ENTITY gone \"plant-entity\"><!ENTITY said \"Shown words\">]>\
                   <svg xmlns=\"http://www.w3.org/2000/svg\"><text>&said;</text></svg>";
    let made = String::from_utf8(cleaned("a.svg", drawing.as_bytes()).bytes).unwrap();
    assert!(!made.contains("plant") && made.contains("Shown words"), "{made}");
}
