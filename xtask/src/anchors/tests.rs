use super::*;

#[test]
fn every_pattern_keeps_its_budget() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    check(root).unwrap();
}

#[test]
fn a_pattern_is_dear_when_one_of_its_figures_is() {
    let Load { anchors, passed, bytes } = BUDGET;
    assert!(!is_dear([anchors, passed, bytes]));
    assert!(is_dear([anchors + 1, 0, 0]));
    assert!(is_dear([0, passed + 1, 0]));
    assert!(is_dear([0, 0, bytes + 1]));
}
