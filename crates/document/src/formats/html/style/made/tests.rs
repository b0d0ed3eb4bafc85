use super::*;

#[test]
fn scripts_take_elements_away_when_they_are_read() {
    let gone = |script: &str| taken_away(&format!("<p>a</p><script>{script}</script>"));
    let one = BTreeSet::from(["x".to_owned()]);
    for script in [
        "document.getElementById(\"x\").remove()",
        "var a = 1; document.querySelector('#x').style.display = 'none';",
        "document.getElementById('x').hidden=true",
        "function f() { a() }\ndocument.getElementById('x').textContent = ''",
    ] {
        assert_eq!(gone(script), one, "{script}");
    }
    for script in [
        "function close() { document.getElementById('x').remove() }",
        "document.getElementById('x').style.display = 'block'",
        "document.getElementById('x').hidden = false",
        "document.getElementById(name).remove",
    ] {
        assert!(gone(script).is_empty(), "{script}");
    }
}

#[test]
fn attributes_are_shown_beside_elements() {
    assert_eq!(shown_attribute("color:red; content: attr(data-x) \":\""), Some("data-x"));
    assert_eq!(shown_attribute("content: 'attribute'"), None);
}

#[test]
fn conditions_on_the_whole_page_are_known() {
    let page = elements("<body><p class=\"a b\">x</p><i id='y'/></body>");
    let without = |selectors| without_has(selectors, &page);
    assert_eq!(without("body:has(p) .q"), "body .q");
    assert_eq!(without("html:has(.b) .q"), "html .q");
    assert_eq!(without(":root:has(#y)"), ":root");
    assert_eq!(without("body:has(table) .q"), "body:has(table) .q");
    assert_eq!(without("div:has(p) .q"), "div:has(p) .q");
}
