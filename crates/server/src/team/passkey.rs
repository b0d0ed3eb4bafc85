//! What a passkey says, and whether that holds (W3C Web Authentication Level 3).
//!
//! Keys of ES256 alone, which every authenticator has, with a user that it has verified: possession
//! and a finger or a number are the two factors. Who made an authenticator is not asked for, so that
//! nothing of it is kept; the browser hands the key over in the form that RFC 5480 gives it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

/// What stands before the point of a key on P-256 (RFC 5480, 2).
const KEY_HEAD: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A,
    0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];
/// Flags of the authenticator (6.1): the user is there, and verified; a credential follows.
const PRESENT: u8 = 1;
const VERIFIED: u8 = 1 << 2;
const HAS_CREDENTIAL: u8 = 1 << 6;
/// Bytes before the credential: hash of the site, flags, counter, model of the authenticator.
const HEAD_BYTES: usize = 32 + 1 + 4;
const MODEL_BYTES: usize = 16;
/// Longest id of a credential (7.1).
const ID_BYTES_MAX: usize = 1023;

/// What a browser sends: each in Base 64 for addresses, without padding.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Sent {
    /// What the browser says that it was asked for, as JSON.
    pub(super) client: String,
    /// What the authenticator says.
    pub(super) authenticator: String,
}

/// What a site has to know to believe a passkey.
pub(super) struct Site<'s> {
    /// Addresses of its pages, each `SCHEME://HOST[:PORT]`.
    pub(super) origins: &'s [String],
}

/// What a browser says that it was asked for (5.8.1).
#[derive(Deserialize)]
struct Client {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(rename = "crossOrigin", default)]
    is_cross_origin: bool,
}

/// A new passkey.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Made {
    /// Its id, in Base 64.
    pub(super) id: String,
    pub(super) counter: u32,
    /// The challenge that it answers.
    pub(super) challenge: String,
}

/// Reads what was sent for a new passkey with that key; nothing when it does not hold.
pub(super) fn made(sent: &Sent, key: &str, site: &Site<'_>) -> Option<Made> {
    let (_, authenticator, challenge) = read(sent, "webauthn.create", site)?;
    key_of(key)?;
    let flags = *authenticator.get(32)?;
    let credential = authenticator.get(HEAD_BYTES + MODEL_BYTES..)?;
    let (length, rest) = credential.split_first_chunk::<2>()?;
    let length = usize::from(u16::from_be_bytes(*length));
    let fits = flags & HAS_CREDENTIAL != 0 && (1..=ID_BYTES_MAX).contains(&length);
    let id = URL_SAFE_NO_PAD.encode(rest.get(..length).filter(|_| fits)?);
    Some(Made { id, counter: counter(&authenticator)?, challenge })
}

/// Reads what was sent to sign in with that key; the counter and the challenge, when it holds.
pub(super) fn used(
    sent: &Sent,
    signature: &str,
    key: &str,
    site: &Site<'_>,
) -> Option<(u32, String)> {
    let (client, authenticator, challenge) = read(sent, "webauthn.get", site)?;
    let signature = Signature::from_der(&decoded(signature)?).ok()?;
    let signed = [authenticator.as_slice(), &Sha256::digest(&client)].concat();
    key_of(key)?.verify(&signed, &signature).ok()?;
    Some((counter(&authenticator)?, challenge))
}

/// The bytes of both, and the challenge, when they are about this site and the user was verified.
fn read(sent: &Sent, kind: &str, site: &Site<'_>) -> Option<(Vec<u8>, Vec<u8>, String)> {
    let (bytes, authenticator) = (decoded(&sent.client)?, decoded(&sent.authenticator)?);
    let client: Client = serde_json::from_slice(&bytes).ok()?;
    let is_asked = client.kind == kind && !client.is_cross_origin;
    let origin =
        site.origins.iter().find(|origin| **origin == client.origin).filter(|_| is_asked)?;
    let (_, host) = origin.split_once("://")?;
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let is_its = authenticator.get(..32)? == Sha256::digest(name.as_bytes()).as_slice();
    let flags = *authenticator.get(32)?;
    let is_verified = flags & PRESENT != 0 && flags & VERIFIED != 0;
    let challenge = String::from_utf8(decoded(&client.challenge)?).ok()?;
    (is_its && is_verified).then_some((bytes, authenticator, challenge))
}

fn counter(authenticator: &[u8]) -> Option<u32> {
    let counter = authenticator.get(33..)?.first_chunk::<4>()?;
    Some(u32::from_be_bytes(*counter))
}

