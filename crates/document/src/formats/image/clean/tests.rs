use std::io::Cursor;

use ::image::{DynamicImage, GenericImageView, GrayImage, ImageFormat, Rgba, RgbaImage};

use super::super::tests::page_of_letters;
use crate::clean::Refusal;
use crate::clean::testing::{Eyes, all_text, cleaned};

/// A picture in which each pixel differs, with that ending.
fn picture(format: ImageFormat) -> Vec<u8> {
    let pixels = RgbaImage::from_fn(33, 21, |x, y| Rgba([x as u8 * 7, y as u8 * 11, 90, 255]));
    let picture = match format {
        ImageFormat::Jpeg | ImageFormat::Bmp => {
            DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(pixels).into_rgb8())
        }
        _ => DynamicImage::ImageRgba8(pixels),
    };
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A JPEG segment.
fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
    [&[0xFF, marker][..], &(data.len() as u16 + 2).to_be_bytes(), data].concat()
}

/// A PNG chunk; nobody looks at its checksum.
fn chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
    [&(data.len() as u32).to_be_bytes(), kind, data, &[0; 4]].concat()
}

/// Cleans a picture in which `planted` stands, and checks that it is gone and the pixels are not.
fn check(name: &str, format: ImageFormat, bytes: &[u8], planted: &str) {
    assert!(find(bytes, planted), "{name}: nothing is planted");
    let copy = cleaned(name, bytes);
    assert!(!find(&copy.bytes, planted), "{name}: it is still there");
    assert!(!all_text(name, &copy.bytes).contains(planted));
    let before = image::load_from_memory_with_format(bytes, format).unwrap();
    let after = image::load_from_memory_with_format(&copy.bytes, format).unwrap();
    assert_eq!(before.dimensions(), after.dimensions());
    assert!(before.to_rgba8() == after.to_rgba8(), "{name}: pixels differ");
    assert!(!copy.account.is_empty());
}

fn find(bytes: &[u8], text: &str) -> bool {
    memchr::memmem::find(bytes, text.as_bytes()).is_some()
}

const PLANTED: &str = "Quux-Plant-77";

#[test]
fn a_jpeg_keeps_its_pixels_and_nothing_else() {
    let plain = picture(ImageFormat::Jpeg);
    let segments = [
        segment(0xE1, format!("Exif\0\0II*\0{PLANTED}").as_bytes()),
        segment(0xE1, format!("http://ns.adobe.com/xap/1.0/\0{PLANTED}").as_bytes()),
        segment(0xED, format!("Photoshop 3.0\0{PLANTED}").as_bytes()),
        segment(0xE7, PLANTED.as_bytes()),
        segment(0xFE, PLANTED.as_bytes()),
    ]
    .concat();
    let bytes = [&plain[..2], &segments, &plain[2..], PLANTED.as_bytes()].concat();
    check("a.jpg", ImageFormat::Jpeg, &bytes, PLANTED);
}

#[test]
fn a_jpeg_stays_the_right_way_up() {
    let plain = picture(ImageFormat::Jpeg);
    let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x02\x01\x0F\0\x02\0\0\0\x04Quux\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let bytes = [&plain[..2], &segment(0xE1, exif), &plain[2..]].concat();
    let text = all_text("a.jpg", &cleaned("a.jpg", &bytes).bytes);
    assert!(text.contains("6") || text.contains("row 0 at right"), "{text}");
    assert!(!text.contains("Quux"));
}

#[test]
fn a_png_keeps_its_pixels_and_nothing_else() {
    let plain = picture(ImageFormat::Png);
    let chunks = [
        chunk(b"tEXt", format!("Author\0{PLANTED}").as_bytes()),
        chunk(b"eXIf", format!("II*\0{PLANTED}").as_bytes()),
        chunk(b"prVt", PLANTED.as_bytes()),
    ]
    .concat();
    let bytes = [&plain[..33], &chunks, &plain[33..], PLANTED.as_bytes()].concat();
    check("a.png", ImageFormat::Png, &bytes, PLANTED);
}

