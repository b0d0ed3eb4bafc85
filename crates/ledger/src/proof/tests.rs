use super::*;
use crate::testing::{Log, log_keys};
use crate::{Checkpoint, VerifierKey, verify_inclusion};

fn proof() -> (Proof, Hash) {
    let log = Log::of(300, "e");
    let hashes = log.reader().inclusion(77).unwrap();
    let proof = Proof { extra: b"extra".to_vec(), index: 77, hashes, checkpoint: log.signed(9) };
    (proof, Hash::of_leaf(b"e77"))
}

#[test]
fn a_proof_is_read_as_it_is_written() {
    let (proof, _) = proof();
    assert_eq!(Proof::parse(proof.to_string().as_bytes()).unwrap(), proof);
    let bare = Proof { extra: Vec::new(), ..proof };
    assert_eq!(Proof::parse(bare.to_string().as_bytes()).unwrap(), bare);
}

#[test]
fn no_byte_of_a_proof_can_be_changed() {
    let (proof, leaf) = proof();
    let keys: Vec<VerifierKey> = log_keys().iter().map(|key| key.verifier().clone()).collect();
    // Whether the extra data is right is for who knows the leaf; here it stands for the leaf.
    let holds = |bytes: &[u8]| -> Option<()> {
        let proof = Proof::parse(bytes).ok().filter(|proof| proof.extra == b"extra")?;
        let signed = proof.checkpoint.verify(&keys).ok()?;
        let checkpoint = Checkpoint::parse(&proof.checkpoint.text).ok()?;
        let Checkpoint { size, root, .. } = checkpoint;
        verify_inclusion(&leaf, proof.index, size, &proof.hashes, &root).ok()?;
        // A line whose name was spoilt is a stranger's, and the other still stands.
        (signed.len() == keys.len()).then_some(())
    };
    let bytes = proof.to_string().into_bytes();
    assert!(holds(&bytes).is_some());
    // Each byte but those of the long signature, of which a sample must do: its check is slow
    // without optimisation.
    let long = bytes.len() - 3000..bytes.len() - 20;
    for place in (0..bytes.len()).filter(|place| !long.contains(place) || place % 61 == 0) {
        let mut changed = bytes.clone();
        changed[place] ^= 0x02;
        assert!(holds(&changed).is_none(), "byte {place}");
        assert!(holds(&bytes[..place]).is_none(), "cut at {place}");
    }
}

#[test]
fn texts_that_are_no_proofs_are_refused() {
    let (proof, _) = proof();
    let text = proof.to_string();
    let refused = |text: &str| assert!(Proof::parse(text.as_bytes()).is_err(), "{text:.200}");
    refused("");
    refused(&text.replace("proof@v1", "proof@v2"));
    refused(&text.replace("index 77", "index 077"));
    refused(&text.replace("index 77", "index -1"));
    refused(&text.replace("index 77", "index 99999999999999999999"));
    refused(&text.replace("extra ", "extra *"));
    let hash = proof.hashes[0].to_string();
    refused(&text.replace(&hash, format!("{hash}\n").repeat(HASHES_MAX).trim_end()));
}
