use super::*;

#[test]
fn a_panic_is_caught_and_the_next_call_is_not_disturbed() {
    assert_eq!(catch(|| i32::from_str_radix("x", 10).unwrap()), None);
    assert_eq!(catch(|| 7), Some(7));
    assert!(!IS_QUIET.get());
}
