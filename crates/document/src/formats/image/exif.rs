//! EXIF 3.0 and TIFF tags: each a property with the name of its tag, the value as people read it.

use std::io::Cursor;

use ::exif::{Context, Error, Exif, Field, In, Reader, Tag, Value};

use super::super::textual::{lenient, property, strings};
use super::super::xmp;
use super::{icc, iptc, tiff};
use crate::out::Out;

/// Text tags that the library has no name for.
const MORE_NAMES: &[(u16, &str)] = &[
    (0x000B, "ProcessingSoftware"),
    (0x010D, "DocumentName"),
    (0x011D, "PageName"),
    (0x0129, "PageNumber"),
    (0x013C, "HostComputer"),
    (0x0151, "TargetPrinter"),
    (0x014D, "InkNames"),
    (0x02BC, "XMP"),
    (0x4746, "Rating"),
    (0x8649, "Photoshop"),
    (0x87AF, "GeoKeyDirectory"),
    (0x87B1, "GeoAsciiParams"),
    (0x9C9B, "XPTitle"),
    (0x9C9C, "XPComment"),
    (0x9C9D, "XPAuthor"),
    (0x9C9E, "XPKeywords"),
    (0x9C9F, "XPSubject"),
    (0xC614, "UniqueCameraModel"),
    (0xC615, "LocalizedCameraModel"),
    (0xC62F, "CameraSerialNumber"),
    (0xC634, "DNGPrivateData"),
    (0xC65D, "RawDataUniqueID"),
    (0xC68B, "OriginalRawFileName"),
    (0xC6F4, "AsShotProfileName"),
    (0xC6F8, "ProfileName"),
    (0xC6FE, "ProfileCopyright"),
    (0xA436, "Title"),
    (0xA437, "Photographer"),
    (0xA438, "ImageEditor"),
    (0xA439, "CameraFirmware"),
    (0xA43A, "RAWDevelopingSoftware"),
    (0xA43B, "ImageEditingSoftware"),
    (0xA43C, "MetadataEditingSoftware"),
    (0xEA1C, "Padding"),
];

/// Tags that say where something stands in the file, or that are told in another way.
const NOT_TOLD: &[Tag] = &[
    Tag::StripOffsets,
    Tag::StripByteCounts,
    Tag::TileOffsets,
    Tag::TileByteCounts,
    Tag::JPEGInterchangeFormat,
    Tag::JPEGInterchangeFormatLength,
];

/// The position, which is told as one property.
const POSITION: &[Tag] =
    &[Tag::GPSLatitude, Tag::GPSLatitudeRef, Tag::GPSLongitude, Tag::GPSLongitudeRef];

const SUB_DIRECTORIES: u16 = 0x014A;
const XMP: u16 = 0x02BC;
const IPTC: u16 = 0x83BB;
const PHOTOSHOP: u16 = 0x8649;
const ICC: u16 = 0x8773;

/// Most directories that hang beneath another one and are read.
const SUB_DIRECTORIES_MAX: usize = 16;

/// Most numbers of one tag that are worth telling; longer lists are tables for the decoder.
const NUMBERS_MAX: usize = 32;

/// Tells the tags of an EXIF block.
pub(in super::super) fn read(block: &[u8], out: &mut Out<'_>) {
    if block.is_empty() {
        return;
    }
    let Some(exif) = parse(block.to_vec()) else {
        // Nothing is lost: what cannot be taken apart is told as it stands.
        property(out, "Exif", &strings(block));
        return;
    };
    tell(&exif.0, usize::MAX, out);
    if !exif.1 {
        property(out, "Exif", &strings(block));
    }
}

/// Tells the tags of `count` directories of a TIFF file from the one at `directory` on.
pub(super) fn read_from(bytes: &[u8], directory: u32, count: usize, out: &mut Out<'_>) {
    let Some((exif, whole)) = parse(tiff::starting_at(bytes, directory)) else {
        out.problem(crate::ProblemCode::Damaged);
        return;
    };
    tell(&exif, count, out);
    if !whole && exif.fields().len() == 0 {
        out.problem(crate::ProblemCode::Damaged);
    }
    for sub in sub_directories(&exif, count) {
        if let Some((exif, _)) = parse(tiff::starting_at(bytes, sub)) {
            tell(&exif, 1, out);
        }
    }
}

