use super::*;

/// Checks that `string` is found by its run of digits at `start` in `text`, or is not.
fn check(string: &str, text: &str, start: usize, is_found: bool) {
    let (key, place) = key(string.as_bytes()).unwrap();
    let text = text.as_bytes();
    let mut places =
        runs(text).flat_map(|run| keys_at(text, Span::new(run.start, run.end)).collect::<Vec<_>>());
    let found = places.any(|(of_text, at)| of_text == key && at == start + usize::from(place));
    assert_eq!(found, is_found, "{string}");
}

#[test]
fn a_string_is_found_by_its_run_of_digits_and_what_stands_beside_it() {
    check("A000000-V", "no. A123456-V", 4, true);
    check("A000000-V", "no. A1234567-V", 4, false);
    check("A000000-V", "no. A123456-W", 4, true);
    check("A000000-V", "no. B123456-V", 4, false);
    check("AA0000", "(AA123456)", 1, true);
    check("AA0000", "(BA123456)", 1, false);
    check("+000", "+123456", 0, true);
    check("000kg", "123456kg", 3, true);
    check("000k", "123456km", 3, true);
    check("000kg", "123456km", 3, false);
    check("00 000-0", "12 345-6", 0, true);
}

#[test]
fn strings_without_a_long_run_and_numbers_have_no_such_key() {
    for string in ["passport", "00-00-00", "000000"] {
        assert_eq!(key(string.as_bytes()), None, "{string}");
    }
}
