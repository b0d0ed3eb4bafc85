//! Envelopes: a statement with its signatures (DSSE 1.0).

use std::collections::BTreeSet;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

/// Longest envelope that is read.
const ENVELOPE_BYTES_MAX: usize = 4 << 20;
/// Most signatures of an envelope.
const SIGNATURES_MAX: usize = 64;

/// A payload with its signatures; nothing of it counts before [`Envelope::signers`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// What the payload is.
    pub payload_type: String,
    /// The bytes that are signed, exactly.
    pub payload: Vec<u8>,
    signatures: Vec<Signature>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Signature {
    key_id: String,
    bytes: Vec<u8>,
}

/// Bytes that are no envelope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it is not an envelope with signatures: {0}")]
pub struct EnvelopeError(String);

/// What a key's holder may sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The organisation: scans, releases, erasures.
    Organisation,
    /// A person: decisions.
    Person,
    /// A handler of a channel for reports: bulletins.
    Handler,
}

/// Says whether a signature of a message holds.
type Holds<'k> = dyn Fn(&[u8], &[u8]) -> bool + 'k;

/// A key that is known here.
pub struct Key<'k> {
    /// Whose it is; two keys of one holder count once.
    pub holder: String,
    /// Its id in envelopes, a hint only.
    pub id: String,
    /// What its holder may sign.
    pub role: Role,
    /// Says whether a signature of a message by this key holds.
    pub holds: Box<Holds<'k>>,
}

impl fmt::Debug for Key<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Key({}, {:?})", self.id, self.role)
    }
}

/// The envelope as JSON.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Form {
    payload_type: String,
    payload: String,
    signatures: Vec<SignatureForm>,
}

#[derive(Serialize, Deserialize)]
struct SignatureForm {
    #[serde(default)]
    keyid: String,
    sig: String,
}

impl Envelope {
    /// Puts a payload into an envelope, without signatures yet.
    pub fn new(payload_type: &str, payload: Vec<u8>) -> Self {
        Self { payload_type: payload_type.to_owned(), payload, signatures: Vec::new() }
    }

    /// Reads an envelope.
    pub fn parse(bytes: &[u8]) -> Result<Self, EnvelopeError> {
        let wrong = |reason: &str| EnvelopeError(reason.to_owned());
        if bytes.len() > ENVELOPE_BYTES_MAX {
            return Err(wrong("it is too long"));
        }
        let form: Form =
            serde_json::from_slice(bytes).map_err(|error| EnvelopeError(error.to_string()))?;
        if form.signatures.len() > SIGNATURES_MAX {
            return Err(wrong("it has too many signatures"));
        }
        let decode = |text: &str| STANDARD.decode(text).map_err(|_| wrong("its Base 64 is cut"));
        let payload = decode(&form.payload)?;
        let signatures = form.signatures.iter().map(|signature| {
            Ok(Signature { key_id: signature.keyid.clone(), bytes: decode(&signature.sig)? })
        });
        let signatures = signatures.collect::<Result<_, EnvelopeError>>()?;
        Ok(Self { payload_type: form.payload_type, payload, signatures })
    }

    /// Writes the envelope; these bytes are kept exactly and never made anew.
    pub fn to_bytes(&self) -> Vec<u8> {
        let signatures = self.signatures.iter().map(|signature| SignatureForm {
            keyid: signature.key_id.clone(),
            sig: STANDARD.encode(&signature.bytes),
        });
        let form = Form {
            payload_type: self.payload_type.clone(),
            payload: STANDARD.encode(&self.payload),
            signatures: signatures.collect(),
        };
        serde_json::to_vec(&form).expect("texts and lists can be written as JSON")
    }

    /// Returns what is signed: the type and the payload, each behind its length (DSSE `PAE`).
    pub fn signed_bytes(&self) -> Vec<u8> {
        let Self { payload_type, payload, .. } = self;
        let head = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len());
        [head.as_bytes(), payload].concat()
    }

    /// Adds a signature of [`Self::signed_bytes`].
    pub fn add_signature(&mut self, key_id: &str, bytes: Vec<u8>) {
        let signature = Signature { key_id: key_id.to_owned(), bytes };
        if !self.signatures.contains(&signature) {
            self.signatures.push(signature);
        }
    }

    /// How many signatures it carries, by whomever.
    pub fn signature_count(&self) -> usize {
        self.signatures.len()
    }

    /// Returns the holders of that role whose signature holds, each once, in order.
    pub fn signers<'k>(&self, keys: &'k [Key<'_>], role: Role) -> BTreeSet<&'k str> {
        let message = self.signed_bytes();
        let signed = |key: &&Key<'_>| {
            self.signatures.iter().any(|signature| (key.holds)(&message, &signature.bytes))
        };
        keys.iter()
            .filter(|key| key.role == role)
            .filter(signed)
            .map(|key| key.holder.as_str())
            .collect()
    }
}

#[cfg(test)]
mod tests;
