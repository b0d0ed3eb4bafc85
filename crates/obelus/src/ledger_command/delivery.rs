//! The delivery of a sealed report, logged so that its reporter can prove the day.
//!
//! The log gets a salted digest and a day; the salt is in the sealed report alone.

use intake::day;
use intake::delivery::Proof;
use review::statement::{Delivery, Subject};
use review::{Statement, Step};

use super::house::House;
use super::{Desk, Stop};

/// Logs a delivery once, publishes, and returns the proof, unless too few witnesses have signed.
pub(super) fn log(house: &House, proof: &Proof, desk: Desk<'_>) -> Result<Option<String>, Stop> {
    let mut log = house.open(desk)?;
    let digest = [("sha256".to_owned(), proof.leaf())];
    let subject = vec![Subject { name: None, digest: digest.into() }];
    let step = Step::Delivery(Delivery { day: day::write(proof.day) });
    let places = house.log(&mut log, &[house.signed(&Statement { subject, step })?])?;
    let entry = places.first().copied().unwrap_or_default();
    house.prove(&mut log, entry, "ledger-delivery-not-witnessed", desk)
}
