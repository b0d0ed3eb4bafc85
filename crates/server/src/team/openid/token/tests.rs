use hmac::{Hmac, KeyInit as _, Mac as _};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde_json::{Value, json};
use sha2::Sha256;

use super::*;

const ISSUER: &str = "https://login.example/realm";
const CLIENT: &str = "the-desk";
const NOW: i64 = 2_000_000_000;

/// The key of RFC 7515, A.2, and what it signed there.
const MODULUS: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qP\
    CJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-\
    bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9k\
    G4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
const SIGNED: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6\
    Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
const SIGNATURE: &str = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-\
    0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBA\
    rLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ\
    1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

/// A key of a provider.
pub(in crate::team) struct Signer {
    pub(in crate::team) id: &'static str,
    secret: Secret,
}

enum Secret {
    P256(SigningKey),
    Ed25519(Ed25519KeyPair),
}

impl Signer {
    pub(in crate::team) fn p256(id: &'static str, seed: u8) -> Self {
        Self { id, secret: Secret::P256(SigningKey::from_slice(&[seed; 32]).unwrap()) }
    }

    pub(in crate::team) fn ed25519(id: &'static str, seed: u8) -> Self {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap();
        Self { id, secret: Secret::Ed25519(pair) }
    }

    /// What is published of it.
    pub(in crate::team) fn published(&self) -> Value {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        match &self.secret {
            Secret::P256(key) => {
                let point = key.verifying_key().to_sec1_point(false);
                let (x, y) = point.as_bytes()[1..].split_at(32);
                json!({"kty": "EC", "crv": "P-256", "kid": self.id, "use": "sig",
                    "x": text(x), "y": text(y)})
            }
            Secret::Ed25519(pair) => json!({"kty": "OKP", "crv": "Ed25519", "kid": self.id,
                "alg": "EdDSA", "x": text(pair.public_key().as_ref())}),
        }
    }

    const fn algorithm(&self) -> &'static str {
        match self.secret {
            Secret::P256(_) => "ES256",
            Secret::Ed25519(_) => "EdDSA",
        }
    }

    fn sign(&self, signed: &str) -> Vec<u8> {
        match &self.secret {
            Secret::P256(key) => {
                let signature: Signature = key.sign(signed.as_bytes());
                signature.to_bytes().to_vec()
            }
            Secret::Ed25519(pair) => pair.sign(signed.as_bytes()).as_ref().to_vec(),
        }
    }

    /// A token with these claims.
    pub(in crate::team) fn token(&self, claims: &Value) -> String {
        self.headed(&json!({"alg": self.algorithm(), "kid": self.id}), claims)
    }

    fn headed(&self, head: &Value, claims: &Value) -> String {
        let signed = unsigned(head, claims);
        let signature = URL_SAFE_NO_PAD.encode(self.sign(&signed));
        format!("{signed}.{signature}")
    }
}

fn unsigned(head: &Value, claims: &Value) -> String {
    let text = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", text(head), text(claims))
}

fn claims() -> Value {
    json!({"iss": ISSUER, "sub": "kim-7", "aud": CLIENT, "exp": NOW + 300, "iat": NOW,
        "nonce": "once", "amr": ["pwd", "otp"], "acr": "gold"})
}

/// The claims with one that is another.
fn with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[name] = value;
    claims
}

fn keys(signers: &[&Signer]) -> Keys {
    let keys: Vec<Value> = signers.iter().map(|signer| signer.published()).collect();
    Keys::read(&json!({"keys": keys}).to_string()).unwrap()
}

fn said(token: &str, keys: &Keys) -> Result<Identity, Doubt> {
    let expected = Expected { issuer: ISSUER, client: CLIENT, nonce: "once", now: NOW };
    verify(token, keys, &expected)
}

#[test]
fn a_token_is_believed_by_each_kind_of_key() {
    let wanted = Identity {
        subject: "kim-7".to_owned(),
        ways: ["pwd", "otp", "gold"].map(str::to_owned).to_vec(),
    };
    for signer in [Signer::p256("a", 1), Signer::ed25519("b", 2)] {
        let known = keys(&[&signer]);
        assert_eq!(said(&signer.token(&claims()), &known).as_ref(), Ok(&wanted));
        let nameless = signer.headed(&json!({"alg": signer.algorithm()}), &claims());
        assert_eq!(said(&nameless, &known).as_ref(), Ok(&wanted), "a key need not be named");
    }
}

#[test]
fn a_signature_of_the_standards_own_example_holds() {
    let key = json!({"keys": [{"kty": "RSA", "n": MODULUS, "e": "AQAB"}]});
    let keys = Keys::read(&key.to_string()).unwrap();
    let key = keys.fitting(Algorithm::Rs256, None).next().unwrap();
    let signature = decoded(SIGNATURE).unwrap();
    assert!(key.public.verifies(SIGNED.as_bytes(), &signature));
    assert!(!key.public.verifies(&SIGNED.as_bytes()[1..], &signature));
    // It says nothing that a desk asks for, and is none of its tokens.
    assert_eq!(said(&format!("{SIGNED}.{SIGNATURE}"), &keys), Err(Doubt::Form));
}

