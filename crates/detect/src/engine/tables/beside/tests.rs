use super::*;

/// Says whether the bytes beside `at` in `text` are what `string` asks for, before it and behind it.
fn fits(string: &str, text: &str, at: usize) -> (bool, bool) {
    let (string, text) = (string.as_bytes(), text.as_bytes());
    let fits = |(bits, mask): (u64, u64), there: u64| (there ^ bits) & mask == 0;
    (fits(before(string), before_place(text, at)), fits(behind(string), behind_place(text, at)))
}

#[test]
fn what_a_string_asks_of_the_bytes_beside_it_holds_where_it_stands() {
    assert_eq!(fits("key-000", "KEY-123", 7), (true, false));
    assert_eq!(fits("key-000", "KEY-123", 0), (false, true));
    assert_eq!(fits("a longer key", "my a longer KEY", 15), (true, false));
    assert_eq!(fits("a longer key", "a longer KEY", 0), (false, true));
    assert_eq!(fits("AB", "ab", 2), (false, false));
    assert_eq!(fits("00", "x1", 2), (false, false));
    assert_eq!(fits("abc", "bc", 2), (false, false));
    assert_eq!(fits("", "x", 1), (true, true));
}
