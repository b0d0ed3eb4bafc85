use crate::clean::testing::{all_text, cleaned};

const PLANTED: &str = "Quux-Plant-77";

fn find(bytes: &[u8], text: &[u8]) -> bool {
    memchr::memmem::find(bytes, text).is_some()
}

/// Cleans a sound in which something is planted, and checks that it is gone.
fn check(name: &str, bytes: &[u8]) -> Vec<u8> {
    assert!(find(bytes, PLANTED.as_bytes()), "{name}: nothing is planted");
    let copy = cleaned(name, bytes);
    assert!(!find(&copy.bytes, PLANTED.as_bytes()), "{name}: it is still there");
    assert!(!all_text(name, &copy.bytes).contains(PLANTED));
    assert!(!copy.account.is_empty());
    copy.bytes
}

/// A frame of MPEG audio of 417 bytes, whose samples are all of one number.
fn mpeg_frame(sample: u8) -> Vec<u8> {
    let mut frame = vec![sample; 417];
    frame[..4].copy_from_slice(&[0xFF, 0xFB, 0x90, 0x00]);
    frame
}

#[test]
fn an_mp3_is_its_frames() {
    let frames: Vec<u8> = (1..6).flat_map(mpeg_frame).collect();
    let tag = [b"ID3\x03\0\0\0\0\0\x20".as_slice(), PLANTED.as_bytes(), &[0; 19]].concat();
    let mut last = [b"TAG", PLANTED.as_bytes()].concat();
    last.resize(128, 0);
    let between = [frames.as_slice(), PLANTED.as_bytes(), &frames].concat();
    let copy = check("a.mp3", &[tag.as_slice(), &between, &last].concat());
    assert_eq!(copy, frames.repeat(2));
}

#[test]
fn the_table_in_an_mp3_says_no_more_than_numbers() {
    let mut first = mpeg_frame(0);
    first[36..44].copy_from_slice(b"Info\0\0\0\x01");
    first[44..48].copy_from_slice(&[0, 0, 0, 3]);
    first[200..213].copy_from_slice(PLANTED.as_bytes());
    let copy = cleaned("a.mp3", &[first.clone(), mpeg_frame(1), mpeg_frame(2)].concat());
    assert!(!find(&copy.bytes, PLANTED.as_bytes()));
    assert_eq!(copy.bytes[..84], first[..84]);
}

fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut made = [kind, (content.len() as u32).to_le_bytes().as_slice(), content].concat();
    made.resize(made.len().next_multiple_of(2), 0);
    made
}

#[test]
fn a_wav_is_its_shape_and_its_samples() {
    let shape = [1, 0, 1, 0, 0x40, 0x1F, 0, 0, 0x40, 0x1F, 0, 0, 1, 0, 8, 0];
    let samples: Vec<u8> = (0..101).collect();
    let info = [b"INFO".as_slice(), &chunk(b"IART", PLANTED.as_bytes())].concat();
    let body = [
        b"WAVE".to_vec(),
        chunk(b"bext", PLANTED.as_bytes()),
        chunk(b"fmt ", &[shape.as_slice(), PLANTED.as_bytes()].concat()),
        chunk(b"LIST", &info),
        chunk(b"data", &samples),
        chunk(b"cue ", PLANTED.as_bytes()),
    ]
    .concat();
    let wav = [chunk(b"RIFF", &body), PLANTED.as_bytes().to_vec()].concat();
    let copy = check("a.wav", &wav);
    let expected = [b"WAVE".to_vec(), chunk(b"fmt ", &shape), chunk(b"data", &samples)].concat();
    assert_eq!(copy, chunk(b"RIFF", &expected));
}

/// A block of metadata of FLAC.
fn block(kind: u8, content: &[u8]) -> Vec<u8> {
    [&[kind, 0, 0, content.len() as u8], content].concat()
}

