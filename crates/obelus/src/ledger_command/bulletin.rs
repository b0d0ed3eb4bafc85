//! Bulletins of a channel for reports: what handlers approved goes into the ledger before the release.

use ledger::VerifierKey;
use review::Statement;
use review::statement::Subject;

use super::house::House;
use super::{Desk, Stop};

/// A bulletin as its handlers approved it.
pub(crate) struct Approved {
    /// What each of them signed; it is about the bulletin.
    pub(crate) statement: Statement,
    /// Who signed, and the signatures.
    pub(crate) signatures: Vec<(VerifierKey, Vec<u8>)>,
}

/// Logs the approval, once for each bulletin; returns where it stands.
pub(super) fn log(house: &House, approved: &Approved, desk: Desk<'_>) -> Result<u64, Stop> {
    let keys: Vec<VerifierKey> = approved.signatures.iter().map(|(key, _)| key.clone()).collect();
    let new = house.believe_handlers(&keys)?;
    if !new.is_empty() {
        let trust = house.trust_path().display().to_string();
        let values = [("names", new.join(", ").into()), ("trust", trust.into())];
        desk.note("ledger-handlers-believed", &values);
    }
    let mut envelope = approved.statement.to_envelope();
    for (key, signature) in &approved.signatures {
        envelope.add_signature(&key.to_string(), signature.clone());
    }
    let mut log = house.open(desk)?;
    let digest = approved.statement.subject.first().and_then(Subject::sha256);
    let request = format!("bulletin/{}", digest.unwrap_or_default());
    let places = house.log_once(&mut log, &request, &[envelope])?;
    Ok(places.first().copied().unwrap_or_default())
}
