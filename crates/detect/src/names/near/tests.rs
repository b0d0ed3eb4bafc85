use super::stretches;

/// Holds the stretches of a text with those hints against their first and last places.
fn check(count: usize, reach: usize, hints: &[usize], expected: &[(usize, usize)]) {
    let mut found = Vec::new();
    stretches(count, reach, |at| hints.contains(&at), &mut found);
    let ends: Vec<_> = found.iter().map(|stretch| (stretch.start, stretch.end - 1)).collect();
    assert_eq!(ends, expected);
}

#[test]
fn places_that_touch_are_one_and_all_lie_in_the_text() {
    check(10, 2, &[], &[]);
    check(10, 2, &[0], &[(0, 2)]);
    check(10, 2, &[9], &[(7, 9)]);
    check(20, 2, &[3, 8], &[(1, 10)]);
    check(20, 2, &[3, 9], &[(1, 5), (7, 11)]);
}
