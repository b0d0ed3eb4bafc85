use super::*;

/// Holds the names in a text against a line per name: its kind and itself.
fn check(text: &str, expected: &[&str]) {
    let mut names = Vec::new();
    Tagger::default().find(text, &mut names);
    let told: Vec<String> = names
        .iter()
        .map(|name| format!("{} {}", name.kind.detector(), text.get(name.span.clone()).unwrap()))
        .collect();
    assert_eq!(told, expected, "{text}");
}

#[test]
fn names_are_found_by_what_stands_around_them() {
    check(
        "Anna Bergström of Holloway Instruments Ltd. flew to Lisbon on Monday.",
        &[
            "named-person Anna Bergström",
            "named-organisation Holloway Instruments Ltd",
            "named-place Lisbon",
        ],
    );
    check(
        "my name is zbigniew karwowski and i live at 12 hazel grove, leeds",
        &["named-person zbigniew karwowski", "address 12 hazel grove, leeds"],
    );
}

#[test]
fn an_address_over_several_lines_is_one() {
    check(
        "Ship to:\nOlga Petrescu\n48 Lindenhurst Avenue\nApt. 6\nMarlow Falls, OH 44120\n",
        &[
            "named-person Olga Petrescu",
            "address 48 Lindenhurst Avenue\nApt. 6\nMarlow Falls, OH 44120",
        ],
    );
}

#[test]
fn text_without_names_has_none() {
    check("The committee will meet again next week to discuss the budget.", &[]);
    check("Please send me the last bill.", &[]);
    check("", &[]);
}

#[test]
fn source_code_is_passed_over() {
    check(&"let name = person(\"Anna Bergström\");\n".repeat(60), &[]);
}

#[test]
fn spans_lie_between_characters_whatever_the_text() {
    let odd = "é\u{0}ß\u{202E}王\u{FFFD}Ω'’\n\r\t．12,a·b—𝔄 Mr. Ǆ ".repeat(700);
    let mut names = Vec::new();
    Tagger::default().find(&odd, &mut names);
    assert!(names.iter().all(|name| odd.get(name.span.clone()).is_some()));
}
