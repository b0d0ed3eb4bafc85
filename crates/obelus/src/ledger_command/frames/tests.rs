use super::*;

#[test]
fn frames_in_any_order_make_the_text_again() {
    let text = "old 7\n\nledger.example.org\n9\n— ü 界\n".repeat(40);
    let mut frames = split(&text).unwrap();
    assert!(frames.len() > 3 && frames.iter().all(|frame| frame.len() < 300));
    frames.reverse();
    frames.push("someone else's code".to_owned());
    frames.push(frames[0].clone());
    assert_eq!(join(&frames).unwrap(), text);
}

#[test]
fn what_is_missing_or_changed_is_told() {
    let text = "a line\n".repeat(100);
    let frames = split(&text).unwrap();
    let fails = |frames: &[String]| join(frames).unwrap_err();
    assert_eq!(fails(&[]), "there is no code of ours in them");
    assert_eq!(fails(&frames[1..]), "code 1 of 3 is missing");
    let changed = frames[1].replacen("line", "lime", 1);
    assert_eq!(fails(&[frames[0].clone(), changed, frames[2].clone()]), "a code was changed");
    let other = split("another").unwrap();
    assert_eq!(fails(&[frames[0].clone(), other[0].clone()]), "they are of two texts");
    assert_eq!(fails(&["obelus-frame 2/1 00\n".to_owned()]), "there is no code of ours in them");
    assert_eq!(split(&"x".repeat(CHUNK_BYTES * FRAMES_MAX + 1)), None);
}
