use super::*;
use crate::testing::{Log, key};

const ALL: [Algorithm; 3] =
    [Algorithm::Ed25519, Algorithm::Ed25519Cosignature, Algorithm::MlDsa44Cosignature];

#[test]
fn keys_are_read_as_they_are_written() {
    for algorithm in ALL {
        let key = key("log.example/a", algorithm);
        let public = key.verifier().to_string();
        assert_eq!(&VerifierKey::parse(&public).unwrap(), key.verifier());
        let secret = key.to_secret_text();
        assert_eq!(SignerKey::parse(&secret).unwrap().verifier(), key.verifier());
        assert!(!format!("{key:?}").contains(secret.rsplit('+').next().unwrap()));
    }
}

#[test]
fn a_published_key_has_its_published_id() {
    // The example key of Go's `sumdb/note` package.
    let text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    assert_eq!(VerifierKey::parse(text).unwrap().to_string(), text);
    let secret = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    assert_eq!(SignerKey::parse(secret).unwrap().verifier().to_string(), text);
}

#[test]
fn a_changed_key_is_refused() {
    let text = key("log.example/a", Algorithm::Ed25519).verifier().to_string();
    for place in 0..text.len() {
        let mut bytes = text.clone().into_bytes();
        bytes[place] ^= 1;
        let changed = String::from_utf8(bytes).unwrap();
        assert!(VerifierKey::parse(&changed).is_err(), "{changed}");
    }
    assert_eq!(VerifierKey::new("a b", Algorithm::Ed25519, &[0; 32]), Err(KeyError::Name));
    assert_eq!(VerifierKey::parse("a+00000000+BQAA"), Err(KeyError::Algorithm));
}

#[test]
fn a_cosignature_holds_for_its_time_name_and_tree_alone() {
    let text = Log::of(5, "e").checkpoint().to_string();
    for algorithm in [Algorithm::Ed25519Cosignature, Algorithm::MlDsa44Cosignature] {
        let key = key("witness.example/w", algorithm);
        let signature = key.sign_note(&text, 1_700_000_000).unwrap();
        let verify = |text: &str, bytes: &[u8]| key.verifier().verify(text, bytes);
        assert_eq!(verify(&text, &signature.bytes), Some(Some(1_700_000_000)));
        let mut later = signature.bytes.clone();
        later[7] ^= 1;
        assert_eq!(verify(&text, &later), None);
        assert_eq!(verify(&Log::of(6, "e").checkpoint().to_string(), &signature.bytes), None);
        assert_eq!(key.sign_note("no checkpoint\n", 1), None);
        assert_eq!(key.sign_note(&text, u64::MAX), None);
    }
}

#[test]
fn the_published_cosignature_of_the_specification_is_understood() {
    // The example of tlog-cosignature; its keys are not published, so only the form is checked.
    let note = "example.com/behind-the-sofa\n20852163\n\
        CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\
        — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n\
        — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";
    let parsed = crate::Note::parse(note.as_bytes()).unwrap();
    assert_eq!(parsed.to_string(), note);
    assert_eq!(crate::Checkpoint::parse(&parsed.text).unwrap().size, 20_852_163);
    let time = parsed.signatures[1].bytes.first_chunk::<8>().unwrap();
    assert_eq!(u64::from_be_bytes(*time), 1_679_315_147);
}
