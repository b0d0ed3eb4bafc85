use super::stretches;

fn check(count: usize, reach: usize, hints: &[usize], expected: &[std::ops::Range<usize>]) {
    let mut found = vec![7..9];
    stretches(count, reach, |at| hints.contains(&at), &mut found);
    assert_eq!(found, expected);
}

#[test]
fn places_that_touch_are_one_and_all_lie_in_the_text() {
    check(10, 2, &[], &[]);
    check(10, 2, &[0], &[0..3]);
    check(10, 2, &[9], &[7..10]);
    check(20, 2, &[3, 8], &[1..11]);
    check(20, 2, &[3, 9], &[1..6, 7..12]);
}
