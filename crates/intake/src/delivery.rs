//! Proof of delivery: that a report arrived on a day, and nothing of what it says.
//!
//! What is logged or signed is a digest of the sealed report and a salt; only who has the salt can
//! tell which report it stands for.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use time::Date;

use crate::channel::Channel;
use crate::day;
use crate::handler::{HandlerKey, pretty};
use crate::sign::{PublicKey, SIGNATURE_BYTES};

const TYPE: &str = "obelus-delivery";
const PURPOSE: &str = "obelus/delivery/v1";
const SALT_BYTES: usize = 16;

/// What is needed to prove a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    v: u32,
    r#type: String,
    /// The day on which the report arrived.
    #[serde(with = "day")]
    pub day: Date,
    salt: String,
    sealed: String,
    by: String,
    signature: String,
    /// The proof that a log holds it (C2SP tlog-proof); who reads it knows logs, this crate does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ledger: Option<String>,
}

/// Why a proof does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It is not written as proofs are.
    #[error("this is not a proof of delivery of version 1")]
    Malformed,
    /// Nobody of the channel signed it.
    #[error("no handler of this channel signed this proof")]
    Signature,
    /// It is of another report.
    #[error("this proof is of another report")]
    Other,
}

/// Draws the salt of a report.
pub fn new_salt(rng: &mut dyn CryptoRng) -> String {
    let mut salt = [0; SALT_BYTES];
    rng.fill_bytes(&mut salt);
    crate::hex(salt)
}

/// Returns what stands for a report in a log: `sealed` is the digest of its sealed message.
pub fn leaf(salt: &str, sealed: &str, day: Date) -> String {
    let parts = [PURPOSE, salt, sealed, &day::write(day)];
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    crate::hex(hash.finalize())
}

impl Proof {
    /// Signs that the report arrived on this day.
    pub fn new(salt: &str, sealed: &str, day: Date, handler: &HandlerKey) -> Self {
        let leaf = leaf(salt, sealed, day);
        Self {
            v: 1,
            r#type: TYPE.to_owned(),
            day,
            salt: salt.to_owned(),
            sealed: sealed.to_owned(),
            by: handler.sign.public().to_string(),
            signature: crate::hex(handler.sign.sign(PURPOSE, leaf.as_bytes())),
            ledger: None,
        }
    }

    /// Reads a proof.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let proof: Self = serde_json::from_str(text).map_err(|_| Error::Malformed)?;
        let is_ours = proof.v == 1 && proof.r#type == TYPE;
        if is_ours { Ok(proof) } else { Err(Error::Malformed) }
    }

    /// Writes the proof.
    pub fn to_text(&self) -> String {
        pretty(self)
    }

    /// Returns what stands for the report in a log.
    pub fn leaf(&self) -> String {
        leaf(&self.salt, &self.sealed, self.day)
    }

    /// Checks that a handler of the channel signed it, and, where the sealed message is at hand,
    /// that it is of that one; returns the role of who signed.
    pub fn verify<'a>(
        &self,
        channel: &'a Channel,
        sealed: Option<&[u8]>,
    ) -> Result<&'a str, Error> {
        if sealed.is_some_and(|sealed| crate::digest(sealed) != self.sealed) {
            return Err(Error::Other);
        }
        let key = PublicKey::parse(&self.by).ok_or(Error::Malformed)?;
        let signature = crate::unhex::<SIGNATURE_BYTES>(&self.signature).ok_or(Error::Malformed)?;
        let handler = channel.handlers.iter().find(|handler| handler.sign == key);
        let holds = key.verifies(PURPOSE, self.leaf().as_bytes(), &signature);
        handler.filter(|_| holds).map(|handler| handler.name.as_str()).ok_or(Error::Signature)
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;
    use crate::channel::Plan;
    use crate::sign::SigningKey;
    use crate::testing::Counter;

    #[test]
    fn a_proof_holds_for_its_report_its_day_and_its_channel() {
        let mut rng = Counter::default();
        let handler = HandlerKey::generate("Records 1", &mut rng).unwrap();
        let channel = |handler: &HandlerKey, root: &SigningKey| {
            let handlers = &[handler.card()];
            Channel::new(
                Plan { name: "Desk", handlers, alone: true, escrow: None, custodian: None },
                root,
            )
            .unwrap()
        };
        let ours = channel(&handler, &SigningKey::generate(&mut rng));
        let stranger = HandlerKey::generate("Records 1", &mut rng).unwrap();
        let theirs = channel(&stranger, &SigningKey::generate(&mut rng));
        let salt = new_salt(&mut rng);
        let sealed = crate::digest(b"sealed");
        let proof = Proof::new(&salt, &sealed, date!(2026 - 11 - 22), &handler);
        let proof = Proof::parse(&proof.to_text()).unwrap();
        assert_eq!(proof.verify(&ours, Some(b"sealed")), Ok("Records 1"));
        assert_eq!(proof.verify(&ours, None), Ok("Records 1"));
        assert_eq!(proof.verify(&ours, Some(b"other")), Err(Error::Other));
        assert_eq!(proof.verify(&theirs, None), Err(Error::Signature));
        let earlier = Proof { day: date!(2026 - 11 - 21), ..proof };
        assert_eq!(earlier.verify(&ours, None), Err(Error::Signature));
        assert_eq!(Proof::parse("{}"), Err(Error::Malformed));
    }
}
