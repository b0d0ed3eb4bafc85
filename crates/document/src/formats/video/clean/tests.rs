use super::super::tests::{Track, boxed, film, header, longs};
use crate::clean::testing::{all_text, cleaned, cleaned_without};
use crate::formats::boxes::{find, inners, number};

fn has(bytes: &[u8], text: &[u8]) -> bool {
    memchr::memmem::find(bytes, text).is_some()
}

/// Bytes of the file that a track says it has, piece by piece.
fn media_of(film: &[u8], track: usize) -> Vec<u8> {
    let movie = find(film, &[b"moov"]).unwrap();
    let tracks = inners(movie).filter(|inner| inner.kind == *b"trak");
    let track = tracks.map(|inner| inner.content).nth(track).unwrap();
    let tables = find(track, &[b"mdia", b"minf", b"stbl"]).unwrap();
    let samples = super::super::samples::Samples::read(tables, 1_000);
    let bytes = |(start, end): &(u64, u64)| film[*start as usize..*end as usize].to_vec();
    samples.chunks.iter().flat_map(bytes).collect()
}

#[test]
fn a_film_keeps_what_is_played_and_nothing_else() {
    let film = film();
    let copy = cleaned("gate.mp4", &film).bytes;
    for gone in ["Muster", "31.2304", "Halle", "left over", "belongs to no track"] {
        assert!(has(&film, gone.as_bytes()), "`{gone}` is not planted");
        assert!(!has(&copy, gone.as_bytes()), "`{gone}` is still there");
    }
    let movie = find(&copy, &[b"moov"]).unwrap();
    assert_eq!(inners(movie).filter(|inner| inner.kind == *b"trak").count(), 2);
    assert_eq!(number(find(movie, &[b"mvhd"]).unwrap(), 4, 8), Some(0));
    // The second piece begins after what is shown.
    assert_eq!(media_of(&copy, 0), [0xAB; 60]);
    assert_eq!(media_of(&copy, 1), media_of(&film, 2));
    assert!(all_text("gate.mp4", &copy).contains("Hall 7\nTor Nord!"));
}

#[test]
fn a_subtitle_loses_what_must_go() {
    let copy = cleaned_without("gate.mp4", &film(), &["Tor Nord"]).bytes;
    assert!(!has(&copy, b"Nord"));
    assert!(all_text("gate.mp4", &copy).contains("Hall 7\n[redacted]!"));
    assert_eq!(media_of(&copy, 0), [0xAB; 60]);
}

#[test]
fn what_edits_keep_from_view_goes() {
    let start = boxed(b"ftyp", b"isom\0\0\0\0");
    let pieces = [4; 30];
    let seconds: Vec<u8> = (0..30_u8).flat_map(|second| [second; 4]).collect();
    let track = Track {
        handler: b"vide",
        coding: b"avc1",
        is_enabled: true,
        milliseconds: 30_000,
        shown: Some(12_000),
        at: start.len() as u32 + 8,
        pieces: &pieces,
    };
    let movie = [header(b"mvhd", 30_000), track.bytes(1)].concat();
    let film = [start, boxed(b"mdat", &seconds), boxed(b"moov", &movie)].concat();
    let copy = cleaned("cut.mp4", &film).bytes;
    // From the second at which it begins, and one piece before it for the decoder.
    let shown: Vec<u8> = (1..14_u8).flat_map(|second| [second; 4]).collect();
    assert_eq!(media_of(&copy, 0), shown);
}

#[test]
fn fragments_become_one_film() {
    let start = boxed(b"ftyp", b"iso5\0\0\0\0");
    let whole = Track {
        handler: b"soun",
        coding: b"mp4a",
        is_enabled: true,
        milliseconds: 0,
        shown: None,
        at: 0,
        pieces: &[],
    };
    let extends = boxed(b"mvex", &boxed(b"trex", &longs(&[0, 1, 1, 1000, 0, 0])));
    let movie = boxed(b"moov", &[header(b"mvhd", 0), whole.bytes(1), extends].concat());
    let fragment = |content: &[u8]| {
        let lengths: Vec<u32> = vec![content.len() as u32 / 2; 2];
        let run = |at: u32| longs(&[&[0x201, 2, at], lengths.as_slice()].concat());
        let made = |at: u32| {
            let track = [boxed(b"tfhd", &longs(&[0x2_0000, 1])), boxed(b"trun", &run(at))];
            boxed(b"moof", &boxed(b"traf", &track.concat()))
        };
        let length = made(0).len() as u32;
        [made(length + 8), boxed(b"mdat", &[content, b"Quux-Plant"].concat())].concat()
    };
    let film = [start, movie, fragment(b"one two "), fragment(b"three fo")].concat();
    let copy = cleaned("a.mp4", &film).bytes;
    assert_eq!(media_of(&copy, 0), b"one two three fo");
    assert!(!has(&copy, b"moof") && !has(&copy, b"Quux-Plant"));
    let header = find(&copy, &[b"moov", b"mvhd"]).unwrap();
    assert_eq!(number(header, 16, 4), Some(4_000));
}
