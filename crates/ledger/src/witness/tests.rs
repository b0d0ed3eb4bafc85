use super::*;
use crate::evidence::Misbehaviour;
use crate::testing::{Log, ORIGIN, key, log_keys};
use crate::{Algorithm, Policy};

/// A witness in memory.
struct Desk {
    seen: Vec<Seen>,
    keys: [SignerKey; 2],
}

impl Desk {
    fn new() -> Self {
        let name = "partner.example/witness";
        let keys =
            [key(name, Algorithm::Ed25519Cosignature), key(name, Algorithm::MlDsa44Cosignature)];
        Self { seen: Vec::new(), keys }
    }

    fn ask(&mut self, body: &str) -> Verdict {
        let keys = log_keys().iter().map(|key| key.verifier().clone()).collect();
        let logs = [KnownLog { origin: ORIGIN.to_owned(), keys }];
        let seen = self.seen.clone();
        let verdict = judge(body.as_bytes(), &logs, &|_| seen.clone(), &self.keys, 1_800_000_000);
        self.seen.extend(verdict.record.clone());
        verdict
    }

    fn submit(&mut self, log: &Log, old_size: u64, time: u64) -> Verdict {
        self.ask(&request(log, old_size, time).to_string())
    }
}

fn request(log: &Log, old_size: u64, time: u64) -> AddCheckpoint {
    let proof = log.reader().consistency(old_size).unwrap();
    AddCheckpoint { old_size, proof, checkpoint: log.signed(time) }
}

#[test]
fn a_log_that_grows_is_signed_each_time() {
    let mut desk = Desk::new();
    let small = Log::of(10, "e");
    let large = Log::of(300, "e");
    let mut note = small.signed(1);
    let Answer::Cosigned(lines) = desk.submit(&small, 0, 1).answer else { panic!() };
    let keys: Vec<VerifierKey> = desk.keys.iter().map(|key| key.verifier().clone()).collect();
    accept_cosignatures(&mut note, &lines, &keys).unwrap();
    accept_cosignatures(&mut note, &lines, &keys).unwrap();
    assert_eq!(note.signatures.len(), 4);
    let policy = format!("log {}\nwitness w {}\nquorum w\n", log_keys()[0].verifier(), keys[1]);
    assert!(Policy::parse(&policy).unwrap().endorse(&note).is_ok());
    assert_eq!(desk.submit(&large, 10, 2).answer.status(), 200);
    // The same again, after an answer that got lost.
    assert_eq!(desk.submit(&large, 300, 3).answer.status(), 200);
}

#[test]
fn answers_are_those_of_the_specification() {
    let mut desk = Desk::new();
    let log = Log::of(300, "e");
    desk.submit(&Log::of(10, "e"), 0, 1);
    assert_eq!(desk.ask("nonsense").answer.status(), 400);
    assert_eq!(desk.ask(&format!("old 9\n\n{}", Log::of(8, "e").signed(1))).answer.status(), 400);
    let other = request(&log, 10, 2).to_string().replace("releases", "elsewhere");
    assert_eq!(desk.ask(&other).answer.status(), 404);
    let mut unsigned = request(&log, 10, 2);
    unsigned.checkpoint.signatures =
        vec![desk.keys[0].sign_note("a\n1\n", 1).unwrap_or_else(|| {
            key("stranger.example", Algorithm::Ed25519)
                .sign_note(&unsigned.checkpoint.text, 1)
                .unwrap()
        })];
    assert_eq!(desk.ask(&unsigned.to_string()).answer.status(), 403);
    let stale = desk.submit(&log, 0, 2);
    assert_eq!((stale.answer.status(), stale.answer.body()), (409, "10\n".to_owned()));
    assert_eq!(stale.answer.content_type(), "text/x.tlog.size");
    let mut unproven = request(&log, 10, 2);
    unproven.proof.pop();
    let verdict = desk.ask(&unproven.to_string());
    assert_eq!(verdict.answer.status(), 422);
    assert!(verdict.unexplained.is_some() && verdict.record.is_none());
    let many = format!("old 10\n{}", format!("{}\n", Hash::of_leaf(b"")).repeat(64));
    assert_eq!(desk.ask(&format!("{many}\n{}", log.signed(1))).answer.status(), 400);
}

#[test]
fn a_fork_leaves_evidence_and_no_signature() {
    let mut desk = Desk::new();
    desk.submit(&Log::of(10, "e"), 0, 1);
    desk.submit(&Log::of(50, "e"), 10, 2);
    let fork = desk.submit(&Log::of(50, "f"), 50, 3);
    assert_eq!(fork.answer.status(), 409);
    let evidence = fork.evidence.unwrap();
    assert_eq!(evidence.misbehaviour, Misbehaviour::Fork);
    // An old size that the witness no longer asks about is remembered as well.
    let old = desk.submit(&Log::of(10, "f"), 10, 1);
    assert_eq!(old.evidence.unwrap().misbehaviour, Misbehaviour::Fork);
    assert_eq!(desk.seen.len(), 2);
}

#[test]
fn a_log_that_was_set_back_leaves_evidence() {
    let mut desk = Desk::new();
    desk.submit(&Log::of(300, "e"), 0, 100);
    let back = desk.submit(&Log::of(200, "e"), 200, 101);
    assert_eq!(back.answer, Answer::Conflict(300));
    assert_eq!(back.evidence.unwrap().misbehaviour, Misbehaviour::Rollback);
    // An older checkpoint that arrives late is no fault of the log.
    let late = desk.submit(&Log::of(250, "e"), 250, 99);
    assert_eq!((late.answer, late.evidence), (Answer::Conflict(300), None));
}
