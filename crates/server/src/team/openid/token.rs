//! What a provider says of someone, and whether that can be believed (OpenID Connect Core 1.0, 3.1.3.7;
//! RFC 7515, RFC 7517).
//!
//! Three algorithms, each with the kind of key that it belongs to: a token cannot choose how it is
//! verified, and codes that a public key would verify (HS256) or none at all are not known here.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
    UnparsedPublicKey,
};
use serde::Deserialize;

use crate::desk::guard::is_same;

/// Seconds by which clocks may differ.
const CLOCKS_SECONDS: i64 = 60;
/// Seconds for which what was said can be used.
const AGE_SECONDS_MAX: i64 = 10 * 60;
/// Longest name of someone at a provider (OpenID Connect Core 1.0, 2).
const SUBJECT_BYTES_MAX: usize = 255;
/// Keys of a provider.
const KEYS_MAX: usize = 64;

/// Why something is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    /// It is no signed token.
    Form,
    /// It is signed by an algorithm that is not one of ours.
    Algorithm,
    /// The provider has no such key.
    Key,
    /// The signature does not hold.
    Signature,
    /// Another provider says it.
    Issuer,
    /// It is said to another program.
    Audience,
    /// It is over, too old, or from the future.
    Time,
    /// It answers another question.
    Nonce,
    /// It names nobody.
    Subject,
}

impl Doubt {
    /// Its name, in notes.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Algorithm => "algorithm",
            Self::Key => "key",
            Self::Signature => "signature",
            Self::Issuer => "issuer",
            Self::Audience => "audience",
            Self::Time => "time",
            Self::Nonce => "nonce",
            Self::Subject => "subject",
        }
    }
}

/// What a token has to say to be believed.
pub(super) struct Expected<'e> {
    pub(super) issuer: &'e str,
    pub(super) client: &'e str,
    pub(super) nonce: &'e str,
    pub(super) now: i64,
}

/// Who someone is at a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    /// Their name there, which is never given to someone else.
    pub(super) subject: String,
    /// How they showed it, in the provider's words.
    pub(super) ways: Vec<String>,
}

/// Returns whom a token is about, when it can be believed.
pub(super) fn verify(token: &str, keys: &Keys, expected: &Expected<'_>) -> Result<Identity, Doubt> {
    let (signed, signature) = token.rsplit_once('.').ok_or(Doubt::Form)?;
    let (head, claims) = signed.split_once('.').ok_or(Doubt::Form)?;
    let head: Head = json(head)?;
    if head.critical.is_some() {
        return Err(Doubt::Form);
    }
    let algorithm = Algorithm::of_name(&head.algorithm).ok_or(Doubt::Algorithm)?;
    let signature = decoded(signature).ok_or(Doubt::Form)?;
    let mut fitting = keys.fitting(algorithm, head.key.as_deref()).peekable();
    if fitting.peek().is_none() {
        return Err(Doubt::Key);
    }
    if !fitting.any(|key| key.public.verifies(signed.as_bytes(), &signature)) {
        return Err(Doubt::Signature);
    }
    json::<Claims>(claims)?.identity(expected)
}

/// What stands before a token.
#[derive(Deserialize)]
struct Head {
    #[serde(rename = "alg")]
    algorithm: String,
    #[serde(rename = "kid")]
    key: Option<String>,
    /// Extensions that must be understood; none is.
    #[serde(rename = "crit")]
    critical: Option<serde_json::Value>,
}

/// What a token says.
#[derive(Deserialize)]
struct Claims {
    #[serde(rename = "iss")]
    issuer: String,
    #[serde(rename = "sub")]
    subject: String,
    #[serde(rename = "aud")]
    audience: OneOrMore,
    #[serde(rename = "azp")]
    asked_by: Option<String>,
    #[serde(rename = "exp")]
    ends: f64,
    #[serde(rename = "iat")]
    issued: f64,
    #[serde(rename = "nbf")]
    begins: Option<f64>,
    nonce: Option<String>,
    #[serde(rename = "acr")]
    class: Option<String>,
    #[serde(rename = "amr", default)]
    methods: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    fn all(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::More(more) => more,
        }
    }
}

impl Claims {
    fn identity(self, expected: &Expected<'_>) -> Result<Identity, Doubt> {
        if self.issuer != expected.issuer {
            return Err(Doubt::Issuer);
        }
        if !self.is_for(expected.client) {
            return Err(Doubt::Audience);
        }
        if !self.is_fresh(expected.now) {
            return Err(Doubt::Time);
        }
        if !self.nonce.is_some_and(|nonce| is_same(&nonce, expected.nonce)) {
            return Err(Doubt::Nonce);
        }
        if !is_subject(&self.subject) {
            return Err(Doubt::Subject);
        }
        let ways = self.methods.into_iter().chain(self.class).collect();
        Ok(Identity { subject: self.subject, ways })
    }

    fn is_for(&self, client: &str) -> bool {
        let audience = self.audience.all();
        let is_named = audience.iter().any(|one| one == client);
        let is_asked_by = self.asked_by.as_deref().map_or(audience.len() == 1, |by| by == client);
        is_named && is_asked_by
    }

