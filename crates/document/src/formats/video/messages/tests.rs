use super::{Coding, texts, without_own};

const CODING: Coding = Coding { is_newer: false, length_bytes: 4 };

fn unit(content: &[u8]) -> Vec<u8> {
    [&(content.len() as u32).to_be_bytes(), content].concat()
}

/// A message of its maker's own, after sixteen bytes that say who that is.
fn own(text: &[u8]) -> Vec<u8> {
    let content = [&[7; 16], text].concat();
    [&[5, content.len() as u8], content.as_slice()].concat()
}

#[test]
fn messages_of_makers_go_and_frames_stay() {
    let picture = unit(&[0x65, 1, 2, 3]);
    let message = [&[6], own(b"made at hall three").as_slice(), &[0x80]].concat();
    let frame = [unit(&message), picture.clone()].concat();
    assert_eq!(without_own(CODING, &frame), Some((picture.clone(), 1)));
    assert_eq!(without_own(CODING, &picture), None);
}

#[test]
fn other_messages_of_a_unit_stay_as_they_were() {
    // A message of another kind whose bytes want a guard.
    let other = [1, 5, 9, 0, 0, 3, 1, 4];
    let both = [&[6], own(b"made at hall three").as_slice(), &other, &[0x80]].concat();
    let (made, gone) = without_own(CODING, &unit(&both)).unwrap();
    assert_eq!(gone, 1);
    assert_eq!(made, unit(&[&[6], other.as_slice(), &[0x80]].concat()));
    assert!(texts(&made[5..]).is_empty());
}

#[test]
fn a_frame_that_cannot_be_taken_apart_is_left_alone() {
    let message = unit(&[&[6], own(b"made at hall three").as_slice()].concat());
    let cut = &message[..message.len() - 3];
    assert_eq!(without_own(CODING, cut), None);
    assert_eq!(without_own(CODING, &[0, 0, 0]), None);
}
