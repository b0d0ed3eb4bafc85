use super::is_telling;

#[test]
fn what_formats_write_by_themselves_is_not_looked_for() {
    let usual = [
        "application/xhtml+xml",
        "margin:0cm;",
        "-20006",
        "0.0021",
        "attachment; filename=\"p.jpg\"",
        "text/html; charset=utf-8",
        "multipart/mixed; boundary=\"=_part_1\"",
        "[Content_Types].xml",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
        "x-unknown",
        "Regular",
    ];
    for text in usual {
        assert!(!is_telling(text), "`{text}` would be looked for");
    }
}

#[test]
fn what_people_write_is_looked_for() {
    let told = [
        "Quillfeather",
        "meet at the regular place",
        "13800138000",
        "note: call Mallory;",
        "application of Mallory",
    ];
    for text in told {
        assert!(is_telling(text), "`{text}` would not be looked for");
    }
}
