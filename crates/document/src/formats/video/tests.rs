use expect_test::{Expect, expect};

use crate::formats::testing::dump;

fn check(bytes: &[u8], name: &str, expected: Expect) {
    expected.assert_eq(&dump(bytes, name));
}

/// A box.
pub(super) fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    [&(content.len() as u32 + 8).to_be_bytes(), kind.as_slice(), content].concat()
}

/// Numbers of four bytes, one behind the other.
pub(super) fn longs(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

/// A header with times and a scale of 1,000 in a second.
pub(super) fn header(kind: &[u8; 4], milliseconds: u32) -> Vec<u8> {
    let mut content = longs(&[0, 3_786_825_600, 3_786_825_660, 1000, milliseconds, 0]);
    content.resize(if kind == b"mvhd" { 100 } else { 24 }, 0);
    boxed(kind, &content)
}

/// A track of pieces of those lengths that begin at `at` in the file.
pub(super) struct Track<'a> {
    pub(super) handler: &'a [u8; 4],
    pub(super) coding: &'a [u8; 4],
    pub(super) is_enabled: bool,
    pub(super) milliseconds: u32,
    pub(super) shown: Option<u32>,
    pub(super) at: u32,
    pub(super) pieces: &'a [u32],
}

impl Track<'_> {
    pub(super) fn bytes(&self, id: u32) -> Vec<u8> {
        let mut head = longs(&[u32::from(self.is_enabled), 0, 0, id, 0, self.milliseconds, 0]);
        head.resize(84, 0);
        let name = b"Cam of V. Muster\0";
        let handler =
            [&longs(&[0, 0]), self.handler.as_slice(), &[0; 12], name.as_slice()].concat();
        let sizes = longs(&[&[0, 0, self.pieces.len() as u32], self.pieces].concat());
        let fields = match self.handler {
            b"vide" => 78,
            b"soun" => 28,
            _ => 38,
        };
        let count = self.pieces.len() as u32;
        let samples = [
            boxed(b"stsd", &[longs(&[0, 1]), boxed(self.coding, &vec![0; fields])].concat()),
            boxed(b"stts", &longs(&[0, 1, count, self.milliseconds / count.max(1)])),
            boxed(b"stsz", &sizes),
            boxed(b"stsc", &longs(&[0, 1, 1, self.pieces.len() as u32, 1])),
            boxed(b"stco", &longs(&[0, 1, self.at])),
        ];
        let media = [
            header(b"mdhd", self.milliseconds),
            boxed(b"hdlr", &handler),
            boxed(b"minf", &boxed(b"stbl", &samples.concat())),
        ];
        let edits = self.shown.map_or(Vec::new(), |shown| {
            boxed(b"edts", &boxed(b"elst", &longs(&[0, 1, shown, 2000, 0x1_0000])))
        });
        let content = [boxed(b"tkhd", &head), edits, boxed(b"mdia", &media.concat())].concat();
        boxed(b"trak", &content)
    }
}

/// A film with a position, a cut track, one that is switched off, and subtitles.
pub(super) fn film() -> Vec<u8> {
    let start = boxed(b"ftyp", b"isom\0\0\0\0");
    let subtitles = [b"\0\x06Hall 7".as_slice(), b"\0\x09Tor Nord!"].concat();
    let extra = b"kept for V. Muster, not for the press: this piece belongs to no track at all";
    let frames = [0xAB; 100];
    let media = boxed(b"mdat", &[subtitles.as_slice(), &frames, extra].concat());
    let at = start.len() as u32 + 8;
    let track = Track {
        handler: b"vide",
        coding: b"avc1",
        is_enabled: true,
        milliseconds: 30_000,
        shown: Some(12_000),
        at: at + subtitles.len() as u32,
        pieces: &[60, 40],
    };
    let sound = Track { handler: b"soun", coding: b"mp4a", shown: None, ..track };
    let text =
        Track { handler: b"sbtl", coding: b"tx3g", shown: None, at, pieces: &[8, 11], ..track };
    let off = Track { is_enabled: false, ..text };
    let position = b"+31.2304+121.4737+012.300/";
    let text_box = |kind, text: &[u8]| {
        boxed(kind, &[&(text.len() as u16).to_be_bytes(), [0x15, 0xC7].as_slice(), text].concat())
    };
    let key = b"com.apple.quicktime.author";
    let data = [longs(&[1, 0]), b"Vera Muster".to_vec()].concat();
    let meta = [
        boxed(b"hdlr", &[0; 24]),
        boxed(b"keys", &[longs(&[0, 1]), boxed(b"mdta", key)].concat()),
        boxed(b"ilst", &boxed(&[0, 0, 0, 1], &boxed(b"data", &data))),
    ];
    let movie = [
        header(b"mvhd", 30_000),
        track.bytes(1),
        Track { is_enabled: false, ..sound }.bytes(2),
        text.bytes(3),
        off.bytes(4),
        boxed(b"udta", &[text_box(b"\xA9xyz", position), text_box(b"\xA9nam", b"Halle")].concat()),
        boxed(b"meta", &meta.concat()),
    ];
    let free = boxed(b"free", b"\0\0\0left over from draft 3\0\0");
    [start, media, boxed(b"moov", &movie.concat()), free].concat()
}

