use super::*;
use crate::formats::boxes::boxed;

fn table(kind: &[u8; 4], numbers: &[u32]) -> Vec<u8> {
    let content: Vec<u8> = numbers.iter().flat_map(|number| number.to_be_bytes()).collect();
    boxed(kind, &content)
}

#[test]
fn pieces_follow_each_other_in_their_chunks() {
    // Two pieces in the first chunk, and one in each later.
    let stbl = [
        table(b"stsz", &[0, 0, 4, 10, 20, 30, 40]),
        table(b"stsc", &[0, 2, 1, 2, 1, 2, 1, 1]),
        table(b"stco", &[0, 3, 100, 200, 300]),
    ]
    .concat();
    let samples = Samples::read(&stbl, 100);
    assert_eq!(samples.pieces, [(100, 10), (110, 20), (200, 30), (300, 40)]);
    assert_eq!(samples.chunks, [(100, 130), (200, 230), (300, 340)]);
}

#[test]
fn tables_that_promise_more_than_they_hold_end() {
    let stbl = [
        table(b"stsz", &[0, 7, u32::MAX]),
        table(b"stsc", &[0, 1, 1, u32::MAX, 1]),
        table(b"stco", &[0, u32::MAX, 100]),
    ]
    .concat();
    let samples = Samples::read(&stbl, 3);
    assert_eq!(samples.pieces, [(100, 7), (107, 7), (114, 7)]);
    assert!(Samples::read(b"", 3).pieces.is_empty());
}
