use super::*;

#[test]
fn the_leaf_is_what_sha256sum_says() {
    // printf 'obelus.leaf.v1\n' plus 32 bytes of 07 plus SHA-256("{}"), by `sha256sum`.
    let opening = Opening { nonce: [7; NONCE_BYTES], envelope: b"{}".to_vec() };
    let Leaf(bytes) = opening.leaf();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, "012b2aaec4993071d2b18efedf4de6aea194264d6e7c5f62e6b7a70ce2174ab459");
}

#[test]
fn another_nonce_or_envelope_is_another_leaf() {
    let opening = Opening { nonce: [7; NONCE_BYTES], envelope: b"envelope".to_vec() };
    let other = Opening { nonce: [8; NONCE_BYTES], ..opening.clone() };
    assert_ne!(opening.leaf(), other.leaf());
    let other = Opening { envelope: b"envelopf".to_vec(), ..opening.clone() };
    assert_ne!(opening.leaf(), other.leaf());
    assert_eq!(Opening::from_extra(&opening.to_extra()), Some(opening));
    assert_eq!(Opening::from_extra(&[0; 31]), None);
}

#[test]
fn an_opening_does_not_show_itself() {
    let opening = Opening { nonce: [7; NONCE_BYTES], envelope: b"secret".to_vec() };
    assert_eq!(format!("{opening:?}"), "Opening(6 bytes)");
}
