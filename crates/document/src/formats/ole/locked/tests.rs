//! Files are locked here with the same ciphers the other way round; that the ways of deriving keys
//! are the standard's was tried on files that other programs locked.

use aes::cipher::BlockCipherEncrypt as _;
use aes::{Aes128, Aes256, Block};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use expect_test::{Expect, expect};
use md5::Md5;
use rc4::{KeyInit as _, Rc4, StreamCipher as _};
use sha1::Sha1;
use sha2::Sha256;

use super::super::tests::builder::{Xls, biff, compound, label, wide};
use super::cipher::hash;
use crate::formats::testing::dump;

const SALT: [u8; 16] = *b"salt of sixteen!";
const VERIFIER: [u8; 16] = *b"what is verified";

fn check(bytes: &[u8], name: &str, expected: Expect) {
    expected.assert_eq(&dump(bytes, name));
}

/// A workbook locked with keys for blocks, and the lock that says so.
fn locked_workbook(lock: &[u8], key: impl Fn(u32) -> Vec<u8>) -> Vec<u8> {
    let cells = (0..90).map(|row| label(row, 0, 0, "Mia Muster, born in May")).collect::<Vec<_>>();
    let book = Xls { shared: Vec::new(), sheets: vec![("Staff", 0, cells.concat())] };
    let plain = book.stream();
    // The lock stands behind the first record; sheets begin later by its length.
    let first = 4 + usize::from(u16::from_le_bytes([plain[2], plain[3]]));
    let lock = biff(super::records::FILE_PASS, lock);
    let mut stream = [&plain[..first], &lock, &plain[first..]].concat();
    let mut mask = vec![0; stream.len()];
    for (block, bytes) in mask.chunks_mut(1_024).enumerate() {
        Rc4::new_from_slice(&key(block as u32)).unwrap().apply_keystream(bytes);
    }
    let mut at = 0;
    while at + 4 <= stream.len() {
        let kind = u16::from_le_bytes([stream[at], stream[at + 1]]);
        let end = at + 4 + usize::from(u16::from_le_bytes([stream[at + 2], stream[at + 3]]));
        let start = match kind {
            0x85 => {
                let sheet = u32::from_le_bytes(*stream[at + 4..].first_chunk().unwrap());
                let moved = sheet + lock.len() as u32;
                stream[at + 4..at + 8].copy_from_slice(&moved.to_le_bytes());
                at + 8
            }
            0x809 | super::records::FILE_PASS => end,
            _ => at + 4,
        };
        stream[start..end].iter_mut().zip(&mask[start..end]).for_each(|(byte, mask)| *byte ^= mask);
        at = end;
    }
    compound(&[("Workbook", stream)])
}

/// What is verified, and its hash, as the first block encrypts them.
fn verifier(key: &[u8], hash: &[u8]) -> Vec<u8> {
    let mut both = [&VERIFIER, hash].concat();
    Rc4::new_from_slice(key).unwrap().apply_keystream(&mut both);
    both
}

fn numbers(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().copied().flat_map(u32::to_le_bytes).collect()
}

fn old_workbook(password: &str) -> Vec<u8> {
    let first = hash::<Md5>(&[&wide(password)]);
    let second = hash::<Md5>(&[&[&first[..5], &SALT].concat().repeat(16)]);
    let key = |block: u32| hash::<Md5>(&[&second[..5], &block.to_le_bytes()]);
    let verifier = verifier(&key(0), &hash::<Md5>(&[&VERIFIER]));
    locked_workbook(&[&[1, 0, 1, 0, 1, 0], &SALT[..], &verifier].concat(), key)
}

/// With keys of that many bits; zero stands for 40.
fn newer_workbook(bits: u32) -> Vec<u8> {
    let base = hash::<Sha1>(&[&SALT, &wide("VelvetSweatshop")]);
    let key = |block: u32| {
        let mut key = hash::<Sha1>(&[&base, &block.to_le_bytes()]);
        key.truncate(if bits == 0 { 5 } else { bits as usize / 8 });
        key.resize(16, 0);
        key
    };
    let verifier = verifier(&key(0), &hash::<Sha1>(&[&VERIFIER]));
    let lock = [
        &[1, 0, 4, 0, 2, 0],
        &numbers(&[4, 32, 4, 0, 0x6801, 0x8004, bits, 1, 0, 0, 16])[..],
        &SALT,
        &verifier[..16],
        &numbers(&[20]),
        &verifier[16..],
    ];
    locked_workbook(&lock.concat(), key)
}

#[test]
fn a_workbook_with_the_password_of_excel_is_read() {
    let read = dump(&old_workbook("VelvetSweatshop"), "a.xls");
    assert_eq!(read.matches("Mia Muster, born in May").count(), 90, "{read}");
    assert!(read.ends_with("whole\n"), "{read}");
    for bits in [0, 128] {
        assert_eq!(dump(&newer_workbook(bits), "a.xls"), read);
    }
}

