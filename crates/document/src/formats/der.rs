//! Keys, certificates and signed messages in ASN.1 (X.690): what is signed is a document of its own,
//! a key is told as the text that programs write for it, and names in certificates are told.

mod element;

use std::collections::BTreeSet;
use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use self::element::{Element, elements};
use super::textual::{property, whole};
use crate::format::{Format, Probe};
use crate::out::{NewPart, Out};
use crate::{Input, PartKind, ProblemCode};

/// A certificate, a key or a signed message.
pub(super) const DER: Format = Format {
    name: "der",
    title: "certificate, key or signed message",
    extensions: &["p7m", "p7s", "p7c", "p7b", "p12", "pfx", "der", "cer", "crt", "tsd"],
    reads: "private keys, names in certificates, signed documents; encrypted ones are told",
    in_process: false,
    matches: is_der,
    read,
};

/// Object identifiers, as they are encoded: what stands behind them is encrypted
/// (RFC 5652, sections 6 and 8; RFC 5083).
const ENCRYPTED: &[&[u8]] = &[
    b"\x2A\x86\x48\x86\xF7\x0D\x01\x07\x03",
    b"\x2A\x86\x48\x86\xF7\x0D\x01\x07\x06",
    b"\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x01\x17",
];
/// Data as such, signed data, time-stamped data, compressed data (RFC 5652, 5544, 3274).
const DATA: &[u8] = b"\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01";
const SIGNED: &[u8] = b"\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02";
const TIME_STAMPED: &[u8] = b"\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x01\x1F";
/// Beginning of the identifiers of encryption by a password (RFC 8018, section A).
const BY_PASSWORD: &[u8] = b"\x2A\x86\x48\x86\xF7\x0D\x01\x05";

/// Integers in an RSA key (RFC 8017, section A.1.2) and in a DSA key, as OpenSSL writes it.
const RSA_INTEGERS: usize = 9;
const DSA_INTEGERS: usize = 6;

/// Most texts of certificates.
const TEXTS_MAX: usize = 4096;

fn is_der(probe: &mut Probe<'_>) -> bool {
    let (header, len) = match *probe.head {
        [0x30, 0x82, high, low, ..] => (4, u64::from(u16::from_be_bytes([high, low]))),
        [0x30, 0x81, len, ..] => (3, u64::from(len)),
        [0x30, 0x83, high, middle, low, ..] => {
            (5, u64::from(u32::from_be_bytes([0, high, middle, low])))
        }
        [0x30, 0x84, a, b, c, d, ..] => (6, u64::from(u32::from_be_bytes([a, b, c, d]))),
        // Of no stated length, with the object identifier of a signed message.
        [0x30, 0x80, element::OBJECT_ID, ..] => return true,
        // A short key.
        [0x30, len @ 0x20..=0x7F, 0x02, 0x01, 0x00 | 0x01, ..] => (2, u64::from(len)),
        _ => return false,
    };
    let file_len = probe.input.seek(std::io::SeekFrom::End(0)).unwrap_or(0);
    header + len <= file_len && file_len <= header + len + 2
}

fn read(input: &mut dyn Input, out: &mut Out<'_>) {
    let bytes = out.hold(input, None).bytes;
    let Some(root) = elements(&bytes).next() else { return out.problem(ProblemCode::Damaged) };
    let parts: Vec<Element<'_>> = root.children().collect();
    if let Some(label) = key_label(&parts) {
        return tell_key(label, root.whole, out);
    }
    if is_encrypted(&parts) {
        out.problem(ProblemCode::Encrypted);
    } else if let Some(content) = signed_content(&parts) {
        let mut content = Cursor::new(content);
        out.child("signed content", &mut content);
    } else if !is_certificate(&parts) && !is_detached(&parts) {
        out.problem(ProblemCode::FormatNotRead);
    }
    tell_texts(&root, out);
}

