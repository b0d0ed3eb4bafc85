//! The header: who can open the file, and a code over all of it.

use std::io::{BufRead, Read};

use base64ct::{Base64Unpadded, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::{Error, FileKey, RECIPIENTS_MAX, WRAPPED_BYTES, derive};

const VERSION: &[u8] = b"age-encryption.org/v1\n";
const MARK: &[u8] = b"---";
/// Columns of a full line of a stanza's body.
const COLUMNS: usize = 64;
/// Longest line: the arguments of a hybrid stanza have about 1,520 bytes.
const LINE_BYTES_MAX: usize = 8 << 10;
/// Longest body of a stanza that is not ours.
const BODY_BYTES_MAX: usize = 16 << 10;

/// One wrapping of the file key.
pub(super) struct Stanza {
    /// The kind, and what it needs.
    pub(super) arguments: Vec<String>,
    pub(super) body: Vec<u8>,
}

impl Stanza {
    pub(super) fn new(arguments: &[&str], body: Vec<u8>) -> Self {
        Self { arguments: arguments.iter().map(|&text| text.to_owned()).collect(), body }
    }

    pub(super) fn kind(&self) -> &str {
        self.arguments.first().map_or("", String::as_str)
    }

    /// Returns the arguments after the kind, if they are as many as they must be and the body is a
    /// wrapped key.
    pub(super) fn arguments<const N: usize>(&self) -> Result<[&str; N], Error> {
        if self.body.len() != WRAPPED_BYTES {
            return Err(Error::Header("a wrapped key has the wrong length"));
        }
        let rest: Vec<&str> = self.arguments.iter().skip(1).map(String::as_str).collect();
        rest.try_into().map_err(|_| Error::Header("a recipient has the wrong number of arguments"))
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.extend(b"-> ");
        out.extend(self.arguments.join(" ").bytes());
        out.push(b'\n');
        let body = encode(&self.body);
        let mut lines = body.as_bytes().chunks_exact(COLUMNS);
        for line in lines.by_ref() {
            out.extend(line);
            out.push(b'\n');
        }
        // A body ends with a line that is shorter, and be it empty.
        out.extend(lines.remainder());
        out.push(b'\n');
    }
}

/// A header that was read.
pub(super) struct Header {
    pub(super) stanzas: Vec<Stanza>,
    /// What the code is over.
    covered: Vec<u8>,
    mac: Vec<u8>,
}

impl Header {
    pub(super) fn encode(stanzas: &[Stanza], file_key: &FileKey) -> Vec<u8> {
        let mut header = VERSION.to_vec();
        stanzas.iter().for_each(|stanza| stanza.write(&mut header));
        header.extend(MARK);
        let mac = encode(&mac(file_key, &header).finalize().into_bytes());
        header.push(b' ');
        header.extend(mac.bytes());
        header.push(b'\n');
        header
    }

    pub(super) fn read(input: &mut impl BufRead) -> Result<Self, Error> {
        let mut lines = Lines { input, read: Vec::new() };
        if lines.next()? != VERSION.strip_suffix(b"\n").unwrap_or_default() {
            return Err(Error::Header("the version is unknown"));
        }
        let mut stanzas = Vec::new();
        loop {
            let before = lines.read.len();
            let line = lines.next()?;
            if let Some(arguments) = line.strip_prefix(b"-> ") {
                if stanzas.len() == RECIPIENTS_MAX {
                    return Err(Error::Header("there are too many recipients"));
                }
                let arguments = parse_arguments(arguments)?;
                stanzas.push(Stanza { arguments, body: lines.body()? });
            } else if let Some(mac) = line.strip_prefix(b"--- ") {
                let mac = decode::<32>(mac)?.to_vec();
                let mut covered = lines.read;
                covered.truncate(before + MARK.len());
                if stanzas.is_empty() {
                    return Err(Error::Header("there is no recipient"));
                }
                return Ok(Self { stanzas, covered, mac });
            } else {
                return Err(Error::Header("a line is neither a recipient nor the end"));
            }
        }
    }

    pub(super) fn check_mac(&self, file_key: &FileKey) -> Result<(), Error> {
        mac(file_key, &self.covered).verify_slice(&self.mac).map_err(|_| Error::Mac)
    }
}

fn mac(file_key: &FileKey, covered: &[u8]) -> Hmac<Sha256> {
    let key = derive(file_key.as_slice(), b"", b"header");
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_slice()).expect("HMAC takes any key");
    mac.update(covered);
    mac
}

/// Lines of a header, each with a bound, and all bytes that were read.
struct Lines<'a, R> {
    input: &'a mut R,
    read: Vec<u8>,
}

impl<R: BufRead> Lines<'_, R> {
    fn next(&mut self) -> Result<Vec<u8>, Error> {
        let start = self.read.len();
        let bound = u64::try_from(LINE_BYTES_MAX).unwrap_or(u64::MAX);
        self.input.by_ref().take(bound).read_until(b'\n', &mut self.read)?;
        let line = self.read.get(start..).and_then(|line| line.strip_suffix(b"\n"));
        line.map(<[u8]>::to_vec).ok_or(Error::Header("a line does not end"))
    }

    /// Reads the lines of a body up to the one that is shorter.
    fn body(&mut self) -> Result<Vec<u8>, Error> {
        let mut text = Vec::new();
        loop {
            let line = self.next()?;
            text.extend_from_slice(&line);
            match line.len() {
                COLUMNS if text.len() <= BODY_BYTES_MAX => {}
                0..COLUMNS => return decode_any(&text),
                _ => return Err(Error::Header("the body of a recipient is too long")),
            }
        }
    }
}

fn parse_arguments(line: &[u8]) -> Result<Vec<String>, Error> {
    let parse = |argument: &[u8]| {
        let visible = !argument.is_empty() && argument.iter().all(u8::is_ascii_graphic);
        let text = visible.then(|| String::from_utf8_lossy(argument).into_owned());
        text.ok_or(Error::Header("an argument of a recipient is malformed"))
    };
    line.split(|&byte| byte == b' ').map(parse).collect()
}

/// Base64 without padding, as headers have it.
pub(super) fn encode(bytes: &[u8]) -> String {
    Base64Unpadded::encode_string(bytes)
}

/// Decodes base64 of `N` bytes in its one canonical form.
pub(super) fn decode<const N: usize>(text: &[u8]) -> Result<[u8; N], Error> {
    decode_any(text)?.try_into().map_err(|_| Error::Header("a value has the wrong length"))
}

fn decode_any(text: &[u8]) -> Result<Vec<u8>, Error> {
    let text = std::str::from_utf8(text).ok();
    text.and_then(|text| Base64Unpadded::decode_vec(text).ok())
        .ok_or(Error::Header("a value is no canonical base64"))
}
