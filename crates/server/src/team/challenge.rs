//! Challenges that passkeys and browsers answer: they keep themselves, and each is answered once.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use anyhow::Result;
use hmac::{Hmac, KeyInit as _, Mac as _};
use review::statement::hex;
use sha2::Sha256;

use super::vault::Vault;
use crate::desk::guard::{is_same, random_token};

/// Seconds for which a challenge can be answered.
pub(super) const SECONDS: i64 = 5 * 60;

/// The challenges that were answered, until they are over anyway.
#[derive(Default)]
pub(super) struct Challenges {
    answered: Mutex<BTreeMap<String, i64>>,
}

impl Challenges {
    /// Makes a challenge for a purpose.
    pub(super) fn issue(vault: &Vault, purpose: &str, now: i64) -> Result<String> {
        let open = format!("{now}.{}", random_token()?);
        let sealed = seal(vault, purpose, &open)?;
        Ok(format!("{open}.{sealed}"))
    }

    /// True for a challenge of ours for that purpose which is fresh and was not answered before.
    pub(super) fn take(
        &self,
        vault: &Vault,
        purpose: &str,
        challenge: &str,
        now: i64,
    ) -> Result<bool> {
        let Some((open, sealed)) = challenge.rsplit_once('.') else { return Ok(false) };
        let made = open.split_once('.').and_then(|(made, _)| made.parse::<i64>().ok());
        let Some(made) = made else { return Ok(false) };
        if !is_same(&seal(vault, purpose, open)?, sealed) || !(0..=SECONDS).contains(&(now - made))
        {
            return Ok(false);
        }
        let mut answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
        answered.retain(|_, made| now - *made <= SECONDS);
        Ok(answered.insert(open.to_owned(), made).is_none())
    }
}

fn seal(vault: &Vault, purpose: &str, open: &str) -> Result<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(vault.secret())?;
    mac.update(format!("challenge for {purpose}: {open}").as_bytes());
    Ok(hex(&mac.finalize().into_bytes()))
}