/// Returns what programs write above a private key of this structure, if it is one.
fn key_label(parts: &[Element<'_>]) -> Option<&'static str> {
    let tags: Vec<u8> = parts.iter().map(|part| part.tag).collect();
    let is_integers = tags.iter().all(|tag| *tag == element::INTEGER);
    match *tags {
        // RFC 5958, section 2.
        [element::INTEGER, element::SEQUENCE, element::OCTETS, ..] => Some("PRIVATE KEY"),
        // RFC 5915, section 3.
        [element::INTEGER, element::OCTETS, ..] => Some("EC PRIVATE KEY"),
        _ if is_integers && tags.len() == RSA_INTEGERS => Some("RSA PRIVATE KEY"),
        _ if is_integers && tags.len() == DSA_INTEGERS => Some("DSA PRIVATE KEY"),
        _ => None,
    }
}

/// Tells a key as text (RFC 7468), in which the rules know it.
fn tell_key(label: &str, bytes: &[u8], out: &mut Out<'_>) {
    const LINE: usize = 64;
    let encoded = STANDARD.encode(bytes);
    let mut text = format!("-----BEGIN {label}-----\n");
    for line in encoded.as_bytes().chunks(LINE) {
        text.push_str(&String::from_utf8_lossy(line));
        text.push('\n');
    }
    text.push_str(&format!("-----END {label}-----\n"));
    out.text(NewPart::new(PartKind::Body, "key"), &text, vec![whole(&text)]);
}

fn is_encrypted(parts: &[Element<'_>]) -> bool {
    match parts {
        [first, ..] if first.tag == element::OBJECT_ID => ENCRYPTED.contains(&first.content),
        // A store of keys (RFC 7292, section 4), whose bags are encrypted by a password.
        [version, content, ..] if version.tag == element::INTEGER => {
            version.content == [3] && content.children().next().is_some_and(|id| id.content == DATA)
        }
        // An encrypted key (RFC 5958, section 3).
        [algorithm, key] if key.tag == element::OCTETS => {
            algorithm.children().next().is_some_and(|id| id.content.starts_with(BY_PASSWORD))
        }
        _ => false,
    }
}

/// Returns the document that is signed or stamped, unless it stands elsewhere.
fn signed_content(parts: &[Element<'_>]) -> Option<Vec<u8>> {
    let [kind, explicit, ..] = parts else { return None };
    let body = explicit.children().next()?;
    if kind.content == SIGNED {
        let encapsulated = body.children().find(|part| part.tag == element::SEQUENCE)?;
        return octets(&encapsulated.children().nth(1)?.children().next()?);
    }
    let is_stamped = kind.content == TIME_STAMPED;
    let content = body.children().find(|part| is_stamped && part.is_octets())?;
    octets(&content)
}

/// Returns the bytes of a string of octets, which may stand in pieces.
fn octets(element: &Element<'_>) -> Option<Vec<u8>> {
    match (element.is_octets(), element.is_constructed()) {
        (false, _) => None,
        (true, false) => Some(element.content.to_vec()),
        (true, true) => Some(element.children().flat_map(|piece| piece.content.to_vec()).collect()),
    }
}

/// True for a signature of a document that is elsewhere, and for certificates alone.
fn is_detached(parts: &[Element<'_>]) -> bool {
    parts.first().is_some_and(|first| first.content == SIGNED)
}

/// True for a certificate (RFC 5280, section 4.1) and for a public key.
fn is_certificate(parts: &[Element<'_>]) -> bool {
    let tags: Vec<u8> = parts.iter().map(|part| part.tag).collect();
    *tags == [element::SEQUENCE, element::SEQUENCE, element::BITS]
        || *tags == [element::SEQUENCE, element::BITS]
}

/// Tells the names, addresses and remarks that stand in a structure.
fn tell_texts(root: &Element<'_>, out: &mut Out<'_>) {
    let mut told = BTreeSet::new();
    let mut open = vec![*root];
    while let Some(element) = open.pop() {
        if let Some(text) = element.text().filter(|_| told.len() < TEXTS_MAX)
            && told.insert(text.clone())
        {
            property(out, "name in a certificate", &text);
        }
        // What is signed was read as a document of its own.
        if element.is_constructed() && !element.is_octets() {
            let children: Vec<Element<'_>> = element.children().collect();
            open.extend(children.into_iter().rev());
        }
    }
}

#[cfg(test)]
mod tests;
