//! PNG (ISO/IEC 15948): chunks.

mod header;
mod rest;

use flate2::read::ZlibDecoder;

use super::super::textual::{lenient, property, strings};
use super::super::xmp;
use super::{be32, exif, icc, iptc, piece, trailing};
use crate::ProblemCode;
use crate::out::Out;

pub(super) use header::Header;

pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Keyword under which XMP stands in an iTXt chunk.
const XMP: &str = "XML:com.adobe.xmp";

/// Chunks that say how pixels are coded and shown, and hold no text.
const CODING: &[&[u8; 4]] = &[
    b"IHDR", b"IDAT", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"hIST", b"pHYs",
    b"acTL", b"fcTL", b"fdAT", b"cICP", b"oFFs", b"vpAg", b"orNT", b"CgBI", b"iDOT",
];

/// Tells what stands beside the pixels.
pub(super) fn read(bytes: &[u8], out: &mut Out<'_>) {
    let mut at = SIGNATURE.len();
    let mut pixels = Vec::new();
    while let (Some(length), Some(kind)) = (be32(bytes, at), bytes.get(at + 4..at + 8)) {
        if out.stop() {
            return;
        }
        let (data, complete) = piece(bytes, at + 8, length);
        at = at.saturating_add(length).saturating_add(12);
        if kind == b"IDAT" {
            pixels.push(data);
        }
        if kind == b"IEND" {
            rest::tell(bytes, &pixels, out);
            trailing(bytes.get(at..).unwrap_or_default(), out);
            return;
        }
        chunk(kind, data, out);
        if !complete {
            break;
        }
    }
    out.problem(ProblemCode::Truncated);
}

fn chunk(kind: &[u8], data: &[u8], out: &mut Out<'_>) {
    match kind {
        b"tEXt" => {
            let (keyword, text) = split(data);
            text_chunk(&keyword, text, out);
        }
        b"zTXt" => {
            let (keyword, rest) = split(data);
            let text = inflate(rest.get(1..).unwrap_or_default(), out);
            text_chunk(&keyword, &text, out);
        }
        b"iTXt" => international(data, out),
        b"eXIf" => exif::read(data, out),
        b"iCCP" => {
            let (name, rest) = split(data);
            property(out, "ProfileName", &name);
            icc::read(&inflate(rest.get(1..).unwrap_or_default(), out), out);
        }
        b"tIME" => time(data, out),
        b"PLTE" => palette(data, out),
        _ if CODING.iter().any(|coding| coding.as_slice() == kind) => {}
        _ => property(out, &lenient(kind), &strings(data)),
    }
}

/// Returns what stands before the first zero as text, and what stands after it.
fn split(data: &[u8]) -> (String, &[u8]) {
    let end = memchr::memchr(0, data).unwrap_or(data.len());
    (lenient(data.get(..end).unwrap_or_default()), data.get(end + 1..).unwrap_or_default())
}

fn inflate(data: &[u8], out: &mut Out<'_>) -> Vec<u8> {
    out.hold(&mut ZlibDecoder::new(data), Some(data.len() as u64)).bytes
}

/// Reads an iTXt chunk: keyword, compression, language, translated keyword, text.
fn international(data: &[u8], out: &mut Out<'_>) {
    let (keyword, rest) = split(data);
    let compressed = rest.first() == Some(&1);
    let (_language, rest) = split(rest.get(2..).unwrap_or_default());
    let (translated, text) = split(rest);
    property(out, "translated keyword", &translated);
    match compressed {
        true => text_chunk(&keyword, &inflate(text, out), out),
        false => text_chunk(&keyword, text, out),
    }
}

/// Tells colours that are letters: some hide words in a table of colours.
fn palette(data: &[u8], out: &mut Out<'_>) {
    const LETTERS_MIN: usize = 12;
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"@._+-".contains(byte);
    // Shades of grey, and steps of one colour, are letters by accident.
    let is_said = |run: &&[u8]| {
        run.len() >= LETTERS_MIN
            && run.windows(2).filter(|pair| pair[0] != pair[1]).count() > run.len() / 2
    };
    let runs = data.split(|byte| !is_word(byte)).filter(is_said);
    let words: Vec<String> = runs.map(lenient).collect();
    property(out, "palette", &words.join("\n"));
}

fn text_chunk(keyword: &str, text: &[u8], out: &mut Out<'_>) {
    match keyword {
        XMP => xmp::read(text, out),
        _ => match keyword.strip_prefix("Raw profile type ") {
            Some(kind) => raw_profile(kind, text, out),
            None => property(out, keyword, &lenient(text)),
        },
    }
}

/// Reads a profile that ImageMagick wrote: its name, its length, then hexadecimal digits.
fn raw_profile(kind: &str, text: &[u8], out: &mut Out<'_>) {
    let mut lines = text.splitn(4, |byte| *byte == b'\n');
    let digits = lines.nth(3).unwrap_or_default();
    let digits: Vec<u8> =
        digits.iter().filter_map(|digit| (*digit as char).to_digit(16)).map(|d| d as u8).collect();
    let bytes: Vec<u8> = digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    match kind {
        "exif" | "APP1" if bytes.starts_with(b"Exif\0\0") => {
            exif::read(bytes.get(6..).unwrap_or_default(), out);
        }
        "exif" => exif::read(&bytes, out),
        "xmp" => xmp::read(&bytes, out),
        "iptc" | "8bim" => iptc::read(&bytes, out),
        "icc" | "icm" => icc::read(&bytes, out),
        _ => property(out, kind, &strings(&bytes)),
    }
}

fn time(data: &[u8], out: &mut Out<'_>) {
    if let &[high, low, month, day, hour, minute, second] = data {
        let year = u16::from_be_bytes([high, low]);
        let time = format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}");
        property(out, "ModifyDate", &time);
    }
}
