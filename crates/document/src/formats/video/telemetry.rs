//! Positions that cameras write: one for the whole film, or one for each moment.

use super::super::boxes::number;
use super::super::textual::{lenient, property};
use crate::out::Out;

/// Most positions of a path that are told; what follows tells no other place.
const POSITIONS_MAX: usize = 500;

/// Nesting of GoPro's values.
const DEPTH_MAX: usize = 8;

/// Tells a position in degrees, unless there is none.
pub(super) fn position(latitude: f64, longitude: f64, out: &mut Out<'_>) {
    let is_place = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
    // A receiver without a fix writes zeros.
    if is_place && (latitude != 0.0 || longitude != 0.0) {
        property(out, "GPSPosition", &format!("{latitude:.6}, {longitude:.6}"));
    }
}

/// Returns a position as ISO 6709 writes it (`+31.2304+121.4737+012.3/`) in degrees.
pub(super) fn iso_6709(text: &str) -> Option<String> {
    let mut numbers = Vec::new();
    for character in text.trim().chars() {
        match character {
            '+' | '-' => numbers.push(String::from(character)),
            '0'..='9' | '.' => numbers.last_mut()?.push(character),
            _ => break,
        }
    }
    let latitude = degrees(numbers.first()?, 2)?;
    let longitude = degrees(numbers.get(1)?, 3)?;
    Some(format!("{latitude:.6}, {longitude:.6}"))
}

/// Reads degrees, or degrees and minutes, or those and seconds: by how many digits there are.
fn degrees(number: &str, digits: usize) -> Option<f64> {
    let (sign, number) = number.split_at_checked(1)?;
    let whole = number.find('.').unwrap_or(number.len());
    let part = |from: usize, to: usize| number.get(from..to)?.parse::<f64>().ok();
    let value = match whole.checked_sub(digits)? {
        0 => number.parse().ok()?,
        2 => part(0, digits)? + part(digits, number.len())? / 60.0,
        4 => {
            let minutes = part(digits, digits + 2)?;
            part(0, digits)? + minutes / 60.0 + part(digits + 2, number.len())? / 3600.0
        }
        _ => return None,
    };
    Some(if sign == "-" { -value } else { value })
}

/// One value of GoPro's metadata format: key, type, size of a structure, how many.
struct Value<'a> {
    key: [u8; 4],
    kind: u8,
    size: usize,
    content: &'a [u8],
}

fn values(bytes: &[u8]) -> impl Iterator<Item = Value<'_>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let key = *rest.first_chunk()?;
        let &[kind, size, high, low] = rest.get(4..)?.first_chunk()?;
        let length = usize::from(size) * usize::from(u16::from_be_bytes([high, low]));
        let content = rest.get(8..(8 + length).min(rest.len()))?;
        rest = rest.get((8 + length.next_multiple_of(4)).min(rest.len())..)?;
        Some(Value { key, kind, size: size.into(), content })
    })
}

/// Reads GoPro's metadata: the device, and where it was.
pub(super) fn gopro(bytes: &[u8], out: &mut Out<'_>) {
    let mut told = 0;
    nested(bytes, 0, &mut told, out);
}

fn nested(bytes: &[u8], depth: usize, told: &mut usize, out: &mut Out<'_>) {
    let mut scale = Vec::new();
    for value in values(bytes) {
        if out.stop() || depth > DEPTH_MAX || *told > POSITIONS_MAX {
            return;
        }
        match &value.key {
            _ if value.kind == 0 => nested(value.content, depth + 1, told, out),
            b"SCAL" => scale = numbers(&value, value.content),
            b"GPS5" => path(&value, &scale, 0, told, out),
            // Newer cameras write the same after no other field.
            b"GPS9" => path(&value, &scale, 0, told, out),
            b"CASN" => property(out, "CameraSerialNumber", &lenient(value.content)),
            b"MINF" | b"DVNM" => property(out, "Model", &lenient(value.content)),
            b"FMWR" => property(out, "CameraFirmware", &lenient(value.content)),
            _ => {}
        }
    }
}

/// Tells the places of a list of positions whose first two fields are latitude and longitude.
fn path(value: &Value<'_>, scale: &[f64], field: usize, told: &mut usize, out: &mut Out<'_>) {
    let size = value.size.max(1);
    // A second has some eighteen positions, which are one place to a person.
    let Some(sample) = value.content.chunks_exact(size).next() else { return };
    let at = |index: usize| {
        let start = (field + index) * 4;
        let raw = number(sample, start, 4)? as u32;
        let by = scale.get(field + index).or(scale.first()).copied().unwrap_or(1.0);
        Some(f64::from(raw.cast_signed()) / if by == 0.0 { 1.0 } else { by })
    };
    if let (Some(latitude), Some(longitude)) = (at(0), at(1)) {
        position(latitude, longitude, out);
        *told += 1;
    }
}

fn numbers(value: &Value<'_>, content: &[u8]) -> Vec<f64> {
    let size = value.size.clamp(1, 8);
    let signed = |raw: u64| match size {
        2 => f64::from((raw as u16).cast_signed()),
        4 => f64::from((raw as u32).cast_signed()),
        _ => raw as f64,
    };
    content.chunks_exact(size).filter_map(|chunk| number(chunk, 0, size)).map(signed).collect()
}

/// Reads one sample of the camera motion format: a kind, then numbers, the lowest byte first.
pub(super) fn motion(sample: &[u8], out: &mut Out<'_>) {
    let double = |at: usize| {
        let bytes = sample.get(at..at + 8)?.try_into().ok()?;
        Some(f64::from_le_bytes(bytes)).filter(|number: &f64| number.is_finite())
    };
    let at = match sample.get(2..4) {
        Some([5, 0]) => 4,
        // After the time and the kind of fix.
        Some([6, 0]) => 16,
        _ => return,
    };
    if let (Some(latitude), Some(longitude)) = (double(at), double(at + 8)) {
        position(latitude, longitude, out);
    }
}
