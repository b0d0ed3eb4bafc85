use crate::formats::testing::{break_often, dump};

const SIGNED: &[u8] = b"\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02";
const DATA: &[u8] = b"\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01";
const ENVELOPED: &[u8] = b"\x2A\x86\x48\x86\xF7\x0D\x01\x07\x03";
const RSA: &[u8] = b"\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01";

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let len = u16::try_from(content.len()).unwrap().to_be_bytes();
    [&[tag, 0x82][..], &len, content].concat()
}

fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    element(0x30, &parts.concat())
}

/// A signed message around `content`, which is an element.
fn signed(content: &[u8]) -> Vec<u8> {
    let encapsulated = sequence(&[element(6, DATA), element(0xA0, content)]);
    let name = sequence(&[element(6, &[0x55, 4, 3]), element(0x0C, "Vera Muster".as_bytes())]);
    let names = element(0x82, b"mail.example.org");
    let names = element(4, &sequence(&[names]));
    let certificate = sequence(&[element(0x31, &name), names]);
    let body = [element(2, &[1]), element(0x31, &[]), encapsulated, element(0xA0, &certificate)];
    sequence(&[element(6, SIGNED), element(0xA0, &sequence(&body))])
}

#[test]
fn what_is_signed_is_a_document_of_its_own() {
    let told = dump(&signed(&element(4, b"Meeting in hall 7\n")), "mail.p7m");
    for line in [
        "signed content: [body] text | Meeting in hall 7",
        "name in a certificate {property} | Vera Muster\n",
        "name in a certificate {property} | mail.example.org\n",
    ] {
        assert!(told.contains(line), "{line}\n{told}");
    }
    assert!(told.ends_with("whole\n"), "{told}");
}

#[test]
fn content_in_pieces_and_without_lengths_is_whole() {
    let pieces = [element(4, b"Meeting in "), element(4, b"hall 7\n")].concat();
    let told = dump(&signed(&element(0x24, &pieces)), "mail.p7m");
    assert!(told.contains("| Meeting in hall 7"), "{told}");
    let open = [&[0x24, 0x80][..], &pieces, &[0, 0]].concat();
    let told = dump(&signed(&open), "mail.p7m");
    assert!(told.contains("| Meeting in hall 7"), "{told}");
}

#[test]
fn a_private_key_is_told_as_text() {
    let algorithm = sequence(&[element(6, RSA), element(5, &[])]);
    let key = sequence(&[element(2, &[0]), algorithm, element(4, &[0xAB; 200])]);
    let told = dump(&key, "server.key");
    assert!(told.contains("-----BEGIN PRIVATE KEY-----"), "{told}");
    let integers: Vec<Vec<u8>> = (0..9).map(|number| element(2, &[number; 9])).collect();
    assert!(dump(&sequence(&integers), "a.der").contains("BEGIN RSA PRIVATE KEY"));
    let short = [&[0x30, 0x2C, 2, 1, 1, 4, 0x20][..], &[7; 32], &[0xA0, 5, 6, 3, 1, 2, 3]].concat();
    assert!(dump(&short, "a.der").contains("BEGIN EC PRIVATE KEY"));
}

#[test]
fn what_is_encrypted_is_told() {
    let enveloped = sequence(&[element(6, ENVELOPED), element(0xA0, &sequence(&[]))]);
    let authenticated = sequence(&[element(6, DATA), element(0xA0, &element(4, &[9; 300]))]);
    let store = sequence(&[element(2, &[3]), authenticated, sequence(&[])]);
    for bytes in [enveloped, store] {
        let told = dump(&bytes, "mail.p7m");
        assert!(told.contains("encrypted"), "{told}");
    }
}

#[test]
fn what_is_broken_ends_in_peace() {
    break_often(&signed(&element(4, b"Meeting in hall 7\n")), "mail.p7m", 2000);
}