/// Returns what could be parsed, and whether that is all.
fn parse(block: Vec<u8>) -> Option<(Exif, bool)> {
    match Reader::new().continue_on_error(true).read_raw(block) {
        Ok(exif) => Some((exif, true)),
        Err(Error::PartialResult(partial)) => Some((partial.into_inner().0, false)),
        Err(_) => None,
    }
}

fn sub_directories(exif: &Exif, count: usize) -> Vec<u32> {
    exif.fields()
        .filter(|field| field.tag == Tag(Context::Tiff, SUB_DIRECTORIES))
        .filter(|field| usize::from(field.ifd_num.index()) < count)
        .filter_map(|field| field.value.iter_uint())
        .flatten()
        .take(SUB_DIRECTORIES_MAX)
        .collect()
}

/// Tells the fields of the first `directories`.
fn tell(exif: &Exif, directories: usize, out: &mut Out<'_>) {
    let fields = || exif.fields().filter(|field| usize::from(field.ifd_num.index()) < directories);
    let mut last = In(u16::MAX);
    let mut positioned = false;
    for field in fields() {
        if out.stop() {
            return;
        }
        if field.ifd_num != last {
            last = field.ifd_num;
            let position = position(exif, last);
            positioned = position.is_some();
            property(out, "GPSPosition", &position.unwrap_or_default());
            preview(exif, last, out);
        }
        if !(NOT_TOLD.contains(&field.tag) || positioned && POSITION.contains(&field.tag)) {
            tell_field(exif, field, out);
        }
    }
}

fn tell_field(exif: &Exif, field: &Field, out: &mut Out<'_>) {
    let bytes = bytes_of(&field.value);
    match (field.tag, bytes) {
        (Tag(Context::Tiff, SUB_DIRECTORIES), _) => {}
        (Tag(Context::Tiff, XMP), Some(packet)) => xmp::read(packet, out),
        (Tag(Context::Tiff, IPTC), Some(records)) => iptc::read(records, out),
        (Tag(Context::Tiff, IPTC), None) => iptc::read(&long_bytes(exif, &field.value), out),
        (Tag(Context::Tiff, PHOTOSHOP), Some(resources)) => iptc::read_photoshop(resources, out),
        (Tag(Context::Tiff, ICC), Some(profile)) => icc::read(profile, out),
        _ => property(out, &name(field.tag), &value(exif, field)),
    }
}

/// Returns the name of a tag; of one that nobody named, its number.
fn name(tag: Tag) -> String {
    let known = MORE_NAMES
        .iter()
        .find(|(number, _)| tag.context() != Context::Gps && *number == tag.number());
    match (tag.description(), known) {
        (None, Some((_, name))) => (*name).to_owned(),
        (None, None) => format!("Exif 0x{:04x}", tag.number()),
        (Some(_), _) => tag.to_string(),
    }
}

/// Returns the value as people read it; empty when it is only a table of numbers.
fn value(exif: &Exif, field: &Field) -> String {
    let shown = || field.display_value().with_unit(exif).to_string();
    match (field.tag, &field.value) {
        (
            Tag::DateTime | Tag::DateTimeOriginal | Tag::DateTimeDigitized | Tag::GPSDateStamp,
            Value::Ascii(_),
        ) => shown(),
        (_, Value::Ascii(texts)) => {
            let texts = texts.iter().map(|text| lenient(text).trim().to_owned());
            texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
        }
        (Tag(_, 0x9C9B..=0x9C9F), Value::Byte(bytes)) => {
            encoding_rs::UTF_16LE.decode_without_bom_handling(bytes).0.into_owned()
        }
        (Tag::UserComment | Tag::GPSProcessingMethod | Tag::GPSAreaInformation, value) => {
            bytes_of(value).map(marked_text).unwrap_or_default()
        }
        (Tag::MakerNote, value) => strings(bytes_of(value).unwrap_or_default()),
        (_, Value::Byte(bytes) | Value::Undefined(bytes, _)) => {
            match bytes.len() > NUMBERS_MAX || field.tag.description().is_none() {
                true => strings(bytes),
                false => shown(),
            }
        }
        (_, Value::Unknown(..)) => String::new(),
        (_, value) if count(value) > NUMBERS_MAX => String::new(),
        _ => shown(),
    }
}

