use std::io::{Cursor, Write};

use ::image::{DynamicImage, GrayImage, ImageFormat, Luma};
use expect_test::{Expect, expect};

use crate::clean::testing::Eyes;
use crate::formats::testing::dump;
use crate::{PartKind, Source, Word};

fn check(bytes: &[u8], name: &str, expected: Expect) {
    expected.assert_eq(&dump(bytes, name));
}

/// A plain picture of that format.
fn picture(format: ImageFormat) -> Vec<u8> {
    encoded(GrayImage::from_pixel(64, 64, Luma([90])), format)
}

fn encoded(grey: GrayImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = match format {
        ImageFormat::WebP | ImageFormat::Gif => {
            DynamicImage::ImageRgba8(DynamicImage::ImageLuma8(grey).into_rgba8())
        }
        _ => DynamicImage::ImageLuma8(grey),
    };
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A TIFF structure, little-endian, of directories of entries `(tag, type, count, value)`; values
/// of more than four bytes are put behind.
fn directory(entries: &[(u16, u16, u32, &[u8])], at: u32) -> Vec<u8> {
    let mut head = (entries.len() as u16).to_le_bytes().to_vec();
    let mut values = Vec::new();
    let values_at = at + 2 + 12 * entries.len() as u32 + 4;
    for (tag, kind, count, value) in entries {
        head.extend(tag.to_le_bytes());
        head.extend(kind.to_le_bytes());
        head.extend(count.to_le_bytes());
        if value.len() <= 4 {
            head.extend(value.iter().chain([0; 4].iter()).take(4));
        } else {
            head.extend((values_at + values.len() as u32).to_le_bytes());
            values.extend_from_slice(value);
        }
    }
    head.extend([0; 4]);
    head.extend(values);
    head
}

fn rationals(numbers: &[(u32, u32)]) -> Vec<u8> {
    numbers.iter().flat_map(|(a, b)| [a.to_le_bytes(), b.to_le_bytes()].concat()).collect()
}

/// An EXIF block with a name, a title in UTF-16 and a position in the south-west.
fn exif_block() -> Vec<u8> {
    let latitude = rationals(&[(31, 1), (13, 1), (4944, 100)]);
    let longitude = rationals(&[(121, 1), (28, 1), (2532, 100)]);
    let title: Vec<u8> = "Grundriß\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let gps_at = 300_u32;
    let first = directory(
        &[
            (0x010F, 2, 6, b"Muster"),
            (0x013B, 2, 12, b"Vera Muster\0"),
            (0x8825, 4, 1, &gps_at.to_le_bytes()),
            (0x9C9B, 1, title.len() as u32, &title),
        ],
        8,
    );
    let gps = directory(
        &[
            (1, 2, 2, b"S\0"),
            (2, 5, 3, &latitude),
            (3, 2, 2, b"W\0"),
            (4, 5, 3, &longitude),
            (6, 5, 1, &rationals(&[(125, 10)])),
        ],
        gps_at,
    );
    let mut block = b"II*\0\x08\0\0\0".to_vec();
    block.extend(first);
    block.resize(gps_at as usize, 0);
    block.extend(gps);
    block
}

/// A segment of a JPEG.
fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
    [&[0xFF, marker][..], &(data.len() as u16 + 2).to_be_bytes(), data].concat()
}

/// A plain JPEG with segments put in after its start.
fn jpeg_with(segments: &[Vec<u8>]) -> Vec<u8> {
    let plain = picture(ImageFormat::Jpeg);
    [&plain[..2], &segments.concat(), &plain[2..]].concat()
}

const PACKET: &str = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF \
    xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description \
    xmlns:dc='http://purl.org/dc/elements/1.1/' dc:source='plan.vsdx'/></rdf:RDF></x:xmpmeta>";

