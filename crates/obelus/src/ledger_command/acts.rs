//! What handlers do, logged: the digest of each signed line, and the day.
//!
//! A record of a case shows by itself when a line in it was changed; that its last lines or a whole
//! case were taken away, only a ledger can show.

use review::statement::{Act, Subject};
use review::{Envelope, Role, Statement, Step};
use server::log::Kept;

use super::house::House;
use super::{Desk, Stop};

/// The signed line of an act, as a ledger knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LoggedAct {
    /// The day, without a time.
    pub(crate) day: String,
    /// SHA-256 of the line, in hexadecimal digits.
    pub(crate) digest: String,
}

/// Logs acts on cases of a channel, each once, and publishes.
pub(super) fn log(
    house: &House,
    channel: &str,
    acts: &[LoggedAct],
    desk: Desk<'_>,
) -> Result<(), Stop> {
    let mut log = house.open(desk)?;
    let mut entries = Vec::new();
    for LoggedAct { day, digest } in acts {
        let subject = vec![Subject::nameless(digest.clone())];
        let step = Step::Act(Act { channel: channel.to_owned(), day: day.clone() });
        let envelope = house.signed(&Statement { subject, step })?;
        entries.push((format!("act/{digest}"), envelope));
    }
    house.log_named(&mut log, &entries)?;
    house.publish(&mut log, desk)?;
    Ok(())
}

/// Returns the acts of a channel that the ledger holds, with their places.
pub(super) fn all(house: &House, channel: &str) -> Result<Vec<(u64, LoggedAct)>, Stop> {
    let trust = house.trust()?;
    let entries = house.load()?.entries()?;
    let act_of = |kept: Kept| {
        let envelope = Envelope::parse(&kept.opening?.envelope).ok()?;
        let is_signed = !envelope.signers(&trust.keys(), Role::Organisation).is_empty();
        let Statement { subject, step } = Statement::in_envelope(&envelope).ok()?;
        let Step::Act(Act { channel: of, day }) = step else { return None };
        let digest = subject.first()?.sha256()?.to_owned();
        (is_signed && of == channel).then_some(LoggedAct { day, digest })
    };
    let acts = (0..).zip(entries).filter_map(|(index, kept)| Some((index, act_of(kept)?)));
    Ok(acts.collect())
}
