use super::*;

#[test]
fn times_are_dates() {
    let known = [
        (0, None),
        (EPOCH_1904 as u64, Some("1970-01-01 00:00:00 UTC")),
        (EPOCH_1904 as u64 + 1_709_164_800, Some("2024-02-29 00:00:00 UTC")),
        (1_700_000_000, Some("2023-11-14 22:13:20 UTC")),
    ];
    for (seconds, expected) in known {
        assert_eq!(time(seconds).as_deref(), expected);
    }
    assert_eq!(time(u64::MAX), None);
}

#[test]
fn boxes_are_found_by_their_path() {
    let bytes = b"\0\0\0\x08free\0\0\0\x19moov\0\0\0\x11udta\0\0\0\x09name!";
    assert_eq!(find(bytes, &[b"moov", b"udta", b"name"]), Some(b"!".as_slice()));
    assert_eq!(find(bytes, &[b"moov", b"trak"]), None);
    assert_eq!(inners(b"\0\0\0\x04abcd").count(), 0);
}
