//! A photograph that says where it was taken, with which camera, and by whom.

use anyhow::Result;
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder};

const WIDTH: u32 = 320;
const HEIGHT: u32 = 200;

/// A sky above the sea, with EXIF data.
pub(super) fn opening() -> Result<Vec<u8>> {
    let mut pixels = Vec::new();
    for row in 0..HEIGHT {
        for column in 0..WIDTH {
            let sea = row > HEIGHT * 2 / 3;
            let shade = (row * 255 / HEIGHT) as u8;
            let glow = (column * 40 / WIDTH) as u8;
            pixels.extend(if sea {
                [20, 70 + glow, 120]
            } else {
                [120 + glow, shade.max(150), 230]
            });
        }
    }
    let mut plain = Vec::new();
    JpegEncoder::new_with_quality(&mut plain, 85).write_image(
        &pixels,
        WIDTH,
        HEIGHT,
        ExtendedColorType::Rgb8,
    )?;
    Ok(with_exif(&plain))
}

/// The JPEG picture with EXIF data that says where it was taken, with which camera, and by whom.
pub(crate) fn with_exif(plain: &[u8]) -> Vec<u8> {
    // The segment goes behind the start-of-image marker (EXIF 2.32, 4.5.4).
    let exif = exif();
    let length = (exif.len() + 2) as u16;
    let mut bytes = plain[..2].to_vec();
    bytes.extend_from_slice(&[0xFF, 0xE1]);
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(&exif);
    bytes.extend_from_slice(&plain[2..]);
    bytes
}

/// One entry of a directory of tags.
struct Tag {
    number: u16,
    kind: u16,
    count: u32,
    data: Vec<u8>,
}

fn text(number: u16, text: &str) -> Tag {
    let data = [text.as_bytes(), &[0]].concat();
    Tag { number, kind: 2, count: data.len() as u32, data }
}

fn long(number: u16, value: u32) -> Tag {
    Tag { number, kind: 4, count: 1, data: value.to_be_bytes().to_vec() }
}

/// Degrees, minutes and seconds as fractions.
fn degrees(number: u16, parts: [(u32, u32); 3]) -> Tag {
    let data =
        parts.iter().flat_map(|(top, bottom)| [top.to_be_bytes(), bottom.to_be_bytes()].concat());
    Tag { number, kind: 5, count: 3, data: data.collect() }
}

/// A TIFF structure with the main, EXIF and GPS directories (TIFF 6.0, section 2).
fn exif() -> Vec<u8> {
    let gps = [
        text(1, "N"),
        degrees(2, [(51, 1), (30, 1), (1206, 100)]),
        text(3, "W"),
        degrees(4, [(0, 1), (4, 1), (4584, 100)]),
    ];
    let details = [text(0xA431, "SN-4471-0093")];
    let main = |exif_at, gps_at| {
        [
            text(0x010F, "Fictive Optics"),
            text(0x0110, "Lumen 5"),
            text(0x013B, "Robin Sample"),
            long(0x8769, exif_at),
            long(0x8825, gps_at),
        ]
    };
    let main_at = 8;
    let exif_at = main_at + directory(&main(0, 0), main_at).len() as u32;
    let gps_at = exif_at + directory(&details, exif_at).len() as u32;
    let mut bytes = b"Exif\0\0MM\0\x2A\0\0\0\x08".to_vec();
    bytes.extend(directory(&main(exif_at, gps_at), main_at));
    bytes.extend(directory(&details, exif_at));
    bytes.extend(directory(&gps, gps_at));
    bytes
}

/// One directory that stands at `at`, its longer values behind it.
fn directory(tags: &[Tag], at: u32) -> Vec<u8> {
    let mut values_at = at + 2 + tags.len() as u32 * 12 + 4;
    let mut entries = (tags.len() as u16).to_be_bytes().to_vec();
    let mut values = Vec::new();
    for tag in tags {
        entries.extend(tag.number.to_be_bytes());
        entries.extend(tag.kind.to_be_bytes());
        entries.extend(tag.count.to_be_bytes());
        if tag.data.len() <= 4 {
            let mut field = tag.data.clone();
            field.resize(4, 0);
            entries.extend(field);
        } else {
            entries.extend(values_at.to_be_bytes());
            values.extend_from_slice(&tag.data);
            values_at += tag.data.len() as u32;
        }
    }
    entries.extend([0; 4]);
    entries.extend(values);
    entries
}