#[test]
fn whatever_does_not_hold_is_doubted() {
    let signer = Signer::p256("a", 1);
    let known = keys(&[&signer]);
    for (name, value, doubt) in [
        ("iss", json!("https://login.example/other"), Doubt::Issuer),
        ("iss", json!("https://login.example/realm/"), Doubt::Issuer),
        ("aud", json!("another"), Doubt::Audience),
        ("aud", json!([]), Doubt::Audience),
        ("aud", json!([CLIENT, "another"]), Doubt::Audience),
        ("azp", json!("another"), Doubt::Audience),
        ("exp", json!(NOW - 61), Doubt::Time),
        ("iat", json!(NOW - 601), Doubt::Time),
        ("iat", json!(NOW + 61), Doubt::Time),
        ("nbf", json!(NOW + 61), Doubt::Time),
        ("exp", json!(-1e300), Doubt::Time),
        ("nonce", json!("twice"), Doubt::Nonce),
        ("nonce", Value::Null, Doubt::Nonce),
        ("sub", json!(""), Doubt::Subject),
        ("sub", json!("kim\u{202e}7"), Doubt::Subject),
        ("sub", json!("x".repeat(256)), Doubt::Subject),
        ("sub", json!(7), Doubt::Form),
        ("exp", Value::Null, Doubt::Form),
    ] {
        let token = signer.token(&with(name, value.clone()));
        assert_eq!(said(&token, &known), Err(doubt), "{name} {value}");
    }
    let mut shared = with("aud", json!([CLIENT, "another"]));
    shared["azp"] = json!(CLIENT);
    assert!(said(&signer.token(&shared), &known).is_ok(), "the desk asked");
}

#[test]
fn a_token_does_not_choose_how_it_is_verified() {
    let signer = Signer::p256("a", 1);
    let known = keys(&[&signer]);
    let none = unsigned(&json!({"alg": "none", "kid": "a"}), &claims());
    assert_eq!(said(&format!("{none}."), &known), Err(Doubt::Algorithm));
    // What everyone knows of the provider's key, as if it were a secret that both share.
    let head = unsigned(&json!({"alg": "HS256", "kid": "a"}), &claims());
    let public = signer.published().to_string();
    let mut mac = Hmac::<Sha256>::new_from_slice(public.as_bytes()).unwrap();
    mac.update(head.as_bytes());
    let code = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
    assert_eq!(said(&format!("{head}.{code}"), &known), Err(Doubt::Algorithm));
    let other = signer.headed(&json!({"alg": "EdDSA", "kid": "a"}), &claims());
    assert_eq!(said(&other, &known), Err(Doubt::Key), "the key is of another kind");
    let extended = json!({"alg": "ES256", "kid": "a", "crit": ["b64"]});
    assert_eq!(said(&signer.headed(&extended, &claims()), &known), Err(Doubt::Form));
}

#[test]
fn another_key_and_a_changed_byte_are_doubted() {
    let (signer, other) = (Signer::p256("a", 1), Signer::p256("a", 3));
    let known = keys(&[&signer]);
    assert_eq!(said(&other.token(&claims()), &known), Err(Doubt::Signature));
    assert_eq!(said(&Signer::p256("b", 1).token(&claims()), &known), Err(Doubt::Key));
    let token = signer.token(&claims());
    for at in 0..token.len() {
        let mut bytes = token.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        // The last letter of a signature has bits that stand for nothing, and must be zero.
        assert!(said(&changed, &known).is_err(), "{at}");
    }
    for length in 0..token.len() {
        assert!(said(token.get(..length).unwrap(), &known).is_err(), "{length}");
    }
}

#[test]
fn keys_for_something_else_are_passed_over() {
    let signer = Signer::p256("a", 1);
    for (name, value) in [("use", "enc"), ("alg", "RS256"), ("crv", "P-384"), ("x", "!")] {
        let mut key = signer.published();
        key[name] = json!(value);
        let set = json!({"keys": [key, {"kty": "oct", "k": "AAAA"}, 7]});
        assert!(Keys::read(&set.to_string()).unwrap().is_empty(), "{name}");
    }
    let short = json!({"keys": [{"kty": "RSA", "n": "_".repeat(80), "e": "AQAB"}]});
    let token = signer.headed(&json!({"alg": "RS256"}), &claims());
    let short = Keys::read(&short.to_string()).unwrap();
    assert_eq!(said(&token, &short), Err(Doubt::Signature));
    assert!(Keys::read("{}").is_none());
}
