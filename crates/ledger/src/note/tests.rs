use super::*;
use crate::Algorithm;
use crate::testing::{Log, ORIGIN, key, log_keys};

fn verifiers() -> Vec<VerifierKey> {
    log_keys().iter().map(|key| key.verifier().clone()).collect()
}

#[test]
fn a_note_is_read_as_it_is_written() {
    let note = Log::of(3, "e").signed(1_700_000_000);
    let text = note.to_string();
    assert_eq!(Note::parse(text.as_bytes()).unwrap(), note);
    let signed = note.verify(&verifiers()).unwrap();
    let expected = [Signed { key: 0, time: None }, Signed { key: 1, time: Some(1_700_000_000) }];
    assert_eq!(signed, expected);
}

#[test]
fn an_oracle_takes_our_notes_and_we_take_its() {
    use signed_note::{Note as Theirs, Signer, StandardSigner, StandardVerifier, VerifierList};
    let keys = log_keys();
    let ours = Log::of(3, "e").signed(1_700_000_000);
    let verifier = || {
        let verifier = StandardVerifier::new(&keys[0].verifier().to_string()).unwrap();
        VerifierList::new(vec![Box::new(verifier)])
    };
    let theirs = Theirs::from_bytes(ours.to_string().as_bytes()).unwrap();
    let (verified, _) = theirs.verify(&verifier()).unwrap();
    assert_eq!(verified.len(), 1);
    let signer = StandardSigner::new(&keys[0].to_secret_text()).unwrap();
    let mut theirs = Theirs::new(ours.text.as_bytes(), &[]).unwrap();
    theirs.add_sigs(&[&signer as &dyn Signer]).unwrap();
    let read = Note::parse(&theirs.to_bytes()).unwrap();
    assert_eq!(read.verify(&verifiers()).unwrap(), [Signed { key: 0, time: None }]);
}

#[test]
fn an_oracle_refuses_every_changed_bit_as_we_do() {
    use signed_note::{Note as Theirs, StandardVerifier, VerifierList};
    let keys = log_keys();
    let mut note = Log::of(300, "e").signed(1_700_000_000);
    note.signatures.truncate(1);
    let bytes = note.to_string().into_bytes();
    let known = [keys[0].verifier().clone()];
    for place in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[place] ^= 1 << bit;
            let ours = Note::parse(&changed).and_then(|note| note.verify(&known)).is_ok();
            let verifier = StandardVerifier::new(&known[0].to_string()).unwrap();
            let list = VerifierList::new(vec![Box::new(verifier)]);
            let its = Theirs::from_bytes(&changed).is_ok_and(|note| note.verify(&list).is_ok());
            assert_eq!((ours, its), (false, false), "bit {bit} of byte {place}");
        }
    }
}

#[test]
fn a_changed_text_or_signature_is_refused() {
    let note = Log::of(3, "e").signed(1);
    let bytes = note.to_string().into_bytes();
    let long = bytes.len() - 3000..bytes.len() - 20;
    for place in (0..bytes.len()).filter(|place| !long.contains(place) || place % 61 == 0) {
        // A line of the other key may be spoilt beyond recognition; with both lines known and
        // whole, nothing may be changed anywhere.
        let mut changed = bytes.clone();
        changed[place] ^= 0x01;
        let whole = Note::parse(&changed).and_then(|note| note.verify(&verifiers()));
        assert!(whole.is_err() || whole.unwrap().len() < 2, "byte {place}");
    }
}

#[test]
fn strangers_are_passed_over_and_liars_are_not() {
    let mut note = Log::of(3, "e").signed(1);
    let stranger = key("stranger.example", Algorithm::Ed25519);
    note.signatures.push(stranger.sign_note(&note.text, 1).unwrap());
    assert_eq!(note.verify(&verifiers()).unwrap().len(), 2);
    assert_eq!(note.verify(&[]), Err(NoteError::Unsigned));
    let mut lie = note.signatures[0].clone();
    lie.bytes[0] ^= 1;
    note.signatures.push(lie);
    assert_eq!(note.verify(&verifiers()), Err(NoteError::BadSignature(ORIGIN.to_owned())));
}

#[test]
fn texts_that_are_no_notes_are_refused() {
    let note = Log::of(3, "e").signed(1).to_string();
    let refused = |text: &str| assert!(Note::parse(text.as_bytes()).is_err(), "{text:?}");
    refused("");
    refused("text\n");
    refused("text\n\n");
    refused(note.trim_end());
    refused(&note.replace('—', "-"));
    refused(&note.replace("— ", "—"));
    refused(&format!("{note}\n"));
    refused(&note.replace('3', "\u{7}"));
    refused(&note.replace("— ledger.example.org", "— ledger+example.org"));
    let many = "— a.example AAAAAAA=\n".repeat(SIGNATURES_MAX + 1);
    refused(&format!("text\n\n{many}"));
    assert!(Note::parse(b"\xff\n\n").is_err());
}