#[test]
fn a_film_tells_what_it_holds_beside_its_frames() {
    check(
        &film(),
        "gate.mp4",
        expect![[r#"
        = mp4
        [name] name | gate.mp4
        [property] CreateDate {property} | 2023-12-31 00:00:00 UTC
        [property] ModifyDate {property} | 2023-12-31 00:01:00 UTC
        [property] HandlerName {property} | Cam of V. Muster
        [property] TrimmedMedia {property} | 12.0 of 30.0 seconds are shown
        [property] HandlerName {property} | Cam of V. Muster
        [other] track 2 {layer} | sound track that players do not show (mp4a)
        [property] HandlerName {property} | Cam of V. Muster
        [body] subtitles 3 | Hall 7\nTor Nord!
        [property] HandlerName {property} | Cam of V. Muster
        [body] subtitles 4 {layer} | Hall 7\nTor Nord!
        [property] GPSPosition {property} | 31.230400, 121.473700
        [property] Title {property} | Halle
        [property] Author {property} | Vera Muster
        [other] free space {slack} | left over from draft 3
        [other] media that no track uses {slack} | kept for V. Muster, not for the press: this piece belongs to no track at all
        [property] UnusedMedia {property} | 76 bytes
        ! frames-unread
        ! sound-unheard
        part
    "#]],
    );
}

#[test]
fn what_follows_the_last_box_is_told() {
    let told =
        dump(&[film(), b"\x01\x02\x03\x04\x05 and the rest of it".to_vec()].concat(), "gate.mp4");
    assert!(told.contains("[other] bytes after the end {slack} | "), "{told}");
    assert!(told.contains("! trailing-bytes"), "{told}");
}

#[test]
fn positions_of_every_moment_are_told() {
    let number = |value: i32| value.to_be_bytes();
    let value = |key: &[u8; 4], kind: u8, size: u8, content: &[u8]| {
        let count = (content.len() / usize::from(size)) as u16;
        let mut bytes = [key.as_slice(), &[kind, size], &count.to_be_bytes(), content].concat();
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes
    };
    let scales = [10_000_000, 10_000_000, 1000, 1000, 100].map(number).concat();
    let place = [312_304_000, 1_214_737_000, 12_000, 0, 0].map(number).concat();
    let stream = [value(b"SCAL", b'l', 4, &scales), value(b"GPS5", b'l', 20, &place)].concat();
    let block = value(b"STRM", 0, 1, &stream);
    let name = value(b"DVNM", b'c', 1, b"Pumpcam 7");
    let sample = value(b"DEVC", 0, 1, &[name, block].concat());
    let start = boxed(b"ftyp", b"isom\0\0\0\0");
    let track = Track {
        handler: b"meta",
        coding: b"gpmd",
        is_enabled: true,
        milliseconds: 1000,
        shown: None,
        at: start.len() as u32 + 8,
        pieces: &[sample.len() as u32],
    };
    let movie = [header(b"mvhd", 1000), track.bytes(1)].concat();
    let told = dump(&[start, boxed(b"mdat", &sample), boxed(b"moov", &movie)].concat(), "ride.mp4");
    assert!(told.contains("[property] GPSPosition {property} | 31.230400, 121.473700"), "{told}");
    assert!(told.contains("[property] Model {property} | Pumpcam 7"), "{told}");
}

#[test]
fn positions_are_read_in_every_notation() {
    let notations = [
        ("+31.2304+121.4737/", Some("31.230400, 121.473700")),
        ("-3313.8240+15112.4220+10CRSWGS_84/", Some("-33.230400, 151.207033")),
        ("+311349.4+1212825.3/", Some("31.230389, 121.473694")),
        ("+1+2", None),
        ("here", None),
        ("", None),
    ];
    for (text, expected) in notations {
        assert_eq!(super::telemetry::iso_6709(text).as_deref(), expected, "{text}");
    }
}

/// An EBML element.
fn element(id: &[u8], content: &[u8]) -> Vec<u8> {
    let length = (content.len() as u64 | 1 << 56).to_be_bytes();
    [id, &length, content].concat()
}

/// A film with an attachment, chapters, tags and subtitles of which one track is off.
fn matroska() -> Vec<u8> {
    let track = |number: u8, kind: u8, is_on: u8, codec: &[u8]| {
        let fields = [
            element(&[0xD7], &[number]),
            element(&[0x83], &[kind]),
            element(&[0xB9], &[is_on]),
            element(&[0x86], codec),
        ];
        element(&[0xAE], &fields.concat())
    };
    let block =
        |track: u8, text: &[u8]| element(&[0xA3], &[&[0x80 | track, 0, 0, 0x80], text].concat());
    let file = [
        element(&[0x46, 0x6E], b"staff.csv"),
        element(&[0x46, 0x5C], b"name,phone\nVera Muster,4711\n"),
    ];
    let tag = [element(&[0x45, 0xA3], b"ARTIST"), element(&[0x44, 0x87], b"Vera Muster")];
    let chapter = element(&[0xB6], &element(&[0x80], &element(&[0x85], b"Gate")));
    let secret = [element(&[0x98], &[1]), element(&[0x80], &element(&[0x85], b"Vault"))].concat();
    let chapters = [chapter, element(&[0xB6], &secret)].concat();
    let segment = [
        element(&[0x15, 0x49, 0xA9, 0x66], &element(&[0x7B, 0xA9], b"Hall 7")),
        element(
            &[0x16, 0x54, 0xAE, 0x6B],
            &[
                track(1, 1, 1, b"V_VP9"),
                track(2, 0x11, 1, b"S_TEXT/UTF8"),
                track(3, 0x11, 0, b"S_TEXT/UTF8"),
            ]
            .concat(),
        ),
        element(&[0x10, 0x43, 0xA7, 0x70], &element(&[0x45, 0xB9], &chapters)),
        element(&[0x19, 0x41, 0xA4, 0x69], &element(&[0x61, 0xA7], &file.concat())),
        element(
            &[0x12, 0x54, 0xC3, 0x67],
            &element(&[0x73, 0x73], &element(&[0x67, 0xC8], &tag.concat())),
        ),
        element(
            &[0x1F, 0x43, 0xB6, 0x75],
            &[block(1, &[0xAB; 40]), block(2, b"Tor Nord"), block(3, b"code 4711")].concat(),
        ),
    ];
    [element(&[0x1A, 0x45, 0xDF, 0xA3], b""), element(&[0x18, 0x53, 0x80, 0x67], &segment.concat())]
        .concat()
}

#[test]
fn matroska_tells_attachments_chapters_tags_and_subtitles() {
    check(
        &matroska(),
        "gate.mkv",
        expect![[r#"
        = mkv
        staff.csv: = csv
        [name] name | gate.mkv
        [property] Title {property} | Hall 7
        [name] attachment {attachment} | staff.csv
        staff.csv: [name] name | staff.csv
        staff.csv: [body] text | name,phone\nVera Muster,4711\n
        [property] Artist {property} | Vera Muster
        [outline] chapters | Gate
        [outline] chapters {layer} | Vault
        [body] subtitles 2 | Tor Nord
        [body] subtitles 3 {layer} | code 4711
        ! frames-unread
        part
    "#]],
    );
}

#[test]
fn any_cut_and_any_changed_byte_ends_and_no_cut_is_whole() {
    for (film, name) in [(film(), "gate.mp4"), (matroska(), "gate.mkv")] {
        for at in 4..film.len() {
            let told = dump(&film[..at], name);
            assert!(!told.ends_with("whole\n"), "{name} cut at {at}: {told}");
            for change in [0x01, 0x80, 0xFF] {
                let mut changed = film.clone();
                changed[at] ^= change;
                dump(&changed, name);
            }
        }
    }
}
