use super::*;

#[test]
fn a_panic_is_caught_and_the_next_call_is_not_disturbed() {
    assert_eq!(catch(|| "x".parse::<i32>().unwrap()), None);
    assert_eq!(catch(|| 7), Some(7));
    assert!(!IS_QUIET.get());
}
