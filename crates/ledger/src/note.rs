//! Signed notes: text with signature lines (C2SP signed-note v1.0.0).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::key::VerifierKey;

/// Longest note that is read; an ML-DSA-44 signature line takes 3.3 KB.
const NOTE_BYTES_MAX: usize = 1 << 20;
/// Most signatures of a note; the specification wants 16 at least.
const SIGNATURES_MAX: usize = 128;

/// A signature line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Name of the key.
    pub name: String,
    /// Short id of the key: part of a hash, not a proof of anything.
    pub id: [u8; 4],
    /// What the algorithm made.
    pub bytes: Vec<u8>,
}

/// A text and what is said to sign it; nothing of it counts before [`Note::verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The text, with its last newline.
    pub text: String,
    /// Its signatures.
    pub signatures: Vec<Signature>,
}

/// A signature that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signed {
    /// Which of the keys that were asked about, from 0.
    pub key: usize,
    /// When, in seconds since 1970, for signatures that say so.
    pub time: Option<u64>,
}

/// Why a note does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// It is not written as a note.
    #[error("it is not a signed note: {0}")]
    Malformed(&'static str),
    /// A key that is known made no such signature.
    #[error("the signature of `{0}` does not hold")]
    BadSignature(String),
    /// No key that is known signed it.
    #[error("none of the known keys has signed it")]
    Unsigned,
}

impl Note {
    /// Reads a note.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        if bytes.len() > NOTE_BYTES_MAX {
            return Err(NoteError::Malformed("it is too long"));
        }
        let text =
            std::str::from_utf8(bytes).map_err(|_| NoteError::Malformed("it is not UTF-8"))?;
        if text.bytes().any(|byte| byte < b' ' && byte != b'\n') {
            return Err(NoteError::Malformed("it has control characters"));
        }
        let blank = text.rfind("\n\n").ok_or(NoteError::Malformed("it has no blank line"))?;
        let (text, lines) = text.split_at_checked(blank + 1).unwrap_or((text, ""));
        let lines = lines.strip_prefix('\n').and_then(|lines| lines.strip_suffix('\n'));
        let lines = lines.ok_or(NoteError::Malformed("its last line does not end"))?;
        Ok(Self { text: text.to_owned(), signatures: parse_lines(lines)? })
    }

    /// Adds signature lines, such as a witness answers with.
    pub fn add_lines(&mut self, lines: &str) -> Result<(), NoteError> {
        let lines = lines.strip_suffix('\n').ok_or(NoteError::Malformed("a line does not end"))?;
        for signature in parse_lines(lines)? {
            if !self.signatures.contains(&signature) {
                self.signatures.push(signature);
            }
        }
        Ok(())
    }

    /// Returns the signatures by `keys`; an error when there are none, or one does not hold.
    ///
    /// Signatures by others are passed over, as the specification wants.
    pub fn verify(&self, keys: &[VerifierKey]) -> Result<Vec<Signed>, NoteError> {
        let mut signed: Vec<Signed> = Vec::new();
        for signature in &self.signatures {
            let is_its =
                |key: &&VerifierKey| key.name() == signature.name && key.id() == signature.id;
            let Some(index) = keys.iter().position(|key| is_its(&key)) else { continue };
            let time = keys
                .get(index)
                .and_then(|key| key.verify(&self.text, &signature.bytes))
                .ok_or_else(|| NoteError::BadSignature(signature.name.clone()))?;
            if !signed.iter().any(|earlier| earlier.key == index) {
                signed.push(Signed { key: index, time });
            }
        }
        if signed.is_empty() { Err(NoteError::Unsigned) } else { Ok(signed) }
    }
}

fn parse_lines(lines: &str) -> Result<Vec<Signature>, NoteError> {
    let signatures: Option<Vec<Signature>> = lines.split('\n').map(Signature::parse).collect();
    let signatures = signatures.ok_or(NoteError::Malformed("a signature line is not one"))?;
    match signatures.len() {
        ..=SIGNATURES_MAX => Ok(signatures),
        _ => Err(NoteError::Malformed("it has too many signatures")),
    }
}

impl Signature {
    fn parse(line: &str) -> Option<Self> {
        let (name, signature) = line.strip_prefix("— ")?.split_once(' ')?;
        let bytes = STANDARD.decode(signature).ok()?;
        let (id, bytes) = bytes.split_first_chunk::<4>()?;
        let is_whole = is_key_name(name) && !bytes.is_empty();
        is_whole.then(|| Self { name: name.to_owned(), id: *id, bytes: bytes.to_vec() })
    }
}

/// True when a key may have this name.
pub(crate) fn is_key_name(name: &str) -> bool {
    let forbidden =
        |character: char| character.is_whitespace() || character.is_control() || character == '+';
    !name.is_empty() && !name.contains(forbidden)
}

impl fmt::Display for Signature {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [self.id.as_slice(), &self.bytes].concat();
        writeln!(formatter, "— {} {}", self.name, STANDARD.encode(bytes))
    }
}

impl fmt::Display for Note {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| fmt::Display::fmt(signature, formatter))
    }
}

#[cfg(test)]
mod tests;
