//! IPTC-IIM 4.2 records, and the image resources of Photoshop that carry them.

use std::io::Cursor;

use super::super::textual::{lenient, property, strings};
use super::super::xmp;
use super::{be16, be32, exif, icc, piece};
use crate::out::Out;

/// Data sets of the application record, by their number.
const APPLICATION: &[(u8, &str)] = &[
    (3, "ObjectTypeReference"),
    (4, "ObjectAttributeReference"),
    (5, "ObjectName"),
    (7, "EditStatus"),
    (8, "EditorialUpdate"),
    (10, "Urgency"),
    (12, "SubjectReference"),
    (15, "Category"),
    (20, "SupplementalCategories"),
    (22, "FixtureIdentifier"),
    (25, "Keywords"),
    (26, "ContentLocationCode"),
    (27, "ContentLocationName"),
    (30, "ReleaseDate"),
    (35, "ReleaseTime"),
    (37, "ExpirationDate"),
    (38, "ExpirationTime"),
    (40, "SpecialInstructions"),
    (42, "ActionAdvised"),
    (45, "ReferenceService"),
    (47, "ReferenceDate"),
    (50, "ReferenceNumber"),
    (55, "DateCreated"),
    (60, "TimeCreated"),
    (62, "DigitalCreationDate"),
    (63, "DigitalCreationTime"),
    (65, "OriginatingProgram"),
    (70, "ProgramVersion"),
    (75, "ObjectCycle"),
    (80, "By-line"),
    (85, "By-lineTitle"),
    (90, "City"),
    (92, "Sub-location"),
    (95, "Province-State"),
    (100, "Country-PrimaryLocationCode"),
    (101, "Country-PrimaryLocationName"),
    (103, "OriginalTransmissionReference"),
    (105, "Headline"),
    (110, "Credit"),
    (115, "Source"),
    (116, "CopyrightNotice"),
    (118, "Contact"),
    (120, "Caption-Abstract"),
    (121, "LocalCaption"),
    (122, "Writer-Editor"),
    (130, "ImageType"),
    (131, "ImageOrientation"),
    (135, "LanguageIdentifier"),
    (184, "JobID"),
    (185, "MasterDocumentID"),
    (186, "ShortDocumentID"),
    (187, "UniqueDocumentID"),
    (188, "OwnerID"),
    (221, "Prefs"),
    (225, "ClassifyState"),
    (230, "DocumentNotes"),
    (231, "DocumentHistory"),
    (232, "ExifCameraInfo"),
];

/// Data sets of the envelope record, by their number.
const ENVELOPE: &[(u8, &str)] = &[
    (5, "Destination"),
    (30, "ServiceIdentifier"),
    (40, "EnvelopeNumber"),
    (50, "ProductID"),
    (60, "EnvelopePriority"),
    (70, "DateSent"),
    (80, "TimeSent"),
    (100, "UniqueObjectName"),
];

/// Escape sequence (ISO 2022) by which a record says that it is in UTF-8.
const UTF8: &[u8] = b"\x1b%G";

/// Reads records, with Photoshop's resources around them or without.
pub(super) fn read(bytes: &[u8], out: &mut Out<'_>) {
    match bytes.starts_with(b"8BIM") {
        true => read_photoshop(bytes, out),
        false => read_records(bytes, out),
    }
}

/// Reads records: each a marker, a record, a number, a length and a value.
fn read_records(bytes: &[u8], out: &mut Out<'_>) {
    let mut at = 0;
    let mut utf8 = false;
    while let Some(&[0x1C, record, number]) = bytes.get(at..at + 3)
        && !out.stop()
    {
        let Some((length, start)) = length(bytes, at + 3) else { return };
        let (value, _) = piece(bytes, start, length);
        at = start.saturating_add(length);
        if (record, number) == (1, 90) {
            utf8 = value == UTF8;
            continue;
        }
        let names = if record == 1 { ENVELOPE } else { APPLICATION };
        let known = names.iter().find(|(known, _)| *known == number && record <= 2);
        let text = match utf8 {
            true => String::from_utf8_lossy(value).into_owned(),
            false => lenient(value),
        };
        match known {
            Some((_, name)) => property(out, name, &text),
            // The version of a record is a number in two bytes.
            None if number == 0 => {}
            None => property(out, &format!("IPTC {record}:{number:02}"), &strings(value)),
        }
    }
}

/// Returns the length of a value and where it begins; a long one has its length's length first.
fn length(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let short = be16(bytes, at)?;
    if short & 0x8000 == 0 {
        return Some((short, at + 2));
    }
    match short & 0x7FFF {
        4 => Some((be32(bytes, at + 2)?, at + 6)),
        2 => Some((be16(bytes, at + 2)?, at + 4)),
        _ => None,
    }
}

/// Reads image resources: each a signature, a number, a name, a length and a value.
pub(super) fn read_photoshop(bytes: &[u8], out: &mut Out<'_>) {
    let mut at = 0;
    while bytes.get(at..at + 4).is_some_and(is_signature) && !out.stop() {
        let Some(number) = be16(bytes, at + 4) else { return };
        let name_length = bytes.get(at + 6).map_or(0, |length| usize::from(*length));
        let (name, _) = piece(bytes, at + 7, name_length);
        property(out, "ResourceName", &lenient(name));
        // The name with its length, and the value, take an even number of bytes.
        let header = at + 6 + (1 + name_length).next_multiple_of(2);
        let Some(length) = be32(bytes, header) else { return };
        let (value, _) = piece(bytes, header + 4, length);
        at = (header + 4).saturating_add(length);
        at = at.saturating_add(at & 1);
        resource(number, value, out);
    }
    property(out, "Photoshop", &strings(bytes.get(at..).unwrap_or_default()));
}

fn is_signature(bytes: &[u8]) -> bool {
    [b"8BIM", b"PHUT", b"DCSR", b"AgHg", b"MeSa"].iter().any(|known| known.as_slice() == bytes)
}

fn resource(number: usize, value: &[u8], out: &mut Out<'_>) {
    match number {
        0x0404 => read_records(value, out),
        0x0422 | 0x0423 => exif::read(value, out),
        0x0424 => xmp::read(value, out),
        0x040F => icc::read(value, out),
        // A preview, behind 28 bytes that say how large it is.
        0x0409 | 0x040C => {
            let preview = value.get(28..).unwrap_or_default();
            out.child("Photoshop thumbnail", &mut Cursor::new(preview));
        }
        0x040A => property(out, "CopyrightFlag", if value == [0] { "" } else { "true" }),
        0x040B => property(out, "URL", &lenient(value)),
        _ => property(out, &format!("Photoshop 0x{number:04x}"), &strings(value)),
    }
}