fn key_of(key: &str) -> Option<VerifyingKey> {
    let key = decoded(key)?;
    VerifyingKey::from_sec1_bytes(key.strip_prefix(&KEY_HEAD)?).ok()
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

#[cfg(test)]
pub(super) mod tests {
    use p256::ecdsa::SigningKey;
    use p256::ecdsa::signature::Signer as _;

    use super::*;

    /// An authenticator with one key.
    pub(in crate::team) struct Authenticator {
        key: SigningKey,
        pub(in crate::team) flags: u8,
        pub(in crate::team) counter: u32,
    }

    impl Authenticator {
        pub(in crate::team) fn new() -> Self {
            let key = SigningKey::from_slice(&[7; 32]).unwrap();
            Self { key, flags: PRESENT | VERIFIED, counter: 1 }
        }

        pub(in crate::team) fn key(&self) -> String {
            let point = self.key.verifying_key().to_sec1_point(false);
            URL_SAFE_NO_PAD.encode([KEY_HEAD.as_slice(), point.as_bytes()].concat())
        }

        fn says(&self, kind: &str, challenge: &str, origin: &str, credential: &[u8]) -> Sent {
            let challenge = URL_SAFE_NO_PAD.encode(challenge);
            let client =
                serde_json::json!({"type": kind, "challenge": challenge, "origin": origin});
            let host = origin.split_once("://").unwrap().1;
            let name = host.split(':').next().unwrap();
            let site = Sha256::digest(name.as_bytes());
            let flags = self.flags | if credential.is_empty() { 0 } else { HAS_CREDENTIAL };
            let counter = self.counter.to_be_bytes();
            let authenticator = [site.as_slice(), &[flags], &counter, credential].concat();
            Sent {
                client: URL_SAFE_NO_PAD.encode(client.to_string()),
                authenticator: URL_SAFE_NO_PAD.encode(authenticator),
            }
        }

        pub(in crate::team) fn make(&self, challenge: &str, origin: &str) -> Sent {
            let credential = [&[0; MODEL_BYTES][..], &[0, 3], b"one", &[0xA0]].concat();
            self.says("webauthn.create", challenge, origin, &credential)
        }

        pub(in crate::team) fn sign(&self, challenge: &str, origin: &str) -> (Sent, String) {
            let sent = self.says("webauthn.get", challenge, origin, &[]);
            let (client, authenticator) =
                (decoded(&sent.client).unwrap(), decoded(&sent.authenticator).unwrap());
            let signed = [authenticator.as_slice(), &Sha256::digest(&client)].concat();
            let signature: Signature = self.key.sign(&signed);
            (sent, URL_SAFE_NO_PAD.encode(signature.to_der().as_bytes()))
        }
    }

    const ORIGIN: &str = "https://desk.example";

    fn site() -> [String; 1] {
        [ORIGIN.to_owned()]
    }

    #[test]
    fn a_new_passkey_is_read() {
        let authenticator = Authenticator::new();
        let (sent, origins) = (authenticator.make("the challenge", ORIGIN), site());
        let found = made(&sent, &authenticator.key(), &Site { origins: &origins }).unwrap();
        let id = URL_SAFE_NO_PAD.encode("one");
        assert_eq!(found, Made { id, counter: 1, challenge: "the challenge".to_owned() });
        assert_eq!(made(&sent, "AAAA", &Site { origins: &origins }), None);
    }

    #[test]
    fn a_signature_holds_for_what_was_asked_and_nothing_else() {
        let mut authenticator = Authenticator::new();
        let (key, origins) = (authenticator.key(), site());
        let site = Site { origins: &origins };
        let (sent, signature) = authenticator.sign("once", ORIGIN);
        assert_eq!(used(&sent, &signature, &key, &site), Some((1, "once".to_owned())));
        let (other, _) = authenticator.sign("twice", ORIGIN);
        assert_eq!(used(&other, &signature, &key, &site), None, "another challenge");
        let (elsewhere, signed) = authenticator.sign("once", "https://evil.example");
        assert_eq!(used(&elsewhere, &signed, &key, &site), None, "another site");
        assert_eq!(made(&sent, &key, &site), None, "another purpose");
        authenticator.flags = PRESENT;
        let (unverified, signed) = authenticator.sign("once", ORIGIN);
        assert_eq!(used(&unverified, &signed, &key, &site), None, "nobody was verified");
    }

    #[test]
    fn whatever_is_sent_is_refused_quietly() {
        let origins = site();
        let site = Site { origins: &origins };
        for length in 0..80 {
            let bytes = URL_SAFE_NO_PAD.encode(vec![0x45; length]);
            let sent = Sent { client: bytes.clone(), authenticator: bytes.clone() };
            assert_eq!(made(&sent, &bytes, &site), None);
            assert_eq!(used(&sent, &bytes, &bytes, &site), None);
        }
    }
}
