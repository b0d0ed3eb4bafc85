//! Attachments: each sealed with a key of its own, padded, and streamed in little memory.

use std::io::{self, Read, Write};

use rand_core::CryptoRng;

use crate::age::{self, Identity};
use crate::hash::Hash;
use crate::message::Attachment;
use crate::padding::{BLOB_BYTES_MIN, padded};

/// Longest attachment.
pub const BLOB_BYTES_MAX: u64 = 5 << 30;
/// Bytes of the random name of a blob.
const NAME_BYTES: usize = 16;
const BUFFER_BYTES: usize = 64 << 10;

/// Why an attachment could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What came out is not what the message says.
    #[error("the attachment is not the one that the message describes")]
    Changed,
    /// The key in the message is none.
    #[error(transparent)]
    Age(#[from] age::Error),
    /// Bytes could not be read or written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Returns a new name for a blob.
pub fn new_name(rng: &mut dyn CryptoRng) -> String {
    let mut bytes = [0; NAME_BYTES];
    rng.fill_bytes(&mut bytes);
    crate::hex(bytes)
}

/// True for names that [`new_name`] makes; nothing else is ever used as a file's name.
pub fn is_name(text: &str) -> bool {
    crate::unhex::<NAME_BYTES>(text).is_some() && !text.contains(|c: char| c.is_ascii_uppercase())
}

/// Seals all of `input` into `out` under a new key, and returns how a message describes it.
pub fn seal<W: Write>(
    name: &str,
    mut input: impl Read,
    out: W,
    rng: &mut dyn CryptoRng,
) -> Result<(Attachment, W), Error> {
    let mut sealer = Sealer::new(name, out, rng)?;
    copy(&mut input, u64::MAX, |bytes| sealer.write_all(bytes))?;
    sealer.finish()
}

/// Seals an attachment as it comes in, piece by piece.
pub struct Sealer<W: Write> {
    attachment: Attachment,
    hash: Hash,
    writer: age::Writer<W>,
}

impl<W: Write> Sealer<W> {
    /// Starts a blob under a new key.
    pub fn new(name: &str, out: W, rng: &mut dyn CryptoRng) -> Result<Self, Error> {
        let identity = Identity::generate(rng);
        let recipient = identity.recipient().expect("a new identity has a recipient");
        let attachment = Attachment {
            name: name.to_owned(),
            blob: new_name(rng),
            size: 0,
            sha256: String::new(),
            key: identity.encode().map(|text| text.to_string()).unwrap_or_default(),
            clean_of: None,
        };
        let writer = age::encrypt(&[recipient], out, rng)?;
        Ok(Self { attachment, hash: Hash::new(), writer })
    }

    /// Pads and ends the blob; returns how a message describes it.
    pub fn finish(mut self) -> Result<(Attachment, W), Error> {
        let size = self.attachment.size;
        io::copy(&mut io::repeat(0).take(padded(size, BLOB_BYTES_MIN) - size), &mut self.writer)?;
        self.attachment.sha256 = crate::hex(self.hash.finish());
        Ok((self.attachment, self.writer.finish()?))
    }
}

impl<W: Write> Write for Sealer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let size = self.attachment.size + u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if size > BLOB_BYTES_MAX {
            return Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                "an attachment may have 5 GiB",
            ));
        }
        self.writer.write_all(bytes)?;
        self.hash.update(bytes);
        self.attachment.size = size;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Opens a blob into `out`; what was written is not to be used when this fails.
pub fn open(attachment: &Attachment, input: impl Read, mut out: impl Write) -> Result<(), Error> {
    let identity = Identity::parse(&attachment.key)?;
    let mut reader = age::decrypt(&[identity], input)?;
    let mut hash = Hash::new();
    let size = copy(&mut reader, attachment.size, |bytes| {
        hash.update(bytes);
        out.write_all(bytes)
    })?;
    let padding =
        copy(&mut reader, BLOB_BYTES_MAX, |bytes| match bytes.iter().all(|&byte| byte == 0) {
            true => Ok(()),
            false => Err(io::Error::new(io::ErrorKind::InvalidData, "padding is not empty")),
        })?;
    out.flush()?;
    let is_whole = size == attachment.size && crate::hex(hash.finish()) == attachment.sha256;
    let is_padded = size.checked_add(padding) == Some(padded(size, BLOB_BYTES_MIN));
    if is_whole && is_padded { Ok(()) } else { Err(Error::Changed) }
}

/// Hands at most `bytes_max` on, piece by piece, and returns how many there were.
fn copy(
    input: &mut impl Read,
    bytes_max: u64,
    mut hand_on: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<u64> {
    let mut buffer = zeroize::Zeroizing::new(vec![0; BUFFER_BYTES]);
    let mut bounded = input.take(bytes_max);
    let mut size = 0;
    loop {
        let read = bounded.read(&mut buffer)?;
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else {
            return Ok(size);
        };
        hand_on(bytes)?;
        size += u64::try_from(read).unwrap_or(u64::MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Counter;

    fn sealed(bytes: &[u8]) -> (Attachment, Vec<u8>) {
        seal("plan.pdf", bytes, Vec::new(), &mut Counter::default()).unwrap()
    }

    #[test]
    fn an_attachment_comes_back_and_its_length_tells_little() {
        for size in [0, 1, 4_095, 4_096, 100_000] {
            let bytes = vec![7; size];
            let (attachment, blob) = sealed(&bytes);
            let mut out = Vec::new();
            open(&attachment, blob.as_slice(), &mut out).unwrap();
            assert_eq!(out, bytes);
            assert!(is_name(&attachment.blob));
        }
        let lengths: std::collections::BTreeSet<usize> =
            [0, 1, 2_000, 4_096].map(|size| sealed(&vec![7; size]).1.len()).into();
        assert_eq!(lengths.len(), 1);
    }

    #[test]
    fn another_content_than_the_described_one_is_refused() {
        let (attachment, blob) = sealed(&[7; 5_000]);
        let wrong = [
            Attachment { size: 4_999, ..attachment.clone() },
            Attachment { size: 5_001, ..attachment.clone() },
            Attachment { sha256: crate::digest(b"other"), ..attachment.clone() },
            Attachment { key: "none".to_owned(), ..attachment.clone() },
        ];
        for attachment in wrong {
            assert!(open(&attachment, blob.as_slice(), io::sink()).is_err());
        }
        assert!(open(&attachment, &blob[..blob.len() - 1], io::sink()).is_err());
    }

    #[test]
    fn names_of_blobs_lead_nowhere_else() {
        for name in ["", "..", "../../etc/passwd", &"A".repeat(32), &"0".repeat(31)] {
            assert!(!is_name(name), "{name}");
        }
    }

    #[test]
    fn a_description_does_not_print_its_key_or_name() {
        let (attachment, _) = sealed(b"x");
        assert_eq!(format!("{attachment:?}"), "Attachment(1 bytes)");
    }
}