/// Returns a text whose first eight bytes say how it is encoded (Exif 3.0, 4.6.5, UserComment).
fn marked_text(bytes: &[u8]) -> String {
    let (mark, text) = bytes.split_at_checked(8).unwrap_or((b"", bytes));
    match mark {
        b"UNICODE\0" => {
            let zeros = |odd| text.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
            let encoding = match zeros(0) >= zeros(1) {
                true => encoding_rs::UTF_16BE,
                false => encoding_rs::UTF_16LE,
            };
            encoding.decode(text).0.into_owned()
        }
        b"JIS\0\0\0\0\0" => encoding_rs::ISO_2022_JP.decode(text).0.into_owned(),
        b"ASCII\0\0\0" | b"\0\0\0\0\0\0\0\0" => lenient(text),
        _ => lenient(bytes),
    }
}

fn bytes_of(value: &Value) -> Option<&[u8]> {
    match value {
        Value::Byte(bytes) | Value::Undefined(bytes, _) => Some(bytes),
        Value::Ascii(texts) => texts.first().map(Vec::as_slice),
        _ => None,
    }
}

/// Returns the bytes of a value that some writers mark as numbers of four bytes.
fn long_bytes(exif: &Exif, value: &Value) -> Vec<u8> {
    let little = exif.little_endian();
    let bytes = |number: u32| if little { number.to_le_bytes() } else { number.to_be_bytes() };
    value.iter_uint().map(|numbers| numbers.flat_map(bytes).collect()).unwrap_or_default()
}

fn count(value: &Value) -> usize {
    match value {
        Value::Short(numbers) => numbers.len(),
        Value::Long(numbers) => numbers.len(),
        Value::Rational(numbers) => numbers.len(),
        Value::SByte(numbers) => numbers.len(),
        Value::SShort(numbers) => numbers.len(),
        Value::SLong(numbers) => numbers.len(),
        Value::SRational(numbers) => numbers.len(),
        Value::Float(numbers) => numbers.len(),
        Value::Double(numbers) => numbers.len(),
        _ => 0,
    }
}

/// Returns latitude and longitude in decimal degrees; `None` when either is missing or no number.
fn position(exif: &Exif, directory: In) -> Option<String> {
    let latitude = degrees(exif, directory, Tag::GPSLatitude, Tag::GPSLatitudeRef, b'S')?;
    let longitude = degrees(exif, directory, Tag::GPSLongitude, Tag::GPSLongitudeRef, b'W')?;
    Some(format!("{latitude:.6}, {longitude:.6}"))
}

/// Returns an angle from degrees, minutes and seconds, negative towards `negative`.
fn degrees(exif: &Exif, directory: In, tag: Tag, side: Tag, negative: u8) -> Option<f64> {
    let Value::Rational(parts) = &exif.get_field(tag, directory)?.value else { return None };
    let scales = [1.0, 60.0, 3600.0];
    let angle: f64 = parts
        .iter()
        .zip(scales)
        // Seconds that were not measured are written as 0/0.
        .map(|(part, scale)| if part.denom == 0 { 0.0 } else { part.to_f64() / scale })
        .sum();
    if parts.first().is_none_or(|degrees| degrees.denom == 0) || angle > 360.0 {
        return None;
    }
    let side = exif.get_field(side, directory).and_then(|field| bytes_of(&field.value));
    let is_negative = side.and_then(|side| side.first()).map(u8::to_ascii_uppercase);
    Some(if is_negative == Some(negative) { -angle } else { angle })
}

/// Tells the preview of a directory: it may show what was cut from the picture since.
fn preview(exif: &Exif, directory: In, out: &mut Out<'_>) {
    let number = |tag| exif.get_field(tag, directory).and_then(|field| field.value.get_uint(0));
    let start = number(Tag::JPEGInterchangeFormat).map(|start| start as usize);
    let length = number(Tag::JPEGInterchangeFormatLength).map(|length| length as usize);
    if let (Some(start), Some(length)) = (start, length)
        && let (picture, _) = super::piece(exif.buf(), start, length)
        && !picture.is_empty()
    {
        out.child("thumbnail", &mut Cursor::new(picture));
    }
}
