use super::{Reach, stretches};

/// Holds the stretches of a text with those hints against their first and last places.
fn check(count: usize, reach: usize, hints: &[usize], expected: &[(usize, usize)]) {
    let mut found = Vec::new();
    stretches(count, |at| hints.contains(&at).then_some(Reach::around(reach)), &mut found);
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

#[test]
fn a_hint_that_reaches_far_back_takes_the_places_before_it_in() {
    let mut found = Vec::new();
    let reach = |at: usize| match at {
        3 | 6 => Some(Reach::around(0)),
        9 => Some(Reach { before: 5, after: 1 }),
        _ => None,
    };
    stretches(20, reach, &mut found);
    assert_eq!((found.len(), found.pop()), (1, Some(3..11)));
}