#[test]
fn what_a_png_codes_behind_its_pixels_goes() {
    let plain = picture(ImageFormat::Png);
    let idat = memchr::memmem::find(&plain, b"IDAT").unwrap();
    let length = u32::from_be_bytes(plain[idat - 4..idat].try_into().unwrap()) as usize;
    let coded = [&plain[idat + 4..idat + 4 + length], PLANTED.as_bytes()].concat();
    let rest = &plain[idat + 8 + length..];
    let bytes = [&plain[..idat - 4], &chunk(b"IDAT", &coded), rest].concat();
    let copy = cleaned("a.png", &bytes);
    assert!(!find(&copy.bytes, PLANTED));
    let after = image::load_from_memory(&copy.bytes).unwrap();
    assert!(after.to_rgba8() == image::load_from_memory(&plain).unwrap().to_rgba8());
}

#[test]
fn colours_under_transparent_pixels_go() {
    let hidden = RgbaImage::from_pixel(8, 8, Rgba([200, 10, 10, 0]));
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgba8(hidden).write_to(&mut bytes, ImageFormat::Png).unwrap();
    let copy = cleaned("a.png", &bytes.into_inner());
    let after = image::load_from_memory(&copy.bytes).unwrap().to_rgba8();
    assert!(after.pixels().all(|pixel| *pixel == Rgba([0, 0, 0, 0])));
}

#[test]
fn a_gif_keeps_its_frames_and_nothing_else() {
    let plain = picture(ImageFormat::Gif);
    let comment = [&[0x21, 0xFE, PLANTED.len() as u8], PLANTED.as_bytes(), &[0]].concat();
    let at = 13 + if plain[10] & 0x80 == 0 { 0 } else { 3 << ((plain[10] & 7) + 1) };
    let bytes = [&plain[..at], &comment, &plain[at..], PLANTED.as_bytes()].concat();
    check("a.gif", ImageFormat::Gif, &bytes, PLANTED);
}

#[test]
fn a_webp_keeps_its_pixels_and_nothing_else() {
    let plain = picture(ImageFormat::WebP);
    let planted = [b"XMP ".as_slice(), &14_u32.to_le_bytes(), PLANTED.as_bytes(), b" "].concat();
    let body = [&plain[8..], &planted].concat();
    let bytes = [b"RIFF".as_slice(), &(body.len() as u32).to_le_bytes(), &body].concat();
    check("a.webp", ImageFormat::WebP, &bytes, PLANTED);
}

#[test]
fn a_tiff_keeps_its_pixels_and_nothing_else() {
    let plain = picture(ImageFormat::Tiff);
    // A directory with one more tag, an artist, in place of the first.
    let at = u32::from_le_bytes(plain[4..8].try_into().unwrap()) as usize;
    let count = u16::from_le_bytes(plain[at..at + 2].try_into().unwrap());
    let (new_at, length) = (plain.len() as u32, usize::from(count) * 12);
    let text_at = new_at + 2 + length as u32 + 12 + 4;
    let mut bytes = plain.clone();
    bytes[4..8].copy_from_slice(&new_at.to_le_bytes());
    bytes.extend((count + 1).to_le_bytes());
    bytes.extend(&plain[at + 2..at + 2 + length]);
    bytes.extend([0x3B, 0x01, 2, 0]);
    bytes.extend((PLANTED.len() as u32).to_le_bytes());
    bytes.extend(text_at.to_le_bytes());
    bytes.extend([0; 4]);
    bytes.extend(PLANTED.as_bytes());
    check("a.tif", ImageFormat::Tiff, &bytes, PLANTED);
}

#[test]
fn a_bitmap_keeps_its_pixels_and_nothing_else() {
    let plain = picture(ImageFormat::Bmp);
    let bytes = [&plain, PLANTED.as_bytes()].concat();
    check("a.bmp", ImageFormat::Bmp, &bytes, PLANTED);
}

/// A box of ISO/IEC 14496-12.
fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    crate::formats::boxes::boxed(kind, content)
}