/// A frame of FLAC: 192 samples of 16 bits, all the same, and then some that were coded.
fn flac_frames() -> Vec<u8> {
    // Constant: header, number of the frame, checksum, subframe, sample, checksum.
    let constant = [0xFF, 0xF8, 0x19, 0x08, 0, 0, 0, 0x12, 0x34];
    // A prediction of order zero: one partition with a parameter of 0, each sample one bit.
    let mut coded = vec![0xFF, 0xF8, 0x19, 0x08, 1, 0, 0x10, 0x00];
    let ones = 192;
    let mut bits: Vec<bool> = vec![false; 2];
    bits.extend(std::iter::repeat_n(true, ones));
    coded.extend(bits.chunks(8).map(|bits| {
        bits.iter().enumerate().fold(0, |byte, (at, bit)| byte | u8::from(*bit) << (7 - at))
    }));
    [with_checksums(constant.to_vec()), with_checksums(coded)].concat()
}

fn with_checksums(mut frame: Vec<u8>) -> Vec<u8> {
    let remainder = |bytes: &[u8], width: u32, polynomial: u32| {
        let top = 1 << (width - 1);
        bytes.iter().fold(0_u32, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte) << (width - 8), |sum, _| {
                let shifted = sum << 1 & ((1 << width) - 1);
                if sum & top != 0 { shifted ^ polynomial } else { shifted }
            })
        })
    };
    frame[5] = remainder(&frame[..5], 8, 7) as u8;
    let sum = remainder(&frame, 16, 0x8005) as u16;
    frame.extend(sum.to_be_bytes());
    frame
}

#[test]
fn a_flac_is_its_shape_its_places_and_its_frames() {
    let mut shape = [0; 34];
    shape[12] = 0;
    shape[13] = 0xF0;
    let places = [7; 18];
    let frames = flac_frames();
    let flac = [
        b"fLaC".to_vec(),
        block(0, &shape),
        block(4, PLANTED.as_bytes()),
        block(3, &places),
        block(2, PLANTED.as_bytes()),
        block(0x81, PLANTED.as_bytes()),
        frames.clone(),
        PLANTED.as_bytes().to_vec(),
        frames.clone(),
        [b"TAG", PLANTED.as_bytes()].concat(),
    ]
    .concat();
    let copy = check("a.flac", &flac);
    let expected =
        [b"fLaC".to_vec(), block(0, &shape), block(0x83, &places), frames.repeat(2)].concat();
    assert_eq!(copy, expected);
}

/// A page of Ogg with those packets.
fn page(flags: u8, serial: u32, sequence: u32, packets: &[&[u8]]) -> Vec<u8> {
    let mut lengths = Vec::new();
    for packet in packets {
        lengths.extend(std::iter::repeat_n(255, packet.len() / 255));
        lengths.push((packet.len() % 255) as u8);
    }
    let mut page = [b"OggS\0", [flags].as_slice(), &[0; 8], &serial.to_le_bytes()].concat();
    page.extend(sequence.to_le_bytes());
    page.extend([0; 4]);
    page.push(lengths.len() as u8);
    page.extend(lengths);
    page.extend(packets.concat());
    let sum = page.iter().fold(0_u32, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte) << 24, |sum, _| {
            if sum & 1 << 31 != 0 { sum << 1 ^ 0x04C1_1DB7 } else { sum << 1 }
        })
    });
    page[22..26].copy_from_slice(&sum.to_le_bytes());
    page
}

#[test]
fn an_ogg_has_empty_comments_and_new_numbers() {
    let first = b"\x01vorbis of some shape";
    let comments = [b"\x03vorbis\x0d\0\0\0".as_slice(), PLANTED.as_bytes(), &[0; 4], &[1]].concat();
    let setup = [b"\x05vorbis".as_slice(), &[9; 300]].concat();
    let ogg = [
        page(2, 77, 5, &[first]),
        page(0, 77, 6, &[&comments, &setup]),
        PLANTED.as_bytes().to_vec(),
        page(4, 77, 9, &[b"sound", b"more"]),
    ]
    .concat();
    let copy = check("a.ogg", &ogg);
    let empty = b"\x03vorbis\0\0\0\0\0\0\0\0\x01";
    let expected = [
        page(2, 0, 0, &[first]),
        page(0, 0, 1, &[empty, &setup]),
        page(4, 0, 2, &[b"sound", b"more"]),
    ]
    .concat();
    assert_eq!(copy, expected);
}
