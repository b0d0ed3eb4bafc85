use super::says_something;

#[test]
fn what_people_write_says_something() {
    for value in [
        "Vera Muster",
        "pump-7",
        "C:\\plans\\hall3",
        "11010119900307100X",
        "hall 3",
        "泵房",
        "Q3/2031",
    ] {
        assert!(says_something(value), "{value}");
    }
}

#[test]
fn what_programs_write_says_nothing() {
    for value in [
        "center",
        "nextPage",
        "drawing-page",
        "9144000",
        "-0.25",
        "12700 25400",
        "{5F3B8A10-1111-2222-3333-444455556666}",
        "00A1B2C3",
        "#FFFFFF",
        "2031-03-07T10:00:00Z",
        "http://schemas.openxmlformats.org/drawingml/2006/main",
        "a1",
        "100000000000",
    ] {
        assert!(!says_something(value), "{value}");
    }
}
