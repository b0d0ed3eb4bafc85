use super::*;

#[test]
fn words_are_found_again_and_others_are_not() {
    let words: Vec<(u64, u8)> =
        (0..5_000_u64).map(|n| (step(SEED, n), (n % 255) as u8 + 1)).collect();
    let bytes = encode(&words);
    assert!(words.iter().all(|&(hash, known)| look_up(&bytes, hash) & known == known));
    let strangers = (5_000..50_000_u64).filter(|&n| look_up(&bytes, step(SEED, n)) != 0);
    assert!(strangers.count() < 5);
    assert_eq!(look_up(&[], 7), 0);
}
