use super::*;

#[test]
fn each_pair_is_found_and_what_is_simple_stays() {
    let characters: Vec<char> = PAIRS.chars().collect();
    let pairs: Vec<[char; 2]> = characters.as_chunks().0.to_vec();
    assert!(pairs.is_sorted() && PAIRS.len() == pairs.len() * 6);
    for [traditional, simple] in pairs {
        assert_eq!(simplified(traditional), simple);
        assert_eq!(simplified(simple), simple);
    }
    assert_eq!(simplified('王'), '王');
}
