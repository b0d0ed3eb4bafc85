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
