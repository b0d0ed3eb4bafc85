use super::*;

#[test]
fn values_and_lines_of_values_are_json() {
    for text in [
        "{}",
        "[1, -2.5e3, true, null, \"a\\\"b\"]",
        "{\"a\": {\"b\": [{}]}}\n{\"a\": 1}\n",
        "{\"cut\": [1, 2, {\"in\": \"the mid",
        "{\"cut\": tru",
    ] {
        assert!(is_json(text.as_bytes()), "{text}");
    }
}

#[test]
fn other_texts_with_brackets_are_not() {
    for text in
        ["[section]\nkey=1\n", "[1] a footnote", "{\\rtf1 text}", "{ color: red }", "[link](to)"]
    {
        assert!(!is_json(text.as_bytes()), "{text}");
    }
}

#[test]
fn deep_nesting_ends() {
    assert!(is_json("[".repeat(100_000).as_bytes()));
}