#[test]
fn jpeg_segments() {
    let iim = b"\x1c\x02\x50\0\x0bVera Muster\x1c\x02\x5a\0\x06Lindau";
    let resource =
        [&b"Photoshop 3.0\x008BIM\x04\x04\0\0"[..], &(iim.len() as u32).to_be_bytes(), iim]
            .concat();
    let picture = jpeg_with(&[
        segment(0xE1, &[b"Exif\0\0", exif_block().as_slice()].concat()),
        segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", PACKET.as_bytes()].concat()),
        segment(0xED, &resource),
        segment(0xFE, b"scanned at desk 7"),
        segment(0xEB, b"\x01\x02serial 4711-XY\x03"),
    ]);
    check(
        &picture,
        "photo.jpg",
        expect![[r#"
        = jpeg
        [name] name | photo.jpg
        [property] GPSPosition {property} | -31.230400, -121.473700
        [property] Make {property} | Muster
        [property] Artist {property} | Vera Muster
        [property] GPSAltitude {property} | 12.5 meters above sea level
        [property] XPTitle {property} | Grundriß
        [property] dc:source {property} | plan.vsdx
        [property] Comment {property} | scanned at desk 7
        [property] APP11 {property} | serial 4711-XY
        [property] By-line {property} | Vera Muster
        [property] City {property} | Lindau
        ! picture-not-read
        whole
    "#]],
    );
}

#[test]
fn extended_xmp_is_put_together() {
    let extension = |offset: u32, data: &str| {
        let mut bytes = b"http://ns.adobe.com/xmp/extension/\0".to_vec();
        bytes.extend([b'7'; 32]);
        bytes.extend((PACKET.len() as u32).to_be_bytes());
        bytes.extend(offset.to_be_bytes());
        bytes.extend(data.bytes());
        segment(0xE1, &bytes)
    };
    let (first, second) = PACKET.split_at(100);
    check(
        &jpeg_with(&[extension(100, second), extension(0, first)]),
        "photo.jpg",
        expect![[r#"
        = jpeg
        [name] name | photo.jpg
        [property] dc:source {property} | plan.vsdx
        ! picture-not-read
        whole
    "#]],
    );
}

#[test]
fn what_follows_the_end_is_told() {
    let mut jpeg = picture(ImageFormat::Jpeg);
    jpeg.extend(b"\0\0hidden words");
    check(
        &jpeg,
        "photo.jpg",
        expect![[r#"
        = jpeg
        [name] name | photo.jpg
        [other] bytes after the end {slack} | hidden words
        ! trailing-bytes
        ! picture-not-read
        whole
    "#]],
    );
    let mut png = picture(ImageFormat::Png);
    png.extend(picture(ImageFormat::Png));
    check(
        &png,
        "photo.png",
        expect![[r#"
        = png
        bytes after the end: = png
        [name] name | photo.png
        bytes after the end: [name] name | bytes after the end
        ! trailing-bytes
        bytes after the end: ! picture-not-read
        ! picture-not-read
        whole
    "#]],
    );
}

#[test]
fn what_is_cut_off_is_told() {
    let jpeg = picture(ImageFormat::Jpeg);
    check(
        &jpeg[..jpeg.len() / 2],
        "photo.jpg",
        expect![[r#"
        = jpeg
        [name] name | photo.jpg
        ! truncated
        ! picture-undecoded
        refused
    "#]],
    );
    let png = picture(ImageFormat::Png);
    check(
        &png[..40],
        "photo.png",
        expect![[r#"
        = png
        [name] name | photo.png
        ! truncated
        ! picture-undecoded
        refused
    "#]],
    );
}

/// A chunk of a PNG; its check sum is not looked at here.
fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    [&(data.len() as u32).to_be_bytes()[..], kind, data, &[0; 4]].concat()
}

#[test]
fn png_chunks() {
    let mut deflated = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    deflated.write_all(b"drawn by Jan").unwrap();
    let deflated = deflated.finish().unwrap();
    let chunks = [
        chunk(b"tEXt", b"Author\0Vera M\xfcller"),
        chunk(b"zTXt", &[b"Note\0\0".as_slice(), &deflated].concat()),
        chunk(b"iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0", PACKET.as_bytes()].concat()),
        chunk(b"iTXt", "Title\0\0\0de\0Titel\0Grundriß".as_bytes()),
        chunk(b"eXIf", &exif_block()),
        chunk(b"tIME", &[7, 234, 3, 2, 10, 0, 0]),
    ];
    let mut out = Vec::new();
    // Check sums are zero, so only what stands beside the pixels is looked at.
    let plain = picture(ImageFormat::Png);
    out.extend(&plain[..33]);
    out.extend(chunks.concat());
    out.extend(&plain[33..]);
    let told = dump(&out, "photo.png");
    let properties: Vec<&str> =
        told.lines().filter(|line| line.starts_with("[property]")).collect();
    expect![[r#"
        [property] Author {property} | Vera Müller
        [property] Note {property} | drawn by Jan
        [property] dc:source {property} | plan.vsdx
        [property] translated keyword {property} | Titel
        [property] Title {property} | Grundriß
        [property] GPSPosition {property} | -31.230400, -121.473700
        [property] Make {property} | Muster
        [property] Artist {property} | Vera Muster
        [property] GPSAltitude {property} | 12.5 meters above sea level
        [property] XPTitle {property} | Grundriß
        [property] ModifyDate {property} | 2026-03-02 10:00:00"#]]
    .assert_eq(&properties.join("\n"));
}

#[test]
fn webp_tiff_gif_and_bmp() {
    let mut webp = picture(ImageFormat::WebP);
    for (kind, data) in [(b"EXIF", exif_block()), (b"XMP ", PACKET.as_bytes().to_vec())] {
        webp.extend(kind);
        webp.extend((data.len() as u32).to_le_bytes());
        webp.extend(&data);
        webp.resize(webp.len().next_multiple_of(2), 0);
    }
    let length = (webp.len() as u32 - 8).to_le_bytes();
    webp[4..8].copy_from_slice(&length);
    check(
        &webp,
        "photo.webp",
        expect![[r#"
        = webp
        [name] name | photo.webp
        [property] GPSPosition {property} | -31.230400, -121.473700
        [property] Make {property} | Muster
        [property] Artist {property} | Vera Muster
        [property] GPSAltitude {property} | 12.5 meters above sea level
        [property] XPTitle {property} | Grundriß
        [property] dc:source {property} | plan.vsdx
        ! picture-not-read
        whole
    "#]],
    );
    check(
        &picture(ImageFormat::Tiff),
        "photo.tiff",
        expect![[r#"
        = tiff
        [name] name | photo.tiff
        [property] ImageWidth {property} | 64 pixels
        [property] ImageLength {property} | 64 pixels
        [property] BitsPerSample {property} | 8
        [property] Compression {property} | uncompressed
        [property] PhotometricInterpretation {property} | black is zero
        [property] SamplesPerPixel {property} | 1
        [property] RowsPerStrip {property} | 15625
        [property] XResolution {property} | 1 pixels per no absolute unit
        [property] YResolution {property} | 1 pixels per no absolute unit
        [property] ResolutionUnit {property} | no absolute unit
        [property] Exif 0x013d {property} | 1
        [property] Exif 0x0153 {property} | 1
        ! picture-not-read
        whole
    "#]],
    );
    let mut gif = picture(ImageFormat::Gif);
    gif.pop();
    gif.extend(b"\x21\xfe\x05by Jan\x00\x3b"[..].iter().filter(|byte| **byte != b' '));
    check(
        &gif,
        "photo.gif",
        expect![[r#"
        = gif
        [name] name | photo.gif
        [property] Comment {property} | byJan
        ! picture-not-read
        whole
    "#]],
    );
    check(
        &picture(ImageFormat::Bmp),
        "photo.bmp",
        expect![[r#"
        = bmp
        [name] name | photo.bmp
        ! picture-not-read
        whole
    "#]],
    );
}

#[test]
fn a_picture_of_text_blocks() {
    let mut page = GrayImage::from_pixel(300, 100, Luma([250]));
    for letter in 0..36 {
        let (left, top) = (10 + letter % 18 * 15, 15 + letter / 18 * 30);
        for step in 0..12 {
            page.put_pixel(left, top + step, Luma([20]));
            page.put_pixel(left + 1, top + step, Luma([20]));
            if step < 8 {
                page.put_pixel(left + step, top, Luma([20]));
                page.put_pixel(left + step, top + 6, Luma([20]));
            }
        }
    }
    check(
        &encoded(page, ImageFormat::Png),
        "scan.png",
        expect![[r#"
        = png
        [name] name | scan.png
        ! picture-text-unread
        refused
    "#]],
    );
}

#[test]
fn every_cut_and_every_changed_byte_ends() {
    let picture = jpeg_with(&[segment(0xE1, &[b"Exif\0\0", exif_block().as_slice()].concat())]);
    for at in 0..picture.len().min(600) {
        let mut changed = picture.clone();
        changed[at] ^= 0xFF;
        dump(&changed, "photo.jpg");
        dump(&picture[..at], "photo.jpg");
    }
}

/// Eyes that see the same in every picture: two words, and one of which they are not sure.
fn eyes() -> Eyes {
    let word = |text: &str, left, confidence| {
        let text = text.to_owned();
        Word { text, line: 1, left, top: 24, width: 60, height: 20, confidence }
    };
    Eyes::with(vec![word("Plan", 20, 90), word("B7", 100, 95), word("x", 0, 3)])
}

/// A picture of three lines of coarse letters.
pub(in crate::formats) fn page_of_letters() -> GrayImage {
    GrayImage::from_fn(240, 80, |x, y| {
        let (letter, line) = (x.wrapping_sub(10) % 11, y.wrapping_sub(12) % 20);
        let inside = (10..230).contains(&x) && (12..72).contains(&y) && line < 10;
        let is_ink = letter < 2 || letter < 6 && matches!(line, 0 | 4);
        Luma([if inside && is_ink { 0 } else { 255 }])
    })
}

#[test]
fn recognised_words_stand_at_their_places() {
    let picture = encoded(page_of_letters(), ImageFormat::Png);
    let mut sink = eyes();
    crate::read(&mut Cursor::new(&picture), "plan.png", &crate::Limits::default(), &mut sink);
    // Small pictures are handed over twice as large.
    assert_eq!(sink.pictures, [(480, 160)]);
    let document = sink.collector.document;
    let read = document.parts.iter().find(|read| read.part.kind == PartKind::PictureText).unwrap();
    assert_eq!(read.text, "Plan B7");
    assert_eq!(read.part.page_size, Some((240.0, 80.0)));
    let Source::Glyphs(glyphs) = &read.runs[0].source else { panic!("no places") };
    let bounds = glyphs[1].quad.bounds();
    assert_eq!((bounds.left, bounds.top, bounds.right), (50.0, 12.0, 80.0));
    let codes: Vec<&str> = document.problems.iter().map(|problem| problem.code.name()).collect();
    assert_eq!(codes, ["picture-text-recognised"]);
    assert_eq!(document.coverage, Some(crate::Coverage::Whole));
    // Nobody there: the same picture blocks.
    assert!(dump(&picture, "plan.png").ends_with("! picture-text-unread\nrefused\n"));
}

/// A JPEG of `picture` with a preview of `preview` in its EXIF block.
fn with_preview(picture: GrayImage, preview: GrayImage) -> Vec<u8> {
    let preview = encoded(preview, ImageFormat::Jpeg);
    let at = 8_u32 + 6 + 2 + 12 * 2 + 4;
    let mut block = b"II*\0\x08\0\0\0".to_vec();
    // An empty first directory, then that of the preview.
    block.extend([0, 0, 14, 0, 0, 0]);
    block.extend(directory(
        &[(0x0201, 4, 1, &at.to_le_bytes()), (0x0202, 4, 1, &(preview.len() as u32).to_le_bytes())],
        14,
    ));
    block.extend(preview);
    let plain = encoded(picture, ImageFormat::Jpeg);
    let exif = segment(0xE1, &[b"Exif\0\0", block.as_slice()].concat());
    [&plain[..2], &exif, &plain[2..]].concat()
}

/// A smooth picture with something in its middle.
fn scene(width: u32, height: u32, middle: Option<u8>) -> GrayImage {
    GrayImage::from_fn(width, height, |x, y| {
        let (x, y) = (x as f32 / width as f32, y as f32 / height as f32);
        let is_middle = (0.4..0.6).contains(&x) && (0.3..0.7).contains(&y);
        let shade = 60.0 + 80.0 * x + 60.0 * (y * 6.0).sin();
        Luma([middle.filter(|_| is_middle).unwrap_or(shade.clamp(0.0, 255.0) as u8)])
    })
}

#[test]
fn a_preview_that_shows_more_is_told() {
    let tells = |picture, preview| {
        let told = dump(&with_preview(picture, preview), "gate.jpg");
        assert!(told.contains("thumbnail: = jpeg"), "{told}");
        told.contains("[property] ThumbnailDiffers {property} | thumbnail: ")
    };
    // The same, the same but brighter, the same with black bars, the same turned by a quarter.
    assert!(!tells(scene(640, 480, None), scene(160, 120, None)));
    let brighter = |shade: u8| (f32::from(shade) * 1.2 + 10.0).min(255.0) as u8;
    let mut bright = scene(640, 480, None);
    bright.pixels_mut().for_each(|pixel| pixel.0[0] = brighter(pixel.0[0]));
    assert!(!tells(bright, scene(160, 120, None)));
    let mut barred = GrayImage::new(160, 120);
    ::image::imageops::overlay(&mut barred, &scene(160, 106, None), 0, 7);
    assert!(!tells(scene(720, 480, None), barred));
    assert!(!tells(::image::imageops::rotate90(&scene(640, 480, None)), scene(160, 120, None)));
    // Covered since, and cropped since.
    assert!(tells(scene(640, 480, Some(0)), scene(160, 120, None)));
    let cropped = ::image::imageops::crop_imm(&scene(640, 480, None), 0, 0, 300, 480).to_image();
    assert!(tells(cropped, scene(160, 120, None)));
}

#[test]
fn codes_are_text_at_their_place() {
    use rxing::Writer;

    let text = "https://intern.example/halle-7?token=4711";
    let code =
        rxing::MultiFormatWriter.encode(text, &rxing::BarcodeFormat::QR_CODE, 180, 180).unwrap();
    let picture = GrayImage::from_fn(500, 400, |x, y| {
        let inside = (200..380).contains(&x) && (100..280).contains(&y);
        let is_ink = inside && code.get(x - 200, y - 100);
        Luma([if is_ink { 20 } else { 235 }])
    });
    let told = dump(&encoded(picture, ImageFormat::Png), "badge.png");
    assert!(
        told.contains(&format!("[picture-text] code in the picture (QR code) | {text}")),
        "{told}"
    );
}

#[test]
fn what_stands_behind_a_picture_is_read_as_what_it_is() {
    let png = picture(ImageFormat::Png);
    let film = b"\0\0\0\x10ftypisom\0\0\0\0\0\0\0\x19moov\0\0\0\x11udta\0\0\0\x09name!";
    let told = dump(&[png.as_slice(), b"MotionPhoto", film].concat(), "live.png");
    assert!(told.contains("[other] bytes after the end {slack} | MotionPhoto"), "{told}");
    assert!(told.contains("bytes after the end: = mp4"), "{told}");
    // The tail of a larger picture, as a phone's editor once left it.
    let tail = &encoded(page_of_letters(), ImageFormat::Png)[40..];
    let told = dump(&[png.as_slice(), tail].concat(), "cropped.png");
    assert!(told.contains("[property] EarlierPicture {property} | "), "{told}");
}

/// What is told of a picture, and that it likely holds text which nobody read.
fn is_told_as_text(bytes: &[u8], name: &str) -> bool {
    dump(bytes, name).contains("! picture-text-unread")
}

/// The picture of letters in these shades.
fn letters_in(ink: u8, paper: u8) -> GrayImage {
    let mut picture = page_of_letters();
    picture.pixels_mut().for_each(|pixel| pixel.0 = [if pixel.0 == [0] { ink } else { paper }]);
    picture
}

#[test]
fn letters_that_hardly_differ_from_paper_are_seen() {
    assert!(is_told_as_text(&encoded(letters_in(252, 255), ImageFormat::Png), "plan.png"));
    // Noise is none.
    let mut state = 1_u32;
    let noise = GrayImage::from_fn(240, 80, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Luma([252 + (state >> 30) as u8])
    });
    assert!(!is_told_as_text(&encoded(noise, ImageFormat::Png), "plan.png"));
}

#[test]
fn letters_in_the_colours_of_transparent_pixels_are_seen() {
    let clear = |letters: &GrayImage| {
        let mut picture = DynamicImage::ImageLuma8(letters.clone()).into_rgba8();
        picture.pixels_mut().for_each(|pixel| pixel.0[3] = 0);
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::ImageRgba8(picture).write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    };
    assert!(is_told_as_text(&clear(&letters_in(0, 255)), "plan.png"));
    assert!(!is_told_as_text(&clear(&letters_in(255, 255)), "plan.png"));
}

#[test]
fn a_frame_that_only_moving_pictures_show_is_looked_at() {
    let chunk = |kind: &[u8; 4], data: &[u8]| {
        let mut sum = flate2::Crc::new();
        sum.update(kind);
        sum.update(data);
        let length = (data.len() as u32).to_be_bytes();
        [&length[..], kind, data, &sum.sum().to_be_bytes()].concat()
    };
    let control = |number: u32| {
        let numbers = [number, 240, 80, 0, 0].map(u32::to_be_bytes).concat();
        chunk(b"fcTL", &[&numbers[..], &[0, 1, 0, 10, 0, 0]].concat())
    };
    let coded = |picture: &GrayImage| {
        let file = encoded(picture.clone(), ImageFormat::Png);
        let at = memchr::memmem::find(&file, b"IDAT").unwrap();
        let length = u32::from_be_bytes(file[at - 4..at].try_into().unwrap()) as usize;
        file[at + 4..at + 4 + length].to_vec()
    };
    let moving = |frame: &GrayImage| {
        let still = encoded(letters_in(255, 255), ImageFormat::Png);
        let mut file = still[..33].to_vec();
        file.extend(chunk(b"acTL", &[0, 0, 0, 1, 0, 0, 0, 0]));
        file.extend(chunk(b"IDAT", &coded(&letters_in(255, 255))));
        file.extend(control(0));
        file.extend(chunk(b"fdAT", &[&1_u32.to_be_bytes()[..], &coded(frame)].concat()));
        file.extend(chunk(b"IEND", b""));
        file
    };
    assert!(is_told_as_text(&moving(&letters_in(0, 255)), "plan.png"));
    assert!(!is_told_as_text(&moving(&letters_in(255, 255)), "plan.png"));
}

#[test]
fn each_frame_with_text_is_recognised() {
    let mut bytes = Vec::new();
    let mut encoder = ::image::codecs::gif::GifEncoder::new(&mut bytes);
    let (one, mut other) = (page_of_letters(), page_of_letters());
    ::image::imageops::flip_vertical_in_place(&mut other);
    for frame in [&one, &one, &other] {
        let frame = DynamicImage::from(frame.clone()).into_rgba8();
        encoder.encode_frame(::image::Frame::new(frame)).unwrap();
    }
    drop(encoder);
    let mut sink = eyes();
    crate::read(&mut Cursor::new(&bytes), "plan.gif", &crate::Limits::default(), &mut sink);
    assert_eq!(sink.pictures, [(480, 160); 2]);
}

#[test]
fn an_address_in_a_table_of_colours_is_told() {
    let mut file = picture(ImageFormat::Png);
    file.splice(33..33, chunk(b"PLTE", b"jo.lee@example.org\0\0\0"));
    assert!(dump(&file, "plan.png").contains("palette {property} | jo.lee@example.org"));
}

#[test]
fn a_profile_may_have_texts_under_names_of_its_own() {
    let mut profile = vec![0; 128];
    profile.extend([0, 0, 0, 1]);
    profile.extend(b"jolt");
    profile.extend([0, 0, 0, 144, 0, 0, 0, 15]);
    profile.extend(b"text\0\0\0\0hall 3\0");
    let segment = segment(0xE2, &[b"ICC_PROFILE\0\x01\x01", &profile[..]].concat());
    let told = dump(&jpeg_with(&[segment]), "plan.jpg");
    assert!(told.contains("Profile jolt {property} | hall 3"), "{told}");
}
