use sha2::{Digest, Sha256};

use super::*;

/// A signature for tests: a hash with a word that stands for the key.
fn sign(word: &str, message: &[u8]) -> Vec<u8> {
    Sha256::new().chain_update(word).chain_update(message).finalize().to_vec()
}

fn key<'k>(holder: &str, word: &'k str, role: Role) -> Key<'k> {
    let holds = Box::new(move |message: &[u8], signature: &[u8]| sign(word, message) == signature);
    Key { holder: holder.to_owned(), id: word.to_owned(), role, holds }
}

#[test]
fn what_is_signed_is_the_example_of_the_protocol() {
    let envelope = Envelope::new("http://example.com/HelloWorld", b"hello world".to_vec());
    let expected = b"DSSEv1 29 http://example.com/HelloWorld 11 hello world";
    assert_eq!(envelope.signed_bytes(), expected);
}

#[test]
fn an_envelope_is_read_as_it_is_written() {
    let mut envelope = Envelope::new("text/plain", vec![0, 255, 7]);
    envelope.add_signature("a", vec![1]);
    envelope.add_signature("a", vec![1]);
    envelope.add_signature("b", vec![2]);
    assert_eq!(envelope.signature_count(), 2);
    let bytes = envelope.to_bytes();
    assert_eq!(Envelope::parse(&bytes).unwrap(), envelope);
    assert_eq!(Envelope::parse(&bytes).unwrap().to_bytes(), bytes);
    for cut in 0..bytes.len() {
        assert!(Envelope::parse(&bytes[..cut]).is_err(), "{cut}");
    }
    assert!(Envelope::parse(br#"{"payloadType":"a","payload":"*","signatures":[]}"#).is_err());
    let deep = "[".repeat(100_000);
    assert!(Envelope::parse(deep.as_bytes()).is_err());
}

#[test]
fn one_person_with_two_keys_is_one_person() {
    let mut envelope = Envelope::new("text/plain", b"text".to_vec());
    for word in ["old", "new", "release"] {
        let signature = sign(word, &envelope.signed_bytes());
        envelope.add_signature("hint", signature);
    }
    let keys = [
        key("anna", "old", Role::Person),
        key("anna", "new", Role::Person),
        key("bert", "other", Role::Person),
        key("house", "release", Role::Organisation),
    ];
    assert_eq!(envelope.signers(&keys, Role::Person).into_iter().collect::<Vec<_>>(), ["anna"]);
    assert_eq!(envelope.signers(&keys, Role::Organisation).len(), 1);
    envelope.payload.push(b'.');
    assert!(envelope.signers(&keys, Role::Person).is_empty());
}
