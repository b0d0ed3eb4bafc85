//! The script of the reporter's pages, logged, so that everyone can tell whether they got that one.

use review::statement::{Script, Subject, timestamp};
use review::{Statement, Step};

use super::house::House;
use super::{Desk, Stop, now};

/// Logs the digest of a script once, publishes, and returns the proof, unless too few witnesses have
/// signed.
pub(super) fn log(
    house: &House,
    name: &str,
    sha256: &[u8],
    desk: Desk<'_>,
) -> Result<Option<String>, Stop> {
    let mut log = house.open(desk)?;
    let program = format!("obelus {}", env!("CARGO_PKG_VERSION"));
    let step = Step::Script(Script { program, time: timestamp(now()) });
    let statement = Statement { subject: vec![Subject::named(name, sha256)], step };
    let request = format!("script/{}", intake::hex(sha256));
    let places = house.log_named(&mut log, &[(request, house.signed(&statement)?)])?;
    let entry = places.first().copied().unwrap_or_default();
    house.prove(&mut log, entry, "ledger-script-not-witnessed", desk)
}
