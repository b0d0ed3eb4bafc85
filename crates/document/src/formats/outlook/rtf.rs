//! Bodies in compressed RTF ([MS-OXRTFCP]).

use crate::formats::office::binary::{byte, long, size};
use crate::out::Out;

/// What the dictionary holds before the first byte is read (2.1.2.1).
const DICTIONARY: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

const DICTIONARY_BYTES: usize = 4_096;
const COMPRESSED: u32 = 0x7546_5A4C;
const PLAIN: u32 = 0x414C_454D;

/// Returns the text, or as much of it as is there; `None` when it is something else.
pub(super) fn decompress(bytes: &[u8], out: &mut Out<'_>) -> Option<Vec<u8>> {
    let text_len = size(bytes, 4)?;
    let body = bytes.get(16..)?;
    match long(bytes, 8)? {
        PLAIN => Some(body.to_vec()),
        COMPRESSED => {
            let text = expand(body, text_len);
            let made = text.len() as u64;
            out.spend(made, made, bytes.len() as u64).then_some(text)
        }
        _ => None,
    }
}

fn expand(body: &[u8], text_len: usize) -> Vec<u8> {
    let mut made = Expansion::new(text_len);
    let mut at = 0;
    while let Some(flags) = byte(body, at) {
        at += 1;
        for bit in 0..8 {
            let Some(first) = byte(body, at) else { return made.text };
            at += 1;
            if flags >> bit & 1 == 0 {
                made.push(first);
                continue;
            }
            let Some(second) = byte(body, at) else { return made.text };
            at += 1;
            let token = usize::from(first) << 8 | usize::from(second);
            let (offset, len) = (token >> 4, (token & 0xF) + 2);
            // A reference to what is not written yet ends the text.
            if offset == made.write || made.is_full() {
                return made.text;
            }
            made.repeat(offset, len);
        }
    }
    made.text
}

/// The text so far, and the last of it in a ring.
struct Expansion {
    text: Vec<u8>,
    text_len: usize,
    ring: [u8; DICTIONARY_BYTES],
    write: usize,
}

impl Expansion {
    fn new(text_len: usize) -> Self {
        let mut ring = [b' '; DICTIONARY_BYTES];
        for (slot, letter) in ring.iter_mut().zip(DICTIONARY) {
            *slot = *letter;
        }
        Self { text: Vec::new(), text_len, ring, write: DICTIONARY.len() }
    }

    fn is_full(&self) -> bool {
        self.text.len() >= self.text_len
    }

    fn push(&mut self, letter: u8) {
        if !self.is_full() {
            self.text.push(letter);
            self.ring[self.write % DICTIONARY_BYTES] = letter;
            self.write = (self.write + 1) % DICTIONARY_BYTES;
        }
    }

    fn repeat(&mut self, offset: usize, len: usize) {
        for step in 0..len {
            self.push(self.ring[(offset + step) % DICTIONARY_BYTES]);
        }
    }
}
