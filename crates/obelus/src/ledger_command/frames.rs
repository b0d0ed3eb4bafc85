//! Texts as QR codes (ISO/IEC 18004), for where neither a network nor a file crosses: each code is a
//! frame that says which of how many it is, and of which text.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use qrcode::render::unicode::Dense1x2;
use qrcode::{EcLevel, QrCode};
use sha2::{Digest, Sha256};

use super::house::read_text;
use crate::failure::Failure;
use crate::{recipient, scan};

/// Bytes of a text in one frame: a code of 65 modules, which fits a terminal and is easily read.
const CHUNK_BYTES: usize = 240;
/// Most frames of a text.
const FRAMES_MAX: usize = 64;
/// Digits of the digest that tells one text from another.
const DIGEST_DIGITS: usize = 16;
/// What every frame begins with.
const MARK: &str = "obelus-frame";

/// Prints a text as codes, one below the other.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    let frames = split(text)
        .ok_or_else(|| Failure::usage("it is too long for QR codes").help("carry it as a file"))?;
    let mut out = io::stdout().lock();
    for frame in &frames {
        let code = QrCode::with_error_correction_level(frame, EcLevel::L);
        let code = code.map_err(|error| Failure::Fault(format!("no QR code: {error}")))?;
        let head = frame.lines().next().unwrap_or_default();
        // Letters are bright on most terminals, so they stand for what is bright in a code.
        let (bright, dark) = (Dense1x2::Dark, Dense1x2::Light);
        let shown = code.render::<Dense1x2>().dark_color(dark).light_color(bright).build();
        writeln!(out, "{head}\n{shown}").map_err(Failure::Output)?;
    }
    Ok(())
}

/// Reads a text from one file, or from pictures of its codes in any order.
pub(super) fn read(paths: &[PathBuf]) -> Result<String, Failure> {
    match paths {
        [path] if is_text(path) => read_text(path),
        pictures => {
            // In the sandbox: a picture is a stranger's file.
            let found = recipient::reading(&scan::options(Some(1), None), |viewer| {
                let mut found = Vec::new();
                for picture in pictures {
                    let (document, _) = recipient::read(picture, viewer)?;
                    found.extend(document.parts.into_iter().map(|part| part.text));
                }
                Ok::<_, Failure>(found)
            })?;
            join(&found).map_err(|missing| {
                Failure::usage(format!("the pictures do not hold the whole text: {missing}")).help(
                    "photograph each code so that it fills the picture, and name all pictures",
                )
            })
        }
    }
}

fn is_text(path: &Path) -> bool {
    read_text(path).is_ok()
}

/// Cuts a text into frames; None when it takes too many.
fn split(text: &str) -> Option<Vec<String>> {
    let digest = digest(text);
    let mut chunks: Vec<String> = Vec::new();
    for letter in text.chars() {
        match chunks.last_mut().filter(|chunk| chunk.len() + letter.len_utf8() <= CHUNK_BYTES) {
            Some(chunk) => chunk.push(letter),
            None => chunks.push(letter.to_string()),
        }
    }
    let total = chunks.len();
    let frames = (1..).zip(chunks);
    let frames = frames.map(|(number, chunk)| format!("{MARK} {number}/{total} {digest}\n{chunk}"));
    (total <= FRAMES_MAX).then(|| frames.collect())
}

/// Puts frames together; the error says what is missing.
fn join(texts: &[String]) -> Result<String, String> {
    let mut frames: BTreeMap<usize, &str> = BTreeMap::new();
    let mut whole = None;
    for (number, of, chunk) in texts.iter().filter_map(|text| frame(text)) {
        if *whole.get_or_insert(of) != of {
            return Err("they are of two texts".to_owned());
        }
        frames.insert(number, chunk);
    }
    let (total, digest_stated) = whole.ok_or("there is no code of ours in them")?;
    let missing = (1..=total).find(|number| !frames.contains_key(number));
    if let Some(number) = missing {
        return Err(format!("code {number} of {total} is missing"));
    }
    let text: String = frames.into_values().collect();
    if digest(&text) == digest_stated { Ok(text) } else { Err("a code was changed".to_owned()) }
}

/// Reads a frame: its number, how many there are and of which text, and its piece.
fn frame(text: &str) -> Option<(usize, (usize, &str), &str)> {
    let (head, chunk) = text.split_once('\n')?;
    let words: Vec<&str> = head.split(' ').collect();
    let [MARK, number, digest] = words.as_slice() else { return None };
    let (number, total) = number.split_once('/')?;
    let (number, total) = (number.parse().ok()?, total.parse().ok()?);
    let is_one = (1..=total).contains(&number) && total <= FRAMES_MAX;
    is_one.then_some((number, (total, *digest), chunk))
}

fn digest(text: &str) -> String {
    let digits = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    digits.chars().take(DIGEST_DIGITS).collect()
}

#[cfg(test)]
mod tests;