    fn is_fresh(&self, now: i64) -> bool {
        let seconds = |time: f64| time as i64;
        let (issued, ends) = (seconds(self.issued), seconds(self.ends));
        let age = now.saturating_sub(issued);
        now < ends.saturating_add(CLOCKS_SECONDS)
            && (-CLOCKS_SECONDS..=AGE_SECONDS_MAX).contains(&age)
            && self.begins.is_none_or(|begins| seconds(begins) <= now + CLOCKS_SECONDS)
    }
}

/// True for what can be someone's name at a provider: so it is typed by administrators, too.
pub(super) fn is_subject(subject: &str) -> bool {
    (1..=SUBJECT_BYTES_MAX).contains(&subject.len())
        && subject.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
        && subject.trim() == subject
}

/// How a token is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Algorithm {
    Rs256,
    Es256,
    EdDsa,
}

impl Algorithm {
    /// Names of JSON Web Algorithms (RFC 7518, 3.1; RFC 8037, 3.1; RFC 9864).
    fn of_name(name: &str) -> Option<Self> {
        match name {
            "RS256" => Some(Self::Rs256),
            "ES256" => Some(Self::Es256),
            "EdDSA" | "Ed25519" => Some(Self::EdDsa),
            _ => None,
        }
    }
}

/// The public keys of a provider.
#[derive(Debug, Default)]
pub(super) struct Keys(Vec<Key>);

#[derive(Debug)]
struct Key {
    id: Option<String>,
    public: Public,
}

#[derive(Debug)]
enum Public {
    Rsa { modulus: Vec<u8>, exponent: Vec<u8> },
    P256(Vec<u8>),
    Ed25519(Vec<u8>),
}

impl Keys {
    /// Reads a set of keys (RFC 7517, 5), and passes over those of other kinds and uses.
    pub(super) fn read(set: &str) -> Option<Self> {
        let set: Set = serde_json::from_str(set).ok()?;
        Some(Self(set.keys.iter().filter_map(Key::read).take(KEYS_MAX).collect()))
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those of an algorithm, and with an id when there is one.
    fn fitting(&self, algorithm: Algorithm, id: Option<&str>) -> impl Iterator<Item = &Key> {
        self.0.iter().filter(move |key| {
            key.public.algorithm() == algorithm && (id.is_none() || key.id.as_deref() == id)
        })
    }
}

#[derive(Deserialize)]
struct Set {
    keys: Vec<serde_json::Value>,
}

/// A key as it is published.
#[derive(Deserialize)]
struct Published {
    #[serde(rename = "kty")]
    kind: String,
    #[serde(rename = "kid")]
    id: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    #[serde(rename = "alg")]
    algorithm: Option<String>,
    #[serde(rename = "crv")]
    curve: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl Key {
    fn read(value: &serde_json::Value) -> Option<Self> {
        let key = Published::deserialize(value).ok()?;
        if key.purpose.as_deref().is_some_and(|purpose| purpose != "sig") {
            return None;
        }
        let number = |text: &Option<String>| decoded(text.as_deref()?);
        let public = match (key.kind.as_str(), key.curve.as_deref()) {
            ("RSA", _) => Public::Rsa {
                modulus: without_zeros(number(&key.n)?),
                exponent: without_zeros(number(&key.e)?),
            },
            ("EC", Some("P-256")) => {
                Public::P256([&[4], &*number(&key.x)?, &*number(&key.y)?].concat())
            }
            ("OKP", Some("Ed25519")) => Public::Ed25519(number(&key.x)?),
            _ => return None,
        };
        let is_its =
            |name: String| Algorithm::of_name(&name).is_some_and(|its| its == public.algorithm());
        key.algorithm.is_none_or(is_its).then_some(Self { id: key.id, public })
    }
}

impl Public {
    const fn algorithm(&self) -> Algorithm {
        match self {
            Self::Rsa { .. } => Algorithm::Rs256,
            Self::P256(_) => Algorithm::Es256,
            Self::Ed25519(_) => Algorithm::EdDsa,
        }
    }

    /// True for a signature by this key; keys that are too short verify nothing.
    fn verifies(&self, signed: &[u8], signature: &[u8]) -> bool {
        let verified = match self {
            Self::Rsa { modulus, exponent } => {
                let key = RsaPublicKeyComponents { n: modulus, e: exponent };
                key.verify(&RSA_PKCS1_2048_8192_SHA256, signed, signature)
            }
            Self::P256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(signed, signature)
            }
            Self::Ed25519(point) => {
                UnparsedPublicKey::new(&ED25519, point).verify(signed, signature)
            }
        };
        verified.is_ok()
    }
}

/// Some write a number with a zero before it, as certificates do.
fn without_zeros(mut number: Vec<u8>) -> Vec<u8> {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.drain(..zeros);
    number
}

fn json<T: for<'t> Deserialize<'t>>(text: &str) -> Result<T, Doubt> {
    let bytes = decoded(text).ok_or(Doubt::Form)?;
    serde_json::from_slice(&bytes).map_err(|_| Doubt::Form)
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

#[cfg(test)]
pub(in crate::team) mod tests;
