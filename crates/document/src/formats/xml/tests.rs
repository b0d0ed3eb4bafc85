use super::*;

#[test]
fn elements_and_declarations_are_xml() {
    for text in [
        "<?xml version=\"1.0\"?><a/>",
        "<!-- note --><a>text</a>",
        "<!DOCTYPE a SYSTEM \"a.dtd\">\n<a:b c=\"d\"/>",
        "<!DOCTYPE a [\n<!ENTITY b \"c\">\n]>\n<a/>",
        " <svg xmlns=\"http://www.w3.org/2000/svg\"></svg>",
    ] {
        assert!(is_xml(text.as_bytes(), ""), "{text}");
    }
}

#[test]
fn other_texts_with_angles_are_not() {
    for text in ["<3 this", "<jane@example.org> wrote:", "< a b", "<<<<<<< HEAD\n", "<a"] {
        assert!(!is_xml(text.as_bytes(), ""), "{text}");
    }
}
