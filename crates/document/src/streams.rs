//! Everything that can be decoded from bytes: what a proof that something is gone must look at.
//!
//! No format is followed. Whatever looks packed or encoded is unpacked and decoded, and so is what
//! comes out, as often as limits allow.

use std::io::{Cursor, Read};

use flate2::read::{GzDecoder, ZlibDecoder};
use zip::ZipArchive;

use crate::Limits;

/// How often what was decoded is decoded again.
const DEPTH_MAX: u32 = 4;
/// Fewer encoded characters hold no string that is looked for.
const ENCODED_BYTES_MIN: usize = 8;
/// Fewer bytes are a chance match of two.
const INFLATED_BYTES_MIN: usize = 6;

/// Calls `visit` with `bytes` and with every stream that can be decoded from them: members of
/// archives, compressed streams, Base64, hexadecimal digits, quoted-printable.
///
/// Returns false when a limit was reached, and there may be more.
pub fn streams(bytes: &[u8], limits: &Limits, visit: &mut dyn FnMut(&[u8])) -> bool {
    let mut walk = Walk { left: limits.inflated_bytes_max, limits, visit, whole: true };
    walk.stream(bytes, 0);
    walk.whole
}

struct Walk<'a> {
    left: u64,
    limits: &'a Limits,
    visit: &'a mut dyn FnMut(&[u8]),
    whole: bool,
}

impl Walk<'_> {
    fn stream(&mut self, bytes: &[u8], depth: u32) {
        (self.visit)(bytes);
        if depth >= DEPTH_MAX {
            return;
        }
        if bytes.starts_with(b"PK") {
            self.members(bytes, depth);
        } else {
            self.compressed(bytes, depth);
        }
        self.encoded(bytes, depth, &BASE64);
        self.encoded(bytes, depth, &HEX);
        if memchr::memmem::find(bytes, b"=3D").is_some()
            || memchr::memmem::find(bytes, b"=\r\n").is_some()
            || memchr::memmem::find(bytes, b"=\n").is_some()
        {
            (self.visit)(&quoted_printable(bytes));
        }
    }

    fn members(&mut self, bytes: &[u8], depth: u32) {
        let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
            return self.compressed(bytes, depth);
        };
        for index in 0..archive.len().min(self.limits.entries_max as usize) {
            let Ok(mut member) = archive.by_index(index) else { continue };
            if let Some(content) = self.take(&mut member) {
                self.stream(&content, depth + 1);
            }
        }
    }

    /// Streams of zlib and gzip, wherever they begin.
    fn compressed(&mut self, bytes: &[u8], depth: u32) {
        let mut at = 0;
        while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr2(0x78, 0x1F, rest)) {
            at += found;
            let rest = bytes.get(at..).unwrap_or_default();
            let content = match rest.get(..3) {
                Some([0x78, 0x01 | 0x5E | 0x9C | 0xDA, _]) => {
                    self.take(&mut ZlibDecoder::new(rest))
                }
                Some([0x1F, 0x8B, 0x08]) => self.take(&mut GzDecoder::new(rest)),
                _ => None,
            };
            if let Some(content) = content.filter(|content| content.len() >= INFLATED_BYTES_MIN) {
                self.stream(&content, depth + 1);
            }
            at += 1;
        }
    }

    /// Runs of characters that encode bytes.
    fn encoded(&mut self, bytes: &[u8], depth: u32, encoding: &Encoding) {
        let has = |byte: &u8| encoding.has.get(usize::from(*byte)).copied().unwrap_or(false);
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            // No run before this place is long enough when it is not in one.
            if !rest.get(ENCODED_BYTES_MIN - 1).is_some_and(has) {
                at += ENCODED_BYTES_MIN;
                continue;
            }
            let length = rest.iter().take_while(|byte| has(byte)).count();
            if length >= ENCODED_BYTES_MIN && self.left >= length as u64 {
                self.left -= length as u64;
                let run = rest.get(..length).unwrap_or_default();
                let content = (encoding.decode)(run);
                // Words look encoded too; only what is packed is followed further.
                let is_packed = content.starts_with(b"PK")
                    || content.starts_with(&[0x1F, 0x8B])
                    || content.first() == Some(&0x78);
                match is_packed {
                    true => self.stream(&content, depth + 1),
                    false => (self.visit)(&content),
                }
            }
            at += length + 1;
        }
    }

    /// Reads what a decoder yields before it fails; `None` when that is nothing.
    fn take(&mut self, decoder: &mut dyn Read) -> Option<Vec<u8>> {
        let most = self.left.min(self.limits.object_bytes_max);
        let mut content = Vec::new();
        let _ended = decoder.take(most).read_to_end(&mut content);
        self.whole &= (content.len() as u64) < most || most == 0 && content.is_empty();
        self.left = self.left.saturating_sub(content.len() as u64);
        Some(content).filter(|content| !content.is_empty())
    }
}

/// Characters that encode bytes, and what they stand for.
struct Encoding {
    has: [bool; 256],
    decode: fn(&[u8]) -> Vec<u8>,
}

static BASE64: Encoding = Encoding {
    has: table(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=\r\n"),
    decode: crate::formats::textual::base64,
};

static HEX: Encoding = Encoding { has: table(b"0123456789ABCDEFabcdef\r\n"), decode: hex };

const fn table(characters: &[u8]) -> [bool; 256] {
    let mut has = [false; 256];
    let mut at = 0;
    while at < characters.len() {
        has[characters[at] as usize] = true;
        at += 1;
    }
    has
}

fn hex(digits: &[u8]) -> Vec<u8> {
    let values: Vec<u8> = digits
        .iter()
        .filter_map(|digit| char::from(*digit).to_digit(16))
        .map(|d| d as u8)
        .collect();
    values.chunks_exact(2).filter_map(|pair| Some(pair.first()? << 4 | pair.last()?)).collect()
}

fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr(b'=', rest)) {
        plain.extend_from_slice(bytes.get(at..at + found).unwrap_or_default());
        at += found;
        match (bytes.get(at + 1), bytes.get(at + 2)) {
            (Some(b'\r'), Some(b'\n')) => at += 3,
            (Some(b'\n'), _) => at += 2,
            (high, low) => match (digit(high), digit(low)) {
                (Some(high), Some(low)) => {
                    plain.push((high << 4 | low) as u8);
                    at += 3;
                }
                _ => {
                    plain.push(b'=');
                    at += 1;
                }
            },
        }
    }
    plain.extend_from_slice(bytes.get(at..).unwrap_or_default());
    plain
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn finds(bytes: &[u8], needle: &str) -> bool {
        let mut found = false;
        let whole = streams(bytes, &Limits::default(), &mut |stream| {
            found |= memchr::memmem::find(stream, needle.as_bytes()).is_some();
        });
        assert!(whole);
        found
    }

    #[test]
    fn what_is_packed_and_encoded_is_found() {
        let secret = "Quux-Plant-77";
        assert!(finds(format!("x{secret}").as_bytes(), secret));
        assert!(finds(b"data: UXV1eC1QbGFudC03Nw==;", secret));
        assert!(finds(b"id=517575782d506c616e742d3737,", secret));
        assert!(finds(b"a=3D Quux-=\r\nPlant-77", secret));
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        zlib.write_all(b"517575782d506c616e742d3737").unwrap();
        let packed = [b"%PDF stream\n".as_slice(), &zlib.finish().unwrap()].concat();
        assert!(finds(&packed, secret));
        assert!(!finds(&packed, "Quux-Plant-78"));
    }
}