#[test]
fn another_password_stays_unknown() {
    check(
        &old_workbook("Zaunkoenig"),
        "a.xls",
        expect![[r#"
            = xls
            [name] name | a.xls
            ! encrypted
            refused
        "#]],
    );
}

fn encrypt_block(key: &[u8], block: [u8; 16]) -> [u8; 16] {
    let mut block = Block::from(block);
    match key.len() {
        16 => Aes128::new_from_slice(key).unwrap().encrypt_block(&mut block),
        _ => Aes256::new_from_slice(key).unwrap().encrypt_block(&mut block),
    }
    block.into()
}

/// Encrypts bytes, filled up with zeros, as a chain when there is something to begin it with.
fn encrypt(key: &[u8], start: Option<&[u8]>, bytes: &[u8]) -> Vec<u8> {
    let mut before = start.map(|start| *start.first_chunk::<16>().unwrap());
    let mut locked = Vec::new();
    for chunk in bytes.chunks(16) {
        let mut block = before.unwrap_or_default();
        block.iter_mut().zip(chunk).for_each(|(to, from)| *to ^= from);
        let block = encrypt_block(key, block);
        before = before.map(|_| block);
        locked.extend(block);
    }
    locked
}

fn locked_package(info: Vec<u8>, package: &[u8], body: &[u8]) -> Vec<u8> {
    let body = [&(package.len() as u64).to_le_bytes(), body].concat();
    compound(&[("EncryptionInfo", info), ("EncryptedPackage", body)])
}

const TEXT: &[u8] = b"Anybody may read this.";

fn standard_package(password: &str) -> Vec<u8> {
    let mut last = hash::<Sha1>(&[&SALT, &wide(password)]);
    for turn in 0..50_000_u32 {
        last = hash::<Sha1>(&[&turn.to_le_bytes(), &last]);
    }
    last = hash::<Sha1>(&[&last, &[0; 4]]);
    let mut pad = [0x36; 64];
    pad.iter_mut().zip(&last).for_each(|(to, from)| *to ^= from);
    let key = hash::<Sha1>(&[&pad]);
    let key = &key[..16];
    let info = [
        &[4, 0, 2, 0],
        &numbers(&[0x24, 32, 0x24, 0, 0x660E, 0x8004, 128, 24, 0, 0, 16])[..],
        &SALT,
        &encrypt(key, None, &VERIFIER),
        &numbers(&[20]),
        &encrypt(key, None, &hash::<Sha1>(&[&VERIFIER])),
    ];
    locked_package(info.concat(), TEXT, &encrypt(key, None, TEXT))
}

fn agile_package(turns: u32) -> Vec<u8> {
    agile_package_of(turns, 256)
}

fn agile_package_of(turns: u32, bits: usize) -> Vec<u8> {
    let mut last = hash::<Sha256>(&[&SALT, &wide("VelvetSweatshop")]);
    for turn in 0..turns.min(10) {
        last = hash::<Sha256>(&[&turn.to_le_bytes(), &last]);
    }
    let lock = |purpose: [u8; 8], bytes: &[u8]| {
        let key = hash::<Sha256>(&[&last, &purpose]);
        BASE64_STANDARD.encode(encrypt(&key, Some(&SALT), bytes))
    };
    let key = *b"a key of thirty-two bytes: long.";
    let salt = BASE64_STANDARD.encode(SALT);
    let how = format!(
        "saltSize=\"16\" keyBits=\"{bits}\" cipherAlgorithm=\"AES\" \
         cipherChaining=\"ChainingModeCBC\" hashAlgorithm=\"SHA256\" saltValue=\"{salt}\""
    );
    let info = format!(
        "<encryption><keyData {how}/><keyEncryptors><keyEncryptor><p:encryptedKey \
         spinCount=\"{turns}\" {how} encryptedVerifierHashInput=\"{}\" \
         encryptedVerifierHashValue=\"{}\" encryptedKeyValue=\"{}\"/></keyEncryptor>\
         </keyEncryptors></encryption>",
        lock([0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79], &VERIFIER),
        lock([0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E], &hash::<Sha256>(&[&VERIFIER])),
        lock([0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6], &key),
    );
    let info = [&[4, 0, 4, 0, 0x40, 0, 0, 0], info.as_bytes()].concat();
    let text = TEXT.repeat(400);
    let segments = text.chunks(4_096).enumerate().map(|(index, segment)| {
        let start = hash::<Sha256>(&[&SALT, &(index as u32).to_le_bytes()]);
        encrypt(&key, Some(&start), segment)
    });
    locked_package(info, &text, &segments.collect::<Vec<_>>().concat())
}

#[test]
fn a_package_with_the_password_of_excel_is_read() {
    check(
        &standard_package("VelvetSweatshop"),
        "a.xlsx",
        expect![[r#"
        = encrypted-ooxml
        document: = text
        [name] name | a.xlsx
        document: [name] name | document
        document: [body] text | Anybody may read this.
        whole
    "#]],
    );
    let read = dump(&agile_package(10), "a.xlsx");
    assert_eq!(read.matches("Anybody may read this.").count(), 400, "{read}");
}

#[test]
fn a_package_with_another_password_is_not() {
    let locked = "= encrypted-ooxml\n[name] name | a.xlsx\n! encrypted\nrefused\n";
    assert_eq!(dump(&standard_package("Zaunkoenig"), "a.xlsx"), locked);
    // A lock that would take the machine for hours.
    assert_eq!(dump(&agile_package(4_000_000_000), "a.xlsx"), locked);
}

#[test]
fn a_key_of_a_length_that_nothing_has_is_not_made() {
    let locked = "= encrypted-ooxml\n[name] name | a.xlsx\n! encrypted\nrefused\n";
    assert_eq!(dump(&agile_package_of(10, usize::MAX), "a.xlsx"), locked);
}
