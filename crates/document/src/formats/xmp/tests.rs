use super::*;

/// Asserts that a packet yields these lines of `name = value`.
fn check(packet: &[u8], expected: &[&str]) {
    let found = properties(packet, &Limits::default());
    let lines: Vec<String> =
        found.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    assert_eq!(lines, expected);
}

const PACKET: &str = r#"<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<a:xmpmeta xmlns:a="adobe:ns:meta/" a:xmptk="Toolkit 1">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
 <rdf:Description rdf:about="" xmlns:q="http://purl.org/dc/elements/1.1/"
   xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:City="Lindau &amp; Bregenz">
  <q:creator><rdf:Seq><rdf:li>Vera Muster</rdf:li><rdf:li>Jan Beispiel</rdf:li></rdf:Seq></q:creator>
  <q:rights rdf:resource="https://example.org/rights"/>
  <mine:note xmlns:mine="urn:mine">a &lt; b &#x42;</mine:note>
 </rdf:Description>
</rdf:RDF></a:xmpmeta><?xpacket end="w"?>"#;

#[test]
fn values_and_array_items_have_their_qualified_names() {
    let expected = [
        "x:xmptk = Toolkit 1",
        "photoshop:City = Lindau & Bregenz",
        "dc:creator = Vera Muster",
        "dc:creator = Jan Beispiel",
        "dc:rights = https://example.org/rights",
        "mine:note = a < b B",
    ];
    check(PACKET.as_bytes(), &expected);
    let utf16: Vec<u8> = PACKET.encode_utf16().flat_map(u16::to_be_bytes).collect();
    check(&utf16, &expected);
    let utf32: Vec<u8> = PACKET.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    check(&utf32, &expected);
}

#[test]
fn what_is_not_well_formed_is_told_as_it_stands() {
    check(b"<r><dc:title>Plan", &["dc:title = Plan"]);
    check(b"no markup", &["XMP = no markup"]);
    check(b"<r><dc:title>Plan</dc:title><broken", &["dc:title = Plan", "XMP = <broken"]);
}

#[test]
fn nesting_has_a_bound() {
    let deep = "<a>".repeat(100_000) + "bottom";
    let found = properties(deep.as_bytes(), &Limits::default());
    assert!(found.iter().any(|(name, value)| name == UNPARSED && value.ends_with("bottom")));
}
