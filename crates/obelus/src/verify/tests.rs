use ledger::{Algorithm, Checkpoint, Edge, Note, SignerKey, StoreError, Tile, TileReader, Tiles};
use review::statement::Subject;

use super::*;

const ORIGIN: &str = "ledger.example.org/releases/2026";
const FILE: &[u8] = b"what went out";

fn key(name: &str, algorithm: Algorithm) -> SignerKey {
    SignerKey::new(name, algorithm, Sha256::digest(name).into()).unwrap()
}

fn log_key() -> SignerKey {
    key(ORIGIN, Algorithm::Ed25519)
}

fn witness_key() -> SignerKey {
    key("partner.example/witness", Algorithm::Ed25519Cosignature)
}

fn release_key() -> SignerKey {
    key("example.org", Algorithm::Ed25519)
}

fn trust() -> Trust {
    let (log, witness, release) = (log_key(), witness_key(), release_key());
    let (log, witness, release) = (log.verifier(), witness.verifier(), release.verifier());
    let text = format!("log {log}\nwitness partner {witness}\nrelease {release}\nquorum partner\n");
    Trust::parse(&text).unwrap()
}

fn digests(bytes: &[u8]) -> Digests {
    Digests { sha256: Sha256::digest(bytes).into(), sha512: Sha512::digest(bytes).into() }
}

fn release_of(bytes: &[u8]) -> Statement {
    let Digests { sha256, sha512 } = digests(bytes);
    let step = Step::Release(Release {
        verdict: "nothing-found".to_owned(),
        policy: String::new(),
        persons: 2,
        decision: None,
        lifted: Vec::new(),
        supersedes: None,
        time: "2026-11-22T04:00:00Z".to_owned(),
    });
    Statement { subject: vec![Subject::released("a.pdf", &sha256, &sha512)], step }
}

/// A log of one entry that needs no tiles to prove it.
struct Nothing;

impl Tiles for Nothing {
    fn read(&self, tile: Tile) -> Result<Vec<u8>, StoreError> {
        Err(StoreError::new(tile, "there is none"))
    }
}

fn proof_of(statement: &Statement, signer: &SignerKey) -> Proof {
    let mut envelope = statement.to_envelope();
    let signature = signer.sign(&envelope.signed_bytes());
    envelope.add_signature("hint", signature);
    let opening = Opening { nonce: [7; 32], envelope: envelope.to_bytes() };
    let mut edge = Edge::default();
    edge.append(&opening.leaf().0, &mut Vec::new()).unwrap();
    let text = Checkpoint::new(ORIGIN, 1, edge.root()).to_string();
    let sign = |key: SignerKey| key.sign_note(&text, 5).unwrap();
    let checkpoint =
        Note { text: text.clone(), signatures: vec![sign(log_key()), sign(witness_key())] };
    let hashes = TileReader::new(&Nothing, 1).inclusion(0).unwrap();
    Proof { extra: opening.to_extra(), index: 0, hashes, checkpoint }
}

fn refusal(file: &[u8], proof: &str) -> Option<Refusal> {
    check(&digests(file), proof.as_bytes(), &trust()).err()
}

#[test]
fn the_released_file_is_verified_and_no_other() {
    let proof = proof_of(&release_of(FILE), &release_key()).to_string();
    assert_eq!(refusal(FILE, &proof), None);
    assert_eq!(refusal(b"something else", &proof), Some(Refusal::OtherFile));
}

#[test]
fn each_link_of_the_chain_is_held() {
    let proof = proof_of(&release_of(FILE), &release_key());
    let stranger = key("stranger.example", Algorithm::Ed25519);
    let forged = proof_of(&release_of(FILE), &stranger).to_string();
    assert_eq!(refusal(FILE, &forged), Some(Refusal::Unsigned));
    let mut unseen = proof.clone();
    unseen.checkpoint.signatures.pop();
    assert!(matches!(refusal(FILE, &unseen.to_string()), Some(Refusal::Checkpoint(_))));
    let other = proof_of(&release_of(b"other"), &release_key());
    let moved = Proof { extra: other.extra, ..proof.clone() };
    assert!(matches!(refusal(FILE, &moved.to_string()), Some(Refusal::Inclusion(_))));
    let bare = Proof { extra: Vec::new(), ..proof };
    assert_eq!(refusal(FILE, &bare.to_string()), Some(Refusal::Opening));
    let padding = Statement { step: Step::Padding, ..release_of(FILE) };
    let padding = proof_of(&padding, &release_key()).to_string();
    assert!(matches!(refusal(FILE, &padding), Some(Refusal::NotRelease(_))));
}

#[test]
fn no_byte_of_a_proof_can_be_changed() {
    let proof = proof_of(&release_of(FILE), &release_key()).to_string().into_bytes();
    for place in 0..proof.len() {
        let mut changed = proof.clone();
        changed[place] ^= 1;
        assert!(check(&digests(FILE), &changed, &trust()).is_err(), "byte {place}");
        assert!(check(&digests(FILE), &proof[..place], &trust()).is_err(), "cut at {place}");
    }
}

#[test]
fn the_proof_lies_beside_its_file() {
    assert_eq!(proof_path(Path::new("out/a.pdf")), Path::new("out/a.pdf.tlog-proof"));
}
