use std::io::Write;

use expect_test::{Expect, expect};

use crate::formats::testing::dump;

fn check(bytes: &[u8], name: &str, expected: Expect) {
    expected.assert_eq(&dump(bytes, name));
}

/// An ID3v2.3 frame.
fn frame(name: &str, content: &[u8]) -> Vec<u8> {
    [name.as_bytes(), &(content.len() as u32).to_be_bytes(), &[0, 0], content].concat()
}

/// Two frames of silence of MPEG audio: 417 bytes each.
fn silence() -> Vec<u8> {
    let mut frame = vec![0; 417];
    frame[..4].copy_from_slice(&[0xFF, 0xFB, 0x90, 0x00]);
    frame.repeat(2)
}

fn mp3() -> Vec<u8> {
    let title: Vec<u8> = "\u{FEFF}Probe 图".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let packed = {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), Default::default());
        encoder.write_all(b"\x03for the board only").unwrap();
        [26_u32.to_be_bytes().to_vec(), encoder.finish().unwrap()].concat()
    };
    let mut hidden = frame("TXXX", &packed);
    hidden[9] = 0x80;
    let object = b"\0text/plain\0plan.txt\0draft\0Plan for hall 7";
    let frames = [
        frame("TIT2", &[&[1], title.as_slice()].concat()),
        frame("TPE1", b"\x03Vera Muster"),
        frame("COMM", b"\0engcall\x004711 after six"),
        hidden,
        frame("GEOB", object),
        frame("PRIV", b"example\0key 1234567"),
    ]
    .concat();
    let size = frames.len() as u32;
    let size = [21, 14, 7, 0].map(|shift| (size >> shift & 0x7F) as u8);
    let mut last = b"TAG".to_vec();
    last.extend(b"Probe");
    last.resize(3 + 30, 0);
    last.extend(b"V. Muster");
    last.resize(128, 0);
    let item = [&9_u32.to_le_bytes(), [0; 4].as_slice(), b"Location\0Halle 7/N"].concat();
    let head = |flags: u8| [b"APETAGEX".as_slice(), &[0; 15], &[flags], &[0; 8]].concat();
    let ape = [head(0xA0), item, head(0x80)].concat();
    [b"ID3\x03\0\0".as_slice(), &size, &frames, &silence(), &ape, &last].concat()
}

#[test]
fn mp3_tells_every_kind_of_tag() {
    check(
        &mp3(),
        "probe.mp3",
        expect![[r#"
        = mp3
        plan.txt: = text
        [name] name | probe.mp3
        [property] Title {property} | Probe 图
        [property] Artist {property} | Vera Muster
        [property] Comment {property} | call\n4711 after six
        [property] UserText {property} | for the board only
        [property] description {property} | draft
        plan.txt: [name] name | plan.txt
        plan.txt: [body] text | Plan for hall 7
        [property] PRIV {property} | example\nkey 1234567
        [property] Title {property} | Probe
        [property] Artist {property} | V. Muster
        [property] Location {property} | Halle 7/N
        ! sound-unheard
        part
    "#]],
    );
}

/// Comments of Vorbis.
fn comments() -> Vec<u8> {
    let counted = |text: &str| [&(text.len() as u32).to_le_bytes(), text.as_bytes()].concat();
    let lines = ["ARTIST=Vera Muster", "LOCATION=Halle 7", "note=not for the press"];
    [counted("encoder 1"), 3_u32.to_le_bytes().to_vec(), lines.map(counted).concat()].concat()
}

#[test]
fn flac_tells_comments_and_blocks() {
    let comments = comments();
    let block = |kind: u8, content: &[u8]| {
        let size = (content.len() as u32).to_be_bytes();
        [&[kind], &size[1..], content].concat()
    };
    let flac = [
        b"fLaC".to_vec(),
        block(0, &[0; 34]),
        block(4, &comments),
        block(0x81, b"\0\0padding with text\0"),
        silence(),
    ]
    .concat();
    check(
        &flac,
        "probe.flac",
        expect![[r#"
        = flac
        [name] name | probe.flac
        [property] Software {property} | encoder 1
        [property] Artist {property} | Vera Muster
        [property] LocationName {property} | Halle 7
        [property] note {property} | not for the press
        [property] Padding {property} | padding with text
        ! sound-unheard
        part
    "#]],
    );
}

/// A page of Ogg with one packet.
fn page(packet: &[u8]) -> Vec<u8> {
    let mut lacing = vec![255; packet.len() / 255];
    lacing.push((packet.len() % 255) as u8);
    [
        b"OggS\0\0".as_slice(),
        &[0; 8],
        &[7, 0, 0, 0],
        &[0; 8],
        &[lacing.len() as u8],
        &lacing,
        packet,
    ]
    .concat()
}

#[test]
fn ogg_tells_comments() {
    let head = page(b"\x01vorbis");
    let ogg = [head, page(&[b"\x03vorbis".as_slice(), &comments()].concat())].concat();
    check(
        &ogg,
        "probe.ogg",
        expect![[r#"
        = ogg
        [name] name | probe.ogg
        [property] Software {property} | encoder 1
        [property] Artist {property} | Vera Muster
        [property] LocationName {property} | Halle 7
        [property] note {property} | not for the press
        ! sound-unheard
        part
    "#]],
    );
}

fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut bytes = [kind, (content.len() as u32).to_le_bytes().as_slice(), content].concat();
    bytes.resize(bytes.len().next_multiple_of(2), 0);
    bytes
}

fn wav() -> Vec<u8> {
    let mut broadcast = b"Interview in hall 7".to_vec();
    broadcast.resize(256, 0);
    broadcast.extend(b"Vera Muster");
    broadcast.resize(602, 0);
    let list = [b"INFO".to_vec(), chunk(b"ISFT", b"Recorder 3"), chunk(b"ICMT", b"keep back")];
    let content = [
        b"WAVE".to_vec(),
        chunk(b"fmt ", &[0; 16]),
        chunk(b"bext", &broadcast),
        chunk(b"data", &[0xAB; 40]),
        chunk(b"LIST", &list.concat()),
        chunk(b"note", b"serial 4711-XY"),
    ];
    chunk(b"RIFF", &content.concat())
}

#[test]
fn wav_tells_chunks() {
    check(
        &wav(),
        "probe.wav",
        expect![[r#"
        = wav
        [name] name | probe.wav
        [property] description {property} | Interview in hall 7
        [property] Author {property} | Vera Muster
        [property] Software {property} | Recorder 3
        [property] Comment {property} | keep back
        [property] note {property} | serial 4711-XY
        ! sound-unheard
        part
    "#]],
    );
}

#[test]
fn any_cut_and_any_changed_byte_ends_and_sound_is_never_whole() {
    for (sound, name) in [(mp3(), "a.mp3"), (wav(), "a.wav")] {
        for at in 12..sound.len() {
            let told = dump(&sound[..at], name);
            assert!(!told.ends_with("whole\n"), "{name} cut at {at}: {told}");
            let mut changed = sound.clone();
            changed[at] ^= 0x81;
            dump(&changed, name);
        }
    }
}

#[test]
fn fields_of_lyrics_are_told_one_by_one() {
    let mut file = silence();
    file.extend(b"LYRICSBEGININD0000200LYR00018jo.lee@example.orgAUT00003Joe000055LYRICS200");
    let told = dump(&file, "talk.mp3");
    assert!(told.contains(r"Lyrics {property} | 00\njo.lee@example.org\nJoe"), "{told}");
}
