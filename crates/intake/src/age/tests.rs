use std::fs;
use std::path::Path;

use sha2::Digest;

use super::*;
use crate::testing::Counter;

/// A vector of C2SP/CCTV: what should happen, and the file.
#[derive(Default)]
struct Vector {
    expect: String,
    payload: Option<String>,
    identities: Vec<Identity>,
    is_armored: bool,
    file: Vec<u8>,
}

impl Vector {
    fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(2).position(|two| two == b"\n\n").unwrap();
        let mut vector = Self { file: bytes[end + 2..].to_vec(), ..Self::default() };
        for line in std::str::from_utf8(&bytes[..end]).unwrap().lines() {
            let (key, value) = line.split_once(": ").unwrap();
            match key {
                "expect" => value.clone_into(&mut vector.expect),
                "payload" => vector.payload = Some(value.to_owned()),
                "identity" => vector.identities.push(Identity::parse(value).unwrap()),
                "passphrase" => {
                    vector.identities.push(Identity::Passphrase(value.to_owned().into()));
                }
                "armored" => vector.is_armored = value == "yes",
                "compressed" => vector.file = inflate(&vector.file),
                "file key" | "comment" => {}
                other => panic!("unknown key `{other}`"),
            }
        }
        vector
    }

    /// Returns how it ended, as the vectors name it, and all that came out.
    fn decrypt(&self) -> (&'static str, Vec<u8>) {
        let file = match self.is_armored {
            true => match armor::decode(&self.file) {
                Ok(file) => file,
                Err(_) => return ("armor failure", Vec::new()),
            },
            false => self.file.clone(),
        };
        let mut out = Vec::new();
        let ending = match decrypt_buffered(&self.identities, file.as_slice()) {
            Ok(mut reader) => match reader.read_to_end(&mut out) {
                Ok(_) => "success",
                Err(_) => "payload failure",
            },
            Err(Error::Header(_)) => "header failure",
            Err(Error::NoMatch) => "no match",
            Err(Error::Mac) => "HMAC failure",
            Err(other) => panic!("{other}"),
        };
        (ending, out)
    }
}

fn inflate(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    flate2::read::ZlibDecoder::new(bytes).read_to_end(&mut out).unwrap();
    out
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn every_published_vector_ends_as_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/age");
    let mut wrong = Vec::new();
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let vector = Vector::parse(&fs::read(&path).unwrap());
        let (ending, out) = vector.decrypt();
        let payload_fits =
            vector.payload.as_ref().is_none_or(|hash| *hash == hex(&Sha256::digest(&out)));
        if ending != vector.expect || !payload_fits {
            wrong.push(format!("{}: {ending}, not {}", path.display(), vector.expect));
        }
        count += 1;
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(count, 143);
}

#[test]
fn what_was_sealed_opens_again_at_every_border_of_a_chunk() {
    let mut rng = Counter::default();
    let identity = Identity::generate(&mut rng);
    let recipients = [identity.recipient().unwrap()];
    for size in [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000] {
        let clear: Vec<u8> = (0..size).map(|index: u32| index.to_le_bytes()[0]).collect();
        let sealed = seal(&recipients, &clear, &mut rng).unwrap();
        assert_eq!(
            *open(std::slice::from_ref(&identity), &sealed, 1 << 20).unwrap(),
            clear,
            "{size}"
        );
        let cut = &sealed[..sealed.len() - 1];
        assert!(open(std::slice::from_ref(&identity), cut, 1 << 20).is_err(), "{size}");
    }
}

#[test]
fn an_opened_file_has_a_bound() {
    let mut rng = Counter::default();
    let identity = Identity::generate(&mut rng);
    let sealed = seal(&[identity.recipient().unwrap()], &[7; 1000], &mut rng).unwrap();
    assert!(open(std::slice::from_ref(&identity), &sealed, 1000).is_ok());
    assert!(matches!(open(&[identity], &sealed, 999), Err(Error::Payload)));
}

#[test]
fn any_recipient_opens_it_and_nobody_else() {
    let mut rng = Counter::default();
    let people: Vec<Identity> = (0..3).map(|_| Identity::generate(&mut rng)).collect();
    let recipients: Vec<Recipient> = people.iter().filter_map(Identity::recipient).collect();
    let sealed = seal(&recipients[..2], b"minutes", &mut rng).unwrap();
    for (index, identity) in people.iter().enumerate() {
        let opened = open(std::slice::from_ref(identity), &sealed, 100);
        assert_eq!(opened.is_ok(), index < 2);
    }
}

#[test]
fn keys_survive_being_written_and_read() {
    let mut rng = Counter::default();
    let hybrid = Identity::generate(&mut rng);
    let x25519 = Identity::X25519(Zeroizing::new([9; 32]));
    for identity in [hybrid, x25519] {
        assert_eq!(Identity::parse(&identity.encode().unwrap()).unwrap(), identity);
        let recipient = identity.recipient().unwrap();
        assert_eq!(Recipient::parse(&recipient.to_string()).unwrap(), recipient);
    }
    // The pair that the standard prints.
    let identity = Identity::parse(
        "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR",
    );
    let recipient = identity.unwrap().recipient().unwrap().to_string();
    assert!(recipient.starts_with("age1pq1x34nzsvr0rxjsgdn8zgyhfe8j7ceq5r9rdelkjuh3y235jzx"));
    assert_eq!(recipient.len(), 1959);
    for wrong in ["", "age1pq1", "AGE-SECRET-KEY-1", "age1qqqq", "身份"] {
        assert!(Identity::parse(wrong).is_err() && Recipient::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn hybrid_and_other_recipients_do_not_mix() {
    let mut rng = Counter::default();
    let hybrid = Identity::generate(&mut rng).recipient().unwrap();
    let x25519 = Identity::X25519(Zeroizing::new([9; 32])).recipient().unwrap();
    assert!(matches!(seal(&[hybrid, x25519], b"", &mut rng), Err(Error::Recipients)));
    assert!(matches!(seal(&[], b"", &mut rng), Err(Error::Recipients)));
}

#[test]
fn the_text_form_survives() {
    for size in [1, 47, 48, 49, 1000] {
        let bytes = vec![7; size];
        let text = armor::encode(&bytes);
        assert!(armor::is_armored(text.as_bytes()));
        assert_eq!(armor::decode(text.as_bytes()).unwrap(), bytes);
    }
}

/// The secret of a key stands in no message.
#[test]
fn an_identity_does_not_print_itself() {
    let identity = Identity::generate(&mut Counter::default());
    assert_eq!(format!("{identity:?}"), "Identity(secret)");
}