/// A HEIF picture: a picture, its preview, EXIF, and a hidden picture, each coded as its own name.
fn heif(is_cropped: bool) -> Vec<u8> {
    let contents: [&[u8]; 4] =
        [b"coded pixels", b"Quux-Plant-77 preview", b"\0\0\0\0Quux-Plant-77", b"Quux-Plant-77"];
    let kinds: [(&[u8; 4], u8); 4] = [(b"hvc1", 0), (b"hvc1", 0), (b"Exif", 1), (b"hvc1", 1)];
    let entry = |(number, (kind, hidden)): (u8, (&[u8; 4], u8))| {
        let head = [2, 0, 0, hidden, 0, number, 0, 0];
        boxed(b"infe", &[&head, kind.as_slice(), PLANTED.as_bytes(), &[0]].concat())
    };
    let entries: Vec<u8> = (1..).zip(kinds).flat_map(entry).collect();
    let preview = boxed(b"thmb", &[0, 2, 0, 1, 0, 1]);
    let about = boxed(b"cdsc", &[0, 3, 0, 1, 0, 1]);
    let longs = |numbers: &[u32]| -> Vec<u8> {
        numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
    };
    let shown = if is_cropped { 100 } else { 1000 };
    let properties = [
        boxed(b"ispe", &longs(&[0, 1000, 1000])),
        boxed(b"udes", PLANTED.as_bytes()),
        boxed(b"clap", &longs(&[shown, 1, 1000, 1, 0, 1, 0, 1])),
    ];
    let links = [longs(&[0, 1]), vec![0, 1, 3, 0x81, 2, 0x83]].concat();
    let meta = |start: u32| {
        let mut places = vec![0, 0, 0, 0, 0x44, 0, 0, 4];
        let mut at = start;
        for (number, content) in (1_u8..).zip(contents) {
            places.extend([0, number, 0, 0, 0, 1]);
            places.extend(at.to_be_bytes());
            places.extend((content.len() as u32).to_be_bytes());
            at += content.len() as u32;
        }
        let handler = [&[0; 8], b"pict".as_slice(), &[0; 12], PLANTED.as_bytes(), &[0]].concat();
        let content = [
            vec![0; 4],
            boxed(b"hdlr", &handler),
            boxed(b"pitm", &[0, 0, 0, 0, 0, 1]),
            boxed(b"iloc", &places),
            boxed(b"iinf", &[vec![0, 0, 0, 0, 0, 4], entries.clone()].concat()),
            boxed(b"iref", &[vec![0; 4], preview.clone(), about.clone()].concat()),
            boxed(
                b"iprp",
                &[boxed(b"ipco", &properties.concat()), boxed(b"ipma", &links)].concat(),
            ),
        ];
        boxed(b"meta", &content.concat())
    };
    let start = boxed(b"ftyp", b"heic\0\0\0\0mif1");
    let at = (start.len() + meta(0).len() + 8) as u32;
    [start, meta(at), boxed(b"mdat", &contents.concat())].concat()
}

#[test]
fn a_heif_picture_keeps_what_is_shown() {
    let copy = cleaned("a.heic", &heif(false));
    assert!(!find(&copy.bytes, PLANTED));
    let mut told = copy.bytes.windows(12).filter(|bytes| bytes == b"coded pixels");
    assert!(told.next().is_some() && told.next().is_none());
    assert!(find(&copy.bytes, "ispe") && !find(&copy.bytes, "udes"));
}

#[test]
fn a_heif_picture_that_is_cropped_is_refused() {
    let refused = crate::clean(
        &mut Cursor::new(heif(true)),
        "a.heic",
        &crate::Plan::default(),
        &crate::Limits::default(),
    );
    assert_eq!(refused.unwrap_err(), crate::Refusal::Pixels);
}

#[test]
fn a_table_of_colours_holds_no_more_than_pixels_have() {
    let table = [b"\0\0\0\xFF\0\0", PLANTED.as_bytes(), b"ab"].concat();
    for interlaced in [0, 1] {
        // Two lines of one byte each, or as many passes of less.
        let lines = match interlaced {
            0 => vec![0, 0b0100_0100, 2, 0b0000_0000],
            _ => vec![0, 0b0100_0000, 0, 0, 0, 0b0001_0000, 0, 0b0001_0001],
        };
        let header = [&[0, 0, 0, 4, 0, 0, 0, 2, 2, 3, 0, 0][..], &[interlaced]].concat();
        let mut coded = flate2::write::ZlibEncoder::new(Vec::new(), Default::default());
        std::io::Write::write_all(&mut coded, &lines).unwrap();
        let bytes = [
            b"\x89PNG\r\n\x1a\n".to_vec(),
            chunk(b"IHDR", &header),
            chunk(b"PLTE", &table[..12]),
            chunk(b"cHRM", &[PLANTED.as_bytes(); 3].concat()[..32]),
            chunk(b"IDAT", &coded.finish().unwrap()),
            chunk(b"IEND", b""),
        ]
        .concat();
        let copy = cleaned("a.png", &bytes).bytes;
        assert!(!find(&copy, PLANTED) && !find(&copy, "Quux-"), "interlaced {interlaced}");
        let kept = memchr::memmem::find(&copy, b"PLTE\0\0\0\xFF\0\0");
        assert!(kept.is_some(), "interlaced {interlaced}: colours of pixels are lost");
    }
}

