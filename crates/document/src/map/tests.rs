use super::*;

#[test]
fn an_empty_map_is_the_identity_from_its_base() {
    let map = OffsetMap::identity(10);
    assert_eq!(map.origin_span(Span::new(2, 5)), (12, 15));
}

#[test]
fn steps_of_different_width_are_followed() {
    // "a密b" from GB18030: 1, 2 and 1 bytes become 1, 3 and 1.
    let mut map = OffsetMap::identity(0);
    map.push(0, 0, 1, 1);
    map.push(1, 1, 3, 2);
    map.push(4, 3, 1, 1);
    assert_eq!(map.origin_span(Span::new(1, 4)), (1, 3));
    assert_eq!(map.origin_span(Span::new(4, 5)), (3, 4));
    assert_eq!(map.origin_span(Span::new(0, 5)), (0, 4));
}

#[test]
fn what_vanished_after_the_end_is_not_taken_along() {
    // "1\u{200b}2" folds to "12".
    let mut map = OffsetMap::identity(0);
    map.push(0, 0, 1, 1);
    map.push(1, 4, 1, 1);
    assert_eq!(map.origin_span(Span::new(0, 1)), (0, 1));
    assert_eq!(map.origin_span(Span::new(0, 2)), (0, 5));
}
