use super::*;
use crate::testing::{Log, key, log_keys, sign};
use crate::{Algorithm, VerifierKey};

fn keys() -> Vec<VerifierKey> {
    log_keys().iter().map(|key| key.verifier().clone()).collect()
}

#[test]
fn only_what_the_log_signed_is_evidence() {
    let (first, fork) = (Log::of(9, "e"), Log::of(9, "f"));
    let check = |second: &Note, expected| {
        let found = Evidence::between(&first.signed(5), second, &keys());
        assert_eq!(found.map(|evidence| evidence.misbehaviour), expected);
    };
    check(&fork.signed(5), Some(Misbehaviour::Fork));
    check(&first.signed(6), None);
    check(&Log::of(8, "e").signed(6), Some(Misbehaviour::Rollback));
    check(&Log::of(8, "e").signed(4), None);
    check(&Log::of(10, "e").signed(6), None);
    check(&Log::of(10, "e").signed(4), Some(Misbehaviour::Rollback));
    // Anyone can write a note; only the log can sign it.
    let forger = [key("ledger.example.org/releases/2026", Algorithm::Ed25519Cosignature)];
    check(&sign(&fork.checkpoint(), &forger, 5), None);
    // Plain signatures say no time, so they show no rollback.
    check(&sign(&Log::of(8, "e").checkpoint(), &log_keys()[..1], 6), None);
}