/// A picture of letters in that format, and its shades in the copy from which a word is gone that stands
/// from the left 50, the top 12, to 80 and 22.
fn without_a_word(format: ImageFormat, name: &str) -> (GrayImage, GrayImage) {
    let picture = DynamicImage::ImageLuma8(page_of_letters());
    let picture = match format {
        ImageFormat::WebP | ImageFormat::Gif => DynamicImage::ImageRgba8(picture.into_rgba8()),
        _ => picture,
    };
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    // Small pictures are handed over twice as large.
    let mut eyes = Eyes::seeing("B7", [100, 24, 60, 20]);
    let copy = eyes.cleaned_without(name, bytes.get_ref(), "B7").unwrap();
    assert_eq!(::image::guess_format(&copy.bytes).unwrap(), format, "{name}");
    let shades = |bytes: &[u8]| ::image::load_from_memory(bytes).unwrap().into_luma8();
    (shades(bytes.get_ref()), shades(&copy.bytes))
}

#[test]
fn a_word_that_was_recognised_goes_from_the_pixels() {
    let formats = [
        (ImageFormat::Png, "a.png", 0),
        (ImageFormat::Jpeg, "a.jpg", 24),
        (ImageFormat::Bmp, "a.bmp", 0),
        (ImageFormat::WebP, "a.webp", 0),
        (ImageFormat::Tiff, "a.tif", 0),
        (ImageFormat::Gif, "a.gif", 0),
    ];
    for (format, name, off) in formats {
        let (before, after) = without_a_word(format, name);
        let is_black = |x: u32, y: u32| after.get_pixel(x, y).0[0] <= off;
        assert!((50..80).all(|x| (12..22).all(|y| is_black(x, y))), "{name}");
        let is_near = |x: u32, y: u32| {
            before.get_pixel(x, y).0[0].abs_diff(after.get_pixel(x, y).0[0]) <= off
        };
        assert!((0..240).all(|x| (40..80).all(|y| is_near(x, y))), "{name}");
    }
}

#[test]
fn a_picture_that_cannot_lose_pixels_is_refused() {
    let mut eyes = Eyes::seeing("B7", [100, 24, 60, 20]);
    let mut bytes = Vec::new();
    let mut encoder = ::image::codecs::gif::GifEncoder::new(&mut bytes);
    let frame = DynamicImage::ImageLuma8(page_of_letters()).into_rgba8();
    for _ in 0..2 {
        encoder.encode_frame(::image::Frame::new(frame.clone())).unwrap();
    }
    drop(encoder);
    let refusal = eyes.cleaned_without("a.gif", &bytes, "B7").err();
    assert_eq!(refusal, Some(Refusal::Unplaced));
}

#[test]
fn words_of_a_picture_that_is_turned_stand_where_they_are_shown() {
    // The pixels lie on their side, and the way up says to turn them right.
    let lying = DynamicImage::ImageLuma8(page_of_letters()).rotate270();
    let mut plain = Cursor::new(Vec::new());
    lying.write_to(&mut plain, ImageFormat::Jpeg).unwrap();
    let plain = plain.into_inner();
    let exif = [
        &b"Exif\0\0"[..],
        &super::upright_exif(b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0")
            .unwrap(),
    ]
    .concat();
    let bytes = [&plain[..2], &segment(0xE1, &exif), &plain[2..]].concat();
    let mut eyes = Eyes::seeing("B7", [100, 24, 60, 20]);
    let copy = eyes.cleaned_without("a.jpg", &bytes, "B7").unwrap();
    let after = ::image::load_from_memory(&copy.bytes).unwrap().into_luma8();
    assert_eq!(after.dimensions(), (240, 80));
    assert!((50..80).all(|x| (12..22).all(|y| after.get_pixel(x, y).0[0] <= 24)));
    let before = page_of_letters();
    let is_near =
        |x: u32, y: u32| before.get_pixel(x, y).0[0].abs_diff(after.get_pixel(x, y).0[0]) <= 40;
    assert!((0..240).all(|x| (40..80).all(|y| is_near(x, y))));
}
