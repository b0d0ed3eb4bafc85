use std::io::Cursor;

use ::image::{DynamicImage, GrayImage, ImageFormat, Luma};

use super::Coded;
use crate::clean::testing::cleaned;
use crate::{Collector, Limits, Memory};

fn encoded(picture: &GrayImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = DynamicImage::ImageLuma8(picture.clone()).into_rgb8();
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Hills, with one pixel of that shade.
fn hills(shade: u8) -> GrayImage {
    let mut picture = GrayImage::from_fn(90, 70, |x, y| Luma([(x + y) as u8]));
    picture.put_pixel(40, 30, Luma([shade]));
    picture
}

/// The picture with a remark between its parts: a JPEG segment, or a PNG chunk.
fn with_remark(bytes: &[u8], format: ImageFormat) -> Vec<u8> {
    const REMARK: &[u8] = b"Comment\0made at the plant";
    let (at, remark) = match format {
        ImageFormat::Jpeg => (2, [&[0xFF, 0xFE, 0, 27], REMARK].concat()),
        _ => (33, [&[0, 0, 0, 25], &b"tEXt"[..], REMARK, &[0; 4]].concat()),
    };
    [&bytes[..at], &remark, &bytes[at..]].concat()
}

#[test]
fn a_copy_has_the_pixels_of_its_original_and_they_are_known() {
    for (name, format) in [("a.jpg", ImageFormat::Jpeg), ("a.png", ImageFormat::Png)] {
        let plain = encoded(&hills(200), format);
        let original = with_remark(&plain, format);
        let pixels = Coded::of(&original, format).unwrap().pixels;
        let copy = cleaned(name, &original).bytes;
        assert!(copy != original, "{name}");
        assert_eq!(Coded::of(&copy, format).unwrap().pixels, pixels, "{name}");
        assert_ne!(Coded::of(&encoded(&hills(10), format), format).unwrap().pixels, pixels);
        let memory = Memory::new();
        assert_eq!(memory.of_pixels(pixels), None);
        let sink = &mut Collector::default();
        memory.read(&mut Cursor::new(&original), name, &Limits::default(), sink);
        assert_eq!(memory.of_pixels(pixels), sink.document.problems.last().map(|p| p.code));
    }
}

#[test]
fn what_decides_the_pixels_decodes_to_them() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png] {
        let original = with_remark(&encoded(&hills(200), format), format);
        let coded = Coded::of(&original, format).unwrap().bytes;
        let pixels = |bytes: &[u8]| ::image::load_from_memory_with_format(bytes, format).unwrap();
        assert!(pixels(&coded) == pixels(&original));
        assert!(coded.len() < original.len());
        assert!(Coded::of(&original[..original.len() - 20], format).is_none());
    }
}
